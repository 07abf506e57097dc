"""Subjects: where the doer of a verb stands in its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    CODE,
    COMMA,
    CONJ,
    COPULA,
    COUNTING,
    DET,
    GERUND,
    MAYBE,
    MEASURE,
    MONTH,
    NAME,
    NUMERIC,
    OPEN,
    OWN,
    PARTICIPLE,
    PREP,
    PRON,
    QUANTUM,
    REL,
    SAY,
    SPAN,
    STOP,
    UNIT,
    VERB,
    WEEKDAY,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.predicate import is_verb, verb_left

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_AUX_COPULA: Final = AUX | COPULA
_AUX_COPULA_VERB: Final = AUX | COPULA | VERB
_DET_OWN: Final = DET | OWN
_COMMA_STOP: Final = COMMA | STOP
_DET_PRON_MEASURE: Final = DET | PRON | MEASURE
_VERB_MAYBE_PARTICIPLE_ETC: Final = VERB | MAYBE | PARTICIPLE | ADJ | GERUND | SAY
_NUMERIC_COUNTING_QUANTUM_UNIT: Final = NUMERIC | COUNTING | QUANTUM | UNIT
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_CONJ_ADV: Final = CONJ | ADV
_DET_ADJ_PREP: Final = DET | ADJ | PREP
_LONGEST: Final = 30
_DEPTH: Final = 3
"""A subject is handed on from one verb to the next so many times and once more."""
_JOINING: Final = ("and", "but", "or", "then")
_LINKED: Final = frozenset(words_of("and or & nor"))
_CLAUSE: Final = frozenset(
    words_of(
        """
    while whereas although though because if unless when whenever once so but yet as since where that which
    who whom after before and or with
    """
    )
)
_INFINITIVAL: Final = frozenset(
    words_of(
        """
    plan plans talks deal deals bid bids move effort efforts offer offers decision agreement agreements proposal
    proposals promise pledge pledges attempt attempts contract contracts permission intention option options right
    programme program drive ability capacity scheme licence
    """
    )
)
"""Nouns that to and a verb go with."""
_PRONOUNS: Final = frozenset(words_of("it he she they we i you"))
_TURNING: Final = CONJ | PREP | REL | PRON | AUX | COPULA | VERB | MAYBE | PARTICIPLE | DET
"""Words of other classes, but for &, go on with a noun phrase."""
_PASSED: Final = COMMA | STOP | AUX | COPULA | ADV | PREP | PARTICIPLE | CONJ | REL | PRON | DET
"""What may stand between a predicate and its subject."""
_LEADING: Final = PREP | CONJ | VERB | AUX | COPULA | DET | GERUND | REL | SAY
_TIMED: Final = MONTH | SPAN | WEEKDAY | CODE


def subject_of(s: Sentence, v: int) -> tuple[int, int] | None:
    """Return the words of the subject of the predicate at ``v``; None where none stands before it."""
    if v not in s.subjects:
        s.subjects[v] = _doer(s, v, 0)
    return s.subjects[v]


def _left(s: Sentence, i: int, depth: int) -> tuple[int, int] | None:
    """Return the subject of the predicate before word ``i``."""
    before = verb_left(s, i, 0)
    return _doer(s, before, depth + 1) if before >= 0 and depth <= _DEPTH else None


def _doer(s: Sentence, v: int, depth: int) -> tuple[int, int] | None:
    words, tags = s.words, s.tags
    k = v - 1
    to = False
    if k >= 0 and not tags[k] & _PASSED and not tags[v] & GERUND:
        return _region(s, k)
    while k >= 0:
        tag = tags[k]
        if tag & _COMMA_STOP:
            break
        bare = words[k].bare
        if bare == "having" and depth <= _DEPTH:
            return _left(s, k, depth)
        if bare == "to":
            to = True
        elif (
            tag & _AUX_COPULA
            or (tag & ADV and not tag & _DET_PRON_MEASURE)
            or bare == "not"
            or (to and tag & _VERB_MAYBE_PARTICIPLE_ETC)
        ):
            to = False
        elif tags[k + 1] & PARTICIPLE and tag & PARTICIPLE and is_verb(s, k):
            pass
        elif to and k > 0 and (tags[k - 1] & COPULA or bare in _INFINITIVAL):
            # is ready to pay; is in talks to buy: he who is so pays
            return _left(s, k, depth)
        else:
            break
        k -= 1
    if k < 0:
        return None
    tag, bare = tags[k], words[k].bare
    if tag & STOP:
        return None
    if to and depth <= _DEPTH and tag & _NUMERIC_COUNTING_QUANTUM_UNIT:
        return _left(s, k + 1, depth)
    if bare == "that" and k > 0 and tags[k - 1] & _COMMA_STOP:
        # Across the region, that adds up to …
        return k, k + 1
    if bare in ("which", "who", "that", "whom") and k > 0:
        # The antecedent.
        return _region(s, k - 1, tight=True)
    if (bare in _JOINING and not tag & COMMA) or (tags[v] & GERUND and tag & COMMA):
        return _left(s, k if bare in _JOINING else k + 1, depth)
    if tag & COMMA:
        m = k - 1
        while m >= 0 and not tags[m] & _COMMA_STOP:
            m -= 1
        if m < 0 or tags[m] & STOP:
            return _region(s, k)
        return _region(s, _before_aside(s, m))
    if tag & CONJ and bare not in _LINKED:
        return None
    if tags[v] & GERUND and depth <= _DEPTH and tag & PARTICIPLE and is_verb(s, k):
        # is born owing, was seen leaving
        return _doer(s, k, depth + 1)
    if tags[v] & GERUND and bare in ("by", "from", "of", "after", "before", "in", "for", "on", "without"):
        return _left(s, k, depth)
    return _region(s, k)


def _region(s: Sentence, k: int, *, tight: bool = False) -> tuple[int, int] | None:
    """Return the noun phrase that ends with word ``k``, with what hangs on it."""
    words, tags = s.words, s.tags
    while k - 2 >= 0 and tags[k] & WEEKDAY and not tags[k] & (COMMA | STOP) and words[k - 1].bare == "on":
        # Larkfield on Tuesday
        k -= 2
    if words[k].bare in _PRONOUNS:
        return k, k + 1
    start = min(k, _back(s, k, tight))
    if start < 0:
        # The proportion who felt tired fell: what fell stands before who.
        return _region(s, -start - 1, tight=True)
    while start < k and (tags[start] & _CONJ_ADV and not tags[start] & _DET_ADJ_PREP):
        start += 1
    if tags[start] & PREP and start < k and not tags[start] & DET:
        moved = _past_time(s, start, k)
        start = _past_phrase(s, start, k) if moved is None else moved
    return (start, k + 1) if start <= k else None


def _back(s: Sentence, k: int, tight: bool) -> int:
    """Return where the noun phrase that ends with word ``k`` begins.

    A negative one says that it ends in a relative clause, and at which word, counted from the end, its noun does.
    """
    words, tags = s.words, s.tags
    marked = s.union & OPEN
    last = max(0, k - _LONGEST + 1)
    for j in range(k, last - 1, -1):
        tag = tags[j]
        if tag & _COMMA_STOP and j < k:
            return j + 1
        if tag & _TURNING:
            bare = words[j].bare
            if bare in _LINKED and 0 < j < k:
                if _verb_between(s, j):
                    return j + 1
            elif (
                bare in _CLAUSE
                or tag & _AUX_COPULA
                or (tag & _VERB_MAYBE_PARTICIPLE and not tag & GERUND and is_verb(s, j))
                or (tight and j < k and tag & PREP and bare != "of")
            ):
                if bare == "with" and not tight and _attached(s, j):
                    continue
                relative = -1 if tight else _relative(s, j)
                return -relative if relative > 0 else j + 1
            if (
                tag & DET
                and 0 < j < k
                and bare in ("a", "an", "the")
                and not tags[j - 1] & _LEADING
                and not tags[j - 1] & _COMMA_STOP
                and not (marked and tag & OPEN)
            ):
                return j
        elif tag & NAME and 0 < j < k and words[j].bare == "&" and _verb_between(s, j):
            return j + 1
        if marked and tag & OPEN:
            return j
    return last


def _attached(s: Sentence, j: int) -> bool:
    """Say whether with hangs on a noun that begins its clause: A follow-up with 3,000 people will start."""
    if j <= 1 or s.tags[j - 1] & _COMMA_STOP:
        return False
    for k in range(j - 1, max(0, j - 6) - 1, -1):
        tag = s.tags[k]
        if tag & _COMMA_STOP:
            return True
        if tag & _VERB_MAYBE_PARTICIPLE_ETC & ~ADJ and is_verb(s, k):
            return False
    return j <= 6


def _before_aside(s: Sentence, m: int) -> int:
    """Return the comma that opens an aside with commas of its own: Core CPI, which leaves out food, fuel and rent,."""
    for j in range(m, max(0, m - 24), -1):
        if s.tags[j] & STOP:
            break
        if s.tags[j] & COMMA and s.words[j + 1].bare in ("which", "who", "whose", "including"):
            return j
    return m


def _relative(s: Sentence, j: int) -> int:
    """Return where the relative clause begins that the verb at ``j`` belongs to; -1 where it is none."""
    for k in range(j, max(0, j - 8), -1):
        if s.tags[k] & _COMMA_STOP:
            return -1
        if s.words[k].bare in ("who", "which"):
            return -1 if s.tags[k - 1] & PREP else k
    return -1


def _verb_between(s: Sentence, j: int) -> bool:
    for k in range(j - 1, max(0, j - 12) - 1, -1):
        tag = s.tags[k]
        if tag & _COMMA_STOP:
            return False
        if tag & _AUX_COPULA_VERB and is_verb(s, k):
            return True
        if s.words[k].bare in _CLAUSE and k < j - 1 and s.words[k].bare not in _LINKED:
            return False
    return False


def _past_phrase(s: Sentence, start: int, k: int) -> int:
    """Return where the noun phrase begins behind a leading preposition's (At full speed the machine)."""
    for j in range(start + 2, k + 1):
        if s.tags[j] & _DET_OWN and not s.tags[j - 1] & _LEADING:
            return j
    return start + 1


def _past_time(s: Sentence, start: int, k: int) -> int | None:
    """Return where the noun phrase begins behind a leading time (In March exports)."""
    last = -1
    for j in range(start, k + 1):
        number = s.words[j].number
        if s.tags[j] & _TIMED or (number is not None and number.year):
            last = j
    return last + 1 if 0 <= last < k else None
