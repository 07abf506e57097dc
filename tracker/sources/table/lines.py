"""JSON lines: an object a line, fields within fields named with dots."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NoReturn

from tracker import texts
from tracker.errors import InputError
from tracker.rows import RowError
from tracker.sources.rowset import Record
from tracker.sources.table.form import Form, Sheet

_SAMPLE: Final = 50
_DEEPEST: Final = 8


def read(data: bytes, form: Form) -> Sheet:
    """Read an object from each line; a line that is none is a fault of its own."""
    text = texts.decoded(data, form.name, header=form.charset or "utf-8").text
    header = header_of(record for _, record in islice(_records(text), _SAMPLE) if isinstance(record, Mapping))
    if not header:
        raise InputError(f"{form.name}: no line holds a JSON object: is it JSON lines?")
    return Sheet(header, _records(text))


def header_of(records: Iterator[Mapping[str, object]]) -> list[str]:
    """Return the names that records have between them, in their order."""
    return list(dict.fromkeys(name for record in records for name in record))


def flat(value: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, object]:
    """Return a record whose objects within are spread out.

    >>> flat({"a": {"b": 1, "c": [2]}, "d": 3})
    {'a.b': 1, 'a.c': [2], 'd': 3}
    """
    found: dict[str, object] = {}
    for name, item in value.items():
        if isinstance(item, Mapping) and depth < _DEEPEST:
            found |= flat(item, f"{before}{name}.", depth + 1)
        else:
            found[f"{before}{name}"] = item
    return found


def loads(text: str | bytes) -> Any:
    """Read JSON with exact decimals.

    Raises:
        ValueError: it is none, nests too deeply, or holds NaN or an infinity; the message says where.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("JSON that nests too deeply") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _records(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            value = loads(line)
        except ValueError as error:
            yield place, RowError(place, "", str(error).replace(" at line 1,", " at"))
            continue
        if isinstance(value, Mapping):
            yield place, flat(value)
        else:
            yield place, RowError(place, "", "no JSON object")
