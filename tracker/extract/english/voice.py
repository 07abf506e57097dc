"""Voices: whom the words of a speaker mean, by name wherever the text has named him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import BODY, CAP, COUNTING, DET, NAME, NUMERIC, OWN, PRON, QUANTUM, ROLE
from tracker.extract.english.lists import words_of
from tracker.extract.english.phrases import Phrase, holds, span_text, take_apart
from tracker.extract.english.sayer import DOCUMENTS

if TYPE_CHECKING:
    from tracker.extract.english.cue import Cue
    from tracker.extract.english.sentences import Sentence

Voice = tuple[str | None, bool]
"""A speaker's name, and whether it is hearsay."""
NOBODY: Final[Voice] = (None, False)
RUMOUR: Final[Voice] = (None, True)

_UNNAMED: Final = frozenset(
    words_of("people person sources source insiders insider someone persons official officials partners")
)
_BRIEFED: Final = frozenset(words_of("familiar briefed knowledge sources insiders insider"))
_SPOKEN_FOR: Final = frozenset(words_of("spokesman spokeswoman spokesperson"))
_FIRMS: Final = frozenset(words_of("research analysis data index statistics review forecasts barometer"))
"""Documents that are as often the last word of their maker's name."""
_PRONOUNS: Final = frozenset(words_of("it he she they we i you"))
_OURS: Final = frozenset(words_of("our my your"))
_COUNTED: Final = NUMERIC | COUNTING | QUANTUM


def pronoun(s: Sentence, named: tuple[int, int]) -> str | None:
    """Return the pronoun that a speaker's words are, if they are one."""
    start, end = named
    word = s.words[end - 1].bare
    if end - start <= 2 and s.tags[end - 1] & PRON and (word in _PRONOUNS or not s.tags[end - 1] & DET):
        return word
    return None


def ourselves(s: Sentence, named: tuple[int, int]) -> bool:
    """Say whether the speaker is a document of the writer, or of whoever is quoted: our survey found."""
    return s.words[named[0]].bare in _OURS and document(s, named) is not None


def rumoured(s: Sentence, named: tuple[int, int]) -> bool:
    """Say whether the speaker wants no name: two officials, people familiar with the talks."""
    start, end = named
    for word in s.words[max(0, start - 5) : end]:
        if word.bare in _BRIEFED:
            return True
    return bool(s.tags[start] & (COUNTING | QUANTUM)) and any(s.words[k].bare in _UNNAMED for k in range(start, end))


def counted(s: Sentence, named: tuple[int, int]) -> bool:
    """Say whether the speaker is a count of those asked (54% of under-30s) and so nobody."""
    start, end = named
    head = take_apart(s, named)
    return holds(s, _COUNTED, start, head.head_end) or all(word.bare in ("", "-") for word in s.words[start:end])


def bare_role(s: Sentence, named: tuple[int, int]) -> str | None:
    """Return the office where a speaker is nothing else: the minister."""
    start, end = named
    if end - start == 2 and s.words[start].bare in ("the", "this") and s.tags[end - 1] & ROLE:
        return s.words[end - 1].bare
    return None


def document(s: Sentence, named: tuple[int, int]) -> Phrase | None:
    """Return the phrase of a speaker that is a document, taken apart."""
    phrase = take_apart(s, named)
    last = s.words[phrase.head_end - 1]
    if last.tag & CAP and phrase.head_end - phrase.head_start > 1 and phrase.owner is None and last.bare in _FIRMS:
        # Pellmark Research
        return None
    return phrase if last.bare in DOCUMENTS or last.bare in _SPOKEN_FOR else None


def owner(s: Sentence, phrase: Phrase) -> tuple[int, int] | None:
    """Return who made a document: the survey by X, X's figures, X data."""
    tags = s.tags
    if phrase.owner is not None:
        start, end = phrase.owner
        if start >= phrase.head_end:
            # by the Institute for Coastal Work: what hangs on the maker's name is part of it
            end = max(end, phrase.end)
        while start < end - 1 and tags[start] & DET:
            start += 1
        if tags[start] & CAP:
            return start, end
        # data from the ministry
        made = s.words[phrase.head_end].bare in ("from", "by") and holds(s, BODY, start, end)
        return (phrase.owner[0], end) if made else None
    start, end = phrase.head_start, phrase.head_end
    stop = start
    while stop < end - 1 and tags[stop] & NAME:
        stop += 1
    return (start, stop) if stop > start and stop == end - 1 else None


def words_said(text: str, s: Sentence, cue: Cue) -> str:
    """Return a speaker's own words, without the article before a name."""
    assert cue.named is not None
    start, end = cue.named
    if s.tags[start] & DET and holds(s, NAME, start, end):
        start += 1
    return span_text(text, s, start, end)


def owned(s: Sentence, named: tuple[int, int]) -> bool:
    """Say whether a speaker begins with its, their, his: someone's who was named before."""
    return bool(s.tags[named[0]] & OWN)
