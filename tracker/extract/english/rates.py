"""Rates: what a figure is counted per, such as a day or a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import NUMERIC, PREDICATE
from tracker.extract.english.lists import words_of
from tracker.values import Rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.figure import Found
    from tracker.extract.english.words import Word

_REACH: Final = 4
"""So many words behind a figure may name what it counts before they say per what."""
_RATES: Final = {
    "hour": Rate.HOUR,
    "day": Rate.DAY,
    "week": Rate.WEEK,
    "month": Rate.MONTH,
    "quarter": Rate.QUARTER,
    "year": Rate.YEAR,
    "weekday": Rate.DAY,
    "night": Rate.DAY,
    "evening": Rate.DAY,
    "morning": Rate.DAY,
    "annum": Rate.YEAR,
    "season": Rate.YEAR,
    "mo": Rate.MONTH,
    "yr": Rate.YEAR,
    "wk": Rate.WEEK,
    "hr": Rate.HOUR,
    "h": Rate.HOUR,
}
_ADVERBS: Final = {
    "annually": Rate.YEAR,
    "daily": Rate.DAY,
    "weekly": Rate.WEEK,
    "monthly": Rate.MONTH,
    "quarterly": Rate.QUARTER,
    "yearly": Rate.YEAR,
    "hourly": Rate.HOUR,
    "year-round": None,
}
_PER: Final = frozenset(words_of("a an per each every"))
_APART: Final = frozenset(words_of("earlier ago before later"))
_TELLING: Final = _PER | frozenset(_ADVERBS)
_PREDICATE_NUMERIC: Final = PREDICATE | NUMERIC


def rated(words: Sequence[Word], found: Found) -> None:
    """Read what a figure is counted per, up to one noun further on: 1,000 barrels a day."""
    number = words[found.last - 1].number
    if number is not None and number.per:
        found.rate = _RATES.get(number.per)
        return
    k = found.last
    for word in words[k : k + _REACH]:
        k += 1
        if word.bare in _TELLING:
            if word.bare in _ADVERBS:
                found.rate = _ADVERBS[word.bare]
                return
            if k < len(words) and not word.trail:
                # from a year earlier: when, not how often
                if not (k + 1 < len(words) and words[k + 1].bare in _APART and not words[k].trail):
                    found.rate = _RATES.get(words[k].bare)
                return
        if word.trail or word.tag & _PREDICATE_NUMERIC:
            return
