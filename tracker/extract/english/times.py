"""Times: days, months, quarters, years and the spans that other words make of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.extract.english import days, periods
from tracker.extract.english.days import OPEN, Time
from tracker.extract.english.lexicon import CAP, CODE, COUNTING, MONTH, NUMERIC, SCALE, SPAN, UNIT, WEEKDAY
from tracker.extract.english.traps import is_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.words import Word

_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_JOINTS: Final = ("to", "and", "-", "until")
_LAST_DAY: Final = 31
_SCALE_UNIT: Final = SCALE | UNIT


def at(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read the time that begins at ``i``; None where none does."""
    word = words[i]
    tag = word.tag
    if tag & MONTH and tag & CAP:
        return days.month(words, i, floor, today)
    if tag & _NUMERIC_COUNTING:
        return _numbered(words, i, floor, today)
    if tag & CODE:
        return periods.code(words, i, today)
    if tag & WEEKDAY and (tag & CAP or word.bare in ("today", "yesterday", "tomorrow")):
        return Time(i, i + 1, OPEN)
    if tag & SPAN:
        return periods.span(words, i, floor, today)
    return None


def _numbered(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read a time that begins with a number."""
    word = words[i]
    number = word.number
    if number is not None and (number.unit or number.money or number.scaled or number.decimal):
        return None
    after = words[i + 1] if i + 1 < len(words) and not word.trail else None
    if number is not None:
        if after is not None:
            time = _dayed(words, i, floor, today, number, after)
            if time is not None:
                return time
        if number.year:
            return _year(words, i, number, after)
        if not number.plain:
            return None
    return periods.counted(words, i, floor, today) if after is not None else None


def _dayed(words: Sequence[Word], i: int, floor: int, today: date | None, number: Numeral, after: Word) -> Time | None:
    """Read the day or days that a number begins: 3 May, 1-5 May, 1 to 11 November."""
    if after.tag & MONTH and after.tag & CAP:
        month = days.MONTHS.get(after.bare)
        pair = days.between(words, i, i, month, i + 2, today) if month else None
        if pair is not None:
            return pair
        full = days.whole(words, i, today)
        if full is not None:
            return days.until(words, i, full, floor, today)
    if number.plain and after.bare in _JOINTS and number.low <= _LAST_DAY and i + 2 < len(words):
        full = days.whole(words, i + 2, today)
        if full is not None and full[0] is not None and words[i + 2].number is not None:
            lead = words[i - 1] if i > floor else None
            start = i - 1 if lead is not None and lead.bare in ("from", "between") and not lead.trail else i
            first = days.day_of(full[0].year, full[0].month, int(number.low))
            return Time(start, full[1], (first, full[0]), day=True, ranged=True)
    return None


def _year(words: Sequence[Word], i: int, number: Numeral, after: Word | None) -> Time | None:
    """Read a year, or a range of years, whose days are not told."""
    if number.ranged:
        return Time(i, i + 1, OPEN)
    if number.plain and is_year(words, i) and not (after is not None and after.tag & _SCALE_UNIT):
        year = int(number.low)
        return Time(i, i + 1, (date(year, 1, 1), date(year, 12, 31)))
    return None
