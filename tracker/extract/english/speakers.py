"""Speakers: who says what a sentence says, in so many words or in a quotation that goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

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
    NAME,
    NUMERIC,
    OPEN,
    PARTICIPLE,
    PAST,
    PRON,
    QUANTUM,
    SAY,
    STOP,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.phrases import is_verb, noun_right, span_text, subject_of, take_apart

if TYPE_CHECKING:
    from tracker.extract.english.sentences import Sentence
    from tracker.extract.english.topics import Topics

Voice = tuple[str | None, bool]
NOBODY: Final[Voice] = (None, False)
RUMOUR: Final[Voice] = (None, True)

_REACH: Final = 12
"""A speaker is looked for in so many sentences before and behind."""
_CUED: Final = SAY | HEARSAY | ACCORDING
_UNNAMED: Final = frozenset(
    words_of(
        """
    people person sources source insiders insider someone persons official officials partners
    """
    )
)
_BRIEFED: Final = frozenset(words_of("familiar briefed knowledge sources insiders insider"))
_ADDING: Final = frozenset(
    words_of(
        """
    add added adds adding note noted total state show shows find found finding indicate indicates see sees saw
    """
    )
)
_SHOWING: Final = frozenset(words_of("show shows showed find finds found indicate indicates suggest suggests"))
_PASSED: Final = frozenset(words_of("said rumoured rumored understood reported thought believed alleged"))


_OPEN_CLOSE: Final = OPEN | CLOSE
_COMMA_STOP: Final = COMMA | STOP
_COMMA_CLOSE_STOP: Final = COMMA | CLOSE | STOP
_COMMA_CLOSE: Final = COMMA | CLOSE
_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_COUNTING_QUANTUM: Final = COUNTING | QUANTUM
_DET_BODY: Final = DET | BODY


class Frame:
    """A speaker in a sentence and the words he answers for."""

    __slots__ = ("first", "last", "voice")

    def __init__(self, first: int, last: int, voice: Voice) -> None:
        """Let ``voice`` answer for the words from ``first`` up to ``last``."""
        self.first = first
        self.last = last
        self.voice = voice


class Speakers:
    """Who says the sentences of a text, found when asked."""

    def __init__(self, text: str, folded: str, parts: list[Sentence], topics: Topics) -> None:
        """Be ready to read ``parts``."""
        self._text = text
        self._folded = folded
        self._parts = parts
        self._topics = topics
        self._frames: dict[int, list[Frame]] = {}

    def of(self, number: int) -> Callable[[int], Voice] | None:
        """Return what tells the voice of a word of sentence ``number``; None where nobody says any of it."""
        s = self._parts[number]
        if s.union & _CUED:
            frames = self.frames(number)
            if frames:
                return lambda word: _voice(frames, word)
        if s.union & _OPEN_CLOSE or (
            number and self._parts[number - 1].paragraph == s.paragraph and self._open_before(number)
        ):
            voice = self._quoted(number)
            if voice is not None and voice != NOBODY:
                return lambda word: voice if self._within(number, word) else NOBODY
        return None

    def frames(self, number: int) -> list[Frame]:
        """Return the speakers of a sentence, the innermost last."""
        known = self._frames.get(number)
        if known is None:
            self._frames[number] = []
            s = self._parts[number]
            s.load(self._folded)
            known = self._frames[number] = self._read(s, number) if s.union & _CUED else []
        return known

    def _open_before(self, number: int) -> bool:
        """Say whether a quotation that began earlier in the paragraph is still open where the sentence begins."""
        parts = self._parts
        paragraph = parts[number].paragraph
        for at in range(number - 1, max(-1, number - _REACH), -1):
            s = parts[at]
            if s.paragraph != paragraph:
                return False
            s.load(self._folded)
            if s.union & _OPEN_CLOSE:
                for tag in reversed(s.tags):
                    if tag & CLOSE:
                        return False
                    if tag & OPEN:
                        return True
        return False

    def _within(self, number: int, word: int) -> bool:
        """Say whether a word stands inside a quotation."""
        tags = self._parts[number].tags
        for k in range(word, -1, -1):
            if tags[k] & OPEN:
                return True
            if tags[k] & CLOSE and k < word:
                return False
        return self._open_before(number)

    def _quoted(self, number: int) -> Voice | None:
        """Return who speaks in the quotations of a sentence that names nobody: the paragraph's speaker."""
        parts = self._parts
        paragraph = parts[number].paragraph
        for at in range(number - 1, max(-1, number - _REACH), -1):
            if parts[at].paragraph != paragraph:
                break
            for frame in reversed(self.frames(at)):
                return frame.voice
        for at in range(number + 1, min(len(parts), number + _REACH)):
            if parts[at].paragraph != paragraph:
                break
            for frame in self.frames(at):
                return frame.voice
        return None

    def _read(self, s: Sentence, number: int) -> list[Frame]:
        words, tags = s.words, s.tags
        n = len(words)
        frames: list[Frame] = []
        for k, tag in enumerate(tags):
            if not tag & _CUED:
                continue
            if tag & ACCORDING:
                if k + 1 < n and words[k + 1].bare == "to":
                    part = _name_right(s, k + 2)
                    if part is not None:
                        frames.insert(0, Frame(0, n, self._named(s, part, number)))
                continue
            if tag & HEARSAY:
                if tag & ADV or (
                    words[k].bare == "understood" and k >= 2 and tags[k - 1] & COPULA and words[k - 2].bare == "it"
                ):
                    frames.append(Frame(k if k > 6 else 0, n, RUMOUR))
                continue
            if not is_verb(s, k) or (k == 0 and not tag & PAST):
                continue
            before = k - 1
            while before >= 0 and tags[before] & ADV and not tags[before] & COMMA:
                before -= 1
            if before >= 0 and tags[before] & COPULA and tag & PARTICIPLE and not tags[before] & AUX:
                if words[k].bare in _PASSED and k + 1 < n and words[k + 1].bare == "to":
                    frames.append(Frame(0, n, RUMOUR))
                continue
            if words[k].bare in _ADDING and not self._speaks(s, k):
                continue
            frame = self._frame(s, k, number)
            if frame is not None:
                frames.append(frame)
        return frames

    def _speaks(self, s: Sentence, k: int) -> bool:
        """Say whether a verb that also does something else speaks here: added that."""
        after = s.words[k + 1].bare if k + 1 < len(s.words) else ""
        if s.words[k].trail and (k + 1 >= len(s.words) or s.tags[k] & _COMMA_STOP):
            return True
        if s.words[k].bare in _SHOWING:
            return after in ("that", "the", "a", "only", "no") or k == len(s.words) - 1
        if s.words[k].bare in ("sees", "see", "saw"):
            return bool(k and s.tags[k - 1] & ADV) or any(w.bare.endswith("ing") for w in s.words[k + 1 : k + 5])
        return after in ("that", "it", "they", "there", "he", "she")

    def _frame(self, s: Sentence, k: int, number: int) -> Frame | None:
        words, tags = s.words, s.tags
        n = len(words)
        inverted = (
            k > 0
            and tags[k - 1] & _COMMA_CLOSE_STOP
            and k + 1 < n
            and not words[k].trail
            and words[k].bare
            in (
                "said",
                "says",
                "added",
                "wrote",
                "adds",
                "warned",
                "explained",
                "reported",
                "told",
                "noted",
                "argued",
                "announced",
                "claimed",
                "insisted",
            )
        )
        if (
            inverted
            and words[k + 1].bare not in ("that", "it", "they", "on", "in")
            and not (tags[k + 1] & PRON and not tags[k + 1] & DET)
        ):
            part = _name_right(s, k + 1)
            if part is not None:
                return Frame(0, k, self._named(s, part, number))
        region = subject_of(s, k, 0)
        if region is None:
            return None
        first, end = region
        if (
            end < k
            and words[end].bare in ("who", "which", "that")
            and not any(tags[j] & NAME for j in range(first, end))
        ):
            return None
        voice = self._named(s, region, number)
        if voice == NOBODY:
            return None
        trailing = first > 0 and tags[first - 1] & _COMMA_CLOSE and k >= first
        if trailing:
            if words[k].trail and tags[k] & COMMA:
                return Frame(0, n, voice)
            closed = (words[k].trail > 0 and tags[k] & STOP) or (
                n - 1 - k <= 4 and not any(tag & _NUMERIC_COUNTING for tag in tags[k + 1 :])
            )
            # … , it said on Tuesday.
            after = words[k + 1].bare if k + 1 < n else ""
            if (
                closed
                or (tags[first - 1] & CLOSE and after != "that")
                or (
                    after in ("in", "on", "at", "after", "during", "this", "last", "to", "yesterday")
                    and not any(w.bare == "that" for w in words[k + 1 : k + 8])
                )
            ):
                return Frame(0, first, voice)
        if first > 0 and words[first - 1].bare in ("that", "which", "than", "as") and (k == n - 1 or words[k].trail):
            # short of the 35,000 that forecasters had expected
            start = first - 1
            while start > 0 and not tags[start - 1] & _COMMA_STOP:
                start -= 1
            return Frame(start, first, voice)
        if k == n - 1 and first > 0:
            return Frame(0, first, voice)
        stop = n
        for j in range(k + 1, n - 1):
            if tags[j] & STOP and not tags[j] & COLON and not tags[j] & CLOSE:
                stop = j + 1
                break
        return Frame(k + 1, stop, voice)

    def _named(self, s: Sentence, part: tuple[int, int], number: int) -> Voice:
        """Return who the words of a speaker name: himself, whom a pronoun means, or nobody in particular."""
        words, tags = s.words, s.tags
        phrase = take_apart(s, *part)
        start, end = part
        if (
            end - start <= 2
            and tags[end - 1] & PRON
            and not tags[end - 1] & DET | (DET if words[end - 1].bare in ("that", "this") else 0)
        ):
            if words[end - 1].bare in ("it", "he", "she", "they", "we", "i"):
                return self._pronoun(words[end - 1].bare, number)
            return NOBODY
        bares = [words[k].bare for k in range(start, end)]
        if any(words[k].bare in _BRIEFED for k in range(max(0, start - 5), end)):
            return RUMOUR
        if tags[start] & _COUNTING_QUANTUM and any(bare in _UNNAMED for bare in bares):
            # two officials, several people
            return RUMOUR
        if "-" in bares or not any(bares):
            return NOBODY
        if (
            phrase.owner is not None
            and any(tags[k] & NAME for k in range(*phrase.owner))
            and words[phrase.head_start].bare
            in ("spokesman", "spokeswoman", "spokesperson", "statement", "data", "report", "filing")
        ):
            return span_text(self._text, s, *_bare_owner(s, phrase.owner)), False
        if tags[start] & DET and any(tags[k] & NAME for k in range(start, end)):
            start += 1
        return span_text(self._text, s, start, end), False

    def _pronoun(self, word: str, number: int) -> Voice:
        """Return whom a pronoun means: the speaker before."""
        parts = self._parts
        person = word in ("he", "she", "i")
        for at in range(number, max(-1, number - _REACH), -1):
            if at == number:
                found = [f for f in self._frames.get(at, ()) if f.voice[0]]
            else:
                found = [f for f in self.frames(at) if f.voice[0]]
            for frame in reversed(found):
                name = frame.voice[0]
                if name is not None and (not person or _personal(name)):
                    return frame.voice
            if at < number and parts[at].paragraph == -1:
                break
        if person:
            return NOBODY
        name = self._topics.of(number)
        return (name, False) if name else NOBODY


def _personal(name: str) -> bool:
    return not name.startswith(("The ", "A ", "the ", "a ")) and any(piece[:1].isupper() for piece in name.split())


def _bare_owner(s: Sentence, owner: tuple[int, int]) -> tuple[int, int]:
    start, end = owner
    while start < end - 1 and s.tags[start] & DET:
        start += 1
    return start, end


def _name_right(s: Sentence, k: int) -> tuple[int, int] | None:
    """Return the speaker that stands behind said or according to."""
    words, tags = s.words, s.tags
    n = len(words)
    if k >= n:
        return None
    part = noun_right(s, k, n)
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
    start = k
    if (
        end < n
        and tags[end - 1] & COMMA
        and tags[start] & _DET_BODY
        and not any(tags[j] & NAME for j in range(start, end))
    ):
        # said the operator, Nordrail
        named = noun_right(s, end, n)
        if named is not None and tags[named[0]] & NAME:
            return named
    return start, end


def _voice(frames: list[Frame], word: int) -> Voice:
    """Return the innermost voice that answers for a word."""
    best: Frame | None = None
    for frame in frames:
        if frame.first <= word < frame.last and (best is None or frame.first >= best.first):
            best = frame
    return best.voice if best is not None else NOBODY
