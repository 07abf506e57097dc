"""One process of the cluster at work: its own settings and database, opened once, for whoever asks it for something."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from threading import Lock
from typing import Any, Final

from sqlalchemy import text

from tracker import db, leadership, settings
from tracker.db import Database
from tracker.errors import TrackerError
from tracker.settings import Settings
from tracker.spread import SpreadError

CARRIED: Final = (
    "timezone", "calendar", "contact", "allow_hosts", "obey_robots", "host_interval", "max_page_mb", "keep_raw_days",
    "recheck_days",
)  # fmt: skip
"""The settings that go with the work, so that it is done the same anywhere. None is a secret, none names a place."""

_IDENTITY: Final = text("SELECT system_identifier || ' ' || current_database() FROM pg_control_system()")


@dataclass(frozen=True, slots=True)
class Orders:
    """What goes along with a piece of work: who asks, and on what terms. It holds no address and no password."""

    version: str
    database: str
    """Which database it is about, as the server itself knows it."""
    epoch: int | None
    """The leader on whose behalf it is done; None where nobody has to lead for it."""
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """What a process of the cluster works with."""

    database: Database
    """It commits only while the leader that asked leads, where there is one."""
    settings: Settings


def orders(database: Database, own: Settings) -> Orders:
    """The orders of this process."""
    return Orders(
        version=version("claims-tracker"),
        database=_identity(database),
        epoch=database.epoch,
        settings={name: getattr(own, name) for name in CARRIED},
    )


def take(orders: Orders) -> Post:
    """Take up a post under these orders; what it needs is opened once a process.

    Raises:
        SpreadError: this process cannot do the work: it is of another version, or has not the same database.
    """
    if orders.version != (here := version("claims-tracker")):
        raise SpreadError(f"a worker runs version {here} of the tracker, not {orders.version}: install the same")
    try:
        own, database = _equipment()
    except TrackerError as error:
        raise SpreadError(f"a worker cannot work: {error}") from None
    if _identity(database) != orders.database:
        raise SpreadError(
            "a worker has another database: give it the same TRACKER_DATABASE_URL, or the same TRACKER_DATA_DIR"
        )
    fenced = database if orders.epoch is None else leadership.fenced(database, orders.epoch)
    return Post(fenced, own.model_copy(update=dict(orders.settings)))


def fault(orders: Orders) -> str | None:
    """Why this process could not take up a post; None where it can."""
    try:
        take(orders)
    except SpreadError as error:
        return str(error)
    except db.FAILURES as error:
        return f"a worker's database failed: {db.reason(error)}"
    return None


_lock: Final = Lock()
_open: Final = ExitStack()
_kept: dict[str, tuple[Settings, Database]] = {}


def _equipment() -> tuple[Settings, Database]:
    with _lock:
        if not _kept:
            own = settings.load()
            _kept["own"] = own, _open.enter_context(db.open_database(own))
            atexit.register(_open.close)
        return _kept["own"]


@contextmanager
def equipped(own: Settings, database: Database) -> Iterator[None]:
    """Let this very process stand in for a worker, with what it has open already."""
    with _lock:
        before = dict(_kept)
        _kept["own"] = own, database
    try:
        yield
    finally:
        with _lock:
            _kept.clear()
            _kept.update(before)


def _identity(database: Database) -> str:
    with database.engine.connect() as connection:
        return str(connection.scalar(_IDENTITY))
