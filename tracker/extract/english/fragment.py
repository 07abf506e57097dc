"""Fragments: figures that no verb of their own governs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADV,
    AUX,
    COMMA,
    CONJ,
    COPULA,
    DET,
    DOWN,
    FALL,
    NUMERIC,
    PREP,
    PRON,
    REL,
    RISE,
    STOP,
    UP,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import is_time, noun_left, noun_right
from tracker.extract.english.phrases import head_of, span_text, take_apart
from tracker.values import UNIT_COUNT, Kind

if TYPE_CHECKING:
    from tracker.extract.english.party import Party
    from tracker.extract.english.sense import Sense, Spot

_CHANGE: Final = Kind.CHANGE
_NOUNLESS: Final = PREP | CONJ | REL | AUX | COPULA | PRON | ADV
_RISE_FALL: Final = RISE | FALL
_COMMA_STOP: Final = COMMA | STOP
_UP_DOWN_NUMERIC: Final = UP | DOWN | NUMERIC
_AGAINST: Final = frozenset(words_of("from to vs versus against than with and or"))


def label(party: Party, sense: Sense, end: int, gap: int) -> None:
    """Read Revenue: $5bn."""
    s = party.s
    start = end - 1
    while start > gap and not s.tags[start - 1] & _COMMA_STOP and s.words[start - 1].bare not in ("-", ""):
        start -= 1
    while start < end - 1 and not s.words[start].bare:
        start += 1
    phrase = take_apart(s, (start, end))
    sense.metric = span_text(party.text, s, phrase.head_start, phrase.head_end)
    if phrase.owner and not is_time(s, phrase.owner):
        sense.subject = party.named(phrase.owner)
    else:
        sense.subject = party.owner_or(sense.metric, phrase.head_end - 1)


def follow(party: Party, sense: Sense, spot: Spot, before: Sense) -> None:
    """Read a figure between which and the one before no verb stands."""
    f, a, b, gap, noun = spot.figure, spot.first, spot.end, spot.floor, spot.noun
    lead, lead_tag = spot.lead, spot.lead_tag
    s, text = party.s, party.text
    words, tags = s.words, s.tags
    if lead == "of":
        part = noun_left(s, a - 1, gap)
        if part is not None and not tags[part[1] - 1] & _RISE_FALL:
            sense.metric = span_text(text, s, *head_of(s, part))
            sense.subject = before.subject
        return
    if b < len(words) and not words[b - 1].trail and words[b].bare == "of" and b + 1 < len(words):
        if words[b + 1].bare in ("them", "these", "those", "which", "whom", "it"):
            rest = noun_right(s, b + 2, len(words))
            sense.metric = span_text(text, s, *rest) if rest is not None else before.metric
            sense.subject = (
                before.counted or before.metric if f.unit != UNIT_COUNT or before.counted else before.subject
            )
            if f.unit == UNIT_COUNT:
                sense.subject = before.subject
                sense.counted = before.counted
            return
        rest = noun_right(s, b + 1, len(words))
        if rest is not None:
            sense.metric = span_text(text, s, *rest)
            sense.subject = before.subject
            return
    if noun is not None and f.unit in (UNIT_COUNT, None) and not tags[noun[0]] & _RISE_FALL:
        sense.metric = span_text(text, s, *noun)
        sense.subject = before.subject
        return
    if lead == "by" and sense.kind is _CHANGE:
        part = noun_left(s, a - 1, gap)
        if part is not None:
            sense.metric = span_text(text, s, *head_of(s, part))
            sense.subject = party.owner_or(sense.metric, part[1] - 1)
            return
    if a > gap and lead and not lead_tag & (_NOUNLESS | _UP_DOWN_NUMERIC) and lead not in _AGAINST:
        part = noun_left(s, a, gap)
        if part is not None:
            sense.metric = span_text(text, s, *head_of(s, part))
            sense.subject = party.owner_or(sense.metric, part[1] - 1) if sense.kind is not _CHANGE else before.subject
            return


def plain(party: Party, sense: Sense, spot: Spot) -> None:
    """Read a figure without a verb before it."""
    f, a, gap, lead, noun = spot.figure, spot.first, spot.floor, spot.lead, spot.noun
    s, text = party.s, party.text
    skip = 1 if lead in ("of", "at", "to", "from", "by", "than", "with", "up", "down") else 0
    part = noun_left(s, a - skip, gap) if a - skip > gap else None
    if noun is not None and (part is None or f.unit == UNIT_COUNT):
        sense.metric = span_text(text, s, *noun)
        if part is not None:
            sense.subject = span_text(text, s, *head_of(s, part))
        elif lead in ("in", "at", "on", "for", "of", "among") or spot.lead_tag & DET:
            sense.subject = sense.metric
        return
    if part is not None:
        phrase = take_apart(s, part)
        sense.metric = span_text(text, s, phrase.head_start, phrase.head_end)
        if phrase.owner is not None and not is_time(s, phrase.owner):
            sense.subject = party.named(phrase.owner)
        else:
            sense.subject = party.owner_or(sense.metric, phrase.head_end - 1)
