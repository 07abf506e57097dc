"""Relations as people look for them: a pair of claims, and how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.models import Appearance, Claim, ClaimOrigin, ClaimRelation, Document, Metric, Source
from tracker.states import Relation
from tracker.values import Bound

_MUTUAL: Final = (Relation.AGREES, Relation.CONTRADICTS)
"""Relations that are kept both ways."""
_PLACES: Final = {relation: number for number, relation in enumerate(Relation)}


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a pair."""

    id: int
    """The same on both sides where one text stands at two places."""
    url: str | None
    publisher: str | None
    subject: str | None
    metric: str | None
    """What is measured, in the document's words."""
    figure: str
    low: Bound | None
    high: Bound | None
    unit: str | None
    stated_on: date | None
    origin: str | None
    """Whose word it rests on in the end; none for hearsay."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How a claim stands to another; of a figure that takes the place of another, the later one comes first."""

    series: str
    """The slug of their metric."""
    claim: Side
    other: Side
    relation: Relation
    independent: bool
    note: str | None


def listing(session: Session, *, metric: str | None = None, claim_id: int | None = None) -> list[Pair]:
    """Return every pair once, metric by metric: those of one metric, by its slug, or of one claim, or all.

    A text that several sources carry is kept once, with its claims; that each of the others repeats them is listed too.
    """
    found = [*_between(session, metric, claim_id), *_carried(session, metric, claim_id)]
    return sorted(found, key=lambda pair: (pair.series, _PLACES[pair.relation], pair.claim.id, pair.other.id))


def _between(session: Session, metric: str | None, claim_id: int | None) -> list[Pair]:
    one, other = aliased(Claim), aliased(Claim)
    sides = [_side(one), _side(other)]
    query = (
        select(Metric.slug, ClaimRelation.relation, ClaimRelation.is_independent, ClaimRelation.note, *sides[0][0],
               *sides[1][0])
        .join(one, one.id == ClaimRelation.claim_id)
        .join(other, other.id == ClaimRelation.other_id)
        .join(Metric, Metric.id == one.metric_id)
    )  # fmt: skip
    for _, joins in sides:
        for target, condition, is_outer in joins:
            query = query.join(target, condition, isouter=is_outer)
    first = ClaimRelation.claim_id == claim_id if claim_id is not None else one.id < other.id
    query = query.where(or_(ClaimRelation.relation.not_in(_MUTUAL), first))
    if metric is not None:
        query = query.where(Metric.slug == metric)
    if claim_id is not None:
        query = query.where(or_(one.id == claim_id, other.id == claim_id))
    return [_pair(row) for row in session.execute(query)]


def _carried(session: Session, metric: str | None, claim_id: int | None) -> list[Pair]:
    """The claims whose very text another source carries too, where they have a metric."""
    columns, joins = _side(Claim)
    carrier = aliased(Source)
    query = select(Metric.slug, Appearance.url, carrier.publisher, *columns).join(Metric, Metric.id == Claim.metric_id)
    for target, condition, is_outer in joins:
        query = query.join(target, condition, isouter=is_outer)
    home = joins[0][0]
    query = (
        query.join(Appearance, Appearance.document_id == home.id)
        .join(carrier, carrier.id == Appearance.source_id)
        .where(Appearance.source_id != home.source_id, carrier.removed_at.is_(None))
    )
    if metric is not None:
        query = query.where(Metric.slug == metric)
    if claim_id is not None:
        query = query.where(Claim.id == claim_id)
    found = []
    for slug, url, publisher, *rest in session.execute(query.order_by(Claim.id, Appearance.id)):
        side = _read(rest)
        elsewhere = replace(side, url=url, publisher=publisher)
        found.append(Pair(slug, elsewhere, side, Relation.REPEATS, False, "the same text"))
    return found


def _side(claim: Any) -> tuple[list[Any], list[tuple[Any, Any, bool]]]:
    """The columns of one claim of a pair, and what they have to be joined from."""
    document, source, origin = aliased(Document), aliased(Source), aliased(ClaimOrigin)
    columns = [
        claim.id, func.coalesce(document.url, source.url), source.publisher, claim.subject, claim.metric_phrase,
        claim.quote_exact, claim.low, claim.high, claim.low_date, claim.high_date, claim.unit, claim.stated_on,
        origin.origin,
    ]  # fmt: skip
    return columns, [
        (document, document.id == claim.document_id, False),
        (source, source.id == document.source_id, False),
        (origin, and_(origin.claim_id == claim.id), True),
    ]


def _pair(row: Sequence[Any]) -> Pair:
    slug, relation, is_independent, note, *rest = row
    half = len(rest) // 2
    return Pair(slug, _read(rest[:half]), _read(rest[half:]), Relation(relation), is_independent, note)


def _read(columns: Sequence[Any]) -> Side:
    """Fold the columns for numbers and those for dates into one interval."""
    low, high, low_date, high_date = columns[6:10]
    bounds = [low if low_date is None else low_date, high if high_date is None else high_date]
    return Side(*columns[:6], *bounds, *columns[10:])
