"""Sayers: which words beside a verb of saying can be the one who says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    AUX,
    BODY,
    CLOSE,
    COMMA,
    COPULA,
    DET,
    GERUND,
    MAYBE,
    NAME,
    OWN,
    PARTICIPLE,
    PREP,
    PRON,
    ROLE,
    STOP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.nouns import noun_right
from tracker.extract.english.phrases import holds
from tracker.extract.english.predicate import is_verb

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

DOCUMENTS: Final = frozenset(
    words_of(
        """
    report reports survey surveys study studies poll polls census statement data figures filing filings paper
    analysis research review index bulletin audit estimate estimates forecast forecasts projections statistics
    results accounts tracker barometer questionnaire release prospectus letter memo
    """
    )
)
"""What speaks for those who wrote it."""
INVERTED: Final = frozenset(
    words_of("said says added wrote adds warned explained reported noted argued announced claimed insisted")
)
"""Verbs that may stand before their speaker."""
SHOWING: Final = frozenset(
    words_of(
        """
    show shows showed find finds found indicate indicates indicated suggest suggests suggested reveal reveals revealed
    """
    )
)
"""Verbs of what documents do."""
_COMMA_STOP: Final = COMMA | STOP
_COMMA_CLOSE_STOP: Final = COMMA | CLOSE | STOP
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE | AUX | COPULA
_SPEAKING: Final = NAME | BODY | ROLE | PRON | OWN

Span = tuple[int, int]


def inverted(s: Sentence, k: int) -> Span | None:
    """Return the speaker behind a verb of saying: “…,” said Ana Roe."""
    words, tags = s.words, s.tags
    if (
        k == 0
        or k + 1 >= len(words)
        or words[k].trail
        or (words[k].bare not in INVERTED and not tags[k - 1] & CLOSE)
        or not tags[k - 1] & _COMMA_CLOSE_STOP
        or words[k + 1].bare in ("that", "it", "they", "on", "in")
        or (tags[k + 1] & PRON and not tags[k + 1] & DET)
    ):
        return None
    if not tags[k - 1] & CLOSE and not _stated(s, k):
        return None
    part = name_right(s, k + 1)
    if part is None or (part[1] < len(words) and not words[part[1] - 1].trail and not tags[part[1]] & (PREP | GERUND)):
        return part if part is not None and tags[k - 1] & CLOSE else None
    return part


def _stated(s: Sentence, k: int) -> bool:
    """Say whether something is said before ``k``, not only told of a speaker in an aside (X, which grew, said)."""
    tags, words = s.tags, s.words
    told = False
    for j in range(k):
        if words[j].bare in ("which", "who", "whose", "that"):
            told = True
        elif not told and tags[j] & _VERB_MAYBE_PARTICIPLE and is_verb(s, j):
            return True
        if tags[j] & _COMMA_STOP:
            told = False
    return False


def able(s: Sentence, k: int, region: Span) -> bool:
    """Say whether the subject of a verb of saying can speak: cases show nothing, nine in ten are no speaker."""
    words, tags = s.words, s.tags
    first, end = region
    named = holds(s, NAME, first, end)
    if end < k and words[end].bare in ("who", "which", "that") and not named:
        return False
    if words[k].bare in SHOWING:
        if end - first == 1 and first == 0 and words[0].bare[-1:] == "s" and not words[0].body.isupper():
            # Cases showed: a plural that only its place writes with a capital
            return words[0].bare in DOCUMENTS
        return named or any(tags[j] & _SPEAKING or words[j].bare in DOCUMENTS for j in range(first, end))
    return True


def aside(s: Sentence, start: int, stop: int) -> Span | None:
    """Return what stands between commas behind a name."""
    tags = s.tags
    if start == 0 or start >= stop or not tags[start - 1] & COMMA or tags[start - 1] & STOP:
        return None
    end = start
    while end < stop and not tags[end] & _COMMA_STOP:
        end += 1
    return start, min(end + 1, stop)


def renames(s: Sentence, region: Span, aside: Span) -> bool:
    """Say whether an aside is the name of those before it: its head of people, Petter Lindqvist, said."""
    tags = s.tags
    return bool(tags[aside[0]] & NAME) and not holds(s, NAME, *region)


def name_right(s: Sentence, k: int) -> Span | None:
    """Return the speaker that stands behind said or according to."""
    words, tags = s.words, s.tags
    n = len(words)
    part = noun_right(s, k, n) if k < n else None
    if part is None:
        return None
    end = part[1]
    while (
        end < n
        and not words[end - 1].trail
        and words[end].bare in ("of", "for", "at", "by", "in", "run", "from")
        and end - k < 12
    ):
        more = noun_right(s, end + 1, n)
        if more is None:
            break
        end = more[1]
    if end < n and tags[end - 1] & COMMA and tags[end] & NAME:
        last = tags[end - 1]
        if last & (ROLE | BODY) or not holds(s, NAME, k, end):
            # said the operator, Nordrail; said its chief executive, Farah Okoye
            named = noun_right(s, end, n)
            if named is not None:
                return named
    return k, end
