"""Letters: what words may begin or end with, as bits. One look at a letter spares most words the patterns.

A letter without a bit certainly has not what the bit stands for; one that has it may, and wants a closer look.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.chinese.endings import COMPARATIVE_END, MEASURE_END, SCENE_END, SETTING_END, TELLING_END
from tracker.extract.chinese.words import OPENING
from tracker.extract.lazy import pattern

LEAD: Final = 1
"""Stands before a subject: a bullet, an item's number."""
NUMERAL: Final = 2
"""Begins the number of an item, more often a figure."""
NUMBERING: Final = 4
"""Follows the number of an item, or tells the hour."""
OPENS: Final = 8
"""Begins a word that stands before a subject."""
POINTS: Final = 16
"""Begins words that point back (该公司), tell how (凭借…) or by whom (据…), or are but a part (首批)."""
PLACES: Final = 32
"""Begins a place's name."""
SIGN: Final = 64
"""Stands in names, not in common words."""
LINK: Final = 128
"""Stands between the items of a list."""

STRAY: Final = 1
"""Blanks and links at an end of words, that are none of theirs."""
TURNS: Final = 2
"""Ends words that may be no subject: scenes, scores, adjectives, things counted."""
NAMES: Final = 4
"""Ends what names end with."""
MEASURES: Final = 8
"""Ends a measure."""
TELLS: Final = 16
"""Ends a clause that only says who says the next one, or when that was."""
SETS: Final = 32
"""Ends words that tell how much of a thing, or that only set the scene."""
BODIES: Final = 64
"""Ends the name of an organisation."""

SOURCES: Final = frozenset("另据根依")
TOOLS: Final = frozenset("用拿凭按扣剔经")
PARTS: Final = frozenset("单首每部高现全")
POINTERS: Final = frozenset("该此这那上前公本集我董监管股")
POSSESSIVE: Final = "其"
"""What begins words that point back."""
STRAYS: Final = frozenset(" 、的之和与及")
ONES: Final = frozenset("份项家名位款种篇")
LEADS: Final = frozenset(
    "这“”*•·●▪■◆>#|+—-(第①②③④⑤⑥⑦⑧⑨⑩ \t\n\r\x0b\x0c\u2003\u200b\ufeff0123456789一二三四五六七八九十"
)
_NUMERALS: Final = "0123456789一二三四五六七八九十"
_LAST: Final = "\uffff"
"""No text has this letter; all that come behind it share its place."""
_BEYOND: Final = pattern(r"[\U00010000-\U0010ffff]")
_CHINESE: Final = (0x3000, 0xA000)
_MARKS: Final = [*map(chr, range(128)), *LEADS, "…", "\u3000"]
"""What may stand in a text beside the letters of Chinese; of others still it is not worth knowing what they are."""
UNKNOWN: Final = 255
"""All bits: what a letter may be is not told in advance."""


def is_sign(letter: str) -> bool:
    """Say whether a letter stands in names, not in common words: a quote, a digit, a Latin letter."""
    return letter in "“《" or letter.isdecimal() or (letter.isascii() and letter.isalpha())


def tabled(text: str) -> str:
    """Return the text with one and the same letter in the place of each that the tables do not reach."""
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return text
    return _BEYOND.sub(_LAST, text)


def _table(bits: dict[int, Iterable[str]]) -> bytes:
    """Return the bits of every letter, where ``bits`` says which letters have each."""
    table = bytearray([UNKNOWN]) * (ord(_LAST) + 1)
    first, end = _CHINESE
    table[first:end] = bytes(end - first)
    for mark in _MARKS:
        table[ord(mark)] = 0
    for bit, letters in bits.items():
        for letter in letters:
            table[ord(letter)] |= bit
    return bytes(table)


FIRSTS: Final = _table(
    {
        LEAD: LEADS,
        NUMERAL: _NUMERALS,
        NUMBERING: "、.)时点",
        OPENS: OPENING,
        POINTS: {POSSESSIVE} | SOURCES | TOOLS | POINTERS | PARTS,
        PLACES: {place[0] for place in vocabulary.PLACES.split()},
        SIGN: ["《", *filter(is_sign, _MARKS)],
        LINK: "、和与及",
    }
)
"""What words may begin with, by the code of a letter that is ``tabled``; signs and links wherever they stand."""
LASTS: Final = _table(
    {
        STRAY: STRAYS.union(filter(str.isspace, _MARKS)),
        TURNS: (ONES | SCENE_END | COMPARATIVE_END | {"了"}).union(filter(str.isdigit, _MARKS)),
        NAMES: {name[-1] for name in vocabulary.NAMES.split()},
        MEASURES: MEASURE_END,
        TELLS: TELLING_END,
        SETS: SETTING_END.union("%成倍折半数上右一二三四五六七八九十\n"),
        BODIES: {body[-1] for body in vocabulary.BODIES.split()},
    }
)
"""What words may end with, by the code of a letter that is ``tabled``."""
