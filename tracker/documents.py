"""Documents: captured texts, each kept once by its hash, where they appear, and the anchoring of quotes in them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, Text, case, cast, column, delete, func, or_, select, update
from sqlalchemy.orm import Session

from tracker import addresses, reach, secrecy
from tracker.drafts import CapturedPage, Missed
from tracker.models import Appearance, Document, DocumentRaw, Source

_LAST_VERSION: Final = (
    select(func.max(Document.version))
    .where(Document.appearance_id == Appearance.id)
    .correlate(Appearance)
    .scalar_subquery()
)
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


def digest(page: CapturedPage) -> str:
    """Return what tells a page's text from others: its hash.

    Facts in words of ours are the same only where they were stated at the same place and time.
    """
    if page.claims is None:
        return content_hash(page.text)
    return content_hash("\x1f".join((page.text, str(page.published or ""), page.url or "")))


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
    hashed, is_verbatim = digest(page), page.claims is None
    own = Document.source_id == source.id
    kept = session.scalar(
        select(Document)
        .where(Document.content_hash == hashed, or_(own, Document.is_verbatim) if is_verbatim else own)
        .order_by(own.desc(), Document.id)
        .limit(1)
    )
    if kept is not None:
        return kept, False
    document = Document(
        source_id=source.id,
        content_hash=hashed,
        is_verbatim=is_verbatim,
        url=secrecy.mask(page.url) if page.url else None,  # it is shown; where to ask again is its place's
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


class Earlier(NamedTuple):
    """The text that stood at a page before, as far as its place in a row of versions goes."""

    id: int
    source_id: int
    appearance_id: int | None


def place(
    session: Session, source: Source, page: CapturedPage, document: Document | None, *, now: datetime
) -> tuple[Appearance, Earlier | None]:
    """Note that ``document`` stands at the page's place ``now``; returns that place and what stood there before.

    Without a document, the page states no figure: it is known, and need not be read again while it is the same.
    """
    key = key_of(page)
    # An article is its one page, whatever address that now asks to be known by.
    which = () if source.kind == "article" else (Appearance.key == key,)
    found = session.execute(
        select(Appearance, Document.id, Document.source_id, Document.appearance_id, _LAST_VERSION)
        .join(Document, Document.id == Appearance.document_id, isouter=True)
        .where(Appearance.source_id == source.id, *which)
    ).first()
    earlier, last = None, 0
    if found is None:
        appearance = Appearance(source_id=source.id, first_seen_at=now, last_seen_at=now)
        session.add(appearance)
    else:
        appearance, last = found[0], found[4] or 0
        earlier = Earlier(*found[1:4]) if found[1] is not None else None
        _note_seen(source, appearance, now)
    appearance.key, appearance.url = key, page.url or appearance.url
    appearance.guid, appearance.mark = page.guid, page.mark
    appearance.etag, appearance.last_modified = page.etag, page.last_modified
    if document is not None:
        appearance.document_id = document.id
    session.flush()
    session.expire(appearance, ["document"])
    if document is not None and document.appearance_id is None:
        document.version, document.appearance_id = last + 1, appearance.id
        session.flush()
        session.expire(document, ["appearance"])
    return appearance, earlier


def follow(session: Session, document: Document, earlier: Earlier) -> None:
    """Make a new text the next version of the one whose place it took, where that stands nowhere any more.

    That is of interest where one text stood at two pages of a source: whichever is read first, the versions are one
    row. Where the earlier text still stands elsewhere, the new one begins a row of its own.
    """
    if earlier.appearance_id in (None, document.appearance_id) or earlier.source_id != document.source_id:
        return
    if session.scalar(select(Appearance.id).where(Appearance.document_id == earlier.id).limit(1)) is None:
        row = Document.appearance_id == earlier.appearance_id
        document.version = (session.scalar(select(func.max(Document.version)).where(row)) or 0) + 1
        document.appearance_id = earlier.appearance_id
        session.flush()


def seen(session: Session, source: Source, key: str, *, now: datetime) -> Appearance:
    """Note that the page called ``key`` could be read ``now``, or was as before; returns its place."""
    appearance = session.scalar(select(Appearance).where(Appearance.source_id == source.id, Appearance.key == key))
    if appearance is None:
        appearance = Appearance(source=source, key=key, first_seen_at=now, last_seen_at=now)
        session.add(appearance)
        session.flush()
    else:
        _note_seen(source, appearance, now)
    return appearance


def _note_seen(source: Source, appearance: Appearance, now: datetime) -> None:
    if not (reach.cites(source) and reach.is_web(appearance.url)):
        reach.answered(appearance, now=now)


def missed(session: Session, source: Source, missed: Missed, *, now: datetime) -> None:
    """Note that a page could not be read; what is known of it stays."""
    own = (Appearance.source_id == source.id) & (Appearance.key == missed.key)
    if session.scalar(select(Appearance.id).where(own)) is None:
        # Known from now on, so that those that keep failing come after those that are new.
        session.add(Appearance(source=source, key=missed.key, first_seen_at=now, last_seen_at=now))
    reach.failed(session, own, missed.failure, missed.reason, now=now)


def key_of(page: CapturedPage) -> str:
    """What a page is known by within its source: its own key, its address, or the place it was read from."""
    return page.key or (addresses.key(page.url) if page.url else page.source.locator)


class Standing(NamedTuple):
    """The text that stands at a page as far as is known, without the text itself."""

    key: str
    document_id: int
    content_hash: str
    title: str | None
    published: date | None
    source: str
    """The slug of the source that brought it first."""


def standing(session: Session, source: Source, keys: Collection[str]) -> dict[str, Standing]:
    """What stands at the pages of ``source`` with these keys."""
    found = session.execute(
        select(Appearance.key, Document.id, Document.content_hash, Document.title, Document.published_on, Source.slug)
        .join(Document, Document.id == Appearance.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Appearance.source_id == source.id, Appearance.key == func.any(list(keys)))
    )
    return {row[0]: Standing(*row) for row in found}


def is_same(session: Session, standing: Standing, page: CapturedPage) -> bool:
    """Whether the text that stands at a page is the one captured now; facts are the same however they are dated."""
    if standing.content_hash == digest(page):
        return True
    return page.claims is not None and page.text == session.scalar(
        select(Document.text).where(Document.id == standing.document_id)
    )


def still(session: Session, source: Source, pages: Iterable[CapturedPage], *, now: datetime) -> None:
    """Note that pages could be read ``now`` and that their texts are as they were."""
    told = [[key_of(page), page.url, page.guid, page.mark, page.etag, page.last_modified] for page in pages]
    if not told:
        return
    names = ("key", "url", "guid", "mark", "etag", "last_modified")
    said = func.unnest(*(cast(list(values), ARRAY(Text)) for values in zip(*told, strict=True)))
    row = said.table_valued(*(column(name, Text) for name in names)).render_derived(name="said")
    session.execute(
        update(Appearance)
        .where(Appearance.source_id == source.id, Appearance.key == row.c.key)
        .values(
            **{name: row.c[name] for name in names[2:]},
            url=func.coalesce(row.c.url, Appearance.url),
            **_seen(source, now),
        )
        .execution_options(synchronize_session=False)
    )


def unchanged(session: Session, source: Source, keys: Iterable[str], *, now: datetime) -> None:
    """Note that pages of ``source`` were as before ``now``."""
    if not (same := list(keys)):
        return
    session.execute(
        update(Appearance)
        .where(Appearance.source_id == source.id, Appearance.key == func.any(same))
        .values(**_seen(source, now))
        .execution_options(synchronize_session=False)
    )


def _seen(source: Source, now: datetime) -> Mapping[str, object]:
    """What a look at ``source`` says of a page that is as it was, as columns."""
    told: dict[str, object] = {"last_seen_at": now, **reach.WELL}
    if not reach.cites(source):
        return told
    is_elsewhere = Appearance.url.regexp_match("^https?://", "i")
    return {name: case((is_elsewhere, getattr(Appearance, name)), else_=value) for name, value in told.items()}


def vanished(session: Session, source: Source, locator: str, keys: Collection[str]) -> list[int]:
    """Note that of what was read from ``locator`` for ``source`` nothing but the pages with ``keys`` stands there.

    Returns the ids of the documents that are gone.
    """
    base = addresses.key(locator) if "://" in locator else locator
    named = [base, *([addresses.key(source.url)] if source.url else [])]
    there = session.execute(
        select(Appearance.key, Appearance.id, Appearance.document_id).where(
            Appearance.source_id == source.id,
            Appearance.document_id.is_not(None),
            Appearance.key.in_(named) | Appearance.key.startswith(f"{base}#", autoescape=True),
        )
    )
    gone = {place: document for key, place, document in there if key not in keys and document is not None}
    if gone:
        session.execute(update(Appearance).where(Appearance.id == func.any(list(gone))).values(document_id=None))
    return list(gone.values())


class Known(NamedTuple):
    """A page as it was at the last look."""

    key: str
    document_id: int | None
    etag: str | None
    last_modified: str | None
    mark: str | None
    last_error: str | None
    last_seen_at: datetime


def known(session: Session, source: Source) -> list[Known]:
    """Every page of ``source``."""
    columns = (getattr(Appearance, name) for name in Known._fields)
    return [Known(*row) for row in session.execute(select(*columns).where(Appearance.source_id == source.id))]


def raw(document: Document) -> bytes | None:
    """The bytes ``document`` was read from, where they are still kept."""
    return zlib.decompress(document.raw.body) if document.raw else None


def forget_raw(session: Session, until: datetime) -> int:
    """Drop the raw bytes captured up to a moment; texts, hashes and quotes stay. Returns how many."""
    dropped = session.scalars(
        delete(DocumentRaw).where(DocumentRaw.captured_at <= until).returning(DocumentRaw.document_id)
    )
    return len(dropped.all())
