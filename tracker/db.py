"""The database: where it is, that it answers, and sessions on it. `tracker.migrations` keeps its tables."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from tracker import migrations
from tracker.errors import StorageError
from tracker.settings import Settings, database_address

FAILURES: Final = (DBAPIError, PoolTimeout)
"""What statements raise where the database fails or refuses; ``reason`` puts it in words."""

_FRESH: Final = 0.5
"""Seconds for which a connection is taken to live since it was last used."""
_LEFT: Final = "left at"
OLDEST: Final = 15
"""The oldest major version of PostgreSQL that will do."""


@dataclass(frozen=True)
class Database:
    """A database that answers."""

    engine: Engine
    session: sessionmaker[Session]
    """Makes sessions: ``with database.session() as session``; what they loaded stays readable after a commit."""
    epoch: int | None = None
    """The leader that has to lead for these sessions to commit; None where nobody has to."""

    @property
    def url(self) -> URL:
        """The whole address, session settings included; ``render_as_string(hide_password=False)`` for other clients."""
        return self.engine.url


@contextmanager
def open_database(settings: Settings, *, upgrade: bool = False) -> Iterator[Database]:
    """Open the database with its tables at this version's schema.

    The embedded database is the tracker's own, and always upgraded; one that the user named only with ``upgrade``.

    Raises:
        StorageError: it cannot be reached, or fails while in use.
        SchemaError: its tables are of another version, and it may not be upgraded.
    """
    with connect(settings) as database:
        if upgrade or settings.database_url is None:
            migrations.upgrade(database.engine)
        else:
            migrations.demand_head(database.engine)
        yield database


@contextmanager
def connect(settings: Settings) -> Iterator[Database]:
    """Open the database as it is, whatever its tables; without an address of the user's, start the embedded one.

    Raises:
        StorageError: it cannot be reached, is too old, or fails while in use.
    """
    if (named := database_address(settings)) is not None:
        with _connected(make_url(named), settings.workers) as database:
            yield database
        return
    from tracker import embedded  # needs a Unix; an address of one's own does not

    with embedded.start(settings.data_dir) as server, _connected(make_url(server.url), settings.workers) as database:
        yield database


def revive(settings: Settings) -> bool:
    """Start the embedded server again where that is the one in use and it died; returns whether it had to.

    Raises:
        StorageError: it does not start.
    """
    if database_address(settings) is not None:
        return False
    from tracker import embedded

    return embedded.revive(settings.data_dir)


def address(url: str) -> URL:
    """Read an address that ``Settings`` accepts."""
    return make_url(url)


def session_url(url: URL) -> URL:
    """Add what every session of the tracker's wants: UTC, UTF-8, its name, and an end to waiting for silence."""
    asked = url.query.get("options", ())
    options = " ".join([*([asked] if isinstance(asked, str) else asked), "-c timezone=UTC"])
    defaults = {"application_name": "claims-tracker", "connect_timeout": "10"}
    return url.set(query={**defaults, **url.query, "options": options, "client_encoding": "utf8"})


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add ``rows`` to ``table`` by COPY, one at a time as they come; returns how many.

    What ``rows`` raises passes through, and the transaction cannot go on. No other statement may run on
    ``connection`` meanwhile.

    Raises:
        StorageError: the connection is lost.
    """
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StorageError(
            f"the database {_place(connection.engine.url)} failed: {reason(error)}", permanent=False
        ) from error
    return count


def libpq_address(url: URL | str) -> str:
    """Write an address, password and all, as psql and every other client of libpq reads it."""
    whole = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    address, mark, query = whole.partition("?")
    return address + mark + query.replace("+", "%20")  # libpq takes a plus sign for one


def without_password(url: URL | str) -> URL:
    """An address without the password and its like, wherever they stand in it."""
    # `set(password=None)` leaves the password as it is.
    return make_url(url)._replace(password=None).difference_update_query(["password", "passwd", "sslpassword"])


def password(url: URL | str) -> str | None:
    """The password in an address, wherever it stands in it."""
    whole = make_url(url)
    found = whole.query.get("password") if whole.password is None else whole.password
    return str(found) if found else None


@contextmanager
def apart(database: Database) -> Iterator[Database]:
    """The same database over connections of its own: who uses those up keeps nobody else waiting.

    They wait for no lock for longer than three seconds: a page is to say that it cannot tell.
    """
    options = f"{database.url.query.get('options', '')} -c lock_timeout=3000".strip()
    url = database.url.set(query={**database.url.query, "options": options})
    engine = create_engine(url, pool_pre_ping=True)
    try:
        yield Database(engine, sessionmaker(engine, expire_on_commit=False))
    finally:
        engine.dispose()


@contextmanager
def _connected(url: URL, workers: int) -> Iterator[Database]:
    # One for each job at work, and some for what plans, checks and sends messages beside them.
    engine = create_engine(session_url(url), max_overflow=workers + 10)
    try_out_the_idle(engine)
    try:
        _try_out(engine)
        yield Database(engine, sessionmaker(engine, expire_on_commit=False))
    except (OperationalError, InterfaceError) as error:
        raise StorageError(f"the database {_place(url)} failed: {reason(error)}", permanent=False) from error
    finally:
        engine.dispose()


def try_out_the_idle(engine: Engine) -> None:
    """See that a connection of ``engine`` lives before it is used, unless it was in use a moment ago.

    Asked each time, that would be a third of all that a look at a source asks the database. One that breaks within that
    moment fails as one does that breaks while it is used.
    """

    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_LEFT] = time.monotonic()

    def demand(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.pop(_LEFT, -math.inf) < _FRESH:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None

    event.listen(engine, "connect", note)
    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", demand)


def _try_out(engine: Engine) -> None:
    """Connect once, and see that the server will do."""
    try:
        with engine.connect() as connection:
            encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
            version = connection.dialect.server_version_info or (0,)
    except OperationalError as error:
        raise StorageError(
            f"cannot connect to the database {_place(engine.url)}: {reason(error)}; "
            "see that the server runs, and TRACKER_DATABASE_URL",
            permanent=False,
        ) from error
    if version < (OLDEST,):
        raise StorageError(
            f"the database {_place(engine.url)} is PostgreSQL {version[0]}; the tracker needs {OLDEST} or newer"
        )
    if encoding != "UTF8":
        raise StorageError(
            f"the database {_place(engine.url)} keeps text as {encoding}: "
            "make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )


def reason(error: Exception) -> str:
    """Return what the driver or the server gave for a reason: one line, without its preamble and its advice."""
    first = str(getattr(error, "orig", None) or error).partition("\n")[0]
    return " ".join(first.rpartition("failed: ")[2].removeprefix("FATAL: ").split()) or "it did not say why"


def is_locked_out(error: Exception) -> bool:
    """Whether a statement waited too long for a lock, while the database answers well enough."""
    return _sqlstate(error) == "55P03"


def is_down(error: Exception) -> bool:
    """Whether the database failed, and the same statement may well work soon; else it refused what it was asked."""
    state = _sqlstate(error)
    if state is None:
        return isinstance(error, (OperationalError, InterfaceError, PoolTimeout))
    # Connections, rollbacks by deadlock, disk and memory, locks, an operator's doing, the system; it may only read.
    return state[:2] in {"08", "40", "53", "55", "57", "58"} or state == "25006"


def _sqlstate(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _place(url: URL) -> str:
    """Name a database for a person: no password, none of the query."""
    host = url.query.get("host", url.host or "localhost")
    host = host if isinstance(host, str) else ",".join(host)
    return f"{url.database} at {host}" + (f":{url.port}" if url.port else "")
