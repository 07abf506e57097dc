"""Grids: runs of lines whose cells are parted by tabs or bars, and the lines over them."""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.extract.chinese.sentences import strip
from tracker.extract.lazy import pattern

Span = tuple[int, int]

LONGEST_LINE: Final = 2000
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


def grids(text: str, start: int) -> list[Grid]:
    """Return the grids of a folded text from ``start`` on: two lines of cells and more, no two blank lines apart."""
    found: list[Grid] = []
    rows: list[Row] = []
    captions: list[Span] = []
    last = at = start
    tab, bar = text.find("\t", at), text.find("|", at)
    while tab >= 0 or bar >= 0:
        # Only lines with a mark may be rows: what stands between them is passed over.
        mark = tab if bar < 0 or 0 <= tab < bar else bar
        first = text.rfind("\n", at, mark) + 1 or at
        close = text.find("\n", mark)
        close = close if close >= 0 else len(text)
        above = _above(text, at, first)
        if above:
            if len(rows) > 1:
                found.append(Grid(rows, captions))
            if rows:
                rows, captions = [], []
            captions = [*captions, *above][-2:]
            last = above[-1][1]
        begin, end = strip(text, first, close)
        if begin < end:
            row = _row(text, begin, end)
            rule = bool(rows) and 0 <= bar < close and _RULE.fullmatch(text, first, close) is not None
            if (row is None and not rule) or (rows and text.count("\n", last, begin) > 1):
                if len(rows) > 1:
                    found.append(Grid(rows, captions))
                if rows:
                    rows, captions = [], []
            if row is not None:
                rows.append(row)
            elif not rule:
                captions = [*captions[-1:], (begin, end)]
            last = end
        at = close
        tab = text.find("\t", at) if 0 <= tab < at else tab
        bar = text.find("|", at) if 0 <= bar < at else bar
    if len(rows) > 1:
        found.append(Grid(rows, captions))
    return found


def _above(text: str, start: int, end: int) -> list[Span]:
    """Return the last two lines with words between two offsets."""
    found: list[Span] = []
    while start < end and len(found) < 2:
        begin = text.rfind("\n", start, end) + 1 or start
        first, last = strip(text, begin, end)
        if first < last:
            found.append((first, last))
        end = begin - 1
    found.reverse()
    return found


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
