"""What people say of proposed links: accepted or rejected, once for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tracker import claims, linking, metrics
from tracker.errors import InputError
from tracker.likeness import Likeness, Measured, score
from tracker.likeness.names import fold
from tracker.models import Claim, Document, LinkProposal, Metric, Source
from tracker.states import LinkDecision


def listing(session: Session, *, metric: str | None = None, limit: int | None = None) -> Sequence[Row[Any]]:
    """Return what is proposed and not decided, the likest first: a row a claim and metric."""
    columns: list[Any] = [
        LinkProposal.claim_id,
        Metric.slug.label("metric"),
        LinkProposal.score,
        LinkProposal.reason,
        Claim.subject,
        Claim.metric_phrase,
        Claim.quote_exact.label("figure"),
        Claim.sentence,
        Claim.unit,
        Claim.kind,
        Claim.stated_on,
        Source.slug.label("source"),
        Metric.subject.label("metric_subject"),
        Metric.measure.label("metric_measure"),
    ]
    query = (
        select(*columns)
        .join(Claim, Claim.id == LinkProposal.claim_id)
        .join(Metric, Metric.id == LinkProposal.metric_id)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(LinkProposal.decision.is_(None), Claim.metric_id.is_(None))
        .where(or_(Claim.linked_by.is_(None), Claim.linked_by == linking.LINKER))
        .order_by(func.max(LinkProposal.score).over(partition_by=LinkProposal.claim_id).desc())
        .order_by(LinkProposal.claim_id, LinkProposal.score.desc(), Metric.slug)
        .limit(limit)
    )
    return session.execute(query if metric is None else query.where(Metric.slug == metric)).all()


def accept(
    session: Session, claim_id: int, slug: str, *, alias: bool = False, actor: str, now: datetime
) -> tuple[list[str], int]:
    """Link a claim to a metric because a person says so.

    With ``alias`` the claim's own words become names of the metric, which may link other claims. Returns the names
    added, and how many other claims were linked.

    Raises:
        InputError: there is no such claim or metric.
    """
    claim, metric = claims.find(session, claim_id), metrics.find(session, slug)
    claim.metric_id, claim.linked_by = metric.id, actor
    claim.link_score = claim.link_reason = None
    _decide(session, claim, metric, LinkDecision.ACCEPTED, actor, now)
    session.execute(
        delete(LinkProposal).where(LinkProposal.claim_id == claim.id, LinkProposal.decision.is_(None)),
        execution_options={"synchronize_session": False},
    )
    if not alias:
        return [], 0
    subject = _new(claim.subject, [metric.subject, *metrics.names(metric, metrics.SUBJECT)])
    measure = _new(claim.metric_phrase, [metric.measure, *metrics.names(metric, metrics.MEASURE)])
    metrics.edit(session, slug, metrics.Change(add_subject_aliases=subject, add_measure_aliases=measure))
    return [*subject, *measure], linking.link(session)


def reject(session: Session, claim_id: int, slug: str, *, actor: str, now: datetime) -> int:
    """Say that a claim is not about a metric: the pair is never linked nor proposed again.

    The claim may now be linked to another metric; returns how many that were, one or none.

    Raises:
        InputError: there is no such claim or metric, or a person has linked the two.
    """
    claim, metric = claims.find(session, claim_id), metrics.find(session, slug)
    if claim.metric_id == metric.id:
        if claim.linked_by != linking.LINKER:
            by = claim.linked_by or "a person"
            raise InputError(f"{by} linked claim {claim_id} to {slug}: `tracker claims edit {claim_id} --unset link`")
        claim.metric_id = claim.link_score = claim.link_reason = None
    _decide(session, claim, metric, LinkDecision.REJECTED, actor, now)
    return linking.link(session, claim_id=claim_id)


def _decide(session: Session, claim: Claim, metric: Metric, decision: LinkDecision, actor: str, now: datetime) -> None:
    """Note a decision, beside the score the tracker gave the pair."""
    likeness = _likeness(claim, metric)
    decided = {"decision": decision, "decided_by": actor, "decided_at": now}
    session.flush()
    session.execute(
        insert(LinkProposal)
        .values(
            claim_id=claim.id,
            metric_id=metric.id,
            score=Decimal(str(likeness.score)),
            reason=likeness.reason or "the tracker sees nothing that they share",
            **decided,
        )
        .on_conflict_do_update(index_elements=["claim_id", "metric_id"], set_=decided)
    )


def _likeness(claim: Claim, metric: Metric) -> Likeness:
    if claim.subject is None or claim.metric_phrase is None or claim.unit is None:
        return Likeness(0.0, "")
    measured = Measured(
        subjects=(metric.subject, *metrics.names(metric, metrics.SUBJECT)),
        measures=(metric.measure, *metrics.names(metric, metrics.MEASURE)),
        unit=metric.unit,
        kind=metric.kind,
        baseline=metric.baseline,
    )
    return score(linking.wording(claim), measured)


def _new(words: str | None, names: Sequence[str]) -> tuple[str, ...]:
    """The claim's words as a name, where they are none yet."""
    line = " ".join((words or "").split())
    return (line,) if line and fold(line) not in {fold(name) for name in names} else ()
