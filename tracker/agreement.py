"""How two figures stand to one another: they meet, they can both be true, or they cannot. Pure.

A figure claims two intervals. The logical one is what its words allow: "over 30 %" is anything above 30. The pragmatic
one is what they are understood to say: "over 30 %" is not 300. Figures whose pragmatic intervals share something meet;
those whose logical intervals share nothing exclude each other; what is left tells nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Final, NamedTuple

from tracker.likeness.names import fold
from tracker.values import Bound, Comparator, Rate

DIGITS: Final = 200
"""Digits that sums are carried to: more than any figure has."""
NEVER: Final = Decimal("Infinity")
_TWENTY, _TWO, _THREE, _TEN = Decimal(20), Decimal(2), Decimal(3), Decimal(10)


class Stand(StrEnum):
    """How two figures stand."""

    MEETS = "meets"
    """They say the same, as far as either is exact."""
    COMPATIBLE = "compatible"
    """Both may be true, but nobody would take the one for the other."""
    DISJOINT = "disjoint"
    """They cannot both be true."""


class Interval(NamedTuple):
    """Numbers from one to another; an open end is not one of them."""

    low: Decimal
    is_low_open: bool
    high: Decimal
    is_high_open: bool

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return _reaches(self, other) and _reaches(other, self)


@dataclass(frozen=True, slots=True)
class Figure:
    """What of a claim bears on its agreement with another."""

    low: Bound | None
    high: Bound | None
    unit: str | None
    comparator: Comparator = Comparator.EQ
    precision: Decimal | None = None
    """The place of the last stated digit; None for what the digits of the number show."""
    rate: Rate | None = None
    baseline: str | None = None

    @property
    def is_comparable(self) -> bool:
        """Whether it names a finite number or a day, and what of."""
        ends = [end for end in (self.low, self.high) if end is not None]
        sound = all(not isinstance(end, Decimal) or end.is_finite() for end in ends)
        return bool(ends) and sound and self.unit is not None and self.comparator is not Comparator.VAGUE


def stand(one: Figure, other: Figure) -> Stand | None:
    """Say how two figures stand; None where they cannot be held against each other.

    >>> over_30, just_30 = Figure(Decimal(30), None, "%", Comparator.GT), Figure(Decimal(30), Decimal(30), "%")
    >>> stand(over_30, just_30)
    <Stand.MEETS: 'meets'>
    >>> stand(over_30, Figure(Decimal(300), Decimal(300), "%"))
    <Stand.COMPATIBLE: 'compatible'>
    >>> stand(Figure(None, Decimal(20), "%", Comparator.LT), Figure(Decimal(20), None, "%", Comparator.GT))
    <Stand.DISJOINT: 'disjoint'>
    """
    if not (one.is_comparable and other.is_comparable) or one.unit != other.unit:
        return None
    if isinstance(_stated(one), date) is not isinstance(_stated(other), date):
        return None
    certain = _certain(one, other)
    if certain is None:
        return None
    with localcontext(prec=DIGITS):
        found = _stand(one, other)
    return Stand.COMPATIBLE if found is Stand.DISJOINT and not certain else found


def logical(figure: Figure) -> Interval:
    """Return the interval that the figure's words allow.

    >>> logical(Figure(Decimal(12), Decimal(12), "%"))[::2]
    (Decimal('11.5'), Decimal('12.5'))
    """
    low, high, slack = _number(figure.low), _number(figure.high), _slack(figure)
    strict = _is_strict(figure)
    if low is None or high is None:
        # "At least 28" is said of 27.8 as well; "more than 28" is not.
        blur = Decimal(0) if strict else slack
        is_open = strict or bool(blur)
        if high is None:
            return Interval((low or Decimal(0)) - blur, is_open, NEVER, True)
        return Interval(-NEVER, True, high + blur, is_open)
    if figure.comparator is Comparator.ORDER and not isinstance(figure.low, date):
        return Interval(low, low < 0, high, high > 0)
    return Interval(low - _blur(figure, low, slack), bool(slack), high + _blur(figure, high, slack), bool(slack))


def pragmatic(figure: Figure) -> Interval:
    """Return the interval that the figure is understood to mean: the logical one, kept near the number it names.

    >>> pragmatic(Figure(None, Decimal(-28), "%", Comparator.GE))[::2]
    (Decimal('-42'), Decimal('-27.5'))
    """
    whole, slack = logical(figure), _slack(figure)
    if figure.low is not None and figure.high is not None:
        return whole
    named = _number(_stated(figure)) or Decimal(0)
    if isinstance(_stated(figure), date):
        return Interval(named, False, named, False)
    # Towards zero a figure is understood to reach to two thirds of itself, away from it to one and a half times.
    outward = (figure.high is None) == (named >= 0)
    reach = max(abs(named) / (_TWO if outward else _THREE), slack)
    if figure.high is None:
        return whole._replace(high=named + reach, is_high_open=False)
    return whole._replace(low=named - reach, is_low_open=False)


def against(baseline: str | None) -> str | None:
    """Return the same word for all names of one baseline: ``year``, ``month``, …; else the name itself, folded.

    >>> [against(words) for words in ("同比", "year on year", "the year before", "MoM", "Amazon")]
    ['year', 'year', 'year', 'month', 'amazon']
    """
    folded = fold(baseline or "")
    if not folded:
        return None
    return next((name for name, pattern in _BASELINES if pattern.search(folded)), folded)


def is_span(baseline: str | None) -> bool:
    """Whether what ``against`` returned is a span of time that all texts mean alike."""
    return any(baseline == name for name, _ in _BASELINES)


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two times, first and last day, are one and the same for most part: half of both together.

    >>> overlap((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 1, 1), date(2025, 9, 30)))
    True
    >>> overlap((date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 1, 1), date(2025, 12, 31)))
    False
    """
    common = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    whole = (max(one[1], other[1]) - min(one[0], other[0])).days + 1
    return common * 2 >= whole


YEAR: Final = "year"
BEFORE: Final = "before"
"""The span before, whichever that is: 环比."""

_BASELINES: Final = (
    (YEAR, re.compile(r"同比|按年|去年|上年|\byear[- ](?:on|over)[- ]year\b|\byoy\b|\by-o-y\b|(?:last|previous) year"
                        r"|year (?:before|ago|earlier)|\bannually\b")),
    ("month", re.compile(r"月环比|按月|上月|上个月|\bmonth[- ](?:on|over)[- ]month\b|\bmom\b|(?:last|previous) month"
                         r"|month (?:before|ago|earlier)")),
    ("quarter", re.compile(r"季环比|按季|上季|\bquarter[- ](?:on|over)[- ]quarter\b|\bqoq\b|(?:last|previous) quarter"
                           r"|quarter (?:before|ago|earlier)")),
    ("week", re.compile(r"周环比|上周|\bweek[- ](?:on|over)[- ]week\b|\bwow\b|(?:last|previous) week"
                        r"|week (?:before|ago|earlier)")),
    (BEFORE, re.compile(r"环比")),
)  # fmt: skip


def _certain(one: Figure, other: Figure) -> bool | None:
    """Whether both are counted alike: per the same span, against the same thing; None where surely not.

    Where only one of them says so, or each in words of its own, they may be the same thing or not.
    """
    if one.rate != other.rate and one.rate is not None and other.rate is not None:
        return None
    mine, theirs = against(one.baseline), against(other.baseline)
    spans = {mine, theirs}
    if len(spans) == 2 and is_span(mine) and is_span(theirs) and (BEFORE not in spans or YEAR in spans):
        return None
    return one.rate == other.rate and mine == theirs


def _stand(one: Figure, other: Figure) -> Stand:
    if _are_opposed(one, other):
        return Stand.DISJOINT
    mine, theirs = logical(one), logical(other)
    if _is_stretch(one) and _is_stretch(other) and mine.meets(theirs):
        days = [(bounds.low, bounds.high) for bounds in (mine, theirs)]
        common = min(end for _, end in days) - max(start for start, _ in days) + 1
        whole = max(end for _, end in days) - min(start for start, _ in days) + 1
        return Stand.MEETS if common * 2 >= whole else Stand.COMPATIBLE
    if pragmatic(one).meets(pragmatic(other)):
        return Stand.MEETS
    return Stand.COMPATIBLE if mine.meets(theirs) else Stand.DISJOINT


def _are_opposed(one: Figure, other: Figure) -> bool:
    """Whether one names a floor and the other a ceiling below it: there, no rounding is granted."""
    for floor, ceiling in ((one, other), (other, one)):
        if floor.high is None and ceiling.low is None:
            low, high = _number(floor.low), _number(ceiling.high)
            if low is not None and high is not None:
                return low > high or (low == high and (_is_strict(floor) or _is_strict(ceiling)))
    return False


def _reaches(one: Interval, other: Interval) -> bool:
    """Whether ``one`` does not end before ``other`` begins."""
    return other.low < one.high or (other.low == one.high and not (other.is_low_open or one.is_high_open))


def _is_stretch(figure: Figure) -> bool:
    """Whether it is a stretch of days."""
    low, high = figure.low, figure.high
    return isinstance(low, date) and isinstance(high, date) and low < high


def _is_strict(figure: Figure) -> bool:
    return figure.comparator in (Comparator.GT, Comparator.LT)


def _stated(figure: Figure) -> Bound | None:
    return figure.low if figure.low is not None else figure.high


def _number(bound: Bound | None) -> Decimal | None:
    return Decimal(bound.toordinal()) if isinstance(bound, date) else bound


def _slack(figure: Figure) -> Decimal:
    """Half of the place of the last stated digit: what rounding may have hidden. Days are exact."""
    stated = _stated(figure)
    if not isinstance(stated, Decimal):
        return Decimal(0)
    if figure.precision is not None:
        return abs(figure.precision) / _TWO
    exponent = stated.normalize().as_tuple().exponent
    return _TEN ** min(int(exponent), 0) / _TWO


def _blur(figure: Figure, end: Decimal, slack: Decimal) -> Decimal:
    return max(slack, abs(end) / _TWENTY) if figure.comparator is Comparator.APPROX and slack else slack
