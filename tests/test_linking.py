"""Linking: a claim joins the one metric that fits it, and no other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker import claims, documents, linking, metrics, sources
from tracker.drafts import CapturedPage, MetricDraft, SourceDraft
from tracker.facts import Fact
from tracker.models import Claim, Document, LinkProposal
from tracker.values import Comparator, Kind


@pytest.fixture
def stated(session: Session, now: datetime) -> Any:
    """Store a document with one claim and return the claim."""
    source = sources.ensure(session, SourceDraft(kind="manual", locator="by hand", publisher="P"), now=now)

    def state(**fields: Any) -> Claim:
        settings: dict[str, Any] = {
            "subject": "渡轮公司", "metric": "运送旅客", "unit": "count", "low": Decimal(1), "high": Decimal(1),
            "comparator": Comparator.EQ, "kind": Kind.LEVEL, "said_by": str(fields),
        }  # fmt: skip
        reading = Fact(**settings | fields).claim()
        page = CapturedPage(source=SourceDraft(locator="by hand"), text=reading.sentence)
        document, _ = documents.store(session, source, page, now=now)
        claims.store(session, document, [reading])
        return session.query(Claim).filter(Claim.document_id == document.id).one()

    return state


def add(session: Session, **fields: Any) -> int:
    return metrics.add(session, MetricDraft(**{"subject": "渡轮公司", "measure": "旅客", "unit": "count"} | fields)).id


@pytest.mark.parametrize(
    ("claim", "metric", "fits"),
    [
        ({}, {}, True),
        ({"subject": "海岛渡轮公司今年"}, {}, True),
        ({"subject": "渡轮"}, {}, False),
        ({"metric": "票价"}, {}, False),
        ({"subject": "FERRY ltd"}, {"subject_aliases": ("Ferry Ltd",)}, True),
        ({"subject": "the Ferry Ltd group"}, {"subject_aliases": ("Ferry Ltd",)}, True),
        ({"subject": "Ferry Ltds"}, {"subject_aliases": ("Ferry Ltd",)}, False),
        ({"metric": "heroic deeds"}, {"measure_aliases": ("ROI",)}, False),
        ({"metric": "广告ROI提升"}, {"measure_aliases": ("roi",)}, True),
        ({"subject": "Acme (China) Inc."}, {"subject": "acme (china) inc."}, True),
        ({"subject": "Acme China Inc"}, {"subject": "a.*"}, False),
        ({"unit": "%"}, {}, False),
        ({"unit": None}, {}, False),
        ({"subject": None}, {}, False),
        ({"metric": None}, {}, False),
        ({"kind": Kind.CHANGE}, {}, True),
        ({"kind": Kind.CHANGE}, {"kind": Kind.LEVEL}, False),
        ({}, {"kind": Kind.LEVEL}, True),
    ],
)
def test_what_fits(session: Session, stated: Any, claim: dict[str, Any], metric: dict[str, Any], fits: bool) -> None:
    found = stated(**claim)
    metric_id = add(session, **metric)
    assert linking.link(session) == fits
    assert found.metric_id == (metric_id if fits else None)


def proposed(session: Session, claim: Claim) -> set[int]:
    """The metrics that a person is asked about."""
    rows = session.scalars(select(LinkProposal).where(LinkProposal.claim_id == claim.id))
    return {row.metric_id for row in rows if row.decision is None}


def test_what_fits_two_is_left_to_a_person(session: Session, stated: Any) -> None:
    found = stated(subject="海岛渡轮公司")
    two = {add(session, subject_aliases=("海岛渡轮公司",)), add(session, subject="海岛渡轮公司")}
    assert linking.link(session) == 0
    assert found.metric_id is None
    assert proposed(session, found) == two


def test_the_nearer_name_wins(session: Session, stated: Any) -> None:
    found = stated(subject="海岛渡轮公司")
    add(session)
    nearer = add(session, subject="海岛渡轮公司")
    linking.link(session)
    assert found.metric_id == nearer
    assert found.link_score is not None
    assert "海岛渡轮公司" in (found.link_reason or "")


def test_what_is_less_like_is_proposed(session: Session, stated: Any) -> None:
    found = stated(metric="夜航旅客")
    metric_id = add(session)
    assert linking.link(session) == 0
    assert proposed(session, found) == {metric_id}
    metrics.edit(session, metrics.listing(session)[0].metric.slug, metrics.Change(add_measure_aliases=("夜航旅客",)))
    assert linking.link(session) == 1
    assert proposed(session, found) == set()


def test_a_proposal_goes_with_its_reason(session: Session, stated: Any) -> None:
    found = stated(metric="夜航旅客")
    metric_id = add(session)
    linking.link(session)
    session.execute(text("UPDATE metric SET unit = 'hour' WHERE id = :id"), {"id": metric_id})
    linking.link(session)
    assert proposed(session, found) == set()


def test_slogans_and_vague_figures_stay_apart(session: Session, stated: Any) -> None:
    stated(checkable=False)
    stated(kind=Kind.SLOGAN)
    add(session)
    assert linking.link(session) == 0


def test_what_the_tracker_linked_is_judged_anew_when_asked(session: Session, stated: Any) -> None:
    moved, lost, chosen = stated(), stated(subject="渡轮公司集团"), stated(said_by="a person's")
    old = add(session, subject_aliases=("渡轮公司集团",))
    linking.link(session)
    chosen.linked_by = "ann"
    session.flush()
    session.execute(text("UPDATE metric SET subject = '港务局', measure = '船只' WHERE id = :id"), {"id": old})
    session.execute(text("DELETE FROM metric_alias"))
    new = add(session, subject="渡轮公司", measure="运送旅客")
    session.execute(text("UPDATE claim SET subject = '海港' WHERE id = :id"), {"id": lost.id})
    assert linking.link(session) == 0
    assert linking.link(session, relink=True) == 1
    assert (moved.metric_id, lost.metric_id, chosen.metric_id) == (new, None, old)


def test_several_names_of_one_metric_are_one_fit(session: Session, stated: Any) -> None:
    found = stated(subject="渡轮公司 Ferry Ltd")
    metric_id = add(session, subject_aliases=("Ferry Ltd", "渡轮"), measure_aliases=("运送",))
    assert linking.link(session) == 1
    assert found.metric_id == metric_id


def test_what_is_linked_stays_linked(session: Session, stated: Any) -> None:
    found = stated()
    chosen = add(session, subject="港务局", measure="船只")
    found.metric_id = chosen
    session.flush()
    add(session)
    assert linking.link(session) == 0
    assert found.metric_id == chosen


def test_a_link_that_a_person_took_away_stays_away(session: Session, stated: Any, now: datetime) -> None:
    found = stated()
    add(session)
    linking.link(session)
    assert found.linked_by == linking.LINKER
    claims.edit(session, found.id, claims.Entry(), ["link"], actor="ann", now=now)
    assert linking.link(session) == 0
    assert (found.metric_id, found.linked_by) == (None, "ann")


def test_linking_again_adds_nothing(session: Session, stated: Any) -> None:
    stated()
    add(session)
    assert (linking.link(session), linking.link(session)) == (1, 0)


def test_it_may_be_kept_to_one_document_or_claim(session: Session, stated: Any) -> None:
    first, second, third = stated(said_by="a"), stated(said_by="b"), stated(said_by="c")
    add(session)
    assert linking.link(session, document_id=first.document_id) == 1
    assert linking.link(session, claim_id=second.id) == 1
    assert (first.metric_id is None, second.metric_id is None, third.metric_id is None) == (False, False, True)


def test_a_link_has_the_claim_looked_at_again(session: Session, stated: Any, now: datetime) -> None:
    found = stated()
    found.evaluated_at = now
    session.flush()
    add(session)
    linking.link(session)
    assert found.evaluated_at is None


def test_twenty_thousand_claims_link_in_one_go(session: Session, stated: Any) -> None:
    document: Document = stated(subject="other").document
    session.execute(
        text("""
            INSERT INTO claim (document_id, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, sentence,
                               subject, metric_phrase, kind, low, high, unit, comparator, extractor, reading)
            SELECT :document, '1', '', '', 1000 + n, 1001 + n, '', 'Ferry ' || n % 50, 'passengers', 'level', n, n,
                   'count', 'eq', 'test', '{}'
              FROM generate_series(1, 20000) n
        """),
        {"document": document.id},
    )
    for number in range(50):
        add(session, subject=f"Ferry {number}", measure="passengers")
    assert linking.link(session) == 20_000
