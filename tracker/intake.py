"""What becomes of a captured page: a document where its text is new, claims where its figures are, their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from tracker import claims, documents, extract, linking, metrics, sources
from tracker.models import Source


@dataclass(frozen=True, slots=True)
class Captured:
    """What one page brought in."""

    source: str
    """The source's slug."""
    document_id: int | None
    """None for a page that states no figure."""
    title: str | None
    published: date | None
    is_new: bool
    """False where the same text was captured before."""
    claims: int
    """How many claims came in; 0 for a text captured before."""
    linked: int
    """How many of them were tied to a metric."""
    changed: int = 0
    """How many claims of earlier versions have another figure in their place now."""
    gone: int = 0
    """How many claims of earlier versions stand there no longer."""
    first_source: str | None = None
    """Where the text was captured before, if it was from another source."""


Read: TypeAlias = list[tuple[sources.CapturedPage, tuple[extract.Claim, ...]]]
"""Pages with what was read in each."""


def read(captured: sources.Captured) -> Read:
    """Read every page's claims, before any transaction begins.

    Raises InputError where the one page there is states no figure.
    """
    return [(page, page.readings()) for page in captured.pages]


def store(session: Session, captured: sources.Captured, pages: Read, *, now: datetime) -> list[Captured]:
    """Store what was captured and read: its metrics, and per page the source, the document, its claims and links."""
    for draft in captured.metrics:
        metrics.ensure(session, draft)
    return [
        _store_page(session, sources.ensure(session, page.source, now=now), page, readings, now)
        for page, readings in pages
    ]


def _store_page(
    session: Session, source: Source, page: sources.CapturedPage, readings: Sequence[extract.Claim], now: datetime
) -> Captured:
    if not readings:
        documents.place(session, source, page, None, now=now)
        return Captured(source.slug, None, page.title, page.published, False, 0, 0)
    document, is_new = documents.store(session, source, page, now=now)
    appearance, earlier = documents.place(session, source, page, document, now=now)
    revised = claims.Revised()
    if earlier is not None and earlier.id != document.id:
        revised = claims.revise(session, appearance, document, readings, extractor=page.extractor, now=now)
    elif is_new:
        revised = claims.Revised(added=claims.store(session, document, readings, extractor=page.extractor))
    return Captured(
        source=source.slug,
        document_id=document.id,
        title=document.title,
        published=document.published_on,
        is_new=is_new,
        claims=revised.added,
        linked=linking.link(session, document_id=document.id) if revised.added else 0,
        changed=revised.changed,
        gone=revised.gone,
        first_source=document.source.slug if document.source_id != source.id else None,
    )
