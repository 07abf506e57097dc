"""The tagger: finds the words the rules know and says what they do in a sentence."""

from __future__ import annotations

from typing import Final, NamedTuple

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


class Word(NamedTuple):
    """A known word in a text."""

    start: int
    end: int
    tag: int


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


def _pairs(index: dict[str, int]) -> dict[str, tuple[int, ...]]:
    """By the first two characters of a word, the lengths of the words that begin so, longest first."""
    found: dict[str, set[int]] = {}
    for word in index:
        if len(word) > 1:
            found.setdefault(word[:2], set()).add(len(word))
    return {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}


WORDS: Final = _index()
_PAIRS: Final = _pairs(WORDS)
_CLOSE: Final = {"“": "”", "《": "》"}
_FIRSTS: Final = frozenset(word[0] for word in WORDS) | frozenset(_CLOSE)
_PAUSE: Final = pattern(r"[,;。!?…\n]")
QUOTED_TERM: Final = 24
"""A quotation no longer than this, without a pause inside, is a term, not speech."""


# Auxiliaries that also end or begin many nouns (乘联会, 可转债): read as such only before another known word.
_HALF_WORDS: Final = frozenset("会可能应需要正以")


def word_at(text: str, at: int, end: int) -> Word | None:
    """Return the longest known word that begins at ``at`` and ends by ``end``."""
    for length in _PAIRS.get(text[at : at + 2], ()):
        if at + length <= end and (known := WORDS.get(text[at : at + length])):
            return Word(at, at + length, known)
    known = WORDS.get(text[at : at + 1]) if at < end else None
    return Word(at, at + 1, known) if known else None


def tag(text: str, start: int, end: int) -> list[Word]:
    """Find the known words of a folded text between two offsets, longest first, left to right.

    >>> [("效率提升"[w.start : w.end], w.tag == Tag.RISE) for w in tag("效率提升", 0, 4)]
    [('效率', False), ('提升', True)]
    """
    found = []
    at = start
    while at < end:
        first = text[at]
        # The common case, nothing known here, costs one look-up.
        if first not in _FIRSTS:
            at += 1
            continue
        lengths = _PAIRS.get(text[at : at + 2])
        if lengths:
            for length in lengths:
                if at + length <= end and (known := WORDS.get(text[at : at + length])):
                    break
            else:
                known = None
            if known:
                found.append(Word(at, at + length, known))
                at += length
                continue
        known = WORDS.get(first)
        if known:
            half = first in _HALF_WORDS and at > start and text[at - 1].isalnum()
            if not (half and at + 1 < end and word_at(text, at + 1, end) is None):
                found.append(Word(at, at + 1, known))
        elif first in _CLOSE:
            close = text.find(_CLOSE[first], at, min(end, at + QUOTED_TERM))
            if close > 0 and not (first == "“" and _PAUSE.search(text, at, close)):
                found.append(Word(at, close + 1, Tag.NAME))
                at = close
        at += 1
    return found
