"""Frames: a voice in a sentence and the words it answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tracker.extract.english.cue import Cue
    from tracker.extract.english.sentences import Sentence
    from tracker.extract.english.voice import Voice

PERSON: Final = "person"
DOCUMENT: Final = "document"
PARTY: Final = "party"


class Frame:
    """A voice in a sentence and the words it answers for."""

    __slots__ = ("first", "last", "lasting", "personal", "pronoun", "rank", "voice")

    def __init__(self, s: Sentence, cue: Cue, voice: Voice, sort: str) -> None:
        """Let ``voice`` answer for the words of ``cue``; ``sort`` is person, document or party."""
        self.first = cue.first
        self.last = cue.last
        self.voice = voice
        self.rank = cue.rank
        word = s.words[cue.named[0]].bare if cue.named is not None else ""
        self.pronoun = word if word in ("he", "she") else ""
        """He or she, where that is how the sentence names him."""
        self.personal = sort == PERSON
        self.lasting = sort != PARTY
        """A person or a document goes on to speak in the sentences that follow; a company needs its pronoun."""
