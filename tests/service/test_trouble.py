"""A database that hangs, or does not do what it is asked: stopping ends all the same, and ``/readyz`` says so."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from tests.service.conftest import until
from tests.service.test_service import Start, start
from tracker import db, jobs, pipeline, web
from tracker.cli import context
from tracker.clock import present
from tracker.schedule import Service, work
from tracker.settings import Settings
from tracker.states import JobStatus

__all__ = ["start"]


@pytest.mark.usefixtures("file")
def test_a_database_that_hangs_does_not_keep_the_service_from_stopping(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> str:
        began.set()
        assert go_on.wait(60)
        return "too late"

    monkeypatch.setattr(work, "do", hang)
    one = start()
    assert began.wait(20)
    for name in ("hand_back", "beat", "fall_silent"):
        monkeypatch.setattr(jobs, name, hang)
    try:
        assert one.stop(patience=0.1) is False
        assert not go_on.is_set()
    finally:
        go_on.set()


def test_what_keeps_the_leader_from_its_work_is_told_until_it_is_over(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refuses = jobs.beat, threading.Event()

    def beat(*given: object, **more: object) -> None:
        if refuses.is_set():
            raise OperationalError("INSERT", {}, Exception("cannot execute INSERT in a read-only transaction"))
        real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "beat", beat)
    one = start()
    until(lambda: one.is_leader)
    refuses.set()
    until(lambda: "read-only" in (one.trouble or ""))
    refuses.clear()
    until(lambda: one.trouble is None and one.is_leader)


def test_a_locked_table_is_told_and_costs_nobody_the_lead(
    database: db.Database, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    one = start()
    until(lambda: one.is_leader)
    with database.engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE job_run IN ACCESS EXCLUSIVE MODE")
        until(lambda: "locks the tracker's tables" in (one.trouble or ""))
        assert one.is_leader
    until(lambda: one.trouble is None)
    assert [record for record in caplog.records if "leading no longer" in record.message] == []
    assert len([record for record in caplog.records if "another session locks" in record.message]) == 1


@pytest.mark.usefixtures("file")
def test_what_fails_with_the_database_is_done_again_at_once_and_no_failure(
    database: db.Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = work.do, threading.Event()

    def do(*given: object, **more: object) -> str:
        if not failed.is_set():
            failed.set()
            raise OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "do", do)
    start()
    until(lambda: JobStatus.LOST in (told := statuses(database)) and told.count(JobStatus.SUCCEEDED) >= 2)
    assert JobStatus.FAILED not in statuses(database)


def statuses(database: db.Database) -> list[JobStatus]:
    with database.session() as session:
        return [run.status for run in jobs.history(session)]


def test_the_embedded_server_is_started_again_where_it_dies(own: Settings, tmp_path: Path) -> None:
    mine = own.model_copy(update={"database_url": None, "data_dir": tmp_path})
    with db.open_database(mine) as database, context.web(mine) as reader:
        one = Service(database, mine, reader, beat=0.05)
        one.start()
        try:
            until(lambda: one.is_leader)
            first = int((tmp_path / "postgres" / "postmaster.pid").read_text().partition("\n")[0])
            os.kill(first, signal.SIGKILL)
            until(lambda: not one.is_leader)
            until(lambda: one.is_leader and one.trouble is None)
        finally:
            one.stop()


def test_the_pages_are_red_with_what_keeps_the_process_from_its_work(database: db.Database, own: Settings) -> None:
    process = web.Process(lambda: False, tuple, lambda: "The disk is full.")
    pages = TestClient(web.create(database, own, process))
    answer = pages.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"][0] == "The disk is full."
    assert "The disk is full." in pages.get("/").text


def test_a_process_in_trouble_is_not_ready_for_prometheus_either(database: db.Database, own: Settings) -> None:
    pipeline.sweep(database, own, now=present())

    def ready(trouble: str | None) -> bool:
        pages = TestClient(web.create(database, own, web.Process(lambda: True, tuple, lambda: trouble)))
        return "\ntracker_ready 1.0" in pages.get("/metrics").text

    assert ready(None)
    assert not ready("The disk is full.")


def test_a_page_does_not_wait_for_a_locked_table(database: db.Database, own: Settings) -> None:
    process = web.Process(lambda: False, tuple)
    with db.apart(database) as apart, database.engine.begin() as holder:
        holder.exec_driver_sql("LOCK TABLE claim, source, job_run IN ACCESS EXCLUSIVE MODE")
        answer = TestClient(web.create(apart, own, process)).get("/readyz")
    assert answer.status_code == 503
    assert "lock timeout" in answer.text
