"""Where an article's sections, paragraphs, sentences and clauses begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from tracker.extract.chinese.marks import BULLET, COLON, COMMA, DASH, HYPHEN, POINT, STOP, Marks
from tracker.extract.chinese.sights import Sights
from tracker.extract.lazy import pattern

LONGEST: Final = 1000
"""No sentence is longer than this many characters."""
HEADING_LENGTH: Final = 32
"""A line longer than this is no heading, even without a full stop."""

_LIST: Final = pattern(r"[-*•·●▪■◆—+>|]|\(?[0-9一二三四五六七八九十]{1,3}[.、)]")
_FINAL: Final = pattern(r"[。!?.,;:…、](?:[”)\]》】]*)$")
_STOPS: Final = frozenset("。!?…")
_CLOSERS: Final = frozenset("”)]》】")
_LAST_BLANK: Final = 0x3000
_FIRST_HAN: Final = 0x4E00
_LAST_HAN: Final = 0x9FFF


class Clause:
    """A stretch between two pauses. A parenthesised note is a clause of its own, inside its ``host``.

    Its ``number`` is that among the clauses whose subjects are read; -1 where its own is not.
    """

    __slots__ = ("end", "host", "number", "start")

    def __init__(self, start: int, end: int, host: Clause | None = None) -> None:
        """Take the span, and the clause around a note."""
        self.start: int = start
        self.end: int = end
        self.host: Clause | None = host
        self.number: int = -1


class Sentence:
    """A sentence of a folded text, its closing quotes included. Its clauses are read when asked for."""

    __slots__ = ("_clauses", "_first", "_marks", "_text", "end", "start")

    def __init__(
        self, text: str, marks: Marks, start: int, end: int, first: int = 0, clauses: list[Clause] | None = None
    ) -> None:
        """Take the text, its marks, the sentence's span and the number of the first mark that may stand in it.

        ``clauses`` are given where they are not those of its pauses.
        """
        self.start: int = start
        self.end: int = end
        self._text: str = text
        self._marks: Marks = marks
        self._first: int = first
        self._clauses: list[Clause] | None = clauses

    @property
    def clauses(self) -> list[Clause]:
        """The clauses in order, each followed by the notes that stand in it."""
        if self._clauses is None:
            self._clauses = _clauses(self._text, self._marks, self._first, self.start, self.end)
        return self._clauses


class Paragraph:
    """A line of a folded text; a ``heading`` opens a new ``section``. Its sentences are read when asked for."""

    __slots__ = ("_first", "_marks", "_sentences", "_text", "end", "heading", "section", "start")

    def __init__(
        self,
        text: str,
        marks: Marks,
        start: int,
        end: int,
        section: int,
        heading: bool,
        sentences: list[Sentence] | None = None,
        first: int = -1,
    ) -> None:
        """Take the text, its marks and the line's span; ``sentences`` where they are not those of its stops.

        ``first`` is the number of the first mark in it, where that is known.
        """
        self.start: int = start
        self.end: int = end
        self.section: int = section
        self.heading: bool = heading
        self._text: str = text
        self._marks: Marks = marks
        self._sentences: list[Sentence] | None = sentences
        self._first: int = first

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences in order."""
        if self._sentences is None:
            self._sentences = sentences(self._text, self._marks, self.start, self.end, self._first)
        return self._sentences

    @property
    def opening(self) -> Sentence:
        """The first sentence: who asks for no other need not have them read."""
        if self._sentences is not None:
            return self._sentences[0]
        end = self._text.find("。", self.start, self.end)
        if end < 0:
            return self.sentences[0]
        while end < self.end and (self._text[end] in "。!?…" or self._text[end] in _CLOSERS):
            end += 1
        return sentences(self._text, self._marks, self.start, end)[0]


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the blanks at its ends."""
    # No blank is above the ideographic one, which most letters are: a number is compared more quickly.
    while start < end and ord(text[start]) <= _LAST_BLANK and text[start].isspace():
        start += 1
    while end > start and ord(text[end - 1]) <= _LAST_BLANK and text[end - 1].isspace():
        end -= 1
    return start, end


def mask(text: str, notes: list[tuple[int, int]]) -> str:
    """Return ``text`` with its parenthesised notes and emphasis marks blanked out, so that the words around meet."""
    text = text.replace("**", "  ").replace("__", "  ")
    if not notes:
        return text
    parts: list[str] = []
    at = 0
    for start, end in notes:
        parts += (text[at:start], " " * (end - start))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def is_heading(line: str) -> bool:
    """Say whether a folded line is a heading: short, no list item, without the stop that ends a sentence.

    >>> is_heading("面向未来"), is_heading("值得吗?"), is_heading("他走了。"), is_heading("- 营收12亿元")
    (True, True, False, False)
    """
    line = line.strip()
    if line.startswith("#"):
        return True
    if not line or len(line) > HEADING_LENGTH or _LIST.match(line):
        return False
    # A question may head a section, but only one that stands alone on its line.
    return not _FINAL.search(line) or (line[-1] in "?!" and not re.search(r"[。,;:“]", line))


def paragraphs(text: str, start: int = 0, marks: Marks | None = None) -> list[Paragraph]:
    """Return the paragraphs of a folded text from ``start`` on, headings among them; ``marks`` are the text's."""
    marks = marks or Sights(text).marks
    found: list[Paragraph] = []
    places = marks.places
    number = section = 0
    after_heading = False
    at = start
    for line in text[start:].splitlines(keepends=True):
        words = line.strip()
        if words:
            begin = at if line.startswith(words) else at + len(line) - len(line.lstrip())
            heading = is_heading(words)
            # Headings on consecutive lines (kicker, headline, deck) open one section together.
            if heading and not after_heading:
                section += 1
            after_heading = heading
            while number < len(places) and places[number] < begin:
                number += 1
            found.append(Paragraph(text, marks, begin, begin + len(words), section, heading, None, number))
        at += len(line)
    return found


def sentences(text: str, marks: Marks, start: int, end: int, number: int = -1) -> list[Sentence]:
    """Return the sentences of one paragraph of a folded text; ``number`` is that of its first mark, where known."""
    places, kinds = marks.places, marks.kinds
    found: list[Sentence] = []
    first = at = number if number >= 0 else bisect_left(places, start)
    begin = start
    full = text.find("。", begin, end)
    while begin < end:
        stop = full if full >= 0 else end
        point = False
        while at < len(places) and places[at] < stop:
            kind = kinds[at]
            if kind in (STOP, POINT):
                stop = places[at]
                point = kind == POINT
            at += 1
        if stop < end:
            stop += 1
            # 吗?!”: all of them end it, and what they close.
            while not point and stop < end and text[stop] in _STOPS:
                stop += 1
            while not point and stop < end and text[stop] in _CLOSERS:
                stop += 1
            while at < len(places) and places[at] < stop:
                at += 1
            if 0 <= full < stop:
                full = text.find("。", stop, end)
        while begin < stop:
            # A line without stops is cut at a pause, so that no sentence costs more than another.
            cut = stop
            if stop - begin > LONGEST:
                pause = text.rfind(",", begin, begin + LONGEST)
                cut = pause + 1 if pause > begin else begin + LONGEST
            inner, last = strip(text, begin, cut)
            begin = cut
            if inner < last:
                found.append(Sentence(text, marks, inner, last, first))
            while first < len(places) and places[first] < cut:
                first += 1
    return found


def _clauses(text: str, marks: Marks, first: int, start: int, end: int) -> list[Clause]:
    notes = marks.notes
    if notes:
        notes = notes[bisect_left(notes, (start, 0)) : bisect_left(notes, (end, 0))]
        notes = [note for note in notes if note[1] <= end]
    pauses = _pauses(text, marks, first, start, end)
    if not notes:
        return _between(start, end, pauses)
    outer: list[tuple[int, int]] = []
    inner: list[list[tuple[int, int]]] = [[] for _ in notes]
    at = 0
    for pause in pauses:
        while at < len(notes) and notes[at][1] <= pause[0]:
            at += 1
        inside = at < len(notes) and notes[at][0] <= pause[0]
        (inner[at] if inside else outer).append(pause)
    found: list[Clause] = []
    at = 0
    for host in _between(start, end, outer):
        found.append(host)
        # Notes come right after the clause that holds them, whose words they continue.
        while at < len(notes) and notes[at][0] < host.end:
            found += _between(notes[at][0] + 1, notes[at][1] - 1, inner[at], host)
            at += 1
    return found


def _pauses(text: str, marks: Marks, first: int, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the pauses between two offsets stand, from the mark of a number on."""
    places, kinds = marks.places, marks.kinds
    found: list[tuple[int, int]] = []
    free = start
    number = first
    comma = text.find(",", start, end)
    full = text.find("。", start, end)
    while True:
        at = places[number] if number < len(places) else end
        if 0 <= comma < at and (full < 0 or comma < full):
            if not _groups(text, comma, end):
                found.append((comma, comma + 1))
            comma = text.find(",", comma + 1, end)
            continue
        if 0 <= full < at:
            found.append((full, full + 1))
            full = text.find("。", full + 1, end)
            continue
        if at >= end:
            return found
        kind = kinds[number]
        number += 1
        if at < free or kind == POINT:
            continue
        if kind == COMMA:
            if _groups(text, at, end):
                continue
        elif kind == COLON:
            if at and at + 1 < end and text[at + 1].isdecimal() and text[at - 1].isdecimal():
                continue
        elif kind in (DASH, HYPHEN):
            if at + 1 < end and text[at + 1] == text[at]:
                found.append((at, at + 2))
                free = at + 2
                continue
            if kind == DASH or not _is_item(text, at, end):
                continue
        elif kind == BULLET and not _is_item(text, at, end):
            continue
        found.append((at, at + 1))


def _groups(text: str, at: int, end: int) -> bool:
    """Say whether a comma stands among the digits of one number: three of them follow, and no more."""
    if at + 3 >= end or _FIRST_HAN <= ord(text[at + 1]) <= _LAST_HAN or not text[at + 1].isdecimal():
        return False
    digits = text[at + 2 : min(at + 5, end)]
    if not digits[:2].isdecimal() or digits[2:].isdecimal():
        return False
    return text[at] == "，" or (at > 0 and text[at - 1].isdecimal())


def _is_item(text: str, at: int, end: int) -> bool:
    """Say whether a sign begins an item: set apart by white space."""
    return (not at or text[at - 1].isspace()) and at + 1 < end and text[at + 1].isspace()


def _between(start: int, end: int, pauses: list[tuple[int, int]], host: Clause | None = None) -> list[Clause]:
    found: list[Clause] = []
    for left, right in pauses:
        if start < left:
            found.append(Clause(start, left, host))
        start = right
    if start < end:
        found.append(Clause(start, end, host))
    return found
