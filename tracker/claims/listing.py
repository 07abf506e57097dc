"""Claims as people look for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.errors import InputError
from tracker.models import Claim, Document, Flag, Metric, Source
from tracker.values import Bound, Comparator, Kind, Rate

LARGEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of claims."""

    id: int
    source: str
    publisher: str | None
    document: int
    url: str | None
    published: date | None
    stated_on: date | None
    subject: str | None
    metric: str | None
    figure: str
    low: Bound | None
    high: Bound | None
    unit: str | None
    comparator: Comparator
    kind: Kind
    counted: str | None
    rate: Rate | None
    period_start: date | None
    period_end: date | None
    baseline: str | None
    attribution: str | None
    hearsay: bool
    checkable: bool
    linked_to: str | None
    """The slug of its metric."""
    sentence: str
    evaluated_at: datetime | None
    edited_at: datetime | None


_COLUMNS: Final[tuple[Any, ...]] = (
    Claim.id,
    Source.slug,
    Source.publisher,
    Document.id,
    func.coalesce(Document.url, Source.url),
    Document.published_on,
    Claim.stated_on,
    Claim.subject,
    Claim.metric_phrase,
    Claim.quote_exact,
    Claim.low,
    Claim.high,
    Claim.low_date,
    Claim.high_date,
    Claim.unit,
    Claim.comparator,
    Claim.kind,
    Claim.counted,
    Claim.rate,
    Claim.period_start,
    Claim.period_end,
    Claim.baseline,
    Claim.attribution,
    Claim.is_hearsay,
    Claim.is_checkable,
    Metric.slug,
    Claim.sentence,
    Claim.evaluated_at,
    Claim.edited_at,
)


def listing(
    session: Session,
    *,
    source: str | None = None,
    metric: str | None = None,
    search: str | None = None,
    unchecked: bool = False,
    document_id: int | None = None,
    limit: int | None = None,
) -> list[Listed]:
    """Claims in the order they came in; ``search`` looks in subject, metric phrase, sentence and speaker."""
    query = chosen(
        select(*_COLUMNS),
        source=source,
        metric=metric,
        search=search,
        unchecked=unchecked,
        document_id=document_id,
    )
    return [_listed(row) for row in session.execute(query.order_by(Claim.id).limit(limit))]


def count(
    session: Session,
    *,
    source: str | None = None,
    metric: str | None = None,
    search: str | None = None,
    unchecked: bool = False,
) -> int:
    """How many claims ``listing`` would return without a limit."""
    query = chosen(select(func.count(Claim.id)), source=source, metric=metric, search=search, unchecked=unchecked)
    return session.scalar(query) or 0


def find(session: Session, claim_id: int) -> Claim:
    """Return a claim with its document, source and metric; raises InputError where there is none."""
    claim = None
    if 0 < claim_id <= LARGEST_ID:
        claim = session.get(
            Claim,
            claim_id,
            options=[
                joinedload(Claim.document).joinedload(Document.source),
                joinedload(Claim.metric),
                joinedload(Claim.origin),
            ],
        )
    if claim is None:
        raise InputError(f"there is no claim {claim_id}; `tracker claims list` shows them")
    return claim


def history(session: Session, claim_id: int) -> Sequence[Flag]:
    """Every flag the claim ever had, each with its events in order."""
    return session.scalars(
        select(Flag).where(Flag.claim_id == claim_id).options(selectinload(Flag.events)).order_by(Flag.id)
    ).all()


def chosen(
    query: Select[Any],
    *,
    source: str | None,
    metric: str | None,
    search: str | None,
    unchecked: bool,
    publisher: str | None = None,
    document_id: int | None = None,
) -> Select[Any]:
    """Let ``query`` go over the claims that fit, each with its document, its source and, if any, its metric."""
    query = (
        query.select_from(Claim)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Metric, Metric.id == Claim.metric_id, isouter=True)
    )
    if source is not None:
        query = query.where(Source.slug == source)
    if metric is not None:
        query = query.where(Metric.slug == metric)
    if publisher is not None:
        query = query.where(func.lower(Source.publisher) == func.lower(publisher))
    if search is not None:
        looked_in = (Claim.subject, Claim.metric_phrase, Claim.sentence, Claim.attribution)
        query = query.where(or_(*(column.icontains(search, autoescape=True) for column in looked_in)))
    if unchecked:
        query = query.where(Claim.evaluated_at.is_(None))
    if document_id is not None:
        query = query.where(Claim.document_id == document_id)
    return query


def _listed(row: Sequence[Any]) -> Listed:
    """Fold the columns for numbers and those for dates into one interval."""
    low, high, low_date, high_date = row[10:14]
    bounds = [low if low_date is None else low_date, high if high_date is None else high_date]
    return Listed(*[*row[:10], *bounds, *row[14:]])
