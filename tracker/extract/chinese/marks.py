"""Marks: where in a text a number may begin, and where a word may say per how long it is counted, in one pass."""

from __future__ import annotations

import sys
from functools import cache
from typing import Final, cast

from ahocorasick_rs import AhoCorasick, Implementation

from tracker.extract.chinese.contexts import RATE_MARKS

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
_WORDS: Final = frozenset("直般些样定致体起切旦边")
"""Behind 一 these make a word."""


class Marks:
    """Where numbers may begin, and where rates may, each in order."""

    __slots__ = ("numbers", "rates")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.rates: list[int] = []


def _marks() -> list[tuple[str, ...]]:
    digits = tuple(letter for letter in map(chr, range(sys.maxunicode)) if letter.isdecimal())
    return [(*digits, *_NUMERALS, *_PHRASES), _HALVES, RATE_MARKS]


@cache
def _automaton() -> tuple[AhoCorasick, int, int]:
    """Return what finds the marks, and before which of its keys those of numbers and of halves end."""
    numbers, halves, rates = _marks()
    found = AhoCorasick([*numbers, *halves, *rates], implementation=Implementation.DFA)
    return found, len(numbers), len(numbers) + len(halves)


def marks(text: str) -> Marks:
    """Find the marks of a folded text; there may be more than there are numbers and rates, but never less.

    >>> found = marks("每日一直卖数十件"); (found.numbers, found.rates)
    ([5, 6], [0])
    """
    automaton, numbered, halved = _automaton()
    found = Marks()
    numbers, rates = found.numbers, found.rates
    last = -1
    sort = False
    for key, start, _ in cast("list[tuple[int, int, int]]", automaton.find_matches_as_indexes(text, overlapping=True)):
        if key < halved:
            at = start if key < numbered else start + 1
            sort = sort or at < last
            last = at
            numbers.append(at)
        else:
            rates.append(start)
    if sort:
        numbers.sort()
    return found


def counted(text: str, start: int) -> bool:
    """Whether the 一 at ``start`` may be a number, rather than begin a word (一直)."""
    return text[start + 1 : start + 2] not in _WORDS
