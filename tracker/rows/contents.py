"""Contents: what the cells of a column look like, to tell which field they fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from tracker.rows import cells, days
from tracker.rows.days import DayOrder


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing, or a word for nothing."""
    return cell is None or cell != cell or (isinstance(cell, str) and cell.strip() in cells.EMPTY)


def fits(field: str, found: Sequence[object], order: DayOrder | None) -> bool:
    """Whether cells, none of them empty, may be a field's; four out of five are enough. No cell is no objection."""
    if not found:
        return True
    if field == "publisher":
        return not mostly(_is_url, found)
    return field not in TESTS or mostly(lambda cell: TESTS[field](cell, order), found)


def mostly(test: Callable[[Any], bool], found: Sequence[object]) -> bool:
    """Whether four cells out of five pass a test."""
    return sum(map(test, found)) * 5 >= len(found) * 4


def is_number(cell: object) -> bool:
    """Whether a cell holds a number, with its unit or without."""
    try:
        found = cells.number(cell)
    except ValueError:
        return False
    return found is not None and isinstance(found.amount.value, Decimal)


def is_label(cell: object) -> bool:
    """Whether a cell holds words rather than a number, a date or an address."""
    if not isinstance(cell, str) or _is_url(cell):
        return False
    try:
        return cells.number(cell) is None
    except ValueError:
        return not _is_day(cell, None)


def _is_url(cell: object) -> bool:
    return isinstance(cell, str) and re.match(r"https?://\S+$", cell.strip()) is not None


def _is_day(cell: object, order: DayOrder | None) -> bool:
    try:
        days.day(cell, order)
    except ValueError as error:
        return "may be" in str(error)  # a date, whichever of the two it is
    return True


def _is_span(cell: object, order: DayOrder | None) -> bool:
    try:
        days.span(cell, order)
    except ValueError:
        return False
    return True


def _reads(parse: Callable[[object], object]) -> Callable[[object, DayOrder | None], bool]:
    def test(cell: object, order: DayOrder | None) -> bool:  # noqa: ARG001 - as the others
        try:
            return parse(cell) is not None
        except ValueError:
            return False

    return test


TESTS: Final[Mapping[str, Callable[[Any, DayOrder | None], bool]]] = {
    "value": _reads(cells.number),
    "low": _reads(cells.number),
    "high": _reads(cells.number),
    "comparator": _reads(cells.comparator),
    "kind": _reads(cells.kind),
    "rate": _reads(cells.rate),
    "hearsay": _reads(cells.flag),
    "stated_on": lambda cell, order: not isinstance(cell, (int, float)) and _is_day(cell, order),
    "period": _is_span,
    "period_start": _is_span,
    "period_end": _is_span,
    "url": lambda cell, _: _is_url(cell),
}
