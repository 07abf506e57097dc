"""Claims by the hundred thousand: brought in from rows in a few statements, taken out as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from sqlalchemy import func, null, select, text
from sqlalchemy.orm import Session

from tracker import amounts, db, documents, linking, sources
from tracker.claims.listing import chosen
from tracker.claims.reading import COLUMNS, as_columns
from tracker.drafts import SourceDraft
from tracker.extract import Claim as Reading
from tracker.models import Claim, Document, Metric, Source
from tracker.rows import Row
from tracker.values import Bound, Comparator, Tier

KIND: Final = "import"
"""The kind of source that imported claims belong to, one a publisher; it is also what read them."""
LOCATOR: Final = "claims import"
_LOCK: Final = 0x696D706F  # one at a time: two with the same rows would wait for each other in a circle
_BATCH: Final = 2000
_CHUNK: Final = 10_000
_MANY: Final = 1000

_READ: Final = tuple(
    name for name in COLUMNS if name not in ("document_id", "stated_on", "extractor", "reading")
)  # as_columns gives them in this order
_STAGED: Final = ("place", "publisher", "content_hash", "url", "title", "language", "published_on", *_READ)

_STAGE: Final = text(
    f"""
CREATE TEMP TABLE arriving ON COMMIT DROP AS
SELECT 0::bigint AS place, s.publisher, d.content_hash, d.url, d.title, d.language, d.published_on,
       {", ".join(f"c.{name}" for name in _READ)}
  FROM source s, document d, claim c
  WITH NO DATA
"""
)
# The original reading as claims.as_values writes it, put together where the rows are.
_READING: Final = {
    "start": "quote_start",
    "end": "quote_end",
    "figure": "quote_exact",
    "low": "coalesce(low::text, low_date::text)",
    "high": "coalesce(high::text, high_date::text)",
    "unit": "unit",
    "comparator": "comparator",
    "precision": "precision::text",
    "counted": "counted",
    "kind": "kind",
    "subject": "subject",
    "metric": "metric_phrase",
    "rate": "rate",
    "period_start": "period_start",
    "period_end": "period_end",
    "baseline": "baseline",
    "attribution": "attribution",
    "hearsay": "is_hearsay",
    "sentence_start": "0",
    "sentence_end": "length(sentence)",
    "sentence": "sentence",
    "checkable": "is_checkable",
}
_KEEP: Final = text(
    f"""
WITH origin AS (
    SELECT * FROM unnest(CAST(:publishers AS text[]), CAST(:source_ids AS bigint[])) AS o (publisher, source_id)
),
different AS MATERIALIZED (
    SELECT DISTINCT ON (source_id, content_hash) source_id, content_hash, place
      FROM arriving JOIN origin USING (publisher)
     ORDER BY source_id, content_hash, place
),
page AS (
    INSERT INTO document (source_id, content_hash, url, title, language, published_on, captured_at, text)
    SELECT source_id, different.content_hash, url, title, language, published_on, :now, sentence || E'\\n'
      FROM different JOIN arriving USING (place)
     ORDER BY place
        ON CONFLICT (source_id, content_hash) DO NOTHING
    RETURNING id, source_id, content_hash
),
looked_at AS (
    UPDATE source SET last_fetched_at = :now, removed_at = NULL WHERE id IN (SELECT source_id FROM page)
),
added AS (
    INSERT INTO claim (document_id, {", ".join(_READ)}, stated_on, extractor, reading)
    SELECT page.id, {", ".join(_READ)}, published_on, :kind,
           jsonb_build_object({", ".join(f"'{name}', {column}" for name, column in _READING.items())})
      FROM page JOIN different USING (source_id, content_hash) JOIN arriving USING (place)
     ORDER BY place
    RETURNING id
)
SELECT count(*) AS added, min(id) AS first,
       (SELECT count(*) FROM different JOIN document d USING (source_id, content_hash)
         WHERE d.id <= :last_document) AS known
  FROM added
"""
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows that were brought in."""

    added: int
    """Claims that are new."""
    known: int
    """Rows that were there already, from an earlier import."""
    repeated: int
    """Rows that stand in the file more than once, beyond the first."""
    linked: int
    """How many of the new claims were tied to a metric."""
    sources: int
    """Sources that were made, one a publisher."""


_RECORD: Final[Mapping[str, Any]] = {
    "id": Claim.id,
    "subject": Claim.subject,
    "metric": Claim.metric_phrase,
    "value": null(),
    "low": Claim.low,
    "high": Claim.high,
    "unit": Claim.unit,
    "comparator": Claim.comparator,
    "precision": Claim.precision,
    "kind": Claim.kind,
    "counted": Claim.counted,
    "rate": Claim.rate,
    "said_by": Claim.attribution,
    "hearsay": Claim.is_hearsay,
    "checkable": Claim.is_checkable,
    "stated_on": Claim.stated_on,
    "period_start": Claim.period_start,
    "period_end": Claim.period_end,
    "baseline": Claim.baseline,
    "publisher": Source.publisher,
    "url": func.coalesce(Document.url, Source.url),
    "title": Document.title,
    "language": func.coalesce(Document.language, Source.language),
    "quote": Claim.quote_exact,
    "link": Metric.slug,
}
RECORD: Final = tuple(_RECORD)
"""The fields of a record, in order: those of a row, and what only the database knows."""


def bring_in(session: Session, arriving: Iterable[Row], *, tier: Tier | None = None, now: datetime) -> Imported:
    """Store ``arriving`` as claims, each in a document of its own words; what is there already stays as it is.

    A row is known by its publisher, its address, its day and the figure with all it says, so the same rows come in
    once. A publisher's first rows make a source, of ``tier`` or press. Only some thousand rows are held at a time: the
    next ones are read while the database stores the last.
    """
    connection = session.connection()
    connection.execute(_STAGE)
    connection.execute(text("SET LOCAL work_mem = '64MB'"))
    before = session.scalar(select(func.count(Source.id))) or 0
    storing = _Storing(session, tier, now, last_document=session.scalar(select(func.max(Document.id))) or 0)
    rows = (_staged(place, row) for place, row in enumerate(arriving, 1))
    with ThreadPoolExecutor(1) as beside:
        under_way: Future[None] | None = None
        while chunk := list(islice(rows, _CHUNK)):
            if under_way is not None:
                under_way.result()
            under_way = beside.submit(storing.store, chunk)
        if under_way is not None:
            under_way.result()
    connection.execute(text("DROP TABLE arriving"))
    if storing.added > _MANY:
        connection.execute(text("ANALYZE document, claim"))  # else what follows is planned for the few there were
    linked = linking.link(session, since=storing.first) if storing.added else 0
    return Imported(
        added=storing.added,
        known=storing.known,
        repeated=storing.arrived - storing.added - storing.known,
        linked=linked,
        sources=(session.scalar(select(func.count(Source.id))) or 0) - before,
    )


class _Storing:
    """Stores rows a chunk at a time, and counts what became of them."""

    def __init__(self, session: Session, tier: Tier | None, now: datetime, *, last_document: int) -> None:
        self._session, self._tier, self._now = session, tier, now
        self._last_document = last_document
        self.arrived = self.added = self.known = 0
        self.first: int | None = None

    def store(self, chunk: Sequence[tuple[Any, ...]]) -> None:
        """Store one chunk. Called in a thread of its own, while nobody else uses the session."""
        connection = self._session.connection()
        connection.execute(text("TRUNCATE arriving"))
        self.arrived += db.copy_rows(connection, "arriving", _STAGED, chunk)
        if self.first is None:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        origins = _origins(self._session, self._tier, self._now)
        connection.execute(text("ANALYZE arriving"))
        told = {
            "publishers": list(origins),
            "source_ids": list(origins.values()),
            "now": self._now,
            "kind": KIND,
            "last_document": self._last_document,
        }
        kept = connection.execute(_KEEP, told).one()
        self.added += kept.added
        self.known += kept.known
        self.first = self.first or kept.first or 0


def _staged(place: int, row: Row) -> tuple[Any, ...]:
    reading = row.fact.claim()
    page = (row.publisher, _identity(row, reading), row.url, row.title, row.language, row.stated_on)
    return place, *page, *as_columns(f"{reading.sentence}\n", reading).values()


def _identity(row: Row, reading: Reading) -> str:
    """What tells one row from another, hashed. Its words alone would not do: a quote need not name the number."""
    told = (
        reading.sentence, reading.figure, _trimmed(reading.low), _trimmed(reading.high), reading.unit,
        reading.comparator, reading.counted, reading.kind, reading.rate, reading.period_start, reading.period_end,
        row.url, row.stated_on,
    )  # fmt: skip
    return documents.content_hash("\x1f".join(["" if part is None else str(part) for part in told]))


def _origins(session: Session, tier: Tier | None, now: datetime) -> dict[str, int]:
    """The sources of the publishers that arrive, made where there are none. Those that are there stay untouched."""
    there = session.execute(
        select(Source.publisher, Source.id)
        .where(Source.kind == KIND, Source.locator == LOCATOR, Source.url.is_(None))
        .order_by(Source.id.desc())
    )
    known = {(publisher or "").lower(): source_id for publisher, source_id in there}
    found: dict[str, int] = {}
    for publisher in session.scalars(text("SELECT publisher FROM arriving GROUP BY publisher ORDER BY min(place)")):
        if (key := publisher.lower()) not in known:
            draft = SourceDraft(kind=KIND, locator=LOCATOR, publisher=publisher, tier=tier)
            known[key] = sources.ensure(session, draft, now=now).id
        found[publisher] = known[key]
    return found


def take_out(
    session: Session,
    *,
    source: str | None = None,
    publisher: str | None = None,
    metric: str | None = None,
    search: str | None = None,
    unchecked: bool = False,
) -> Iterator[dict[str, Any]]:
    """Give claims in the order they came in, as records that ``bring_in`` would make the same claims of.

    They come from the database as they are asked for, all as of one moment.
    """
    query = chosen(
        select(*(column.label(name) for name, column in _RECORD.items()), Claim.low_date, Claim.high_date),
        source=source,
        publisher=publisher,
        metric=metric,
        search=search,
        unchecked=unchecked,
    ).order_by(Claim.id)
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        yield _record(row._mapping)


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    low, high = (row[end] if row[f"{end}_date"] is None else row[f"{end}_date"] for end in ("low", "high"))
    value, low, high = _named(low, high, row["comparator"])
    return {**{name: row[name] for name in _RECORD}, "value": value, "low": low, "high": high}


def _named(
    low: Bound | None, high: Bound | None, comparator: Comparator
) -> tuple[Bound | None, Bound | None, Bound | None]:
    """Write an interval as the one number that makes it, with its comparator, else as its two ends."""
    for value in (low, high):
        if value is not None and amounts.interval(value, comparator) == (low, high):
            return value, None, None
    return None, low, high


def _trimmed(bound: Bound | None) -> Bound | None:
    return bound.normalize() if isinstance(bound, Decimal) else bound
