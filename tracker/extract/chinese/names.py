"""Names: told by their form, by the places that they begin with and by what they end with."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.chinese.letters import FIRSTS, LASTS, NAMES, PLACES

_NAMED: Final = frozenset(vocabulary.NAMES.split())
_PLACES: Final = frozenset(vocabulary.PLACES.split())
_STAYS: Final = frozenset(["住院", "出院", "入院"])


def has_ending(text: str, start: int, end: int) -> bool:
    """Say whether what stands between two offsets of a text that is ``tabled`` ends like a name."""
    if not LASTS[ord(text[end - 1])] & NAMES:
        return False
    two = text[max(start, end - 2) : end]
    if two in _NAMED or (text[end - 1] in _NAMED and two not in _STAYS):
        return True
    return text[max(start, end - 3) : end] in _NAMED


def is_place(text: str, start: int, end: int) -> bool:
    """Say whether what stands between two offsets of a text that is ``tabled`` begins with a place (全国, 广州市民)."""
    if not FIRSTS[ord(text[start])] & PLACES:
        return False
    return (
        text[start : min(start + 2, end)] in _PLACES
        or text[start : min(start + 3, end)] in _PLACES
        or text[start : min(start + 4, end)] in _PLACES
    )
