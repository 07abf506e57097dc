"""Tables: lines of cells parted by tabs or bars, under a line of headings.

The first cell of a line says whose its figures are, the heading of a column what they measure, or when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.extract.claim import Claim
from tracker.extract.english import lexicon as lex
from tracker.extract.english import quantities, times
from tracker.extract.english.lists import words_of
from tracker.extract.english.quantities import Found
from tracker.extract.english.units import MONEY_UNITS, SCALES, SIGNS, UNITS, Unit
from tracker.extract.english.words import cut
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Comparator, Kind

LONGEST_CELL: Final = 120
LONGEST_ROW: Final = 4000
_RULE = pattern(r"[\s|:+=-]+")
_SIGN = pattern(r"(?:US|HK|NT|A|C|S)?\$|[€£¥₹]|\b(?:USD|EUR|GBP|CNY|RMB|INR|JPY|HKD|Rs)\b")
_SCALE = pattern(
    r"(?i)(?<![a-z])(bn|billions?|mn?|millions?|tn|trillions?|k|thousands?|'?000s?|lakhs?|crores?)(?![a-z])"
)
_TURNED: Final = frozenset(words_of("year date no rank # id code page"))
_CHANGING: Final = frozenset(words_of("change growth yoy y/y +/- qoq rise increase"))
_CAPTION = pattern(r"\s*(?:,| by | in the | for | \()")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its span in the text, its lines of cells, and the words that announce it."""

    start: int
    end: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    caption: str | None


@dataclass(slots=True)
class _Column:
    """A column: its heading, and what that says of the figures under it."""

    name: str
    unit: Unit | None = None
    scale: Decimal | None = None
    span: times.Span = (None, None)
    timed: bool = False
    turned: bool = False
    changing: bool = False


def tables(text: str, begin: int) -> list[Table]:
    """Find the tables of ``text`` from ``begin`` on."""
    found: list[Table] = []
    rows: list[tuple[tuple[int, int], ...]] = []
    start = at = begin
    caption = last = ""
    for line in text[begin:].split("\n"):
        end = at + len(line)
        cells = _cells(line, at) if ("\t" in line or "|" in line) and len(line) <= LONGEST_ROW else ()
        if len(cells) > 1 or (rows and "|" in line and _RULE.fullmatch(line)):
            if not rows:
                start, caption = at, last
            if len(cells) > 1 and not _RULE.fullmatch(line):
                rows.append(cells)
        elif rows:
            if len(rows) > 1:
                found.append(Table(start, at, tuple(rows), caption or None))
            rows = []
        if line.strip():
            last = line.strip()
        at = end + 1
    if len(rows) > 1:
        found.append(Table(start, min(at, len(text)), tuple(rows), caption or None))
    return found


def _cells(line: str, at: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of a line's cells, blanks around them left out; empty cells between tabs stay."""
    spans = []
    mark = "\t" if "\t" in line else "|"
    place = at
    for cell in line.split(mark):
        lead = len(cell) - len(cell.lstrip())
        size = len(cell.strip())
        spans.append((place + lead, place + lead + size))
        place += len(cell) + 1
    if mark == "|":
        spans = spans[1 if spans[0][0] == spans[0][1] else 0 : len(spans) - (1 if spans[-1][0] == spans[-1][1] else 0)]
    return tuple(spans)


def claims(text: str, folded: str, table: Table, today: date | None, topic: str | None) -> list[Claim]:
    """Read the figures of a table's cells."""
    out: list[Claim] = []
    columns: list[_Column] | None = None
    for row in table.rows:
        figures = [_figure(folded, span) for span in row[1:]]
        if columns is None:
            if sum(figure is not None for figure in figures) * 2 <= len(figures) or all(
                _is_year(folded, span) for span in row[1:]
            ):
                columns = [_column(text, folded, span, today) for span in row]
                continue
            columns = []
        name = " ".join(text[slice(*row[0])].split()) or None
        for at, (span, figure) in enumerate(zip(row[1:], figures, strict=True), 1):
            if figure is None:
                continue
            column = columns[at] if at < len(columns) else _Column("")
            if column.turned:
                continue
            out.append(_claim(text, span, figure, column, name, table, topic, (row[0][0], row[-1][1])))
    return out


def _is_year(folded: str, span: tuple[int, int]) -> bool:
    cell = folded[slice(*span)]
    return len(cell) == 4 and cell.isdecimal() and cell[:2] in ("19", "20")


def _figure(folded: str, span: tuple[int, int]) -> Found | None:
    """Read a cell that is a figure and nothing else; a number in brackets is a fall."""
    start, end = span
    if not 0 < end - start <= LONGEST_CELL:
        return None
    bracketed = folded[start] == "(" and folded[end - 1] == ")"
    words, _ = cut(folded, start, end)
    first = 0
    while first < len(words) and not words[first].tag & (lex.NUMERIC | lex.COUNTING):
        if not words[first].tag & (lex.HEDGE | lex.MONEY):
            return None
        first += 1
    if first == len(words) or words[first].number is None:
        return None
    found = quantities.digits(words, first, 0)
    if found.last != len(words):
        return None
    if bracketed and isinstance(found.low, Decimal) and isinstance(found.high, Decimal):
        found.low, found.high = -found.high, -found.low
    return found


def _column(text: str, folded: str, span: tuple[int, int], today: date | None) -> _Column:
    name = " ".join(text[slice(*span)].split())
    column = _Column(name)
    if not name or len(name) > LONGEST_CELL:
        return column
    words, _ = cut(folded, *span)
    bares = [word.bare for word in words]
    column.turned = bares[0] in _TURNED and len(bares) == 1
    column.changing = any(bare in _CHANGING for bare in bares)
    for i, word in enumerate(words):
        if word.tag & lex.TRIGGER:
            time = times.at(words, i, 0, today)
            if time is not None:
                column.span, column.timed = (time.first, time.last), i == 0 and time.last_word == len(words)
                break
    sign = _SIGN.search(folded, *span)
    if sign:
        column.unit = MONEY_UNITS[SIGNS[sign[0]]]
    elif "%" in name or "per cent" in name.lower() or "percent" in bares:
        column.unit = UNITS["%"]
    else:
        column.unit = next((UNITS[bare] for bare in bares[1:] if bare in UNITS and len(bare) > 1), None)
    scale = _SCALE.search(folded, *span)
    if scale and (sign or len(scale[1]) > 1):
        power = scale[1].lower().rstrip("s")
        column.scale = Decimal(1000) if power.strip("'") == "000" else SCALES.get(power)
    return column


def _claim(
    text: str,
    span: tuple[int, int],
    found: Found,
    column: _Column,
    name: str | None,
    table: Table,
    topic: str | None,
    row: tuple[int, int],
) -> Claim:
    start, end = span
    low, high, step, unit = found.low, found.high, found.step, found.unit
    if column.unit is not None and unit in (None, UNIT_COUNT):
        factor = (column.scale or Decimal(1)) * (column.unit.factor if column.unit.sort != "money" else 1)
        unit = column.unit.name
        low, high = (bound * factor if isinstance(bound, Decimal) else bound for bound in (low, high))
        step = step * factor if step is not None else None
    elif column.scale is not None and unit in (None, UNIT_COUNT):
        low, high = (bound * column.scale if isinstance(bound, Decimal) else bound for bound in (low, high))
        unit = UNIT_COUNT
    if column.timed or not column.name:
        metric = (
            _CAPTION.split(table.caption, maxsplit=1)[0].rstrip(":")
            if table.caption and table.caption.endswith(":")
            else None
        ) or name
    else:
        metric = column.name
    changed = (column.changing and unit in (UNIT_PERCENT, UNIT_POINTS)) or unit == UNIT_POINTS
    kind = Kind.CHANGE if changed else Kind.RATIO if unit in (UNIT_PERCENT, UNIT_MULTIPLE) else Kind.LEVEL
    return Claim(
        start,
        end,
        text[start:end],
        low,
        high,
        unit,
        found.comparator,
        step,
        None,
        kind,
        name or topic or metric,
        metric,
        found.rate,
        column.span[0],
        column.span[1],
        None,
        None,
        False,
        row[0],
        row[1],
        text[slice(*row)],
        found.comparator is not Comparator.VAGUE,
    )
