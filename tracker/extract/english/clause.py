"""Clauses: figures that a verb governs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.fronting import fronted
from tracker.extract.english.lexicon import (
    AUX,
    COPULA,
    DOWN,
    FALL,
    LINK,
    MEASURE,
    PARTICIPLE,
    PREP,
    RISE,
    UP,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import is_time, noun_right
from tracker.extract.english.phrases import CORPORATE, span_text, take_apart
from tracker.values import UNIT_COUNT, UNIT_PERCENT, UNIT_POINTS, Kind

if TYPE_CHECKING:
    from tracker.extract.english.party import Party
    from tracker.extract.english.sense import Sense, Spot

_LEVEL: Final = Kind.LEVEL
_RISE_FALL: Final = RISE | FALL
_UP_DOWN: Final = UP | DOWN
_AUX_COPULA: Final = AUX | COPULA
_LINK_COPULA: Final = LINK | COPULA
_UP_DOWN_COPULA: Final = UP | DOWN | COPULA
_EXTENT: Final = frozenset(
    words_of(
        """
    long deep wide tall old high away thick full late longer heavy apart oversubscribed likely shorter taller
    older deeper warmer broad
    """
    )
)


_COUNTS: Final = (UNIT_COUNT, None)
_SHARES: Final = (UNIT_PERCENT, UNIT_POINTS)
_GOING_ON: Final = frozenset(words_of("on in for into to worth from wide long deep tall"))
_TRANSITIVE: Final = frozenset(
    words_of("cut added add adds shed sheds cover covers reduce lost lose gained cutting raise raised")
)
"""Verbs that take a counted noun for their object."""


_RELATING: Final = RISE | FALL | MEASURE
"""Heads that are always of something."""


def read(party: Party, sense: Sense, spot: Spot, change_at: int) -> None:
    """Read a figure that a verb governs; ``change_at`` is a noun of change beside it, -1 where there is none."""
    f, a, verb, noun, then = spot.figure, spot.first, spot.verb, spot.noun, spot.then
    s, text = party.s, party.text
    words, tags = s.words, s.tags
    tag = tags[verb]
    region = party.subject_of(verb)
    if region is not None and noun is not None and words[region[0]].bare == "there":
        # There were 320 protests.
        sense.metric = sense.subject = span_text(text, s, *noun)
        return
    multiple = f.kind == "multiple"
    counting = noun is not None and f.unit in _COUNTS
    if then in _EXTENT and region is not None and f.unit not in _SHARES:
        sense.metric = _verbal(party, verb) + span_text(text, s, spot.end, spot.end + 1)
        sense.subject = party.doer(region)
        return
    if counting and tag & COPULA and region is not None and tags[take_apart(s, region).head_end - 1] & MEASURE:
        _linked(party, sense, spot, region)
        return
    if then == "of":
        part = noun_right(s, spot.end + 1, len(words))
        if part is not None:
            sense.metric = _verbal(party, verb) + span_text(text, s, *part)
            sense.subject = party.doer(region) if region else None
            return
    if region is not None:
        moving = tag & _UP_DOWN and (spot.reached or multiple or sense.kind is not _LEVEL)
        linking = moving or tag & _LINK_COPULA or multiple or change_at >= 0 or (spot.reached and tag & PARTICIPLE)
        object_ = noun is not None and not tags[noun[0]] & _RISE_FALL
        if linking and (not counting or not object_ or (not tag & COPULA and words[verb].bare not in _TRANSITIVE)):
            _linked(party, sense, spot, region)
            return
        sense.subject = party.doer(region)
    if noun is not None and not tags[noun[0]] & _RISE_FALL:
        sense.metric = ("" if verb < a - 6 else _verbal(party, verb)) + span_text(text, s, *noun)
        return
    # spent $5m on advertising
    end = verb + 1
    if end < a and not words[verb].trail and a - verb <= 6:
        end = a - 1 if tags[a - 1] & PREP else a
    metric = span_text(text, s, verb, max(end, verb + 1))
    if then in _GOING_ON and spot.end + 1 < len(words):
        part = noun_right(s, spot.end + (2 if then == "worth" else 1), len(words))
        if part is not None and not is_time(s, part):
            metric = f"{metric} {span_text(text, s, *part)}"
    sense.metric = metric


def _verbal(party: Party, verb: int) -> str:
    """Return a verb with a blank behind it; nothing for an auxiliary."""
    s = party.s
    return "" if s.tags[verb] & _AUX_COPULA else span_text(party.text, s, verb, verb + 1) + " "


def _linked(party: Party, sense: Sense, spot: Spot, region: tuple[int, int]) -> None:
    """Read a figure that says what its subject comes to: the subject is what is measured."""
    # doubled: the figure is its own verb
    verb = -1 if spot.figure.kind == "multiple" else spot.verb
    s, text, tags, words = party.s, party.text, party.s.tags, party.s.words
    phrase = take_apart(s, region)
    if phrase.pronoun and phrase.end - phrase.start == 1:
        before = spot.before
        sense.subject = party.antecedent()
        sense.metric = before.metric if before is not None else party.measure()
        if sense.metric is None and verb > phrase.start:
            sense.metric = span_text(text, s, verb, verb + 1)
        return
    end = phrase.head_end
    if verb >= end and verb - end < 5 and not tags[verb] & _UP_DOWN_COPULA and not tags[end - 1] & MEASURE:
        # The sample weighed 2 grams: of a thing, the verb says what is measured.
        sense.subject = party.named((phrase.start, phrase.end)) if phrase.owner is None else party.named(phrase.owner)
        sense.metric = span_text(text, s, phrase.head_start if verb - phrase.head_start < 9 else verb, verb + 1)
        return
    sense.metric = span_text(text, s, phrase.head_start, end)
    if phrase.owner is not None and not is_time(s, phrase.owner):
        own = phrase.owner[1] <= phrase.head_start and words[end - 1].bare not in CORPORATE
        sense.subject = party.named((phrase.start, phrase.end) if own else phrase.owner)
    elif phrase.pronoun:
        sense.subject = party.possessor(phrase.start) or party.topic() or sense.metric
    else:
        place = None
        if tags[end - 1] & _RELATING and words[end - 1].bare not in CORPORATE:
            # In Port Carrow the increase was 8.3%: its increase
            place = fronted(s, phrase.start)
        named = span_text(text, s, *place) if place is not None else None
        sense.subject = named or party.owner_or(sense.metric, phrase.head_end - 1)
