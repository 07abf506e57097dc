"""Layout: white space that says nothing, and the line breaks of hard-wrapped text, taken out before a text is read.

A blank between Chinese and a digit, or beside a stop, is typesetting; a break behind a full line is the paper's edge.
What remains is read, and every stretch of it is found again in the text as it came.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from tracker.extract.lazy import pattern

_BLANK: Final = pattern("[ \u200b\u2060\ufeff][ \u200b\u2060\ufeff]*")
_INVISIBLE: Final = "\u200b\u2060\ufeff"
_LINE: Final = pattern(r"[^\r\n]+")
_OWN_LINE: Final = pattern(r"[\s#>|*•·●▪■◆]|[+-]\s|\(?[0-9一二三四五六七八九十]{1,3}[.、)](?!\d)")
"""How a line begins that continues no other: indented, or a list's item."""
_OWN_FIRST: Final = frozenset("#>|*•·●▪■◆+-(0123456789一二三四五六七八九十")
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


class _Line:
    """A line that the next one may go on with, and where that one begins."""

    __slots__ = ("end", "follower", "inside", "start")

    def __init__(self, start: int, end: int, follower: int) -> None:
        """Take the three of them."""
        self.start: int = start
        self.end: int = end
        self.follower: int = follower
        self.inside: bool = False
        """It breaks off within a sentence."""


def breaks(text: str) -> list[Cut]:
    """Return the line breaks that stand inside paragraphs of a hard-wrapped text; none where it is not wrapped.

    Wrapped is a text whose lines, where another follows at once, are nearly all of one length, and several of which
    break off within a sentence.

    >>> breaks("销量增长。\\n营收12亿元。")
    []
    """
    lines = _going_on(text)
    broken = 0
    for line in lines:
        last = _stripped(text, line) - 1
        line.inside = last < line.start or text[last] not in _FINAL
        broken += line.inside
    if broken < _FEWEST:
        return []
    letters = [line.end - line.start for line in lines]
    # Letters other than ASCII are printed two columns wide.
    columns = [2 * (line.end - line.start) - _narrow(text[line.start : line.end]) for line in lines]
    by_letters, by_columns = _soft(text, lines, letters), _soft(text, lines, columns)
    return by_columns if len(by_columns) > len(by_letters) else by_letters


def _narrow(line: str) -> int:
    """Return how many letters of a line are ASCII."""
    return len(line.encode("ascii", "ignore"))


def _going_on(text: str) -> list[_Line]:
    """Return the lines that the next may go on with; none if one of them is wider than any page."""
    spans = [line.span() for line in _LINE.finditer(text)] if "\r" in text else _spans(text)
    size = len(text)
    celled = "\t" in text or "|" in text
    lines: list[_Line] = []
    for start, end in spans:
        follower = end + 1
        if text.startswith("\r\n", end):
            follower += 1
        if follower >= size:
            continue
        letter = text[follower]
        if letter in "\r\n" or letter.isspace() or (letter in _OWN_FIRST and _OWN_LINE.match(text, follower)):
            continue
        if celled and (text.find("\t", start, end) >= 0 or text.find("|", start, end) >= 0):
            continue
        if end - start > _WIDEST:
            return []
        lines.append(_Line(start, end, follower))
    return lines


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where the lines stand that are not empty, in a text that ends them all alike."""
    spans: list[tuple[int, int]] = []
    start = 0
    end = text.find("\n")
    while end >= 0:
        if end > start:
            spans.append((start, end))
        start = end + 1
        end = text.find("\n", start)
    return spans


def _stripped(text: str, line: _Line) -> int:
    """Return where a line ends, blanks behind it left out."""
    end = line.end
    while end > line.start and text[end - 1].isspace():
        end -= 1
    return end


def _soft(text: str, lines: list[_Line], widths: list[int]) -> list[Cut]:
    """Return the breaks behind full lines, and behind shorter ones that end no sentence; none if most are shorter."""
    width = sorted(widths)[len(widths) // 2]
    full = 0
    for wide in widths:
        full += abs(wide - width) <= _RAGGED
    if width < _NARROWEST or full < len(lines) * _MOST:
        return []
    soft: list[Cut] = []
    for number, line in enumerate(lines):
        wide = widths[number]
        if wide >= width - _RAGGED or (line.inside and wide >= width * _SHORTEST):
            soft.append(_joint(text, _stripped(text, line), line.follower))
    return soft


def _joint(text: str, start: int, end: int) -> Cut:
    """Cut a break, with a blank between Latin words in its place."""
    before, after = text[start - 1], text[end]
    words = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return Cut(start, end, " " if words and not (before.isdigit() and after.isdigit()) else "")
