"""Contexts: what the words around a number say of it that the number does not: money, and per how long."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.amounts import Amount
from tracker.extract.chinese.traps import tallied
from tracker.extract.chinese.units import UNITS, Unit
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, Rate

_CLAUSE: Final = pattern(r"[,，。；;!！?？：:\n、](?:(?<!、)|(?=.))")
REACH: Final = 30
"""Code points that a rate word or a money noun may stand before its number."""
_NEAREST: Final = 6
"""So few may stand between a rate and a share."""

_RATES: Final = {
    "小时": Rate.HOUR,
    "时": Rate.HOUR,
    "天": Rate.DAY,
    "日": Rate.DAY,
    "周": Rate.WEEK,
    "星期": Rate.WEEK,
    "月": Rate.MONTH,
    "季": Rate.QUARTER,
    "季度": Rate.QUARTER,
    "年": Rate.YEAR,
    "h": Rate.HOUR,
}
_RATE: Final = pattern(
    r"[每时日周月季年单](?:"
    r"(?<=每)(?:一|个|1)?(?P<every>小时|天|日|周|星期|月|季度|季|年)(?![\d一二三四五六七八九十]+[月日])"
    r"|(?<![每单])(?<!人.)均"
    r"|(?<=[时日月年])(?<![\d一二三四五六七八九十今去明前上下本当昨同这全].)(?:速|薪|产能|产量|产|租金|租|费|销量|销售|销|发电量|发电|处理|营收|收入|吞吐量|供水|供气|消耗|耗电|开行)(?!生)"
    r"|(?<=单)(?<![\d一二三四五六七八九十当今昨明前后同这生节].)(?P<single>[日周月]))"
)
_FLOWS: Final = "速 薪 产 租 费 销 发电 处理 营收 收入 吞吐量 供水 供气 消耗 耗电 开行"
RATE_MARKS: Final = (
    "每",
    *(f"{time}均" for time in "时日周月季年"),
    *(time + flow for time in "时日月年" for flow in _FLOWS.split()),
    *("单日", "单周", "单月"),
)
"""Without one of these there is no rate."""
_BREAK: Final = pattern(
    r"[,，。；;!！?？：:\n、累总合共同环占](?:(?<=[,，。；;!！?？：:\n共])|(?<=、)(?=.)|(?<=总)[计额量]|(?<=[累合])计|(?<=[同环占])比)"
)
"""What parts a rate from the number behind it."""
_PER: Final = pattern(
    r"(?:/|每)(?:(?P<time>小时|天|日|周|个?月|季度|年|h(?![A-Za-z]))|(?P<one>吨|公斤|千克|克|斤|股|平方米|平米|㎡|立方米|升|桶|人次|人|件|个|台|辆"
    r"|张|份|瓶|盒|次|条|单|只|亩|公里|千米|千瓦时|度|盎司|户|克拉|秒|分钟|分|kWh|km|kg|L|W|Wh))"
)

PER: Final = "/每"
"""What says per what a number is counted begins so."""
_NOUNS: Final = (
    r"(?:补贴|优惠券|优惠|红包|消费券|券|成交额|交易额|销售额|营业额|营业收入|营收|收入|利润|净利|产值|市值|票房|资金|投资|融资|贷款|存款|"
    r"基金|奖金|罚款|罚单|赔偿|捐款|债务|债券|亏损|预算|贸易额|税收|税款|财政|房租|租金|订单额|保费|金额|资产|估值|货款|本金|筹资|国债|"
    r"规模市场|市场规模|贴息|让利|返现|分红|GMV|GDP)"
)
_FOLLOWING: Final = pattern(
    rf"级?(?:的|级)?(?:现金|真金白银|专项|财政|消费|平台|广告|巨额|战略|产业|政府|流量)?(?P<noun>{_NOUNS})"
)
_VALUED: Final = pattern(r"级?(?:的)?(?:市场(?!主体)|产业|赛道|蓝海|大市场|项目|订单)")
_SPENT: Final = pattern(
    rf"(?:{_NOUNS}|斥资|耗资|出资|募资|募集|集资|捐赠|捐|投入|注资|让利|亏损|盈利|净赚|赚|负债|欠款|售价|报价|单价|价格|价值|身家|总价)"
    r"(?:了|约|达|达到|高达|超|超过|逾|突破|近|将近|接近|不足|至少|仅|只有|为|共|共计|合计|累计|总额|规模|总规模|总计|已|已经|有望|将|预计|也|首次|一举|再|增至"
    r"|增长至|升至|降至|跌至|攀升至|扩大至|到|至|破|过|上| )*$"
)
_ENDS: Final = pattern(
    r"$|[ ,，。；;!！?？：:\n、）)】」”的以左上下之,]|(?:大关|关口|级|规模|门槛|同比|环比|并|且|和|与|及|至|到|元)"
)
_LARGE: Final = Decimal(10) ** 8


def implied_money(text: str, start: int, end: int, *, large: bool) -> bool:
    """Whether the number between ``start`` and ``end`` is money though no currency is written.

    True where a money noun follows (10亿补贴) or, with nothing counted behind the number, leads up to it
    (营收达20亿). ``large`` numbers take 市场 and 产业 for money too (万亿市场).

    >>> implied_money("投入10亿补贴", 2, 5, large=True), implied_money("用户达10亿", 3, 6, large=True)
    (True, False)
    """
    if _FOLLOWING.match(text, end) or (large and _VALUED.match(text, end)):
        return True
    return bool(_ENDS.match(text, end)) and bool(_SPENT.search(_clause(text, start)))


def implied(words: str, found: Amount, start: int, end: int) -> str | None:
    """The unit of a number that has none written: money, a count, or none to be told (指数突破3900)."""
    number = found.number
    if tallied(words, number):
        return UNIT_COUNT
    if number.arabic and number.scale == 1 and not number.grouped and not number.more and not found.ranged:
        return None
    large = found.low is not None and found.low >= _LARGE
    return "CNY" if implied_money(words, start, end, large=large) else UNIT_COUNT


def _clause(text: str, start: int) -> str:
    """The words of the clause before ``start``, as far as they may reach."""
    lead = text[max(0, start - REACH) : start]
    return _CLAUSE.split(lead)[-1]


def rate_of(text: str, start: int, marks: list[int], *, relative: bool) -> Rate | None:
    """Return per how long the number that starts at ``start`` is counted, from the words before it.

    ``marks`` says where those of ``RATE_MARKS`` begin that are within ``REACH``. ``relative`` figures (%) take only a
    rate right before them: 月均销量增长20% is no rate of growth per month.

    >>> rate_of("每日节省高达2000万元", 6, [0], relative=False)
    <Rate.DAY: 'day'>
    """
    first = max(0, start - REACH)
    lead = text[first:start]
    found = None
    free = 0
    for mark in marks:
        if mark >= free:
            rate = _RATE.match(lead, mark - first)
            if rate is not None:
                found, free = rate, first + rate.end()
    if found is None or (relative and start - free > _NEAREST) or _BREAK.search(lead, found.end()) is not None:
        return None
    # 日均, 日产: the time is what it begins with.
    return _RATES[found["every"] or found["single"] or lead[found.start()]]


def rate_in(words: str, *, relative: bool) -> Rate | None:
    """Return per how long the numbers are counted that these words are about."""
    size = len(words)
    marks = [at for at in range(max(0, size - REACH), size) if words.startswith(RATE_MARKS, at)]
    return rate_of(words, size, marks, relative=relative) if marks else None


_HOMES: Final = {
    "TWD": """
        新台币 台币 台湾 全台 台股 台北 新北市 桃园 台中 台南 高雄 主计总处 国科会 疾管署 卫福部 金管会 劳动部 农业部
        主计处 立法院 行政院 捷运 殖利率 每股盈余 EPS 法人 合并营收
        """,
    "HKD": "港元 港币 本港 全港 香港 港交所 恒指 港铁 消委会 特区政府 立法会 金管局 九龙 新界 尖沙咀 将军澳 呎",
    "CNY": """
        人民币 中国 全国 我国 国务院 国家 北京 上海 深圳 广州 沪 深交所 A股 两市 央行 海关总署 发改委 全省
        """,
}
HOMES: Final = {word: code for code, words in _HOMES.items() for word in words.split()}
"""By what a text speaks of, whose 元 it means."""


_WARMTH: Final = pattern(
    r"气温|温度|低温|高温|水温|室温|体温|温差|均温|升温|降温|回暖|寒流|冷空气|摄氏|零下|最低温|最高温"
)
_TURNS: Final = pattern(r"(?:近视|散光|旋转|转动|仰角|倾斜|角度|北纬|南纬|东经|西经|烈度)[^,。;]{0,4}$|高中低")
_NEAR: Final = 60
"""Code points that a word of warmth may stand before the degrees it explains, within their line."""


def contextual(text: str, unit: Unit | None, start: int, end: int) -> Unit | None:
    """Return the unit as the words around the number explain it: 度 are degrees where a temperature is spoken of.

    >>> text = "水温降到14度以下"; contextual(text, UNITS["度"], 4, 7).name
    '°C'
    """
    if unit is None or unit.counter != "度":
        return unit
    line = text.rfind("\n", max(0, start - _NEAR), start) + 1 or max(0, start - _NEAR)
    warm = _WARMTH.search(text, line, start) or _WARMTH.match(text, end)
    return UNITS["℃"] if warm and not _TURNS.search(text, line, start) else unit


def per(text: str, end: int) -> tuple[Rate | None, str | None, int] | None:
    """Read what stands behind a unit to say per what: a rate (元/月) or one of something (元/吨), and where it ends.

    >>> per("/月起", 0)
    (<Rate.MONTH: 'month'>, None, 2)
    """
    found = _PER.match(text, end)
    if found is None:
        return None
    if found["time"]:
        return _RATES[found["time"].removeprefix("个")], None, found.end()
    return None, found["one"], found.end()
