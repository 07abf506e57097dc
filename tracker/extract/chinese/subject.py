"""What each clause speaks of: its own subject, or the topic it carries on.

Chinese drops a subject that is already known. A clause without one goes on about the latest named thing of its
sentence, the sentence without one about the latest of its paragraph, and so on outwards. A result (让…, 使…) is that
of everything told before it, so it belongs to the sentence's first subject.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from tracker.extract.chinese.letters import BODIES, FIRSTS, LASTS, PARTS, POINTERS, POINTS
from tracker.extract.chinese.owners import FIRM, FIRM_START, points_back
from tracker.extract.chinese.parties import is_body, is_person, speaks_as_body
from tracker.extract.chinese.sentences import Clause, Paragraph, Sentence
from tracker.extract.chinese.tellers import (
    ALONE,
    EXECUTIVE,
    SPOKESMAN,
    counts_others,
    files,
    publishes,
    represented,
    states,
)
from tracker.extract.chinese.topic import Head, Topic, Topics
from tracker.extract.chinese.words import BITS, Tag
from tracker.extract.lazy import pattern

_PERSONAL: Final = frozenset("他她")
_FIRM_NAME: Final = pattern(r"(?:集团|公司|股份|控股|(?<!人民)银行|人寿|财险)$")
_FIRM_END: Final = frozenset("团司份股行寿险\n")
_PART: Final = pattern(r"(?:单[一-鿿]|首[批期轮]|单月.*|每单.*|单次.*)$|部分|高峰|现场|全程")
_ABOVE: Final = ("上述", "前述")
_ABOVE_START: Final = frozenset("上前")
_ROLE: Final = Tag.ROLE
_GENERIC: Final = Tag.ROLE | Tag.ANAPHOR
_OF: Final = Tag.OF
_NOBODY: Final[tuple[Topic | None, bool]] = (None, False)


def telling(paragraphs: list[Paragraph], counting: Container[int]) -> list[list[Sentence]]:
    """Return of each paragraph the sentences that tell what its figures, or those of others, are about.

    ``counting`` holds where the paragraphs with figures begin: of the others the first sentence is enough, and of
    those behind the last figure nothing.
    """
    told: list[list[Sentence]] = []
    last = 0
    for paragraph in paragraphs:
        if paragraph.start in counting:
            told.append(paragraph.sentences)
            last = len(told)
        else:
            told.append([paragraph.opening])
    return told[:last]


class Subjects:
    """The subjects of a text, clause by clause."""

    def __init__(self, topics: Topics, paragraphs: list[Paragraph], told: list[list[Sentence]]) -> None:
        """Read the beginning of every clause, then carry topics on to the clauses that name none.

        ``told`` holds, as ``telling`` returns them, the sentences to read.
        """
        self._topics = topics
        self._told = told
        self._behind = paragraphs[len(told) :]
        self._by_sentence: dict[int, tuple[Topic | None, bool]] = {}
        self._heads: list[Head] = []
        for sentences in told:
            for sentence in sentences:
                self._read(sentence)
        self._numbers: dict[int, int] = {}
        self._about: list[Topic | None] = [None] * len(self._heads)
        self._resolve(paragraphs)

    def _read(self, sentence: Sentence) -> None:
        heads = self._heads
        for clause in sentence.clauses:
            clause.number = len(heads)
            heads.append(self._topics.head(clause))

    def of(self, clause: Clause) -> Topic | None:
        """Return what a clause is about; None where nothing was named yet."""
        number = self._number(clause)
        return self._about[number] if number >= 0 else None

    def own(self, clause: Clause) -> Topic | None:
        """Return the subject that a clause itself names, pronouns among them."""
        number = self._number(clause)
        return self._heads[number][0] if number >= 0 else None

    def _number(self, clause: Clause) -> int:
        """Return the number of a clause; that of the first one of its sentence for what stands in none."""
        if clause.number < 0:
            if not self._numbers:
                self._numbers = {
                    known.start: known.number
                    for sentences in self._told
                    for sentence in sentences
                    for known in sentence.clauses
                }
            return self._numbers.get(clause.start, -1)
        return clause.number

    def names(self) -> set[str]:
        """Return what the article's clauses name as their subjects."""
        for paragraph in self._behind:
            first = paragraph.opening
            self._topics.cover(first.start, first.end)
            self._read(first)
        self._behind = []
        owners = [head[0] for head in self._heads]
        return {self._topics.text[own.start : own.end] for own in owners if own}

    def of_sentence(self, start: int) -> tuple[Topic | None, bool]:
        """Return the subject of the sentence that begins at ``start``, and whether it names it itself."""
        return self._by_sentence.get(start, _NOBODY)

    def _resolve(self, paragraphs: list[Paragraph]) -> None:
        text, letters, heads, about = self._topics.text, self._topics.letters, self._heads, self._about
        article: Topic | None = None
        firm: Topic | None = None
        person: Topic | None = None
        for number, sentences in enumerate(self._told):
            topic = lasting = article
            opened = False
            spare: Topic | None = None
            slack: Topic | None = None
            for sentence in sentences:
                clauses = sentence.clauses
                if not clauses:
                    break
                first: Topic | None = None
                latest: Topic | None = None
                teller: Topic | None = None
                office = False
                loose: Topic | None = None
                # The firm of this paragraph, or the one whose filing or officer speaks: what is measured is its own.
                holder = topic if opened and self._is_firm(topic) else None
                for clause in clauses:
                    begin, end, host = clause.start, clause.end, clause.host
                    own, cause, faint, weak = heads[clause.number]
                    if own and topic is article and self._is_above(own):
                        pass
                    elif own and self._is_generic(own):
                        words = text[own.start : own.end]
                        if words[0] in FIRM_START and FIRM.match(words):
                            back = firm
                        else:
                            back = person if words in _PERSONAL else None
                        if back is None and not own.speaker and not own.dangling:
                            # 该系统, 这家企业, of which nothing was told before, is better than nothing.
                            spare = own
                        own = back
                        if first is None and not host:
                            first = back or holder or teller or topic
                    elif own and self._is_paper(own, clause):
                        own = None
                    if own and (first or opened) and self._is_part(own):
                        own = None
                    if own and own.speaker:
                        # Who says it is what it is about only if nothing else is: 某公司表示,营收增长.
                        name = text[own.start : own.end]
                        if is_person(name):
                            person = own
                        if states(text, own.end, end) and not publishes(name):
                            length, role = represented(name)
                            if role != ALONE:
                                teller = Topic(own.start, own.start + length, own.word, True)
                                if role != SPOKESMAN:
                                    holder = teller
                                if role == EXECUTIVE:
                                    firm = teller
                            elif speaks_as_body(name):
                                teller = firm = own
                                office = counts_others(name)
                                if files(text, own.end, end):
                                    holder = teller
                        own = None
                    if (
                        own
                        and not own.dangling
                        and LASTS[ord(letters[own.end - 1])] & BODIES
                        and is_body(text[own.start : own.end])
                    ):
                        firm = own
                    if host:
                        about[clause.number] = own if own and own.named else about[host.number]
                        continue
                    if own:
                        # A topic before a pause was only the scene if the next clause has a subject of its own.
                        if first is None or first.dangling or text[begin - 1] == ";":
                            first = own
                            latest = own if own.named else None
                        elif own.named:
                            latest = own
                    elif holder and (first is None or first.named):
                        pass
                    elif weak and self._begins_anew(clause, weak):
                        # 其中民营企业出口…; …: a part, or the next of a list.
                        first, latest = weak, None
                        loose = first
                    elif faint and self._stands_for(
                        faint,
                        first,
                        loose or slack,
                        alone=((office or teller is None) and spare is None and topic is article is not firm)
                        or (topic is teller is spare is None),
                    ):
                        first = loose = faint
                    elif faint and text[begin - 1] == ";" and not (first and first.named):
                        first, latest = faint, None
                    elif weak and (first is None or first is loose):
                        # 第一产业增加值…;第二产业增加值…: a list of unnamed things, each the subject of its part.
                        first = loose = weak
                    inherited = first if cause else latest or first
                    if holder:
                        outer: Topic | None = holder
                    elif topic is article:
                        # Nothing here yet: a measure of its own says more than the topic of another paragraph.
                        here = faint if article is not firm else None
                        outer = weak or (faint if office else None) or teller or here or topic
                    else:
                        outer = weak or topic
                    about[clause.number] = own or inherited or outer or spare
                self._by_sentence[sentence.start] = (first or topic or teller, first is not None)
                if first or holder:
                    topic, opened = self._possessor(first) if first else holder, True
                    slack = first if first is loose else None
                    if first is None or first is not loose:
                        # The unnamed owner of a measure is forgotten with its paragraph.
                        lasting = topic
            if lasting and not paragraphs[number].heading:
                article = lasting

    def _stands_for(self, faint: Topic, first: Topic | None, loose: Topic | None, *, alone: bool) -> bool:
        """Say whether an unnamed owner is what its sentence is about: nothing else is, or the same is told of it."""
        text = self._topics.text
        if loose and text[loose.end : loose.end + 2] == text[faint.end : faint.end + 2]:
            return True
        return first is None and alone and self._topics.counts(faint.end)

    def _begins_anew(self, clause: Clause, weak: Topic) -> bool:
        text = self._topics.text
        if text.startswith("其中", clause.start):
            return text[weak.end - 1] != "化"
        return text[clause.start - 1] == ";"

    def _is_above(self, topic: Topic) -> bool:
        """Say whether a subject is one that was told of before (上述产品)."""
        text, start = self._topics.text, topic.start
        pointing = FIRSTS[ord(self._topics.letters[start])] & POINTS != 0 and text[start] in _ABOVE_START
        return pointing and text.startswith(_ABOVE, start)

    def _is_part(self, topic: Topic) -> bool:
        """Say whether a subject is only a share of what is spoken of (单仓, 首批, 部分家电)."""
        text, start = self._topics.text, topic.start
        if (
            topic.named
            or topic.speaker
            or not FIRSTS[ord(self._topics.letters[start])] & POINTS
            or text[start] not in PARTS
        ):
            return False
        return _PART.match(text, start, topic.end) is not None

    def _is_paper(self, topic: Topic, clause: Clause) -> bool:
        """Say whether a subject only announces what follows (主要经营数据如下:)."""
        text = self._topics.text
        end = clause.end
        announced = not topic.named and not topic.speaker and end < len(text) and text[end] == ":"
        return announced and publishes(text[topic.start : topic.end])

    def _is_firm(self, topic: Topic | None) -> bool:
        text = self._topics.text
        if topic is None or text[topic.end - 1] not in _FIRM_END:
            return False
        return _FIRM_NAME.search(text[topic.start : topic.end]) is not None

    def _is_generic(self, topic: Topic) -> bool:
        """Say whether a subject is a role or a thing without a name (商家, 新用户), or only points back (该功能)."""
        begin, last = topic.start, topic.end
        text = self._topics.text
        if FIRSTS[ord(self._topics.letters[begin])] & POINTS and text[begin] in POINTERS:
            if points_back(text, begin, last):
                return True
            if text[begin] in FIRM_START and (firm := FIRM.match(text, begin, last)) and firm.end() == last:
                return True
        words = self._topics.words
        word = topic.word
        while words[word][1] < begin:
            word += 1
        whose = False
        while words[word][2] <= last:
            key, start, end = words[word]
            word += 1
            bits = BITS[key]
            if start == begin and bits & _GENERIC and (not topic.named or end == last):
                return True
            whose = whose or bits & _OF != 0
            if end == last:
                return whose and not topic.named and bits & _ROLE != 0
        return False

    def _possessor(self, topic: Topic) -> Topic:
        """Return whose a topic is (X of X的Y) where X has a name: that is what goes on."""
        of = self._topics.text.find("的", topic.start, topic.end)
        if of - topic.start >= 2 and self._topics.is_name(topic.start, of, topic.word):
            return Topic(topic.start, of, topic.word, True)
        return topic
