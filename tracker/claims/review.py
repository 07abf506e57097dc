"""Claims of which a person has to say what became of them: something like them stands on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tracker import revisions
from tracker.claims.listing import find
from tracker.claims.reading import from_values, store
from tracker.claims.revision import Change, note
from tracker.errors import InputError
from tracker.models import Claim, ClaimRevision, Document, Source
from tracker.states import QuoteState, RevisionChange


@dataclass(frozen=True, slots=True)
class Unclear:
    """A claim as captured, and what may or may not be it."""

    id: int
    source: str
    url: str | None
    figure: str
    sentence: str
    at: datetime
    """When it was found so."""
    figure_now: str | None
    sentence_now: str | None


def unclear(session: Session, *, source: str | None = None) -> list[Unclear]:
    """The claims that wait for a person to say what became of them, in the order they came in."""
    last = (
        select(ClaimRevision.claim_id, ClaimRevision.at, ClaimRevision.reading)
        .where(ClaimRevision.change == RevisionChange.UNCLEAR)
        .ext(distinct_on(ClaimRevision.claim_id))
        .order_by(ClaimRevision.claim_id, ClaimRevision.id.desc())
        .subquery()
    )
    query = (
        select(
            Claim.id,
            Source.slug,
            func.coalesce(Document.url, Source.url),
            Claim.quote_exact,
            Claim.sentence,
            last.c.at,
            last.c.reading["figure"].astext,
            last.c.reading["sentence"].astext,
        )
        .join(last, last.c.claim_id == Claim.id)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Claim.quote_state == QuoteState.UNCLEAR)
        .order_by(Claim.id)
    )
    if source is not None:
        query = query.where(Source.slug == source)
    return [Unclear(*row) for row in session.execute(query)]


def decide(session: Session, claim_id: int, *, is_it: bool, actor: str, now: datetime) -> RevisionChange:
    """Note what a person says of an unclear claim: that what was found is the claim, or that the claim is gone.

    What is not the claim becomes one of its own, where the page's text is kept.

    Raises:
        InputError: there is no such claim, or nothing about it is unclear.
    """
    claim = find(session, claim_id)
    if claim.quote_state is not QuoteState.UNCLEAR:
        raise InputError(
            f"claim {claim_id} is {claim.quote_state}: there is nothing to review; `tracker claims review`"
        )
    found = session.scalars(
        select(ClaimRevision)
        .where(ClaimRevision.claim_id == claim_id, ClaimRevision.change == RevisionChange.UNCLEAR)
        .order_by(ClaimRevision.id.desc())
        .limit(1)
    ).one()
    reading = found.reading or {}
    change = RevisionChange.GONE
    if is_it:
        is_same = revisions.same_figure(claim.reading, reading)
        change = RevisionChange.RETURNED if is_same else RevisionChange.CHANGED
    elif found.document is not None:
        store(session, found.document, [from_values(reading)])
    document_id = found.document_id
    note(session, [Change(claim_id, change, found.reading if is_it else None)], document_id, now, actor=actor)
    return change
