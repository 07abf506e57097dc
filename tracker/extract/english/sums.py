"""Sums: a figure in two units of which the second counts the rest of the first: 2 hours 24 minutes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.values import Comparator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.figure import Found
    from tracker.extract.english.words import Word

SMALLER: Final = {
    "year": ("month", Decimal(12)),
    "day": ("hour", Decimal(24)),
    "hour": ("minute", Decimal(60)),
    "minute": ("second", Decimal(60)),
    "ft": ("in", Decimal(12)),
    "lb": ("oz", Decimal(16)),
}
"""Which unit counts the rest of one, and how many of it one is."""


def join(words: Sequence[Word], large: Found, small: Found) -> bool:
    """Add ``small`` to ``large``, in its unit, where the two are one figure; say whether they were.

    They stand side by side or with an ``and`` between them, and the rest is less than one of the larger unit.
    """
    unit, size = SMALLER[large.unit or ""]
    gap = words[large.last : small.first]
    if (
        small.unit != unit
        or small.comparator is not Comparator.EQ
        or words[large.last - 1].trail
        or large.rate is not None
        or not (not gap or (len(gap) == 1 and gap[0].bare == "and" and not gap[0].trail))
    ):
        return False
    rest = small.low
    bounds = (large.low, large.high)
    whole = all(
        bound is None or (isinstance(bound, Decimal) and bound == bound.to_integral_value()) for bound in bounds
    )
    if not isinstance(rest, Decimal) or not whole or not 0 < rest < size or large.comparator is Comparator.RANGE:
        return False
    large.low, large.high = (bound * size + rest if isinstance(bound, Decimal) else None for bound in bounds)
    large.unit, large.step, large.last, large.rate = unit, small.step, small.last, small.rate
    return True
