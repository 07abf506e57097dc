"""What the fields of one figure come to together, checked the same way wherever figures come as facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker import amounts
from tracker.amounts import Amount
from tracker.values import Bound, Comparator, Kind, Rate


@dataclass(frozen=True, slots=True)
class Settled:
    """A figure's interval with what binds it."""

    low: Bound | None
    high: Bound | None
    comparator: Comparator
    unit: str | None
    precision: Decimal | None
    rate: Rate | None


def settle(
    value: Amount | None, low: Amount | None, high: Amount | None, *, unit: str | None, comparator: Comparator | None
) -> Settled:
    """Bring a figure's parts together: ``value``, or ``low`` and ``high`` of which one may be left open.

    Raises:
        ValueError: they do not fit together; the message names the fields.
    """
    if value is not None and (low is not None or high is not None):
        raise ValueError("give value, or low and high, not both")
    first = value or low or high
    if first is None:
        if comparator is not Comparator.VAGUE:
            raise ValueError("give value, or low and high, or the comparator vague where there is no number")
        return Settled(None, None, comparator, unit, None, None)
    if comparator is Comparator.VAGUE:
        raise ValueError("a vague figure has no number: leave it out, or choose another comparator")
    for part in (value, low, high):
        if unit and part is not None and part.unit and part.unit != unit:
            raise ValueError(f"the unit is {unit}, but the number is written in {part.unit}")
    bottom, top = _ends(value, low, high, comparator)
    relation = comparator or (value.comparator if value else None) or amounts.implied(bottom, top)
    unit = unit or first.unit or (high.unit if high else None)
    if wrong := amounts.fault(bottom, top, relation, unit, ("low", "high")):
        raise ValueError(wrong)
    precision = first.precision or (high.precision if high else None)
    return Settled(bottom, top, relation, unit, precision, value.rate if value else None)


def _ends(
    value: Amount | None, low: Amount | None, high: Amount | None, comparator: Comparator | None
) -> tuple[Bound | None, Bound | None]:
    if value is None:
        return (low.low if low else None), (high.high if high else None)
    if comparator is None or value.value is None:
        return value.low, value.high
    return amounts.interval(value.value, comparator)


def check_period(start: date | None, end: date | None) -> None:
    """Raise ValueError where a period ends before it starts."""
    if start and end and start > end:
        raise ValueError(f"period_start ({start}) is after period_end ({end}): exchange them")


def checkable(comparator: Comparator, kind: Kind) -> bool:
    """Whether a figure claims something that can be checked, as far as its form shows."""
    return comparator is not Comparator.VAGUE and kind is not Kind.SLOGAN
