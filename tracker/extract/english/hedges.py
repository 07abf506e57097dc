"""Hedges: the words before and behind a number that bind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.extract.english.lexicon import AUX, COMMA, COPULA, DET, DOWN, MONEY, NUMERIC, PREP, STOP, UP
from tracker.extract.english.lists import words_of
from tracker.extract.english.words import Word
from tracker.values import Comparator

_C: Final = Comparator
_APPROX: Final = _C.APPROX
_GE: Final = _C.GE
_LE: Final = _C.LE
_LT: Final = _C.LT
_ALONE: Final = {
    **dict.fromkeys(words_of("about around roughly approximately circa approx some c ca"), _C.APPROX),
    **dict.fromkeys(words_of("nearly almost under below approaching nearing"), _C.LT),
    **dict.fromkeys(
        words_of(
            """
    over above exceeding exceed exceeds exceeded topping topped tops surpassed surpassing surpasses
    """
        ),
        _C.GT,
    ),
    **dict.fromkeys(words_of("crossed crossing crosses passed passing"), _C.GT),
    "minimum": _C.GE,
    "maximum": _C.LE,
    "within": _C.LE,
}
_LARGE_ONLY: Final = frozenset(words_of("crossed crossing crosses passed passing tops topped topping within beyond"))
"""Words that also mean something else: hedges before money, shares and scaled numbers only."""
_THAN: Final = {
    **dict.fromkeys(
        words_of(
            """
    more greater higher larger longer older bigger faster better taller heavier further farther deeper wider
    above
    """
        ),
        _C.GT,
    ),
    **dict.fromkeys(words_of("less fewer lower shorter smaller younger slower cheaper lighter"), _C.LT),
}
_AS: Final = {
    **dict.fromkeys(words_of("many much high large long late big"), _C.LE),
    **dict.fromkeys(words_of("few little low small short early"), _C.GE),
}
_OF: Final = {
    "minimum": _C.GE,
    "maximum": _C.LE,
    "upwards": _C.GT,
    "excess": _C.GT,
    "shy": _C.LT,
    "short": _C.LT,
    "north": _C.GT,
    "south": _C.LT,
}
_PHRASAL: Final = frozenset(
    words_of(
        """
    handed hand took take taken taking turned turn carried rolled won those people children anyone adults
    """
    )
)
_MOVING: Final = frozenset(words_of("went goes go gone going ticked inched crept moved came pushed driven brought"))
_ASKED: Final = frozenset(
    words_of(
        """
    price prices fare fares fees rents rooms tickets start starts starting cost costs priced sells sell sold
    available
    """
    )
)
_MODIFIERS: Final = frozenset(
    words_of(
        """
    just well slightly far only comfortably marginally significantly fractionally substantially considerably
    """
    )
)
_LASTING: Final = frozenset(
    words_of(
        """
    take takes took taken taking last lasts lasted lasting spent spend spends waited wait waits waiting
    """
    )
)
_BOUNDED: Final = PREP | COPULA | AUX | DET
_FLIPPED: Final = {_C.GT: _C.LE, _C.LT: _C.GE}
_BEHIND: Final = {
    **dict.fromkeys(words_of("more above over higher greater older longer up upwards"), _C.GE),
    **dict.fromkeys(words_of("less fewer below under lower younger shorter"), _C.LE),
    "so": _C.APPROX,
    "thereabouts": _C.APPROX,
}


def before(
    words: Sequence[Word], i: int, floor: int, *, large: bool, lasting: bool = False
) -> tuple[int, Comparator | None]:
    """Return where the hedge before the number at ``i`` begins, and what it says; ``(i, None)`` where there is none.

    ``large`` says that the number is money, a share or scaled, ``lasting`` that it is of a unit of time.
    """
    j = i - 1
    if j < floor or words[j].trail or not words[j].bare:
        return i, None
    bare = words[j].bare
    found = _ALONE.get(bare)
    if found is not None:
        if (
            _is_phrasal(words, j, floor)
            or (bare == "over" and lasting and not _is_amount(words, j, floor))
            or (bare in _LARGE_ONLY and not large and bare != "within")
        ):
            return i, None
        return (_modified(words, j, floor) if found is not _APPROX else j), found
    if j - 1 < floor or words[j - 1].trail:
        return i, None
    prior = words[j - 1].bare
    read: tuple[int, Comparator | None] | None = None
    if bare == "than":
        read = _than(words, j, floor)
    elif bare in ("least", "most"):
        read = (j - 1, _GE if bare == "least" else _LE) if prior == "at" else None
    elif bare == "to":
        read = _to(words, j, floor)
    elif bare == "as":
        read = (j - 2, _AS.get(prior)) if j - 2 >= floor and words[j - 2].bare == "as" else None
    elif bare == "from":
        read = (j, _GE) if large and prior in _ASKED else None
    elif bare == "of":
        read = _of(words, j, floor)
    elif bare == "estimated":
        read = (j - 1 if prior in ("an", "the") else j), _APPROX
    return read if read is not None and read[1] is not None else (i, None)


def _is_amount(words: Sequence[Word], j: int, floor: int) -> bool:
    """Say whether the over at ``j`` bounds a span (for over 30 years) rather than spreads something over it."""
    if j <= floor or words[j - 1].trail:
        return False
    return words[j - 1].tag & _BOUNDED > 0 or words[j - 1].bare in _LASTING


def _is_phrasal(words: Sequence[Word], j: int, floor: int) -> bool:
    """Say whether the word at ``j`` belongs to the verb before it: handed over 12 keys."""
    return (
        words[j].bare in ("over", "under", "about")
        and j > floor
        and words[j - 1].bare in _PHRASAL
        and not words[j - 1].trail
    )


def _than(words: Sequence[Word], j: int, floor: int) -> tuple[int, Comparator] | None:
    """Read more than, no fewer than."""
    start = j - 1
    found = _THAN.get(words[start].bare)
    if found is None:
        return None
    if start > floor and words[start - 1].bare in ("no", "not") and not words[start - 1].trail:
        return start - 1, _FLIPPED[found]
    return _modified(words, start, floor), found


def _to(words: Sequence[Word], j: int, floor: int) -> tuple[int, Comparator] | None:
    """Read up to, close to; where something moved up to a number, that is no bound."""
    prior = words[j - 1].bare
    if prior == "close":
        return j - 1, _LT
    if prior != "up":
        return None
    verb = words[j - 2] if j - 2 >= floor else None
    moved = verb is not None and not verb.trail and (verb.tag & (UP | DOWN) or verb.bare in _MOVING)
    return None if moved else (j - 1, _LE)


def _of(words: Sequence[Word], j: int, floor: int) -> tuple[int, Comparator] | None:
    """Read a minimum of, in excess of, just shy of."""
    found = _OF.get(words[j - 1].bare)
    if found is None:
        return None
    start = j - 1
    if start > floor and words[start - 1].bare in ("a", "an", "in", "the", "just"):
        start -= 1
    return start, found


def _modified(words: Sequence[Word], start: int, floor: int) -> int:
    """Take in what softens a hedge: just over, a little more than."""
    j = start - 1
    if j < floor or words[j].trail:
        return start
    if words[j].bare in _MODIFIERS:
        return j
    if words[j].bare in ("little", "bit", "shade", "fraction", "touch") and j > floor and words[j - 1].bare == "a":
        return j - 1
    return start


def behind(words: Sequence[Word], j: int) -> tuple[int, Comparator | None]:
    """Return where the hedge behind a number that ends at ``j`` ends, and what it says: or more, at least, or so."""
    if j >= len(words):
        return j, None
    bare = words[j].bare
    if bare == "plus" and not words[j].tag & (COMMA | STOP):
        # €18m plus €4m in bonuses: a sum, no hedge
        adds = j + 1 < len(words) and words[j + 1].tag & (NUMERIC | MONEY) > 0
        return (j, None) if adds else (j + 1, _GE)
    if j + 1 >= len(words) or words[j].trail:
        return j, None
    then = words[j + 1].bare
    if bare == "or" or (bare == "and" and then in ("over", "above", "up", "older", "more")):
        found = _BEHIND.get(then)
        # 5 or more than 5 is no hedge behind.
        if found and not (j + 2 < len(words) and words[j + 2].bare == "than"):
            return j + 2, found
    elif bare == "at" and then in ("least", "most"):
        return j + 2, _GE if then == "least" else _LE
    return j, None
