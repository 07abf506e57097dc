"""Reading one record of a table as one figure, by the columns its fields are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tracker.amounts import Amount
from tracker.errors import InputError
from tracker.facts import Fact
from tracker.rows import cells, days
from tracker.rows.days import DayOrder
from tracker.rows.headers import shown
from tracker.rows.scales import ONE, Scale, scale
from tracker.rows.settlement import check_period, checkable, settle
from tracker.values import Kind, Rate

FIELDS: Final[Mapping[str, str]] = {
    "subject": "what the figure is about",
    "metric": "what is measured of it",
    "value": "the number, with its unit or without",
    "low": "the interval's lower end",
    "high": "the interval's upper end",
    "unit": "the unit, as CNY, %, 亿元",
    "comparator": "how the words bind the number: eq, gt, at least, 约",
    "kind": "level, change, ratio, price",
    "counted": "what is counted",
    "rate": "the span of time it is counted per: day, month",
    "said_by": "who says so",
    "hearsay": "whether it is passed on without a speaker: yes or no",
    "stated_on": "the day it was stated",
    "period": "the time it speaks of: 2025, 2025Q3, 2025-10",
    "period_start": "that time's first day",
    "period_end": "that time's last day",
    "baseline": "what a change is against",
    "publisher": "who published it",
    "url": "the web address of the page",
    "title": "the page's title",
    "quote": "the words of the figure",
    "language": "the page's language: zh, en",
}
"""The fields of a claim that a table may hold, each with what it means."""

NUMBERS: Final = ("value", "low", "high")
_WEB: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


class RowError(InputError):
    """A record that cannot be read as a figure."""

    def __init__(self, place: str, name: str, reason: str) -> None:
        """Name where it stands (``line 17``), the field (empty for the record as a whole), and what is wrong."""
        super().__init__(": ".join(part for part in (place, name, reason) if part))
        self.place = place
        self.field = name
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure with the page it stands on."""

    fact: Fact
    publisher: str | None
    url: str | None
    title: str | None
    stated_on: date | None
    language: str | None
    place: str
    """Where it was read: ``line 17``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds which field of a claim, made ready for reading many records."""

    fields: Mapping[str, str]
    """Field to column; a constant is written ``=CNY``."""
    scales: Mapping[str, Scale] = field(default_factory=dict)
    """What the numbers of ``value``, ``low`` and ``high`` stand for, by field, where their headers say so."""
    dates: DayOrder | None = None
    _plan: tuple[tuple[str, str, Callable[[Any], Any]], ...] = field(init=False, repr=False, compare=False)
    _constants: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Part constants from columns; raises InputError for a field or constant that cannot be."""
        plan, constants = [], {}
        for name, column in self.fields.items():
            if name not in FIELDS:
                raise InputError(f"columns: there is no field {name!r}; the fields are {', '.join(FIELDS)}")
            parse = self._parser(name)
            if not column.startswith("="):
                plan.append((name, column, parse))
                continue
            try:
                value = parse(column[1:])
            except ValueError as error:
                raise InputError(f"columns: {name}: {error}") from None
            if value is not None:
                constants[name] = value
        object.__setattr__(self, "_plan", tuple(plan))
        object.__setattr__(self, "_constants", constants)

    def describe(self) -> str:
        """Show in one line where each field is taken from."""
        parts = [
            f"{name} = {shown(column[1:])}" if column.startswith("=") else f"{name} <- {shown(column)}"
            for name, column in self.fields.items()
        ]
        parts += [f"{name} in {found}" for name, found in self.scales.items()]
        return ", ".join(parts)

    def _parser(self, name: str) -> Callable[[Any], Any]:
        if name in NUMBERS:
            return _present
        if name in ("stated_on", "period_start", "period_end", "period"):
            return lambda cell: _time(name, cell, self.dates)
        return _PARSERS.get(name, cells.text)


def _present(cell: Any) -> Any:
    return None if isinstance(cell, str) and cell.strip() in cells.EMPTY else cell


def _time(name: str, cell: Any, order: DayOrder | None) -> Any:
    if cell is None or (isinstance(cell, str) and cell.strip() in cells.EMPTY) or cell != cell:
        return None
    if name == "stated_on":
        return days.day(cell, order)
    start, end = days.span(cell, order)
    return {"period_start": start, "period_end": end}.get(name, (start, end))


def _unit(cell: Any) -> Scale | None:
    line = cells.text(cell)
    return None if line is None else scale(line) or Scale(line)


def _url(cell: Any) -> str | None:
    line = cells.text(cell)
    if line is not None and not _WEB.fullmatch(line):
        raise ValueError(f"{line!r} is no web address; write it in full, as https://example.com/page")
    return line


_PARSERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "unit": _unit,
    "comparator": cells.comparator,
    "kind": cells.kind,
    "rate": cells.rate,
    "hearsay": cells.flag,
    "url": _url,
}


def read(record: Mapping[str, object], columns: Columns, place: str) -> Row:
    """Read one record; ``place`` says where it stands, as ``line 17``.

    Raises:
        RowError: a cell does not say what its field wants, or the whole does not fit together.
    """
    got = dict(columns._constants)
    name = ""
    try:
        for name, column, parse in columns._plan:
            cell = record.get(column)
            if cell is not None and cell != "" and (value := parse(cell)) is not None:
                got[name] = value
        name = ""
        return _row(got, columns.scales, place)
    except _CellError as error:
        raise RowError(place, error.name, str(error)) from None
    except ValueError as error:
        raise RowError(place, name, str(error)) from None


class _CellError(ValueError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


def _row(got: dict[str, Any], scales: Mapping[str, Scale], place: str) -> Row:
    get = got.get
    for name in ("subject", "metric"):
        if name not in got:
            raise _CellError(name, "the cell is empty")
    stated_on, unit = get("stated_on"), get("unit")
    numbers: dict[str, Amount] = {}
    counted = get("counted")
    for name in NUMBERS:
        if name in got:
            try:
                amount, word = _number(got[name], scales.get(name), unit, stated_on)
            except ValueError as error:
                raise _CellError(name, str(error)) from None
            if amount is not None:
                numbers[name] = amount
                counted = counted or word
    if not numbers and "comparator" not in got:
        raise _CellError("value", "the cell is empty: there is no number")
    settled = settle(
        numbers.get("value"),
        numbers.get("low"),
        numbers.get("high"),
        unit=unit.unit if unit else None,
        comparator=get("comparator"),
    )
    start, end = get("period", (None, None))
    start, end = get("period_start", start), get("period_end", end)
    check_period(start, end)
    kind: Kind = get("kind", Kind.LEVEL)
    rate: Rate | None = get("rate") or settled.rate
    fact = Fact(
        low=settled.low,
        high=settled.high,
        comparator=settled.comparator,
        kind=kind,
        subject=got["subject"],
        metric=got["metric"],
        unit=settled.unit,
        precision=settled.precision,
        counted=counted or (unit.counted if unit else None),
        rate=rate,
        period_start=start,
        period_end=end,
        baseline=get("baseline"),
        said_by=get("said_by"),
        hearsay=get("hearsay", False),
        checkable=checkable(settled.comparator, kind),
        quote=get("quote"),
    )
    return Row(
        fact=fact,
        publisher=get("publisher"),
        url=get("url"),
        title=get("title"),
        stated_on=stated_on,
        language=get("language"),
        place=place,
    )


def _number(
    cell: object, header: Scale | None, unit: Scale | None, stated_on: date | None
) -> tuple[Amount | None, str | None]:
    """Read a number and bring it to the unit that its own words, its row's unit and its header name."""
    number = cells.number(cell, stated_on)
    if number is None:
        return None, None
    amount, counted = number.amount, number.counted
    if header is None and (unit is None or unit.factor == ONE):
        return amount, counted
    by = _together(header, unit)
    if amount.unit is not None and by.unit is not None and amount.unit != by.unit:
        raise ValueError(f"it is written in {amount.unit}, but the table's unit is {by.unit}")
    if number.scaled or not isinstance(amount.value, Decimal):  # 1.2亿 stands for itself under any header
        return cells.scaled(amount, Scale(by.unit)), counted or by.counted
    if amount.unit is not None and by.factor != ONE:
        raise ValueError(f"it is written in {amount.unit}, but the table counts in {by}: write one of them")
    return cells.scaled(amount, by), counted or by.counted


def _together(header: Scale | None, unit: Scale | None) -> Scale:
    if header is None or unit is None:
        found = header or unit
        return found or Scale()
    if header.unit and unit.unit and header.unit != unit.unit:
        raise ValueError(f"the column's unit is {header.unit}, but the row's is {unit.unit}")
    if ONE not in (header.factor, unit.factor) and header.factor != unit.factor:
        raise ValueError(f"the column counts in {header}, but the row in {unit}")
    factor = unit.factor if header.factor == ONE else header.factor
    return Scale(unit.unit or header.unit, factor, unit.counted or header.counted)


def is_empty(record: Mapping[str, object], columns: Columns) -> bool:
    """Whether none of the record's numbers is there: a gap in a table of several, no fault."""
    return all(_present(record.get(columns.fields[name])) is None for name in NUMBERS if name in columns.fields)
