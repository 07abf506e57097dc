"""A file of metrics and parties, to be kept under version control: read, checked and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tracker import amounts, jsontext, yamltext
from tracker.drafts import MetricDraft, PartyDraft
from tracker.errors import InputError
from tracker.likeness.names import fold
from tracker.metrics.catalogue import MEASURE, SUBJECT, fault, names
from tracker.models import Metric, Party
from tracker.values import Kind

VERSION: Final = 1
KEYS: Final = ("version", "metrics", "parties")
METRIC: Final[dict[str, Any]] = {
    "subject": None,
    "measure": None,
    "unit": None,
    "kind": None,
    "subject_aliases": (),
    "measure_aliases": (),
    "shelf_life_days": None,
    "warn_after_days": None,
    "plausible_low": None,
    "plausible_high": None,
    "is_cumulative": False,
    "baseline": None,
    "note": None,
}
"""The fields of a metric beside its slug, and what each is where nothing is said of it."""
PARTY: Final[dict[str, Any]] = {"name": None, "aliases": (), "parent": None, "note": None}
"""Likewise of a party; its parent is a slug."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric or party of a file: ``fields`` holds what is written, and nothing that is not."""

    slug: str
    place: str
    """The file and the line, for errors."""
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says; None for a kind of thing that it does not speak of."""

    metrics: tuple[Entry, ...] | None
    parties: tuple[Entry, ...] | None

    def metric_drafts(self) -> list[MetricDraft]:
        """The metrics, to be added where they are missing."""
        return [MetricDraft(slug=entry.slug, **whole(entry, METRIC)) for entry in self.metrics or ()]

    def party_drafts(self) -> list[PartyDraft]:
        """The parties, to be added where they are missing."""
        return [PartyDraft(slug=entry.slug, **whole(entry, PARTY)) for entry in self.parties or ()]


def read(path: Path) -> Sheet:
    """Read a file of metrics, parties or both; JSON lines hold metrics only.

    Raises:
        InputError: the first fault, with the file and the line it stands in.
    """
    file = yamltext.File(path)
    data = file.read()
    if path.suffix.lower() in yamltext.JSON_LINES:
        return Sheet(_metrics(file, file.items(data)), None)
    top = file.sections(data, KEYS)
    line = yamltext.line_of(top, "version") if "version" in top else 1
    if top.get("version") != VERSION:
        raise file.fault(line, f"version: expected {VERSION}; a file of metrics begins with `version: {VERSION}`")
    metrics = parties = None
    if "metrics" in top:
        metrics = _metrics(file, file.listed(top, "metrics"))
    if "parties" in top:
        listed = file.listed(top, "parties")
        demanded = ["slug", "name"]
        parties = tuple(_entry(file, line, file.fields(item, line, "party", _PARTY, demanded)) for item, line in listed)
        _demand_own_names(parties)
    if metrics is parties is None:
        raise file.fault(1, "expected the key metrics or parties, and a list below it")
    return Sheet(metrics, parties)


def whole(entry: Entry, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of a thing: what is written, else what it is where nothing is said of it."""
    written = {name: value for name, value in entry.fields.items() if value is not None}
    return {**defaults, **written}


def metric_fields(metric: Metric) -> dict[str, Any]:
    """The fields of a metric as a file has them, without its slug."""
    aliases = {"subject_aliases": names(metric, SUBJECT), "measure_aliases": names(metric, MEASURE)}
    return {name: tuple(aliases[name]) if name in aliases else getattr(metric, name) for name in METRIC}


def party_fields(party: Party) -> dict[str, Any]:
    """The fields of a party as a file has them, without its slug."""
    return {
        "name": party.name,
        "aliases": tuple(alias.name for alias in party.aliases),
        "parent": party.parent.slug if party.parent else None,
        "note": party.note,
    }


def written(metrics: Iterable[Metric] | None, parties: Iterable[Party] | None) -> str:
    """Render metrics and parties as a file that says the same; None leaves a kind of thing out."""
    data: dict[str, Any] = {"version": VERSION}
    if metrics is not None:
        data["metrics"] = [{"slug": metric.slug, **_said(metric_fields(metric), METRIC)} for metric in metrics]
    if parties is not None:
        data["parties"] = [{"slug": party.slug, **_said(party_fields(party), PARTY)} for party in parties]
    return yamltext.dumps(data)


def rows(metrics: Iterable[Metric]) -> Iterator[str]:
    """Render metrics as JSON lines that say the same."""
    for metric in metrics:
        yield jsontext.dumps({"slug": metric.slug, **_said(metric_fields(metric), METRIC)}) + "\n"


def _said(fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be written: texts as plain ones, and nothing that goes without saying."""
    return {
        name: str(value) if isinstance(value, str) else value
        for name, value in fields.items()
        if value != defaults[name]
    }


def _kind(value: Any) -> Kind:
    try:
        return Kind(yamltext.line(value))
    except ValueError:
        raise InputError(f"there is no kind {value!r}; there are {', '.join(Kind)}") from None


def _bound(value: Any) -> Decimal:
    if isinstance(value, str):
        found = amounts.read(value, "the number").value
        if isinstance(found, Decimal):
            return found
    return yamltext.number(value)


_METRIC: Final[yamltext.Checks] = {
    "slug": yamltext.slug,
    "subject": yamltext.line,
    "measure": yamltext.line,
    "unit": yamltext.line,
    "kind": _kind,
    "subject_aliases": yamltext.lines,
    "measure_aliases": yamltext.lines,
    "shelf_life_days": yamltext.whole,
    "warn_after_days": yamltext.whole,
    "plausible_low": _bound,
    "plausible_high": _bound,
    "is_cumulative": yamltext.switch,
    "baseline": yamltext.line,
    "note": yamltext.line,
}
_PARTY: Final[yamltext.Checks] = {
    "slug": yamltext.slug,
    "name": yamltext.line,
    "aliases": yamltext.lines,
    "parent": yamltext.slug,
    "note": yamltext.line,
}


def _metrics(file: yamltext.File, listed: Iterable[tuple[Any, int]]) -> tuple[Entry, ...]:
    entries = tuple(_metric(file, item, line) for item, line in listed)
    _demand_one_of_each(entries)
    return entries


def _metric(file: yamltext.File, item: Any, line: int) -> Entry:
    fields = file.fields(item, line, "metric", _METRIC, ["slug", "subject", "measure", "unit"])
    limits = (fields.get(name) for name in ("shelf_life_days", "warn_after_days", "plausible_low", "plausible_high"))
    if (found := fault(*limits)) is not None:
        name, reason = found
        raise file.fault(yamltext.line_of(item, name), f"{name}: {reason}")
    return _entry(file, line, fields)


def _entry(file: yamltext.File, line: int, fields: dict[str, Any]) -> Entry:
    return Entry(fields.pop("slug"), f"{file.path}, line {line}", fields)


def _demand_one_of_each(entries: Iterable[Entry]) -> None:
    seen: dict[object, Entry] = {}
    for entry in entries:
        fields = entry.fields
        same = (fields["subject"].lower(), fields["measure"].lower(), fields["unit"], fields.get("kind"))
        for what, key in ((f"the slug {entry.slug}", entry.slug), ("this metric", same)):
            if (other := seen.setdefault(key, entry)) is not entry:
                raise InputError(f"{entry.place}: {what} stands in {_line(other)} already")


def _demand_own_names(entries: Iterable[Entry]) -> None:
    slugs: dict[str, Entry] = {}
    owners: dict[str, Entry] = {}
    for entry in entries:
        if (other := slugs.setdefault(entry.slug, entry)) is not entry:
            raise InputError(f"{entry.place}: the slug {entry.slug} stands in {_line(other)} already")
        for name in (entry.fields["name"], *(entry.fields.get("aliases") or ())):
            if (other := owners.setdefault(fold(name), entry)) is not entry:
                raise InputError(f"{entry.place}: {name} is a name of {other.slug} in {_line(other)} already")


def _line(entry: Entry) -> str:
    return entry.place.rpartition(", ")[2]
