"""The report read from a real database: counts, filters, health, and earlier moments."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from tracker.errors import UsageError
from tracker.models import Claim, ClaimRelation, Document, Flag, FlagEvent, Metric, Run, Source, SuiteRun
from tracker.report import query
from tracker.report.content import Filters, Report
from tracker.settings import Settings
from tracker.states import FlagAction, FlagState, RunStatus, Severity, SuiteStatus
from tracker.values import Comparator, Kind

MADE = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
WARNING, CRITICAL, INFO = Severity.WARNING, Severity.CRITICAL, Severity.INFO


class Desk:
    """Puts things into the database as the pipeline would."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.numbers = count(1)

    def source(self, slug: str, **values: Any) -> Source:
        source = Source(slug=slug, kind="file", locator=slug, publisher=slug.title(), **values)
        self.session.add(source)
        self.session.flush()
        return source

    def document(self, source: Source, **values: Any) -> Document:
        text = f"text {next(self.numbers)}"
        document = Document(
            source_id=source.id,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            published_on=date(2026, 10, 20),
            captured_at=MADE,
            **values,
        )
        self.session.add(document)
        self.session.flush()
        return document

    def claim(self, document: Document, **changes: Any) -> Claim:
        start = next(self.numbers) * 10
        values: dict[str, Any] = {
            "quote_exact": "12%",
            "quote_prefix": "up ",
            "quote_suffix": " in",
            "quote_start": start,
            "quote_end": start + 3,
            "sentence": "Sales went up 12% in a month.",
            "subject": "shop",
            "metric_phrase": "sales",
            "kind": Kind.CHANGE,
            "low": Decimal(12),
            "high": Decimal(12),
            "unit": "%",
            "comparator": Comparator.EQ,
            "attribution": "the shop",
            "stated_on": date(2026, 10, 20),
            "extractor": "test",
            "reading": {},
            "evaluated_at": MADE,
        }
        claim = Claim(document_id=document.id, **{**values, **changes})
        self.session.add(claim)
        self.session.flush()
        return claim

    def flag(
        self, claim: Claim, kind: str, reason: str, severity: Severity = WARNING, at: datetime | None = None
    ) -> Flag:
        flag = Flag(
            claim_id=claim.id,
            suite=kind,
            expectation=f"{kind}/{reason}",
            kind=kind,
            reason=reason,
            severity=severity,
            message=f"{reason} it is.",
            remedy="do something",
        )
        self.session.add(flag)
        self.session.flush()
        self.event(flag, FlagAction.OPENED, FlagState.OPEN, at or MADE)
        return flag

    def event(self, flag: Flag, action: FlagAction, state: FlagState, at: datetime, **values: Any) -> None:
        self.session.add(FlagEvent(flag_id=flag.id, at=at, action=action, state_after=state, actor="test", **values))
        self.session.flush()

    def run(self, as_of: datetime, suites: dict[str, SuiteStatus] | None = None, **changes: Any) -> Run:
        values: dict[str, Any] = {"status": RunStatus.SUCCEEDED, "finished_at": as_of, "claims": 1, "evaluated": 1}
        run = Run(as_of=as_of, is_present=True, started_at=as_of, **{**values, **changes})
        self.session.add(run)
        self.session.flush()
        for suite, status in (suites or {"freshness": SuiteStatus.SUCCEEDED}).items():
            error = f"{suite}.json: broken" if status is SuiteStatus.FAILED else None
            self.session.add(SuiteRun(run_id=run.id, suite=suite, status=status, error=error))
        self.session.flush()
        return run

    def report(self, moment: datetime | None = None, **options: Any) -> Report:
        return query.build(
            self.session,
            now=self.now,
            moment=moment or self.now,
            settings=Settings(timezone=ZoneInfo("UTC")),
            **options,
        )


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    return Desk(session, now)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Two sources with four flagged claims and one that is not."""
    morning, evening = desk.source("morning"), desk.source("evening")
    first, second = desk.document(morning, title="First"), desk.document(evening, title="Second", language="de")
    vague = desk.claim(first, subject="vague")
    desk.flag(vague, "unverifiable", "vague")
    several = desk.claim(first, subject="several")
    desk.flag(several, "unverifiable", "unlinked", INFO)
    desk.flag(several, "stale", "aged")
    worst = desk.claim(second, subject="worst")
    desk.flag(worst, "implausible", "share_over_100", CRITICAL)
    quiet = desk.claim(second, subject="quiet")
    snoozed = desk.flag(quiet, "stale", "ended")
    desk.event(snoozed, FlagAction.SNOOZED, FlagState.SNOOZED, MADE + timedelta(days=1), snoozed_until=desk.now)
    desk.claim(second, subject="fine")
    desk.run(desk.now - timedelta(minutes=2), claims=5, evaluated=5)
    return desk


def subjects(report: Report) -> list[str | None]:
    return [claim.subject for claim in report.claims]


def test_an_empty_database_is_blind(desk: Desk) -> None:
    report = desk.report()
    assert report.claims == ()
    assert report.health.claims == 0
    assert report.health.blindness


def test_claims_that_no_run_has_looked_at(desk: Desk) -> None:
    desk.claim(desk.document(desk.source("morning")), evaluated_at=None)
    health = desk.report().health
    assert (health.claims, health.evaluated, health.last_run_at) == (1, 0, None)
    assert health.blindness


def test_worst_first_with_every_reason(stocked: Desk) -> None:
    report = stocked.report()
    assert subjects(report) == ["worst", "several", "vague", "quiet"]
    assert [flag.reason for flag in report.claims[1].flags] == ["aged", "unlinked"]
    assert [claim.verdict for claim in report.claims] == ["implausible", "stale", "unverifiable", "unverified"]


def test_counts_are_of_open_flags(stocked: Desk) -> None:
    counts = stocked.report().counts
    assert counts.severity == {CRITICAL: 1, WARNING: 2, INFO: 1}
    assert {kind: number for kind, number in counts.kind.items() if number} == {
        "implausible": 1,
        "stale": 1,
        "unverifiable": 2,
    }
    assert counts.claims == 3
    assert counts.quiet == {FlagState.SNOOZED: 1}


def test_an_acknowledged_flag_still_counts(stocked: Desk) -> None:
    worst = stocked.report().claims[0].flags[0]
    flag = stocked.session.get_one(Flag, worst.id)
    stocked.event(flag, FlagAction.ACKNOWLEDGED, FlagState.ACKNOWLEDGED, stocked.now - timedelta(hours=1))
    report = stocked.report()
    assert report.counts.severity[CRITICAL] == 1
    assert report.claims[0].flags[0].state is FlagState.ACKNOWLEDGED
    assert report.claims[0].flags[0].opened_at == MADE


def test_the_worst_few_with_counts_of_all(stocked: Desk) -> None:
    report = stocked.report(worst=2)
    assert len(report.claims) == 2
    assert report.claims[0].subject == "worst"
    assert report.counts.claims == 3


def test_a_claim_put_aside_is_none_of_the_worst(stocked: Desk) -> None:
    assert "quiet" not in subjects(stocked.report(worst=50))


@pytest.mark.parametrize(
    ("filters", "shown", "reasons"),
    [
        (Filters(kinds=("stale",)), ["several", "quiet"], {"aged", "ended"}),
        (Filters(severities=(INFO,)), ["several"], {"unlinked"}),
        (Filters(sources=("morning",)), ["several", "vague"], {"aged", "unlinked", "vague"}),
        (
            Filters(kinds=("stale", "implausible"), sources=("evening",)),
            ["worst", "quiet"],
            {"share_over_100", "ended"},
        ),
        (Filters(kinds=("contradicted",)), [], set()),
    ],
)
def test_filters_narrow_what_is_shown(stocked: Desk, filters: Filters, shown: list[str], reasons: set[str]) -> None:
    report = stocked.report(filters=filters)
    assert subjects(report) == shown
    assert {flag.reason for claim in report.claims for flag in claim.flags} == reasons
    assert report.counts.total == sum(len(claim.open_flags) for claim in report.claims)
    assert report.health == stocked.report().health


def test_filters_leave_the_verdict_alone(stocked: Desk) -> None:
    [several] = stocked.report(filters=Filters(severities=(INFO,))).claims
    assert several.verdict == "stale"


def test_a_filter_on_no_source_is_refused(stocked: Desk) -> None:
    with pytest.raises(UsageError, match="no source 'nowhere'"):
        stocked.report(filters=Filters(sources=("morning", "nowhere")))


def test_as_of_an_earlier_moment(stocked: Desk) -> None:
    before = stocked.report(MADE - timedelta(seconds=1))
    assert before.claims == ()
    assert before.health.last_run_at is None
    then = stocked.report(MADE + timedelta(hours=1))
    assert then.counts.claims == 4
    assert then.counts.quiet == {}
    assert then.is_past


def test_a_closed_flag_is_gone_and_keeps_its_past(stocked: Desk) -> None:
    worst = stocked.report().claims[0].flags[0]
    stocked.event(
        stocked.session.get_one(Flag, worst.id), FlagAction.CLOSED, FlagState.CLOSED, stocked.now - timedelta(hours=1)
    )
    assert "worst" not in subjects(stocked.report())
    assert "worst" in subjects(stocked.report(stocked.now - timedelta(hours=2)))


def test_since_when_is_the_last_opening(stocked: Desk) -> None:
    flag = stocked.session.get_one(Flag, stocked.report().claims[0].flags[0].id)
    again = stocked.now - timedelta(days=1)
    stocked.event(flag, FlagAction.CLOSED, FlagState.CLOSED, again - timedelta(days=1))
    stocked.event(flag, FlagAction.REOPENED, FlagState.OPEN, again)
    assert stocked.report().claims[0].flags[0].opened_at == again


def test_evidence_comes_along(stocked: Desk) -> None:
    claim = stocked.report().claims[0]
    assert (claim.source, claim.publisher, claim.title, claim.language) == ("evening", "Evening", "Second", "de")
    assert (claim.sentence, claim.figure, claim.low, claim.high) == (
        "Sales went up 12% in a month.", "12%", Decimal(12), Decimal(12),
    )  # fmt: skip
    assert (claim.origin, claim.published_on) == ("the shop", date(2026, 10, 20))


def test_dates_stand_for_the_interval_of_a_period(desk: Desk) -> None:
    claim = desk.claim(
        desk.document(desk.source("morning", url="https://news.example/")),
        kind=Kind.PERIOD,
        low=None,
        high=None,
        low_date=date(2026, 10, 1),
        unit="date",
        comparator=Comparator.RANGE,
    )
    desk.flag(claim, "stale", "ended")
    [shown] = desk.report().claims
    assert (shown.low, shown.high, shown.url) == (date(2026, 10, 1), None, "https://news.example/")


def test_the_catalogue_lends_its_words(desk: Desk) -> None:
    metric = Metric(slug="shop-sales", subject="The Shop", measure="sales, change", unit="%")
    desk.session.add(metric)
    desk.session.flush()
    claim = desk.claim(desk.document(desk.source("morning")), subject=None, metric_phrase=None, metric_id=metric.id)
    desk.flag(claim, "stale", "aged")
    [shown] = desk.report().claims
    assert (shown.subject, shown.metric) == ("The Shop", "sales, change")


def test_only_what_was_known_by_then_corroborates(desk: Desk) -> None:
    claim = desk.claim(desk.document(desk.source("morning")))
    desk.flag(claim, "stale", "aging", INFO)
    other = desk.claim(desk.document(desk.source("evening")), attribution="the chamber")
    other.document.captured_at = MADE + timedelta(days=5)
    desk.session.add(
        ClaimRelation(claim_id=claim.id, other_id=other.id, relation="agrees", is_independent=True, since=MADE)
    )
    desk.run(MADE, {"freshness": SuiteStatus.SUCCEEDED, "validity": SuiteStatus.SUCCEEDED})
    desk.session.flush()
    assert [shown.verdict for shown in desk.report().claims] == ["verified"]
    before = desk.report(MADE + timedelta(days=2))
    assert [shown.verdict for shown in before.claims] == ["unverified"]
    assert before.health.claims == 1
    assert desk.report(MADE + timedelta(days=6)).claims[0].verdict == "verified"


def test_a_claim_changed_since_its_check_is_unchecked(stocked: Desk) -> None:
    stocked.session.execute(update(Claim).where(Claim.subject == "worst").values(subject="edited"))
    report = stocked.report()
    assert report.claims[0].verdict == "unchecked"
    assert (report.health.claims, report.health.evaluated) == (5, 4)
    assert not report.health.blindness


@pytest.mark.parametrize(("hours", "late"), [(35, False), (37, True)])
def test_a_late_sweep(desk: Desk, hours: int, late: bool) -> None:
    desk.run(desk.now - timedelta(hours=hours))
    health = desk.report().health
    assert health.is_late is late
    assert bool(health.blindness) is late


def test_a_sweep_that_still_runs_is_none_yet(desk: Desk) -> None:
    desk.run(desk.now, status=RunStatus.RUNNING)
    assert desk.report().health.last_run_at is None


def test_a_failed_suite_blinds_until_it_runs(desk: Desk) -> None:
    ok, broken, put_off = SuiteStatus.SUCCEEDED, SuiteStatus.FAILED, SuiteStatus.NOT_DUE
    desk.run(desk.now - timedelta(hours=4), {"freshness": broken, "validity": ok}, status=RunStatus.PARTIAL)
    assert [suite.name for suite in desk.report().health.suites_failed] == ["freshness"]
    desk.run(desk.now - timedelta(hours=3), {"validity": ok})
    health = desk.report().health
    assert [(suite.name, suite.error) for suite in health.suites_failed] == [("freshness", "freshness.json: broken")]
    desk.run(desk.now - timedelta(hours=2), {"freshness": ok})
    assert not desk.report().health.blindness
    desk.run(desk.now - timedelta(hours=1), {"freshness": put_off, "validity": put_off})
    assert not desk.report().health.blindness
    assert desk.report().health.suites_run == 2


def test_a_suite_that_was_removed_is_forgotten(desk: Desk) -> None:
    desk.run(desk.now - timedelta(hours=2), {"mine": SuiteStatus.FAILED, "validity": SuiteStatus.SUCCEEDED})
    desk.run(desk.now - timedelta(hours=1), {"other": SuiteStatus.SUCCEEDED, "validity": SuiteStatus.SUCCEEDED})
    assert not desk.report().health.blindness


def test_a_failed_sweep_blinds(desk: Desk) -> None:
    desk.run(desk.now, status=RunStatus.FAILED, error="no space left", evaluated=0)
    assert any("no space left" in reason for reason in desk.report().health.blindness)


def test_statements_do_not_grow_with_the_claims(stocked: Desk) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        engine = stocked.session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        stocked.report()
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    document = stocked.document(stocked.source("third"))
    for _ in range(20):
        stocked.flag(stocked.claim(document), "stale", "aged")
    assert statements() <= few
