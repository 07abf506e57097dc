"""When a claim is about: the time that its words name, or that the scene around it sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.periods import Period
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence
from tracker.values import UNIT_DATE

# What the character before a time may make of it.
_BEFORE: Final = table("比较与和同", "于在从自至到", ",;。\n ")
_HELD: Final = 1
"""A baseline (较去年), no time of the claim."""
_BOUND: Final = 2
"""The time of one verb (于9月完成)."""
_PAUSE: Final = 4
_FEW: Final = 8
"""A paragraph full of dates need not be searched to its beginning."""
Span = tuple[date | None, date | None]


class Moments:
    """The times of a text, ready to be asked for the one that governs a figure."""

    def __init__(self, text: str, times: Sequence[Period]) -> None:
        """Sort the times; which sentence or paragraph sets a scene is found when asked."""
        self._text = text
        self._times = [time for time in times if time.first or time.last]
        self._starts = [time.start for time in self._times]
        self._paragraph = -1
        self._first = 0
        self._near = 0

    def of(self, figure: Figure, paragraph: Paragraph, sentence: Sentence, clause: Clause) -> Span:
        """Return the first and last day a figure speaks of; None for an open or unknown end.

        The nearest time before the figure in its clause counts, then one behind it, then the scene set earlier in
        its sentence, then in its paragraph.
        """
        if figure.unit == UNIT_DATE:
            low, high = figure.low, figure.high
            return (low if isinstance(low, date) else None), (high if isinstance(high, date) else None)
        host = clause.host or clause
        if paragraph.start != self._paragraph:
            self._paragraph = paragraph.start
            self._first = self._number(paragraph.start)
        first = self._first
        if first == len(self._starts) or self._starts[first] >= host.end:
            return None, None
        times = self._times
        before = behind = None
        last = self._number(host.end)
        for number in range(max(self._number(host.start), last - _FEW), last):
            time = times[number]
            if figure.start <= time.start < figure.end or classes_at(_BEFORE, self._text, time.start - 1) & _HELD:
                continue
            if time.end <= figure.start:
                before = time
            elif behind is None:
                behind = time
        if chosen := before or behind:
            return chosen.first, chosen.last
        last = self._number(clause.start)
        for number in range(last - 1, max(first, last - _FEW) - 1, -1):
            time = times[number]
            if time.start < sentence.start and not self._leads(time, paragraph):
                continue
            if not time.figure and self._sets_scene(time):
                return time.first, time.last
        return None, None

    def _number(self, start: int) -> int:
        """Return how many times begin before an offset, counted on from the one asked for before, which is near."""
        starts, number = self._starts, self._near
        while number < len(starts) and starts[number] < start:
            number += 1
        while number and starts[number - 1] >= start:
            number -= 1
        self._near = number
        return number

    def _leads(self, time: Period, paragraph: Paragraph) -> bool:
        """Say whether a time of an earlier sentence stands in that sentence's first clause."""
        sentences, start = paragraph.sentences, time.start
        first, last = 0, len(sentences)
        while first < last:
            middle = (first + last) // 2
            if sentences[middle].start <= start:
                first = middle + 1
            else:
                last = middle
        clauses = sentences[first - 1].clauses if first else []
        return bool(clauses) and start < clauses[0].end

    def _sets_scene(self, time: Period) -> bool:
        """Say whether a time stands for all that follows, not for the one verb it is bound to (于9月完成)."""
        start = time.start
        before = classes_at(_BEFORE, self._text, start - 1)
        if before & _HELD:
            return False
        # 到2030年,…: at the head of its clause a preposition binds the time to nothing but what follows.
        return not before & _BOUND or start < 2 or classes_at(_BEFORE, self._text, start - 2) & _PAUSE != 0
