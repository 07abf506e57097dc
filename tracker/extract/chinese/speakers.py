"""Speakers: whom the pronouns of an article may mean (他, 该负责人, 公司), and the offices without a name."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.mention import Cue
from tracker.extract.chinese.parties import is_body, is_office, is_titled
from tracker.extract.chinese.sentences import Paragraph

_LONGEST_OFFICE: Final = 4
_DEEPEST: Final = 20
"""Paragraphs read for the sake of those behind them, one within the other."""
_FURTHEST: Final = 50
"""So many stretches back somebody is looked for one by one; then all of them are made one."""


class Hearer:
    """Reads paragraphs that nobody has read yet."""

    __slots__ = ("depth",)

    def __init__(self) -> None:
        """Begin with nothing to read."""
        self.depth: int = 0
        """So many paragraphs are being read, each for the sake of the one before it."""

    def hear(self, paragraph: Paragraph, speakers: Speakers) -> None:
        """Tell ``speakers`` who speaks in a paragraph."""
        raise NotImplementedError


class Speakers:
    """Who speaks in a stretch of an article, and behind it in those before.

    A stretch that is but asked for who was named last is read when it is asked.
    """

    __slots__ = ("_before", "_hearer", "_unread", "body", "here", "named", "person", "spoken_of")

    def __init__(self, hearer: Hearer, before: Speakers | None = None, unread: Paragraph | None = None) -> None:
        """Follow on the stretch ``before``; ``hearer`` reads what is ``unread`` of this one."""
        self._hearer: Hearer = hearer
        self._before: Speakers | None = before
        self._unread: Paragraph | None = unread
        self.person: str | None = None
        self.body: str | None = None
        self.here: bool = False
        """A speaker was named in this paragraph."""
        self.spoken_of: str | None = None
        """Whom this paragraph is about."""
        self.named: dict[str, None] = {}
        """All who were named, in order."""

    def name(self, cue: Cue, text: str, topic: str) -> str | None:
        """Return whom a cue of the folded text names."""
        if cue.dropped:
            return topic if is_body(topic) else None
        called = text[cue.speaker_start : cue.speaker_end].strip()
        if is_office(called):
            # 局长, 发言人, 协会 alone: the last one of that office or kind.
            office = called.removeprefix("该")
            known = self._named_last(office, at_end=False)
            if known and is_body(office):
                return known[: known.find(office) + len(office)]
            if known or not cue.anaphor:
                return known or self._led_by(office) or called
        if not cue.anaphor:
            return called or None
        # 负责人 whom nobody named stays that; 他 is whom it is about.
        unknown = called if is_titled(called) else topic
        if cue.body:
            return self._last(body=True) or (topic if is_body(topic) else None) or self._last(body=False)
        # A person who has not spoken here yet is the one the paragraph is about (小张是…,他说).
        return (None if self.here else self.spoken_of) or self._last(body=False) or unknown or None

    def remember(self, cue: Cue, speaker: str | None) -> None:
        """Take note of whom a cue has named."""
        if speaker is None:
            return
        self.here = True
        self.person = speaker
        if cue.body:
            self.body = speaker
        if len(speaker) > _LONGEST_OFFICE:
            self.named.pop(speaker, None)
            self.named[speaker] = None

    def _led_by(self, office: str) -> str | None:
        """Return the body that was last named of those which an office without a name may head (署长 of 某某署)."""
        kind = office.removeprefix("副")[:-1]
        if not (kind and office.endswith("长") and kind in "局署厅部院所会厂校社"):
            return None
        return self._named_last(kind, at_end=True)

    def _named_last(self, part: str, *, at_end: bool) -> str | None:
        """Return who was named last of those whose name holds a part, or ends with it."""
        at: Speakers | None = self
        while at is not None:
            for name in reversed(at.named):
                if name.endswith(part) if at_end else part in name:
                    return name
            at = self._join() if at is self else None
        return None

    def _last(self, *, body: bool) -> str | None:
        """Return who spoke last, or which body did."""
        found = self.body if body else self.person
        at = self._before
        steps = 0
        while not found and at is not None:
            if steps == _FURTHEST or self._hearer.depth >= _DEEPEST:
                at = self._join()
                if at is None:
                    break
            at._read()
            found = at.body if body else at.person
            at = at._before
            steps += 1
        if body:
            self.body = found
        else:
            self.person = found
        return found

    def _read(self) -> None:
        """Read what nobody has read yet."""
        paragraph = self._unread
        if paragraph is not None:
            self._unread = None
            self._hearer.depth += 1
            self._hearer.hear(paragraph, self)
            self._hearer.depth -= 1

    def _join(self) -> Speakers | None:
        """Make one of all the stretches before this one, and return it.

        The first of them is read first: none then asks far back.
        """
        chain: list[Speakers] = []
        at = self._before
        while at is not None:
            chain.append(at)
            at = at._before
        joined: Speakers | None = None
        while chain:
            at = chain.pop()
            at._before = joined
            at._read()
            if joined is not None:
                at._take(joined)
            joined = at
        self._before = joined
        return joined

    def _take(self, before: Speakers) -> None:
        """Take over what the stretch before knows."""
        self.person = self.person or before.person
        self.body = self.body or before.body
        names = before.named
        for name in self.named:
            names.pop(name, None)
            names[name] = None
        self.named = names
        self._before = None
