"""Explanations: the whole reasoning behind the verdict on one claim, as one object."""

from __future__ import annotations

from tracker.explanation.content import (
    Dates,
    Expected,
    Explanation,
    FigureRead,
    Link,
    NotCounted,
    Origin,
    Other,
    Proposal,
    Quote,
    SourceState,
)
from tracker.explanation.reading import explain

__all__ = [
    "Dates",
    "Expected",
    "Explanation",
    "FigureRead",
    "Link",
    "NotCounted",
    "Origin",
    "Other",
    "Proposal",
    "Quote",
    "SourceState",
    "explain",
]
