"""The catalogue of metrics: what is measured of which subject, in which unit, under which names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from tracker import slugs
from tracker.drafts import MetricDraft
from tracker.errors import InputError
from tracker.models import Claim, Metric, MetricAlias
from tracker.values import Kind

UNSETTABLE: Final = ("kind", "shelf_life_days", "plausible_low", "plausible_high", "note")
"""The fields an edit may empty."""
SUBJECT: Final = "subject"
MEASURE: Final = "measure"
_LONGEST_LIFE: Final = 36_525  # days: a hundred years; more is a slip of the keyboard
_LOCK: Final = 0x6D657472  # one at a time: two would take the same slug


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the catalogue."""

    metric: Metric
    claims: int
    """How many claims are linked to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit changes; None leaves a field alone, aliases are added and dropped one by one."""

    subject: str | None = None
    measure: str | None = None
    unit: str | None = None
    kind: Kind | None = None
    shelf_life_days: int | None = None
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    note: str | None = None
    add_subject_aliases: tuple[str, ...] = ()
    add_measure_aliases: tuple[str, ...] = ()
    drop_aliases: tuple[str, ...] = ()


def ensure(session: Session, draft: MetricDraft) -> tuple[Metric, bool]:
    """Return the metric that ``draft`` means, added where it is missing, and whether it was.

    One that is there keeps what people have made of it; only aliases it lacks are added.
    """
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    known = Metric.slug == draft.slug if draft.slug else _named(draft)
    metric = session.scalar(select(Metric).where(known).options(selectinload(Metric.aliases)).limit(1))
    if metric is None:
        return add(session, draft), True
    _add_aliases(metric, SUBJECT, draft.subject_aliases)
    _add_aliases(metric, MEASURE, draft.measure_aliases)
    session.flush()
    return metric, False


def add(session: Session, draft: MetricDraft) -> Metric:
    """Add a metric to the catalogue.

    Raises:
        InputError: a field is wrong, its slug is taken, or there is one of this subject, measure, unit and kind.
    """
    draft = replace(
        draft,
        subject=_line(draft.subject, "--subject"),
        measure=_line(draft.measure, "--measure"),
        unit=_line(draft.unit, "--unit"),
    )
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    twin = session.scalar(select(Metric.slug).where(_named(draft)).limit(1))
    if twin is not None:
        raise InputError(f"{twin} is this metric already; change it with `tracker metric edit {twin}`")
    metric = Metric(
        slug=_slug(session, draft),
        subject=draft.subject,
        measure=draft.measure,
        unit=draft.unit,
        kind=draft.kind,
        shelf_life_days=draft.shelf_life_days,
        plausible_low=draft.plausible_low,
        plausible_high=draft.plausible_high,
        note=draft.note,
    )
    _check(metric)
    _add_aliases(metric, SUBJECT, draft.subject_aliases)
    _add_aliases(metric, MEASURE, draft.measure_aliases)
    session.add(metric)
    session.flush()
    return metric


def edit(session: Session, slug: str, change: Change, unset: Collection[str] = ()) -> Metric:
    """Change fields of a metric; raises InputError where it does not exist or the result is wrong."""
    metric = find(session, slug)
    for name in unset:
        if name not in UNSETTABLE:
            listed = ", ".join(field.replace("_", "-") for field in UNSETTABLE)
            raise InputError(f"--unset: {name.replace('_', '-')!r} cannot be emptied; choose of {listed}")
        if getattr(change, name) is not None:
            raise InputError(f"--unset {name.replace('_', '-')}: it is given a value in the same command; choose one")
        setattr(metric, name, None)
    for name in ("subject", "measure", "unit"):
        if (text := getattr(change, name)) is not None:
            setattr(metric, name, _line(text, f"--{name}"))
    for name in UNSETTABLE:
        if (value := getattr(change, name)) is not None:
            setattr(metric, name, value)
    with session.no_autoflush:
        _check(metric)
        for name in change.drop_aliases:
            _drop_alias(metric, name)
        _add_aliases(metric, SUBJECT, change.add_subject_aliases)
        _add_aliases(metric, MEASURE, change.add_measure_aliases)
    session.flush()
    return metric


def find(session: Session, slug: str) -> Metric:
    """Return the metric called ``slug``; raises InputError where there is none."""
    metric = session.scalar(select(Metric).where(Metric.slug == slug).options(selectinload(Metric.aliases)))
    if metric is None:
        raise InputError(slugs.unknown("metric", slug, session.scalars(select(Metric.slug)), "tracker metric list"))
    return metric


def listing(session: Session) -> list[Listed]:
    """Every metric with its aliases and how many claims are linked to it, by slug."""
    linked = select(Claim.metric_id, func.count().label("claims")).group_by(Claim.metric_id).subquery("linked")
    rows = session.execute(
        select(Metric, func.coalesce(linked.c.claims, 0))
        .join(linked, linked.c.metric_id == Metric.id, isouter=True)
        .options(selectinload(Metric.aliases))
        .order_by(Metric.slug)
    )
    return [Listed(metric, claims) for metric, claims in rows]


def names(metric: Metric, role: str) -> list[str]:
    """The aliases of a metric's subject or measure, in the order they were added."""
    return [alias.name for alias in metric.aliases if alias.role == role]


def _named(draft: MetricDraft) -> ColumnElement[bool]:
    """Match the metric of this subject, measure, unit and kind."""
    return (
        (func.lower(Metric.subject) == draft.subject.lower())
        & (func.lower(Metric.measure) == draft.measure.lower())
        & (Metric.unit == draft.unit)
        & Metric.kind.is_not_distinct_from(draft.kind)
    )


def _slug(session: Session, draft: MetricDraft) -> str:
    if draft.slug is not None:
        slugs.check(draft.slug, "--slug")
        if session.scalar(select(Metric.id).where(Metric.slug == draft.slug)) is not None:
            raise InputError(f"--slug: {draft.slug} is another metric; choose another slug")
        return draft.slug
    wanted = slugs.make(f"{draft.subject} {draft.measure}") or "metric"
    taken = session.scalars(select(Metric.slug).where(Metric.slug.startswith(wanted, autoescape=True)))
    return slugs.free(wanted, taken)


def _check(metric: Metric) -> None:
    if metric.shelf_life_days is not None and not 0 < metric.shelf_life_days <= _LONGEST_LIFE:
        raise InputError(f"--shelf-life: give days from 1 to {_LONGEST_LIFE:,}")
    low, high = metric.plausible_low, metric.plausible_high
    if low is not None and high is not None and low > high:
        raise InputError(f"--plausible-low ({low}) is greater than --plausible-high ({high}): exchange them")


def _add_aliases(metric: Metric, role: str, added: Iterable[str]) -> None:
    for name in added:
        line = _line(name, f"--{role}-alias")
        known = {metric.subject if role == SUBJECT else metric.measure, *names(metric, role)}
        if line.lower() not in {other.lower() for other in known}:
            metric.aliases.append(MetricAlias(role=role, name=line))


def _drop_alias(metric: Metric, name: str) -> None:
    dropped = [alias for alias in metric.aliases if alias.name.lower() == name.strip().lower()]
    if not dropped:
        known = ", ".join(alias.name for alias in metric.aliases) or "none"
        raise InputError(f"--drop-alias: {metric.slug} has no alias {name!r}; it has {known}")
    for alias in dropped:
        metric.aliases.remove(alias)


def _line(text: str, place: str) -> str:
    if not (line := text.strip()) or not line.isprintable():
        raise InputError(f"{place}: give a line of text")
    return line
