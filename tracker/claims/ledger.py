"""Ledgers: files of claims, a row a figure, as CSV or as JSON lines. They are read and written a row at a time."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO, Final, NoReturn, cast

from tracker import jsontext, sources, texts
from tracker.claims.headings import Heading
from tracker.errors import InputError
from tracker.rows import Row, RowError
from tracker.rows.days import DayOrder
from tracker.texts import kinds

HEAD: Final = 1 << 16
"""Bytes looked at to tell what a file is."""
_LONGEST: Final = 1 << 20
"""Characters of a line beyond which a file is no table."""
_BATCH: Final = 1000
_DELIMITERS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9][^\s/?#@\[\]]*(?:[/?#]\S*)?")


class Form(StrEnum):
    """How a file of claims is written."""

    CSV = "csv"
    JSONL = "jsonl"


SUFFIXES: Final = {
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".tab": Form.CSV,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".json": Form.JSONL,
}
"""What the name of a file says of its form."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used."""

    line: int
    """Where it begins in the file, the first line being 1."""
    reason: str
    raw: Sequence[str]
    """Its cells, as far as they can be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a person wants a file read. What is None is told from the file."""

    form: Form | None = None
    delimiter: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field to column, or to a constant as ``=CNY``, where the header does not say it."""
    publisher: str | None = None
    """Who published the rows that do not say."""
    dates: DayOrder | None = None
    ignore_unknown: bool = False


class Ledger:
    """A file of claims, open for reading: iterate over it once for its rows, good and bad."""

    def __init__(self, file: BinaryIO, name: str, suffix: str, how: Reading) -> None:
        """Tell the charset, the form and the columns of ``file``, which errors call ``name``.

        Raises:
            InputError: it is no text, empty, no table, or its columns are not those of claims.
        """
        buffered = io.BufferedReader(cast("io.RawIOBase", file), HEAD)
        head = buffered.peek(HEAD)
        kinds.refuse(head, name)
        self._name, self._how = name, how
        self.notes: tuple[str, ...] = ()
        charset = _known(how.encoding) if how.encoding else self._charset(head)
        self._lines = _Lines(buffered, charset, name)
        first = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1]
        if (how.form or SUFFIXES.get(suffix) or (Form.JSONL if first == b"{" else Form.CSV)) is Form.JSONL:
            self.header: tuple[str, ...] = ("record",)
            """What the cells of a rejected row are called."""
            self._rows = self._records()
        else:
            delimiter = how.delimiter or ("\t" if suffix in (".tsv", ".tab") else ",")
            reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
            self.header = self._header(reader, delimiter)
            self._rows = self._table(reader, self._heading(self.header, f"line {reader.line_num}"))

    def __iter__(self) -> Iterator[Row | Reject]:
        """Read on; raises InputError where the file stops being text."""
        return self._rows

    def _charset(self, head: bytes) -> str:
        found = texts.decoded(head[: head.rfind(b"\n") + 1] or head, self._name)
        if found.note:
            self.notes = (f"{self._name}: {found.note}",)
        return found.charset

    def _heading(self, header: Sequence[str], place: str) -> Heading:
        how = self._how
        try:
            return Heading.of(header, how.columns, dates=how.dates, ignore_unknown=how.ignore_unknown)
        except InputError as error:
            raise InputError(f"{self._name}, {place}: {error}") from None

    # CSV

    def _header(self, reader: Any, delimiter: str) -> tuple[str, ...]:
        try:
            header = tuple(cell.strip() for cell in next(filter(None, reader), ()))
        except csv.Error as error:
            raise InputError(f"{self._name}, line 1: {_said(error)}") from None
        if not any(header):
            raise InputError(f"{self._name} is empty: there is nothing to read")
        while len(header) > 1 and not header[-1]:  # what a spreadsheet leaves behind the last column
            header = header[:-1]
        other = next((mark for mark in _DELIMITERS if mark != delimiter and mark in header[0]), None)
        if len(header) == 1 and other is not None:
            option = "tab" if other == "\t" else other
            raise InputError(
                f"{self._name}, line 1: its columns are parted by {_DELIMITERS[other]}, "
                f"not by {_DELIMITERS.get(delimiter, delimiter)}: add --delimiter '{option}'"
            )
        return header

    def _table(self, reader: Any, heading: Heading) -> Iterator[Row | Reject]:
        width = len(self.header)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(line, _said(error), [self._lines.last.rstrip("\r\n")])
                continue
            if len(cells) != width:
                if not any(cell and not cell.isspace() for cell in cells):
                    continue
                if any(cells[width:]) or len(cells) < width:
                    yield Reject(line, f"it has {len(cells)} cells, but the header has {width}", cells)
                    continue
            elif not any(cells):
                continue
            read = self._row(heading, dict(zip(self.header, cells, strict=False)), line)
            yield Reject(line, read, cells) if isinstance(read, str) else read

    # JSON lines

    def _records(self) -> Iterator[Row | Reject]:
        headings = lru_cache(maxsize=1000)(self._heading_of)
        for line, text in enumerate(self._lines, 1):
            if not text.strip():
                continue
            try:
                record = json.loads(text.strip(), parse_float=Decimal, parse_constant=_refuse)
            except json.JSONDecodeError as error:
                yield Reject(line, f"broken JSON: {error.msg} at character {error.colno}", [text.strip()])
                continue
            except (ValueError, RecursionError) as error:
                yield Reject(line, f"broken JSON: {error}", [text.strip()])
                continue
            if not isinstance(record, dict):
                yield Reject(line, 'it is no record: write an object a line, {"subject": "Acme", …}', [text.strip()])
                continue
            heading = headings(tuple(record))
            read = heading if isinstance(heading, str) else self._row(heading, record, line)
            yield Reject(line, read, [text.strip()]) if isinstance(read, str) else read

    def _heading_of(self, names: tuple[str, ...]) -> Heading | str:
        given = {
            name: column for name, column in self._how.columns.items() if column.startswith("=") or column in names
        }
        try:
            return Heading.of(names, given, dates=self._how.dates, ignore_unknown=self._how.ignore_unknown)
        except InputError as error:
            return str(error)

    # Both

    def _row(self, heading: Heading, record: Mapping[str, object], line: int) -> Row | str:
        """Read one record, or say why not."""
        try:
            row = heading.read(record, f"line {line}")
            if row.url is not None and not _ADDRESS.fullmatch(row.url):
                sources.check_url(row.url, "url")
        except RowError as error:
            return ": ".join(filter(None, (error.field, error.reason)))
        except InputError as error:
            return str(error)
        if row.publisher is None:
            if self._how.publisher is None:
                return "publisher: the cell is empty: say who published it, for all such rows with --publisher"
            row = replace(row, publisher=self._how.publisher)
        return row


class _Lines:
    """The lines of a file, their ends included, decoded as they come."""

    def __init__(self, file: io.BufferedReader[Any], charset: str, name: str) -> None:
        wide = {"utf-8": "utf-8-sig"}
        self._file = io.TextIOWrapper(file, encoding=wide.get(charset, charset), newline="")
        self._name, self._charset = name, charset
        self._count = 0
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            self.last = self._file.readline(_LONGEST)
        except UnicodeDecodeError as error:
            line = self._count + 1 + error.object.count(b"\n", 0, error.start)
            raise InputError(
                f"{self._name}, line {line}: not {self._charset.upper()} (byte 0x{error.object[error.start]:02x}); "
                "save it as UTF-8, or name its charset: --encoding gb18030"
            ) from None
        except OSError as error:
            raise InputError(f"{self._name} cannot be read: {error.strerror or error}") from error
        if not self.last:
            raise StopIteration
        self._count += 1
        if len(self.last) == _LONGEST:
            raise InputError(f"{self._name}, line {self._count}: longer than {_LONGEST:,} characters: this is no table")
        return self.last.removeprefix("\ufeff") if self._count == 1 else self.last


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(f"--encoding: there is no charset {encoding!r}; give utf-8, gb18030, utf-16, cp1252") from None


def _said(error: csv.Error) -> str:
    """Say what is wrong with the quotes of a row."""
    if "unexpected end" in str(error) or "field larger" in str(error):
        return 'a quoted cell begins here, or in a line below, and is never closed: close it with "'
    return 'a quote stands within a cell: write the cell in quotes, and "" for the one within'


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def render(records: Iterable[Mapping[str, Any]], names: Sequence[str], form: Form) -> Iterator[str]:
    """Put records with the fields ``names`` into the text of a file, many at a time as they come.

    Cells are written as they are, so that they can be read back; none is made harmless for spreadsheets.
    """
    if form is Form.CSV:
        yield _csv([names])
    rest = iter(records)
    while batch := list(islice(rest, _BATCH)):
        if form is Form.CSV:
            yield _csv([_cell(record[name]) for name in names] for record in batch)
        else:
            yield "".join(f"{jsontext.dumps(record)}\n" for record in batch)


def _csv(cells: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(cells)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return str(jsontext.exact(value))
    return value.isoformat() if isinstance(value, date) else str(value)
