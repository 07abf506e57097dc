"""Measures: which unit the words behind a number mean, and which money the sign before it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import AUX, CONJ, COPULA, DOWN, PARTICIPLE, POSSESSIVE, PREP, UNIT, UP, VERB
from tracker.extract.english.lists import words_of
from tracker.extract.english.units import ATTACHED, LEADING, MONEY_UNITS, SIGNS, UNITS, Unit
from tracker.values import UNIT_COUNT, UNIT_PERCENT, UNIT_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.figure import Amount, Found
    from tracker.extract.english.words import Word

_WORDS: Final = 4
"""A unit has at most so many words."""
_EXTENTS: Final = frozenset(words_of("long wide high tall deep thick away apart above below"))
_LETTERS: Final = frozenset(words_of("g t l"))
_JOINING: Final = PREP | CONJ | COPULA | AUX
_DOING: Final = VERB | PARTICIPLE | DOWN
_HALF: Final = Decimal("0.5")
_TERMS: Final = frozenset(words_of("day second month year week hour minute decade"))
_REPEATED: Final = frozenset(words_of("a per each every in since last this before"))
_SCORES: Final = 30
"""More points than this are of an index or a game, not of a rate."""


def unit_at(words: Sequence[Word], j: int) -> tuple[Unit, int] | None:
    """Return the longest unit whose words begin at ``j`` and where it ends."""
    if j >= len(words):
        return None
    word = words[j]
    if not word.tag & UNIT:
        return _lettered(words, j) if word.body == "m" or "/" in word.body else None
    bare = word.bare
    if not word.trail and bare in LEADING:
        joined, k, best = bare, j + 1, None
        while k < len(words) and k < j + _WORDS:
            joined = f"{joined} {words[k].bare}"
            if joined in UNITS:
                best = (UNITS[joined], k + 1)
            if words[k].trail:
                break
            k += 1
        if best is not None:
            return best
    unit = UNITS.get(bare)
    lettered = len(bare) == 1 and bare.isalpha()
    if unit is None or (lettered and not (bare in _LETTERS and word.body == bare and _ends(words, j))):
        return None
    if word.tag & POSSESSIVE and unit.sort != "time":
        return None
    return unit, j + 1


def _lettered(words: Sequence[Word], j: int) -> tuple[Unit, int] | None:
    """Read 6.2 t/ha, and 5 m long, where the letter is no million."""
    body = words[j].body
    if body == "m" and not words[j].trail and j + 1 < len(words) and words[j + 1].bare in _EXTENTS:
        return UNITS["metre"], j + 1
    head, _, per = body.partition("/")
    if per.isalpha() and head in ATTACHED and UNITS[head].sort == "measure":
        return UNITS[head], j + 1
    return None


def _ends(words: Sequence[Word], j: int) -> bool:
    """Say whether no noun follows the word at ``j``."""
    return words[j].trail > 0 or j + 1 >= len(words) or words[j + 1].tag & _JOINING > 0


def sign(word: Word) -> Unit:
    """Return the money of a word that is a sign or code of it (``Rs.``, ``RMB``)."""
    return MONEY_UNITS[SIGNS.get(word.body) or SIGNS[word.body.rstrip(".")]]


def meant(words: Sequence[Word], unit: Unit, i: int, j: int, amount: Amount) -> bool:
    """Say whether the unit word at ``j``, behind the number from ``i`` on, is its unit here."""
    bare = words[j].bare
    if bare == "won":
        return amount.scaled or amount.low >= 100
    if bare == "times" or bare == "fold":
        after = words[j + 1] if j + 1 < len(words) and not words[j].trail else None
        if after is not None and after.bare in _REPEATED:
            return False
        # cut eight times from a peak: how often, not how many times as much
        verb = words[i - 1].tag if i else 0
        often = verb & _DOING > 0 and not verb & UP
        return not (often and (after is None or after.tag & PREP))
    if bare == "real":
        return False
    if unit.sort == "time" and bare in _TERMS and amount.low not in (1, _HALF) and "." not in str(amount.low):
        # three year terms: the unit is part of a name
        return False
    return not (bare == "foot" and amount.numeral is None and amount.low > 20)


def points(words: Sequence[Word], found: Found, earlier: Found | None) -> str:
    """Say what points are, and take the word in where they are of a rate: else they are of a score."""
    if isinstance(found.low, Decimal) and found.low > _SCORES:
        return UNIT_COUNT
    if (earlier is not None and earlier.unit in (UNIT_PERCENT, UNIT_POINTS)) or any(map(is_percent, words)):
        found.last += 1
        return UNIT_POINTS
    return UNIT_COUNT


def is_percent(word: Word) -> bool:
    """Say whether a word makes a percentage of a number or is one."""
    number = word.number
    return word.bare in ("cent", "percent", "pct") or (
        number is not None and number.unit is not None and number.unit.name == UNIT_PERCENT
    )
