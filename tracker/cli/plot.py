"""Figures over time, drawn with characters: the sole place that knows how a terminal is plotted on. Pure.

Numbers become floats here, and here alone: a cell of a terminal is coarser than any of their digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from rich.text import Text

from tracker import amounts
from tracker.values import Bound

HEIGHT: Final = 12
"""Rows of the plot without its axis."""
BAR, UPPER, LOWER, UP, DOWN = "│", "┬", "┴", "↑", "↓"
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_TICKS: Final = 5
_LONGEST: Final = 13
"""Characters of a label beyond which a number is written by its power of ten."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure to draw; an end that is None is open."""

    day: date
    low: Bound | None
    high: Bound | None
    glyph: str
    style: str = ""
    rank: int = 0
    """Of marks that share a cell the one of the highest rank is seen."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to cells along one side."""

    least: float
    greatest: float
    cells: int

    def cell(self, value: float) -> int:
        if self.greatest <= self.least:
            return (self.cells - 1) // 2
        share = (value - self.least) / (self.greatest - self.least)
        return min(max(round(share * (self.cells - 1)), 0), self.cells - 1)


def plot(marks: Sequence[Mark], *, width: int, height: int = HEIGHT) -> list[Text]:
    """Draw marks as lines of at most ``width`` cells: time to the right, figures upwards.

    Where there are more marks than columns, intervals are drawn as points, so that many figures stay readable.
    """
    if not marks:
        return []
    levels = [_level(end) for mark in marks for end in (mark.low, mark.high) if end is not None]
    is_date = isinstance(_named(marks[0]), date)
    alone = 3.0 if is_date else abs(levels[0]) / 10 or 1.0
    least, greatest = _padded(min(levels), max(levels), alone, has_open=any(None in (m.low, m.high) for m in marks))
    ticks = list(_dates(least, greatest) if is_date else _numbers(least, greatest))
    gutter = max((len(label) for _, label in ticks), default=0) + 1
    columns = max(width - gutter - 1, 10)
    across = _Scale(min(m.day for m in marks).toordinal(), max(m.day for m in marks).toordinal(), columns)
    up = _Scale(least, greatest, height)
    grid = _drawn(marks, across, up, with_bars=len(marks) <= columns)
    labels = {up.cell(value): label for value, label in ticks}
    lines = []
    for row in reversed(range(height)):
        line = Text(f"{labels.get(row, ''):>{gutter - 1}} {'┤' if row in labels else '│'}", style="dim")
        for column in range(columns):
            glyph, style, _ = grid.get((column, row), (" ", "", 0))
            line.append(glyph, style=style or "not dim")
        line.rstrip()
        lines.append(line)
    return [*lines, *_below(marks, across, gutter)]


def _drawn(
    marks: Sequence[Mark], across: _Scale, up: _Scale, *, with_bars: bool
) -> dict[tuple[int, int], tuple[str, str, int]]:
    grid: dict[tuple[int, int], tuple[str, str, int]] = {}

    def put(column: int, row: int, glyph: str, style: str, rank: int) -> None:
        if 0 <= row < up.cells and rank >= grid.get((column, row), ("", "", -9))[2]:
            grid[column, row] = (glyph, style, rank)

    for mark in marks:
        column = across.cell(mark.day.toordinal())
        low, high = (None if end is None else up.cell(_level(end)) for end in (mark.low, mark.high))
        named = up.cell(_level(_named(mark)))
        if low is not None and high is not None:
            named = (low + high) // 2
            if with_bars and low < high:
                for row in range(low + 1, high):
                    put(column, row, BAR, "dim", -2)
                put(column, high, UPPER, "dim", -1)
                put(column, low, LOWER, "dim", -1)
        elif with_bars:
            put(column, named + 1 if high is None else named - 1, UP if high is None else DOWN, "dim", -1)
        put(column, named, mark.glyph, mark.style, mark.rank)
    return grid


def _below(marks: Sequence[Mark], across: _Scale, gutter: int) -> Iterator[Text]:
    """Yield the axis of time and its labels."""
    first, last = min(mark.day for mark in marks), max(mark.day for mark in marks)
    size = 10
    wanted = max(min(across.cells // (size + 4), (last - first).days + 1), 1)
    line, axis, free = [" "] * across.cells, ["─"] * across.cells, 0
    for number in range(wanted):
        day = first + timedelta(days=round((last - first).days * number / max(wanted - 1, 1)))
        at = across.cell(day.toordinal())
        start = min(max(at - size // 2, 0), across.cells - size)
        if start >= free:
            axis[at] = "┴"
            line[start : start + size] = day.isoformat()
            free = start + size + 2
    yield Text(f"{' ' * gutter}└{''.join(axis)}", style="dim")
    yield Text(f"{' ' * gutter} {''.join(line).rstrip()}", style="dim")


def _named(mark: Mark) -> Bound:
    end = mark.low if mark.low is not None else mark.high
    assert end is not None, "a mark has one end at least"
    return end


def _level(end: Bound) -> float:
    return float(end) if isinstance(end, Decimal) else float(end.toordinal())


def _padded(least: float, greatest: float, alone: float, *, has_open: bool) -> tuple[float, float]:
    """Leave room around what is drawn: for the arrows of open ends, and ``alone`` around figures that are all one."""
    between = (greatest - least) / HEIGHT * (2 if has_open else 1)
    return least - (between or alone), greatest + (between or alone)


def _numbers(least: float, greatest: float) -> Iterator[tuple[float, str]]:
    """Yield round numbers between two, a handful, with their words."""
    span = Decimal(repr(greatest - least)) / _TICKS
    power = Decimal(1).scaleb(span.adjusted())
    step = next(power * step for step in _STEPS if power * step >= span)
    tick = (Decimal(repr(least)) / step).to_integral_value(ROUND_CEILING) * step
    while float(tick) <= greatest:
        words = amounts.number_in_words(tick)
        yield float(tick), words if len(words) <= _LONGEST else f"{tick:.2E}"
        tick += step


def _dates(least: float, greatest: float) -> Iterator[tuple[float, str]]:
    wanted = min(_TICKS, max(int(greatest - least), 1))
    for number in range(wanted):
        level = round(least + (greatest - least) * number / max(wanted - 1, 1))
        level = min(max(level, date.min.toordinal()), date.max.toordinal())
        yield float(level), date.fromordinal(level).isoformat()
