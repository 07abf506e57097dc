"""Headings: what the header of a row or column, and the lines over a table, say of its figures: unit, time, name."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from tracker.extract.chinese.grids import Row, Span
from tracker.extract.chinese.periods import folded_periods
from tracker.extract.chinese.quantities import folded_figures
from tracker.extract.chinese.sentences import strip
from tracker.extract.lazy import pattern
from tracker.values import UNIT_PERCENT

Days = tuple[date | None, date | None]

LONGEST_TITLE: Final = 60
_YEAR: Final = pattern(r"(?:19|20)\d\d")
_NOTE: Final = pattern(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_BEHIND: Final = pattern(r"[/,，、:](?P<unit>[^/,，、:()]{1,6})$")
_UNIT: Final = pattern(r"(?:货币|金额|计量)?单位[:为是]? ?(?P<units>[^()\[\]【】\n]{1,24})")
_SEVERAL: Final = pattern(r"[、,，;/ ]+")
_NUMBERED: Final = pattern(
    r"(?:排名|名次|序号|排序|排行|位次|位置|编号|代码|.{0,4}代码|电话|邮编|年份|年度|年|月份|时间|日期|届次?|No\.?|#|名称)$"
)
_RELATIVE: Final = pattern(
    r"(?:同比|环比|增速|增幅|涨幅|跌幅|降幅|升幅|涨跌幅?|增长率|占比|比重|份额)(?:增长|增减|变动|变化)?$"
)
_TITLE: Final = pattern(
    r"^(?:附?[表图]\d*[:.、 ]*)?(?P<title>.*?)(?=[如一情统明对表:。]|$)"
    r"(?:如下|一览表?|情况表?|统计表|明细|对比|表)*[:。]*$"
)


class Heading(NamedTuple):
    """What the header of a column says of the figures under it."""

    span: Span | None = None
    unit: str = ""
    days: Days = (None, None)
    timed: bool = False
    silent: bool = False


def is_time(text: str, span: Span, published: date | None) -> bool:
    """Say whether a header is nothing but a time."""
    return _time_of(text, span, published)[1]


def days_of(text: str, span: Span, published: date | None) -> Days | None:
    """Return the days that a header names; None where it names none."""
    return _time_of(text, span, published)[0]


def _time_of(text: str, span: Span, published: date | None) -> tuple[Days | None, bool]:
    """Return the days that a header names, and whether it says nothing else."""
    words = text[span[0] : span[1]]
    if _YEAR.fullmatch(words):
        return (date(int(words), 1, 1), date(int(words), 12, 31)), True
    for found in folded_periods(words, published):
        return (found.first, found.last), found.start == 0 and found.end == len(words)
    return None, False


def heading_of(text: str, head: Row | None, at: int, units: list[str], published: date | None) -> Heading:
    """Read the header of the column ``at``; ``units`` are those of the caption."""
    if head is None or at >= len(head.cells) or head.cells[at][0] == head.cells[at][1]:
        return Heading(unit=units[0] if units else "")
    span = head.cells[at]
    words = text[slice(*span)]
    said = unit_of(words)
    note = _NOTE.search(text, *span)
    bare = (span[0], note.start()) if note and note.start() > span[0] and note.end() == span[1] else span
    behind = _BEHIND.search(words)
    if said and not note and behind:
        bare = (span[0], span[0] + behind.start())
    title = text[slice(*bare)]
    unit = said
    if not unit and _RELATIVE.search(title):
        unit = UNIT_PERCENT
    if not unit:
        unit = next((one for one in units if one != UNIT_PERCENT), "")
    days, timed = _time_of(text, span, published)
    if bare != span:
        timed = is_time(text, bare, published)
    return Heading(bare, unit, days or (None, None), timed, _NUMBERED.fullmatch(title) is not None)


def unit_of(heading: str) -> str:
    """Return the unit that a heading names in brackets, behind a bar or at its end; empty where it names none."""
    for note in _NOTE.findall(heading):
        found = units_of(note) or [part for part in _SEVERAL.split(note) if _is_unit(part)]
        if _is_unit(note):
            return str(note)
        if found:
            return found[0]
    behind = _BEHIND.search(heading)
    if behind and _is_unit(behind["unit"]):
        return behind["unit"]
    return UNIT_PERCENT if heading.endswith("%") else ""


def units_of(words: str) -> list[str]:
    """Return the units that a caption announces (单位:百万元、%)."""
    found = _UNIT.search(words) if "单位" in words else None
    if found is None:
        return []
    whole = found["units"].strip(" :")
    return [whole] if _is_unit(whole) else [part for part in _SEVERAL.split(whole) if _is_unit(part)]


def _is_unit(words: str) -> bool:
    read = folded_figures("2" + words, ()) if words and not words[0].isdigit() else []
    return len(read) == 1 and read[0].unit is not None and read[0].end == len(words) + 1


def caption(text: str, captions: list[Span], published: date | None) -> tuple[Span | None, Days]:
    """Return what the lines over a table say it is about, and of which days."""
    for start, end in reversed(captions):
        # What stands over the table in a paragraph is its last sentence.
        start = text.rfind("。", start, end - 1) + 1 or start
        if end - start > LONGEST_TITLE:
            continue
        words = _NOTE.sub(lambda note: " " * len(note[0]), text[start:end])
        title = _TITLE.match(words)
        if title is None or not title["title"].strip() or _UNIT.match(words.strip()):
            continue
        begin, last = strip(words, *title.span("title"))
        return (start + begin, start + last), days_of(text, (start, end), published) or (None, None)
    return None, (None, None)
