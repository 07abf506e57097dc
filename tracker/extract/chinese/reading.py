"""One reading of an article: every rule's answers brought together, figure by figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.extract.article import read
from tracker.extract.chinese import measure, tables
from tracker.extract.chinese.attribution import Voice, answering, voices
from tracker.extract.chinese.baseline import Baseline, Baselines
from tracker.extract.chinese.currency import at_home
from tracker.extract.chinese.edges import LONGEST
from tracker.extract.chinese.kind import is_slogan, kind_of
from tracker.extract.chinese.layout import Flow, blanks, breaks
from tracker.extract.chinese.memory import NO_LEAD, Memory
from tracker.extract.chinese.metric import counts
from tracker.extract.chinese.moment import Moments
from tracker.extract.chinese.periods import folded_periods
from tracker.extract.chinese.place import Place, places, titled
from tracker.extract.chinese.quantities import Figure, folded_figures
from tracker.extract.chinese.seasons import vague
from tracker.extract.chinese.selection import claimed, is_idle
from tracker.extract.chinese.sentences import Clause, Sentence, mask, paragraphs
from tracker.extract.chinese.sides import Left, Right
from tracker.extract.chinese.sights import Sights
from tracker.extract.chinese.spelling import Spelling
from tracker.extract.chinese.subject import Subjects, telling
from tracker.extract.chinese.surroundings import Surroundings
from tracker.extract.chinese.topic import Topic, Topics
from tracker.extract.chinese.words import Lexicon, Tag, word_at
from tracker.extract.claim import Claim
from tracker.extract.lazy import pattern
from tracker.extract.script import folding
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, Bound, Comparator, Kind

_HEAD: Final = 12
_NEAR: Final = 3
_LEVEL: Final = Kind.LEVEL
_CHANGE: Final = Kind.CHANGE
_RATIO: Final = Kind.RATIO
_ORDINAL: Final = Kind.ORDINAL
_PRICE: Final = Kind.PRICE
_SLOGAN: Final = Kind.SLOGAN
_VAGUE: Final = Comparator.VAGUE
_DOING: Final = Tag.PREDICATE
_STATING: Final = Tag.SAY | Tag.COPULA
_BENEATH: Final = ("低于", "少于")
_UP_TO: Final = ("至", "到")
_BOUND: Final = pattern(r"[对为向给从在被把将由用让于比]")
_SHOWING: Final = ("显示", "表明", "反映", "说明")
_MOTTO: Final = 24
"""No motto is longer."""
_QUOTE: Final = pattern(rf"“([^“”\n]{{2,{_MOTTO}}})”")


class Reading:
    """An article read once: its figures, and what every part of it says of them."""

    def __init__(self, text: str, published: date | None = None, until: int = -1) -> None:
        """Read ``text``; ``published`` overrides the date in its head.

        Speakers are looked for up to the last figure, or as far as ``until``.
        """
        self._source = text
        self._lines = Flow(text, breaks(text))
        folded, letters = folding(self._lines.text)
        article = read(self._lines.text, folded)
        published = published or article.published
        gaps = blanks(folded, article.body_start)
        self._flow = Flow(self._lines.text, gaps)
        self._text = self._flow.text
        self._folded = Flow(folded, gaps).text
        sights = Sights(self._folded)
        marks, known = sights.marks, sights.beginnings
        self._flat = mask(self._folded, marks.notes)
        lines = [
            *titled(self._folded, marks, article.title_start, article.title_end),
            *paragraphs(self._folded, article.body_start, marks),
        ]
        first, skipped, body = article.title_start, article.title_end, article.body_start
        times = folded_periods(self._folded, published, marks)
        found = [
            figure
            for figure in folded_figures(self._folded, times, known)
            if figure.start >= body or (figure.end <= skipped and figure.start >= first)
        ]
        cells, held = tables.cells(self._folded, body, published)
        found = at_home(tables.merged(found, cells, held), known)
        self._cells = {cell.figure.start: cell for cell in cells}
        self._places = places(lines, found)
        self._figures = found
        last = found[-1].start if found else -1
        counting = {place.paragraph.start for place in self._places if place}
        spans = [(p.start, p.end) for p in times]
        spans += vague(self._flat)
        spans.sort()
        told = telling(lines, counting)
        self._lexicon = Lexicon(self._flat, [(part[0].start, part[-1].end) for part in told])
        self._topics = Topics(self._lexicon, [f.start for f in found if f.unit != UNIT_DATE], spans)
        self._subjects = Subjects(self._topics, lines, told)
        self._baselines = Baselines(self._folded, known.compared)
        self._around = Surroundings(self._folded, found, self._lexicon, spans, self._baselines)
        self._moments = Moments(self._folded, times)
        self._voices = voices(
            self._folded,
            [line for line in lines if line.start <= max(last, until)],
            self._subjects,
            self._lexicon,
            known.signs,
            counting if until < 0 else None,
        )
        self._said = answering(self._voices, found)
        self._spelling = Spelling(self._text, self._folded, letters.values())
        self._memory = Memory()

    def _is_motto(self, at: int) -> bool:
        """Say whether the figure that begins at an offset is one of speech."""
        floor = at - _MOTTO if at > _MOTTO else 0
        mark = self._folded.rfind("“", floor, at)
        if mark < 0 or self._folded.find("”", mark, at) >= 0:
            return False
        quote = _QUOTE.match(self._folded, mark)
        return quote is not None and at < quote.end(1) and is_slogan(quote[1])

    def claims(self) -> list[Claim]:
        """Return the claims in the order of the text."""
        read_claims: list[Claim] = []
        for number, figure in enumerate(self._figures):
            place = self._places[number]
            if place is None:
                continue
            cell = self._cells.get(figure.start) if self._cells else None
            claim = self._tabled(number, figure, cell) if cell else self._claim(number, figure, place)
            if claim is not None:
                read_claims.append(claim)
        return read_claims

    def _tabled(self, number: int, figure: Figure, cell: tables.Cell) -> Claim:
        return tables.claim(cell, figure, self._text, self._source, self._span, self._speaks(self._said[number]))

    def _speaks(self, voice: Voice | None) -> tuple[str | None, bool]:
        """Return who speaks, as the text spells him, and whether it is hearsay."""
        if voice is None:
            return None, False
        return voice.speaker and self._spelling.name(voice.speaker), voice.hearsay

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stands in the text as it came."""
        start, end = self._flow.span(start, end)
        return self._lines.span(start, end)

    def _remembered(self, sentence: int) -> Memory:
        """Return what the figures before leave to one of the sentence that begins at an offset."""
        memory = self._memory
        if memory.sentence != sentence:
            # 其中,…: a part of what the sentence before measured.
            part = memory.lead[0] is not None and self._folded.startswith("其中", sentence)
            memory = self._memory = Memory(sentence, memory.lead if part else NO_LEAD)
        return memory

    def _claim(self, number: int, figure: Figure, place: Place) -> Claim | None:
        clause, sentence = place.clause, place.sentence
        clause_start, clause_end, start, end = clause.start, clause.end, figure.start, figure.end
        memory = self._remembered(sentence.start)
        goes_on = memory.clause == clause_start
        told = claimed(self._folded, figure, clause_start, clause_end)
        if told is False and not goes_on:
            return None
        around = self._around
        before, after = around.neighbours(number, clause_start, clause_end)
        source = self._folded if clause.host else self._flat
        held = around.held(figure, clause)
        own = self._subjects.own(clause)
        left = around.left(source, number, before, figure, place, own, held)
        if goes_on and measure.is_connector(source, memory.end, start):
            if source[memory.end : start].strip() in _UP_TO:
                # 增长8.6%至2.47亿元: what the change ends at.
                left.reached = True
            elif not left.noun and not left.change:
                # 分别下降0.2%、0.6%和1.0%: what was said of the first holds for all.
                left.change, left.reached, left.changed = memory.change, memory.reached, memory.changed
        memory.change, memory.reached, memory.changed, memory.end = left.change, left.reached, left.changed, end
        if told is False:
            return None
        text = self._folded
        ahead = text[start - 1]
        if ahead == "的" and left.changed in _BENEATH:
            # 低于去年同期的9.1%: how high the other is, not by how much.
            left.reached = True
        right = around.right(source, number, clause_end)
        if told is None and is_idle(text, figure, clause_end, left, right, following=end < after < clause_end):
            return None
        compared = held is not None
        kind, sign = kind_of(figure, left, right, slogan=self._is_motto(start), compared=compared)
        own_words = None
        if own is not None and own.end > before:
            own_words = text[own.start : min(own.end, own.start + LONGEST)]
        verb = left.verb
        if goes_on and left.linked and not verb:
            verb = left.verb = memory.verb
        metric = memory.measure(figure, left, right, kind, own, own_words, compared=compared, led=ahead in "达为")
        unit = figure.unit
        counted = counts(figure, left, right) if unit == UNIT_COUNT and kind is not _ORDINAL else None
        memory.clause, memory.verb = clause_start, verb
        against = None
        low, high = figure.low, figure.high
        if kind is _CHANGE:
            against = self._baseline(figure, kind, held, clause, sentence, memory)
            if memory.lead[0] is None:
                memory.lead = (metric, against)
            if sign < 0:
                low, high = _negated(high), _negated(low)
        elif kind is _RATIO:
            against = self._baseline(figure, kind, held, clause, sentence, memory)
        subject = self._subject(figure, clause, own, left, right, kind, metric, memory)
        measuring = kind is _LEVEL or kind is _CHANGE or kind is _RATIO or kind is _PRICE
        if measuring and metric != figure.text:
            memory.metric, memory.subject, memory.unit = metric, subject, unit
        spelling = self._spelling
        spelled = spelling.phrase(metric, start, end)
        first, last = self._moments.of(figure, place.paragraph, sentence, clause)
        if not memory.last:
            memory.first, memory.last = self._span(sentence.start, sentence.end)
            memory.words = self._source[memory.first : memory.last]
        speaker, hearsay = self._speaks(self._said[number])
        begin, close = self._span(start, end)
        return Claim(
            begin,
            close,
            self._source[begin:close],
            low,
            high,
            unit,
            figure.comparator,
            figure.precision,
            spelling.phrase(counted, start, end) if counted else counted,
            kind,
            subject or spelled,
            spelled,
            figure.rate,
            first,
            last,
            against,
            speaker,
            hearsay,
            memory.first,
            memory.last,
            memory.words,
            kind is not _SLOGAN and figure.comparator is not _VAGUE,
        )

    def _subject(
        self,
        figure: Figure,
        clause: Clause,
        own: Topic | None,
        left: Left,
        right: Right,
        kind: Kind,
        metric: str,
        memory: Memory,
    ) -> str | None:
        """Return what a figure is about, as the text spells it."""
        topic = self._subjects.of(clause)
        subject: str | None = None
        if topic is not None:
            subject = self._text[topic.start : topic.end]
            if not subject.isalnum():
                subject = " ".join(subject.split())
        noun = right.noun
        counted = noun != "" and figure.unit == UNIT_COUNT
        if own is None:
            if memory.subject and metric == memory.metric:
                # What takes its metric from the figure before (营收12亿元,同比增长5%) takes its subject from there too.
                subject = memory.subject
            if kind is _RATIO and not (left.noun or left.verb):
                if noun and not clause.host and figure.end - clause.start < _HEAD:
                    # 近六成受访者表示…: it is the respondents that the clause is about.
                    subject = self._spelling.phrase(noun, figure.start, figure.end)
                elif not noun and memory.among and figure.start - clause.start < _NEAR:
                    # 共有38人入院,近九成…: a share of those counted before.
                    subject = self._spelling.phrase(*memory.among)
            if counted and self._acts(figure, clause, left, right):
                # 至少5家公司正考虑…: those counted are who acts.
                subject = self._spelling.phrase(noun, figure.start, figure.end)
        if counted:
            memory.among = (noun, figure.start, figure.end)
        return subject

    def _acts(self, figure: Figure, clause: Clause, left: Left, right: Right) -> bool:
        """Say whether a count opens its clause and those counted do what follows."""
        if figure.start - clause.start >= _HEAD or left.noun or left.verb or clause.host:
            return False
        if _BOUND.search(self._folded, clause.start, figure.start) or right.predicate.startswith(_SHOWING):
            return False
        word = word_at(right.predicate, 0, len(right.predicate))
        return word is not None and bool(word[1] & _DOING) and not word[1] & _STATING

    def speaker(self, at: int) -> tuple[str | None, bool]:
        """Return who answers for what stands at an offset of the text, and whether it is hearsay."""
        place = bisect_left(range(len(self._text)), at, key=lambda i: self._span(i, i + 1)[0])
        i = bisect_right(self._voices, place, key=lambda voice: voice.start) - 1
        return self._speaks(self._voices[i] if i >= 0 and place < self._voices[i].end else None)

    def _baseline(
        self,
        figure: Figure,
        kind: Kind,
        held: Baseline | None,
        clause: Clause,
        sentence: Sentence,
        memory: Memory,
    ) -> str | None:
        own = self._worded(held) if held else None
        if own is None and kind is not _CHANGE and figure.unit != UNIT_MULTIPLE:
            return None
        if own is None:
            # A baseline governs the figures listed after it, up to the end of its sentence.
            own = memory.baseline or self._governing(sentence, clause)
        memory.baseline = own
        return own

    def _worded(self, held: Baseline) -> str:
        """Give a baseline in the spelling of the text."""
        at = self._folded.find(held.words, held.start, held.end)
        return self._text[at : at + len(held.words)] if at >= 0 else held.words

    def _governing(self, sentence: Sentence, clause: Clause) -> str | None:
        previous = [c for c in sentence.clauses if c.start < clause.start and not c.host][-4:]
        for earlier in reversed(previous):
            if found := self._baselines.stated(earlier.start, earlier.end):
                return self._worded(found)
        return None


def _negated(bound: Bound | None) -> Bound | None:
    return -bound if isinstance(bound, Decimal) else bound
