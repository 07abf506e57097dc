"""Dates: one date, month, quarter, year or festival as words write it, resolved into its first and last day."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tracker.extract.chinese import calendars
from tracker.extract.chinese.calendars import OPEN
from tracker.extract.chinese.grain import Date, Grain
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.relatives import relative
from tracker.extract.lazy import pattern

_DAY: Final = Grain.DAY
_WEEK: Final = Grain.PART
_MONTHLY: Final = Grain.MONTH
_QUARTER: Final = Grain.QUARTER
_YEARLY: Final = Grain.YEAR
_FEAST: Final = Grain.FESTIVAL
_NUMBER: Final = (
    r"(?:\d{1,2}|三十一|三十|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])"
)
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_DASH: Final = r" ?(?:-{1,2}|–|—{1,2}|~|至|到) ?"
_YEAR: Final = pattern(
    r"(?:19|20)\d\d ?(?:财|学)?年度?(?!级)|[一二][〇零九][〇零一二三四五六七八九]{2}年"
    r"|今年|去年|明年|前年|本年度?|上年度?|上一年度?|次年|翌年|下一年度?"
)
_EDGE: Final = pattern(r"初|底|末|中(?![国央标东秋])|全年|内")
"""What part of a year stands behind it."""
_DOUBLE: Final = (
    r"双 ?(?:11|12|十一|十二|10|十|9|九|8|八)(?![\d.%个家亿万元位名大一二三四五六七八九十])"
    r"|双 ?(?:11|12|十一|十二)(?=大)"
)
_COUNTED: Final = "张台辆款种位项套份只支所场天吨米公千斤克倍亩栋户部笔票起座架艘轮枚"
_FESTIVAL: Final = pattern(
    rf"[“\"「『‘《]?(?P<festival>{_DOUBLE}"
    rf"|(?<![\d.])(?:618|11\.11|12\.12|6[.·]18)(?![\d.%亿万元个家人件名年月次条{_COUNTED}])(?! [亿万元%])"
    r"|十一黄金周|国庆|五一|元旦|春节|端午|中秋|黑五|黑色星期五)(?!路|广场|街|镇|乡|村)"
    r"(?:长假|小长假|假期|黄金周|节假期|节)?[”\"」』’》]?(?:购物节|大促|期间)?"
)
_PART: Final = r"上旬|中旬|下旬|初|底|末|中(?![国央标东秋旬])"
_NUMBERED: Final = pattern(
    rf"(?P<m1>{_MONTH})(?: ?月)?{_DASH}(?P<m2>{_MONTH}) ?月份?(?!{_NUMBER} ?[日号])"
    rf"|(?P<month>{_MONTH}) ?月(?:份(?!额))?(?: ?(?P<day>{_NUMBER}) ?[日号](?!线|楼)|(?P<part>{_PART}))?"
    r"|(?P<quarter>[一二三四1-4])季度"
)
_WITHIN: Final = pattern(
    r"(?P<half>上|下)半年|第(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4])(?![\d.])|(?P<first>首)季度?"
    rf"|[前首](?P<quarters>[两二三23])个?季度?|前(?P<months>{_NUMBER})个?月|(?P<edge>年初|年底|年末|年中|年内)"
)
"""A part of a year that no month names."""
_ISO: Final = pattern(
    r"(?P<iso>(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[0-2]?\d)(?!\d))"
    rf"|(?P<y1>(?:19|20)\d\d){_DASH}(?P<y2>(?:19|20)\d\d) ?年"
)
_YEAR_FIRST: Final = frozenset("12一二今去明前本上次翌下")
_NUMBER_FIRST: Final = frozenset("0123456789一二三四五六七八九十")
_WITHIN_FIRST: Final = frozenset("上下第Qq首前年")
_FESTIVAL_FIRST: Final = frozenset('“"「『‘《双61十国五元春端中黑')
_SHORT: Final = pattern(rf"(?P<day>{_NUMBER}) ?[日号]")


def read(words: str, start: int, published: date | None, after: Date | None = None) -> Date | None:
    """Read the date at ``start`` of the folded ``words``; ``after`` began the range and lends its year.

    >>> read("9月底", 0, date(2025, 10, 20)).days
    (datetime.date(2025, 9, 21), datetime.date(2025, 9, 30))
    """
    if start >= len(words):
        return None
    letter = words[start]
    # No year is without its second letter.
    begins = letter in _YEAR_FIRST and start + 1 < len(words) and words[start + 1] in "年90一〇零九"
    written = _YEAR.match(words, start) if begins else None
    if written is None:
        if (found := _inside(words, start, None, published, after)) is not None:
            return found
        if letter == "1" or letter == "2":
            return _dashed(words, start)
        return relative(words, start, published)
    end = written.end()
    at = end + words.startswith(" ", end)
    if words.startswith("的", at):
        at += 1
        at += words.startswith(" ", at)
    if at < len(words) and (found := _inside(words, at, written[0], published, after)) is not None:
        return found
    return _whole_year(words, end, _year(written[0], published, after))


_SMALL: Final = {
    **{str(number): number for number in range(100)},
    **{f"0{number}": number for number in range(10)},
    **{
        tens + ones: 10 * i + j
        for i, tens in enumerate(("", "十", "二十", "三十"))
        for j, ones in enumerate(("", *"一二三四五六七八九"))
    },
}
"""What days and months are counted with."""


_STEPS: Final = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "下": 1}


def _int(text: str) -> int:
    small = _SMALL.get(text)
    if small is not None:
        return small
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
    return _known(published.year + _STEPS[written[0]])


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


def _inside(words: str, start: int, written: str | None, published: date | None, after: Date | None) -> Date | None:
    """Read what stands inside a year, which is ``written`` before it or has to be inferred."""
    letter = words[start]
    if letter in _NUMBER_FIRST and (found := _NUMBERED.match(words, start)) is not None:
        first, last, named, at, part, quarter = found.groups()
        if quarter:
            return _months(found.end(), *_QUARTERS[quarter], _stated(written, None, published, after))
        number = _int(named or first)
        year = _stated(written, number, published, after)
        if first:
            return _months(found.end(), number, max(number, _int(last)), year, number)
        if at:
            there = calendars.day(year, number, _int(at)) if year else None
            return Date(found.end(), (there, there), _DAY, year, number)
        if part:
            return Date(found.end(), calendars.part(year, number, part) if year else OPEN, _WEEK, year, number)
        return Date(found.end(), calendars.month(year, number) if year else OPEN, _MONTHLY, year, number)
    within = letter in _WITHIN_FIRST and (letter not in "上下" or words.startswith("半", start + 1))
    if within and (found := _WITHIN.match(words, start)) is not None:
        return _part(found, _stated(written, None, published, after))
    if letter in _FESTIVAL_FIRST and (found := _FESTIVAL.match(words, start)) is not None:
        name = found["festival"].replace(" ", "")
        name = _FESTIVALS.get(name, name)
        month = int(name[:-2]) if name.isdigit() else None
        year = _stated(written, month, published, after)
        return Date(found.end(), calendars.festival(name, year) if year else OPEN, _FEAST, year, month)
    return None


def _stated(written: str | None, number: int | None, published: date | None, after: Date | None) -> int | None:
    return _year(written, published, after) if written else _inferred(number, published, after)


_QUARTERS: Final = {
    digit: (number * 3 - 2, number * 3) for number in (1, 2, 3, 4) for digit in (str(number), "一二三四"[number - 1])
}
_FESTIVALS: Final = {
    "双11": "1111",
    "双十一": "1111",
    "11.11": "1111",
    "双12": "1212",
    "双十二": "1212",
    "12.12": "1212",
    "双10": "1010",
    "双十": "1010",
    "双9": "909",
    "双九": "909",
    "双8": "808",
    "双八": "808",
    "6.18": "618",
    "6·18": "618",
    "黑色星期五": "黑五",
}
"""The names that ``calendars.festival`` knows others by: 双十一 is the eleventh day of the eleventh month."""


def _months(end: int, first: int, last: int, year: int | None, month: int | None = None) -> Date:
    """Make a date of whole months of a year."""
    days = (calendars.month(year, first)[0], calendars.month(year, last)[1]) if year else OPEN
    return Date(end, days, _QUARTER, year, month)


def _part(found: re.Match[str], year: int | None) -> Date:
    """Resolve a part of a year that no month names."""
    half, quarter, q, first, quarters, months, edge = found.groups()
    end = found.end()
    if half:
        return _months(end, *((1, 6) if half == "上" else (7, 12)), year)
    if first or quarter or q:
        return _months(end, *_QUARTERS[quarter or q or "1"], year)
    if quarters:
        return _months(end, 1, _int(quarters) * 3, year)
    if months:
        return _months(end, 1, min(max(_int(months), 1), 12), year)
    begin, last = {"年初": (1, 1), "年中": (6, 7), "年内": (1, 12)}.get(edge, (12, 12))
    days = (calendars.month(year, begin)[0], calendars.month(year, last)[1]) if year else OPEN
    return Date(end, days, _MONTHLY, year)


_EDGES: Final = {"初": (1, 1), "中": (6, 7), "底": (12, 12), "末": (12, 12)}


def _whole_year(words: str, end: int, year: int | None) -> Date:
    """Read what behind a year says of it."""
    found = _EDGE.match(words, end) if end < len(words) and words[end] in "初底末中全内" else None
    edge = found[0] if found else ""
    end += len(edge)
    if year is None:
        return Date(end, OPEN, _YEARLY)
    first, last = _EDGES.get(edge, (1, 12))
    days = calendars.month(year, first)[0], calendars.month(year, last)[1]
    return Date(end, days, _YEARLY, year)


def _dashed(words: str, start: int) -> Date | None:
    """Read 2025-10-20 and 2023-2025年."""
    found = _ISO.match(words, start)
    if found is None:
        return None
    iso, first, last = found.groups()
    if not iso:
        return Date(found.end(), (date(int(first), 1, 1), date(int(last), 12, 31)), _YEARLY, int(first))
    year, number, at = map(int, re.split(r"[-/.]", iso))
    there = calendars.day(year, number, at)
    return Date(found.end(), (there, there), _DAY, year, number) if there else None


def second_day(words: str, start: int, after: Date) -> Date | None:
    """Read the 8日 of 10月1日至8日."""
    found = _SHORT.match(words, start)
    if found is None or after.grain is not _DAY:
        return None
    at = calendars.day(after.year, after.month, _int(found["day"])) if after.year and after.month else None
    return Date(found.end(), (at, at), _DAY, after.year, after.month)
