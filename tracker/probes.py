"""Probes of metrics: the sources of kind ``probe`` that tell a metric's figure day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.drafts import SourceDraft
from tracker.linking import LINKER
from tracker.models import Claim, Metric, Source
from tracker.sources import upkeep
from tracker.sources.probe import Probe
from tracker.values import Kind

REASON: Final = "it is what the metric's own probe found"
"""Why a probe's claim is linked to its metric."""


def settings(metric: Metric) -> dict[str, Any]:
    """What a probe has to know of its metric: the settings of its source that follow the catalogue."""
    return {
        "metric": metric.slug,
        "subject": metric.subject,
        "measure": metric.measure,
        "unit": metric.unit,
        "kind": str(metric.kind or Kind.LEVEL),
    }


def of(session: Session, metric: Metric) -> Sequence[Source]:
    """The probes of a metric that are looked at, in the order they were added."""
    return session.scalars(
        select(Source)
        .where(
            Source.kind == Probe.kind,
            Source.options["metric"].astext == metric.slug,
            Source.removed_at.is_(None),
        )
        .order_by(Source.id)
    ).all()


def following(session: Session, draft: SourceDraft) -> SourceDraft:
    """Let a probe ask for its metric as the catalogue has it by now; any other source stays as it is.

    One whose metric is gone keeps the names it knew: they tell which metric took the place of that.
    """
    if draft.kind != Probe.kind:
        return draft
    metric = session.scalar(select(Metric).where(Metric.slug == str(draft.options.get("metric"))))
    return draft if metric is None else replace(draft, options={**draft.options, **settings(metric)})


def remove(session: Session, metric: Metric, locator: str | None = None, *, now: datetime) -> list[str]:
    """Give up the probes of a metric, or the one at ``locator``; their claims stay. Returns their slugs."""
    given_up = [source for source in of(session, metric) if locator in (None, source.locator)]
    slugs = [source.slug for source in given_up]
    for source in given_up:
        upkeep.give_up(session, source, now=now)
    return slugs


def tie(session: Session, document_id: int, slug: str) -> None:
    """Link what a probe found to the metric it belongs to; where there is no such metric, its words decide as ever."""
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == slug))
    if metric_id is not None:
        session.execute(
            update(Claim)
            .where(Claim.document_id == document_id, Claim.metric_id.is_(None), Claim.linked_by.is_(None))
            .values(metric_id=metric_id, linked_by=LINKER, link_score=Decimal(1), link_reason=REASON)
        )
