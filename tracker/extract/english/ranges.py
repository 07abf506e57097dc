"""Ranges: the second bound of ten to fifteen, between 10% and 15%, two or three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import cardinals
from tracker.extract.english.figure import Amount
from tracker.extract.english.lexicon import COUNTING, DET, DOWN, FALL, HEDGE, MONEY, NUMERIC, RISE, SCALE, STOP, UP
from tracker.extract.english.lists import words_of
from tracker.extract.english.measures import sign, unit_at
from tracker.extract.english.units import SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tracker.extract.english.units import Unit
    from tracker.extract.english.words import Word

JOINTS: Final = frozenset(words_of("to and or -"))
"""What may stand between the bounds."""
_WENT: Final = frozenset(words_of("went going goes come came gone revised"))
_VOTED: Final = frozenset(words_of("voted vote votes won lost odds"))
_REACH: Final = 9
"""A verb of change so many words before says that ``to`` tells where it ended."""
_NEAR: Final = 4
_SHARED: Final = 1000
"""10 to 15 million: the scale holds for both, unless the bounds would lie this far apart without it."""
_UP_DOWN: Final = UP | DOWN
_MOVING: Final = UP | DOWN | RISE | FALL


def widen(words: Sequence[Word], i: int, j: int, floor: int, amount: Amount) -> tuple[int, int] | None:
    """Read the other bound of the number from ``i`` up to ``j`` into ``amount``.

    Returns where the range begins and ends, a ``between`` included; None where what follows ``j`` is no bound, or
    another figure.
    """
    lead = words[i - 1].bare if i > floor else ""
    if amount.money is not None and i - 1 > floor and words[i - 1].tag & MONEY:
        lead = words[i - 2].bare
    read = _other(words, j + 1)
    if read is None:
        return None
    other, end = read
    if amount.unit is not None and (
        other.unit is None or amount.unit.name != other.unit.name or amount.unit.factor != other.unit.factor
    ):
        return None
    if _apart(words, i, j, end, floor, lead, amount, other):
        return None
    low, step = amount.low, amount.step
    if other.scaled and not amount.scaled and (other.low > low * _SHARED or amount.unit is None):
        factor = _scale_of(words, j + 2 if words[j + 1].tag & MONEY else j + 1, end)
        if factor is not None and low * factor < other.low:
            low, step = low * factor, step * factor
    if not low < other.low:
        return None
    amount.low, amount.high, amount.step = low, other.low, max(step, other.step)
    amount.unit = other.unit or amount.unit
    amount.ranged = True
    if lead in ("between", "from"):
        return i - 1 - (1 if amount.money is not None and words[i - 1].tag & MONEY else 0), end
    return i, end


def _other(words: Sequence[Word], k: int) -> tuple[Amount, int] | None:
    """Read the number at ``k`` with its sign of money and unit, and say where it ends."""
    money: Unit | None = None
    if words[k].tag & MONEY and k + 1 < len(words):
        money = sign(words[k])
        k += 1
    word = words[k]
    if word.tag & NUMERIC:
        numeral = word.number
        assert numeral is not None
        if numeral.ranged or numeral.tail:
            return None
        amount = Amount(
            numeral.low, numeral.low, numeral.step, numeral.unit or numeral.money or money, scaled=numeral.scaled
        )
        end = k + 1
        if not numeral.unit:
            while end < len(words) and words[end].tag & SCALE and not words[end - 1].trail:
                amount.multiply(SCALES[words[end].bare])
                amount.scaled = True
                end += 1
    elif word.tag & COUNTING:
        value, step, end = cardinals.number(words, k)
        if value is None:
            return None
        amount = Amount(value, value, step, money, scaled=end > k + 1)
    else:
        return None
    if amount.unit is None and not words[end - 1].trail:
        at = unit_at(words, end)
        if at is not None:
            amount.unit, end = at
        elif end < len(words) and words[end].tag & MONEY:
            amount.unit, end = sign(words[end]), end + 1
    return amount, end


def _apart(
    words: Sequence[Word], i: int, j: int, end: int, floor: int, lead: str, amount: Amount, other: Amount
) -> bool:
    """Say whether two numbers with ``to``, ``and`` or ``or`` between them are two figures."""
    joint = words[j].bare
    wordy = amount.numeral is None
    if joint == "and":
        return lead != "between"
    if joint == "or":
        return not wordy and (amount.unit is not None or other.low != amount.low + 1)
    if joint == "-":
        return other.unit is None or amount.unit is None
    if lead == "by":
        return True
    if lead == "from":
        # rose from 10% to 12%: two levels, no range
        return _moved(words, i - 1, floor)
    if amount.money is not None:
        # lost $4 to $211
        return _is_step(words, i, floor)
    near = other.low <= amount.low * _NEAR
    if amount.unit is not None:
        # rose 2% to 3% is a range; dropped 3 metres to 40 metres is not
        return _is_step(words, i, floor) and not (near and amount.unit.sort == "share")
    # rose 2 to 3 per cent: the unit holds for both; rose 5 to 120: by how much, and to what
    near = near and other.unit is not None
    return (not near and _moved(words, i, floor)) or _voted(words, i, end)


def _scale_of(words: Sequence[Word], k: int, end: int) -> Decimal | None:
    """Return the power of ten of the number from ``k`` up to ``end``, as a word or written onto it."""
    last = words[end - 1]
    found = SCALES.get((last if last.tag & SCALE else words[min(k + 1, len(words) - 1)]).bare)
    if found is not None:
        return found
    body = words[k].body.lower()
    return next((SCALES[suffix] for suffix in ("bn", "tn", "mn", "m", "k", "b") if body.endswith(suffix)), None)


def _is_step(words: Sequence[Word], i: int, floor: int) -> bool:
    """Say whether the number at ``i`` is by how much something moved: fell by about $140bn."""
    k = i - 1
    while k >= floor and words[k].tag & (MONEY | HEDGE) and words[k].bare != "to":
        k -= 1
    return k >= floor and not words[k].trail and (words[k].bare == "by" or words[k].tag & _UP_DOWN > 0)


def _moved(words: Sequence[Word], i: int, floor: int) -> bool:
    """Say whether a verb of change stands shortly before: then ``to`` says where it ended."""
    for k in range(i - 1, max(floor, i - _REACH) - 1, -1):
        tag = words[k].tag
        if tag & _MOVING and not tag & DET:
            return True
        if tag & STOP or words[k].bare in _WENT:
            return words[k].bare in _WENT
    return False


def _voted(words: Sequence[Word], i: int, end: int) -> bool:
    """Say whether two numbers are the sides of a vote or the terms of odds."""
    return any(word.bare in _VOTED for word in words[max(0, i - 2) : end + 2])
