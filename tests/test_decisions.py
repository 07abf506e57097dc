"""What people say of proposed links is kept, whatever the tracker thinks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tracker import claims, decisions, documents, linking, metrics, sources
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.facts import Fact
from tracker.models import Claim, LinkProposal
from tracker.states import LinkDecision
from tracker.values import Comparator, Kind

State = Callable[..., Claim]


@pytest.fixture
def state(session: Session, now: datetime) -> State:
    """Return a function that stores a claim that Acme has so many night passengers, or what it is told."""
    source = sources.ensure(session, SourceDraft(kind="manual", locator="by hand", publisher="P"), now=now)

    def stated(number: int, **fields: Any) -> Claim:
        known: dict[str, Any] = {"subject": "Acme", "metric": "night passengers", "unit": "count", "kind": Kind.LEVEL}
        figure = Decimal(number)
        reading = Fact(low=figure, high=figure, comparator=Comparator.EQ, **known | fields).claim()
        page = CapturedPage(source=SourceDraft(locator="by hand"), text=reading.sentence)
        document, _ = documents.store(session, source, page, now=now)
        claims.store(session, document, [reading])
        return session.query(Claim).filter(Claim.document_id == document.id).one()

    return stated


@pytest.fixture
def slug(session: Session) -> str:
    return metrics.add(session, MetricDraft(subject="Acme", measure="passengers", unit="count", slug="riders")).slug


def test_what_is_accepted_stays(session: Session, state: State, slug: str, now: datetime) -> None:
    claim = state(1)
    linking.link(session)
    (row,) = decisions.listing(session)
    assert (row.claim_id, row.metric, row.figure) == (claim.id, slug, "1")
    assert decisions.accept(session, claim.id, slug, actor="ann", now=now) == ([], 0)
    assert (claim.linked_by, claim.link_score) == ("ann", None)
    assert decisions.listing(session) == []
    linking.link(session, relink=True)
    assert claim.linked_by == "ann"
    kept = session.get_one(LinkProposal, (claim.id, claim.metric_id))
    assert (kept.decision, kept.decided_by, kept.score) == (LinkDecision.ACCEPTED, "ann", row.score)


def test_its_words_may_become_names(session: Session, state: State, slug: str, now: datetime) -> None:
    claim, other = state(1), state(2)
    linking.link(session)
    names, linked = decisions.accept(session, claim.id, slug, alias=True, actor="ann", now=now)
    assert (names, linked) == (["night passengers"], 1)
    assert (other.linked_by, other.metric_id) == (linking.LINKER, claim.metric_id)
    assert decisions.listing(session) == []


def test_what_is_rejected_never_comes_back(session: Session, state: State, slug: str, now: datetime) -> None:
    claim, other = state(1), state(2)
    linking.link(session)
    decisions.reject(session, claim.id, slug, actor="ann", now=now)
    metrics.edit(session, slug, metrics.Change(add_measure_aliases=("night passengers",)))
    assert linking.link(session, relink=True) == 1
    assert (claim.metric_id, other.metric_id is None) == (None, False)
    assert decisions.listing(session) == []


def test_a_link_of_the_trackers_may_be_rejected(session: Session, state: State, slug: str, now: datetime) -> None:
    claim = state(1, metric="passengers")
    linking.link(session)
    assert claim.metric_id is not None
    second = metrics.add(session, MetricDraft(subject="Acme", measure="passengers", unit="count", kind=Kind.LEVEL))
    assert decisions.reject(session, claim.id, slug, actor="ann", now=now) == 1
    assert (claim.metric_id, claim.linked_by) == (second.id, linking.LINKER)


def test_a_persons_link_is_not_rejected_by_another(session: Session, state: State, slug: str, now: datetime) -> None:
    claim = state(1)
    decisions.accept(session, claim.id, slug, actor="ann", now=now)
    with pytest.raises(InputError, match="ann linked claim"):
        decisions.reject(session, claim.id, slug, actor="ben", now=now)
