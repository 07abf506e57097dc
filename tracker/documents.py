"""Documents: captured texts, each kept once by its hash, where they appear, and the anchoring of quotes in them."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker import addresses
from tracker.drafts import CapturedPage, Missed
from tracker.models import Appearance, Document, DocumentRaw, Source

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

    A text is kept once, whoever carries it; facts put into words of ours are kept once a source. What is there
    already is left as it is.
    """
    digest, is_verbatim = content_hash(page.text), page.claims is None
    kept = session.scalar(
        select(Document)
        .where(
            Document.content_hash == digest, Document.is_verbatim if is_verbatim else Document.source_id == source.id
        )
        .order_by(Document.id)
        .limit(1)
    )
    if kept is not None:
        return kept, False
    document = Document(
        source_id=source.id,
        content_hash=digest,
        is_verbatim=is_verbatim,
        url=page.url,
        title=page.title,
        bylines=list(page.bylines),
        language=page.language,
        published_on=page.published,
        captured_at=now,
        text=page.text,
        review=dict(page.review) if page.review else None,
    )
    if page.raw is not None:
        document.raw = DocumentRaw(media_type=page.raw.media_type, body=zlib.compress(page.raw.data), captured_at=now)
    session.add(document)
    session.flush()
    return document, True


def place(
    session: Session, source: Source, page: CapturedPage, document: Document | None, *, now: datetime
) -> tuple[Appearance, Document | None]:
    """Note that ``document`` stands at the page's place ``now``; returns that place and what stood there before.

    Without a document, the page states no figure: it is known, and need not be read again while it is the same.
    """
    appearance = seen(session, source, key_of(page), now=now)
    earlier = appearance.document
    appearance.url = page.url or appearance.url
    appearance.guid, appearance.mark = page.guid, page.mark
    appearance.etag, appearance.last_modified = page.etag, page.last_modified
    appearance.document = document or earlier
    if document is not None and document.appearance_id is None:
        last = session.scalar(select(func.max(Document.version)).where(Document.appearance_id == appearance.id))
        document.appearance, document.version = appearance, (last or 0) + 1
    session.flush()
    return appearance, earlier


def seen(session: Session, source: Source, key: str, *, now: datetime) -> Appearance:
    """Note that the page called ``key`` could be read ``now``, or was as before; returns its place."""
    appearance = session.scalar(select(Appearance).where(Appearance.source_id == source.id, Appearance.key == key))
    if appearance is None:
        appearance = Appearance(source=source, key=key, first_seen_at=now)
        session.add(appearance)
    appearance.last_seen_at = now
    appearance.failures, appearance.failing_since, appearance.last_error = 0, None, None
    session.flush()
    return appearance


def missed(session: Session, source: Source, missed: Missed, *, now: datetime) -> None:
    """Note that a page could not be read; what is known of it stays. Being blocked does not count as a failure."""
    appearance = session.scalar(
        select(Appearance).where(Appearance.source_id == source.id, Appearance.key == missed.key)
    )
    if appearance is None:
        return
    appearance.last_error = missed.reason
    if not missed.blocked:
        appearance.failures += 1
        appearance.failing_since = appearance.failing_since or now


def key_of(page: CapturedPage) -> str:
    """What a page is known by within its source: its own key, its address, or the place it was read from."""
    return page.key or (addresses.key(page.url) if page.url else page.source.locator)


def known(session: Session, source: Source) -> dict[str, Appearance]:
    """Every page of ``source``, by key."""
    found = session.scalars(select(Appearance).where(Appearance.source_id == source.id))
    return {appearance.key: appearance for appearance in found}


def raw(document: Document) -> bytes | None:
    """The bytes ``document`` was read from, where they are still kept."""
    return zlib.decompress(document.raw.body) if document.raw else None


def forget_raw(session: Session, until: datetime) -> int:
    """Drop the raw bytes captured up to a moment; texts, hashes and quotes stay. Returns how many."""
    dropped = session.scalars(
        delete(DocumentRaw).where(DocumentRaw.captured_at <= until).returning(DocumentRaw.document_id)
    )
    return len(dropped.all())
