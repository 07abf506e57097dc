"""The flags as of a moment, read from their events: where each stands, since when, and what it said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, Subquery, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tracker.models import Claim, Document, Flag, FlagEvent, FlagWording, Source
from tracker.states import FlagAction, FlagState, Severity

COUNTS: Final = """
({event}.at <= {event}.created_at OR NOT EXISTS (
    SELECT FROM flag_event n WHERE n.flag_id = {event}.flag_id AND n.id > {event}.id AND n.at < {event}.at))
"""
"""Whether an event counts: a forecast, dated after it was written, lapses once something happens before its day."""

_COUNTS: Final = text(COUNTS.format(event=FlagEvent.__tablename__))


def states(moment: datetime) -> Subquery:
    """Every flag's standing as of ``moment``, one row a flag: its last event that counts by then.

    Columns: flag_id, state, action, since, actor, note, resolution, snoozed_until, facts_hash. A flag that was not yet
    raised has no row.
    """
    return (
        select(
            FlagEvent.flag_id,
            FlagEvent.state_after.label("state"),
            FlagEvent.action,
            FlagEvent.at.label("since"),
            FlagEvent.actor,
            FlagEvent.note,
            FlagEvent.resolution,
            FlagEvent.snoozed_until,
            FlagEvent.facts_hash,
        )
        .ext(distinct_on(FlagEvent.flag_id))
        .where(FlagEvent.at <= moment, _COUNTS)
        .order_by(FlagEvent.flag_id, FlagEvent.at.desc(), FlagEvent.id.desc())
        .subquery("standing")
    )


def openings(moment: datetime) -> Subquery:
    """When each flag was last opened or reopened as of ``moment``: flag_id, opened_at."""
    return (
        select(FlagEvent.flag_id, func.max(FlagEvent.at).label("opened_at"))
        .where(FlagEvent.at <= moment, _COUNTS, FlagEvent.action.in_([FlagAction.OPENED, FlagAction.REOPENED]))
        .group_by(FlagEvent.flag_id)
        .subquery("opening")
    )


def wordings(moment: datetime) -> Subquery:
    """What the flags said as of ``moment`` that say something else by now, one row of ``flag_wording`` a flag."""
    return (
        select(FlagWording)
        .ext(distinct_on(FlagWording.flag_id))
        .where(FlagWording.until > moment)
        .order_by(FlagWording.flag_id, FlagWording.until, FlagWording.id)
        .subquery("wording")
    )


def listing(
    session: Session,
    *,
    moment: datetime,
    in_states: Iterable[FlagState] = (FlagState.OPEN, FlagState.ACKNOWLEDGED),
    kind: str | None = None,
    severity: Severity | None = None,
    source: str | None = None,
    claim_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Row[Any]]:
    """Flags with their standing as of ``moment``, the worst first, no more than ``limit``.

    A row has the flag's columns, where it stands (state, since, actor, note, resolution, snoozed_until, opened_at), and
    whose it is: the source's slug, and the claim's subject, metric_phrase and figure.
    """
    standing, opening = states(moment), openings(moment)
    worst_first = func.array_position([str(severity) for severity in Severity], Flag.severity)
    query: Select[Any] = (
        select(
            Flag.id,
            Flag.claim_id,
            Flag.suite,
            Flag.expectation,
            Flag.kind,
            Flag.reason,
            Flag.severity,
            Flag.message,
            Flag.remedy,
            standing.c.state,
            standing.c.since,
            standing.c.actor,
            standing.c.note,
            standing.c.resolution,
            standing.c.snoozed_until,
            opening.c.opened_at,
            Source.slug.label("source"),
            Claim.subject,
            Claim.metric_phrase,
            Claim.quote_exact.label("figure"),
        )
        .join(standing, standing.c.flag_id == Flag.id)
        .join(opening, opening.c.flag_id == Flag.id, isouter=True)
        .join(Claim, Claim.id == Flag.claim_id)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(standing.c.state.in_(list(in_states)))
        .order_by(worst_first, Flag.kind, Flag.id)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(Flag.kind == kind)
    if severity is not None:
        query = query.where(Flag.severity == severity)
    if source is not None:
        query = query.where(Source.slug == source)
    if claim_id is not None:
        query = query.where(Flag.claim_id == claim_id)
    return session.execute(query).all()
