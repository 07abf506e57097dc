"""Paths into JSON (RFC 9535): the sole place that knows the library."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.errors import InputError

_STEPS: Final = re.compile(r"(?:\$\.|@\.)?([^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*)")
_EXCERPT: Final = 12


@dataclass(frozen=True, slots=True)
class Path:
    """Where in a JSON value something stands: ``$.data.items``, ``data.items``, ``$.tags[0]``."""

    written: str
    _steps: tuple[str, ...] | None
    """The names to go down by, where that is all there is to it."""
    _query: Any = None

    @classmethod
    def of(cls, written: str, setting: str) -> Path:
        """Read a path; raises InputError naming the setting where it is none."""
        text = written.strip()
        if found := _STEPS.fullmatch(text):
            return cls(text, tuple(found[1].split(".")))
        if text == "$":
            return cls(text, ())
        import jsonpath

        try:
            return cls(text, None, jsonpath.compile(text))
        except jsonpath.JSONPathError as error:
            reason = str(error).partition("\n")[0]
            raise InputError(f"{setting}: {written!r} is no JSONPath ({reason}); write it as $.data.items") from None

    @property
    def label(self) -> str:
        """The path without what every path begins with."""
        return self.written.removeprefix("$.")

    def find(self, value: Any) -> list[Any]:
        """Return everything that stands there."""
        if self._steps is None:
            return list(self._query.findall(value))
        for step in self._steps:
            if not isinstance(value, Mapping) or step not in value:
                return []
            value = value[step]
        return [value]


def keys(value: Any) -> str:
    """Say what a value holds, for whoever wrote a path that leads nowhere in it.

    >>> keys({"data": [], "next": None}), keys([{"id": 1}])
    ('an object with data, next', 'a list of objects with id')
    """
    if isinstance(value, Mapping):
        named = [str(name)[:40] for name in value][:_EXCERPT]
        more = ", …" if len(value) > _EXCERPT else ""
        return f"an object with {', '.join(filter(str.isprintable, named))}{more}" if value else "an empty object"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return (
            f"a list of {keys(value[0]).removeprefix('an ').replace('object', 'objects', 1)}"
            if value
            else "an empty list"
        )
    return "null" if value is None else f"{str(value)[:40]!r}"
