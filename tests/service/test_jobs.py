"""What is to run when, as the database remembers it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tracker import jobs, schedules
from tracker.errors import UsageError
from tracker.jobs import Job
from tracker.jobs.catalogue import backoff
from tracker.models import JobRun, Source
from tracker.settings import Settings
from tracker.states import JobStatus, Role

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOURLY = Job("fetch:ferry", schedules.parse("1h", ZoneInfo("UTC")))


def listed(session: Session, now: datetime = NOW, job: Job = HOURLY) -> jobs.Listed:
    return jobs.listing(session, [job], now)[0]


def run(session: Session, at: datetime, *, failed: bool = False, permanent: bool = False) -> None:
    run_id = jobs.record_start(session, HOURLY.name, at, now=at, holder="here", epoch=1)
    assert run_id is not None
    jobs.record_end(session, run_id, note="done", now=at + timedelta(seconds=5), failed=failed, permanent=permanent)


def test_sources_with_a_schedule_are_jobs_unless_they_rest(session: Session, settings: Settings) -> None:
    def add(slug: str, **more: object) -> None:
        session.add(Source(slug=slug, kind="feed", locator=slug, **more))

    add("hourly", schedule="1h", last_fetched_at=NOW)
    add("by-hand")
    add("paused", schedule="1h", paused_at=NOW)
    add("removed", schedule="1h", removed_at=NOW)
    add("broken", schedule="whenever")
    session.flush()
    names = [job.name for job in jobs.planned(session, settings, NOW)]
    assert names == ["check", "recheck", "prune", "fetch:hourly"]


def test_a_job_that_never_ran_is_due(session: Session) -> None:
    assert listed(session).next_at == NOW


def test_a_look_that_a_person_asked_for_counts(session: Session) -> None:
    job = Job(HOURLY.name, HOURLY.schedule, last=NOW - timedelta(minutes=20))
    assert listed(session, job=job).next_at == NOW + timedelta(minutes=40)


def test_it_is_due_again_an_hour_after_it_began(session: Session) -> None:
    run(session, NOW)
    assert listed(session).next_at == NOW + timedelta(hours=1)


def test_what_was_slept_through_is_made_up_for_once(session: Session) -> None:
    run(session, NOW - timedelta(days=3))
    assert listed(session).next_at == NOW - timedelta(days=3) + timedelta(hours=1)
    run(session, NOW)
    assert listed(session).next_at == NOW + timedelta(hours=1)


def test_a_clock_put_back_does_not_keep_a_job_waiting(session: Session) -> None:
    run(session, NOW + timedelta(days=300))
    assert listed(session).next_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("ends", ["lost", "failed"])
def test_a_clock_put_back_does_not_keep_what_went_wrong_waiting(session: Session, ends: str) -> None:
    ahead = NOW + timedelta(days=300)
    if ends == "failed":
        run(session, ahead, failed=True)
    else:
        jobs.record_start(session, HOURLY.name, ahead, now=ahead, holder="here", epoch=1)
        assert jobs.drop_lost(session, epoch=2, now=NOW) == [HOURLY.name]
    assert listed(session).next_at == NOW


@pytest.mark.parametrize("failed", [False, True])
def test_a_job_that_was_asked_for_while_it_ran_runs_again(session: Session, failed: bool) -> None:
    run_id = jobs.record_start(session, HOURLY.name, NOW, now=NOW, holder="here", epoch=1)
    assert run_id is not None
    asked = NOW + timedelta(seconds=10)
    jobs.request(session, HOURLY.name, now=asked)
    jobs.record_end(session, run_id, note="done", now=NOW + timedelta(seconds=20), failed=failed)
    assert listed(session).next_at == asked


def test_a_run_for_one_moment_begins_once(session: Session) -> None:
    begun = [jobs.record_start(session, "check", NOW, now=NOW, holder=holder, epoch=1) for holder in ("one", "two")]
    assert [number is not None for number in begun] == [True, False]


def test_a_failing_job_is_put_off_further_each_time(session: Session) -> None:
    waits, moment = [], NOW
    for _ in range(4):
        run(session, moment, failed=True)
        next_at = listed(session, moment).next_at
        assert next_at is not None
        waits.append(next_at - moment - timedelta(seconds=5))
        moment = next_at
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)]
    assert listed(session, moment).failures == 4
    run(session, moment)
    assert listed(session, moment).failures == 0
    assert listed(session, moment).next_at == moment + timedelta(hours=1)


@given(st.integers(0, 10_000), st.booleans())
def test_nothing_is_put_off_for_more_than_a_day(failures: int, permanent: bool) -> None:
    assert timedelta(minutes=5) <= backoff(failures, permanent=permanent) <= timedelta(days=1)


def test_runs_of_an_earlier_leader_are_lost_and_done_again(session: Session) -> None:
    jobs.record_start(session, HOURLY.name, NOW, now=NOW, holder="gone", epoch=1)
    assert listed(session).next_at is None
    later = NOW + timedelta(seconds=9)
    assert jobs.drop_lost(session, epoch=2, now=later) == [HOURLY.name]
    session.expire_all()
    again = listed(session, later)
    assert (again.next_at, again.is_urgent) == (later, True)
    assert jobs.record_start(session, HOURLY.name, later, now=later, holder="here", epoch=2) is not None


def test_runs_at_work_are_not_lost_but_forgotten_ones_are(session: Session) -> None:
    mine = jobs.record_start(session, HOURLY.name, NOW, now=NOW, holder="here", epoch=2)
    assert mine is not None
    later = NOW + timedelta(minutes=2)
    assert jobs.drop_lost(session, epoch=2, now=later, at_work=[mine]) == []
    assert jobs.drop_lost(session, epoch=2, now=later) == [HOURLY.name]


def test_a_paused_job_rests_until_it_is_resumed(session: Session) -> None:
    jobs.pause(session, HOURLY.name, actor="ana", now=NOW)
    assert (listed(session).next_at, listed(session).paused_by) == (None, "ana")
    with pytest.raises(UsageError, match="paused already"):
        jobs.pause(session, HOURLY.name, actor="ana", now=NOW)
    with pytest.raises(UsageError, match="resume it first"):
        jobs.request(session, HOURLY.name, now=NOW)
    jobs.resume(session, HOURLY.name)
    assert listed(session).next_at == NOW


def test_a_person_can_ask_for_a_job_at_once(session: Session) -> None:
    run(session, NOW)
    jobs.request(session, HOURLY.name, now=NOW + timedelta(minutes=1))
    assert listed(session).next_at == NOW + timedelta(minutes=1)


def test_old_runs_are_forgotten_but_the_last_of_each_job(session: Session) -> None:
    for days in (200, 199, 198):
        run(session, NOW - timedelta(days=days))
    assert jobs.forget(session, NOW - timedelta(days=90)) == 2
    assert [each.status for each in jobs.history(session)] == [JobStatus.SUCCEEDED]
    assert session.query(JobRun).count() == 1


@given(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=8), st.integers(0, 10**6))
def test_jitter_is_a_small_share_of_the_time_between_runs(name: str, minutes: int) -> None:
    job = Job(f"fetch:{name}", HOURLY.schedule)
    moment = NOW + timedelta(minutes=minutes)
    assert timedelta() <= job.jitter(moment) <= timedelta(minutes=3)
    assert job.jitter(moment) == job.jitter(moment)


def test_jobs_of_one_moment_are_spread_over_the_jitter() -> None:
    spread = {Job(f"fetch:{number}", HOURLY.schedule).jitter(NOW) for number in range(1000)}
    assert len(spread) > 990
    assert max(spread) - min(spread) > timedelta(minutes=2, seconds=50)


def test_a_process_that_leads_ends_the_lead_of_one_that_died(session: Session) -> None:
    for number, name in enumerate(("dead", "here")):
        at = NOW + timedelta(seconds=number)
        jobs.beat(session, name, role=Role.ALL, is_leader=True, started_at=at, now=at, version="0")
    assert [beat.holder for beat in jobs.alive(session, NOW, within=timedelta(minutes=1))] == ["here"]
    jobs.fall_silent(session, "here")
    assert not jobs.alive(session, NOW, within=timedelta(minutes=1))
