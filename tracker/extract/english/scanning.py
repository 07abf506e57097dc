"""Scanning: the figures and the times of one sentence, in order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.extract.english import quanta, quantities, shares, times
from tracker.extract.english.days import Time
from tracker.extract.english.figure import Found, dated
from tracker.extract.english.lexicon import (
    CODE,
    COMMA,
    COUNTING,
    MAYBE,
    MONTH,
    NUMERIC,
    QUANTUM,
    SAY,
    SCALE,
    SPAN,
    STOP,
    TRIGGER,
    UNIT,
    WEEKDAY,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.ordinals import RANKED
from tracker.extract.english.periods import FISCAL
from tracker.extract.english.sentences import Sentence
from tracker.extract.english.sums import SMALLER, join

if TYPE_CHECKING:
    from tracker.extract.english.words import Word

_TIMED: Final = MONTH | SPAN | WEEKDAY | CODE
_EVENTS: Final = frozenset(
    words_of(
        """
    open opens opened opening launch launches launched begin begins began start starts started close closes
    closed end ends ended expire expires expired run runs due effect effective scheduled deadline arrive
    arrives arrived paid held sale lasts last takes reopen reopens reopened retire retires go goes set resume
    resumes resumed land lands debut debuts premieres released complete completed completes meet meets step
    steps leave leaves shut shuts vote votes operational published rolls available
    """
    )
)
_FUTURE: Final = frozenset(
    words_of(
        """
    will to due is are opens closes starts begins ends runs takes expires shall scheduled
    """
    )
)
_OUT: Final = ("in", "out")
_AT: Final = frozenset(words_of("on by until from before through to for"))


_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_MONTH_SPAN_UNIT: Final = MONTH | SPAN | UNIT
_NUMBER: Final = QUANTUM | SCALE


def scan(s: Sentence, today: date | None) -> tuple[list[Found], list[Time]]:
    """Return the figures and the times of a sentence; a day that is itself claimed is among both."""
    words, tags = s.words, s.tags
    n = len(words)
    found: list[Found] = []
    timed: list[Time] = []
    floor = 0
    earlier: Found | None = None
    for i, tag in enumerate(tags):
        if not tag & TRIGGER or i < floor:
            continue
        word = words[i]
        number = word.number
        if number is not None:
            # With a unit, a sign of money or a power of ten it is no day and no year.
            timely = word.timely and (number.plain or word.year or (i + 1 < n and tags[i + 1] & _MONTH_SPAN_UNIT > 0))
        else:
            timely = tag & _TIMED > 0 or (tag & COUNTING > 0 and i + 1 < n and tags[i + 1] & _MONTH_SPAN_UNIT > 0)
        if timely:
            time = times.at(words, i, floor, today)
            if time is not None:
                timed.append(time)
                if time.day and _claimed(s, time):
                    _ahead(s, time, today)
                    found.append(dated(time))
                floor = time.last_word
                continue
        if number is None or (i + 2 < n and words[i + 1].bare in _OUT):
            figure = _figure(words, i, tag, floor, earlier)
        else:
            figure = quantities.written(words, i, floor, number, earlier)
        if not isinstance(figure, int):
            if earlier is not None and earlier.unit in SMALLER and join(words, earlier, figure):
                floor = earlier.last
                continue
            found.append(figure)
            floor, earlier = figure.last, figure
        elif figure != i + 1:
            floor = max(floor, figure)
        else:
            # The scan goes there anyway: a hedge or a sign before that may still belong to what follows.
            floor = i
    return found, timed


def _figure(words: list[Word], i: int, tag: int, floor: int, earlier: Found | None) -> Found | int:
    """Read the figure that begins at ``i``; where there is none, say at which word to look on."""
    if tag & _NUMERIC_COUNTING:
        if i + 2 < len(words) and (words[i + 1].bare in _OUT or words[i].bare == "one"):
            part = None if _is_ranked(words, i) else shares.outof(words, i, floor)
            if part is not None:
                return part
    elif not tag & _NUMBER:
        if tag & SPAN and i - 2 >= floor and words[i - 1].bare in ("a", "an"):
            return quanta.single(words, i, floor) or i
        return i
    return quantities.read(words, i, floor, earlier)


def _is_ranked(words: list[Word], i: int) -> bool:
    """Say whether the number at ``i`` is a place: ranked 3 out of 50."""
    return i > 0 and words[i - 1].bare in RANKED and not words[i - 1].trail


def _ahead(s: Sentence, time: Time, today: date | None) -> None:
    """Move a day without a year past ``today`` where the sentence looks ahead."""
    if time.dated or time.ranged or today is None or time.first is None or time.first >= today:
        return
    if any(word.bare in _FUTURE for word in s.words[: time.first_word]):
        year = time.first.year + 1
        if not (time.first.month == 2 and time.first.day == 29):
            time.first = time.last = time.first.replace(year=year)


def _claimed(s: Sentence, time: Time) -> bool:
    """Say whether the day is what the sentence claims, not merely when something happened."""
    words, tags = s.words, s.tags
    k = time.first_word - 1
    if time.ranged and words[time.first_word].bare in ("from", "between"):
        k += 1
    if k <= 0 or words[k].bare not in _AT:
        return False
    for j in range(k - 1, max(-1, k - 7), -1):
        if tags[j] & STOP or (tags[j] & SAY and not tags[j] & MAYBE):
            return False
        if words[j].bare in _EVENTS:
            # Its fiscal year ends on 30 June: what the year is, not an event.
            return not any(word.bare in FISCAL for word in words[max(0, j - 4) : j])
        if tags[j] & COMMA:
            return False
    return False
