"""The tagger: finds the words the rules know and says what they do in a sentence."""

from __future__ import annotations

from functools import cache
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


class Word:
    """A known word in a text."""

    __slots__ = ("end", "start", "tag")

    def __init__(self, start: int, end: int, tag: int) -> None:
        """Take its span and the bits of ``Tag``."""
        self.start = start
        self.end = end
        self.tag = tag


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
_TAGS: Final = [WORDS.get(key, Tag.NAME) for key in _KEYS]
_FIRST_HALF: Final = len(_OPENING)
_FIRST_WHOLE: Final = len(_OPENING) + len(_HALF_WORDS)
_LENGTHS: Final = _lengths()
_PAUSE: Final = pattern(r"[,;。!?…\n]")
QUOTED_TERM: Final = 24
"""A quotation no longer than this, without a pause inside, is a term, not speech."""


@cache
def _automaton() -> AhoCorasick:
    """All words at once, longest first: built when first asked for."""
    return AhoCorasick(_KEYS, matchkind=MatchKind.LeftmostLongest)


def word_at(text: str, at: int, end: int) -> Word | None:
    """Return the longest known word that begins at ``at`` and ends by ``end``."""
    for length in _LENGTHS.get(text[at : at + 2], ()):
        if at + length <= end and (known := WORDS.get(text[at : at + length])):
            return Word(at, at + length, known)
    known = WORDS.get(text[at : at + 1]) if at < end else None
    return Word(at, at + 1, known) if known else None


def tag(text: str, start: int, end: int) -> list[Word]:
    """Find the known words of a folded text between two offsets, longest first, left to right.

    >>> [("效率提升"[w.start : w.end], w.tag == Tag.RISE) for w in tag("效率提升", 0, 4)]
    [('效率', False), ('提升', True)]
    """
    found: list[Word] = []
    if start >= end:
        return found
    part = text[start:end]
    matches = _automaton().find_matches_as_indexes(part)
    free = 0
    for i, (key, first, last) in enumerate(matches):
        if first < free:
            continue
        if key < _FIRST_WHOLE:
            if key < _FIRST_HALF:
                close = part.find(_CLOSING[key], first, first + QUOTED_TERM)
                if close < 0 or close == first + 1 or (key == 0 and _PAUSE.search(part, first, close)):
                    continue
                last = free = close + 1
            elif first and part[first - 1].isalnum() and last < len(part):
                follower = matches[i + 1] if i + 1 < len(matches) else None
                if follower is None or follower[1] != last or follower[0] < _FIRST_HALF:
                    continue
        found.append(Word(start + first, start + last, _TAGS[key]))
    return found
