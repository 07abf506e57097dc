"""Where an article's sections, paragraphs, sentences and clauses begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.extract.lazy import pattern

LONGEST: Final = 1000
"""No sentence is longer than this many characters."""
HEADING_LENGTH: Final = 32
"""A line longer than this is no heading, even without a full stop."""

_LINE: Final = pattern(r"[^\r\n\u2028\u2029\x0b\x0c\x85\x1c-\x1e]+")
# Both begin with a class, by which the matcher passes over all else; what it let through is looked back at.
_STOP: Final = pattern(r"[。!?….](?:(?<!\.)[。!?…]*[”)\]》】]*|(?<=\.)(?=\s+\S|\s*$))")
_BREAK: Final = pattern(
    r"[;。!?…,，:—*•·●|\t-](?:(?<=[;。!?…|\t])|(?<=[,，])(?!\d{3}(?!\d))|(?<=,)(?<!\d,)|(?<=:)(?:(?!\d)|(?<!\d:))"
    r"|—(?<=——)|-(?<=--)|(?<=[-*•·●])(?<!\S.)(?=\s))"
)
_NOTE: Final = pattern(r"[(\[【][^()\[\]【】]{1,80}[)\]】]")
_LIST: Final = pattern(r"[-*•·●▪■◆—+>|]|\(?[0-9一二三四五六七八九十]{1,3}[.、)]")
_FINAL: Final = pattern(r"[。!?.,;:…、](?:[”)\]》】]*)$")
_new: Final = tuple.__new__


class Clause(NamedTuple):
    """A stretch between two pauses. A parenthesised note is a clause of its own, inside its ``host``."""

    start: int
    end: int
    host: Clause | None = None


class Sentence:
    """A sentence of a folded text, its closing quotes included. Its clauses are read when asked for."""

    __slots__ = ("_clauses", "_text", "end", "start")

    def __init__(self, text: str, start: int, end: int, clauses: list[Clause] | None = None) -> None:
        """Take the text and the sentence's span; ``clauses`` where they are not those of its pauses."""
        self.start = start
        self.end = end
        self._text = text
        self._clauses = clauses

    @property
    def clauses(self) -> list[Clause]:
        """The clauses in order, each followed by the notes that stand in it."""
        if self._clauses is None:
            self._clauses = _clauses(self._text, self.start, self.end)
        return self._clauses


class Paragraph:
    """A line of a folded text; a ``heading`` opens a new ``section``. Its sentences are read when asked for."""

    __slots__ = ("_sentences", "_text", "end", "heading", "section", "start")

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        section: int,
        heading: bool,
        sentences: list[Sentence] | None = None,
    ) -> None:
        """Take the text and the line's span; ``sentences`` where they are not those of its stops."""
        self.start = start
        self.end = end
        self.section = section
        self.heading = heading
        self._text = text
        self._sentences = sentences

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences in order."""
        if self._sentences is None:
            self._sentences = sentences(self._text, self.start, self.end)
        return self._sentences


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def mask(text: str) -> str:
    """Return ``text`` with its parenthesised notes and emphasis marks blanked out, so that the words around meet."""
    return _NOTE.sub(_blank, text.replace("**", "  ").replace("__", "  "))


def _blank(note: re.Match[str]) -> str:
    return " " * (note.end() - note.start())


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


def paragraphs(text: str, start: int = 0) -> Iterator[Paragraph]:
    """Yield the paragraphs of a folded text from ``start`` on, headings among them."""
    section = 0
    after_heading = False
    for line in _LINE.finditer(text, start):
        begin, end = strip(text, *line.span())
        if begin == end:
            continue
        heading = is_heading(text[begin:end])
        # Headings on consecutive lines (kicker, headline, deck) open one section together.
        section += heading and not after_heading
        after_heading = heading
        yield Paragraph(text, begin, end, section, heading)


def sentences(text: str, start: int, end: int) -> list[Sentence]:
    """Return the sentences of one paragraph of a folded text."""
    found: list[Sentence] = []
    begin = start
    stops = [stop.end() for stop in _STOP.finditer(text, start, end)]
    if not stops or stops[-1] < end:
        stops.append(end)
    for stop in stops:
        while begin < stop:
            # A line without stops is cut at a pause, so that no sentence costs more than another.
            cut = stop
            if stop - begin > LONGEST:
                pause = text.rfind(",", begin, begin + LONGEST)
                cut = pause + 1 if pause > begin else begin + LONGEST
            first, last = strip(text, begin, cut)
            begin = cut
            if first < last:
                found.append(Sentence(text, first, last))
    return found


def _clauses(text: str, start: int, end: int) -> list[Clause]:
    pauses = [pause.span() for pause in _BREAK.finditer(text, start, end)]
    notes = [note.span() for note in _NOTE.finditer(text, start, end)]
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


def _between(start: int, end: int, pauses: list[tuple[int, int]], host: Clause | None = None) -> list[Clause]:
    found: list[Clause] = []
    for left, right in pauses:
        if start < left:
            found.append(_new(Clause, (start, left, host)))
        start = right
    if start < end:
        found.append(_new(Clause, (start, end, host)))
    return found
