"""Cues: the words by which a sentence names its speakers, and how much of it each answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english import sayer
from tracker.extract.english.lexicon import (
    ACCORDING,
    ADV,
    AUX,
    BODY,
    CLOSE,
    COLON,
    COMMA,
    COPULA,
    COUNTING,
    DET,
    HEARSAY,
    MAYBE,
    NAME,
    NUMERIC,
    OPEN,
    PARTICIPLE,
    PAST,
    PREP,
    PRON,
    ROLE,
    SAY,
    STOP,
    VERB,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.predicate import is_verb
from tracker.extract.english.subject import subject_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

CUED: Final = SAY | HEARSAY | ACCORDING
"""A sentence without one of these names no speaker."""
_RARE: Final = HEARSAY | ACCORDING
_WARY: Final = frozenset(
    words_of(
        """
    add added adds adding note notes noted total state states stated see sees saw explain explains explained
    write written read comment comments tell tells told guide guides put puts ask asks asked
    """
    )
)
"""Verbs that do something else as often: they speak before that, before a clause, or behind what is said."""
_PASSED: Final = frozenset(words_of("said rumoured rumored understood reported thought believed alleged"))
_TIMES: Final = frozenset(words_of("in on at after during this last to yesterday earlier"))
_COMMA_STOP: Final = COMMA | STOP
_COMMA_CLOSE: Final = COMMA | CLOSE
_COMMA_CLOSE_STOP: Final = COMMA | CLOSE | STOP
_NUMBER: Final = NUMERIC | COUNTING

Span = tuple[int, int]


class Cue:
    """A speaker's words in a sentence, and from where to where he answers for it."""

    __slots__ = ("aside", "first", "last", "named", "rank")

    def __init__(self, first: int, last: int, named: Span | None, aside: Span | None = None, rank: int = 1) -> None:
        """Let ``named`` answer for the words from ``first`` up to ``last``; None is hearsay."""
        self.first = first
        self.last = last
        self.named = named
        self.aside = aside
        """What is put between commas behind the name: who he is, or the name itself."""
        self.rank = rank
        """A source named by according to outranks those who see or expect; one who merely asked yields to all."""


def cues(s: Sentence) -> list[Cue]:
    """Return the cues of a sentence in order."""
    words, tags = s.words, s.tags
    n = len(words)
    found: list[Cue] = []
    wanted = CUED if s.union & _RARE else SAY
    for k, tag in enumerate(tags):
        if not tag & wanted:
            continue
        if tag & ACCORDING or words[k].bare == "asked":
            link = words[k + 1].bare if k + 1 < n and not words[k].trail else ""
            if link in ("to", "by") and (link == "to") == (words[k].bare == "according"):
                part = sayer.name_right(s, k + 2)
                if part is not None and (link == "to" or tags[part[0]] & (NAME | DET)):
                    found.append(Cue(0, n, part, rank=2 if link == "to" else 0))
                continue
        if tag & ACCORDING:
            continue
        if tag & HEARSAY:
            if tag & ADV or (
                words[k].bare == "understood" and k >= 2 and tags[k - 1] & COPULA and words[k - 2].bare == "it"
            ):
                found.append(Cue(k if k > 6 else 0, n, None))
        elif (is_verb(s, k) and (k > 0 or tag & PAST)) or _closing(s, k):
            cue = _spoken(s, k)
            if cue is not None:
                found.append(cue)
    return found


def _closing(s: Sentence, k: int) -> bool:
    """Say whether a noun that may be a verb ends its clause as one: …, the consultancy estimates."""
    tags = s.tags
    if not s.words[k].trail or not tags[k] & MAYBE or k < 2 or s.words[k].bare[-1] != "s":
        return False
    for j in range(k - 1, max(-1, k - 10), -1):
        if tags[j] & _COMMA_CLOSE_STOP:
            return j < k - 1 and any(tag & (NAME | BODY | ROLE | PRON) for tag in tags[j + 1 : k])
        if tags[j] & PREP and s.words[j].bare not in ("of", "for", "at"):
            return False
    return False


def _spoken(s: Sentence, k: int) -> Cue | None:
    """Read the speaker of the verb of saying at ``k``."""
    words, tags = s.words, s.tags
    n = len(words)
    before = k - 1
    while before >= 0 and tags[before] & ADV and not tags[before] & COMMA:
        before -= 1
    if before >= 0 and tags[before] & COPULA and tags[k] & PARTICIPLE and not tags[before] & AUX:
        # The price is said to be $5m; the plant is expected to open.
        passed = words[k].bare in _PASSED and k + 1 < n and words[k + 1].bare == "to"
        return Cue(0, n, None) if passed else None
    if tags[k] & PARTICIPLE and tags[k - 1] & COMMA and k + 1 < n and words[k + 1].bare == "to":
        # Repairs, expected to take three years
        return None
    if not _speaks(s, k):
        return None
    inverted = sayer.inverted(s, k)
    if inverted is not None:
        quoted = any(tag & OPEN for tag in tags[inverted[1] :])
        return Cue(0, n if quoted else k, inverted, sayer.aside(s, inverted[1], n))
    region = subject_of(s, k)
    if region is None or not sayer.able(s, k, region):
        return None
    first, end = region
    aside = sayer.aside(s, end, k) if end < k else None
    named = aside if aside is not None and sayer.renames(s, region, aside) else region
    first_said, last = _extent(s, k, first)
    return Cue(first_said, last, named, region if named is aside else aside)


def _speaks(s: Sentence, k: int) -> bool:
    """Say whether a verb that also does something else speaks here: added that."""
    word = s.words[k]
    if word.bare not in _WARY and word.bare not in sayer.SHOWING:
        return True
    if word.trail and (k + 1 >= len(s.words) or s.tags[k] & _COMMA_STOP):
        return True
    after = s.words[k + 1].bare if k + 1 < len(s.words) else ""
    if word.bare in sayer.SHOWING:
        return (
            after in ("that", "the", "a", "only", "no")
            or after in _TIMES
            or k == len(s.words) - 1
            or _clause_follows(s, k)
        )
    if word.bare in ("sees", "see", "saw"):
        return bool(k and s.tags[k - 1] & ADV) or any(w.bare.endswith("ing") for w in s.words[k + 1 : k + 5])
    if word.bare in ("told", "tell", "tells") or (word.bare == "asked" and after == "for"):
        return True
    if word.bare in ("write", "writes"):
        return after in ("in", "that")
    if word.bare in ("puts", "put"):
        return any(w.bare == "at" for w in s.words[k + 2 : k + 9])
    if k and s.tags[k - 1] & _COMMA_CLOSE_STOP and word.bare in sayer.INVERTED:
        return True
    return after in ("that", "it", "they", "there", "he", "she")


def _clause_follows(s: Sentence, k: int) -> bool:
    """Say whether a clause of its own follows: found two-thirds of shops have none."""
    for j in range(k + 1, min(k + 9, len(s.words))):
        if s.tags[j] & (AUX | COPULA) or (s.tags[j] & VERB and is_verb(s, j)):
            return True
        if s.words[j].trail:
            return False
    return False


def _extent(s: Sentence, k: int, first: int) -> Span:
    """Return which words the speaker at ``first``, whose verb is at ``k``, answers for."""
    words, tags = s.words, s.tags
    n = len(words)
    if first > 0 and tags[first - 1] & _COMMA_CLOSE:
        # Behind what is said: … , it said on Tuesday.
        if words[k].trail and tags[k] & COMMA:
            begin = first - 1
            if words[begin].bare in ("that", "which"):
                # a wristband that, the authors admit, can be off
                return begin, n
            return 0, n
        after = words[k + 1].bare if k + 1 < n else ""
        closed = (words[k].trail > 0 and tags[k] & STOP and not tags[k] & COLON) or (
            not tags[k] & COLON and n - 1 - k <= 4 and not any(tag & _NUMBER for tag in tags[k + 1 :])
        )
        timed = after in _TIMES and not any(w.bare == "that" for w in words[k + 1 : k + 8])
        if closed or timed or (tags[first - 1] & CLOSE and after != "that"):
            return 0, k
    if first > 0 and words[first - 1].bare in ("that", "which", "than", "as") and (k == n - 1 or words[k].trail):
        # short of the 35,000 that forecasters had expected
        start = first - 1
        while start > 0 and not tags[start - 1] & _COMMA_STOP:
            start -= 1
        return start, first
    if k == n - 1 and first > 0:
        return 0, k
    for j in range(k + 1, n - 1):
        if tags[j] & STOP and not tags[j] & COLON and not tags[j] & CLOSE:
            return k + 1, j + 1
    return k + 1, n
