"""How the service stands, read from the database in a few short statements, however many jobs and sources there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, func, literal_column, select
from sqlalchemy.orm import Session

from tracker import jobs
from tracker.health.content import Limits, Watch
from tracker.models import Heartbeat, JobRun, Source
from tracker.settings import Settings
from tracker.states import JobStatus

SILENCE: Final = timedelta(seconds=30)
"""How long a process of the service may say nothing."""

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
    limits = Limits.of(settings)
    looks, failed = _looks(session, now - limits.fail_window, limits.fail_least)
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
        looks=looks,
        looks_failed=failed,
    )


def _looks(session: Session, since: datetime, least: int) -> tuple[int, int]:
    """How many looks at sources there were, and how many of them failed.

    Those of the service are noted one by one; where there are hardly any, the last look at each source counts.
    """
    ended = (JobStatus.SUCCEEDED, JobStatus.FAILED)
    looks = select(func.count(), func.count().filter(JobRun.status == JobStatus.FAILED)).where(
        _FETCHES, JobRun.started_at >= since, JobRun.status.in_(ended)
    )
    every, failed = session.execute(looks).one()
    if every >= least:
        return every, failed
    tried_at = func.greatest(Source.last_fetched_at, case((Source.last_error.is_not(None), Source.updated_at)))
    last = select(func.count(), func.count().filter(Source.last_error.is_not(None))).where(
        tried_at >= since, Source.removed_at.is_(None), Source.paused_at.is_(None)
    )
    every, failed = session.execute(last).one()
    return every, failed
