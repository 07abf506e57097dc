"""Which figures claim nothing: dates that only set the scene, list numbers, articles, spans of time in passing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.lazy import pattern
from tracker.values import UNIT_DATE, Comparator

if TYPE_CHECKING:
    from tracker.extract.chinese.figure import Figure
    from tracker.extract.chinese.sides import Left, Right

_PASSING: Final = pattern(r"(?:过去|近|未来|今后|最近|此前|接下来|(?<!提)前|后|连续几|这|那|每|每隔)[\s]*$")
_PASSED: Final = pattern(r"(?:来|以来|前|后|之前|之后|以前|以后|间|里|期间)(?![一-鿿]?[%])")
_ENABLES: Final = pattern(r"(?:就|即|便)?(?:可|能|够)")
_TIMELY: Final = pattern(r"[时期龄寿限长航度率]|时间|寿命$")
_FROM: Final = pattern(r"[由从](?:原来|原先|此前|过去|以前|先前|最初)?的?[\s]*$")
_CHANGES: Final = pattern(r"(?:大幅|进一步|逐步|显著|直接)?(?:缩|压|减|降|下降|下调|延|增|提|升|上升|变)")
# What the last character of a figure, or the one before it, may be.
_BESIDE: Final = table("一二三四五六七八九十0123456789", "届级", "去近来今后前几这那每隔由从的先初此")
_NUMERAL: Final = 1
_CLASSED: Final = 2
_LEADING: Final = 4
"""Ends what says that a time passes, or whence."""
_ARTICLES: Final = frozenset(["一个", "一种", "一项", "一场", "一份", "一次", "一名", "一位"])
_TIMES: Final = frozenset(["second", "minute", "hour", "day", "week", "month", "quarter", "year"])
_NUMBERED: Final = pattern(r"第?[一二三四五六七八九十\d]{1,3}")
_LONGEST_NUMBER: Final = 4
_EQ: Final = Comparator.EQ
_VAGUE: Final = Comparator.VAGUE
_ENUMERATED: Final = pattern(r"^(?:是|,|:|、|,|点|步|方面|条|个)")
_REPORTED: Final = pattern(r"\s*(?:电|讯|消息|报道|发布|公布|披露|表示|通报|宣布|发表|透露|称|晚|上午|下午|凌晨|清晨)")
_CLASS: Final = pattern(r"(?:19|20)\d\d[届级]")


def claimed(text: str, figure: Figure, start: int, end: int) -> bool | None:
    """Say whether a figure of a folded clause claims something, by its own words and those at its sides.

    None where only what is read of the words around it tells.
    """
    words, unit = figure.text, figure.unit
    if unit == UNIT_DATE:
        if figure.low is figure.high is None:
            return False
        return _REPORTED.match(text[figure.end : end]) is None
    if unit in _TIMES and (told := _timed(text, figure, start, end)) is not None:
        return told
    last = classes_at(_BESIDE, words, len(words) - 1)
    if len(words) <= _LONGEST_NUMBER:
        numeral = last & _NUMERAL != 0 or words[-1].isdigit()
        numbered = numeral and not figure.ordinal and _NUMBERED.fullmatch(words)
        if numbered and _ENUMERATED.match(text[figure.end : end] or ","):
            return False
        if words[0] == "一" and words in _ARTICLES:
            return False
    if last & _CLASSED and _CLASS.fullmatch(words):
        return False
    if figure.comparator is _EQ and figure.low is not None and not isinstance(figure.low, Decimal):
        return False
    return None


def is_idle(text: str, figure: Figure, end: int, left: Left, right: Right, *, following: bool) -> bool:
    """Say whether a figure whose own words do not tell claims nothing; ``following``: another comes in the clause."""
    unit = figure.unit
    if unit is None:
        fine = figure.precision is not None and figure.precision < 1
        return not (fine or left.measured or left.change or left.noun or right.noun)
    # 上市24小时销量破万: under which condition the next figure holds.
    return (
        following
        and unit in _TIMES
        and not left.change
        and "岁" not in figure.text
        and not figure.ordinal
        and not (left.measured and _TIMELY.search(left.noun))
        and not _ENABLES.match(text[figure.end : end])
    )


def _timed(text: str, figure: Figure, start: int, end: int) -> bool | None:
    """Say whether a span of time is claimed, from the words around it; None where they do not tell."""
    hedged = figure.comparator is not _EQ and figure.comparator is not _VAGUE
    first, last = figure.start, figure.end
    led = first > start and (classes_at(_BESIDE, text, first - 1) & _LEADING != 0 or text[first - 1].isspace())
    if _PASSED.match(text, last, end) or (led and not hedged and _PASSING.search(text[start:first])):
        return False
    if figure.ordinal and figure.unit == "day" and not text[start:first].strip():
        # 第二天,…: when, not how many.
        return False
    # 由6分钟缩短至4分钟: where a change begins.
    return True if led and _FROM.search(text[start:first]) and _CHANGES.match(text, last, end) else None
