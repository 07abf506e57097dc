"""The values a claim is made of: bounds, comparators, kinds, rates.

A figure is an interval with a unit and a comparator. Numbers are ``Decimal``, never floats; a date figure has
dates for bounds.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

Bound: TypeAlias = Decimal | date
"""One end of a figure's interval: a number, or a day where the unit is ``date``."""


class Comparator(StrEnum):
    """How a figure's words bind the number they name."""

    EQ = "eq"
    """The number, to its stated precision."""
    APPROX = "approx"
    """About the number (约, 左右)."""
    GT = "gt"
    """More than the number (超, 逾, 余, 多)."""
    GE = "ge"
    """At least the number (至少, 以上, 起)."""
    LT = "lt"
    """Less than the number, or nearly it (近, 不足)."""
    LE = "le"
    """At most the number (以内, 以下, 高达, 最多)."""
    RANGE = "range"
    """Between two stated bounds."""
    ORDER = "order"
    """Of this order of magnitude (千万级别): from the number to ten times it."""
    VAGUE = "vague"
    """No number at all (数张, 亿万): never checkable."""


class Kind(StrEnum):
    """What sort of thing a figure claims."""

    LEVEL = "level"
    """How much or how many there is."""
    CHANGE = "change"
    """How much something rose (positive) or fell (negative)."""
    RATIO = "ratio"
    """A share of a whole, or a multiple of something else."""
    PRICE = "price"
    """What is asked or offered: a price, a discount, a threshold of an offer."""
    PERIOD = "period"
    """From when to when something runs."""
    DATE = "date"
    """The day on which something happens."""
    ORDINAL = "ordinal"
    """Which one in a row (第17年)."""
    SLOGAN = "slogan"
    """A figure of speech: kept, never checkable."""


class Rate(StrEnum):
    """The span of time a figure is counted per (每日, 月均)."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Tier(StrEnum):
    """How near a source stands to what it reports."""

    PRIMARY = "primary"
    REFERENCE = "reference"
    PRESS = "press"
    SOCIAL = "social"


UNIT_COUNT: Final = "count"
UNIT_DATE: Final = "date"
UNIT_PERCENT: Final = "%"
UNIT_POINTS: Final = "pp"
UNIT_MULTIPLE: Final = "x"
