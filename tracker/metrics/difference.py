"""What a file of metrics or parties changes: things by slug, compared field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tracker.metrics.sheet import Entry, whole

Fields: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that the file has otherwise."""

    slug: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done so that the database is as the file has it."""

    added: Mapping[str, Fields]
    changed: tuple[Change, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    """What the file does not name, and what stays."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.changed or self.removed)

    def changes(self) -> dict[str, dict[str, Any]]:
        """The new values by slug and field."""
        found: dict[str, dict[str, Any]] = {}
        for change in self.changed:
            found.setdefault(change.slug, {})[change.field] = change.new
        return found


def replaced(entries: Iterable[Entry], defaults: Fields) -> dict[str, dict[str, Any]]:
    """What things are where the file is the truth: all that it does not say of them is empty."""
    return {entry.slug: whole(entry, defaults) for entry in entries}


def brought(entries: Iterable[Entry], there: Mapping[str, Fields], defaults: Fields) -> dict[str, dict[str, Any]]:
    """What things are where the file brings something: what it does not say stays, names come to those there are."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        old = there.get(entry.slug, defaults)
        found[entry.slug] = fields = {**old, **{name: new for name, new in entry.fields.items() if new is not None}}
        for name, value in old.items():
            if isinstance(value, tuple):
                fields[name] = tuple(dict.fromkeys((*value, *fields[name])))
    return found


def compare(there: Mapping[str, Fields], wanted: Mapping[str, Fields], *, prune: bool) -> Plan:
    """Say what turns what is there into what is wanted; with ``prune``, the rest is to go."""
    others = tuple(slug for slug in there if slug not in wanted)
    return Plan(
        added={slug: fields for slug, fields in wanted.items() if slug not in there},
        changed=tuple(
            Change(slug, name, there[slug][name], new)
            for slug, fields in wanted.items()
            if slug in there
            for name, new in fields.items()
            if not _is_same(there[slug][name], new)
        ),
        removed=others if prune else (),
        left=() if prune else others,
    )


def outcome(there: Mapping[str, Fields], plan: Plan, wanted: Mapping[str, Fields]) -> dict[str, Fields]:
    """Everything as it is after a plan is carried out."""
    return {slug: fields for slug, fields in {**there, **wanted}.items() if slug not in plan.removed}


def _is_same(old: Any, new: Any) -> bool:
    """Whether two values are one; the order of names says nothing."""
    if isinstance(old, Collection) and not isinstance(old, str):
        return set(old) == set(new)
    return bool(old == new)
