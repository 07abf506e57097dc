"""YAML files that people write: faults with the line they stand in. The sole place that knows the YAML library."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

from tracker import jsontext, slugs, texts
from tracker.errors import InputError

Checks: TypeAlias = Mapping[str, Callable[[Any], Any]]
"""What takes each key's value and returns it in its own type; raises InputError."""
WIDTH: Final = 120
JSON_LINES: Final = (".jsonl", ".ndjson")
"""The endings of files that hold a JSON object a line."""


class Written(float):
    """A number with a fraction, and how it is written: a float alone loses digits."""

    text: str


class _Constructor(RoundTripConstructor):
    """Reads numbers as they are written."""

    def construct_yaml_float(self, node: ScalarNode) -> Written:
        number = Written(super().construct_yaml_float(node))
        number.text = str(node.value)
        return number


_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_yaml_float)


class _Representer(RoundTripRepresenter):
    """Writes numbers digit for digit."""

    def represent_decimal(self, number: Decimal) -> Any:
        exact = str(jsontext.exact(number))
        return self.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in exact else 'int'}", exact)


_Representer.add_representer(Decimal, _Representer.represent_decimal)


class File:
    """One reading of a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Any:
        """Return what the file holds, a list for JSON lines; raises InputError with the line where it is broken."""
        text = self._text()
        if self.path.suffix.lower() in JSON_LINES:  # JSON is YAML, and a list of it keeps its lines
            text = "".join(f"- {line}\n" if line.strip() else "\n" for line in text.splitlines())
        yaml = YAML(typ="rt")
        yaml.Constructor = _Constructor
        try:
            return yaml.load(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f"{self.path}, line {mark.line + 1}" if mark else str(self.path)
            reason = " ".join(str(error.problem or error.context).split())
            raise InputError(f"{where}: broken YAML: {reason}") from None
        except (YAMLError, ValueError, RecursionError) as error:
            raise InputError(f"{self.path}: broken YAML: {' '.join(str(error).split())}") from None

    def _text(self) -> str:
        """Return the file's text: YAML is UTF-8, whatever sense its words make; what is none may still be guessed."""
        data = texts.content(str(self.path))
        try:
            return data.decode("utf-8-sig") if len(data) <= texts.LIMIT else texts.decode(data, str(self.path))
        except UnicodeDecodeError:
            return texts.decode(data, str(self.path))

    def fault(self, line: int, reason: str) -> InputError:
        """Word what is wrong in a line."""
        return InputError(f"{self.path}, line {line}: {reason}")

    def sections(self, data: Any, keys: Sequence[str]) -> CommentedMap:
        """Return the file's top: a mapping with no keys but these. Raises InputError."""
        if not isinstance(data, CommentedMap):
            raise self.fault(1, f"expected a mapping with the key {keys[-1]}, and a list of {keys[-1]} below it")
        for key in data:
            if key not in keys:
                raise self.fault(line_of(data, key), f"there is no key {key!r} here; there is {' and '.join(keys)}")
        return data

    def listed(self, data: CommentedMap, key: str) -> Iterator[tuple[Any, int]]:
        """Yield what a list below ``key`` holds, each with its line; raises InputError where it is none."""
        found = data.get(key)
        if not isinstance(found, CommentedSeq):
            raise self.fault(line_of(data, key) if key in data else 1, f"{key}: expected a list of {key}; [] for none")
        yield from self.items(found)

    def items(self, found: CommentedSeq | None) -> Iterator[tuple[Any, int]]:
        """Yield what a list holds, each with its line."""
        if found is not None:
            for place, item in enumerate(found):
                yield item, int(found.lc.item(place)[0]) + 1

    def fields(self, item: Any, line: int, what: str, checks: Checks, demanded: Sequence[str]) -> dict[str, Any]:
        """Return what is written of one thing, checked; raises InputError with the line of the first fault.

        A null is kept as None. ``demanded`` are the keys that must have a value.
        """
        if not isinstance(item, CommentedMap):
            raise self.fault(line, f"expected a {what}: a mapping with {' and '.join(demanded)}")
        fields: dict[str, Any] = {}
        for key, value in item.items():
            at = line_of(item, key)
            if key not in checks:
                raise self.fault(at, f"there is no key {key!r} here; there are {', '.join(checks)}")
            try:
                fields[key] = None if value is None else checks[key](value)
            except InputError as error:
                raise self.fault(at, f"{key}: {error}") from None
        for key in demanded:
            if fields.get(key) is None:
                raise self.fault(line, f"{key} is missing")
        return fields


def line_of(mapping: CommentedMap, key: Any) -> int:
    """The line a key stands in, from 1."""
    return int(mapping.lc.key(key)[0]) + 1


def dumps(data: Any) -> str:
    """Render mappings, lists, texts, numbers and truths as YAML, keys in the order given, lists of texts in a line."""
    yaml = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_styled(data), out)
    return out.getvalue()


def _styled(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _styled(value) for key, value in data.items()}
    if not isinstance(data, (list, tuple)):
        return data
    sequence = CommentedSeq(_styled(item) for item in data)
    if all(isinstance(item, str) for item in data):
        sequence.fa.set_flow_style()
    return sequence


def line(value: Any) -> str:
    """Take a line of text."""
    if not isinstance(value, str):
        raise InputError(f"expected a text, not {value!r}; put it in quotes if it is meant as one")
    if not (stripped := value.strip()) or not stripped.isprintable():
        raise InputError("expected a line of text")
    return str(stripped)


def lines(value: Any) -> tuple[str, ...]:
    """Take a list of lines of text."""
    if not isinstance(value, list):
        raise InputError("expected a list of texts, as [one, another]")
    return tuple(line(item) for item in value)


def slug(value: Any) -> str:
    """Take a slug."""
    found = line(value)
    slugs.check(found, "the slug")
    return found


def switch(value: Any) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise InputError(f"expected true or false, not {value!r}")
    return value


def whole(value: Any) -> int:
    """Take a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"expected a whole number, not {value!r}")
    return int(value)


def number(value: Any) -> Decimal:
    """Take a number, with all the digits it is written with."""
    if isinstance(value, bool) or not isinstance(value, (int, Written)):
        raise InputError(f"expected a number, not {value!r}")
    if isinstance(value, int):
        return Decimal(int(value))
    if not math.isfinite(value):
        raise InputError(f"expected a number, not {value.text}")
    return Decimal(value.text.replace("_", ""))
