"""When a claim is about: the time that its words name, or that the scene around it sets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Final

from tracker.extract.chinese.periods import Period
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence
from tracker.values import UNIT_DATE

_HELD: Final = ("比", "较", "与", "和", "同")
"""Before a time these make it a baseline (较去年), no time of the claim."""
_BOUND: Final = (*_HELD, "于", "在", "从", "自", "至", "到")
_START: Final = attrgetter("start")
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
            self._first = bisect_left(self._starts, paragraph.start)
        first = self._first
        if first == len(self._starts) or self._starts[first] >= host.end:
            return None, None
        times = self._times
        before = behind = None
        last = self._number(host.end)
        for number in range(max(self._number(host.start), last - _FEW), last):
            time = times[number]
            if figure.start <= time.start < figure.end or self._text[time.start - 1 : time.start] in _HELD:
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
        i = bisect_left(paragraph.sentences, time.start + 1, key=_START) - 1
        clauses = paragraph.sentences[i].clauses if i >= 0 else []
        return bool(clauses) and time.start < clauses[0].end

    def _sets_scene(self, time: Period) -> bool:
        """Say whether a time stands for all that follows, not for the one verb it is bound to (于9月完成)."""
        before = self._text[time.start - 1 : time.start]
        if before not in _BOUND:
            return True
        # 到2030年,…: at the head of its clause a preposition binds the time to nothing but what follows.
        return before not in _HELD and self._text[time.start - 2 : time.start - 1] in ("", ",", ";", "。", "\n", " ")
