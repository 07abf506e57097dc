"""Explanations: everything that bears on the verdict on one claim, as one object."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.conftest import ScratchDatabase
from tests.evidence import CAPTURED, Ledger
from tracker import claims, db, explanation, jsontext, pipeline, resources, suites
from tracker.errors import InputError
from tracker.explanation import Expected, Explanation, rules
from tracker.models import Claim, ClaimRevision, Flag, LinkProposal
from tracker.settings import Settings
from tracker.states import FlagState, LinkDecision, QuoteState, Relation, Resolution, RevisionChange, Severity
from tracker.suites import CompiledSuite
from tracker.values import Comparator, Tier

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WHOLE_YEAR: dict[str, Any] = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}


@pytest.fixture(scope="module")
def compiled(engine: Engine, cache_folder: Path) -> list[CompiledSuite]:
    catalogue = suites.load([resources.expectations()])
    made, failures = suites.compile(catalogue.suites, engine.url, cache_dir=cache_folder)
    assert not failures
    return made


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return Ledger(session)


def explain(ledger: Ledger, claim: Claim, moment: datetime = NOW, **options: Any) -> Explanation:
    return explanation.explain(ledger.session, claim.id, moment=moment, zone=UTC, **options)


def tried(found: Explanation, name: str) -> Expected:
    return next(each for each in found.expectations if f"{each.kind}/{each.reason}" == name)


# The claim itself


def test_the_quote_stands_in_its_context_and_the_interval_in_words_and_bounds(ledger: Ledger) -> None:
    claim = ledger.state(12000, comparator=Comparator.GT, high=None, precision=Decimal(1000))
    found = explain(ledger, claim)
    assert (found.quote.before, found.quote.exact) == ("Ferry Ltd carried ", "12,000")
    assert found.quote.after.startswith(" passengers, said entry")
    assert found.figure.words == "more than 12,000"
    assert (found.figure.low, found.figure.high, found.figure.precision) == (Decimal(12000), None, Decimal(1000))
    assert (found.figure.meets_low, found.figure.meets_high) == (Decimal(12000), Decimal(18000))


def test_a_claim_that_is_not_there_or_was_not_known_is_named(ledger: Ledger) -> None:
    claim = ledger.state(1)
    with pytest.raises(InputError, match="there is no claim 999999"):
        explanation.explain(ledger.session, 999999, moment=NOW, zone=UTC)
    with pytest.raises(
        InputError, match=rf"claim {claim.id} was not known on 2026-02-01: it was captured on 2026-11-0"
    ):
        explain(ledger, claim, datetime(2026, 2, 1, tzinfo=UTC), is_past=True)


# Whose word, and which metric


def test_the_origin_says_how_it_is_known(ledger: Ledger) -> None:
    own, named, hearsay, inferred = (
        ledger.state(1, "Office"),
        ledger.state(1, "Daily", attribution="Ferry Ltd"),
        ledger.state(1, "Post", is_hearsay=True),
        ledger.state(1, "Weekly"),
    )
    ledger.originate(named, "Ferry Company", is_self=True)
    ledger.originate(inferred, "Ferry Company", is_inferred=True, basis_claim_id=named.id)
    words = [explain(ledger, claim).origin.words for claim in (own, named, hearsay, inferred)]
    assert words == [
        "nobody is named: Office speaks in its own voice",
        "Ferry Company is named as saying it, as “Ferry Ltd”; that is the party the figure is about",
        "it is passed on as hearsay, so nobody answers for it; it is independent of nothing",
        f"nobody is named, but Ferry Company gave the same figure in claim {named.id}: it is taken to repeat that",
    ]
    assert explain(ledger, inferred).origin.basis_claim == named.id


def test_the_link_says_who_made_it_and_why(ledger: Ledger) -> None:
    linked = ledger.state(1, link_score=Decimal("0.97"), link_reason="the subject is the same")
    by_hand = ledger.state(2, linked_by="jane")
    alone, proposed = (ledger.state(number, is_linked=False) for number in (3, 5))
    refused = ledger.state(4, is_linked=False, linked_by="jane")
    ledger.session.add(
        LinkProposal(claim_id=proposed.id, metric_id=ledger.metric.id, score=Decimal("0.6"), reason="the words differ")
    )
    ledger.session.add(
        LinkProposal(
            claim_id=refused.id, metric_id=ledger.metric.id, score=Decimal("0.7"), reason="alike",
            decision=LinkDecision.REJECTED, decided_by="jane", decided_at=CAPTURED,
        )
    )  # fmt: skip
    ledger.session.flush()
    links = [explain(ledger, claim).link for claim in (linked, by_hand, alone, refused, proposed)]
    assert [link.metric for link in links] == ["passengers", "passengers", None, None, None]
    assert [link.words for link in links] == [
        "the tracker linked it: the subject is the same",
        "jane linked it",
        "it is linked to none: no metric of the catalogue fits its subject, measure and unit",
        "jane said that it belongs to no metric",
        "it is linked to none; it may belong to passengers: `tracker link review` decides",
    ]
    assert [(p.metric, p.decision, p.decided_by) for p in links[3].proposals] == [("passengers", "rejected", "jane")]


# The others


def test_what_counted_says_how(ledger: Ledger) -> None:
    claim = ledger.state(120000, attribution="Ferry Ltd", **WHOLE_YEAR)
    office = ledger.state(120000, "Office", tier=Tier.REFERENCE, **WHOLE_YEAR)
    paper = ledger.state(120000, "Daily", attribution="Ferry Ltd", **WHOLE_YEAR)
    other = ledger.state(90000, "Post", **WHOLE_YEAR)
    newer = ledger.state(130000, "Weekly", attribution="Ferry Ltd")
    ledger.relate(claim, Relation.AGREES, office)
    ledger.relate(claim, Relation.AGREES, paper, is_independent=False)
    ledger.relate(claim, Relation.CONTRADICTS, other, note="120,000 against 90,000")
    ledger.relate(newer, Relation.SUPERSEDES, claim, is_independent=False)
    found = explain(ledger, claim)
    assert [(each.claim, each.relation, each.is_independent, each.effect) for each in found.counted] == [
        (office.id, "agrees with", True, "it counts for it: another origin says the same"),
        (paper.id, "agrees with", False, "the same voice (both rest on Ferry Ltd): it adds nothing"),
        (other.id, "contradicts", True, "it counts against it: both cannot be true"),
        (newer.id, "superseded by", False, "its origin has said a newer figure: it is stale"),
    ]
    assert found.counted[2].note == "120,000 against 90,000"
    assert found.origin.independent_of == ("Office", "Post")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"is_hearsay": True}, {}, "hearsay is independent of nothing"),
        ({"attribution": "Ferry Ltd"}, {"attribution": "Ferry Ltd"}, "both rest on Ferry Ltd"),
        ({"url": "https://www.news.example/a"}, {"url": "https://news.example/b"}, "both stand on news.example"),
        ({}, {}, "they share an origin, a text or a site"),
    ],
)
def test_what_is_not_independent_says_why(ledger: Ledger, one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    claim, second = ledger.state(1, "Daily", **one), ledger.state(1, "Post", **other)
    ledger.relate(claim, Relation.AGREES, second, is_independent=False)
    assert explain(ledger, claim).counted[0].effect == f"the same voice ({why}): it adds nothing"


@pytest.mark.parametrize(
    ("one", "other", "effect"),
    [
        ({}, {"is_hearsay": True}, "hearsay: nobody answers for it, so it does not count against it"),
        (
            {"is_hearsay": True}, {},
            "it counts against it: both cannot be true (hearsay is independent of nothing)",
        ),
        (
            {"attribution": "Ferry Ltd"}, {"attribution": "Ferry Ltd"},
            "the same voice (both rest on Ferry Ltd): its origin contradicts itself",
        ),
    ],
)  # fmt: skip
def test_what_contradicts_and_is_not_independent_says_what_that_does(
    ledger: Ledger, one: dict[str, Any], other: dict[str, Any], effect: str
) -> None:
    claim, second = ledger.state(1, "Daily", **one), ledger.state(2, "Post", **other)
    ledger.relate(claim, Relation.CONTRADICTS, second, is_independent=False)
    assert explain(ledger, claim).counted[0].effect == effect


def test_what_did_not_count_says_why(ledger: Ledger) -> None:
    claim = ledger.state(120000, **WHOLE_YEAR)
    others: tuple[dict[str, Any], ...] = (
        {"is_hearsay": True},
        {"is_checkable": False},
        {"unit": "%"},
        {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)},
        {"comparator": Comparator.GT, "low": 9000, "high": None},
        {},
    )
    for fields in others:
        ledger.state(90000, "Daily", **fields)
    ledger.state(7, is_linked=False)
    found = explain(ledger, claim)
    assert found.not_counted_total == 6
    assert sorted(each.why for each in found.not_counted) == sorted([
        "hearsay",
        "it names nothing that can be checked",
        "another unit: %",
        "it speaks of another time: 2020-01-01 to 2020-12-31",
        "both may be true, and neither says the same as the other",
        "it is not known to speak of the same time",
    ])  # fmt: skip


# Expectations, flags, source


def test_each_expectation_says_what_was_expected_and_observed(ledger: Ledger, compiled: list[CompiledSuite]) -> None:
    claim = ledger.state(120000, on=date(2020, 3, 1), attribution="Ferry Ltd")
    found = explain(ledger, claim, compiled=compiled)
    aged = tried(found, "stale/aged")
    assert (aged.result, aged.observed["as_of"]) == ("failed", NOW.date())
    assert aged.expected
    assert aged.message
    assert aged.remedy
    unit = tried(found, "malformed/no_unit")
    assert (unit.result, unit.observed, unit.message) == ("passed", {"unit": "count", "is_checkable": True}, None)
    baseline = tried(found, "unverifiable/no_baseline")
    assert baseline.result == "not_applicable"
    assert {each.suite for each in found.expectations} == {suite.suite.name for suite in compiled}
    order = [each.result for each in found.expectations]
    assert order == sorted(order, key=lambda result: ["failed", "not_tried", "passed", "not_applicable"].index(result))


def test_the_messages_are_those_of_the_flags(
    scratch_database: ScratchDatabase, cache_folder: Path, settings: Settings
) -> None:
    given = settings.model_copy(update={"database_url": scratch_database(), "timezone": ZoneInfo("UTC")})
    with db.open_database(given) as database:
        pipeline.load_sample(database, now=NOW)
        pipeline.sweep(database, given, now=NOW)
        catalogue = suites.load([resources.expectations()])
        made, _ = suites.compile(catalogue.suites, database.url, cache_dir=cache_folder)
        with database.session() as session:
            flags = session.scalars(select(Flag)).all()
            assert len(flags) > 20
            told = {flag.claim_id: flag for flag in flags}
            for claim_id in list(told)[:12]:
                found = explanation.explain(session, claim_id, moment=NOW, zone=UTC, compiled=made)
                failed = {(e.suite, e.expectation): e.message for e in found.expectations if e.result == "failed"}
                assert failed == {(flag.suite, flag.expectation): flag.message for flag in found.flags}


def test_a_suite_that_cannot_be_tried_is_told(ledger: Ledger, compiled: list[CompiledSuite]) -> None:
    from dataclasses import replace

    suite = compiled[0]
    broken = replace(suite, conditions=(replace(suite.conditions[0], unexpected_sql="1 / (claim_id - claim_id) = 1"),))
    failure = suites.SuiteFailure("mine", Path("mine.json"), "mine.json: broken")
    found = explain(ledger, ledger.state(1), compiled=[broken, compiled[1]], failures=[failure])
    assert found.suites_failed == ("mine.json: broken", f"{suite.suite.path.name}: division by zero")
    assert [each.result for each in found.expectations if each.suite == suite.suite.name] == ["not_tried"]
    assert any(each.result == "passed" for each in found.expectations)


def test_a_rule_s_facts_are_those_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(
        """{"name": "mine", "expectations": [{"type": "unexpected_rows_expectation", "kwargs": {
        "unexpected_rows_query": "SELECT claim_id FROM {batch} WHERE low > high AND tier = 'press'"},
        "meta": {"kind": "malformed", "reason": "not_a_number", "message": "no {unit}", "remedy": "mend"}}]}"""
    )
    (expectation,) = suites.read(path).expectations
    assert sorted(rules.observed(expectation)) == ["high", "low", "tier"]


def test_flags_come_with_their_states(ledger: Ledger) -> None:
    claim = ledger.state(1)
    ledger.flag(claim, "stale", "aged", "It is old.")
    ledger.flag(
        claim,
        "unverifiable",
        "vague",
        "It is vague.",
        state=FlagState.SETTLED,
        resolution=Resolution.ACCEPTED,
        note="ok",
    )
    found = explain(ledger, claim)
    assert [(flag.reason, flag.state, flag.resolution) for flag in found.flags] == [
        ("aged", FlagState.OPEN, None),
        ("vague", FlagState.SETTLED, Resolution.ACCEPTED),
    ]


def test_the_source_says_whether_the_quote_stands(ledger: Ledger) -> None:
    claim = ledger.state(120000)
    claim.quote_state = QuoteState.CHANGED
    ledger.session.add(
        ClaimRevision(
            claim_id=claim.id, at=datetime(2026, 11, 10, tzinfo=UTC), change=RevisionChange.CHANGED,
            reading={"figure": "125,000"},
        )
    )  # fmt: skip
    claim.document.source.last_error = "https://x.example is gone"
    ledger.session.flush()
    source = explain(ledger, claim).source
    assert source.words == "the page says “125,000” in its place since 2026-11-10"
    assert (source.quote_state, source.figure_now, source.last_error) == (
        "changed", "125,000", "https://x.example is gone",
    )  # fmt: skip
    then = explain(ledger, claim, datetime(2026, 11, 5, tzinfo=UTC)).source
    assert (then.quote_state, then.words) == ("present", "the quote stands there as captured")


def test_who_decided_what_the_page_left_open_is_told_from_then_on(ledger: Ledger) -> None:
    claim = ledger.state(120000)
    for day, change, actor in ((8, RevisionChange.UNCLEAR, None), (10, RevisionChange.RETURNED, "ann")):
        ledger.session.add(
            ClaimRevision(claim_id=claim.id, at=datetime(2026, 11, day, tzinfo=UTC), change=change, actor=actor)
        )
        ledger.session.flush()
    source = explain(ledger, claim).source
    assert (source.words, source.decided_by) == ("the quote stands there as captured, as ann decided", "ann")
    before = explain(ledger, claim, datetime(2026, 11, 9, tzinfo=UTC), is_past=True).source
    assert (before.quote_state, before.decided_by) == ("unclear", None)


# What would change it


def outlook(ledger: Ledger, claim: Claim) -> str:
    return " ".join(explain(ledger, claim).would_change)


def test_an_unverified_claim_wants_somebody_independent(ledger: Ledger) -> None:
    claim = ledger.state(1, **WHOLE_YEAR)
    assert "`tracker check`" in outlook(ledger, claim)
    ledger.evaluate()
    told = outlook(ledger, claim)
    assert "An independent origin that agrees would make it verified." in told
    assert "It becomes stale after 2027-02-04, with a warning from 2026-12-26" in told
    ledger.flag(claim, "malformed", "no_unit", "No unit.", severity=Severity.CRITICAL)
    told = outlook(ledger, claim)
    assert told.startswith("malformed/no_unit: Mend it. ")
    assert "once nothing else is open" in told


def test_a_verified_claim_says_what_it_hangs_on(ledger: Ledger) -> None:
    claim, office = ledger.state(1), ledger.state(1, "Office", tier=Tier.REFERENCE)
    ledger.relate(claim, Relation.AGREES, office)
    ledger.evaluate()
    found = explain(ledger, claim)
    assert found.verdict.word == "verified"
    told = " ".join(found.would_change)
    assert f"It is verified by claim {office.id} alone" in told
    assert "would make it contradicted" in told


def test_what_cannot_be_verified_says_so(ledger: Ledger) -> None:
    assert "nothing can verify it" in outlook(ledger, ledger.state(1, is_checkable=False))
    assert "Linked to a metric" in outlook(ledger, ledger.state(1, is_linked=False))


def test_a_snoozed_flag_says_when_it_is_back(ledger: Ledger) -> None:
    claim = ledger.state(1)
    until = datetime(2027, 1, 1, tzinfo=UTC)
    flag = ledger.flag(claim, "stale", "aged", "Old.", state=FlagState.SNOOZED, snoozed_until=until)
    assert f"Flag {flag.id} (stale/aged) is snoozed until 2027-01-01." in outlook(ledger, claim)


def test_the_object_is_plain_json(ledger: Ledger, compiled: list[CompiledSuite]) -> None:
    claim = ledger.state(1, low_date=None)
    other = ledger.state(2, "Daily")
    ledger.relate(claim, Relation.CONTRADICTS, other)
    ledger.flag(claim, "stale", "aged", "Old.")
    text = jsontext.dumps(asdict(explain(ledger, claim, compiled=compiled)))
    assert '"relation": "contradicts"' in text
    assert '"result": "passed"' in text


def test_an_earlier_day_tells_what_the_claim_said_then(ledger: Ledger) -> None:
    claim = ledger.state(120000, attribution="Ferry Ltd")
    entry = claims.Entry(said_by="The harbour master", value="125000")
    claims.edit(ledger.session, claim.id, entry, actor="jane", now=datetime(2026, 11, 15, tzinfo=UTC))
    then = explain(ledger, claim, datetime(2026, 11, 10, tzinfo=UTC), is_past=True)
    assert (then.figure.low, then.origin.attribution) == (Decimal(120000), "Ferry Ltd")
    ledger.session.expire_all()
    now = explanation.explain(ledger.session, then.claim, moment=NOW, zone=UTC)
    assert (now.figure.low, now.origin.attribution) == (Decimal(125000), "The harbour master")
