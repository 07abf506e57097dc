"""Ordinals: which one in a row it is, where that is what is said."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.cardinals import ONE
from tracker.extract.english.figure import Found
from tracker.extract.english.lexicon import OWN
from tracker.extract.english.lists import words_of
from tracker.extract.english.units import UNITS
from tracker.values import UNIT_COUNT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.extract.english.words import Word

_ROW: Final = frozenset(words_of("consecutive straight successive"))
RANKED: Final = frozenset(
    words_of(
        """
    ranked ranks rank finished finish placed came come sits sat stands stood ranking finishing place
    """
    )
)
_OWN: Final = 15
"""Above this, its 17th … is a claim of how many there were."""


def ordinal(words: Sequence[Word], i: int, floor: int, value: int) -> Found | int:
    """Read ranked 17th, for a third consecutive year; else say at which word to look on."""
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) and not word.trail else None
    prior = words[i - 1] if i > floor and not words[i - 1].trail else None
    near = [w.bare for w in words[i + 1 : i + 5]] if after is not None else []
    row = after is not None and (near[0] in _ROW or "row" in near or "running" in near)
    ranked = prior is not None and prior.bare in RANKED
    own = prior is not None and prior.tag & OWN > 0 and value > _OWN and word.bare[0].isdigit()
    if value < 2 or not (row or ranked or own) or (after is not None and after.bare == "century"):
        return i + 1
    j, unit = i + 1, UNIT_COUNT
    if own and after is not None and after.bare in UNITS and UNITS[after.bare].sort == "time":
        # in its 17th year
        unit, j = UNITS[after.bare].name, i + 2
    elif row:
        k = i + 2 if near[0] in _ROW else i + 1
        if k < len(words) and words[k].bare in UNITS and UNITS[words[k].bare].sort == "time":
            unit, j = UNITS[words[k].bare].name, k + 1
        elif k < len(words) and words[k].bare == "quarter":
            unit, j = "quarter", k + 1
    found = Found(i, j, Decimal(value), Decimal(value), ONE, unit)
    found.kind = "ordinal"
    return found
