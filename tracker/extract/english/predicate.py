"""Predicates: which word of a sentence is its verb where it stands, and which verb governs a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    BARE,
    BODY,
    CAP,
    CLOSE,
    COMMA,
    CONJ,
    COPULA,
    COUNTING,
    DET,
    DOWN,
    GERUND,
    HEDGE,
    LINK,
    MAYBE,
    MEASURE,
    MONEY,
    MONTH,
    NAME,
    NUMERIC,
    OWN,
    PARTICIPLE,
    PAST,
    PLURAL,
    POSSESSIVE,
    PREDICATE,
    PREP,
    PRON,
    QUANTUM,
    SAY,
    SPAN,
    STOP,
    UP,
    VERB,
)
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_AUX_COPULA: Final = AUX | COPULA
_COMMA_STOP_CLOSE: Final = COMMA | STOP | CLOSE
_AUX_COPULA_VERB: Final = AUX | COPULA | VERB
_UP_DOWN_LINK: Final = UP | DOWN | LINK
_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_DET_OWN_ADJ: Final = DET | OWN | ADJ
_DET_OWN: Final = DET | OWN
_DET_OWN_ADJ_POSSESSIVE: Final = DET | OWN | ADJ | POSSESSIVE
_BODY_NAME: Final = BODY | NAME
_UP_DOWN_LINK_SAY: Final = UP | DOWN | LINK | SAY
_PREDICATE_MAYBE_PARTICIPLE: Final = PREDICATE | MAYBE | PARTICIPLE
_TURNING: Final = _PREDICATE_MAYBE_PARTICIPLE | GERUND | STOP
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_CLAUSAL: Final = frozenset(words_of("and but then or that which who"))
_CAP_NUMERIC: Final = CAP | NUMERIC
_PARTIED: Final = NAME | BODY | PLURAL
_MEASURED: Final = MEASURE | GERUND | ADJ
_BINDING: Final = DET | OWN | PREP | ADJ | POSSESSIVE | CONJ
_FIGURED: Final = NUMERIC | COUNTING | DET | OWN | MONEY | QUANTUM
_JOINED: Final = frozenset(
    words_of(
        """
    aside back out off down through to up that between about nearly more at for than from by some almost over
    only around
    """
    )
)
_NOMINAL: Final = frozenset(words_of("to at for from by between that"))


def is_verb(s: Sentence, k: int) -> bool:
    """Say whether the word at ``k`` is a predicate where it stands."""
    tags = s.tags
    tag = tags[k]
    if tag & _AUX_COPULA:
        return not (tag & MONTH and tag & CAP)
    if not tag & _VERB_MAYBE_PARTICIPLE:
        return False
    words = s.words
    if not k:
        before, word_before, apart = 0, "", True
    else:
        before, word_before = tags[k - 1], words[k - 1].bare
        if tag & CAP and before & NAME and k + 1 < len(words) and not tags[k + 1] & _CAP_NUMERIC:
            # Marte Lie of Fjordbank: a name; in a headline capitals would go on.
            return False
        apart = before & _COMMA_STOP_CLOSE > 0
        if apart:
            before = 0
    if tag & MAYBE:
        return word_before == "to" if apart else _verbal(s, k, before, word_before)
    if tag & PARTICIPLE:
        return _begins(s, k) if apart else _done(s, k, before, word_before)
    if tag & BARE and not tag & PAST:
        return not before & _DET_OWN_ADJ or word_before in ("to", "not")
    return not before & _DET_OWN or tag & SAY > 0 or before & PRON > 0


def _begins(s: Sentence, k: int) -> bool:
    """Say whether a participle behind a mark is a predicate: , raised its … is; , backed by … is none."""
    tags, words = s.tags, s.words
    tag = tags[k]
    if not tag & PAST:
        return False
    if k == 0 or words[k].trail:
        return k > 0 and tag & SAY > 0
    if tag & SAY or not (k + 1 < len(words) and tags[k + 1] & PREP):
        return True
    # held at 5%, behind an aside: nothing before it is the predicate.
    return not any(tags[j] & _AUX_COPULA_VERB and not tags[j] & MONTH for j in range(max(0, k - 15), k))


def _done(s: Sentence, k: int, before: int, word_before: str) -> bool:
    """Say whether a participle is a predicate here: has raised, raised its; not the raised floor, backed by."""
    tags, words = s.tags, s.words
    tag, n = tags[k], len(words)
    if before & _AUX_COPULA or (before & ADV and not before & PREP):
        return True
    if not tag & PAST or (before & SPAN and words[k].bare == "ended"):
        return False
    if before & VERB and tag & ADJ and k + 1 < n and not words[k].trail and tags[k + 1] & MEASURE:
        # expects adjusted earnings
        return False
    if before & _BINDING and word_before not in _CLAUSAL:
        return False
    if k + 1 < n and words[k + 1].bare == "by" and not tag & _UP_DOWN_LINK:
        return k + 2 < n and tags[k + 2] & _NUMERIC_COUNTING > 0
    return True


def _verbal(s: Sentence, k: int, before: int, word_before: str) -> bool:
    """Say whether a word that is noun and verb is a verb here."""
    tag = s.tags[k]
    if before & _DET_OWN_ADJ_POSSESSIVE and not before & PRON and not (before & CAP and s.tags[k - 2] & NAME):
        return False
    if word_before == "to" or before & AUX:
        return True
    if before & PREP:
        return False
    if k + 1 >= len(s.words) or s.words[k].trail:
        return False
    after, then = s.tags[k + 1], s.words[k + 1].bare
    if before & PRON and not before & DET:
        return True
    third = s.words[k].bare[-1] == "s"
    if tag & SAY and third and before & _BODY_NAME and not before & PLURAL and not after & PREP:
        return True
    if tag & SAY and tag & PAST and before & (_PARTIED | CAP) and after & _MEASURED:
        # Analysts at Orbis forecast operating profit.
        return True
    if not (after & _FIGURED or then in _JOINED):
        return False
    if tag & PAST:
        return True
    plural = before & PLURAL > 0
    if not third and (before & ADV or (before & NAME and word_before[-1:] == "s")):
        # commuters still use a two-wheeler; Tenants spend 38%
        return True
    if not third and not plural and not before & NAME:
        plural = _plural_behind(s, k - 1)
    if then == "to" and k + 2 < len(s.words) and s.tags[k + 2] & BARE and not s.tags[k + 2] & CAP:
        # firms plan to hire
        return third != plural
    if then in _NOMINAL:
        return tag & _UP_DOWN_LINK_SAY > 0 and third != plural and not tag & MEASURE
    # Brackets and lists: profit $5bn is no verb where the noun before would want another form.
    return third != plural


def _plural_behind(s: Sentence, k: int) -> bool:
    """Say whether a plural owns the noun that ends at ``k``: the firms in our top quartile."""
    for j in range(k, max(0, k - 5), -1):
        if s.tags[j] & _COMMA_STOP_CLOSE and j < k:
            return False
        if s.tags[j] & PREP and s.words[j].bare in ("in", "of", "at", "from", "with", "on"):
            return s.tags[j - 1] & PLURAL > 0
    return False


def verb_left(s: Sentence, i: int, floor: int) -> int:
    """Return the nearest predicate before ``i``, gerunds included, not past a full stop; -1 where there is none."""
    tags = s.tags
    for k in range(i - 1, floor - 1, -1):
        tag = tags[k]
        if not tag & _TURNING:
            continue
        if tag & STOP and k < i - 1:
            return -1
        if tag & _PREDICATE_MAYBE_PARTICIPLE and is_verb(s, k):
            return k
        if tag & GERUND and _acts(s, k, floor):
            return k
        if tag & STOP:
            return -1
    return -1


_FOLLOWING: Final = DET | OWN | PREP | NUMERIC | COUNTING | QUANTUM | MONEY | HEDGE | PRON | ADV


def _acts(s: Sentence, k: int, floor: int) -> bool:
    """Say whether a gerund is a predicate (beating estimates), not part of a name (operating profit)."""
    tags = s.tags
    if k > floor and tags[k - 1] & COMMA:
        return True
    if k > floor and (tags[k - 1] & _DET_OWN_ADJ or (tags[k - 1] & MEASURE and tags[k - 2] & _DET_OWN)):
        # its operating profit, its equity weighting
        return False
    after = tags[k + 1] if k + 1 < len(tags) else 0
    return bool(after & _FOLLOWING or (k > floor and tags[k - 1] & PREP and not after & MEASURE))
