"""When the tracker is blind: one judgement, for the report, the page and the probe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from tracker import health, jobs, readiness, report
from tracker.health import Health, Limits, Looks, SuiteOutcome, Watch
from tracker.models import Heartbeat, Job, Run, Source, SuiteRun
from tracker.settings import Settings
from tracker.states import Role, RunStatus, Severity, SuiteStatus

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SOUND = Health(last_run_at=NOW - HOUR, claims=3, evaluated=3, age=HOUR, status=RunStatus.SUCCEEDED)
LED = Watch(now=NOW, leader="here:1", check_due=NOW + MINUTE)


def told(health: Health, **changes: Any) -> list[str]:
    """The reasons of a health that is like another one but for some fields."""
    values = {name: getattr(health, name) for name in Health.__dataclass_fields__}
    return list(Health(**{**values, **changes}).blindness)


def watched(**changes: Any) -> Watch:
    values = {name: getattr(LED, name) for name in Watch.__dataclass_fields__}
    return Watch(**{**values, **changes})


def test_what_is_sound_is_green_with_a_service_and_without() -> None:
    assert told(SOUND) == []
    assert told(SOUND, watch=LED) == []
    assert told(SOUND, watch=Watch(now=NOW)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_run_at": None, "age": None, "status": None, "watch": Watch(now=NOW)}, "No sweep has looked"),
        ({"last_run_at": None, "age": None, "status": None}, "No sweep had looked"),
        ({"status": RunStatus.FAILED, "error": "disk full"}, "The last sweep failed: disk full"),
        ({"suites": (SuiteOutcome("mine", SuiteStatus.FAILED, "bad"),)}, "Suite mine did not run: bad"),
        ({"broken": {"mine": "mine.json: is not JSON"}}, "Suite mine did not run: mine.json: is not JSON"),
        ({"evaluated": 0}, "No claim has been evaluated"),
        ({"age": 37 * HOUR}, "The sweep is late: the last one is 37 hours old"),
        ({"watch": watched(leader=None, silent="here:1", silent_since=NOW - HOUR)}, "The leader, here:1, has not been"),
        ({"watch": watched(leader=None, standing_by=1)}, "The service runs and no process leads"),
        ({"watch": watched(check_due=NOW - 61 * MINUTE)}, "The sweep is late: the checks are due since"),
        ({"watch": watched(check_due=None, check_running_since=NOW - 2 * HOUR)}, "The sweep is late: the checks have"),
        ({"watch": watched(check_due=None, check_paused_by="ana")}, "The checks are paused by ana"),
        ({"watch": watched(check_failures=2, check_failed_at=NOW, check_note="no")}, "The checks failed 2 times in"),
        ({"watch": watched(looks=Looks(5, 3))}, "3 of 5 looks at sources failed within 24 hours"),
        ({"watch": watched(looks=Looks(9, 0, 3, 2, 4))}, "2 of 3 sources failed"),
        ({"watch": watched(looks=Looks(0, 0, 1, 1, 4))}, "1 of 1 sources failed at the last look"),
    ],
)  # fmt: skip
def test_each_reason_is_a_sentence_of_its_own(changes: dict[str, Any], words: str) -> None:
    [reason] = told(SOUND, **changes)
    assert reason.startswith(words)


def test_what_is_within_its_limits_is_no_reason() -> None:
    assert told(SOUND, watch=watched(check_due=NOW - 59 * MINUTE)) == []
    assert told(SOUND, watch=watched(looks=Looks(6, 3))) == []
    assert told(SOUND, watch=watched(looks=Looks(3, 3))) == []
    assert told(SOUND, watch=watched(looks=Looks(0, 0, 3, 3, 3))) == []
    assert told(SOUND, watch=watched(looks=Looks(0, 0, 4, 2, 9))) == []
    assert told(SOUND, watch=watched(looks=Looks(6, 3)), limits=Limits(fail_share=0.2)) != []
    assert told(SOUND, limits=Limits(max_age=timedelta(minutes=59))) != []


def test_an_old_sweep_is_no_reason_while_the_service_checks_as_it_was_told_to() -> None:
    weekly = {"age": 90 * HOUR, "last_run_at": NOW - 90 * HOUR}
    assert told(SOUND, watch=watched(check_due=NOW + HOUR), **weekly) == []
    assert told(SOUND, watch=Watch(now=NOW), **weekly) != []


def test_checks_that_failed_are_forgiven_once_a_sweep_has_succeeded() -> None:
    failed = watched(check_failures=1, check_failed_at=NOW - 2 * HOUR)
    assert told(SOUND, watch=failed) == []
    assert told(SOUND, watch=failed, status=RunStatus.PARTIAL) != []


def test_a_broken_suite_that_failed_already_is_told_once() -> None:
    failed = (SuiteOutcome("mine", SuiteStatus.FAILED, "bad"),)
    assert len(told(SOUND, suites=failed, broken={"mine": "bad"})) == 1


def sweep(session: Session, at: datetime) -> None:
    run = Run(as_of=at, is_present=True, started_at=at, finished_at=at, status=RunStatus.SUCCEEDED)
    session.add(run)
    session.flush()
    session.add_all(SuiteRun(run_id=run.id, suite=name, status=SuiteStatus.SUCCEEDED) for name in ("one", "two"))
    session.flush()


def read(session: Session, settings: Settings, now: datetime = NOW) -> tuple[str, ...]:
    return readiness.read(session, settings, now=now).reasons


def lead(session: Session, at: datetime, holder: str = "here:1") -> None:
    jobs.beat(session, holder, role=Role.ALL, is_leader=True, started_at=at, now=at, version="0")


def looked(session: Session, slug: str, at: datetime, *, failed: bool = False) -> None:
    run_id = jobs.record_start(session, f"fetch:{slug}", at, now=at, holder="here:1", epoch=1)
    assert run_id is not None
    jobs.record_end(session, run_id, note=None, now=at, failed=failed)


def test_a_leader_that_stopped_cleanly_is_not_missed_and_one_that_was_killed_is(
    session: Session, settings: Settings
) -> None:
    sweep(session, NOW - 2 * HOUR)
    session.add(Job(name=jobs.CHECK, failures=1, retry_at=NOW - 2 * HOUR))
    lead(session, NOW - 2 * HOUR)
    assert ["has not been heard of since 2026-11-22 07:30 UTC" in reason for reason in read(session, settings)] == [
        True
    ]
    jobs.fall_silent(session, "here:1")
    assert read(session, settings) == ()
    assert [reason[:17] for reason in read(session, settings, NOW + 40 * HOUR)] == ["The sweep is late"]


def test_another_process_that_took_over_is_heard(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    session.add(
        Heartbeat(holder="dead:1", role="all", is_leader=True, started_at=NOW - HOUR, at=NOW - HOUR, version="0")
    )
    assert read(session, settings) != ()
    lead(session, NOW, "here:2")
    assert readiness.read(session, settings, now=NOW).leader == "here:2"
    assert read(session, settings) == ()


def test_where_no_service_looks_the_last_look_at_each_source_counts(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    for number in range(4):
        failed = {"last_error": "404", "updated_at": NOW} if number else {"last_fetched_at": NOW}
        session.add(Source(slug=f"s{number}", kind="feed", locator=str(number), **failed))
    session.flush()
    assert [reason[:30] for reason in read(session, settings)] == ["3 of 4 sources failed at the l"]
    assert read(session, settings.model_copy(update={"fail_share": 0.9})) == ()
    assert read(session, settings.model_copy(update={"fail_least": 5})) == ()


def test_a_source_alone_that_fails_again_and_again_is_no_longer_green(session: Session, settings: Settings) -> None:
    """It is put off for up to a day: there are ever fewer looks that fail."""
    sweep(session, NOW - MINUTE)
    session.add(
        Source(slug="post", kind="feed", locator="post", schedule="1h", last_error="500", updated_at=NOW - 25 * HOUR)
    )
    session.flush()
    for failures, words in ((3, []), (4, ["1 of 1 sources failed at the last look"])):
        session.execute(update(Source).values(consecutive_failures=failures, updated_at=NOW - 25 * HOUR))
        assert [reason.partition(". ")[0] for reason in read(session, settings)] == words


def test_a_source_that_keeps_the_tracker_out_for_weeks_is_no_longer_green(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    blocked = {"last_error": "403", "failure": "blocked", "updated_at": NOW - 480 * HOUR}
    session.add(Source(slug="post", kind="feed", locator="post", schedule="1h", **blocked))
    session.add(Job(name="fetch:post", failures=20))
    session.flush()
    assert [reason.partition(". ")[0] for reason in read(session, settings)] == [
        "1 of 1 sources failed at the last look"
    ]


def test_many_looks_at_what_works_do_not_hide_that_most_sources_fail(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    for number in range(24):
        began = NOW - number * HOUR
        looked(session, "well", began)
    session.add(Source(slug="well", kind="feed", locator="well", schedule="1h", last_fetched_at=NOW))
    for slug in ("one", "two"):
        failed = {"last_error": "500", "consecutive_failures": 9, "updated_at": NOW - 20 * HOUR}
        session.add(Source(slug=slug, kind="feed", locator=slug, schedule="1h", **failed))
        looked(session, slug, NOW, failed=True)
    session.flush()
    lead(session, NOW)
    assert [reason.partition(". ")[0] for reason in read(session, settings)] == [
        "2 of 3 sources failed at the last look"
    ]


def test_pages_that_are_known_to_be_gone_blind_nobody(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    for number in range(5):
        gone = {"last_error": "404", "failure": "gone", "consecutive_failures": 9, "updated_at": NOW}
        session.add(Source(slug=f"s{number}", kind="article", locator=str(number), **gone))
    session.flush()
    assert read(session, settings) == ()


def test_a_suite_file_broken_since_turns_all_red(session: Session, settings: Settings, tmp_path: Path) -> None:
    sweep(session, NOW - MINUTE)
    (tmp_path / "mine.json").write_text("{", encoding="utf-8")
    own = settings.model_copy(update={"expectations_dir": tmp_path})
    [reason] = read(session, own)
    assert reason.startswith("Suite mine did not run: mine.json: line 1")
    found = report.build(session, settings=own, moment=NOW, worst=0)
    assert found.health.blindness == (reason,)
    assert report.exit_code(found, Severity.CRITICAL) is report.ExitCode.BLIND


def test_the_report_and_the_probe_give_the_same_reasons(session: Session, settings: Settings) -> None:
    sweep(session, NOW - 2 * HOUR)
    lead(session, NOW - HOUR)
    found = report.build(session, settings=settings, moment=NOW, worst=0)
    assert found.health.blindness == read(session, settings) != ()


def test_of_an_earlier_day_only_the_sweep_speaks(session: Session, settings: Settings) -> None:
    sweep(session, NOW - 2 * HOUR)
    lead(session, NOW - HOUR)
    then = health.read(session, settings, moment=NOW - HOUR, now=NOW)
    assert (then.watch, then.blindness) == (None, ())


def test_the_probe_reads_neither_the_claims_nor_the_sources_one_by_one(session: Session, settings: Settings) -> None:
    sweep(session, NOW - MINUTE)
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    read(session, settings)
    event.remove(engine, "before_cursor_execute", note)
    assert len(seen) < 12
    assert not any("claim_facts" in statement or "appearance" in statement for statement in seen)
