"""Senses: what a figure says, and the place in its sentence from where it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.english.lexicon import LINK
from tracker.extract.english.nouns import noun_right
from tracker.extract.english.predicate import verb_left
from tracker.values import Kind

if TYPE_CHECKING:
    from tracker.extract.english.figure import Found
    from tracker.extract.english.sentences import Sentence
_LEVEL: Final = Kind.LEVEL


class Sense:
    """What a figure says."""

    __slots__ = ("baseline", "counted", "kind", "metric", "sign", "subject")

    def __init__(self) -> None:
        """Begin with a level of nothing."""
        self.kind: Kind = _LEVEL
        self.sign = 1
        self.metric: str | None = None
        self.subject: str | None = None
        self.baseline: str | None = None
        self.counted: str | None = None


class Spot:
    """A figure where it stands: what goes before it, what follows, and the verb that governs it."""

    __slots__ = (
        "before",
        "closed",
        "end",
        "figure",
        "first",
        "floor",
        "lead",
        "lead_tag",
        "limit",
        "noun",
        "reached",
        "then",
        "verb",
    )

    def __init__(self, s: Sentence, f: Found, before: Sense | None, floor: int, limit: int) -> None:
        """Look around the figure ``f``; ``before`` is the sense of the figure before it in the sentence."""
        words, tags = s.words, s.tags
        self.figure = f
        self.before = before
        self.first = a = f.first
        self.end = b = f.last
        self.floor = floor
        """Where the figure before ends."""
        self.limit = limit
        """Where the figure behind begins."""
        if a and not words[a - 1].trail:
            self.lead = words[a - 1].bare
            """The word before it, where no mark parts them."""
            self.lead_tag = tags[a - 1]
        else:
            self.lead = ""
            self.lead_tag = 0
        # doubled, topped 1.05 billion: the figure holds its own verb.
        held = f.kind == "multiple" or (tags[a] & LINK and f.kind != "date")
        self.verb = a if held else verb_left(s, a, floor)
        """The predicate that governs it; -1 where none stands between the figure before and it."""
        self.noun: tuple[int, int] | None = None
        """The noun phrase right behind it."""
        self.then = ""
        """The word behind it, where no mark parts them."""
        self.reached = False
        """It is where a measure got to: to, at, from before it."""
        self.closed = words[b - 1].trail > 0
        """A mark stands right behind it."""
        if not self.closed and b < len(words):
            self.then = words[b].bare
            if b < limit:
                self.noun = noun_right(s, b, limit)
