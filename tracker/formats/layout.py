"""The layout of a printed page: pieces of text at their places, put back into paragraphs, columns and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from tracker.formats.words import joined, tidy

_MARGIN: Final = 0.12
"""The share of a page's height, above and below, in which running heads and page numbers stand."""
_BULLET: Final = re.compile(r"^[•●▪■○◦‣∙·\uf0b7\uf0a7\u2013\u2014-]\s*(?=\S)")
_BULLETED: Final = re.compile(r"^[•●▪■○◦‣∙\uf0b7\uf0a7]|^[·\u2013\u2014-]\s+\D")
_ENDED: Final = re.compile(r"[.!?:;。！？：；…][\"”’』」)）\]]*$")
_NUMBER: Final = re.compile(
    r"\W*(?:page|p\.|第)\s*\d+\s*(?:页|頁)?\W*(?:(?:of|/|共)\s*\d+\s*(?:页|頁)?)?\W*|\W*\d+\s*/\s*\d+\W*", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a gap on one baseline. Places in points, from the lower left of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    pieces: tuple[Piece, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading, item or table as it is to be written."""

    text: str
    size: float
    kind: str = "p"
    """``p``, ``item`` or ``table``."""
    is_open: bool = False
    """Its last line is full and ends no sentence: it may go on in the next column or page."""
    starts_inset: bool = False


def paragraphs(sheets: Sequence[Sheet]) -> list[Paragraph]:
    """Return what stands on the pages in reading order, without running heads and page numbers."""
    found: list[Paragraph] = []
    for sheet in _without_running(sheets):
        for region in _regions(list(sheet.pieces)):
            for paragraph in _paragraphs(region):
                if found and _goes_on(found[-1], paragraph):
                    found[-1] = replace(
                        paragraph, text=joined(found[-1].text, paragraph.text), kind=found[-1].kind, starts_inset=True
                    )
                else:
                    found.append(paragraph)
    return found


def body_size(found: Sequence[Paragraph]) -> float:
    """Return the size most of the text is set in; 0 for no text."""
    weights: Counter[float] = Counter()
    for paragraph in found:
        weights[round(paragraph.size * 2) / 2] += len(paragraph.text)
    return weights.most_common(1)[0][0] if weights else 0.0


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    return (
        before.is_open
        and after.kind == "p"
        and before.kind in ("p", "item")
        and not after.starts_inset
        and abs(before.size - after.size) < 0.08 * before.size
        and not after.text[:1].isupper()
    )


def _without_running(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """Leave out what stands at one place in the margins of most pages, whatever number it counts."""
    marks = [{_running(row): row for row in _rows(list(sheet.pieces)) if _in_margin(row, sheet)} for sheet in sheets]
    counts = Counter(mark for page in marks for mark in page)
    least = max(2, round(0.6 * len(sheets)))
    for sheet, page in zip(sheets, marks, strict=True):
        gone = {
            piece
            for mark, row in page.items()
            if counts[mark] >= least or _NUMBER.fullmatch(" ".join(piece.text for piece in row))
            for piece in row
        }
        yield replace(sheet, pieces=tuple(piece for piece in sheet.pieces if piece not in gone))


def _running(row: Sequence[Piece]) -> tuple[str, int]:
    text = _DIGITS.sub("#", "".join(piece.text for piece in row))
    # Page numbers wander from one margin to the other.
    return ("#", 0) if text.strip(" -–—·") == "#" else (text, round(row[0].base / 4))


def _in_margin(row: Sequence[Piece], sheet: Sheet) -> bool:
    return not _MARGIN * sheet.height < row[0].base < (1 - _MARGIN) * sheet.height


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Gather what stands on one baseline, from the top down and from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.base, piece.left)):
        if rows and rows[-1][0].base - piece.base < 0.35 * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _regions(pieces: list[Piece], depth: int = 0) -> Iterator[list[Piece]]:
    """Part what stands in columns, in reading order; what spans them parts the page into bands."""
    gutter = _gutter(pieces) if depth < 3 else None
    if gutter is None:
        if pieces:
            yield pieces
        return
    rows = _rows(pieces)
    for is_across, band in groupby(rows, key=lambda row: any(piece.left < gutter < piece.right for piece in row)):
        inside = [piece for row in band for piece in row]
        if is_across:
            yield inside
            continue
        yield from _regions([piece for piece in inside if piece.right <= gutter], depth + 1)
        yield from _regions([piece for piece in inside if piece.left >= gutter], depth + 1)


def _gutter(pieces: list[Piece]) -> float | None:
    """Find where a gap runs down between two columns of prose; the cells of tables are too short to be prose."""
    if len(pieces) < 10:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    best: tuple[int, float] | None = None
    for step in range(20, 81):
        place = left + (right - left) * step / 100
        across = sum(piece.left < place + 2 and piece.right > place - 2 for piece in pieces)
        if across <= 0.25 * len(pieces) and (best is None or (across, abs(place - (left + right) / 2)) < best):
            sides = (
                [piece for piece in pieces if piece.right <= place],
                [piece for piece in pieces if piece.left >= place],
            )
            if all(map(_is_prose, sides)):
                best = (across, abs(place - (left + right) / 2))
                chosen = place
    return chosen if best is not None else None


def _is_prose(pieces: Sequence[Piece]) -> bool:
    if len(pieces) < 4:
        return False
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    long = [piece for piece in pieces if piece.right - piece.left > 0.6 * width and len(piece.text) > 9]
    return len(long) >= 0.55 * len(pieces) and width > 8 * median(piece.size for piece in pieces)


def _paragraphs(pieces: list[Piece]) -> Iterator[Paragraph]:
    """Put the rows of one column together: runs of rows with several cells are tables, the rest is prose."""
    rows = _rows(pieces)
    many = [len(row) > 1 for row in rows]
    place = 0
    while place < len(rows):
        end = place
        while end < len(rows) and many[end] == many[place] and (end == place or not many[place] or _near(rows, end)):
            end += 1
        if many[place] and end - place > 1:
            yield _table(rows[place:end])
        elif many[place]:
            yield from _prose([[_merged(row)] for row in rows[place:end]])
        else:
            yield from _prose(rows[place:end])
        place = end


def _near(rows: Sequence[Sequence[Piece]], place: int) -> bool:
    return rows[place - 1][0].base - rows[place][0].base < 4 * rows[place][0].size


def _merged(row: Sequence[Piece]) -> Piece:
    return replace(row[0], text=" ".join(piece.text for piece in row), right=row[-1].right)


def _table(rows: Sequence[Sequence[Piece]]) -> Paragraph:
    """Write rows of cells, each cell in the column that it stands in; columns are those of the fullest rows."""
    most = max(map(len, rows))
    columns: list[tuple[float, float]] = []
    for row in rows:
        if len(row) == most:
            spans = [(piece.left, piece.right) for piece in row]
            columns = [
                (min(mine[0], its[0]), max(mine[1], its[1])) for mine, its in zip(columns or spans, spans, strict=True)
            ]
    lines: list[str] = []
    for row in rows:
        cells = [""] * most
        for piece in row:
            column = max(range(most), key=lambda at: _overlap(piece, columns[at]))
            cells[column] = f"{cells[column]} {piece.text}".strip()
        lines.append("\t".join(cells).rstrip("\t"))
    return Paragraph("\n".join(lines), median(row[0].size for row in rows), "table")


def _overlap(piece: Piece, column: tuple[float, float]) -> float:
    """How far a piece lies over a column; less than nothing is how far it lies beside it."""
    return min(piece.right, column[1]) - max(piece.left, column[0])


def _prose(rows: Sequence[Sequence[Piece]]) -> Iterator[Paragraph]:
    lines = [row[0] for row in rows]
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    leads = [above.base - below.base for above, below in pairwise(lines)]
    lead = median(leads) if leads else 0.0
    start = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and _is_same(lines, place, left, right, lead):
            continue
        yield _paragraph(lines[start:place], left, right)
        start = place


def _is_same(lines: Sequence[Piece], place: int, left: float, right: float, lead: float) -> bool:
    """Whether a line goes on with the paragraph of the one before."""
    above, line = lines[place - 1], lines[place]
    size = line.size
    if abs(above.size - size) > 0.08 * size or above.base - line.base > max(1.4 * lead, 1.2 * size):
        return False
    if above.base - line.base > 2.6 * size or _BULLETED.match(line.text):
        return False
    if above.text.endswith(("\u00ad", "-")) and line.text[0].islower():
        return True
    if line.left > left + 1.2 * size and line.left > above.left + 0.8 * size:
        return False
    wide = line.text[0] >= "⺀" and line.text[0] != "\u2026"
    unit = (line.right - line.left) / max(1, len(line.text))
    first = 1.5 * size if wide else unit * (len(line.text.split(" ", 1)[0]) + 1)
    return right - above.right < first + 0.5 * size


def _paragraph(lines: Sequence[Piece], left: float, right: float) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text = joined(text, line.text)
    size = median(line.size for line in lines)
    is_item = bool(_BULLETED.match(text))
    full = right - lines[-1].right < 3 * size
    return Paragraph(
        tidy(_BULLET.sub("", text) if is_item else text),
        size,
        "item" if is_item else "p",
        is_open=full and not _ENDED.search(text),
        starts_inset=is_item or (lines[0].left > left + 1.2 * size),
    )
