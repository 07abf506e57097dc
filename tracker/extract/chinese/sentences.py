"""Where an article's sections, paragraphs, sentences and clauses begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.extract.lazy import pattern

LONGEST = 1000
"""No sentence is longer than this many characters."""
HEADING_LENGTH = 32
"""A line longer than this is no heading, even without a full stop."""

_LINE = pattern(r"[^\r\n\u2028\u2029\x0b\x0c\x85\x1c-\x1e]+")
_STOP = pattern(r"[。!?…]+[”)\]》】]*|\.(?=\s+\S|\s*$)")
_BREAK = pattern(r"[;。!?…]|,(?!\d{3}(?!\d))|(?<!\d),|:(?!\d)|(?<!\d):|——|--|(?<!\S)[-*•·●](?=\s)|[|\t]")
_NOTE = pattern(r"[(\[【][^()\[\]【】]{1,80}[)\]】]")
_LIST = pattern(r"[-*•·●▪■◆—+>|]|\(?[0-9一二三四五六七八九十]{1,3}[.、)]")
_FINAL = pattern(r"[。!?.,;:…、](?:[”)\]》】]*)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two pauses. A parenthesised note is a clause of its own, inside its ``host``."""

    start: int
    end: int
    host: Clause | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its closing quotes included."""

    start: int
    end: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text; a ``heading`` opens a new ``section``."""

    start: int
    end: int
    section: int
    heading: bool
    sentences: tuple[Sentence, ...] = field(default=())


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def mask(text: str) -> str:
    """Return ``text`` with its parenthesised notes and emphasis marks blanked out, so that the words around meet."""
    return _NOTE.sub(lambda note: " " * len(note[0]), text.replace("**", "  ").replace("__", "  "))


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
        yield Paragraph(begin, end, section, heading, tuple(sentences(text, begin, end)))


def sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of one paragraph of a folded text."""
    begin = start
    for stop in [*(stop.end() for stop in _STOP.finditer(text, start, end) if stop.end() < end), end]:
        while begin < stop:
            # A line without stops is cut at a pause, so that no sentence costs more than another.
            cut = stop
            if stop - begin > LONGEST:
                pause = text.rfind(",", begin, begin + LONGEST)
                cut = pause + 1 if pause > begin else begin + LONGEST
            first, last = strip(text, begin, cut)
            begin = cut
            if first < last:
                yield Sentence(first, last, tuple(_clauses(text, first, last)))


def _clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    notes = list(_NOTE.finditer(text, start, end))
    pauses = [pause.span() for pause in _BREAK.finditer(text, start, end)]
    if not notes:
        yield from (Clause(*span) for span in _between(start, end, pauses))
        return
    outer: list[tuple[int, int]] = []
    inner: list[list[tuple[int, int]]] = [[] for _ in notes]
    at = 0
    for pause in pauses:
        while at < len(notes) and notes[at].end() <= pause[0]:
            at += 1
        inside = at < len(notes) and notes[at].start() <= pause[0]
        (inner[at] if inside else outer).append(pause)
    at = 0
    for span in _between(start, end, outer):
        host = Clause(*span)
        yield host
        # Notes come right after the clause that holds them, whose words they continue.
        while at < len(notes) and notes[at].start() < host.end:
            for part in _between(notes[at].start() + 1, notes[at].end() - 1, inner[at]):
                yield Clause(*part, host)
            at += 1


def _between(start: int, end: int, pauses: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for left, right in pauses:
        if start < left:
            yield start, left
        start = right
    if start < end:
        yield start, end
