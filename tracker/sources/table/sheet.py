"""Sheets: a table's header and rows, whatever file they come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tracker.errors import InputError
from tracker.sources.table import delimited, lines, parquet
from tracker.sources.table.form import Form, Sheet
from tracker.texts import kinds

_Reader = Callable[[bytes, Form], Sheet]


def _workbook(data: bytes, form: Form) -> Sheet:
    from tracker.sources.table import workbook  # its library takes longer to load than most tables to read

    return workbook.read(data, form)


SUFFIXES: Final[Mapping[str, _Reader]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".tab": delimited.read,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".parquet": parquet.read,
    ".jsonl": lines.read,
    ".ndjson": lines.read,
}
"""Endings of names, each with what reads such a file."""
MEDIA_TYPES: Final[Mapping[str, _Reader]] = {
    "text/csv": delimited.read,
    "text/tab-separated-values": delimited.read,
    "application/csv": delimited.read,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
    "application/vnd.apache.parquet": parquet.read,
    "application/x-parquet": parquet.read,
    "application/jsonl": lines.read,
    "application/jsonlines": lines.read,
    "application/x-jsonlines": lines.read,
    "application/x-ndjson": lines.read,
    "application/ndjson": lines.read,
}


def opened(data: bytes, form: Form, *, suffix: str = "", media_type: str | None = None) -> Sheet:
    """Return the table in ``data``, told by its name's ending, its media type, or how it begins.

    Raises:
        InputError: it cannot be read as such a table; the message names ``form.name``.
    """
    if len(data) > form.largest:
        raise InputError(f"{form.name} is larger than {form.largest // 1_000_000} MB: split it")
    if not data.strip():
        raise InputError(f"{form.name} is empty: there is nothing to read; check that it is the right one")
    return _reader(data, form.name, suffix, media_type)(data, form)


def _reader(data: bytes, name: str, suffix: str, media_type: str | None) -> _Reader:
    if data.startswith(b"PK\x03\x04"):
        return _workbook
    if data.startswith(b"PAR1"):
        return parquet.read
    if data.startswith(b"%PDF-"):
        raise InputError(
            f"{name} is a PDF, not a table: save its table as CSV, or name it as it is, with --kind article"
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name} is an old or a locked workbook: save it as .xlsx without a password")
    kinds.refuse(data, name)
    if media_type == "text/html" or data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise InputError(f"{name} is a web page, not a table: give the address of the file itself")
    found = SUFFIXES.get(suffix) or MEDIA_TYPES.get(media_type or "")
    if found in (_workbook, parquet.read):
        what = "workbook" if found is _workbook else "Parquet file"
        raise InputError(f"{name} is no {what}, or a broken one: save it again")
    return found or (lines.read if data.lstrip().startswith(b"{") else delimited.read)
