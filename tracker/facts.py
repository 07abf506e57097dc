"""Facts: figures that come without a text, put into a line of our own words so that a quote can be anchored in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker import amounts
from tracker.extract import Claim
from tracker.values import UNIT_DATE, Bound, Comparator, Kind, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure with what it is about and who says so."""

    low: Bound | None
    high: Bound | None
    comparator: Comparator
    kind: Kind
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
    checkable: bool = True
    quote: str | None = None
    """The words of the figure; rendered from its interval where None."""

    def words(self) -> str:
        """The figure's own words."""
        return self.quote or amounts.in_words(
            self.low, self.high, self.unit, self.comparator, kind=self.kind, rate=self.rate, counted=self.counted
        )

    def claim(self, start: int = 0) -> Claim:
        """Render the fact as the line that begins at ``start`` of a text, and as the claim anchored in that line.

        >>> from tracker.values import Comparator, Kind
        >>> fact = Fact(low=Decimal(5), high=None, comparator=Comparator.GT, kind=Kind.LEVEL, unit="count",
        ...             subject="Acme", metric="shops", said_by="Acme")
        >>> fact.claim().sentence
        'Acme — shops: more than 5, says Acme.'
        """
        about = " — ".join(part for part in (self.subject, self.metric) if part)
        head, words = f"{about}: " if about else "", self.words()
        line = f"{head}{words}{self._tail()}."
        return Claim(
            start=start + len(head),
            end=start + len(head) + len(words),
            figure=words,
            low=self.low,
            high=self.high,
            unit=self.unit,
            comparator=self.comparator,
            precision=self.precision,
            counted=self.counted,
            kind=self.kind,
            subject=self.subject,
            metric=self.metric,
            rate=self.rate,
            period_start=self.period_start,
            period_end=self.period_end,
            baseline=self.baseline,
            attribution=self.said_by,
            hearsay=self.hearsay,
            sentence_start=start,
            sentence_end=start + len(line),
            sentence=line,
            checkable=self.checkable,
        )

    def _tail(self) -> str:
        parts = [f", against {self.baseline}"] if self.baseline else []
        if self.unit != UNIT_DATE:
            parts += [f", from {self.period_start}"] if self.period_start else []
            parts += [f", until {self.period_end}"] if self.period_end else []
        parts += [f", says {self.said_by}"] if self.said_by else []
        parts += [", passed on as hearsay"] if self.hearsay else []
        return "".join(parts)
