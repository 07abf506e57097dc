"""Sentences: where each begins and ends, and which stand in one paragraph."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lists import words_of
from tracker.extract.english.words import ABBREVIATIONS, cut
from tracker.extract.lazy import pattern

if TYPE_CHECKING:
    from tracker.extract.english.words import Word

LONGEST: Final = 2000
"""A longer sentence is cut: nothing in it is about anything that far off."""
WRAPPED: Final = 60
"""A line at least this long, without an end of its own, goes on in the next."""
_BREAK = pattern(r"[.!?…][”)\]'*]*[ \t]+(?=[^\sa-z,;:)—-])|[ \t]*\n\s*")
_HANGING: Final = words_of(
    "the a an of to in on and or by for with at from that said is was were are its than as nearly about over up"
)
_FINAL: Final = ".!?:”)|"


class Sentence:
    """A sentence: its span, its paragraph's number and, once asked for, its words."""

    __slots__ = ("at", "end", "paragraph", "start", "tags", "union", "words")

    def __init__(self, start: int, end: int, paragraph: int) -> None:
        """Hold the span from ``start`` to ``end``, end exclusive."""
        self.start = start
        self.end = end
        self.paragraph = paragraph
        self.words: list[Word] = []
        self.at: list[int] = []
        self.tags: list[int] = []
        self.union = 0

    def load(self, text: str) -> None:
        """Cut the sentence into words, once."""
        if not self.words:
            self.words, self.at = cut(text, self.start, self.end)
            self.tags = [word.tag for word in self.words]
            self.union = reduce(or_, self.tags, 0)

    def word_span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the letters of the words from ``first`` up to ``last`` begin and end in the text."""
        word = self.words[last - 1]
        return self.at[first] + self.words[first].lead, self.at[last - 1] + word.lead + len(word.body)


def sentences(text: str, start: int, end: int, paragraph: int = 0) -> list[Sentence]:
    """Return the sentences of ``text[start:end]`` in order."""
    found: list[Sentence] = []
    begin = start
    line = start
    for gap in _BREAK.finditer(text, start, end):
        at = gap.start()
        broken = "\n" in gap[0]
        if not broken:
            if text[at] == "." and _abbreviated(text, begin, at, line):
                continue
            stop = len(gap[0].rstrip()) + at
        else:
            if at > begin and _wrapped(text, line, at, gap[0], gap.end(), end):
                line = gap.end()
                continue
            stop = at
        if stop > begin:
            _put(found, begin, stop, paragraph)
        begin = gap.end()
        if broken:
            paragraph += 1
            line = begin
    if begin < end:
        _put(found, begin, end, paragraph)
    return found


def _put(found: list[Sentence], begin: int, stop: int, paragraph: int) -> None:
    while stop - begin > LONGEST:
        found.append(Sentence(begin, begin + LONGEST, paragraph))
        begin += LONGEST
    found.append(Sentence(begin, stop, paragraph))


def _abbreviated(text: str, begin: int, at: int, line: int) -> bool:
    """Say whether the point at ``at`` belongs to an abbreviation, an initial or a list's number."""
    cut_at = text.rfind(" ", max(begin, at - 12), at) + 1 or begin
    word = text[cut_at:at].lstrip("(“*\n")
    if len(word) == 1:
        return word.isupper() or (word.isdigit() and cut_at == line)
    if word.isdigit():
        return cut_at == line and len(word) < 3
    return word.lower() in ABBREVIATIONS


def _wrapped(text: str, line: int, at: int, gap: str, after: int, end: int) -> bool:
    """Say whether a line's end stands within a sentence."""
    if gap.count("\n") > 1 or after >= end:
        return False
    follows = text[after]
    if follows in "*|-•#" or text[at - 1] in _FINAL or "\t" in text[line:at]:
        return False
    if follows.islower() or follows.isdigit() or follows in "$£€¥₹“(" or at - line >= WRAPPED:
        return True
    return text[max(line, at - 12) : at].rpartition(" ")[2] in _HANGING
