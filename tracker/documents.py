"""Documents: captured texts, each kept once a source by its hash, and the anchoring of quotes in them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tracker.drafts import CapturedPage
from tracker.models import Document, Source

CONTEXT: Final = 32
"""Characters of text kept before and after a quote: enough to find it again when the page around it moves."""


class Quote(NamedTuple):
    """Words of a document, where they stand (code points, end exclusive), and what stands around them."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def content_hash(text: str) -> str:
    """Return the SHA-256 of a text, hexadecimal: what tells one version of a document from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def anchor(text: str, start: int, end: int) -> Quote:
    """Return the quote at ``start`` to ``end`` of ``text``.

    >>> anchor("sold 300 cars", 5, 8)
    Quote(exact='300', prefix='sold ', suffix=' cars', start=5, end=8)
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no quote at {start} to {end} of a text of {len(text)} characters")
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def store(session: Session, source: Source, page: CapturedPage, *, now: datetime) -> tuple[Document, bool]:
    """Keep ``page`` as a document of ``source``; returns it, and whether it is new.

    The same text of the same source is the document there is already, left as it is.
    """
    digest = content_hash(page.text)
    added = session.scalar(
        insert(Document)
        .values(
            source_id=source.id,
            content_hash=digest,
            url=page.url,
            title=page.title,
            bylines=list(page.bylines),
            language=page.language,
            published_on=page.published,
            captured_at=now,
            text=page.text,
        )
        .on_conflict_do_nothing(index_elements=[Document.source_id, Document.content_hash])
        .returning(Document)
    )
    if added is not None:
        return added, True
    kept = session.scalars(
        select(Document).where(Document.source_id == source.id, Document.content_hash == digest)
    ).one()
    return kept, False
