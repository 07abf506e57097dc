"""The tagger: finds the words the rules know and says what they do in a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from operator import itemgetter
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from tracker.extract.chinese import vocabulary
from tracker.extract.lazy import pattern


class Tag:
    """What a known word does, as bits: many a word does more than one thing."""

    VERB: Final = 1
    WEAK: Final = 2
    """Verb and noun alike (服务, 生产): a verb only after a particle or before a figure."""
    RISE: Final = 4
    FALL: Final = 8
    COPULA: Final = 16
    SAY: Final = 32
    PARTICLE: Final = 64
    """Adverbs, auxiliaries and prepositions: what follows is no longer the subject."""
    CAUSE: Final = 128
    """让, 令, 使: what follows is the result of what was told before."""
    OPENER: Final = 256
    """Words before the subject: 比如, 目前, 据悉."""
    ANAPHOR: Final = 512
    ROLE: Final = 1024
    """People and things without a name (商家, 用户, 商品)."""
    MEASURE: Final = 2048
    OF: Final = 4096
    AND: Final = 8192
    NOUN: Final = 16384
    """Words that only hide others inside them (可靠 holds no 可); no word of another list is one."""
    NAME: Final = 32768
    """A quoted term or a title in brackets, taken whole."""
    PREDICATE: Final = VERB | RISE | FALL | COPULA | SAY | CAUSE | PARTICLE
    CHANGE: Final = RISE | FALL


Word = tuple[int, int, int]
"""A known word in a text: its key, for which ``BITS`` says what it does, where it begins and where it ends."""


_BEYOND: Final = 1 << 60
END: Final[Word] = (0, _BEYOND, _BEYOND)
"""Stands behind the last word of a text, so that whoever walks them stops."""
_START: Final = itemgetter(1)
_FAR: Final = 100
"""Words so many letters away are not walked to."""
_LISTS: Final = {
    Tag.NOUN: vocabulary.NOUNS,
    Tag.PARTICLE: vocabulary.PARTICLES,
    Tag.CAUSE: vocabulary.CAUSES,
    Tag.COPULA: vocabulary.COPULAS,
    Tag.RISE: vocabulary.RISES,
    Tag.FALL: vocabulary.FALLS,
    Tag.VERB: vocabulary.VERBS,
    Tag.WEAK: vocabulary.WEAKS,
    Tag.SAY: vocabulary.SAYS,
    Tag.OPENER: vocabulary.OPENERS,
    Tag.ANAPHOR: vocabulary.ANAPHORS,
    Tag.ROLE: vocabulary.ROLES,
    Tag.MEASURE: vocabulary.MEASURES,
    Tag.OF: vocabulary.OFS,
    Tag.AND: vocabulary.ANDS,
}


def _index() -> dict[str, int]:
    index: dict[str, int] = {}
    for bit, words in _LISTS.items():
        for word in words.split():
            index[word] = index.get(word, 0) | bit
    # A word that does something is not there to hide others only.
    return {word: bits & ~Tag.NOUN or Tag.NOUN for word, bits in index.items()}


WORDS: Final = _index()


def _lengths() -> dict[str, tuple[int, ...]]:
    """By the first two characters of a word, the lengths of the words that begin so, longest first."""
    found: dict[str, set[int]] = {}
    for word in WORDS:
        if len(word) > 1:
            found.setdefault(word[:2], set()).add(len(word))
    return {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}


_OPENING: Final = "“《"
_CLOSING: Final = "”》"
_HALF_WORDS: Final = "会可能应需要正以"
"""Auxiliaries that also end or begin many nouns (乘联会, 可转债): read as such only before another known word."""
_KEYS: Final = (*_OPENING, *_HALF_WORDS, *(word for word in WORDS if word not in _HALF_WORDS))
BITS: Final = [WORDS.get(key, Tag.NAME) for key in _KEYS]
"""The bits of ``Tag`` of every word, by its key."""
_FIRST_HALF: Final = len(_OPENING)
_FIRST_WHOLE: Final = len(_OPENING) + len(_HALF_WORDS)
_LENGTHS: Final = _lengths()
OPENING: Final = frozenset(word[0] for word, bits in WORDS.items() if bits & Tag.OPENER)
"""What the words before a subject begin with."""
_PAUSE: Final = pattern(r"[,;。!?…\n]")
QUOTED_TERM: Final = 24
"""A quotation no longer than this, without a pause inside, is a term, not speech."""


@cache
def _automaton() -> AhoCorasick:
    """All words at once, longest first: built when first asked for."""
    return AhoCorasick(_KEYS, matchkind=MatchKind.LeftmostLongest)


def word_at(text: str, at: int, end: int) -> tuple[int, int] | None:
    """Return where the longest known word that begins at ``at`` ends, not behind ``end``, and its bits."""
    if (lengths := _LENGTHS.get(text[at : at + 2])) is not None:
        for length in lengths:
            if at + length <= end and (known := WORDS.get(text[at : at + length])):
                return at + length, known
    known = WORDS.get(text[at]) if at < end else None
    return (at + 1, known) if known else None


def tag(text: str, start: int, end: int) -> list[Word]:
    """Find the known words of a folded text between two offsets, longest first, left to right.

    >>> [("效率提升"[start:end], BITS[key] == Tag.RISE) for key, start, end in tag("效率提升", 0, 4)]
    [('效率', False), ('提升', True)]
    """
    if start >= end:
        return []
    found: list[Word] = _automaton().find_matches_as_indexes(text[start:end])
    if start:
        found = [(key, start + first, start + last) for key, first, last in found]
    return _sifted(text, found, 0, len(found), start, end)


def seek(words: list[Word], near: int, at: int) -> int:
    """Return which of the words is the first that begins at an offset or behind; it is looked for from ``near`` on.

    ``END`` stands behind the words.
    """
    ahead = at - words[near][1]
    if ahead > _FAR or ahead < -_FAR:
        return bisect_left(words, at, key=_START)
    if ahead > 0:
        while words[near][1] < at:
            near += 1
    else:
        while near and words[near - 1][1] >= at:
            near -= 1
    return near


def _sifted(text: str, found: list[Word], number: int, last_number: int, start: int, end: int) -> list[Word]:
    """Take quoted terms whole, and an auxiliary within other words only where a known word follows it.

    The words that stand between two offsets are those from one number to before another.
    """
    kept: list[Word] = []
    at = number
    for i in range(number, last_number):
        key, first, last = found[i]
        if key >= _FIRST_WHOLE or i < at:
            continue
        if key < _FIRST_HALF:
            kept += found[at:i]
            at = i + 1
            close = text.find(_CLOSING[key], first, min(first + QUOTED_TERM, end))
            if close >= 0 and close != first + 1 and not (key == 0 and _PAUSE.search(text, first, close)):
                kept.append((key, first, close + 1))
                while at < last_number and found[at][1] <= close:
                    at += 1
        elif first > start and last < end and text[first - 1].isalnum():
            if i + 1 < last_number:
                follower, begin, _ = found[i + 1]
                if begin == last and follower >= _FIRST_HALF:
                    continue
            kept += found[at:i]
            at = i + 1
    if at == number:
        return found[number:last_number]
    kept += found[at:last_number]
    return kept


class Lexicon:
    """The known words of one folded text, found in a single pass; any stretch of it reads as if it stood alone."""

    __slots__ = ("_begins", "_ends", "_firsts", "_found", "_near", "_stretch", "text", "words")

    def __init__(self, text: str, stretches: list[tuple[int, int]] | None = None) -> None:
        """Find the words of ``text``, or only those of some stretches, in order, that are likely to be asked for."""
        self.text: str = text
        if stretches is None:
            stretches = [(0, len(text))]
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._firsts: list[int] = []
        """Of each stretch, the number of its first word."""
        parts: list[str] = []
        at = 0
        for start, end in stretches:
            parts.append("\x00" * (start - at))
            parts.append(text[start:end])
            self._begins.append(start)
            self._ends.append(end)
            at = end
        # What nobody asks for is blank: no word reaches into it.
        self._found: list[Word] = _automaton().find_matches_as_indexes("".join(parts))
        self._found.append(END)
        self.words: list[Word] = []
        """The known words of those stretches, each read by itself, and the end."""
        number = 0
        for start, end in stretches:
            first = number
            self._firsts.append(first)
            while self._found[number][1] < end:
                number += 1
            self.words += _sifted(text, self._found, first, number, start, end)
        self.words.append(END)
        self._begins += (_BEYOND, _BEYOND)
        # Who reads a text mostly asks on where the last question ended.
        self._near: int = 0
        self._stretch: int = 0

    def within(self, start: int, end: int) -> list[Word]:
        """Return what ``tag`` finds between two offsets."""
        if not self._reads(start, end):
            return tag(self.text, start, end)
        first, last = self._span(start, end)
        if first < 0:
            # A word that reaches over either end may hide shorter ones.
            return tag(self.text, start, end)
        return _sifted(self.text, self._found, first, last, start, end)

    def within_copy(self, text: str, start: int, end: int) -> list[Word]:
        """Return what ``tag`` finds between two offsets of a copy of the text that may differ in some places."""
        if text is self.text or text[start:end] == self.text[start:end]:
            return self.within(start, end)
        return tag(text, start, end)

    def apart(self, text: str, start: int, begin: int, gaps: list[tuple[int, int]]) -> list[Word]:
        """Return what ``tag`` finds in ``text``, a copy of what stands from ``start`` on.

        It has NULs in the place of all that stands before ``begin`` and in the ``gaps``.
        """
        end = start + len(text)
        if not gaps:
            words = self.within(begin, end) if begin < end else []
            return [(key, first - start, last - start) for key, first, last in words] if start else words
        if not self._reads(begin, end):
            return tag(text, 0, len(text))
        first, last = self._span(begin, end)
        if first < 0:
            return tag(text, 0, len(text))
        kept: list[Word] = []
        for number in range(first, last):
            key, opening, closing = self._found[number]
            hidden = key < _FIRST_WHOLE
            for left, right in gaps:
                if opening < right and left < closing:
                    # Half in a gap: the rest of it may be another word.
                    hidden = hidden or opening < left or closing > right
                    break
            else:
                kept.append((key, opening - start, closing - start))
            if hidden:
                return tag(text, 0, len(text))
        return kept

    def _reads(self, start: int, end: int) -> bool:
        """Say whether the words between two offsets were looked for."""
        begins, number = self._begins, self._stretch
        if not begins[number] <= start < begins[number + 1]:
            if begins[number + 1] <= start < begins[number + 2]:
                number += 1
            else:
                number = bisect_right(begins, start) - 1
                if number < 0:
                    return False
            self._stretch = number
            self._near = self._firsts[number]
        return end <= self._ends[number]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Return which words stand between two offsets, the first and the one behind; -1 if any reaches over."""
        found = self._found
        first = last = seek(found, self._near, start)
        if end - start > _FAR:
            last = seek(found, first, end)
        else:
            while found[last][1] < end:
                last += 1
        self._near = last
        if (first and found[first - 1][2] > start) or (last > first and found[last - 1][2] > end):
            return -1, -1
        return first, last
