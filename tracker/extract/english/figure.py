"""Figures: a number of a sentence with its interval, its unit and what bounds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.values import UNIT_DATE, Bound, Comparator, Rate

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.extract.english.days import Time
    from tracker.extract.english.numerals import Numeral
    from tracker.extract.english.units import Unit

_EQ: Final = Comparator.EQ
_RANGE: Final = Comparator.RANGE
_LOW: Final = (Comparator.GT, Comparator.GE)
_HIGH: Final = (Comparator.LT, Comparator.LE)


class Amount:
    """A number as read, before it is put together with the words around it."""

    __slots__ = ("high", "low", "money", "numeral", "ranged", "scaled", "step", "unit")

    def __init__(
        self,
        low: Decimal,
        high: Decimal,
        step: Decimal,
        unit: Unit | None = None,
        numeral: Numeral | None = None,
        *,
        scaled: bool = False,
    ) -> None:
        """Hold the interval and the place of the last digit; ``numeral`` is None for a number in words."""
        self.low = low
        self.high = high
        self.step = step
        self.unit = unit
        self.money: Unit | None = unit if unit is not None and unit.sort == "money" else None
        """The currency where a sign says it; then no unit is looked for behind the number."""
        self.scaled = scaled
        """A power of ten stands with it: such a number is a quantity, never a label."""
        self.numeral = numeral
        self.ranged = numeral is not None and numeral.ranged

    def multiply(self, factor: Decimal) -> None:
        """Make it so many times as large."""
        self.low, self.high, self.step = self.low * factor, self.high * factor, self.step * factor


class Found:
    """A figure as found among the words of a sentence."""

    __slots__ = (
        "comparator",
        "first",
        "high",
        "kind",
        "last",
        "low",
        "money",
        "rate",
        "share",
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
        self.comparator: Comparator = _EQ
        self.kind = ""
        """``vague``, ``ordinal``, ``date``, ``multiple`` (doubled), ``share`` (two in five) or nothing."""
        self.money = False
        self.time = False
        self.share = False
        self.rate: Rate | None = None

    def measure(self, unit: Unit) -> None:
        """Take the unit, and with it what sort of figure this is."""
        self.unit = unit.name
        sort = unit.sort
        if sort == "money":
            self.money = True
        elif sort == "time":
            self.time = True
        elif sort == "share":
            self.share = unit.name == "%"

    def bound(self, comparator: Comparator) -> None:
        """Open the interval on the side that the comparator leaves open."""
        self.comparator = comparator
        if comparator in _LOW:
            self.high = None
        elif comparator in _HIGH:
            self.low = None


def dated(time: Time) -> Found:
    """Make a figure of a time that is claimed itself."""
    found = Found(time.first_word, time.last_word, time.first, time.last, None, UNIT_DATE)
    found.kind = "date"
    found.comparator = _RANGE if time.ranged else _EQ
    return found
