"""Names: told by their form, by the places that they begin with and by what they end with."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.lazy import pattern

_SIGN: Final = pattern(r"[“《A-Za-z\d]")
"""What common words do not hold."""
_NAMED: Final = frozenset(vocabulary.NAMES.split())
_PLACES: Final = frozenset(vocabulary.PLACES.split())
_STAYS: Final = frozenset(["住院", "出院", "入院"])
_LAST: Final = frozenset(name[-1] for name in _NAMED)
_FIRST: Final = frozenset(place[0] for place in _PLACES)


def has_form(words: str) -> bool:
    """Say whether words have the form of a name."""
    if _SIGN.search(words):
        return True
    if words[-1:] not in _LAST:
        return False
    if words[-2:] in _NAMED or words[-3:] in _NAMED:
        return True
    return words[-1:] in _NAMED and words[-2:] not in _STAYS


def is_place(words: str) -> bool:
    """Say whether words begin with a place (全国, 广州市民)."""
    return words[:1] in _FIRST and (words[:2] in _PLACES or words[:3] in _PLACES or words[:4] in _PLACES)
