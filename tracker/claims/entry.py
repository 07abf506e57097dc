"""What a person enters for a claim: checked, and laid over what is there. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tracker import amounts
from tracker.errors import InputError
from tracker.facts import Fact
from tracker.models import Claim
from tracker.values import Bound, Comparator, Kind, Rate

_ONE_SIDED: Final = (Comparator.GT, Comparator.GE, Comparator.LT, Comparator.LE)
_TEXTS: Final = ("subject", "metric", "unit", "counted", "rate", "baseline", "said_by")
_DAYS: Final = ("stated_on", "period_start", "period_end")
UNSETTABLE: Final = (*_TEXTS, *_DAYS, "value", "low", "high", "link")
"""The fields an edit may empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person typed; None where a field is left alone. Numbers are still text."""

    subject: str | None = None
    metric: str | None = None
    """The words that say what is measured."""
    value: str | None = None
    low: str | None = None
    high: str | None = None
    unit: str | None = None
    comparator: Comparator | None = None
    kind: Kind | None = None
    counted: str | None = None
    rate: Rate | None = None
    said_by: str | None = None
    hearsay: bool | None = None
    checkable: bool | None = None
    stated_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    baseline: str | None = None
    quote: str | None = None
    link: str | None = None
    """The slug of the metric it is tied to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The fields of a claim that a person may set."""

    low: Bound | None = None
    high: Bound | None = None
    comparator: Comparator = Comparator.VAGUE
    kind: Kind = Kind.LEVEL
    subject: str | None = None
    metric: str | None = None
    unit: str | None = None
    precision: Decimal | None = None
    counted: str | None = None
    rate: Rate | None = None
    period_start: date | None = None
    period_end: date | None = None
    baseline: str | None = None
    said_by: str | None = None
    hearsay: bool = False
    checkable: bool = False
    stated_on: date | None = None

    @classmethod
    def of(cls, claim: Claim) -> Values:
        """The values a stored claim has."""
        return cls(
            low=claim.low if claim.low_date is None else claim.low_date,
            high=claim.high if claim.high_date is None else claim.high_date,
            comparator=claim.comparator,
            kind=claim.kind,
            subject=claim.subject,
            metric=claim.metric_phrase,
            unit=claim.unit,
            precision=claim.precision,
            counted=claim.counted,
            rate=claim.rate,
            period_start=claim.period_start,
            period_end=claim.period_end,
            baseline=claim.baseline,
            said_by=claim.attribution,
            hearsay=claim.is_hearsay,
            checkable=claim.is_checkable,
            stated_on=claim.stated_on,
        )

    def fact(self, quote: str | None) -> Fact:
        """The values as a fact, to be put into words."""
        return Fact(
            low=self.low,
            high=self.high,
            comparator=self.comparator,
            kind=self.kind,
            subject=self.subject,
            metric=self.metric,
            unit=self.unit,
            precision=self.precision,
            counted=self.counted,
            rate=self.rate,
            period_start=self.period_start,
            period_end=self.period_end,
            baseline=self.baseline,
            said_by=self.said_by,
            hearsay=self.hearsay,
            checkable=self.checkable,
            quote=quote,
        )


def apply(values: Values, entry: Entry, unset: Collection[str] = ()) -> Values:
    """Lay ``entry`` over ``values``, with the fields in ``unset`` emptied first, and check the result.

    Raises:
        InputError: a value is none, or the whole does not fit together; the message names the option.
    """
    _check_unset(entry, unset)
    changed: dict[str, Any] = {name: None for name in (*_TEXTS, *_DAYS) if name in unset}
    for name in ("subject", "metric", "unit", "counted", "baseline", "said_by"):
        if (text := getattr(entry, name)) is not None:
            changed[name] = _line(text, name)
    for name in ("kind", "rate", "hearsay", *_DAYS):
        if getattr(entry, name) is not None:
            changed[name] = getattr(entry, name)
    result = _with_interval(replace(values, **changed), entry, unset)
    wrong = amounts.fault(result.low, result.high, result.comparator, result.unit, ("--low", "--high"))
    if wrong is None and result.period_start and result.period_end and result.period_start > result.period_end:
        wrong = f"--period-start ({result.period_start}) is after --period-end ({result.period_end}): exchange them"
    if wrong:
        raise InputError(wrong)
    return replace(result, checkable=_checkable(values, result, entry))


def _with_interval(values: Values, entry: Entry, unset: Collection[str]) -> Values:
    """Settle bounds, comparator, unit and precision, which depend on one another."""
    if entry.value is not None and (entry.low is not None or entry.high is not None):
        raise InputError("--value: give it, or --low and --high, not both")
    if entry.value is not None:
        return _with_value(values, amounts.read(entry.value, "--value", values.stated_on), entry)
    low = None if {"low", "value"} & set(unset) else values.low
    high = None if {"high", "value"} & set(unset) else values.high
    if entry.low is None and entry.high is None and not {"low", "high", "value"} & set(unset):
        if entry.comparator is None or entry.comparator is values.comparator:
            return values
        return _with_comparator(values, entry.comparator)
    ends = [(entry.low, "--low"), (entry.high, "--high")]
    read = [amounts.read(text, place, values.stated_on) if text is not None else None for text, place in ends]
    low = read[0].low if read[0] else low
    high = read[1].high if read[1] else high
    comparator = entry.comparator or _fitting(values.comparator, low, high)
    unit = next((part.unit for part in read if part and part.unit), None)
    precision = next((part.precision for part in read if part and part.precision), values.precision)
    rate = next((part.rate for part in read if part and part.rate), None)
    return replace(
        values,
        low=low,
        high=high,
        comparator=comparator,
        unit=values.unit if entry.unit else unit or values.unit,
        precision=precision,
        rate=entry.rate or rate or values.rate,
    )


def _with_value(values: Values, amount: amounts.Amount, entry: Entry) -> Values:
    if entry.unit and amount.unit and entry.unit.strip() != amount.unit:
        raise InputError(f"--value is written in {amount.unit}, but --unit is {entry.unit}: give one of them")
    if entry.comparator is Comparator.VAGUE:
        raise InputError("--comparator vague: such a figure has no number; leave --value out")
    hedged = amount.comparator if amount.comparator is not Comparator.EQ else None
    kept = values.comparator if values.comparator in (*_ONE_SIDED, Comparator.APPROX, Comparator.ORDER) else None
    comparator = entry.comparator or hedged or kept or Comparator.EQ
    same = amount.value is None or comparator is hedged
    low, high = (amount.low, amount.high) if same else amounts.interval(amount.value or Decimal(0), comparator)
    return replace(
        values,
        low=low,
        high=high,
        comparator=comparator,
        unit=amount.unit or values.unit,
        precision=amount.precision,
        rate=entry.rate or amount.rate or values.rate,
    )


def _with_comparator(values: Values, comparator: Comparator) -> Values:
    """Keep the number that is claimed and bind it differently."""
    if comparator is Comparator.VAGUE:
        return replace(values, low=None, high=None, comparator=comparator)
    named = values.low if values.low is not None else values.high
    if named is None:
        raise InputError(f"--comparator {comparator}: the claim has no number; give one with --value")
    if values.comparator is Comparator.RANGE and comparator is not Comparator.APPROX:
        raise InputError(f"--comparator {comparator}: the claim is a range; give the number with --value")
    if values.comparator is Comparator.RANGE:
        return replace(values, comparator=comparator)
    low, high = amounts.interval(named, comparator)
    return replace(values, low=low, high=high, comparator=comparator)


def _fitting(comparator: Comparator, low: Bound | None, high: Bound | None) -> Comparator:
    """Keep a comparator where the interval still has its shape, else the one the interval implies."""
    if comparator in _ONE_SIDED and (low is None) != (high is None):
        return comparator
    if comparator in (Comparator.APPROX, Comparator.ORDER) and low is not None and high is not None:
        return comparator
    return amounts.implied(low, high)


def _checkable(before: Values, after: Values, entry: Entry) -> bool:
    if entry.checkable is not None:
        return entry.checkable
    if after.comparator is Comparator.VAGUE or after.kind is Kind.SLOGAN:
        return False
    was_none = before.comparator is Comparator.VAGUE or before.kind is Kind.SLOGAN
    return True if was_none else before.checkable


def _check_unset(entry: Entry, unset: Collection[str]) -> None:
    for name in unset:
        if name not in UNSETTABLE:
            listed = ", ".join(field.replace("_", "-") for field in UNSETTABLE)
            raise InputError(f"--unset: {name.replace('_', '-')!r} cannot be emptied; choose of {listed}")
        if getattr(entry, name) is not None:
            raise InputError(f"--unset {name.replace('_', '-')}: it is given a value in the same command; choose one")


def _line(text: str, name: str) -> str:
    option = f"--{name.replace('_', '-')}"
    if not (line := text.strip()) or not line.isprintable():
        raise InputError(f"{option}: give a line of text, or --unset {name.replace('_', '-')} to empty it")
    return line
