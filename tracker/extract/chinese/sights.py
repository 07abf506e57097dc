"""Sights: all that one look over a folded text finds, before anything of it is read."""

from __future__ import annotations

from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from tracker.extract.chinese import beginnings, marks
from tracker.extract.chinese.beginnings import Beginnings
from tracker.extract.chinese.marks import Marks

_FIRST_MARK: Final = len(beginnings.WORDS)


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([*beginnings.WORDS, *marks.WORDS], implementation=Implementation.DFA)


class Sights:
    """The marks of a folded text, and where its numbers, rates, places and speakers may begin."""

    __slots__ = ("beginnings", "marks")

    def __init__(self, text: str) -> None:
        """Look over ``text``.

        >>> found = Sights("每日一直卖数十件?"); (found.beginnings.numbers, found.beginnings.rates, found.marks.places)
        ([2, 5, 6], [0], [8])
        """
        self.marks: Marks = Marks(text)
        self.beginnings: Beginnings = Beginnings(text)
        for key, start, _ in self.beginnings.read(_automaton().find_matches_as_indexes(text, overlapping=True)):
            self.marks.note(key - _FIRST_MARK, start)
        self.marks.close()
