"""Ranges: two numbers written as one amount (10-15%, 100至200万元)."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.amounts import Amount, negate, united
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.traps import coded
from tracker.extract.lazy import pattern

_LISTED: Final = pattern(r"[和、与及](?=\d)")
JOINTS: Final = " -–—~至到"
"""What may stand between the two numbers of a range."""
LISTING: Final = "和、与及"
"""What stands between numbers of a list."""
_SEPARATOR: Final = pattern(
    r" ?(?:-|–|—{1,2}|~|至|到) ?[¥$€£]?(?P<minus>(?<=[至到~])-)?(?=[\d零一二两三四五六七八九十百])"
)
_CHANGED: Final = pattern(r"(?:[涨跌升降增减]|上涨|下跌|上升|下降|提高|降低|增加|减少|增长|回落)了?$")
_SPREAD: Final = pattern(r"不等|之间|区间|的?(?:范围|水平)|[,;。)]")
"""Behind 由68元至430元 it says that the two are one range."""
_FAR: Final = 5
"""A range after a word of change is no wider than so many times its lower bound."""
_CHANGING: Final = frozenset("从由自")


def _borrow(words: str, first: Amount) -> None:
    """Give a number the unit of the one that it is listed with (快4.6和3.1个百分点)."""
    listed = _LISTED.match(words, first.end)
    second = numeral(words, listed.end()) if listed else None
    if second is None or second.scale != first.number.scale:
        return
    unit = united(words, second, None).unit
    if unit is not None and unit.sort in ("share", "money", "measure"):
        first.unit = unit


def extend(words: str, first: Amount) -> None:
    """Read on where the number is the first of two (10-15%, 100至200万元): ``first`` becomes the range.

    从3%到5% tells of a change, so its numbers stay two.
    """
    number = first.number
    if not number.exact or number.bare or first.low is None:
        return
    if first.unit is None and number.arabic:
        _borrow(words, first)
    joint = _SEPARATOR.match(words, first.end)
    if joint is None:
        return
    led = first.unit is not None and words[max(0, first.start - 1) : first.start]
    second = numeral(words, joint.end())
    if second is None or not second.exact or coded(words, joint.end()) is not None:
        return
    other = united(words, second, first.money)
    if joint["minus"]:
        negate(other)
    if number.unit and other.unit is None:
        other.unit = first.unit
    if first.unit is None:
        fits = other.unit is not None or second.scale > 1
    else:
        fits = other.unit is not None and other.unit.same(first.unit)
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
    first.tidy = first.tidy and other.tidy and low is number.low
    first.ranged = True
