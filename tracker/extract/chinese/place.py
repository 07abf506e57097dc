"""Where a figure stands: its paragraph, its sentence and its clause."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.marks import Marks
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence, sentences
from tracker.extract.lazy import pattern

_PART: Final = pattern(r"[^\s](?:(?![一-鿿”]\s+[一-鿿“]).)*(?:[一-鿿”](?=\s)|.)")


class Place:
    """Where a figure stands."""

    __slots__ = ("clause", "paragraph", "sentence")

    def __init__(self, paragraph: Paragraph, sentence: Sentence, clause: Clause) -> None:
        """Take the three of them."""
        self.paragraph: Paragraph = paragraph
        self.sentence: Sentence = sentence
        self.clause: Clause = clause


def titled(folded: str, marks: Marks, start: int, end: int) -> list[Paragraph]:
    """Return the title as a paragraph; nothing where there is none."""
    if start >= end:
        return []
    # The title is one sentence, whatever stops it holds; a blank between its parts is a pause.
    clauses = [
        Clause(*part.span())
        for sentence in sentences(folded, marks, start, end)
        for clause in sentence.clauses
        for part in _PART.finditer(folded, clause.start, clause.end)
    ]
    sentence = Sentence(folded, marks, start, end, clauses=clauses)
    return [Paragraph(folded, marks, start, end, 0, True, [sentence])]


def places(article: list[Paragraph], found: list[Figure]) -> list[Place | None]:
    """Return the place of each figure, in step with them; None for one that stands outside."""
    held: list[Place | None] = []
    number = -1
    holder: Paragraph | None = None
    nth = 0
    for figure in found:
        at = figure.start
        # The figures come in the order of the text.
        while number + 1 < len(article) and article[number + 1].start <= at:
            number += 1
        while number >= 0 and article[number].start > at:
            number -= 1
        if number < 0:
            held.append(None)
            continue
        paragraph = article[number]
        if paragraph is not holder:
            holder, nth = paragraph, 0
        within = paragraph.sentences
        while nth + 1 < len(within) and within[nth + 1].start <= at:
            nth += 1
        while nth and within[nth].start > at:
            nth -= 1
        sentence = within[nth]
        inside = sentence.start <= at < sentence.end
        held.append(Place(paragraph, sentence, _clause(sentence, at)) if inside else None)
    return held


def _clause(sentence: Sentence, at: int) -> Clause:
    """Return the clause that holds an offset: of a note and the clause around it the note, which comes after."""
    held: Clause | None = None
    for clause in sentence.clauses:
        if clause.start > at:
            break
        if at < clause.end:
            held = clause
    return held or Clause(sentence.start, sentence.end)
