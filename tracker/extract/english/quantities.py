"""Quantities: the figures of a sentence, with their intervals, units and comparators."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english import hedges, spelled
from tracker.extract.english.lexicon import (
    ADV,
    AUX,
    CONJ,
    COPULA,
    COUNTING,
    DET,
    DOWN,
    FALL,
    HEDGE,
    MONEY,
    NUMBERED,
    NUMERIC,
    POSSESSIVE,
    PREDICATE,
    PREP,
    PRON,
    QUANTUM,
    REL,
    RISE,
    SCALE,
    STOP,
    UNIT,
    UP,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.numerals import PARTS, Numeral
from tracker.extract.english.traps import counts_nothing, refused
from tracker.extract.english.units import MONEY_UNITS, SCALES, SIGNS, UNITS, Unit
from tracker.values import UNIT_COUNT, UNIT_DATE, Bound, Comparator, Rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.times import Time
    from tracker.extract.english.words import Word

_C = Comparator
_RATES: Final = {
    "hour": Rate.HOUR,
    "day": Rate.DAY,
    "week": Rate.WEEK,
    "month": Rate.MONTH,
    "quarter": Rate.QUARTER,
    "year": Rate.YEAR,
    "weekday": Rate.DAY,
    "night": Rate.DAY,
    "evening": Rate.DAY,
    "morning": Rate.DAY,
    "annum": Rate.YEAR,
    "season": Rate.YEAR,
    "annually": Rate.YEAR,
    "daily": Rate.DAY,
    "weekly": Rate.WEEK,
    "monthly": Rate.MONTH,
    "quarterly": Rate.QUARTER,
    "yearly": Rate.YEAR,
    "hourly": Rate.HOUR,
    "year-round": None,
}
_PER: Final = frozenset(words_of("a an per each every"))
_LOW: Final = (_C.GT, _C.GE)
_HIGH: Final = (_C.LT, _C.LE)
_BEHIND: Final = frozenset(words_of("or and plus at"))
_HALF: Final = Decimal("0.5")
_COUNTLESS: Final = PREP | CONJ | REL | AUX | COPULA | ADV | PRON | DET
_POINTS: Final = ("points", "point")


_UP_DOWN: Final = UP | DOWN
_UP_DOWN_RISE_FALL: Final = UP | DOWN | RISE | FALL
_PREDICATE_NUMERIC: Final = PREDICATE | NUMERIC


class Found:
    """A figure as found among the words of a sentence."""

    __slots__ = (
        "comparator",
        "end",
        "first",
        "high",
        "kind",
        "last",
        "low",
        "money",
        "noun",
        "rate",
        "share",
        "start",
        "step",
        "time",
        "unit",
    )

    def __init__(
        self, first: int, last: int, low: Bound | None, high: Bound | None, step: Decimal | None, unit: str | None
    ) -> None:
        """Hold the words from ``first`` up to ``last``, end exclusive, and what they say."""
        self.first = first
        self.last = last
        self.low = low
        self.high = high
        self.step = step
        self.unit = unit
        self.comparator = Comparator.EQ
        self.kind = ""
        """``vague``, ``ordinal``, ``date``, ``multiple`` (doubled), ``share`` (two in five) or nothing."""
        self.money = False
        self.time = False
        self.share = False
        self.rate: Rate | None = None
        self.noun = ""
        """A noun tied to the number by a hyphen."""
        self.start = self.end = 0


def bounded(found: Found, comparator: Comparator) -> None:
    """Open the interval on the side that the comparator leaves open."""
    found.comparator = comparator
    if comparator in _LOW:
        found.high = None
    elif comparator in _HIGH:
        found.low = None


def read(words: Sequence[Word], i: int, floor: int, earlier: Found | None) -> Found | int:
    """Read the figure whose number begins at ``i``; where there is none, say at which word to look on."""
    word = words[i]
    if word.tag & NUMERIC:
        number = word.number
        assert number is not None
        return _digits(words, i, floor, number, earlier)
    if word.tag & QUANTUM:
        return spelled.quantum(words, i, floor)
    if word.tag & COUNTING:
        if (
            i + 1 < len(words)
            and not word.trail
            and words[i + 1].tag & QUANTUM
            and words[i + 1].bare in PARTS
            and words[i + 1].bare[-1] == "s"
        ):
            part = spelled.quantum(words, i + 1, floor)
            if isinstance(part, Found):
                return part
        if counts_nothing(words, i):
            return i + 1
        value, step, j = spelled.number(words, i)
        if value is None:
            return j
        return _figure(words, i, j, floor, value, value, step, None, scaled=j > i + 1, earlier=earlier, wordy=True)
    # A scale word begins a figure only behind an article (a million) or in the plural (millions of).
    return spelled.scale(words, i, floor)


def _digits(words: Sequence[Word], i: int, floor: int, number: Numeral, earlier: Found | None) -> Found | int:
    j = i + 1
    low, high, step = number.low, number.high, number.step
    scaled = number.scaled
    if not word_ends(words[i]) and not number.unit and not number.tail:
        while (
            j < len(words)
            and words[j].bare in SCALES
            and (words[j].tag & SCALE or (words[j].bare in ("m", "b", "k") and number.money))
        ):
            factor = SCALES[words[j].bare]
            low, high, step, scaled = low * factor, high * factor, step * factor, True
            j += 1
            if word_ends(words[j - 1]):
                break
    unit = number.unit or number.money
    if refused(words, i, j, number, scaled=scaled, money=bool(number.money)):
        if (
            j + 1 < len(words)
            and not words[j - 1].trail
            and words[j].bare in ("to", "of", "and", "-")
            and words[j + 1].tag & NUMERIC
            and i
            and words[i - 1].tag & NUMBERED
        ):
            # pages 41 to 58, page 3 of 12
            return j + 2
        return j
    return _figure(words, i, j, floor, low, high, step, unit, scaled=scaled, earlier=earlier, number=number)


def digits(words: Sequence[Word], i: int, floor: int) -> Found:
    """Read the number at ``i`` as a figure, whatever stands around it."""
    number = words[i].number
    assert number is not None
    low, high, step, j, scaled = number.low, number.high, number.step, i + 1, number.scaled
    while j < len(words) and words[j].tag & SCALE and not words[j - 1].trail:
        factor = SCALES[words[j].bare]
        low, high, step, scaled, j = low * factor, high * factor, step * factor, True, j + 1
    found = _figure(
        words, i, j, floor, low, high, step, number.unit or number.money, scaled=scaled, earlier=None, number=number
    )
    return found if isinstance(found, Found) else Found(i, j, low, high, step, None)


def word_ends(word: Word) -> bool:
    """Say whether punctuation follows a word."""
    return word.trail > 0


def unit_at(words: Sequence[Word], j: int) -> tuple[Unit, int] | None:
    """Return the longest unit whose words begin at ``j`` and where it ends."""
    if j >= len(words):
        return None
    word = words[j]
    if not word.tag & UNIT:
        return None
    bare = word.bare
    if not word.trail:
        joined, k, best = bare, j + 1, None
        while k < len(words) and k < j + 4:
            joined = f"{joined} {words[k].bare}"
            if joined in UNITS:
                best = (UNITS[joined], k + 1)
            if words[k].trail:
                break
            k += 1
        if best is not None:
            return best
    unit = UNITS.get(bare)
    if unit is None or len(bare) == 1:
        return None
    if word.tag & POSSESSIVE and unit.sort != "time":
        return None
    return unit, j + 1


def _figure(
    words: Sequence[Word],
    i: int,
    j: int,
    floor: int,
    low: Decimal,
    high: Decimal,
    step: Decimal,
    unit: Unit | None,
    *,
    scaled: bool,
    earlier: Found | None,
    number: Numeral | None = None,
    wordy: bool = False,
) -> Found | int:
    """Put a number together with its sign of money, unit, second bound, hedges and rate."""
    first = i
    money: Unit | None = unit if unit and unit.sort == "money" else None
    if money is None and i > floor and words[i - 1].tag & MONEY and not words[i - 1].trail:
        money = unit = MONEY_UNITS[SIGNS.get(words[i - 1].body) or SIGNS[words[i - 1].body.rstrip(".")]]
        first = i - 1
    ranged = number is not None and number.ranged
    if (
        number is not None
        and unit is not None
        and first == i
        and j == i + 1
        and (words[j - 1].trail or words[j].bare not in _GOING_ON if j < len(words) else True)
        and unit.factor == 1
        and not number.tail
    ):
        # 12%, £96m,: nothing more can belong to it but a hedge.
        return _simple(words, i, j, floor, low, high, step, unit, number)
    ended = words[j - 1].trail > 0
    if money is None and unit is None and not ended:
        at = unit_at(words, j)
        if at is not None and _counts(words, at[0], j, low, scaled=scaled, wordy=wordy):
            unit, j = at
            ended = words[j - 1].trail > 0
        elif j + 3 < len(words) and words[j].bare == "of" and words[j + 1].bare in ("a", "one"):
            # 0.6 of a percentage point
            at = unit_at(words, j + 2)
            if at is not None and at[0].name == "pp":
                unit, j = at
                ended = words[j - 1].trail > 0
    if (
        number is not None
        and number.unit is not None
        and number.unit.name == "%"
        and not ended
        and j < len(words)
        and words[j].bare in ("points", "point")
    ):
        unit, j = UNITS["percentage points"], j + 1
    # A second bound: 10% to 15%, two or three.
    if not ended and not ranged and j + 1 < len(words) and words[j].bare in ("to", "and", "or", "-"):
        second = _second(words, i, j, floor, low, step, unit, money, scaled=scaled, wordy=wordy)
        if second is not None:
            low, high, step, unit, j, first_word = second
            ranged = True
            first = min(first, first_word)
    factor = unit.factor if unit is not None and unit is not money else Decimal(1)
    if money is not None and money.factor != 1:
        factor = money.factor
    if factor != 1:
        low, high, step = low * factor, high * factor, step * factor
    name = unit.name if unit else None
    found = Found(first, j, low, high, step, name)
    found.money = money is not None or (unit is not None and unit.sort == "money")
    found.time = unit is not None and unit.sort == "time"
    found.share = name == "%"
    if number is not None and number.tail:
        tied = UNITS.get(number.tail.partition("-")[0])
        if tied and not unit:
            if tied.sort == "time":
                return j
            found.unit = tied.name
        elif not unit:
            found.noun = number.tail
            found.unit = UNIT_COUNT
        if number.tail in ("plus", "odd"):
            found.noun = ""
    if found.unit is None:
        # A decimal that counts nothing named is an index, a rate of exchange, a ratio.
        counted = found.last < len(words) and not words[found.last - 1].trail and not words[found.last].tag & _COUNTLESS
        if number is None or number.grouped or scaled or found.noun or not number.decimal or counted:
            found.unit = UNIT_COUNT
            if counted and words[j].bare in _POINTS:
                found.unit = _points(words, found, earlier)
            elif (
                not counted
                and earlier is not None
                and earlier.unit not in (None, UNIT_COUNT, UNIT_DATE)
                and i > floor
                and words[i - 1].bare == "from"
                and not earlier.money
                and not number_scaled(number)
            ):
                # 19 minutes, down from 26
                found.unit, found.time, found.share = earlier.unit, earlier.time, earlier.share
    if ranged:
        found.comparator = _C.RANGE
    hedged = number.more if number is not None else None
    large = found.money or scaled or found.share or (number is not None and number.grouped)
    start, said = i, None
    if found.first > floor and words[found.first - 1].tag & HEDGE:
        start, said = hedges.before(words, found.first, floor, large=large)
    if said is not None and not (said is _C.LE and words[start].bare == "within" and not (found.time or unit)):
        found.first, hedged = start, (said if not ranged else (said if said is _C.APPROX else None))
        if ranged:
            hedged = None
    if found.last < len(words) and not words[found.last - 1].trail:
        if words[found.last].bare in _BEHIND and not ranged:
            end, late = hedges.behind(words, found.last)
            if late is not None:
                found.last, hedged = end, hedged or late
        _rated(words, found)
    if hedged is not None:
        bounded(found, hedged)
    return found


_GOING_ON: Final = frozenset(
    words_of(
        """
    to and or - of points point plus at million billion trillion thousand crore lakh bn m
    """
    )
)


def _simple(
    words: Sequence[Word],
    i: int,
    j: int,
    floor: int,
    low: Decimal,
    high: Decimal,
    step: Decimal,
    unit: Unit,
    number: Numeral,
) -> Found:
    """Make a figure of a number that has its unit written onto it and goes no further."""
    found = Found(i, j, low, high, step, unit.name)
    if unit.sort == "money":
        found.money = True
    elif unit.sort == "time":
        found.time = True
    found.share = unit.name == "%"
    hedged = number.more
    if number.ranged:
        found.comparator = _C.RANGE
        hedged = None
    if i > floor and words[i - 1].tag & HEDGE:
        start, said = hedges.before(words, i, floor, large=True)
        if said is not None:
            found.first = start
            hedged = hedged if number.ranged else said
    if hedged is not None:
        bounded(found, hedged)
    if j < len(words) and not words[j - 1].trail:
        _rated(words, found)
    return found


def _counts(words: Sequence[Word], unit: Unit, j: int, low: Decimal, *, scaled: bool, wordy: bool) -> bool:
    """Say whether a unit word behind a number is its unit here."""
    bare = words[j].bare
    if bare == "won":
        return scaled or low >= 100
    if bare == "times" or bare == "fold":
        after = words[j + 1] if j + 1 < len(words) and not words[j].trail else None
        return after is None or after.bare not in ("a", "per", "each", "every", "in", "since", "last", "this", "before")
    if bare == "real":
        return False
    if (
        unit.sort == "time"
        and bare in ("day", "second", "month", "year", "week", "hour", "minute", "decade")
        and low not in (1, _HALF)
        and "." not in str(low)
    ):
        # three year terms: the unit is part of a name
        return False
    return not (bare == "foot" and wordy and low > 20)


def _second(
    words: Sequence[Word],
    i: int,
    j: int,
    floor: int,
    low: Decimal,
    step: Decimal,
    unit: Unit | None,
    money: Unit | None,
    *,
    scaled: bool,
    wordy: bool,
) -> tuple[Decimal, Decimal, Decimal, Unit | None, int, int] | None:
    """Read the other bound of a range; None where what follows is no bound or another figure."""
    joint = words[j].bare
    lead = words[i - 1].bare if i > floor else ""
    if money is not None and i - 1 > floor and words[i - 1].tag & MONEY:
        lead = words[i - 2].bare
    k = j + 1
    sign: Unit | None = None
    if words[k].tag & MONEY and k + 1 < len(words):
        sign = MONEY_UNITS[SIGNS.get(words[k].body) or SIGNS[words[k].body.rstrip(".")]]
        k += 1
    word = words[k]
    value: Decimal | None = None
    scale_two = False
    unit_two = sign
    if word.tag & NUMERIC:
        two = word.number
        assert two is not None
        if two.ranged or two.tail:
            return None
        value, step_two, scale_two = two.low, two.step, two.scaled
        unit_two = two.unit or two.money or sign
        end = k + 1
        if not word.trail and not two.unit:
            while end < len(words) and words[end].tag & SCALE:
                value, step_two, scale_two = value * SCALES[words[end].bare], step_two * SCALES[words[end].bare], True
                end += 1
                if words[end - 1].trail:
                    break
    elif word.tag & COUNTING:
        value, step_two, end = spelled.number(words, k)
        scale_two = end > k + 1
    else:
        return None
    if value is None:
        return None
    if unit_two is None and not words[end - 1].trail:
        at = unit_at(words, end)
        if at is not None:
            unit_two, end = at
    if unit is not None and unit_two is None:
        return None
    if unit is not None and unit_two is not None and unit.name != unit_two.name:
        return None
    between = lead == "between" and joint == "and"
    if joint == "and" and not between:
        return None
    if joint == "or" and not (wordy or unit is None):
        return None
    if joint == "or" and value != low + 1 and not wordy:
        return None
    if joint == "to" and lead == "from" and _moved(words, i - 1, floor):
        # rose from 10% to 12%: two levels, no range
        return None
    if (
        joint == "to"
        and lead != "from"
        and unit is None
        and money is None
        and (_moved(words, i, floor) or _voted(words, i, j, end))
    ):
        return None
    if joint == "to" and lead == "by":
        return None
    if (
        joint == "to"
        and money is not None
        and i > floor
        and lead != "from"
        and words[first_of(words, i, floor) - 1].tag & _UP_DOWN
    ):
        # lost $4 to $211
        return None
    if joint == "-" and (unit_two is None or unit is None):
        return None
    if scale_two and not scaled and (value > low * 1000 or unit is None):
        # 10 to 15 million: the scale holds for both.
        bare = words[end - 1].bare if words[end - 1].tag & SCALE else words[min(k + 1, len(words) - 1)].bare
        factor = SCALES.get(bare) or _attached_scale(word)
        if factor is not None and low * factor < value:
            low, step = low * factor, step * factor
    if not low < value:
        return None
    first = i
    if lead in ("between", "from"):
        first = i - 1 - (1 if money is not None and words[i - 1].tag & MONEY else 0)
    return low, value, max(step, step_two), unit_two or unit, end, first


def number_scaled(number: Numeral | None) -> bool:
    """Say whether a number is too exact or too large to share the unit of the one before."""
    return number is not None and (number.scaled or number.grouped)


def first_of(words: Sequence[Word], i: int, floor: int) -> int:
    """Return where a number with its sign of money begins."""
    return i - 1 if i > floor and words[i - 1].tag & MONEY else i


def _percent(word: Word) -> bool:
    number = word.number
    return word.bare in ("cent", "percent", "pct") or (
        number is not None and number.unit is not None and number.unit.name == "%"
    )


def _points(words: Sequence[Word], found: Found, earlier: Found | None) -> str:
    """Say what points are: of a rate where one stands before them, else of a score."""
    if isinstance(found.low, Decimal) and found.low > 30:
        return UNIT_COUNT
    if (earlier is not None and earlier.unit in ("%", "pp")) or any(_percent(word) for word in words):
        found.last += 1
        return "pp"
    return UNIT_COUNT


def _attached_scale(word: Word) -> Decimal | None:
    body = word.body.lower()
    for suffix in ("bn", "tn", "mn", "m", "k", "b"):
        if body.endswith(suffix):
            return SCALES[suffix]
    return None


def _moved(words: Sequence[Word], i: int, floor: int) -> bool:
    """Say whether a verb of change stands shortly before: then ``to`` says where it ended."""
    for k in range(i - 1, max(floor, i - 9) - 1, -1):
        tag = words[k].tag
        if tag & _UP_DOWN_RISE_FALL and not tag & DET:
            return True
        if tag & STOP or words[k].bare in ("went", "going", "goes", "come", "came", "gone", "revised"):
            return words[k].bare in ("went", "going", "goes", "come", "came", "gone", "revised")
    return False


def _voted(words: Sequence[Word], i: int, j: int, end: int) -> bool:
    near = [word.bare for word in words[max(0, i - 2) : min(len(words), end + 2)]]
    return any(bare in ("voted", "vote", "votes", "won", "lost", "odds") for bare in near) and j > i


def _rated(words: Sequence[Word], found: Found) -> None:
    """Read what a figure is counted per, up to one noun further on: 1,000 barrels a day."""
    last = len(words)
    j = found.last
    for k in range(j, min(j + 4, last)):
        bare = words[k].bare
        if bare in _PER and k + 1 < last and not words[k].trail:
            if k + 2 < last and words[k + 2].bare in ("earlier", "ago", "before", "later") and not words[k + 1].trail:
                return
            found.rate = _RATES.get(words[k + 1].bare)
            return
        if bare in _RATES and (bare.endswith("ly") or bare == "year-round"):
            found.rate = _RATES[bare]
            return
        if words[k].trail or words[k].tag & _PREDICATE_NUMERIC:
            return


def dated(time: Time) -> Found:
    """Make a figure of a time that is claimed itself."""
    found = Found(time.first_word, time.last_word, time.first, time.last, None, UNIT_DATE)
    found.kind = "date"
    found.comparator = _C.RANGE if time.ranged else _C.EQ
    return found
