"""From what was read to rows: the quote anchored, the original reading kept beside what may be edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from tracker import documents, extract, jsontext
from tracker.extract.claims import EXTRACTOR
from tracker.models import Document
from tracker.values import UNIT_DATE, Bound, Comparator, Kind, Rate

COLUMNS: Final = (
    "document_id", "quote_exact", "quote_prefix", "quote_suffix", "quote_start", "quote_end", "sentence", "subject",
    "metric_phrase", "kind", "low", "high", "low_date", "high_date", "unit", "comparator", "precision", "counted",
    "rate", "period_start", "period_end", "baseline", "attribution", "is_hearsay", "is_checkable", "stated_on",
    "extractor", "reading",
)  # fmt: skip
# The rows travel as one JSON parameter: placeholders for each of their values cost more than the insertion itself.
_INSERT: Final = text(
    f"INSERT INTO claim ({', '.join(COLUMNS)}) SELECT {', '.join(COLUMNS)} "
    "FROM jsonb_populate_recordset(NULL::claim, CAST(:rows AS jsonb)) "
    "ON CONFLICT (document_id, quote_start, quote_end) DO NOTHING RETURNING id"
)


def store(
    session: Session, document: Document, readings: Iterable[extract.Claim], *, extractor: str = EXTRACTOR
) -> list[int]:
    """Store what was read from ``document``; returns the ids of the claims that added.

    A place of the document that has a claim already keeps it, edits and all, so reading again adds nothing twice.
    """
    rows = [as_row(document, reading, extractor) for reading in readings]
    if not rows:
        return []
    added = session.scalars(_INSERT, {"rows": jsontext.dumps([_as_values(row) for row in rows])})
    return list(added)


def as_row(document: Document, reading: extract.Claim, extractor: str) -> dict[str, Any]:
    """Return the columns of the claim that ``reading`` makes in ``document``."""
    return {
        "document_id": document.id,
        **as_columns(document.text, reading),
        "stated_on": document.published_on,
        "extractor": extractor,
        "reading": as_values(reading),
    }


def as_columns(text: str, reading: extract.Claim) -> dict[str, Any]:
    """Return what ``reading`` says in a document of this ``text``, as columns."""
    quote = documents.anchor(text, reading.start, reading.end)
    return {
        "quote_exact": quote.exact,
        "quote_prefix": quote.prefix,
        "quote_suffix": quote.suffix,
        "quote_start": quote.start,
        "quote_end": quote.end,
        "sentence": reading.sentence,
        "subject": reading.subject,
        "metric_phrase": reading.metric,
        "kind": reading.kind,
        **bounds_as_columns(reading.low, reading.high),
        "unit": reading.unit,
        "comparator": reading.comparator,
        "precision": reading.precision,
        "counted": reading.counted,
        "rate": reading.rate,
        "period_start": reading.period_start,
        "period_end": reading.period_end,
        "baseline": reading.baseline,
        "attribution": reading.attribution,
        "is_hearsay": reading.hearsay,
        "is_checkable": reading.checkable,
    }


def bounds_as_columns(low: Bound | None, high: Bound | None) -> dict[str, Any]:
    """Spread an interval over the columns for numbers and those for dates."""
    return {
        "low": low if isinstance(low, Decimal) else None,
        "high": high if isinstance(high, Decimal) else None,
        "low_date": low if isinstance(low, date) else None,
        "high_date": high if isinstance(high, date) else None,
    }


def as_values(reading: extract.Claim) -> dict[str, Any]:
    """Return a reading as plain JSON values, numbers as text so that they stay exact."""
    return {field.name: _plain(getattr(reading, field.name)) for field in fields(reading)}


def from_values(values: Mapping[str, Any]) -> extract.Claim:
    """Return the reading that ``as_values`` made plain; what later versions know and this one did not is missing."""
    get = values.get
    low, high = (_bound(get(end), get("unit")) for end in ("low", "high"))
    start, end, precision, rate = (get(name) for name in ("period_start", "period_end", "precision", "rate"))
    plain = {name: get(name) for name in ("counted", "unit", "subject", "metric", "baseline", "attribution")}
    return extract.Claim(
        start=get("start", 0),
        end=get("end", 0),
        figure=values["figure"],
        low=low,
        high=high,
        comparator=Comparator(get("comparator") or Comparator.EQ),
        precision=None if precision is None else Decimal(precision),
        kind=Kind(get("kind") or Kind.LEVEL),
        rate=None if rate is None else Rate(rate),
        period_start=None if start is None else date.fromisoformat(start),
        period_end=None if end is None else date.fromisoformat(end),
        hearsay=bool(get("hearsay")),
        sentence_start=get("sentence_start", 0),
        sentence_end=get("sentence_end", 0),
        sentence=get("sentence") or values["figure"],
        checkable=get("checkable", True) is not False,
        **plain,
    )


def _bound(value: str | None, unit: str | None) -> Bound | None:
    if value is None:
        return None
    return date.fromisoformat(value) if unit == UNIT_DATE or value.count("-") == 2 else Decimal(value)


def _as_values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
