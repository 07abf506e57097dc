"""Cardinals: numbers in words, such as two hundred and five or two and a half million."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CAP, COUNTING, NUMBERED, SCALE, UNIT
from tracker.extract.english.measures import unit_at
from tracker.extract.english.numerals import PARTS, SMALL, hyphened, part_of
from tracker.extract.english.units import SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

ONE: Final = Decimal(1)
TENTH: Final = Decimal("0.1")
HALF: Final = Decimal("0.5")
_NUMBERED_NAME: Final = CAP | NUMBERED


def value_of(word: Word) -> Decimal | None:
    """Return what a number word below a hundred is worth."""
    found = SMALL.get(word.bare)
    return found if found is not None else hyphened(word.bare)


def number(words: Sequence[Word], i: int) -> tuple[Decimal | None, Decimal, int]:
    """Read a number in words from ``i``: its value, the place of its last digit, where it ends.

    Where no number stands there is no value.
    """
    first = words[i]
    if (
        # ten-year, five-kilometre: the word is part of a name.
        ("-" in first.bare and hyphened(first.bare) is None)
        or (first.bare in ("one", "zero") and not counts(words, i))
        # the Big Four, Chapter Two
        or (first.tag & CAP and i and words[i - 1].tag & _NUMBERED_NAME and not words[i - 1].trail)
    ):
        return None, ONE, i + 1
    value, step, j = _sum(words, i)
    if value == 0 and first.bare != "zero":
        return None, ONE, i + 1
    return value, step, max(j, i + 1)


def _sum(words: Sequence[Word], i: int) -> tuple[Decimal, Decimal, int]:
    """Add up the words from ``i``: groups below a thousand, each times its power of ten."""
    total = group = Decimal(0)
    step = ONE
    n, j = len(words), i
    open_ones = False
    while j < n:
        word = words[j]
        bare = word.bare
        if word.tag & COUNTING:
            value = value_of(word)
            if value is None or (open_ones and not (value < 10 <= group % 100)):
                break
            group, step, open_ones = group + value, ONE, True
        elif bare == "hundred" and group:
            group, step, open_ones = group * 100, Decimal(100), False
        elif word.tag & SCALE and bare in SCALES and group:
            group, step, open_ones = group * SCALES[bare], SCALES[bare], False
            total, group = total + group, Decimal(0)
        elif word.tag & SCALE and bare in SCALES and total:
            total, step = total * SCALES[bare], SCALES[bare]
        elif bare == "and" and j + 1 < n and j > i and not words[j - 1].trail:
            part, end = _and_part(words, j + 1)
            if part is not None:
                group, step = group + part, Decimal("0.01") if part % HALF else TENTH
                if end < n and words[end].tag & SCALE and not words[end - 1].trail and words[end].bare in SCALES:
                    factor = SCALES[words[end].bare]
                    group, step, end = group * factor, step * factor, end + 1
                return total + group, step, end
            if not (step >= 100 and words[j + 1].tag & COUNTING and not open_ones):
                break
            j += 1
            continue
        else:
            break
        j += 1
        if word.trail:
            break
    return total + group, step, j


def _and_part(words: Sequence[Word], j: int) -> tuple[Decimal | None, int]:
    """Read the ``a half`` of two and a half."""
    if words[j].bare == "a" and j + 1 < len(words) and words[j + 1].bare in ("half", "quarter", "third"):
        return part_of(ONE, PARTS[words[j + 1].bare]), j + 2
    if words[j].bare == "three-quarters":
        return Decimal("0.75"), j + 1
    return None, j


def counts(words: Sequence[Word], i: int) -> bool:
    """Say whether one (or zero) counts here, rather than being a pronoun or an article."""
    if words[i].trail or i + 1 >= len(words):
        return False
    after = words[i + 1]
    if after.tag & SCALE or after.bare == "hundred":
        return True
    if after.bare in ("or", "to") and i + 2 < len(words) and not after.trail and words[i + 2].tag & COUNTING:
        # one or two teams; from one to two is another matter
        return i == 0 or words[i - 1].bare not in ("from", "no")
    if after.bare == "and" and i + 2 < len(words) and _and_part(words, i + 2)[0] is not None:
        return words[i].bare == "one"
    if after.bare in ("day", "time", "second", "percentage-point", "won", "real") or not after.tag & UNIT:
        return False
    return unit_at(words, i + 1) is not None
