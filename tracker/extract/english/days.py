"""Days: days and months as written, and the ranges of days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CAP, COMMA, MONTH, STOP
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

Span = tuple[date | None, date | None]

MONTHS: Final = {
    name[:size]: n + 1
    for n, name in enumerate(
        words_of(
            """
    january february march april may june july august september october november december
    """
        )
    )
    for size in (3, 4, len(name))
    if size != 4 or name == "september" or len(name) == 4
}
"""Numbers of the months by their names, whole or cut to three letters (four: Sept)."""
_AMBIGUOUS: Final = frozenset(
    ("may", "march", "jan", "mar", "dec", "sep", "jun", "nov", "apr", "feb", "jul", "aug", "oct", "sept")
)
_AFTER: Final = frozenset(
    words_of(
        """
    in by since until till to from of last this next early late mid before after during through for on every
    each and
    """
    )
)
OPEN: Final[Span] = (None, None)


class Time:
    """A time in a sentence: its words, and its first and last day where they can be told."""

    __slots__ = ("dated", "day", "first", "first_word", "fiscal", "last", "last_word", "ranged")

    def __init__(self, first_word: int, last_word: int, span: Span, *, day: bool = False, ranged: bool = False) -> None:
        """Hold the words from ``first_word`` up to ``last_word``, end exclusive."""
        self.first_word = first_word
        self.last_word = last_word
        self.first, self.last = span
        self.day = day
        self.dated = True
        """A year is written with it."""
        self.ranged = ranged
        self.fiscal = False
        """It is named as a fiscal year, or as a part of one."""


def month_of(word: Word) -> int | None:
    """Return the number of the month a word names."""
    return MONTHS.get(word.bare) if word.tag & MONTH and word.tag & CAP else None


def year_at(words: Sequence[Word], j: int) -> int | None:
    """Return the year that stands at ``j``."""
    if j < len(words):
        number = words[j].number
        if number is not None and number.year and number.plain:
            return int(number.low)
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day of that date; None where the calendar has none, or it lies far off."""
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] and 1900 <= year <= 2100 else None


def near(month: int, day: int, today: date | None) -> date | None:
    """Return the day of that name that lies nearest to ``today``."""
    if today is None:
        return None
    candidates = [found for year in (today.year - 1, today.year, today.year + 1) if (found := day_of(year, month, day))]
    return min(candidates, key=lambda found: abs((found - today).days), default=None)


def of_month(year: int, month: int) -> Span:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day_number(word: Word) -> int | None:
    """Return the day of the month that a word may be: 20, 20th."""
    number = word.number
    if number is not None:
        return int(number.low) if number.plain and 1 <= number.low <= 31 else None
    bare = word.bare
    if len(bare) in (3, 4) and bare[-2:] in ("st", "nd", "rd", "th") and bare[:-2].isdigit():
        value = int(bare[:-2])
        return value if 1 <= value <= 31 else None
    return None


def whole(words: Sequence[Word], i: int, today: date | None) -> tuple[date | None, int, bool] | None:
    """Read a full day from ``i`` (20 October 2025; October 20, 2025): the day, where it ends, whether a year stands."""
    word = words[i]
    n = len(words)
    if word.tag & MONTH and word.tag & CAP:
        month = MONTHS.get(word.bare)
        if month is None or i + 1 >= n or word.tag & COMMA:
            return None
        day = _day_number(words[i + 1])
        if day is None:
            return None
        year = year_at(words, i + 2)
        if year is not None and words[i + 1].trail <= 1:
            return day_of(year, month, day), i + 3, True
        return near(month, day, today), i + 2, False
    day = _day_number(word)
    if day is None or i + 1 >= n or word.trail:
        return None
    j = i + 2 if words[i + 1].bare == "of" and i + 2 < n else i + 1
    month = month_of(words[j])
    if month is None:
        return None
    year = year_at(words, j + 1)
    if year is not None and words[j].trail <= 1:
        return day_of(year, month, day), j + 2, True
    return near(month, day, today), j + 1, False


def month(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read the day, days or month that the month at ``i`` begins; None where may or march is no month."""
    word = words[i]
    number = MONTHS.get(word.bare)
    if number is None:
        return None
    if not word.tag & COMMA:
        pair = between(words, i, i + 1, number, i + 2, today)
        if pair is not None:
            return pair
    full = whole(words, i, today)
    if full is not None:
        return until(words, i, full, floor, today)
    year = year_at(words, i + 1)
    before = words[i - 1] if i > floor else None
    if (
        word.bare in _AMBIGUOUS
        and not (before is not None and (before.bare in _AFTER or before.tag & COMMA))
        and year is None
    ):
        return None
    if year is not None and not word.tag & STOP:
        return Time(i, i + 2, of_month(year, number))
    middle = near(number, 15, today)
    return Time(i, i + 1, of_month(middle.year, number) if middle else OPEN)


def between(words: Sequence[Word], i: int, k: int, month: int, end: int, today: date | None) -> Time | None:
    """Read the days of ``month`` that the word at ``k`` ranges over (March 1-5, 1-5 March), up to a year at ``end``."""
    number = words[k].number if k < len(words) else None
    if number is None or not number.ranged or number.unit or number.money or number.scaled or number.high > 31:
        return None
    year = year_at(words, end)
    first, last = (
        day_of(year, month, int(n)) if year else near(month, int(n), today) for n in (number.low, number.high)
    )
    return Time(i, end + 1 if year else end, (first, last), day=True, ranged=True)


def until(words: Sequence[Word], i: int, first: tuple[date | None, int, bool], floor: int, today: date | None) -> Time:
    """Read on from a day to a second one: from 9 March to 13 March."""
    day, j, dated = first
    lead = words[i - 1].bare if i > floor and not words[i - 1].trail else ""
    joints = ("to", "until", "through", "-", "till", "and" if lead == "between" else "to")
    if j + 1 < len(words) and words[j].bare in joints:
        second = whole(words, j + 1, today)
        if second is not None:
            if day is not None and second[0] is not None and second[2] and not dated:
                day = day_of(second[0].year, day.month, day.day)
            start = i - 1 if lead in ("from", "between") else i
            return Time(start, second[1], (day, second[0]), day=True, ranged=True)
    time = Time(i, j, (day, day), day=True)
    time.dated = dated
    return time
