"""Grids: runs of lines whose cells are parted by tabs or bars, and the lines over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.extract.chinese.sentences import strip
from tracker.extract.lazy import pattern

Span = tuple[int, int]

LONGEST_LINE: Final = 2000
_LINE: Final = pattern(r"[^\n]+")
_RULE: Final = pattern(r"[\s|:+=-]+")


class Row(NamedTuple):
    """A line of cells, each a span of the text; those without words are empty."""

    start: int
    end: int
    cells: tuple[Span, ...]


class Grid(NamedTuple):
    """The lines of cells, and the last two lines over them."""

    rows: list[Row]
    captions: list[Span]


def grids(text: str, start: int) -> Iterator[Grid]:
    """Yield the grids of a folded text from ``start`` on: two lines of cells and more, no two blank lines apart."""
    rows: list[Row] = []
    captions: list[Span] = []
    last = start
    for line in _LINE.finditer(text, start):
        begin, end = strip(text, *line.span())
        if begin == end:
            continue
        row = _row(text, begin, end)
        rule = bool(rows) and "|" in line[0] and _RULE.fullmatch(line[0]) is not None
        if (row is None and not rule) or (rows and text.count("\n", last, begin) > 1):
            if len(rows) > 1:
                yield Grid(rows, captions)
            if rows:
                rows, captions = [], []
        if row is not None:
            rows.append(row)
        elif not rule:
            captions = [*captions[-1:], (begin, end)]
        last = end
    if len(rows) > 1:
        yield Grid(rows, captions)


def _row(text: str, start: int, end: int) -> Row | None:
    mark = "\t" if "\t" in text[start:end] else "|"
    if end - start > LONGEST_LINE or mark not in text[start:end] or _RULE.fullmatch(text, start, end):
        return None
    spans: list[Span] = []
    at = start
    for piece in text[start:end].split(mark):
        spans.append(strip(text, at, at + len(piece)))
        at += len(piece) + 1
    if mark == "|":
        spans = spans[text[start] == "|" : len(spans) - (text[end - 1] == "|")]
    return Row(start, end, tuple(spans)) if sum(a < b for a, b in spans) > 1 else None
