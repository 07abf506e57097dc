"""Amounts: a number with what is written as one with it: currency, minus, unit, and the second number of a range."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.denominations import MONEY_SIGNS
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.numeral import Numeral
from tracker.extract.chinese.sums import whole
from tracker.extract.chinese.units import MULTIPLIERS, ONE, UNITS, Unit, unit_at
from tracker.extract.lazy import pattern

_ONE: Final = ONE
_HALF: Final = Decimal("0.5")
_MANY: Final = 10000
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
_TRAILING: Final = table("零一二两三四五六七八九十半0123456789")
_CLOCK: Final = ("时", "点")
_YEARS: Final = 1000
"""More years than these are a year of the calendar."""
_HUNDREDTHS: Final = pattern(r"(?<=\d秒)\d\d(?![\d.万亿%])")
_MULTIPLIER: Final = pattern(r" ?(thousand|million|billion|trillion|bn|m)(?![A-Za-z])")
_POWERS: Final = " tmb"
"""What thousand, million, billion and their short forms begin with."""
_NEGATIVE: Final = pattern(r"(?:(?<![A-Za-z0-9%\-—–~)）])-|(?<![抱承肩胜担正])负|零下)$")
MINUSES: Final = "-负下"
"""What a minus ends with."""
_SIGNS: Final = frozenset(sign[-1] for sign in MONEY_SIGNS)
MONEY_ENDS: Final = "".join(_SIGNS) + " "
"""What stands before a number that a currency leads up to."""
_SPACE: Final = ord(" ")
_PIECE: Final = ord("个")
_ASCII: Final = 128
_FIRST: Final = 0x3000
_LAST: Final = 0x9FFF
_PARTS: Final = frozenset("半多余")


class Amount:
    """A number as its words make it, hedges aside. It is filled in while it is read."""

    __slots__ = ("end", "high", "low", "money", "more", "number", "precision", "ranged", "start", "tidy", "unit")

    def __init__(self, number: Numeral) -> None:
        self.number = number
        self.start = number.start
        """Where it begins, a currency sign or minus included."""
        self.end = number.end
        self.low = number.low
        self.high = number.high
        self.precision = number.precision
        self.more = number.more
        self.tidy = number.tidy
        """``low``, ``high`` and ``precision`` are as people write them."""
        self.unit: Unit | None = None
        self.money: str | None = None
        """The currency written before the number."""
        self.ranged = False
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
            if self.tidy:
                return low, high
            first = tidy(low)
            return first, first if high is low else tidy(high)
        first = tidy(low * factor)
        return first, first if high is low else tidy(high * factor)

    def place(self) -> Decimal | None:
        """Return the place of the last stated digit in the unit's own measure."""
        if self.low is None:
            return None
        if self.unit is None or self.unit.factor is _ONE:
            return self.precision if self.tidy else tidy(self.precision)
        return tidy(self.precision * self.unit.factor)


def tidy(number: Decimal) -> Decimal:
    """Return the number as people write it: 0.85 and 120000, not 0.850 and 1.2E+5."""
    if number.same_quantum(_ONE):
        return number
    return whole(number) if number == number.to_integral_value() else number.normalize()


MONEY: Final = 1
MINUS: Final = 2


def amount(words: str, number: Numeral, floor: int, led: int = MONEY | MINUS) -> Amount:
    """Read the amount around ``number``; nothing before ``floor`` belongs to it.

    ``led`` says what the character before the number may end: ``MONEY``, a ``MINUS``.

    >>> found = amount("跌至-5%", numeral("跌至-5%", 3), 0); (found.start, str(found.low), found.unit.name)
    (2, '-5', '%')
    """
    if not led & (MONEY | MINUS):
        found = united(words, number, None)
        if found.unit is not None and found.unit.counter == "度":
            _warm(words, found, floor)
        return found
    money, start = None, number.start
    if start and led & MONEY:
        money, start = _money(words, start, floor)
    negative = None
    if start > floor and words[start - 1] in MINUSES:
        negative = _NEGATIVE.search(words, max(floor, start - 2), start)
    found = united(words, number, money)
    found.start = start
    if found.unit is not None and found.unit.counter == "度":
        _warm(words, found, floor)
    if negative:
        found.start = negative.start()
        negate(found)
    return found


def _warm(words: str, found: Amount, floor: int) -> None:
    """Read the degrees of 摄氏5度, and the kilowatt hours of 52亿度."""
    if words.endswith("摄氏", floor, found.start):
        found.start -= len("摄氏")
        found.unit = UNITS["℃"]
    elif found.number.scale >= _MANY:
        # Nothing else is counted so high in degrees.
        found.unit = UNITS["度电"]


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


def negate(found: Amount) -> None:
    """Turn a number behind a minus negative; 零下5度 says which degrees."""
    if found.low is None or found.high is None:
        return
    found.low, found.high = -found.high, -found.low
    if found.unit is not None and found.unit.counter == "度":
        found.unit = UNITS["℃"]


def united(words: str, number: Numeral, money: str | None) -> Amount:
    """Read the unit behind a number, and what of the number stands behind the unit."""
    found = Amount(number)
    if number.unit:
        found.unit = Unit(number.unit, _ONE, "share")
        return found
    end = found.end
    behind = ord(words[end]) if end < len(words) else 0
    if 0 < behind < _ASCII and number.arabic and words[end] in _POWERS:
        _multiply(words, found, money)
        end = found.end
        behind = ord(words[end]) if end < len(words) else 0
    if money is not None:
        written = unit_at(words, end)
        found.unit, found.money = Unit(money, _ONE, "money"), money
        if written is not None and written.unit.sort == "money":
            found.end = end + written.length
        return found
    if behind == _PIECE and end + 1 < len(words) and words[end + 1] in _PARTS:
        inner = _AND_MORE.match(words, end)
        if inner:
            if inner["part"] == "半":
                _add(found, _HALF)
            else:
                found.more = True
            found.unit, found.end = UNITS["个" + inner["unit"]], inner.end()
            return found
    if behind == _SPACE and number.arabic:
        end += 1
    written = unit_at(words, end)
    # 亿级, 10亿级: an order of magnitude, no grade.
    if written is not None and not (written.word == "级" and (number.bare or number.scale > 1)):
        found.unit, found.end = written.unit, end + written.length
        if written.resumed:
            _trailing(words, found)
    return found


def _add(found: Amount, part: Decimal) -> None:
    if found.low is not None and found.high is not None:
        found.low, found.high, found.precision = found.low + part, found.high + part, _TENTH
        found.tidy = False


def _trailing(words: str, found: Amount) -> None:
    """Add the 五 of 三成五 and the 半 of 两年半."""
    unit, end = found.unit, found.end
    if unit is None or end == len(words):
        return
    if not classes_at(_TRAILING, words, end):
        code = ord(words[end])
        # No Chinese character is a digit of another script.
        if code < _ASCII or _FIRST <= code <= _LAST or not words[end].isdecimal():
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
    found.precision, found.unit, found.end, found.tidy = _ONE, UNITS[unit], rest.end(), False
    return True


def _multiply(words: str, found: Amount, money: str | None) -> None:
    """Read the million of $3 million."""
    power = _MULTIPLIER.match(words, found.end)
    if power is None or found.low is None or found.high is None or (money is None and power[1] in ("m", "bn")):
        return
    factor = MULTIPLIERS[power[1]]
    found.low, found.high, found.precision = found.low * factor, found.high * factor, found.precision * factor
    found.end, found.tidy = power.end(), False
