"""The report as of a moment, read from the database: counts in one statement, flagged claims in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    bindparam,
    case,
    distinct,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from tracker import flags, health, past, secrecy
from tracker.errors import UsageError
from tracker.health import FACTS
from tracker.models import Claim, Document, Flag, Metric, Source
from tracker.report.content import (
    OPEN_STATES,
    Counts,
    Filters,
    FlaggedClaim,
    Report,
    ReportedFlag,
)
from tracker.report.verdict import KINDS, SEVERITIES, verdict
from tracker.settings import Settings
from tracker.states import FlagState, Severity

EVERYTHING: Final = Filters()


def build(
    session: Session,
    *,
    settings: Settings,
    moment: datetime,
    now: datetime | None = None,
    filters: Filters = EVERYTHING,
    worst: int | None = None,
) -> Report:
    """Read the report as of ``moment``, which is the present one where ``now`` is not given.

    The settings tell its time zone, and what is still taken for seeing.

    An earlier moment is rebuilt: the claims captured by then, or judged as of then by a look back since, as they read
    then; their flags as they stood and were worded; what corroborates them, and what sources, metrics and parties were
    called. What was deleted since with its source is missing.

    With ``worst``, only that many claims, the worst, are in it, and only claims with an open flag; the counts tell of
    all. Without it every claim is in it that has a flag within the filters which is not closed.

    Raises:
        UsageError: a filter names a source that is not there.
    """
    now = now or moment
    _demand_sources(session, filters)
    is_past, zone = moment < now, settings.timezone
    with past.looking(session, moment, zone, is_past=is_past):
        return Report(
            generated_at=now,
            moment=moment,
            zone=zone,
            health=health.read(session, settings, moment=moment, now=now),
            counts=_counts(session, moment, filters),
            claims=tuple(_claims(session, moment, filters, worst, is_past=is_past)),
            filters=filters,
        )


def _demand_sources(session: Session, filters: Filters) -> None:
    """Refuse a source that is not there: a report on it would say that nothing is flagged."""
    known = set(session.scalars(select(Source.slug).where(Source.slug.in_(filters.sources))))
    for source in filters.sources:
        if source not in known:
            raise UsageError(f"--source: there is no source {source!r}; `tracker source list` shows them")


# Flags


def _standing(moment: datetime, filters: Filters) -> CTE:
    """Every flag that is not closed, with whether it is open and whether it is within the filters."""
    state, opening, worded = flags.states(moment), flags.openings(moment), flags.wordings(moment).c
    kind, severity = func.coalesce(worded.kind, Flag.kind), func.coalesce(worded.severity, Flag.severity)
    within: ColumnElement[bool] = true()
    if filters.kinds:
        within &= kind.in_(filters.kinds)
    if filters.severities:
        within &= severity.in_(filters.severities)
    query = (
        select(
            Flag.id,
            Flag.claim_id,
            kind.label("kind"),
            func.coalesce(worded.reason, Flag.reason).label("reason"),
            severity.label("severity"),
            func.coalesce(worded.message, Flag.message).label("message"),
            func.coalesce(worded.remedy, Flag.remedy).label("remedy"),
            state.c.state,
            func.coalesce(opening.c.opened_at, state.c.since).label("opened_at"),
            state.c.state.in_(OPEN_STATES).label("is_open"),
            within.label("is_within"),
        )
        .join(state, state.c.flag_id == Flag.id)
        .join(opening, opening.c.flag_id == Flag.id, isouter=True)
        .join(worded.flag_id.table, worded.flag_id == Flag.id, isouter=True)
        .where(state.c.state != FlagState.CLOSED)
    )
    if filters.sources:
        query = (
            query.join(Claim, Claim.id == Flag.claim_id)
            .join(Document, Document.id == Claim.document_id)
            .join(Source, Source.id == Document.source_id)
            .where(Source.slug.in_(filters.sources))
        )
    return query.cte("standing_flag")


def _counts(session: Session, moment: datetime, filters: Filters) -> Counts:
    flag = _standing(moment, filters).c
    claims = func.count(distinct(flag.claim_id)).filter(flag.is_open)
    query = (
        select(flag.kind, flag.severity, flag.state, func.count(), claims)
        .where(flag.is_within)
        .group_by(func.grouping_sets(tuple_(flag.kind, flag.severity, flag.state), tuple_()))
    )
    cells: Counter[tuple[str, Severity]] = Counter()
    quiet: Counter[FlagState] = Counter()
    total = 0
    for kind, severity, state, number, claims_there in session.execute(query):
        if state is None:
            total = claims_there
        elif state in OPEN_STATES:
            cells[kind, severity] += number
        else:
            quiet[state] += number
    return Counts(cells=cells, claims=total, quiet=quiet)


# Claims


def _rank(standing: CTE) -> ColumnElement[int]:
    """A flag's place as ``verdict.rank`` has it, as one number."""
    severity = case({str(severity): place for place, severity in enumerate(SEVERITIES)}, value=standing.c.severity)
    kind = case({kind: place for place, kind in enumerate(KINDS)}, value=standing.c.kind, else_=len(KINDS))
    return severity * 100 + kind


def _claims(
    session: Session, moment: datetime, filters: Filters, worst: int | None, *, is_past: bool
) -> list[FlaggedClaim]:
    standing = _standing(moment, filters)
    flag = standing.c
    chosen = select(flag.claim_id).where(flag.is_within).group_by(flag.claim_id)
    if worst is not None:
        # Among equals the newest findings: those nobody has seen yet.
        order = (func.min(_rank(standing)), func.max(flag.opened_at).desc(), flag.claim_id)
        chosen = chosen.where(flag.is_open).order_by(*order).limit(worst)
    shown = chosen.subquery("shown")
    query = (
        select(
            standing,
            Claim.document_id,
            Source.slug.label("source"),
            Source.publisher,
            Document.title,
            func.coalesce(Document.url, Source.url).label("url"),
            func.coalesce(Document.language, Source.language).label("language"),
            Document.published_on,
            Claim.stated_on,
            Claim.sentence,
            Claim.quote_exact,
            Claim.quote_prefix,
            Claim.quote_suffix,
            Claim.quote_start,
            Claim.subject,
            Claim.metric_phrase,
            Metric.subject.label("metric_subject"),
            Metric.measure,
            Claim.kind.label("claim_kind"),
            Claim.low,
            Claim.high,
            Claim.low_date,
            Claim.high_date,
            Claim.unit,
            Claim.comparator,
            Claim.counted,
            Claim.rate,
            Claim.attribution,
            Claim.is_hearsay,
            ~health.is_unseen(moment, is_past=is_past).label("is_evaluated"),
        )
        .join(shown, shown.c.claim_id == flag.claim_id)
        .join(Claim, Claim.id == flag.claim_id)
        .join(Document, Document.id == Claim.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Metric, Metric.id == Claim.metric_id, isouter=True)
        .order_by(flag.claim_id, flag.id)
    )
    rows = session.execute(query).all()
    ids = {row.claim_id for row in rows}
    facts = _facts(session, ids)
    by_claim = groupby(rows, key=attrgetter("claim_id"))
    return sorted(
        (_claim(list(each), *facts.get(key, (None, 0))) for key, each in by_claim),
        key=attrgetter("rank"),
    )


def _facts(session: Session, ids: Collection[int]) -> dict[int, tuple[str | None, int]]:
    """Return the origin and the corroboration of claims. Asked by number: joined, the relation is read as a whole."""
    wanted = bindparam("ids", list(ids), type_=ARRAY(BigInteger))
    query = select(FACTS.c.claim_id, FACTS.c.origin, FACTS.c.corroborating_origins)
    rows = session.execute(query.where(FACTS.c.claim_id == func.any(wanted)))
    return {row.claim_id: (row.origin, row.corroborating_origins) for row in rows}


def _claim(rows: Sequence[Row[Any]], origin: str | None, corroborating_origins: int) -> FlaggedClaim:
    """Put together one claim from a row for each of its flags; those outside the filters only tell its verdict."""
    row: Any = rows[0]
    shown = [_flag(each) for each in rows if each.is_within]
    return FlaggedClaim(
        id=row.claim_id,
        document_id=row.document_id,
        source=row.source,
        publisher=row.publisher,
        title=row.title,
        url=secrecy.mask(row.url) if row.url else None,
        language=row.language,
        published_on=row.published_on,
        stated_on=row.stated_on,
        sentence=row.sentence,
        figure=row.quote_exact,
        prefix=row.quote_prefix,
        suffix=row.quote_suffix,
        position=row.quote_start,
        subject=row.subject if row.subject is not None else row.metric_subject,
        metric=row.metric_phrase if row.metric_phrase is not None else row.measure,
        kind=row.claim_kind,
        low=row.low if row.low is not None else row.low_date,
        high=row.high if row.high is not None else row.high_date,
        unit=row.unit,
        comparator=row.comparator,
        counted=row.counted,
        rate=row.rate,
        attribution=row.attribution,
        is_hearsay=row.is_hearsay,
        origin=origin,
        verdict=verdict(
            evaluated=row.is_evaluated,
            open_flags=[(each.kind, each.severity) for each in rows if each.is_open],
            corroborating_origins=corroborating_origins,
        ),
        flags=tuple(sorted(shown, key=attrgetter("rank"))),
    )


def _flag(row: Row[Any]) -> ReportedFlag:
    return ReportedFlag(
        id=row.id,
        kind=row.kind,
        reason=row.reason,
        severity=row.severity,
        message=row.message,
        remedy=row.remedy,
        state=row.state,
        opened_at=row.opened_at,
    )
