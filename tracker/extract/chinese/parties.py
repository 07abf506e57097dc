"""Parties: who may speak. Bodies, persons and offices, told by how their names are made."""

from __future__ import annotations

from tracker.extract.lazy import pattern

_BODY = pattern(
    r"(?:集团|公司|股份|控股|银行|央行|证券|基金|保险|人寿|信托|期货|资本|投资|物流|快递|航空|铁路|高铁|地铁|机场|港口|科技|电子|电器|电气|电力|电网|电商|通信|移动|"
    r"电信|网络|软件|半导体|汽车|车企|能源|石油|石化|煤业|矿业|钢铁|化工|医药|药业|制药|生物|医疗|医院|卫健委|疾控中心|食品|乳业|酒业|地产|置业|"
    r"传媒|影业|文化|游戏|旅游|酒店|零售|超市|商城|平台|官方|官网|官微|方面|(?<![东西南北中局全内外头尾])部|(?<![结格布全大定终僵])局|(?<!原)委|署|厅|(?<!影)院|(?<![场厕])所|办公室|法院|检察院|公安|警方|海关|政府|国务院|白宫|"
    r"市委|省委|协会|学会|商会|联会|公会|总会|分会|促进会|理事会|联盟|联合会|基金会|组织|委员会|组委会|智库|研究院|研究所|研究中心|中心|机构|大学|学院|学校|俱乐部|球队|联赛|气象台|"
    r"气象局|台网|通讯社|报社|日报|晚报|时报|新闻网|电视台|工厂|事务所|工会|工作组|指挥部|当局|美联储|欧盟|联合国|世卫组织)$"
)
TITLE = pattern(
    r"先生|女士|教授|博士|院士|医生|主任|经理|总裁|总监|总经理|董事|主席|会长|理事|秘书长|书记|部长|局长|司长|处长|院长|所长|校长|行长|店长|团长|站长|"
    r"台长|省长|市长|县长|发言人|负责人|创始人|合伙人|投资人|分析师|经济学家|专家|学者|研究员|工程师|设计师|律师|记者|主播|教练|球员|队长|队员|馆长|"
    r"财务官|执行官|运营官|技术官|法官|检察官|指挥官|官员|财务长|执行长|营运长|科技长|社长|理事长|CEO|CFO|CTO|COO|VP|总统|总理|首相|大臣|议员|员工|人士|店主|车主|业主|网友|市民|居民|村民|家长|学生|患者|主管|高管|首席|掌门人|代表|委员$"
)
_FAMILY_NAMES = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍"
)
_BEFORE_SAYING = frozenset("还也则又再均曾正已将就都便并却可")
"""Adverbs that may stand right before a verb of saying."""
_OFFICE = pattern(
    r"该?(?:协会|联会|学会|商会|联合会|基金会|委员会|研究院|研究所|机构|部门|局|厅|署|(?:新闻)?发言人|董事长|总裁|总经理|首席执行官|主席|会长|秘书长|主任|"
    r"书记|部长|局长|副局长|司长|处长|院长|所长|校长|行长|教授|博士|医生|律师|分析师)"
)

_SHORTEST_GROUP = 2
_BRANCH = pattern(
    r"(?:物流|快递|科技|数科|电器|电商|商城|零售|超市|健康|医药|汽车|能源|地产|影业|文化|游戏|旅行|金融|金服|保险|支付|外卖|"
    r"云|智能|通信|软件|半导体)$"
)
"""The line of business that a branch of a group adds to its name."""
_PLACES = pattern(
    r"中国|全国|国家|[京津沪渝]|北京|上海|天津|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|"
    r"海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古|黑龙江|台湾|香港|澳门|深圳|广州|.{1,6}[省市县区州]"
)


def is_body(name: str) -> bool:
    """Say whether a name is an organisation's rather than a person's: by its last words.

    >>> is_body("某某集团官方"), is_body("某某集团董事长张三"), is_body("张三")
    (True, False, False)
    """
    return bool(_BODY.search(name, max(0, len(name) - 6))) and not TITLE.search(name)


def speaks_as_body(name: str) -> bool:
    """Say whether a speaker is an organisation: by its last words, or for want of an office and a family name.

    >>> speaks_as_body("某某方面"), speaks_as_body("首席分析师张三"), speaks_as_body("李四")
    (True, False, False)
    """
    if TITLE.search(name):
        return False
    return is_body(name) or not (len(name) <= 4 and name[:1] in _FAMILY_NAMES)


def is_office(name: str) -> bool:
    """Say whether a name is no more than an office or a kind of body: who bears it was named before.

    >>> is_office("局长"), is_office("该发言人"), is_office("协会"), is_office("某某协会")
    (True, True, True, False)
    """
    return bool(_OFFICE.fullmatch(name))


def given_name(text: str, begin: int, end: int) -> int:
    """Return where a person's name behind an office ends that holds a character also used as a particle; else -1.

    Adverbs may stand between a name and its verb (主任张三还表示), other particles may not (主任张若水, 主任李若).
    """
    family = max((office.end() for office in TITLE.finditer(text, begin, end)), default=end)
    if family >= end or text[family] not in _FAMILY_NAMES or end - family > 4:
        return -1
    last = min(end, family + 3)
    return last - 1 if text[last - 1] in _BEFORE_SAYING else last


class Families:
    """Groups, told by the names that their branches share: 远方 of 远方物流 and 远方手机."""

    def __init__(self, topics: list[str]) -> None:
        self._topics = set(topics)

    def get(self, branch: str) -> str | None:
        """Return the group that a branch belongs to; None where no other name in the article shares its beginning."""
        kind = _BRANCH.search(branch)
        if kind is None:
            return None
        lead = branch[: kind.start()]
        shared = (t for t in self._topics if t.startswith(lead) and not t.startswith(branch) and len(t) > len(lead))
        return lead if len(lead) >= _SHORTEST_GROUP and not _PLACES.fullmatch(lead) and any(shared) else None
