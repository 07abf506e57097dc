"""Seasons: times that resolve to no day by themselves (当季, 今 日), and what a change is told without (扣除…)."""

from __future__ import annotations

from typing import Final

from tracker.extract.lazy import pattern

_PASSED: Final = pattern(r"扣除[一-鿿]{2,6}?(?=实际|后|增|降|下|上)")
"""What a change is told without (扣除价格因素实际增长)."""
_THIS: Final = "当本上下"
_FOUR: Final = "一二三四"
_NEAR_DAYS: Final = "今昨明"


def vague(flat: str) -> list[tuple[int, int]]:
    """Return where a masked text tells times that resolve to no day by themselves, or passes a change over (扣除…).

    >>> vague("扣除价格因素后当季增长")
    [(0, 6), (7, 9)]
    """
    found = _seasons(flat)
    found += _blank_days(flat)
    at = flat.find("扣除")
    while at >= 0:
        if (passed := _PASSED.match(flat, at)) is not None:
            found.append((at, passed.end()))
        at = flat.find("扣除", at + 2)
    if len(found) < 2:
        return found
    found.sort()
    apart: list[tuple[int, int]] = []
    free = 0
    for start, end in found:
        if start >= free:
            apart.append((start, end))
            free = end
    return apart


def _seasons(flat: str) -> list[tuple[int, int]]:
    """Return where seasons stand that are no quarters in full (当季, 第三季)."""
    found: list[tuple[int, int]] = []
    at = flat.find("季", 1)
    while at >= 0:
        if not flat.startswith("度", at + 1):
            before = flat[at - 1]
            if before in _THIS:
                found.append((at - 1, at + 1))
            elif at > 1 and before in _FOUR and flat[at - 2] == "第":
                found.append((at - 2, at + 1))
        at = flat.find("季", at + 1)
    return found


def _blank_days(flat: str) -> list[tuple[int, int]]:
    """Return where a blank parts a day from what says which (今 日)."""
    found: list[tuple[int, int]] = []
    at = flat.find("日", 2)
    while at >= 0:
        start = at - 1
        while start and flat[start].isspace():
            start -= 1
        if start < at - 1 and flat[start] in _NEAR_DAYS:
            found.append((start, at + 1))
        at = flat.find("日", at + 1)
    return found
