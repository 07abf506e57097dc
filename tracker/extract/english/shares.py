"""Shares: parts of a whole in words, such as half, a third, one in five; and half a million."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import hedges
from tracker.extract.english.assembly import assemble
from tracker.extract.english.cardinals import HALF, ONE, TENTH, value_of
from tracker.extract.english.figure import Amount, Found
from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    COPULA,
    DET,
    DOWN,
    HEDGE,
    PLURAL,
    PREDICATE,
    PREP,
    SCALE,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.measures import is_percent, unit_at
from tracker.extract.english.numerals import PARTS, SMALL, part_of
from tracker.extract.english.units import SCALES, UNITS
from tracker.values import UNIT_MULTIPLE, UNIT_POINTS, Comparator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tracker.extract.english.words import Word

_OF_WHOLE: Final = frozenset(words_of("of the its their his her our that those all as it them"))
_COMPARED: Final = frozenset(
    words_of(
        """
    of less more fewer higher lower on to from over since in and but by between against cheaper larger smaller
    """
    )
)
_PARTED: Final = frozenset(words_of("as the while or when"))
_WHICH: Final = frozenset(words_of("first second other last latter each every better the this that"))
"""Before half: one of two halves."""
_IDIOMS: Final = frozenset(words_of("past way time back full empty"))
_JOINTS: Final = ("in", "out")
_POWERS: Final = frozenset(words_of("hundred thousand million"))
_PREDICATE_ADV_PREP: Final = PREDICATE | ADV | PREP
_HEDGE_PREP_VERB: Final = HEDGE | PREP | VERB | DOWN | UP
_AUX_COPULA: Final = AUX | COPULA
_HUNDREDTH: Final = TENTH * TENTH


def part(
    words: Sequence[Word], i: int, j: int, floor: int, value: Decimal, step: Decimal, kind: str = "share"
) -> Found:
    """Make a share or multiple of the words from ``i`` up to ``j``, with the hedges around it."""
    found = Found(i, j, value, value, step, UNIT_MULTIPLE)
    found.kind = kind
    found.share = kind == "share"
    start, said = hedges.before(words, i, floor, large=True)
    if said is not None:
        found.first = start
    if not words[j - 1].trail:
        end, late = hedges.behind(words, j)
        if late is not None:
            found.last, said = end, said or late
    if said is None:
        return found
    found.bound(said)
    if value < 1 and kind == "multiple" and said in (Comparator.GT, Comparator.GE):
        # More than halved is less than half.
        found.low, found.high, found.comparator = None, value, Comparator.LT
    return found


def half(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    """Read half, half of them, half a million, half a year; else say at which word to look on."""
    leads = prior.bare if prior else ""
    follows = after.bare if after else ""
    if prior is not None and (prior.tag & ADJ or leads in _WHICH):
        return i + 1
    if follows in ("a", "an", "of") and i + 2 < len(words):
        found = _half_of(words, i, floor, follows)
        if found is not None:
            return found
        if follows != "of":
            return i + 1
    if after is not None and not (
        follows in _OF_WHOLE
        or follows in _COMPARED
        or after.tag & _PREDICATE_ADV_PREP
        or (i == 0 and after.tag & PLURAL)
    ):
        return i + 1
    if prior is not None and after is None and not (prior.tag & _HEDGE_PREP_VERB or leads == "and"):
        return i + 1
    if follows in _IDIOMS:
        return i + 1
    return part(words, i - 1 if leads in ("a", "one") else i, i + 1, floor, HALF, TENTH)


def _half_of(words: Sequence[Word], i: int, floor: int, follows: str) -> Found | int | None:
    """Read half a million, half of a percentage point; None for half of them."""
    k = i + 2
    if follows == "of":
        if words[k].bare != "a" or k + 1 >= len(words):
            return None
        k += 1
    word = words[k]
    if word.tag & SCALE or word.bare == "dozen":
        factor = SCALES[word.bare] * HALF
        return assemble(words, i, k + 1, floor, Amount(factor, factor, factor, scaled=True))
    at = unit_at(words, k)
    if at is not None and at[0].name != UNIT_MULTIPLE and at[0].sort != "money":
        return assemble(words, i, k, floor, Amount(HALF, HALF, TENTH))
    return None


def fraction(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    """Read a third, two thirds, three-quarters, one-tenth; with what follows, three-quarters of a million."""
    bare = words[i].bare
    read = _tied(bare) if "-" in bare else _parted(words, i, prior, after)
    if read is None:
        return i + 1
    count, parts = read
    if not 0 < count < parts:
        return i + 1
    start = i
    if "-" not in bare:
        start = i - 1
        if after is not None and not (after.bare in _COMPARED or after.bare in _PARTED or after.tag & _AUX_COPULA):
            # a third plant, a fourth year: which one, not how much
            return i + 1
        if bare == "quarter" and not _is_quarter(words, start, floor, after):
            return i + 1
    if after is not None and after.bare == "of" and i + 3 < len(words) and words[i + 2].bare in ("a", "one"):
        k = i + 3
        at = unit_at(words, k)
        amount = Amount(count / parts, count / parts, _HUNDREDTH, scaled=True)
        if words[k].tag & SCALE:
            amount.multiply(SCALES[words[k].bare])
            return assemble(words, start, k + 1, floor, amount)
        if at is not None and at[0].name in (UNIT_POINTS, "year", "hour"):
            return assemble(words, start, k, floor, amount)
    return part(words, start, i + 1, floor, part_of(count, parts), _HUNDREDTH)


def _tied(bare: str) -> tuple[Decimal, Decimal] | None:
    """Read two-thirds: how many parts, and how many make a whole."""
    head, _, tail = bare.partition("-")
    count, parts = SMALL.get(head), PARTS.get(tail)
    if count is None or parts is None or (tail == "quarter" and count > 1):
        return None
    return count, parts


def _parted(words: Sequence[Word], i: int, prior: Word | None, after: Word | None) -> tuple[Decimal, Decimal] | None:
    """Read a third, two thirds: how many parts, and how many make a whole."""
    bare = words[i].bare
    if prior is None:
        return None
    count = ONE if prior.bare in ("a", "one") else SMALL.get(prior.bare) if bare[-1] == "s" else None
    if count is None or (i > 1 and words[i - 2].tag & DET and not words[i - 2].trail):
        return None
    if bare == "quarters" and not (after is not None and after.bare == "of"):
        return None
    return count, PARTS[bare]


def _is_quarter(words: Sequence[Word], start: int, floor: int, after: Word | None) -> bool:
    """Say whether ``a quarter`` is a part rather than three months."""
    if after is not None and after.bare in ("of", "less", "more", "fewer", "higher", "lower"):
        return True
    if after is None and any(map(is_percent, words[:start])):
        # The centre bears 20%, the state a quarter.
        return True
    return start > floor and (words[start - 1].tag & HEDGE > 0 or words[start - 1].bare in ("by", "nearly", "almost"))


def outof(words: Sequence[Word], i: int, floor: int) -> Found | None:
    """Read one in five, three out of ten; None where no such thing begins at ``i``."""
    n = len(words)
    if i + 2 >= n or words[i].trail or words[i + 1].trail:
        return None
    if words[i].bare == "one" and words[i + 1].bare not in _JOINTS:
        return _one_of(words, i, floor)
    joint = words[i + 1].bare
    k = i + 2
    if joint == "out":
        if words[k].bare != "of" or k + 1 >= n:
            return None
        k += 1
    elif joint != "in":
        return None
    if words[k].bare in ("every", "a", "each") and k + 1 < n:
        k += 1
    first = _whole_of(words[i])
    second = _whole_of(words[k])
    if first is None or second is None or not 0 < first < second:
        return None
    if words[k - 1].bare == "a" and words[k].bare not in _POWERS:
        return None
    if joint == "in" and (words[k].year or first > 10 or (second > 100 and first != 1)):
        return None
    after = words[k + 1] if k + 1 < n and not words[k].trail else None
    if after is not None and after.bare in UNITS and UNITS[after.bare].sort != "share":
        return None
    return part(words, i, k + 1, floor, part_of(first, second), _HUNDREDTH)


def _one_of(words: Sequence[Word], i: int, floor: int) -> Found | None:
    """Read one study in 20: not one shop in 20 towns, one man in 2019."""
    k = i + 3
    if k >= len(words) or words[i + 2].bare != "in" or words[i + 2].trail or words[k].year:
        return None
    whole = _whole_of(words[k])
    if whole is None or whole < 2 or words[i + 1].tag & _PREDICATE_ADV_PREP:
        return None
    if k + 1 < len(words) and not words[k].trail and not words[k + 1].tag & _PREDICATE_ADV_PREP:
        return None
    return part(words, i, k + 1, floor, part_of(ONE, whole), _HUNDREDTH)


def _whole_of(word: Word) -> Decimal | None:
    """Return the whole number that a word is."""
    if word.number is not None:
        return word.number.low if (word.number.plain or word.number.grouped) and not word.number.ranged else None
    return SCALES[word.bare] if word.bare in _POWERS else value_of(word)
