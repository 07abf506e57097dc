"""The schema's versions: Alembic brings a database to one, and says where models and tables disagree."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import CheckConstraint, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from tracker import resources
from tracker.errors import SchemaError, UsageError
from tracker.models import Base

log = logging.getLogger(__name__)

LOCK: Final = 0x636C61696D73  # "claims"
"""The key of the advisory lock that whoever migrates holds."""

LOCK_TIMEOUT: Final = "10s"
"""How long one statement of a migration waits for a lock: others would queue up behind it meanwhile."""
STATEMENT_TIMEOUT: Final = "15min"
TURN_TIMEOUT: Final = "60s"
"""How long to wait for another who migrates."""

COMPARISON: Final[dict[str, Any]] = {"compare_type": True, "compare_server_default": True}
"""What Alembic compares beyond names, here and in ``env.py``."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to a revision; a schema that is there already costs one query.

    Raises:
        SchemaError: it is a newer tracker's, another one has been migrating for long, or a migration failed.
    """
    if revision == "head":
        now = current(engine)
        if now == head():
            return
        _refuse_unknown(now)
    _move(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to an earlier revision, or to ``base``: no tables at all."""
    _refuse_unknown(current(engine))
    _move(engine, command.downgrade, revision)


def current(engine: Engine) -> str | None:
    """Return the revision of the database, None where it has no tables of the tracker's."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the revision that this version of the tracker works with."""
    return _script().get_current_head() or "base"


def demand_head(engine: Engine) -> None:
    """See that the schema is this version's.

    Raises:
        SchemaError: it is not; the line says what to run.
    """
    now = current(engine)
    if now == head():
        return
    _refuse_unknown(now)
    if now is None:
        raise SchemaError("the database has no tables yet: run `tracker db upgrade`")
    raise SchemaError(f"the database is at revision {now} and this tracker needs {head()}: run `tracker db upgrade`")


def check(engine: Engine) -> list[str]:
    """Return the differences between the database and the models, a line each.

    Raises:
        SchemaError: the database is not at this version's schema, so there is nothing to compare.
    """
    demand_head(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARISON)
        differences = [_describe(each) for each in compare_metadata(context, Base.metadata)]
        return sorted([*differences, *_unlike_checks(connection)])


@contextmanager
def turn(engine: Engine) -> Iterator[Connection]:
    """Give a connection to migrate on, alone and with timeouts set; it is closed for good afterwards.

    Raises:
        SchemaError: another one has been migrating for too long, or what was done on the connection failed.
    """
    with engine.connect() as connection:
        connection.detach()  # what is set and locked ends with it
        try:
            connection.execute(text(f"SET lock_timeout = '{TURN_TIMEOUT}'"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != "55P03":
                raise
            raise SchemaError(
                f"another tracker has been migrating this database for {TURN_TIMEOUT}: try again when it is done",
                permanent=False,
            ) from error
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        yield connection


def _move(engine: Engine, how: Callable[[Config, str], None], revision: str) -> None:
    config = Config(attributes={})
    config.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    try:
        with turn(engine) as connection:
            config.attributes["connection"] = connection
            how(config, revision)
    except CommandError as error:
        there_are = ", ".join(step.revision for step in reversed(list(_script().walk_revisions())))
        raise UsageError(f"cannot migrate to {revision}: {error}; there are base, {there_are} and head") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise SchemaError(
            f"the migration to {revision} failed, and nothing was changed: {str(error.orig).partition(chr(10))[0]}"
        ) from error
    log.info("the database is at revision %s", current(engine) or "base")


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(resources.migrations()))


def _refuse_unknown(revision: str | None) -> None:
    """Refuse a schema that this version knows nothing of."""
    if revision is None:
        return
    try:
        _script().get_revision(revision)
    except CommandError as error:
        raise SchemaError(
            f"the database is at revision {revision}, of a newer tracker than this one: install that version"
        ) from error


def _unlike_checks(connection: Connection) -> Iterator[str]:
    """Compare check constraints by name, which Alembic leaves out."""
    database = inspect(connection)
    for table in Base.metadata.sorted_tables:
        if not database.has_table(table.name):
            continue
        modelled = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        stored = {str(each["name"]) for each in database.get_check_constraints(table.name)}
        yield from (f"{table.name}: the database lacks the check {name}" for name in modelled - stored)
        yield from (f"{table.name}: the models lack the check {name}" for name in stored - modelled)


def _describe(difference: Any) -> str:
    """Put one of Alembic's differences (what a migration would have to do) into words."""
    if isinstance(difference, list):
        return "; ".join(_describe(each) for each in difference)
    action, *what = difference
    verb, _, kind = action.partition("_")
    if verb == "modify":
        _, table, column, _, stored, modelled = what
        return f"{table}.{column}: the {kind} is {stored!r} in the database and {modelled!r} in the models"
    thing = what[-1]
    table = getattr(thing, "table", None)
    where = what[-2] if kind == "column" else (table.name if table is not None else thing.name)
    lacking = "database" if verb == "add" else "models"
    return f"{where}: the {lacking} lacks the {kind} {thing.name}".replace("models lacks", "models lack")
