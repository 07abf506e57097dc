"""Tables: cells that span rows and columns spread out over a grid, written as lines parted by tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_WIDEST: Final = 200
_SPAN: Final = 1000
"""Pages that say a cell spans more rows than this mean the rest of the table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False


def lines(rows: Iterable[Sequence[Cell]]) -> tuple[list[str], list[str]]:
    """Return what stands as a title above the table, a line each, and the table: its header, then a line a row.

    A header of several rows becomes one. A cell that spans rows stands in each of them; one that spans columns does so
    in a header only, so that no figure is told twice.

    >>> lines([[Cell("Region", rows=2, head=True), Cell("Sales", columns=2, head=True)],
    ...        [Cell("2023", head=True), Cell("2024", head=True)], [Cell("North"), Cell("1"), Cell("2")]])
    ([], ['Region\\tSales 2023\\tSales 2024', 'North\\t1\\t2'])
    """
    written = [list(row) for row in rows]
    grid, heads = _spread(written)
    width = max(map(len, grid), default=0)
    above: list[str] = []
    while len(grid) > 1 and width > 1 and _is_single(grid[0]):
        above.append(next(filter(None, grid.pop(0))))
        heads.pop(0)
        written.pop(0)
    depth = next((place for place, head in enumerate(heads) if not head), len(heads)) or _deep(written)
    body = grid[depth:]
    if not body:
        body, depth = grid, 0
    if depth:
        body = [[_merged(row[column : column + 1] for row in grid[:depth]) for column in range(width)], *body]
    return above, ["\t".join(row).rstrip("\t") for row in body if any(row)]


def _spread(rows: Iterable[Sequence[Cell]]) -> tuple[list[list[str]], list[bool]]:
    """Fill a grid; a row is one of the header's while all its cells are."""
    grid: list[list[str]] = []
    heads: list[bool] = []
    hanging: dict[int, tuple[int, str]] = {}
    for cells in rows:
        row: list[str] = []
        is_head = bool(cells) and all(cell.head for cell in cells if cell.text)

        def hang(row: list[str] = row) -> None:
            while len(row) in hanging:
                left, text = hanging.pop(len(row))
                if left > 1:
                    hanging[len(row)] = (left - 1, text)
                row.append(text)

        for cell in cells:
            hang()
            for place in range(max(1, min(cell.columns, _WIDEST - len(row)))):
                # No header is marked: the first row is it.
                text = cell.text if place == 0 or is_head or not grid else ""
                if cell.rows > 1:
                    hanging[len(row)] = (min(cell.rows, _SPAN) - 1, text)
                row.append(text)
                if len(row) in hanging and place + 1 < cell.columns:
                    break
            if len(row) >= _WIDEST:
                break
        hang()
        grid.append(row)
        heads.append(is_head and any(row))
    return grid, heads


def _deep(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows an unmarked header has where its cells span some; 0 where they span none."""
    first = rows[0] if rows else ()
    if not any(cell.rows > 1 or cell.columns > 1 for cell in first):
        return 0
    deepest = max(cell.rows for cell in first)
    return min(deepest if deepest > 1 else 2, 4)


def _is_single(row: Sequence[str]) -> bool:
    """Whether a row says one thing over its whole width."""
    return len({text for text in row if text}) == 1 and (len(row) == 1 or row[0] == row[-1] or not any(row[1:]))


def _merged(parts: Iterable[Sequence[str]]) -> str:
    """Join what stands above one another in a header, each once."""
    return " ".join(dict.fromkeys(text for part in parts for text in part if text))
