"""Metrics: what a figure measures, told by the place it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import clause, complement, fragment, opening
from tracker.extract.english.lexicon import (
    BRACKET,
    COLON,
    COMMA,
    DET,
    DOWN,
    MAYBE,
    PARTICIPLE,
    PREP,
    SAY,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import is_bare, noun_left, noun_right
from tracker.extract.english.phrases import head_of, span_text, take_apart
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS

if TYPE_CHECKING:
    from tracker.extract.english.party import Party
    from tracker.extract.english.sense import Sense, Spot

_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_EXTENT: Final = frozenset(
    words_of(
        """
    long deep wide tall old high away thick full late longer heavy apart oversubscribed likely shorter taller
    older deeper warmer broad
    """
    )
)
_SHAPING: Final = UP | DOWN | DET
_MULTIPLE: Final = ("times", "fold")
_RELATIVE: Final = (UNIT_PERCENT, UNIT_POINTS, UNIT_MULTIPLE)


def measure(party: Party, sense: Sense, spot: Spot, obj: tuple[int, int] | None, change_at: int) -> None:
    """Set what a figure measures and of whom; ``obj`` is what its verb changes, ``change_at`` a noun of change."""
    f, verb, before, lead = spot.figure, spot.verb, spot.before, spot.lead
    counting = f.unit == UNIT_COUNT
    if counting and spot.noun is not None:
        sense.counted = span_text(party.text, party.s, *spot.noun)
    if f.kind == "date":
        _event(party, sense, spot)
    elif ((not lead or lead == "-") and _labelled(party, sense, spot)) or (
        change_at >= 0 and _changing(party, sense, spot, change_at)
    ):
        return
    elif before is not None and not counting and party.s.tags[spot.first] & BRACKET:
        # 5,000 kroner ($480): the same again
        return
    elif _opening(party, sense, spot) or (
        (spot.lead_tag & _SHAPING or f.kind in _MULTIPLE) and _shaped(party, sense, spot)
    ):
        return
    elif verb < 0 and before is not None:
        fragment.follow(party, sense, spot, before)
    elif verb < 0:
        fragment.plain(party, sense, spot)
    elif obj is not None:
        _moved(party, sense, spot, obj)
    elif not complement.read(party, sense, spot):
        clause.read(party, sense, spot, change_at)


def _labelled(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read a figure behind a label: Revenue: $5bn; Revenue - $5bn."""
    words, a, b = party.s.words, spot.first, spot.end
    if a <= spot.floor:
        return False
    tag = words[a - 1].tag
    dashed = a > 1 and words[a - 1].bare == "-" and (b == len(words) or words[b - 1].trail > 0)
    if not dashed and not (tag & COLON and not tag & SAY):
        return False
    if not (tag & COLON and opening.labelled(party, sense, spot)):
        fragment.label(party, sense, a - 1 if words[a - 1].bare == "-" else a, spot.floor)
    return True


def _changing(party: Party, sense: Sense, spot: Spot, at: int) -> bool:
    """Read a figure whose noun of change, at word ``at``, says of what: a 12% rise in exports, a 4% pay cut."""
    s, noun = party.s, spot.noun
    if at + 1 < len(s.words) and s.words[at + 1].bare in ("in", "of") and not s.words[at].trail:
        part = noun_right(s, at + 2, len(s.words))
        if part is not None:
            sense.metric = span_text(party.text, s, *part)
            party.whose(sense, spot.verb, near=True)
            return True
    if at > spot.end and noun is not None and noun[0] < at and not is_bare(s, (noun[0], at)):
        sense.metric = span_text(party.text, s, noun[0], at)
        party.whose(sense, spot.verb)
        return True
    return False


def _opening(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read a figure that begins its clause, or that says how far something goes: the probe, 3.2 metres tall."""
    s, a, verb = party.s, spot.first, spot.verb
    extent = spot.then in _EXTENT
    opened = verb < a and opening.begins(s, a, verb) and not (extent and spot.before is None and a > 0)
    if opened and opening.read(party, sense, spot, strict=verb >= 0 or spot.before is not None):
        return True
    if not extent:
        return False
    apart = s.tags[a - 1] & COMMA > 0
    if not (verb < 0 or apart):
        return False
    sense.metric = span_text(party.text, s, spot.end, spot.end + 1)
    part = noun_left(s, a, spot.floor) if apart else None
    if part is not None:
        sense.subject = party.named(head_of(s, part))
    elif spot.before is not None:
        sense.subject = spot.before.subject
    return True


def _shaped(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read figures that a turn of phrase ties to their noun, whatever the verb."""
    f, lead = spot.figure, spot.lead
    if f.kind in _MULTIPLE:
        return spot.then == "as" and _times(party, sense, spot)
    s, text, a, verb = party.s, party.text, spot.first, spot.verb
    if lead in ("up", "down") and a - 2 > verb >= 0:
        part = noun_left(s, a - 1, max(spot.floor, verb + 1))
        if part is not None and s.words[part[0] - 1].bare == "with":
            # finished in the red, with retail down 2.1%
            sense.metric = span_text(text, s, *head_of(s, part))
            sense.subject = party.owner_or(sense.metric, part[1] - 1)
            return True
    if spot.lead_tag & DET and spot.noun is not None and f.unit not in _RELATIVE and f.unit != UNIT_COUNT:
        # is a $90 million mistake
        sense.metric = sense.subject = span_text(text, s, *spot.noun)
        return True
    return False


def _times(party: Party, sense: Sense, spot: Spot) -> bool:
    """Read three times as much money."""
    s, b = party.s, spot.end
    n = len(s.words)
    if b + 1 >= n:
        return False
    j = b + 2 if s.words[b + 1].bare in ("much", "many") else b + 1
    part = noun_right(s, j, n) or (j, j + 1) if j < n else None
    if part is None:
        return False
    sense.metric = span_text(party.text, s, *part)
    party.whose(sense, spot.verb)
    return True


def _moved(party: Party, sense: Sense, spot: Spot, obj: tuple[int, int]) -> None:
    """Read a figure by which its verb moved something: raised its dividend by 5%."""
    s = party.s
    phrase = take_apart(s, obj)
    sense.metric = span_text(party.text, s, phrase.head_start, phrase.head_end)
    if phrase.owner and phrase.owner[1] <= phrase.head_start and not phrase.pronoun:
        sense.subject = party.named(phrase.owner)
    else:
        party.whose(sense, spot.verb)


def _event(party: Party, sense: Sense, spot: Spot) -> None:
    """Read what happens on the day that is claimed."""
    s, a, gap, verb = party.s, spot.first, spot.floor, spot.verb
    tags = s.tags
    for k in range(a - 1, max(gap, a - 8) - 1, -1):
        if tags[k] & _VERB_MAYBE_PARTICIPLE and not tags[k] & PREP:
            verb = k
            break
    if verb < 0:
        return
    party.whose(sense, verb)
    word = s.words[verb]
    end = a - 1 if a - 1 > verb else verb + 1
    sense.metric = span_text(party.text, s, verb, max(verb + 1, min(end, verb + 4))) if word.bare else None
