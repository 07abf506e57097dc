"""Topics: the party a sentence is about, carried on from the sentences before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import (
    CAP,
    COLON,
    MAYBE,
    MEASURE,
    NAME,
    OWN,
    PARTICIPLE,
    POSSESSIVE,
    PREDICATE,
    PRON,
    ROLE,
    SAY,
)
from tracker.extract.english.person import persons
from tracker.extract.english.phrases import STAND_INS, holds, span_text, take_apart
from tracker.extract.english.predicate import is_verb
from tracker.extract.english.subject import subject_of

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence

_ENDINGS: Final = ("ment", "tion", "sion", "ness", "ity", "ism", "ance", "ence", "ship", "s")
"""How common nouns end that may begin a sentence."""
_REACH: Final = 40
"""A topic is looked for in so many sentences before."""
_FIRST: Final = 40
"""The first verb is looked for among so many words."""


_PREDICATE_MAYBE_PARTICIPLE: Final = PREDICATE | MAYBE | PARTICIPLE
_NAME_CAP: Final = NAME | CAP


class Topics:
    """What each sentence is about, found when asked."""

    def __init__(self, text: str, parts: list[Sentence]) -> None:
        """Be ready to read ``parts``."""
        self._text = text
        self._parts = parts
        self._own: dict[int, tuple[str | None, bool, str | None]] = {}
        self._plain: dict[int, str] = {}
        """The subjects of sentences, named or not, where they are no pronouns."""
        self._standing: set[int] = set()
        """Sentences about the company, whichever that is."""
        self._known: dict[int, str | None] = {}
        self._commons: dict[str, bool] = {}
        self._people: frozenset[str] | None = None

    def of(self, number: int) -> str | None:
        """Return the party that sentence ``number`` is about: its own subject, else that of a sentence before."""
        if number in self._known:
            return self._known[number]
        weak: str | None = None
        found: str | None = None
        for at in range(min(number, len(self._parts) - 1), max(-1, number - _REACH), -1):
            if at < number and at in self._known:
                found = self._known[at]
                break
            name, firm, _ = self.own(at)
            if name is not None:
                if firm:
                    found = name
                    break
                weak = weak or name
        self._known[number] = found or weak
        return self._known[number]

    def antecedent(self, number: int) -> str | None:
        """Return what a pronoun in sentence ``number`` stands for: the subject before it."""
        parts = self._parts
        for at in range(number, max(-1, number - 4), -1):
            if at < number and parts[at].paragraph != parts[number].paragraph:
                break
            self.own(at)
            plain = self._plain.get(at)
            if plain is not None:
                return plain
            if at in self._standing:
                return self.of(at)
        return self.of(number)

    def measure(self, number: int) -> str | None:
        """Return what the sentence before measured, for a pronoun that stands for it."""
        return self.own(number - 1)[2] if number > 0 else None

    def own(self, at: int) -> tuple[str | None, bool, str | None]:
        """Return the party that a sentence names as its subject, whether it is surely no person, and its measure."""
        known = self._own.get(at)
        if known is None:
            known = self._own[at] = self._read(at)
        return known

    def _read(self, at: int) -> tuple[str | None, bool, str | None]:
        s = self._parts[at]
        tags = s.tags
        for k in range(1, min(len(tags), _FIRST)):
            if tags[k] & _PREDICATE_MAYBE_PARTICIPLE and is_verb(s, k):
                region = subject_of(s, k)
                if region is None:
                    return None, False, None
                read = self._name(s, region, k)
                if not (region[1] - region[0] == 1 and tags[region[0]] & PRON):
                    phrase = take_apart(s, region)
                    if phrase.end - phrase.start == 1 and s.words[phrase.start].bare in STAND_INS:
                        self._standing.add(at)
                    elif not phrase.pronoun:
                        self._plain[at] = read[0] or span_text(self._text, s, phrase.start, phrase.end)
                if read[0] is None and s.union & SAY and not tags[k] & SAY:
                    return self._sayer(s, k) or read
                return read
        start = end = 1 if len(tags) > 1 and not s.words[0].bare.strip("-") else 0
        while end < len(tags) and tags[end] & _NAME_CAP and not (end == start and not tags[end] & NAME):
            end += 1
            if s.words[end - 1].trail:
                break
        if end == start:
            return None, False, None
        # An item's label, Beetle Box: …, is what the item is about.
        return span_text(self._text, s, start, end), bool(start and tags[end - 1] & COLON), None

    def _common(self, s: Sentence) -> bool:
        """Say whether the first word of a sentence has its capital from its place alone: Management, Volumes."""
        word = s.words[0]
        if not word.bare.endswith(_ENDINGS) or word.bare.endswith(("ss", "us", "is")) or word.body.isupper():
            return False
        if word.tag & POSSESSIVE:
            return False
        known = self._commons.get(word.body)
        if known is None:
            known = self._commons[word.body] = self._always_first(word.body)
        return known

    def _always_first(self, word: str) -> bool:
        """Say whether a word has its capital only where sentences begin."""
        at = self._text.find(f" {word}")
        while at > 0:
            if self._text[at - 1].isalnum() or self._text[at - 1] == ",":
                # Within a sentence it has its capital too.
                return False
            at = self._text.find(f" {word}", at + 1)
        return True

    def _surnames(self) -> frozenset[str]:
        """Return the last names of the persons of the text: Marsh joined the firm is about a person."""
        if self._people is None:
            found: set[str] = set()
            for s in self._parts:
                if s.union & ROLE:
                    found.update(s.words[who.end - 1].body for who in persons(s, len(s.words)))
            self._people = frozenset(found)
        return self._people

    def _sayer(self, s: Sentence, k: int) -> tuple[str | None, bool, str | None] | None:
        """Return the party that says the sentence, where its own subject is none."""
        for j in range(k + 1, min(len(s.tags), _FIRST)):
            if s.tags[j] & SAY and is_verb(s, j):
                region = subject_of(s, j)
                if region is not None and region[0] > k:
                    name, _, _ = self._name(s, region, j)
                    if name is not None:
                        return name, False, None
        return None

    def _name(self, s: Sentence, region: tuple[int, int], verb: int) -> tuple[str | None, bool, str | None]:
        phrase = take_apart(s, region)
        tags, _words = s.tags, s.words
        measure = None
        if tags[region[0]] & OWN:
            return None, False, None
        head = tags[phrase.head_end - 1]
        span = (phrase.head_start, phrase.head_end)
        if (head & MEASURE and not head & CAP) or (head & MEASURE and phrase.head_start == 0):
            measure = span_text(self._text, s, *span)
            if phrase.owner is None:
                return None, False, measure
            span = phrase.owner
        elif phrase.owner is not None and (head & ROLE or not holds(s, NAME, *span)):
            span = phrase.owner
        if not holds(s, NAME, *span):
            return None, False, measure
        if span == (0, 1) and (self._common(s) or s.words[0].body in self._surnames()):
            return None, False, measure
        start = span[0]
        while start < span[1] - 1 and not tags[start] & _NAME_CAP:
            start += 1
        person = s.union & ROLE and (
            holds(s, ROLE, *region) or (region[1] < verb and holds(s, ROLE, region[1], min(verb, region[1] + 4)))
        )
        if person:
            owner = phrase.owner
            if owner is None or not holds(s, NAME, *owner):
                return None, False, measure
        names = span[1] - start
        firm = not (tags[verb] & SAY and names in (2, 3) and all(tags[k] & NAME for k in range(start, span[1])))
        return span_text(self._text, s, start, span[1]), firm, measure
