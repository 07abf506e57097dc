"""Traps: digits that are part of a name, a code, a score or a date and claim nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tracker.extract.english.labels import BOUNDING, aged, labelled
from tracker.extract.english.lexicon import (
    ADV,
    BRACKET,
    CAP,
    CONJ,
    DET,
    DOWN,
    FUNCTION,
    LINK,
    MONEY,
    MONTH,
    NAME,
    NUMBERED,
    NUMERIC,
    OWN,
    PAST,
    PLURAL,
    PREP,
    QUANTUM,
    SAY,
    SCALE,
    SPAN,
    UNBRACKET,
    UNIT,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.values import UNIT_PERCENT

if TYPE_CHECKING:
    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.words import Word

_YEARED: Final = PREP | DET | MONTH | SPAN | CONJ | CAP | OWN | ADV
_CLOCK: Final = frozenset(words_of("am pm a.m p.m gmt bst est edt pst pdt utc cet o'clock noon hrs"))
_COUNTED: Final = frozenset(
    words_of(
        """
    people employees workers jobs staff students patients homes units vehicles cars stores shops households
    customers members beds seats passengers visitors houses flats cases deaths tonnes tons soldiers troops
    pupils children delegates rooms words
    """
    )
)
_SCORED: Final = frozenset(
    words_of(
        """
    beat beating defeated won drew lost win loss draw victory defeat lead led leading against lose winning
    losing
    """
    )
)


_TIED: Final = frozenset(words_of("year day week month hour minute th st nd rd point"))
"""Tied behind digits these make a name: 10-year, 5-point."""
_ENDING: Final = frozenset(words_of("by in until to after"))
_SURE: Final = ("confidence", "ci", "credible")
_CENTURY: Final = 2100
_NUMERIC_NAME: Final = NUMERIC | NAME
_BRACKETS: Final = BRACKET | UNBRACKET
_LEADING: Final = PREP | VERB | UP | DOWN | LINK


def refused(words: Sequence[Word], i: int, j: int, number: Numeral) -> bool:
    """Say whether the digits at ``i`` (number and powers of ten up to ``j``) are no figure.

    The number bears no sign of money: with one it always is.
    """
    if number.tail and ("old" in number.tail or number.tail in _TIED):
        return True
    word = words[i]
    before = words[i - 1] if i else None
    if before is not None and before.tag & MONEY and not before.trail:
        return False
    if j < len(words) and words[j].tag & MONEY and not words[j - 1].trail:
        return False
    if number.comma:
        return True
    after = words[j] if j < len(words) and not words[j - 1].trail else None
    if number.unit is not None:
        # How sure a study is: 95% confidence.
        return after is not None and after.bare in _SURE and number.unit.name == UNIT_PERCENT
    if number.plain and _is_dialled(before, after):
        return True
    scaled = number.scaled or j > i + 1
    if number.sign == "+" and not number.decimal and not scaled:
        return not word.tag & _BRACKETS
    if number.short:
        return not _is_scale(number.short, after)
    if scaled:
        return False
    if word.tag & BRACKET and word.tag & UNBRACKET and not number.grouped and not number.sign and not number.decimal:
        # A footnote's mark, the year of a source.
        return True
    if number.ranged:
        return _is_score(words, i, number, before, after)
    if after is not None and after.bare in _CLOCK:
        return True
    if number.year or _is_far_year(number, before, after):
        return not _is_crowd(before, after)
    return labelled(words, i, number, after)


def _is_dialled(before: Word | None, after: Word | None) -> bool:
    """Say whether digits stand between digits: 020 7946 0958."""
    if after is not None and after.tag & NUMERIC and after.number is not None and after.number.plain:
        return True
    return (
        before is not None
        and not before.trail
        and before.tag & _NUMERIC_NAME > 0
        and before.body[:1].isdigit()
        and not before.tag & QUANTUM
    )


def _is_far_year(number: Numeral, before: Word | None, after: Word | None) -> bool:
    """Say whether digits are a year of the next century: by 2100."""
    return (
        number.plain
        and before is not None
        and before.bare in _ENDING
        and _CENTURY <= number.low < _CENTURY + 100
        and (after is None or after.tag & FUNCTION > 0)
    )


def _is_crowd(before: Word | None, after: Word | None) -> bool:
    """Say whether what might be a year counts people or things: 2000 jobs."""
    return (
        after is not None
        and after.bare in _COUNTED
        and not (before is not None and before.bare in ("the", "in", "since"))
    )


def counts_nothing(words: Sequence[Word], i: int) -> bool:
    """Say whether a number word is part of a name or an idiom, or counts the speakers."""
    word = words[i]
    if i and word.tag & CAP and i + 1 < len(words) and words[i + 1].tag & CAP and not word.trail:
        # the Seven Sisters
        return True
    if i and words[i - 1].bare in BOUNDING and aged(words, i):
        return True
    if i and words[i - 1].bare == "no" and not words[i - 1].trail:
        return True
    if word.trail or i + 2 >= len(words):
        return False
    return sourced(words, i)


def sourced(words: Sequence[Word], i: int) -> bool:
    """Say whether those counted are the unnamed people who say it."""
    for k in range(i + 1, min(i + 5, len(words))):
        tag = words[k].tag
        if tag & SAY and tag & PAST and k > i + 1:
            return words[k].bare in ("said", "told")
        if (k > i + 1 and words[k].bare in ("familiar", "briefed")) or (
            words[k].bare == "with" and k + 1 < len(words) and words[k + 1].bare in ("knowledge", "direct")
        ):
            return True
        if words[k].trail:
            return False
    return False


def _is_scale(letter: str, after: Word | None) -> bool:
    """Say whether a letter on digits is a power of ten (6.8M subscribers) rather than metres or a code."""
    if after is None:
        return letter in "mk"
    if after.tag & PLURAL or after.bare in ("people", "of", "tonnes", "households", "staff"):
        return not after.tag & CAP
    return False


def _is_score(words: Sequence[Word], i: int, number: Numeral, before: Word | None, after: Word | None) -> bool:
    """Say whether digits with a hyphen between them are a match's result, years or hours rather than a range."""
    if number.year:
        return True
    if after is not None and (after.tag & UNIT or after.tag & SCALE):
        return False
    if any(word.bare in _SCORED for word in words[max(0, i - 6) : i]):
        return True
    if before is not None and not before.trail and (before.tag & NAME or before.tag & NUMBERED):
        return True
    if after is not None and after.bare in _CLOCK:
        return True
    return after is None and not (before is not None and before.tag & _LEADING)


def is_year(words: Sequence[Word], i: int) -> bool:
    """Say whether the four digits at ``i`` stand as a year."""
    before = words[i - 1] if i else None
    return before is None or before.trail > 0 or before.tag & _YEARED > 0
