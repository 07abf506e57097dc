"""What comes next: of places in a text, by offset, how far ahead the next one is."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

_FAR: Final = 255
"""Who stands at least so far before the next place searches for it."""
_NEAR: Final = bytes(range(_FAR - 1, -1, -1))


class Ahead:
    """Places of a text, of which the next one behind any offset is known at a glance."""

    __slots__ = ("gaps", "places")

    def __init__(self, places: list[int], length: int) -> None:
        """Take the places, sorted, in a text of so many letters."""
        self.places = places
        gaps: list[bytes] = []
        at = 0
        for place in places:
            gap = place + 1 - at
            if gap > _FAR:
                gaps.append(b"\xff" * (gap - _FAR))
                gap = _FAR
            if gap > 0:
                gaps.append(_NEAR[-gap:])
                at = place + 1
        gaps.append(b"\xff" * (length + 2 - at))
        self.gaps = b"".join(gaps)
        """By offset, up to one behind the text, how far ahead the next place is: 0 where it is, 255 where it is far."""

    def within(self, start: int, end: int) -> int:
        """Return the first place from ``start`` on; ``end`` where there is none before that."""
        gap = self.gaps[start]
        if gap < _FAR:
            place = start + gap
        elif end - start < _FAR:
            return end
        else:
            i = bisect_left(self.places, start)
            if i == len(self.places):
                return end
            place = self.places[i]
        return min(place, end)
