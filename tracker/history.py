"""What happened to a claim, from the day it was stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import claims, flags, secrecy
from tracker.claims.quoting import BY_HAND
from tracker.models import (
    Claim,
    ClaimEdit,
    ClaimRevision,
    Document,
    Flag,
    FlagEvent,
    FlagWording,
    LinkProposal,
    Metric,
)
from tracker.states import FlagState, RevisionChange

_REVISED: Final = {
    RevisionChange.CHANGED: "revised",
    RevisionChange.GONE: "gone",
    RevisionChange.RETURNED: "returned",
    RevisionChange.UNCLEAR: "unclear",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a claim."""

    at: datetime
    """When; what is known to the day only comes at its beginning."""
    what: str
    """``stated``, ``captured``, ``linked``, ``revised``, ``edited``, ``agrees with``, ``opened``, …"""
    who: str | None
    detail: str
    flag_id: int | None = None
    is_day: bool = False
    """Whether only the day is known."""


def of_claim(session: Session, claim_id: int, *, zone: tzinfo) -> list[Event]:
    """Everything that happened to a claim, in order; days begin in ``zone``.

    Links and relations are worked out by the tracker: they come at the moment it noted them first as they are now.

    Raises:
        InputError: there is no such claim.
    """
    claim = claims.find(session, claim_id)
    events = [
        *_coming(claim, zone),
        *_links(session, claim),
        *_edits(session, claim_id),
        *_revisions(session, claim_id),
    ]
    events += [*_relations(session, claim_id), *_flags(session, claim_id)]
    return sorted(events, key=lambda event: event.at)


def _coming(claim: Claim, zone: tzinfo) -> Iterator[Event]:
    document, source = claim.document, claim.document.source
    if claim.stated_on is not None:
        who = "hearsay" if claim.is_hearsay and not claim.attribution else claim.attribution or source.publisher
        yield Event(_day(claim.stated_on, zone), "stated", who, f"“{claim.quote_exact}”", is_day=True)
    version = f", version {document.version}" if document.version and document.version > 1 else ""
    place = document.url or document.title or source.locator
    who = claim.extractor if claim.extractor.endswith(BY_HAND) else flags.TRACKER
    yield Event(document.captured_at, "captured", who, f"from {source.slug}{version}: {secrecy.mask(place)}")


def _day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _links(session: Session, claim: Claim) -> Iterator[Event]:
    proposals = select(LinkProposal, Metric.slug).join(Metric, Metric.id == LinkProposal.metric_id)
    for proposal, slug in session.execute(proposals.where(LinkProposal.claim_id == claim.id)):
        score = f"{proposal.score:.2f}"
        # A decision that another metric brought along when it was merged is older than the proposal.
        proposed = min(proposal.created_at, proposal.decided_at or proposal.created_at)
        yield Event(proposed, "proposed", flags.TRACKER, f"for {slug}, {score}: {proposal.reason}")
        if proposal.decision is not None and proposal.decided_at is not None:
            yield Event(proposal.decided_at, str(proposal.decision), proposal.decided_by, f"the link to {slug}")
    if claim.linked_at is not None:
        why = f": {claim.link_reason}" if claim.link_reason else ""
        detail = f"to {claim.metric.slug}{why}" if claim.metric else f"to no metric{why}"
        yield Event(claim.linked_at, "linked", claim.linked_by, detail)


def _edits(session: Session, claim_id: int) -> Iterator[Event]:
    for edit in session.scalars(select(ClaimEdit).where(ClaimEdit.claim_id == claim_id)):
        yield Event(edit.at, "edited", edit.actor, _changes(edit.before, edit.after))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name the fields that changed, with both values.

    >>> _changes({"unit": None, "metric_phrase": "a"}, {"unit": "%", "metric_phrase": "b"})
    'unit none → %; metric phrase a → b'
    """
    pairs = ((name, before[name], after[name]) for name in before if before[name] != after[name])
    words = (f"{name.replace('_', ' ')} {_word(old)} → {_word(new)}" for name, old, new in pairs)
    return "; ".join(words)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _revisions(session: Session, claim_id: int) -> Iterator[Event]:
    query = select(ClaimRevision, Document.version).join(
        Document, Document.id == ClaimRevision.document_id, isouter=True
    )
    for revision, version in session.execute(query.where(ClaimRevision.claim_id == claim_id)):
        figure = (revision.reading or {}).get("figure")
        where = f" in version {version}" if version else ""
        yield Event(revision.at, _REVISED[revision.change], revision.actor, _revised(revision.change, figure) + where)


def _revised(change: RevisionChange, figure: str | None) -> str:
    match change:
        case RevisionChange.CHANGED:
            return f"its place says “{figure}” now"
        case RevisionChange.UNCLEAR:
            return f"something like it stands there: “{figure}”" if figure else "something like it stands there"
        case RevisionChange.RETURNED:
            return "it stands there again as captured"
    return "it stands there no longer"


def _relations(session: Session, claim_id: int) -> Iterator[Event]:
    for related in claims.related(session, claim_id):
        told = ", ".join(part for part in (related.source, related.stated_on and str(related.stated_on)) if part)
        note = f"; {related.note}" if related.note else ""
        detail = f"claim {related.claim_id}, “{related.figure}”, {told}{note}"
        yield Event(related.since, related.relation, flags.TRACKER, detail)


def _flags(session: Session, claim_id: int) -> Iterator[Event]:
    worded = (
        select(FlagWording.message)
        .where(FlagWording.flag_id == Flag.id, FlagWording.until > FlagEvent.at)
        .order_by(FlagWording.until, FlagWording.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(FlagEvent, Flag.id, Flag.kind, Flag.reason, func.coalesce(worded, Flag.message))
        .join(Flag, Flag.id == FlagEvent.flag_id)
        .where(Flag.claim_id == claim_id)
        .order_by(FlagEvent.at, FlagEvent.id)
    )
    for event, flag_id, kind, reason, message in session.execute(query):
        detail = f"{kind}/{reason}"
        if event.state_after is FlagState.OPEN:
            detail += f": {message}"
        if event.resolution is not None:
            detail += f" as {event.resolution}"
        if event.snoozed_until is not None:
            detail += f" until {event.snoozed_until:%Y-%m-%d}"
        yield Event(
            event.at, str(event.action), event.actor, f"{detail} ({event.note})" if event.note else detail, flag_id
        )
