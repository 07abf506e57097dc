"""Scanning: the figures and the times of one sentence, in order."""

from __future__ import annotations

from datetime import date
from typing import Final

from tracker.extract.english import quantities, spelled, times
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
from tracker.extract.english.quantities import Found
from tracker.extract.english.sentences import Sentence
from tracker.extract.english.times import Time

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
_AT: Final = frozenset(words_of("on by until from before through to for"))


_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_MONTH_SPAN_UNIT: Final = MONTH | SPAN | UNIT
_NUMERIC_COUNTING_QUANTUM_SCALE: Final = NUMERIC | COUNTING | QUANTUM | SCALE


def scan(s: Sentence, today: date | None) -> tuple[list[Found], list[Time]]:
    """Return the figures and the times of a sentence; a day that is itself claimed is among both."""
    words, tags = s.words, s.tags
    found: list[Found] = []
    timed: list[Time] = []
    floor = 0
    earlier: Found | None = None
    last = len(words)
    for i, tag in enumerate(tags):
        if not tag & TRIGGER or i < floor:
            continue
        if tag & (_TIMED | _NUMERIC_COUNTING):
            after = tags[i + 1] if i + 1 < last else 0
            if (
                tag & _TIMED
                or after & _MONTH_SPAN_UNIT
                or words[i].year
                or ((number := words[i].number) is not None and number.plain)
            ):
                time = times.at(words, i, floor, today)
                if time is not None:
                    timed.append(time)
                    if time.day and _claimed(s, time):
                        _ahead(s, time, today)
                        found.append(quantities.dated(time))
                    floor = time.last_word
                    continue
            if not tag & _NUMERIC_COUNTING_QUANTUM_SCALE:
                if tag & SPAN and i - 2 >= floor and words[i - 1].bare in ("a", "an"):
                    single = spelled.single(words, i, floor)
                    if single is not None:
                        found.append(single)
                        floor, earlier = single.last, single
                continue
        if i + 2 < last and tag & _NUMERIC_COUNTING and words[i + 1].bare in ("in", "out"):
            part = spelled.outof(words, i, floor)
            if isinstance(part, Found):
                found.append(part)
                floor, earlier = part.last, part
                continue
        figure = quantities.read(words, i, floor, earlier)
        if isinstance(figure, int):
            floor = max(floor, figure) if figure > i + 1 else floor
            continue
        found.append(figure)
        floor, earlier = figure.last, figure
    return found, timed


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
            return True
        if tags[j] & COMMA:
            return False
    return False
