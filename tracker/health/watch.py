"""How the service stands, read from the database in a few short statements, however many jobs and sources there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from tracker import jobs
from tracker.errors import FetchReason
from tracker.health.content import Looks, Watch
from tracker.models import Heartbeat, Job, JobRun, Source
from tracker.settings import Settings
from tracker.states import JobStatus

SILENCE: Final = timedelta(seconds=30)
"""How long a process of the service may say nothing."""
_A_DAY: Final = timedelta(days=1)
"""What is looked at again may come so much later than it is due."""

# Spelled as in the index that holds these runs, which the database would not choose for a parameter.
_FETCHES: Final = JobRun.job.like(literal_column(f"'{jobs.FETCH}:%'"))


def read(session: Session, settings: Settings, *, now: datetime) -> Watch:
    """Read how the service stands."""
    beats = session.scalars(select(Heartbeat).order_by(Heartbeat.is_leader.desc(), Heartbeat.at.desc())).all()
    alive = [beat for beat in beats if beat.at >= now - SILENCE]
    leader = next((beat.holder for beat in alive if beat.is_leader), None)
    silent = next((beat for beat in beats if beat.is_leader and beat not in alive), None)
    [check] = jobs.listing(session, [jobs.check(session, settings)], now)
    last = check.last
    return Watch(
        now=now,
        leader=leader,
        silent=silent.holder if silent is not None and leader is None else None,
        silent_since=silent.at if silent is not None and leader is None else None,
        standing_by=sum(not beat.is_leader for beat in alive),
        check_due=check.next_at,
        check_running_since=last.started_at if last is not None and check.is_running else None,
        check_paused_by=check.paused_by,
        check_failures=check.failures,
        check_failed_at=last.finished_at if last is not None else None,
        check_note=last.note if last is not None else None,
        looks=looks(session, settings, now=now),
    )


def looks(session: Session, settings: Settings, *, now: datetime) -> Looks:
    """Read how looks at sources went lately."""
    window = timedelta(hours=settings.fail_window_hours)
    again = timedelta(days=settings.recheck_days) + _A_DAY
    return Looks(*_looks(session, now - window), *_sources(session, now - max(window, again)))


def _looks(session: Session, since: datetime) -> tuple[int, int]:
    """How many looks at sources the service made by its schedule, and how many of them failed."""
    ended = (JobStatus.SUCCEEDED, JobStatus.FAILED)
    looks = select(func.count(), func.count().filter(JobRun.status == JobStatus.FAILED)).where(
        _FETCHES, JobRun.started_at >= since, JobRun.status.in_(ended)
    )
    every, failed = session.execute(looks).one()
    return every, failed


def _sources(session: Session, since: datetime) -> tuple[int, int, int]:
    """How many sources were looked at since then, whoever did so, how many failed, and how many looks those tell of.

    Of pages that nobody has set a schedule for, those that are gone are known to be, and left out.
    """
    tried_at = func.greatest(Source.last_fetched_at, case((Source.last_error.is_not(None), Source.updated_at)))
    fails = Source.last_error.is_not(None)
    is_known_gone = Source.schedule.is_(None) & func.coalesce(Source.failure == FetchReason.GONE, False)
    # A site that does not let the tracker in is counted by the job alone.
    weight = case((fails, func.greatest(Source.consecutive_failures, Job.failures, 1)), else_=1)
    last = (
        select(func.count(), func.count().filter(fails), func.coalesce(func.sum(weight), 0))
        .join(Job, Job.name == func.concat(f"{jobs.FETCH}:", Source.slug), isouter=True)
        .where(Source.removed_at.is_(None), Source.paused_at.is_(None), ~is_known_gone)
        .where(or_(tried_at >= since, fails & Source.schedule.is_not(None)))
    )
    every, failed, looks = session.execute(last).one()
    return every, failed, looks
