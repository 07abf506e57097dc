"""What is forgotten, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import ScratchDatabase
from tracker import db, health, jobs, pipeline, retention, sources
from tracker.drafts import SourceDraft
from tracker.models import Claim, DocumentRaw, FlagEvent, Heartbeat, RowVersion, Run, SuiteRun
from tracker.settings import Settings
from tracker.states import Role, RunStatus, SuiteStatus

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLD = NOW - 100 * DAY

Sweep = Callable[..., int]


@pytest.fixture
def own(settings: Settings) -> Settings:
    return settings.model_copy(update={"timezone": ZoneInfo("Asia/Shanghai")})


@pytest.fixture
def sweep(session: Session) -> Sweep:
    """A function that notes a sweep of two suites at a moment."""

    def note(at: datetime, status: SuiteStatus = SuiteStatus.NOT_DUE, *, is_present: bool = True) -> int:
        run = Run(as_of=at, is_present=is_present, started_at=at, finished_at=at, status=RunStatus.SUCCEEDED)
        session.add(run)
        session.flush()
        session.add_all(SuiteRun(run_id=run.id, suite=name, status=status) for name in ("one", "two"))
        session.flush()
        return run.id

    return note


def counts(session: Session, settings: Settings) -> dict[str, int]:
    return {one.what: one.count for one in retention.prune(session, settings, now=NOW)}


def left(session: Session) -> set[int]:
    return set(session.scalars(select(Run.id)))


def test_of_old_sweeps_the_last_of_each_day_stays(session: Session, own: Settings, sweep: Sweep) -> None:
    # Midnight in Shanghai is at 16:00 UTC.
    for hours in (0, 1, 2):
        sweep(OLD.replace(hour=12 + hours))
    evening, night = sweep(OLD.replace(hour=15)), sweep(OLD.replace(hour=17))
    new = {sweep(NOW - HOUR), sweep(NOW)}
    assert counts(session, own)["sweeps without news"] == 3
    assert left(session) == {evening, night} | new
    told = health.read(session, own, moment=OLD.replace(hour=15, minute=59), now=NOW)
    assert told.last_run_at == OLD.replace(hour=15)


def test_the_last_run_of_a_suite_and_looks_at_other_days_stay(session: Session, own: Settings, sweep: Sweep) -> None:
    ran = sweep(OLD, SuiteStatus.SUCCEEDED)
    elsewhere = sweep(OLD + timedelta(minutes=5), is_present=False)
    gone, last = sweep(OLD + HOUR), sweep(OLD + 2 * HOUR)
    counts(session, own)
    assert left(session) == {ran, elsewhere, last}
    assert gone not in left(session)


def test_processes_that_are_gone_are_forgotten_but_not_who_led(session: Session, own: Settings) -> None:
    for holder, leads in (("stood-by", False), ("led", True)):
        session.add(
            Heartbeat(holder=holder, role=Role.ALL, is_leader=leads, started_at=OLD, at=NOW - 8 * DAY, version="0")
        )
    session.flush()
    assert counts(session, own)["processes that are gone"] == 1
    assert session.scalars(select(Heartbeat.holder)).all() == ["led"]


def test_runs_of_jobs_go_after_their_days(session: Session, own: Settings) -> None:
    for days in (12, 11, 9):
        at = NOW - days * DAY
        run_id = jobs.record_start(session, jobs.PRUNE, at, now=at, holder="here", epoch=1)
        assert run_id is not None
        jobs.record_end(session, run_id, note="done", now=at)
    assert counts(session, own)["runs of jobs"] == 0
    assert counts(session, own.model_copy(update={"keep_job_runs_days": 10}))["runs of jobs"] == 2


def test_rows_as_they_were_go_after_their_days(session: Session, own: Settings) -> None:
    for years in (1, 9, 11):
        session.add(RowVersion(relation="claim", row_id=1, until=NOW - years * 365 * DAY, told={"unit": "%"}))
    session.flush()
    assert counts(session, own)["rows as they were"] == 1
    assert counts(session, own.model_copy(update={"keep_versions_days": 400}))["rows as they were"] == 1
    assert session.scalar(select(func.count()).select_from(RowVersion)) == 1


def test_claims_flags_and_events_stay_and_a_dry_run_changes_nothing(
    scratch_database: ScratchDatabase, own: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("article") / "ferry.txt"
    file.write_text("渡轮公司年报 2026年8月1日\n\n渡轮公司表示，今年载客12万人次，同比增长两成。\n", encoding="utf-8")
    own = own.model_copy(update={"database_url": scratch_database()})
    with db.open_database(own) as database:
        draft = SourceDraft(locator=str(file), publisher="岛屿邮报")
        pipeline.capture(database, sources.capture(draft), now=OLD)
        for hours in range(3):
            pipeline.sweep(database, own, now=OLD + hours * HOUR)

        def kept() -> list[int | None]:
            with database.session() as session:
                return [
                    session.scalar(select(func.count()).select_from(model))
                    for model in (Claim, FlagEvent, DocumentRaw, Run)
                ]

        claims, events, raw, runs = kept()
        assert (raw, runs) == (1, 3)
        assert claims
        assert events
        tried = pipeline.prune(database, own, now=NOW, dry_run=True)
        assert kept() == [claims, events, raw, runs]
        done = pipeline.prune(database, own, now=NOW)
        assert {one.what: one.count for one in done} == {one.what: one.count for one in tried}
        # The first sweep opened the flags, the last is the last of its day.
        assert kept() == [claims, events, 0, 2]
