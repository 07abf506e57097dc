"""Nouns: the noun phrase that begins or ends at a word, and whether it names a time or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    BRACKET,
    CAP,
    CLOSE,
    CODE,
    COMMA,
    CONJ,
    COPULA,
    COUNTING,
    DET,
    FALL,
    GERUND,
    MAYBE,
    MEASURE,
    MONTH,
    NUMERIC,
    OPEN,
    OWN,
    PARTICIPLE,
    PREP,
    PRON,
    REL,
    RISE,
    SAY,
    SPAN,
    STOP,
    UNBRACKET,
    VERB,
    WEEKDAY,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.predicate import is_verb

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_DET_OWN: Final = DET | OWN
_CONJ_REL_COPULA_AUX: Final = CONJ | REL | COPULA | AUX
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_PREP_CONJ_ADV: Final = PREP | CONJ | ADV
_SPAN_WEEKDAY_CODE: Final = SPAN | WEEKDAY | CODE
_COMMA_STOP: Final = COMMA | STOP
_PREP_CONJ_REL_ETC: Final = PREP | CONJ | REL | AUX | COPULA
_ADJ_MEASURE_RISE_FALL: Final = ADJ | MEASURE | RISE | FALL
_VERB_PARTICIPLE: Final = VERB | PARTICIPLE
_DET_PREP_OWN_NUMERIC: Final = DET | PREP | OWN | NUMERIC
_PARTICIPLE_MAYBE_GERUND_MEASURE: Final = PARTICIPLE | MAYBE | GERUND | MEASURE
_ADJ_ADV_SPAN: Final = ADJ | ADV | SPAN
_ADJ_DET: Final = ADJ | DET
_OPEN_BRACKET: Final = OPEN | BRACKET
_PREP_DET_OWN_ETC: Final = PREP | DET | OWN | ADV | CONJ | REL | AUX | COPULA | NUMERIC | PRON | VERB
_BEYOND: Final = frozenset(words_of("last next this previous the a an each every"))
"""What begins another phrase: 90,000 vehicles a day."""
_PER: Final = frozenset(("a", "an", "per", "each", "every"))
_LONGEST: Final = 6
"""A noun phrase has at most so many words."""
_TURNING: Final = (
    _PREP_CONJ_REL_ETC | PRON | _NUMERIC_COUNTING | _ADJ_ADV_SPAN | DET | VERB | PARTICIPLE | MAYBE | GERUND
)
"""Words of other classes go on with a noun phrase."""
_MARKS: Final = OPEN | BRACKET | COMMA | STOP | CLOSE | UNBRACKET
_ENDS: Final = COMMA | STOP | CLOSE | UNBRACKET


def noun_right(s: Sentence, j: int, limit: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at ``j``, without what hangs on it."""
    words, tags = s.words, s.tags
    if j < limit and words[j].bare in _PER and not (tags[j - 1] & PREP or (j and tags[j - 1] & SAY)):
        return None
    start = j
    while start < limit and tags[start] & _DET_OWN and not words[start].trail:
        start += 1
    k = start
    while k < limit and k - start < _LONGEST:
        tag = tags[k]
        if not tag & _TURNING:
            if tag & _MARKS:
                if tag & _OPEN_BRACKET and k > start:
                    break
                k += 1
                if tag & _ENDS:
                    break
                continue
            k += 1
            continue
        if tag & _PREP_CONJ_REL_ETC and not tag & ADJ:
            break
        if tag & PRON and not tag & DET:
            break
        if tag & _NUMERIC_COUNTING:
            if k > start:
                break
            start = k = k + 1
            continue
        if k > start:
            if words[k].bare in _BEYOND or _ends(s, k, limit, tag):
                break
        elif tag & VERB and not tag & _PARTICIPLE_MAYBE_GERUND_MEASURE:
            break
        elif tag & PARTICIPLE and k + 1 < limit and not words[k].trail and tags[k + 1] & _DET_OWN:
            # 57% backed the ban
            break
        elif tag & ADV and not tag & _ADJ_MEASURE_RISE_FALL:
            break
        k += 1
        if tag & _ENDS:
            break
    return (start, k) if k > start else None


def _ends(s: Sentence, k: int, limit: int, tag: int) -> bool:
    """Say whether a noun phrase ends before the word at ``k``."""
    if tag & ADV and not tag & _ADJ_MEASURE_RISE_FALL:
        return True
    if tag & MAYBE:
        if is_verb(s, k):
            return True
    elif tag & _VERB_PARTICIPLE and not tag & GERUND and not _adjectival(s, k, limit):
        return True
    if tag & GERUND and k + 1 < limit and s.tags[k + 1] & _DET_PREP_OWN_NUMERIC:
        return True
    return bool((tag & SPAN and s.tags[k - 1] & _ADJ_DET) or tag & _OPEN_BRACKET)


def _adjectival(s: Sentence, k: int, limit: int) -> bool:
    """Say whether a participle in a noun phrase goes on to its noun (new listed companies)."""
    if k + 1 >= limit or s.words[k].trail:
        return False
    after = s.tags[k + 1]
    return not after & _PREP_DET_OWN_ETC


def noun_left(s: Sentence, end: int, floor: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends before ``end``, with what hangs on it."""
    words, tags = s.words, s.tags
    k = end - 1
    start = end
    while k >= floor and end - k < 14:
        tag = tags[k]
        if k < end - 1 and (tag & _COMMA_STOP):
            break
        if not words[k].bare or words[k].bare == "-":
            break
        if (tag & _CONJ_REL_COPULA_AUX and words[k].bare not in ("and", "&")) or words[k].bare in (
            "with",
            "that",
            "by",
            "as",
        ):
            break
        if words[k].bare == "and" and (k == floor or tags[k - 1] & COMMA or start == end):
            break
        if tag & _VERB_MAYBE_PARTICIPLE and is_verb(s, k):
            break
        start = k
        k -= 1
    while start < end and tags[start] & _PREP_CONJ_ADV and not tags[start] & ADJ:
        start += 1
    if all(tags[j] & _DET_OWN for j in range(start, end)):
        return None
    # What begins with a preposition's remains (in May sales of) keeps its last part.
    return (start, end) if start < end and not tags[end - 1] & NUMERIC else None


def is_time(s: Sentence, span: tuple[int, int]) -> bool:
    """Say whether a noun phrase names a time (the end of March), which owns nothing."""
    tags, words = s.tags, s.words
    for k in range(span[0], min(span[1], span[0] + 5)):
        number = words[k].number
        if (
            words[k].bare in ("end", "period", "start", "beginning", "average")
            or tags[k] & _SPAN_WEEKDAY_CODE
            or (tags[k] & MONTH and tags[k] & CAP)
            or (number is not None and number.year)
        ):
            return True
    return False


def is_bare(s: Sentence, span: tuple[int, int]) -> bool:
    """Say whether words before a noun of change name nothing: a 5% annual rise, a 5% year-on-year rise."""
    return all(s.tags[k] & _ADJ_ADV_SPAN for k in range(*span))
