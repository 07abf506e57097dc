"""Sentences: where each begins and ends, and which stand in one paragraph."""

from __future__ import annotations

from functools import reduce
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING, Final

from tracker.extract.english.lists import words_of
from tracker.extract.english.words import ABBREVIATIONS, cut
from tracker.extract.lazy import pattern

if TYPE_CHECKING:
    from tracker.extract.english.phrases import Phrase

LONGEST: Final = 2000
"""A longer sentence is cut: nothing in it is about anything that far off."""
WRAPPED: Final = 60
"""A line at least this long, without an end of its own, goes on in the next."""
# Begins with one set of characters, so that the search passes over all others quickly.
_BREAK: Final = pattern(r"[.!?…\n](?:(?<=\n)\s*|(?<!\n)[”)\]'*]*[ \t]+(?=[^\sa-z,;:)—-]))")
_HANGING: Final = words_of(
    "the a an of to in on and or by for with at from that said is was were are its than as nearly about over up"
)
_FINAL: Final = ".!?:”)|"


class Sentence:
    """A sentence: its span, its paragraph's number and, once loaded, its words."""

    __slots__ = ("at", "end", "paragraph", "phrases", "plain", "start", "subjects", "tags", "union", "words")

    def __init__(self, start: int, end: int, paragraph: int) -> None:
        """Hold the span from ``start`` to ``end``, end exclusive."""
        self.start = start
        self.end = end
        self.paragraph = paragraph

    def load(self, text: str) -> None:
        """Cut the sentence into words."""
        self.words, self.at = cut(text[self.start : self.end], self.start)
        self.plain = not self.at
        """Nothing but single blanks stands between the words."""
        self.tags = tags = [word.tag for word in self.words]
        self.union = reduce(or_, tags, 0)
        self.phrases: dict[tuple[int, int], Phrase] = {}
        """The noun phrases taken apart so far."""
        self.subjects: dict[int, tuple[int, int] | None] = {}
        """The subjects found so far, by their verbs."""

    def place(self) -> list[int]:
        """Find where in the text each word begins."""
        self.at = at = list(accumulate([word.size for word in self.words], initial=self.start))
        at.pop()
        return at

    def word_span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the letters of the words from ``first`` up to ``last`` begin and end in the text."""
        at = self.at or self.place()
        words = self.words
        last -= 1
        return at[first] + words[first].lead, at[last] + words[last].reach


def sentences(text: str, start: int, end: int, paragraph: int = 0) -> list[Sentence]:
    """Return the sentences of ``text[start:end]`` in order."""
    found: list[Sentence] = []
    begin = start
    line = start
    for gap in _BREAK.finditer(text, start, end):
        at, after = gap.span()
        if text[at] != "\n":
            if text[at] == "." and _abbreviated(text, begin, at, line):
                continue
            stop = after - 1
            while text[stop] in " \t":
                stop -= 1
            if stop - begin < LONGEST:
                found.append(Sentence(begin, stop + 1, paragraph))
            else:
                _put(found, begin, stop + 1, paragraph)
            begin = after
            continue
        while at > start and text[at - 1] in " \t":
            at -= 1
        if at > begin and _wrapped(text, line, at, text[at:after], after, end):
            line = after
            continue
        if at > begin:
            _put(found, begin, at, paragraph)
        begin = line = after
        paragraph += 1
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
