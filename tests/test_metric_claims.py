"""Metrics and their claims: two made one, one forgotten, new ones proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import claims, documents, linking, metrics, sources
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.facts import Fact
from tracker.metrics import MEASURE, SUBJECT
from tracker.metrics.proposal import propose
from tracker.models import Claim, LinkProposal, Metric
from tracker.values import Comparator, Kind

State = Callable[..., Claim]


@pytest.fixture
def state(session: Session, now: datetime) -> State:
    """Return a function that stores a document with one claim."""
    numbers = iter(range(1, 1000))

    def stated(publisher: str = "P", **fields: Any) -> Claim:
        number = next(numbers)
        given: dict[str, Any] = {
            "subject": "渡轮公司", "metric": "旅客", "unit": "count", "low": Decimal(number), "high": Decimal(number),
            "comparator": Comparator.EQ, "kind": Kind.LEVEL,
        }  # fmt: skip
        reading = Fact(**given | fields).claim()
        locator = f"by hand of {publisher}"
        source = sources.ensure(session, SourceDraft(kind="manual", locator=locator, publisher=publisher), now=now)
        page = CapturedPage(source=SourceDraft(locator=locator), text=f"{number} {reading.sentence}")
        document, _ = documents.store(session, source, page, now=now)
        claims.store(session, document, [reading])
        return session.scalars(select(Claim).where(Claim.document_id == document.id)).one()

    return stated


def add(session: Session, slug: str, **fields: Any) -> Metric:
    return metrics.add(
        session, MetricDraft(**{"subject": "渡轮公司", "measure": slug, "unit": "count", "slug": slug} | fields)
    )


def propose_to(session: Session, claim: Claim, metric: Metric, decision: Any, now: datetime) -> None:
    at = None if decision is None else now
    by = None if decision is None else "ann"
    session.add(
        LinkProposal(
            claim=claim, metric=metric, score=Decimal("0.7"), reason=metric.slug, decision=decision, decided_by=by,
            decided_at=at,
        )
    )  # fmt: skip
    session.flush()


def test_merged_claims_keep_who_linked_them(session: Session, state: State) -> None:
    old = add(session, "riders", subject="Ferry Ltd", subject_aliases=("The Ferry",), measure_aliases=("people",))
    into = add(session, "passengers", subject_aliases=("the ferry",))
    by_hand, linked = state(), state()
    by_hand.metric_id, by_hand.linked_by = old.id, "ann"
    linked.metric_id, linked.linked_by, linked.link_score, linked.link_reason = old.id, "tracker", Decimal(1), "why"
    merged, moved = metrics.merge(session, "riders", "passengers")
    session.expire_all()
    assert (merged.id, moved) == (into.id, 2)
    assert [(claim.metric_id, claim.linked_by, claim.link_reason) for claim in (by_hand, linked)] == [
        (into.id, "ann", None),
        (into.id, "tracker", "why"),
    ]
    assert metrics.names(merged, SUBJECT) == ["the ferry", "Ferry Ltd"]
    assert metrics.names(merged, MEASURE) == ["riders", "people"]
    assert session.scalars(select(Metric.slug)).all() == ["passengers"]


def test_merged_decisions_move_and_count_before_what_is_open(session: Session, state: State, now: datetime) -> None:
    old, into = add(session, "riders"), add(session, "passengers")
    only, both, kept = state(), state(), state()
    propose_to(session, only, old, "rejected", now)
    propose_to(session, both, old, "rejected", now)
    propose_to(session, both, into, None, now)
    propose_to(session, kept, old, None, now)
    propose_to(session, kept, into, "accepted", now)
    metrics.merge(session, "riders", "passengers")
    session.expire_all()
    rows = session.scalars(select(LinkProposal).order_by(LinkProposal.claim_id)).all()
    assert [(row.claim_id, row.metric_id, row.decision, row.decided_by) for row in rows] == [
        (only.id, into.id, "rejected", "ann"),
        (both.id, into.id, "rejected", "ann"),
        (kept.id, into.id, "accepted", "ann"),
    ]


@pytest.mark.parametrize(
    ("old", "into", "words"),
    [
        ({"unit": "%"}, {}, "old is in %, into in count"),
        ({"kind": Kind.LEVEL}, {"kind": Kind.RATIO}, "old has figures of kind level, into takes ratio only"),
        ({}, {"kind": Kind.RATIO}, "old has figures of kind level"),
    ],
)
def test_what_measures_something_else_is_not_merged(
    session: Session, state: State, old: dict[str, Any], into: dict[str, Any], words: str
) -> None:
    first = add(session, "old", **old)
    add(session, "into", **into)
    state().metric_id = first.id
    with pytest.raises(InputError, match=words):
        metrics.merge(session, "old", "into")
    with pytest.raises(InputError, match="into itself"):
        metrics.merge(session, "old", "old")


def test_the_claims_of_a_forgotten_metric_are_open_to_others(session: Session, state: State) -> None:
    metric = add(session, "passengers", measure="旅客")
    claim = state()
    claim.metric_id, claim.linked_by = metric.id, "ann"
    metrics.remove(session, metric)
    other = add(session, "riders", measure="旅客")
    assert linking.link(session) == 1
    assert (claim.metric_id, claim.linked_by) == (other.id, "tracker")


def test_claims_that_agree_make_a_metric(session: Session, state: State) -> None:
    first = state("A", subject="海島渡輪", metric="2025年9月营收", unit="CNY")
    state("B", subject="海岛渡轮", metric="营收", unit="CNY")
    state("B", subject="海岛渡轮", metric="營收", unit="CNY")
    state("C", subject="海岛渡轮", metric="营收", unit="%", kind=Kind.CHANGE)
    state("C", subject="别家渡轮", metric="营收", unit="CNY")
    (one,) = propose(session)
    assert (one.claims, one.publishers) == (3, 2)
    assert (one.example, one.figure, one.sentence) == (first.id, first.quote_exact, first.sentence)
    draft = one.draft
    assert (draft.slug, draft.subject, draft.measure) == ("hai-dao-du-lun-ying-shou", "海岛渡轮", "营收")
    assert (draft.unit, draft.kind) == ("CNY", Kind.LEVEL)
    assert draft.subject_aliases == ("海島渡輪",)
    assert draft.measure_aliases[0] == "營收"
    assert len(propose(session, least=1)) == 3
    assert len(propose(session, least=1, most=2)) == 2


def test_a_proposed_metric_takes_its_claims(session: Session, state: State) -> None:
    found = [state(metric=metric) for metric in ("Passengers in 2024", "passengers", "PASSENGERS Q3")]
    (one,) = propose(session)
    metric = metrics.add(session, one.draft)
    assert linking.link(session) == 3
    assert {claim.metric_id for claim in found} == {metric.id}
    assert propose(session, least=1) == []


def test_what_a_person_decided_or_is_to_decide_is_not_proposed(session: Session, state: State, now: datetime) -> None:
    nothing, asked, vague = (
        state(),
        state(metric="船只"),
        state(metric="航线", comparator=Comparator.VAGUE, low=None, high=None, checkable=False, quote="数条"),
    )
    nothing.linked_by = "ann"
    propose_to(session, asked, add(session, "ships"), None, now)
    assert vague.is_checkable is False
    assert propose(session, least=1) == []


def test_what_a_metric_covers_is_not_proposed(session: Session, state: State) -> None:
    state()
    state()
    add(session, "passengers", measure="旅客")
    assert propose(session) == []


def test_slugs_of_proposals_differ(session: Session, state: State) -> None:
    add(session, "du-lun-gong-si-lu-ke", measure="别的")
    state(unit="count")
    state(unit="%", kind=Kind.RATIO)
    slugs = [one.draft.slug for one in propose(session, least=1)]
    assert sorted(slug or "" for slug in slugs) == ["du-lun-gong-si-lu-ke-2", "du-lun-gong-si-lu-ke-3"]
