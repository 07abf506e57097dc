"""Parties: who may speak. Bodies, persons and offices, told by how their names are made."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.chinese.letters import BEYOND, BODIES, LASTS, TITLES
from tracker.extract.lazy import pattern

_BODIES: Final = frozenset(vocabulary.BODIES.split())
_NO_BODY: Final = {"部": "东西南北中局全内外头尾", "局": "结格布全大定终僵", "委": "原", "院": "影", "所": "场厕"}
"""In front of a last character, what makes another word with it (局部, 结局, 影院, 场所)."""
TITLE: Final = pattern("|".join((*vocabulary.TITLES.split(), "委员$")))
_FAMILY_NAMES: Final = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍"
)
_BEFORE_SAYING: Final = frozenset("还也则又再均曾正已将就都便并却可")
"""Adverbs that may stand right before a verb of saying."""
_OFFICE: Final = pattern(
    r"该?(?:协会|联会|学会|商会|联合会|基金会|委员会|研究院|研究所|机构|部门|局|厅|署|(?:新闻)?发言人|董事长|总裁|总经理|首席执行官|主席|会长|秘书长|主任|"
    r"书记|部长|局长|副局长|署长|厅长|社长|厂长|司长|处长|院长|所长|校长|行长|教授|博士|医生|律师|分析师)"
)
_LONGEST_OFFICE: Final = 6
_OFFICE_ENDS: Final = frozenset("会院所构门局厅署人长裁理官席任记授士生师")


def is_body(name: str) -> bool:
    """Say whether a name is an organisation's rather than a person's: by its last words.

    >>> is_body("某某集团官方"), is_body("某某集团董事长张三"), is_body("张三")
    (True, False, False)
    """
    if not name or not LASTS[min(ord(name[-1]), BEYOND)] & BODIES:
        return False
    for length in (1, 2, 3, 4):
        if name[-length:] in _BODIES and not (length == 1 and name[-2:-1] in _NO_BODY.get(name[-1:], ())):
            return not is_titled(name)
    return False


def is_titled(name: str) -> bool:
    """Say whether a name holds what those are called who speak (首席分析师张三)."""
    for at in range(len(name)):
        if LASTS[min(ord(name[at]), BEYOND)] & TITLES:
            return TITLE.search(name) is not None
    return False


def speaks_as_body(name: str) -> bool:
    """Say whether a speaker is an organisation: by its last words, or for want of an office and a family name.

    >>> speaks_as_body("某某方面"), speaks_as_body("首席分析师张三"), speaks_as_body("李四")
    (True, False, False)
    """
    if is_titled(name):
        return False
    return is_body(name) or not (len(name) <= 4 and name[:1] in _FAMILY_NAMES)


def is_person(name: str) -> bool:
    """Say whether a name is a person's: by an office or a family name.

    >>> is_person("首席分析师张三"), is_person("李四"), is_person("某某集团")
    (True, True, False)
    """
    return is_titled(name) or (2 <= len(name) <= 3 and name[0] in _FAMILY_NAMES and not is_body(name))


def is_office(name: str) -> bool:
    """Say whether a name is no more than an office or a kind of body: who bears it was named before.

    >>> is_office("局长"), is_office("该发言人"), is_office("协会"), is_office("某某协会")
    (True, True, True, False)
    """
    return len(name) <= _LONGEST_OFFICE and name[-1:] in _OFFICE_ENDS and _OFFICE.fullmatch(name) is not None


def given_name(text: str, begin: int, end: int) -> int:
    """Return where a person's name behind an office ends that holds a character also used as a particle; else -1.

    Adverbs may stand between a name and its verb (主任张三还表示), other particles may not (主任张若水, 主任李若).
    """
    if not any(text[at] in _FAMILY_NAMES for at in range(max(begin, end - 4), end)):
        return -1
    family = end
    for office in TITLE.finditer(text, begin, end):
        family = office.end()
    if family >= end or text[family] not in _FAMILY_NAMES or end - family > 4:
        return -1
    last = min(end, family + 3)
    return last - 1 if text[last - 1] in _BEFORE_SAYING else last
