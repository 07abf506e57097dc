"""Phrases: figures that words make without a number to parse: 隔日达, 翻番, 一半, 半年, 数张, 若干个."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.denominations import TIMES, VAGUE
from tracker.extract.chinese.units import UNITS
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE


class Phrase:
    """A figure made by words: bounds (None: vague) and unit."""

    __slots__ = ("counter", "end", "high", "low", "precision", "reach", "start", "unit")

    def __init__(
        self,
        start: int,
        end: int,
        low: Decimal | None,
        high: Decimal | None,
        unit: str,
        precision: Decimal,
        counter: str | None = None,
        reach: int = 0,
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.high = high
        self.unit = unit
        self.precision = precision
        self.counter = counter
        self.reach = reach
        """How far the words reach that say the same figure on (隔日达甚至当日达); what is between is read."""


_DELIVERY: Final = pattern(r"(?P<word>[当次隔])[日天]达")
_MORE_DELIVERY: Final = pattern(r"(?:[、和或及/]|甚至|乃至|以及|或者)(?P<word>[当次隔])[日天]达")
_A_HALF: Final = Decimal("0.5")
_DAYS: Final = {"当": 0, "次": 1, "隔": 2}
_DOUBLING: Final = pattern(r"翻(?:了)?(?:近|超|约)?(?:(?P<n>[一两三四])?番|一?倍(?!数))")
_HALF: Final = pattern(
    r"(?:一半(?![导岛径决山年天月成])|半数(?=以上|的|左右|以下)|(?<=[过超近])半(?:数)?(?![年天个小月导径价路])|半(?P<unit>个月|个小时|小时|年|(?<=[要需用花费]半)天)(?![报度来前后]))"
)
_COUNTERS: Final = "|".join(sorted(VAGUE, key=len, reverse=True))
_VAGUE: Final = pattern(
    rf"(?:(?P<many>[数几])|若干)(?P<counter>{_COUNTERS})|(?:成千上万|成百上千)(?P<behind>{_COUNTERS})?"
)
_NOT_BEFORE_MANY: Final = frozenset(
    "人户次件个家总倍级位指无参变代多少系单点分函整奇偶天岁页票基计序读得字负帧回局转半频正"
)
_NOT_BEFORE_FEW: Final = frozenset("近这那前后过未来头哪第某最上下")
_THEN: Final = ("来", "以来", "前", "之前", "后", "之后", "以后", "以前")


WORDED: Final = "当次隔翻腰一半数几若成"
"""What a phrase begins with."""


def phrase(text: str, start: int) -> Phrase | None:
    """Read the phrase at ``start`` of the folded ``text``.

    >>> p = phrase("隔日达甚至当日达", 0); (p.end, str(p.low), str(p.high), p.unit)
    (3, '0', '2', 'day')
    """
    first = text[start]
    if first == "一":
        return _half(text, start) if text.startswith("半", start + 1) else None
    if first in "当次隔":
        return _delivery(text, start)
    if first == "翻":
        return _doubling(text, start)
    if first == "腰":
        return (
            Phrase(start, start + 2, _A_HALF, _A_HALF, UNIT_MULTIPLE, Decimal("0.1"))
            if text.startswith("腰斩", start)
            else None
        )
    if first == "半":
        return _half(text, start)
    if first in "数几若成":
        return _vague(text, start)
    return None


def _delivery(text: str, start: int) -> Phrase | None:
    found = _DELIVERY.match(text, start)
    if found is None:
        return None
    days = [_DAYS[found["word"]]]
    end = found.end()
    while more := _MORE_DELIVERY.match(text, end):
        days.append(_DAYS[more["word"]])
        end = more.end()
    return Phrase(start, found.end(), Decimal(min(days)), Decimal(max(days)), "day", Decimal(1), reach=end)


def _doubling(text: str, start: int) -> Phrase | None:
    found = _DOUBLING.match(text, start)
    if found is None:
        return None
    times = Decimal(2) ** "零一两三四".index(found["n"]) if found["n"] else Decimal(2)
    return Phrase(start, found.end(), times, times, UNIT_MULTIPLE, Decimal(1))


def _half(text: str, start: int) -> Phrase | None:
    found = _HALF.match(text, start)
    if found is None or (text[start] == "半" and start and text[start - 1] in "上下前后大小多两三一二四五六七八九十"):
        return None
    word = found["unit"]
    unit = TIMES.get(word) or TIMES[word.removeprefix("个")] if word else UNIT_MULTIPLE
    return Phrase(start, found.end(), _A_HALF, _A_HALF, unit, Decimal("0.1"))


def _vague(text: str, start: int) -> Phrase | None:
    found = _VAGUE.match(text, start)
    if found is None:
        return None
    before = text[start - 1 : start]
    counter = found["counter"] or found["behind"]
    if found["many"] == "数" and before and before in _NOT_BEFORE_MANY:
        return None
    if found["many"] == "几" and before and before in _NOT_BEFORE_FEW:
        return None
    if counter and UNITS[counter].sort == "time" and text.startswith(_THEN, found.end()):
        return None
    unit = UNITS[counter] if counter else None
    name = unit.name if unit else UNIT_COUNT
    return Phrase(
        start, found.end(), None, None, name, Decimal(1), unit.counter if unit and name == UNIT_COUNT else None
    )
