"""Workbooks: the sole place that knows the library. Cells come as they were last computed; nothing is computed here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from tracker.errors import InputError
from tracker.rows import RowError
from tracker.sources.rowset import Record
from tracker.sources.table.form import Form, Sheet, named, titles

_UNPACKED: Final = 300_000_000
"""Bytes of an unpacked workbook beyond which it is taken for a bomb."""
_CONTENTS: Final = "[Content_Types].xml"
"""What every office document has in its archive."""
_MERGED: Final = 50_000
_COLUMNS: Final = 1_000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
)
"""What the library lets through from a file that is not as it should be."""
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

_Row = tuple[int, list[Any]]


class _Uncomputed:
    """A formula of which the file holds no result."""


_UNCOMPUTED: Final = _Uncomputed()


def read(data: bytes, form: Form) -> Sheet:
    """Read one sheet of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise InputError(f"{form.name} unpacks to more than {_UNPACKED // 1_000_000} MB: split it")
            if _CONTENTS not in archive.namelist():
                raise InputError(f"{form.name} is a ZIP archive, not a table: unpack it, and give one file of it")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        titles = [sheet.title for sheet in book.worksheets]
        place = _chosen(titles, form)
        rows = _rows(data, book.worksheets[place], place)
        number, cells, skipped = _header(rows, form)
    except _BROKEN as error:
        raise InputError(f"{form.name} is no .xlsx workbook, or a broken one ({error}): save it again") from None
    names, notes = named(cells)
    others = [title for title in titles if title != titles[place]]
    if others and form.sheet is None:
        notes.append(f"sheet {titles[place]} is read; the others ({', '.join(others[:10])}) with the setting sheet")
    if sum(map(bool, names)) < 2:
        raise InputError(
            f"{form.name}, sheet {titles[place]}, row {number}: fewer than two columns: name the sheet with the "
            "setting sheet, or the header's row with the setting header"
        )
    return Sheet([name for name in names if name], _records(rows, names, form.name), (*skipped, *notes))


def _chosen(titles: Sequence[str], form: Form) -> int:
    if not titles:
        raise InputError(f"{form.name} has no sheet with cells")
    if form.sheet is None:
        return 0
    if form.sheet in titles:
        return titles.index(form.sheet)
    if form.sheet.isascii() and form.sheet.isdigit() and 1 <= int(form.sheet) <= len(titles):
        return int(form.sheet) - 1
    raise InputError(f"{form.name}: there is no sheet {form.sheet!r}; its sheets are: {', '.join(titles[:30])}")


def _rows(data: bytes, sheet: Any, place: int) -> Iterator[_Row]:
    """Yield the rows that hold anything, with merged cells filled and formulas without a result marked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        raw = archive.read(sheet._worksheet_path)
    merges = _Merges(raw)
    formulas: Iterator[Any] | None = None
    if _FORMULA.search(raw):
        again = load_workbook(io.BytesIO(data), read_only=True, data_only=False).worksheets[place]
        again.reset_dimensions()
        formulas = again.iter_rows()
    del raw
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_value(cell) for cell in row[:_COLUMNS]]
        if formulas is not None:
            for column, cell in enumerate(next(formulas, ())[: len(cells)]):
                if cell.data_type == "f" and cells[column] is None:
                    cells[column] = _UNCOMPUTED
        merges.fill(number, cells)
        if any(cell is not None for cell in cells):
            yield number, cells


class _Merges:
    """Merged cells, each of which has the value of its first."""

    def __init__(self, raw: bytes) -> None:
        self._starting: dict[int, list[tuple[int, int, int, int]]] = {}
        self._open: list[tuple[int, int, int, Any]] = []
        for count, found in enumerate(_MERGE.finditer(raw)):
            if count == _MERGED:
                break
            left, top, right, bottom = (bound or 1 for bound in range_boundaries(found[1].decode()))
            self._starting.setdefault(top, []).append((left, top, min(right, _COLUMNS), bottom))

    def fill(self, number: int, cells: list[Any]) -> None:
        if not self._starting:
            return
        self._open = [merge for merge in self._open if number <= merge[2]]
        for left, _, right, bottom in self._starting.get(number, ()):
            if left <= len(cells):
                self._open.append((left, right, bottom, cells[left - 1]))
        for left, right, _, value in self._open:
            cells.extend([None] * (right - len(cells)))
            cells[left - 1 : right] = [value] * (right - left + 1)


def _value(cell: Any) -> Any:
    """Return a cell's value: numbers as the spreadsheet shows them, to fifteen digits, shares in percent."""
    value = cell.value
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        if "%" in (form := cell.number_format or "") and "%" in _QUOTED.sub("", form):
            return f"{(Decimal(value) * 100).normalize():f}%"
        return value
    return value


def _header(rows: Iterator[_Row], form: Form) -> tuple[int, list[Any], list[str]]:
    """Return the header's row and cells, and a note on the rows before it."""
    before: list[int] = []
    for number, cells in rows:
        if form.header is not None:
            if number < form.header:
                continue
            if number > form.header:
                break
            return number, cells, []
        # A title merged over all columns is one value, however many cells it fills.
        if len({str(cell) for cell in cells if cell is not None}) > 1:
            return number, cells, titles("row", before)
        before.append(number)
    if form.header is not None:
        raise InputError(f"{form.name}: setting header: row {form.header} holds no cell")
    return before[0] if before else 1, [], []


def _records(rows: Iterator[_Row], names: Sequence[str], name: str) -> Iterator[Record]:
    kept = [(column, header) for column, header in enumerate(names) if header]
    try:
        for number, cells in rows:
            place = f"row {number}"
            record = {header: cells[column] for column, header in kept if column < len(cells)}
            if any(cell is _UNCOMPUTED for cell in record.values()):
                header = next(header for header, cell in record.items() if cell is _UNCOMPUTED)
                reason = "a formula without its result: open and save the file in a spreadsheet program first"
                yield place, RowError(place, header, reason)
            elif any(cell is not None for cell in record.values()):
                yield place, record
    except _BROKEN as error:
        raise InputError(f"{name} is a broken workbook ({error}): save it again") from None
