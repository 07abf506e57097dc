"""Sources in the database: found or made, listed, removed with what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, text, true
from sqlalchemy.orm import Session

from tracker import past, reach, slugs
from tracker.drafts import SourceDraft
from tracker.errors import FetchReason, InputError, failure
from tracker.models import Appearance, Claim, Document, Flag, Source
from tracker.values import Tier

UNKNOWN: Final = "unknown"
"""The kind of a source that was named and never read: its connector is guessed at the first look."""
AGAIN: Final = " (trying again may help)"
"""How a noted error ends where it may pass by itself."""

LISTS: Final = ("feed", "sitemap", "claimreview")
"""Kinds of sources that list pages which stand elsewhere."""

_PARTS: Final = ("metric", "path", "query", "records", "sheet")
"""Settings that choose what is read from a place: two that differ in them are two sources."""
_BY_SLUG: Final = select(Source).where(Source.slug == bindparam("slug"))
_HELD: Final = _BY_SLUG.with_for_update(key_share=True)
_LOCK: Final = 0x736F7572  # one at a time: two would make the same source twice

_TAKE_LOCK: Final = text(f"SELECT pg_advisory_xact_lock({_LOCK})")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of sources."""

    slug: str
    kind: str
    publisher: str | None
    url: str | None
    tier: Tier
    documents: int
    claims: int
    published_on: date | None
    """The newest date a document of it carries."""
    last_fetched_at: datetime | None
    timezone: str | None
    schedule: str | None
    paused_at: datetime | None
    removed_at: datetime | None
    consecutive_failures: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much hangs on a source and goes with it."""

    documents: int
    claims: int
    flags: int
    shared: int = 0
    """Documents of it that another source carries as well, and would keep."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing hangs on it at all."""
        return not self.documents and not self.shared


def ensure(
    session: Session, draft: SourceDraft, *, now: datetime, asked: Source | None = None, key: str | None = None
) -> Source:
    """Return the source that ``draft`` means, made where there is none yet, and looked at ``now``.

    A page is known by its publisher and address; without an address, by its publisher and locator, or by the ``key``
    that it has as an article. A source that is there keeps what was said of it, and is no longer removed; the one
    that was ``asked`` for its pages stays what it is meanwhile, whatever people do with it.

    Raises:
        InputError: its slug is no slug, or belongs to another source.
    """
    if asked is None:
        lock(session)  # else it is held already
    kind = draft.kind or "article"
    source = asked if asked is not None and _speaks(asked, draft) else same(session, draft, key)
    if source is None:
        source = Source(
            kind=kind,
            slug=_slug(session, draft),
            locator=draft.locator,
            publisher=draft.publisher,
            url=draft.url,
            tier=draft.tier or Tier.PRESS,
            language=draft.language,
            timezone=draft.timezone,
            schedule=draft.schedule,
            options=dict(draft.options),
        )
        session.add(source)
    elif draft.slug is not None and draft.slug != source.slug:
        raise InputError(f"--slug: this source is kept as {source.slug} already; leave --slug out")
    source.kind = kind
    if source is not asked:
        source.locator, source.removed_at = draft.locator, None
    elif source.last_fetched_at is None:
        source.locator = draft.locator  # in full
    source.publisher = source.publisher or draft.publisher
    source.url = source.url or draft.url
    source.language = source.language or draft.language
    source.timezone = source.timezone or draft.timezone
    source.schedule = source.schedule or draft.schedule
    source.options = source.options or dict(draft.options)
    note_success(session, source, now=now)
    session.flush()
    return source


def lock(session: Session) -> None:
    """Keep others from making sources until the transaction ends."""
    session.connection().execute(_TAKE_LOCK)


def _speaks(source: Source, draft: SourceDraft) -> bool:
    """Whether a page found where ``source`` is read is its own: a file or table may have those of others as well."""
    if draft.kind == "records":
        return False  # the file says whose each page is
    return None in (source.publisher, draft.publisher) or (
        (source.publisher or "").lower() == (draft.publisher or "").lower()
    )


def same(session: Session, draft: SourceDraft, key: str | None = None) -> Source | None:
    """Find the source that ``draft`` means; of those that were named and never read, the place alone has to fit.

    The same article may be asked for at several addresses: ``key`` is what it is known by.
    """
    kind = draft.kind or "article"
    place = at_place(draft.locator, draft.url, draft.options)
    if kind == "article" and key is not None:
        place |= select(Appearance.id).where(Appearance.source_id == Source.id, Appearance.key == key).exists()
    publisher = func.lower(Source.publisher).is_not_distinct_from(draft.publisher and draft.publisher.lower())
    unread = (
        Source.kind.in_((kind, UNKNOWN))
        & Source.last_fetched_at.is_(None)
        & (Source.locator == draft.locator)
        & (Source.publisher.is_(None) | publisher)
    )
    return session.scalar(
        select(Source)
        .where(((Source.kind == kind) & place & publisher) | unread)
        .order_by(Source.last_fetched_at.is_(None), Source.id)
        .limit(1)
    )


def at_place(locator: str, url: str | None, options: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition that a source reads the same thing: at the address, else at the locator, the same part of it."""
    place = Source.url == url if url else (Source.url.is_(None)) & (Source.locator == locator)
    parts = (
        Source.options[name].astext.is_not_distinct_from(None if (part := options.get(name)) is None else str(part))
        for name in _PARTS
    )
    return and_(place, *parts)


def as_draft(source: Source) -> SourceDraft:
    """What a person said of ``source``, for its connector to look again."""
    if source.kind == "records":
        return SourceDraft(kind=source.kind, locator=source.locator, options=source.options)  # the file says the rest
    return SourceDraft(
        kind=None if source.kind == UNKNOWN else source.kind,
        locator=source.locator,
        publisher=source.publisher,
        url=source.url,
        tier=source.tier,
        language=source.language,
        timezone=source.timezone,
        schedule=source.schedule,
        options=source.options,
    )


def note_success(session: Session, source: Source, *, now: datetime) -> None:
    """Note that ``source`` could be read. Pages that failed with it are well again."""
    if source.last_error is not None:
        reach.recovered(session, Appearance.source_id == source.id, error=source.last_error)
    source.last_fetched_at = now
    source.consecutive_failures, source.failure, source.last_error = 0, None, None


def note_failure(session: Session, source: Source, error: InputError, *, now: datetime) -> None:
    """Note that ``source`` could not be read; what was read before, and when, stays. Being blocked does not count.

    What is read from one place fails with it. A list that fails says nothing of its pages: they are asked themselves.
    """
    reason = failure(error)
    source.consecutive_failures += reason is not FetchReason.BLOCKED
    source.failure = reason
    source.last_error = str(error) + ("" if error.permanent else AGAIN)
    if source.kind == "probe":
        return  # what it said of a day stands, whether it works today or not
    own = Appearance.source_id == source.id
    if source.kind in LISTS:
        own &= Appearance.url == source.locator
    reach.failed(session, own, reason, source.last_error, now=now)


def find(session: Session, slug: str) -> Source:
    """Return the source called ``slug``; raises InputError where there is none."""
    return _named(session, slug, session.scalar(_BY_SLUG, {"slug": slug}))


def _named(session: Session, slug: str, source: Source | None) -> Source:
    if source is None:
        raise InputError(slugs.unknown("source", slug, session.scalars(select(Source.slug)), "tracker source list"))
    return source


def locked(session: Session, slug: str, *, alone: bool = True) -> Source:
    """Return the source called ``slug`` as it is now, and keep other looks at it from ending until this one does.

    Where it stands ``alone``, no other look ends meanwhile, and nobody makes a source: pages may then be stored.
    """
    if alone:
        lock(session)
    return _named(session, slug, hold(session, slug))


def hold(session: Session, slug: str) -> Source | None:
    """Keep looks at a source from ending until the transaction does; returns it, or None where it is gone.

    Whoever writes of its pages holds it first: two that began at different ends would wait for one another.
    """
    return session.scalar(_HELD, {"slug": slug})


def listing(session: Session, *, removed: bool = True) -> list[Listed]:
    """Every source with how much it holds, by slug; those that were given up only with ``removed``."""
    held = (
        select(
            Document.source_id,
            func.count(Document.id.distinct()).label("documents"),
            func.count(Claim.id).label("claims"),
            func.max(Document.published_on).label("published_on"),
        )
        .join(Claim, Claim.document_id == Document.id, isouter=True)
        .group_by(Document.source_id)
        .subquery("held")
    )
    rows = session.execute(
        select(
            Source.slug,
            Source.kind,
            Source.publisher,
            Source.url,
            Source.tier,
            func.coalesce(held.c.documents, 0),
            func.coalesce(held.c.claims, 0),
            held.c.published_on,
            Source.last_fetched_at,
            Source.timezone,
            Source.schedule,
            Source.paused_at,
            Source.removed_at,
            Source.consecutive_failures,
            Source.last_error,
        )
        .join(held, held.c.source_id == Source.id, isouter=True)
        .where(true() if removed else Source.removed_at.is_(None))
        .order_by(Source.slug)
    )
    return [Listed(*row) for row in rows]


def captured_from(session: Session, source: Source) -> Sequence[Document]:
    """The documents captured from ``source``, newest first."""
    return session.scalars(
        select(Document)
        .where(Document.source_id == source.id)
        .order_by(Document.captured_at.desc(), Document.id.desc())
    ).all()


def holdings(session: Session, source: Source) -> Holdings:
    """Count what would go with ``source``, and what would not."""
    own, shared = Document.source_id == source.id, _elsewhere(source)
    counts = [
        select(func.count(Document.id)).where(own, ~shared),
        select(func.count(Claim.id)).join(Claim.document).where(own, ~shared),
        select(func.count(Flag.id)).join(Flag.claim).join(Claim.document).where(own, ~shared),
        select(func.count(Document.id)).where(own, shared),
    ]
    return Holdings(*(session.scalar(query) or 0 for query in counts))


def remove(session: Session, source: Source) -> None:
    """Delete ``source`` with its documents, their claims and those claims' flags.

    What another source carries as well is that source's from now on.
    """
    for document in session.scalars(select(Document).where(Document.source_id == source.id, _elsewhere(source))).all():
        heir = session.scalars(
            select(Appearance)
            .where(Appearance.document_id == document.id, Appearance.source_id != source.id)
            .order_by(Appearance.first_seen_at, Appearance.id)
            .limit(1)
        ).one()
        last = session.scalar(select(func.max(Document.version)).where(Document.appearance_id == heir.id))
        document.source_id, document.appearance_id, document.version = heir.source_id, heir.id, (last or 0) + 1
    session.flush()
    session.execute(delete(Source).where(Source.id == source.id))
    past.forget_gone(session)


def _elsewhere(source: Source) -> ColumnElement[bool]:
    """Whether a document stands at a page of another source than ``source``."""
    return (
        select(Appearance.id).where(Appearance.document_id == Document.id, Appearance.source_id != source.id).exists()
    )


def _slug(session: Session, draft: SourceDraft) -> str:
    if draft.slug is not None:
        slugs.check(draft.slug, "--slug")
        if session.scalar(select(Source.id).where(Source.slug == draft.slug)) is not None:
            raise InputError(f"--slug: {draft.slug} is another source; choose another slug")
        return draft.slug
    wanted = slugs.make(draft.publisher or "") or slugs.make(Path(draft.locator).stem) or "source"
    taken = session.scalars(select(Source.slug).where(Source.slug.startswith(wanted, autoescape=True)))
    return slugs.free(wanted, taken)
