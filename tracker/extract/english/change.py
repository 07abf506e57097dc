"""Changes: which way a figure says that something went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    COMMA,
    CONJ,
    COPULA,
    DET,
    DOWN,
    FALL,
    MEASURE,
    MONTH,
    NUMERIC,
    OWN,
    PREP,
    PRON,
    REL,
    RISE,
    SAY,
    SPAN,
    STOP,
    UP,
)
from tracker.extract.english.lists import words_of
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS

if TYPE_CHECKING:
    from tracker.extract.english.sense import Spot
    from tracker.extract.english.sentences import Sentence

_NOUNLESS: Final = PREP | CONJ | REL | AUX | COPULA | PRON | ADV
_RISE_FALL: Final = RISE | FALL
_RISE_FALL_DOWN_UP: Final = RISE | FALL | DOWN | UP
_FALL_DOWN: Final = FALL | DOWN
_UP_DOWN: Final = UP | DOWN
_AUX_COPULA_SAY: Final = AUX | COPULA | SAY
_COMMA_STOP: Final = COMMA | STOP
_ADJ_MEASURE: Final = ADJ | MEASURE
_PREP_CONJ_NUMERIC: Final = PREP | CONJ | NUMERIC
_SPAN_DET_MONTH: Final = SPAN | DET | MONTH
_DET_OWN: Final = DET | OWN
_OFFERED: Final = frozenset(words_of("raise raises raised raising lift lifted"))
_LOSING: Final = frozenset(words_of("lose loses lost losing"))
_GROWING: Final = frozenset(words_of("add adds added adding"))
_PEOPLED: Final = frozenset(
    words_of(
        """
    jobs job staff workers people employees customers subscribers users members seats posts points residents
    households accounts
    """
    )
)
_RELATIVE: Final = (UNIT_PERCENT, UNIT_POINTS, UNIT_MULTIPLE)


def behind(s: Sentence, spot: Spot) -> tuple[int, int]:
    """Return the direction of a noun or comparative of change behind a figure, and where it stands."""
    if spot.closed:
        return 0, -1
    f, b, limit = spot.figure, spot.end, spot.limit
    words, tags = s.words, s.tags
    for k in range(b, min(b + 3, limit)):
        tag = tags[k]
        if tag & _RISE_FALL:
            bare = words[k].bare
            if (
                (
                    f.unit == UNIT_COUNT
                    and bare in ("more", "fewer", "less", "better", "larger", "bigger", "smaller")
                    and not words[k].trail
                )
                and k + 1 < len(words)
                and words[k + 1].bare != "than"
            ):
                return 0, -1
            if bare in ("recovery", "premium", "discount", "expansion", "hike") and k == b and f.money:
                return 0, -1
            return (1 if tag & RISE and not tag & FALL else -1), k
        if (
            words[k].bare in ("of", "in")
            and k + 1 < limit
            and tags[k + 1] & _RISE_FALL_DOWN_UP
            and f.unit == UNIT_POINTS
        ):
            return (-1 if tags[k + 1] & _FALL_DOWN else 1), k + 1
        if words[k].trail or tag & _NOUNLESS & ~ADV:
            break
        if words[k].bare in ("warmer", "hotter", "older", "better", "ahead", "above"):
            return 1, k
        if words[k].bare in ("colder", "cooler", "behind", "worse", "below"):
            return -1, k
    if f.unit in _RELATIVE and b < limit and words[b].bare in ("above", "below"):
        return (1 if words[b].bare == "above" else -1), b
    return 0, -1


def ahead(s: Sentence, spot: Spot, changed: int) -> tuple[int, tuple[int, int] | None]:
    """Return the direction of the change that stands before a figure, and the object of its verb.

    ``changed`` is the direction of the figure before.
    """
    f, a, gap, lead, lead_tag, verb = spot.figure, spot.first, spot.floor, spot.lead, spot.lead_tag, spot.verb
    words, tags = s.words, s.tags
    closed = spot.closed
    if (
        not closed
        and f.last + 1 < len(words)
        and f.money
        and any(w.bare == "wiped" for w in words[f.last : f.last + 3])
    ):
        return -1, None
    if lead in _GROWING and not f.money and f.unit == UNIT_COUNT:
        return 1, None
    if lead_tag & _UP_DOWN:
        if lead in _OFFERED and f.money:
            return 0, None
        if lead in _LOSING and not _lost(s, spot):
            return 0, None
        return (-1 if lead_tag & DOWN else 1), None
    if (
        not closed
        and lead in ("let", "lets", "letting")
        and any(w.bare == "go" for w in words[f.last + 1 : f.last + 3])
    ):
        return -1, None
    if lead == "by" and verb < 0 and changed:
        return changed, None
    if lead == "by" and a >= 2 and words[a - 2].bare in ("up", "down") and not words[a - 2].trail:
        return (-1 if words[a - 2].bare == "down" else 1), None
    if lead == "by" and verb >= 0 and tags[verb] & _UP_DOWN:
        return (-1 if tags[verb] & DOWN else 1), _object(s, verb, a - 1)
    if lead == "of":
        for k in range(a - 2, max(gap, a - 9) - 1, -1):
            tag = tags[k]
            if tag & _RISE_FALL and not tag & DET:
                return (-1 if tag & FALL else 1), None
            if words[k].bare in ("rate", "pace") and verb >= 0 and tags[verb] & _UP_DOWN:
                return (-1 if tags[verb] & DOWN else 1), None
            if words[k].trail or tag & _AUX_COPULA_SAY:
                break
        return 0, None
    if verb >= 0 and tags[verb] & _UP_DOWN and f.unit in _RELATIVE and lead not in ("to", "from", "at", "than", "in"):
        for k in range(verb + 1, a):
            if tags[k] & _COMMA_STOP or (tags[k] & PREP and words[k].bare not in ("of", "by")):
                return 0, None
        return (-1 if tags[verb] & DOWN else 1), _object(s, verb, a)
    return 0, None


def _lost(s: Sentence, spot: Spot) -> bool:
    """Say whether what is lost is a change of a stock rather than a result."""
    f, words = spot.figure, s.words
    after = words[f.last].bare if not spot.closed and f.last < len(words) else ""
    if f.money:
        return after == "to"
    if f.unit == UNIT_COUNT:
        return after in _PEOPLED
    return True


def _object(s: Sentence, verb: int, end: int) -> tuple[int, int] | None:
    """Return the words between a verb and its figure where they are a noun phrase."""
    start = verb + 1
    tags = s.tags
    while start < end and tags[start] & (_DET_OWN | ADV) and not tags[start] & _ADJ_MEASURE:
        start += 1
    if start >= end or tags[start] & _PREP_CONJ_NUMERIC:
        return None
    return start, end


def listed(s: Sentence, spot: Spot) -> bool:
    """Say whether nothing but a joint stands between the figure before and this one."""
    gap, a = spot.floor, spot.first
    if a - gap > 4:
        return False
    words = s.words
    return all(
        w.bare in ("and", "or", "") or w.tag & _SPAN_DET_MONTH or w.bare in ("in", "on", "for") for w in words[gap:a]
    )
