"""Moments: whether a day in a sentence is the one its figures speak of, or merely when somebody said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import COMMA, MAYBE, SAY, STOP
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from tracker.extract.english.days import Time
    from tracker.extract.english.figure import Found
    from tracker.extract.english.sentences import Sentence

_AT: Final = frozenset(words_of("on of at by"))
_ISSUED: Final = frozenset(
    words_of(
        """
    published publish released release posted issued filed presented unveiled interview statement briefing report
    filing meeting told dated data figures letter
    """
    )
)
_ENDS: Final = ("ends", "ended", "ending", "closes", "closed")
_COMMA_STOP: Final = COMMA | STOP


def whens(s: Sentence, timed: list[Time], found: list[Found]) -> list[Time]:
    """Return the times that figures of a sentence may speak of: months and longer, and the days on which they held."""
    claimed = {figure.first for figure in found if figure.kind == "date"}
    return [
        time
        for time in timed
        if time.first is not None and (not time.day or (time.first_word not in claimed and _held(s, time)))
    ]


def parted(s: Sentence, figure: Found, time: Time) -> bool:
    """Say whether a mark stands between a figure and a day behind it: …, the most since the flood on 3 May 2020."""
    return any(tag & _COMMA_STOP for tag in s.tags[figure.last - 1 : time.first_word])


def _held(s: Sentence, time: Time) -> bool:
    """Say whether a day is when its figures held (was 2.6% on 14 September 2025), not when they were told of.

    It is bound by a preposition, and nobody says or issues anything in its part of the sentence, nor in the next
    where it stands first.
    """
    words, tags = s.words, s.tags
    k = time.first_word
    if time.ranged or k == 0 or words[k - 1].trail or words[k - 1].bare not in _AT:
        return False
    if k > 1 and words[k - 2].bare in _ENDS:
        return False
    start = k - 1
    while start > 0 and not tags[start - 1] & _COMMA_STOP:
        start -= 1
    end = time.last_word
    n = len(words)
    while end < n and not tags[end - 1] & _COMMA_STOP:
        end += 1
    if start >= k - 2 and time.last_word == end:
        # On 14 September 2025, the bank said …
        while end < n:
            end += 1
            if tags[end - 1] & _COMMA_STOP:
                break
    return not any((tags[j] & SAY and not tags[j] & MAYBE) or words[j].bare in _ISSUED for j in range(start, end))
