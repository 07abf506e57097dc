"""The shipped suites, expectation by expectation: a sound claim passes all, and each has a claim that fails it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, column, select, text
from sqlalchemy.orm import Session

from tracker import checks, relations, resources, suites
from tracker.models import Claim, ClaimRelation, Document, Metric, Source
from tracker.states import Relation
from tracker.values import Comparator, Kind

TODAY = date(2026, 11, 22)

SOUND: dict[str, Any] = {
    "quote_exact": "12%", "quote_prefix": "", "quote_suffix": "", "quote_start": 0, "quote_end": 3, "sentence": "12%",
    "subject": "Ferries", "metric_phrase": "passengers", "kind": Kind.CHANGE, "low": Decimal(12), "high": Decimal(12),
    "unit": "%", "comparator": Comparator.EQ, "baseline": "last year", "attribution": "the harbour master",
    "stated_on": date(2026, 11, 1), "extractor": "test", "reading": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def compiled(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> list[suites.CompiledSuite]:
    catalogue = suites.load([resources.expectations()])
    made, failures = suites.compile(catalogue.suites, engine.url, cache_dir=tmp_path_factory.mktemp("cache"))
    assert not failures
    return made


@pytest.fixture
def metric(session: Session) -> Metric:
    metric = Metric(
        slug="passengers",
        subject="The island line",
        measure="passengers",
        unit="%",
        shelf_life_days=90,
        plausible_low=Decimal(-50),
        plausible_high=Decimal(50),
    )
    session.add(metric)
    session.flush()
    return metric


def state(
    session: Session, metric: Metric | None, source: dict[str, Any], fields: dict[str, Any], start: int = 0
) -> Claim:
    captured = datetime(2026, 11, 2 + 11 * start, tzinfo=UTC)
    given = {
        "slug": f"paper-{start}",
        "kind": "article",
        "locator": "x",
        "publisher": "The Paper",
        "url": "https://x.example",
    }
    document = Document(
        source=Source(**given | source), content_hash=f"{start:064d}", captured_at=captured, text="12%", bylines=[]
    )
    claim = Claim(document=document, metric=metric, **SOUND | fields)
    session.add(claim)
    session.flush()
    return claim


def failing(session: Session, compiled: list[suites.CompiledSuite], claim: Claim) -> set[str]:
    connection = session.connection()
    checks.stage(connection, compiled, TODAY)
    found = connection.execute(text("SELECT kind || '/' || reason FROM finding WHERE claim_id = :id"), {"id": claim.id})
    return set(found.scalars())


def test_a_sound_claim_fails_nothing(session: Session, compiled: list[suites.CompiledSuite], metric: Metric) -> None:
    assert failing(session, compiled, state(session, metric, {}, {})) == set()


@pytest.mark.parametrize(
    ("reason", "source", "fields"),
    [
        ("malformed/no_date", {}, {"stated_on": None}),
        ("malformed/no_source", {"publisher": None, "url": None}, {}),
        ("malformed/no_unit", {}, {"unit": None}),
        ("malformed/future_date", {}, {"stated_on": date(2026, 11, 5)}),
        ("malformed/not_a_number", {}, {"low": Decimal("NaN"), "high": Decimal("NaN")}),
        ("malformed/not_a_number", {}, {"low": None, "high": None}),
        ("implausible/out_of_range", {}, {"low": Decimal(51), "high": Decimal(51)}),
        ("implausible/out_of_range", {}, {"low": Decimal(50), "high": None, "comparator": Comparator.GT}),
        ("implausible/out_of_range", {}, {"low": None, "high": Decimal(-51), "comparator": Comparator.LE}),
        ("implausible/share_over_100", {}, {"kind": Kind.RATIO, "low": Decimal(101), "high": Decimal(101)}),
        (
            "implausible/share_over_100",
            {},
            {"kind": Kind.RATIO, "low": Decimal(100), "high": None, "comparator": Comparator.GT},
        ),
        ("implausible/wrong_unit", {}, {"unit": "pp"}),
        ("stale/aged", {}, {"stated_on": date(2026, 8, 23)}),
        ("stale/aged", {}, {"period_end": date(2026, 8, 23)}),
        ("stale/aging", {}, {"stated_on": date(2026, 9, 2)}),
        ("stale/aging", {}, {"stated_on": date(2026, 8, 24)}),
        ("stale/ended", {}, {"period_start": date(2026, 11, 1), "period_end": date(2026, 11, 21)}),
        (
            "stale/unchecked",
            {"kind": "page", "last_fetched_at": datetime(2026, 10, 22, tzinfo=UTC)},
            {},
        ),
        ("unverifiable/vague", {}, {"comparator": Comparator.VAGUE, "low": None, "high": None}),
        ("unverifiable/no_baseline", {}, {"baseline": None}),
        ("unverifiable/no_attribution", {}, {"attribution": None}),
        ("unverifiable/no_attribution", {}, {"is_hearsay": True}),
        ("unverifiable/self_reported", {}, {"attribution": "Island Ferries", "subject": "Ferries"}),
        ("unverifiable/self_reported", {}, {"attribution": "the island line"}),
        ("unverifiable/self_reported", {"publisher": "Ferries"}, {"attribution": None}),
    ],
)
def test_each_expectation_fails_the_claim_it_is_for(
    session: Session,
    compiled: list[suites.CompiledSuite],
    metric: Metric,
    reason: str,
    source: dict[str, Any],
    fields: dict[str, Any],
) -> None:
    assert reason in failing(session, compiled, state(session, metric, source, fields))


@pytest.mark.parametrize(
    ("reason", "source", "fields"),
    [
        ("malformed/future_date", {}, {"stated_on": date(2026, 11, 3)}),  # a morning further east
        ("malformed/not_a_number", {}, {"kind": Kind.SLOGAN, "low": None, "high": None}),
        ("implausible/out_of_range", {}, {"low": Decimal(40), "high": None, "comparator": Comparator.GT}),
        ("implausible/share_over_100", {}, {"kind": Kind.RATIO, "low": Decimal(100), "high": Decimal(100)}),
        ("implausible/share_over_100", {}, {"low": Decimal(130), "high": Decimal(130)}),  # a change may exceed it
        ("stale/aged", {}, {"stated_on": date(2026, 8, 24)}),
        ("stale/aged", {}, {"stated_on": date(2026, 8, 23), "period_end": date(2026, 11, 30)}),
        ("stale/aged", {}, {"stated_on": date(2016, 8, 23), "kind": Kind.SLOGAN}),
        ("stale/aging", {}, {"stated_on": date(2026, 9, 3)}),
        ("stale/aging", {}, {"stated_on": date(2026, 8, 23)}),
        ("stale/ended", {}, {"period_end": TODAY}),
        ("stale/ended", {}, {"period_end": date(2026, 9, 30)}),  # it spoke of the past
        ("unverifiable/no_baseline", {}, {"kind": Kind.LEVEL, "baseline": None}),
        ("unverifiable/self_reported", {}, {"attribution": "Q", "subject": "Bureau of Quality"}),
        ("unverifiable/self_reported", {}, {"attribution": "Island Ferries", "is_hearsay": True}),
    ],
)
def test_what_an_expectation_lets_pass(
    session: Session,
    compiled: list[suites.CompiledSuite],
    metric: Metric,
    reason: str,
    source: dict[str, Any],
    fields: dict[str, Any],
) -> None:
    assert reason not in failing(session, compiled, state(session, metric, source, fields))


def test_an_unlinked_claim_is_flagged(session: Session, compiled: list[suites.CompiledSuite]) -> None:
    assert failing(session, compiled, state(session, None, {}, {})) == {"unverifiable/unlinked"}


def test_relations_count_from_the_day_the_other_was_stated(
    session: Session, compiled: list[suites.CompiledSuite], metric: Metric
) -> None:
    old = state(session, metric, {}, {"attribution": "Ferries"})
    newer = state(session, metric, {}, {"stated_on": date(2026, 11, 10), "attribution": "Ferries"}, start=1)
    other = state(session, metric, {"publisher": "B"}, {"stated_on": date(2026, 11, 23)}, start=2)
    session.add(ClaimRelation(claim_id=newer.id, other_id=old.id, relation=Relation.SUPERSEDES, is_independent=False))
    session.add(ClaimRelation(claim_id=old.id, other_id=other.id, relation=Relation.AGREES, is_independent=True))
    session.flush()
    assert failing(session, compiled, old) == {"stale/superseded", "unverifiable/self_reported"}
    other.stated_on = date(2026, 11, 20)
    session.flush()
    assert failing(session, compiled, old) == {"stale/superseded"}


def test_a_contradiction_names_the_other_claim(
    session: Session, compiled: list[suites.CompiledSuite], metric: Metric
) -> None:
    ours = state(session, metric, {}, {"baseline": "last year"})
    theirs = state(
        session, metric, {"publisher": "B", "url": "https://b.example"},
        {"low": Decimal(31), "high": Decimal(31), "quote_exact": "31%", "attribution": "the union"}, start=1,
    )  # fmt: skip
    relations.relate(session)
    assert "contradicted/other_origin" in failing(session, compiled, ours)
    assert "contradicted/same_origin" not in failing(session, compiled, ours)
    message: Any = select(column("message")).select_from(text("finding")).where(column("claim_id") == ours.id)
    said = session.scalar(message.where(column("reason") == "other_origin"))
    assert said == (f"Another origin gives a figure that it does not meet: claim {theirs.id}, “31%”, B, 2026-11-01.")
    theirs.attribution = ours.attribution
    relations.relate(session)
    assert "contradicted/same_origin" in failing(session, compiled, ours)
    assert "contradicted/other_origin" not in failing(session, compiled, ours)


def test_hearsay_contradicts_nobody_and_is_contradicted(
    session: Session, compiled: list[suites.CompiledSuite], metric: Metric
) -> None:
    ours = state(session, metric, {}, {})
    rumour = state(
        session, metric, {"publisher": "B", "url": "https://b.example"},
        {"low": Decimal(31), "high": Decimal(31), "attribution": None, "is_hearsay": True}, start=1,
    )  # fmt: skip
    relations.relate(session)
    assert not any(reason.startswith("contradicted") for reason in failing(session, compiled, ours))
    assert "contradicted/other_origin" in failing(session, compiled, rumour)


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        ({"counted": "staff"}, True),
        ({"baseline": "2024"}, True),
        ({"low": Decimal("12.0"), "high": Decimal("12.00")}, False),
        ({"low": Decimal("12.1"), "high": Decimal("12.1")}, True),
        ({"quote_prefix": "about "}, False),
    ],
)
def test_the_facts_hash_follows_facts_alone(
    session: Session, metric: Metric, change: dict[str, Any], is_seen: bool
) -> None:
    claim = state(session, metric, {}, {})
    query = text("SELECT facts_hash FROM claim_facts WHERE claim_id = :id")
    before = session.scalar(query, {"id": claim.id})
    for name, value in change.items():
        setattr(claim, name, value)
    session.flush()
    assert (session.scalar(query, {"id": claim.id}) != before) is is_seen
    session.execute(text("SELECT set_config('tracker.as_of', '2027-11-22', true)"))
    session.execute(text("SET LOCAL datestyle = 'German'"))
    aged = session.scalar(query, {"id": claim.id})
    session.execute(text("SELECT set_config('tracker.as_of', '2028-11-22', true)"))
    assert session.scalar(query, {"id": claim.id}) == aged
