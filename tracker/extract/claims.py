"""Claims: the figures that claim something, each with what it is about and who says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.extract.chinese.reading import Reading
from tracker.extract.claim import Claim

__all__ = ["EXTRACTOR", "Claim", "as_record", "claims"]

EXTRACTOR = "zh-1"
"""Version of the reading rules, stored beside every claim they produced."""


def as_record(claim: Claim) -> dict[str, Any]:
    """Return a claim as a plain mapping for printing: dates as ISO strings, numbers as they are (``Decimal``).

    ``value`` is the number where the interval is one, else None; ``period`` is the rate (day, month), ``of`` what is
    counted.
    """
    low, high = (bound.isoformat() if isinstance(bound, date) else bound for bound in (claim.low, claim.high))
    return {
        "start": claim.start,
        "end": claim.end,
        "figure": claim.figure,
        "value": low if low == high else None,
        "low": low,
        "high": high,
        "unit": claim.unit,
        "of": claim.counted,
        "comparator": str(claim.comparator),
        "kind": str(claim.kind),
        "subject": claim.subject,
        "metric": claim.metric,
        "attribution": claim.attribution,
        "hearsay": claim.hearsay,
        "period": str(claim.rate) if claim.rate else None,
        "period_start": claim.period_start.isoformat() if claim.period_start else None,
        "period_end": claim.period_end.isoformat() if claim.period_end else None,
        "baseline": claim.baseline,
        "sentence": claim.sentence,
        "checkable": claim.checkable,
    }


def claims(text: str, published: date | None = None) -> list[Claim]:
    """Read the claims of ``text`` in order; ``published`` overrides the date in its head.

    A text without a date is read all the same: times that need one stay open. Never raises.
    """
    return Reading(text, published).claims()
