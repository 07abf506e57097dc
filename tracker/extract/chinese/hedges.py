"""Hedges: the words on either side of a number that say how it binds (超, 近, 约, 以上, 以内)."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.characters import classes_at, numbered, table
from tracker.extract.lazy import pattern
from tracker.values import Comparator

_WORDS: Final = {
    Comparator.EQ: "达 达到 达成 已达 可达 长达 重达 远达 达至",
    Comparator.APPROX: "约 大约 大概 约为 约合 约占 约有 约达 大致 约莫 差不多 约计",
    Comparator.GT: """
        超 超过 超出 已超 已超过 远超 远超过 逾 已逾 突破 已突破 冲破 高于 大于 多于 高出 不止 何止 超逾 破
        """,
    Comparator.GE: "至少 不低于 不少于 不下 不下于 不小于 最少 起码 最低 低至 满 不得低于 不得少于",
    Comparator.LT: "近 将近 接近 不足 不到 不满 低于 少于 小于 未满 未达 未到 逼近 直逼 不及 近乎 跌破",
    Comparator.LE: """
        不得超过 不能超过 不应超过 不宜超过 不可超过 不得高于 不得多于
        不超过 不超 不高于 不多于 不大于 不逾 至多 最多 最多可 最高 最高可 最高达 最高可达 最长 最长达 最大 顶多
        未超过 未超 没超过 高达 多达 上看
        """,
}
_BEFORE: Final = {word: comparator for comparator, words in _WORDS.items() for word in words.split()}
_ROUND_ONLY: Final = {"上": Comparator.GE, "过": Comparator.GT, "破": Comparator.GT}
"""Hedges only in front of a round word: 上百家, 过万, 破亿."""

# What must not precede a one-character hedge, because the two make another word: 签约20家, 附近3家, 到达20人.
_NOT_AFTER: Final = {
    "近": "最附靠临邻就亲远贴新走晋",
    "约": "签预合节契条履续解违公特邀纽制简盟租爽婚",
    "达": "雷抵直发送传豁马到表下韦穆斯利",
    "超": "英中德意赶反赛买卖",
    "满": "不未圆美充期届丰装坐爆客挤铺布填自",
    "上": "网线身路街店市场海世地基以之云晚早墙手桌车船天台站榜盘马岸",
    "过": "通经度不超掠",
    "破": "突打攻撞识划爆侦揭看戳残冲刺",
}
_AFTER: Final = pattern(
    r" ?(?:"
    r"(?P<ge>\+(?![\d+])|(?:[及或](?:其)?)?以上(?!海|市公司|所|述)|之上|起(?![来诉源点身草码初飞跑因])(?:步)?)"
    r"|(?P<le>(?:[及或](?:其)?)?以下(?!简|几|是|称|文)|之下|以内|之内|(?P<inside>内(?![部容地需外置存涵蒙测衣幕饰阁心销卷])))"
    r"|(?P<approx>左右(?!手|两|侧)|上下(?![游班文级行]))"
    r"|(?P<gt>有余|出头|开外|(?P<much>[多余](?![元样种家次个项名方边国少数款年地位端维功渠场重层语模人为达于额款下热])))"
    r"|(?P<lt>不到(?!位)|不足)"
    r"|(?P<order>量级|级别|级(?![市数联长]))"
    r"|(?P<eq>之多|不等)"
    r")"
)
_KINDS: Final = {str(comparator): comparator for comparator in Comparator}
_EQ: Final = Comparator.EQ
FOLLOWING: Final = " +及或以之起内左上有出开多余不量级"
"""What the hedges behind a number begin with."""


class Hedge:
    """A hedge and where its words reach: to ``at`` before a number, or up to ``at`` behind it."""

    __slots__ = ("at", "comparator")

    def __init__(self, comparator: Comparator, at: int) -> None:
        self.comparator = comparator
        self.at = at


class _Word:
    """A hedge of two characters and more."""

    __slots__ = ("comparator", "length", "word")

    def __init__(self, word: str) -> None:
        self.word = word
        self.length = len(word)
        self.comparator = _BEFORE[word]


_LAST: Final = "".join(dict.fromkeys([*(word[-1] for word in _BEFORE), *_ROUND_ONLY]))
_LASTS: Final = numbered(_LAST)
_SECONDS: Final = numbered("".join(dict.fromkeys(word[-2] for word in _BEFORE if len(word) > 1)))
_PAGE: Final = 256


def _longer() -> dict[int, list[_Word]]:
    found: dict[int, list[_Word]] = {}
    for word in sorted(_BEFORE, key=len, reverse=True):
        if len(word) > 1:
            pair = _LASTS[ord(word[-1])] * _PAGE + _SECONDS[ord(word[-2])]
            found.setdefault(pair, []).append(_Word(word))
    return found


_LONGER: Final = _longer()
"""The hedges of two characters and more by the numbers of the last and the one before, longest first."""
_ALONE: Final = [None, *(_BEFORE.get(letter) for letter in _LAST)]
"""The hedges of one character, by its number."""
_ROUNDING: Final = [None, *(_ROUND_ONLY.get(letter) for letter in _LAST)]
_SPOILING: Final = ["", *(_NOT_AFTER.get(letter, "") for letter in _LAST)]
LAST: Final = "".join({word[-1] for word in _BEFORE})
"""What the hedges before a number end with."""
LEADING: Final = _LAST + " "
"""What stands before a number that a hedge leads up to."""
_ENDS: Final = table(LAST)


def before(text: str, start: int, floor: int, *, bare: bool = False) -> Hedge | None:
    """Return the hedge that ends at ``start`` of the folded ``text`` and does not reach below ``floor``.

    ``bare`` says that a round word follows (百, 万), which takes hedges of its own.

    >>> found = before("销量高达", 4, 0); (found.comparator, found.at)
    (<Comparator.LE: 'le'>, 2)
    >>> before("签约", 2, 0) is None
    True
    """
    hedge: Hedge | None = None
    at = start
    for _ in range(3):
        if at - 1 > floor and text[at - 1] == " " and classes_at(_ENDS, text, at - 2):
            at -= 1
        found = _before(text, at, floor, bare and at == start)
        if found is None:
            break
        at = found.at
        # The word next to the number binds it; a further one only where that one says nothing (最高达, 约达).
        unbound = hedge is None or hedge.comparator is _EQ
        hedge = found if hedge is None or unbound else Hedge(hedge.comparator, at)
    return hedge


def _before(text: str, start: int, floor: int, bare: bool) -> Hedge | None:
    if start <= floor:
        return None
    last = classes_at(_LASTS, text, start - 1)
    if not last:
        return None
    if bare and (rounding := _ROUNDING[last]) is not None and not _joined(text, last, start - 1):
        return Hedge(rounding, start - 1)
    if start - 2 >= floor and (second := classes_at(_SECONDS, text, start - 2)):
        longer = _LONGER.get(last * _PAGE + second)
        if longer is not None:
            for hedge in longer:
                begin = start - hedge.length
                if hedge.length == 2 or (begin >= floor and text.startswith(hedge.word, begin)):
                    return Hedge(hedge.comparator, begin)
    alone = _ALONE[last]
    return Hedge(alone, start - 1) if alone is not None and not _joined(text, last, start - 1) else None


def _joined(text: str, last: int, at: int) -> bool:
    """Whether the hedge of one character, whose number is ``last``, makes another word with the one before it."""
    spoiling = _SPOILING[last]
    return at > 0 and spoiling != "" and text[at - 1] in spoiling


def after(text: str, end: int, *, extent: bool, inside: bool, bare: bool) -> Hedge | None:
    """Return the hedge that begins at ``end`` of the folded ``text``.

    ``extent`` says that the unit is one of time, length, money or the like, which alone take 多 (3年多, but
    3家多元化企业); ``inside`` that it takes 内 (2小时内, but 5家国内企业); ``bare`` that the number is a round one,
    which alone takes 级 (千万级, 10亿级).

    >>> after("以上的用户", 0, extent=False, inside=False, bare=False).comparator
    <Comparator.GE: 'ge'>
    >>> after("内测", 0, extent=True, inside=True, bare=False) is None
    True
    """
    found = _AFTER.match(text, end)
    if found is None:
        return None
    kind = found.lastgroup
    if kind is None or (kind == "order" and not bare):
        return None
    if (kind == "le" and found["inside"] and not inside) or (kind == "gt" and found["much"] and not extent):
        return None
    return Hedge(_KINDS[kind], found.end())
