"""Quantities: every figure of a text, with its span, interval, unit and comparator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from tracker.extract.chinese import hedges
from tracker.extract.chinese.amounts import Amount, amount, extend
from tracker.extract.chinese.binding import bounds, comparator_of, default
from tracker.extract.chinese.contexts import contextual, implied_money, per, rate_of
from tracker.extract.chinese.numbers import Numeral, numeral, plain
from tracker.extract.chinese.periods import Period, folded_periods
from tracker.extract.chinese.phrases import WORDED, Phrase, phrase
from tracker.extract.chinese.traps import allowed, article, brands, coded, completes, glued, idiom, tallied
from tracker.extract.lazy import pattern
from tracker.extract.script import fold
from tracker.values import UNIT_COUNT, UNIT_DATE, UNIT_MULTIPLE, Bound, Comparator, Rate


class Figure(NamedTuple):
    """One quantity as it stands in a text.

    ``start`` and ``end`` are code points into the text, end exclusive, hedges included, so that
    ``text[start:end] == figure.text``.
    """

    start: int
    end: int
    text: str
    low: Bound | None
    """Lower bound of the interval claimed; None where open. A fall is negative (set by claims, not here)."""
    high: Bound | None
    unit: str | None
    """``%``, ``pp``, ``x``, an ISO 4217 currency, ``hour``/``day``/``year``…, ``date`` or ``count``; None where the
    words name none (指数突破3900)."""
    comparator: Comparator
    counter: str | None = None
    """The measure word written behind a count (家, 个, 条)."""
    rate: Rate | None = None
    precision: Decimal | None = None
    """The place of the last stated digit, in the figure's unit: 1 for 12 %, 0.1 for 8.5 %, 1e8 for 20亿."""
    ordinal: bool = False
    """Which one in a row (第17年), not how many."""
    per: str | None = None
    """What a price or amount is for one of, as written (元/吨: 吨)."""


_CANDIDATE: Final = pattern(
    r"[\d一二三四五六七八九十两廿百千万亿几数半若当次隔翻成腰](?:(?<=[\d二三四五六七八九十两廿百千万亿])"
    r"|(?<=一)(?![直般些样定致体起切旦边])"
    r"|(?<=[几数])(?=[十百千万亿家个条张份名位款国种次件台辆部套座所项场轮批支户笔例起枚篇棵天年日周小分秒])"
    r"|(?<=半)(?:(?=[年天个小数])|(?<=[过超近]半))|干(?<=若干)(?=[家个条张份名位款种次件台辆项])"
    r"|[日天](?<=[当次隔].)(?=达)|(?<=翻)(?=[了一两三番倍])|(?<=腰)(?=斩)|(?<=成)(?:千上万|百上千))"
)


_Found = tuple[Figure, bool]
"""A figure, and whether a hedge stands before its number, so that a list may share it."""
_new: Final = tuple.__new__


def figures(text: str, published: date | None = None) -> Iterator[Figure]:
    """Yield every quantity of ``text`` in order, without overlaps; dates are resolved against ``published``.

    >>> [(f.text, str(f.low), f.unit, f.comparator.value) for f in figures("销量超3万台，均价約１２萬元")]
    [('超3万台', '30000', 'count', 'gt'), ('約１２萬元', '120000', 'CNY', 'approx')]
    """
    folded = fold(text)
    for figure in folded_figures(folded, folded_periods(folded, published)):
        yield figure._replace(text=text[figure.start : figure.end])


def folded_figures(words: str, times: Iterable[Period]) -> Iterator[Figure]:
    """Yield the quantities of a folded text whose periods were read before, their words as folded."""
    earlier: _Found | None = None
    named = brands(words)
    for found in _walk(words, iter(times)):
        if named and words.startswith(tuple(named), found[0].start):
            continue
        # Without a hedge before it there is nothing to share.
        earlier = _shared(words, earlier, found) if earlier is not None and earlier[1] else found
        yield earlier[0]


def _walk(words: str, times: Iterator[Period]) -> Iterator[_Found]:
    time = next(times, None)
    search = _CANDIDATE.search
    floor = position = 0
    while True:
        candidate = search(words, position)
        start = candidate.start() if candidate else len(words)
        while time is not None and time.end <= start:
            if time.figure and time.start >= floor:
                yield _dated(time), False
            floor, time = max(floor, time.end), next(times, None)
        if candidate is None:
            return
        if time is not None and time.start <= start:
            position = time.end
            continue
        found, position = _read(words, start, floor)
        if found is not None:
            floor = found[0].end
            yield found


def _dated(time: Period) -> Figure:
    comparator = Comparator.RANGE if time.span else _EQ
    return Figure(time.start, time.end, time.text, time.first, time.last, UNIT_DATE, comparator)


_LIST: Final = pattern(r"[^,，。；;!！?？：:\n、\d]{0,8}(?:及|和|与|以及|、|或)")
_EQ: Final = Comparator.EQ
_VAGUE: Final = Comparator.VAGUE
_BOUNDED: Final = (Comparator.GT, Comparator.GE, Comparator.LT, Comparator.LE, Comparator.APPROX)


def _shared(words: str, earlier: _Found, found: _Found) -> _Found:
    """Give a figure the hedge of the one before that it is listed with (约2亿张图片及500万条影片)."""
    (lead, led), figure = earlier, found[0]
    if not led or figure.comparator is not _EQ or found[1] or figure.unit != lead.unit:
        return found
    if lead.comparator not in _BOUNDED or not _LIST.fullmatch(words, lead.end, figure.start):
        return found
    low, high = bounds(lead.comparator, figure.low, figure.high)
    return figure._replace(comparator=lead.comparator, low=low, high=high), True


def _read(words: str, start: int, floor: int) -> tuple[_Found | None, int]:
    """Read the figure whose number begins at ``start``; also say where to look on."""
    letter = words[start]
    if letter.isdigit() and (number := plain(words, start)) is not None:
        return _measured(words, number, floor)
    if letter == "一" and (completes(words, start) or article(words, start)):
        return None, start + 1
    said = phrase(words, start) if letter in WORDED else None
    if said is not None:
        return _said(words, said, floor)
    code = coded(words, start)
    if code is not None:
        return None, code
    number = numeral(words, start)
    if number is None:
        return None, start + 1
    return _measured(words, number, floor)


def _said(words: str, said: Phrase, floor: int) -> tuple[_Found, int]:
    """Make a figure of a phrase."""
    if said.low is None:
        figure = Figure(said.start, said.end, words[said.start : said.end], None, None, said.unit, _VAGUE, said.counter)
        return (figure, False), said.end
    pre = hedges.before(words, said.start, floor, bare=words[said.start] == "半")
    post = hedges.after(words, said.end, extent=True, inside=said.unit != UNIT_MULTIPLE, bare=False)
    comparator = comparator_of(pre, post, more=False, default=_EQ if said.low == said.high else Comparator.RANGE)
    low, high = bounds(comparator, said.low, said.high)
    start, end = pre.at if pre else said.start, post.at if post else said.end
    figure = Figure(start, end, words[start:end], low, high, said.unit, comparator, precision=said.precision)
    return (figure, pre is not None), max(end, said.reach or 0)


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


def _measured(words: str, number: Numeral, floor: int) -> tuple[_Found | None, int]:
    """Read the figure around a number; also say where to look on."""
    found = amount(words, number, floor)
    before = words[number.start - 1] if number.start > floor else ""
    if number.arabic:
        # What a number hangs on is ASCII.
        hangs = found.money is None and words[found.start - 1 : found.start].isascii()
        if hangs and glued(words, found.start, number, found.unit):
            return None, number.end
    elif idiom(words, number.start):
        return None, number.end
    if before == "每":
        # 每10股派3.5元: by how much it is counted, not how much there is.
        return None, found.end
    if before == "第":
        ordinal = _ordinal(words, found)
        return ((ordinal, False), ordinal.end) if ordinal else (None, number.end)
    extend(words, found)
    pre = hedges.before(words, found.start, floor, bare=number.bare)
    sort = counter = None
    unit = found.unit = contextual(words, found.unit, found.start, found.end)
    if unit is not None:
        sort, counter = unit.sort, unit.counter
    if pre and unit:
        if sort in _MEASURED and words.startswith("低至", pre.at):
            # 气温低至5℃ tells how low it is; 低至99元 where prices begin.
            pre = None
        elif pre.comparator in _OVER and _YARDSTICK.match(words, found.end):
            # 远超4.94%的基线: the number is the baseline itself.
            pre = None
    quotient = per(words, found.end) if unit is not None else None
    end = quotient[2] if quotient else found.end
    post = hedges.after(
        words,
        end,
        extent=sort in _EXTENDED or counter == "倍" or counter == "成",
        inside=sort in _MEASURED,
        bare=number.bare or number.scale > 1,
    )
    if not allowed(words, number, unit, pre, post, found.end):
        return None, number.end
    start, end = pre.at if pre else found.start, post.at if post else end
    name = unit.name if unit else _implied(words, found, start, end)
    comparator = comparator_of(pre, post, more=found.more, default=default(words, found, start, name))
    rate = quotient[0] if quotient and quotient[0] else rate_of(words, start, relative=sort == "share")
    low, high = bounds(comparator, *found.bounds())
    figure = _new(
        Figure,
        (
            start,
            end,
            words[start:end],
            low,
            high,
            name,
            comparator,
            counter if name == UNIT_COUNT else None,
            rate,
            found.place(),
            False,
            quotient[1] if quotient else None,
        ),
    )
    return (figure, pre is not None), end


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
