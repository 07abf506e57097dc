"""The metric phrase of a figure, chosen from the words around it, and what a count counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.extract.chinese.words import BITS, WORDS, Tag, tag, word_at
from tracker.extract.lazy import pattern
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS, Kind

if TYPE_CHECKING:
    from tracker.extract.chinese.quantities import Figure
    from tracker.extract.chinese.sides import Left, Right

_SURVEY: Final = pattern(r"(?<=..)(?:内测|实测|抽样|调查|监测|统计|测试|问卷|样本)*(?:数据|结果|样本)$")
_DOING: Final = ("销售", "上市", "运营", "发行", "播放", "使用")
_LONG_NOUN: Final = 4
_MEASURED: Final = frozenset(word[-1] for word in (*_DOING, *(w for w, bits in WORDS.items() if bits & Tag.MEASURE)))
"""What a measure ends with, or what is done with the things counted."""
_ORDINAL: Final = Kind.ORDINAL
_PERIOD: Final = Kind.PERIOD
_DATE: Final = Kind.DATE
_CHANGE: Final = Kind.CHANGE
_PRICE: Final = Kind.PRICE
_SURVEYED: Final = ("数据", "结果", "样本")
_SHARES: Final = (UNIT_PERCENT, UNIT_POINTS, UNIT_MULTIPLE)
_LONGEST_PREDICATE: Final = 12
_LONGEST_VERB: Final = 3
_SHORTEST_PREDICATE: Final = 2
_ACTS: Final = frozenset(
    ["降准", "降息", "减息", "加息", "升息", "加薪", "裁员", "减产", "增产", "增持", "减持", "减排", "降价"]
)
"""Changes that name what changes."""
_SELF_COUNTED: Final = frozenset(
    [
        "人",
        "人次",
        "人份",
        "国",
        "国家",
        "城市",
        "省份",
        "省市",
        "店",
        "县",
        "区",
        "市",
        "镇",
        "村",
        "户",
        "户次",
        "字",
        "像素",
        "票",
        "分",
        "胜",
        "局",
        "助攻",
        "篮板",
        "架次",
        "车次",
        "班次",
        "台次",
        "辆次",
        "列次",
    ]
)
"""Counters that name what they count."""


def phrase(figure: Figure, left: Left, right: Right, kind: Kind, subject: str | None, earlier: str | None) -> str:
    """Return what a figure measures, in few words.

    ``subject`` is the clause's own subject where it stands before the figure, ``earlier`` the metric phrase of the
    figure before, which a change without a noun of its own is about (营收12亿元,同比增长5%).
    """
    words = figure.text
    predicate = right.predicate[:_LONGEST_PREDICATE]
    # 投入300台设备: before what it counts, what may be a measure is a verb.
    counted = figure.unit == UNIT_COUNT and right.noun
    if words[-1] == "达":
        # 隔日达 is its own name.
        return words
    if kind is _ORDINAL:
        return (left.verb or left.noun) + words + (right.noun if len(right.noun) <= 6 else "")
    if kind is _PERIOD and left.noun:
        return left.noun
    if left.changed and not left.reached and left.changed in _ACTS:
        return left.changed
    if kind is _DATE or kind is _PERIOD:
        chosen = (right.noun + predicate)[:_LONGEST_PREDICATE] or left.noun or left.verb
    elif kind is _CHANGE:
        chosen = _changed(figure, left, right, earlier, subject)
    elif left.outdone:
        chosen = left.noun + left.verb + right.noun
    elif kind is _PRICE and figure.unit == UNIT_MULTIPLE and right.noun:
        chosen = right.noun
    elif left.noun and left.measured and not left.linked and not (counted and WORDS.get(left.noun, 0) & Tag.VERB):
        chosen = left.noun
    elif figure.unit in _SHARES:
        part = right.noun if words.endswith("半") else ""
        multiple = figure.unit == UNIT_MULTIPLE and ("倍" in words or "番" in words)
        first = word_at(predicate, 0, len(predicate))
        if multiple or (first is not None and first[1] & Tag.CHANGE):
            told = right.noun
        else:
            told = (right.noun + right.predicate).removeprefix("为")[:_LONGEST_PREDICATE]
        chosen = part or left.noun or told or left.verb or earlier or subject or ""
    elif right.noun:
        chosen = _with_verb(left.verb, right.noun)
    else:
        pair = left.noun + left.verb if left.behind else _with_verb(left.verb, left.noun)
        first = word_at(right.predicate, 0, len(right.predicate))
        # 由6分钟缩短至4分钟: how it changes is not what it measures.
        changing = first is not None and bool(first[1] & Tag.CHANGE)
        predicate = predicate if len(predicate) > _SHORTEST_PREDICATE or predicate[:1] != "为" else ""
        chosen = pair or (subject if changing and subject else predicate) or subject or earlier or ""
    return chosen or predicate or subject or counts(figure, left, right) or words


def counts(figure: Figure, left: Left, right: Right) -> str | None:
    """Return what a count counts: the noun behind it, its counter where that is one, else the noun before it."""
    if figure.unit != UNIT_COUNT:
        return None
    own = figure.counter if figure.counter in _SELF_COUNTED else None
    return _counted(right.noun) or own or (None if left.measured else left.noun) or figure.counter


def _counted(noun: str) -> str:
    """Narrow the noun behind a count to the thing itself: 店铺 of 店铺内测数据, 变量 of 变量模型求解时间.

    >>> _counted("店铺内测数据"), _counted("变量模型求解时间"), _counted("海外市场销售"), _counted("公共服务")
    ('店铺', '变量', '海外市场', '公共服务')
    """
    if noun.endswith(_SURVEYED) and (survey := _SURVEY.search(noun)):
        return noun[: survey.start()]
    if len(noun) <= _LONG_NOUN or noun[-1] not in _MEASURED:
        return noun
    words = tag(noun, 0, len(noun))
    if not words or words[-1][2] != len(noun) or words[-1][1] < _LONG_NOUN:
        return noun
    last = words[-1][1]
    if BITS[words[-1][0]] & Tag.MEASURE:
        # A measure is not counted: what it is of begins the phrase.
        first = words[0][2] if words[0][1] == 0 else 2
        return noun[:first] if last > _LONG_NOUN else noun[:last]
    return noun[:last] if noun.endswith(_DOING) else noun


def _changed(figure: Figure, left: Left, right: Right, earlier: str | None, subject: str | None) -> str:
    behind = "" if figure.unit in (UNIT_PERCENT, UNIT_POINTS) else right.noun
    if not (left.noun or left.change) and right.predicate:
        # 有10个基点的下调空间
        behind = behind or right.noun or right.predicate[:_LONGEST_PREDICATE]
    return left.noun or behind or earlier or subject or left.changed or left.verb or right.noun


def _with_verb(verb: str, noun: str) -> str:
    return verb + noun if len(verb) <= _LONGEST_VERB else noun
