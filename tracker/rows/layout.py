"""Layouts: which columns of a table hold which fields, as a person says or as headers and contents show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.errors import InputError
from tracker.rows import contents, days
from tracker.rows.days import DayOrder
from tracker.rows.headers import ALIKE, OWN, is_generic, is_index, plain, shown
from tracker.rows.reading import FIELDS, NUMBERS, Columns, Row, RowError, is_empty, read
from tracker.rows.scales import Scale, split
from tracker.values import UNIT_PERCENT

Given = Mapping[str, str | Sequence[str] | None]
"""Field to column as a person says it: ``=CNY`` for a constant, None to leave it out, several columns of values."""

SAMPLE: Final = 50
"""Records that are looked at to guess."""
_NEIGHBOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "stated_on": ("period",),
    "period": ("stated_on",),
    "publisher": ("url",),
    "url": ("publisher",),
    "title": ("url",),
}
"""What a column may hold that is named for a field and does not fit it."""
_KEPT: Final = (*NUMBERS, "stated_on", "period_start", "period_end")
"""Fields that a column of this name holds whatever is in it: each wrong cell is a fault to be told."""
_CHANGE: Final = re.compile(
    r"\b(?:growth|change|increase|decrease|yoy|qoq|mom)\b|增长|增幅|涨幅|跌幅|降幅|同比|环比", re.IGNORECASE
)
_SHARE: Final = re.compile(r"\b(?:share|proportion)\b|占比|份额|比重", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's records are read: one figure a record, or one for each of several columns of values."""

    parts: tuple[Columns, ...]
    notes: tuple[str, ...] = ()
    """What was left out, and why, a line each."""

    @property
    def wide(self) -> bool:
        """Whether a record holds several figures."""
        return len(self.parts) > 1

    def describe(self) -> str:
        """Show in one line where each field is taken from.

        >>> guess(["Company", "Revenue (CNY m)"], [{"Company": "Acme", "Revenue (CNY m)": "12.5"}]).describe()
        'subject <- Company, metric = Revenue, value <- Revenue (CNY m), value in CNY × 1,000,000'
        """
        if not self.wide:
            return self.parts[0].describe()
        shared = {
            name: column
            for name, column in self.parts[0].fields.items()
            if all(part.fields.get(name) == column for part in self.parts)
        }
        head = Columns(fields=shared).describe()
        return "; ".join([head] * bool(head) + [_own(part, shared) for part in self.parts])

    def read(self, record: Mapping[str, object], place: str) -> Iterator[Row | RowError]:
        """Read the figures of one record, a fault in place of each that cannot be; gaps of a wide table are skipped."""
        for part in self.parts:
            if self.wide and is_empty(record, part):
                continue
            try:
                yield read(record, part, place)
            except RowError as error:
                yield error


def _own(part: Columns, shared: Mapping[str, str]) -> str:
    own = {name: column for name, column in part.fields.items() if name not in shared}
    return Columns(fields=own, scales=part.scales).describe()


def guess(
    header: Sequence[str],
    sample: Sequence[Mapping[str, object]],
    given: Given | None = None,
    dates: DayOrder | None = None,
) -> Layout:
    """Find which column holds which field; ``given`` goes before what header and ``sample`` show.

    What is not sure is left out and noted.

    Raises:
        InputError: nothing says what a figure is about, what is measured or which column holds the number; or
            ``given`` names a field or a column that is not there.
    """
    table = _Table(header, sample[:SAMPLE], dates)
    values = table.take(given or {})
    table.name_fields()
    return table.layout(values)


def given(option: object) -> Given:
    """Return the mapping that the setting ``columns`` holds: a mapping, or one as JSON text.

    Raises:
        InputError: it is neither.
    """
    if isinstance(option, str):
        try:
            option = json.loads(option)
        except ValueError as error:
            raise InputError(f'columns: no JSON ({error}); write {{"subject": "Company", "unit": "=CNY"}}') from None
    if not isinstance(option, Mapping):
        raise InputError('columns: expected a mapping of fields to columns, as {"subject": "Company", "unit": "=CNY"}')
    for name, column in option.items():
        fits = column is None or isinstance(column, str)
        if not fits and not (isinstance(column, list) and column and all(isinstance(one, str) for one in column)):
            raise InputError(f'columns: {name}: expected a column\'s name, or a constant as "=CNY"')
    return {str(name).strip().lower().replace(" ", "_").replace("-", "_"): column for name, column in option.items()}


def day_order(option: object) -> DayOrder | None:
    """Return what the setting ``dates`` says; raises InputError where it is neither dmy nor mdy."""
    if option is None or option == "dmy" or option == "mdy":
        return option
    raise InputError(f"dates: {option!r} is neither dmy (3/4 is the 3rd of April) nor mdy (the 4th of March)")


class _Table:
    """A header with a sample, while its columns are given to fields."""

    def __init__(self, header: Sequence[str], sample: Sequence[Mapping[str, object]], dates: DayOrder | None) -> None:
        self.header = list(dict.fromkeys(name for name in header if name.strip()))
        self.sample = sample
        self.dates = dates
        self.fields: dict[str, str] = {}
        self.closed: set[str] = set()
        self.notes: list[str] = []

    def take(self, given: Given) -> list[str]:
        """Take what a person says; return the columns of values where there are several."""
        values: list[str] = []
        for name, column in given.items():
            if name not in FIELDS:
                raise InputError(f"columns: there is no field {name!r}; the fields are {', '.join(FIELDS)}")
            self.closed.add(name)
            if column is None or column == "":
                continue
            if not isinstance(column, str):
                if name != "value":
                    raise InputError(f"columns: {name}: only value may have several columns")
                values = [self.column(name, one) for one in column]
                continue
            self.fields[name] = column if column.startswith("=") else self.column(name, column)
        if values or "value" in self.fields:
            self.closed |= {*NUMBERS}
        elif {"low", "high"} & self.fields.keys():
            self.closed.add("value")
        return values

    def column(self, field: str, name: str) -> str:
        if name in self.header:
            return name
        alike = [column for column in self.header if column.strip().casefold() == name.strip().casefold()]
        if len(alike) != 1:
            raise InputError(f"columns: {field}: there is no column {name!r}; the columns are: {shown(*self.header)}")
        return alike[0]

    @property
    def free(self) -> list[str]:
        used = set(self.fields.values())
        return [name for name in self.header if name not in used]

    def cells(self, column: str) -> list[object]:
        return [cell for record in self.sample if not contents.is_empty(cell := record.get(column))]

    def name_fields(self) -> None:
        """Give columns to the fields that their names and contents fit."""
        wanted: dict[str, dict[str, list[str]]] = {"own": {}, "alike": {}}
        for column in self.free:
            name = plain(column)
            rank, field = ("own", OWN[name]) if name in OWN else ("alike", ALIKE.get(name, ""))
            if field and (fitting := self.fitting(field, column, rank == "own")):
                wanted[rank].setdefault(fitting, []).append(column)
        for rank in ("own", "alike"):
            for field, columns in wanted[rank].items():
                if field in self.closed or field in self.fields:
                    continue
                if len(columns) > 1:
                    which = " or ".join(map(shown, columns))
                    self.notes.append(f"{which} may be the {field}: left out; say which with the setting columns")
                    self.closed.add(field)
                else:
                    self.fields[field] = columns[0]
        if "period" in self.fields and {"period_start", "period_end"} & self.fields.keys():
            self.notes.append(f"{shown(self.fields.pop('period'))} left out: the period has columns for its ends")

    def fitting(self, field: str, column: str, own: bool) -> str | None:
        """Return the field that a column named for ``field`` holds: this one, its neighbour, or none."""
        found = self.cells(column)
        for candidate in (field, *_NEIGHBOURS.get(field, ())):
            if contents.fits(candidate, found, self.dates) and (own or found or candidate not in contents.TESTS):
                return candidate
        if own and field in _KEPT:
            return field
        if own:
            self.notes.append(f"{shown(column)} left out: what it holds is no {field.replace('_', ' ')}")
        return None

    def numeric(self) -> list[str]:
        return [
            name
            for name in self.free
            if not is_index(name) and (found := self.cells(name)) and contents.mostly(contents.is_number, found)
        ]

    def layout(self, values: list[str]) -> Layout:
        """Settle which columns hold the numbers, and what the rest of each figure is."""
        if not values and not {*NUMBERS} & self.fields.keys():
            values = self.values()
        self.settle_subject(values)
        parts = [self.part({"value": column}) for column in values] or [self.part({})]
        used = {column for part in parts for column in part.fields.values()}
        if unused := [name for name in self.header if name not in used]:
            self.notes.append(f"columns not used: {shown(*unused)}")
        return Layout(tuple(parts), tuple(self.notes))

    def values(self) -> list[str]:
        found = self.numeric()
        if "metric" in self.fields:
            odd = [name for name in found if (named := days.within(name)) is None or split(named[1])[0]]
            if odd:
                self.notes.append(f"{shown(*odd)} left out: the metric has a column of its own")
            found = [name for name in found if name not in odd]
        if not found and self.fields.get("comparator") is None:
            raise InputError(
                f"no column holds numbers for sure; the columns are: {shown(*self.header)}: say which does "
                'with the setting columns, as {"value": "Revenue"}'
            )
        return found

    def settle_subject(self, values: list[str]) -> None:
        if "subject" in self.fields:
            return
        taken = {*values, *self.fields.values()}
        labels = [name for name in self.header if name not in taken and any(map(contents.is_label, self.cells(name)))]
        if len(labels) == 1 and "subject" not in self.closed:
            self.fields["subject"] = labels[0]
            return
        which = f"{' or '.join(map(shown, labels[:5]))} may be" if labels else "no column is"
        raise InputError(
            f"{which} what the figures are about: say so with the setting columns, "
            f'as {{"subject": "{shown(labels[0]) if labels else "=Acme"}"}}'
        )

    def part(self, own: Mapping[str, str]) -> Columns:
        """Complete the fields of one column of values from what its header says."""
        fields = {**self.fields, **own}
        scales: dict[str, Scale] = {}
        for name in NUMBERS:
            column = fields.get(name, "=")
            rest, unit = split(column)
            if column.startswith("="):
                continue
            if unit is not None and self.unit_agrees(fields.get("unit"), unit, column):
                scales[name] = unit
            if name == "value":
                self.complete(fields, rest, unit)
        if "metric" not in fields:
            named = shown(fields.get("value") or fields.get("low") or "the number")
            raise InputError(
                f'nothing says what {named} measures: add it with the setting columns, as {{"metric": "=revenue"}}'
            )
        ordered = {name: fields[name] for name in FIELDS if name in fields}
        return Columns(fields=ordered, scales=scales, dates=self.dates)

    def complete(self, fields: dict[str, str], header: str, unit: Scale | None) -> None:
        named = days.within(header)
        if named is not None and not {"period", "period_start", "period_end"} & fields.keys():
            (start, end), header = named
            fields["period_start"], fields["period_end"] = f"={start}", f"={end}"
        elif named is not None:
            header = named[1]
        if not header or "metric" in fields or "metric" in self.closed or is_generic(header):
            return
        fields["metric"] = f"={header}"
        if "kind" in fields or "kind" in self.closed:
            return
        if _CHANGE.search(header):
            fields["kind"] = "=change"
        elif unit is not None and unit.unit == UNIT_PERCENT and _SHARE.search(header):
            fields["kind"] = "=ratio"

    def unit_agrees(self, stated: str | None, unit: Scale, column: str) -> bool:
        """Whether a header's unit may stand beside the one a person gave for all rows."""
        if stated is None or not stated.startswith("="):
            return True
        constant = Columns(fields={"unit": stated})._constants["unit"]
        if unit.unit in (None, constant.unit):
            return True
        self.notes.append(f"{shown(column)}: its unit {unit} is not taken, as the setting columns says {constant}")
        return False
