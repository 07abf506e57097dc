"""A metric's series: every figure stated of it, claims beside evidence, with the verdict on each and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker import metrics, past, standing
from tracker.models import Claim, ClaimRelation
from tracker.standing import Facts, Verdict
from tracker.states import Relation
from tracker.values import Bound, Comparator, Tier


@dataclass(frozen=True, slots=True)
class Tie:
    """How one figure of a series stands to another, said from the one to the other."""

    words: str
    """``agrees with``, ``superseded by``."""
    claim_id: int
    is_independent: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series."""

    claim_id: int
    day: date | None
    """What it speaks of: the last day of its period, else the day it was stated."""
    period_start: date | None
    period_end: date | None
    stated_on: date | None
    figure: str
    """Its words, as quoted."""
    words: str
    """What they mean, in plain words."""
    low: Bound | None
    high: Bound | None
    unit: str | None
    comparator: Comparator
    origin: str | None
    """Whose word it is; none for hearsay."""
    is_inferred: bool
    """Nobody is named; the subject's own party said the same elsewhere."""
    publisher: str | None
    source: str
    tier: Tier
    url: str | None
    relations: tuple[Tie, ...]
    verdict: Verdict

    @property
    def is_evidence(self) -> bool:
        """Whether a work of reference states it."""
        return self.tier is Tier.REFERENCE

    @property
    def is_drawable(self) -> bool:
        """Whether it has a day and a finite number, or a date, to be drawn at."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return self.day is not None and bool(ends) and all(not isinstance(e, Decimal) or e.is_finite() for e in ends)


@dataclass(frozen=True, slots=True)
class Series:
    """What is known of a metric as of a day."""

    metric: str
    """Its slug."""
    subject: str
    measure: str
    unit: str
    as_of: date
    points: tuple[Point, ...]
    """Oldest first; figures without a day come last."""

    @property
    def verdicts(self) -> Counter[str]:
        """How often each verdict falls."""
        return Counter(point.verdict.word for point in self.points)

    @property
    def origins(self) -> int:
        """How many parties speak."""
        return len({point.origin for point in self.points} - {None})


def read(session: Session, slug: str, *, moment: datetime, zone: tzinfo, is_past: bool = False) -> Series:
    """Read the series of the metric called ``slug`` as of ``moment``, one that is gone since as well.

    Raises InputError where there is none.
    """
    with past.looking(session, moment, zone, is_past=is_past):
        return _read(session, slug, moment=moment, zone=zone, is_past=is_past)


def _read(session: Session, slug: str, *, moment: datetime, zone: tzinfo, is_past: bool) -> Series:
    metric = metrics.find(session, slug)
    ids = session.scalars(select(Claim.id).where(Claim.metric_id == metric.id)).all()
    known = standing.facts(session, ids)
    raised = standing.raised(session, known, moment)
    evaluated = standing.evaluated(session, known, moment, is_past=is_past)
    ties = relations(session, known)
    points = [
        point(
            row,
            ties.get(claim_id, ()),
            standing.judge(row, raised.get(claim_id, ()), is_evaluated=claim_id in evaluated),
        )
        for claim_id, row in known.items()
    ]
    points.sort(key=lambda each: (each.day is None, each.day or date.min, each.claim_id))
    as_of = moment.astimezone(zone).date()
    return Series(metric.slug, metric.subject, metric.measure, metric.unit, as_of, tuple(points))


_BACKWARD = {
    Relation.SUPERSEDES: "superseded by",
    Relation.REVISES: "revised by",
    Relation.REPEATS: "repeated by",
    Relation.AGREES: "agrees with",
    Relation.CONTRADICTS: "contradicts",
}
_FORWARD = {
    Relation.SUPERSEDES: "supersedes",
    Relation.REVISES: "revises",
    Relation.REPEATS: "repeats",
    Relation.AGREES: "agrees with",
    Relation.CONTRADICTS: "contradicts",
}


def relations(session: Session, ids: Iterable[int]) -> dict[int, tuple[Tie, ...]]:
    """How each of the claims stands to the others among them, each pair told once a way."""
    wanted = list(ids)
    among = (ClaimRelation.claim_id == func.any(wanted), ClaimRelation.other_id == func.any(wanted))
    rows = session.scalars(select(ClaimRelation).where(or_(*among)).order_by(ClaimRelation.id)).all()
    told: dict[int, dict[tuple[str, int], Tie]] = {}
    inside = set(wanted)
    for row in rows:
        if row.claim_id not in inside or row.other_id not in inside:
            continue
        for one, other, words in (
            (row.claim_id, row.other_id, _FORWARD[row.relation]),
            (row.other_id, row.claim_id, _BACKWARD[row.relation]),
        ):
            told.setdefault(one, {}).setdefault((words, other), Tie(words, other, row.is_independent))
    return {claim_id: tuple(ties.values()) for claim_id, ties in told.items()}


def point(row: Facts, ties: Sequence[Tie], verdict: Verdict) -> Point:
    """Make a point of a claim's facts."""
    low, high = standing.bounds(row)
    return Point(
        claim_id=row["claim_id"],
        day=row["period_end"] or row["stated_on"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        stated_on=row["stated_on"],
        figure=row["figure"],
        words=standing.in_words(row),
        low=low,
        high=high,
        unit=row["unit"],
        comparator=Comparator(row["comparator"]),
        origin=row["origin"],
        is_inferred=bool(row["is_origin_inferred"]),
        publisher=row["publisher"],
        source=row["source"],
        tier=Tier(row["tier"]),
        url=row["url"],
        relations=tuple(ties),
        verdict=verdict,
    )
