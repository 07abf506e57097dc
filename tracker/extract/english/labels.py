"""Labels: digits that name a thing rather than count it: page 4, court 4, iPhone 17, Bluetooth 5.4, 27 Alder Street."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    AUX,
    BODY,
    CAP,
    COMMA,
    CONJ,
    COPULA,
    DET,
    FUNCTION,
    HEDGE,
    LEXICON,
    MAYBE,
    NAME,
    NUMBERED,
    NUMERIC,
    PLURAL,
    POSSESSIVE,
    PREDICATE,
    PREP,
    QUANTUM,
    STOP,
    UNIT,
    VERB,
)
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.words import Word

_AGEABLE: Final = frozenset(words_of("those people children adults anyone women men everyone players workers aged the"))
_AGEING: Final = _AGEABLE - {"the"} | frozenset(words_of("them patients residents victims voters passengers members"))
BOUNDING: Final = frozenset(("under", "over", "below", "above"))
"""What stands before an age that bounds a group."""
_AGED: Final = frozenset(words_of("aged age ages"))
_MARKS: Final = frozenset(words_of("no nos number numbers issue isbn tel phone call code ticket ref room vol"))
_NOT_NUMBERED: Final = frozenset(words_of("stage line exit act track house"))
"""Words that are numbered in names only with a capital."""
_SCHOOL_YEARS: Final = 13
_OLDEST: Final = 120
_SAYS_MORE: Final = FUNCTION | PREDICATE | MAYBE | HEDGE
_COMMA_STOP: Final = COMMA | STOP
_PLACES: Final = 1000
_THE: Final = DET | CAP
_JOINING: Final = PREP | CONJ | COPULA | AUX


def labelled(words: Sequence[Word], i: int, number: Numeral, after: Word | None) -> bool:
    """Say whether the number at ``i``, with ``after`` behind it unless a mark stands between, is a label."""
    before = words[i - 1] if i else None
    if before is not None:
        if not before.trail and _is_label(words, i, number, before):
            return True
        if number.decimal:
            return _is_version(number, before, after)
        return number.plain and (_is_model(words, i, before, after) or _is_address(words, i, number, before, after))
    return _is_alone(words, i, number)


def _is_label(words: Sequence[Word], i: int, number: Numeral, before: Word) -> bool:
    """Say whether the word before makes the number at ``i`` a label: page 4, iPhone 17, aged 45, over 60s."""
    bare = before.bare
    if before.tag & QUANTUM and before.tag & CAP and number.plain and i > 1:
        # Double 11
        return True
    if _is_place(words, i, number, before):
        return True
    if before.tag & NUMBERED and bare not in _NOT_NUMBERED and not number.grouped and number.plain:
        return True
    if bare in BOUNDING and aged(words, i):
        return True
    if bare == "year" and number.low <= _SCHOOL_YEARS and i > 1 and words[i - 2].bare in ("in", "of", "to"):
        # pupils in year 4
        return True
    if bare in _AGED or bare in _MARKS or bare == "#":
        return True
    if before.tag & NAME and not (number.grouped or number.decimal) and not before.tag & POSSESSIVE:
        # iPhone 17, Boeing 737; in a headline a plural noun may follow.
        return True
    return before.tag & CAP > 0 and number.plain and i > 1 and not before.tag & _SAYS_MORE


def aged(words: Sequence[Word], i: int) -> bool:
    """Say whether the number at ``i`` is an age that names a group: children under six, most of them were over 65."""
    if i < 2 or words[i - 1].bare not in BOUNDING:
        return False
    if words[i - 2].bare in _AGEABLE:
        return True
    # Whose age it is, else it is 65 of something.
    ends = words[i].trail or i + 1 == len(words) or words[i + 1].tag & _JOINING
    return (
        words[i - 2].tag & COPULA > 0
        and ends > 0
        and any(word.bare in _AGEING for word in words[max(0, i - 7) : i - 2])
    )


def _is_place(words: Sequence[Word], i: int, number: Numeral, before: Word) -> bool:
    """Say whether the number names a place or thing: at court 4, between junctions 31 and 33."""
    if not number.plain or number.low >= _PLACES or i < 2 or words[i - 2].trail or not words[i - 2].tag & PREP:
        return False
    after = words[i + 1] if i + 1 < len(words) and not words[i].trail else None
    if after is not None and not after.tag & _JOINING:
        return False
    return (not before.tag & ~BODY and before.bare.isalpha()) or is_numbered(before)


def is_numbered(word: Word) -> bool:
    """Say whether what a word names is numbered: page, junctions."""
    return word.tag & NUMBERED > 0 or (word.tag & PLURAL > 0 and LEXICON.get(word.bare[:-1], 0) & NUMBERED > 0)


def is_paired(words: Sequence[Word], i: int, j: int) -> bool:
    """Say whether a second number of the same label follows: pages 41 to 58, page 3 of 12, aged 40 to 69."""
    return (
        j + 1 < len(words)
        and not words[j - 1].trail
        and words[j].bare in ("to", "of", "and", "-")
        and words[j + 1].tag & NUMERIC > 0
        and i > 0
        and (is_numbered(words[i - 1]) or words[i - 1].bare in _AGED)
    )


def _is_model(words: Sequence[Word], i: int, before: Word, after: Word | None) -> bool:
    """Say whether a number begins a name: the 737 MAX and; not the 27 EU states."""
    if after is None or not after.tag & NAME or before.tag & ~_THE:
        return False
    then = words[i + 2].tag if i + 2 < len(words) and not after.trail else _JOINING
    return then & (_JOINING | VERB) > 0 and not then & CAP


def _is_version(number: Numeral, before: Word, after: Word | None) -> bool:
    """Say whether a decimal stands within a name or ends one: Local 2.0 Plus, Bluetooth 5.4 is."""
    if number.grouped or after is None or not before.tag & CAP or after.tag & UNIT:
        return False
    return after.tag & CAP > 0 or (before.tag & NAME > 0 and not before.trail and after.tag & _JOINING > 0)


def _is_address(words: Sequence[Word], i: int, number: Numeral, before: Word, after: Word | None) -> bool:
    """Say whether a number is a house's or somebody's age: at 27 Alder Street; Li Wen, 45, said."""
    if before.trail:
        return (
            words[i].tag & _COMMA_STOP > 0
            and before.body != ""
            and before.tag & COMMA > 0
            and before.tag & NAME > 0
            and number.low < _OLDEST
        )
    return after is not None and after.tag & NAME > 0 and before.bare in ("at", "of", "near")


def _is_alone(words: Sequence[Word], i: int, number: Numeral) -> bool:
    """Say whether a number that begins its sentence is a list's or a page's: nothing else stands beside it."""
    if len(words) == 1:
        return not (number.grouped or number.decimal)
    return words[i].tag & STOP > 0 and number.plain
