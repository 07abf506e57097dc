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
from tracker.extract.english.phrases import CORPORATE, is_time, noun_right, span_text, take_apart
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


_TRANSITIVE: Final = frozenset(
    words_of("cut added add adds shed sheds cover covers reduce lost lose gained cutting raise raised")
)
"""Verbs that take a counted noun for their object."""


_RELATING: Final = RISE | FALL | MEASURE
"""Heads that are always of something."""


def read(party: Party, sense: Sense, spot: Spot, *, reached: bool, at_change: bool) -> None:
    """Read a figure that a verb governs."""
    f, a, b, verb, noun = spot.figure, spot.first, spot.end, spot.verb, spot.noun
    s, text = party.s, party.text
    words, tags = s.words, s.tags
    tag = tags[verb]
    region = party.subject_of(verb)
    if region is not None and noun is not None and words[region[0]].bare == "there":
        # There were 320 protests.
        sense.metric = sense.subject = span_text(text, s, *noun)
        return
    # doubled: the figure is its own verb
    governing = -1 if f.kind == "multiple" else verb
    moving = tag & _UP_DOWN and (reached or sense.kind is not _LEVEL or f.kind == "multiple")
    linking = moving or tag & _LINK_COPULA or f.kind == "multiple" or at_change or (reached and tag & PARTICIPLE)
    counting = f.unit in (UNIT_COUNT, None) and noun is not None
    of = b < len(words) and not words[b - 1].trail and words[b].bare == "of"
    if (
        b < len(words)
        and not words[b - 1].trail
        and words[b].bare in _EXTENT
        and region is not None
        and f.unit not in (UNIT_PERCENT, UNIT_POINTS)
    ):
        verbal = "" if tag & _AUX_COPULA else span_text(text, s, verb, verb + 1) + " "
        sense.metric = verbal + span_text(text, s, b, b + 1)
        sense.subject = party.doer(region)
        return
    if counting and tag & COPULA and region is not None and tags[take_apart(s, region).head_end - 1] & MEASURE:
        _linked(party, sense, spot, region, governing)
        return
    if of:
        part = noun_right(s, b + 1, len(words))
        if part is not None:
            verbal = "" if tag & _AUX_COPULA else span_text(text, s, verb, verb + 1) + " "
            sense.metric = verbal + span_text(text, s, *part)
            sense.subject = party.doer(region) if region else None
            return
    if linking and region is not None and not counting:
        _linked(party, sense, spot, region, governing)
        return
    if noun is not None and not tags[noun[0]] & _RISE_FALL:
        if counting and linking and not tag & COPULA and words[verb].bare not in _TRANSITIVE and region:
            _linked(party, sense, spot, region, governing)
            return
        verbal = "" if tag & _AUX_COPULA or verb < a - 6 else span_text(text, s, verb, verb + 1) + " "
        sense.metric = verbal + span_text(text, s, *noun)
        if region is not None:
            sense.subject = party.doer(region)
        return
    if region is not None and linking:
        _linked(party, sense, spot, region, governing)
        return
    # spent $5m on advertising
    end = verb + 1
    if end < a and not words[verb].trail and a - verb <= 6:
        end = a - 1 if tags[a - 1] & PREP else a
    metric = span_text(text, s, verb, max(end, verb + 1))
    if (
        b + 1 < len(words)
        and not words[b - 1].trail
        and words[b].bare in ("on", "in", "for", "into", "to", "worth", "from", "wide", "long", "deep", "tall")
    ):
        part = noun_right(s, b + (2 if words[b].bare == "worth" else 1), len(words))
        if part is not None and not is_time(s, part):
            metric = f"{metric} {span_text(text, s, *part)}"
    sense.metric = metric
    if region is not None:
        sense.subject = party.doer(region)


def _linked(party: Party, sense: Sense, spot: Spot, region: tuple[int, int], verb: int) -> None:
    """Read a figure that says what its subject comes to: the subject is what is measured."""
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
