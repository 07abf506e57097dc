"""Ordinals: which one in a row a number behind 第 says (第17年), rather than how many."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.amounts import Amount
from tracker.extract.chinese.figure import Figure
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, Comparator

_RANKED: Final = pattern(r"(?:位居|排名|名列|位列|排在|高居|跻身|居|列)[^,。;、\d]{0,8}$")
_CONVENED: Final = pattern(r"[一-鿿“《](?<![的了])")
_NUMBERED: Final = pattern(r"号(?=全垒打|本垒打|进球)")
_ORDINALS: Final = frozenset("年届次位名期轮个家天周例批辆台架艘列颗枚座胜")
_ONE: Final = Decimal(1)
_EQ: Final = Comparator.EQ


def ordinal(words: str, found: Amount) -> Figure | None:
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
