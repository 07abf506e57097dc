"""Reading an explanation from the database: one claim with everything that bears on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import agreement, claims, past, standing
from tracker.claims import Values
from tracker.errors import InputError
from tracker.explanation import neighbours, rules
from tracker.explanation.content import (
    Dates,
    Explanation,
    FigureRead,
    Link,
    Origin,
    Other,
    Proposal,
    Quote,
    SourceState,
)
from tracker.explanation.outlook import would_change
from tracker.linking import LINKER
from tracker.models import Claim, ClaimRevision, LinkProposal, Metric
from tracker.secrecy import mask_address
from tracker.standing import Facts
from tracker.suites import CompiledSuite, SuiteFailure
from tracker.values import Bound, Tier

CONTEXT: Final = 160
"""Characters of the document's text that are shown on either side of the figure, at least its own sentence."""


def explain(
    session: Session,
    claim_id: int,
    *,
    moment: datetime,
    zone: tzinfo,
    is_past: bool = False,
    compiled: Sequence[CompiledSuite] = (),
    failures: Sequence[SuiteFailure] = (),
) -> Explanation:
    """Explain the claim of this number as of ``moment``, trying the ``compiled`` suites on it.

    Raises:
        InputError: there is no such claim, or it was not known by then.
    """
    with past.looking(session, moment, zone, is_past=is_past):
        return _explain(session, claim_id, moment, zone, compiled, failures, is_past=is_past)


def _explain(
    session: Session,
    claim_id: int,
    moment: datetime,
    zone: tzinfo,
    compiled: Sequence[CompiledSuite],
    failures: Sequence[SuiteFailure],
    *,
    is_past: bool,
) -> Explanation:
    claim = claims.find(session, claim_id)
    as_of = moment.astimezone(zone).date()
    known: Facts | None = standing.facts(session, [claim_id]).get(claim_id)
    if known is None:
        raise InputError(
            f"claim {claim_id} was not known on {as_of}: it was captured on {claim.document.captured_at:%Y-%m-%d}"
        )
    flags = tuple(standing.raised(session, [claim_id], moment).get(claim_id, ()))
    expectations, broken = rules.tried(session, compiled, known)
    around = neighbours.read(session, claim, known)
    link = _link(session, claim)
    dates = _dates(known)
    is_evaluated = bool(standing.evaluated(session, [claim_id], moment, is_past=is_past))
    verdict = standing.judge(known, flags, is_evaluated=is_evaluated)
    return Explanation(
        claim=claim_id,
        as_of=as_of,
        verdict=verdict,
        quote=_quote(claim),
        figure=_figure(claim, known),
        origin=_origin(claim, known, around.basis, around.counted),
        link=link,
        counted=around.counted,
        not_counted=around.not_counted,
        not_counted_total=around.not_counted_total,
        dates=dates,
        source=_source(session, claim, known, moment),
        expectations=tuple(expectations),
        suites_failed=tuple(failure.error for failure in (*failures, *broken)),
        flags=flags,
        would_change=tuple(
            would_change(verdict, flags, around.counted, link, dates, as_of, is_checkable=claim.is_checkable)
        ),
        checked_at=claim.evaluated_at if is_evaluated and not is_past else None,
    )


def _quote(claim: Claim) -> Quote:
    text = claim.document.text
    inside = claim.sentence.find(claim.quote_exact)
    lead = max(inside, 0)
    start = max(min(claim.quote_start - CONTEXT // 4, claim.quote_start - lead), claim.quote_start - CONTEXT * 4, 0)
    rest = len(claim.sentence) - lead - len(claim.quote_exact) if inside >= 0 else 0
    end = claim.quote_end + min(max(CONTEXT // 4, rest), CONTEXT * 4)
    return Quote(
        before=text[start : claim.quote_start],
        exact=claim.quote_exact,
        after=text[claim.quote_end : end],
        start=claim.quote_start,
        end=claim.quote_end,
        sentence=claim.sentence,
        document=claim.document_id,
        title=claim.document.title,
    )


def _figure(claim: Claim, known: Facts) -> FigureRead:
    values = Values.of(claim)
    meets_low, meets_high = _meets(values)
    return FigureRead(
        words=standing.in_words(known),
        low=values.low,
        high=values.high,
        unit=values.unit,
        comparator=values.comparator,
        precision=values.precision,
        meets_low=meets_low,
        meets_high=meets_high,
        kind=values.kind,
        rate=values.rate,
        counted=values.counted,
        baseline=values.baseline,
        subject=values.subject,
        measure=values.metric,
        is_checkable=values.checkable,
        extractor=claim.extractor,
        edited_by=claim.edited_by,
        misquote=claim.misquote,
    )


def _meets(values: Values) -> tuple[Bound | None, Bound | None]:
    """From where to where another exact number agrees with it, for numbers; days speak for themselves."""
    figure = agreement.Figure(values.low, values.high, values.unit, values.comparator, values.precision, values.rate)
    if not figure.is_comparable or not all(isinstance(e, Decimal) for e in (values.low, values.high) if e is not None):
        return None, None
    meant = agreement.pragmatic(figure)
    low, high = (end if end.is_finite() else None for end in (meant.low, meant.high))
    return low, high


def _origin(claim: Claim, known: Facts, basis: int | None, counted: Sequence[Other]) -> Origin:
    name, publisher = known["origin"], known["publisher"]
    is_inferred, is_self = bool(known["is_origin_inferred"]), bool(known["is_self_reported"])
    if claim.is_hearsay:
        words = "it is passed on as hearsay, so nobody answers for it; it is independent of nothing"
    elif claim.attribution:
        as_named = "" if claim.attribution == name else f", as “{claim.attribution}”"
        words = f"{name} is named as saying it{as_named}"
    elif is_inferred:
        said = f"gave the same figure in claim {basis}" if basis else "gave the same figure elsewhere"
        words = f"nobody is named, but {name} {said}: it is taken to repeat that"
    elif name:
        words = f"nobody is named: {name} speaks in its own voice"
        if publisher and publisher != name:
            words += f" (published by {publisher})"
    else:
        words = "nobody is named, and it is not known who published it"
    if is_self and name:
        words += "; that is the party the figure is about"
    others = dict.fromkeys(each.origin for each in counted if each.is_independent and each.origin)
    return Origin(
        name=name,
        words=words,
        is_inferred=is_inferred,
        is_self=is_self,
        attribution=claim.attribution,
        basis_claim=basis,
        independent_of=tuple(str(other) for other in others),
    )


def _link(session: Session, claim: Claim) -> Link:
    rows = session.execute(
        select(LinkProposal, Metric.slug)
        .join(Metric, Metric.id == LinkProposal.metric_id)
        .where(LinkProposal.claim_id == claim.id)
        .order_by(LinkProposal.score.desc(), Metric.slug)
    )
    proposals = tuple(
        Proposal(slug, row.score, row.reason, str(row.decision) if row.decision else None, row.decided_by)
        for row, slug in rows
    )
    metric, by = claim.metric, claim.linked_by
    if metric is None:
        if by not in (None, LINKER):
            words = f"{by} said that it belongs to no metric"
        elif waiting := [proposal.metric for proposal in proposals if proposal.decision is None]:
            words = f"it is linked to none; it may belong to {', '.join(waiting)}: `tracker link review` decides"
        else:
            words = "it is linked to none: no metric of the catalogue fits its subject, measure and unit"
    elif by not in (None, LINKER):
        words = f"{by} linked it"
    else:
        words = f"the tracker linked it: {claim.link_reason or 'its names, unit and kind fit this metric alone'}"
    return Link(
        metric=metric.slug if metric else None,
        subject=metric.subject if metric else None,
        measure=metric.measure if metric else None,
        unit=metric.unit if metric else None,
        words=words,
        by=by,
        score=claim.link_score,
        reason=claim.link_reason,
        proposals=proposals,
    )


def _dates(known: Facts) -> Dates:
    return Dates(
        stated_on=known["stated_on"],
        published_on=known["published_on"],
        captured_on=known["captured_on"],
        period_start=known["period_start"],
        period_end=known["period_end"],
        aged_from=known["aged_from"],
        shelf_life_days=known["shelf_life_days"],
        warn_from=known["warn_from"],
        fresh_until=known["fresh_until"],
        age_days=known["age_days"],
    )


def _source(session: Session, claim: Claim, known: Facts, moment: datetime) -> SourceState:
    source, page = claim.document.source, claim.document.appearance
    # One that keeps failing is told of by its page; a probe's pages are past days, its source is what fails.
    error = (page.last_error if page else None) or source.last_error
    state, now = known["quote_state"], known["figure_now"]
    words = {
        "present": "the quote stands there as captured",
        "changed": f"the page says “{now}” in its place since {known['changed_on']}",
        "gone": f"the quote is gone from the page since {known['changed_on']}",
        "unclear": f"something like it stands there since {known['changed_on']}"
        + (f": “{now}”" if now else "")
        + "; a person must say whether it is the same",
    }[state]
    decided_by = session.scalar(
        select(ClaimRevision.actor)
        .where(ClaimRevision.claim_id == claim.id, ClaimRevision.at <= moment)
        .order_by(ClaimRevision.id.desc())
        .limit(1)
    )
    if decided_by:
        words += f", as {decided_by} decided"
    return SourceState(
        slug=source.slug,
        publisher=source.publisher,
        tier=Tier(source.tier),
        kind=source.kind,
        url=known["url"],
        words=words,
        quote_state=state,
        figure_now=now,
        changed_on=known["changed_on"],
        decided_by=decided_by,
        failing_since=known["failing_since"],
        failures=known["source_failures"] or 0,
        last_error=mask_address(error) if error else None,
        last_looked_on=known["last_looked_on"],
    )
