"""What a change or a multiple is against: 同比, 较去年同期, 相比于…, …的一半."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.ahead import Ahead
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.lazy import pattern

_LONG: Final = 30
_END: Final = (
    r"(?=,|;|。|:|高|低|多|少|快|慢|大|小|增|提|上升|上涨|涨|下|减|降|回|收|缩|扩|翻|要|还|有|则|(?<!平)均|都"
    r"|便宜|贵|强|弱|轻|重|成长|衰退|明显|大幅|小幅|显著|约|超|近|逾|不足|高达|的\d|$)"
)
# Both begin with the class of what they may begin with, which finds it quickest.
_MARK: Final = pattern(
    r"[年同按月季环相对比与和跟较](?:(?P<year>(?<=年)同比|(?<=同)比|(?<=按)年|(?<=年)(?=[增减]\d?))"
    r"|(?P<month>(?<=[月季])环比|(?<=环)比|(?<=按)[月季]|(?<=[月季])(?=[增减]))"
    rf"|(?:(?<=相)比(?!之下)较?于?|(?<=相)较于?|(?<=对)[比照]|(?<=比)[起照])(?P<than>[^,。;:]{{1,{_LONG}}}?){_END}"
    rf"|(?<=[与和同跟])(?P<with>[^,。;:]{{1,{_LONG}}}?)(?:相比|比较|对比)"
    rf"|(?<=较)(?<![比计]较)(?P<over>(?!为|大|高|低|快|慢|好|差|多|少|强|弱|长|短|小|早|晚|轻|重|新|量|上)[^,。;:]{{1,{_LONG}}}?|上[年月周季一][^,。;:]{{0,10}}?){_END}"
    rf"|(?<=比)(?<![占同环对性价之相]比)(?P<beat>(?!如|例|赛|重|率|分|较|特|拟|肩|亚|喻|基尼)[^,。;:]{{1,{_LONG}}}?){_END})"
)
_OF: Final = pattern(
    r"[在是为仅达约相只低高超近](?:(?<=[在是为])|(?<=仅)[为有]|(?<=达)到?|(?<=约)为?|(?<=相)当于|(?<=只)有|(?<=[低高])于|(?<=超)过|(?<=近)(?<![附最临邻]近)(?![海岸郊]))"
    r"(?P<whole>(?![其它他她这该此])[^,。;:是为在“”]{1,24}?)的?$"
)


_STOPS: Final = table(",。;:是为在“”")
HINTS: Final = (*"比较照", *(f"按{time}" for time in "年月季"), *(time + way for time in "年月季" for way in "增减"))
"""Without one of these there is no baseline: a cheaper look."""
_REACH: Final = 120
"""No baseline begins further before its figure."""


class Baseline:
    """What a figure is held against, and where its words stand, 较 and 相比 included."""

    __slots__ = ("end", "start", "words")

    def __init__(self, words: str, start: int, end: int) -> None:
        """Take the three of them."""
        self.words: str = words
        self.start: int = start
        self.end: int = end


class Baselines:
    """A folded text, asked for what its figures are held against."""

    __slots__ = ("_ahead", "_text")

    def __init__(self, text: str, hints: list[int]) -> None:
        """Take the text, and where the last letters of its ``HINTS`` stand, in order."""
        self._text = text
        self._ahead = Ahead(hints, len(text))

    def stated(self, start: int, end: int) -> Baseline | None:
        """Return the nearest baseline before the figure at ``end`` in a clause, or None."""
        if end - start > _REACH:
            start = end - _REACH
        return stated(self._text, start, end) if self._ahead.within(start, end) < end else None

    def whole(self, start: int, end: int) -> Baseline | None:
        """Return what the multiple or part at ``end`` is of."""
        return whole(self._text, start, end)


def stated(text: str, start: int, end: int) -> Baseline | None:
    """Return the nearest baseline before the figure at ``end`` in a folded clause, or None.

    >>> [stated(words, 0, 7).words for words in ("销量比上月增长", "较去年同期增长", "销量同比增长了")]
    ['上月', '去年同期', '同比']
    """
    nearest = None
    for found in _MARK.finditer(text, start, end):
        nearest = found
    if nearest is None:
        return None
    group = nearest.lastgroup or ""
    if group in ("year", "month"):
        return Baseline("同比" if group == "year" else "环比", nearest.start(), nearest.end())
    words = nearest[group].strip(" “”的")
    return Baseline(words, nearest.start(), nearest.end()) if words else None


def whole(text: str, start: int, end: int) -> Baseline | None:
    """Return what a multiple or part is of: X in 是X的三倍, 在X一半的成本.

    >>> whole("价格是对手的", 0, 6).words
    '对手'
    """
    floor = max(start, end - 40)
    at = end
    while at > floor and not classes_at(_STOPS, text, at - 1):
        at -= 1
    # No words of it hold a stop, and what stands before them ends with one or behind it.
    found = _OF.search(text, max(floor, at - 2), end)
    words = found["whole"].strip(" “”") if found else ""
    return Baseline(words, found.start("whole"), found.end("whole")) if found and words else None
