"""What is to run when, as the database remembers it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as h_settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from tracker import agenda, jobs, schedules
from tracker.errors import UsageError
from tracker.jobs import Job
from tracker.jobs.catalogue import backoff
from tracker.models import Job as Memory
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
    names = [job.name for job in agenda.planned(session, settings, NOW)]
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
    assert listed(session).next_at == NOW
    run(session, NOW)
    assert listed(session).next_at == NOW + timedelta(hours=1)


def test_a_clock_put_back_a_little_does_not_run_a_job_again(session: Session) -> None:
    run(session, NOW + timedelta(minutes=40))
    for minutes in (0, 30, 99):
        assert listed(session, NOW + timedelta(minutes=minutes)).next_at == NOW + timedelta(minutes=100)


def test_a_process_that_was_heard_of_in_the_future_is_not_taken_for_alive(session: Session) -> None:
    later = NOW + timedelta(days=300)
    jobs.beat(session, "dead", role=Role.ALL, is_leader=True, started_at=later, now=later, version="0")
    assert not jobs.alive(session, NOW, within=timedelta(minutes=1))


WRITTEN = ("5m", "1h", "1d", "*/15 9-17 * * mon-fri", "30 2 * * *", "0 0 29 2 *", "0 * * * *", "never ever")
ZONES = (None, "UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WRITTEN),
            st.sampled_from(ZONES),
            st.none() | st.integers(-3000, 3000),
            st.none() | st.integers(-3000, 3000),
            st.none() | st.integers(-3000, 3000),
            st.sampled_from([*JobStatus, None]),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.sampled_from([datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), NOW]),
    st.integers(0, 300),
)
@h_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_due_is_what_the_list_of_all_jobs_says(
    connection: Connection, settings: Settings, drawn: list[tuple[Any, ...]], day: datetime, minutes: int
) -> None:
    """It is found by one statement, without a look at the jobs one by one."""
    now = day + timedelta(minutes=minutes)

    def moment(offset: int | None) -> datetime | None:
        return None if offset is None else now + timedelta(minutes=offset)

    with Session(connection, join_transaction_mode="create_savepoint") as session:
        for number, (schedule, zone, looked, began, retry, status, paused) in enumerate(drawn):
            slug = f"s{number}"
            session.add(
                Source(
                    slug=slug,
                    kind="feed",
                    locator=slug,
                    schedule=schedule,
                    timezone=zone,
                    last_fetched_at=moment(looked),
                )
            )
            memory = Memory(name=f"fetch:{slug}", retry_at=moment(retry), paused_at=now if paused and retry else None)
            if status is not None and began is not None:
                memory.last_run = JobRun(
                    job=memory.name,
                    scheduled_for=now,
                    started_at=moment(began),
                    finished_at=None if status is JobStatus.RUNNING else moment(began),
                    status=status,
                    holder="here",
                    epoch=1,
                )
            session.add(memory)
        session.flush()
        found = {each.job.name: each.moment for each in agenda.due(session, settings, now=now)}
        expected = {}
        for entry in jobs.listing(session, agenda.planned(session, settings, now), now):
            if entry.next_at is not None:
                at_once = entry.is_urgent or entry.next_at >= now
                at = entry.next_at if at_once else entry.next_at + entry.job.jitter(entry.next_at)
                if at <= now:
                    expected[entry.job.name] = entry.next_at
        session.rollback()
    assert found == expected


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


def test_a_moment_that_comes_again_since_the_clock_was_put_back_is_met_again(session: Session) -> None:
    ahead = NOW + timedelta(days=365)
    assert jobs.record_start(session, "check", NOW, now=ahead, holder="here", epoch=1) is not None
    later = NOW + timedelta(minutes=20)
    assert jobs.record_start(session, "check", NOW, now=later, holder="here", epoch=1) is not None
    assert jobs.record_start(session, "check", later, now=later, holder="here", epoch=1) is None


def test_a_moment_that_comes_again_after_the_clock_was_put_back_is_run_for_again(session: Session) -> None:
    def begin(scheduled: datetime, now: datetime) -> int | None:
        run_id = jobs.record_start(session, HOURLY.name, scheduled, now=now, holder="here", epoch=1)
        if run_id is not None:
            jobs.record_end(session, run_id, note=None, now=now)
        return run_id

    first, back = NOW + timedelta(hours=2), NOW - timedelta(hours=1)
    assert begin(NOW, first) is not None
    assert begin(back, back) is not None
    # By now the clock has passed the moment at which the first run began.
    later = first + timedelta(hours=3)
    assert begin(NOW, later) is not None
    assert begin(NOW, later + timedelta(minutes=1)) is None


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


def test_many_that_are_due_are_counted_and_cut_to_those_due_longest(session: Session, settings: Settings) -> None:
    for number in range(30):
        looked = NOW - timedelta(hours=2, minutes=number) if number < 20 else None
        session.add(Source(slug=f"s{number}", kind="feed", locator="x", schedule="1h", last_fetched_at=looked))
    session.flush()
    count, first = agenda.waiting(session, settings, now=NOW)
    everything = agenda.due(session, settings, now=NOW)
    assert (count, first) == (len(everything), min(each.moment for each in everything))
    looks = [each.job.name for each in everything if each.job.kind == jobs.FETCH]
    assert len(looks) == 30
    few = agenda.due(session, settings, now=NOW, without=looks[:3], limit=5)
    assert [each.job.name for each in few if each.job.kind == jobs.FETCH] == looks[3:8]
