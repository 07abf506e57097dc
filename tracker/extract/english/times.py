"""Times: days, months, quarters, years and the spans that other words make of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CAP, CODE, COMMA, COUNTING, MONTH, NUMERIC, SCALE, SPAN, STOP, UNIT, WEEKDAY
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import ORDINALS, SMALL
from tracker.extract.english.traps import is_year
from tracker.extract.lazy import pattern

if TYPE_CHECKING:
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
_ENDED: Final = frozenset(words_of("to ended ending through until"))
_PAST: Final = frozenset(
    words_of(
        """
    past last next previous coming first final latest preceding following opening initial subsequent recent
    """
    )
)
_UNITS: Final = {
    "month": 1,
    "months": 1,
    "quarter": 3,
    "quarters": 3,
    "year": 12,
    "years": 12,
    "weeks": 0,
    "week": 0,
    "days": 0,
    "day": 0,
    "decade": 120,
    "decades": 120,
    "hours": 0,
    "half": 6,
    "minutes": 0,
    "weekend": 0,
    "matches": 0,
    "seasons": 0,
    "games": 0,
}
_SPANNING: Final = frozenset(words_of("months years weeks days quarters decades hours month minutes"))
_CODE = pattern(
    r"(?:(?P<q>q[1-4])|(?P<h>h[12])|(?P<f>(?:fy|cy)(?P<y>\d{2,4}))|(?P<rq>[1-4])q(?P<ry>\d{2,4})?|(?P<rh>[12])h(?P<hy>\d{2,4})?|9m)"
)


_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_SCALE_UNIT: Final = SCALE | UNIT
_COMMA_STOP: Final = COMMA | STOP


class Time:
    """A time in a sentence: its words, and its first and last day where they can be told."""

    __slots__ = ("dated", "day", "first", "first_word", "last", "last_word", "ranged")

    def __init__(self, first_word: int, last_word: int, span: Span, *, day: bool = False, ranged: bool = False) -> None:
        """Hold the words from ``first_word`` up to ``last_word``, end exclusive."""
        self.first_word = first_word
        self.last_word = last_word
        self.first, self.last = span
        self.day = day
        self.dated = True
        """A year is written with it."""
        self.ranged = ranged


_OPEN: Final[Span] = (None, None)


def month_of(word: Word) -> int | None:
    """Return the number of the month a word names."""
    return MONTHS.get(word.bare) if word.tag & MONTH and word.tag & CAP else None


def at(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read the time that begins at ``i``; None where none does."""
    word = words[i]
    tag = word.tag
    if tag & MONTH and tag & CAP:
        return _month(words, i, floor, today)
    if tag & _NUMERIC_COUNTING:
        return _numbered(words, i, floor, today)
    if tag & CODE:
        return _code(words, i, today)
    if tag & WEEKDAY and (tag & CAP or word.bare in ("today", "yesterday", "tomorrow")):
        return Time(i, i + 1, _OPEN)
    if tag & SPAN:
        return _span(words, i, floor, today)
    return None


def _year_at(words: Sequence[Word], j: int) -> int | None:
    if j < len(words):
        number = words[j].number
        if number is not None and number.year and number.plain:
            return int(number.low)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] and 1900 <= year <= 2100 else None


def _near(month: int, day: int, today: date | None) -> date | None:
    """Return the day of that name that lies nearest to ``today``."""
    if today is None:
        return None
    candidates = [found for year in (today.year - 1, today.year, today.year + 1) if (found := _day(year, month, day))]
    return min(candidates, key=lambda found: abs((found - today).days), default=None)


def _of_month(year: int, month: int) -> Span:
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


def _whole(words: Sequence[Word], i: int, today: date | None) -> tuple[date | None, int, bool] | None:
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
        year = _year_at(words, i + 2)
        if year is not None and words[i + 1].trail <= 1:
            return _day(year, month, day), i + 3, True
        return _near(month, day, today), i + 2, False
    day = _day_number(word)
    if day is None or i + 1 >= n or word.trail:
        return None
    j = i + 2 if words[i + 1].bare == "of" and i + 2 < n else i + 1
    month = month_of(words[j])
    if month is None:
        return None
    year = _year_at(words, j + 1)
    if year is not None and words[j].trail <= 1:
        return _day(year, month, day), j + 2, True
    return _near(month, day, today), j + 1, False


def _month(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    word = words[i]
    month = MONTHS.get(word.bare)
    if month is None:
        return None
    number = words[i + 1].number if i + 1 < len(words) and not word.tag & COMMA else None
    if (
        number is not None
        and number.ranged
        and not (number.unit or number.money or number.scaled)
        and number.high <= 31
    ):
        # March 1-5
        year = _year_at(words, i + 2)
        pair = [_day(year, month, int(n)) if year else _near(month, int(n), today) for n in (number.low, number.high)]
        return Time(i, i + 3 if year else i + 2, (pair[0], pair[1]), day=True, ranged=True)
    full = _whole(words, i, today)
    if full is not None:
        return _ranged(words, i, full, floor, today)
    before = words[i - 1] if i > floor else None
    if (
        word.bare in _AMBIGUOUS
        and not (before is not None and (before.bare in _AFTER or before.tag & COMMA))
        and not _year_at(words, i + 1)
    ):
        return None
    year = _year_at(words, i + 1) if not word.tag & STOP else None
    if year is not None:
        return Time(i, i + 2, _of_month(year, month))
    near = _near(month, 15, today)
    return Time(i, i + 1, _of_month(near.year, month) if near else _OPEN)


def _ranged(
    words: Sequence[Word], i: int, first: tuple[date | None, int, bool], floor: int, today: date | None
) -> Time:
    """Read on from a day to a second one: from 9 March to 13 March."""
    day, j, dated = first
    lead = words[i - 1].bare if i > floor and not words[i - 1].trail else ""
    joints = ("to", "until", "through", "-", "till", "and" if lead == "between" else "to")
    if j + 1 < len(words) and words[j].bare in joints:
        second = _whole(words, j + 1, today)
        if second is not None:
            if day is not None and second[0] is not None and second[2] and not dated:
                day = _day(second[0].year, day.month, day.day)
            start = i - 1 if lead in ("from", "between") else i
            return Time(start, second[1], (day, second[0]), day=True, ranged=True)
    time = Time(i, j, (day, day), day=True)
    time.dated = dated
    return time


def _numbered(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read a time that begins with a number."""
    word = words[i]
    number = word.number
    n = len(words)
    if number is not None and (number.unit or number.money or number.scaled or number.decimal):
        return None
    after = words[i + 1] if i + 1 < n else None
    if number is not None and after is not None and not word.trail:
        if after.tag & MONTH and after.tag & CAP:
            month = MONTHS.get(after.bare)
            if number.ranged and number.high <= 31 and month:
                year = _year_at(words, i + 2)
                pair = [
                    _day(year, month, int(m)) if year else _near(month, int(m), today)
                    for m in (number.low, number.high)
                ]
                return Time(i, i + 3 if year else i + 2, (pair[0], pair[1]), day=True, ranged=True)
            full = _whole(words, i, today)
            if full is not None:
                return _ranged(words, i, full, floor, today)
        if number.plain and after.bare in ("to", "and", "-", "until") and i + 3 < n + 1 and number.low <= 31:
            # 1 to 11 November
            full = _whole(words, i + 2, today) if i + 2 < n else None
            if full is not None and full[0] is not None and words[i + 2].number is not None:
                lead = words[i - 1].bare if i > floor else ""
                start = i - 1 if lead in ("from", "between") and not words[i - 1].trail else i
                return Time(
                    start, full[1], (_day(full[0].year, full[0].month, int(number.low)), full[0]), day=True, ranged=True
                )
    if number is not None and number.year:
        follows = after.tag if after is not None and not word.trail else 0
        if number.ranged:
            return Time(i, i + 1, _OPEN)
        if number.plain and is_year(words, i) and not follows & _SCALE_UNIT:
            year = int(number.low)
            return Time(i, i + 1, (date(year, 1, 1), date(year, 12, 31)))
        return None
    if after is None or word.trail:
        return None
    unit = _UNITS.get(after.bare)
    if unit is None or (number is not None and not number.plain):
        return None
    return _counted(words, i, floor, today, unit)


def _counted(words: Sequence[Word], i: int, floor: int, today: date | None, unit: int) -> Time | None:
    """Read the three months to September, the first nine months, the past five years, two years ago."""
    after = words[i + 1]
    n = len(words)
    before = words[i - 1] if i > floor and not words[i - 1].trail else None
    lead = before.bare if before is not None else ""
    then = words[i + 2].bare if i + 2 < n and not after.trail else ""
    if after.bare not in _SPANNING and after.bare != "year":
        return None
    number = words[i].number
    count = number.low if number is not None else SMALL.get(words[i].bare)
    if then in _ENDED and i + 3 < n and count is not None:
        ended = _until(words, i + 3, today)
        if ended is not None:
            last, j = ended
            return Time(i, j, _back(last, int(count) * unit))
    if lead in _PAST:
        span = _OPEN
        j = i + 2
        if lead == "first" and after.bare in ("months", "quarters") and count is not None and int(count) * unit <= 12:
            year, j = _of_year(words, i + 2, today)
            if year is not None and count is not None:
                span = (date(year, 1, 1), _of_month(year, int(count) * unit)[1])
        return Time(i, j, span)
    if then == "ago":
        return Time(i, i + 3, _OPEN)
    if lead in ("after", "at") or (
        lead == "in" and after.bare in ("years", "months", "weeks", "days", "decades", "quarters")
    ):
        # in two years: when, not how long
        return Time(i, i + 2, _OPEN)
    return None


def _until(words: Sequence[Word], j: int, today: date | None) -> tuple[date | None, int] | None:
    """Read the day or month that a span of months ends with."""
    if words[j].bare in ("the", "end", "end-") and j + 2 < len(words) and words[j + 1].bare in ("end", "of"):
        j += 2
    if j >= len(words):
        return None
    full = _whole(words, j, today)
    if full is not None:
        return full[0], full[1]
    month = month_of(words[j])
    if month is None:
        return None
    year = _year_at(words, j + 1) if not words[j].tag & _COMMA_STOP else None
    if year is not None:
        return _of_month(year, month)[1], j + 2
    if today is None:
        return None, j + 1
    # A span that has ended: the month that is past.
    year = today.year if month <= today.month else today.year - 1
    return _of_month(year, month)[1], j + 1


def _back(last: date | None, months: int) -> Span:
    if last is None or not 0 < months <= 1200:
        return _OPEN
    index = last.year * 12 + last.month - months
    return date(index // 12, index % 12 + 1, 1), last


def _of_year(words: Sequence[Word], j: int, today: date | None) -> tuple[int | None, int]:
    """Read the year behind a quarter: 2025, of 2025, of last year, FY2025; the year of ``today`` where none stands."""
    n = len(words)
    if j >= n or words[j - 1].trail:
        return (today.year if today else None), j
    k = j + 1 if words[j].bare in ("of", "in") else j
    if k < n:
        year = _year_at(words, k)
        if year is not None:
            return year, k + 1
        bare = words[k].bare
        if bare in ("fiscal", "financial") and k + 1 < n:
            year = _year_at(words, k + 1)
            if year is not None:
                return year, k + 2
        if words[k].tag & CODE and bare[0] in "fc" and bare[2:].isdigit():
            return _century(bare[2:]), k + 1
        if bare in ("last", "this", "next", "the") and k + 1 < n and words[k + 1].bare == "year":
            shift = {"last": -1, "next": 1}.get(bare, 0)
            return (today.year + shift if today else None), k + 2
    return (today.year if today else None), j


def _century(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits[-2:])


def _quarter(year: int | None, quarter: int) -> Span:
    if year is None:
        return _OPEN
    return date(year, 3 * quarter - 2, 1), _of_month(year, 3 * quarter)[1]


def _half(year: int | None, half: int) -> Span:
    if year is None:
        return _OPEN
    return date(year, 6 * half - 5, 1), _of_month(year, 6 * half)[1]


def _code(words: Sequence[Word], i: int, today: date | None) -> Time | None:
    """Read Q3 2025, H1, FY25, 3Q25."""
    found = _CODE.fullmatch(words[i].bare)
    if found is None:
        return None
    if found["q"]:
        year, j = _of_year(words, i + 1, today)
        return Time(i, j, _quarter(year, int(found["q"][1])))
    if found["h"]:
        year, j = _of_year(words, i + 1, today)
        return Time(i, j, _half(year, int(found["h"][1])))
    if found["f"]:
        year = _century(found["y"])
        return Time(i, i + 1, (date(year, 1, 1), date(year, 12, 31)) if 1900 <= year <= 2100 else _OPEN)
    if found["rq"]:
        written = found["ry"]
        return Time(
            i, i + 1, _quarter(_century(written) if written else (today.year if today else None), int(found["rq"]))
        )
    if found["rh"]:
        written = found["hy"]
        return Time(
            i, i + 1, _half(_century(written) if written else (today.year if today else None), int(found["rh"]))
        )
    return Time(i, i + 1, _OPEN)


def _span(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read a time by its last word: last year, the third quarter of 2025, the year to March, fiscal 2026."""
    word = words[i]
    bare = word.bare
    n = len(words)
    before = words[i - 1] if i > floor and not words[i - 1].trail else None
    lead = before.bare if before is not None else ""
    if "-" in bare:
        first, _, rest = bare.partition("-")
        year = today.year if today else None
        if rest == "quarter" and first in ORDINALS and ORDINALS[first] <= 4:
            return Time(i, i + 1, _past(_quarter, year, ORDINALS[first], today))
        return Time(i, i + 1, _half(year, ORDINALS[first]) if rest == "half" and ORDINALS.get(first, 9) <= 2 else _OPEN)
    if bare in ("fiscal", "financial"):
        j = i + 2 if i + 1 < n and words[i + 1].bare == "year" else i + 1
        year = _year_at(words, j)
        return Time(i, j + 1, (date(year, 1, 1), date(year, 12, 31))) if year else None
    if bare in ("quarter", "half"):
        order = ORDINALS.get(lead, 9)
        if order <= (4 if bare == "quarter" else 2):
            year, j = _of_year(words, i + 1, today)
            named = j > i + 1
            read = _quarter if bare == "quarter" else _half
            return Time(i - 1, j, read(year, order) if named else _past(read, year, order, today))
        if word.trail == 0 and i + 2 < n and words[i + 1].bare in _ENDED and lead in ("the", "a"):
            ended = _until(words, i + 2, today)
            if ended is not None:
                return Time(i, ended[1], _back(ended[0], 3 if bare == "quarter" else 6))
        if bare == "half":
            return None
    if (
        bare == "year"
        and word.trail == 0
        and i + 2 < n
        and words[i + 1].bare in _ENDED
        and lead in ("the", "full", "financial", "fiscal")
    ):
        ended = _until(words, i + 2, today)
        if ended is not None:
            return Time(i, ended[1], _back(ended[0], 12))
    if lead in ("last", "this", "next", "previous") and bare in ("year", "quarter", "month"):
        return Time(i - 1, i + 1, _relative(lead, bare, today))
    return None


def _past(read: object, year: int | None, order: int, today: date | None) -> Span:
    """Resolve a quarter without a year: the latest that has ended, else this year's."""
    if year is None or today is None:
        return _OPEN
    take = _quarter if read is _quarter else _half
    span = take(year, order)
    if span[0] is not None and span[0] > today and (span[0] - today) > timedelta(days=120):
        return take(year - 1, order)
    return span


def _relative(lead: str, unit: str, today: date | None) -> Span:
    if today is None:
        return _OPEN
    shift = {"last": -1, "previous": -1, "next": 1}.get(lead, 0)
    if unit == "year":
        year = today.year + shift
        return date(year, 1, 1), date(year, 12, 31)
    size = 3 if unit == "quarter" else 1
    index = (today.year * 12 + today.month - 1) // size + shift
    first = index * size
    year, month = divmod(first, 12)
    last = first + size - 1
    return date(year, month + 1, 1), _of_month(last // 12, last % 12 + 1)[1]
