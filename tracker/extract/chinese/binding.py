"""Binding: how a number's words bind it, as a comparator, and the bounds that follow."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.amounts import Amount
from tracker.extract.chinese.figure import Figure
from tracker.extract.chinese.hedges import Hedge
from tracker.extract.lazy import pattern
from tracker.values import UNIT_PERCENT, Bound, Comparator

_EQ: Final = Comparator.EQ
_APPROX: Final = Comparator.APPROX
_RANGE: Final = Comparator.RANGE
_ORDER: Final = Comparator.ORDER
_VAGUE: Final = Comparator.VAGUE
_GT: Final = Comparator.GT
_GE: Final = Comparator.GE
_LT: Final = Comparator.LT
_LE: Final = Comparator.LE
_EXCEEDED: Final = pattern(r"(?:超越|击败|领先|战胜|跑赢|打败)(?:了|全国|全球)?$")
EXCEEDING: Final = "越败先胜赢了国球\n"
"""What such words end with; a pattern's end is also before a last line break."""
_LIST: Final = pattern(r"[^,，。；;!！?？：:\n、\d]{0,8}(?:及|和|与|以及|、|或)")
_LISTED: Final = 10
"""No more code points stand between two figures that share a hedge."""
_BOUNDED: Final = (Comparator.GT, Comparator.GE, Comparator.LT, Comparator.LE, Comparator.APPROX)


def bounds(comparator: Comparator, low: Bound | None, high: Bound | None) -> tuple[Bound | None, Bound | None]:
    """Return the bounds of the interval that a comparator makes of a number, or of two."""
    if comparator is _EQ:
        return low, high
    if comparator is _GT or comparator is _GE:
        return low, None
    if comparator is _LT or comparator is _LE:
        return None, high
    if comparator is _ORDER and isinstance(low, Decimal):
        return min(low, low * 10), max(low, low * 10)
    return low, high


def default(words: str, found: Amount, start: int, unit: str | None, *, exceeding: bool) -> Comparator:
    """The comparator of a number that no hedge binds; ``exceeding``: a word of ``EXCEEDING`` may be before it."""
    if found.low is None:
        return _VAGUE
    if found.low is not found.high and found.low != found.high:
        return _RANGE
    if exceeding and unit == UNIT_PERCENT and _EXCEEDED.search(words, max(0, start - 6), start):
        return _GE
    if found.number.rough:
        return _APPROX
    # 千万商品 is no count to the last one; 十万 is.
    return _APPROX if found.number.bare and words[found.number.start] != "十" else _EQ


def comparator_of(pre: Hedge | None, post: Hedge | None, *, more: bool, default: Comparator) -> Comparator:
    """Return the comparator of a number from the hedges on its sides; ``more``: 余 or 多 stands in it."""
    if default is _RANGE or default is _VAGUE:
        return default
    before = pre.comparator if pre else _EQ
    after = post.comparator if post else _EQ
    if after is _ORDER:
        return after
    if before is _APPROX and after is not _EQ:
        return after
    if before is not _EQ:
        return before
    if more:
        return _GT
    return after if after is not _EQ else default


def share(words: str, lead: Figure, figure: Figure) -> bool:
    """Give a figure the hedge of the one before that it is listed with (约2亿张图片及500万条影片), and say whether."""
    if figure.comparator is not _EQ or figure.unit != lead.unit or lead.comparator not in _BOUNDED:
        return False
    if figure.start - lead.end > _LISTED or not _LIST.fullmatch(words, lead.end, figure.start):
        return False
    figure.comparator = lead.comparator
    figure.low, figure.high = bounds(lead.comparator, figure.low, figure.high)
    return True
