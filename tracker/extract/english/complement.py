"""Complements: figures that of, at, to or from ties to a noun behind their verb: reported a loss of $5m."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADV,
    AUX,
    COMMA,
    COPULA,
    DOWN,
    FALL,
    LINK,
    MAYBE,
    MEASURE,
    NUMERIC,
    PREP,
    RISE,
    SAY,
    SPAN,
    UP,
    VERB,
)
from tracker.extract.english.nouns import is_bare, is_time, noun_left, noun_right
from tracker.extract.english.phrases import head_of, span_text, take_apart
from tracker.values import UNIT_COUNT

if TYPE_CHECKING:
    from tracker.extract.english.party import Party
    from tracker.extract.english.sense import Sense, Spot
    from tracker.extract.english.sentences import Sentence

_RISE_FALL: Final = RISE | FALL
_RISE_FALL_SPAN: Final = RISE | FALL | SPAN
_ADV_PREP_NUMERIC_ETC: Final = ADV | PREP | NUMERIC | COMMA | UP | DOWN
_VERB_MAYBE_SAY: Final = VERB | MAYBE | SAY
_UP_DOWN_LINK: Final = UP | DOWN | LINK


def read(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read a figure whose noun stands between it and its verb; False where none does."""
    s, text, a, b = party.s, party.text, spot.first, spot.end
    lead, verb = spot.lead, spot.verb
    tags = s.tags
    if lead == "of" and spot.figure.unit == UNIT_COUNT and spot.noun is not None:
        # a fleet of 74 aircraft
        sense.metric = span_text(text, s, *spot.noun)
        party.whose(sense, verb)
        return True
    if lead != "of" and not (lead in ("at", "to", "from") and _noun_before(s, a - 1, verb)):
        return False
    part = noun_left(s, a - 1, verb + 1)
    if part is None:
        return False
    if lead == "of":
        part = _last_measure(s, part)
    if part[1] - part[0] > 1 or not tags[part[1] - 1] & _RISE_FALL_SPAN:
        phrase = take_apart(s, part)
        first, last = phrase.head_start, phrase.head_end
        if not tags[last - 1] & _RISE_FALL or last - first > 1 or s.words[first].bare == "growth":
            sense.metric = span_text(text, s, first, last)
            if phrase.owner and not is_time(s, phrase.owner):
                sense.subject = party.named(phrase.owner)
            elif tags[verb] & SAY and _goes_on(s, b):
                # said that the target of 25 gigawatts was too low
                sense.subject = party.owner_or(sense.metric, last - 1)
            else:
                party.whose(sense, verb)
            return True
    inner = _changed_noun(s, a, verb, b)
    if inner is not None or spot.before is None or verb >= spot.floor:
        sense.metric = span_text(text, s, *(inner or head_of(s, part)))
        party.whose(sense, verb)
    return True


def _changed_noun(s: Sentence, a: int, verb: int, b: int) -> tuple[int, int] | None:
    """Find what rose in: a rise of 12% in revenue; a rise in revenue of 12%."""
    words = s.words
    if b + 1 < len(words) and not words[b - 1].trail and words[b].bare == "in":
        part = noun_right(s, b + 1, len(words))
        return None if part is None or is_time(s, part) or is_bare(s, part) else part
    for k in range(a - 2, max(verb, a - 8), -1):
        if words[k].bare == "in":
            return noun_right(s, k + 1, a - 1)
    return None


def _goes_on(s: Sentence, b: int) -> bool:
    """Say whether what ends before word ``b`` is the subject of a verb that follows."""
    for k in range(b, min(b + 5, len(s.words))):
        if s.words[k - 1].trail:
            return False
        if s.tags[k] & (AUX | COPULA):
            return True
    return False


def _last_measure(s: Sentence, part: tuple[int, int]) -> tuple[int, int]:
    """Return the measure that another noun's preposition leads to: links the city with the airport at a cost of."""
    start, end = part
    for k in range(end - 2, start, -1):
        if s.tags[k] & PREP and s.words[k].bare in ("at", "with", "for"):
            return (k + 1, end) if s.tags[end - 1] & MEASURE else part
    return part


def _noun_before(s: Sentence, k: int, verb: int) -> bool:
    """Say whether a noun of its own stands between the verb and the preposition at ``k``."""
    tags = s.tags
    return (
        k - 1 > verb
        and not tags[k - 1] & _ADV_PREP_NUMERIC_ETC
        and bool(tags[verb] & _VERB_MAYBE_SAY and not tags[verb] & _UP_DOWN_LINK)
    )
