"""What a file of sources changes in the database: planned first, then applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.errors import InputError
from tracker.models import Source
from tracker.sources.sheet import Entry
from tracker.sources.stored import UNKNOWN, lock
from tracker.sources.upkeep import edit, give_up
from tracker.values import Tier

_DEFAULTS: Final[dict[str, Any]] = {"tier": Tier.PRESS, "timezone": None, "schedule": None, "options": {}}
"""What the file alone decides: left out, it is this. Other keys, left out, stay as reading or people have set them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a source that the file has otherwise."""

    slug: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done so that the database is as the file has it."""

    added: tuple[str, ...]
    changed: tuple[Change, ...]
    restored: tuple[str, ...]
    """Removed sources that the file names."""
    removed: tuple[str, ...]
    left: tuple[str, ...]
    """Sources that the file does not name, and that stay."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.changed or self.restored or self.removed)


def plan(session: Session, entries: Sequence[Entry], *, prune: bool) -> Plan:
    """Compare the file with the database; with ``prune``, sources that the file does not name are to go."""
    there = {source.slug: source for source in session.scalars(select(Source).order_by(Source.slug))}
    named = {entry.slug for entry in entries}
    others = tuple(source.slug for source in there.values() if source.slug not in named and not source.removed_at)
    known = [(entry, there[entry.slug]) for entry in entries if entry.slug in there]
    return Plan(
        added=tuple(entry.slug for entry in entries if entry.slug not in there),
        changed=tuple(
            Change(entry.slug, name, old, new)
            for entry, source in known
            for name, new in _wanted(entry).items()
            if (old := _value(source, name)) != new
        ),
        restored=tuple(entry.slug for entry, source in known if source.removed_at is not None),
        removed=others if prune else (),
        left=() if prune else others,
    )


def apply(session: Session, entries: Sequence[Entry], agreed: Plan, *, prune: bool, now: datetime) -> None:
    """Do what was planned. New sources are named only: their documents come when they are fetched.

    Raises:
        InputError: the database has changed since, or a source would be the same as another one.
    """
    lock(session)
    if plan(session, entries, prune=prune) != agreed:
        raise InputError("the sources have changed meanwhile: run it again")
    for slug in agreed.removed:
        give_up(session, session.scalars(select(Source).where(Source.slug == slug)).one(), now=now)
    for entry in entries:
        wanted = _wanted(entry)
        if entry.slug in agreed.added:
            source = Source(slug=entry.slug, kind=wanted.get("kind") or UNKNOWN, locator=wanted["locator"])
            session.add(source)
        else:
            source = session.scalars(select(Source).where(Source.slug == entry.slug)).one()
            source.removed_at = None
            source.kind = wanted.pop("kind", None) or source.kind
        paused = wanted.pop("paused", None)
        if paused is not None:
            source.paused_at = (source.paused_at or now) if paused else None
        wanted.pop("kind", None)
        for name, value in wanted.items():
            if source.id is None:
                setattr(source, name, value)
        session.flush()
        edit(session, source, wanted)


def _wanted(entry: Entry) -> dict[str, Any]:
    """The fields that the file decides, with their values."""
    fields = {name: value for name, value in entry.fields.items() if value is not None or name not in _KEPT}
    return {
        **_DEFAULTS,
        **{name: value if value is not None else _DEFAULTS.get(name) for name, value in fields.items()},
    }


_KEPT: Final = ("kind", "locator", "paused")
"""What cannot be emptied: a null there says nothing."""


def _value(source: Source, name: str) -> Any:
    return source.paused_at is not None if name == "paused" else getattr(source, name)
