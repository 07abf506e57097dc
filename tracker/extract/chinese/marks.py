"""Marks: where a folded text pauses and stops, and where a time may begin."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.beginnings import DIGITS

STOP: Final = 0
"""Ends a sentence: !?… (a 。 is found more quickly where it is asked for)."""
POINT: Final = 1
"""A full stop that white space follows."""
PAUSE: Final = 2
"""A semicolon, or what parts columns."""
COMMA: Final = 3
"""A full-width one, which stands between digits; the others are found more quickly where they are asked for."""
COLON: Final = 4
DASH: Final = 5
HYPHEN: Final = 6
BULLET: Final = 7
_OPENING: Final = 8
_CLOSING: Final = 9
_TIME: Final = 10
_WINDOW: Final = 11
"""Opens a time if so many of a unit follow (近三个月)."""
_NUMBER: Final = 12
_NUMERAL: Final = 13
_ODD: Final = 14

LONGEST_NOTE: Final = 80
_LONGEST_NUMBER: Final = 4
"""No year has more digits, nor is there a longer time in Chinese ones."""

_WHITE: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_HAN: Final = "一二三四五六七八九十两"
_DIGITS: Final = "0123456789"
_FEASTS: Final = ("双", "61", "6.", "6·", "11", "12", "黑", "五", "国", "元", "春")
_BEHIND: Final = "-年 月日天周个余多~–—至到"
"""What stands behind the digits of a number that may tell a time."""
_UNITS: Final = "年天周个余多"
_CENTURIES: Final = ("19", "20")
_COUNTING: Final = "几数半百" + _HAN


def _each(firsts: str, seconds: str, third: str = "") -> list[str]:
    return [first + second + third for first in firsts for second in seconds]


# What is looked for: its sort, for a time how many characters its first sign takes, and the words.
_SORTS: Final[list[tuple[int, int, list[str]]]] = [
    (STOP, 0, list("!?…")),
    (POINT, 0, _each(".", _WHITE)),
    (PAUSE, 0, list(";|\t")),
    (COMMA, 0, ["，"]),
    (COLON, 0, [":"]),
    (DASH, 0, ["—"]),
    (HYPHEN, 0, ["-"]),
    (BULLET, 0, list("*•·●")),
    (_OPENING, 0, list("([【")),
    (_CLOSING, 0, list(")]】")),
    (_TIME, 1, [*_each("双", " 1十98九八"), *_each("几数", "年天周日个"), *_each("一二", "〇零九")]),
    (_TIME, 1, [mark + feast for mark in '“"「『‘《' for feast in _FEASTS]),
    (_WINDOW, 1, ["近"]),
    (_WINDOW, 2, ["最近", "过去", "此前", "以往", "未来", "今后", *_each("前", "几数" + _DIGITS + _HAN)]),
    (_TIME, 2, [*_each("今去明前本上下次翌", "年"), *_each("今明昨", "日天"), *_each("前后", "天")]),
    (_TIME, 2, [*_each("本上下", "月周季"), *_each("首", "季"), "五一"]),
    (_TIME, 2, [*_each("上下", "个半一"), *_each("这", "个周"), *_each("年", "初底末中内"), *_each("Qq", "1234")]),
    (_TIME, 2, ["国庆", "元旦", "春节", "端午", "中秋", "黑五", "黑色"]),
    (_TIME, 3, [*_each("首", "两二三", "季"), *_each("第", "一二三四1234", "季"), "618"]),
    (_NUMBER, 0, _each(_DIGITS, _BEHIND)),
    (_NUMERAL, 0, _each(_HAN, "年月天周个季黄余多日至到~–—-")),
    # Most numbers that a point or a stroke follows are no dates.
    (_TIME, 1, ["6.18", "6·18"]),
    (_TIME, 2, ["11.11", "12.12"]),
    (_TIME, 4, [f"{century}{year:02d}{stroke}" for century in (19, 20) for year in range(100) for stroke in "./"]),
]


_ALL: Final = [*_SORTS, (_ODD, 0, [digit for digit in DIGITS if not digit.isascii()])]
WORDS: Final = tuple(word for _, _, words in _ALL for word in words)
"""What is looked for."""
_KINDS: Final = [kind for kind, _, words in _ALL for _ in words]
_LENGTHS: Final = [length for _, length, words in _ALL for _ in words]


class Marks:
    """The marks of a folded text in order: where each stands and its kind; its notes, and where times may begin."""

    __slots__ = ("_opening", "_signs", "_text", "kinds", "notes", "places", "times")

    def __init__(self, text: str) -> None:
        """Take the text; what is found in it is to be noted."""
        self.places: list[int] = []
        self.kinds: list[int] = []
        self.notes: list[tuple[int, int]] = []
        """Innermost brackets, the brackets included."""
        self.times: list[int] = []
        """Where a time may begin: cheap to find, as every place found costs a full reading."""
        self._text: str = text
        self._opening: int = -1
        self._signs: list[int] = []

    def note(self, key: int, start: int) -> None:
        """Take note of the word of :data:`WORDS` that was found at ``start``; words are noted by where they end."""
        kind = _KINDS[key]
        if kind < _OPENING:
            self.places.append(start)
            self.kinds.append(kind)
        elif kind == _OPENING:
            self._opening = start
        elif kind == _CLOSING:
            opening = self._opening
            if 1 < start - opening <= LONGEST_NOTE + 1 and opening >= 0:
                self.notes.append((opening, start + 1))
            self._opening = -1
        elif kind == _TIME:
            self._signs.append(_sign(start, _LENGTHS[key]))
        elif kind == _WINDOW:
            length = _LENGTHS[key]
            # 前 is followed by its number in any case.
            begin = start + (1 if self._text[start] == "前" else length)
            self._signs.append(_sign(start, length, _tells(self._text, begin)))
        elif kind == _NUMERAL:
            _number(self._signs, self._text, start, decimal=False)
        else:
            text = self._text
            # A digit that is not ASCII has not been looked for with what stands around it.
            if kind == _ODD and text[start - 1 : start] == "前":
                self._signs.append(_sign(start - 1, 2))
            if kind == _NUMBER or (start + 1 < len(text) and text[start + 1] in _BEHIND):
                _number(self._signs, text, start, decimal=True)

    def close(self) -> None:
        """Tell the times, once all is noted."""
        self.times = _apart(self._signs)


def _sign(start: int, length: int, live: bool = True) -> int:
    """Make one number of them, by which an earlier sign comes first, and of two that begin together the longer.

    One that is not ``live`` tells no time, but no other begins within it either.
    """
    return start * 16 + (7 - length) * 2 + live


def _number(signs: list[int], text: str, last: int, *, decimal: bool) -> None:
    """Add the number that ends with the digit at ``last``, where it is short enough to tell a time."""
    start = last
    while start > 0 and (text[start - 1].isdecimal() if decimal else text[start - 1] in _HAN):
        start -= 1
        if last - start == _LONGEST_NUMBER:
            return
    live = _is_dated(text, start, last + 1) if decimal else _is_spoken(text, start, last + 1)
    signs.append(_sign(start, last + 1 - start, live))


def _is_dated(text: str, start: int, end: int) -> bool:
    """Say whether digits, and what stands behind them, may begin a time."""
    digits = text[start:end]
    if not digits.isascii():
        return True
    if start and text[start - 1] in ".-/":
        return False
    behind = text[end]
    if behind in "月日 ":
        return True
    if behind in _UNITS:
        year = behind == "年" and len(digits) == 4 and digits.startswith(_CENTURIES)
        return year or _is_ago(text, end)
    # What is left joins two months, or two years.
    return digits.startswith(_CENTURIES) if len(digits) == 4 else len(digits) <= 2 and 0 < int(digits) <= 12


def _is_spoken(text: str, start: int, end: int) -> bool:
    """Say whether a number in Chinese digits, and what stands behind it, may begin a time."""
    behind = text[end]
    if behind in _UNITS or behind == "日":
        return _is_ago(text, end)
    if behind == "季":
        return text.startswith("度", end + 1)
    return behind in "月黄" or end - start <= 2


def _is_ago(text: str, at: int) -> bool:
    """Say whether a unit of time stands behind a number, and what says that it is ago or to come (三年前)."""
    size = len(text)
    at += text[at] in "多余"
    if at < size and text[at] == "个":
        at += 1
        if at >= size or text[at] not in "月星":
            return False
    at += 2 if text.startswith("星期", at) else 1
    return at < size and text[at] in "之以前后来"


def _tells(text: str, at: int) -> bool:
    """Say whether a number stands at an offset, 的 and a blank before it left out, and what may be a unit of time."""
    size = len(text)
    at += at < size and text[at] == "的"
    at += at < size and text[at] == " "
    start = at
    while at < size and at - start < _LONGEST_NUMBER and (text[at] in _COUNTING or text[at].isdecimal()):
        at += 1
    return start < at < size and text[at] in " 多余个月年季周星天日小"


def _apart(signs: list[int]) -> list[int]:
    """Return where the live signs begin, those left out that begin within another."""
    signs.sort()
    found: list[int] = []
    free = last = 0
    for sign in signs:
        start = sign // 16
        if start >= free:
            last = start
            free = start + 7 - sign % 16 // 2
        elif start != last:
            continue
        if sign % 2 and not (found and found[-1] == start):
            found.append(start)
    return found
