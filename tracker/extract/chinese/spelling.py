"""Spelling: what was read in the folded text, given back in the words of the text itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_BEFORE: Final = 200
_BEHIND: Final = 80
"""A figure's phrase stands no further before or behind it."""
_SOMETIMES: Final = "著着"
"""Letters that are folded in some places only."""
_FEW: Final = 6
"""In a text with more foreign letters a phrase is looked for at once."""


class Spelling:
    """A text beside its folded form."""

    def __init__(self, text: str, folded: str, foreign: Collection[str]) -> None:
        """Take both, which are of one length, and the folded letters that stand for others somewhere in the text.

        Of many letters a dozen are enough: it is then known that phrases have to be looked for.
        """
        self._text = text
        self._folded = folded
        self._names: dict[str, str] = {}
        # Only letters count: a phrase that holds anything else is looked for in any case.
        letters = [letter for letter in foreign if letter.isalnum()]
        self._plain = len(letters) <= _FEW
        """Most phrases are spelled as they are read."""
        self._foreign: list[str] = [*_SOMETIMES, *letters] if self._plain else []

    def name(self, name: str) -> str:
        """Give a folded name as the text first spells it."""
        spelled = self._names.get(name)
        if spelled is None:
            at = self._folded.find(name)
            spelled = self._names[name] = self._text[at : at + len(name)] if at >= 0 else name
        return spelled

    def phrase(self, phrase: str, start: int, end: int) -> str:
        """Give a folded phrase as it is spelled near the figure between two offsets, letter by letter if need be."""
        whole = phrase.isalnum()
        if whole and self._plain and self._agrees(phrase):
            return phrase
        floor, ceiling = start - _BEFORE if start > _BEFORE else 0, end + _BEHIND
        at = self._folded.find(phrase, floor, ceiling)
        if at >= 0:
            spelled = self._text[at : at + len(phrase)]
            return spelled if whole else " ".join(spelled.split())
        letters: list[str] = []
        for letter in phrase:
            at = self._folded.find(letter, floor, ceiling)
            letters.append(self._text[at] if at >= 0 else letter)
        return "".join(letters)

    def _agrees(self, phrase: str) -> bool:
        """Say whether no letter of a phrase stands for another."""
        for letter in self._foreign:  # noqa: SIM110
            if letter in phrase:
                return False
        return True
