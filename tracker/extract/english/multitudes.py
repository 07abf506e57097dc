"""Multitudes: words for many or few that say no number, such as dozens, several, hundreds of millions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.figure import Found
from tracker.extract.english.lexicon import ADJ, ADV, FUNCTION, MONEY
from tracker.extract.english.lists import words_of
from tracker.extract.english.measures import unit_at
from tracker.extract.english.units import SCALES
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, Comparator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

_PLURALS: Final = frozenset(words_of("hundreds thousands millions billions trillions lakhs crores dozens tens scores"))
_TENS: Final = frozenset(words_of("tens hundreds dozens thousands"))
MULTITUDES: Final = _PLURALS | frozenset(words_of("several few couple handful"))
_OTHERS: Final = frozenset(words_of("of other others as"))
_JOINING: Final = FUNCTION & ~ADJ


def multitude(words: Sequence[Word], i: int, prior: Word | None, after: Word | None) -> Found | int:
    """Read a word of many or few; where it is none here, say at which word to look on."""
    bare = words[i].bare
    if bare in ("several", "few"):
        return _several(words, i, prior, after)
    follows = after.bare if after is not None else ""
    if bare in ("couple", "handful"):
        return _vague(words, i - 1, i + 2) if follows == "of" and prior is not None and prior.bare == "a" else i + 1
    if follows == "of" and bare in _TENS:
        # tens of thousands, hundreds of millions
        k = i
        while k + 2 < len(words) and words[k + 1].bare == "of" and words[k + 2].bare in _PLURALS:
            k += 2
        if k > i:
            return _vague(words, i, k + 1)
    if prior is not None and after is None and (prior.bare == "in" or prior.tag & MONEY):
        # A table's (in thousands), (US$ millions)
        return i + 1
    if (bare in ("scores", "tens") and follows != "of") or (bare == "scores" and prior is not None):
        return i + 1
    return _vague(words, i, i + 1)


def _several(words: Sequence[Word], i: int, prior: Word | None, after: Word | None) -> Found | int:
    start = i
    if words[i].bare == "few":
        if prior is None or prior.bare != "a":
            return i + 1
        start = i - 1
    if after is None or after.bare in _OTHERS or after.tag & _JOINING & ~ADV:
        return i + 1
    j = i + 1
    while j < len(words) and words[j].bare in SCALES and not words[j - 1].trail:
        j += 1
    return _vague(words, start, j)


def _vague(words: Sequence[Word], i: int, j: int) -> Found:
    """Make a figure without a number of the words from ``i`` up to ``j``, and of the unit behind them."""
    unit, end = UNIT_COUNT, j
    if j < len(words) and not words[j - 1].trail:
        at = unit_at(words, j)
        if at is None and words[j].bare == "of" and not words[j].trail:
            at = unit_at(words, j + 1)
        if at is not None and at[0].name != UNIT_MULTIPLE:
            unit, end = at[0].name, at[1]
    found = Found(i, end, None, None, None, unit)
    found.comparator, found.kind = Comparator.VAGUE, "vague"
    return found
