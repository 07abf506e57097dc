"""Periods: quarters, halves, years, and the spans that end somewhere or lie before today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tracker.extract.english.days import OPEN, Span, Time, month_of, of_month, whole, year_at
from tracker.extract.english.lexicon import CODE, COMMA, STOP
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import ORDINALS, SMALL
from tracker.extract.lazy import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.extract.english.words import Word

    _Take = Callable[[int | None, int], Span]

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
    "quarters": 3,
    "year": 12,
    "years": 12,
    "decades": 120,
    "weeks": 0,
    "days": 0,
    "hours": 0,
    "minutes": 0,
}
"""Units that spans are counted in, in months; days tell no month."""
_AGO: Final = frozenset(words_of("ago earlier later before"))
_LATER: Final = frozenset(words_of("years months weeks days decades quarters"))
_CODE: Final = pattern(
    r"(?:(?P<q>q[1-4])|(?P<h>h[12])|(?P<f>(?:fy|cy)(?P<y>\d{2,4}))|(?P<rq>[1-4])q(?P<ry>\d{2,4})?|(?P<rh>[12])h(?P<hy>\d{2,4})?|9m)"
)
FISCAL: Final = ("fiscal", "financial")
_PARTS: Final = {"quarter": 3, "half": 6}
"""Parts of a year that are counted, in months."""
_COMMA_STOP: Final = COMMA | STOP


def counted(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read the three months to September, the first nine months, the past five years, two years ago."""
    after = words[i + 1]
    before = words[i - 1] if i > floor and not words[i - 1].trail else None
    lead = before.bare if before is not None else ""
    then = words[i + 2].bare if i + 2 < len(words) and not after.trail else ""
    unit = _UNITS.get(after.bare)
    if unit is None:
        # the past 20 trading days
        return Time(i, i + 3, OPEN) if lead in _PAST and then in _UNITS else None
    number = words[i].number
    count = number.low if number is not None else SMALL.get(words[i].bare)
    if then in _ENDED and i + 3 < len(words) and count is not None:
        ended = _until(words, i + 3, today)
        if ended is not None:
            return Time(i, ended[1], _back(ended[0], int(count) * unit))
    if lead in _PAST:
        if lead == "first" and after.bare in ("months", "quarters") and count is not None and count * unit <= 12:
            year, j = _of_year(words, i + 2, today)
            opening = (date(year, 1, 1), of_month(year, int(count) * unit)[1]) if year is not None else OPEN
            return Time(i, j, opening)
        return Time(i, i + 2, OPEN)
    if then in _AGO and not (i + 3 < len(words) and words[i + 3].bare == "than"):
        return Time(i, i + 3, OPEN)
    if lead in ("after", "at") or (lead == "in" and after.bare in _LATER):
        # in two years: when, not how long
        return Time(i, i + 2, OPEN)
    return None


def _until(words: Sequence[Word], j: int, today: date | None) -> tuple[date | None, int] | None:
    """Read the day or month that a span of months ends with."""
    if words[j].bare in ("the", "end", "end-") and j + 2 < len(words) and words[j + 1].bare in ("end", "of"):
        j += 2
    if j >= len(words):
        return None
    full = whole(words, j, today)
    if full is not None:
        return full[0], full[1]
    month = month_of(words[j])
    if month is None:
        return None
    year = year_at(words, j + 1) if not words[j].tag & _COMMA_STOP else None
    if year is not None:
        return of_month(year, month)[1], j + 2
    if today is None:
        return None, j + 1
    # A span that has ended: the month that is past.
    year = today.year if month <= today.month else today.year - 1
    return of_month(year, month)[1], j + 1


def _back(last: date | None, months: int) -> Span:
    if last is None or not 0 < months <= 1200:
        return OPEN
    index = last.year * 12 + last.month - months
    return date(index // 12, index % 12 + 1, 1), last


def _of_year(words: Sequence[Word], j: int, today: date | None) -> tuple[int | None, int]:
    """Read the year behind a quarter: 2025, of 2025, of last year, FY2025; the year of ``today`` where none stands."""
    n = len(words)
    if j >= n or words[j - 1].trail:
        return (today.year if today else None), j
    k = j + 1 if words[j].bare in ("of", "in") else j
    if k < n:
        year = year_at(words, k)
        if year is not None:
            return year, k + 1
        bare = words[k].bare
        if bare in FISCAL and k + 1 < n:
            year = year_at(words, k + 1)
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
        return OPEN
    return date(year, 3 * quarter - 2, 1), of_month(year, 3 * quarter)[1]


def _half(year: int | None, half: int) -> Span:
    if year is None:
        return OPEN
    return date(year, 6 * half - 5, 1), of_month(year, 6 * half)[1]


def code(words: Sequence[Word], i: int, today: date | None) -> Time | None:
    """Read Q3 2025, H1, FY25, 3Q25."""
    found = _CODE.fullmatch(words[i].bare)
    if found is None:
        return None
    if found["f"]:
        year = _century(found["y"])
        return _fiscal(Time(i, i + 1, _all(year) if 1900 <= year <= 2100 else OPEN), words)
    for take, behind, before, written in ((_quarter, "q", "rq", "ry"), (_half, "h", "rh", "hy")):
        if found[behind]:
            named, j = _of_year(words, i + 1, today)
            return _fiscal(Time(i, j, take(named, int(found[behind][1]))), words)
        if found[before]:
            named = _century(found[written]) if found[written] else today.year if today else None
            return Time(i, i + 1, take(named, int(found[before])))
    return Time(i, i + 1, OPEN)


def span(words: Sequence[Word], i: int, floor: int, today: date | None) -> Time | None:
    """Read a time by its last word: last year, the third quarter of 2025, the year to March, fiscal 2026."""
    word = words[i]
    bare = word.bare
    lead = words[i - 1].bare if i > floor and not words[i - 1].trail else ""
    if "-" in bare:
        return _tied(bare, i, today)
    if bare in FISCAL:
        j = i + 2 if i + 1 < len(words) and words[i + 1].bare == "year" else i + 1
        year = year_at(words, j)
        return _fiscal(Time(i, j + 1, _all(year)), words) if year else None
    part = _PARTS.get(bare)
    if part is not None:
        order = ORDINALS.get(lead, 9)
        if order * part <= 12:
            year, j = _of_year(words, i + 1, today)
            take = _quarter if bare == "quarter" else _half
            return _fiscal(Time(i - 1, j, take(year, order) if j > i + 1 else _past(take, year, order, today)), words)
    size = part if lead in ("the", "a") else None
    if bare == "year" and lead in ("the", "full", "financial", "fiscal"):
        size = 12
    if size is not None and not word.trail and i + 2 < len(words) and words[i + 1].bare in _ENDED:
        ended = _until(words, i + 2, today)
        if ended is not None:
            return Time(i, ended[1], _back(ended[0], size))
    if lead in ("last", "this", "next", "previous") and bare in ("year", "quarter", "month"):
        return Time(i - 1, i + 1, _relative(lead, bare, today))
    return None


def _fiscal(time: Time, words: Sequence[Word]) -> Time:
    """Mark a time whose words name a fiscal year."""
    time.fiscal = any(
        words[k].bare in FISCAL or (words[k].tag & CODE > 0 and words[k].bare[:2] == "fy")
        for k in range(time.first_word, time.last_word)
    )
    return time


def _tied(bare: str, i: int, today: date | None) -> Time:
    """Read third-quarter, first-half."""
    first, _, rest = bare.partition("-")
    order = ORDINALS.get(first, 9)
    year = today.year if today else None
    if rest == "quarter" and order <= 4:
        return Time(i, i + 1, _past(_quarter, year, order, today))
    return Time(i, i + 1, _half(year, order) if rest == "half" and order <= 2 else OPEN)


def _all(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def _past(take: _Take, year: int | None, order: int, today: date | None) -> Span:
    """Resolve a quarter without a year: the latest that has ended, else this year's."""
    if year is None or today is None:
        return OPEN
    span = take(year, order)
    if span[0] is not None and span[0] > today and (span[0] - today) > timedelta(days=120):
        return take(year - 1, order)
    return span


def _relative(lead: str, unit: str, today: date | None) -> Span:
    if today is None:
        return OPEN
    shift = {"last": -1, "previous": -1, "next": 1}.get(lead, 0)
    if unit == "year":
        year = today.year + shift
        return date(year, 1, 1), date(year, 12, 31)
    size = 3 if unit == "quarter" else 1
    index = (today.year * 12 + today.month - 1) // size + shift
    first = index * size
    year, month = divmod(first, 12)
    last = first + size - 1
    return date(year, month + 1, 1), of_month(last // 12, last % 12 + 1)[1]
