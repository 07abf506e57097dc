"""What a clause begins with: its subject, read from its first words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tracker.extract.chinese.endings import (
    COMPARATIVE,
    COMPARATIVE_END,
    PART_OF,
    PER,
    SAID,
    SCENE,
    SCENE_END,
    SETTING,
    is_afterwards,
    speaks,
)
from tracker.extract.chinese.letters import (
    FIRSTS,
    LASTS,
    LEAD,
    ONES,
    POINTS,
    POSSESSIVE,
    SETS,
    SOURCES,
    STRAY,
    STRAYS,
    TELLS,
    TOOLS,
    TURNS,
)
from tracker.extract.chinese.names import is_place
from tracker.extract.chinese.predicates import SCORE, Predicates
from tracker.extract.chinese.sentences import Clause, strip
from tracker.extract.chinese.words import BITS, Lexicon, Tag, seek
from tracker.extract.lazy import pattern


class Topic:
    """Something spoken of. ``named`` things stay the topic; ``dangling`` ones stand before a pause without a verb.

    A ``speaker`` says something rather than being spoken of. No known word of the text before that of the number
    ``word`` stands in its own.
    """

    __slots__ = ("dangling", "end", "named", "speaker", "start", "word")

    def __init__(
        self, start: int, end: int, word: int, named: bool, dangling: bool = False, speaker: bool = False
    ) -> None:
        """Take the span of its words and what is known of it."""
        self.start = start
        self.end = end
        self.word = word
        self.named = named
        self.dangling = dangling
        self.speaker = speaker


Head = tuple[Topic | None, bool, Topic | None, Topic | None]
"""The beginning of a clause as read: its own subject, whether it tells a result (让…), and two owners without a name.

The first of them is such an owner, or a measure without one, of few letters (faint); the second the unnamed owner of
a measure (居民医保 of 居民医保补助), the subject only where nothing else is known (weak).
"""
_NOTHING: Final[Head] = (None, False, None, None)


_LONGEST_NAME: Final = 12
_LONG_MEASURE: Final = 6
_SHORT_MEASURE: Final = 4
_TOOL: Final = pattern(r"用(?!户)|拿|凭|按(?!揭|键|摩)|扣除|剔除|经(?=初步|审计|调查|测算|核实)")
_SOURCED: Final = pattern(r"(?:另?据|根据|依据)(?![点守])[^,。;:]{2,40}")
_DEMONSTRATIVE: Final = pattern(r"(?:该|其|此|这一?|那一?|上述|前述|本)[项个款种些家次类]?")
_PERSONAL: Final = frozenset("他她")
_SAY: Final = Tag.SAY
_OPENER: Final = Tag.OPENER
_MEASURE: Final = Tag.MEASURE
_PREDICATE: Final = Tag.PREDICATE
_NOUN_OR_WEAK: Final = Tag.NOUN | Tag.WEAK
_ONE: Final = pattern(r"[这那该]?[一两]?[份项家名位款种篇]")


class Topics(Predicates):
    """Reads what the clauses of a folded, masked text begin with."""

    def __init__(self, lexicon: Lexicon, stops: Iterable[int], times: Iterable[tuple[int, int]]) -> None:
        """Take what an index is made of."""
        super().__init__(lexicon, stops, times)
        self._advises = "建议" in self.text
        self._apiece = "每" in self.text
        # The word last read: the next clause is near.
        self._word = 0

    def head(self, clause: Clause) -> Head:
        """Read what a clause begins with, and remember its subject as a name."""
        head = self._read(clause.start, clause.end, seek(self.words, self._word, clause.start))
        own = head[0]
        if own is not None and not own.dangling and own.end - own.start <= _LONGEST_NAME:
            self.names.add(self.text[own.start : own.end])
        return head

    def _read(self, first: int, last: int, word: int) -> Head:
        """Read what the clause between two offsets begins with; ``word`` stands there or before."""
        text, letters, known = self.text, self.letters, self.words
        begin = self.onset(first, last, word)
        limit = self.stops.within(begin, last)
        closed = limit == last
        if begin >= limit:
            return self._relative(begin, last, word), False, None, None
        if FIRSTS[ord(letters[begin])] & POINTS:
            if closed and text[begin] in SOURCES and _SOURCED.fullmatch(text, begin, last):
                # 据统计局数据,…: who says it, not what it is about.
                return _NOTHING
            if text[begin] in TOOLS and _TOOL.match(text, begin, limit):
                return self._described(begin, limit, last, word) or _NOTHING
        while known[word][1] < begin:
            word += 1
        at = self._word = self.cut(begin, limit, word, closed)
        key, cut, speech = known[at]
        doing = BITS[key] if speech <= limit else 0
        if speech > limit:
            cut = limit
        if cut <= begin:
            if self.causes(begin, limit, word):
                return None, True, None, None
            return self._described(begin, limit, last, word) or (self._relative(begin, last, word), False, None, None)
        said = doing & _SAY != 0
        if said and limit - speech > 2:
            # 他建议商家…: without a pause what is said may have a subject of its own.
            inner = self._read(speech, last, at)
            own = inner[0]
            if own is not None and not own.dangling:
                return inner
        start, end = self._trim(begin, cut, at)
        mark = LASTS[ord(letters[end - 1])]
        if (
            mark & TURNS
            and end - start <= 3
            and text[end - 1] in ONES
            and _ONE.fullmatch(text, start, end)
            and (described := self._described(cut, limit, last, at, named=False))
        ):
            return described
        if self._advises:
            advice = text.rfind("建议", start, end - 1)
            if advice > 0 and advice + 2 < end - 1:
                # 他建议商家…: who should do it is the subject.
                start = advice + 2
        if end - start < 2:
            person = text[start:end] in _PERSONAL and not said and not text[start:last].endswith(SAID)
            return (Topic(start, end, word, False) if person else None), self.causes(begin, limit, word), None, None
        if mark & TURNS:
            end = self._turned(start, end, cut, limit)
            if end < 0:
                return _NOTHING
        dangling = cut == last
        if dangling and self._sets(begin, cut):
            return _NOTHING
        if (
            mark & TURNS
            and cut == limit
            and text[end - 1] in COMPARATIVE_END
            and (adjective := COMPARATIVE.search(text, end - 2, end))
            and not self.ends_word(end, word)
        ):
            end = adjective.start()
        if end - start < 2:
            return None, self.causes(begin, limit, word), None, None
        if end - start > 3:
            of = text.rfind("的", start, end - 1)
            if of > start and end - of > 2 and self.acts(start, of, word):
                # 当天发布的眼镜: what is described, not the description.
                start = of + 1
        owner = self.owner(start, end, word, at)
        if owner < end and not self.is_owner(start, owner, word):
            # Where only the last character tells a measure (客运量), nobody knows where its owner ends.
            known_end = owner if owner > start else end
            enough = _LONG_MEASURE if known_end == end and not is_place(letters, start, start + 4) else 3
            least = _SHORT_MEASURE if known_end == end else 2
            loose = None
            if known_end - start >= least and not self.is_plain(start, known_end, word):
                loose = Topic(start, known_end, word, False)
            return None, False, loose, (loose if known_end - start >= enough else None)
        while LASTS[ord(letters[last - 1])] & STRAY and text[last - 1].isspace():
            last -= 1
        named = self.is_name(start, owner, word)
        if not LASTS[ord(letters[last - 1])] & TELLS:
            return Topic(start, owner, word, named, dangling, said), False, None, None
        told = text[first:last]
        if closed and cut < limit and is_afterwards(told):
            return _NOTHING
        return Topic(start, owner, word, named, dangling, said or speaks(told)), False, None, None

    def _turned(self, start: int, end: int, cut: int, limit: int) -> int:
        """Return where a subject ends without a score or a verb of one letter; -1 where it is but a scene."""
        text = self.text
        mark = text[end - 1]
        if mark.isdigit():
            score = SCORE.search(text, start, end)
            if score and ("比" in score[0] or text.startswith("比", cut)):
                end = score.start()
            mark = text[end - 1]
        if mark == "了" and cut == limit and end - start > 3:
            # 鱼塭死了(一半): a verb of one letter.
            end -= 2
            mark = text[end - 1]
        return -1 if mark == "了" or (mark in SCENE_END and text.endswith(SCENE, start, end)) else end

    def _sets(self, begin: int, end: int) -> bool:
        """Say whether words only set the scene."""
        text, letters = self.text, self.letters
        while end > begin and LASTS[ord(letters[end - 1])] & STRAY and text[end - 1].isspace():
            end -= 1
        return end > begin and LASTS[ord(letters[end - 1])] & SETS != 0 and text.endswith(SETTING, begin, end)

    def _described(self, begin: int, limit: int, last: int, word: int, *, named: bool = True) -> Head | None:
        """Read a clause whose subject is described first (位于某地的X完成…): X, if it has a name."""
        of = self.text.find("的", begin + 3, limit)
        if of < 0 or limit - of < 4:
            return None
        inner = self._read(of + 1, last, word)
        own = inner[0]
        return inner if own is not None and own.named >= named and not own.dangling else None

    def _relative(self, begin: int, end: int, word: int) -> Topic | None:
        """Read a clause that is nothing but a described thing (服务…的X): X is the subject."""
        of = self.text.rfind("的", begin + 2, end)
        if of < 0 or end - of < 3:
            return None
        if self.stops.within(of, end) < end:
            return None
        if LASTS[ord(self.letters[of - 1])] & SETS and PART_OF.search(self.text, max(begin, of - 4), of):
            return None
        known = self.words
        i = word = self.reached(of + 1, word)
        while known[i][2] <= end:
            bits = BITS[known[i][0]]
            if bits & _PREDICATE and not bits & _NOUN_OR_WEAK:
                return None
            i += 1
        start, last = strip(self.text, of + 1, end)
        return Topic(start, last, word, True, True) if self.is_name(start, last, word) else None

    def _trim(self, start: int, end: int, behind: int) -> tuple[int, int]:
        """Take particles, times and stray marks off both ends of a subject, which ends before the word ``behind``."""
        text, letters, known = self.text, self.letters, self.words
        if (LASTS[ord(letters[start])] | LASTS[ord(letters[end - 1])]) & STRAY:
            start, end = strip(text, start, end)
            if start >= end:
                return start, end
        mark = FIRSTS[ord(letters[start])]
        if mark & POINTS and text[start] == POSSESSIVE:
            possessive = _DEMONSTRATIVE.match(text, start, end)
            if possessive and possessive.end() < end:
                start = possessive.end()
                mark = FIRSTS[ord(letters[start])]
        if self._apiece and text.find("每", start + 1, end) > 0 and (per := PER.search(text, start + 1, end)):
            end = per.start()
        if mark & LEAD and text[start] == "“" and text.count("“", start, end) > text.count("”", start, end):
            start += 1
        end = self.times.within(start + 1, end)
        changed = True
        while changed and end > start:
            changed = False
            if LASTS[ord(letters[end - 1])] & STRAY and text[end - 1] in STRAYS:
                end -= 1
                changed = True
            while behind and known[behind - 1][2] > end:
                behind -= 1
            if behind and known[behind - 1][2] == end:
                key, first, _ = known[behind - 1]
                bits = BITS[key]
                if first > start and bits & _OPENER and not bits & _MEASURE:
                    end = first
                    changed = True
        return start, end
