"""The catalogue of metrics: adding, changing, finding, listing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, selectinload

from tracker import slugs
from tracker.drafts import MetricDraft
from tracker.errors import InputError
from tracker.models import Claim, Document, Metric, MetricAlias, Source
from tracker.values import Kind

UNSETTABLE: Final = (
    "kind",
    "shelf_life_days",
    "warn_after_days",
    "plausible_low",
    "plausible_high",
    "baseline",
    "note",
)
"""The fields an edit may empty."""
SUBJECT: Final = "subject"
MEASURE: Final = "measure"
_LONGEST_LIFE: Final = 36_525  # days: a hundred years; more is a slip of the keyboard
_OPTIONS: Final = {
    "shelf_life_days": "shelf-life",
    "warn_after_days": "warn-after",
    "plausible_low": "plausible-low",
}
LOCK: Final = 0x6D657472  # one at a time: two would take the same slug


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
    warn_after_days: int | None = None
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    is_cumulative: bool | None = None
    baseline: str | None = None
    note: str | None = None
    add_subject_aliases: tuple[str, ...] = ()
    add_measure_aliases: tuple[str, ...] = ()
    drop_aliases: tuple[str, ...] = ()


def ensure(session: Session, draft: MetricDraft) -> tuple[Metric, bool]:
    """Return the metric that ``draft`` means, added where it is missing, and whether it was.

    One that is there keeps what people have made of it; only aliases it lacks are added.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    known = Metric.slug == (draft.slug or "")
    metric = session.scalar(
        select(Metric)
        .where(known | _named(draft))
        .order_by(known.desc(), Metric.id)
        .options(selectinload(Metric.aliases))
        .limit(1)
    )
    if metric is None:
        return add(session, draft), True
    add_aliases(metric, SUBJECT, draft.subject_aliases)
    add_aliases(metric, MEASURE, draft.measure_aliases)
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
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    twin = session.scalar(select(Metric.slug).where(_named(draft)).limit(1))
    if twin is not None:
        raise InputError(f"{twin} is this metric already; change it with `tracker metric edit {twin}`")
    metric = new(_slug(session, draft), draft)
    session.add(metric)
    session.flush()
    return metric


def new(slug: str, draft: MetricDraft) -> Metric:
    """Make a metric that is not stored yet; raises InputError where its fields do not fit together."""
    metric = Metric(
        slug=slug,
        subject=draft.subject,
        measure=draft.measure,
        unit=draft.unit,
        kind=draft.kind,
        shelf_life_days=draft.shelf_life_days,
        warn_after_days=draft.warn_after_days,
        plausible_low=draft.plausible_low,
        plausible_high=draft.plausible_high,
        is_cumulative=draft.is_cumulative,
        baseline=draft.baseline,
        note=draft.note,
    )
    _check(metric)
    add_aliases(metric, SUBJECT, draft.subject_aliases)
    add_aliases(metric, MEASURE, draft.measure_aliases)
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
    for name in ("is_cumulative", *UNSETTABLE):
        if (value := getattr(change, name)) is not None:
            setattr(metric, name, value)
    with session.no_autoflush:
        _check(metric)
        for name in change.drop_aliases:
            drop_alias(metric, name)
        add_aliases(metric, SUBJECT, change.add_subject_aliases)
        add_aliases(metric, MEASURE, change.add_measure_aliases)
    session.flush()
    return metric


def find(session: Session, slug: str) -> Metric:
    """Return the metric called ``slug``; raises InputError where there is none."""
    named = select(Metric).where(Metric.slug == slug).options(selectinload(Metric.aliases))
    metric = session.scalar(named.order_by(Metric.id))  # of an earlier day there may be one that has its name since
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


def count(session: Session, metric: Metric) -> int:
    """How many claims are linked to a metric."""
    return session.scalar(select(func.count()).where(Claim.metric_id == metric.id)) or 0


def latest(session: Session, metric: Metric, limit: int) -> list[tuple[Claim, str | None]]:
    """The newest claims of a metric, by the day they were stated, each with its publisher."""
    rows = session.execute(
        select(Claim, Source.publisher)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Claim.metric_id == metric.id)
        .order_by(Claim.stated_on.desc().nulls_last(), Claim.id.desc())
        .limit(limit)
    )
    return [(claim, publisher) for claim, publisher in rows]


def remove(session: Session, metric: Metric) -> None:
    """Forget a metric. Its claims are linked to nothing then, and open to any other, whoever had linked them."""
    session.flush()
    session.execute(
        update(Claim)
        .where(Claim.metric_id == metric.id)
        .values(metric_id=None, linked_by=None, link_score=None, link_reason=None)
    )
    session.delete(metric)
    session.flush()


def fault(
    shelf_life: int | None, warn_after: int | None, low: Decimal | None, high: Decimal | None
) -> tuple[str, str] | None:
    """Say which of a metric's limits is wrong, by the name of its field, and why; None where they fit together."""
    if shelf_life is not None and not 0 < shelf_life <= _LONGEST_LIFE:
        return "shelf_life_days", f"give days from 1 to {_LONGEST_LIFE:,}"
    if warn_after is not None and not 0 < warn_after <= _LONGEST_LIFE:
        return "warn_after_days", f"give days from 1 to {_LONGEST_LIFE:,}"
    if shelf_life is not None and warn_after is not None and warn_after > shelf_life:
        return "warn_after_days", f"{warn_after} days are more than the shelf life of {shelf_life}"
    if low is not None and high is not None and low > high:
        return "plausible_low", f"{low} is greater than the highest plausible figure, {high}: exchange them"
    return None


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
    limits = (metric.shelf_life_days, metric.warn_after_days, metric.plausible_low, metric.plausible_high)
    if (found := fault(*limits)) is not None:
        field, reason = found
        raise InputError(f"--{_OPTIONS[field]}: {reason}")
    if metric.baseline is not None:
        metric.baseline = _line(metric.baseline, "--baseline")


def add_aliases(metric: Metric, role: str, added: Iterable[str]) -> None:
    """Add names of a metric's subject or measure that it does not have yet."""
    for name in added:
        line = _line(name, f"--{role}-alias")
        known = {metric.subject if role == SUBJECT else metric.measure, *names(metric, role)}
        if line.lower() not in {other.lower() for other in known}:
            metric.aliases.append(MetricAlias(role=role, name=line))


def drop_alias(metric: Metric, name: str) -> None:
    """Take a name away; raises InputError where the metric has no such alias."""
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
