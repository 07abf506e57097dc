"""Quantities: every figure of a text, with its span, interval, unit and comparator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from tracker.extract.chinese import hedges
from tracker.extract.chinese.amounts import MINUSES, MONEY, MONEY_ENDS, amount
from tracker.extract.chinese.beginnings import Beginnings, counted
from tracker.extract.chinese.binding import EXCEEDING, bounds, comparator_of, default, share
from tracker.extract.chinese.brands import branded, brands
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.contexts import PER, REACH, contextual, implied, per, rate_of
from tracker.extract.chinese.digits import plain
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.numeral import Numeral
from tracker.extract.chinese.ordinals import ordinal
from tracker.extract.chinese.periods import Period, folded_periods
from tracker.extract.chinese.phrases import WORDED, Phrase, phrase
from tracker.extract.chinese.ranges import JOINTS, LISTING, extend
from tracker.extract.chinese.sights import Sights
from tracker.extract.chinese.traps import (
    HEADING,
    allowed,
    article,
    coded,
    glued,
    headed,
    idiom,
)
from tracker.extract.chinese.units import BEGINNINGS
from tracker.extract.lazy import pattern
from tracker.extract.script import fold
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, Comparator, Rate

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


_EQ: Final = Comparator.EQ
_VAGUE: Final = Comparator.VAGUE

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
# What the first character of a number is; 一 alone is both of the last two.
_FIRSTS: Final = table("0123456789", "一二三四五六七八九两", WORDED)
_ARABIC: Final = 1
_DIGIT: Final = 2
_PHRASED: Final = 4
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
            led = self._led or (led and earlier is not None and share(words, earlier, figure))
            earlier = figure
            found.append(figure)

    def _read(self, start: int) -> Figure | None:
        """Read the figure whose number begins at ``start``, and say where to look on."""
        words = self._words
        self._led = False
        kind = classes_at(_FIRSTS, words, start)
        if kind & _ARABIC:
            number = plain(words, start)
            if number is not None:
                return self._measured(number)
        elif kind & _PHRASED:
            if kind & _DIGIT and (not counted(words, start) or article(words, start)):
                self._position = start + 1
                return None
            said = phrase(words, start)
            if said is not None:
                return self._said(said)
        if kind & _DIGIT and not classes_at(_COUNTING, words, start + 1) and not _introduced(words, start):
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

    def _rate(self, start: int, *, relative: bool) -> Rate | None:
        """Return per how long the number that starts at ``start`` is counted."""
        rates = self._known.rates
        count = self._rated
        while count < len(rates) and rates[count] < start:
            count += 1
        self._rated = first = count
        while first and rates[first - 1] >= start - REACH:
            first -= 1
        return rate_of(self._words, start, rates[first:count], relative=relative) if first < count else None

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
            which = ordinal(words, found)
            if which is not None:
                self._position = which.end
            return which
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
        name = unit.name if unit else implied(words, found, start, end)
        usual = default(words, found, start, name, exceeding=before & _EXCEEDED != 0)
        comparator = comparator_of(pre, post, more=found.more, default=usual)
        low, high = found.bounds()
        least, most = bounds(comparator, low, high)
        rate = quotient[0] if quotient else None
        if rate is None:
            rate = self._rate(start, relative=sort == "share")
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


_OVER: Final = (Comparator.GT, Comparator.LT)
_MEASURED: Final = ("measure", "time")
_EXTENDED: Final = ("time", "measure", "money")
_YARDSTICK: Final = pattern(
    r"的?(?:国家|行业|全国|全球|市场|历史|年度|法定|官方|此前|[今去上]年|长期)?(?:基线|平均|均值|中值|中位|警戒|目标(?!用户|客户|群|人)|预期|预测|预估"
    r"|上限|下限|标准|门槛|红线|荣枯线|临界|及格线|安全线)"
)
"""What a number that is exceeded may be, so that it is no bound of the claim's own."""
