"""Traps: numerals that are no figures, because they make a word, a name, a code or a date with what is around them."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.hedges import LAST, Hedge
from tracker.extract.chinese.numeral import Numeral
from tracker.extract.chinese.units import UNITS, Unit
from tracker.extract.lazy import pattern
from tracker.values import Comparator

_CODE: Final = pattern(
    r"\d{25,}(?:\.\d+)?|\d{1,24}\.\d{25,}|\d{1,3}(?:[,，]\d{3}){8,}|\d+(?:\.\d+){2,}|\d+(?:[:：]\d+)+|\d{12,}(?![\d.]*[万亿])|\d+/\d+(?:/\d+)*|0\d+(?![\d.]*[%个元])|1[3-9]\d{9}(?![\d元吨])"
)
_POWERS: Final = "万亿零"
_SMALL: Final = "一二两三四五六七八九十百千万半"
_PAIRED: Final = table(_SMALL)
_PAIR: Final = pattern(rf"[{_SMALL}]([^\W\da-zA-Z_{_SMALL}{_POWERS}])[{_SMALL}]([^\W\da-zA-Z_{_SMALL}{_POWERS}])")
_JOINTS: Final = frozenset("个到至或比几数多余来")
_BESIDE: Final = table(
    "唯统同之逐专单划归不某", "个次种份场位款项名条家件张段座部", LAST, "以之左上及或起内多余半至到-~、不"
)
_COMPLETED: Final = 1
_COUNTING: Final = 2
_HEDGED: Final = 4
_HEDGING: Final = 8
"""What the characters beside 一 may make of it."""
_TERNARY: Final = frozenset("二三四五六七八九")
_ALLOYED: Final = frozenset("桥里锂材正催乳牛论悖前催结体素共杂")
"""Behind 三元 and its like these make a word: 三元桥, 三元锂电池, 二元论."""
_HOUR: Final = pattern(r"[\d一二三四五六七八九十][时点]$")
_CLOCKED: Final = pattern(r"[时点]\d{1,2}分$")
_STORED: Final = ("GB", "TB", "MB")
_MOST: Final = ("最高", "最低", "最大", "最小")
_GROUP: Final = pattern(
    r"的?(?:民众|长[者辈]|人士|人[群口员们]?|老[人年]|儿童|幼儿|婴幼儿|孩[子童]|青[少年]|少年|居民|市民|公民|国民|村民|女|男|妇|学生|成年?人"
    r"|患者|[一-鿿]{0,4}者|劳动力|[员职]工|高龄|群体|族群|[旅乘]客|[网选]民|用户|会员|占)"
)
"""Behind an age it says whose: those of a group, of whom something else is claimed."""
_ENTITLED: Final = pattern(r"[^,。;\d]{0,4}?(?:可|能|应|须|需|享|免)")
"""What those of an age may or must do makes the age a condition, which is claimed."""
_ON_END: Final = pattern(r"(?:连续?|为期|历时|持续|停[课电水工业产]|长达|[^第]近|逾)$")
_SCORED: Final = pattern(
    r"(?:指数|PMI|评[分级]|得分|打分|系数|净值|比值|[A-Za-z\u4e00-\u9fff]值|平均分|均分)[^\d,。;:、]{0,6}?"
    r"(?:为|是|报|达|达到|有|仅|[至到于]|录得|高|低)$|(?:指数|系数|净值|比值|[容市][积盈净]率)$"
)
_SCORING: Final = table("为是报达到有仅至于得高低数值率\n")
"""What such words end with; a pattern's end is also before a last line break."""
_TALLIED: Final = pattern(r"打数|安打|连[胜败]|(?P<medal>[金银铜])(?P<more>牌?[、,和]?\d+[金银铜])?")
_SPORTING: Final = table("打安连金银铜")
_MEDALLED: Final = pattern(r"\d[金银铜]牌?[、,和]?$")
_REGIONS: Final = frozenset("亚洲欧非美盟湾")
_THEN: Final = ("来", "以来", "前", "之前", "以前", "后", "之后", "以后")
_HEADED: Final = pattern(r"单位[:为是]? ?$")
"""What a table's numbers are counted in (单位:百万元)."""
HEADING: Final = "位:为是 \n"
"""What a heading that names the unit of a table ends with."""
_EQ: Final = Comparator.EQ
_FIRST: Final = 0x4E00
_LAST: Final = 0x9FFF
"""No Chinese character is a digit."""
_TURNED: Final = pattern(r"千?[万百][一二三四五六七八九](?!$)|[万百][一二三四五六七八九]$")
"""No numeral begins like this: 万一, 万三 (a name), 百一."""
_CONVERSE: Final = frozenset("别不要勿记注小富雄")


def coded(text: str, start: int) -> int | None:
    """Return where the code that starts at ``start`` ends: a version, score, clock time, telephone number; else None.

    >>> coded("2.0.1版", 0), coded("98:95", 0), coded("12.5%", 0)
    (5, 5, None)
    """
    found = None if _FIRST <= ord(text[start]) <= _LAST or not text[start].isdigit() else _CODE.match(text, start)
    return found.end() if found else None


def glued(text: str, start: int, number: Numeral, unit: Unit | None) -> bool:
    """Whether the Arabic number hangs on what is before it (GPT-4, V2, C919, 1.2.3).

    Behind a word of three letters and more it is a number if it is a share or money (GDP5%, CPI0.3%).
    """
    if start == 0:
        return False
    before = text[start - 1]
    if before in "._/" or (before.isdigit() and before.isascii()):
        return True
    if before == ":":
        return text[start - 2 : start - 1].isdigit()
    if before == "+" and unit is not None and unit.sort == "measure" and text[start - 3 : start - 1] in _STORED:
        # 12GB+256GB
        return False
    letter = text[start - 2 : start - 1] if before in "-+" else before
    if not (letter.isascii() and letter.isalpha()):
        return False
    if before in "-+":
        return True
    word = text[max(0, start - 3) : start]
    certain = number.scale > 1 or (unit is not None and unit.sort in ("share", "money"))
    return not (certain and len(word) == 3 and word.isascii() and word.isalpha())


def idiom(text: str, start: int) -> bool:
    """Whether a Chinese numeral stands in a word of four with another one (三头六臂, 五湖四海).

    >>> idiom("五湖四海", 0), idiom("五湖四海", 2), idiom("三家企业", 0)
    (True, True, False)
    """
    return _is_pair(text, start) or _is_pair(text, start - 2)


def _is_pair(text: str, at: int) -> bool:
    """Whether two numerals stand at an offset and two behind, each with what makes a word of it."""
    if not (classes_at(_PAIRED, text, at + 2) and classes_at(_PAIRED, text, at)):
        return False
    found = _PAIR.match(text, at)
    if found is None or (found[1] in UNITS and text[at + 2] == "半"):
        # 两年半的时间 is no 一知半解.
        return False
    return found[1] not in _JOINTS and not (_counts(found[1]) and _counts(found[2]))


def article(text: str, start: int) -> bool:
    """Whether the 一 at ``start`` is plainly no number: the end of a word, or an article.

    As an article it has a counter behind it and no hedge on either side (一个, 一次). That only spares the full reading
    of the commonest case: what is no article here may still be none there.
    """
    before = classes_at(_BESIDE, text, start - 1)
    if before & _COMPLETED:
        return True
    if not classes_at(_BESIDE, text, start + 1) & _COUNTING:
        return False
    return not (before & _HEDGED or classes_at(_BESIDE, text, start + 2) & _HEDGING)


def _counts(word: str) -> bool:
    unit = UNITS.get(word)
    return unit is not None and unit.sort != "weak"


def allowed(text: str, number: Numeral, unit: Unit | None, pre: Hedge | None, post: Hedge | None, end: int) -> bool:
    """Whether the number with this unit and these hedges is a figure. ``end`` is where its unit ends."""
    binding = pre is not None and pre.comparator is not _EQ
    hedged = binding or post is not None
    if not number.arabic:
        said = _spoken(text, number, unit, pre if binding else None, post, end)
        if said is not None:
            return said
    if unit is None:
        return _unitless(text, number, pre, post, end)
    sort = unit.sort
    if sort == "time":
        if unit.name == "year" and text[end - 1] == "岁" and not (pre and text[pre.at] == "满"):
            at = post.at if post else end
            group = _GROUP.match(text, at)
            if group and not _ENTITLED.match(text, group.end()):
                return False
        return _lasting(text, number, unit, hedged=hedged, end=end)
    if sort == "weak":
        return _weak(text, number, unit, hedged=hedged)
    if unit.counter == "成":
        return number.high is not None and 0 < number.high < 10
    if unit.counter == "折":
        return number.high is not None and 0 < number.high < 100
    return True


def headed(text: str, start: int) -> bool:
    """Whether the number at ``start`` stands in a heading that says what a table's numbers are counted in."""
    return _HEADED.search(text, max(0, start - 4), start) is not None


def _spoken(
    text: str, number: Numeral, unit: Unit | None, pre: Hedge | None, post: Hedge | None, end: int
) -> bool | None:
    """Whether Chinese numerals with this unit are a figure; None where they tell no more than Arabic ones.

    ``pre`` is a hedge that binds.
    """
    start = number.start
    length = number.end - start
    first = text[start]
    if (length > 1 and first in "千万百" and _TURNED.match(text, start, number.end)) or _party(number, unit):
        return False
    if unit is None:
        return None
    if length == 1:
        if first == "一":
            if (
                pre is None
                and post is None
                and "半" not in text[number.end : end]
                and not (unit.sort == "share" or (unit.sort == "money" and _plain_money(text, end)))
            ):
                # An article rather than a count (一个, 一次), but no 一年半.
                return False
            if pre is not None and unit.sort == "time" and text.startswith(_MOST, pre.at):
                # 最高一天达538万人次: which day, not how long.
                return False
        if first == "二" and unit.sort != "share":
            # What is counted is 两; 二 makes names and ordinals (二元, 二级).
            return False
        if first in _TERNARY and text[end - 1] == "元" and text[end : end + 1] in _ALLOYED:
            return False
        if number.bare:
            # 百家, 千元机, 万人空巷: round words count only behind a hedge, or before 级.
            return pre is not None or (post is not None and post.comparator is Comparator.ORDER)
    return None


def tallied(text: str, number: Numeral) -> bool:
    """Whether a bare number counts what sport counts without a measure word: 15金8银6铜, 5打数3安打, 4连败."""
    if not number.arabic or number.scale > 1 or not classes_at(_SPORTING, text, number.end):
        return False
    found = _TALLIED.match(text, number.end)
    if found is None:
        return False
    alone = found["medal"] and not found["more"]
    return not alone or _MEDALLED.search(text, max(0, number.start - 4), number.start) is not None


def _plain_money(text: str, end: int) -> bool:
    return text[end : end + 1] not in ("化", "复", "论", "二", "一", "方", "多", "次")


def _party(number: Numeral, unit: Unit | None) -> bool:
    """二十大, 二十届三中全会: congresses, not counts."""
    return unit is not None and unit.counter in ("大", "届") and not number.arabic and (number.low or 0) > 10


def _unitless(text: str, number: Numeral, pre: Hedge | None, post: Hedge | None, end: int) -> bool:
    after = text[end : end + 1]
    if tallied(text, number):
        return True
    if number.low is None:
        # 亿万 and its like need something that they are many of.
        return text[number.start : number.end] == "亿万" and "\u4e00" <= after <= "\u9fff" and after not in _CONVERSE
    if (
        after
        and after.isascii()
        and ((after.isalnum() and number.scale == 1) or after in "-_/" or (after == "+" and post is None))
    ):
        return False
    if number.arabic and number.precision < 1 and _scored(text, number.start):
        # 指数为49.6
        return True
    strong = pre is not None and pre.comparator not in (Comparator.EQ, Comparator.APPROX)
    if number.bare:
        if post is not None and post.comparator is Comparator.ORDER:
            return len(text[number.start : number.end]) > 1 or text[number.start] in "万亿"
        if len(text[number.start : number.end]) == 1:
            return strong
        return strong or after not in _CONVERSE
    if number.grouped or number.scale > 1 or (not number.arabic and number.low >= 10**4):
        return True
    if not number.arabic:
        return strong and (number.low >= 100 or not number.exact)
    year = number.exact and number.low == int(number.low) and 1900 <= number.low <= 2100
    return strong and number.low >= 100 and not year


def _scored(text: str, start: int) -> bool:
    """Whether the number at ``start`` is a score by the words before it."""
    return classes_at(_SCORING, text, start - 1) != 0 and _SCORED.search(text, max(0, start - 16), start) is not None


def _lasting(text: str, number: Numeral, unit: Unit, *, hedged: bool, end: int) -> bool:
    """Whether a number of years, days or hours is how long something takes, not when it is (9月, 20日, 2025年)."""
    word = text[end - 1]
    if text.startswith(_THEN, end) or (word == "岁" and not hedged and text.startswith("的", end)):
        return False
    if word in "日季" and _ON_END.search(text, max(0, number.start - 3), number.start):
        return True
    if word == "季":
        return hedged
    if word == "秒" and _CLOCKED.search(text, max(0, number.start - 6), number.start):
        return False
    if word == "日" and text[end - 2] not in "作易":
        if number.low is not None and number.low != number.low.to_integral_value():
            return True
        return hedged and text[end : end + 1] != "" and (text.startswith(("内", "以内", "之内", "以上", "左右"), end))
    if word == "月" and text[end - 2] not in "个半多余":
        return number.low is None
    if word == "年" and unit.name == "year" and number.arabic and number.low is not None:
        return number.low < 1000
    return not (word == "分" and _HOUR.search(text, max(0, number.start - 2), number.start))


def _weak(text: str, number: Numeral, unit: Unit, *, hedged: bool) -> bool:
    counter = unit.counter
    if counter == "大":
        return number.exact and number.low is not None and 2 <= number.low <= (20 if number.arabic else 10)
    if counter == "点" and number.arabic and number.low is not None:
        # Up to 24 it is the hour of the day.
        return number.low > 24 or number.low != int(number.low)
    if (
        counter == "国"
        and number.low is not None
        and number.low > 2
        and text[max(0, number.start - 1) : number.start] in _REGIONS
    ):
        # 东南亚六国
        return True
    if counter == "分" and _HOUR.search(text, max(0, number.start - 2), number.start):
        return False
    return number.arabic or hedged or number.scale > 1
