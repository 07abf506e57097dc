"""The text as the rules see it: its known words, its times, its names, and where its figures begin."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import Final

from tracker.extract.chinese.cues import DATELINE, DATELINE_MARK, LONGEST_DATELINE
from tracker.extract.chinese.names import has_form, is_place
from tracker.extract.chinese.words import Tag, Word, tag, word_at
from tracker.extract.lazy import pattern

_LEADING: Final = frozenset(
    "这“”*•·●▪■◆>#|+—-(第①②③④⑤⑥⑦⑧⑨⑩ \t\n\r\x0b\x0c\u2003\u200b\ufeff0123456789一二三四五六七八九十"
)
# A particle at the head of a clause that may as well begin a name: the name must recur to count.
_AMBIGUOUS = pattern(r"[比如达能可有应会以共向由再正至新]")
_LEAD = pattern(
    r"这(?:也|还|已|已经|将|不)?是(?=[^,。]{2,16}?(?:第[\d一二三四五六七八九十]|连续|首次|首个|首度))"
    r"|[\s“”*•·●▪■◆>#|+—-]+|\(?[0-9一二三四五六七八九十]{1,2}[、.)](?!\d)|第[一二三四五六七八九十][,是]|[①-⑩]"
    r"|\d{1,2}[时点](?:\d{1,2}分|半)?(?:许|左右)?(?![一-鿿]?间)"
)
_LISTED = pattern(r"[、和与及]")
_PAUSE = pattern(r"[,;。!?]")


class Index:
    """What is known of the words of a folded, masked text."""

    def __init__(self, text: str, stops: Iterable[int], times: Iterable[tuple[int, int]]) -> None:
        """Take the text, where its figures begin (``stops``) and the spans that tell when (``times``)."""
        self.text = text
        self.names: set[str] = set()
        """Subjects met so far: what was one once may be one again."""
        self.stops = sorted(stops)
        self._times = sorted(times)
        self._time_starts = [start for start, _ in self._times]
        self._time_ends = dict(reversed(self._times))
        self._datelines = [mark.start() for mark in DATELINE_MARK.finditer(text)]
        self._words: list[Word] = []
        self._word_starts: list[int] = []
        counts = Counter(text[m.start() : m.start() + 3] for m in _AMBIGUOUS.finditer(text))
        self._recurring = {name for name, count in counts.items() if count > 1}

    def cover(self, start: int, end: int) -> None:
        """Find the known words of a stretch that is to be read; stretches come in the order of the text."""
        words = tag(self.text, start, end)
        self._words += words
        self._word_starts += [word.start for word in words]

    def tagged(self, start: int, end: int) -> list[Word]:
        """Return the known words between two offsets of a covered stretch."""
        first = bisect_left(self._word_starts, start)
        last = bisect_left(self._word_starts, end, first)
        while last > first and self._words[last - 1].end > end:
            last -= 1
        return self._words[first:last]

    def is_name(self, start: int, end: int) -> bool:
        """Say whether words name something: by their form, or because they were a subject before."""
        words = self.text[start:end]
        if words in self.names or is_place(words):
            return True
        if has_form(words) and not (words.isalnum() and not words.isascii() and self.is_plain(start, end)):
            return True
        if _LISTED.search(words) is None:
            return False
        return any(part in self.names for part in _LISTED.split(words)[1:])

    def counts(self, at: int) -> bool:
        """Say whether a figure follows soon, before the next pause."""
        i = bisect_left(self.stops, at)
        return i < len(self.stops) and _PAUSE.search(self.text, at, self.stops[i]) is None

    def time_at(self, at: int) -> int | None:
        """Return where the time that begins at ``at`` ends."""
        return self._time_ends.get(at)

    def times_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of the times that begin between two offsets."""
        return self._times[bisect_left(self._time_starts, start) : bisect_left(self._time_starts, end)]

    def time_in(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the span of the first time that begins between two offsets."""
        i = bisect_left(self._time_starts, start)
        return self._times[i] if i < len(self._times) and self._times[i][0] < end else None

    def onset(self, start: int, end: int) -> int:
        """Skip what stands before a subject: bullets, 比如, 目前, 今年, 9月."""
        at = self._undated(start, end)
        while at < end:
            if self.text[at] in _LEADING and (lead := _LEAD.match(self.text, at, end)):
                # An opening quote belongs to the name that it opens.
                if "“" in lead[0] and any(
                    w.start <= lead.end() and w.tag & Tag.NAME for w in self.tagged(at, min(end, at + 26))[:1]
                ):
                    return at
                at = lead.end()
                continue
            when = self.time_at(at)
            if when and when <= end:
                at = when
                for word in ("期间", "以来", "的", "内", "前后", "之前", "前"):
                    if self.text.startswith(word, at):
                        at += len(word)
                continue
            opener = word_at(self.text, at, end)
            if opener and opener.tag & Tag.OPENER and not self.recurs(at):
                at = opener.end
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
        return self.text[at : at + 3] in self._recurring and self.time_at(at + 1) is None

    def is_plain(self, start: int, end: int) -> bool:
        """Say whether a phrase is made of common words only."""
        known = 0
        for word in self.tagged(start, end):
            if not word.tag & Tag.NAME:
                known += word.end - word.start
        return known == end - start
