"""Sources in the care of people: when each is looked at next, which are paused, edited, given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tracker import schedules
from tracker.drafts import SourceDraft
from tracker.errors import InputError
from tracker.models import Appearance, Document, Source
from tracker.sources.stored import UNKNOWN, Listed, at_place, find, holdings, lock, remove, same

GIVEN: Final = ("import", "manual")
"""The kinds of sources whose claims people bring in, by the file or one by one; there is nothing to look at."""

EDITABLE: Final = ("publisher", "tier", "language", "timezone", "schedule", "url", "locator", "options")
"""What a person may change of a source, as the columns are called."""


def next_look(source: Source | Listed, zone: ZoneInfo) -> datetime | None:
    """When ``source`` is to be looked at next, None for never by itself; its cron line tells the time in its own zone.

    A moment that has passed means that it is due. One that was never read is due since it was made.
    """
    if source.schedule is None or source.paused_at or source.removed_at:
        return None
    if source.last_fetched_at is None:
        return datetime.min.replace(tzinfo=UTC)
    return plan(source.schedule, source.timezone, zone).next(source.last_fetched_at)


def plan(schedule: str, timezone: str | None, zone: ZoneInfo) -> schedules.Schedule:
    """Read a schedule in the zone named, or in ``zone``; raises InputError for what is none."""
    return schedules.parse(schedule, schedules.zone_named(timezone) if timezone else zone)


def is_due(source: Source | Listed, now: datetime, zone: ZoneInfo) -> bool:
    """Whether its schedule has come round since it was last read."""
    moment = next_look(source, zone)
    return moment is not None and moment <= now


def chosen(session: Session, slugs: Iterable[str]) -> list[Source]:
    """The sources to look at: those named, or else all that are neither paused nor removed nor brought in by people.

    Raises:
        InputError: one that is named is not there, was removed, or has nothing to look at.
    """
    named = [find(session, slug) for slug in dict.fromkeys(slugs)]
    for source in named:
        if source.removed_at is not None:
            raise InputError(f"{source.slug} was removed; add it again with `tracker source add`")
        if source.kind in GIVEN:
            how = "imported from a file" if source.kind == "import" else "entered by hand"
            raise InputError(f"{source.slug}: its claims were {how}, there is nothing to look at")
    return named or list(
        session.scalars(
            select(Source)
            .where(Source.removed_at.is_(None), Source.paused_at.is_(None), Source.kind.not_in(GIVEN))
            .order_by(Source.slug)
        )
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The sources that a draft is, or could be taken for."""

    itself: Source | None
    """The source that it means."""
    place: tuple[str, ...]
    """Slugs of others that are read from the same place."""
    publisher: tuple[str, ...]
    """Slugs of others by the same publisher."""


def neighbours(session: Session, draft: SourceDraft) -> Neighbours:
    """Find the sources like ``draft``; at most three of a sort."""
    itself = same(session, draft)
    others = select(Source.slug).where(Source.id != (itself.id if itself else 0), Source.removed_at.is_(None))
    others = others.order_by(Source.slug).limit(3)
    place = (Source.locator == draft.locator) | (Source.url == (draft.url or draft.locator))
    publisher = func.lower(Source.publisher) == (draft.publisher or "").lower()
    return Neighbours(
        itself,
        tuple(session.scalars(others.where(place))),
        tuple(session.scalars(others.where(publisher, ~place.is_(True)))),
    )


def edit(session: Session, source: Source, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Change what ``changes`` names of a source; returns what it was and is now, field by field.

    Raises:
        InputError: it would then be the same as another source, or its schedule is none.
    """
    lock(session)
    before = {name: getattr(source, name) for name in EDITABLE}
    changed = {name: (before[name], value) for name, value in changes.items() if before[name] != value}
    for name in changed:
        setattr(source, name, changes[name])
    if source.schedule is not None:
        plan(source.schedule, source.timezone, ZoneInfo("UTC"))
    twin = _twin(session, source)
    if twin is not None:
        raise InputError(f"{source.slug} would then be read as {twin} is; remove one of them")
    if changed.keys() & {"locator", "url", "options"}:
        # Read otherwise, the same page may say something else.
        session.execute(
            update(Appearance).where(Appearance.source_id == source.id).values(etag=None, last_modified=None, mark=None)
        )
    session.flush()
    return changed


def _twin(session: Session, source: Source) -> str | None:
    """The slug of another source with the same kind, place and publisher."""
    with session.no_autoflush:
        place = at_place(source.locator, source.url, source.options)
        publisher = func.lower(Source.publisher).is_not_distinct_from(source.publisher and source.publisher.lower())
        return session.scalar(
            select(Source.slug)
            .where(Source.id != source.id, Source.kind == source.kind, Source.kind != UNKNOWN, place, publisher)
            .limit(1)
        )


def give_up(session: Session, source: Source, *, now: datetime) -> bool:
    """Stop looking at ``source`` and hide it; its claims stay. One that holds nothing is deleted: returns whether."""
    if holdings(session, source).is_empty:
        remove(session, source)
        return True
    source.removed_at = source.removed_at or now
    return False


@dataclass(frozen=True, slots=True)
class Pages:
    """What is known of the pages of a source."""

    known: int
    failing: int
    versions: int
    """How many of its documents followed an earlier version."""
    worst: tuple[Appearance, ...]
    """Pages that could not be read at the last look, the longest failing first."""


def pages(session: Session, source: Source, *, limit: int) -> Pages:
    """Count the pages of ``source``, and name up to ``limit`` that fail."""
    own = Appearance.source_id == source.id
    failing = own & Appearance.last_error.is_not(None)
    return Pages(
        known=session.scalar(select(func.count(Appearance.id)).where(own)) or 0,
        failing=session.scalar(select(func.count(Appearance.id)).where(failing)) or 0,
        versions=session.scalar(
            select(func.count(Document.id)).where(Document.source_id == source.id, Document.version > 1)
        )
        or 0,
        worst=tuple(
            session.scalars(
                select(Appearance)
                .where(failing)
                .order_by(Appearance.failing_since.asc().nulls_last(), Appearance.id)
                .limit(limit)
            )
        ),
    )


def later_versions(session: Session, document_ids: Sequence[int]) -> set[int]:
    """Those of the documents that followed an earlier version of the same page."""
    if not document_ids:
        return set()
    return set(session.scalars(select(Document.id).where(Document.id.in_(document_ids), Document.version > 1)))
