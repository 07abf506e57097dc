"""When a claim is about: the time that its words name, or that the scene around it sets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.extract.chinese.periods import Period
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence
from tracker.values import UNIT_DATE

_HELD: Final = ("比", "较", "与", "和", "同")
"""Before a time these make it a baseline (较去年), no time of the claim."""
_BOUND: Final = (*_HELD, "于", "在", "从", "自", "至", "到")
Span = tuple[date | None, date | None]


class Moments:
    """The times of a text, ready to be asked for the one that governs a figure."""

    def __init__(self, text: str, times: Sequence[Period]) -> None:
        """Sort the times; which sentence or paragraph sets a scene is found when asked."""
        self._text = text
        self._times = [time for time in times if time.first or time.last]
        self._starts = [time.start for time in self._times]

    def of(self, figure: Figure, paragraph: Paragraph, sentence: Sentence, clause: Clause) -> Span:
        """Return the first and last day a figure speaks of; None for an open or unknown end.

        The nearest time before the figure in its clause counts, then one behind it, then the scene set earlier in
        its sentence, then in its paragraph.
        """
        if figure.unit == UNIT_DATE:
            low, high = figure.low, figure.high
            return (low if isinstance(low, date) else None), (high if isinstance(high, date) else None)
        host = clause.host or clause
        starts = self._starts
        first = bisect_left(starts, paragraph.start)
        if first == len(starts) or starts[first] >= host.end:
            return None, None
        before = behind = None
        for time in self._between(host.start, host.end):
            if figure.start <= time.start < figure.end or self._text[time.start - 1 : time.start] in _HELD:
                continue
            if time.end <= figure.start:
                before = time
            elif behind is None:
                behind = time
        if chosen := before or behind:
            return chosen.first, chosen.last
        for time in reversed(self._between(paragraph.start, clause.start)):
            if time.start < sentence.start and not self._leads(time, paragraph):
                continue
            if not time.figure and self._sets_scene(time):
                return time.first, time.last
        return None, None

    def _between(self, start: int, end: int) -> list[Period]:
        # A paragraph full of dates need not be searched to its beginning.
        last = bisect_left(self._starts, end)
        return self._times[max(bisect_left(self._starts, start), last - 8) : last]

    def _leads(self, time: Period, paragraph: Paragraph) -> bool:
        """Say whether a time of an earlier sentence stands in that sentence's first clause."""
        i = bisect_left(paragraph.sentences, time.start + 1, key=lambda s: s.start) - 1
        clauses = paragraph.sentences[i].clauses if i >= 0 else []
        return bool(clauses) and time.start < clauses[0].end

    def _sets_scene(self, time: Period) -> bool:
        """Say whether a time stands for all that follows, not for the one verb it is bound to (于9月完成)."""
        before = self._text[time.start - 1 : time.start]
        if before not in _BOUND:
            return True
        # 到2030年,…: at the head of its clause a preposition binds the time to nothing but what follows.
        return before not in _HELD and self._text[time.start - 2 : time.start - 1] in ("", ",", ";", "。", "\n", " ")
