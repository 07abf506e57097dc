"""Parties: whose a figure is, by the words of its sentence and of those before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import CAP, DET, OWN, PLURAL, PREP, PRON, ROLE
from tracker.extract.english.person import persons
from tracker.extract.english.phrases import CORPORATE, STAND_INS, span_text, take_apart
from tracker.extract.english.predicate import verb_left
from tracker.extract.english.subject import subject_of

if TYPE_CHECKING:
    from tracker.extract.english.figure import Found
    from tracker.extract.english.sense import Sense
    from tracker.extract.english.sentences import Sentence
    from tracker.extract.english.topics import Topics

_PEOPLE: Final = PLURAL | ROLE
_DET_OWN: Final = DET | OWN


class Party:
    """The parties of one sentence: the doers of its verbs, the owners of its measures, whom the text is about."""

    __slots__ = ("_found", "_number", "_topics", "counted", "s", "text")

    def __init__(
        self, text: str, s: Sentence, found: list[Found], topics: Topics, number: int, counted: str | None = None
    ) -> None:
        """Be ready to read ``s``, sentence ``number`` of ``text``, with the figures ``found`` in it."""
        self.text = text
        self.s = s
        self._found = found
        self.counted = counted
        """Whom the text last counted, for a part that names no whole (Half were asked)."""
        self._topics = topics
        self._number = number

    def topic(self) -> str | None:
        """Return whom the text is about by this sentence."""
        return self._topics.of(self._number)

    def antecedent(self) -> str | None:
        """Return what a pronoun of this sentence stands for."""
        return self._topics.antecedent(self._number)

    def measure(self) -> str | None:
        """Return what the sentence before measured."""
        return self._topics.measure(self._number)

    def subject_of(self, verb: int) -> tuple[int, int] | None:
        """Return the words of the subject of the predicate at ``verb``."""
        region = subject_of(self.s, verb)
        if region is not None:
            first, end = region
            for f in self._found:
                if f.first <= first and end <= f.last:
                    # a subsidy of 20 per cent, capped at …: a figure alone does nothing
                    return None
        return region

    def named(self, span: tuple[int, int]) -> str | None:
        """Return the words of an owner; whom the text is about where it is a stand-in."""
        s = self.s
        start, end = span
        while start < end - 1 and s.tags[start] & _DET_OWN and not (s.tags[start] & PRON and s.tags[start + 1] & PREP):
            start += 1
        single = end - start == 1
        if s.tags[start] & PRON and single:
            return self.topic()
        said = span_text(self.text, s, start, end)
        if (
            single
            and s.words[start].bare in STAND_INS
            and start
            and s.words[start - 1].bare in ("the", "this")
            and not s.tags[start] & CAP
        ):
            return self.topic() or said
        return said

    def whose(self, sense: Sense, verb: int, *, near: bool = False) -> None:
        """Set the subject of a figure whose measure is known: the doer of its verb, else, if ``near``, the topic."""
        region = self.subject_of(verb) if verb >= 0 else None
        if region is not None:
            sense.subject = self.doer(region)
        elif near and verb < 0:
            sense.subject = self.topic() or sense.metric

    def doer(self, region: tuple[int, int]) -> str | None:
        """Return the words of a subject, or what its pronoun stands for."""
        s = self.s
        phrase = take_apart(s, region)
        start, end = phrase.start, phrase.end
        if not phrase.pronoun:
            return self.named((start, end))
        if phrase.head_start != start and end - start != 1:
            return span_text(self.text, s, phrase.head_start, end)
        meant = self.topic() if s.words[start].bare in ("we", "i") else self.antecedent()
        return meant or span_text(self.text, s, start, end)

    def possessor(self, at: int) -> str | None:
        """Return whom its or their at word ``at`` means where the sentence has named him: the doer before."""
        s = self.s
        verb = verb_left(s, at, 0)
        region = self.subject_of(verb) if verb >= 0 else None
        if region is None:
            return None
        phrase = take_apart(s, region)
        if phrase.pronoun or (s.words[at].bare == "its" and s.tags[phrase.head_end - 1] & _PEOPLE):
            return None
        if any(who.start < region[1] and region[0] < who.end for who in persons(s, verb)):
            return None
        return self.named((phrase.start, phrase.end))

    def owner_or(self, metric: str | None, head: int) -> str | None:
        """Return whom the text is about for a measure that is always somebody's, else the measure itself."""
        word = self.s.words[head]
        if word.bare in CORPORATE or word.body.isupper():
            return self.topic() or metric
        return metric
