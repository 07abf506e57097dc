"""Meaning: of each figure of a sentence its kind, what is measured, of whom and against what."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.english.baseline import baseline
from tracker.extract.english.lexicon import (
    ADJ,
    ADV,
    AUX,
    BRACKET,
    CAP,
    CLOSE,
    CODE,
    COLON,
    COMMA,
    CONJ,
    COPULA,
    COUNTING,
    DET,
    DOWN,
    FALL,
    LINK,
    MAYBE,
    MEASURE,
    MONTH,
    NUMERIC,
    OWN,
    PARTICIPLE,
    PREDICATE,
    PREP,
    PRON,
    REL,
    RISE,
    SAY,
    SPAN,
    STOP,
    UP,
    VERB,
    WEEKDAY,
)
from tracker.extract.english.lists import words_of
from tracker.extract.english.phrases import (
    CORPORATE,
    STAND_INS,
    is_verb,
    noun_right,
    span_text,
    subject_of,
    take_apart,
    verb_left,
)
from tracker.extract.english.topics import Topics
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Kind

if TYPE_CHECKING:
    from tracker.extract.english.quantities import Found
    from tracker.extract.english.sentences import Sentence
    from tracker.extract.english.times import Time

_RELATIVE: Final = (UNIT_PERCENT, UNIT_POINTS, UNIT_MULTIPLE)
_PRICES: Final = frozenset(words_of("price prices fare fares fee fees rent rents toll levy ticket tickets seat"))
_SOLD: Final = frozenset(words_of("for at"))
_OFFERED: Final = frozenset(words_of("raise raises raised raising lift lifted"))
_LOSING: Final = frozenset(words_of("lose loses lost losing"))
_GROWING: Final = frozenset(words_of("add adds added adding"))
_PEOPLED: Final = frozenset(
    words_of(
        """
    jobs job staff workers people employees customers subscribers users members seats posts points residents
    households accounts
    """
    )
)
_AGAINST: Final = frozenset(words_of("from to vs versus against than with and or"))
_OPENERS: Final = frozenset(words_of("that and but while as because if when although though whereas"))
_EXTENT: Final = frozenset(
    words_of(
        """
    long deep wide tall old high away thick full late longer heavy apart oversubscribed likely shorter taller
    older deeper warmer broad
    """
    )
)
_SHARED: Final = frozenset(words_of("rate rates inflation unemployment yield yields interest"))
_STOCK: Final = frozenset(words_of("share shares stock"))
_ARTICLE: Final = DET | OWN
_NOUNLESS: Final = PREP | CONJ | REL | AUX | COPULA | PRON | ADV


_RISE_FALL: Final = RISE | FALL
_RISE_FALL_DOWN_UP: Final = RISE | FALL | DOWN | UP
_FALL_DOWN: Final = FALL | DOWN
_UP_DOWN: Final = UP | DOWN
_AUX_COPULA_SAY: Final = AUX | COPULA | SAY
_COMMA_STOP: Final = COMMA | STOP
_ADJ_MEASURE: Final = ADJ | MEASURE
_PREP_CONJ_NUMERIC: Final = PREP | CONJ | NUMERIC
_SPAN_DET_MONTH: Final = SPAN | DET | MONTH
_SPAN_DET: Final = SPAN | DET
_RISE_FALL_SPAN: Final = RISE | FALL | SPAN
_VERB_MAYBE_PARTICIPLE: Final = VERB | MAYBE | PARTICIPLE
_STOP_COMMA: Final = STOP | COMMA
_COMMA_CLOSE: Final = COMMA | CLOSE
_ADV_CONJ: Final = ADV | CONJ
_NUMERIC_COUNTING: Final = NUMERIC | COUNTING
_PREDICATE_MAYBE_PARTICIPLE: Final = PREDICATE | MAYBE | PARTICIPLE
_CONJ_REL: Final = CONJ | REL
_AUX_COPULA: Final = AUX | COPULA
_REL_ADV_AUX_ETC: Final = REL | ADV | AUX | COPULA | CONJ
_UP_DOWN_NUMERIC: Final = UP | DOWN | NUMERIC
_ADV_PREP_NUMERIC_ETC: Final = ADV | PREP | NUMERIC | COMMA | UP | DOWN
_VERB_MAYBE_SAY: Final = VERB | MAYBE | SAY
_UP_DOWN_LINK: Final = UP | DOWN | LINK
_CONJ_REL_COPULA_AUX: Final = CONJ | REL | COPULA | AUX
_PREP_CONJ_ADV: Final = PREP | CONJ | ADV
_SPAN_WEEKDAY_CODE: Final = SPAN | WEEKDAY | CODE
_LINK_COPULA: Final = LINK | COPULA
_COPULA_AUX: Final = COPULA | AUX
_UP_DOWN_COPULA: Final = UP | DOWN | COPULA


_DET_OWN: Final = DET | OWN


class Sense:
    """What a figure says."""

    __slots__ = ("baseline", "counted", "kind", "metric", "sign", "subject")

    def __init__(self) -> None:
        """Begin with a level of nothing."""
        self.kind = Kind.LEVEL
        self.sign = 1
        self.metric: str | None = None
        self.subject: str | None = None
        self.baseline: str | None = None
        self.counted: str | None = None


class Meanings:
    """The senses of the figures of a text, sentence by sentence."""

    def __init__(self, text: str, folded: str, parts: list[Sentence]) -> None:
        """Be ready to read ``parts``, the sentences of ``text``."""
        self._text = text
        self._parts = parts
        self.topics = Topics(text, folded, parts)

    def topic(self, number: int) -> str | None:
        """Return the party that sentence ``number`` is about, or the text by then."""
        return self.topics.of(number)

    def of(self, number: int, found: list[Found], timed: list[Time]) -> list[Sense]:
        """Return the senses of the figures ``found`` in sentence ``number``."""
        reader = _Reader(self._text, self._parts[number], found, timed, self.topics, number)
        return [reader.sense(at) for at in range(len(found))]


class _Reader:
    """Reads the figures of one sentence from left to right."""

    __slots__ = (
        "_at",
        "_before",
        "_changed",
        "_found",
        "_number",
        "_s",
        "_starts",
        "_subjects",
        "_text",
        "_timed",
        "_topics",
        "_verb",
    )

    def __init__(
        self, text: str, s: Sentence, found: list[Found], timed: list[Time], topics: Topics, number: int
    ) -> None:
        self._text = text
        self._s = s
        self._found = found
        self._timed = timed
        self._topics = topics
        self._number = number
        self._before: Sense | None = None
        self._changed = 0
        self._verb = -1
        self._at = 0
        self._subjects: dict[int, tuple[int, int] | None] = {}

    def sense(self, at: int) -> Sense:
        """Return the sense of the figure ``at`` this place in the sentence."""
        s, found = self._s, self._found
        words, tags = s.words, s.tags
        f = found[at]
        sense = Sense()
        a, b, n = f.first, f.last, len(words)
        gap = found[at - 1].last if at else 0
        limit = found[at + 1].first if at + 1 < len(found) else n
        closed = words[b - 1].trail > 0
        joined = a > 0 and not words[a - 1].trail
        lead = words[a - 1].bare if joined else ""
        lead_tag = tags[a - 1] if joined else 0
        after, change_at = (0, -1) if closed else self._right_change(f, b, limit)
        # doubled, topped 1.05 billion: the figure holds its own verb.
        held = f.kind == "multiple" or (tags[a] & LINK and f.kind != "date")
        verb = a if held else verb_left(s, a, gap)
        sign, obj = self._left_change(f, a, gap, lead, lead_tag, verb, closed)
        change = after or sign
        if not change and self._changed and at and f.unit == found[at - 1].unit and self._listed(gap, a):
            change = self._changed
        if words[a].bare in ("below", "under", "above") and sign and not after:
            # fell below 3%: where it got to
            change = sign = 0
        reached = not after and lead in ("to", "at", "from", "below", "under", "above") and f.unit != UNIT_POINTS
        if reached:
            change = 0
        self._kind(sense, f, change)
        self._changed = change
        noun = None if closed else noun_right(s, b, limit)
        self._measure(sense, f, at, a, b, gap, lead, lead_tag, verb, noun, obj, change_at, reached)
        if sense.metric is None and sense.subject is None and self._before is not None:
            sense.metric, sense.subject = self._before.metric, self._before.subject
        if sense.subject is None:
            sense.subject = (self._before.subject if self._before is not None else None) or self._topics.of(
                self._number
            )
        if sense.metric is None:
            sense.metric = sense.subject or self._text[slice(*s.word_span(a, b))]
        if sense.kind in (Kind.CHANGE, Kind.RATIO) and (sense.kind is Kind.CHANGE or f.unit == UNIT_MULTIPLE):
            sense.baseline = baseline(self._text, s, b, limit)
        if sense.kind is Kind.LEVEL and f.money and self._asked(sense, f, lead, verb):
            sense.kind = Kind.PRICE
        elif sense.kind is Kind.RATIO and f.unit == UNIT_PERCENT and sense.metric.rpartition(" ")[2].lower() in _SHARED:
            sense.kind = Kind.LEVEL
        self._before = sense
        if verb >= 0:
            self._verb = verb
        return sense

    # What changed, and which way.

    def _right_change(self, f: Found, b: int, limit: int) -> tuple[int, int]:
        """Return the direction of a noun or comparative of change behind a figure, and where it stands."""
        words, tags = self._s.words, self._s.tags
        for k in range(b, min(b + 3, limit)):
            tag = tags[k]
            if tag & _RISE_FALL:
                bare = words[k].bare
                if (
                    (
                        f.unit == UNIT_COUNT
                        and bare in ("more", "fewer", "less", "better", "larger", "bigger", "smaller")
                        and not words[k].trail
                    )
                    and k + 1 < len(words)
                    and words[k + 1].bare != "than"
                ):
                    return 0, -1
                if bare in ("recovery", "premium", "discount", "expansion", "hike") and k == b and f.money:
                    return 0, -1
                return (1 if tag & RISE and not tag & FALL else -1), k
            if (
                words[k].bare in ("of", "in")
                and k + 1 < limit
                and tags[k + 1] & _RISE_FALL_DOWN_UP
                and f.unit == UNIT_POINTS
            ):
                return (-1 if tags[k + 1] & _FALL_DOWN else 1), k + 1
            if words[k].trail or tag & _NOUNLESS & ~ADV:
                break
            if words[k].bare in ("warmer", "hotter", "older", "better", "ahead", "above"):
                return 1, k
            if words[k].bare in ("colder", "cooler", "behind", "worse", "below"):
                return -1, k
        if f.unit in _RELATIVE and b < limit and words[b].bare in ("above", "below"):
            return (1 if words[b].bare == "above" else -1), b
        return 0, -1

    def _left_change(
        self, f: Found, a: int, gap: int, lead: str, lead_tag: int, verb: int, closed: bool
    ) -> tuple[int, tuple[int, int] | None]:
        """Return the direction of the change that stands before a figure, and the object of its verb."""
        s = self._s
        words, tags = s.words, s.tags
        if (
            not closed
            and f.last + 1 < len(words)
            and f.money
            and any(w.bare == "wiped" for w in words[f.last : f.last + 3])
        ):
            return -1, None
        if lead in _GROWING and not f.money and f.unit == UNIT_COUNT:
            return 1, None
        if lead_tag & _UP_DOWN:
            if lead in _OFFERED and f.money:
                return 0, None
            if lead in _LOSING and not self._lost(f, closed):
                return 0, None
            return (-1 if lead_tag & DOWN else 1), None
        if (
            not closed
            and lead in ("let", "lets", "letting")
            and any(w.bare == "go" for w in words[f.last + 1 : f.last + 3])
        ):
            return -1, None
        if lead == "by" and verb < 0 and self._changed:
            return self._changed, None
        if lead == "by" and a >= 2 and words[a - 2].bare in ("up", "down") and not words[a - 2].trail:
            return (-1 if words[a - 2].bare == "down" else 1), None
        if lead == "by" and verb >= 0 and tags[verb] & _UP_DOWN:
            return (-1 if tags[verb] & DOWN else 1), self._object(verb, a - 1)
        if lead == "of":
            for k in range(a - 2, max(gap, a - 9) - 1, -1):
                tag = tags[k]
                if tag & _RISE_FALL and not tag & DET:
                    return (-1 if tag & FALL else 1), None
                if words[k].bare in ("rate", "pace") and verb >= 0 and tags[verb] & _UP_DOWN:
                    return (-1 if tags[verb] & DOWN else 1), None
                if words[k].trail or tag & _AUX_COPULA_SAY:
                    break
            return 0, None
        if (
            verb >= 0
            and tags[verb] & _UP_DOWN
            and f.unit in _RELATIVE
            and lead not in ("to", "from", "at", "than", "in")
        ):
            for k in range(verb + 1, a):
                if tags[k] & _COMMA_STOP or (tags[k] & PREP and words[k].bare not in ("of", "by")):
                    return 0, None
            return (-1 if tags[verb] & DOWN else 1), self._object(verb, a)
        return 0, None

    def _lost(self, f: Found, closed: bool) -> bool:
        """Say whether what is lost is a change of a stock rather than a result."""
        words = self._s.words
        after = words[f.last].bare if not closed and f.last < len(words) else ""
        if f.money:
            return after == "to"
        if f.unit == UNIT_COUNT:
            return after in _PEOPLED
        return True

    def _object(self, verb: int, end: int) -> tuple[int, int] | None:
        start = verb + 1
        tags = self._s.tags
        while start < end and tags[start] & (_ARTICLE | ADV) and not tags[start] & _ADJ_MEASURE:
            start += 1
        if start >= end or tags[start] & _PREP_CONJ_NUMERIC:
            return None
        return start, end

    def _listed(self, gap: int, a: int) -> bool:
        """Say whether nothing but a joint stands between the figure before and this one."""
        if a - gap > 4:
            return False
        words = self._s.words
        return all(
            w.bare in ("and", "or", "") or w.tag & _SPAN_DET_MONTH or w.bare in ("in", "on", "for")
            for w in words[gap:a]
        )

    def _kind(self, sense: Sense, f: Found, change: int) -> None:
        if f.kind == "vague":
            return
        if f.kind == "date":
            sense.kind = Kind.PERIOD if f.low != f.high else Kind.DATE
        elif f.kind == "ordinal":
            sense.kind = Kind.ORDINAL
        elif f.kind in ("multiple", "times", "fold"):
            sense.kind = Kind.RATIO
        elif f.unit == UNIT_POINTS or change:
            sense.kind = Kind.CHANGE
            sense.sign = change or 1
        elif f.unit in (UNIT_PERCENT, UNIT_MULTIPLE):
            sense.kind = Kind.RATIO

    def _asked(self, sense: Sense, f: Found, lead: str, verb: int) -> bool:
        """Say whether an amount of money is a price."""
        words = self._s.words
        last = sense.metric.rpartition(" ")[2].lower() if sense.metric else ""
        if last in _STOCK and isinstance(f.high, Decimal) and f.high < 100_000:
            return True
        after = f.last + 1
        if (
            after < len(words)
            and not words[f.last - 1].trail
            and words[f.last].bare in ("a", "an", "per")
            and not words[after].tag & _SPAN_DET
        ):
            return words[after].bare not in ("hour", "day", "week", "month", "year") and last not in (
                "dividend",
                "earnings",
                "profit",
            )
        bare = words[verb].bare if verb >= 0 else ""
        if sense.metric and sense.metric.rpartition(" ")[2].lower() in _PRICES:
            return True
        if lead in _SOLD and bare in (
            "sold",
            "sells",
            "sell",
            "selling",
            "traded",
            "trades",
            "settled",
            "closed",
            "priced",
            "bought",
            "changed",
        ):
            return True
        return bare in ("cost", "costs", "costing", "fetch", "fetches", "fetched") and lead == bare

    # What is measured, and of whom.

    def _measure(
        self,
        sense: Sense,
        f: Found,
        at: int,
        a: int,
        b: int,
        gap: int,
        lead: str,
        lead_tag: int,
        verb: int,
        noun: tuple[int, int] | None,
        obj: tuple[int, int] | None,
        change_at: int,
        reached: bool,
    ) -> None:
        s, text = self._s, self._text
        words, tags = s.words, s.tags
        n = len(words)
        before = self._before
        if f.unit == UNIT_COUNT and noun is not None:
            sense.counted = span_text(text, s, *noun)
        if f.kind == "date":
            self._event(sense, a, gap, verb)
            return
        labelled = a > gap and (
            (words[a - 1].tag & COLON and not tags[a - 1] & SAY)
            or (words[a - 1].bare == "-" and (b == n or words[b - 1].trail))
        )
        if labelled:
            self._label(sense, a - 1 if words[a - 1].bare == "-" else a, gap)
            return
        if (
            change_at >= 0
            and change_at + 1 < n
            and words[change_at + 1].bare in ("in", "of")
            and not words[change_at].trail
        ):
            part = noun_right(s, change_at + 2, n)
            if part is not None:
                sense.metric = span_text(text, s, *part)
                self._party(sense, verb, part)
                return
        if words[a].tag & BRACKET and before is not None and f.unit != UNIT_COUNT:
            return
        if verb < a and self._opening(a, verb) and self._opens(sense, f, b, noun, strict=verb >= 0 or at > 0):
            return
        if b < n and not words[b - 1].trail and words[b].bare in _EXTENT and (verb < 0 or words[a - 1].tag & COMMA):
            sense.metric = span_text(text, s, b, b + 1)
            part = self._noun_left(a, gap) if words[a - 1].tag & COMMA else None
            sense.subject = (
                self._named(self._head(part)) if part is not None else (before.subject if before is not None else None)
            )
            return
        if f.kind in ("times", "fold") and b + 1 < n and words[b].bare == "as":
            j = b + 2 if words[b + 1].bare in ("much", "many") else b + 1
            part = noun_right(s, j, n) or (j, j + 1) if j < n else None
            if part is not None:
                sense.metric = span_text(text, s, *part)
                self._party(sense, verb, None)
                return
        if lead_tag & DET and noun is not None and f.unit not in _RELATIVE and f.unit != UNIT_COUNT:
            # is a $90 million mistake
            sense.metric = sense.subject = span_text(text, s, *noun)
            return
        if verb < 0 and at:
            self._verbless(sense, f, a, b, gap, lead, lead_tag, noun)
            return
        if verb < 0:
            self._plain(sense, f, a, gap, lead, noun)
            return
        if obj is not None:
            phrase = take_apart(s, *obj)
            sense.metric = span_text(text, s, phrase.head_start, phrase.head_end)
            if phrase.owner and phrase.owner[1] <= phrase.head_start and not phrase.pronoun:
                sense.subject = self._named(phrase.owner)
            else:
                self._party(sense, verb, None)
            return
        if lead == "of" and f.unit == UNIT_COUNT and noun is not None:
            # a fleet of 74 aircraft
            sense.metric = span_text(text, s, *noun)
            self._party(sense, verb, None)
            return
        if lead == "of" or (lead in ("at", "to", "from") and self._noun_before(a - 1, verb)):
            part = self._noun_left(a - 1, verb + 1)
            if part is not None and (part[1] - part[0] > 1 or not tags[part[1] - 1] & _RISE_FALL_SPAN):
                phrase = take_apart(s, *part)
                head = (phrase.head_start, phrase.head_end)
                if not tags[head[1] - 1] & _RISE_FALL or head[1] - head[0] > 1 or words[head[0]].bare == "growth":
                    sense.metric = span_text(text, s, *head)
                    if phrase.owner and not self._is_time(phrase.owner):
                        sense.subject = self._named(phrase.owner)
                    else:
                        self._party(sense, verb, None)
                    return
            if part is not None:
                inner = self._changed_noun(a, verb, b)
                if inner is not None or before is None or verb >= gap:
                    sense.metric = span_text(text, s, *(inner or self._head(part)))
                    self._party(sense, verb, None)
                    return
                return
        self._predicate(sense, f, a, b, verb, noun, reached=reached, at_change=change_at >= 0)

    def _event(self, sense: Sense, a: int, gap: int, verb: int) -> None:
        """Read what happens on the day that is claimed."""
        tags = self._s.tags
        for k in range(a - 1, max(gap, a - 8) - 1, -1):
            if tags[k] & _VERB_MAYBE_PARTICIPLE and not tags[k] & PREP:
                verb = k
                break
        if verb < 0:
            return
        self._party(sense, verb, None)
        word = self._s.words[verb]
        end = a - 1 if a - 1 > verb else verb + 1
        sense.metric = span_text(self._text, self._s, verb, max(verb + 1, min(end, verb + 4))) if word.bare else None

    def _label(self, sense: Sense, end: int, gap: int) -> None:
        """Read Revenue: $5bn."""
        s = self._s
        start = end - 1
        while start > gap and not s.tags[start - 1] & _STOP_COMMA and s.words[start - 1].bare not in ("-", ""):
            start -= 1
        while start < end - 1 and not s.words[start].bare:
            start += 1
        phrase = take_apart(s, start, end)
        sense.metric = span_text(self._text, s, phrase.head_start, phrase.head_end)
        if phrase.owner and not self._is_time(phrase.owner):
            sense.subject = self._named(phrase.owner)
        else:
            sense.subject = self._owner_or(sense.metric, phrase.head_end - 1)

    def _owner_or(self, metric: str | None, head: int) -> str | None:
        """Return whom the text is about for a measure that is always somebody's, else the measure itself."""
        if self._s.words[head].bare in CORPORATE or self._s.words[head].body.isupper():
            return self._topics.of(self._number) or metric
        return metric

    def _opening(self, a: int, verb: int) -> bool:
        """Say whether a clause begins with the figure that begins at ``a``."""
        words, tags = self._s.words, self._s.tags
        if a == 0 or tags[a - 1] & _COMMA_CLOSE or words[a - 1].bare in _OPENERS:
            return True
        return bool(tags[a - 1] & (SAY if verb >= 0 else _ADV_CONJ) and not tags[a - 1] & PREP)

    def _opens(self, sense: Sense, f: Found, b: int, noun: tuple[int, int] | None, *, strict: bool) -> bool:
        """Read a figure that those counted follow, and what they do: 70% of the fleet is leased."""
        s, text = self._s, self._text
        words, tags = s.words, s.tags
        n = len(words)
        j = b
        if j < n and not words[b - 1].trail and words[j].bare == "of":
            j += 1
            while j < n and (
                words[j].bare in ("all", "the", "its", "their", "those", "these", "them") or tags[j] & _NUMERIC_COUNTING
            ):
                j += 1
            noun = noun_right(s, j, n) if j < n and not is_verb(s, j) else None
            if noun is None and words[j - 1].bare in ("those", "these") and j < n and tags[j] & PREP:
                noun = (j - 1, j)
        if noun is not None and tags[noun[0]] & _RISE_FALL:
            return False
        if noun is None:
            if j >= n or words[b - 1].trail or not is_verb(s, j):
                return False
            start = end = j
        else:
            start, end = noun
        verb = -1
        for k in range(end, min(end + 14, n)):
            if strict and tags[k - 1] & _COMMA_STOP:
                return False
            if tags[k] & _PREDICATE_MAYBE_PARTICIPLE and is_verb(s, k):
                verb = k
                break
            if tags[k] & STOP:
                break
        if strict and verb < 0:
            return False
        if noun is not None:
            sense.subject = self._plural_subject(start, verb if end <= verb < start + 9 else end)
        elif self._before is not None:
            sense.subject = self._before.counted or self._before.subject
        if verb < 0:
            sense.metric = span_text(text, s, start, end)
            return True
        last = verb
        while last + 1 < n and not words[last].trail and last - verb < 5:
            tag = tags[last + 1]
            if tag & _CONJ_REL or (tag & PREP and last > verb and not tags[last] & _AUX_COPULA):
                break
            last += 1
        begin = start if f.unit == UNIT_COUNT or last - start < 9 else verb
        sense.metric = span_text(text, s, begin, last + 1)
        return True

    def _plural_subject(self, start: int, end: int) -> str:
        s = self._s
        while end - 1 > start and s.tags[end - 1] & _REL_ADV_AUX_ETC:
            end -= 1
        return span_text(self._text, s, start, end)

    def _verbless(
        self, sense: Sense, f: Found, a: int, b: int, gap: int, lead: str, lead_tag: int, noun: tuple[int, int] | None
    ) -> None:
        """Read a figure between which and the one before no verb stands."""
        s, text = self._s, self._text
        words, tags = s.words, s.tags
        before = self._before
        assert before is not None
        if lead == "of":
            part = self._noun_left(a - 1, gap)
            if part is not None and not tags[part[1] - 1] & _RISE_FALL:
                sense.metric = span_text(text, s, *self._head(part))
                sense.subject = before.subject
            return
        if b < len(words) and not words[b - 1].trail and words[b].bare == "of" and b + 1 < len(words):
            if words[b + 1].bare in ("them", "these", "those", "which", "whom", "it"):
                rest = noun_right(s, b + 2, len(words))
                sense.metric = span_text(text, s, *rest) if rest is not None else before.metric
                sense.subject = (
                    before.counted or before.metric if f.unit != UNIT_COUNT or before.counted else before.subject
                )
                if f.unit == UNIT_COUNT:
                    sense.subject = before.subject
                    sense.counted = before.counted
                return
            rest = noun_right(s, b + 1, len(words))
            if rest is not None:
                sense.metric = span_text(text, s, *rest)
                sense.subject = before.subject
                return
        if noun is not None and f.unit in (UNIT_COUNT, None) and not tags[noun[0]] & _RISE_FALL:
            sense.metric = span_text(text, s, *noun)
            sense.subject = before.subject
            return
        if lead == "by" and sense.kind is Kind.CHANGE:
            part = self._noun_left(a - 1, gap)
            if part is not None:
                sense.metric = span_text(text, s, *self._head(part))
                sense.subject = self._owner_or(sense.metric, part[1] - 1)
                return
        if a > gap and lead and not lead_tag & (_NOUNLESS | _UP_DOWN_NUMERIC) and lead not in _AGAINST:
            part = self._noun_left(a, gap)
            if part is not None:
                sense.metric = span_text(text, s, *self._head(part))
                sense.subject = (
                    self._owner_or(sense.metric, part[1] - 1) if sense.kind is not Kind.CHANGE else before.subject
                )
                return
        if a > gap and words[a - 1].tag & COMMA and not lead:
            # Unemployment, at 5.1%: nothing of its own
            return

    def _plain(self, sense: Sense, f: Found, a: int, gap: int, lead: str, noun: tuple[int, int] | None) -> None:
        """Read a figure without a verb before it."""
        s, text = self._s, self._text
        skip = 1 if lead in ("of", "at", "to", "from", "by", "than", "with", "up", "down", "with") else 0
        part = self._noun_left(a - skip, gap) if a - skip > gap else None
        if noun is not None and (part is None or f.unit == UNIT_COUNT):
            sense.metric = span_text(text, s, *noun)
            if part is not None:
                sense.subject = span_text(text, s, *self._head(part))
            elif lead in ("in", "at", "on", "for"):
                sense.subject = sense.metric
            return
        if part is not None:
            phrase = take_apart(s, *part)
            sense.metric = span_text(text, s, phrase.head_start, phrase.head_end)
            if phrase.owner is not None and not self._is_time(phrase.owner):
                sense.subject = self._named(phrase.owner)
            else:
                sense.subject = self._owner_or(sense.metric, phrase.head_end - 1)

    def _head(self, part: tuple[int, int]) -> tuple[int, int]:
        phrase = take_apart(self._s, *part)
        return phrase.head_start, phrase.head_end

    def _noun_before(self, k: int, verb: int) -> bool:
        """Say whether a noun of its own stands between the verb and the preposition at ``k``."""
        tags = self._s.tags
        return (
            k - 1 > verb
            and not tags[k - 1] & _ADV_PREP_NUMERIC_ETC
            and bool(tags[verb] & _VERB_MAYBE_SAY and not tags[verb] & _UP_DOWN_LINK)
        )

    def _noun_left(self, end: int, floor: int) -> tuple[int, int] | None:
        """Return the noun phrase that ends before ``end``, with what hangs on it."""
        s = self._s
        words, tags = s.words, s.tags
        k = end - 1
        start = end
        while k >= floor and end - k < 14:
            tag = tags[k]
            if k < end - 1 and (tag & _COMMA_STOP):
                break
            if not words[k].bare or words[k].bare == "-":
                break
            if (tag & _CONJ_REL_COPULA_AUX and words[k].bare not in ("and", "&")) or words[k].bare in (
                "with",
                "that",
                "by",
                "as",
            ):
                break
            if words[k].bare == "and" and (k == floor or tags[k - 1] & COMMA or start == end):
                break
            if tag & _VERB_MAYBE_PARTICIPLE and is_verb(s, k):
                break
            start = k
            k -= 1
        while start < end and tags[start] & _PREP_CONJ_ADV and not tags[start] & ADJ:
            start += 1
        if all(tags[j] & _DET_OWN for j in range(start, end)):
            return None
        # What begins with a preposition's remains (in May sales of) keeps its last part.
        return (start, end) if start < end and not tags[end - 1] & NUMERIC else None

    def _changed_noun(self, a: int, verb: int, b: int) -> tuple[int, int] | None:
        """Find what rose in: a rise of 12% in revenue; a rise in revenue of 12%."""
        s = self._s
        words = s.words
        if b + 1 < len(words) and not words[b - 1].trail and words[b].bare == "in":
            return noun_right(s, b + 1, len(words))
        for k in range(a - 2, max(verb, a - 8), -1):
            if words[k].bare == "in":
                return noun_right(s, k + 1, a - 1)
        return None

    def _is_time(self, span: tuple[int, int]) -> bool:
        tags, words = self._s.tags, self._s.words
        for k in range(span[0], min(span[1], span[0] + 5)):
            number = words[k].number
            if (
                words[k].bare in ("end", "period", "start", "beginning", "average")
                or tags[k] & _SPAN_WEEKDAY_CODE
                or (tags[k] & MONTH and tags[k] & CAP)
                or (number is not None and number.year)
            ):
                return True
        return False

    def _subject_of(self, verb: int) -> tuple[int, int] | None:
        if verb not in self._subjects:
            region = subject_of(self._s, verb, 0)
            if region is not None and any(f.first <= region[0] and region[1] <= f.last for f in self._found):
                # a subsidy of 20 per cent, capped at …: a figure alone does nothing
                region = None
            self._subjects[verb] = region
        return self._subjects[verb]

    def _named(self, span: tuple[int, int]) -> str | None:
        """Return the words of an owner; whom the text is about where it is a stand-in."""
        s = self._s
        start, end = span
        while start < end - 1 and s.tags[start] & _ARTICLE:
            start += 1
        if s.tags[start] & PRON and end - start == 1:
            return self._topics.of(self._number)
        if (
            end - start == 1
            and s.words[start].bare in STAND_INS
            and start
            and s.words[start - 1].bare in ("the", "this")
            and not s.tags[start] & CAP
        ):
            return self._topics.of(self._number) or span_text(self._text, s, start, end)
        return span_text(self._text, s, start, end)

    def _party(self, sense: Sense, verb: int, near: tuple[int, int] | None) -> None:
        """Set the subject of a figure whose measure is known: the doer of its verb."""
        region = self._subject_of(verb) if verb >= 0 else None
        if region is None:
            if near is not None and verb < 0:
                sense.subject = self._topics.of(self._number) or sense.metric
            return
        sense.subject = self._doer(region)

    def _doer(self, region: tuple[int, int]) -> str | None:
        s = self._s
        words = s.words
        phrase = take_apart(s, *region)
        if phrase.pronoun:
            if phrase.head_start == phrase.start or phrase.end - phrase.start == 1:
                if words[phrase.start].bare in ("we", "i"):
                    return self._topics.of(self._number) or span_text(self._text, s, phrase.start, phrase.end)
                return self._topics.antecedent(self._number) or span_text(self._text, s, phrase.start, phrase.end)
            return span_text(self._text, s, phrase.head_start, phrase.end)
        return self._named((phrase.start, phrase.end))

    def _predicate(
        self,
        sense: Sense,
        f: Found,
        a: int,
        b: int,
        verb: int,
        noun: tuple[int, int] | None,
        *,
        reached: bool,
        at_change: bool,
    ) -> None:
        """Read a figure that a verb governs."""
        s, text = self._s, self._text
        words, tags = s.words, s.tags
        tag = tags[verb]
        region = self._subject_of(verb)
        moving = tag & _UP_DOWN and (reached or sense.kind is not Kind.LEVEL or f.kind == "multiple")
        linking = moving or tag & _LINK_COPULA or f.kind == "multiple" or at_change or (reached and tag & PARTICIPLE)
        counting = f.unit in (UNIT_COUNT, None) and noun is not None
        of = b < len(words) and not words[b - 1].trail and words[b].bare == "of"
        if (
            b < len(words)
            and not words[b - 1].trail
            and words[b].bare in _EXTENT
            and region is not None
            and f.unit not in (UNIT_PERCENT, UNIT_POINTS)
        ):
            verbal = "" if tag & _COPULA_AUX else span_text(text, s, verb, verb + 1) + " "
            sense.metric = verbal + span_text(text, s, b, b + 1)
            sense.subject = self._doer(region)
            return
        if counting and tag & COPULA and region is not None and tags[take_apart(s, *region).head_end - 1] & MEASURE:
            self._linked(sense, region, -1 if f.kind == "multiple" else verb)
            return
        if of:
            part = noun_right(s, b + 1, len(words))
            if part is not None:
                verbal = "" if tag & _COPULA_AUX else span_text(text, s, verb, verb + 1) + " "
                sense.metric = verbal + span_text(text, s, *part)
                sense.subject = self._doer(region) if region else None
                return
        if linking and region is not None and not counting:
            self._linked(sense, region, -1 if f.kind == "multiple" else verb)
            return
        if noun is not None and not tags[noun[0]] & _RISE_FALL:
            if counting and linking and not tag & COPULA and not self._transitive(verb):
                self._linked(sense, region, -1 if f.kind == "multiple" else verb) if region else None
                if region:
                    return
            verbal = "" if tag & _COPULA_AUX or verb < a - 6 else span_text(text, s, verb, verb + 1) + " "
            sense.metric = verbal + span_text(text, s, *noun)
            if region is not None:
                sense.subject = self._doer(region)
            return
        if region is not None and linking:
            self._linked(sense, region, -1 if f.kind == "multiple" else verb)
            return
        # spent $5m on advertising
        end = verb + 1
        if end < a and not words[verb].trail and a - verb <= 6:
            end = a - 1 if tags[a - 1] & PREP else a
        metric = span_text(text, s, verb, max(end, verb + 1))
        if (
            b + 1 < len(words)
            and not words[b - 1].trail
            and words[b].bare in ("on", "in", "for", "into", "to", "worth", "from", "wide", "long", "deep", "tall")
        ):
            part = noun_right(s, b + (2 if words[b].bare == "worth" else 1), len(words))
            if part is not None and not self._is_time(part):
                metric = f"{metric} {span_text(text, s, *part)}"
        sense.metric = metric
        if region is not None:
            sense.subject = self._doer(region)

    def _transitive(self, verb: int) -> bool:
        return self._s.words[verb].bare in (
            "cut",
            "added",
            "add",
            "adds",
            "shed",
            "sheds",
            "cover",
            "covers",
            "reduce",
            "lost",
            "lose",
            "gained",
            "cutting",
            "raise",
            "raised",
        )

    def _linked(self, sense: Sense, region: tuple[int, int], verb: int) -> None:
        """Read a figure that says what its subject comes to: the subject is what is measured."""
        s, text, tags, words = self._s, self._text, self._s.tags, self._s.words
        phrase = take_apart(s, *region)
        if phrase.pronoun and phrase.end - phrase.start == 1:
            before = self._before
            sense.subject = self._topics.antecedent(self._number)
            sense.metric = before.metric if before is not None else self._topics.measure(self._number)
            if sense.metric is None and verb > phrase.start:
                sense.metric = span_text(text, s, verb, verb + 1)
            return
        end = phrase.head_end
        if verb >= end and verb - end < 5 and not tags[verb] & _UP_DOWN_COPULA and not tags[end - 1] & MEASURE:
            # The sample weighed 2 grams: of a thing, the verb says what is measured.
            sense.subject = (
                self._named((phrase.start, phrase.end)) if phrase.owner is None else self._named(phrase.owner)
            )
            sense.metric = span_text(text, s, phrase.head_start if verb - phrase.head_start < 9 else verb, verb + 1)
            return
        sense.metric = span_text(text, s, phrase.head_start, end)
        if phrase.owner is not None and not self._is_time(phrase.owner):
            own = phrase.owner[1] <= phrase.head_start and words[end - 1].bare not in CORPORATE
            sense.subject = self._named((phrase.start, phrase.end) if own else phrase.owner)
        elif phrase.pronoun:
            sense.subject = self._topics.of(self._number) or sense.metric
        else:
            sense.subject = self._owner_or(sense.metric, phrase.head_end - 1)
