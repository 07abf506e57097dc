"""One reading of an article: every rule's answers brought together, figure by figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.extract.article import read
from tracker.extract.chinese import baseline, measure, tables
from tracker.extract.chinese.attribution import Voice, voices
from tracker.extract.chinese.contexts import home_currency
from tracker.extract.chinese.kind import is_slogan, kind_of
from tracker.extract.chinese.layout import Flow, blanks, breaks
from tracker.extract.chinese.metric import counts, phrase
from tracker.extract.chinese.moment import Moments
from tracker.extract.chinese.periods import folded_periods
from tracker.extract.chinese.place import Place, places, titled
from tracker.extract.chinese.quantities import Figure, folded_figures
from tracker.extract.chinese.selection import claims_nothing
from tracker.extract.chinese.sentences import Clause, Sentence, mask, paragraphs
from tracker.extract.chinese.subject import Subjects
from tracker.extract.chinese.surroundings import Surroundings
from tracker.extract.chinese.topic import Topics
from tracker.extract.chinese.words import Lexicon, Tag, word_at
from tracker.extract.claim import Claim
from tracker.extract.lazy import pattern
from tracker.extract.script import fold
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, UNIT_PERCENT, Bound, Comparator, Kind

_HEAD = 12
_NEAR = 3
_SHARES = (UNIT_PERCENT, UNIT_MULTIPLE)
_MEASURING = (Kind.LEVEL, Kind.CHANGE, Kind.RATIO, Kind.PRICE)
# Words to be passed over: times that resolve to no day by themselves, and 扣除价格因素.
_WHEN = pattern(r"第[一二三四]季(?!度)|[今昨明]\s+日|[当本上下]季(?!度)|扣除[一-鿿]{2,6}?(?=实际|后|增|降|下|上)")
_UP_TO = ("至", "到")
_BOUND = pattern(r"[对为向给从在被把将由用让于比]")
_SHOWING = ("显示", "表明", "反映", "说明")
_NAMED = pattern(r"[¥￥]|人民币|RMB|CNY")
"""Money that says of itself that it is Chinese."""
_QUOTE = pattern(r"“([^“”\n]{2,24})”")


@dataclass(slots=True)
class _Memory:
    """What the earlier figures of a sentence leave to the later ones."""

    sentence: int = -1
    clause: int = -1
    metric: str | None = None
    unit: str | None = None
    subject: str | None = None
    verb: str = ""
    baseline: str | None = None
    left: measure.Left | None = None
    end: int = 0
    among: str | None = None
    """What the last count of the sentence counted."""
    lead: tuple[str | None, str | None] = (None, None)
    """Metric and baseline of the sentence's first change."""


class Reading:
    """An article read once: its figures, and what every part of it says of them."""

    def __init__(self, text: str, published: date | None = None, until: int = -1) -> None:
        """Read ``text``; ``published`` overrides the date in its head.

        Speakers are looked for up to the last figure, or as far as ``until``.
        """
        self._source = text
        self._lines = Flow(text, breaks(text))
        article = read(self._lines.text)
        published = published or article.published
        folded = fold(self._lines.text)
        gaps = blanks(folded, article.body_start)
        self._flow = Flow(self._lines.text, gaps)
        self._text = self._flow.text
        self._folded = Flow(folded, gaps).text
        self._flat = mask(self._folded)
        lines = [
            *titled(self._folded, article.title_start, article.title_end),
            *paragraphs(self._folded, article.body_start),
        ]
        skipped = (article.title_end, article.body_start)
        times = list(folded_periods(self._folded, published))
        found = [f for f in folded_figures(self._folded, times) if not (f.start < skipped[1] and f.end > skipped[0])]
        found = [f for f in found if f.start >= article.title_start]
        cells, held = tables.cells(self._folded, article.body_start, published)
        found = list(_at_home(self._folded, tables.merged(found, cells, held)))
        self._cells = {cell.figure.start: cell for cell in cells}
        self._places = list(places(lines, found))
        self._figures = found
        last = found[-1].start if found else -1
        counting = {place.paragraph.start for place in self._places if place}
        spans = [(p.start, p.end) for p in times]
        spans += [m.span() for m in _WHEN.finditer(self._flat)]
        self._lexicon = Lexicon(self._flat)
        self._topics = Topics(self._lexicon, [f.start for f in found if f.unit != UNIT_DATE], spans)
        self._subjects = Subjects(self._topics, lines, counting)
        self._around = Surroundings(self._folded, found, self._topics, self._subjects)
        self._moments = Moments(self._folded, times)
        self._voices = voices(
            self._folded, [line for line in lines if line.start <= max(last, until)], self._subjects, self._lexicon
        )
        self._voice_starts = [voice.start for voice in self._voices]
        self._slogans = self._mottos()
        self._spelled: dict[str, str] = {}
        self._memory = _Memory()

    def _mottos(self) -> set[int]:
        """Return where the figures of speech begin."""
        starts = [figure.start for figure in self._figures]
        found: set[int] = set()
        for quote in _QUOTE.finditer(self._folded):
            inside = starts[bisect_left(starts, quote.start(1)) : bisect_left(starts, quote.end(1))]
            if inside and is_slogan(quote[1]):
                found.update(inside)
        return found

    def claims(self) -> list[Claim]:
        """Return the claims in the order of the text."""
        read_claims = []
        for number, figure in enumerate(self._figures):
            place = self._places[number]
            if place is None:
                continue
            cell = self._cells.get(figure.start)
            claim = self._tabled(figure, cell) if cell else self._claim(number, figure, place)
            if claim:
                read_claims.append(claim)
        return read_claims

    def _tabled(self, figure: Figure, cell: tables.Cell) -> Claim:
        voice = self._voice(figure.start)
        said = voice.speaker and self._spell(voice.speaker), voice.hearsay
        return tables.claim(cell, figure, self._text, self._source, self._span, said)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stands in the text as it came."""
        return self._lines.span(*self._flow.span(start, end))

    def _claim(self, number: int, figure: Figure, place: Place) -> Claim | None:
        memory = self._memory
        clause, sentence = place.clause, place.sentence
        if memory.sentence != sentence.start:
            # 其中,…: a part of what the sentence before measured.
            part = self._folded.startswith("其中", sentence.start)
            kept = memory.lead if part else (None, None)
            memory = self._memory = _Memory(sentence.start, metric=kept[0], baseline=kept[1])
        before, after = self._around.neighbours(number, clause)
        source = self._folded if clause.host else self._flat
        held = self._around.held(figure, clause)
        left = self._around.left(source, before, figure, place, held)
        gap = source[memory.end : figure.start]
        listed = memory.clause == clause.start and measure.is_connector(gap)
        if listed and gap.strip() in _UP_TO:
            # 增长8.6%至2.47亿元: what the change ends at.
            listed, left = False, left._replace(reached=True)
        if listed and memory.left and not left.noun and not left.change:
            # 分别下降0.2%、0.6%和1.0%: what was said of the first holds for all.
            before_it = memory.left
            left = left._replace(change=before_it.change, reached=before_it.reached, changed=before_it.changed)
        memory.left, memory.end = left, figure.end
        right = self._around.right(source, number, clause)
        if claims_nothing(
            self._folded, figure, clause.start, clause.end, left, right, following=figure.end < after < clause.end
        ):
            return None
        kind, sign = kind_of(figure, (left, right), slogan=figure.start in self._slogans, compared=held is not None)
        own = self._subjects.own(clause)
        own_words = self._folded[own.start : own.end][: measure.LONGEST] if own and own.end > before else None
        if left.linked and memory.clause == clause.start and not left.verb:
            left = left._replace(verb=memory.verb)
        # 延迟降低30%: a thing without a name that changes is itself the measure, whatever was measured before.
        reaches = figure.text.startswith("达") or self._folded[figure.start - 1] in "达为"
        reaches = reaches and memory.unit in _SHARES
        sole = kind is Kind.CHANGE or (kind is Kind.RATIO and (held or left.change or not reaches))
        measured = sole and own is not None and own_words is not None and not own.named
        earlier = None if measured else memory.metric
        bare = not (left.noun or left.verb) and memory.unit == figure.unit != UNIT_COUNT
        # 北部最低9度,南部12度: what was measured there is measured here.
        named = None if bare and kind is Kind.LEVEL else own_words
        metric = phrase(figure, (left, right), kind, named, earlier)
        counted = counts(figure, left, right) if kind is not Kind.ORDINAL else None
        memory.clause, memory.verb = clause.start, left.verb
        against = self._baseline(figure, kind, held, clause, sentence, memory)
        if kind is Kind.CHANGE and memory.lead == (None, None):
            memory.lead = (metric, against)
        low, high = _signed(figure.low, figure.high, sign if kind is Kind.CHANGE else 1)
        voice = self._voice(figure.start)
        topic = self._subjects.of(clause)
        subject = " ".join(self._text[topic.start : topic.end].split()) if topic else None
        if own is None and memory.subject and metric == memory.metric:
            # What takes its metric from the figure before (营收12亿元,同比增长5%) takes its subject from there too.
            subject = memory.subject
        if own is None and kind is Kind.RATIO and right.noun and not left.noun and not left.verb and not clause.host:
            # 近六成受访者表示…: it is the respondents that the clause is about.
            subject = self._original(right.noun, figure) if figure.end - clause.start < _HEAD else subject
        if own is None and kind is Kind.RATIO and memory.among and not (left.noun or left.verb or right.noun):
            # 共有38人入院,近九成…: a share of those counted before.
            subject = memory.among if figure.start - clause.start < _NEAR else subject
        if figure.unit == UNIT_COUNT and right.noun:
            memory.among = self._original(right.noun, figure)
        if own is None and self._acts(figure, clause, left, right):
            # 至少5家公司正考虑…: those counted are who acts.
            subject = self._original(right.noun, figure)
        if kind in _MEASURING and metric != figure.text:
            memory.metric, memory.subject, memory.unit = metric, subject, figure.unit
        spelled = self._original(metric, figure)
        start, end = self._span(figure.start, figure.end)
        sentence_start, sentence_end = self._span(sentence.start, sentence.end)
        first, last = self._moments.of(figure, place.paragraph, sentence, clause)
        return Claim(
            start=start,
            end=end,
            figure=self._source[start:end],
            low=low,
            high=high,
            unit=figure.unit,
            comparator=figure.comparator,
            precision=figure.precision,
            counted=counted and self._original(counted, figure),
            kind=kind,
            subject=subject or spelled,
            metric=spelled,
            rate=figure.rate,
            period_start=first,
            period_end=last,
            baseline=against,
            attribution=voice.speaker and self._spell(voice.speaker),
            hearsay=voice.hearsay,
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            sentence=self._source[sentence_start:sentence_end],
            checkable=kind is not Kind.SLOGAN and figure.comparator is not Comparator.VAGUE,
        )

    def _acts(self, figure: Figure, clause: Clause, left: measure.Left, right: measure.Right) -> bool:
        """Say whether a count opens its clause and those counted do what follows."""
        opens = figure.start - clause.start < _HEAD and not (left.noun or left.verb or clause.host)
        if figure.unit != UNIT_COUNT or not opens or not right.noun:
            return False
        if _BOUND.search(self._folded, clause.start, figure.start) or right.predicate.startswith(_SHOWING):
            return False
        word = word_at(right.predicate, 0, len(right.predicate))
        return word is not None and bool(word[1] & Tag.PREDICATE) and not word[1] & (Tag.SAY | Tag.COPULA)

    def speaker(self, at: int) -> tuple[str | None, bool]:
        """Return who answers for what stands at an offset of the text, and whether it is hearsay."""
        voice = self._voice(bisect_left(range(len(self._text)), at, key=lambda i: self._span(i, i + 1)[0]))
        return voice.speaker and self._spell(voice.speaker), voice.hearsay

    def _voice(self, at: int) -> Voice:
        i = bisect_right(self._voice_starts, at) - 1
        if i >= 0 and self._voices[i].start <= at < self._voices[i].end:
            return self._voices[i]
        return Voice(at, at)

    def _spell(self, name: str) -> str:
        """Give a folded name in the spelling of the text."""
        spelled = self._spelled.get(name)
        if spelled is None:
            at = self._folded.find(name)
            spelled = self._spelled[name] = self._text[at : at + len(name)] if at >= 0 else name
        return spelled

    def _original(self, phrase: str, figure: Figure) -> str:
        """Give a folded phrase in the spelling of the text, where it stands there in one piece near its figure."""
        floor, ceiling = max(0, figure.start - 200), figure.end + 80
        at = self._folded.find(phrase, floor, ceiling)
        if at >= 0:
            return " ".join(self._text[at : at + len(phrase)].split())
        places = (self._folded.find(letter, floor, ceiling) for letter in phrase)
        return "".join(self._text[at] if at >= 0 else letter for at, letter in zip(places, phrase, strict=True))

    def _baseline(
        self,
        figure: Figure,
        kind: Kind,
        held: baseline.Baseline | None,
        clause: Clause,
        sentence: Sentence,
        memory: _Memory,
    ) -> str | None:
        if kind not in (Kind.CHANGE, Kind.RATIO):
            return None
        own = self._worded(held) if held else None
        if own is None and kind is not Kind.CHANGE and figure.unit != UNIT_MULTIPLE:
            return None
        if own is None:
            # A baseline governs the figures listed after it, up to the end of its sentence.
            own = memory.baseline or self._governing(sentence, clause)
        memory.baseline = own
        return own

    def _worded(self, held: baseline.Baseline) -> str:
        """Give a baseline in the spelling of the text."""
        at = self._folded.find(held.words, held.start, held.end)
        return self._text[at : at + len(held.words)] if at >= 0 else held.words

    def _governing(self, sentence: Sentence, clause: Clause) -> str | None:
        previous = [c for c in sentence.clauses if c.start < clause.start and not c.host][-4:]
        for earlier in reversed(previous):
            if found := baseline.stated(self._folded, earlier.start, earlier.end):
                return self._worded(found)
        return None


def _at_home(text: str, found: list[Figure]) -> Iterator[Figure]:
    """Give a bare 元 the currency of the place that the text is about."""
    home = home_currency(text) if any(figure.unit == "CNY" for figure in found) else "CNY"
    for figure in found:
        bare = home != "CNY" and figure.unit == "CNY" and not _NAMED.search(figure.text)
        yield figure._replace(unit=home) if bare else figure


def _signed(low: Bound | None, high: Bound | None, sign: int) -> tuple[Bound | None, Bound | None]:
    if sign > 0:
        return low, high
    return (-high if isinstance(high, Decimal) else high), (-low if isinstance(low, Decimal) else low)
