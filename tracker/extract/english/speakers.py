"""Speakers: who says what a sentence says, in so many words, in a quotation or a statement that goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tracker.extract.english import voice as voices
from tracker.extract.english.cue import CUED, Cue, cues
from tracker.extract.english.frame import DOCUMENT, PARTY, PERSON, Frame
from tracker.extract.english.lexicon import CLOSE, COMMA, MAYBE, OPEN, OWN, PARTICIPLE, PREDICATE, ROLE
from tracker.extract.english.lists import words_of
from tracker.extract.english.person import Person, persons
from tracker.extract.english.phrases import span_text
from tracker.extract.english.predicate import is_verb
from tracker.extract.english.quotation import Quotations
from tracker.extract.english.sayer import DOCUMENTS
from tracker.extract.english.subject import subject_of
from tracker.extract.english.voice import NOBODY, RUMOUR, Voice

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence
    from tracker.extract.english.topics import Topics

_REACH: Final = 12
"""A speaker is looked for in so many sentences before and behind."""
_FIRST: Final = 25
"""The verb of a sentence is looked for among so many words."""
_OPEN_CLOSE: Final = OPEN | CLOSE
_PREDICATE_MAYBE_PARTICIPLE: Final = PREDICATE | MAYBE | PARTICIPLE
_OPINIONS: Final = frozenset(
    words_of("see sees saw expect expects expected forecast forecasts predict predicts predicted project projects")
)
_ITEMS: Final = ("*", "-", "•", "–", "·")
_POINTING: Final = frozenset(words_of("it they that this these those"))


class Speakers:
    """Who says the sentences of a text, found when asked."""

    def __init__(self, text: str, parts: list[Sentence], topics: Topics) -> None:
        """Be ready to read ``parts``."""
        self._text = text
        self._parts = parts
        self._topics = topics
        self._quotations = Quotations(parts)
        self._frames: dict[int, list[Frame]] = {}
        self._people: dict[int, list[Person]] = {}
        self._sources: dict[str, str] = {}
        """The makers of documents named so far, by the document's word."""

    def of(self, number: int) -> Callable[[int], Voice] | None:
        """Return what tells the voice of a word of sentence ``number``; None where nobody says any of it."""
        s = self._parts[number]
        if s.union & CUED:
            frames = self.frames(number)
            if frames:
                return lambda word: _voice(frames, word)
        if s.union & _OPEN_CLOSE or (
            number and self._parts[number - 1].paragraph == s.paragraph and self._quotations.open_before(number)
        ):
            voice = self._quoted(number)
            if voice is not None and voice != NOBODY:
                return lambda word: voice if self._quotations.within(number, word) else NOBODY
            return None
        frame = self._carried(number)
        if frame is None:
            return None
        return lambda _: frame.voice

    def frames(self, number: int) -> list[Frame]:
        """Return the speakers of a sentence in order."""
        known = self._frames.get(number)
        if known is None:
            self._frames[number] = []
            s = self._parts[number]
            known = self._frames[number] = self._read(s, number) if s.union & CUED else []
        return known

    def _read(self, s: Sentence, number: int) -> list[Frame]:
        found = cues(s)
        sourced = len(found) > 1 and any(cue.rank == 2 for cue in found)
        frames: list[Frame] = []
        for cue in found:
            if sourced and cue.first and s.words[cue.first - 1].bare in _OPINIONS:
                # Traders see a rise, according to X: X says what traders see.
                continue
            voice, sort = self._meant(s, number, cue)
            if voice != NOBODY:
                frames.append(Frame(s, cue, voice, sort))
                self._frames[number] = frames
        return frames

    # Whom a speaker's words mean.

    def _meant(self, s: Sentence, number: int, cue: Cue) -> tuple[Voice, str]:
        """Return the voice of a cue, and whether a person, a document or another party speaks."""
        named = cue.named
        if named is None:
            return RUMOUR, PARTY
        word = voices.pronoun(s, named)
        if word is not None:
            return self._pronoun(word, number, named[0])
        if voices.rumoured(s, named):
            return RUMOUR, PARTY
        if voices.ourselves(s, named) or voices.counted(s, named):
            return NOBODY, PARTY
        phrase = voices.document(s, named)
        if phrase is not None:
            head = s.words[phrase.head_end - 1].bare
            made = voices.owner(s, phrase)
            if made is not None:
                self._sources[head] = span_text(self._text, s, *made)
                return (self._sources[head], False), DOCUMENT if head in DOCUMENTS else PARTY
            if voices.owned(s, named):
                maker, _ = self._pronoun("it", number, named[0])
                if maker != NOBODY:
                    return maker, DOCUMENT
            elif head in self._sources:
                return (self._sources[head], False), DOCUMENT
        office = voices.bare_role(s, named)
        if office is not None:
            holder = self._holder(office, number, named[0])
            if holder is not None:
                return (holder, False), PERSON
        people = self._persons(number, None)
        personal = any(who.start < named[1] and named[0] < who.end for who in people) or (
            cue.aside is not None and any(s.tags[k] & ROLE or s.words[k].bare == "who" for k in range(*cue.aside))
        )
        said = voices.words_said(self._text, s, cue)
        return (said, False), PERSON if personal else DOCUMENT if phrase is not None else PARTY

    def _pronoun(self, word: str, number: int, limit: int) -> tuple[Voice, str]:
        """Return whom a pronoun before word ``limit`` means: a person named before, or the speaker before."""
        if word in ("he", "she"):
            for at in range(number, max(-1, number - _REACH), -1):
                for who in reversed(self._persons(at, limit if at == number else None)):
                    if who.fits(word):
                        return (span_text(self._text, self._parts[at], who.start, who.end), False), PERSON
                for frame in reversed(self._known(at, number)):
                    if frame.pronoun not in ("", word):
                        continue
                    if frame.voice[0] and (frame.personal or _personal(frame.voice[0])):
                        return frame.voice, PERSON
            return NOBODY, PARTY
        if word not in ("it", "they"):
            return NOBODY, PARTY
        for at in range(number, max(-1, number - _REACH), -1):
            for frame in reversed(self._known(at, number)):
                if frame.voice[0] and not frame.personal:
                    return frame.voice, PARTY
        name = self._topics.of(number)
        return ((name, False) if name else NOBODY), PARTY

    def _known(self, at: int, number: int) -> list[Frame]:
        """Return the frames of a sentence before, or those read so far of the one being read."""
        return self._frames.get(at, []) if at == number else self.frames(at)

    def _persons(self, at: int, limit: int | None) -> list[Person]:
        """Return the persons that a sentence names, before word ``limit`` if it is given."""
        known = self._people.get(at)
        if known is None:
            s = self._parts[at]
            known = self._people[at] = persons(s, len(s.words))
        return known if limit is None else [who for who in known if who.start < limit]

    def _holder(self, office: str, number: int, limit: int) -> str | None:
        """Return the person named before as holder of an office."""
        for at in range(number, max(-1, number - 3 * _REACH), -1):
            for who in reversed(self._persons(at, limit if at == number else None)):
                if office in who.offices:
                    return span_text(self._text, self._parts[at], who.start, who.end)
        return None

    # Statements and quotations that go on.

    def _carried(self, number: int) -> Frame | None:
        """Return the frame of a sentence before, of the same paragraph or list, whose statement goes on in this one."""
        parts = self._parts
        s = parts[number]
        if number and self._text[s.start] in _ITEMS and parts[number - 1].paragraph != s.paragraph:
            return self._leading(number)
        for at in range(number - 1, max(-1, number - _REACH), -1):
            before = parts[at]
            if before.paragraph != s.paragraph:
                return None
            frames = self.frames(at)
            if before.union & _OPEN_CLOSE:
                # What follows a quotation is the writer's own again.
                return None
            if frames:
                frame = frames[-1]
                if frame.first > 0 and frame.last < len(before.words):
                    return None
                between = (parts[k] for k in range(at + 1, number + 1))
                return frame if all(self._continued(part, frame) for part in between) else None
        return None

    def _continued(self, s: Sentence, frame: Frame) -> bool:
        """Say whether a speaker goes on in a sentence that names nobody."""
        name = frame.voice[0]
        if not name:
            return False
        if not frame.lasting:
            return self._pointing(s, frame)
        others = persons(s, len(s.words)) if s.union & ROLE else ()
        return all(s.words[who.end - 1].body in name for who in others)

    def _leading(self, number: int) -> Frame | None:
        """Return the frame of the line that leads into a list: The survey found:."""
        parts = self._parts
        at = number - 1
        while at > 0 and number - at < _REACH and self._text[parts[at].start] in _ITEMS:
            at -= 1
        if self._text[parts[at].end - 1] != ":":
            return None
        frames = self.frames(at)
        return frames[-1] if frames and frames[-1].voice[0] else None

    def _pointing(self, s: Sentence, frame: Frame) -> bool:
        """Say whether a sentence is about its speaker: it, its plant, or the name again."""
        tags = s.tags
        name = frame.voice[0] or ""
        if tags[0] & OWN:
            return True
        verbs = 0
        for k in range(1, min(len(tags), _FIRST)):
            if tags[k] & _PREDICATE_MAYBE_PARTICIPLE and is_verb(s, k):
                if s.words[k - 1].bare in _POINTING and (k == 1 or tags[k - 2] & COMMA):
                    return True
                region = subject_of(s, k)
                if region is not None:
                    start, end = region
                    if tags[start] & OWN or (end - start == 1 and s.words[start].bare in _POINTING):
                        return True
                    if span_text(self._text, s, start, end).removeprefix("The ") == name:
                        return True
                verbs += 1
                if verbs == 2:
                    break
        return False

    def _quoted(self, number: int) -> Voice | None:
        """Return who speaks in the quotations of a sentence that names nobody: the paragraph's speaker."""
        parts = self._parts
        paragraph = parts[number].paragraph
        first = number
        while first and parts[first - 1].paragraph == paragraph and number - first < _REACH:
            first -= 1
            for frame in reversed(self.frames(first)):
                return frame.voice
        for at in range(number + 1, min(len(parts), number + _REACH)):
            if parts[at].paragraph != paragraph:
                break
            for frame in self.frames(at):
                return frame.voice
        # A paragraph that is a quotation and nothing else goes on with the speaker of the one before.
        begun = parts[first]
        if first and begun.tags[0] & OPEN:
            for frame in reversed(self.frames(first - 1)):
                return frame.voice
        return None


def _personal(name: str) -> bool:
    """Say whether a name looks like a person's: Vera Mokoena of the think tank."""
    own = name.split(" of ")[0].split(" at ")[0].split()
    return 1 < len(own) < 4 and all(piece[:1].isupper() for piece in own)


def _voice(frames: list[Frame], word: int) -> Voice:
    """Return the innermost voice that answers for a word."""
    best: Frame | None = None
    for frame in frames:
        if frame.first <= word < frame.last and (
            best is None or (frame.rank > 0, frame.first) >= (best.rank > 0, best.first)
        ):
            best = frame
    return best.voice if best is not None else NOBODY
