"""Times among the words of a measure: they tell of when a figure is, not what it measures."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_YEAR: Final = r"(?:19[5-9]|20[0-4])\d"
_YEARS: Final = rf"{_YEAR}(?:[-–—~/](?:{_YEAR}|\d\d))?"
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_COUNT: Final = r"(?:two|three|six|nine|ten|eleven|twelve|\d{1,2})"
_BEFORE: Final = r"(?:in|for|during|since|by|of|as\sof|at|over|through|until|to|from|between|ended|ending)\s"
_ENGLISH: Final = rf"""
    (?<![a-z\d.])(?:{_BEFORE})?(?:the\s)?
    (?:(?:(?:full|financial|fiscal)\s)*(?:year|half|quarter|month|week|period|{_COUNT}[-\s]months?)\s(?:ended|ending|to)\s)?
    (?:(?:end|mid|early|late)[-\s](?:of[-\s])?)?
    (?: {_YEAR}[-/][01]\d(?:[-/][0-3]\d)?(?!\d) | {_MONTH}\s(?:{_DAY},?\s)?{_YEAR} | {_DAY}\s{_MONTH}(?:\s{_YEAR})?
      | {_MONTH}\s{_DAY}
      | (?:fy|fiscal|(?:fiscal|financial|calendar|the)\syear)\s?'?(?:{_YEARS}|\d\d(?:[-/]\d\d)?)
      | (?:[1-4]q|q[1-4]|[12]h|h[12]|9m)(?:\sof)?[-\s]?'?(?:{_YEAR}|\d\d) | {_YEAR}[-\s]?(?:q[1-4]|h[12]) | {_YEARS}
    ) (?!\w|%|-[a-z]|[.,]\d)
  | \b(?:{_BEFORE})(?:the\s)?(?:{_COUNT}\smonths?\s(?:to|ended|ending)\s)?{_MONTH}(?!\s?\w)
  | ^(?!may|march){_MONTH}(?=\s) | (?<=\s)(?!may|march){_MONTH}$ | \b(?:first|last|past|latest)\s{_COUNT}\smonths?\b
  | \b(?:year\sto\sdate|ytd)\b
"""
_HAN_YEAR: Final = (
    r"(?<!\d)(?:(?:19|20)\d\d|二[〇零○][〇零○一二三四][〇零○一二三四五六七八九]"
    r"|[12]\d(?=年\d{1,2}月|年第?[一二三四]季))"
)
_HAN_MONTH: Final = r"(?:(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]?|(?<!十)[一二三四五六七八九])"
_HAN_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])[日号](?!均|活)"
_END: Final = "(?:末|底|初|间)?"
_HAN_MONTHS: Final = rf"{_HAN_MONTH}(?:月?[-–—~至到、]{_HAN_MONTH})?月(?!期|球|台|饼|子|经|天)份?(?:{_HAN_DAY})?{_END}"
_CHINESE: Final = rf"""
    (?:截至|截止|自|于|在)?
    (?: {_HAN_YEAR}(?:[-–—~至到/](?:19|20)?\d\d)?(?:年度|财政?年度?|会计年度|年)(?!期|均|级){_END}(?:{_HAN_MONTHS})?
      | {_HAN_MONTHS} | [第前][一二三四1-4]个?季度? | [一二三四]季度
      | 前(?:\d{{1,2}}|[一二三四五六七八九十]+)个?月
    )
"""
_DATES: Final = re.compile(f"{_ENGLISH} | {_CHINESE}", re.VERBOSE)
_HINT: Final = re.compile(rf"\d|{_MONTH}|month|date|ytd|月|季|年")
_FOUR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@lru_cache(maxsize=1 << 17)
def timeless(folded: str) -> str:
    """Return folded words without the times they name; as they are where they name nothing else.

    >>> [timeless(words) for words in ("passengers in 2024", "2025年9月营收", "q3 2025 revenue", "1至9月出口额")]
    ['passengers', '营收', 'revenue', '出口额']
    >>> timeless("10-year yield"), timeless("7日年化收益率"), timeless("brands with over 2,000 sales")
    ('10-year yield', '7日年化收益率', 'brands with over 2,000 sales')
    """
    if not _HINT.search(folded):
        return folded
    return " ".join(_DATES.sub(" ", folded).split()).strip(" ,，、:：-–—·") or folded


@lru_cache(maxsize=1 << 17)
def years(folded: str) -> frozenset[str]:
    """Return the years that folded words name."""
    return frozenset(_FOUR.findall(" ".join(_DATES.findall(folded))))
