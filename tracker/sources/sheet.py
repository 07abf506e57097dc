"""A YAML file of sources, to be kept under version control."""

from __future__ import annotations

import math
import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from tracker import schedules, yamltext
from tracker.errors import InputError
from tracker.sources.visit import refuse_secret
from tracker.values import Tier

DEPTH: Final = 6
"""How deep a source's own settings may nest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One source of the file: ``fields`` holds what is written, and nothing that is not."""

    slug: str
    line: int
    fields: Mapping[str, Any]
    """By column, ``paused`` beside them: checked, in their own types."""


def read(path: Path, kinds: Mapping[str, Mapping[str, str]]) -> list[Entry]:
    """Read a file of sources; ``kinds`` are the connectors, each with its settings.

    Relative paths in it start from the file's own folder.

    Raises:
        InputError: the first fault, with the file and the line it stands in.
    """
    return _Reader(path, kinds).entries()


class _Reader:
    """One reading of a file."""

    def __init__(self, path: Path, kinds: Mapping[str, Mapping[str, str]]) -> None:
        self._file = yamltext.File(path)
        self._folder = path.absolute().parent
        self._kinds = kinds
        self._checks: yamltext.Checks = {
            "slug": yamltext.slug,
            "locator": self._locator,
            "kind": self._kind,
            "publisher": yamltext.line,
            "url": _url,
            "tier": _tier,
            "language": yamltext.line,
            "timezone": lambda value: schedules.zone_named(yamltext.line(value)).key,
            "every": lambda value: schedules.parse(yamltext.line(value), ZoneInfo("UTC")).text,
            "paused": yamltext.switch,
            "options": _settings,
        }

    def entries(self) -> list[Entry]:
        top = self._file.sections(self._file.read(), ["sources"])
        entries = [self._entry(item, line) for item, line in self._file.listed(top, "sources")]
        slugs_seen: dict[str, int] = {}
        places_seen: dict[tuple[Any, ...], int] = {}
        for entry in entries:
            place = tuple(entry.fields.get(name) for name in ("kind", "locator", "publisher"))
            for what, seen in ((f"the slug {entry.slug}", slugs_seen.get(entry.slug)), ("it", places_seen.get(place))):
                if seen is not None:
                    raise self._file.fault(entry.line, f"{what} stands in line {seen} already")
            slugs_seen[entry.slug] = places_seen[place] = entry.line
        return entries

    def _entry(self, item: Any, line: int) -> Entry:
        fields = self._file.fields(item, line, "source", self._checks, ["slug", "locator"])
        self._demand_settings(fields, yamltext.line_of(item, "options") if "options" in item else line)
        if "every" in fields:
            fields["schedule"] = fields.pop("every")
        return Entry(fields.pop("slug"), line, fields)

    def _demand_settings(self, fields: Mapping[str, Any], line: int) -> None:
        known = self._kinds.get(fields.get("kind") or "")
        if known is not None and (unknown := (fields.get("options") or {}).keys() - known.keys()):
            names = ", ".join(sorted(known)) or "none"
            raise self._file.fault(
                line,
                f"options: a source of kind {fields['kind']} has no setting {min(unknown)!r}; its own are: {names}",
            )

    def _locator(self, value: Any) -> str:
        line = yamltext.line(value)
        refuse_secret(line)
        return line if "://" in line else os.path.normpath(self._folder / Path(line).expanduser())

    def _kind(self, value: Any) -> str:
        kind = yamltext.line(value)
        if kind == "records":
            raise InputError("a file of records names its sources itself; bring it in with `tracker source add`")
        if kind not in self._kinds:
            raise InputError(f"there is no kind of source named {kind!r}; known are {', '.join(self._kinds)}")
        return kind


def _url(value: Any) -> str:
    url = yamltext.line(value)
    refuse_secret(url)
    if not url.lower().startswith(("http://", "https://")) or any(character.isspace() for character in url):
        raise InputError(f"{url!r} is no web address; write it in full, as https://example.com/page")
    return url


def _tier(value: Any) -> Tier:
    try:
        return Tier(yamltext.line(value))
    except ValueError:
        raise InputError(f"there is no tier {value!r}; there are {', '.join(Tier)}") from None


def _settings(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError("expected a mapping of settings")
    plain = _plain(value, DEPTH)
    assert isinstance(plain, dict)
    return plain


def _plain(value: Any, depth: int) -> Any:
    """Return settings as JSON keeps them."""
    if depth == 0:
        raise InputError("the settings nest too deep")
    if isinstance(value, dict):
        return {str(key): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth - 1) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if "\0" in text:
        raise InputError("a zero character cannot be kept")
    return text
