"""One claim as read from a text."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.values import Bound, Comparator, Kind, Rate


@dataclass(init=False, unsafe_hash=True)
class Claim:
    """One claim as read from a text: a value, never changed. Spans are code points into the whole text, end exclusive.

    It is not frozen, and sets its own fields, as else every one of them would be several times as slow to make.
    """

    start: int
    end: int
    figure: str
    low: Bound | None
    high: Bound | None
    unit: str | None
    comparator: Comparator
    precision: Decimal | None
    counted: str | None
    """For counts, what is counted (商家), else None."""
    kind: Kind
    subject: str | None
    metric: str | None
    """The metric phrase: the words that say what is measured."""
    rate: Rate | None
    period_start: date | None
    """The time the claim speaks of; either end may be open."""
    period_end: date | None
    baseline: str | None
    """What a change or multiple is against, in the text's words; None where nothing is named."""
    attribution: str | None
    """Who says it, in the text's words; None where nobody is named."""
    hearsay: bool
    """The text passes it on without a speaker (据悉, 据了解)."""
    sentence_start: int
    sentence_end: int
    sentence: str
    checkable: bool

    def __init__(
        self,
        start: int,
        end: int,
        figure: str,
        low: Bound | None,
        high: Bound | None,
        unit: str | None,
        comparator: Comparator,
        precision: Decimal | None,
        counted: str | None,
        kind: Kind,
        subject: str | None,
        metric: str | None,
        rate: Rate | None,
        period_start: date | None,
        period_end: date | None,
        baseline: str | None,
        attribution: str | None,
        hearsay: bool,
        sentence_start: int,
        sentence_end: int,
        sentence: str,
        checkable: bool,
    ) -> None:
        """Take the fields in their order."""
        self.start = start
        self.end = end
        self.figure = figure
        self.low = low
        self.high = high
        self.unit = unit
        self.comparator = comparator
        self.precision = precision
        self.counted = counted
        self.kind = kind
        self.subject = subject
        self.metric = metric
        self.rate = rate
        self.period_start = period_start
        self.period_end = period_end
        self.baseline = baseline
        self.attribution = attribution
        self.hearsay = hearsay
        self.sentence_start = sentence_start
        self.sentence_end = sentence_end
        self.sentence = sentence
        self.checkable = checkable

    def __reduce__(self) -> tuple[type[Claim], tuple[Any, ...]]:
        """Say how to make a copy: a compiled class does not tell by itself."""
        return Claim, tuple(getattr(self, field.name) for field in fields(self))
