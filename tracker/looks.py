"""A look at a source: what is asked for, and what is kept of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker import documents, intake, probes, reach, sources
from tracker.drafts import SourceDraft
from tracker.errors import InputError


@dataclass(frozen=True, slots=True)
class Request:
    """What a look at a source is to ask for."""

    source: str
    """The source's slug."""
    draft: SourceDraft
    seen: Mapping[str, sources.Seen]
    """The source's pages as the last look saw them, by their keys."""
    before: datetime | None
    """When that was, as far as is known as this look begins."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source brought."""

    source: str
    """The source's slug."""
    pages: tuple[intake.Captured, ...] = ()
    unchanged: int = 0
    missed: tuple[sources.Missed, ...] = ()
    notes: tuple[str, ...] = ()
    gone: int = 0
    """How many claims are gone with pages that are there no longer."""
    error: InputError | None = None
    """Why nothing could be read at all; what was known before stays."""
    is_overtaken: bool = False
    """Whether another look, begun later, was done earlier: nothing of this one was kept."""


def prepare(session: Session, slug: str) -> Request:
    """Say what a look at the source ``slug`` is to ask for.

    Raises:
        InputError: there is no such source.
    """
    source = sources.find(session, slug)
    before = source.last_fetched_at
    draft = probes.following(session, sources.as_draft(source))
    return Request(slug, draft, {page.key: _seen(page) for page in documents.known(session, source)}, before)


def keep(session: Session, asked: Request, captured: sources.Captured, pages: intake.Read, *, now: datetime) -> Look:
    """Keep what a look begun at ``now`` brought: new pages, changed ones as new versions, the rest noted as seen.

    Raises:
        InputError: there is no such source any more, or a page cannot be used.
    """
    source = sources.locked(session, asked.source, alone=captured.brings_any)
    if reach.is_overtaken(source.last_fetched_at, now, before=asked.before):
        return _overtaken(asked)
    stored = intake.store(session, captured, pages, now=now, asked=source)
    sources.note_success(session, source, now=now)
    return Look(asked.source, stored.pages, len(captured.unchanged), stored.missed, captured.notes, stored.gone)


def note_failure(session: Session, asked: Request, error: InputError, *, now: datetime) -> Look:
    """Note, beside what is known of the source, that a look begun at ``now`` failed.

    Raises:
        InputError: there is no such source any more.
    """
    source = sources.locked(session, asked.source, alone=False)
    if reach.is_overtaken(source.last_fetched_at, now, before=asked.before):
        return _overtaken(asked)
    sources.note_failure(session, source, error, now=now)
    return Look(asked.source, error=error)


def _overtaken(asked: Request) -> Look:
    note = "another look at it, begun later, was done earlier: nothing of this one was kept"
    return Look(asked.source, notes=(note,), is_overtaken=True)


def _seen(page: documents.Known) -> sources.Seen:
    return sources.Seen(
        etag=page.etag,
        last_modified=page.last_modified,
        mark=page.mark,
        is_failing=page.last_error is not None,
        at=page.last_seen_at,
    )
