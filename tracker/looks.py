"""A look at a source: what is asked for, and what is kept of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from tracker import documents, intake, probes, reach, sources
from tracker.drafts import SourceDraft
from tracker.errors import InputError


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


class Start(NamedTuple):
    """What a look sets out with."""

    draft: SourceDraft
    """What to ask for."""
    seen: Mapping[str, sources.Seen]
    """Its pages as the last look saw them, by their keys."""
    last: datetime | None
    """When the last look that was kept began."""


def prepare(session: Session, slug: str) -> Start:
    """What a look at the source ``slug`` sets out with.

    Raises:
        InputError: there is no such source.
    """
    source = sources.find(session, slug)
    draft = probes.following(session, sources.as_draft(source))
    seen = {page.key: _seen(page) for page in documents.known(session, source)}
    return Start(draft, seen, source.last_fetched_at)


def keep(
    session: Session,
    slug: str,
    captured: sources.Captured,
    pages: intake.Read,
    *,
    last: datetime | None,
    now: datetime,
) -> Look:
    """Keep what a look begun at ``now`` brought: new pages, changed ones as new versions, the rest noted as seen.

    ``last`` is when the last look before it began, as it set out with.

    Raises:
        InputError: there is no such source any more, or a page cannot be used.
    """
    source = sources.locked(session, slug, alone=captured.brings_any)
    if reach.is_overtaken(source.last_fetched_at, now, before=last):
        return _overtaken(slug)
    stored = intake.store(session, captured, pages, now=now, asked=source)
    sources.note_success(session, source, now=now)
    return Look(slug, stored.pages, len(captured.unchanged), stored.missed, captured.notes, stored.gone)


def note_failure(session: Session, slug: str, error: InputError, *, last: datetime | None, now: datetime) -> Look:
    """Note, beside what is known of the source, that a look begun at ``now`` failed; ``last`` as ``keep`` has it.

    Raises:
        InputError: there is no such source any more.
    """
    source = sources.locked(session, slug, alone=False)
    if reach.is_overtaken(source.last_fetched_at, now, before=last):
        return _overtaken(slug)
    sources.note_failure(session, source, error, now=now)
    return Look(slug, error=error)


def _overtaken(slug: str) -> Look:
    note = "another look at it, begun later, was done earlier: nothing of this one was kept"
    return Look(slug, notes=(note,), is_overtaken=True)


def _seen(page: documents.Known) -> sources.Seen:
    return sources.Seen(
        etag=page.etag,
        last_modified=page.last_modified,
        mark=page.mark,
        is_failing=page.last_error is not None,
        at=page.last_seen_at,
    )
