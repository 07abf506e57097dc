"""One reading of an English text: its figures, and what every sentence says of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.chinese.quantities import Figure
from tracker.extract.claim import Claim
from tracker.extract.english import lexicon as lex
from tracker.extract.english import tables
from tracker.extract.english.fiscal import move, stated
from tracker.extract.english.head import head
from tracker.extract.english.meaning import Meanings
from tracker.extract.english.moment import parted, whens
from tracker.extract.english.scanning import scan
from tracker.extract.english.sentences import Sentence, sentences
from tracker.extract.english.speakers import Speakers
from tracker.extract.english.spelling import fold
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, Bound, Comparator, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.extract.english.days import Time
    from tracker.extract.english.figure import Found

_CHANGE: Final = Kind.CHANGE
_SLOGAN: Final = Kind.SLOGAN
_VAGUE: Final = Comparator.VAGUE
_JAPAN: Final = pattern(r"(?i)\b(?:japan|japanese|tokyo|osaka|kyoto|nagoya|yokohama|nikkei|yen)\b")
_CHINA: Final = pattern(r"(?i)\b(?:china|chinese|yuan|renminbi|rmb|beijing|shanghai)\b")


class Reading:
    """A text read once, from its head to its tables."""

    def __init__(self, text: str, published: date | None = None) -> None:
        """Read ``text``; ``published`` overrides the date in its head."""
        (first, last), day, _, begin = head(text)
        self._text = text
        self._folded = folded = fold(text)
        self._today = published or day
        self._fiscal = stated(folded)
        self._yen = "¥" in folded and _JAPAN.search(folded) is not None and _CHINA.search(folded) is None
        self._tables: list[tables.Table] = []
        parts: list[Sentence] = []
        if first < last:
            parts.append(Sentence(first, last, -1))
        if "\t" in text or "|" in text:
            for table in tables.tables(folded, begin):
                parts += sentences(folded, begin, table.start, len(parts))
                self._tables.append(table)
                begin = table.end
        parts += sentences(folded, begin, len(text), len(parts))
        for s in parts:
            s.load(folded)
        self._sentences = parts

    def figures(self) -> Iterator[Figure]:
        """Yield every figure of the running text in order."""
        text = self._text
        for s in self._sentences:
            if s.union & lex.TRIGGER:
                found = scan(s, self._today)[0]
                if self._yen:
                    _yens(s, found)
                for f in found:
                    start, end = s.word_span(f.first, f.last)
                    said = text[start:end]
                    yield Figure(
                        start, end, said, f.low, f.high, f.unit, f.comparator, None, f.rate, f.step, f.kind == "ordinal"
                    )

    def claims(self) -> list[Claim]:
        """Return the claims in the order of the text."""
        out: list[Claim] = []
        meanings = Meanings(self._text, self._sentences)
        speakers = Speakers(self._text, self._sentences, meanings.topics)
        for number, s in enumerate(self._sentences):
            if not s.union & lex.TRIGGER:
                continue
            found, timed = scan(s, self._today)
            if not found:
                continue
            if self._fiscal is not None:
                timed = move(s.words, timed, self._fiscal)
            if self._yen:
                _yens(s, found)
            self._sentence_claims(out, number, s, found, timed, meanings, speakers)
        if self._tables:
            for table in self._tables:
                out += tables.claims(self._text, self._folded, table, self._today, meanings.topic(len(self._sentences)))
            out.sort(key=lambda claim: claim.start)
        return out

    def _sentence_claims(
        self,
        out: list[Claim],
        number: int,
        s: Sentence,
        found: list[Found],
        timed: list[Time],
        meanings: Meanings,
        speakers: Speakers,
    ) -> None:
        text = self._text
        said = text[s.start : s.end]
        meant = meanings.of(number, found)
        voice = speakers.of(number)
        who, hearsay = None, False
        spans = whens(s, timed, found) if timed else timed
        at, words = s.at or s.place(), s.words
        for figure, sense in zip(found, meant, strict=True):
            # Its span, written out: this is done for every claim.
            start = at[figure.first] + words[figure.first].lead
            end = at[figure.last - 1] + words[figure.last - 1].reach
            low, high = figure.low, figure.high
            if sense.sign < 0 and sense.kind is _CHANGE:
                low, high = _negated(high), _negated(low)
            first, last = _period(s, figure, spans) if spans or figure.kind else (None, None)
            if voice is not None:
                who, hearsay = voice(figure.first)
            unit, comparator = figure.unit, figure.comparator
            out.append(
                Claim(
                    start,
                    end,
                    text[start:end],
                    low,
                    high,
                    unit,
                    comparator,
                    figure.step,
                    sense.counted if unit == UNIT_COUNT else None,
                    sense.kind,
                    sense.subject or sense.metric,
                    sense.metric,
                    figure.rate,
                    first,
                    last,
                    sense.baseline,
                    who,
                    hearsay,
                    s.start,
                    s.end,
                    said,
                    comparator is not _VAGUE and sense.kind is not _SLOGAN,
                )
            )


def _yens(s: Sentence, found: list[Found]) -> None:
    """Read ¥ as yen, in a text of Japan."""
    for f in found:
        if f.money and f.unit == "CNY" and any("¥" in word.body for word in s.words[f.first : f.last]):
            f.unit = "JPY"


def _negated(bound: Bound | None) -> Bound | None:
    return -bound if isinstance(bound, Decimal) else bound


def _period(s: Sentence, figure: Found, timed: list[Time]) -> tuple[date | None, date | None]:
    """Return the time a figure speaks of: the nearest before it in its sentence, else the first behind it.

    Each of ``timed`` has a first day. A single day behind the figure counts only where no mark stands between.
    """
    if figure.kind == "date":
        low, high = figure.low, figure.high
        return (low if isinstance(low, date) else None), (high if isinstance(high, date) else None)
    best: Time | None = None
    for time in timed:
        if time.day and time.first_word >= figure.last and parted(s, figure, time):
            continue
        if 0 <= time.first_word - figure.last <= 3:
            # … in the fourth quarter: what stands right behind it is its own
            return time.first, time.last
        if time.last_word <= figure.first:
            best = time
        else:
            if best is None:
                best = time
            break
    return (best.first, best.last) if best is not None else (None, None)
