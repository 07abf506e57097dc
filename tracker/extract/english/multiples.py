"""Multiples in words: doubled, twice the size, tenfold, halved."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.cardinals import HALF, ONE, TENTH
from tracker.extract.english.lexicon import DET, MEASURE
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import MULTIPLES, SMALL, hyphened
from tracker.extract.english.shares import part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.figure import Found
    from tracker.extract.english.words import Word

HALVED: Final = frozenset(words_of("halved halving"))
_TWICE: Final = frozenset(words_of("the as that its what their those last his her our this"))
_BEFORE_DOUBLE: Final = frozenset(
    words_of(
        """
    to would will nearly almost than could may might should not at about roughly over had has expected
    """
    )
)
_BARE: Final = frozenset(words_of("double triple treble quadruple quintuple"))
_TIMES: Final = frozenset(words_of("twice thrice double triple"))
_GROWN: Final = frozenset(words_of("its the their to in"))


def halved(words: Sequence[Word], i: int, floor: int) -> Found:
    """Read halved."""
    return part(words, i, i + 1, floor, HALF, TENTH, "multiple")


def fold(words: Sequence[Word], i: int, floor: int) -> Found | int:
    """Read tenfold, two-fold."""
    stem = words[i].bare[: -len("fold")].rstrip("-")
    value = SMALL.get(stem) or hyphened(stem)
    return part(words, i, i + 1, floor, value, ONE, "fold") if value else i + 1


def multiple(words: Sequence[Word], i: int, floor: int, prior: Word | None, after: Word | None) -> Found | int:
    """Read doubled, double the size, twice as many; else say at which word to look on."""
    bare = words[i].bare
    if not (_is_bare(prior, after) if bare in _BARE else _is_inflected(bare, prior, after)):
        return i + 1
    kind = "times" if bare in _TIMES else "multiple"
    return part(words, i, i + 1, floor, Decimal(MULTIPLES[bare]), ONE, kind)


def _is_bare(prior: Word | None, after: Word | None) -> bool:
    """Say whether double is a quantity: not in a double room."""
    leads = prior.bare if prior else ""
    follows = after.bare if after else ""
    ends = after is None
    if follows == "the" and leads == "a":
        return False
    return (
        follows in _TWICE
        or (leads in _BEFORE_DOUBLE and (after is None or not after.tag & MEASURE))
        or (ends and prior is not None)
    )


def _is_inflected(bare: str, prior: Word | None, after: Word | None) -> bool:
    """Say whether doubled or twice is a quantity: not in twice a week, a doubling."""
    follows = after.bare if after else ""
    if bare in ("twice", "thrice"):
        return follows in _TWICE
    if bare in ("doubles", "triples"):
        return follows in _GROWN
    return follows != "down" and not (prior is not None and prior.tag & DET and bare.endswith("ing"))
