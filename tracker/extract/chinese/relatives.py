"""Relatives: times told from the day of the publication (昨日, 上周五, 下个季度, 20日)."""

from __future__ import annotations

from datetime import date
from typing import Final

from tracker.extract.chinese import calendars
from tracker.extract.chinese.calendars import OPEN
from tracker.extract.chinese.grain import Date, Grain
from tracker.extract.lazy import pattern

_DAY: Final = Grain.DAY
_WEEK: Final = Grain.PART
_MONTHLY: Final = Grain.MONTH
_QUARTER: Final = Grain.QUARTER
_FIRST: Final = frozenset("上本下这昨今明前后")
_STEPS: Final = {"上": -1, "昨": -1, "前": -2, "下": 1, "明": 1, "后": 2}
_RELATIVE: Final = pattern(
    r"(?P<relative>上个?月|本月|下个?月|这个月|上周|本周|下周|这周|昨日|昨天|今日|今天|明日|明天|前天|后天"
    r"|本季度?|上一?个?季度|下一?个?季度)(?P<weekday>(?<=周)[一二三四五六日天](?!个))?(?P<rpart>初|底|末|(?:上|中|下)旬)?"
)
_BARE_DAY: Final = pattern(r"(?P<day>[12]\d|3[01]|[1-9])日(?!内|以内|之内|游|均|年|龄|常|本|系|元|线|行情|左右|以上)")


def relative(text: str, start: int, published: date | None) -> Date | None:
    """Read the time at ``start`` of a folded text that is named by how far it is from the publication.

    >>> relative("昨日", 0, date(2025, 10, 20)).days[0]
    datetime.date(2025, 10, 19)
    """
    found = _RELATIVE.match(text, start) if text[start] in _FIRST else None
    if found is None:
        return None
    words, end = found["relative"], found.end()
    step = _STEPS.get(words[0], 0)
    grain = _DAY if words[0] in "昨今明前后" else _WEEK if "周" in words else _MONTHLY
    if published is None:
        return Date(end, OPEN, grain)
    if grain is _DAY:
        at = calendars.moved(published, step)
        return Date(end, (at, at), grain, at.year, at.month)
    if grain is _WEEK:
        monday = calendars.moved(published, step * 7 - published.weekday())
        if found["weekday"]:
            at = calendars.moved(monday, "一二三四五六日天".index(found["weekday"]) % 7)
            return Date(end, (at, at), _DAY, at.year, at.month)
        return Date(end, (monday, calendars.moved(monday, 6)), grain, monday.year, monday.month)
    if "季" in words:
        first = calendars.shifted(published.replace(day=1), step * 3 - (published.month - 1) % 3)
        whole = first, calendars.month(*_ym(calendars.shifted(first, 2)))[1]
        return Date(end, whole, _QUARTER, first.year, first.month)
    first = calendars.shifted(published.replace(day=1), step)
    part = found["rpart"]
    days = calendars.part(*_ym(first), part) if part else calendars.month(*_ym(first))
    return Date(end, days, _WEEK if part else grain, first.year, first.month)


def _ym(at: date) -> tuple[int, int]:
    return at.year, at.month


def bare_day(words: str, start: int, published: date | None) -> Date | None:
    """Read a day without its month (20日): the latest one up to the publication."""
    found = _BARE_DAY.match(words, start)
    if found is None or (start and words[start - 1] in "近每第前后超逾约达满足于续连期月个零"):
        return None
    if published is None:
        return Date(found.end(), OPEN, _DAY)
    number = int(found["day"])
    month = published if number <= published.day else calendars.shifted(published.replace(day=1), -1)
    at = calendars.day(month.year, month.month, number)
    return Date(found.end(), (at, at), _DAY, month.year, month.month)
