"""Predicates: the word of a clause at which its subject ends."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.owners import Owners
from tracker.extract.chinese.words import BITS, Tag
from tracker.extract.lazy import pattern

_NOMINAL: Final = frozenset("版率额量器机者员费价期力性化型类线点站店商品部门款式权金物币卡证券函稿费险税局园区链端")
_AFTER_CHANGE: Final = frozenset("至到了近超逾约幅为出破过不 0123456789")
_BEING: Final = frozenset(["有", "为", "是", "仅有", "只有"])
SCORE: Final = pattern(r"\d+(?:比\d+)?$")
_VERB: Final = Tag.VERB
_WEAK: Final = Tag.WEAK
_SAY: Final = Tag.SAY
_CAUSE: Final = Tag.CAUSE
_PARTICLE: Final = Tag.PARTICLE
_MEASURE: Final = Tag.MEASURE
_OF: Final = Tag.OF
_CHANGE: Final = Tag.CHANGE
_PREDICATE: Final = Tag.PREDICATE
_ACTING: Final = Tag.VERB | Tag.RISE | Tag.FALL


class Predicates(Owners):
    """Reads which of the known words of a folded, masked text are predicates."""

    def cut(self, begin: int, limit: int, word: int, closed: bool) -> int:
        """Return which word is the first predicate, or else the first behind ``limit``.

        ``closed``: nothing follows the limit in the clause.
        """
        text, known = self.text, self.words
        i = word - 1
        while True:
            i += 1
            key, first, last = known[i]
            if last > limit:
                return i
            bits = BITS[key]
            if not bits & _PREDICATE:
                continue
            nearby = first - begin
            key, after, behind = known[i + 1]
            follower = BITS[key]
            if behind > limit:
                after, follower = limit, 0
            if bits & _MEASURE and nearby and (after == last or last == limit):
                # 研发投入达…: before another known word it is the measure, before a noun the verb.
                continue
            if bits & _ACTING and not bits & _PARTICLE:
                following = follower if after == last else 0
                if following & _OF or (not following and text[last : last + 1] in _NOMINAL):
                    continue
                if bits & _WEAK:
                    if nearby and not (closed and last == limit):
                        continue
                    if not following and self._has_verb(limit, i + 1):
                        # 合作厂商有…, 运输署称…: before a noun with a verb of its own, it describes the noun.
                        continue
            if text[first] == "比" and SCORE.search(text, begin, min(last + 3, limit)):
                continue
            if last - first == 1:
                if bits & _CHANGE and last < limit and after != last and text[last : last + 1] not in _AFTER_CHANGE:
                    # A letter of a name rather than a verb.
                    continue
                if nearby == 1 or (nearby == 0 and self.recurs(begin)):
                    continue
            return i

    def _has_verb(self, limit: int, word: int) -> bool:
        """Say whether words hold a verb that only a subject's can be: one of being or saying."""
        known = self.words
        while known[word][2] <= limit:
            key, first, last = known[word]
            if BITS[key] & _SAY or self.text[first:last] in _BEING:
                return True
            word += 1
        return False

    def causes(self, begin: int, limit: int, word: int) -> bool:
        """Say whether the word at ``begin`` is 让 or its like."""
        key, first, last = self.words[word]
        return first == begin and last <= limit and BITS[key] & _CAUSE != 0

    def acts(self, start: int, end: int, word: int) -> bool:
        """Say whether a verb stands between two offsets."""
        known = self.words
        while known[word][2] <= end:
            key, first, _ = known[word]
            if first >= start and BITS[key] & _VERB:
                return True
            word += 1
        return False

    def ends_word(self, end: int, word: int) -> bool:
        """Say whether a known word of two letters or more ends there."""
        known = self.words
        while known[word][2] < end:
            word += 1
        _, first, last = known[word]
        return last == end and last - first > 1
