"""Sources in the database: found or made, listed, removed with what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker import documents, slugs
from tracker.drafts import Missed, SourceDraft
from tracker.errors import FetchError, FetchReason, InputError
from tracker.models import Appearance, Claim, Document, Flag, Source
from tracker.values import Tier

_LOCK: Final = 0x736F7572  # one at a time: two would make the same source twice


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


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much hangs on a source and goes with it."""

    documents: int
    claims: int
    flags: int


def ensure(session: Session, draft: SourceDraft, *, now: datetime) -> Source:
    """Return the source that ``draft`` means, made where there is none yet, and looked at ``now``.

    A page is known by its publisher and address; without an address, by its publisher and locator.

    Raises:
        InputError: its slug is no slug, or belongs to another source.
    """
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    kind = draft.kind or "article"
    source = _same(session, kind, draft)
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
    source.locator = draft.locator
    source.removed_at = None
    note_success(source, now=now)
    session.flush()
    return source


def _same(session: Session, kind: str, draft: SourceDraft) -> Source | None:
    same = Source.url == draft.url if draft.url else (Source.url.is_(None)) & (Source.locator == draft.locator)
    return session.scalar(
        select(Source)
        .where(
            Source.kind == kind,
            same,
            func.lower(Source.publisher).is_not_distinct_from(draft.publisher and draft.publisher.lower()),
        )
        .order_by(Source.id)
        .limit(1)
    )


def as_draft(source: Source) -> SourceDraft:
    """What a person said of ``source``, for its connector to look again."""
    return SourceDraft(
        kind=source.kind,
        locator=source.locator,
        publisher=source.publisher,
        url=source.url,
        tier=source.tier,
        language=source.language,
        timezone=source.timezone,
        schedule=source.schedule,
        options=source.options,
    )


def note_success(source: Source, *, now: datetime) -> None:
    """Note that ``source`` could be read."""
    source.last_fetched_at = now
    source.consecutive_failures, source.last_error = 0, None


def note_failure(session: Session, source: Source, error: InputError, *, now: datetime) -> None:
    """Note that ``source`` could not be read; what was read before, and when, stays."""
    source.consecutive_failures += 1
    source.last_error = str(error)
    alone = session.scalars(select(Appearance).where(Appearance.source_id == source.id).limit(2)).all()
    is_blocked = isinstance(error, FetchError) and error.reason is FetchReason.BLOCKED
    if len(alone) == 1:
        # The source is its one page.
        missed = Missed(key=alone[0].key, reason=str(error), permanent=error.permanent, blocked=is_blocked)
        documents.missed(session, source, missed, now=now)


def find(session: Session, slug: str) -> Source:
    """Return the source called ``slug``; raises InputError where there is none."""
    source = session.scalar(select(Source).where(Source.slug == slug))
    if source is None:
        raise InputError(slugs.unknown("source", slug, session.scalars(select(Source.slug)), "tracker source list"))
    return source


def listing(session: Session) -> list[Listed]:
    """Every source with how much it holds, by slug."""
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
        )
        .join(held, held.c.source_id == Source.id, isouter=True)
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
    """Count what would go with ``source``."""
    return Holdings(
        documents=session.scalar(select(func.count(Document.id)).where(Document.source_id == source.id)) or 0,
        claims=session.scalar(select(func.count(Claim.id)).join(Claim.document).where(Document.source_id == source.id))
        or 0,
        flags=session.scalar(
            select(func.count(Flag.id)).join(Flag.claim).join(Claim.document).where(Document.source_id == source.id)
        )
        or 0,
    )


def remove(session: Session, source: Source) -> None:
    """Delete ``source`` with its documents, their claims and those claims' flags."""
    session.execute(delete(Source).where(Source.id == source.id))


def _slug(session: Session, draft: SourceDraft) -> str:
    if draft.slug is not None:
        slugs.check(draft.slug, "--slug")
        if session.scalar(select(Source.id).where(Source.slug == draft.slug)) is not None:
            raise InputError(f"--slug: {draft.slug} is another source; choose another slug")
        return draft.slug
    wanted = slugs.make(draft.publisher or "") or slugs.make(Path(draft.locator).stem) or "source"
    taken = session.scalars(select(Source.slug).where(Source.slug.startswith(wanted, autoescape=True)))
    return slugs.free(wanted, taken)
