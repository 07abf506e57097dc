"""The figures that monitoring collects: the same as lists tell, however they are counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, text

from tracker import agenda, db, flags, jobs, pipeline, report, tally, telemetry
from tracker.models import Claim
from tracker.settings import Settings
from tracker.states import JobStatus


@pytest.fixture
def database(database: db.Database, now: datetime) -> db.Database:
    pipeline.load_sample(database, now=now)
    return database


def figures(database: db.Database, own: Settings, now: datetime) -> telemetry.Figures:
    with database.session() as session:
        return telemetry.read(session, own, now=now)


def test_jobs_are_due_as_the_list_of_jobs_says(database: db.Database, own: Settings, now: datetime) -> None:
    """Sources of all schedules, never looked at, long due, failed, lost, paused and at work."""
    with pipeline.transaction(database) as session:
        session.execute(
            text("""
            INSERT INTO source (slug, kind, locator, schedule, timezone, last_fetched_at)
            SELECT 's' || i, 'article', 'x' || i, (ARRAY['6h', '0 */5 * * *', '1d'])[i % 3 + 1],
                   CASE WHEN i % 2 = 0 THEN 'Asia/Shanghai' END,
                   CASE WHEN i % 7 > 0 THEN CAST(:now AS timestamptz) - i * interval '47 minutes' END
              FROM generate_series(1, 60) i"""),
            {"now": now},
        )
        for number in range(1, 40):
            name, began = f"fetch:s{number}", now - timedelta(hours=number / 3)
            run = jobs.record_start(session, name, began, now=began, holder="h", epoch=1)
            assert run is not None
            if number % 5 == 0:
                continue
            if number % 5 == 1:
                jobs.hand_back(session, run, now=began, why="stopped")
            else:
                jobs.record_end(session, run, note=None, now=began, failed=number % 5 == 2)
            if number % 5 == 3:
                jobs.pause(session, name, actor="ana", now=now)
    for moment in (now, now + timedelta(hours=3), now - timedelta(hours=9)):
        with database.session() as session:
            listed = jobs.listing(session, agenda.planned(session, own, moment), moment)
            may_begin = agenda.due(session, own, now=moment)
        late = [moment - each.moment for each in may_begin]
        found = figures(database, own, moment)
        assert len(late) > 10
        assert {entry.last.status for entry in listed if entry.last} == set(JobStatus)
        assert (found.due, found.lag) == (len(late), max(late))


def test_open_flags_are_those_of_the_report(database: db.Database, own: Settings, now: datetime) -> None:
    """Counted once, then kept up to date by what happens, then counted anew."""

    def same(moment: datetime) -> bool:
        with database.session() as session:
            return bool(figures(database, own, moment).flags) and (
                figures(database, own, moment).flags == report.build(session, settings=own, moment=moment).counts.cells
            )

    pipeline.sweep(database, own, now=now)
    assert same(now)
    later = now + timedelta(days=400)  # much has gone stale
    pipeline.sweep(database, own, now=later)
    assert same(later)
    with pipeline.transaction(database) as session:
        flags.acknowledge(session, 1, actor="ana", note=None, now=later)
        flags.snooze(session, 2, until=later + timedelta(days=9), actor="ana", note=None, now=later)
    assert same(later)


def test_a_deleted_claim_takes_its_flags_along_at_the_next_count(
    database: db.Database, own: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.sweep(database, own, now=now)
    assert figures(database, own, now).flags
    with pipeline.transaction(database) as session:
        session.execute(delete(Claim))
    monkeypatch.setattr(telemetry, "RECOUNT", -1.0)
    assert figures(database, own, now).flags == {}


def test_sweeps_and_claims(database: db.Database, own: Settings, now: datetime) -> None:
    pipeline.sweep(database, own, now=now - timedelta(days=3))
    swept = pipeline.sweep(database, own, now=now)
    found = figures(database, own, now)
    assert found.claims == swept.claims
    assert found.last_sweep is not None
    assert found.last_sweep.id == swept.run_id
    assert found.sweeps == {swept.status: 1}


def test_a_sweep_is_counted_and_timed(database: db.Database, own: Settings, now: datetime) -> None:
    before = tally.read()
    swept = pipeline.sweep(database, own, now=now)
    after, key = tally.read(), ("sweeps", (str(swept.status),))
    assert after.counts[key] == before.counts.get(key, 0) + 1
    assert sum(after.durations["sweep_duration_seconds", ()].counts) >= 1


def test_durations_are_sorted_into_spans() -> None:
    for seconds in (0.05, 0.1, 0.2, 5000.0, -1.0):
        tally.time("test", seconds, "a")
    found = tally.read().durations["test", ("a",)]
    assert (found.counts[0], found.counts[1], found.counts[-1], sum(found.counts)) == (3, 1, 1, 5)
    assert found.seconds == pytest.approx(5000.35)
