"""One claim as read from a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.values import Bound, Comparator, Kind, Rate


@dataclass(slots=True, unsafe_hash=True)
class Claim:
    """One claim as read from a text: a value, never changed. Spans are code points into the whole text, end exclusive.

    It is not frozen, as that would make every one of them four times as slow to make.
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
