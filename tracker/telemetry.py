"""Telemetry: the figures that monitoring collects of what is tracked, and what is told of a sweep.

Read by SQL of its own, which stays quick with many claims; every process of the service tells the same.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import URL, Select, case, func, or_, select
from sqlalchemy.orm import Session

from tracker import agenda, flags, lineage, logs, tally
from tracker.db import FAILURES, Database
from tracker.errors import StorageError, TrackerError, UsageError
from tracker.models import Claim, ClaimChange, ExpectationCount, Flag, FlagEvent, FlagWording, Run, Source
from tracker.models import Job as Memory
from tracker.settings import Settings
from tracker.states import FlagState, RunStatus, Severity

WINDOW: Final = timedelta(days=1)
"""How far back sweeps are counted: much less than anything is kept."""
RECOUNT: Final = 3600.0
"""After how many seconds all flags are counted anew: those of claims that were deleted go without an event."""

_OPEN: Final = (FlagState.OPEN, FlagState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class _Count:
    """The open flags of a database, up to one event of theirs."""

    newest: int
    worded: int
    """The last change of what a flag says, its severity among that."""
    at: float
    """When all of them were counted."""
    cells: Counter[tuple[str, Severity]]


_lock = threading.Lock()
_counted: dict[str, _Count] = {}


@dataclass(frozen=True, slots=True)
class Figures:
    """How what is tracked stands at a moment."""

    claims: int
    claims_changed: int
    """Changes of claims whose relations are to be worked out again."""
    due: int
    """Jobs whose moment has passed and that have not begun."""
    lag: timedelta
    """How long the one that waits longest has been due."""
    failing: int
    """Jobs whose last run failed."""
    flags: Mapping[tuple[str, Severity], int]
    """Open ones."""
    sources: Mapping[str, int]
    """Those not removed, by how the last look ended: ``paused``, ``never``, ``well``, or the kind of failure."""
    sweeps: Mapping[RunStatus, int]
    """Those of the present that began within a day."""
    last_sweep: Run | None


def read(session: Session, settings: Settings, *, now: datetime) -> Figures:
    """Read how what is tracked stands."""
    since = now - WINDOW
    sweeps = session.execute(
        select(Run.status, func.count().label("number")).where(Run.is_present, Run.as_of >= since).group_by(Run.status)
    )
    last = select(Run).where(Run.is_present, Run.finished_at.is_not(None)).order_by(Run.as_of.desc(), Run.id.desc())
    due, lag = _due(session, settings, now)
    return Figures(
        claims=session.scalar(select(func.count()).select_from(Claim)) or 0,
        claims_changed=session.scalar(select(func.count()).select_from(ClaimChange)) or 0,
        due=due,
        lag=lag,
        failing=session.scalar(select(func.count()).select_from(Memory).where(Memory.failures > 0)) or 0,
        flags=_flags(session, now),
        sources=_sources(session),
        sweeps={row.status: row.number for row in sweeps},
        last_sweep=session.scalars(last.limit(1)).first(),
    )


def _due(session: Session, settings: Settings, now: datetime) -> tuple[int, timedelta]:
    """How many jobs wait, and how long the first has."""
    count, first = agenda.waiting(session, settings, now=now)
    return count, timedelta() if first is None else max(now - first, timedelta())


def _flags(session: Session, now: datetime) -> Mapping[tuple[str, Severity], int]:
    """Count the open flags. Hundreds of thousands take a second: what has happened since the last count is added."""
    database, at = str(session.connection().engine.url), time.monotonic()
    newest = session.scalar(select(func.max(FlagEvent.id))) or 0
    worded = session.scalar(select(func.max(FlagWording.id))) or 0
    with _lock:
        last = _counted.get(database)
        if last is None or last.worded != worded or last.newest > newest or at - last.at > RECOUNT:
            state = flags.states(now)
            query = (
                select(Flag.kind, Flag.severity, func.count())
                .join(state, state.c.flag_id == Flag.id)
                .where(state.c.state.in_(_OPEN))
                .group_by(Flag.kind, Flag.severity)
            )
            last = _Count(newest, worded, at, Counter(_cells(session, query)))
        elif last.newest < newest:
            opened, was_open = (
                case((state.in_(_OPEN), 1), else_=0) for state in (FlagEvent.state_after, FlagEvent.state_before)
            )
            query = (
                select(Flag.kind, Flag.severity, func.sum(opened - was_open))
                .join(FlagEvent, FlagEvent.flag_id == Flag.id)
                .where(FlagEvent.id > last.newest, FlagEvent.id <= newest)
                .group_by(Flag.kind, Flag.severity)
            )
            cells = Counter(last.cells)
            cells.update(_cells(session, query))
            last = _Count(newest, worded, last.at, cells)
        _counted[database] = last
    return last.cells


def _cells(session: Session, query: Select[str, Severity, int]) -> dict[tuple[str, Severity], int]:
    return {(kind, severity): count for kind, severity, count in session.execute(query)}


def _sources(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Source.paused_at.is_not(None), Source.last_fetched_at.is_(None), Source.failure, func.count())
        .where(Source.removed_at.is_(None), or_(Source.schedule.is_not(None), Source.last_fetched_at.is_not(None)))
        .group_by(Source.paused_at.is_not(None), Source.last_fetched_at.is_(None), Source.failure)
    )
    found: dict[str, int] = {}
    for is_paused, is_new, failure, count in rows:
        state = "paused" if is_paused else failure or ("never" if is_new else "well")
        found[state] = found.get(state, 0) + count
    return found


# What is told of a sweep


@dataclass(slots=True)
class Watch:
    """A sweep that is watched: whoever does it says here what came of it, once that is committed."""

    run_id: int | None = None
    status: RunStatus = RunStatus.RUNNING


@contextmanager
def watching(database: Database, settings: Settings, *, now: datetime) -> Iterator[Watch]:
    """Count and time a sweep that begins ``now`` and, where the user wants it, tell of it by OpenLineage.

    One that is asked for wrongly is no sweep.
    """
    began, watch = time.monotonic(), Watch()
    with logs.bound(sweep=None):
        try:
            yield watch
        except UsageError:
            raise
        except (*FAILURES, TrackerError) as error:
            tally.count("sweeps", str(RunStatus.FAILED))
            lineage.tell(settings, broken(database.url, str(error), now=now))
            raise
        tally.count("sweeps", str(watch.status))
        tally.time("sweep_duration_seconds", time.monotonic() - began)
        if settings.openlineage is not None and watch.run_id is not None:
            with database.session() as session:
                gathered = told(session, watch.run_id, database.url)
            lineage.tell(settings, gathered)


def told(session: Session, run_id: int, database: URL) -> lineage.Told:
    """Gather what OpenLineage says of a run that is over.

    Raises:
        StorageError: there is no such run any more.
    """
    run = session.get(Run, run_id)
    if run is None or run.finished_at is None:
        raise StorageError(f"run {run_id} is not there, or not over")
    rows = session.scalars(select(ExpectationCount).where(ExpectationCount.run_id == run_id))
    counts = sorted(rows, key=lambda count: (count.suite, count.expectation))
    return lineage.Told(
        run=f"{run.id}/{run.started_at.isoformat()}",
        began=run.started_at,
        ended=run.finished_at,
        judged_at=run.as_of,
        read=dataset(database, "claim_facts"),
        wrote=dataset(database, "flag"),
        rows=run.evaluated - run.waiting,
        assertions=tuple(
            lineage.Assertion(
                suite=count.suite,
                expectation=count.expectation,
                kind=count.kind,
                severity=count.severity,
                looked_at=count.element_count,
                failing=count.unexpected_count,
            )
            for count in counts
        ),
        error=run.error or ("nothing was evaluated" if run.status is RunStatus.FAILED else None),
    )


def broken(database: URL, why: str, *, now: datetime) -> lineage.Told:
    """What OpenLineage says of a sweep that left no run, because it broke off."""
    return lineage.Told(
        run=f"broken/{now.isoformat()}",
        began=now,
        ended=now,
        judged_at=now,
        read=dataset(database, "claim_facts"),
        wrote=dataset(database, "flag"),
        rows=0,
        assertions=(),
        error=why,
    )


def dataset(database: URL, relation: str) -> lineage.Dataset:
    """Name a relation as OpenLineage names those of PostgreSQL; a server behind a socket is this machine's."""
    host = database.query.get("host", database.host or "localhost")
    host = host if isinstance(host, str) else host[0]
    host = "localhost" if host.startswith("/") else host
    return lineage.Dataset(f"postgres://{host}:{database.port or 5432}", f"{database.database}.public.{relation}")
