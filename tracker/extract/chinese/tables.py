"""Tables: lines of cells parted by tabs or bars under a line of headings.

The header of a row says whose its figures are, that of a column what they measure, or when. A unit in a heading or in
the caption (单位:百万元) is that of the bare numbers below it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from tracker.extract.chinese.contexts import rate_in
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.grids import Grid, Row, Span, grids
from tracker.extract.chinese.headings import Days, Heading, caption, days_of, heading_of, is_time, unit_of, units_of
from tracker.extract.chinese.quantities import folded_figures
from tracker.extract.claim import Claim
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Comparator, Kind

LONGEST_CELL: Final = 60
_NUMBER: Final = pattern(r"[+↑↓▲▼-]? ?(?P<number>\d[\d,]*(?:\.\d+)?)")
_FALLS: Final = frozenset("-↓▼")
_LOSS: Final = pattern(r"\((?P<number>\d[\d,.]*%?)\)")
_CHANGING: Final = pattern(r"同比|环比|增[速幅长减]|[涨跌降升]幅|涨跌|变动|变化|按年|按月")
_FALLING: Final = pattern(r"[跌降]幅$")
_PRICED: Final = pattern(r"[价费]|票|租金|学费|月供")
_GENERIC: Final = frozenset({"数值", "数据", "参数值", "内容", "规格", "值", "结果", "说明", "数额"})
_CORNER: Final = frozenset({"参数", "指标", "项目", "科目", "规格", "配置"})


class Cell(NamedTuple):
    """A figure of a table with its headers, as spans of the folded text; None where it has none."""

    figure: Figure
    row: Span | None
    column: Span | None
    line: Span
    days: Days
    changing: bool
    falling: bool
    about: Span | None
    """What the table is about, where the column's header says no more than when."""


def cells(text: str, start: int, published: date | None) -> tuple[list[Cell], list[Span]]:
    """Return the figures of the tables of a folded text from ``start`` on, and where the tables stand.

    >>> (cell,), _ = cells("地区\\t产量(万吨)\\n东\\t3.5", 0, None); (str(cell.figure.low), cell.figure.unit)
    ('35000', 't')
    """
    found: list[Cell] = []
    spans: list[Span] = []
    if "\t" not in text and "|" not in text:
        return found, spans
    for table in grids(text, start):
        read = _read(text, table, published)
        if read:
            found += read
            spans.append((table.rows[0].start, table.rows[-1].end))
    return found, spans


def _read(text: str, table: Grid, published: date | None) -> list[Cell]:
    found: list[Cell] = []
    head, body = _headed(text, table.rows, published)
    units = [unit for span in table.captions for unit in units_of(text[slice(*span)])]
    about, days = caption(text, table.captions, published)
    width = max(len(row.cells) for row in body)
    columns = [heading_of(text, head, at, units, published) for at in range(width)]
    name = _name(text, columns, body)
    corner = text[slice(*head.cells[name])] if head and name < len(head.cells) else ""
    dated = any(column.timed for column in columns)
    for row in body:
        own = row.cells[name] if name < len(row.cells) else None
        when = days_of(text, own, published) if own else None
        unit = unit_of(text[slice(*own)]) if own else ""
        if own and unit:
            note = text.find("(", *own)
            own = (own[0], note) if note > own[0] else own
        if own and when and is_time(text, own, published):
            # 2024年 is nobody's name.
            own = None
        for at, span in enumerate(row.cells):
            column = columns[at]
            if at == name or column.silent or not 0 < span[1] - span[0] <= LONGEST_CELL:
                continue
            for figure in _figures(text, span, unit or column.unit):
                whose, what = own, column.span
                if what is None or text[slice(*what)] in _GENERIC:
                    what = own
                elif corner in _CORNER:
                    whose, what = (own, own) if dated else (what, own)
                heading = text[slice(*column.span)] if column.span else ""
                relative = figure.unit in (UNIT_PERCENT, UNIT_POINTS)
                if figure.rate is None:
                    figure.rate = rate_in(heading, relative=relative)
                found.append(
                    Cell(
                        figure,
                        whose,
                        what,
                        (row.start, row.end),
                        column.days if column.days != (None, None) else when or days,
                        relative and bool(_CHANGING.search(heading)),
                        relative and bool(_FALLING.search(heading)),
                        about if column.timed and corner not in _CORNER else None,
                    )
                )
    return found


def _headed(text: str, rows: list[Row], published: date | None) -> tuple[Row | None, list[Row]]:
    """Part the line of headings, if there is one, from the lines below it."""
    first = rows[0]
    for span in first.cells[1:]:
        if is_time(text, span, published):
            continue
        for figure in _figures(text, span, ""):
            if figure.start == span[0]:
                # 营收(百万美元) is a heading: a value begins with its number.
                return None, rows
    return first, rows[1:]


def _name(text: str, columns: list[Heading], body: list[Row]) -> int:
    """Return the column whose cells name the rows: the first that holds no numbers."""
    for at, column in enumerate(columns):
        held = [row.cells[at] for row in body if at < len(row.cells) and row.cells[at][0] < row.cells[at][1]]
        counted = sum(bool(_NUMBER.fullmatch(text, *span)) for span in held)
        if held and counted * 2 <= len(held) and (not column.silent or at + 1 == len(columns) or _worded(text, held)):
            return at
    return 0


def _worded(text: str, held: list[Span]) -> bool:
    return all(not text[a:b].isascii() for a, b in held)


def _figures(text: str, span: Span, unit: str) -> list[Figure]:
    """Read the figures of a cell; a bare number takes ``unit``, one in brackets is a fall."""
    start, end = span
    words = text[start:end]
    loss = words.startswith("(") and _LOSS.fullmatch(words) is not None
    number = _NUMBER.fullmatch(words)
    if loss:
        read = [f for f in _figures(text, (start + 1, end - 1), unit) if isinstance(f.low, Decimal)]
        for f in read:
            f.start, f.end, f.text = start, end, words
            _fall(f)
        return read
    if number is None:
        found = folded_figures(words, ())
        if unit and len(found) == 1 and found[0].unit in (None, UNIT_COUNT) and found[0].end == len(words):
            found = folded_figures(words + unit, ())
        elif unit and not found:
            found = [f for f in folded_figures(words + unit, ()) if f.end == len(words + unit)]
    else:
        plain = folded_figures(number["number"] + unit, ()) if unit else []
        value = Decimal(number["number"].replace(",", ""))
        name = UNIT_COUNT if value == value.to_integral_value() else None
        exponent = value.as_tuple().exponent
        place = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else None
        found = plain or [Figure(0, 0, "", value, value, name, Comparator.EQ, precision=place)]
        # The sign is part of what stands in the cell.
        at = number.start("number") if words[0] in "+↑▲" else 0
        for f in found:
            if words[0] in _FALLS:
                _fall(f)
            f.start, f.end = at, len(words)
    kept = [f for f in found if f.unit != UNIT_DATE and f.start < len(words)]
    for f in kept:
        f.text = words[f.start : f.end]
        f.start, f.end = start + f.start, min(start + f.end, end)
    return kept


def _fall(figure: Figure) -> None:
    figure.low, figure.high = _minus(figure.high), _minus(figure.low)


def _minus(bound: object) -> Decimal | None:
    return -bound if isinstance(bound, Decimal) else None


def merged(found: list[Figure], held: list[Cell], spans: list[Span]) -> list[Figure]:
    """Return the figures of a text, those that stand in tables in the place of what was read there line by line."""
    if not spans:
        return found
    outside = [f for f in found if not any(start <= f.start < end for start, end in spans)]
    return sorted([*outside, *(cell.figure for cell in held)], key=lambda figure: figure.start)


def claim(
    cell: Cell, figure: Figure, text: str, source: str, back: Callable[[int, int], Span], said: tuple[str | None, bool]
) -> Claim:
    """Make the claim of a cell. ``back`` finds a stretch of ``text`` in the ``source``; ``said`` is who says it."""
    start, end = back(figure.start, figure.end)
    first, last = back(*cell.line)
    row, column, about = (
        " ".join(text[slice(*span)].split()) if span and span[0] < span[1] else None
        for span in (cell.row, cell.column, cell.about)
    )
    low, high = figure.low, figure.high
    if cell.falling and isinstance(low, Decimal) and isinstance(high, Decimal) and low >= 0:
        low, high = -high, -low
    metric = about or column or row or figure.text
    return Claim(
        start=start,
        end=end,
        figure=source[start:end],
        low=low,
        high=high,
        unit=figure.unit,
        comparator=figure.comparator,
        precision=figure.precision,
        counted=metric if figure.unit == UNIT_COUNT else None,
        kind=_kind(cell, figure, column or ""),
        subject=row or about or metric,
        metric=metric,
        rate=figure.rate,
        period_start=cell.days[0],
        period_end=cell.days[1],
        baseline=next((word for word in ("同比", "环比") if cell.changing and word in (column or "")), None),
        attribution=said[0],
        hearsay=said[1],
        sentence_start=first,
        sentence_end=last,
        sentence=source[first:last],
        checkable=figure.comparator is not Comparator.VAGUE,
    )


def _kind(cell: Cell, figure: Figure, heading: str) -> Kind:
    if figure.unit == UNIT_POINTS or cell.changing:
        return Kind.CHANGE
    if figure.unit in (UNIT_PERCENT, UNIT_MULTIPLE):
        return Kind.RATIO
    money = figure.unit is not None and len(figure.unit) == 3 and figure.unit.isupper()
    return Kind.PRICE if money and (figure.per or _PRICED.search(heading)) else Kind.LEVEL
