"""The report as CSV: a row a flag, for spreadsheets."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Final

from tracker.jsontext import exact
from tracker.report import excerpt
from tracker.report.content import FlaggedClaim, Report, ReportedFlag

COLUMNS: Final = (
    "claim", "source", "publisher", "title", "url", "published", "stated_on", "subject", "metric", "figure",
    "low", "high", "unit", "comparator", "attribution", "origin", "verdict", "sentence",
    "flag", "kind", "reason", "severity", "message", "remedy", "state", "opened_at",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@")


def _cell(value: str | int | Decimal | date | None) -> str:
    """Write one cell. Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers."""
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            number = exact(value)
            return "" if not value.is_finite() else str(number) if isinstance(number, int) else format(number, "f")
        case int():
            return str(value)
    text = excerpt.clean(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(claim: FlaggedClaim, flag: ReportedFlag) -> list[str]:
    cells = (
        claim.id, claim.source, claim.publisher, claim.title, claim.url, claim.published_on, claim.stated_on,
        claim.subject, claim.metric, claim.figure, claim.low, claim.high, claim.unit, claim.comparator.value,
        claim.attribution, claim.origin, claim.verdict, claim.sentence,
        flag.id, flag.kind, flag.reason, flag.severity.value, flag.message, flag.remedy, flag.state.value,
        flag.opened_at,
    )  # fmt: skip
    return [_cell(cell) for cell in cells]


def render(report: Report) -> str:
    """Return the report as CSV text."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(_row(claim, flag) for claim in report.claims for flag in claim.flags)
    return file.getvalue()
