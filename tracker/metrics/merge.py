"""One metric where there were two: its claims, names and decisions brought together."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from tracker.errors import InputError
from tracker.metrics.catalogue import MEASURE, SUBJECT, add_aliases, count, find, names
from tracker.models import Claim, LinkProposal, Metric

# What a person has decided counts before what is still open.
_PROPOSALS: Final = text("""
INSERT INTO link_proposal (claim_id, metric_id, score, reason, decision, decided_by, decided_at)
SELECT claim_id, :into, score, reason, decision, decided_by, decided_at
  FROM link_proposal WHERE metric_id = :old
    ON CONFLICT (claim_id, metric_id) DO UPDATE
   SET decision = excluded.decision, decided_by = excluded.decided_by, decided_at = excluded.decided_at
 WHERE link_proposal.decision IS NULL AND excluded.decision IS NOT NULL
""")


def merge(session: Session, old_slug: str, into_slug: str) -> tuple[Metric, int]:
    """Make one metric of two: claims, names and decisions of the first go to the second, and the first is gone.

    Claims keep who linked them and why. Returns the metric that stays, and how many claims moved.

    Raises:
        InputError: there is no such metric, they are one, or their units or kinds differ.
    """
    old, into = find(session, old_slug), find(session, into_slug)
    demand_alike(session, old, into)
    session.flush()
    moved = count(session, old)
    session.execute(
        update(Claim)
        .where(Claim.metric_id == old.id)
        .values(metric_id=into.id)
        .execution_options(synchronize_session="fetch")
    )
    session.connection().execute(_PROPOSALS, {"old": old.id, "into": into.id})
    session.execute(delete(LinkProposal).where(LinkProposal.metric_id == old.id))
    add_aliases(into, SUBJECT, [old.subject, *names(old, SUBJECT)])
    add_aliases(into, MEASURE, [old.measure, *names(old, MEASURE)])
    session.delete(old)
    session.flush()
    return into, moved


def demand_alike(session: Session, old: Metric, into: Metric) -> None:
    """Refuse to make one of two that measure different things; raises InputError."""
    if old is into:
        raise InputError(f"{old.slug} cannot be merged into itself: name two metrics")
    if old.unit != into.unit:
        raise InputError(f"{old.slug} is in {old.unit}, {into.slug} in {into.unit}: figures in two units are no series")
    if into.kind is None:
        return
    kinds = set(session.scalars(select(Claim.kind).where(Claim.metric_id == old.id).distinct()))
    if old.kind is not None:
        kinds.add(old.kind)
    if others := sorted(kinds - {into.kind}):
        raise InputError(f"{old.slug} has figures of kind {others[0]}, {into.slug} takes {into.kind} only")
