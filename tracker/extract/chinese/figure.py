"""Figures: what is read of one quantity."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.values import Bound, Comparator, Rate

_FIELDS: Final = (
    "start",
    "end",
    "text",
    "low",
    "high",
    "unit",
    "comparator",
    "counter",
    "rate",
    "precision",
    "ordinal",
    "per",
)


class Figure:
    """One quantity as it stands in a text.

    ``start`` and ``end`` are code points into the text, end exclusive, hedges included, so that
    ``text[start:end] == figure.text``.
    """

    __slots__ = _FIELDS

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        low: Bound | None,
        high: Bound | None,
        unit: str | None,
        comparator: Comparator,
        counter: str | None = None,
        rate: Rate | None = None,
        precision: Decimal | None = None,
        ordinal: bool = False,
        per: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.low: Bound | None = low
        """Lower bound of the interval claimed; None where open. A fall is negative (set by claims, not here)."""
        self.high: Bound | None = high
        self.unit = unit
        """``%``, ``pp``, ``x``, an ISO 4217 currency, ``hour``/``day``/``year``…, ``date`` or ``count``; None where the
        words name none (指数突破3900)."""
        self.comparator = comparator
        self.counter = counter
        """The measure word written behind a count (家, 个, 条)."""
        self.rate = rate
        self.precision = precision
        """The place of the last stated digit, in the figure's unit: 1 for 12 %, 0.1 for 8.5 %, 1e8 for 20亿."""
        self.ordinal = ordinal
        """Which one in a row (第17年), not how many."""
        self.per = per
        """What a price or amount is for one of, as written (元/吨: 吨)."""

    def __repr__(self) -> str:
        return f"Figure({', '.join(f'{name}={getattr(self, name)!r}' for name in _FIELDS)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.text))
