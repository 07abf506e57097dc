"""What stands around a figure: the words before and behind it, its neighbours and what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.extract.chinese import measure
from tracker.extract.chinese.baseline import Baseline, Baselines
from tracker.extract.chinese.place import Place
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause
from tracker.extract.chinese.sides import Left, Right
from tracker.extract.chinese.topic import Topic
from tracker.extract.chinese.words import Lexicon, tag
from tracker.values import UNIT_MULTIPLE, UNIT_PERCENT

_LABELLED: Final = (":", "|", "\t")
"""What stands between a label and its value (售价:1999元, a table's cells)."""
_LONGEST_LIST: Final = 12


class Surroundings:
    """The words around the figures of one folded text."""

    def __init__(
        self,
        folded: str,
        figures: Sequence[Figure],
        lexicon: Lexicon,
        times: list[tuple[int, int]],
        baselines: Baselines,
    ) -> None:
        """Take the text, its figures, its words, what tells when, all in order, and what figures are held against."""
        self._folded = folded
        self._baselines = baselines
        self._lexicon = lexicon
        self._ends = [figure.end for figure in figures]
        self._next = [figure.start for figure in figures[1:]]
        self._next.append(len(folded))
        self._times = times
        self._timed: list[int] = []
        """How many times begin before each figure."""
        at = 0
        for figure in figures:
            start = figure.start
            while at < len(times) and times[at][0] < start:
                at += 1
            self._timed.append(at)

    def neighbours(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return where the figure before ends and the one after begins, within a clause."""
        if number and (before := self._ends[number - 1]) > start:
            start = before
        own, after = self._ends[number], self._next[number]
        end = min(after, end)
        return start, max(own, end)

    def left(
        self,
        source: str,
        number: int,
        start: int,
        figure: Figure,
        place: Place,
        own: Topic | None,
        held: Baseline | None,
    ) -> Left:
        """Read what stands from ``start`` to a figure; for 售价:1999元 the label.

        Its clause's ``own`` subject, its times and the baseline ``held`` in it are taken out.
        """
        clause = place.clause
        clause_start = clause.start
        end, begin = figure.start, start
        if own is not None and start <= own.start < end:
            begin = min(own.end, end)
        gaps: list[tuple[int, int]] = []
        last = self._timed[number]
        at = last
        while at and self._times[at - 1][0] >= start:
            at -= 1
        while at < last:
            opening, closing = self._times[at]
            # A time that touches the figure would leave nothing between them; 上年同期 is one time.
            if closing < end and source[closing] == "同" and source.startswith("同期", closing):
                closing += 2
            gaps.append((opening, min(closing, end)))
            at += 1
        if held is not None and held.start >= start:
            gaps.append((held.start, min(held.end, end)))
        left = self._read(source, start, begin, end, gaps, start > clause_start)
        if own is None and not left.noun and clause_start and self._folded[clause_start - 1] in _LABELLED:
            earlier = [c for c in place.sentence.clauses if c.end < clause_start and not c.host]
            if earlier:
                first, end = earlier[-1].start, earlier[-1].end
                name = self._read(source, first, first, end, [], False)
                left.noun, left.measured = name.noun, name.measured
        return left

    def _read(
        self, source: str, start: int, begin: int, end: int, gaps: list[tuple[int, int]], behind_figure: bool
    ) -> Left:
        """Read the words up to a figure at ``end``, those before ``begin`` and in the ``gaps`` taken out."""
        lexicon = self._lexicon
        shared = source is lexicon.text or source[begin:end] == lexicon.text[begin:end]
        gone = begin - start
        gaps = [(max(first, begin), last) for first, last in gaps if last > begin] if gaps else gaps
        if not gaps:
            known = lexicon.within(begin, end) if shared else tag(source, begin, end)
            return measure.left(source, known, begin, end, gone=gone, behind_figure=behind_figure)
        words = source[begin:end]
        for first, last in gaps:
            words = words[: first - begin] + "\x00" * (last - first) + words[last - begin :]
        known = lexicon.apart(words, begin, begin, gaps) if shared else tag(words, 0, len(words))
        return measure.left(words, known, 0, len(words), gone=gone, behind_figure=behind_figure)

    def held(self, figure: Figure, clause: Clause) -> Baseline | None:
        """Return the baseline in the figure's own clause."""
        start = clause.host.start if clause.host else clause.start
        at, unit = figure.start, figure.unit
        own = self._baselines.stated(start, at)
        if own is None and (unit == UNIT_MULTIPLE or (unit == UNIT_PERCENT and at and self._folded[at - 1] == "的")):
            own = self._baselines.whole(clause.start, at)
        return own

    def right(self, source: str, number: int, end: int) -> Right:
        """Read what follows a figure, to the ``end`` of its clause; in a list (6折与6.5折两档优惠) what follows it."""
        ends, starts = self._ends, self._next
        own, after = ends[number], starts[number]
        last = min(len(starts) - 1, number + _LONGEST_LIST - 1)
        while number < last and after < end and measure.is_connector(source, own, after):
            number += 1
            own, after = ends[number], starts[number]
        return measure.right(self._lexicon, source, own, max(own, min(after, end)))
