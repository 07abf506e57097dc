"""How long a figure keeps: by its metric and its own period, by working days, and with a warning before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tests.test_shipped_suites import SOUND, state
from tracker import calendars, checks, resources, suites
from tracker.models import Calendar, Claim, Metric, RestDay
from tracker.values import Kind, Rate


@pytest.fixture(scope="module")
def freshness(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> suites.CompiledSuite:
    suite = suites.read(resources.expectations() / "freshness.json")
    (made,), failures = suites.compile([suite], engine.url, cache_dir=tmp_path_factory.mktemp("cache"))
    assert not failures
    return made


@pytest.fixture
def weekly(session: Session) -> Metric:
    metric = Metric(slug="passengers", subject="Line", measure="passengers", unit="%", shelf_life_days=7)
    session.add(metric)
    session.flush()
    return metric


def fate(session: Session, freshness: suites.CompiledSuite, claim: Claim, day: date) -> str | None:
    """``aged``, ``aging`` or neither."""
    session.flush()
    connection = session.connection()
    checks.stage(connection, [freshness], day)
    found = text("SELECT reason FROM finding WHERE claim_id = :id AND reason IN ('aged', 'aging')")
    return connection.execute(found, {"id": claim.id}).scalar_one_or_none()


def days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def test_a_weekly_figure_is_not_late_during_the_national_holidays(
    session: Session, freshness: suites.CompiledSuite, weekly: Metric
) -> None:
    claim = state(session, weekly, {}, {"stated_on": date(2025, 9, 24)})
    assert fate(session, freshness, claim, date(2025, 10, 2)) == "aged"
    assert calendars.refresh(session, "CN", today=date(2025, 10, 2))
    assert [fate(session, freshness, claim, day) for day in days(date(2025, 10, 2), date(2025, 10, 9))] == ["aging"] * 8
    assert fate(session, freshness, claim, date(2025, 10, 10)) == "aged"


@pytest.mark.parametrize(
    ("due", "until"),
    [
        (date(2025, 9, 27), date(2025, 9, 28)),  # the Sunday after is worked
        (date(2025, 9, 28), date(2025, 9, 28)),
        (date(2025, 10, 8), date(2025, 10, 9)),
        (date(2025, 10, 11), date(2025, 10, 11)),  # a Saturday that is worked
        (date(2025, 10, 12), date(2025, 10, 13)),
    ],
)
def test_make_up_days_are_working_days(session: Session, weekly: Metric, due: date, until: date) -> None:
    calendars.refresh(session, "CN", today=date(2025, 10, 2))
    claim = state(session, weekly, {}, {"stated_on": due - timedelta(days=7)})
    session.execute(text("SELECT set_config('tracker.as_of', '2025-11-01', true)"))
    found = session.scalar(text("SELECT fresh_until FROM claim_facts WHERE claim_id = :id"), {"id": claim.id})
    assert found == until


def test_a_weekly_figure_is_not_late_on_thanksgiving(
    session: Session, freshness: suites.CompiledSuite, weekly: Metric
) -> None:
    claim = state(session, weekly, {}, {"stated_on": date(2025, 11, 20)})
    calendars.refresh(session, "US", today=date(2025, 11, 20))
    assert fate(session, freshness, claim, date(2025, 11, 28)) == "aging"
    assert fate(session, freshness, claim, date(2025, 11, 29)) == "aged"
    calendars.refresh(session, "GB", today=date(2025, 11, 20))
    assert fate(session, freshness, claim, date(2025, 11, 28)) == "aged"


def test_without_a_calendar_every_day_counts(session: Session) -> None:
    assert not calendars.refresh(session, None, today=date(2025, 1, 1))
    calendars.refresh(session, "DE-BY", today=date(2025, 1, 1))
    assert session.get(RestDay, date(2025, 1, 6)) is not None
    assert calendars.refresh(session, None, today=date(2025, 1, 1))
    assert session.scalars(select(RestDay)).all() == []
    assert not calendars.refresh(session, None, today=date(2025, 1, 1))


def test_days_of_rest_reach_as_far_as_the_claims(session: Session) -> None:
    today = date(2026, 11, 22)
    assert calendars.refresh(session, "CN", today=today)
    assert not calendars.refresh(session, "CN", today=today)
    state(session, None, {}, {"stated_on": date(1998, 3, 1)})
    assert calendars.refresh(session, "CN", today=today)
    kept = session.scalars(select(Calendar)).one()
    assert kept.first_year < 1998 <= 2027 < kept.last_year
    assert not calendars.refresh(session, "CN", today=today)


def test_years_without_known_holidays_have_their_weekends() -> None:
    resting = calendars.rest_days("CN", 1900, 1900)
    assert len(resting) == 104
    assert all(day.weekday() >= 5 for day in resting)


def test_a_newer_library_makes_the_days_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    calendars.refresh(session, "CN", today=date(2025, 1, 1))
    monkeypatch.setattr(calendars, "version", lambda _name: "999")
    assert calendars.refresh(session, "CN", today=date(2025, 1, 1))


def test_the_warning_comes_when_the_metric_says(
    session: Session, freshness: suites.CompiledSuite, weekly: Metric
) -> None:
    weekly.warn_after_days = 3
    claim = state(session, weekly, {}, {"stated_on": date(2025, 11, 1)})
    fates = [fate(session, freshness, claim, day) for day in days(date(2025, 11, 3), date(2025, 11, 9))]
    assert fates == [None, "aging", "aging", "aging", "aging", "aging", "aged"]


@pytest.mark.parametrize(
    ("fields", "aged_from"),
    [
        ({"stated_on": date(2025, 10, 20)}, date(2025, 10, 20)),
        ({"stated_on": date(2025, 10, 20), "period_end": date(2025, 9, 30)}, date(2025, 9, 30)),
        ({"stated_on": date(2025, 10, 20), "period_end": date(2025, 12, 31)}, date(2025, 10, 20)),
        ({"stated_on": date(2025, 10, 20), "period_start": date(2024, 1, 1)}, date(2025, 10, 20)),
        ({"stated_on": None, "period_end": date(2025, 9, 30)}, date(2025, 9, 30)),
        ({"stated_on": date(2025, 10, 20), "kind": Kind.LEVEL, "rate": Rate.DAY}, date(2025, 10, 20)),
    ],
)
def test_a_figure_ages_from_what_it_can_know_of(session: Session, fields: dict[str, object], aged_from: date) -> None:
    claim = state(session, None, {}, SOUND | fields)
    found = session.scalar(text("SELECT aged_from FROM claim_facts WHERE claim_id = :id"), {"id": claim.id})
    assert found == aged_from


def test_a_figure_is_not_stale_while_its_own_period_runs(
    session: Session, freshness: suites.CompiledSuite, weekly: Metric
) -> None:
    claim = state(session, weekly, {}, {"stated_on": date(2025, 11, 1), "period_end": date(2025, 11, 30)})
    fates = [fate(session, freshness, claim, day) for day in days(date(2025, 11, 28), date(2025, 12, 1))]
    assert fates == [None, "aging", "aging", "aged"]
