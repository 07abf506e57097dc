"""Beginnings: where in a text a number, a rate, a place, a baseline or one who speaks may be found: all in one pass."""

from __future__ import annotations

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from tracker.extract.chinese.baseline import HINTS
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.contexts import HOMES, RATE_MARKS
from tracker.extract.chinese.signs import WORDS, Signs

_ZEROS: Final = (
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50,
    0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950,
    0x1FBF0,
)  # fmt: skip
"""The zero of every script; its other digits follow."""
_NUMERALS: Final = "一二三四五六七八九十两廿百千万亿"
_POWERS: Final = "十百千万亿"
_MANY: Final = _POWERS + "家个条张份名位款国种次件台辆部套座所项场轮批支户笔例起枚篇棵天年日周小分秒"
"""What is said of 几 and 数."""
_SOME: Final = "家个条张份名位款种次件台辆项"
_PHRASES: Final = (
    *(few + counted for few in "几数" for counted in _MANY),
    *("半" + unit for unit in "年天个小数"),
    *("若干" + counted for counted in _SOME),
    *(f"{which}{day}达" for which in "当次隔" for day in "日天"),
    *("翻" + times for times in "了一两三番倍"),
    *("腰斩", "成千上万", "成百上千"),
)
"""Words that make a figure without a numeral, as far as they tell it."""
_HALVES: Final = ("过半", "超半", "近半")
"""The number begins with their second character."""
_WORDY: Final = table("直般些样定致体起切旦边")
"""Behind 一 these make a word."""


Home = tuple[int, int, str]
"""Where a word stands that tells of a place, and the place's currency."""


class Beginnings:
    """Where numbers may begin, where rates may, where places are named, and where somebody may speak.

    ``compared`` holds where the words end that may tell of a baseline: the places of their last letters.
    """

    __slots__ = ("compared", "homes", "numbers", "rates", "signs")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.rates: list[int] = []
        self.compared: list[int] = []
        self.homes: list[Home] = []
        self.signs = Signs()


class _Finder:
    """What finds them, and which of its keys stand for what."""

    __slots__ = ("automaton", "codes", "compared", "halves", "homes", "rates", "signs")

    def __init__(self) -> None:
        digits = [chr(zero + digit) for zero in _ZEROS for digit in range(10)]
        numbers = [*digits, *_NUMERALS, *_PHRASES]
        self.halves = len(numbers)
        self.rates = self.halves + len(_HALVES)
        self.compared = self.rates + len(RATE_MARKS)
        self.homes = self.compared + len(HINTS)
        self.signs = self.homes + len(HOMES)
        self.codes = list(HOMES.values())
        words = [*numbers, *_HALVES, *RATE_MARKS, *HINTS, *HOMES, *WORDS]
        self.automaton = AhoCorasick(words, implementation=Implementation.DFA)

    def find(self, text: str) -> list[tuple[int, int, int]]:
        try:
            found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            # Half a character is none of them.
            whole = text.encode("utf-8", "replace").decode()
            found = self.automaton.find_matches_as_indexes(whole, overlapping=True)
        return found


@cache
def _finder() -> _Finder:
    return _Finder()


def beginnings(text: str) -> Beginnings:
    """Find where they begin in a folded text, all in one pass; there may be more than there are numbers and rates.

    >>> found = beginnings("每日一直卖数十件"); (found.numbers, found.rates)
    ([2, 5, 6], [0])
    """
    finder = _finder()
    found = Beginnings()
    numbers = found.numbers
    last = -1
    sort = False
    for key, start, end in finder.find(text):
        if key < finder.rates:
            at = start if key < finder.halves else start + 1
            sort = sort or at < last
            last = at
            numbers.append(at)
        elif key < finder.compared:
            found.rates.append(start)
        elif key < finder.homes:
            found.compared.append(end - 1)
        elif key < finder.signs:
            found.homes.append((start, end, finder.codes[key - finder.homes]))
        else:
            found.signs.note(text, key - finder.signs, start)
    if sort:
        numbers.sort()
    found.signs.sort()
    return found


def counted(text: str, start: int) -> bool:
    """Whether the 一 at ``start`` may be a number, rather than begin a word (一直)."""
    return not classes_at(_WORDY, text, start + 1)
