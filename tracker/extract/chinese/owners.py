"""Owners: whose a measure is (X of X销量), told where its words begin."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.endings import MEASURE_END
from tracker.extract.chinese.index import Index
from tracker.extract.chinese.letters import FIRSTS, LASTS, MEASURES, POINTS, STRAY
from tracker.extract.chinese.words import BITS, Tag
from tracker.extract.lazy import pattern

FIRM: Final = pattern(
    r"(?:公司(?!债|法)|本公司|该公司|集团(?!军)|该集团|我们|董事会|监事会|管理层|股东大会|该行(?!业)|本行(?!业)|该企业)"
    r"(?:$|(?=[一-鿿]))"
)
FIRM_START: Final = frozenset("公本该集我董监管股")
_POINTER: Final = frozenset("该此这那")
_ABOVE: Final = frozenset("上前")
_MEASURE: Final = Tag.MEASURE
_OF: Final = Tag.OF
_MEASURE_OR_WEAK: Final = Tag.MEASURE | Tag.WEAK
_TAIL: Final = Tag.MEASURE | Tag.WEAK | Tag.OF | Tag.AND | Tag.PARTICLE | Tag.NOUN
"""What may stand at the end of a measure's words."""


class Owners(Index):
    """Reads whose the measures of a folded, masked text are."""

    def owner(self, start: int, end: int, word: int, behind: int) -> int:
        """Return where the owner of a measure ends (X of X销量); ``end`` where the words hold no measure.

        The known words between the offsets are among those from ``word`` on, before ``behind``.
        """
        text, letters, words = self.text, self.letters, self.words
        tail = end
        measured = False
        for i in range(behind - 1, word - 1, -1):
            key, begin, last = words[i]
            if last > end:
                continue
            if last != tail or begin < start:
                break
            bits = BITS[key]
            if not bits & _TAIL:
                break
            if bits & _MEASURE_OR_WEAK or (tail < end and not bits & _OF):
                tail = begin
                measured = measured or bool(bits & _MEASURE)
        if not measured and not (LASTS[ord(letters[end - 1])] & MEASURES and text[end - 1] in MEASURE_END):
            return end
        if tail == start:
            return start
        of = text.rfind("的", start, end)
        if of > start:
            owner = of
        elif tail < end:
            owner = tail
        else:
            owner = start
        while owner > start and LASTS[ord(letters[owner - 1])] & STRAY and text[owner - 1] in " 、的":
            owner -= 1
        if (
            FIRSTS[ord(letters[start])] & POINTS
            and text[start] in FIRM_START
            and (firm := FIRM.match(text, start, owner if owner > start else end))
        ):
            return firm.end()
        if owner > start and self.is_owner(start, owner, word):
            return owner
        for length in range(min(owner - start, 12), 1, -1):
            if text[start : start + length] in self.names:
                return start + length
        return owner

    def is_owner(self, start: int, end: int, word: int) -> bool:
        """Say whether words may own something: a name, or what points back to one."""
        text = self.text
        if end <= start:
            return False
        words = text[start:end]
        if words.isascii() and words.isupper():
            return False
        if self.is_name(start, end, word):
            return True
        if not FIRSTS[ord(self.letters[start])] & POINTS:
            return False
        return points_back(text, start, end) or (words[0] in FIRM_START and FIRM.match(words) is not None)


def points_back(text: str, start: int, end: int) -> bool:
    """Say whether words point back to what was told before (该公司, 上述产品)."""
    letter = text[start]
    return letter in _POINTER or (letter in _ABOVE and start + 1 < end and text[start + 1] == "述")
