"""Noun phrases: where the subject of a verb stands, what is measured and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    BARE,
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
    DOWN,
    FALL,
    GERUND,
    HEDGE,
    LINK,
    MAYBE,
    MEASURE,
    MONEY,
    MONTH,
    NAME,
    NUMERIC,
    OPEN,
    OWN,
    PARTICIPLE,
    PAST,
    PLURAL,
    POSSESSIVE,
    PREDICATE,
    PREP,
    PRON,
    QUANTUM,
    REL,
    RISE,
    SAY,
    SPAN,
    STOP,
    UNBRACKET,
    UNIT,
    UP,
    VERB,
    WEEKDAY,
)
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_LINKED: Final = frozenset(words_of("and or & nor"))
_OWNING: Final = frozenset(words_of("of at for from in by on between among to with per among within"))
_CLAUSE: Final = frozenset(
    words_of(
        """
    while whereas although though because if unless when whenever once so but yet as since where that which
    who whom after before and or with
    """
    )
)
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
LONGEST: Final = 12


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
_COMMA_STOP: Final = COMMA | STOP
_DET_PRON_MEASURE: Final = DET | PRON | MEASURE
_VERB_MAYBE_PARTICIPLE_ETC: Final = VERB | MAYBE | PARTICIPLE | ADJ | GERUND | SAY
_NUMERIC_COUNTING_QUANTUM_UNIT: Final = NUMERIC | COUNTING | QUANTUM | UNIT
_COPULA_AUX: Final = COPULA | AUX
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_CONJ_ADV: Final = CONJ | ADV
_DET_ADJ_PREP: Final = DET | ADJ | PREP
_STOP_COMMA: Final = STOP | COMMA
_DET_ADV_CONJ: Final = DET | ADV | CONJ
_ADJ_MEASURE_CAP: Final = ADJ | MEASURE | CAP
_PARTICIPLE_GERUND: Final = PARTICIPLE | GERUND
_PREP_CONJ_REL_ETC: Final = PREP | CONJ | REL | AUX | COPULA
_ADJ_MEASURE_RISE_FALL: Final = ADJ | MEASURE | RISE | FALL
_VERB_PARTICIPLE: Final = VERB | PARTICIPLE
_DET_PREP_OWN_NUMERIC: Final = DET | PREP | OWN | NUMERIC
_PARTICIPLE_MAYBE_GERUND_MEASURE: Final = PARTICIPLE | MAYBE | GERUND | MEASURE
_ADJ_DET: Final = ADJ | DET
_OPEN_BRACKET: Final = OPEN | BRACKET
_PREP_DET_OWN_ETC: Final = PREP | DET | OWN | ADV | CONJ | REL | AUX | COPULA | NUMERIC | PRON | VERB


def is_verb(s: Sentence, k: int) -> bool:
    """Say whether the word at ``k`` is a predicate where it stands."""
    tags = s.tags
    tag = tags[k]
    if tag & _AUX_COPULA:
        return not (tag & MONTH and tag & CAP)
    words = s.words
    if tag & CAP and k and tags[k - 1] & NAME and k + 1 < len(words) and not tags[k + 1] & _CAP_NUMERIC:
        # Marte Lie of Fjordbank: a name; in a headline capitals would go on.
        return False
    apart = k == 0 or tags[k - 1] & _COMMA_STOP_CLOSE > 0
    before = 0 if apart else tags[k - 1]
    word_before = words[k - 1].bare if k else ""
    if tag & MAYBE:
        return _verbal(s, k, before, word_before, apart=apart)
    if tag & PARTICIPLE:
        if before & _AUX_COPULA or (before & ADV and not before & PREP):
            return True
        if not tag & PAST or (before & SPAN and words[k].bare == "ended"):
            return False
        if before & _BINDING and word_before not in ("and", "but", "then", "or", "that", "which", "who"):
            return False
        after = words[k + 1].bare if k + 1 < len(words) else ""
        if apart:
            # Behind a comma: , backed by … is no predicate; , raised its … is.
            if k == 0 or words[k].trail:
                return k > 0 and tag & SAY > 0
            if tag & SAY or not (k + 1 < len(words) and tags[k + 1] & PREP):
                return True
            # held at 5%, behind an aside: nothing before it is the predicate.
            return not any(tags[j] & _AUX_COPULA_VERB and not tags[j] & MONTH for j in range(max(0, k - 15), k))
        if after == "by" and not tag & _UP_DOWN_LINK:
            return k + 2 < len(words) and tags[k + 2] & _NUMERIC_COUNTING > 0
        return True
    if not tag & VERB:
        return False
    if tag & BARE and not tag & PAST:
        return not before & _DET_OWN_ADJ or word_before in ("to", "not")
    return not before & _DET_OWN or tag & SAY > 0 or before & PRON > 0


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


def _verbal(s: Sentence, k: int, before: int, word_before: str, *, apart: bool) -> bool:
    """Say whether a word that is noun and verb is a verb here."""
    tag = s.tags[k]
    if before & _DET_OWN_ADJ_POSSESSIVE and not before & PRON:
        return False
    if word_before == "to" or before & AUX:
        return True
    if before & PREP or apart:
        return False
    if k + 1 >= len(s.words) or s.words[k].trail:
        return False
    after, then = s.tags[k + 1], s.words[k + 1].bare
    if before & PRON and not before & DET:
        return True
    third = s.words[k].bare[-1] == "s"
    if tag & SAY and third and before & _BODY_NAME and not before & PLURAL and not after & PREP:
        return True
    if not (after & _FIGURED or then in _JOINED):
        return False
    if tag & PAST:
        return True
    plural = before & PLURAL > 0
    if then in _NOMINAL:
        return tag & _UP_DOWN_LINK_SAY > 0 and third != plural and not tag & MEASURE
    # Brackets and lists: profit $5bn is no verb where the noun before would want another form.
    return third != plural


def verb_left(s: Sentence, i: int, floor: int) -> int:
    """Return the nearest predicate before ``i``, gerunds included, not past a full stop; -1 where there is none."""
    tags = s.tags
    for k in range(i - 1, floor - 1, -1):
        tag = tags[k]
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
    if k > floor and tags[k - 1] & (DET | OWN | ADJ):
        return False
    after = tags[k + 1] if k + 1 < len(tags) else 0
    return bool(after & _FOLLOWING or (k > floor and tags[k - 1] & PREP and not after & MEASURE))


def subject_of(s: Sentence, v: int, floor: int, depth: int = 0) -> tuple[int, int] | None:
    """Return the words of the subject of the predicate at ``v``; None where none stands before it."""
    words, tags = s.words, s.tags
    k = v - 1
    to = False
    while k >= floor:
        tag = tags[k]
        if tag & _COMMA_STOP:
            break
        bare = words[k].bare
        if bare == "having" and depth <= 3:
            before = verb_left(s, k, floor)
            return subject_of(s, before, floor, depth + 1) if before >= 0 else None
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
        else:
            break
        k -= 1
    if k < floor:
        return None
    tag, bare = tags[k], words[k].bare
    if tag & STOP:
        return None
    if to and depth <= 3 and tag & _NUMERIC_COUNTING_QUANTUM_UNIT:
        before = verb_left(s, k + 1, floor)
        return subject_of(s, before, floor, depth + 1) if before >= 0 else None
    if bare in ("which", "who", "that", "whom") and k > floor:
        # The antecedent.
        return _region(s, k - 1, floor, tight=True)
    if (bare in ("and", "but", "or", "then") and not tag & COMMA) or (tags[v] & GERUND and tag & COMMA):
        if depth > 3:
            return None
        before = verb_left(s, k if bare in ("and", "but", "or", "then") else k + 1, floor)
        if before < 0:
            return None
        return subject_of(s, before, floor, depth + 1)
    if tag & COMMA:
        m = k - 1
        while m >= floor and not tags[m] & _COMMA_STOP:
            m -= 1
        if m < floor or tags[m] & STOP:
            return _region(s, k, floor)
        return _region(s, m, floor)
    if tag & CONJ and bare not in _LINKED:
        return None
    if tags[v] & GERUND and bare in ("by", "from", "of", "after", "before", "in", "for", "on", "without"):
        before = verb_left(s, k, floor)
        return subject_of(s, before, floor, depth + 1) if before >= 0 and depth <= 3 else None
    return _region(s, k, floor)


def _region(s: Sentence, k: int, floor: int, *, tight: bool = False) -> tuple[int, int] | None:
    """Return the noun phrase that ends with word ``k``, with what hangs on it."""
    words, tags = s.words, s.tags
    while k - 2 >= floor and tags[k] & WEEKDAY and not tags[k] & (COMMA | STOP) and words[k - 1].bare == "on":
        # Larkfield on Tuesday
        k -= 2
    start = k
    j = k
    if words[k].bare in _PRONOUNS:
        return k, k + 1
    while j >= floor and k - j < 30:
        tag = tags[j]
        if j < k and tag & _COMMA_STOP:
            break
        bare = words[j].bare
        if bare in _LINKED and j > floor and j < k:
            if _verb_between(s, j, floor):
                break
        elif (
            bare in _CLAUSE
            or tag & _COPULA_AUX
            or (tag & _VERB_MAYBE_PARTICIPLE and not tag & GERUND and is_verb(s, j))
            or (tight and j < k and tag & PREP and bare != "of")
        ):
            break
        start = j
        if tag & OPEN:
            break
        if (
            tag & DET
            and j < k
            and j > floor
            and bare in ("a", "an", "the")
            and not tags[j - 1] & _LEADING
            and not tags[j - 1] & _COMMA_STOP
        ):
            break
        j -= 1
    while start < k and (tags[start] & _CONJ_ADV and not tags[start] & _DET_ADJ_PREP):
        start += 1
    if tags[start] & PREP and start < k and not tags[start] & DET:
        moved = _past_time(s, start, k)
        start = _past_phrase(s, start, k) if moved is None else moved
    return (start, k + 1) if start <= k else None


def _verb_between(s: Sentence, j: int, floor: int) -> bool:
    for k in range(j - 1, max(floor, j - 12) - 1, -1):
        tag = s.tags[k]
        if tag & _STOP_COMMA:
            return False
        if tag & _AUX_COPULA_VERB and is_verb(s, k):
            return True
        if s.words[k].bare in _CLAUSE and k < j - 1 and s.words[k].bare not in _LINKED:
            return False
    return False


_PRONOUNS: Final = frozenset(words_of("it he she they we i you"))
_LEADING: Final = PREP | CONJ | VERB | AUX | COPULA | DET | GERUND | REL | SAY


def _past_phrase(s: Sentence, start: int, k: int) -> int:
    """Return where the noun phrase begins behind a leading preposition's (At full speed the machine)."""
    for j in range(start + 2, k + 1):
        if s.tags[j] & _DET_OWN and not s.tags[j - 1] & _LEADING:
            return j
    return start + 1


_TIMED: Final = MONTH | SPAN | WEEKDAY | CODE


def _past_time(s: Sentence, start: int, k: int) -> int | None:
    """Return where the noun phrase begins behind a leading time (In March exports)."""
    last = -1
    for j in range(start, k + 1):
        number = s.words[j].number
        if s.tags[j] & _TIMED or (number is not None and number.year):
            last = j
    return last + 1 if 0 <= last < k else None


_CAP_NUMERIC: Final = CAP | NUMERIC


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


def take_apart(s: Sentence, start: int, end: int) -> Phrase:
    """Tell a noun phrase's head from its owner and from the phrases that hang on it."""
    words, tags = s.words, s.tags
    while start < end - 1 and tags[start] & _DET_ADV_CONJ and not tags[start] & (_ADJ_MEASURE_CAP * 0):
        start += 1
    phrase = Phrase(start, end)
    owner_end = -1
    prep = -1
    for j in range(start, end):
        tag = tags[j]
        if tag & POSSESSIVE and j < end - 1:
            owner_end = j + 1
            if prep >= 0:
                break
        elif tag & PREP and words[j].bare in _OWNING and j > start:
            prep = j
            break
        elif tag & COMMA and j < end - 1:
            end = j + 1
            phrase.end = end
            break
        elif (
            j > start
            and tag & _PARTICIPLE_GERUND
            and j + 1 < end
            and tags[j + 1] & PREP
            and not tags[j - 1] & _DET_OWN_ADJ
        ):
            prep = j
            break
    if tags[start] & OWN:
        phrase.pronoun = True
        phrase.head_start = start + 1 if start + 1 < end else start
    elif end - start == 1 and tags[start] & PRON and not tags[start] & CAP * 0:
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
            phrase.owner = (after, stop)
    while phrase.head_start < phrase.head_end - 1 and tags[phrase.head_start] & _DET_OWN:
        phrase.head_start += 1
    return phrase


_PER: Final = frozenset(("a", "an", "per", "each", "every"))
_ENDS: Final = COMMA | STOP | CLOSE | UNBRACKET


def noun_right(s: Sentence, j: int, limit: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at ``j``, without what hangs on it."""
    words, tags = s.words, s.tags
    if j < limit and words[j].bare in _PER and not (words[j - 1].tag & PREP or (j and words[j - 1].tag & SAY)):
        return None
    start = j
    while start < limit and tags[start] & _DET_OWN and not words[start].trail:
        start += 1
    k = start
    while k < limit and k - start < 6:
        tag = tags[k]
        if tag & _PREP_CONJ_REL_ETC and not tag & ADJ:
            break
        if tag & PRON and not tag & DET:
            break
        if tag & _NUMERIC_COUNTING:
            if k > start:
                break
            start = k = k + 1
            continue
        if k > start and words[k].bare in ("last", "next", "this", "previous"):
            break
        if tag & ADV and not tag & _ADJ_MEASURE_RISE_FALL:
            break
        if (
            k > start
            and tag & _VERB_PARTICIPLE
            and not tag & MAYBE
            and not tag & GERUND
            and not _adjectival(s, k, limit)
        ):
            break
        if k > start and tag & MAYBE and is_verb(s, k):
            break
        if k > start and tag & GERUND and k + 1 < limit and tags[k + 1] & _DET_PREP_OWN_NUMERIC:
            break
        if k == start and tag & VERB and not tag & _PARTICIPLE_MAYBE_GERUND_MEASURE:
            break
        if k > start and tag & SPAN and tags[k - 1] & _ADJ_DET:
            break
        if tag & _OPEN_BRACKET and k > start:
            break
        k += 1
        if tag & _ENDS:
            break
    return (start, k) if k > start else None


def _adjectival(s: Sentence, k: int, limit: int) -> bool:
    """Say whether a participle in a noun phrase goes on to its noun (new listed companies)."""
    if k + 1 >= limit or s.words[k].trail:
        return False
    after = s.tags[k + 1]
    return not after & _PREP_DET_OWN_ETC


def span_text(text: str, s: Sentence, first: int, last: int) -> str:
    """Return the words from ``first`` up to ``last`` as the text has them, without what surrounds them."""
    start, end = s.word_span(first, last)
    word = s.words[last - 1]
    if word.tag & POSSESSIVE and word.body[-2:-1] in ("'", "’"):
        end -= 2
    said = text[start:end]
    return " ".join(said.split()) if "\n" in said or "  " in said else said
