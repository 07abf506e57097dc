"""Parties: who may speak. Bodies, persons and offices, told by how their names are made."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.lazy import pattern

_BODIES: Final = frozenset(vocabulary.BODIES.split())
_BODY_ENDS: Final = frozenset(body[-1] for body in _BODIES)
_NO_BODY: Final = {"部": "东西南北中局全内外头尾", "局": "结格布全大定终僵", "委": "原", "院": "影", "所": "场厕"}
"""In front of a last character, what makes another word with it (局部, 结局, 影院, 场所)."""
TITLE: Final = pattern(
    r"先生|女士|教授|博士|院士|医生|主任|经理|总裁|总监|总经理|董事|主席|会长|理事|秘书长|书记|部长|局长|司长|处长|院长|所长|校长|行长|店长|团长|站长|"
    r"台长|省长|市长|县长|发言人|负责人|创始人|合伙人|投资人|分析师|经济学家|专家|学者|研究员|工程师|设计师|统计师|会计师|策略师|精算师|药师|护士|预报员|调查员|署长|厅长|镇长|村长|外长|防长|财长|律师|记者|主播|教练|球员|队长|队员|馆长|"
    r"财务官|执行官|运营官|技术官|法官|检察官|指挥官|官员|财务长|执行长|营运长|科技长|社长|理事长|CEO|CFO|CTO|COO|VP|总统|总理|首相|大臣|议员|员工|人士|店主|车主|业主|网友|市民|居民|村民|家长|学生|患者|主管|高管|首席|掌门人|代表|委员$"
)
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
    if name[-1:] not in _BODY_ENDS:
        return False
    for length in (1, 2, 3, 4):
        if name[-length:] in _BODIES and not (length == 1 and name[-2:-1] in _NO_BODY.get(name[-1:], ())):
            return TITLE.search(name) is None
    return False


def speaks_as_body(name: str) -> bool:
    """Say whether a speaker is an organisation: by its last words, or for want of an office and a family name.

    >>> speaks_as_body("某某方面"), speaks_as_body("首席分析师张三"), speaks_as_body("李四")
    (True, False, False)
    """
    if TITLE.search(name):
        return False
    return is_body(name) or not (len(name) <= 4 and name[:1] in _FAMILY_NAMES)


def is_person(name: str) -> bool:
    """Say whether a name is a person's: by an office or a family name.

    >>> is_person("首席分析师张三"), is_person("李四"), is_person("某某集团")
    (True, True, False)
    """
    return TITLE.search(name) is not None or (2 <= len(name) <= 3 and name[0] in _FAMILY_NAMES and not is_body(name))


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
