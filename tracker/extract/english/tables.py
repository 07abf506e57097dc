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
from tracker.extract.english import quantities
from tracker.extract.english.figure import Found
from tracker.extract.english.headings import LONGEST_CELL, Heading, Scale, heading, scale_in, stated
from tracker.extract.english.words import cut
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Comparator, Kind

LONGEST_ROW: Final = 4000
_RULE: Final = pattern(r"[\s|:+=-]+")
_CAPTION: Final = pattern(r"\s*(?:,| by | in the | for | \(|:$)")
_NUMBERED: Final = pattern(r"(?i)(?:table|chart|figure|exhibit|schedule)\s+[\w.-]*[\d][\w.-]*\s*[:.–—-]?\s*")
_FINAL: Final = pattern(r"[.!?…][”\")\]]*$")
_NUMBER: Final = lex.NUMERIC | lex.COUNTING
_LEADING: Final = lex.HEDGE | lex.MONEY


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its span in the text, its lines of cells, and the words that announce it."""

    start: int
    end: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    caption: str | None


def tables(text: str, begin: int) -> list[Table]:
    """Find the tables of ``text`` from ``begin`` on."""
    found: list[Table] = []
    rows: list[tuple[tuple[int, int], ...]] = []
    start = at = begin
    caption = ""
    last = text[:begin].rstrip().rpartition("\n")[2].strip()
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
    rows = [_Row(row, tuple(_figure(folded, span) for span in row)) for row in table.rows]
    columns: list[Heading] = []
    if rows and rows[0].is_heading(folded):
        columns = [heading(text, folded, span, today) for span in rows.pop(0).spans]
        while rows and not any(rows[0].figures):
            # A second line of headings: the units under the years.
            for column, span in zip(columns, rows.pop(0).spans, strict=False):
                column.join(heading(text, folded, span, today))
    whole = columns[0].scale if columns else None
    if whole is None and table.caption and len(table.caption) <= LONGEST_CELL:
        whole = scale_in(table.caption)
    for at, column in enumerate(columns):
        column.turned |= _is_column_of_years(folded, rows, at)
    out: list[Claim] = []
    for row in rows:
        label, first = row.label(text, folded, today)
        for at in range(first, len(row.spans)):
            figure = row.figures[at]
            column = columns[at] if at < len(columns) else Heading("")
            if figure is None or column.turned:
                continue
            scale = column.scale or label.scale or (None if column.plain or label.plain else whole)
            out.append(_claim(text, row, at, figure, column, label, _scaled(figure, scale), table, topic))
    return out


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of cells, and those of them that are a figure and nothing else."""

    spans: tuple[tuple[int, int], ...]
    figures: tuple[Found | None, ...]

    def is_heading(self, folded: str) -> bool:
        """Say whether at most half of its cells are figures; years are headings."""
        figures = [
            figure
            for figure, span in zip(self.figures[1:], self.spans[1:], strict=True)
            if figure is not None and not _is_year(folded, span)
        ]
        return len(figures) * 2 <= len(self.spans) - 1

    def label(self, text: str, folded: str, today: date | None) -> tuple[Heading, int]:
        """Return what the row is about, and the first cell behind that; a rank before it is left out."""
        at = 0
        if len(self.spans) > 2 and self.figures[0] is not None and self.figures[1] is None:
            start, end = self.spans[1]
            at = 1 if any(letter.isalpha() for letter in text[start:end]) else 0
        return heading(text, folded, self.spans[at], today), at + 1


def _is_year(folded: str, span: tuple[int, int]) -> bool:
    cell = folded[slice(*span)]
    return len(cell) == 4 and cell.isdecimal() and cell[:2] in ("19", "20")


def _is_column_of_years(folded: str, rows: list[_Row], at: int) -> bool:
    cells = [row.spans[at] for row in rows if at < len(row.spans) and row.figures[at] is not None]
    return bool(cells) and all(_is_year(folded, span) for span in cells)


def _figure(folded: str, span: tuple[int, int]) -> Found | None:
    """Read a cell that is a figure and nothing else; a number in brackets is a fall."""
    start, end = span
    if not 0 < end - start <= LONGEST_CELL:
        return None
    words, _ = cut(folded[start:end])
    first = 0
    while first < len(words) and not words[first].tag & _NUMBER:
        if not words[first].tag & _LEADING:
            return None
        first += 1
    if first == len(words) or words[first].number is None:
        return None
    found = quantities.digits(words, first, 0)
    if found.last != len(words):
        return None
    bracketed = folded[start] == "(" and folded[end - 1] == ")"
    if bracketed and isinstance(found.low, Decimal) and isinstance(found.high, Decimal):
        found.low, found.high = -found.high, -found.low
    return found


def _scaled(found: Found, scale: Scale | None) -> str | None:
    """Give a bare number the unit and size that its headings say; return the unit."""
    if scale is None or found.unit not in (None, UNIT_COUNT):
        return found.unit
    if scale.factor != 1:
        found.low, found.high = (b * scale.factor if isinstance(b, Decimal) else b for b in (found.low, found.high))
        found.step = found.step * scale.factor if found.step is not None else None
    return scale.unit.name if scale.unit is not None else UNIT_COUNT


def _announced(table: Table) -> str | None:
    """Return what the words over a table say that it measures; None where they are a sentence or only a unit."""
    caption = table.caption
    if caption is None or len(caption) > LONGEST_CELL or _FINAL.search(caption) or stated(caption):
        return None
    return _CAPTION.split(_NUMBERED.sub("", caption, count=1), maxsplit=1)[0].strip() or None


def _claim(
    text: str,
    row: _Row,
    at: int,
    found: Found,
    column: Heading,
    label: Heading,
    unit: str | None,
    table: Table,
    topic: str | None,
) -> Claim:
    start, end = row.spans[at]
    announced = _announced(table) if column.timed or label.timed or not column.name else None
    metric = (announced or label.name) if column.timed or not column.name else column.name
    # A row that is a time says when, not whose.
    name = (announced or topic) if label.timed else label.name
    changed = (column.changing and unit in (UNIT_PERCENT, UNIT_POINTS)) or unit == UNIT_POINTS
    kind = Kind.CHANGE if changed else Kind.RATIO if unit in (UNIT_PERCENT, UNIT_MULTIPLE) else Kind.LEVEL
    span = column.span if column.timed or not label.timed else label.span
    sentence = (row.spans[0][0], row.spans[-1][1])
    return Claim(
        start,
        end,
        text[start:end],
        found.low,
        found.high,
        unit,
        found.comparator,
        found.step,
        None,
        kind,
        name or topic or metric,
        metric,
        found.rate,
        span[0],
        span[1],
        None,
        None,
        False,
        sentence[0],
        sentence[1],
        text[slice(*sentence)],
        found.comparator is not Comparator.VAGUE,
    )
