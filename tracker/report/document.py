"""The report as JSON: an object held to ``schema.json``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tracker.jsontext import dumps
from tracker.report.content import FlaggedClaim, Report
from tracker.values import Bound


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every rendered report meets."""
    text = Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _moment(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _number(bound: Bound | None) -> Bound | None:
    """Return an end of an interval; JSON has no word for one that is not a number."""
    return None if isinstance(bound, Decimal) and not bound.is_finite() else bound


def _claim(claim: FlaggedClaim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "source": claim.source,
        "document": claim.url or claim.title,
        "published": claim.published_on,
        "stated_on": claim.stated_on,
        "subject": claim.subject,
        "metric": claim.metric,
        "figure": claim.figure,
        "low": _number(claim.low),
        "high": _number(claim.high),
        "unit": claim.unit,
        "comparator": claim.comparator,
        "attribution": claim.attribution,
        "origin": claim.origin,
        "verdict": claim.verdict,
        "flags": [
            {
                "id": flag.id,
                "kind": flag.kind,
                "reason": flag.reason,
                "severity": flag.severity,
                "message": flag.message,
                "state": flag.state,
                "opened_at": _moment(flag.opened_at),
            }
            for flag in claim.flags
        ],
    }


def _frame(report: Report) -> dict[str, Any]:
    """Return all of the object but its claims."""
    health = report.health
    return {
        "generated_at": _moment(report.generated_at),
        "as_of": report.as_of,
        "health": {
            "last_run_at": _moment(health.last_run_at),
            "claims": health.claims,
            "evaluated": health.evaluated,
            "suites_failed": [suite.name for suite in health.suites_failed],
            "late": health.is_late,
            "blind": list(health.blindness),
            "check_errors": dict(health.check_errors),
        },
        "counts": {
            "kind": report.counts.kind,
            "severity": {str(severity): count for severity, count in report.counts.severity.items()},
        },
    }


def render(report: Report) -> str:
    """Return the report as JSON text, a line a claim: fast to write, and two reports can be compared line by line."""
    frame = dumps(_frame(report), indent=2).removesuffix("\n}")
    claims = ",".join(f"\n    {dumps(_claim(claim))}" for claim in report.claims)
    return f'{frame},\n  "claims": [{claims}\n  ]\n}}\n'
