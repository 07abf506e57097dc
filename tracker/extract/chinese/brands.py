"""Brands: names that read like a count of beasts or plants (三只松鼠)."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.lazy import pattern

_BRANDED: Final = table("二三四五六七八九两")
_BEASTS: Final = table("只匹头颗粒棵朵片株")
_BRAND: Final = pattern(
    r"([二三四五六七八九两](?<![\d一二三四五六七八九十百千万亿第].)[只匹头颗粒棵朵片株](?![一-鿿]{0,2}(?:股|基金|债|标的|产品|个股))[一-鿿]{1,3}?)"
    r"(?:食品|零食|服饰|乳业|科技|电商)?(?:集团|股份|控股|有限公司|公司"
    r"|(?:\d{4}年|[今去前明]年|上半年|下半年|前三季度|[前首]?[一二三四]季度?|第[一二三四]季度|全年|本季|上季|的|\d{1,2}月){0,3}"
    r"(?:表示|宣布|公布|披露|公告|发布|回应|透露|称|财报|年报|季报|中报|半年报|业绩|营收|营业收入|营业总收入|净利|归母|扣非|毛利|净亏|股价|市值|招股))"
)
"""A number, a measure word for beasts or plants, and a noun that has a turnover or speaks: no beast does."""


def brands(text: str) -> tuple[str, ...]:
    """Return the names in ``text`` that read like a count and keep books or speak: 三只松鼠 of 三只松鼠净利润.

    >>> sorted(brands("三只松鼠去年营收102亿元")), sorted(brands("园里有三只松鼠,两只基金净值增长"))
    (['三只松鼠'], [])
    """
    return tuple({found[1] for found in _BRAND.finditer(text)})


def branded(text: str, start: int) -> bool:
    """Whether the figure at ``start`` may be the name of a brand."""
    return classes_at(_BRANDED, text, start) != 0 and classes_at(_BEASTS, text, start + 1) != 0
