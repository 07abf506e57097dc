"""A YAML file of sources, to be kept under version control. The sole place that knows the YAML library."""

from __future__ import annotations

import math
import os.path
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tracker import schedules, slugs, texts
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
    text = texts.read(str(path))
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise InputError(f"{where}: broken YAML: {' '.join(str(error.problem or error.context).split())}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: broken YAML: {' '.join(str(error).split())}") from None
    return _Reader(path, kinds).entries(data)


class _Reader:
    """One reading of a file."""

    def __init__(self, path: Path, kinds: Mapping[str, Mapping[str, str]]) -> None:
        self._path = path
        self._folder = path.absolute().parent
        self._kinds = kinds
        self._checks: dict[str, Callable[[Any], Any]] = {
            "slug": _slug,
            "locator": self._locator,
            "kind": self._kind,
            "publisher": _line,
            "url": _url,
            "tier": _tier,
            "language": _line,
            "timezone": lambda value: schedules.zone_named(_line(value)).key,
            "every": lambda value: schedules.parse(_line(value), ZoneInfo("UTC")).text,
            "paused": _switch,
            "options": _settings,
        }

    def entries(self, data: Any) -> list[Entry]:
        if not isinstance(data, CommentedMap):
            raise self._fault(1, "expected a mapping with the key sources, and a list of sources below it")
        for key in data:
            if key != "sources":
                raise self._fault(_line_of(data, key), f"there is no key {key!r} here; there is sources")
        listed = data.get("sources")
        if not isinstance(listed, CommentedSeq):
            line = _line_of(data, "sources") if "sources" in data else 1
            raise self._fault(line, "sources: expected a list of sources; [] for none")
        entries = [self._entry(item, listed.lc.item(place)[0] + 1) for place, item in enumerate(listed)]
        slugs_seen: dict[str, int] = {}
        places_seen: dict[tuple[Any, ...], int] = {}
        for entry in entries:
            place = tuple(entry.fields.get(name) for name in ("kind", "locator", "publisher"))
            for what, seen in ((f"the slug {entry.slug}", slugs_seen.get(entry.slug)), ("it", places_seen.get(place))):
                if seen is not None:
                    raise self._fault(entry.line, f"{what} stands in line {seen} already")
            slugs_seen[entry.slug] = places_seen[place] = entry.line
        return entries

    def _entry(self, item: Any, line: int) -> Entry:
        if not isinstance(item, CommentedMap):
            raise self._fault(line, "expected a source: a mapping with slug and locator")
        fields: dict[str, Any] = {}
        for key, value in item.items():
            at = _line_of(item, key)
            if key not in self._checks:
                raise self._fault(at, f"there is no key {key!r} here; there are {', '.join(self._checks)}")
            try:
                fields[key] = None if value is None else self._checks[key](value)
            except InputError as error:
                raise self._fault(at, f"{key}: {error}") from None
        for key in ("slug", "locator"):
            if fields.get(key) is None:
                raise self._fault(line, f"{key} is missing")
        self._demand_settings(fields, _line_of(item, "options") if "options" in item else line)
        if "every" in fields:
            fields["schedule"] = fields.pop("every")
        return Entry(fields.pop("slug"), line, fields)

    def _demand_settings(self, fields: Mapping[str, Any], line: int) -> None:
        known = self._kinds.get(fields.get("kind") or "")
        if known is not None and (unknown := (fields.get("options") or {}).keys() - known.keys()):
            names = ", ".join(sorted(known)) or "none"
            raise self._fault(
                line,
                f"options: a source of kind {fields['kind']} has no setting {min(unknown)!r}; its own are: {names}",
            )

    def _locator(self, value: Any) -> str:
        line = _line(value)
        refuse_secret(line)
        return line if "://" in line else os.path.normpath(self._folder / Path(line).expanduser())

    def _kind(self, value: Any) -> str:
        kind = _line(value)
        if kind == "records":
            raise InputError("a file of records names its sources itself; bring it in with `tracker source add`")
        if kind not in self._kinds:
            raise InputError(f"there is no kind of source named {kind!r}; known are {', '.join(self._kinds)}")
        return kind

    def _fault(self, line: int, reason: str) -> InputError:
        return InputError(f"{self._path}, line {line}: {reason}")


def _line_of(mapping: CommentedMap, key: Any) -> int:
    return int(mapping.lc.key(key)[0]) + 1


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"expected a text, not {value!r}; put it in quotes if it is meant as one")
    if not (line := value.strip()) or not line.isprintable():
        raise InputError("expected a line of text")
    return line


def _slug(value: Any) -> str:
    slug = _line(value)
    slugs.check(slug, "the slug")
    return slug


def _url(value: Any) -> str:
    url = _line(value)
    refuse_secret(url)
    if not url.lower().startswith(("http://", "https://")) or any(character.isspace() for character in url):
        raise InputError(f"{url!r} is no web address; write it in full, as https://example.com/page")
    return url


def _tier(value: Any) -> Tier:
    try:
        return Tier(_line(value))
    except ValueError:
        raise InputError(f"there is no tier {value!r}; there are {', '.join(Tier)}") from None


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"expected true or false, not {value!r}")
    return value


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
