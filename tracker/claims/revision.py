"""What a new version of a document does to the claims of its earlier ones.

A claim stays as it was captured, in the version it was captured from: that is what people quote. What stands in its
place now is kept beside it as a revision, and its quote's state says how the two compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import extract, revisions
from tracker.claims.reading import as_values, store
from tracker.models import Appearance, Claim, ClaimRevision, Document
from tracker.states import QuoteState, RevisionChange

_STATES = {
    RevisionChange.CHANGED: QuoteState.CHANGED,
    RevisionChange.GONE: QuoteState.GONE,
    RevisionChange.RETURNED: QuoteState.PRESENT,
}


@dataclass(frozen=True, slots=True)
class Revised:
    """What a new version brought, in numbers of claims."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    returned: int = 0


def revise(
    session: Session,
    appearance: Appearance,
    document: Document,
    readings: Sequence[extract.Claim],
    *,
    extractor: str,
    now: datetime,
) -> Revised:
    """Compare what is read in ``document`` with every claim captured from the same place before.

    Figures that are new there become claims of ``document``; for the others at most a revision is written.
    """
    claims = session.scalars(
        select(Claim)
        .join(Document, Document.id == Claim.document_id)
        .where(Document.appearance_id == appearance.id)
        .order_by(Document.version, Claim.quote_start)
    ).all()
    latest = _latest(session, [claim.id for claim in claims])
    before = [latest.get(claim.id, claim.reading) for claim in claims]
    now_read = [as_values(reading) for reading in readings]
    compared = revisions.compare(before, now_read)
    changes: list[RevisionChange] = []
    for old, new in compared.pairs:
        claim, reading = claims[old], now_read[new]
        if revisions.same_figure(claim.reading, reading):
            if claim.quote_state is not QuoteState.PRESENT:
                changes.append(_note(session, claim, document, RevisionChange.RETURNED, reading, now))
        elif claim.quote_state is not QuoteState.CHANGED or not revisions.same_figure(before[old], reading):
            changes.append(_note(session, claim, document, RevisionChange.CHANGED, reading, now))
    words = "".join(document.text.split()) if compared.gone else ""
    for old in compared.gone:
        claim = claims[old]
        if claim.quote_state is not QuoteState.GONE and not _stands(claim, words):
            changes.append(_note(session, claim, document, RevisionChange.GONE, None, now))
    added = store(session, document, [readings[new] for new in compared.added], extractor=extractor)
    session.flush()
    return Revised(
        added=added,
        changed=changes.count(RevisionChange.CHANGED),
        gone=changes.count(RevisionChange.GONE),
        returned=changes.count(RevisionChange.RETURNED),
    )


def revisions_of(session: Session, claim: Claim) -> Sequence[ClaimRevision]:
    """What became of ``claim`` in later versions, oldest first."""
    return session.scalars(
        select(ClaimRevision).where(ClaimRevision.claim_id == claim.id).order_by(ClaimRevision.at, ClaimRevision.id)
    ).all()


def _latest(session: Session, claim_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The last figure seen in the place of each claim that was revised."""
    if not claim_ids:
        return {}
    newest = (
        select(func.max(ClaimRevision.id))
        .where(ClaimRevision.claim_id == func.any(claim_ids), ClaimRevision.reading.is_not(None))
        .group_by(ClaimRevision.claim_id)
    )
    found = session.execute(select(ClaimRevision.claim_id, ClaimRevision.reading).where(ClaimRevision.id.in_(newest)))
    return {claim_id: reading for claim_id, reading in found if reading is not None}


def _stands(claim: Claim, words: str) -> bool:
    """Whether a claim that the rules do not read stands there word for word: one entered by hand, or read otherwise."""
    around = claim.quote_prefix[-8:] + claim.quote_exact + claim.quote_suffix[:8]
    return "".join(around.split()) in words


def _note(
    session: Session,
    claim: Claim,
    document: Document,
    change: RevisionChange,
    reading: dict[str, Any] | None,
    now: datetime,
) -> RevisionChange:
    session.add(ClaimRevision(claim_id=claim.id, document_id=document.id, at=now, change=change, reading=reading))
    claim.quote_state = _STATES[change]
    return change
