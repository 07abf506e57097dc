"""CSV and its kin: the delimiter is found, line numbers are those of the file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from tracker import texts
from tracker.errors import InputError
from tracker.rows import RowError
from tracker.sources.rowset import Record
from tracker.sources.table.form import Form, Sheet, named, titles

_DELIMITERS: Final = (",", ";", "\t", "|")
_WORDS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "bar": "|"}
_SAMPLE: Final = 50
_Line = tuple[int, list[str]]
"""The line a row begins on, from 1, and its cells."""


def read(data: bytes, form: Form) -> Sheet:
    """Read text whose cells are parted by commas, semicolons, tabs or bars."""
    decoded = texts.decoded(data, form.name, header=form.charset)
    if "\0" in decoded.text:
        raise InputError(f"{form.name} is binary, not a table: save it as CSV in UTF-8")
    delimiter = _delimiter(decoded.text, form)
    lines = _lines(decoded.text, delimiter, form.name)
    number, cells, skipped = _header(lines, form)
    if len(cells) < 2:
        only = cells[0][:60] if cells else ""
        raise InputError(
            f"{form.name}, line {number}: one column only ({only!r}): name the delimiter with the "
            "setting delimiter, or the header's line with the setting header"
        )
    names, notes = named(cells)
    odd = [decoded.note] if decoded.note else []
    return Sheet([name for name in names if name], _records(lines, names), (*odd, *skipped, *notes))


def _delimiter(text: str, form: Form) -> str:
    if form.delimiter is not None:
        given = _WORDS.get(form.delimiter.strip().lower(), form.delimiter)
        if len(given) != 1 or given in '\r\n"':
            raise InputError(f"{form.name}: setting delimiter: {form.delimiter!r} is no single character; as ; or tab")
        return given
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of rows that have the most common width, and that width."""
    try:
        widths = Counter(len(cells) for _, cells in islice(_lines(text, delimiter, ""), _SAMPLE))
    except InputError:
        return 0, 0
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    if not wide:
        return 0, 0
    width, count = wide.most_common(1)[0]
    return count / widths.total(), width


def _lines(text: str, delimiter: str, name: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"{name}, line {number}: {_said(error)}") from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _said(error: csv.Error) -> str:
    """What is wrong with a line, and what to do."""
    if "field limit" in str(error):
        return f"a cell of more than {csv.field_size_limit():,} characters: is a quotation mark not closed?"
    fault = "a quotation mark is not closed" if "end of data" in str(error) else str(error)
    return f"{fault}; write a quotation mark within a cell twice"


def _header(lines: Iterator[_Line], form: Form) -> tuple[int, list[str], list[str]]:
    """Return the header's line and cells, and a note on the lines before it."""
    before: list[int] = []
    first = ""
    for number, cells in lines:
        if form.header is not None:
            if number < form.header:
                continue
            if number > form.header:
                break
            return number, cells, []
        if sum(bool(cell.strip()) for cell in cells) > 1:
            return number, cells, titles("line", before)
        first = first or next(cell for cell in cells if cell.strip())
        before.append(number)
    if form.header is not None:
        raise InputError(f"{form.name}: setting header: line {form.header} holds no row")
    number = before[0] if before else 1
    return number, [first] if before else [], []


def _records(lines: Iterator[_Line], names: Sequence[str]) -> Iterator[Record]:
    width = len(names)
    kept = [(place, name) for place, name in enumerate(names) if name]
    whole = len(kept) == width
    for number, cells in lines:
        place = f"line {number}"
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            yield (
                place,
                RowError(
                    place, "", f"{len(cells)} cells, but {width} columns: put cells that hold the delimiter into quotes"
                ),
            )
        elif whole:
            yield place, dict(zip(names, cells, strict=False))
        else:
            yield place, {name: cells[column] for column, name in kept if column < len(cells)}
