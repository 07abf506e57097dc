"""Assembly: a number put together with its money, unit, second bound, hedges and rate."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english import hedges
from tracker.extract.english.figure import Found
from tracker.extract.english.lexicon import ADV, AUX, BRACKET, CONJ, COPULA, DET, HEDGE, MONEY, NUMERIC, PREP, PRON, REL
from tracker.extract.english.lists import words_of
from tracker.extract.english.measures import meant, points, sign, unit_at
from tracker.extract.english.ranges import JOINTS, widen
from tracker.extract.english.rates import rated
from tracker.extract.english.units import SCALES, UNITS
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_PERCENT, UNIT_POINTS, Comparator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.figure import Amount
    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.units import Unit
    from tracker.extract.english.words import Word

_RANGE: Final = Comparator.RANGE
_LE: Final = Comparator.LE
_BEHIND: Final = frozenset(words_of("or and plus at"))
_POINTS: Final = ("points", "point")
_GOING_ON: Final = frozenset(
    words_of("to and or - of points point plus at million billion trillion thousand crore lakh bn m")
)
_BETWEEN: Final = ("to", "out")
_CROSSES: Final = ("x", "×")
_ODDS: Final = 100
_COUNTLESS: Final = PREP | CONJ | REL | AUX | COPULA | ADV | PRON | DET | NUMERIC | BRACKET


def assemble(
    words: Sequence[Word], i: int, j: int, floor: int, amount: Amount, earlier: Found | None = None
) -> Found | int:
    """Make a figure of the number that stands from ``i`` up to ``j``, and nothing before ``floor``.

    ``earlier`` is the figure before it in the sentence. Where there is none, say at which word to look on.
    """
    first = i
    number = amount.numeral
    if (
        amount.money is None
        and i > floor
        and words[i - 1].tag & MONEY
        and not words[i - 1].trail
        and not words[i].tag & BRACKET
    ):
        amount.money = amount.unit = sign(words[i - 1])
        first = i - 1
    elif amount.unit is None and not words[j - 1].trail and j + 1 < len(words) and words[j].bare in _BETWEEN:
        ratio = _ratio(words, i, j, amount)
        if ratio is not None:
            return _hedged(words, ratio, amount, floor)
    if not words[j - 1].trail and j < len(words):
        j = _united(words, i, j, amount)
        if not amount.ranged and j + 1 < len(words) and words[j].bare in JOINTS and not words[j - 1].trail:
            widened = widen(words, i, j, floor, amount)
            if widened is not None:
                first, j = min(first, widened[0]), widened[1]
    unit = amount.unit
    if unit is not None and unit.scaling:
        amount.multiply(unit.factor)
    found = _found(first, j, amount)
    if number is not None and number.tail and unit is None:
        tied = UNITS.get(number.tail.partition("-")[0])
        if tied is None:
            found.unit = UNIT_COUNT
        elif tied.sort == "time":
            return j
        else:
            found.unit = tied.name
    if found.unit is None:
        _counted(words, i, floor, found, amount, earlier)
    return _hedged(words, found, amount, floor)


def _ratio(words: Sequence[Word], i: int, j: int, amount: Amount) -> Found | None:
    """Read a ratio, two to one, or a score, 4.8 out of 5; None where neither stands at ``i``.

    The number ends at ``j``, before to or out, and has no unit.
    """
    n = len(words)
    if amount.ranged or words[j].trail:
        return None
    end, unit = j + 2, None
    if words[j].bare == "to":
        if words[j + 1].bare not in ("one", "1") or not 1 < amount.low < _ODDS:
            return None
        unit = UNITS["times"]
    elif amount.numeral is not None and amount.numeral.decimal:
        best = words[j + 2].number if words[j + 1].bare == "of" and j + 2 < n else None
        if best is None or not best.plain or best.low < amount.low:
            return None
        end = j + 3
    else:
        return None
    if end < n and not words[end - 1].trail and not words[end].tag & _COUNTLESS:
        return None
    found = Found(i, end, amount.low, amount.high, amount.step, None)
    if unit is not None:
        found.measure(unit)
    return found


def whole(words: Sequence[Word], i: int, floor: int, number: Numeral) -> Found | None:
    """Make a figure of a number that has its unit written onto it and goes no further: 12%, £96m; None for others."""
    unit = number.unit or number.money
    if unit is None or unit.scaling or number.tail:
        return None
    word = words[i]
    if not word.trail and i + 1 < len(words):
        then = words[i + 1].bare
        if then in _GOING_ON or (number.unit is None and then in SCALES):
            return None
    if i > floor:
        before = words[i - 1]
        if before.tag & MONEY and not before.trail and unit.sort != "money":
            return None
    found = Found(i, i + 1, number.low, number.high, number.step, None)
    found.measure(unit)
    hedged = number.more
    if number.ranged:
        found.comparator, hedged = _RANGE, None
    if i > floor and words[i - 1].tag & HEDGE:
        start, said = hedges.before(words, i, floor, large=True, lasting=found.time)
        if said is not None:
            found.first = start
            if not number.ranged:
                hedged = said
    if number.per or not word.trail:
        rated(words, found)
    if hedged is not None:
        found.bound(hedged)
    return found


def _found(first: int, last: int, amount: Amount) -> Found:
    found = Found(first, last, amount.low, amount.high, amount.step, None)
    if amount.unit is not None:
        found.measure(amount.unit)
    if amount.ranged:
        found.comparator = _RANGE
    return found


def _united(words: Sequence[Word], i: int, j: int, amount: Amount) -> int:
    """Take in the unit whose words begin at ``j``; return where it ends."""
    if amount.unit is None:
        at = unit_at(words, j)
        if at is not None and meant(words, at[0], i, j, amount):
            amount.unit, j = at
        elif j + 3 < len(words) and words[j].bare == "of" and words[j + 1].bare in ("a", "one"):
            # 0.6 of a percentage point
            at = unit_at(words, j + 2)
            if at is not None and at[0].name == UNIT_POINTS:
                amount.unit, j = at
        elif words[j].bare in _CROSSES:
            amount.unit = _across(words, j)
        elif words[j].tag & MONEY and (
            words[j].trail or j + 1 >= len(words) or not words[j + 1].tag & NUMERIC or words[j + 1].tag & BRACKET
        ):
            # 5 €
            amount.money = amount.unit = sign(words[j])
            j += 1
    number = amount.numeral
    if (
        number is not None
        and number.unit is not None
        and number.unit.name == UNIT_PERCENT
        and j < len(words)
        and words[j].bare in _POINTS
    ):
        # points behind a percent sign
        amount.unit, j = UNITS["percentage points"], j + 1
    return j


def _across(words: Sequence[Word], j: int) -> Unit | None:
    """Return the unit that a later side of 152 x 71 x 7.9 mm is in, for the earlier ones."""
    while j + 1 < len(words) and words[j].bare in _CROSSES:
        number = words[j + 1].number
        if number is None or words[j].trail:
            return None
        if number.unit is not None:
            return number.unit if number.unit.sort == "measure" else None
        at = unit_at(words, j + 2) if not words[j + 1].trail else None
        if at is not None and at[0].sort == "measure":
            return at[0]
        j += 2
    return None


def _counted(words: Sequence[Word], i: int, floor: int, found: Found, amount: Amount, earlier: Found | None) -> None:
    """Say what a number without a unit counts; nothing for an index, a rate of exchange or a ratio."""
    number = amount.numeral
    j = found.last
    counted = not words[j - 1].trail and j < len(words) and not words[j].tag & _COUNTLESS
    if not (number is None or number.grouped or amount.scaled or not number.decimal or counted):
        return
    found.unit = UNIT_COUNT
    if counted and words[j].bare in _POINTS:
        found.unit = points(words, found, earlier)
    elif not counted and earlier is not None and i > floor and not _is_exact(number) and _goes_on(words, i, earlier):
        found.unit, found.time, found.share = earlier.unit, earlier.time, earlier.share
        if earlier.money:
            found.money = True
            if isinstance(earlier.step, Decimal) and earlier.step < 1 and amount.step == 1:
                # 44 cents, down from 62
                found.low, found.high, found.step = (n * earlier.step for n in (amount.low, amount.high, amount.step))


def _goes_on(words: Sequence[Word], i: int, earlier: Found) -> bool:
    """Say whether the number at ``i`` is in the unit before it: 19 minutes, down from 26; from 50 weeks to 30."""
    if earlier.unit in (None, UNIT_COUNT, UNIT_DATE):
        return False
    if earlier.money and (earlier.step is None or earlier.step > 1):
        # $14m, down from 12: of what size is not said
        return False
    if words[i - 1].bare == "from":
        return True
    return (
        words[i - 1].bare == "to"
        and earlier.last == i - 1
        and earlier.first > 0
        and (words[earlier.first - 1].bare == "from")
    )


def _is_exact(number: Numeral | None) -> bool:
    """Say whether a number is too exact or too large to share the unit of the one before."""
    return number is not None and (number.scaled or number.grouped)


def _hedged(words: Sequence[Word], found: Found, amount: Amount, floor: int) -> Found:
    """Bound the figure by the hedges before and behind it, and say what it is counted per."""
    number = amount.numeral
    hedged = number.more if number is not None else None
    if found.first > floor and words[found.first - 1].tag & HEDGE:
        large = found.money or amount.scaled or found.share or (number is not None and number.grouped)
        start, said = hedges.before(words, found.first, floor, large=large, lasting=found.time)
        if said is _LE and words[start].bare == "within" and not (found.time or amount.unit):
            said = None
        if said is not None:
            found.first = start
            hedged = said if not amount.ranged else None
    if number is not None and number.per:
        rated(words, found)
    elif found.last < len(words) and not words[found.last - 1].trail:
        if not amount.ranged and words[found.last].bare in _BEHIND:
            end, late = hedges.behind(words, found.last)
            if late is not None:
                found.last, hedged = end, hedged or late
        rated(words, found)
    if hedged is not None:
        found.bound(hedged)
    return found
