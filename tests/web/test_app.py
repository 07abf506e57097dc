"""What the pages say, and when they turn red."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from tracker import db, jobs, pipeline, tally, web
from tracker.errors import SettingsError
from tracker.settings import Settings
from tracker.states import Role
from tracker.web import app


class Clock:
    """A clock that tests set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@contextmanager
def serving(database: db.Database, own: Settings, clock: Clock) -> Iterator[httpx.Client]:
    """A client of the pages, which a real server serves."""
    server = web.Server(web.create(database, own, web.Process(lambda: True, lambda: ["check"]), clock), "127.0.0.1", 0)
    server.start()
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client
    server.stop()


@pytest.fixture
def pages(database: db.Database, own: Settings, clock: Clock) -> Iterator[httpx.Client]:
    with serving(database, own, clock) as client:
        yield client


def ready(pages: httpx.Client) -> tuple[int, Any]:
    answer = pages.get("/readyz")
    return answer.status_code, answer.json()["reasons"]


def lead(database: db.Database, now: datetime) -> None:
    with pipeline.transaction(database) as session:
        jobs.beat(session, "here:1", role=Role.ALL, is_leader=True, started_at=now, now=now, version="0")


def check(database: db.Database, own: Settings, now: datetime, *, note: str = "done", failed: bool = False) -> None:
    """Check the claims as the service does."""
    with pipeline.transaction(database) as session:
        run_id = jobs.record_start(session, jobs.CHECK, now, now=now, holder="here:1", epoch=1)
    assert run_id is not None
    pipeline.sweep(database, own, now=now)
    with pipeline.transaction(database) as session:
        jobs.record_end(session, run_id, note=note, now=now, failed=failed)


@pytest.fixture
def sound(database: db.Database, own: Settings, clock: Clock) -> None:
    """The sample, checked just now by a leader that is alive."""
    pipeline.load_sample(database, now=clock.now)
    check(database, own, clock.now)
    clock.now += timedelta(seconds=5)
    lead(database, clock.now)


def test_it_is_red_before_anything_was_checked(pages: httpx.Client) -> None:
    status, reasons = ready(pages)
    assert status == 503
    assert any("No sweep" in reason for reason in reasons)


@pytest.mark.usefixtures("sound")
def test_it_is_green_while_all_is_well(pages: httpx.Client) -> None:
    assert ready(pages) == (200, [])


@pytest.mark.usefixtures("sound")
def test_it_is_red_when_the_leader_falls_silent(pages: httpx.Client, clock: Clock) -> None:
    clock.now += timedelta(seconds=40)
    status, reasons = ready(pages)
    assert status == 503
    [reason] = reasons
    assert reason.startswith("The leader, here:1, has not been heard of since 2026-11-22 09:30 UTC")


@pytest.mark.usefixtures("sound")
def test_it_is_red_when_the_checks_are_long_due(pages: httpx.Client, clock: Clock, database: db.Database) -> None:
    clock.now += timedelta(hours=2)
    lead(database, clock.now)
    status, reasons = ready(pages)
    assert status == 503
    assert [reason[:22] for reason in reasons] == ["The sweep is late: the"]


@pytest.mark.usefixtures("sound")
def test_it_is_red_when_the_checks_are_paused_or_fail(
    pages: httpx.Client, clock: Clock, database: db.Database, own: Settings
) -> None:
    check(database, own, clock.now + timedelta(minutes=1), note="suite x did not run", failed=True)
    assert "suite x did not run" in ready(pages)[1][0]
    with pipeline.transaction(database) as session:
        jobs.pause(session, jobs.CHECK, actor="ana", now=clock.now)
    assert any("paused" in reason for reason in ready(pages)[1])


@pytest.mark.usefixtures("sound")
def test_it_is_red_when_most_looks_at_sources_fail(pages: httpx.Client, clock: Clock, database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        for number in range(5):
            run_id = jobs.record_start(session, f"fetch:{number}", clock.now, now=clock.now, holder="here:1", epoch=1)
            assert run_id is not None
            jobs.record_end(session, run_id, note="404", now=clock.now, failed=number > 1)
    status, reasons = ready(pages)
    assert status == 503
    assert [reason[:30] for reason in reasons] == ["3 of 5 looks at sources failed"]


@pytest.mark.usefixtures("sound")
def test_the_report_is_the_first_page(pages: httpx.Client) -> None:
    answer = pages.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "新快报" in answer.text


@pytest.mark.usefixtures("sound")
def test_the_first_page_shows_the_worst_and_counts_all(pages: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    every = pages.get("/").text
    assert "Only the worst" not in every
    monkeypatch.setattr(app, "WORST", 5)
    some = pages.get("/").text
    assert some.count("<article") == 5
    assert f"for the other {every.count('<article') - 5}:" in some


@pytest.mark.usefixtures("sound")
def test_figures_for_prometheus(pages: httpx.Client) -> None:
    lines = pages.get("/metrics").text.splitlines()
    assert {"tracker_leader 1.0", "tracker_jobs_running 1.0", "tracker_ready 1.0"} <= set(lines)
    assert any(line.startswith('tracker_open_flags{kind="stale",severity="warning"}') for line in lines)
    assert 'tracker_sweeps_day{status="succeeded"} 1.0' in lines
    assert any(line.startswith("tracker_build_info{") and line.endswith("} 1.0") for line in lines)


@pytest.mark.usefixtures("sound")
def test_prometheus_own_parser_reads_every_figure(pages: httpx.Client) -> None:
    tally.count("fetches", "gone")
    tally.time("job_duration_seconds", 0.3, "check")
    families = {family.name: family for family in text_string_to_metric_families(pages.get("/metrics").text)}
    assert all(name.startswith("tracker_") and family.documentation for name, family in families.items())
    assert families["tracker_fetches"].type == "counter"
    outcomes = {sample.labels["outcome"]: sample.value for sample in families["tracker_fetches"].samples}
    assert {"success", "unchanged", "failed", "blocked", "gone", "timeout"} <= set(outcomes)
    assert outcomes["gone"] >= 1
    spans = [sample for sample in families["tracker_job_duration_seconds"].samples if sample.labels["job"] == "check"]
    buckets = [sample.value for sample in spans if sample.name.endswith("_bucket")]
    assert buckets == sorted(buckets)
    assert [sample.value for sample in spans if sample.name.endswith("_count")] == [buckets[-1]]
    assert {"tracker_due_lag_seconds", "tracker_sources", "tracker_claim_changes_waiting"} <= set(families)


def test_a_database_that_does_not_answer_is_told(database: db.Database, own: Settings, clock: Clock) -> None:
    engine = create_engine(database.engine.url.set(database="not_there_any_more"))
    lost = db.Database(engine, sessionmaker(engine))
    with serving(lost, own, clock) as pages:
        for path in ("/readyz", "/metrics", "/"):
            answer = pages.get(path)
            assert answer.status_code == 503
            assert "not_there_any_more" in answer.text
        assert pages.get("/healthz").status_code == 200
    engine.dispose()


def test_a_port_that_is_taken_is_one_clear_line(database: db.Database, own: Settings, clock: Clock) -> None:
    pages = web.create(database, own, web.Process(lambda: False, list), clock)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"cannot listen at 127.0.0.1 port {port}: .*TRACKER_PORT"):
            web.Server(pages, "127.0.0.1", port)
