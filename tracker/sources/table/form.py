"""What is known of a table before it is read, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker import texts
from tracker.sources.rowset import LIMIT, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a person or a server says of a table."""

    name: str
    """What errors call it."""
    delimiter: str | None = None
    """None to have it found."""
    sheet: str | None = None
    """A workbook's sheet by its name or its number from 1; None for the first."""
    header: int | None = None
    """The line or row of the header, from 1; None to have it found."""
    charset: str | None = None
    limit: int = LIMIT
    largest: int = texts.LIMIT
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table's columns and rows. The rows are read as they are asked for, and raise InputError where they break."""

    header: Sequence[str]
    records: Iterable[Record]
    notes: tuple[str, ...] = ()


def titles(what: str, before: Sequence[int]) -> list[str]:
    """Return a note on the lines or rows before the header, where there are any.

    >>> titles("line", [1]), titles("row", [1, 3])
    (['line 1: taken for a title'], ['rows 1 to 3: taken for a title'])
    """
    if not before:
        return []
    place = f"{what} {before[0]}" if len(before) == 1 else f"{what}s {before[0]} to {before[-1]}"
    return [f"{place}: taken for a title"]


def named(header: Sequence[object]) -> tuple[list[str], list[str]]:
    """Return the columns' names, empty for those that have none or one that was there before, and notes on these."""
    names = ["" if cell is None else " ".join(str(cell).split()) for cell in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    kept = [name if names.index(name) == place else "" for place, name in enumerate(names)]
    return kept, [f"column {name} is there more than once: only the first is read" for name in twice]
