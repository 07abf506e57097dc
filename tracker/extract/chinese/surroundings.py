"""What stands around a figure: the words before and behind it, its neighbours and what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.extract.chinese import baseline, measure
from tracker.extract.chinese.place import Place
from tracker.extract.chinese.quantities import Figure
from tracker.extract.chinese.sentences import Clause
from tracker.extract.chinese.subject import Subjects
from tracker.extract.chinese.topic import Topic, Topics
from tracker.extract.chinese.words import tag
from tracker.values import UNIT_MULTIPLE, UNIT_PERCENT

_LABELLED: Final = (":", "|", "\t")
"""What stands between a label and its value (售价:1999元, a table's cells)."""
_LONGEST_LIST: Final = 12


class Surroundings:
    """The words around the figures of one folded text."""

    def __init__(self, folded: str, figures: Sequence[Figure], topics: Topics, subjects: Subjects) -> None:
        """Take the text, its figures in order, and what its clauses are about."""
        self._folded = folded
        self._lexicon = topics.lexicon
        self._figures = figures
        self._bounds = [0, *(figure.end for figure in figures)]
        self._next = [*(figure.start for figure in figures[1:]), len(folded)]
        self._topics = topics
        self._subjects = subjects

    def neighbours(self, number: int, clause: Clause) -> tuple[int, int]:
        """Return where the figure before ends and the one after begins, within the clause."""
        start, end = clause.start, clause.end
        before, own, after = self._bounds[number], self._bounds[number + 1], self._next[number]
        return max(before, start), max(own, min(after, end))

    def left(
        self, source: str, start: int, figure: Figure, place: Place, own: Topic | None, held: baseline.Baseline | None
    ) -> measure.Left:
        """Read what stands from ``start`` to a figure; for 售价:1999元 the label.

        Its clause's ``own`` subject, its times and the baseline ``held`` in it are taken out.
        """
        clause = place.clause
        end, begin = figure.start, start
        if own and start <= own.start < end:
            begin = min(own.end, end)
        gaps: list[tuple[int, int]] = []
        for first, last in self._topics.times_in(start, end):
            # A time that touches the figure would leave nothing between them; 上年同期 is one time.
            gaps.append((first, min(last + 2 if source.startswith("同期", last) else last, end)))
        if held and held.start >= start:
            gaps.append((held.start, min(held.end, end)))
        left = self._read(source, start, begin, end, gaps, behind_figure=start > clause.start)
        if own is None and not left.noun and self._folded[clause.start - 1 : clause.start] in _LABELLED:
            earlier = [c for c in place.sentence.clauses if c.end < clause.start and not c.host]
            if earlier:
                first, last = earlier[-1].start, earlier[-1].end
                name = self._read(source, first, first, last, [], behind_figure=False)
                left = left._replace(noun=name.noun, measured=name.measured)
        return left

    def _read(
        self, source: str, start: int, begin: int, end: int, gaps: list[tuple[int, int]], *, behind_figure: bool
    ) -> measure.Left:
        """Read the words up to a figure at ``end``, those before ``begin`` and in the ``gaps`` taken out."""
        words = source[start:end]
        shared = source is self._lexicon.text or words == self._lexicon.text[start:end]
        if begin > start:
            words = "\x00" * (begin - start) + words[begin - start :]
        for first, last in gaps:
            words = words[: first - start] + "\x00" * (last - first) + words[last - start :]
        known = self._lexicon.apart(words, start, begin, gaps) if shared else tag(words, 0, len(words))
        return measure.left(words, known, behind_figure=behind_figure)

    def held(self, figure: Figure, clause: Clause) -> baseline.Baseline | None:
        """Return the baseline in the figure's own clause."""
        start = clause.host.start if clause.host else clause.start
        own = baseline.stated(self._folded, start, figure.start)
        part = figure.unit == UNIT_PERCENT and self._folded[figure.start - 1 : figure.start] == "的"
        if own is None and (part or figure.unit == UNIT_MULTIPLE):
            own = baseline.whole(self._folded, clause.start, figure.start)
        return own

    def right(self, source: str, number: int, clause: Clause) -> measure.Right:
        """Read what follows a figure; in a list (6折与6.5折两档优惠) what follows the last of it."""
        ends, starts, end = self._bounds, self._next, clause.end
        last = min(len(starts) - 1, number + _LONGEST_LIST - 1)
        while (
            number < last and starts[number] < end and measure.is_connector(source[ends[number + 1] : starts[number]])
        ):
            number += 1
        own, after = ends[number + 1], starts[number]
        return measure.right(self._lexicon, source, own, max(own, min(after, end)))
