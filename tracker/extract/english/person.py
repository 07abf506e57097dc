"""Persons: who is named in a sentence as a person, and by which office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CAP, CLOSE, COMMA, NAME, POSSESSIVE, REL, ROLE, STOP
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_ENDS: Final = COMMA | STOP | CLOSE
_TITLES: Final = frozenset(words_of("mr mrs ms miss dr sir lord professor prof lady"))
_FEMALE: Final = frozenset(words_of("ms mrs miss lady she"))
_MALE: Final = frozenset(words_of("mr sir lord he"))
_TOLD: Final = ROLE | REL
"""Without a title, an office or who nobody is known as a person."""
_OFFICE: Final = 6
"""An office stands so many words behind the name at most."""


class Person:
    """A person named: the words of the name, the title before it and the offices told of him."""

    __slots__ = ("end", "offices", "start", "title")

    def __init__(self, start: int, end: int, title: str, offices: frozenset[str]) -> None:
        """Hold the name from ``start`` up to ``end``."""
        self.start = start
        self.end = end
        self.title = title
        self.offices = offices

    def fits(self, pronoun: str) -> bool:
        """Say whether the title allows ``pronoun``: Ms Drury is no he.

        >>> Person(0, 2, "ms", frozenset()).fits("he")
        False
        """
        return self.title not in (_FEMALE if pronoun in _MALE else _MALE if pronoun in _FEMALE else ())


def persons(s: Sentence, limit: int) -> list[Person]:
    """Return the persons named before word ``limit``, known by title, office or who, in order."""
    words, tags = s.words, s.tags
    found: list[Person] = []
    if not s.union & _TOLD:
        return found
    k = 0
    for start, tag in enumerate(tags[:limit]):
        if not tag & NAME or start < k or not tag & CAP:
            continue
        k = start
        while k < len(tags) and tags[k] & NAME and tags[k] & CAP:
            k += 1
            if tags[k - 1] & (_ENDS | POSSESSIVE):
                break
        end = k
        if not tags[end - 1] & COMMA and not (start and tags[start - 1] & ROLE):
            continue
        offices: set[str] = set()
        title = ""
        j = start - 1
        # The mayor, Piet Roos, said: the office may stand apart.
        while j >= 0 and tags[j] & ROLE and not tags[j] & STOP:
            offices.add(words[j].bare)
            if words[j].bare in _TITLES:
                title = words[j].bare
            j -= 1
        who = False
        if tags[end - 1] & COMMA:
            who = end < len(words) and words[end].bare == "who"
            for m in range(end, min(end + _OFFICE, len(words))):
                if tags[m] & ROLE:
                    offices.add(words[m].bare)
                if tags[m] & _ENDS:
                    break
        if title and end - start == 1 and words[start - 1].bare == title:
            # Ms Drury: a last name alone keeps its title.
            start -= 1
        if title or ((offices or who) and end - start >= 2):
            found.append(Person(start, end, title, frozenset(offices)))
    return found
