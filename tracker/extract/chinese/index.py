"""The text as the rules see it: its known words, its times, its names, and where its figures begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from tracker.extract.chinese.ahead import Ahead
from tracker.extract.chinese.letters import (
    FIRSTS,
    LASTS,
    LEAD,
    LINK,
    NUMBERING,
    NUMERAL,
    OPENS,
    SIGN,
    STRAY,
    UNKNOWN,
    is_sign,
    tabled,
)
from tracker.extract.chinese.mention import DATELINE, LONGEST_DATELINE
from tracker.extract.chinese.names import has_ending, is_place
from tracker.extract.chinese.words import BITS, END, Lexicon, Tag, word_at
from tracker.extract.lazy import pattern

_AMBIGUOUS: Final = frozenset("比如达能可有应会以共向由再正至新")
"""Particles at the head of a clause that may as well begin a name: the name must recur to count."""
_NAME_HEAD: Final = pattern(r"(?=([比如达能可有应会以共向由再正至新][\s\S]{2}))[比如达能可有应会以共向由再正至新]")
_HEAD: Final = 3
"""So many letters tell one name from another."""
_FEW: Final = 32
"""So many names are looked for one by one before all are counted at once."""
_LONGEST_OPENED: Final = 26
_LEAD: Final = pattern(
    r"这(?:也|还|已|已经|将|不)?是(?=[^,。]{2,16}?(?:第[\d一二三四五六七八九十]|连续|首次|首个|首度))"
    r"|[\s“”*•·●▪■◆>#|+—-]+|\(?[0-9一二三四五六七八九十]{1,2}[、.)](?!\d)|第[一二三四五六七八九十][,是]|[①-⑩]"
    r"|\d{1,2}[时点](?:\d{1,2}分|半)?(?:许|左右)?(?![一-鿿]?间)"
)
_DATELINED: Final = ("【", "日电", "讯", "消息", "报道")
"""What every dateline holds."""
_DATELINED_BEHIND: Final = {"消息": "日社网报", "报道": "社网报"}
"""And what stands before it."""
_TAILS: Final = ("期间", "以来", "的", "内", "前后", "之前", "前")
"""What may follow what tells when."""
_TAIL_START: Final = frozenset(tail[0] for tail in _TAILS)
_LISTED: Final = pattern(r"[、和与及]")
_PAUSE: Final = pattern(r"[,;。!?]")
_OPENER: Final = Tag.OPENER
_NAME: Final = Tag.NAME


class Index:
    """What is known of the words of a folded, masked text."""

    def __init__(self, lexicon: Lexicon, stops: Iterable[int], times: Iterable[tuple[int, int]]) -> None:
        """Take the text with its words, where its figures begin (``stops``) and what tells when (``times``)."""
        self.lexicon = lexicon
        self.text = text = lexicon.text
        self.letters = tabled(text)
        """The text in letters that the tables hold."""
        self.names: set[str] = set()
        """Subjects met so far: what was one once may be one again."""
        self.words = lexicon.words
        """The known words of what is read, and the end."""
        self.stops = Ahead(sorted(stops), len(text))
        spans = sorted(times)
        self.times = Ahead([begin for begin, _ in spans], len(text))
        """Where the times begin."""
        self._time_ends = dict(reversed(spans))
        self._dated = _datelined(text)
        self._recurring: dict[str, bool] = {}

    def cover(self, start: int, end: int) -> None:
        """Find the known words of a stretch behind all that was to be read, which is to be read after all."""
        self.words[-1:] = self.lexicon.within(start, end)
        self.words.append(END)

    def is_name(self, start: int, end: int, word: int) -> bool:
        """Say whether words name something: by their form, or because they were a subject before.

        No known ``word`` before the one of that number stands in them.
        """
        text, letters, names = self.text, self.letters, self.names
        words = text[start:end]
        if not words:
            return False
        if words in names or is_place(letters, start, end):
            return True
        seen = 0
        for at in range(start, end):
            seen |= FIRSTS[ord(letters[at])]
        signed = seen & SIGN != 0 and (seen != UNKNOWN or any(map(is_sign, words)))
        if (signed or has_ending(letters, start, end)) and not (
            words.isalnum() and not words.isascii() and self.is_plain(start, end, word)
        ):
            return True
        return bool(seen & LINK) and any(part in names for part in _LISTED.split(words)[1:])

    def counts(self, at: int) -> bool:
        """Say whether a figure follows soon, before the next pause."""
        beyond = len(self.text) + 1
        stop = self.stops.within(at, beyond)
        return stop < beyond and _PAUSE.search(self.text, at, stop) is None

    def onset(self, start: int, end: int, word: int) -> int:
        """Skip what stands before a subject: bullets, 比如, 目前, 今年, 9月; ``word`` stands there or before."""
        text, letters = self.text, self.letters
        at = start
        if self._dated and self._dated[start]:
            dateline = DATELINE.match(text, start, end)
            at = dateline.end() if dateline else start
        gaps = self.times.gaps
        while at < end:
            timed = gaps[at] == 0
            kind = FIRSTS[ord(letters[at])]
            if kind == UNKNOWN:
                kind = 0
            if kind & LEAD:
                lead = self._lead(at, end, word, kind)
                if lead < 0:
                    # An opening quote belongs to the name that it opens.
                    return at
                if lead > at:
                    at = lead
                    continue
            when = self._time_ends[at] if timed else 0
            if timed and when <= end:
                at = when
                if at < end and text[at] in _TAIL_START:
                    for tail in _TAILS:
                        if text.startswith(tail, at):
                            at += len(tail)
                continue
            opener = self._opener(at, end, word) if kind & OPENS else at
            if opener == at:
                break
            at = opener
        return at

    def _lead(self, at: int, end: int, word: int, kind: int) -> int:
        """Return where marks and numbers end that stand before a subject; -1 where the mark opens a name."""
        text, letters = self.text, self.letters
        following = FIRSTS[ord(letters[at + 1])] if at + 2 < end else UNKNOWN
        if kind & NUMERAL and at + 2 < end and not (following | FIRSTS[ord(letters[at + 2])]) & NUMBERING:
            return at
        if not following & LEAD and text[at] == "“" and not LASTS[ord(letters[at + 1])] & STRAY:
            last = at + 1
            opened = True
        else:
            lead = _LEAD.match(text, at, end)
            if lead is None:
                return at
            last = lead.end()
            opened = "“" in lead[0]
        if opened:
            key, begin, behind = self.words[self.reached(at, word)]
            if begin <= last and behind <= min(end, at + _LONGEST_OPENED) and BITS[key] & _NAME:
                return -1
        return last

    def _opener(self, at: int, end: int, word: int) -> int:
        """Return where a word ends that stands before a subject; where it would begin if there is none."""
        words = self.words
        word = self.reached(at, word)
        key, begin, last = words[word]
        if begin == at and last <= end:
            return last if BITS[key] & _OPENER and not self.recurs(at) else at
        hidden = begin == at or (word and words[word - 1][2] > at)
        if hidden and (known := word_at(self.text, at, end)) is not None:
            # A word that reaches over either end may hide a shorter one.
            last, bits = known
            return last if bits & _OPENER and not self.recurs(at) else at
        return at

    def recurs(self, at: int) -> bool:
        """Say whether what looks like a particle begins words that stand in the text again."""
        text = self.text
        if text[at] not in _AMBIGUOUS or self.times.gaps[at + 1] == 0:
            return False
        name = text[at : at + _HEAD]
        if len(name) < _HEAD:
            return False
        recurs = self._recurring.get(name)
        if recurs is None:
            if len(self._recurring) == _FEW:
                counts = Counter(_NAME_HEAD.findall(text))
                self._recurring = {name: count > 1 for name, count in counts.items()}
                return self._recurring[name]
            recurs = text.find(name, 0, at + _HEAD - 1) >= 0 or text.find(name, at + 1) >= 0
            self._recurring[name] = recurs
        return recurs

    def is_plain(self, start: int, end: int, word: int) -> bool:
        """Say whether a phrase is made of common words only."""
        known = end - start
        words = self.words
        word = self.reached(start, word)
        while words[word][2] <= end:
            key, first, last = words[word]
            if not BITS[key] & _NAME:
                known -= last - first
            word += 1
        return known == 0

    def reached(self, at: int, word: int) -> int:
        """Return the number of the first word that begins at an offset or behind, from ``word`` on."""
        words = self.words
        while words[word][1] < at:
            word += 1
        return word


def _datelined(text: str) -> bytes:
    """Return, by offset, whether what a dateline holds follows soon; nothing where none does anywhere."""
    marks: list[int] = []
    for mark in _DATELINED:
        at = text.find(mark)
        while at >= 0:
            before, behind = text[at - 1 : at], text[at + 1 : at + 2]
            if (
                mark in "【日电"
                or (mark != "讯" and before in _DATELINED_BEHIND[mark])
                or (mark == "讯" and (before == "日" or behind.isspace() or behind in "(,"))
            ):
                marks.append(at)
            at = text.find(mark, at + 1)
    if not marks:
        return b""
    near = bytearray(len(text) + 1)
    for at in marks:
        first = max(0, at - LONGEST_DATELINE)
        near[first : at + 1] = bytes([1]) * (at + 1 - first)
    return bytes(near)
