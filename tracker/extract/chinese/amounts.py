"""Amounts: a number with what is written as one with it: currency, minus, unit, and the second number of a range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tracker.extract.chinese.numbers import Numeral, numeral
from tracker.extract.chinese.sums import whole
from tracker.extract.chinese.traps import coded
from tracker.extract.chinese.units import MONEY_SIGNS, MULTIPLIERS, UNITS, Unit, unit_at
from tracker.extract.lazy import pattern

_ONE: Final = Decimal(1)
_HALF: Final = Decimal("0.5")
_MANY: Final = Decimal(10000)
_TENTH: Final = Decimal("0.1")
_AND_MORE: Final = pattern(r"个(?P<part>[半多余])(?P<unit>月|小时|钟头|星期)")
_FIFTHS: Final = pattern(r"[一二三四五六七八九]{1,2}(?![一二三四五六七八九十百千万亿个家倍年天])")
_AFTER_HALF: Final = pattern(r"半(?![导径价载])")
_COINS: Final = pattern(
    r"(?P<tenths>[\d一二两三四五六七八九])(?:[毛角](?:(?P<cents>[\d一二三四五六七八九])分?)?)?(?![\d十百千万个块家])钱?"
)
_REST: Final = pattern(
    r"(?P<large>[年时分钟])零?(?P<count>[1-5]?\d|[二三四五]?十?[一二三四五六七八九十])(?P<small>个月|分钟?|秒钟?)(?![前后之以])"
)
_SMALLER: Final = {"年个": (12, "个月"), "时分": (60, "分钟"), "分秒": (60, "秒"), "钟秒": (60, "秒")}
_CLOCK: Final = ("时", "点")
_YEARS: Final = 1000
"""More years than these are a year of the calendar."""
_HUNDREDTHS: Final = pattern(r"(?<=\d秒)\d\d(?![\d.万亿%])")
_LISTED: Final = pattern(r"[和、与及](?=\d)")
_MULTIPLIER: Final = pattern(r" ?(thousand|million|billion|trillion|bn|m)(?![A-Za-z])")
_POWERS: Final = frozenset(" tmb")
"""What thousand, million, billion and their short forms begin with."""
_JOINTS: Final = frozenset(" -–—~至到")
_SEPARATOR: Final = pattern(
    r" ?(?:-|–|—{1,2}|~|至|到) ?[¥$€£]?(?P<minus>(?<=[至到~])-)?(?=[\d零一二两三四五六七八九十百])"
)
_CHANGED: Final = pattern(r"(?:[涨跌升降增减]|上涨|下跌|上升|下降|提高|降低|增加|减少|增长|回落)了?$")
_SPREAD: Final = pattern(r"不等|之间|区间|的?(?:范围|水平)|[,;。)]")
"""Behind 由68元至430元 it says that the two are one range."""
_FAR: Final = 5
"""A range after a word of change is no wider than so many times its lower bound."""
_CHANGING: Final = frozenset("从由自")
_NEGATIVE: Final = pattern(r"(?:(?<![A-Za-z0-9%\-—–~)）])-|(?<![抱承肩胜担正])负|零下)$")
_MINUSES: Final = frozenset("-负下")
_SIGNS: Final = frozenset(sign[-1] for sign in MONEY_SIGNS)
_MONEY_ENDS: Final = _SIGNS | {" "}
_PARTS: Final = frozenset("半多余")
_RESUMED: Final = frozenset("年时分钟块成")
"""Units behind which more of the number may stand, besides those of time."""


@dataclass(slots=True)
class Amount:
    """A number as its words make it, hedges aside. It is filled in while it is read."""

    number: Numeral
    start: int
    """Where it begins, a currency sign or minus included."""
    end: int
    low: Decimal | None
    high: Decimal | None
    precision: Decimal
    more: bool
    unit: Unit | None = None
    money: str | None = None
    """The currency written before the number."""
    ranged: bool = False
    """Two numbers are written."""

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the bounds in the unit's own measure: 8折 is 0.8."""
        low, high = self.low, self.high
        if low is None or high is None:
            return None, None
        factor = self.unit.factor if self.unit else _ONE
        if self.unit and self.unit.counter == "折" and (self.number.positional or high >= 10):
            # 85折 and 八五折 are 8.5折.
            factor /= 10
        if factor is _ONE:
            first = tidy(low)
            return first, first if high is low else tidy(high)
        first = tidy(low * factor)
        return first, first if high is low else tidy(high * factor)

    def place(self) -> Decimal | None:
        """Return the place of the last stated digit in the unit's own measure."""
        if self.low is None:
            return None
        return tidy(self.precision * (self.unit.factor if self.unit else _ONE))


def tidy(number: Decimal) -> Decimal:
    """Return the number as people write it: 0.85 and 120000, not 0.850 and 1.2E+5."""
    if number.same_quantum(_ONE):
        return number
    return whole(number) if number == number.to_integral_value() else number.normalize()


def amount(words: str, number: Numeral, floor: int) -> Amount:
    """Read the amount around ``number``; nothing before ``floor`` belongs to it.

    >>> found = amount("跌至-5%", numeral("跌至-5%", 3), 0); (found.start, str(found.low), found.unit.name)
    (2, '-5', '%')
    """
    money, start = None, number.start
    if start and words[start - 1] in _MONEY_ENDS:
        money, start = _money(words, start, floor)
    negative = None
    if start > floor and words[start - 1] in _MINUSES:
        negative = _NEGATIVE.search(words, max(floor, start - 2), start)
    found = _united(words, number, money)
    if found.unit is not None and found.unit.counter == "度":
        if words.endswith("摄氏", floor, start):
            start -= len("摄氏")
            found.unit = UNITS["℃"]
        elif number.scale >= _MANY:
            # 52亿度: nothing else is counted so high in degrees.
            found.unit = UNITS["度电"]
    found.start = negative.start() if negative else start
    if negative:
        _negate(found)
    return found


def _money(words: str, start: int, floor: int) -> tuple[str | None, int]:
    """The currency that stands before a number (¥, US$, RMB), and where it begins."""
    at = start - 1 if start - 1 > floor and words[start - 1] == " " else start
    if at == 0 or words[at - 1] not in _SIGNS:
        return None, start
    for length in range(min(3, at - floor), 0, -1):
        code = MONEY_SIGNS.get(words[at - length : at])
        before = words[at - length - 1 : at - length]
        if code and not (words[at - length].isalpha() and before.isascii() and before.isalpha()):
            return code, at - length
    return None, start


def _negate(found: Amount) -> None:
    """Turn a number behind a minus negative; 零下5度 says which degrees."""
    if found.low is None or found.high is None:
        return
    found.low, found.high = -found.high, -found.low
    if found.unit is not None and found.unit.counter == "度":
        found.unit = UNITS["℃"]


def _united(words: str, number: Numeral, money: str | None) -> Amount:
    """Read the unit behind a number, and what of the number stands behind the unit."""
    found = Amount(number, number.start, number.end, number.low, number.high, number.precision, number.more)
    if number.unit:
        found.unit = Unit(number.unit, _ONE, "share")
        return found
    if number.arabic and words[number.end : number.end + 1] in _POWERS:
        _multiply(words, found, money)
    if money is not None:
        written = unit_at(words, found.end)
        found.unit, found.money = Unit(money, _ONE, "money"), money
        if written and written[0].sort == "money":
            found.end = written[1]
        return found
    inner = None
    if words[found.end : found.end + 1] == "个" and words[found.end + 1 : found.end + 2] in _PARTS:
        inner = _AND_MORE.match(words, found.end)
    if inner:
        if inner["part"] == "半":
            _add(found, _HALF)
        else:
            found.more = True
        found.unit, found.end = UNITS["个" + inner["unit"]], inner.end()
        return found
    spaced = 1 if number.arabic and words[found.end : found.end + 1] == " " else 0
    unit = unit_at(words, found.end + spaced)
    # 亿级, 10亿级: an order of magnitude, no grade.
    if unit is not None and not (unit[0].counter == "级" and (number.bare or number.scale > 1)):
        found.unit, found.end = unit
        if unit[0].sort == "time" or words[found.end - 1] in _RESUMED:
            _trailing(words, found)
    return found


def _add(found: Amount, part: Decimal) -> None:
    if found.low is not None and found.high is not None:
        found.low, found.high, found.precision = found.low + part, found.high + part, _TENTH


def _trailing(words: str, found: Amount) -> None:
    """Add the 五 of 三成五 and the 半 of 两年半."""
    unit, end = found.unit, found.end
    if unit is None:
        return
    if unit.counter == "块" and (coins := _COINS.match(words, end)):
        # 三块五, 1块1毛5
        tenths, cents = (numeral(coin, 0) for coin in (coins["tenths"], coins["cents"] or "零"))
        if tenths and cents and tenths.low is not None and cents.low is not None:
            _add(found, tenths.low / 10 + cents.low / 100)
            found.unit, found.end = UNITS["元"], coins.end()
            found.precision = _TENTH / 10 if coins["cents"] else _TENTH
    elif words[end - 1] in "年时分钟" and _compound(words, found):
        return
    elif unit.name == "second" and (hundredths := _HUNDREDTHS.match(words, end)):
        _add(found, Decimal(hundredths.group()) / 100)
        found.precision, found.end = Decimal("0.01"), hundredths.end()
    elif unit.counter == "成" and (fifth := _FIFTHS.match(words, end)):
        places = "".join(str("零一二三四五六七八九".index(digit)) for digit in fifth.group())
        _add(found, Decimal(f"0.{places}"))
        found.precision, found.end = _ONE.scaleb(-len(places)), fifth.end()
    elif (unit.sort == "time" or unit.counter == "成") and _AFTER_HALF.match(words, end):
        _add(found, _HALF)
        found.end = end + 1


def _compound(words: str, found: Amount) -> bool:
    """Count 13年6个月 in months and 2分10秒 in seconds: in the smaller of the two units."""
    rest = _REST.match(words, found.end - 1)
    before = words[max(0, found.start - 1) : found.start]
    if rest is None or found.low is None or found.high is None or before == "第":
        return False
    if rest["large"] == "分" and before in _CLOCK:
        return False
    small = _SMALLER.get(rest["large"] + rest["small"][0])
    part = numeral(words, rest.start("count"))
    if small is None or part is None or part.low is None or found.high >= _YEARS:
        return False
    size, unit = small
    found.low, found.high = found.low * size + part.low, found.high * size + part.low
    found.precision, found.unit, found.end = _ONE, UNITS[unit], rest.end()
    return True


def _multiply(words: str, found: Amount, money: str | None) -> None:
    """Read the million of $3 million."""
    power = _MULTIPLIER.match(words, found.end)
    if power is None or found.low is None or found.high is None or (money is None and power[1] in ("m", "bn")):
        return
    factor = MULTIPLIERS[power[1]]
    found.low, found.high, found.precision = found.low * factor, found.high * factor, found.precision * factor
    found.end = power.end()


def _borrow(words: str, first: Amount) -> None:
    """Give a number the unit of the one that it is listed with (快4.6和3.1个百分点)."""
    listed = _LISTED.match(words, first.end)
    second = numeral(words, listed.end()) if listed else None
    if second is None or second.scale != first.number.scale:
        return
    unit = _united(words, second, None).unit
    if unit is not None and unit.sort in ("share", "money", "measure"):
        first.unit = unit


def extend(words: str, first: Amount) -> None:
    """Read on where the number is the first of two (10-15%, 100至200万元): ``first`` becomes the range.

    从3%到5% tells of a change, so its numbers stay two.
    """
    if first.unit is not None and words[first.end : first.end + 1] not in _JOINTS:
        return
    number = first.number
    if not number.exact or number.bare or first.low is None:
        return
    if first.unit is None and number.arabic:
        _borrow(words, first)
    joint = _SEPARATOR.match(words, first.end) if words[first.end : first.end + 1] in _JOINTS else None
    if joint is None:
        return
    led = first.unit is not None and words[max(0, first.start - 1) : first.start]
    second = numeral(words, joint.end())
    if second is None or not second.exact or coded(words, joint.end()) is not None:
        return
    other = _united(words, second, first.money)
    if joint["minus"]:
        _negate(other)
    if number.unit and other.unit is None:
        other.unit = first.unit
    fits = other.unit is not None or second.scale > 1 if first.unit is None else other.unit == first.unit
    if not fits or other.low is None or other.high is None:
        return
    if led and led in _CHANGING and not _SPREAD.match(words, other.end):
        return
    low = first.low
    if number.scale == 1 and first.unit is None and second.scale > 1 and low * second.scale < other.low:
        # 5至8万: the first number borrows the power of the second.
        low *= second.scale
    if low >= other.high or (low * _FAR < other.high and _CHANGED.search(words, max(0, first.start - 4), first.start)):
        # 下跌20美元至4020美元: by how much, and where it ends.
        return
    first.precision = other.precision if number.scale == 1 else min(first.precision, other.precision)
    first.low, first.high, first.unit, first.end, first.more = low, other.high, other.unit, other.end, other.more
    first.ranged = True
