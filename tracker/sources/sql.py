"""Queries: what a SELECT returns, row by row as figures. The database is read and never written to."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, CursorResult, create_engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import NullPool

from tracker import secrecy
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError
from tracker.sources import choices, rowset
from tracker.sources.rowset import Record, Rowset
from tracker.sources.visit import Original, Visit

_SECONDS: Final = 30
_CHUNK: Final = 1_000
_SECRETS: Final = ("password", "passwd", "sslpassword")
_COMMENTS: Final = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_READS: Final = re.compile(r"(?:select|with|values|table)\b", re.IGNORECASE)
_TO_FILE: Final = re.compile(r"\binto\s+(?:outfile|dumpfile)\b", re.IGNORECASE)
_REFUSED: Final = re.compile(
    r"read-only transaction|READ ONLY transaction|data-modifying|not authorized|readonly database", re.IGNORECASE
)
_SEVERAL: Final = re.compile(r"multiple commands|one statement at a time", re.IGNORECASE)
_TOO_LONG: Final = re.compile(r"statement timeout|interrupted|execution time|max_statement_time", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a kind of database is kept from being written to, and from taking too long."""

    driver: str
    """The name SQLAlchemy knows it by."""
    package: str
    """What is to be installed for it."""
    before: Callable[[int], Sequence[str]] = lambda _: ()
    """The statements that come before the query, for so many seconds."""


_POSTGRESQL: Final = _Dialect(
    "postgresql+psycopg",
    "psycopg[binary]",
    lambda seconds: ("SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = {seconds * 1000}"),
)
_DIALECTS: Final[Mapping[str, _Dialect]] = {
    "postgresql": _POSTGRESQL,
    "postgres": _POSTGRESQL,
    "sqlite": _Dialect("sqlite+pysqlite", "pysqlite3"),
    "mysql": _Dialect(
        "mysql+pymysql",
        "pymysql",
        lambda seconds: (f"SET SESSION max_execution_time = {seconds * 1000}", "START TRANSACTION READ ONLY"),
    ),
    "mariadb": _Dialect(
        "mariadb+pymysql",
        "pymysql",
        lambda seconds: (f"SET SESSION max_statement_time = {seconds}", "START TRANSACTION READ ONLY"),
    ),
}
_OTHERS: Final = ("mssql", "oracle", "duckdb", "snowflake", "bigquery", "clickhouse", "redshift", "trino", "db2")
"""Databases people may name, and which are not known to be kept from writing."""


@dataclass(frozen=True, slots=True)
class _Target:
    """A database and what is asked of it."""

    url: URL
    locator: str
    """The address without its password: what is stored and shown."""
    dialect: _Dialect
    query: str
    seconds: int


class Sql:
    """A query to a database: each row a claim, or each cell of a row where several columns hold numbers."""

    kind: Final = "sql"

    options: Final[Mapping[str, str]] = {
        **rowset.OPTIONS,
        "query": "the SELECT whose rows are the figures",
        "password_env": "the environment variable that holds the database's password",
        "timeout": f"seconds the query may take; {_SECONDS} if not given",
        "limit": f"rows the query may return; {rowset.LIMIT:,} if not given",
    }

    def accepts(self, original: Original) -> bool:
        """Take the addresses of databases."""
        return original.scheme in (*_DIALECTS, *_OTHERS)

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:  # noqa: ARG002 - a database is no page
        """Run the query in a transaction that only reads; every claim comes ready."""
        target, notes = _target(draft)
        limit = choices.count(_named(draft, target.locator), "limit", rowset.LIMIT)
        with _connected(target) as connection:
            result = _result(connection, target)
            found = Rowset(
                kind=self.kind,
                locator=target.locator,
                header=list(result.keys()),
                records=_records(result, target),
                notes=notes,
                limit=limit,
            )
            return rowset.capture(draft, found)


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows of a query."""

    locator: str
    """The database's address without its password."""
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...]
    """What is odd about the address, a line each."""


def first_rows(draft: SourceDraft, most: int) -> Found:
    """Run the query of ``draft`` as a source of rows would, and return its first ``most`` rows as they are.

    Raises InputError as ``Sql.capture`` does.
    """
    target, notes = _target(draft)
    with _connected(target) as connection:
        result = _result(connection, target)
        header = tuple(result.keys())
        try:
            found = tuple(tuple(row) for row in result.fetchmany(most))
        except SQLAlchemyError as error:
            raise _failure(error, target) from None
    return Found(target.locator, header, found, notes)


def _named(draft: SourceDraft, locator: str) -> SourceDraft:
    return SourceDraft(locator=locator, options=draft.options)


def _target(draft: SourceDraft) -> tuple[_Target, tuple[str, ...]]:
    try:
        url = make_url(draft.locator)
    except (ArgumentError, ValueError):
        raise InputError("the database's address cannot be read; write it as postgresql://user@host/database") from None
    secret = url.password is not None or any(name in url.query for name in _SECRETS)
    shown = URL.create(
        url.drivername,
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query={name: value for name, value in url.query.items() if name not in _SECRETS},
    )
    if url.get_backend_name() == "sqlite":
        shown = shown.set(database=str(_file(shown)))
    locator = shown.render_as_string(hide_password=False)
    dialect = _DIALECTS.get(url.get_backend_name())
    if dialect is None:
        known = ", ".join(name for name in _DIALECTS if name != "postgres")
        raise InputError(f"{locator}: only {known} can be read without the risk of writing to it; give a table of it")
    options = _named(draft, locator)
    query = draft.options.get("query")
    if not isinstance(query, str) or not query.strip():
        raise InputError(f'{locator}: it needs the setting query, as "SELECT company, metric, value FROM figures"')
    query = query.strip().rstrip("; \n\t")
    if not _READS.match(query, _COMMENTS.match(query).end()) or _TO_FILE.search(query):  # type: ignore[union-attr]
        raise InputError(f"{locator}: the query is no SELECT: the database is only read, never written to")
    url = url.set(drivername=dialect.driver)
    if (variable := draft.options.get("password_env")) is not None:
        if not (password := os.environ.get(str(variable))):
            raise InputError(f"{locator}: the environment variable {variable} of the setting password_env is not set")
        url = url.set(password=password)
    secrecy.keep(url.password, *(str(url.query[name]) for name in _SECRETS if name in url.query))
    target = _Target(url, locator, dialect, query, choices.count(options, "timeout", _SECONDS))
    if not secret or variable is not None:
        return target, ()
    return target, (
        "the address's password is not stored, so that later looks will lack it: put it into an environment variable "
        "and name that with the setting password_env",
    )


def _file(url: URL) -> Path:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise InputError(f"{url.render_as_string()}: it names no file; write it as sqlite:///folder/file.db")
    return Path(url.database).absolute()


@contextmanager
def _connected(target: _Target) -> Iterator[Connection]:
    arguments: dict[str, Any] = {}
    if target.dialect is _DIALECTS["sqlite"]:
        path = _file(target.url)
        if not path.is_file():
            raise InputError(f"{target.locator}: there is no such file; check the path")
        arguments["creator"] = lambda: sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, timeout=target.seconds, check_same_thread=False
        )
    elif target.dialect is _POSTGRESQL:
        arguments["connect_args"] = {"connect_timeout": 10, "application_name": "claims-tracker"}
    else:
        arguments["connect_args"] = {"connect_timeout": 10}
    try:
        engine = create_engine(target.url, poolclass=NullPool, **arguments)
    except ModuleNotFoundError:
        raise InputError(
            f"{target.locator}: its driver is not installed: run `pip install {target.dialect.package}`"
        ) from None
    except (NoSuchModuleError, ArgumentError) as error:
        raise InputError(f"{target.locator}: {_reason(error, target)}") from None
    try:
        connection = engine.connect()
    except (DBAPIError, UnicodeError) as error:
        is_settled = not isinstance(error, (OperationalError, InterfaceError))
        raise InputError(
            f"{target.locator}: the database cannot be reached ({_reason(error, target)}); check the address, or that "
            "it runs",
            permanent=is_settled,
        ) from None
    with connection:
        yield connection


def _result(connection: Connection, target: _Target) -> CursorResult[Any]:
    try:
        for statement in target.dialect.before(target.seconds):
            connection.exec_driver_sql(statement)
        if target.dialect is _DIALECTS["sqlite"]:
            _guard(connection.connection.dbapi_connection, target.seconds)
        # A cursor of the server's: PostgreSQL declares one for what only reads, and for a single statement.
        reading = connection.execution_options(stream_results=True, no_parameters=True, max_row_buffer=_CHUNK)
        result = reading.exec_driver_sql(target.query)
    except SQLAlchemyError as error:
        raise _failure(error, target) from None
    if not result.returns_rows:
        raise InputError(f"{target.locator}: the query returns no rows; write a SELECT")
    return result


def _guard(connection: Any, seconds: int) -> None:
    """Keep SQLite to reading, and to its time."""
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    end = time.monotonic() + seconds
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY,
    )
    connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)


def _records(result: CursorResult[Any], target: _Target) -> Iterator[Record]:
    end = time.monotonic() + target.seconds
    header = list(result.keys())
    number = 0
    try:
        for chunk in result.partitions(_CHUNK):
            if time.monotonic() > end:
                raise _too_long(target)
            for row in chunk:
                number += 1
                yield f"row {number}", dict(zip(header, row, strict=True))
    except SQLAlchemyError as error:
        raise _failure(error, target) from None


def _failure(error: SQLAlchemyError, target: _Target) -> InputError:
    reason = _reason(error, target)
    if _SEVERAL.search(reason):
        return InputError(f"{target.locator}: the query is more than one statement: give one SELECT")
    if _REFUSED.search(reason):
        return InputError(f"{target.locator}: the query would write: the database is only read ({reason})")
    if _TOO_LONG.search(reason):
        return _too_long(target)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    then = "try again later" if lost else "correct the setting query"
    return InputError(f"{target.locator}: the query fails: {reason}; {then}", permanent=not lost)


def _too_long(target: _Target) -> InputError:
    return InputError(
        f"{target.locator}: the query takes longer than {target.seconds} seconds: make it cheaper, or give it more "
        "with the setting timeout",
        permanent=False,
    )


def _reason(error: Exception, target: _Target) -> str:
    """What the driver says, on one line and without the password."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    line = " ".join(str(said).split("\n", 1)[0].split()) or type(said).__name__
    secrets = [target.url.password, *(target.url.query.get(name) for name in _SECRETS)]
    for secret in secrets:
        line = line.replace(str(secret), "***") if secret else line
    return line
