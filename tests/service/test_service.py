"""The service at work: what is due is done, by one process, and no failure stops the rest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.service.conftest import until
from tests.service.test_leadership import cut
from tracker import db, jobs, pipeline, sources
from tracker.cli.context import web
from tracker.clock import present
from tracker.drafts import SourceDraft
from tracker.errors import InputError, LeadershipLostError
from tracker.models import Claim, JobRun, Leader, Source
from tracker.schedule import Service, work
from tracker.schedule.work import Tools
from tracker.settings import Settings
from tracker.states import JobStatus, Role

Start = Callable[..., Service]


@pytest.fixture
def start(database: db.Database, own: Settings) -> Iterator[Start]:
    """A function that starts one more process' worth of the service, ended with the test."""
    with ExitStack() as stack:
        fetcher = stack.enter_context(web(own))

        def begin(role: Role = Role.ALL) -> Service:
            one = Service(database, own, fetcher, role=role, beat=0.05)
            one.start()
            stack.callback(one.stop, 2)
            return one

        yield begin


def outcomes(database: db.Database, job: str) -> list[JobStatus]:
    with database.session() as session:
        return [run.status for run in reversed(jobs.history(session, job))]


@pytest.mark.usefixtures("file")
def test_a_source_that_is_due_is_looked_at_and_the_claims_are_checked(
    database: db.Database, file: Path, start: Start
) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("12万", "15万"), encoding="utf-8")
    start()
    until(lambda: outcomes(database, "fetch:ferry") == [JobStatus.SUCCEEDED])
    until(lambda: outcomes(database, "check") == [JobStatus.SUCCEEDED])
    with database.session() as session:
        assert "changed" in set(session.scalars(select(Claim.quote_state)))
        assert session.scalars(select(Claim.evaluated_at)).first() is not None


def test_a_night_in_which_nothing_is_forgotten_is_quiet(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="tracker.schedule")
    start()
    until(lambda: any(record.message.startswith("prune: ") for record in caplog.records))
    [told] = [record for record in caplog.records if record.message.startswith("prune: ")]
    assert (told.levelname, told.message.partition(",")[0]) == ("DEBUG", "prune: nothing to forget")


def test_a_source_that_fails_is_noted_and_does_not_stop_the_others(
    database: db.Database, file: Path, tmp_path: Path, start: Start
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(file.read_text(encoding="utf-8").replace("300人", "400人"), encoding="utf-8")
    draft = SourceDraft(locator=str(other), publisher="另一家报", slug="other", schedule="1h")
    pipeline.capture(database, sources.capture(draft), now=present())
    with pipeline.transaction(database) as session:
        sources.find(session, "other").last_fetched_at = None
    file.unlink()
    start()
    until(lambda: outcomes(database, "fetch:ferry") == [JobStatus.FAILED])
    until(lambda: outcomes(database, "fetch:other") == [JobStatus.SUCCEEDED])
    with database.session() as session:
        failed = jobs.history(session, "fetch:ferry")[0]
        assert "ferry.txt" in (failed.note or "")
        assert session.scalars(select(Claim.id)).first() is not None


@pytest.mark.usefixtures("file")
def test_one_of_two_processes_works_and_the_other_takes_over(database: db.Database, start: Start) -> None:
    one, two = start(), start()
    until(lambda: one.is_leader or two.is_leader)
    leader, standby = (one, two) if one.is_leader else (two, one)
    until(lambda: outcomes(database, "fetch:ferry") == [JobStatus.SUCCEEDED])
    assert not standby.is_leader
    leader.stop()
    until(lambda: standby.is_leader, seconds=10)
    assert outcomes(database, "fetch:ferry") == [JobStatus.SUCCEEDED]


def test_a_process_for_the_pages_alone_never_leads(start: Start) -> None:
    pages, worker = start(Role.WEB), start(Role.WORKER)
    until(lambda: worker.is_leader)
    assert not pages.is_leader


@pytest.mark.usefixtures("file")
def test_a_leader_that_is_cut_off_leads_again_as_another(database: db.Database, start: Start) -> None:
    only = start()
    until(lambda: outcomes(database, "check") == [JobStatus.SUCCEEDED])
    cut(database)
    until(lambda: _epoch(database) == 2 and only.is_leader)


def _epoch(database: db.Database) -> int:
    with database.session() as session:
        return session.scalar(select(Leader.epoch)) or 0


@pytest.mark.usefixtures("file")
def test_work_of_a_leader_that_was_overtaken_is_dropped_and_done_again(
    database: db.Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look at a source hangs until another term has begun; what it brings may not be kept."""
    began, go_on = threading.Event(), threading.Event()
    real, looks, refused = work.do, [0], threading.Event()

    def slow(job: jobs.Job, tools: Tools) -> str:
        if job.kind != jobs.FETCH or looks[0]:
            return real(job, tools)
        looks[0] += 1
        began.set()
        assert go_on.wait(20)
        try:
            with pipeline.transaction(tools.database) as session:
                sources.find(session, "ferry").publisher = "nobody may see this"
        except LeadershipLostError:
            refused.set()
            raise
        return "kept"

    monkeypatch.setattr(work, "do", slow)
    start()
    assert began.wait(20)
    cut(database)
    until(lambda: _epoch(database) == 2)
    until(lambda: JobStatus.LOST in outcomes(database, "fetch:ferry"))
    go_on.set()
    assert refused.wait(20)
    until(lambda: outcomes(database, "fetch:ferry") == [JobStatus.LOST, JobStatus.SUCCEEDED])
    with database.session() as session:
        assert session.scalar(select(Source.publisher).where(Source.slug == "ferry")) == "岛屿邮报"


@pytest.mark.usefixtures("file")
def test_what_does_not_end_in_time_is_handed_back(
    database: db.Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def hang(_job: jobs.Job, _tools: Tools) -> str:
        began.set()
        go_on.wait(20)
        return "too late"

    monkeypatch.setattr(work, "do", hang)
    one = start()
    assert began.wait(20)
    assert one.stop(patience=0.1) is False
    with database.session() as session:
        states = set(session.scalars(select(JobRun.status)))
    go_on.set()
    assert states == {JobStatus.LOST}


@pytest.mark.usefixtures("file")
def test_what_fails_while_the_service_stops_is_handed_back(
    database: db.Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def fail(_job: jobs.Job, _tools: Tools) -> str:
        began.set()
        go_on.wait(20)
        raise InputError("it was cut off")

    monkeypatch.setattr(work, "do", fail)
    one = start()
    assert began.wait(20)
    stopping = threading.Thread(target=one.stop)
    stopping.start()
    until(one._stopping.is_set)
    go_on.set()
    stopping.join(20)
    with database.session() as session:
        assert set(session.scalars(select(JobRun.status))) == {JobStatus.LOST}
        assert jobs.alive(session, present(), within=timedelta(hours=1)) == []


@pytest.mark.usefixtures("file")
def test_stopping_without_a_database_ends_all_the_same(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Event(), threading.Event()

    def hang(_job: jobs.Job, _tools: Tools) -> str:
        began.set()
        go_on.wait(20)
        return "too late"

    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE job_run", {}, Exception("no connection"))

    monkeypatch.setattr(work, "do", hang)
    one = start()
    assert began.wait(20)
    monkeypatch.setattr(jobs, "hand_back", refuse)
    assert one.stop(patience=0.1) is False
    go_on.set()


@pytest.mark.usefixtures("file")
def test_a_run_that_is_planned_while_the_last_one_ends_is_not_forgotten(database: db.Database, start: Start) -> None:
    """APScheduler refuses a second run of a job as long as it takes the first for running."""
    one = start()
    until(lambda: outcomes(database, "fetch:ferry") == [JobStatus.SUCCEEDED])
    one._board.plan("fetch:ferry")
    one._scheduler._dispatch_event(JobSubmissionEvent(EVENT_JOB_MAX_INSTANCES, "fetch:ferry", "default", []))
    assert "fetch:ferry" not in one._board.busy
