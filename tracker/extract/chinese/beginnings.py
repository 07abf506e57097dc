"""Beginnings: where in a text a number, a rate, a place, a baseline or one who speaks may be found."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.baseline import HINTS
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.contexts import HOMES, RATE_MARKS
from tracker.extract.chinese.signs import WORDS as SIGNS
from tracker.extract.chinese.signs import Signs

_ZEROS: Final = (
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50,
    0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950,
    0x1FBF0,
)  # fmt: skip
"""The zero of every script; its other digits follow."""
DIGITS: Final = tuple(chr(zero + digit) for zero in _ZEROS for digit in range(10))
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


_NUMBERS: Final = (*DIGITS, *_NUMERALS, *_PHRASES)
_CODES: Final = list(HOMES.values())
WORDS: Final = (*_NUMBERS, *_HALVES, *RATE_MARKS, *HINTS, *HOMES, *SIGNS)
"""What is looked for."""
_FIRST_HALF: Final = len(_NUMBERS)
_FIRST_RATE: Final = _FIRST_HALF + len(_HALVES)
_FIRST_HINT: Final = _FIRST_RATE + len(RATE_MARKS)
_FIRST_HOME: Final = _FIRST_HINT + len(HINTS)
_FIRST_SIGN: Final = _FIRST_HOME + len(HOMES)
_FIRST_OTHER: Final = len(WORDS)

Match = tuple[int, int, int]
"""A word found in a text: its key, and where it begins and ends."""

Home = tuple[int, int, str]
"""Where a word stands that tells of a place, and the place's currency."""


class Beginnings:
    """Where numbers may begin, where rates may, where places are named, and where somebody may speak.

    There may be more than there are numbers and rates. ``compared`` holds where the words end that may tell of a
    baseline: the places of their last letters.
    """

    __slots__ = ("_text", "compared", "homes", "numbers", "rates", "signs")

    def __init__(self, text: str) -> None:
        """Take the text; what is found in it is to be read."""
        self.numbers: list[int] = []
        self.rates: list[int] = []
        self.compared: list[int] = []
        self.homes: list[Home] = []
        self.signs: Signs = Signs()
        self._text: str = text

    def read(self, found: list[Match]) -> list[Match]:
        """Take note of the :data:`WORDS` among what was found, by where it ends; return the others."""
        text, numbers, rates, signs = self._text, self.numbers, self.rates, self.signs
        others: list[Match] = []
        last = -1
        mixed = False
        for match in found:
            key, start, end = match
            if key < _FIRST_RATE:
                if key >= _FIRST_HALF:
                    start += 1
                if start < last:
                    mixed = True
                last = start
                numbers.append(start)
            elif key >= _FIRST_OTHER:
                others.append(match)
            elif key >= _FIRST_SIGN:
                signs.note(text, key - _FIRST_SIGN, start)
            elif key < _FIRST_HINT:
                rates.append(start)
            elif key < _FIRST_HOME:
                self.compared.append(end - 1)
            else:
                self.homes.append((start, end, _CODES[key - _FIRST_HOME]))
        if mixed:
            numbers.sort()
        signs.sort()
        return others


def counted(text: str, start: int) -> bool:
    """Whether the 一 at ``start`` may be a number, rather than begin a word (一直)."""
    return not classes_at(_WORDY, text, start + 1)
