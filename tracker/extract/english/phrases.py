"""Noun phrases: whose, what, and what hangs on it; and the words of a span."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    BODY,
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
    NAME,
    NUMERIC,
    OPEN,
    OWN,
    PARTICIPLE,
    PLURAL,
    POSSESSIVE,
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
_DET_OWN_ADJ: Final = DET | OWN | ADJ
_DET_OWN: Final = DET | OWN
_CONJ_REL_COPULA_AUX: Final = CONJ | REL | COPULA | AUX
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_PREP_CONJ_ADV: Final = PREP | CONJ | ADV
_SPAN_WEEKDAY_CODE: Final = SPAN | WEEKDAY | CODE
_COMMA_STOP: Final = COMMA | STOP
_DET_ADV_CONJ: Final = DET | ADV | CONJ
_PARTICIPLE_GERUND: Final = PARTICIPLE | GERUND
_PREP_CONJ_REL_ETC: Final = PREP | CONJ | REL | AUX | COPULA
_ADJ_MEASURE_RISE_FALL: Final = ADJ | MEASURE | RISE | FALL
_VERB_PARTICIPLE: Final = VERB | PARTICIPLE
_DET_PREP_OWN_NUMERIC: Final = DET | PREP | OWN | NUMERIC
_PARTICIPLE_MAYBE_GERUND_MEASURE: Final = PARTICIPLE | MAYBE | GERUND | MEASURE
_ADJ_ADV_SPAN: Final = ADJ | ADV | SPAN
_ADJ_DET: Final = ADJ | DET
_OPEN_BRACKET: Final = OPEN | BRACKET
_PREP_DET_OWN_ETC: Final = PREP | DET | OWN | ADV | CONJ | REL | AUX | COPULA | NUMERIC | PRON | VERB
_OWNING: Final = frozenset(words_of("of at for from in by on between among to with per among within"))
STAND_INS: Final = words_of(
    """
    company firm group business bank lender insurer carmaker automaker manufacturer maker retailer supplier operator
    developer builder airline carrier startup start-up chipmaker drugmaker brewer publisher broadcaster corporation
    conglomerate
    """
)
"""Words that, behind the, stand for the name that went before."""
CORPORATE: Final = frozenset(
    words_of(
        """
    revenue revenues sales turnover profit profits earnings income loss losses margin margins dividend
    dividends debt borrowings cash headcount workforce staff capex guidance ebitda ebit eps shares backlog
    bookings shipments deliveries orders expenditure valuation assets liabilities equity spending
    capitalisation capitalization proceeds
    """
    )
)
"""Measures that always are somebody's: without an owner they belong to whom the text is about."""
_OWNER: Final = CAP | PLURAL | BODY | PRON | NAME
_BEYOND: Final = frozenset(words_of("last next this previous the a an each every"))
"""What begins another phrase: 90,000 vehicles a day."""
_PER: Final = frozenset(("a", "an", "per", "each", "every"))
_LONGEST: Final = 6
"""A noun phrase has at most so many words."""
_PARTING: Final = PREP | COMMA | PARTICIPLE | GERUND
_TURNING: Final = (
    _PREP_CONJ_REL_ETC | PRON | _NUMERIC_COUNTING | _ADJ_ADV_SPAN | DET | VERB | PARTICIPLE | MAYBE | GERUND
)
"""Words of other classes go on with a noun phrase."""
_MARKS: Final = OPEN | BRACKET | COMMA | STOP | CLOSE | UNBRACKET
_ENDS: Final = COMMA | STOP | CLOSE | UNBRACKET


class Phrase:
    """A noun phrase taken apart: whose, what, and what hangs on it."""

    __slots__ = ("end", "head_end", "head_start", "owner", "pronoun", "start")

    def __init__(self, start: int, end: int) -> None:
        """Hold the words from ``start`` up to ``end``."""
        self.start = start
        self.end = end
        self.head_start = start
        self.head_end = end
        self.owner: tuple[int, int] | None = None
        self.pronoun = False
        """Its owner is a pronoun, or it is one itself."""


def take_apart(s: Sentence, span: tuple[int, int]) -> Phrase:
    """Tell a noun phrase's head from its owner and from the phrases that hang on it."""
    known = s.phrases.get(span)
    if known is None:
        known = s.phrases[span] = _apart(s, *span)
    return known


def _apart(s: Sentence, start: int, end: int) -> Phrase:
    words, tags = s.words, s.tags
    while start < end - 1 and tags[start] & _DET_ADV_CONJ and not (tags[start] & PRON and tags[start + 1] & PREP):
        # Those in the high-dose arm keep their those.
        start += 1
    phrase = Phrase(start, end)
    owner_end = -1
    prep = -1
    owned = s.union & POSSESSIVE
    for j in range(start, end):
        tag = tags[j]
        if owned and tag & POSSESSIVE and j < end - 1:
            owner_end = j + 1
        elif not tag & _PARTING:
            continue
        elif tag & PREP and j > start and words[j].bare in _OWNING:
            prep = j
            break
        elif tag & COMMA and j < end - 1:
            end = j + 1
            phrase.end = end
            break
        elif (
            tag & _PARTICIPLE_GERUND
            and j > start
            and j + 1 < end
            and tags[j + 1] & PREP
            and not tags[j - 1] & _DET_OWN_ADJ
        ):
            prep = j
            break
    if tags[start] & OWN:
        phrase.pronoun = True
        phrase.head_start = start + 1 if start + 1 < end else start
    elif end - start == 1 and tags[start] & PRON:
        phrase.pronoun = words[start].bare not in ("those", "these", "everyone", "nobody", "anyone")
    if owner_end > 0 and (prep < 0 or owner_end <= prep):
        phrase.owner = (start, owner_end)
        phrase.head_start = owner_end
        phrase.head_end = prep if prep > 0 else end
    elif prep > 0:
        phrase.head_end = prep
        after = prep + 1
        if tags[prep] & _PARTICIPLE_GERUND:
            after = prep + 2
        if after < end:
            stop = after
            while stop < end:
                if stop > after and tags[stop] & PREP and words[stop].bare not in ("of", "and", "&"):
                    break
                stop += 1
                if tags[stop - 1] & _COMMA_STOP:
                    break
            caused = tags[prep] & _PARTICIPLE_GERUND and words[prep + 1].bare == "by"
            # Delays caused by shortages are not theirs, nor is life expectancy at birth that of birth.
            if not caused and not (words[prep].bare == "at" and stop - after == 1 and not tags[after] & _OWNER):
                phrase.owner = (after, stop)
    while phrase.head_start < phrase.head_end - 1 and tags[phrase.head_start] & _DET_OWN:
        phrase.head_start += 1
    return phrase


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


def holds(s: Sentence, classes: int, start: int, end: int) -> bool:
    """Say whether any of the words from ``start`` up to ``end`` is of one of these classes."""
    for tag in s.tags[start:end]:  # noqa: SIM110 - the generator that any() wants costs more than the loop
        if tag & classes:
            return True
    return False


def head_of(s: Sentence, part: tuple[int, int]) -> tuple[int, int]:
    """Return the head of a noun phrase, without owner and without what hangs on it."""
    phrase = take_apart(s, part)
    return phrase.head_start, phrase.head_end


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


def span_text(text: str, s: Sentence, first: int, last: int) -> str:
    """Return the words from ``first`` up to ``last`` as the text has them, without what surrounds them."""
    words = s.words
    at = s.at or s.place()
    last -= 1
    word = words[last]
    end = at[last] + word.reach
    if word.tag & POSSESSIVE and word.body[-2:-1] in ("'", "’"):
        end -= 2
    said = text[at[first] + words[first].lead : end]
    return said if s.plain else " ".join(said.split()) if "\n" in said or "  " in said else said
