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
    from tracker.extract.english.words import Word

_NOTHING: Final = (0, -1)
_NOUNLESS: Final = (PREP | CONJ | REL | AUX | COPULA | PRON) & ~ADV
_JOINTS: Final = ("of", "in")
_COMPARATIVES: Final = frozenset(words_of("more fewer less better larger bigger smaller"))
_PRICED: Final = frozenset(words_of("recovery premium discount expansion hike"))
_COMPARING: Final = {
    **dict.fromkeys(words_of("warmer hotter older better ahead above"), 1),
    **dict.fromkeys(words_of("colder cooler behind worse below"), -1),
}
_ABOVE: Final = {"above": 1, "below": -1}
_LETTING: Final = frozenset(words_of("let lets letting"))
_REACHING: Final = frozenset(words_of("to from at than in"))
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
    """Return the direction of a noun or comparative of change behind a figure, and where it stands.

    No mark stands between.
    """
    f, b, limit = spot.figure, spot.end, spot.limit
    words, tags = s.words, s.tags
    for k in range(b, min(b + 3, limit)):
        tag, word = tags[k], words[k]
        bare = word.bare
        if tag & _RISE_FALL:
            if f.unit == UNIT_COUNT and bare in _COMPARATIVES and not word.trail:
                if k + 1 < len(words) and words[k + 1].bare != "than":
                    return _NOTHING
            elif f.money and k == b and bare in _PRICED:
                return _NOTHING
            return (1 if tag & RISE and not tag & FALL else -1), k
        if bare in _JOINTS and f.unit == UNIT_POINTS and k + 1 < limit and tags[k + 1] & _RISE_FALL_DOWN_UP:
            return (-1 if tags[k + 1] & _FALL_DOWN else 1), k + 1
        if word.trail or tag & _NOUNLESS:
            break
        if bare in _COMPARING:
            return _COMPARING[bare], k
    if spot.then in _ABOVE and f.unit in _RELATIVE:
        return _ABOVE[spot.then], b
    return _NOTHING


def ahead(s: Sentence, spot: Spot, changed: int) -> tuple[int, tuple[int, int] | None]:
    """Return the direction of the change that stands before a figure, and the object of its verb.

    ``changed`` is the direction of the figure before.
    """
    f, lead, lead_tag, verb = spot.figure, spot.lead, spot.lead_tag, spot.verb
    words, tags = s.words, s.tags
    if f.money and not spot.closed and _follows(words, "wiped", f.last, 3):
        return -1, None
    if lead in _GROWING and not f.money and f.unit == UNIT_COUNT:
        return 1, None
    if lead_tag & _UP_DOWN:
        if (lead in _OFFERED and f.money) or (lead in _LOSING and not _lost(s, spot)):
            return 0, None
        return (-1 if lead_tag & DOWN else 1), None
    moved = tags[verb] & _UP_DOWN if verb >= 0 else 0
    if lead == "by":
        a = spot.first
        if verb < 0 and changed:
            return changed, None
        if a >= 2 and words[a - 2].bare in ("up", "down") and not words[a - 2].trail:
            return (-1 if words[a - 2].bare == "down" else 1), None
        if moved:
            return (-1 if moved & DOWN else 1), _object(s, verb, a - 1)
    elif lead == "of":
        return _of(s, spot, moved), None
    elif lead in _LETTING and not spot.closed and _follows(words, "go", f.last + 1, 2):
        return -1, None
    if moved and f.unit in _RELATIVE and lead not in _REACHING:
        a = spot.first
        for k in range(verb + 1, a):
            if tags[k] & _COMMA_STOP or (tags[k] & PREP and words[k].bare not in ("of", "by")):
                return 0, None
        return (-1 if moved & DOWN else 1), _object(s, verb, a)
    return 0, None


def _follows(words: list[Word], bare: str, start: int, reach: int) -> bool:
    """Say whether a word stands among so many from ``start`` on."""
    return any(word.bare == bare for word in words[start : start + reach])


def _of(s: Sentence, spot: Spot, moved: int) -> int:
    """Return the direction of the noun that of ties a figure to: a rise of, fell at a rate of."""
    words, tags = s.words, s.tags
    for k in range(spot.first - 2, max(spot.floor, spot.first - 9) - 1, -1):
        tag = tags[k]
        if tag & _RISE_FALL and not tag & DET:
            return -1 if tag & FALL else 1
        if moved and words[k].bare in ("rate", "pace"):
            return -1 if moved & DOWN else 1
        if words[k].trail or tag & _AUX_COPULA_SAY:
            break
    return 0


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
