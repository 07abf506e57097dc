"""Quanta: words that are a quantity by themselves or nearly so, each read by the rules of its sort."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english import hedges
from tracker.extract.english.assembly import assemble
from tracker.extract.english.cardinals import ONE, counts
from tracker.extract.english.figure import Amount, Found
from tracker.extract.english.lexicon import CAP, SCALE
from tracker.extract.english.lists import words_of
from tracker.extract.english.multiples import HALVED, fold, halved, multiple
from tracker.extract.english.multitudes import MULTITUDES, multitude
from tracker.extract.english.numerals import MULTIPLES, ORDINALS
from tracker.extract.english.ordinals import ordinal
from tracker.extract.english.shares import fraction, half
from tracker.extract.english.units import SCALES, UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

_APART: Final = frozenset(words_of("ago earlier later before"))


def quantum(words: Sequence[Word], i: int, floor: int) -> Found | int:
    """Read the quantity that the word at ``i`` begins; where it begins none, say at which word to look on."""
    word = words[i]
    bare = word.bare
    prior = words[i - 1] if i > floor and not words[i - 1].trail else None
    after = words[i + 1] if i + 1 < len(words) and not word.trail else None
    if bare[0].isdigit():
        return ordinal(words, i, floor, int(bare[:-2]))
    if bare in MULTIPLES:
        return multiple(words, i, floor, prior, after)
    if bare in HALVED:
        return halved(words, i, floor)
    if bare == "halves":
        return i + 1
    if bare.endswith("fold"):
        return fold(words, i, floor)
    if bare in MULTITUDES:
        return multitude(words, i, prior, after)
    if bare == "dozen":
        return _dozen(words, i, floor, prior)
    if bare == "zero":
        return _zero(words, i, floor)
    if bare == "half":
        return half(words, i, floor, prior, after)
    part = fraction(words, i, floor, prior, after)
    if isinstance(part, int) and bare in ORDINALS:
        return ordinal(words, i, floor, ORDINALS[bare])
    return part


def _dozen(words: Sequence[Word], i: int, floor: int, prior: Word | None) -> Found | int:
    if prior is None or prior.bare not in ("a", "the"):
        return i + 1
    twelve = SCALES["dozen"]
    return assemble(words, i - 1, i + 1, floor, Amount(twelve, twelve, ONE, scaled=True))


def _zero(words: Sequence[Word], i: int, floor: int) -> Found | int:
    if not counts(words, i):
        return i + 1
    nothing = Decimal(0)
    return assemble(words, i, i + 1, floor, Amount(nothing, nothing, ONE))


def power(words: Sequence[Word], i: int, floor: int) -> Found | int:
    """Read a million, a hundred thousand: without an article a power of ten begins no figure."""
    if not (i > floor and words[i - 1].bare == "a" and not words[i - 1].trail) or words[i].tag & CAP:
        return i + 1
    factor = SCALES[words[i].bare]
    j = i + 1
    while j < len(words) and words[j].tag & SCALE and not words[j - 1].trail:
        factor, j = factor * SCALES[words[j].bare], j + 1
    return assemble(words, i - 1, j, floor, Amount(factor, factor, factor, scaled=True))


def single(words: Sequence[Word], i: int, floor: int) -> Found | None:
    """Read more than a year, where a hedge makes a figure of the article."""
    unit = UNITS.get(words[i].bare)
    if unit is None or unit.sort != "time" or words[i - 1].trail:
        return None
    start, said = hedges.before(words, i - 1, floor, large=False)
    after = words[i + 1].bare if i + 1 < len(words) and not words[i].trail else ""
    if said is None or words[start].bare == "within" or after in _APART:
        return None
    found = Found(start, i + 1, unit.factor, unit.factor, unit.factor, unit.name)
    found.time = True
    found.bound(said)
    return found
