"""Layout: white space that says nothing, and the line breaks of hard-wrapped text, taken out before a text is read.

A blank between Chinese and a digit, or beside a stop, is typesetting; a break behind a full line is the paper's edge.
What remains is read, and every stretch of it is found again in the text as it came.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from tracker.extract.lazy import pattern

_BLANK: Final = pattern("[ \u200b\u2060\ufeff][ \u200b\u2060\ufeff]*")
_INVISIBLE: Final = "\u200b\u2060\ufeff"
_LINE: Final = pattern(r"[^\r\n]+")
_BREAK: Final = pattern(r"[\r\n](?<=[^\r\n][\r\n])(?:(?<=\r)\n)?(?=[^\r\n])")
_OWN_LINE: Final = pattern(r"[\s#>|*•·●▪■◆]|[+-]\s|\(?[0-9一二三四五六七八九十]{1,3}[.、)](?!\d)")
"""How a line begins that continues no other: indented, or a list's item."""
_FINAL: Final = frozenset("。！？!?…；;：:”")
_OPENING: Final = frozenset(",，。!?;:、(“《")
_CLOSING: Final = frozenset(",，。!?;:、)”》")
_SIGNS: Final = frozenset("$¥€£%‰℃")
_NARROWEST: Final = 16
_WIDEST: Final = 120
_RAGGED: Final = 3
"""A full line may be so much longer or shorter than the others: a stop begins no line, a number is not cut."""
_SHORTEST: Final = 0.6
"""A line that breaks off within a sentence is no heading if it is this part of the width."""
_MOST: Final = 0.6
_FEWEST: Final = 2


class Cut:
    """A stretch to be taken out, and the blank, if any, that is put in its place."""

    __slots__ = ("blank", "end", "start")

    def __init__(self, start: int, end: int, blank: str = "") -> None:
        """Take the three of them."""
        self.start: int = start
        self.end: int = end
        self.blank: str = blank


class Flow:
    """A text without some stretches of it, and where each of its letters came from."""

    __slots__ = ("_gone", "_starts", "text")

    def __init__(self, text: str, cuts: Sequence[Cut]) -> None:
        """Take a text and what to take out, in order."""
        self._starts: list[int] = []
        self._gone: list[int] = []
        self.text = text
        if not cuts:
            return
        kept: list[str] = []
        at = gone = 0
        for cut in cuts:
            kept += (text[at : cut.start], cut.blank)
            self._starts.append(cut.start + len(cut.blank) - gone)
            gone += cut.end - cut.start - len(cut.blank)
            self._gone.append(gone)
            at = cut.end
        self.text = "".join([*kept, text[at:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stands in the text as it came."""
        starts, gone = self._starts, self._gone
        if not starts:
            return start, end
        first = last = bisect_right(starts, start)
        if end <= start:
            last = bisect_right(starts, end - 1)
        elif last < len(starts) and starts[last] < end:
            last = bisect_right(starts, end - 1, last)
        return start + (gone[first - 1] if first else 0), end + (gone[last - 1] if last else 0)


def blanks(folded: str, start: int) -> list[Cut]:
    """Return the blanks from ``start`` on that may go without a change of what a folded text says."""
    cuts: list[Cut] = []
    if any(mark in folded for mark in _INVISIBLE):
        spans = [blank.span() for blank in _BLANK.finditer(folded, start)]
        return [Cut(first, last) for first, last in spans if _is_typesetting(folded, first, last)]
    # Nothing but spaces, which are found quicker one by one.
    at = folded.find(" ", start)
    while at >= 0:
        end = at + 1
        while folded.startswith(" ", end):
            end += 1
        if _is_typesetting(folded, at, end):
            cuts.append(Cut(at, end))
        at = folded.find(" ", end)
    return cuts


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _is_latin(letter: str) -> bool:
    """Say whether a letter is of a number or a Latin word."""
    return letter in _SIGNS or (letter.isascii() and letter.isalnum())


def _is_typesetting(text: str, start: int, end: int) -> bool:
    if text.find(" ", start, end) < 0:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    # A stop between Latin words or digits (1, 2) keeps its blank.
    if before in _OPENING and not (_is_latin(after) and _is_latin(text[start - 2 : start - 1])):
        return True
    if after in _CLOSING and not (_is_latin(before) and _is_latin(text[end + 1 : end + 2])):
        return True
    # Two blanks and more set columns apart.
    return end - start == 1 and (
        (_is_han(before) and _is_latin(after))
        or (_is_latin(before) and _is_han(after))
        or (before.isdigit() and after in _SIGNS)
    )


def _columns(line: str) -> int:
    """Return how wide a line is printed: letters other than ASCII take two columns."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))


def breaks(text: str) -> list[Cut]:
    """Return the line breaks that stand inside paragraphs of a hard-wrapped text; none where it is not wrapped.

    Wrapped is a text whose lines, where another follows at once, are nearly all of one length, and several of which
    break off within a sentence.

    >>> breaks("销量增长。\\n营收12亿元。")
    []
    """
    lines: list[re.Match[str]] = []
    if _BREAK.search(text) is not None:
        for line in _LINE.finditer(text):
            if _runs_on(text, line):
                if line.end() - line.start() > _WIDEST:
                    return []
                lines.append(line)
    if len(lines) < _FEWEST:
        return []
    return max((_soft(text, lines, measure) for measure in (len, _columns)), key=len)


def _runs_on(text: str, line: re.Match[str]) -> bool:
    """Say whether the next line may go on with a line's words."""
    end = _next(text, line)
    if end >= len(text) or text[end] in "\r\n" or _OWN_LINE.match(text, end):
        return False
    return "\t" not in line[0] and "|" not in line[0]


def _soft(text: str, lines: list[re.Match[str]], measure: Callable[[str], int]) -> list[Cut]:
    """Return the breaks behind full lines, and behind shorter ones that end no sentence; none if most are shorter."""
    widths = [measure(line[0]) for line in lines]
    width = sorted(widths)[len(widths) // 2]
    soft: list[Cut] = []
    full = broken = 0
    for line, wide in zip(lines, widths, strict=True):
        inside = line[0].rstrip()[-1:] not in _FINAL
        if wide >= width - _RAGGED or (inside and wide >= width * _SHORTEST):
            soft.append(_joint(text, line.start() + len(line[0].rstrip()), _next(text, line)))
        full += abs(wide - width) <= _RAGGED
        broken += inside
    return soft if width >= _NARROWEST and broken >= _FEWEST and full >= len(lines) * _MOST else []


def _next(text: str, line: re.Match[str]) -> int:
    """Return where the line behind a line begins."""
    return line.end() + (2 if text.startswith("\r\n", line.end()) else 1)


def _joint(text: str, start: int, end: int) -> Cut:
    """Cut a break, with a blank between Latin words in its place."""
    before, after = text[start - 1], text[end]
    words = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return Cut(start, end, " " if words and not (before.isdigit() and after.isdigit()) else "")
