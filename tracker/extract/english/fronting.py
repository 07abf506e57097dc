"""Fronting: what a clause puts before its subject: In Port Carrow the increase was …; Of the 12 divisions, seven …"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import COMMA, COUNTING, DET, NUMERIC, OWN, PREP, STOP
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import is_time

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_PLACING: Final = frozenset(words_of("in at among across of for within"))
_JOINING: Final = frozenset(words_of("and but while whereas"))
_LONGEST: Final = 12
_DET_OWN: Final = DET | OWN
_COUNTED: Final = DET | OWN | NUMERIC | COUNTING
_COMMA_STOP: Final = COMMA | STOP


def fronted(s: Sentence, before: int, *, of: bool = False) -> tuple[int, int] | None:
    """Return the noun phrase behind the preposition that begins the clause of word ``before``; None for times.

    ``of`` asks for the whole that a part is taken from, and for nothing else.
    """
    tags, words = s.tags, s.words
    start = before
    while start > 0 and not tags[start - 1] & STOP:
        start -= 1
    if words[start].bare in _JOINING or words[start].bare == "":
        start += 1
    if start >= before or words[start].bare not in _PLACING or (of and words[start].bare not in ("of", "among")):
        return None
    first = start + 1
    for end in range(first + 1, min(before + 1, first + _LONGEST)):
        if tags[end - 1] & _COMMA_STOP or (end < before and tags[end] & _DET_OWN and not tags[end - 1] & PREP):
            if any(not tag & _DET_OWN for tag in tags[end:before]):
                # Something else stands between: the clause is not about it.
                return None
            while first < end - 1 and tags[first] & _COUNTED:
                first += 1
            return None if is_time(s, (first, end)) else (first, end)
    return None
