"""Openings: figures that begin a clause, and what those counted do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.fronting import fronted
from tracker.extract.english.lexicon import (
    ADV,
    AUX,
    CLOSE,
    COMMA,
    CONJ,
    COPULA,
    COUNTING,
    FALL,
    MAYBE,
    NAME,
    NUMERIC,
    PARTICIPLE,
    PREDICATE,
    PREP,
    REL,
    RISE,
    SAY,
    STOP,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import noun_right
from tracker.extract.english.phrases import span_text
from tracker.extract.english.predicate import is_verb, verb_left
from tracker.values import UNIT_COUNT

if TYPE_CHECKING:
    from tracker.extract.english.party import Party
    from tracker.extract.english.sense import Sense, Spot
    from tracker.extract.english.sentences import Sentence

_RISE_FALL: Final = RISE | FALL
_COMMA_STOP: Final = COMMA | STOP
_COMMA_CLOSE: Final = COMMA | CLOSE
_ADV_CONJ: Final = ADV | CONJ
_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_PREDICATE_MAYBE_PARTICIPLE: Final = PREDICATE | MAYBE | PARTICIPLE
_CONJ_REL: Final = CONJ | REL
_AUX_COPULA: Final = AUX | COPULA
_REL_ADV_AUX_ETC: Final = REL | ADV | AUX | COPULA | CONJ
_OPENERS: Final = frozenset(words_of("that and but while as because if when although though whereas"))


def begins(s: Sentence, a: int, verb: int) -> bool:
    """Say whether a clause begins with the figure that begins at ``a``."""
    words, tags = s.words, s.tags
    if a == 0 or tags[a - 1] & _COMMA_CLOSE or words[a - 1].bare in _OPENERS:
        return True
    return bool(tags[a - 1] & (SAY if verb >= 0 else _ADV_CONJ) and not tags[a - 1] & PREP)


def read(party: Party, sense: Sense, spot: Spot, *, strict: bool) -> bool:
    """Read a figure that those counted follow, and what they do: 70% of the fleet is leased."""
    f, b, noun = spot.figure, spot.end, spot.noun
    s, text = party.s, party.text
    words, tags = s.words, s.tags
    n = len(words)
    j = b
    if j < n and not words[b - 1].trail and words[j].bare == "of":
        j += 1
        while j < n and (
            words[j].bare in ("all", "the", "its", "their", "those", "these", "them") or tags[j] & _NUMERIC_COUNTING
        ):
            j += 1
        noun = noun_right(s, j, n) if j < n and not is_verb(s, j) else None
        if noun is None and words[j - 1].bare in ("those", "these") and j < n and tags[j] & PREP:
            noun = (j - 1, j)
    if noun is not None and tags[noun[0]] & _RISE_FALL and j == b:
        return False
    if noun is None:
        if j >= n or words[b - 1].trail or not is_verb(s, j):
            return False
        start = end = j
    else:
        start, end = noun
    verb = -1
    for k in range(end, min(end + 14, n)):
        if strict and tags[k - 1] & _COMMA_STOP:
            return False
        if tags[k] & _PREDICATE_MAYBE_PARTICIPLE and is_verb(s, k):
            verb = k
            break
        if tags[k] & STOP:
            break
    if strict and verb < 0:
        return False
    if noun is not None:
        sense.subject = _plural_subject(party, start, verb if end <= verb < start + 9 else end)
    else:
        sense.subject = _whole(party, spot)
    if verb < 0:
        sense.metric = span_text(text, s, start, end)
        return True
    last = verb
    while last + 1 < n and not words[last].trail and last - verb < 5:
        tag = tags[last + 1]
        if tag & _CONJ_REL or (tag & PREP and last > verb and not tags[last] & _AUX_COPULA):
            break
        last += 1
    begin = start if f.unit == UNIT_COUNT or last - start < 9 else verb
    sense.metric = span_text(text, s, begin, last + 1)
    return True


def labelled(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read a counted noun behind a label: Orbis Mall: 50,000 new stores pay nothing; One thing: two teams will do."""
    s, noun = party.s, spot.noun
    if noun is None:
        return False
    start = spot.first - 1
    while start > spot.floor and not s.tags[start - 1] & _COMMA_STOP and s.words[start - 1].bare.strip("-"):
        start -= 1
    if not s.tags[start] & NAME:
        return read(party, sense, spot, strict=True)
    sense.subject = span_text(party.text, s, start, spot.first)
    sense.metric = span_text(party.text, s, *noun)
    return True


def _whole(party: Party, spot: Spot) -> str | None:
    """Return what a part is taken from that names no whole: Of the 12 divisions, seven fell; Half were asked."""
    s, before = party.s, spot.before
    whole = fronted(s, spot.first, of=True)
    if whole is not None:
        return span_text(party.text, s, *whole)
    if before is not None:
        return before.counted or before.subject
    earlier = verb_left(s, spot.first, 0)
    doer = party.subject_of(earlier) if earlier >= 0 else None
    if doer is not None and spot.then == "of":
        # Customers are trading down, and a third of them told us …
        return party.doer(doer)
    return party.counted


def _plural_subject(party: Party, start: int, end: int) -> str:
    s = party.s
    while end - 1 > start and s.tags[end - 1] & _REL_ADV_AUX_ETC:
        end -= 1
    return span_text(party.text, s, start, end)
