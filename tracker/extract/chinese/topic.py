"""What a clause begins with: its subject, read from its first words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from tracker.extract.chinese.cues import DATELINE, DATELINE_MARK, LONGEST_DATELINE
from tracker.extract.chinese.names import has_form, is_place
from tracker.extract.chinese.parties import is_body
from tracker.extract.chinese.sentences import Clause, strip
from tracker.extract.chinese.words import Tag, Word, tag, word_at
from tracker.extract.lazy import pattern


class Topic(NamedTuple):
    """Something spoken of. ``named`` things stay the topic; ``dangling`` ones stand before a pause without a verb."""

    start: int
    end: int
    named: bool
    dangling: bool = False
    speaker: bool = False
    """It says something rather than being spoken of."""


class Head(NamedTuple):
    """The beginning of a clause as read: where the subject's words end and what is left of them."""

    own: Topic | None
    cause: bool = False
    faint: Topic | None = None
    """Such an owner, or a measure without one, of few letters."""
    weak: Topic | None = None
    """The unnamed owner of a measure (居民医保 of 居民医保补助): the subject only where nothing else is known."""


_SAID = (
    *("表示", "介绍", "透露", "说", "称", "指出", "认为", "强调", "宣布", "回应", "坦言", "显示", "通报", "公告"),
    *("测算", "预计", "预测", "估算", "获悉", "了解到"),
)
FIRM = pattern(r"(?:公司(?!债|法)|本公司|该公司|集团(?!军)|该集团|我们|该行(?!业)|本行(?!业)|该企业)(?:$|(?=[一-鿿]))")
_NOMINAL = frozenset("版率额量器机者员费价期力性化型类线点站店商品部门款式权金物币卡证券函稿费险税局园区链端")
_SETTING: Final = (
    *(
        "期间",
        "同时",
        "之时",
        "之际",
        "以后",
        "之后",
        "之前",
        "以前",
        "前后",
        "以来",
        "方面",
        "层面",
        "上",
        "中",
        "下",
        "里",
        "内",
    ),
    *("后", "前", "时", "看", "来看", "来说", "而言", "来讲", "为例", "情况下", "背景下", "开始", "起"),
)
_LEADING: Final = frozenset(
    "这“”*•·●▪■◆>#|+—-(第①②③④⑤⑥⑦⑧⑨⑩ \t\n\r\x0b\x0c\u2003\u200b\ufeff0123456789一二三四五六七八九十"
)
# A particle at the head of a clause that may as well begin a name: the name must recur to count.
_AMBIGUOUS = pattern(r"[比如达能可有应会以共向由再正至新]")
_LEAD = pattern(
    r"这(?:也|还|已|已经|将|不)?是(?=[^,。]{2,16}?(?:第[\d一二三四五六七八九十]|连续|首次|首个|首度))|[\s“”*•·●▪■◆>#|+—-]+|\(?[0-9一二三四五六七八九十]{1,2}[、.)](?!\d)|第[一二三四五六七八九十][,是]|[①-⑩]"
)
_MEASURE_END: Final = frozenset("率额量价费值数比度")
_LISTED = pattern(r"[、和与及]")
# A verb or adjective of one character that may stand between a subject and a figure: 重38克, 得22分.
_COMPARATIVE = pattern(r"[高低多少快慢大小长短重宽厚深得获送失补卖售赚亏花耗跌涨报]出?$")
_SCORE = pattern(r"\d+(?:比\d+)?$")
_SCENE: Final = ("期间", "以来", "之际", "以后", "之后", "之前")
_LONGEST_NAME = 12
_LONG_MEASURE = 6
_SHORT_MEASURE = 4
_TOOLS: Final = frozenset("用拿凭按扣剔经")
_TOOL = pattern(r"用(?!户)|拿|凭|按(?!揭|键|摩)|扣除|剔除|经(?=初步|审计|调查|测算|核实)")
_PART_OF = pattern(r"(?:%|[\d一二三四五六七八九十半][成倍折]|一半|半数|以上|左右|分之[一二三四五六七八九十]+)$")
"""What stands before 的 where it only tells how much of the thing (95%的乡镇)."""
_DEMONSTRATIVE = pattern(r"(?:该|其|此|这一?|那一?|上述|前述|本)[项个款种些家次类]?")
_POINTING: Final = frozenset("该其此这那上前本")
POINTER = pattern(r"^(?:该|此|这|那|上述|前述)")


class Topics:
    """Reads what the clauses of a folded, masked text begin with."""

    def __init__(self, text: str, stops: Iterable[int], times: Iterable[tuple[int, int]]) -> None:
        """Take the text, where its figures begin (``stops``) and the spans that tell when (``times``)."""
        self.text = text
        self.names: set[str] = set()
        """Subjects met so far: what was one once may be one again."""
        self._stops = sorted(stops)
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
        if has_form(words) and not (words.isalnum() and not words.isascii() and self._is_plain(start, end)):
            return True
        if _LISTED.search(words) is None:
            return False
        return any(part in self.names for part in _LISTED.split(words)[1:])

    def time_at(self, at: int) -> int | None:
        """Return where the time that begins at ``at`` ends."""
        return self._time_ends.get(at)

    def times_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of the times that begin between two offsets."""
        return self._times[bisect_left(self._time_starts, start) : bisect_left(self._time_starts, end)]

    def _time_in(self, start: int, end: int) -> tuple[int, int] | None:
        i = bisect_left(self._time_starts, start)
        return self._times[i] if i < len(self._times) and self._times[i][0] < end else None

    def _begin(self, start: int, end: int) -> int:
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
            if opener and opener.tag & Tag.OPENER and not self._recurs(at):
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

    def _recurs(self, at: int) -> bool:
        return self.text[at : at + 3] in self._recurring and self.time_at(at + 1) is None

    def head(self, clause: Clause) -> Head:
        """Read what a clause begins with, and remember its subject as a name."""
        head = self._read(clause)
        if head.own and not head.own.dangling and head.own.end - head.own.start <= _LONGEST_NAME:
            self.names.add(self.text[head.own.start : head.own.end])
        return head

    def _read(self, clause: Clause) -> Head:
        text = self.text
        begin = self._begin(clause.start, clause.end)
        stop = bisect_left(self._stops, begin)
        limit = min(clause.end, self._stops[stop]) if stop < len(self._stops) else clause.end
        words = self.tagged(begin, limit)
        if begin < limit and text[begin] in _TOOLS and _TOOL.match(text, begin, limit):
            return _NOTHING
        if begin >= limit:
            return Head(self._relative(begin, clause.end))
        cause = bool(words and words[0].start == begin and words[0].tag & Tag.CAUSE)
        cut = self._cut(begin, limit, words, closed=limit == clause.end)
        if cut <= begin:
            return Head(None if cause else self._relative(begin, clause.end), cause)
        said = None
        for word in words:
            if word.start >= cut:
                said = word if word.start == cut and word.tag & Tag.SAY else None
                break
        if said and limit - said.end > 2:
            # 他建议商家…: without a pause what is said may have a subject of its own.
            inner = self._read(Clause(said.end, clause.end))
            if inner.own and not inner.own.dangling:
                return inner
        start, end = self._trim(begin, cut, words)
        advice = text.rfind("建议", start, end - 1)
        if advice > 0 and advice + 2 < end - 1:
            # 他建议商家…: who should do it is the subject.
            start = advice + 2
        if end - start < 2:
            return Head(None, cause)
        if text[end - 1].isdigit():
            score = _SCORE.search(text, start, end)
            if score and ("比" in score[0] or text.startswith("比", cut)):
                end = score.start()
        if text[end - 1] == "了" or text.endswith(_SCENE, start, end):
            return _NOTHING
        dangling = cut == clause.end
        if dangling and text[begin:cut].rstrip().endswith(_SETTING):
            return _NOTHING
        if cut == limit and (adjective := _COMPARATIVE.search(text, end - 2, end)) and not _ends_word(words, end):
            end = adjective.start()
        if end - start < 2:
            return Head(None, cause)
        of = text.rfind("的", start, end - 1)
        if of > start and any(w.end <= of and w.start >= start and w.tag & Tag.VERB for w in words) and end - of > 2:
            # 当天发布的眼镜: what is described, not the description.
            start = of + 1
        owner = self._owner(start, end, words)
        if owner < end and not self._is_owner(start, owner):
            # Where only the last character tells a measure (客运量), nobody knows where its owner ends.
            known = owner if owner > start else end
            enough = _LONG_MEASURE if known == end and not is_place(text[start : start + 4]) else 3
            least = _SHORT_MEASURE if known == end else 2
            loose = Topic(start, known, False) if known - start >= least and not self._is_plain(start, known) else None
            return Head(None, faint=loose, weak=loose if known - start >= enough else None)
        told = text[clause.start : clause.end].rstrip()
        counted = told.endswith("统计") and is_body(told[: -len("统计")])
        speaker = told.endswith(_SAID) or counted or said is not None
        return Head(Topic(start, owner, self.is_name(start, owner), dangling, speaker))

    def _relative(self, begin: int, end: int) -> Topic | None:
        """Read a clause that is nothing but a described thing (服务…的X): X is the subject."""
        of = self.text.rfind("的", begin + 2, end)
        stop = bisect_left(self._stops, of)
        if of < 0 or end - of < 3 or (stop < len(self._stops) and self._stops[stop] < end):
            return None
        if _PART_OF.search(self.text, max(begin, of - 4), of):
            return None
        words = self.tagged(of + 1, end)
        if any(w.tag & Tag.PREDICATE and not w.tag & (Tag.NOUN | Tag.WEAK) for w in words):
            return None
        start, last = strip(self.text, of + 1, end)
        return Topic(start, last, self.is_name(start, last), dangling=True) if self.is_name(start, last) else None

    def _trim(self, start: int, end: int, words: list[Word]) -> tuple[int, int]:
        """Take particles, times and stray marks off both ends of a subject."""
        start, end = strip(self.text, start, end)
        possessive = _DEMONSTRATIVE.match(self.text, start, end) if self.text[start : start + 1] in _POINTING else None
        if possessive and self.text[start] == "其" and possessive.end() < end:
            start = possessive.end()
        opened = self.text.count("“", start, end) - self.text.count("”", start, end)
        if opened > 0 and self.text[start] == "“":
            start += 1
        when = self._time_in(start + 1, end)
        if when:
            end = when[0]
        changed = True
        while changed and end > start:
            changed = False
            if self.text[end - 1] in " 、的之和与及":
                end -= 1
                changed = True
            for word in words:
                if word.end == end and word.start > start and word.tag & Tag.OPENER and not word.tag & Tag.MEASURE:
                    end = word.start
                    changed = True
        return start, end

    def _owner(self, start: int, end: int, words: list[Word]) -> int:
        """Return where the owner of a measure ends (X of X销量); ``end`` where the words hold no measure."""
        text = self.text
        words = [word for word in words if word.start >= start and word.end <= end]
        tail = end
        for word in reversed(words):
            if word.end != tail or not word.tag & (Tag.MEASURE | Tag.WEAK | Tag.OF | Tag.AND | Tag.PARTICLE | Tag.NOUN):
                break
            if word.tag & (Tag.MEASURE | Tag.WEAK) or (tail < end and not word.tag & Tag.OF):
                tail = word.start
        if text[end - 1] not in _MEASURE_END and not _holds_measure(words, tail):
            return end
        of = text.rfind("的", start, end)
        if tail == start:
            return start
        if of > start:
            owner = of
        elif tail < end:
            owner = tail
        else:
            owner = start
        while owner > start and text[owner - 1] in " 、的":
            owner -= 1
        if firm := FIRM.match(text, start, owner if owner > start else end):
            return firm.end()
        if owner > start and self._is_owner(start, owner):
            return owner
        prefix = next((n for n in range(min(owner - start, 12), 1, -1) if text[start : start + n] in self.names), 0)
        return start + prefix if prefix else owner

    def _is_owner(self, start: int, end: int) -> bool:
        words = self.text[start:end]
        if words.isascii() and words.isupper():
            return False
        return end > start and (self.is_name(start, end) or bool(POINTER.match(words) or FIRM.match(words)))

    def _is_plain(self, start: int, end: int) -> bool:
        """Say whether a phrase is made of common words only."""
        known = 0
        for word in self.tagged(start, end):
            if not word.tag & Tag.NAME:
                known += word.end - word.start
        return known == end - start

    def _has_verb(self, words: list[Word]) -> bool:
        """Say whether words hold a verb that only a subject's can be: one of being or saying."""
        return any(w.tag & Tag.SAY or self.text[w.start : w.end] in ("有", "为", "是", "仅有", "只有") for w in words)

    def _cut(self, begin: int, limit: int, words: list[Word], *, closed: bool) -> int:
        """Return where the first predicate begins, or ``limit``; ``closed``: nothing follows it in the clause."""
        text = self.text
        for i, word in enumerate(words):
            nearby = word.start - begin
            if not word.tag & Tag.PREDICATE:
                continue
            follower = text[word.end : word.end + 1]
            after = words[i + 1].start if i + 1 < len(words) else limit
            if word.tag & Tag.MEASURE and nearby and (after == word.end or word.end == limit):
                # 研发投入达…: before another known word it is the measure, before a noun the verb.
                continue
            if word.tag & (Tag.VERB | Tag.RISE | Tag.FALL) and not word.tag & Tag.PARTICLE:
                following = words[i + 1] if i + 1 < len(words) and words[i + 1].start == word.end else None
                if (following and following.tag & Tag.OF) or (follower and follower in _NOMINAL and not following):
                    continue
                if word.tag & Tag.WEAK and nearby and not (closed and word.end == limit):
                    continue
                if word.tag & Tag.WEAK and following is None and self._has_verb(words[i + 1 :]):
                    # 合作厂商有…, 运输署称…: before a noun with a verb of its own, it describes the noun.
                    continue
            if text[word.start] == "比" and _SCORE.search(text, begin, min(word.end + 3, limit)):
                continue
            if word.end - word.start == 1 and (nearby == 1 or (nearby == 0 and self._recurs(begin))):
                continue
            return word.start
        return limit


_NOTHING: Final = Head(None)


def _ends_word(words: list[Word], end: int) -> bool:
    """Say whether a known word of two letters or more ends there."""
    return any(word.end == end and word.end - word.start > 1 for word in words)


def _holds_measure(words: list[Word], start: int) -> bool:
    return any(word.start >= start and word.tag & Tag.MEASURE for word in words)
