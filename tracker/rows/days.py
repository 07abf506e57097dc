"""Days and spans of time as tables write them."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

DayOrder: TypeAlias = Literal["dmy", "mdy"]
"""Which of 03/04/2025 is the day: the first number or the second."""

Span: TypeAlias = tuple[date, date]
"""First and last day."""

_YEARS: Final = range(1900, 2101)
_SERIALS: Final = range(10_000, 80_000)
"""Days as spreadsheets count them, for 1927 to 2119."""
_EPOCH: Final = date(1899, 12, 30)

_FULL: Final = tuple(name.lower() for name in month_name[1:])
_MONTHS: Final = {word: n for n, name in enumerate(_FULL, 1) for word in (name, name[:3])} | {"sept": 9}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME: Final = r"(?:[T\s]+\d{1,2}:\d{2}[\d:.,]*\s*(?:[ap]m)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"

_YMD: Final = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{_TIME}", re.IGNORECASE)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC: Final = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.IGNORECASE)
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_DAY_FIRST: Final = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_MONTH})\.?,?[\s-]+(\d{{4}}){_TIME}", re.IGNORECASE
)
_MONTH_FIRST: Final = re.compile(
    rf"{_WEEKDAY}({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE
)

_HAN: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_Y: Final = r"(?P<y>\d{4})"
_SPANS: Final = (
    rf"{_Y}\s*[-/]?\s*Q(?P<q>[1-4])",
    rf"Q(?P<q>[1-4])\s*[-/,]?\s*{_Y}",
    rf"(?P<q>[1-4])Q\s*[-/,]?\s*{_Y}",
    rf"{_Y}\s*年?\s*第?(?P<q>[1-4一二三四])季度?",
    rf"{_Y}\s*年\s*Q(?P<q>[1-4])",
    rf"{_Y}\s*[-/年]?\s*H(?P<h>[12])",
    rf"H(?P<h>[12])\s*[-/,]?\s*{_Y}",
    rf"{_Y}\s*年?\s*(?P<h>[上下])半年",
    rf"{_Y}\s*[-/.]\s*(?P<m>\d{{1,2}})",
    rf"{_Y}\s*年\s*(?P<m>\d{{1,2}})\s*月份?",
    rf"(?P<w>{_MONTH})\.?,?[\s-]+{_Y}",
    rf"{_Y}\s+(?P<w>{_MONTH})",
    rf"{_Y}\s*年(?:度|全年)?",
    _Y,
)
_WHOLE: Final = tuple(re.compile(source, re.IGNORECASE) for source in _SPANS)
_WITHIN: Final = tuple(
    re.compile(rf"(?<![{edge}.,/-]){source}(?![{edge}.,/%-])", re.IGNORECASE)
    for source in _SPANS
    for edge in (r"\w" if source == _Y else "A-Za-z0-9",)  # 2024款 is no year
)
_GUARD: Final = re.compile(
    r"(?<![A-Z])FY(?![A-Z])|fiscal|财年|财政年|\d{4}\s*[EFAP](?![a-z])|\d{4}\s*[-/]\s*\d{2}(?:\d{2})?(?!\d)",
    re.IGNORECASE,
)
"""Years that need not be the calendar's, forecasts, and spans of two years."""


def day(cell: object, order: DayOrder | None = None) -> date:
    """Return the day that a cell holds: a date, a moment (in its own zone), or either as text.

    >>> day("2025/10/21"), day("21 Oct 2025") == day("2025年10月21日") == day("2025-10-21T08:00:00Z")
    (datetime.date(2025, 10, 21), True)

    Raises:
        ValueError: it is no day, or one that may be read two ways while ``order`` is not given.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float):
        cell = int(cell) if cell == cell // 1 else repr(cell)
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, str)):
        raise ValueError(f"{cell!r} is no date")  # noqa: TRY004 - one kind of error for what a cell may hold
    return _day(str(cell).strip(), order)


@lru_cache(maxsize=8192)
def _day(text: str, order: DayOrder | None) -> date:
    if found := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, number = map(int, found.groups())
    elif found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if order is None and first != second and first <= 12 and second <= 12:
            raise ValueError(
                f"{text!r} may be {first} {_FULL[second - 1].title()} or {second} {_FULL[first - 1].title()}: "
                "say which with the setting dates, dmy or mdy"
            )
        by_month = order == "mdy" if order and max(first, second) <= 12 else second > 12
        month, number = (first, second) if by_month else (second, first)
    elif found := _DAY_FIRST.fullmatch(text):
        number, month, year = int(found[1]), _MONTHS[found[2].lower()], int(found[3])
    elif found := _MONTH_FIRST.fullmatch(text):
        month, number, year = _MONTHS[found[1].lower()], int(found[2]), int(found[3])
    elif text.isascii() and text.isdecimal() and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    else:
        raise ValueError(f"{text!r} is no date; write it as 2025-10-21")
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None


def span(cell: object, order: DayOrder | None = None) -> Span:
    """Return the first and last day of what a cell names: a year, half, quarter, month or day.

    >>> span("2025Q3") == span("Q3 2025") == span("2025年第三季度") == (date(2025, 7, 1), date(2025, 9, 30))
    True

    Raises:
        ValueError: it is none of these, or a fiscal year, whose months are not known here.
    """
    if isinstance(cell, (date, datetime)):
        return (day(cell),) * 2
    if isinstance(cell, (float, Decimal)) and cell == cell // 1:
        cell = int(cell)
    text = str(cell).strip()
    if (found := _span(text)) is not None:
        return found
    if text.isdecimal():
        raise ValueError(f"{text!r} is no time; write it as 2025, 2025Q3, 2025-10 or 2025-10-21")
    try:
        return (day(text, order),) * 2
    except ValueError as error:
        if "may be" in str(error) or "calendar" in str(error):
            raise
        raise ValueError(f"{text!r} is no time; write it as 2025, 2025Q3, 2025-10 or 2025-10-21") from None


@lru_cache(maxsize=4096)
def _span(text: str) -> Span | None:
    for pattern in _WHOLE:
        if found := pattern.fullmatch(text):
            return _bounds(found)
    return None


def within(text: str) -> tuple[Span, str] | None:
    """Find the one span named somewhere in a header; return it, and the header without it.

    >>> within("Revenue Q3 2025 (CNY m)")
    ((datetime.date(2025, 7, 1), datetime.date(2025, 9, 30)), 'Revenue (CNY m)')
    >>> within("Revenue FY2025") is within("2024-25 revenue") is None
    True
    """
    if _GUARD.search(text) and not re.search(r"\d{4}[-/.](?:0?[1-9]|1[0-2])(?!\d)", text):
        return None
    for pattern in _WITHIN:
        found = list(pattern.finditer(text))
        if len(found) == 1 and (bounds := _bounds(found[0])) is not None:
            start, end = found[0].span()
            rest = f"{text[:start]} {text[end:]}"
            return bounds, re.sub(r"\s+", " ", re.sub(r"[(（\[]\s*[)）\]]", "", rest)).strip(" ,，-–—_/:：的")
        if found:
            return None
    return None


def _bounds(found: re.Match[str]) -> Span | None:
    part = found.groupdict()
    year = int(part["y"])
    if year not in _YEARS:
        return None
    if quarter := part.get("q"):
        first, months = 3 * (_HAN.get(quarter) or int(quarter)) - 2, 3
    elif half := part.get("h"):
        first, months = 6 * (_HAN.get(half) or int(half)) - 5, 6
    elif part.get("m") or part.get("w"):
        first, months = int(part["m"]) if part.get("m") else _MONTHS[part["w"].lower()], 1
    else:
        first, months = 1, 12
    if not 1 <= first <= 12:
        return None
    last = first + months - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
