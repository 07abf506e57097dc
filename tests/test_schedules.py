"""Schedules: intervals and cron lines, as cron itself understands them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import schedules
from tracker.errors import InputError

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def following(line: str) -> str:
    return f"{schedules.parse(line, SHANGHAI).next(SUNDAY).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        (" 6 H ", timedelta(hours=6)),
        ("1d", timedelta(days=1)),
        ("2w", timedelta(weeks=2)),
        ("1h30m", timedelta(minutes=90)),
        ("1 d 12 h", timedelta(hours=36)),
    ],
)
def test_an_interval_counts_from_the_last_look(text: str, every: timedelta) -> None:
    assert schedules.parse(text, SHANGHAI).next(SUNDAY) == SUNDAY + every


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("0 6 * * *", "2026-11-23 06:00"),
        ("*/15 * * * *", "2026-11-22 17:45"),
        ("0 9-17/4 * * *", "2026-11-23 09:00"),
        ("0 6 1 jan *", "2027-01-01 06:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("@daily", "2026-11-23 00:00"),
        ("@weekly", "2026-11-29 00:00"),
    ],
)
def test_a_cron_line_tells_the_time_in_its_zone(line: str, moment: str) -> None:
    assert following(line) == moment


@pytest.mark.parametrize(
    ("field", "first"),
    [
        ("0", 29),
        ("1", 23),
        ("7", 29),
        ("mon", 23),
        ("Fri", 27),
        ("1-5", 23),
        ("5-7", 27),
        ("sat,sun", 28),
        ("*/3", 25),
        ("fri-sun", 27),
        ("1-5/2", 23),
    ],
)
def test_days_of_the_week_count_from_sunday(field: str, first: int) -> None:
    """The moment asked from is a Sunday evening in Shanghai; the library alone would count from Monday."""
    assert following(f"0 6 * * {field}") == f"2026-11-{first} 06:00"


def test_either_day_will_do_where_both_are_given() -> None:
    line = schedules.parse("0 0 13 * fri", ZoneInfo("UTC"))
    days, moment = [], SUNDAY
    for _ in range(4):
        moment = line.next(moment)
        days.append((moment.month, moment.day))
    assert days == [(11, 27), (12, 4), (12, 11), (12, 13)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is no schedule"),
        ("hourly", "is no schedule; write an interval as 30m"),
        ("6", "is no schedule"),
        ("90s", "is no schedule"),
        ("0m", "a minute at least"),
        ("99999999999999w", "a year at most"),
        ("0 6 * *", "is no schedule"),
        ("61 * * * *", "'61' is no minute"),
        ("* 24 * * *", "'24' is no hour"),
        ("* * 0 * *", "'0' is no day of the month"),
        ("* * * 13 *", "'13' is no month"),
        ("* * * * 8", "'8' is no day of the week"),
        ("* * * * 5-1", "is no day of the week"),
        ("* * * * *-3", "is no day of the week"),
        ("*/0 * * * *", "is no minute"),
        ("0 0 31 2 *", "never comes"),
    ],
)
def test_what_is_no_schedule_is_refused_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        schedules.parse(text, SHANGHAI)
    assert "\n" not in str(refused.value)


def test_a_zone_is_known_by_its_name() -> None:
    assert schedules.zone_named("Asia/Shanghai") == SHANGHAI
    for name in ("Shanghai", "", "../etc/passwd", "\0"):
        with pytest.raises(InputError, match="there is no time zone"):
            schedules.zone_named(name)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        schedules.parse("6h", SHANGHAI).next(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_the_hour_that_summer_time_skips_comes_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2027, 3, 27, 12, tzinfo=UTC)
    first = schedules.parse("30 2 * * *", berlin).next(night)
    assert first.date() == datetime(2027, 3, 28, tzinfo=UTC).date()
    assert schedules.parse("30 2 * * *", berlin).next(first) > first + timedelta(hours=12)


FIELDS = st.tuples(
    st.sampled_from(["*", "0", "*/7", "5,35", "10-20"]),
    st.sampled_from(["*", "2", "*/5", "0-3"]),
    st.sampled_from(["*", "1", "13", "28-30", "*/9"]),
    st.sampled_from(["*", "3", "jun-aug"]),
    st.sampled_from(["*", "0", "7", "1-5", "sat", "*/2"]),
)


@given(
    FIELDS.map(" ".join),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_the_next_moment_is_always_later(line: str, after: datetime, zone: str) -> None:
    moment = schedules.parse(line, ZoneInfo(zone)).next(after)
    assert moment > after
    assert moment.tzinfo is UTC


BERLIN = ZoneInfo("Europe/Berlin")


def fires(line: str, start: datetime, days: int, zone: ZoneInfo = BERLIN) -> list[str]:
    """When a line comes within so many days, told in the zone."""
    schedule, moment, found = schedules.parse(line, zone), start, []
    while (moment := schedule.next(moment)) < start + timedelta(days=days):
        found.append(f"{moment.astimezone(zone):%d %H:%M %Z}")
    return found


def test_where_the_clock_is_put_back_what_names_its_hour_comes_once() -> None:
    start = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert fires("30 2 * * *", start, 2) == ["25 02:30 CEST", "26 02:30 CET"]
    assert fires("30 * * * *", start, 1).count("25 02:30 CEST") == 1
    assert fires("30 * * * *", start, 1).count("25 02:30 CET") == 1


def test_where_the_clock_is_put_forward_what_falls_in_the_gap_comes_all_the_same() -> None:
    start = datetime(2026, 3, 28, 10, tzinfo=UTC)
    assert fires("30 2 * * *", start, 2) == ["29 03:30 CEST", "30 02:30 CEST"]
    assert fires("30 2,3 * * *", start, 1) == ["29 03:30 CEST"]


@given(
    st.sampled_from(["30m", "1d", "30 2 * * *", "*/7 * * * *", "0 9-17 * * mon-fri", "15 0 29 2 *", "0 0 1 * fri"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe"]),
    st.integers(0, 2 * 366 * 1440 * 60).map(
        lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.floats(-2, 2),
)
def test_what_was_last_done_by_then_is_due(line: str, zone: str, by: datetime, share: float) -> None:
    schedule = schedules.parse(line, ZoneInfo(zone))
    since = schedule.due_since(by)
    assert schedule.next(since) <= by < schedule.next(since + timedelta(microseconds=1))
    last = since + (by - since) * share
    assert (schedule.next(last) <= by) is (last <= since)
