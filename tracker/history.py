"""What happened to a claim, from the day it was stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import array
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
    RowVersion,
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
    yield from _metrics(session, claim)


_LINK: Final = ("metric_id", "linked_by", "link_reason")


def _metrics(session: Session, claim: Claim) -> Iterator[Event]:
    """Each metric that a claim was ever linked to, the last first."""
    versions = session.execute(
        select(RowVersion.until, RowVersion.told)
        .where(RowVersion.relation == Claim.__tablename__, RowVersion.row_id == claim.id)
        .where(RowVersion.told.has_any(array(_LINK)))
        .order_by(RowVersion.until.desc(), RowVersion.id.desc())
    ).all()
    state: dict[str, Any] = {name: getattr(claim, name) for name in _LINK}
    at = claim.linked_at
    for until, told in versions:
        earlier = {name: told.get(name, state[name]) for name in _LINK}
        if earlier["metric_id"] != state["metric_id"]:
            yield _linked(session, until, state)
            at = claim.document.captured_at
        state = earlier
    if at is not None and (state["metric_id"] is not None or at == claim.linked_at):
        yield _linked(session, at, state)


def _linked(session: Session, at: datetime, state: Mapping[str, Any]) -> Event:
    why = f": {state['link_reason']}" if state["link_reason"] else ""
    return Event(at, "linked", state["linked_by"], f"to {_slug(session, state['metric_id']) or 'no metric'}{why}")


def _slug(session: Session, metric_id: int | None) -> str | None:
    """A metric's short name, of one that is gone as well."""
    if metric_id is None:
        return None
    slug = session.scalar(select(Metric.slug).where(Metric.id == metric_id))
    gone = select(RowVersion.told["slug"].astext).where(
        RowVersion.relation == Metric.__tablename__, RowVersion.row_id == metric_id, RowVersion.told.has_key("slug")
    )
    return slug or session.scalar(gone.order_by(RowVersion.until.desc()).limit(1)) or "a metric that is gone"


def _edits(session: Session, claim_id: int) -> Iterator[Event]:
    for edit in session.scalars(select(ClaimEdit).where(ClaimEdit.claim_id == claim_id)):
        told = [_changes(claims.without_link(edit.before), edit.after)]
        if (was := edit.before.get("metric_id")) != (now := edit.after.get("metric_id")):
            told.append(f"metric {_slug(session, was) or 'none'} → {_slug(session, now) or 'none'}")
        yield Event(edit.at, "edited", edit.actor, "; ".join(filter(None, told)))


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
    for past in claims.formerly_related(session, claim_id):
        other = f"claim {past.claim_id}"
        yield Event(past.since, past.relation, flags.TRACKER, f"{other}; {past.note}" if past.note else other)
        yield Event(past.until, f"no longer {past.relation}", flags.TRACKER, other)


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
