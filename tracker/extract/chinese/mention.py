"""Mentions: whom the words before or behind a verb of saying name."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.characters import classes_within, table
from tracker.extract.chinese.parties import given_name, is_body, is_titled, speaks_as_body
from tracker.extract.chinese.words import BITS, Lexicon, Tag
from tracker.extract.lazy import pattern


class Cue:
    """One mention of a speaker, and from where in its sentence the speaker answers for the words."""

    __slots__ = (
        "anaphor",
        "body",
        "closing",
        "dropped",
        "hearsay",
        "lasting",
        "speaker_end",
        "speaker_start",
        "start",
        "trailing",
    )

    def __init__(
        self,
        start: int,
        speaker_start: int,
        speaker_end: int,
        *,
        body: bool = False,
        anaphor: bool = False,
        hearsay: bool = False,
        lasting: bool = True,
        dropped: bool = False,
    ) -> None:
        """Take what a mention says by itself."""
        self.start: int = start
        self.speaker_start: int = speaker_start
        self.speaker_end: int = speaker_end
        self.body: bool = body
        """The speaker is an organisation, not a person."""
        self.anaphor: bool = anaphor
        """他, 该负责人, 据介绍: the speaker named before."""
        self.hearsay: bool = hearsay
        self.trailing: bool = False
        """Named after the words."""
        self.closing: int = -1
        """Where the quotation closes that the speaker is named after."""
        self.lasting: bool = lasting
        """May answer for more than the paragraph."""
        self.dropped: bool = dropped
        """No speaker stands before the verb (并宣布): the sentence's subject is meant."""


DOCUMENT: Final = (
    r"(?:数据|数字|研报|报告|报告书|财报|年报|半年报|中报|季报|一季报|三季报|业绩预告|业绩快报|公告|公报|通报|调查|研究"
    r"|统计|监测|资料|文件|官网|官方网站|官微|公众号|年鉴|榜单|白皮书|蓝皮书|招股书|招股说明书|说明书|民调|问卷|信息|简报|快报|结果|消息|声明|论文"
    r"|《[^》]{1,60}》)"
)
DATELINE: Final = pattern(
    r"【[^】\n]{2,16}】 ?(?:\([^()\n]{2,30}\))?|"
    r"(?:[一-鿿]{2,8}(?:社|网|报|台))?[一-鿿]{0,8}(?:\d{1,2}月)?\d{1,2}日(?:电|讯|消息)|[一-鿿]{2,6}讯(?=[\s(,])|据?[一-鿿]{2,8}(?:社|网|报)(?:消息|报道)"
)
DATELINE_MARK: Final = pattern(
    r"[【日讯社网报](?:(?<=【)|[电讯](?<=日.)|消息(?<=[日社网报]..)|[\s(,](?<=讯[\s(,])|报道(?<=[社网报]..))"
)
"""What every dateline holds."""
LONGEST_DATELINE: Final = 60
_NOBODY: Final = pattern(
    r"业内人士|知情人士|消息人士|接近\S{1,20}人士|市场人士|分析人士|不愿具名|匿名|坊间|外媒|媒体|多家媒体"
    r"|网络|网上|网友|有人|有分析|有观点|传闻|业界|业内|外界|市场"
)
_NOBODIES: Final = frozenset("业知消接市分不匿坊外媒多网有传")
"""What they begin with of whom nothing more is known."""
_COMPANY: Final = pattern(r"(?:跟|和|与|对|向)(?:我们?|他们?|她们?|大家|记者|媒体|外界)$")
_COMPANIONS: Final = frozenset("我们他她家者体界")
_BEGINNING: Final = frozenset("太可能会应正均共至")
_ACTING: Final = Tag.PARTICLE | Tag.VERB | Tag.SAY
_LEADING: Final = Tag.PARTICLE | Tag.VERB
_NOMINAL: Final = Tag.ANAPHOR | Tag.WEAK
_ANAPHOR: Final = pattern(
    r"^(?:他|她|其|他们|她们|该|上述|前述|这位|这名|该公司|公司|本公司|集团|双方|该行|该局|该负责人|负责人|相关负责人)(?:$|"
    r"(?=负责人|人士|发言人|专家|分析师|相关|有关|报告|机构|部门|官员))"
    r"|^(?:报告|研报|公告|财报|数据|年报|调查|研究|统计|资料)(?:人员|团队|者|机构)?$"
)
_ANAPHORS: Final = frozenset("他她其该上前这公本集双负相报研财数年调统资")
"""What such words begin with."""
TIME: Final = pattern(
    r"[\d第一二三四前上下今去本近日昨](?:(?<=\d)(?:\d?[月日]|(?:(?<=1)9|(?<=2)0)\d\d年)|(?<=第)[一二三四]季度|季度(?<=[一二三四]季度)"
    r"|三季度(?<=前三季度)|半年(?<=[上下]半年)|年(?<=[今去]年)|月(?<=[本上]月)|日(?<=[近昨今]日)|前(?<=日前))"
)
_DATING: Final = 1
_TIMING: Final = 2
_CLASSES: Final = table(
    "【日讯社网报", "第一二三四前上下今去本近日昨" + "".join(filter(str.isdecimal, map(chr, range(0x10000))))
)
"""What every dateline holds, and what times begin with."""
_SETTING: Final = pattern(
    r"^(?:在|当|就|针对|对于|谈及|谈到|面对|关于).{1,24}?(?:上|中|时|后|前|里|期间|方面|问题)(?=[一-鿿A-Za-z])"
)
TAIL: Final = pattern(
    rf"(?:(?:最新|近日|日前)?(?:发布|发表|公布|出具|披露|提供|公开)的?|的|最新|一[份篇项]|相关|有关|这份|该|本次|官方|{DOCUMENT}(?!的)|\s)+$"
)
_TAIL_LAST: Final = frozenset("布表具露供开的新份篇项关该次方据字报告书查究计测料件网站微号鉴单调卷息果明文》")
_SETTING_FIRST: Final = frozenset("在当就针对谈面关")


def named(text: str, start: int, begin: int, end: int, lexicon: Lexicon, *, lasting: bool = True) -> Cue | None:
    """Narrow the words before a verb of saying to the speaker's name; None where they name nobody."""
    classes = classes_within(_CLASSES, text, begin, end)
    if classes & _DATING and DATELINE_MARK.search(text, begin, end) and (dateline := DATELINE.match(text, begin, end)):
        begin = dateline.end()
    while begin < end and text[begin].isspace():
        begin += 1
    if text.startswith("(", begin) and (note := text.find(")", begin, end)) > 0:
        # (记者 某某)某局: the note is the paper's, not the name's.
        begin = note + 1
    setting = _SETTING.match(text[begin:end]) if text[begin : begin + 1] in _SETTING_FIRST else None
    if setting:
        begin += setting.end()
    while begin < end and (text[begin].isspace() or text[begin] in "”)】-•·*"):
        begin += 1
    words = lexicon.within_copy(text, begin, end) if begin < end else []
    for key, first, last in words:
        if first != begin or not BITS[key] & Tag.OPENER or last - first < 2:
            break
        begin = last
    if classes & _TIMING and TIME.search(text, begin, end):
        if when := TIME.match(text, begin, end):
            begin = when.end()
        if not _is_anaphor(text[begin:end]) and (when := TIME.search(text, begin + 2, end)):
            end = when.start()
    given = given_name(text, begin, end)
    for i, (key, first, last) in enumerate(words):
        bits = BITS[key]
        if last <= given or (text[first] == "会" and is_body(text[begin:last])):
            continue
        if first >= begin + 2 and first < end and bits & _ACTING:
            if i + 1 < len(words) and words[i + 1][1] == last and BITS[words[i + 1][0]] & Tag.OF:
                continue
            # 某部门新闻发布会…, 某投资公司…: a noun made with a verb goes on to its head.
            if (
                bits & Tag.VERB
                and not bits & Tag.PARTICLE
                and (is_body(text[begin:end]) or is_titled(text, first, end))
            ):
                continue
            end = first
            break
        if first == begin and bits & _LEADING:
            # 太空中心: a particle that only begins the name.
            begins = last - begin == 1 and text[begin] in _BEGINNING and is_body(text[begin:end])
            if not begins and not bits & _NOMINAL:
                return None
        if first == begin + 1 and bits & Tag.PARTICLE and text[begin] in "他她其":
            end = first
            break
    if text[end - 1] in _COMPANIONS and (company := _COMPANY.search(text, begin + 2, end)):
        end = company.start()
    tail = TAIL.search(text, begin, end) if may_trail(text[end - 1]) else None
    if tail and tail.start() > begin and "官方" not in tail[0] and text[end : end + 1] != "的":
        end = tail.start()
    if end - begin > 3 and text.endswith("方面", begin, end):
        return Cue(start, begin, end - 2, body=True, lasting=lasting)
    if (note := text.find("(", begin + 2, end)) > 0:
        end = note
    name = text[begin:end].strip()
    if not name:
        return None
    anaphor = _is_anaphor(name)
    if len(name) < 2 and not anaphor:
        return None
    if name[0] in _NOBODIES and _NOBODY.match(name) and not is_body(name):
        return Cue(start, begin, end, hearsay=True, lasting=False)
    if anaphor:
        return Cue(start, begin, end, anaphor=True, body=is_body(name))
    return Cue(start, begin, end, body=speaks_as_body(name), lasting=lasting)


def may_trail(last: str) -> bool:
    """Say whether a letter may end what stands between a name and what it says."""
    return last in _TAIL_LAST or last.isspace()


def _is_anaphor(name: str) -> bool:
    """Say whether words point back to whom was named before."""
    return name[:1] in _ANAPHORS and _ANAPHOR.match(name) is not None
