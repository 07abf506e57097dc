"""Quotations: which words of a text stand between quotation marks, over the ends of sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CLOSE, OPEN

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_REACH: Final = 12
"""A quotation is looked for in so many sentences before."""
_OPEN_CLOSE: Final = OPEN | CLOSE


class Quotations:
    """The quotations of a text."""

    def __init__(self, parts: list[Sentence]) -> None:
        """Be ready to read ``parts``."""
        self._parts = parts

    def open_before(self, number: int) -> bool:
        """Say whether a quotation that began earlier in the paragraph is still open where the sentence begins."""
        parts = self._parts
        paragraph = parts[number].paragraph
        for at in range(number - 1, max(-1, number - _REACH), -1):
            s = parts[at]
            if s.paragraph != paragraph:
                return False
            if s.union & _OPEN_CLOSE:
                for tag in reversed(s.tags):
                    if tag & CLOSE:
                        return False
                    if tag & OPEN:
                        return True
        return False

    def within(self, number: int, word: int) -> bool:
        """Say whether a word stands inside a quotation."""
        tags = self._parts[number].tags
        for k in range(word, -1, -1):
            if tags[k] & OPEN:
                return True
            if tags[k] & CLOSE and k < word:
                return False
        return self.open_before(number)
