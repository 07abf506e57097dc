"""What sort of thing a figure claims, and whether it tells of a rise or a fall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.chinese.denominations import CURRENCIES
from tracker.extract.lazy import pattern
from tracker.values import UNIT_DATE, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Comparator, Kind

if TYPE_CHECKING:
    from tracker.extract.chinese.quantities import Figure
    from tracker.extract.chinese.sides import Left, Right

_OFFER: Final = pattern(
    r"[优礼红券秒包免立满直折特抵返门票套月年会定押起运代福大权的价](?:(?<=优)惠|(?<=礼)[包券]|(?<=红)包|(?<=券)|(?<=秒)杀|(?<=包)邮|(?<=免)[邮单]|(?<=[立满])减|(?<=直)降"
    r"|(?<=折)扣|(?<=特)价|(?<=抵)扣|(?<=返)现|(?<=门)票|(?<=票)价|(?<=套)餐|(?<=[月年运])费|(?<=会)员费|(?<=[定押代])金|(?<=起)[拍售]|(?<=福)利|(?<=大)礼|(?<=权)益|(?<=的)价格|(?<=价)位)"
)
_ASKED: Final = pattern(
    r"(?:售价|定价|票价|起售价|起拍价|指导价|单价|均价|价格|报价|开盘价|收盘价|发行价|房价|油价|金价|币价|股价|地价|租金|月租|学费|门票|运费|服务费|收费|标价|原价|现价|特价|到手价|"
    r"券后价|补贴价|预售价|成交价|最低价|最高价|市场价|批发价|零售价|电价|水价|气价|中标价|仅售|只售|售|卖|只需|仅需|只要|只卖|立减|直降|满|减|抵|门槛|低至|[一-鿿]价)(?:区间|范围|上限|下限)?$"
)
_LONGEST_ASKED: Final = 6
_ASKED_END: Final = frozenset("价格金租费票售卖需要减降满抵槛至间围限")
_STOCK: Final = pattern(r"(?:收报|报收|收于|报|现报|跌至|涨至|收盘于)$")
_STOCK_END: Final = frozenset("报收于至")
_DIFFERENCE: Final = pattern(
    r"^的?(?:同比|环比)?(?P<fall>(?:下调|下行|下降|下跌)空间|降幅|跌幅|减幅|下降|下滑|下跌|跌|降|缩减|减少|回落)(?!至|到|为)|^的?(?:同比|环比)?(?:增长|增幅|涨幅|升幅|增速|上涨|提升|提高|上升|增加)(?!至|到|为)"
)
_DIFFERENCE_FIRST: Final = frozenset("的同环下降跌减缩回增涨升上提")
"""What these patterns begin or end with: a look at one letter spares most words the rest."""
_TRANSITIVE: Final = frozenset(
    {"增加", "减少", "增", "减", "裁减", "削减", "压减", "增持", "减持", "裁员", "压缩", "多增", "少增"}
    | {"提高", "降低", "扩大", "缩减", "缩短", "延长"}
)
_TAKEN_OFF: Final = frozenset({"减", "直降", "立减"})
_OCCASIONS: Final = frozenset({"次", "轮", "度"})
_TIMES: Final = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
_RELATIVE: Final = (UNIT_PERCENT, UNIT_POINTS)
_SLOGAN: Final = Kind.SLOGAN
_LEVEL: Final = Kind.LEVEL
_PERIOD: Final = Kind.PERIOD
_DATE: Final = Kind.DATE
_ORDINAL: Final = Kind.ORDINAL
_PRICE: Final = Kind.PRICE
_RATIO: Final = Kind.RATIO
_CHANGE: Final = Kind.CHANGE
_VAGUE: Final = Comparator.VAGUE
_SWINGING: Final = frozenset("幅")
_SWING: Final = pattern(r"(?:(?P<fall>降幅|跌幅|减幅)|涨幅|增幅|升幅)$")
_PARTS: Final = pattern(r"[,、;/]")
_PART: Final = pattern(
    r"^(?:[一-鿿](?=[一二两三四五六七八九十百千万]))?(?P<numeral>[\d零一二两三四五六七八九十百千万半]+)(?P<counter>[^\W\d_])"
)
_ONE_SUM: Final = pattern(r"^\s*[\d一二两三]\s*\+\s*[\d一二两三]\s*[>＞=≥大]")


def is_slogan(quoted: str) -> bool:
    """Say whether a quoted phrase is a figure of speech: parallel halves, each with a small numeral.

    >>> is_slogan("一份耕耘,两份收获"), is_slogan("1+1>2"), is_slogan("售价12元,销量3万台")
    (True, True, False)
    """
    if _ONE_SUM.match(quoted):
        return True
    parts = [part.strip() for part in _PARTS.split(quoted)]
    if len(parts) != 2 or not all(2 < len(part) <= 8 for part in parts) or abs(len(parts[0]) - len(parts[1])) > 1:
        return False
    first, second = (_PART.match(part) for part in parts)
    return bool(first and second and first["counter"] == second["counter"] and first["counter"] not in "元%倍亿万")


def kind_of(
    figure: Figure, left: Left, right: Right, *, slogan: bool = False, compared: bool = False
) -> tuple[Kind, int]:
    """Return a figure's kind and, for changes, its sign; ``compared``: its words say against what it is held."""
    text, unit = figure.text, figure.unit
    if slogan:
        return _SLOGAN, 1
    if figure.comparator is _VAGUE:
        return _LEVEL, 1
    if unit == UNIT_DATE:
        return (_PERIOD if figure.low != figure.high else _DATE), 1
    if figure.ordinal or text[0] == "第":
        return _ORDINAL, 1
    money = unit in CURRENCIES
    changes = left.change and not left.reached
    if left.governed and unit not in (UNIT_PERCENT, UNIT_POINTS, UNIT_MULTIPLE) and left.changed not in _TRANSITIVE:
        # 下跌城市61个 counts the cities; 减少岗位61个 tells how many fewer.
        changes = False
    if unit == UNIT_MULTIPLE and "折" in text:
        return _PRICE, 1
    if money and not changes and _is_offer(figure, left, right):
        return _PRICE, 1
    if unit != UNIT_POINTS and left.reached:
        return (_RATIO if unit in (UNIT_PERCENT, UNIT_MULTIPLE) else _LEVEL), 1
    if changes and _happens(figure, left, compared=compared):
        return (_RATIO if unit in (UNIT_PERCENT, UNIT_MULTIPLE) else _LEVEL), 1
    if money and left.changed in _TAKEN_OFF and not (left.noun or compared):
        return _PRICE, 1
    if changes and not left.outdone:
        # 比它高20厘米 is a change; 高20厘米 tells how high it is.
        relative = money or unit in (UNIT_PERCENT, UNIT_MULTIPLE, UNIT_POINTS)
        short = left.change < 0 or figure.unit in _TIMES
        if compared or relative or short or not left.comparative:
            return _CHANGE, left.change
    difference = None
    if unit in _RELATIVE:
        behind = right.noun or right.predicate
        difference = _DIFFERENCE.match(behind) if behind[:1] in _DIFFERENCE_FIRST else None
    if unit == UNIT_POINTS:
        return _CHANGE, -1 if difference and difference["fall"] else left.change or 1
    if unit in (UNIT_PERCENT, UNIT_MULTIPLE) and left.noun[-1:] in _SWINGING and (swing := _SWING.search(left.noun)):
        return _CHANGE, -1 if swing["fall"] else 1
    if unit == UNIT_PERCENT:
        if difference:
            return _CHANGE, -1 if difference["fall"] else 1
        return _RATIO, 1
    if unit == UNIT_MULTIPLE:
        return _RATIO, 1
    return _LEVEL, 1


def _happens(figure: Figure, left: Left, *, compared: bool) -> bool:
    """Say whether a word of change tells what happens, and the figure how often, how long or to what part."""
    unit = figure.unit
    if left.changed in ("落后", "领先") and not compared:
        return True
    if left.changed in _TRANSITIVE:
        return left.changed == "裁员" and unit in (UNIT_PERCENT, UNIT_MULTIPLE)
    if left.changed:
        return figure.counter in _OCCASIONS
    # 降幅连续三个月收窄: the noun tells of a change, not the months.
    return unit in _TIMES and left.measured


def _is_asked(words: str) -> bool:
    """Say whether words end with what is asked for things: a price, a fee."""
    return words[-1:] in _ASKED_END and _ASKED.search(words, max(0, len(words) - _LONGEST_ASKED)) is not None


def _is_offer(figure: Figure, left: Left, right: Right) -> bool:
    noun, verb = left.noun, left.verb
    if figure.text.endswith("起") or figure.per:
        return True
    behind = right.noun or right.predicate[:6]
    if behind and _OFFER.search(behind):
        return True
    if _is_asked(noun) or _is_asked(verb):
        return True
    before = verb or noun
    return before[-1:] in _STOCK_END and _STOCK.search(noun + verb) is not None and "亿" not in figure.text
