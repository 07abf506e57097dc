"""Whether the tracker sees: what would make a green report a lie, and the figures behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import jobs, report
from tracker.models import JobRun
from tracker.settings import Settings
from tracker.states import JobStatus, Severity

SILENCE: Final = timedelta(seconds=30)
"""How long the leader may say nothing."""
SWEEP_GRACE: Final = timedelta(hours=1)
"""How much later than due the checks may be."""
FAILING_SHARE: Final = 0.5
"""Which share of the looks at sources may fail within a day."""
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Readiness:
    """How the service stands at a moment."""

    reasons: tuple[str, ...]
    """Why it may be blind, a sentence each; none where it sees."""
    leader: str | None
    last_sweep: datetime | None
    claims: int
    due: int
    lag: timedelta
    flags: Mapping[tuple[str, Severity], int]
    runs: Mapping[tuple[str, JobStatus], tuple[int, float]]
    """By kind of job and outcome: how many began within a day, and how many seconds they took."""


def read(session: Session, settings: Settings, *, now: datetime) -> Readiness:
    """Read how the service stands."""
    found = report.build(session, moment=now, zone=settings.timezone, worst=0)
    late = [now - entry.moment for entry in jobs.due(session, settings, now=now)]
    listed = jobs.listing(session, jobs.planned(session, settings, sources=False), now)
    lead = next((beat for beat in jobs.alive(session, now, within=SILENCE) if beat.is_leader), None)
    runs = _runs(session, now - timedelta(days=1))
    reasons = list(found.health.blindness)
    if lead is None:
        reasons.append("No process leads: nothing is fetched or checked by itself. Start `tracker run`.")
    check = next(entry for entry in listed if entry.job.name == jobs.CHECK)
    if check.paused_at is not None:
        reasons.append("The checks are paused. Run `tracker jobs resume check`.")
    elif check.next_at is not None and now - check.next_at > SWEEP_GRACE:
        reasons.append(f"The checks are due since {check.next_at:%Y-%m-%d %H:%M} UTC.")
    if check.failures:
        told = check.last.note if check.last and check.last.note else "see the log"
        reasons.append(f"The checks failed {check.failures} times in a row: {told}")
    looks = {status: count for (kind, status), (count, _) in runs.items() if kind == jobs.FETCH}
    failed, every = looks.get(JobStatus.FAILED, 0), sum(looks.values())
    if every >= _FEW and failed > every * FAILING_SHARE:
        reasons.append(f"{failed} of {every} looks at sources failed within a day. See `tracker errors`.")
    return Readiness(
        reasons=tuple(reasons),
        leader=lead.holder if lead else None,
        last_sweep=found.health.last_run_at,
        claims=found.health.claims,
        due=len(late),
        lag=max(late, default=timedelta()),
        flags=found.counts.cells,
        runs=runs,
    )


def _runs(session: Session, since: datetime) -> dict[tuple[str, JobStatus], tuple[int, float]]:
    kind = func.split_part(JobRun.job, ":", 1)
    seconds = func.coalesce(func.sum(func.extract("epoch", JobRun.finished_at - JobRun.started_at)), 0)
    rows = session.execute(
        select(kind, JobRun.status, func.count(), seconds)
        .where(JobRun.started_at >= since)
        .group_by(kind, JobRun.status)
    )
    return {(job, status): (count, float(spent)) for job, status, count, spent in rows}
