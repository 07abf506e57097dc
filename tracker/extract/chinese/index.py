"""The text as the rules see it: its known words, its times, its names, and where its figures begin."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import Final

from tracker.extract.chinese.mention import DATELINE, DATELINE_MARK, LONGEST_DATELINE
from tracker.extract.chinese.names import has_form, is_place
from tracker.extract.chinese.words import BITS, OPENING, START, Lexicon, Tag, Word, word_at
from tracker.extract.lazy import pattern

_LEADING: Final = frozenset(
    "这“”*•·●▪■◆>#|+—-(第①②③④⑤⑥⑦⑧⑨⑩ \t\n\r\x0b\x0c\u2003\u200b\ufeff0123456789一二三四五六七八九十"
)
# A particle at the head of a clause that may as well begin a name: the name must recur to count.
_AMBIGUOUS: Final = pattern(r"([比如达能可有应会以共向由再正至新])(?=([\s\S]{2}))")
_LEAD: Final = pattern(
    r"这(?:也|还|已|已经|将|不)?是(?=[^,。]{2,16}?(?:第[\d一二三四五六七八九十]|连续|首次|首个|首度))"
    r"|[\s“”*•·●▪■◆>#|+—-]+|\(?[0-9一二三四五六七八九十]{1,2}[、.)](?!\d)|第[一二三四五六七八九十][,是]|[①-⑩]"
    r"|\d{1,2}[时点](?:\d{1,2}分|半)?(?:许|左右)?(?![一-鿿]?间)"
)
_STARTING: Final = _LEADING | OPENING
"""What may stand before a subject, times aside."""
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
        self.names: set[str] = set()
        """Subjects met so far: what was one once may be one again."""
        # Behind the last figure stands one more, so that every search ends somewhere.
        self.stops = [*sorted(stops), len(text) + 1]
        self._times = sorted(times)
        self.time_starts = [start for start, _ in self._times]
        self._time_ends = dict(reversed(self._times))
        self._datelines = [mark.start() for mark in DATELINE_MARK.finditer(text)]
        self._words: list[Word] = []
        self._word_starts: list[int] = []
        counts = Counter(_AMBIGUOUS.findall(text))
        self._recurring = {name for name, count in counts.items() if count > 1}

    def cover(self, start: int, end: int) -> None:
        """Find the known words of a stretch that is to be read; stretches come in the order of the text."""
        words = self.lexicon.within(start, end)
        self._words += words
        self._word_starts += map(START, words)

    def tagged(self, start: int, end: int) -> list[Word]:
        """Return the known words between two offsets of a covered stretch."""
        words, starts = self._words, self._word_starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        while last > first and words[last - 1][2] > end:
            last -= 1
        return words[first:last]

    def is_name(self, start: int, end: int) -> bool:
        """Say whether words name something: by their form, or because they were a subject before."""
        words = self.text[start:end]
        names = self.names
        if words in names or is_place(words):
            return True
        if has_form(words) and not (words.isalnum() and not words.isascii() and self.is_plain(start, end)):
            return True
        if _LISTED.search(words) is None:
            return False
        return any(part in names for part in _LISTED.split(words)[1:])

    def counts(self, at: int) -> bool:
        """Say whether a figure follows soon, before the next pause."""
        stop = self.stops[bisect_left(self.stops, at)]
        return stop <= len(self.text) and _PAUSE.search(self.text, at, stop) is None

    def times_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of the times that begin between two offsets."""
        first = bisect_left(self.time_starts, start)
        return self._times[first : bisect_left(self.time_starts, end, first)]

    def onset(self, start: int, end: int) -> int:
        """Skip what stands before a subject: bullets, 比如, 目前, 今年, 9月."""
        text, times = self.text, self._time_ends
        at = self._undated(start, end) if self._datelines else start
        while at < end:
            letter = text[at]
            when = times.get(at)
            if when is None and letter not in _STARTING:
                return at
            if letter in _LEADING and (lead := _LEAD.match(text, at, end)):
                # An opening quote belongs to the name that it opens.
                if "“" in lead[0]:
                    behind = self.tagged(at, min(end, at + 26))
                    if behind and behind[0][1] <= lead.end() and BITS[behind[0][0]] & _NAME:
                        return at
                at = lead.end()
                continue
            if when and when <= end:
                at = when
                for word in ("期间", "以来", "的", "内", "前后", "之前", "前"):
                    if text.startswith(word, at):
                        at += len(word)
                continue
            opener = word_at(text, at, end) if letter in OPENING else None
            if opener and opener[1] & _OPENER and not self.recurs(at):
                at = opener[0]
                continue
            break
        return at

    def _undated(self, start: int, end: int) -> int:
        """Skip a dateline (某某社某地3月1日电), if there is one."""
        i = bisect_left(self._datelines, start)
        if i < len(self._datelines) and self._datelines[i] < start + LONGEST_DATELINE:
            found = DATELINE.match(self.text, start, end)
            return found.end() if found else start
        return start

    def recurs(self, at: int) -> bool:
        """Say whether what looks like a particle begins words that stand in the text again."""
        begun = self.text[at : at + 1], self.text[at + 1 : at + 3]
        return begun in self._recurring and self._time_ends.get(at + 1) is None

    def is_plain(self, start: int, end: int) -> bool:
        """Say whether a phrase is made of common words only."""
        known = end - start
        for key, first, last in self.tagged(start, end):
            if not BITS[key] & _NAME:
                known -= last - first
        return known == 0
