"""Noun phrases: whose, what, and what hangs on it; and the words of a span."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    BODY,
    CAP,
    COMMA,
    CONJ,
    DET,
    GERUND,
    NAME,
    OWN,
    PARTICIPLE,
    PLURAL,
    POSSESSIVE,
    PREP,
    PRON,
    STOP,
)
from tracker.extract.english.lists import words_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_DET_OWN_ADJ: Final = DET | OWN | ADJ
_DET_OWN: Final = DET | OWN
_COMMA_STOP: Final = COMMA | STOP
_DET_ADV_CONJ: Final = DET | ADV | CONJ
_PARTICIPLE_GERUND: Final = PARTICIPLE | GERUND
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
_PARTING: Final = PREP | COMMA | PARTICIPLE | GERUND


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
