"""How the service stands: whether the tracker sees, for a probe that asks often, and figures for those who collect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import health, jobs, report
from tracker.models import JobRun
from tracker.settings import Settings
from tracker.states import JobStatus, Severity


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the tracker sees at a moment."""

    reasons: tuple[str, ...]
    """Why it may be blind, a sentence each with what to do; none where it sees."""
    leader: str | None
    last_sweep: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is, and what is to be done, at a moment."""

    claims: int
    due: int
    lag: timedelta
    flags: Mapping[tuple[str, Severity], int]
    runs: Mapping[tuple[str, JobStatus], tuple[int, float]]
    """By kind of job and outcome: how many began within a day, and how many seconds they took."""


def read(session: Session, settings: Settings, *, now: datetime) -> Readiness:
    """Read whether the tracker sees: a few statements that take no longer however many claims there are."""
    found = health.read(session, settings, moment=now, now=now, is_counted=False)
    return Readiness(
        reasons=found.blindness,
        leader=found.watch.leader if found.watch is not None else None,
        last_sweep=found.last_run_at,
    )


def figures(session: Session, settings: Settings, *, now: datetime) -> Figures:
    """Count claims, flags and jobs."""
    found = report.build(session, settings=settings, moment=now, worst=0)
    listed = jobs.listing(session, jobs.planned(session, settings, now), now)
    late = [now - entry.next_at for entry in listed if entry.next_at is not None and entry.next_at <= now]
    return Figures(
        claims=found.health.claims,
        due=len(late),
        lag=max(late, default=timedelta()),
        flags=found.counts.cells,
        runs=_runs(session, now - timedelta(days=1)),
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
