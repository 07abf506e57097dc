"""What every command works with: settings, an open database, the present moment, two consoles."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker import db, logs
from tracker.cli.options import day
from tracker.cli.table import Terminal
from tracker.clock import present
from tracker.errors import UsageError
from tracker.settings import Settings, load
from tracker.spread import HERE, Spread

if TYPE_CHECKING:
    from sqlalchemy import URL

    from tracker.fetch import Fetcher

console = Terminal(highlight=False)
err_console = Terminal(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with."""

    settings: Settings
    database: db.Database
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The user's time zone."""
        return self.settings.timezone

    @contextmanager
    def fetcher(self) -> Iterator[Fetcher]:
        """The way to the web, as the settings have it."""
        with web(self.settings, self.database.url if self.settings.dask_scheduler else None) as fetcher:
            yield fetcher

    @contextmanager
    def spread(self) -> Iterator[Spread]:
        """Where heavy work is done: on the cluster, where one is set. Raises SettingsError where Dask is missing."""
        place = HERE
        if self.settings.dask_scheduler is not None:
            from tracker import grid

            place = grid.spread(self.settings)
        try:
            yield place
        finally:
            place.close()

    def moment(self, as_of: str | None) -> datetime:
        """The moment a day given by the user ends at; now, where none is given or it is today."""
        return as_of_moment(as_of, self.zone, self.now)


@contextmanager
def web(settings: Settings, shared: URL | None = None) -> Iterator[Fetcher]:
    """The way to the web, as the settings have it (``fetch.opened``). Only commands that go there load it."""
    from tracker import fetch

    with fetch.opened(settings, shared) as fetcher:
        yield fetcher


def as_of_moment(text: str | None, zone: ZoneInfo, now: datetime) -> datetime:
    """The last moment of the day ``text`` names in ``zone``; ``now`` where that is today or no day is named."""
    chosen = day(text, "--as-of")
    if chosen is None or chosen == now.astimezone(zone).date():
        return now
    try:
        return datetime.combine(chosen, time.max, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise UsageError(f"--as-of: {text!r} is too far away") from None


def actor() -> str:
    """Who is at the keyboard, for the record of what was done."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@contextmanager
def opened(settings: Settings | None = None, *, upgrade: bool = False) -> Iterator[Context]:
    """Open the database for one command, with settings read before or now.

    Raises SettingsError, StorageError or SchemaError.
    """
    settings = settings or load()
    logs.configure(settings)
    with db.open_database(settings, upgrade=upgrade) as database:
        yield Context(settings=settings, database=database, now=present())


def days_from(now: datetime, days: int) -> datetime:
    """The moment ``days`` days after ``now``; raises UsageError unless that is in the future."""
    if days < 1:
        raise UsageError("--days: give one day or more")
    return now + timedelta(days=days)
