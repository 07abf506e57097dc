"""What a change or a multiple is against: 同比, 较去年同期, 相比于…, …的一半."""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.extract.lazy import pattern

_LONG: Final = 30
_END: Final = (
    r"(?=,|;|。|:|高|低|多|少|快|慢|大|小|增|提|上升|上涨|涨|下|减|降|回|收|缩|扩|翻|要|还|有|则|(?<!平)均|都"
    r"|便宜|贵|强|弱|轻|重|成长|衰退|明显|大幅|小幅|显著|约|超|近|逾|不足|高达|的\d|$)"
)
_MARK: Final = pattern(
    r"(?=[年同按月季环相对比与和跟较])(?:(?P<year>年?同比|按年|年(?=[增减]\d?))|(?P<month>[月季]?环比|按[月季]|[月季](?=[增减]))"
    rf"|(?:相比(?!之下)较?于?|相较于?|对比|比起|比照|对照)(?P<than>[^,。;:]{{1,{_LONG}}}?){_END}"
    rf"|(?:与|和|同|跟)(?P<with>[^,。;:]{{1,{_LONG}}}?)(?:相比|比较|对比)"
    rf"|(?<![比计])较(?P<over>(?!为|大|高|低|快|慢|好|差|多|少|强|弱|长|短|小|早|晚|轻|重|新|量|上)[^,。;:]{{1,{_LONG}}}?|上[年月周季一][^,。;:]{{0,10}}?){_END}"
    rf"|(?<![占同环对性价之相])比(?P<beat>(?!如|例|赛|重|率|分|较|特|拟|肩|亚|喻|基尼)[^,。;:]{{1,{_LONG}}}?){_END})"
)
_OF: Final = pattern(
    r"(?:在|是|为|仅为|达到?|约为?|相当于|只有|仅有|低于|高于|超过|(?<![附最临邻])近(?![海岸郊])|约)(?P<whole>(?![其它他她这该此])[^,。;:是为在“”]{1,24}?)的?$"
)


_TIMES: Final = frozenset("年月季")


class Baseline(NamedTuple):
    """What a figure is held against, and where its words stand, 较 and 相比 included."""

    words: str
    start: int
    end: int


def stated(text: str, start: int, end: int) -> Baseline | None:
    """Return the nearest baseline before the figure at ``end`` in a folded clause, or None.

    >>> [stated(words, 0, 7).words for words in ("销量比上月增长", "较去年同期增长", "销量同比增长了")]
    ['上月', '去年同期', '同比']
    """
    start = max(start, end - 120)
    if not _is_hinted(text, start, end):
        return None
    nearest = None
    for found in _MARK.finditer(text, start, end):
        nearest = found
    if nearest is None:
        return None
    group = nearest.lastgroup or ""
    if group in ("year", "month"):
        return Baseline("同比" if group == "year" else "环比", *nearest.span())
    words = nearest[group].strip(" “”的")
    return Baseline(words, *nearest.span()) if words else None


def _is_hinted(text: str, start: int, end: int) -> bool:
    """Say whether there may be a baseline between two offsets: a cheaper look."""
    if text.find("比", start, end) >= 0 or text.find("较", start, end) >= 0 or text.find("照", start, end) >= 0:
        return True
    if _changes(text, "增", start, end) or _changes(text, "减", start, end):
        return True
    at = text.find("按", start, end)
    while 0 <= at < end - 1:
        if text[at + 1 : at + 2] in _TIMES:
            return True
        at = text.find("按", at + 1, end)
    return False


def _changes(text: str, change: str, start: int, end: int) -> bool:
    """Say whether a time stands right before a change (年增)."""
    at = text.find(change, start + 1, end)
    while at >= 0:
        if text[at - 1] in _TIMES:
            return True
        at = text.find(change, at + 1, end)
    return False


def whole(text: str, start: int, end: int) -> Baseline | None:
    """Return what a multiple or part is of: X in 是X的三倍, 在X一半的成本.

    >>> whole("价格是对手的", 0, 6).words
    '对手'
    """
    found = _OF.search(text, max(start, end - 40), end)
    words = found["whole"].strip(" “”") if found else ""
    return Baseline(words, *found.span("whole")) if found and words else None
