"""Calendars: what named days, months and festivals are in dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

Span = tuple[date | None, date | None]
"""First and last day, either open."""

OPEN: Final[Span] = (None, None)

# Days of the moon calendar, as announced: (month, day) of the Gregorian one.
_NEW_YEAR: Final = {
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
_DRAGON_BOAT: Final = {
    2018: (6, 18), 2019: (6, 7), 2020: (6, 25), 2021: (6, 14), 2022: (6, 3), 2023: (6, 22), 2024: (6, 10),
    2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5),
}  # fmt: skip
_MID_AUTUMN: Final = {
    2018: (9, 24), 2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2024: (9, 17),
    2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
}  # fmt: skip
_MOON: Final = {"春节": (_NEW_YEAR, 7), "端午": (_DRAGON_BOAT, 1), "中秋": (_MID_AUTUMN, 1)}
_HOLIDAYS: Final = {"国庆": ((10, 1), 7), "五一": ((5, 1), 5), "元旦": ((1, 1), 1), "十一黄金周": ((10, 1), 7)}


def day(year: int, month: int, number: int) -> date | None:
    """Return the day, or None where the calendar has none (2月30日)."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def month(year: int, number: int) -> Span:
    """Return the first and last day of a month."""
    return date(year, number, 1), date(year, number, _length(year, number))


def _length(year: int, number: int) -> int:
    """Return how many days a month has."""
    if number == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if number in (4, 6, 9, 11) else 31


def part(year: int, number: int, name: str) -> Span:
    """Return a part of a month (上旬, 初: the first ten days; 下旬, 底, 末: from the 21st on)."""
    first, last = month(year, number)
    if name in ("上旬", "初", "月初"):
        return first, date(year, number, 10)
    if name in ("中旬", "中"):
        return date(year, number, 11), date(year, number, 20)
    return date(year, number, 21), last


def shifted(start: date, months: int) -> date:
    """Return ``start`` moved by whole months, on the last day of a shorter month; the calendar's ends bound it."""
    index = start.year * 12 + start.month - 1 + months
    year = min(max(index // 12, 1), 9999)
    number = index % 12 + 1
    return date(year, number, min(start.day, _length(year, number)))


def moved(start: date, days: int) -> date:
    """Return ``start`` moved by days; the calendar's ends bound it."""
    ordinal = min(max(start.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def festival(name: str, year: int) -> Span:
    """Return when a festival is. Shopping festivals end on the day they are named after, and start whenever.

    ``name`` is a holiday's name, 黑五, or the month and day as digits (1111, 618).

    >>> festival("618", 2025)
    (None, datetime.date(2025, 6, 18))
    >>> festival("黑五", 2025)[1]
    datetime.date(2025, 11, 28)
    """
    if name in _MOON:
        days, length = _MOON[name]
        if year not in days:
            return OPEN
        first = date(year, *days[year])
        return first, first + timedelta(length - 1)
    if name in _HOLIDAYS:
        (number, at), length = _HOLIDAYS[name]
        first = date(year, number, at)
        return first, first + timedelta(length - 1)
    if name == "黑五":
        november = date(year, 11, 1)
        thursday = november + timedelta((3 - november.weekday()) % 7 + 21)
        return None, thursday + timedelta(1)
    return None, day(year, int(name[:-2]), int(name[-2:]))
