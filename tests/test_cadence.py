"""Suites with a cadence of their own: when they run, told by a clock that tests set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ScratchDatabase
from tracker import agenda, db, jobs, pipeline, runs, sources, suites
from tracker.drafts import SourceDraft
from tracker.errors import SuiteError
from tracker.settings import Settings

FIRST = datetime(2025, 10, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def write(folder: Path, every: object, *, message: str = "Nobody says so.") -> Path:
    path = folder / "daily.json"
    expectation = {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "attribution"},
        "meta": {"kind": "unverifiable", "reason": "no_attribution", "message": message, "remedy": "Ask."},
    }
    path.write_text(json.dumps({"name": "daily", "expectations": [expectation], "meta": {"every": every}}))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one suite that runs once a day."""
    folder = tmp_path / "suites"
    folder.mkdir()
    write(folder, "1d")
    return folder


@pytest.fixture
def own(scratch_database: ScratchDatabase, tmp_path: Path, folder: Path) -> Settings:
    return Settings(
        database_url=scratch_database(),
        data_dir=tmp_path / "data",
        expectations_dir=folder,
        timezone=ZoneInfo("Asia/Shanghai"),
    )


@pytest.fixture
def database(own: Settings, tmp_path: Path) -> Iterator[db.Database]:
    """A database with one article."""
    with db.open_database(own) as database:
        add(database, tmp_path / "article.txt", "甲城超市集团表示，新系统令顾客排队时间缩短30%。", FIRST)
        yield database


def add(database: db.Database, file: Path, sentence: str, now: datetime) -> None:
    file.write_text(f"本地超市上线自助结算 2025年10月20日\n\n  {sentence}\n", encoding="utf-8")
    pipeline.capture(database, sources.capture(SourceDraft(locator=str(file), publisher="Evening News")), now=now)


def ran(database: db.Database, own: Settings, now: datetime, *, everything: bool = False) -> bool:
    """Sweep; whether the suite with the cadence ran, where nothing failed."""
    swept = pipeline.sweep(database, own, now=now, everything=everything)
    assert swept.failures == ()
    return "daily" not in swept.not_due


def test_it_runs_at_its_moment_and_not_when_something_changes(
    database: db.Database, own: Settings, tmp_path: Path
) -> None:
    assert ran(database, own, FIRST)
    add(database, tmp_path / "other.txt", "乙城超市集团表示，每日服务2万名顾客。", FIRST + HOUR)
    assert not ran(database, own, FIRST + HOUR)
    assert not ran(database, own, FIRST + DAY - timedelta(seconds=1))
    assert ran(database, own, FIRST + DAY)
    assert not ran(database, own, FIRST + DAY + HOUR)


def test_it_runs_at_its_moment_though_nothing_has_changed(database: db.Database, own: Settings, folder: Path) -> None:
    write(folder, "2h")
    assert ran(database, own, FIRST)
    assert not ran(database, own, FIRST + HOUR)
    assert ran(database, own, FIRST + 2 * HOUR)


def test_all_and_a_name_run_it_all_the_same(database: db.Database, own: Settings) -> None:
    assert ran(database, own, FIRST)
    assert ran(database, own, FIRST + HOUR, everything=True)
    assert pipeline.sweep(database, own, now=FIRST + 2 * HOUR, only="daily").counts
    # The cadence counts from there.
    assert not ran(database, own, FIRST + DAY)
    assert ran(database, own, FIRST + DAY + 2 * HOUR)


def test_a_changed_file_runs_at_once(database: db.Database, own: Settings, folder: Path) -> None:
    assert ran(database, own, FIRST)
    write(folder, "1d", message="Nobody at all says so.")
    assert ran(database, own, FIRST + HOUR)


def test_a_clock_put_back_does_not_keep_it_waiting(database: db.Database, own: Settings) -> None:
    assert ran(database, own, FIRST + 300 * DAY)
    assert ran(database, own, FIRST)


def test_a_cron_line_is_told_in_the_users_zone(database: db.Database, own: Settings, folder: Path) -> None:
    write(folder, "0 6 * * *")
    assert ran(database, own, FIRST)  # eight in the evening in Shanghai
    assert not ran(database, own, datetime(2025, 10, 21, 21, 59, tzinfo=UTC))
    assert ran(database, own, datetime(2025, 10, 21, 22, tzinfo=UTC))


def test_a_claim_without_a_number_waits_for_it_too(database: db.Database, own: Settings, tmp_path: Path) -> None:
    """A claim is left out of sweeps only once every suite has tried it."""
    assert ran(database, own, FIRST)
    add(database, tmp_path / "other.txt", "优惠推出了数款赠品。", FIRST + HOUR)
    assert not ran(database, own, FIRST + HOUR)
    swept = pipeline.sweep(database, own, now=FIRST + DAY)
    assert swept.waiting == 0
    [count] = [count for count in swept.counts if count.suite == "daily"]
    assert (count.element_count, count.unexpected_count) == (2, 1)


def test_the_service_checks_at_the_moment_it_falls_due(database: db.Database, own: Settings) -> None:
    assert ran(database, own, FIRST)
    at = FIRST + DAY - timedelta(minutes=4)
    with pipeline.transaction(database) as session:
        run_id = jobs.record_start(session, jobs.CHECK, at, now=at, holder="here", epoch=1)
        assert run_id is not None
        jobs.record_end(session, run_id, note="done", now=at)
    with database.session() as session:
        planned = [job for job in agenda.planned(session, own, at) if job.name == jobs.CHECK]
        [entry] = jobs.listing(session, planned, at)
        assert entry.next_at == FIRST + DAY
        # A check that began at that moment or later has seen to it.
        assert planned[0].after(FIRST + DAY, FIRST + DAY) == FIRST + DAY + timedelta(minutes=15)


def test_the_moment_is_known_unless_it_is_now(database: db.Database, own: Settings, folder: Path) -> None:
    catalogue = suites.load([folder])
    with database.session() as session:
        assert runs.falls_due(session, catalogue.suites, own.timezone, now=FIRST) == {}
    ran(database, own, FIRST)
    with database.session() as session:
        assert runs.falls_due(session, catalogue.suites, own.timezone, now=FIRST) == {"daily": FIRST + DAY}


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("often", "daily.json: meta.every: 'often' is no schedule"),
        ("10s", "daily.json: meta.every: '10s' is no schedule"),
        ("0 0 30 2 *", "daily.json: meta.every: '0 0 30 2 *' never comes"),
        (60, "daily.json: meta.every: expected how often it runs"),
    ],
)
def test_a_cadence_that_cannot_be_read_is_a_suite_that_cannot_be_used(
    tmp_path: Path, every: object, words: str
) -> None:
    with pytest.raises(SuiteError) as told:
        suites.read(write(tmp_path, every))
    assert words in str(told.value)
