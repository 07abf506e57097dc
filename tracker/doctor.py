"""What keeps the tracker from working, or soon will: one finding a thing looked at, with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import channels, crew, grid, health, jobs, lineage, migrations, notify, readiness, suites
from tracker.db import Database
from tracker.errors import SettingsError, TrackerError
from tracker.extract import COMPILED
from tracker.models import Source
from tracker.settings import Settings
from tracker.spread import SpreadError

_SKEW: Final = timedelta(seconds=30)
_ROOM: Final = 1_000_000_000  # bytes
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing."""

    name: str
    told: str
    """How it stands, in a line."""
    remedy: str | None = None
    """What to do; None where all is well."""

    @property
    def is_well(self) -> bool:
        return self.remedy is None


def examine(database: Database, settings: Settings, folders: Sequence[Path], *, now: datetime) -> Iterator[Finding]:
    """Look at everything the tracker stands on, from the database up; ``folders`` are those of the suites."""
    yield Finding("database", _server(database))
    behind = migrations.current(database.engine) != migrations.head()
    if behind:
        at = migrations.current(database.engine) or "base"
        yield Finding("migrations", f"the tables are at revision {at}", "run `tracker db upgrade`")
        return
    yield Finding("migrations", f"the tables are at revision {migrations.head()}, as this version wants them")
    with database.session() as session:
        yield _clock(session, now)
        yield from _suites(folders)
        yield from _sources(session)
        yield from _service(session, settings, now)
        yield from _channels(session)
    if settings.dask_scheduler is not None:
        yield from _cluster(database, settings)
    if settings.openlineage is not None:
        yield _lineage(settings)
    yield _disk(settings)
    yield Finding("reading", "the rules are compiled" if COMPILED else "the rules are plain Python, not compiled")


def _server(database: Database) -> str:
    with database.session() as session:
        version = session.scalar(select(func.current_setting("server_version")))
        size = session.scalar(select(func.pg_database_size(func.current_database()))) or 0
    return f"PostgreSQL {version}, {size / 1e6:,.0f} MB"


def _clock(session: Session, now: datetime) -> Finding:
    there = session.scalar(select(func.clock_timestamp()))
    apart = abs(there - now) if there is not None else timedelta()
    if apart <= _SKEW:
        return Finding("clock", "this machine and the database agree on the time")
    told = f"this machine and the database are {apart.total_seconds():,.0f} s apart"
    return Finding("clock", told, "set both by NTP: what is due, and when, is told by them")


def _suites(folders: Sequence[Path]) -> Iterator[Finding]:
    catalogue = suites.load(folders)
    for failure in catalogue.failures:
        yield Finding(f"suite {failure.name}", failure.error, f"mend it; `tracker suite test {failure.path}` tries it")
    if catalogue.suites:
        rules = sum(len(suite.expectations) for suite in catalogue.suites)
        yield Finding("suites", f"{len(catalogue.suites)} suites with {rules} expectations can be read")


def _sources(session: Session) -> Iterator[Finding]:
    failing = session.execute(
        select(Source.slug, Source.consecutive_failures, Source.last_error)
        .where(Source.consecutive_failures > 0, Source.removed_at.is_(None), Source.paused_at.is_(None))
        .order_by(Source.consecutive_failures.desc(), Source.slug)
    ).all()
    for slug, times, error in failing[:_SHOWN]:
        told = f"failed {times} times in a row: {error}" if times > 1 else f"failed: {error}"
        yield Finding(f"source {slug}", told, f"mend it, or `tracker source pause {slug}`")
    if len(failing) > _SHOWN:
        yield Finding("sources", f"{len(failing) - _SHOWN} more fail", "`tracker source list` shows them")
    if not failing:
        count = session.scalar(select(func.count(Source.id)).where(Source.removed_at.is_(None)))
        yield Finding("sources", f"none of {count} fails")


def _service(session: Session, settings: Settings, now: datetime) -> Iterator[Finding]:
    alive = jobs.alive(session, now, within=health.SILENCE)
    if not any(beat.is_leader for beat in alive):
        yield Finding("service", "no process leads", "start it: `tracker run`")
    else:
        waiting = len(alive) - 1
        told = f", {waiting} {'stands' if waiting == 1 else 'stand'} by" if waiting else ""
        yield Finding("service", f"{alive[0].holder} leads{told}")
    for reason in readiness.read(session, settings, now=now).reasons:
        told, _, remedy = reason.partition(". ")
        yield Finding("checks", told, remedy or "see `tracker jobs history check`")


def _channels(session: Session) -> Iterator[Finding]:
    listed = [one for one in channels.listing(session) if one.channel.paused_at is None]
    wrong = 0
    for one in listed:
        name, missing = one.channel.name, notify.lacking(one.channel.address)
        if one.error is not None:
            times = f"failed {one.attempts} times: " if one.attempts > 1 else "failed: "
            remedy = f"`tracker channel edit {name} --address`, then `tracker channel test {name}`"
            yield Finding(f"channel {name}", times + one.error, remedy)
        elif missing:
            remedy = "set it where the service runs, or `tracker channel edit` the address"
            yield Finding(f"channel {name}", f"{', '.join(missing)} is not set here", remedy)
        wrong += one.error is not None or bool(missing)
    if not listed:
        yield Finding("channels", "nobody is told anything: there is no channel")
    elif not wrong:
        yield Finding("channels", f"none of {len(listed)} fails")


def _cluster(database: Database, settings: Settings) -> Iterator[Finding]:
    try:
        place = grid.Grid(settings.dask_scheduler or "")
    except SettingsError as error:
        told, _, remedy = str(error).partition(": ")
        yield Finding("cluster", told, remedy)
        return
    try:
        workers = place.workers(crew.orders(database, settings))
    except SpreadError as error:
        told, _, remedy = str(error).partition("; ")
        yield Finding("cluster", f"{told}; all work is done here", remedy or "see that the scheduler runs")
        return
    finally:
        place.close()
    for worker in workers:
        if worker.fault is not None:
            told, _, remedy = worker.fault.partition(": ")
            yield Finding(f"worker {worker.address}", told, remedy or "see its log")
    well = [worker for worker in workers if worker.fault is None]
    threads = sum(worker.threads for worker in well)
    told = f"{len(well)} of {len(workers)} workers at {place.address} can work, {threads} pieces at once"
    yield Finding("cluster", told, None if well else f"start `dask worker {place.address}` beside the tracker")


def _lineage(settings: Settings) -> Finding:
    """Knock at the receiver of OpenLineage events; none is sent."""
    try:
        to = lineage.receiver(settings)
    except SettingsError as error:
        variable, _, told = str(error).partition(": ")
        return Finding("lineage", told, f"let the service read it, or unset {variable}")
    if to is None:
        return Finding("lineage", "no events are sent")
    if (why := lineage.fault(to)) is not None:
        return Finding("lineage", f"events do not reach {to.place}: {why}", "see that it is there, TRACKER_OPENLINEAGE")
    return Finding("lineage", f"{to.place} can be reached")


def _disk(settings: Settings) -> Finding:
    folder = next(place for place in (settings.data_dir, *settings.data_dir.parents) if place.exists())
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", f"{folder}: {error.strerror}", "let the tracker read its data folder, TRACKER_DATA_DIR")
    told = f"{free / 1e9:,.1f} GB are free in {folder}"
    return Finding("disk", told, None if free >= _ROOM else "make room: PostgreSQL stops where it cannot write")


def unreachable(error: TrackerError) -> Finding:
    """The finding of a database that cannot be opened."""
    told, _, remedy = str(error).rpartition("; ")
    return Finding("database", told or str(error), remedy or "see that the server runs, and TRACKER_DATABASE_URL")
