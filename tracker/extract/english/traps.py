"""Traps: digits that are part of a name, a code, a score or a date and claim nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADV,
    BRACKET,
    CAP,
    COMMA,
    CONJ,
    DET,
    DOWN,
    FUNCTION,
    HEDGE,
    LINK,
    MAYBE,
    MONEY,
    MONTH,
    NAME,
    NUMBERED,
    NUMERIC,
    OWN,
    PAST,
    PLURAL,
    POSSESSIVE,
    PREDICATE,
    PREP,
    QUANTUM,
    SAY,
    SCALE,
    SPAN,
    STOP,
    UNBRACKET,
    UNIT,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of

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
_AGEABLE: Final = frozenset(words_of("those people children adults anyone women men everyone players workers aged the"))
_AGED: Final = frozenset(words_of("aged age ages"))
_MARKS: Final = frozenset(words_of("no nos number numbers issue isbn tel phone call code ticket ref room vol"))
_SCORED: Final = frozenset(
    words_of(
        """
    beat beating defeated won drew lost win loss draw victory defeat lead led leading against lose winning
    losing
    """
    )
)


_NUMERIC_NAME: Final = NUMERIC | NAME
_BRACKET_UNBRACKET: Final = BRACKET | UNBRACKET
_FUNCTION_PREDICATE_MAYBE_HEDGE: Final = FUNCTION | PREDICATE | MAYBE | HEDGE
_COMMA_STOP: Final = COMMA | STOP
_PREP_VERB_UP_ETC: Final = PREP | VERB | UP | DOWN | LINK


def refused(words: Sequence[Word], i: int, j: int, number: Numeral, *, scaled: bool, money: bool) -> bool:
    """Say whether the digits at ``i`` (number and scale up to ``j``) are no figure."""
    if money:
        return False
    word = words[i]
    before = words[i - 1] if i else None
    after = words[j] if j < len(words) and not words[j - 1].trail else None
    if number.tail and (
        "old" in number.tail
        or number.tail in ("year", "day", "week", "month", "hour", "minute", "th", "st", "nd", "rd", "point")
    ):
        return True
    if before is not None and before.tag & MONEY and not before.trail:
        return False
    if (
        number.unit is not None
        and number.unit.name == "%"
        and after is not None
        and after.bare in ("confidence", "ci", "credible")
    ):
        return True
    if number.plain and (
        (after is not None and after.tag & NUMERIC and after.number is not None and after.number.plain)
        or (
            before is not None
            and not before.trail
            and before.body[:1].isdigit()
            and before.tag & _NUMERIC_NAME
            and not before.tag & QUANTUM
        )
    ):
        # 020 7946 0958
        return True
    if number.sign == "+" and not number.unit and not number.decimal and not number.money and not scaled:
        return not word.tag & _BRACKET_UNBRACKET
    if number.unit is not None:
        return False
    if number.short:
        return not _is_scale(number.short, after)
    if scaled:
        return False
    if word.tag & BRACKET and word.tag & UNBRACKET and not number.grouped and not number.sign and not number.decimal:
        # A footnote's mark, the year of a source.
        return True
    if number.ranged:
        return _score(words, i, number, before, after)
    if after is not None and after.bare in _CLOCK:
        return True
    if number.year:
        return not (
            after is not None
            and after.bare in _COUNTED
            and not (before is not None and before.bare in ("the", "in", "since"))
        )
    if before is not None and not before.trail:
        bare = before.bare
        if (
            before.tag & NUMBERED
            and bare not in ("stage", "line", "exit", "act", "track", "house")
            and not number.grouped
            and number.plain
        ):
            return True
        if bare in ("under", "over") and i > 1 and words[i - 2].bare in _AGEABLE:
            return True
        if bare == "year" and number.low <= 13 and i > 1 and words[i - 2].bare in ("in", "of", "to"):
            # pupils in year 4
            return True
        if bare in _AGED or bare in _MARKS or bare == "#":
            return True
        if before.tag & NAME and not (number.grouped or number.decimal) and not before.tag & POSSESSIVE:
            # iPhone 17, Boeing 737; in a headline a plural noun may follow.
            return True
        if before.tag & CAP and number.plain and i > 1 and not before.tag & _FUNCTION_PREDICATE_MAYBE_HEDGE:
            return True
    if (
        before is not None
        and before.trail
        and before.body
        and before.tag & COMMA
        and before.tag & NAME
        and number.plain
        and word.trail
    ):
        # Li Wen, 45, …
        return word.tag & _COMMA_STOP > 0 and number.low < 120
    if (
        number.decimal
        and not number.grouped
        and after is not None
        and after.tag & CAP
        and before is not None
        and before.tag & CAP
    ):
        return True
    if (
        number.plain
        and after is not None
        and after.tag & NAME
        and before is not None
        and before.bare in ("at", "of", "near")
        and word.trail == 0
    ):
        # at 27 Alder Street
        return True
    if len(words) == 1:
        return not (number.grouped or number.decimal)
    return word.tag & STOP > 0 and i == 0 and number.plain


def counts_nothing(words: Sequence[Word], i: int) -> bool:
    """Say whether a number word is part of a name or an idiom, or counts the speakers."""
    word = words[i]
    if i and word.tag & CAP and i + 1 < len(words) and words[i + 1].tag & CAP and not word.trail:
        # the Seven Sisters
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


def _score(words: Sequence[Word], i: int, number: Numeral, before: Word | None, after: Word | None) -> bool:
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
    return after is None and not (before is not None and before.tag & _PREP_VERB_UP_ETC)


def is_year(words: Sequence[Word], i: int) -> bool:
    """Say whether the four digits at ``i`` stand as a year."""
    before = words[i - 1] if i else None
    return before is None or before.trail > 0 or before.tag & _YEARED > 0
