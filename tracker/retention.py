"""What is forgotten, and after how long: what the tracker needed for its work. Claims, flags and events never are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Date, Delete, cast, delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tracker import channels, documents, jobs
from tracker.models import FlagEvent, Heartbeat, RowVersion, Run, SuiteRun
from tracker.settings import Settings
from tracker.states import RunStatus, SuiteStatus

SILENT_DAYS: Final = 7
"""How many days a process that stands by may say nothing before it is forgotten; who led last is not."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of one kind of thing is forgotten."""

    what: str
    days: int
    """How many days it is kept for."""
    before: datetime
    count: int
    setting: str | None
    """The setting that says so, where there is one."""


@dataclass(frozen=True, slots=True)
class _Rule:
    what: str
    setting: str | None
    forget: Callable[[Session, Settings, datetime], int]


def prune(session: Session, settings: Settings, *, now: datetime) -> list[Forgotten]:
    """Forget what is older than the settings say; the caller commits, or rolls back what was only tried."""
    return list(_forget(session, settings, now))


def _forget(session: Session, settings: Settings, now: datetime) -> Iterator[Forgotten]:
    for rule in _RULES:
        days = SILENT_DAYS if rule.setting is None else int(getattr(settings, rule.setting))
        before = now - timedelta(days=days)
        variable = None if rule.setting is None else f"TRACKER_{rule.setting.upper()}"
        yield Forgotten(rule.what, days, before, rule.forget(session, settings, before), variable)


def _raw(session: Session, _settings: Settings, before: datetime) -> int:
    return documents.forget_raw(session, before)


def _job_runs(session: Session, _settings: Settings, before: datetime) -> int:
    return jobs.forget(session, before)


def _notices(session: Session, _settings: Settings, before: datetime) -> int:
    return channels.forget(session, before)


def _sweeps(session: Session, settings: Settings, before: datetime) -> int:
    """Forget sweeps that no event of a flag names, but the last of each day: earlier days are told by it."""
    several = select(func.count() > 1).where(SuiteRun.run_id == Run.id).scalar_subquery()
    day = cast(func.timezone(str(settings.timezone), Run.as_of), Date)
    ended = (
        select(Run.id, Run.as_of, day.label("day"), several.label("is_whole"))
        .where(Run.status != RunStatus.RUNNING, Run.as_of < before)
        .subquery()
        .c
    )
    last_of_day = (
        select(ended.id)
        .ext(distinct_on(ended.day, ended.is_whole))
        .order_by(ended.day, ended.is_whole, ended.as_of.desc(), ended.id.desc())
    )
    last_of_suite = select(func.max(SuiteRun.run_id)).where(SuiteRun.status != SuiteStatus.NOT_DUE)
    return _count(
        session,
        delete(Run).where(
            Run.as_of < before,
            Run.is_present,
            Run.status != RunStatus.RUNNING,
            ~select(FlagEvent.id).where(FlagEvent.run_id == Run.id).exists(),
            Run.id.not_in(last_of_day),
            Run.id.not_in(last_of_suite.group_by(SuiteRun.suite)),
        ),
    )


def _versions(session: Session, _settings: Settings, before: datetime) -> int:
    return _count(session, delete(RowVersion).where(RowVersion.until < before))


def _processes(session: Session, _settings: Settings, before: datetime) -> int:
    return _count(session, delete(Heartbeat).where(Heartbeat.at < before, Heartbeat.is_leader.is_(False)))


def _count(session: Session, statement: Delete) -> int:
    return session.connection().execute(statement).rowcount


_RULES: Final = (
    _Rule("bytes of documents", "keep_raw_days", _raw),
    _Rule("runs of jobs", "keep_job_runs_days", _job_runs),
    _Rule("messages sent", "keep_job_runs_days", _notices),
    _Rule("sweeps without news", "keep_sweeps_days", _sweeps),
    _Rule("rows as they were", "keep_versions_days", _versions),
    _Rule("processes that are gone", None, _processes),
)
"""To forget one more kind of thing is a line here, and a setting with its days."""
