"""Owners: whose a measure is (X of X销量), told where its words begin."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.endings import MEASURE_END
from tracker.extract.chinese.index import Index
from tracker.extract.chinese.words import BITS, Tag, Word
from tracker.extract.lazy import pattern

FIRM: Final = pattern(
    r"(?:公司(?!债|法)|本公司|该公司|集团(?!军)|该集团|我们|董事会|监事会|管理层|股东大会|该行(?!业)|本行(?!业)|该企业)"
    r"(?:$|(?=[一-鿿]))"
)
POINTER: Final = pattern(r"^(?:该|此|这|那|上述|前述)")
_MEASURE: Final = Tag.MEASURE
_OF: Final = Tag.OF
_MEASURE_OR_WEAK: Final = Tag.MEASURE | Tag.WEAK
_TAIL: Final = Tag.MEASURE | Tag.WEAK | Tag.OF | Tag.AND | Tag.PARTICLE | Tag.NOUN
"""What may stand at the end of a measure's words."""


class Owners(Index):
    """Reads whose the measures of a folded, masked text are."""

    def owner(self, start: int, end: int, words: list[Word]) -> int:
        """Return where the owner of a measure ends (X of X销量); ``end`` where the words hold no measure."""
        text = self.text
        tail = end
        measured = False
        for key, first, last in reversed(words):
            if last > end:
                continue
            if first < start:
                break
            bits = BITS[key]
            if last != tail or not bits & _TAIL:
                break
            if bits & _MEASURE_OR_WEAK or (tail < end and not bits & _OF):
                tail = first
                measured = measured or bool(bits & _MEASURE)
        if not measured and text[end - 1] not in MEASURE_END:
            return end
        of = text.rfind("的", start, end)
        if tail == start:
            return start
        if of > start:
            owner = of
        elif tail < end:
            owner = tail
        else:
            owner = start
        while owner > start and text[owner - 1] in " 、的":
            owner -= 1
        if firm := FIRM.match(text, start, owner if owner > start else end):
            return firm.end()
        if owner > start and self.is_owner(start, owner):
            return owner
        prefix = next((n for n in range(min(owner - start, 12), 1, -1) if text[start : start + n] in self.names), 0)
        return start + prefix if prefix else owner

    def is_owner(self, start: int, end: int) -> bool:
        """Say whether words may own something: a name, or what points back to one."""
        words = self.text[start:end]
        if words.isascii() and words.isupper():
            return False
        return end > start and (self.is_name(start, end) or bool(POINTER.match(words) or FIRM.match(words)))
