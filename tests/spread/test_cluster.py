"""Work on a real cluster comes to what it comes to here, whoever dies on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests import claimfacts
from tests.conftest import ScratchDatabase
from tests.service.conftest import TEXT, until
from tests.service.test_leadership import cut
from tests.spread import chores
from tests.spread.cluster import Cluster
from tests.spread.test_slices import flags_of
from tracker import crew, db, doctor, drafts, intake, jobs, leadership, pipeline, schedules, slices, sources, suites
from tracker.errors import FetchReason, LeadershipLostError
from tracker.fetch import opened
from tracker.grid import Grid
from tracker.leadership import Leadership
from tracker.models import Claim, Source
from tracker.schedule import Service, afar
from tracker.schedule.work import JobFailedError, Tools
from tracker.settings import Settings
from tracker.spread import HERE, SpreadError
from tracker.states import JobStatus

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@contextmanager
def filled(own: Settings, claims: int) -> Iterator[db.Database]:
    """The tests' own database with generated claims, until the end."""
    with db.open_database(own) as database:
        with pipeline.transaction(database) as session:
            claimfacts.fill(session.connection(), claims)
        try:
            yield database
        finally:
            emptied(database)


def emptied(database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        session.execute(text("TRUNCATE source, metric, run, calendar, job, job_run RESTART IDENTITY CASCADE"))


@pytest.fixture
def kit(own: Settings, database: db.Database, far: Grid) -> Iterator[Tools]:
    """What a job works with."""
    with opened(own) as fetcher:
        yield Tools(database, own, fetcher, suites.Workshop(), NOW, far)
    emptied(database)


@pytest.fixture
def ferry(database: db.Database, tmp_path: Path) -> Path:
    """A text that was captured under the slug ``ferry``."""
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    pipeline.capture(database, sources.capture(drafts.SourceDraft(locator=str(path), slug="ferry")), now=NOW)
    return path


@pytest.fixture
def finely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundred claims, or characters, be worth sending to somebody."""
    monkeypatch.setattr(slices, "LEAST", 100)
    monkeypatch.setattr(intake, "LEAST", 100)


def a_job(name: str) -> jobs.Job:
    return jobs.Job(name, schedules.parse("1h", UTC))


# The cluster itself


def test_results_come_in_the_order_of_the_items(far: Grid) -> None:
    assert far.map(chores.square, range(20)) == [number * number for number in range(20)]


def test_what_fails_there_is_raised_here(far: Grid) -> None:
    with pytest.raises(ValueError, match=r"no [34]"):
        far.map(chores.fail, [3, 4])


def test_work_may_hand_out_work(far: Grid) -> None:
    assert far.map(chores.from_within, range(8)) == [[n * n, (n + 1) * (n + 1)] for n in range(8)]


def test_what_nobody_wants_any_more_is_left(far: Grid, tmp_path: Path) -> None:
    held = partial(chores.held_up, tmp_path, chores.square)
    with pytest.raises(SpreadError):
        far.map(held, [1], wanted=lambda: not (tmp_path / "first").exists())


# Jobs


def test_a_job_is_done_by_a_worker(kit: Tools, ferry: Path, database: db.Database) -> None:
    ferry.write_text(TEXT.replace("12万", "15万"), encoding="utf-8")
    assert "1 changed" in afar.do(a_job("fetch:ferry"), kit, wanted=lambda: True)
    with database.session() as session:
        assert "changed" in set(session.scalars(select(Claim.quote_state)))


def test_a_job_that_fails_there_says_why(kit: Tools, ferry: Path) -> None:
    ferry.unlink()
    with pytest.raises(JobFailedError, match=r"ferry\.txt"):
        afar.do(a_job("fetch:ferry"), kit, wanted=lambda: True)


@pytest.mark.usefixtures("ferry")
def test_what_kind_of_failure_it_was_there_is_told_here(kit: Tools, database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        session.execute(update(Source).values(kind="article", locator="http://127.0.0.1:9/ferry"))
    with pytest.raises(JobFailedError) as failed:
        afar.do(a_job("fetch:ferry"), kit, wanted=lambda: True)
    assert failed.value.reason is FetchReason.REFUSED_ADDRESS


def test_what_a_job_of_an_earlier_leader_brings_is_refused(kit: Tools, ferry: Path, database: db.Database) -> None:
    ferry.write_text(TEXT.replace("12万", "15万"), encoding="utf-8")
    one, two = Leadership(database.url, "one"), Leadership(database.url, "two")
    fenced = leadership.fenced(database, one.seek() or 0)
    cut(database)
    until(two.seek)
    with pytest.raises(LeadershipLostError):
        afar.do(a_job("fetch:ferry"), replace(kit, database=fenced), wanted=lambda: True)
    one.leave()
    two.leave()
    with database.session() as session:
        assert set(session.scalars(select(Claim.quote_state))) == {"present"}


@pytest.mark.usefixtures("ferry")
def test_the_service_has_its_jobs_done_by_the_cluster(
    own: Settings, cluster: Cluster, kit: Tools, database: db.Database
) -> None:
    with pipeline.transaction(database) as session:
        source = sources.find(session, "ferry")
        source.schedule, source.last_fetched_at = "1h", None
    theirs = own.model_copy(update={"dask_scheduler": cluster.address})
    service = Service(database, theirs, kit.fetcher, beat=0.05)
    try:
        service.start()
        for job in ("fetch:ferry", "recheck", "prune"):
            until(partial(is_done, database, job))
    finally:
        service.stop(2)


def is_done(database: db.Database, job: str) -> bool:
    with database.session() as session:
        return [run.status for run in jobs.history(session, job)] == [JobStatus.SUCCEEDED]


# Reading


@pytest.mark.usefixtures("finely")
def test_many_pages_are_read_alike(far: Grid) -> None:
    captured = chores.pages(41)
    assert intake.read(captured, far) == intake.read(captured)


@pytest.mark.usefixtures("finely")
def test_a_worker_that_dies_while_it_reads_loses_nothing(far: Grid, cluster: Cluster, tmp_path: Path) -> None:
    captured, held = chores.pages(41), chores.HeldUp(far, tmp_path)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(intake.read, captured, held)
        kill_one(held, cluster)
        assert reading.result(60) == intake.read(captured)


def kill_one(held: chores.HeldUp, cluster: Cluster) -> None:
    """Kill the worker that is held up, and start another in its place."""
    until(held.pid)
    os.kill(held.pid() or 0, signal.SIGKILL)
    cluster.worker()


# Sweeps


@pytest.mark.usefixtures("finely")
def test_a_sweep_over_the_cluster_is_a_sweep_here_though_a_worker_dies(
    own: Settings, far: Grid, cluster: Cluster, tmp_path: Path
) -> None:
    with filled(own, 800) as database:
        expected = swept(database, own, HERE)
        unswept(database)
        held = chores.HeldUp(far, tmp_path)
        with ThreadPoolExecutor(1) as pool:
            sweeping = pool.submit(swept, database, own, held)
            kill_one(held, cluster)
            assert sweeping.result(90) == expected
        assert left(database) == 0


def unswept(database: db.Database) -> None:
    """Let it be as if no sweep had ever been."""
    with pipeline.transaction(database) as session:
        session.execute(text("TRUNCATE flag, run, claim_wait RESTART IDENTITY CASCADE"))
        session.execute(text("UPDATE claim SET evaluated_at = NULL"))


def swept(database: db.Database, own: Settings, spread: Any) -> tuple[Any, ...]:
    run = pipeline.sweep(database, own, now=NOW, spread=spread)
    assert not run.failures
    return run.counts, run.opened, run.closed, run.waiting, flags_of(database)


def left(database: db.Database) -> int:
    with database.session() as session:
        return session.scalar(text("SELECT count(*) FROM finding_slice")) or 0


@pytest.mark.usefixtures("finely")
def test_slices_of_a_leader_that_was_overtaken_commit_nothing(own: Settings, far: Grid) -> None:
    """The next leader is elected while the slices run: neither they nor the sweep leave anything."""
    with filled(own, 800) as database:
        one, two = Leadership(database.url, "one"), Leadership(database.url, "two")
        fenced = leadership.fenced(database, one.seek() or 0)

        class Overtaken:
            def width(self) -> int:
                return 4

            def map(self, function: Any, items: Sequence[Any]) -> list[Any]:
                cut(database)
                until(two.seek)
                return far.map(function, items)

        with pytest.raises(LeadershipLostError):
            pipeline.sweep(fenced, own, now=NOW, spread=Overtaken())  # type: ignore[arg-type]
        one.leave()
        two.leave()
        assert flags_of(database) == []
        assert left(database) == 0


# What is wrong with a cluster


def test_a_worker_with_another_database_is_not_worked_with(
    own: Settings, cluster: Cluster, far: Grid, database: db.Database, scratch_database: ScratchDatabase
) -> None:
    stranger = own.model_copy(update={"database_url": scratch_database()})
    with db.open_database(stranger) as other, pytest.raises(SpreadError, match="another database"):
        far.map(crew.take, [crew.orders(other, stranger)])
    theirs = own.model_copy(update={"dask_scheduler": cluster.address})
    until(lambda: far.width() == 4)
    found = {one.name: one for one in doctor.examine(database, theirs, [], now=NOW)}
    assert found["cluster"].is_well
    assert "2 of 2 workers" in found["cluster"].told
