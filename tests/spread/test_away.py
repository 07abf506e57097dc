"""A cluster that is away, or never was: the work is done here, and it is said."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ScratchDatabase
from tests.service.conftest import TEXT, until
from tests.spread import chores
from tests.spread.cluster import Cluster, environment
from tracker import db, doctor, drafts, grid, intake, jobs, pipeline, schedules, sources, suites
from tracker.errors import LeadershipLostError, SettingsError
from tracker.fetch import opened
from tracker.fetch.pace import HeldError
from tracker.fetch.turns import Turns
from tracker.grid import Grid
from tracker.schedule import Service, afar
from tracker.schedule.work import Tools
from tracker.settings import Settings
from tracker.spread import HERE, SpreadError

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NOWHERE = "tcp://127.0.0.1:9"
"""Where nobody listens."""


@pytest.fixture
def away(scratch_database: ScratchDatabase, settings: Settings) -> Settings:
    """Settings with a database of the test's own, and a cluster that is not there."""
    return settings.model_copy(update={"database_url": scratch_database(), "dask_scheduler": NOWHERE})


@pytest.fixture
def database(away: Settings) -> Iterator[db.Database]:
    with db.open_database(away) as database:
        yield database


def test_without_dask_it_is_said_what_to_install(away: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"install claims-tracker\[dask\], or unset the variable"):
        grid.spread(away)


def test_the_doctor_says_that_dask_is_missing(
    away: Settings, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    found = {one.name: one for one in doctor.examine(database, away, [], now=NOW)}
    assert found["cluster"].remedy == "install claims-tracker[dask], or unset the variable"


def test_without_a_cluster_nobody_misses_dask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert grid.spread(settings) is HERE


def test_a_scheduler_that_is_not_there_is_not_asked_again_at_once() -> None:
    with closing(Grid(NOWHERE, patience=0.5)) as nowhere:
        with pytest.raises(SpreadError, match="start `dask scheduler` there, or unset TRACKER_DASK_SCHEDULER"):
            nowhere.width()
        began = time.process_time()
        for _ in range(100):
            with pytest.raises(SpreadError):
                nowhere.map(chores.square, [1])
        assert time.process_time() - began < 1


def test_a_job_is_done_here(away: Settings, database: db.Database, tmp_path: Path) -> None:
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    pipeline.capture(database, sources.capture(drafts.SourceDraft(locator=str(path), slug="ferry")), now=NOW)
    path.write_text(TEXT.replace("12万", "15万"), encoding="utf-8")
    job = jobs.Job("fetch:ferry", schedules.parse("1h", UTC))
    with opened(away) as fetcher, closing(Grid(NOWHERE, patience=0.5)) as nowhere:
        tools = Tools(database, away, fetcher, suites.Workshop(), NOW, nowhere)
        note = afar.do(job, tools, wanted=lambda: True)
        assert note == "1 changed (done without the cluster)"
        with pytest.raises(LeadershipLostError):
            afar.do(job, tools, wanted=lambda: False)


def test_the_doctor_says_that_it_is_away(away: Settings, database: db.Database) -> None:
    found = {one.name: one for one in doctor.examine(database, away, [], now=NOW)}
    assert "cannot be reached" in found["cluster"].told
    assert found["cluster"].remedy == "start `dask scheduler` there, or unset TRACKER_DASK_SCHEDULER"


def test_a_service_begins_without_its_cluster(away: Settings, database: db.Database) -> None:
    with opened(away) as fetcher:
        service = Service(database, away, fetcher, beat=0.05)
        try:
            service.start()
            until(lambda: "done without the cluster" in _note(database, "prune"))
        finally:
            service.stop(0)


def _note(database: db.Database, job: str) -> str:
    with database.session() as session:
        return next((run.note or "" for run in jobs.history(session, job)), "")


def test_a_cluster_that_dies_over_the_work_gives_it_back(away: Settings, tmp_path: Path) -> None:
    """Without a worker it is said at once; work that was begun is given back as soon as the scheduler is gone."""
    dying = Cluster(tmp_path, environment(away))
    dying.start()
    try:
        with closing(Grid(dying.address, rest=0.0)) as far, ThreadPoolExecutor(1) as pool:
            with pytest.raises(SpreadError, match="has no worker: start `dask worker"):
                far.width()
            dying.worker()
            until(lambda: _width(far) == 2)
            waiting = pool.submit(far.map, partial(chores.held_up, tmp_path, chores.square), [3])
            until((tmp_path / "first").exists)
            dying.started[0].kill()
            with pytest.raises(SpreadError):
                waiting.result(30)
    finally:
        dying.stop()


def _width(far: Grid) -> int:
    try:
        return far.width()
    except SpreadError:
        return 0


def test_pages_are_read_here_where_nobody_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LEAST", 100)
    captured = chores.pages(20)
    with closing(Grid(NOWHERE, patience=0.5)) as nowhere:
        assert intake.read(captured, nowhere) == intake.read(captured)


# Turns at hosts, which processes take together


def test_two_processes_leave_the_interval_between_their_requests(database: db.Database) -> None:
    slept: list[float] = []
    with (
        closing(Turns(database.url, sleep=slept.append)) as one,
        closing(Turns(database.url, sleep=slept.append)) as two,
    ):
        waits = [turns.wait("example.org", interval=60, patience=5) for turns in (one, two, one, two)]
        assert one.wait("example.net", interval=60, patience=5) == 0
    assert waits[0] == 0
    assert [round(wait / 60) for wait in waits] == [0, 1, 2, 3]
    assert len(slept) == 3


def test_a_rest_that_one_process_was_asked_for_is_kept_by_all(database: db.Database) -> None:
    with closing(Turns(database.url)) as one, closing(Turns(database.url)) as two:
        one.hold("example.org", 600)
        with pytest.raises(HeldError) as held:
            two.wait("example.org", interval=1, patience=30)
        assert 590 < held.value.seconds <= 600
