"""Dates: one date, month, quarter, year or festival as words write it, resolved into its first and last day."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.extract.chinese import calendars
from tracker.extract.chinese.calendars import OPEN, Span
from tracker.extract.chinese.numbers import numeral
from tracker.extract.lazy import pattern


class Grain(StrEnum):
    """How finely a period's words tell the time."""

    DAY = "day"
    PART = "part"
    """A part of a month, or a week."""
    MONTH = "month"
    QUARTER = "quarter"
    """A quarter, a half year or so many months of a year."""
    YEAR = "year"
    FESTIVAL = "festival"
    WINDOW = "window"
    """So long before or after the publication (近三个月)."""


class Date(NamedTuple):
    """A date or period as written, and where its words end."""

    end: int
    days: Span
    grain: Grain
    year: int | None = None
    month: int | None = None


_NUMBER: Final = (
    r"(?:\d{1,2}|三十一|三十|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_DASH: Final = r" ?(?:-{1,2}|–|—{1,2}|~|至|到) ?"
_YEAR: Final = (
    r"(?P<year>(?:19|20)\d\d ?(?:财|学)?年度?(?!级)|[一二][〇零九][〇零一二三四五六七八九]{2}年"
    r"|今年|去年|明年|前年|本年度?|上年度?|上一年度?|次年|翌年|下一年度?)"
)
_DOUBLE: Final = (
    r"双 ?(?:11|12|十一|十二|10|十|9|九|8|八)(?![\d.%个家亿万元位名大一二三四五六七八九十])"
    r"|双 ?(?:11|12|十一|十二)(?=大)"
)
_COUNTED: Final = "张台辆款种位项套份只支所场天吨米公千斤克倍亩栋户部笔票起座架艘轮枚"
_FESTIVAL: Final = (
    rf"[“\"「『‘《]?(?P<festival>{_DOUBLE}"
    rf"|(?<![\d.])(?:618|11\.11|12\.12|6[.·]18)(?![\d.%亿万元个家人件名年月次条{_COUNTED}])(?! [亿万元%])"
    r"|十一黄金周|国庆|五一|元旦|春节|端午|中秋|黑五|黑色星期五)(?!路|广场|街|镇|乡|村)"
    r"(?:长假|小长假|假期|黄金周|节假期|节)?[”\"」』’》]?(?:购物节|大促|期间)?"
)
_PART: Final = r"上旬|中旬|下旬|初|底|末|中(?![国央标东秋旬])"
_DATE: Final = pattern(
    rf"(?:{_YEAR} ?(?:的 ?)?)?(?:"
    rf"(?P<m1>{_MONTH})(?: ?月)?{_DASH}(?P<m2>{_MONTH}) ?月份?(?!{_NUMBER} ?[日号])"
    rf"|(?P<month>{_MONTH}) ?月(?:份(?!额))?(?: ?(?P<day>{_NUMBER}) ?[日号](?!线|楼)|(?P<part>{_PART}))?"
    r"|(?P<half>上|下)半年|第?(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4])(?![\d.])|(?P<first>首)季度?"
    rf"|[前首](?P<quarters>[两二三23])个?季度?|前(?P<months>{_NUMBER})个?月|(?P<edge>年初|年底|年末|年中|年内)|{_FESTIVAL})"
    rf"|{_YEAR.replace('year', 'only')}(?P<edge2>初|底|末|中(?![国央标东秋])|全年|内)?"
    r"|(?P<iso>(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[0-2]?\d)(?!\d))"
    rf"|(?P<y1>(?:19|20)\d\d){_DASH}(?P<y2>(?:19|20)\d\d) ?年"
    r"|(?P<relative>上个?月|本月|下个?月|这个月|上周|本周|下周|这周|昨日|昨天|今日|今天|明日|明天|前天|后天"
    r"|本季度?|上一?个?季度|下一?个?季度)(?P<weekday>(?<=周)[一二三四五六日天](?!个))?(?P<rpart>初|底|末|(?:上|中|下)旬)?"
)
_BARE_DAY: Final = pattern(r"(?P<day>[12]\d|3[01]|[1-9])日(?!内|以内|之内|游|均|年|龄|常|本|系|元|线|行情|左右|以上)")
_SHORT: Final = pattern(rf"(?P<day>{_NUMBER}) ?[日号]")


def read(words: str, start: int, published: date | None, after: Date | None = None) -> Date | None:
    """Read the date at ``start`` of the folded ``words``; ``after`` began the range and lends its year.

    >>> read("9月底", 0, date(2025, 10, 20)).days
    (datetime.date(2025, 9, 21), datetime.date(2025, 9, 30))
    """
    found = _DATE.match(words, start)
    if found is None:
        return None
    if found["iso"]:
        return _iso(found)
    if found["y1"]:
        first, last = int(found["y1"]), int(found["y2"])
        return Date(found.end(), (date(first, 1, 1), date(last, 12, 31)), Grain.YEAR, first)
    if found["relative"]:
        return _relative(found, published)
    written = found["year"] or found["only"]
    year = _year(written, published, after) if written else None
    if found["only"]:
        return _whole_year(found, year)
    number = _month_of(found)
    if not written:
        year = _inferred(number, published, after)
    days, grain = _within(found, year)
    return Date(found.end(), days, grain, year, number)


@lru_cache(maxsize=256)
def _int(text: str) -> int:
    read = numeral(text, 0)
    return int(read.low) if read is not None and read.low is not None else 0


def _year(written: str, published: date | None, after: Date | None) -> int | None:
    if written[0].isdigit():
        return int(written[:4])
    if written[0] in "一二":
        return _int(written.rstrip("年").replace("〇", "零")) or None
    if written[0] in "次翌":
        return _known(after.year + 1) if after and after.year else None
    if published is None:
        return None
    return _known(published.year + {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "下": 1}[written[0]])


def _known(year: int) -> int | None:
    """The year, if the calendar has it."""
    return year if date.min.year <= year <= date.max.year else None


def _inferred(number: int | None, published: date | None, after: Date | None) -> int | None:
    """The year that a month without one means: that of the range, else the publication's or the one before."""
    if after and after.year:
        return _known(after.year + (1 if number and after.month and number < after.month else 0))
    if published is None:
        return None
    # In January "12月" is last month; in October "12月" is still to come.
    return _known(published.year - (1 if number and number - published.month >= 9 else 0))


def _month_of(found: re.Match[str]) -> int | None:
    if found["month"] or found["m1"]:
        return _int(found["month"] or found["m1"])
    if found["festival"]:
        name = _festival(found["festival"])
        return int(name[:-2]) if name.isdigit() else None
    return None


def _festival(words: str) -> str:
    """Return the name that ``calendars.festival`` knows: 双十一 is the eleventh day of the eleventh month."""
    if words[0] == "双":
        number = _int(words[1:].strip())
        return f"{number}{number:02d}"
    if words[0].isdigit():
        return words.replace("·", "").replace(".", "")
    return "黑五" if words[0] == "黑" else words


def _within(found: re.Match[str], year: int | None) -> tuple[Span, Grain]:
    """Resolve what stands inside a year."""
    if found["month"]:
        number = _int(found["month"])
        if found["day"]:
            at = calendars.day(year, number, _int(found["day"])) if year else None
            return (at, at), Grain.DAY
        if found["part"]:
            return (calendars.part(year, number, found["part"]) if year else OPEN), Grain.PART
        return (calendars.month(year, number) if year else OPEN), Grain.MONTH
    if found["festival"]:
        return (calendars.festival(_festival(found["festival"]), year) if year else OPEN), Grain.FESTIVAL
    first, last = _months(found)
    grain = Grain.MONTH if found["edge"] else Grain.QUARTER
    return ((calendars.month(year, first)[0], calendars.month(year, last)[1]) if year else OPEN), grain


def _months(found: re.Match[str]) -> tuple[int, int]:
    """First and last month of a part of a year."""
    if found["m1"]:
        first, last = _int(found["m1"]), _int(found["m2"])
        return first, max(first, last)
    if found["half"]:
        return (1, 6) if found["half"] == "上" else (7, 12)
    quarter = 1 if found["first"] else _int(found["quarter"] or found["q"] or "零")
    if quarter:
        return quarter * 3 - 2, quarter * 3
    if found["quarters"]:
        return 1, _int(found["quarters"]) * 3
    if found["months"]:
        return 1, min(max(_int(found["months"]), 1), 12)
    return {"年初": (1, 1), "年中": (6, 7), "年内": (1, 12)}.get(found["edge"], (12, 12))


def _whole_year(found: re.Match[str], year: int | None) -> Date:
    edge = found["edge2"]
    if year is None:
        return Date(found.end(), OPEN, Grain.YEAR)
    first, last = {"初": (1, 1), "中": (6, 7), "底": (12, 12), "末": (12, 12)}.get(edge, (1, 12))
    days = calendars.month(year, first)[0], calendars.month(year, last)[1]
    return Date(found.end(), days, Grain.YEAR, year, None)


def _iso(found: re.Match[str]) -> Date | None:
    year, number, at = map(int, re.split(r"[-/.]", found["iso"]))
    there = calendars.day(year, number, at)
    return Date(found.end(), (there, there), Grain.DAY, year, number) if there else None


def _relative(found: re.Match[str], published: date | None) -> Date:
    words, end = found["relative"], found.end()
    step = {"上": -1, "昨": -1, "前": -2, "下": 1, "明": 1, "后": 2}.get(words[0], 0)
    grain = Grain.DAY if words[0] in "昨今明前后" else Grain.PART if "周" in words else Grain.MONTH
    if published is None:
        return Date(end, OPEN, grain)
    if grain is Grain.DAY:
        at = calendars.moved(published, step)
        return Date(end, (at, at), grain, at.year, at.month)
    if grain is Grain.PART:
        monday = calendars.moved(published, step * 7 - published.weekday())
        if found["weekday"]:
            at = calendars.moved(monday, "一二三四五六日天".index(found["weekday"]) % 7)
            return Date(end, (at, at), Grain.DAY, at.year, at.month)
        return Date(end, (monday, calendars.moved(monday, 6)), grain, monday.year, monday.month)
    if "季" in words:
        start = calendars.shifted(published.replace(day=1), step * 3 - (published.month - 1) % 3)
        whole = start, calendars.month(*_ym(calendars.shifted(start, 2)))[1]
        return Date(end, whole, Grain.QUARTER, start.year, start.month)
    start = calendars.shifted(published.replace(day=1), step)
    part = found["rpart"]
    days = calendars.part(*_ym(start), part) if part else calendars.month(*_ym(start))
    return Date(end, days, Grain.PART if part else grain, start.year, start.month)


def _ym(at: date) -> tuple[int, int]:
    return at.year, at.month


def bare_day(words: str, start: int, published: date | None) -> Date | None:
    """Read a day without its month (20日): the latest one up to the publication."""
    found = _BARE_DAY.match(words, start)
    if found is None or (start and words[start - 1] in "近每第前后超逾约达满足于续连期月个零"):
        return None
    if published is None:
        return Date(found.end(), OPEN, Grain.DAY)
    number = int(found["day"])
    month = published if number <= published.day else calendars.shifted(published.replace(day=1), -1)
    at = calendars.day(month.year, month.month, number)
    return Date(found.end(), (at, at), Grain.DAY, month.year, month.month)


def second_day(words: str, start: int, after: Date) -> Date | None:
    """Read the 8日 of 10月1日至8日."""
    found = _SHORT.match(words, start)
    if found is None or after.grain is not Grain.DAY:
        return None
    at = calendars.day(after.year, after.month, _int(found["day"])) if after.year and after.month else None
    return Date(found.end(), (at, at), Grain.DAY, after.year, after.month)
