"""Quantities: the figure that begins at a word, in digits or in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import cardinals, quanta
from tracker.extract.english.assembly import assemble, whole
from tracker.extract.english.figure import Amount, Found
from tracker.extract.english.labels import is_paired
from tracker.extract.english.lexicon import COUNTING, QUANTUM, SCALE
from tracker.extract.english.numerals import FRACTIONS, PARTS
from tracker.extract.english.traps import counts_nothing, refused
from tracker.extract.english.units import SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.words import Word

_LETTERS: Final = ("m", "b", "k")
"""Powers of ten only behind money: $5 m."""


def read(words: Sequence[Word], i: int, floor: int, earlier: Found | None) -> Found | int:
    """Read the figure whose number begins at ``i``; where there is none, say at which word to look on.

    Nothing before ``floor`` belongs to it; ``earlier`` is the figure before it in the sentence.
    """
    word = words[i]
    if word.number is not None:
        return written(words, i, floor, word.number, earlier)
    if word.tag & QUANTUM:
        return quanta.quantum(words, i, floor)
    if word.tag & COUNTING:
        return _counting(words, i, floor, earlier)
    return quanta.power(words, i, floor)


def _counting(words: Sequence[Word], i: int, floor: int, earlier: Found | None) -> Found | int:
    """Read the figure that a number word begins: two thirds, two million."""
    if i + 1 < len(words) and not words[i].trail:
        then = words[i + 1]
        if then.tag & QUANTUM and then.bare in PARTS and then.bare[-1] == "s":
            part = quanta.quantum(words, i + 1, floor)
            if isinstance(part, Found):
                return part
    if counts_nothing(words, i):
        return i + 1
    value, step, j = cardinals.number(words, i)
    if value is None:
        return j
    return assemble(words, i, j, floor, Amount(value, value, step, scaled=j > i + 1), earlier)


def written(words: Sequence[Word], i: int, floor: int, number: Numeral, earlier: Found | None) -> Found | int:
    """Read the figure whose number at ``i`` is in digits; where it is none, say at which word to look on."""
    found = whole(words, i, floor, number)
    if found is not None:
        named = number.money is None and refused(words, i, i + 1, number)
        return i + 1 if named else found
    amount, j = _scaled(words, i, number)
    if number.money is None and refused(words, i, j, number):
        return j + 2 if is_paired(words, i, j) else j
    return assemble(words, i, j, floor, amount, earlier)


def digits(words: Sequence[Word], i: int, floor: int) -> Found:
    """Read the number at ``i`` as a figure, whatever stands around it."""
    number = words[i].number
    assert number is not None
    read = whole(words, i, floor, number)
    if read is not None:
        return read
    amount, j = _scaled(words, i, number)
    found = assemble(words, i, j, floor, amount)
    return found if isinstance(found, Found) else Found(i, j, amount.low, amount.high, amount.step, None)


def _scaled(words: Sequence[Word], i: int, number: Numeral) -> tuple[Amount, int]:
    """Take in the powers of ten behind a number in digits; return where they end."""
    amount = Amount(number.low, number.high, number.step, number.unit or number.money, number)
    amount.scaled = number.scaled
    j = i + 1
    if number.unit is None and not number.tail:
        while j < len(words) and not words[j - 1].trail:
            word = words[j]
            if word.bare not in SCALES or not (word.tag & SCALE or (word.bare in _LETTERS and number.money)):
                break
            amount.multiply(SCALES[word.bare])
            amount.scaled = True
            j += 1
    if j == i + 1 and number.plain and j < len(words) and not words[i].trail:
        part = FRACTIONS.get(words[j].body)
        if part is not None:
            # 2 1/2 per cent
            amount.low += part
            amount.high, amount.step = amount.low, part.normalize()
            j += 1
    return amount, j
