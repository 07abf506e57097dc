"""Where a figure stands: its paragraph, its sentence and its clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence, sentences
from tracker.extract.lazy import pattern

_PART: Final = pattern(r"[^\s](?:(?![一-鿿”]\s+[一-鿿“]).)*(?:[一-鿿”](?=\s)|.)")
_new: Final = tuple.__new__


class Place(NamedTuple):
    """Where a figure stands."""

    paragraph: Paragraph
    sentence: Sentence
    clause: Clause


def titled(folded: str, start: int, end: int) -> Iterator[Paragraph]:
    """Yield the title as a paragraph; nothing where there is none."""
    if start < end:
        # The title is one sentence, whatever stops it holds; a blank between its parts is a pause.
        parts = [part for s in sentences(folded, start, end) for part in s.clauses]
        spans = [m.span() for p in parts for m in _PART.finditer(folded, p.start, p.end)]
        clauses = [Clause(*span) for span in spans]
        yield Paragraph(folded, start, end, 0, True, [Sentence(folded, start, end, clauses)])


def places(article: list[Paragraph], found: list[Figure]) -> Iterator[Place | None]:
    """Yield the place of each figure, in step with them; None for one that stands outside."""
    holders = [(p, s) for p in article for s in p.sentences]
    starts = [s.start for _, s in holders]
    for figure in found:
        at = figure.start
        i = bisect_right(starts, at) - 1
        if i < 0 or at >= holders[i][1].end:
            yield None
            continue
        paragraph, sentence = holders[i]
        yield _new(Place, (paragraph, sentence, _clause(sentence, at)))


def _clause(sentence: Sentence, at: int) -> Clause:
    """Return the clause that holds an offset: of a note and the clause around it the note, which comes after."""
    held: Clause | None = None
    for clause in sentence.clauses:
        if clause[0] > at:
            break
        if at < clause[1]:
            held = clause
    return held or Clause(sentence.start, sentence.end)
