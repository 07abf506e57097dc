"""Quantities: every figure of a text, with its span, interval, unit and comparator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.extract.chinese import hedges
from tracker.extract.chinese.amounts import JOINTS, LISTING, MINUSES, MONEY, MONEY_ENDS, Amount, amount, extend
from tracker.extract.chinese.beginnings import Beginnings, counted
from tracker.extract.chinese.binding import EXCEEDING, bounds, comparator_of, default
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.contexts import PER, REACH, contextual, implied_money, per, rate_of
from tracker.extract.chinese.digits import plain
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.numbers import Numeral, numeral
from tracker.extract.chinese.periods import Period, folded_periods
from tracker.extract.chinese.phrases import WORDED, Phrase, phrase
from tracker.extract.chinese.sights import Sights
from tracker.extract.chinese.traps import (
    HEADING,
    allowed,
    article,
    branded,
    brands,
    coded,
    glued,
    headed,
    idiom,
    tallied,
)
from tracker.extract.chinese.units import BEGINNINGS
from tracker.extract.lazy import pattern
from tracker.extract.script import fold
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, Comparator

__all__ = ["Figure", "figures", "folded_figures"]


def figures(text: str, published: date | None = None) -> Iterator[Figure]:
    """Yield every quantity of ``text`` in order, without overlaps; dates are resolved against ``published``.

    >>> [(f.text, str(f.low), f.unit, f.comparator.value) for f in figures("销量超3万台，均价約１２萬元")]
    [('超3万台', '30000', 'count', 'gt'), ('約１２萬元', '120000', 'CNY', 'approx')]
    """
    folded = fold(text)
    for figure in folded_figures(folded, folded_periods(folded, published)):
        figure.text = text[figure.start : figure.end]
        yield figure


def folded_figures(words: str, times: Iterable[Period], known: Beginnings | None = None) -> list[Figure]:
    """Return the quantities of a folded text whose periods, and beginnings, are known, their words as folded."""
    return _Reader(words, known or Sights(words).beginnings).read(list(times))


_LIST: Final = pattern(r"[^,，。；;!！?？：:\n、\d]{0,8}(?:及|和|与|以及|、|或)")
_LISTED: Final = 10
"""No more code points stand between two figures that share a hedge."""
_EQ: Final = Comparator.EQ
_VAGUE: Final = Comparator.VAGUE
_BOUNDED: Final = (Comparator.GT, Comparator.GE, Comparator.LT, Comparator.LE, Comparator.APPROX)

# What the character before a number may end.
_BEFORE: Final = table(MONEY_ENDS, MINUSES, hedges.LEADING, EXCEEDING, HEADING, "".join(map(chr, range(128))))
_HEDGED: Final = 4
_EXCEEDED: Final = 8
_HEADED: Final = 16
_ASCII: Final = 32
# What the character behind a number, or behind its unit, may begin.
_BEHIND: Final = table(JOINTS, LISTING, hedges.FOLLOWING, PER)
_JOINT: Final = 1
_LISTING: Final = 2
_BOUND: Final = 4
_PER: Final = 8
# What the character behind a lone Chinese digit may make of it; behind others there is nothing to be counted.
_COUNTING: Final = table(BEGINNINGS + JOINTS + "零〇一二两三四五六七八九十百千万亿兆廿数几点、")
_COUNT: Final = UNIT_COUNT
_DIGITS: Final = frozenset("一二三四五六七八九两")
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_EVERY: Final = ord("每")
_NTH: Final = ord("第")


class _Reader:
    """Reads the quantities of a folded text one after the other."""

    def __init__(self, words: str, known: Beginnings) -> None:
        self._words = words
        self._known = known
        self._rated = 0
        """How many marks of rates stand before the figure read last."""
        self._floor = 0
        """Where the last quantity or time ends: nothing before belongs to the next one."""
        self._position = 0
        """Where to look on."""
        self._led = False
        """A hedge stands before the number of the figure read last, so that a list may share it."""

    def read(self, times: list[Period]) -> list[Figure]:
        words = self._words
        size = len(words)
        starts = self._known.numbers
        at, last = 0, len(starts)
        found: list[Figure] = []
        earlier: Figure | None = None
        led = False
        named: tuple[str, ...] | None = None
        number = 0
        time = times[0] if times else None
        while True:
            while at < last and starts[at] < self._position:
                at += 1
            start = starts[at] if at < last else size
            while time is not None and time.end <= start:
                if time.figure and time.start >= self._floor:
                    earlier, led = _dated(time), False
                    found.append(earlier)
                self._floor = max(self._floor, time.end)
                number += 1
                time = times[number] if number < len(times) else None
            if at == last:
                return found
            if time is not None and time.start <= start:
                self._position = time.end
                continue
            figure = self._read(start)
            if figure is None:
                continue
            self._floor = figure.end
            if branded(words, figure.start):
                if named is None:
                    named = brands(words)
                if named and words.startswith(named, figure.start):
                    continue
            # Without a hedge before the earlier one there is nothing to share.
            led = self._led or (led and earlier is not None and _share(words, earlier, figure))
            earlier = figure
            found.append(figure)

    def _read(self, start: int) -> Figure | None:
        """Read the figure whose number begins at ``start``, and say where to look on."""
        words = self._words
        self._led = False
        letter = words[start]
        if _ZERO <= ord(letter) <= _NINE:
            number = plain(words, start)
            if number is not None:
                return self._measured(number)
        elif letter in WORDED:
            if letter == "一" and (not counted(words, start) or article(words, start)):
                self._position = start + 1
                return None
            said = phrase(words, start)
            if said is not None:
                return self._said(said)
        if letter in _DIGITS and not classes_at(_COUNTING, words, start + 1) and not _introduced(words, start):
            # No number, as it counts nothing.
            self._position = start + 1
            return None
        code = coded(words, start)
        if code is not None:
            self._position = code
            return None
        number = numeral(words, start)
        if number is None:
            self._position = start + 1
            return None
        return self._measured(number)

    def _may_be_rate(self, start: int) -> bool:
        """Whether a mark of a rate stands as near before a figure as it may."""
        rates = self._known.rates
        count = self._rated
        while count < len(rates) and rates[count] < start:
            count += 1
        self._rated = count
        return count > 0 and rates[count - 1] >= start - REACH

    def _said(self, said: Phrase) -> Figure:
        """Make a figure of a phrase."""
        words, start, end = self._words, said.start, said.end
        if said.low is None:
            self._position = end
            return Figure(start, end, words[start:end], None, None, said.unit, _VAGUE, said.counter)
        pre = hedges.before(words, start, self._floor, bare=words[start] == "半")
        post = hedges.after(words, end, extent=True, inside=said.unit != UNIT_MULTIPLE, bare=False)
        comparator = comparator_of(pre, post, more=False, default=_EQ if said.low == said.high else Comparator.RANGE)
        low, high = bounds(comparator, said.low, said.high)
        if pre is not None:
            start, self._led = pre.at, True
        if post is not None:
            end = post.at
        self._position = max(end, said.reach)
        return Figure(start, end, words[start:end], low, high, said.unit, comparator, precision=said.precision)

    def _measured(self, number: Numeral) -> Figure | None:
        """Read the figure around a number, and say where to look on."""
        words, floor, start = self._words, self._floor, number.start
        self._position = number.end
        before = classes_at(_BEFORE, words, start - 1)
        if before & _HEADED and headed(words, start):
            return None
        found = amount(words, number, floor, before)
        if found.start < start:
            before = classes_at(_BEFORE, words, found.start - 1)
        if number.arabic:
            # What a number hangs on is ASCII.
            if before & _ASCII and found.money is None and glued(words, found.start, number, found.unit):
                return None
        elif idiom(words, start):
            return None
        letter = ord(words[start - 1]) if start > floor else 0
        if letter == _EVERY:
            # 每10股派3.5元: by how much it is counted, not how much there is.
            self._position = found.end
            return None
        if letter == _NTH:
            ordinal = _ordinal(words, found)
            if ordinal is not None:
                self._position = ordinal.end
            return ordinal
        behind = classes_at(_BEHIND, words, found.end)
        if behind & _JOINT or (behind & _LISTING and found.unit is None):
            extend(words, found)
            behind = classes_at(_BEHIND, words, found.end)
        pre = hedges.before(words, found.start, floor, bare=number.bare) if before & _HEDGED else None
        unit = found.unit = contextual(words, found.unit, found.start, found.end)
        sort = counter = None
        if unit is not None:
            sort, counter = unit.sort, unit.counter
        if pre is not None and unit is not None:
            if sort in _MEASURED and words.startswith("低至", pre.at):
                # 气温低至5℃ tells how low it is; 低至99元 where prices begin.
                pre = None
            elif pre.comparator in _OVER and _YARDSTICK.match(words, found.end):
                # 远超4.94%的基线: the number is the baseline itself.
                pre = None
        end = found.end
        quotient = per(words, end) if behind & _PER and unit is not None else None
        if quotient is not None:
            end = quotient[2]
            behind = classes_at(_BEHIND, words, end)
        post = None
        if behind & _BOUND:
            post = hedges.after(
                words,
                end,
                extent=sort in _EXTENDED or counter == "倍" or counter == "成",
                inside=sort in _MEASURED,
                bare=number.bare or number.scale > 1,
            )
        if not allowed(words, number, unit, pre, post, found.end):
            return None
        start = found.start
        if pre is not None:
            start, self._led = pre.at, True
            before = classes_at(_BEFORE, words, start - 1)
        if post is not None:
            end = post.at
        name = unit.name if unit else _implied(words, found, start, end)
        usual = default(words, found, start, name, exceeding=before & _EXCEEDED != 0)
        comparator = comparator_of(pre, post, more=found.more, default=usual)
        low, high = found.bounds()
        least, most = bounds(comparator, low, high)
        rate = quotient[0] if quotient else None
        if rate is None and self._may_be_rate(start):
            rate = rate_of(words, start, relative=sort == "share")
        self._position = end
        return Figure(
            start,
            end,
            words[start:end],
            least,
            most,
            name,
            comparator,
            counter if name == _COUNT else None,
            rate,
            found.place(),
            False,
            quotient[1] if quotient else None,
        )


def _introduced(words: str, start: int) -> bool:
    """Whether a currency or 第 may stand before a number, which then counts without a unit behind it."""
    return start > 0 and (words[start - 1] == "第" or classes_at(_BEFORE, words, start - 1) & MONEY != 0)


def _dated(time: Period) -> Figure:
    comparator = Comparator.RANGE if time.span else _EQ
    return Figure(time.start, time.end, time.text, time.first, time.last, UNIT_DATE, comparator)


def _share(words: str, lead: Figure, figure: Figure) -> bool:
    """Give a figure the hedge of the one before that it is listed with (约2亿张图片及500万条影片), and say whether."""
    if figure.comparator is not _EQ or figure.unit != lead.unit or lead.comparator not in _BOUNDED:
        return False
    if figure.start - lead.end > _LISTED or not _LIST.fullmatch(words, lead.end, figure.start):
        return False
    figure.comparator = lead.comparator
    figure.low, figure.high = bounds(lead.comparator, figure.low, figure.high)
    return True


_RANKED: Final = pattern(r"(?:位居|排名|名列|位列|排在|高居|跻身|居|列)[^,。;、\d]{0,8}$")
_CONVENED: Final = pattern(r"[一-鿿“《](?<![的了])")
_NUMBERED: Final = pattern(r"号(?=全垒打|本垒打|进球)")
_OVER: Final = (Comparator.GT, Comparator.LT)
_MEASURED: Final = ("measure", "time")
_EXTENDED: Final = ("time", "measure", "money")
_YARDSTICK: Final = pattern(
    r"的?(?:国家|行业|全国|全球|市场|历史|年度|法定|官方|此前|[今去上]年|长期)?(?:基线|平均|均值|中值|中位|警戒|目标(?!用户|客户|群|人)|预期|预测|预估"
    r"|上限|下限|标准|门槛|红线|荣枯线|临界|及格线|安全线)"
)
"""What a number that is exceeded may be, so that it is no bound of the claim's own."""
_ORDINALS: Final = frozenset("年届次位名期轮个家天周例批辆台架艘列颗枚座胜")
_ONE: Final = Decimal(1)
_LARGE: Final = Decimal(10) ** 8


def _ordinal(words: str, found: Amount) -> Figure | None:
    """Read 第17年: which one, from the second on; 第一 and 第三方 are words."""
    unit, number = found.unit, found.number
    if unit is None and number.exact and _RANKED.search(words, max(0, number.start - 12), number.start - 1):
        # 位居全国第三
        said = words[number.start - 1 : number.end]
        low = number.low
        return Figure(number.start - 1, number.end, said, low, low, UNIT_COUNT, _EQ, precision=_ONE, ordinal=True)
    if number.low is None or number.low < 2 or not number.exact:
        return None
    if not (unit and words[number.end] in _ORDINALS) and not _NUMBERED.match(words, number.end):
        return None
    if words[number.end] == "届" and _CONVENED.match(words, number.end + 1):
        # 第十五届全国运动会 is its name.
        return None
    start, name = number.start - 1, unit.name if unit and unit.sort == "time" else UNIT_COUNT
    counter = unit.counter if unit and name == UNIT_COUNT else None
    end = found.end + (unit is None)
    low, said = number.low, words[start:end]
    return Figure(start, end, said, low, low, name, _EQ, counter, precision=_ONE, ordinal=True)


def _implied(words: str, found: Amount, start: int, end: int) -> str | None:
    """The unit of a number that has none written: money, a count, or none to be told (指数突破3900)."""
    number = found.number
    if tallied(words, number):
        return UNIT_COUNT
    if number.arabic and number.scale == 1 and not number.grouped and not number.more and not found.ranged:
        return None
    large = found.low is not None and found.low >= _LARGE
    return "CNY" if implied_money(words, start, end, large=large) else UNIT_COUNT
