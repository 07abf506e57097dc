"""Reports made by hand, for tests of the renderers: no database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tracker.health import Health, SuiteOutcome
from tracker.report.content import Counts, FlaggedClaim, Report, ReportedFlag
from tracker.report.verdict import verdict
from tracker.states import FlagState, RunStatus, Severity, SuiteStatus
from tracker.values import Comparator, Kind, Rate

NOW = datetime(2026, 11, 22, 13, 40, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
_numbers = count(1)


def flag(kind: str = "unverifiable", reason: str = "no_baseline", **changes: Any) -> ReportedFlag:
    """An open warning, unless told otherwise."""
    values: dict[str, Any] = {
        "id": next(_numbers),
        "severity": Severity.WARNING,
        "message": "It tells a change, but not against what.",
        "remedy": "add what the change is measured against",
        "state": FlagState.OPEN,
        "opened_at": NOW - timedelta(days=3),
    }
    return ReportedFlag(kind=kind, reason=reason, **{**values, **changes})


def claim(*flags: ReportedFlag, **changes: Any) -> FlaggedClaim:
    """A plain claim of a local paper with these flags, one of the usual sort where none are given."""
    values: dict[str, Any] = {
        "id": next(_numbers),
        "document_id": 1,
        "source": "new-express",
        "publisher": "New Express",
        "title": "AI tools at the autumn sales",
        "url": "https://news.example/autumn-sales",
        "language": None,
        "published_on": date(2025, 10, 20),
        "stated_on": date(2025, 10, 20),
        "sentence": "The assistant cut handovers to people by 28% or more, the shops say.",
        "figure": "28% or more",
        "prefix": "handovers to people by ",
        "suffix": ", the shops say.",
        "position": 0,
        "subject": "assistant",
        "metric": "handovers to people",
        "kind": Kind.CHANGE,
        "low": None,
        "high": Decimal(-28),
        "unit": "%",
        "comparator": Comparator.GE,
        "counted": None,
        "rate": None,
        "attribution": "the shops",
        "is_hearsay": False,
        "origin": "the shops",
    }
    values |= changes
    given = tuple(sorted(flags or (flag(),), key=lambda one: one.rank))
    values.setdefault(
        "verdict",
        verdict(
            evaluated=True,
            open_flags=[(one.kind, one.severity) for one in given if one.is_open],
            corroborating_origins=0,
        ),
    )
    return FlaggedClaim(flags=given, **values)


def health(**changes: Any) -> Health:
    """A sweep two minutes ago in which all went well."""
    suites = ("completeness", "freshness", "validity", "verifiability")
    values: dict[str, Any] = {
        "last_run_at": NOW - timedelta(minutes=2),
        "age": timedelta(minutes=2),
        "claims": 50,
        "evaluated": 50,
        "status": RunStatus.SUCCEEDED,
        "suites": tuple(SuiteOutcome(name, SuiteStatus.SUCCEEDED) for name in suites),
    }
    return Health(**{**values, **changes})


def failed(name: str = "freshness", error: str = "freshness.json: expectations[0].type: no such type") -> SuiteOutcome:
    """A suite that could not run."""
    return SuiteOutcome(name, SuiteStatus.FAILED, error)


def report(*claims: FlaggedClaim, **changes: Any) -> Report:
    """A report of these claims, counted."""
    flags = [one for each in claims for one in each.flags]
    counts = Counts(
        cells=Counter((one.kind, one.severity) for one in flags if one.is_open),
        claims=sum(each.worst.is_open for each in claims),
        quiet=Counter(one.state for one in flags if not one.is_open),
    )
    values: dict[str, Any] = {
        "generated_at": NOW,
        "moment": NOW,
        "zone": ZONE,
        "health": health(),
        "counts": counts,
        "claims": tuple(sorted(claims, key=lambda each: each.rank)),
    }
    return Report(**{**values, **changes})


def example() -> Report:
    """Two documents in two languages, several kinds and severities, one claim with three reasons."""
    ended = flag(
        "stale",
        "ended",
        message="Its own period ended on 31 December 2025.",
        remedy="find what became of it, and settle the flag as accepted",
    )
    aged = flag(
        "stale",
        "aged",
        message="Stated on 2025-10-20; such a figure keeps 90 days, until 2026-01-18.",
        remedy="find a newer figure",
    )
    alone = flag(
        "unverifiable",
        "self_reported",
        severity=Severity.INFO,
        message="Only 京东 says so, of itself.",
        remedy="find an independent source that gives the same figure",
        state=FlagState.ACKNOWLEDGED,
    )
    vague = flag("unverifiable", "vague", message="The words name no number.", remedy="find the number they stand for")
    share = flag(
        "implausible",
        "share_over_100",
        severity=Severity.CRITICAL,
        message="A share of 130 % is more than the whole.",
        remedy="correct the figure, or its kind, with `tracker claims edit`",
    )
    quiet = flag("unverifiable", "unlinked", severity=Severity.INFO, state=FlagState.SNOOZED)
    chinese = {
        "document_id": 2,
        "source": "xin-kuai-bao",
        "publisher": "新快报",
        "title": "双11观察：平台的AI账本(2)",
        "url": "https://epaper.example/2025-10/20/content_1515.htm",
    }
    return report(
        claim(flag(), aged, alone),
        claim(
            share,
            document_id=1,
            sentence="In the test 130% of all buyers took the offer.",
            figure="130%",
            prefix="In the test ",
            suffix=" of all buyers",
            kind=Kind.RATIO,
            low=Decimal(130),
            high=Decimal(130),
            comparator=Comparator.EQ,
            subject="offer",
            metric="share of buyers",
            attribution=None,
            origin="New Express",
        ),
        claim(
            aged,
            flag(),
            **chinese,
            sentence="据该公司介绍，图片工具每个月要产出约2亿张图片，另有500万条短片，"
            "相关商品的点击比例因此高出一成有余；这套工具去年才上线，如今多数店铺已经用过，"
            "客服方面的同类工具也说每天替店家省下两千万元左右的开支。",
            figure="约2亿张",
            prefix="图片工具每个月要产出",
            suffix="图片，另有500万条短片",
            subject="图片工具",
            metric="产出图片",
            kind=Kind.LEVEL,
            low=Decimal("2E+8"),
            high=Decimal("2E+8"),
            unit="count",
            counted="图片",
            comparator=Comparator.APPROX,
            rate=Rate.MONTH,
            attribution="该公司",
            origin="该公司",
            position=30,
        ),
        claim(
            vague,
            quiet,
            **chinese,
            sentence="店家只要给出数张照片，便能得到一段影片。",
            figure="数张",
            prefix="店家只要给出",
            suffix="照片，便能得到",
            subject="店家",
            metric="照片",
            kind=Kind.LEVEL,
            low=None,
            high=None,
            unit="count",
            counted="照片",
            comparator=Comparator.VAGUE,
            attribution=None,
            is_hearsay=True,
            origin=None,
            position=10,
        ),
        claim(
            ended,
            **chinese,
            sentence="大促从10月下旬办到12月底，七个市场一起。",
            figure="10月下旬办到12月底",
            prefix="大促从",
            suffix="，七个市场",
            subject="TikTok Shop",
            metric="大促期间",
            kind=Kind.PERIOD,
            low=date(2025, 10, 21),
            high=date(2025, 12, 31),
            unit="date",
            comparator=Comparator.RANGE,
            attribution=None,
            origin="新快报",
            position=50,
        ),
    )


def blind() -> Report:
    """A report that cannot be trusted, with nothing flagged."""
    suites = (*health().suites[1:], failed())
    return report(health=health(age=timedelta(hours=50), last_run_at=NOW - timedelta(hours=50), suites=suites))


def narrowed(one: Report, **changes: Any) -> Report:
    """The same report with other values."""
    return replace(one, **changes)
