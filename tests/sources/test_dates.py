"""Dates of lists: the day they mean where the reader is."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources import dates

OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1972, 1, 1), datetime(2100, 1, 1), timezones=OFFSETS)  # noqa: DTZ001
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]).map(ZoneInfo)


@given(MOMENTS, ZONES)
def test_a_moment_is_the_day_it_falls_on_in_the_zone(moment: datetime, zone: ZoneInfo) -> None:
    day = moment.astimezone(zone).date()
    assert dates.day(moment.isoformat(), zone=zone) == day
    assert dates.day(moment.isoformat(" ", "minutes").replace("+", " +"), zone=zone) == day
    if moment.utcoffset() != timedelta(0):  # -0000 is no zone in mail
        assert dates.day(format_datetime(moment), zone=zone) == day


@given(st.dates(date(1972, 1, 1), date(2099, 12, 31)), ZONES)
def test_a_date_without_a_zone_is_the_day_it_says(day: date, zone: ZoneInfo) -> None:
    for text in (day.isoformat(), f"{day} 23:59:59", f"{day:%Y年%m月%d日}", f"{day:%Y/%m/%d} 00:01"):
        assert dates.day(text, zone=zone) == day


@given(st.text())
def test_anything_may_stand_there(text: str) -> None:
    found = dates.day(text)
    assert found is None or found.year > 1970


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "1970-01-01T00:00:00Z", "2025-13-40", "Tue, 31 Feb 2025 10:00:00 GMT"]
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert dates.day(text) is None


def test_what_only_the_parser_of_the_feed_knew_is_taken_from_it() -> None:
    assert dates.day("Δευ, 20 Οκτ 2025", (2025, 10, 20, 0, 0, 0), UTC) == date(2025, 10, 20)


def test_the_examples_hold() -> None:
    assert doctest.testmod(dates).failed == 0
