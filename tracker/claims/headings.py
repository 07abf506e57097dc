"""Headings: what the columns of a file of claims hold, by their names alone. A name that is none is an error."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from tracker import rows
from tracker.errors import InputError
from tracker.rows import Columns, Row, RowError, cells
from tracker.rows.days import DayOrder
from tracker.rows.headers import ALIKE, OWN, plain

OF_ITS_OWN: Final = ("precision", "checkable")
"""Fields beyond those of any table that an export has, so that what is read back is the same claim."""
_ASIDE: Final = ("id", "link", "line", "reason")
"""Columns of exports and of files of rejected rows that say nothing of the claim."""
_NUMBERS: Final = ("value", "low", "high", "comparator")


@dataclass(frozen=True, slots=True)
class Heading:
    """Which columns of a file hold what, ready for reading its records."""

    columns: Columns
    own: Mapping[str, str]
    """The columns of the fields beyond those of any table."""

    @classmethod
    def of(
        cls, header: Sequence[str], given: Mapping[str, str], *, dates: DayOrder | None, ignore_unknown: bool
    ) -> Heading:
        """Find the fields of ``header``; ``given`` says of a field which column, or as ``=CNY`` which constant it is.

        Raises:
            InputError: a column has no name, or one that is no field's; two hold the same; or what a claim needs is
                in none.
        """
        fields: dict[str, str] = dict(given)
        own: dict[str, str] = {}
        for place, column in enumerate(header, 1):
            if header.count(column) > 1 and column:
                raise InputError(f"two columns are called {column!r}: rename one of them")
            if column in given.values():
                continue
            name = plain(column).replace(" ", "_")
            known = OWN.get(plain(column)) or (name if name in OF_ITS_OWN else None)
            if known is None:
                if not ignore_unknown and name not in _ASIDE:
                    raise InputError(_unknown(column, place))
            elif known in fields or known in own:
                raise InputError(
                    f"{(fields | own)[known].lstrip('=')!r} and {column!r} would both be the {known}: take one out"
                )
            else:
                (own if known in OF_ITS_OWN else fields)[known] = column
        for name in ("subject", "metric"):
            if name not in fields:
                raise InputError(
                    f"no column is the {name}: name it with --columns {name}=COLUMN, or say it for all rows with "
                    f"--columns {name}==WORDS"
                )
        if not fields.keys() & {*_NUMBERS}:
            raise InputError("no column holds the number: name it with --columns value=COLUMN")
        if wrong := next((column for column in given.values() if column[:1] != "=" and column not in header), None):
            raise InputError(f"--columns: there is no column {wrong!r}; the columns are {', '.join(header)}")
        used = [column for column in fields.values() if column[:1] != "="]
        every = {**dict.fromkeys(rows.FIELDS), **fields}
        return cls(rows.guess(used, [], every, dates).parts[0], own)

    def read(self, record: Mapping[str, Any], place: str) -> Row:
        """Read one record; raises RowError."""
        row = rows.read(record, self.columns, place)
        if not self.own:
            return row
        changed: dict[str, Any] = {}
        for name, column in self.own.items():
            try:
                value = cells.flag(record.get(column) or None) if name == "checkable" else _positive(record.get(column))
            except ValueError as error:
                raise RowError(place, name, str(error)) from None
            if value is not None and value != getattr(row.fact, name):
                changed[name] = value
        return replace(row, fact=replace(row.fact, **changed)) if changed else row


def _positive(cell: object) -> Decimal | None:
    number = cells.number(cell)
    if number is None:
        return None
    if not isinstance(number.amount.value, Decimal) or number.amount.value <= 0 or number.amount.unit:
        raise ValueError(f"{cell!r} is no place of a digit: write it as 0.1, 1 or 1000")
    return number.amount.value


def _unknown(column: str, place: int) -> str:
    """Word the error for a column whose name is no field's, with the field that is nearest."""
    if not column:
        return f"column {place} has no name: name it, or leave it out with --ignore-unknown"
    name = plain(column)
    near = ALIKE.get(name)
    if near is None:
        words = {known.replace("_", " "): known for known in (*rows.FIELDS, *OF_ITS_OWN)}
        found = difflib.get_close_matches(name, words, n=1)
        near = words[found[0]] if found else None
    hint = (
        f"is it the {near}? then add --columns '{near}={column}'"
        if near
        else f"name its field with --columns; the fields are {', '.join(rows.FIELDS)}"
    )
    return f"there is no field {column!r}: {hint}; --ignore-unknown leaves it out"
