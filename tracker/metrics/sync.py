"""Metrics as a file has them: planned first, then applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from tracker.drafts import MetricDraft
from tracker.errors import InputError
from tracker.metrics.catalogue import LOCK, MEASURE, SUBJECT, add_aliases, fault, new, remove
from tracker.metrics.difference import Fields, Plan, brought, compare, outcome, replaced
from tracker.metrics.sheet import METRIC, Entry, metric_fields
from tracker.models import Metric

_ROLES = {"subject_aliases": SUBJECT, "measure_aliases": MEASURE}


def plan(session: Session, entries: Sequence[Entry], *, prune: bool = False, keep: bool = False) -> Plan:
    """Compare a file's metrics with the catalogue.

    The file is the truth for those it names; with ``keep`` it only brings something, and what it does not say stays.
    With ``prune``, metrics that it does not name are to go.

    Raises:
        InputError: a metric would be the same as another one, or its limits would not fit together.
    """
    there = {slug: metric_fields(metric) for slug, metric in _there(session).items()}
    wanted = brought(entries, there, METRIC) if keep else replaced(entries, METRIC)
    for fields in wanted.values():
        _drop_own_names(fields)
    planned = compare(there, wanted, prune=prune)
    _demand_sense(entries, outcome(there, planned, wanted))
    return planned


def apply(session: Session, entries: Sequence[Entry], agreed: Plan, *, prune: bool = False, keep: bool = False) -> None:
    """Do what was planned; raises InputError where the catalogue has changed since."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    if plan(session, entries, prune=prune, keep=keep) != agreed:
        raise InputError("the metrics have changed meanwhile: run it again")
    there = _there(session)
    for slug in agreed.removed:
        remove(session, there[slug])
    for slug, fields in agreed.changes().items():
        _set(there[slug], fields)
    session.add_all(new(slug, MetricDraft(**fields)) for slug, fields in agreed.added.items())
    session.flush()


def _there(session: Session) -> dict[str, Metric]:
    metrics = session.scalars(select(Metric).options(selectinload(Metric.aliases)).order_by(Metric.slug))
    return {metric.slug: metric for metric in metrics}


def _set(metric: Metric, fields: Fields) -> None:
    for name, value in fields.items():
        if name not in _ROLES:
            setattr(metric, name, value)
    for name, role in _ROLES.items():
        if name in fields:
            wanted = set(fields[name])
            for alias in [alias for alias in metric.aliases if alias.role == role and alias.name not in wanted]:
                metric.aliases.remove(alias)
            add_aliases(metric, role, fields[name])


def _drop_own_names(fields: dict[str, Any]) -> None:
    """Leave out what is no other name, as storing does."""
    for name, own in (("subject_aliases", fields["subject"]), ("measure_aliases", fields["measure"])):
        kept: dict[str, str] = {}
        for alias in fields[name]:
            kept.setdefault(alias.lower(), alias)
        kept.pop(own.lower(), None)
        fields[name] = tuple(kept.values())


def _demand_sense(entries: Sequence[Entry], after: Mapping[str, Fields]) -> None:
    places = {entry.slug: entry.place for entry in entries}
    seen: dict[object, str] = {}
    # Those that the file does not name come first, so that the error is about one that it names.
    for slug in sorted(after, key=lambda slug: slug in places):
        fields = after[slug]
        same = (fields["subject"].lower(), fields["measure"].lower(), fields["unit"], fields["kind"])
        other = seen.setdefault(same, slug)
        if slug not in places:
            continue
        if other != slug:
            raise InputError(f"{places[slug]}: {other} is this metric already; call it so, or merge the two")
        limits = (fields[name] for name in ("shelf_life_days", "warn_after_days", "plausible_low", "plausible_high"))
        if (wrong := fault(*limits)) is not None:
            raise InputError(f"{places[slug]}: {wrong[0]}: {wrong[1]}")
