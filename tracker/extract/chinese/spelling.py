"""Spelling: what was read in the folded text, given back in the words of the text itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_BEFORE: Final = 200
_BEHIND: Final = 80
"""A figure's phrase stands no further before or behind it."""
_SOMETIMES: Final = frozenset('，,著着“”"')
"""What is folded in some places only."""


class Spelling:
    """A text beside its folded form."""

    def __init__(self, text: str, folded: str, foreign: Iterable[str]) -> None:
        """Take both, which are of one length, and the folded letters that stand for others somewhere in the text."""
        self._text = text
        self._folded = folded
        # Only letters count: a phrase that holds anything else is looked for in any case.
        self._foreign = frozenset(filter(str.isalnum, _SOMETIMES.union(foreign)))
        self._names: dict[str, str] = {}

    def name(self, name: str) -> str:
        """Give a folded name as the text first spells it."""
        spelled = self._names.get(name)
        if spelled is None:
            at = self._folded.find(name)
            spelled = self._names[name] = self._text[at : at + len(name)] if at >= 0 else name
        return spelled

    def phrase(self, phrase: str, start: int, end: int) -> str:
        """Give a folded phrase as it is spelled near the figure between two offsets, letter by letter if need be."""
        if phrase.isalnum() and self._agrees(phrase):
            return phrase
        floor, ceiling = max(0, start - _BEFORE), end + _BEHIND
        at = self._folded.find(phrase, floor, ceiling)
        if at >= 0:
            return " ".join(self._text[at : at + len(phrase)].split())
        places = (self._folded.find(letter, floor, ceiling) for letter in phrase)
        return "".join(self._text[at] if at >= 0 else letter for at, letter in zip(places, phrase, strict=True))

    def _agrees(self, phrase: str) -> bool:
        """Say whether no letter of a phrase stands for another."""
        if len(self._foreign) > len(phrase):
            return self._foreign.isdisjoint(phrase)
        for letter in self._foreign:  # noqa: SIM110
            if letter in phrase:
                return False
        return True
