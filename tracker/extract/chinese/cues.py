"""Cues of reported speech in one sentence: X表示, 据X介绍, X数据显示, 正如X所说, 据悉."""

from __future__ import annotations

import re
from typing import Final

from tracker.extract.chinese.parties import TITLE, given_name, is_body, is_person, speaks_as_body
from tracker.extract.chinese.sentences import Sentence, strip
from tracker.extract.chinese.words import BITS, Lexicon, Tag, Word
from tracker.extract.lazy import pattern

LOOK_BACK: Final = 60
"""A speaker's name and office are no longer than this."""


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


_RUMOUR: Final = (
    r"据悉|另据悉|据了解|另据了解|据称|据传|据说|据闻|据报道|据报|据不完全统计|有消息称|有传闻称|有报道称|有媒体(?:报道)?称|网传|传闻(?:称)?|"
    r"(?:据|有)?(?:外媒|媒体|多家媒体)(?:消息|报道|披露|援引)(?:称)?"
    r"|外界(?:普遍)?(?:认为|预计|猜测)|市场(?:普遍)?(?:认为|传闻|传言|消息称)|业内(?:普遍)?(?:认为|预计)"
)
_NOBODY: Final = pattern(
    r"业内人士|知情人士|消息人士|接近\S{1,20}人士|市场人士|分析人士|不愿具名|匿名|坊间|外媒|媒体|多家媒体"
    r"|网络|网上|网友|有人|有分析|有观点|传闻|业界|业内|外界|市场"
)
_NOBODIES: Final = frozenset("业知消接市分不匿坊外媒多网有传")
"""What they begin with of whom nothing more is known."""
_STRONG: Final = (
    r"表示|指出|透露(?![出着过])|坦言|强调|直言|宣布|宣称|声称|认为|写道|说道|回应(?:称|说|道)?|证实|谈到|告诉"
    r"|回忆说|介绍说|解释说|补充说|补充道"
)
_WEAK: Final = (
    r"指(?=,)|说|称|介绍|预计|预测|估计|解释|补充|回忆|公告|通报|公布|披露|确认|建议|提到|分析|测算|提醒|呼吁|警告|承认|预估|发现|监测到|测定|决议|转述称?"
    r"|否认|判断|感慨|总结|重申|报道|报导"
)
_SHOW: Final = r"显示|表明|披露|指出|提出|列出|列明|载明|称"
_DOCUMENT: Final = (
    r"(?:数据|数字|研报|报告|报告书|财报|年报|半年报|中报|季报|一季报|三季报|业绩预告|业绩快报|公告|公报|通报|调查|研究"
    r"|统计|监测|资料|文件|官网|官方网站|官微|公众号|年鉴|榜单|白皮书|蓝皮书|招股书|招股说明书|说明书|民调|问卷|信息|简报|快报|结果|消息|声明|论文"
    r"|《[^》]{1,60}》)"
)
_DOCUMENT_FIRST: Final = "数研报财年半中季一三业公通调统监资文官榜白蓝招说民问信简快结消声论《"
_PER_FIRST: Final = "介透表统数资报测估预消公通披发监显称说的分研财年调指"
"""A look at one letter spares most of the text behind 据 or 发布 the rest."""
_DATA: Final = ("数据", "统计", "监测", "资料", "官网", "官方网站", "官微", "公众号", "年鉴", "榜单", "信息", "结果")
CUE: Final = pattern(
    rf"(?:(?P<rumour>{_RUMOUR})"
    r"|(?P<told>据介绍)(?=[,:])"
    r"|(?P<like>正如|诚如|就像|(?<=[,。])如)(?P<like_who>[^,。;:“”]{2,30}?)(?=[所说])(?:所说|所言|所述|所指出|所介绍|说的)"
    r"|记者(?:日前|近日|今日|昨日|\d+日)?从(?P<from_who>[^,。;:“”]{2,36}?)(?:处|方面)?(?:获悉|了解到|看到|获知|采访)"
    r"|(?:(?<!数)(?<!证)(?<!占)(?<!依)(?<!票)另?据|根据|依据|援引|引述)(?P<per_who>[^,。;:“”]{2,40}?)"
    rf"(?=[{_PER_FIRST}])"
    r"(?P<per>介绍|透露|表示|统计(?![局署处厅部司科])|数据|资料|数字|报道|报导|测算|估计|预测|消息|公告|通报|披露|发布|公布|"
    r"监测(?![中站])|估算|显示|称|说|的说法|分析(?!师)|报告|研报|财报|年报|公报|调查(?![局队署])|指出|预计)"
    rf"|(?P<show>{_DOCUMENT}(?:还|也|同时|进一步)?(?:{_SHOW}))"
    rf"|(?P<strong>{_STRONG})"
    rf"|(?P<weak>(?:{_WEAK})(?:[称说道])?(?=[,:“]|[。”!…]|$|(?<=称)(?:已|将|其|该|没有|尚未|正在|公司|目前|今年|去年)))"
    rf"|(?P<issued>(?:发布|发出|刊发)了?[^,。;:]{{0,14}}?(?=[{_DOCUMENT_FIRST}]){_DOCUMENT}(?:称|显示|指出)?(?=[,:。]|$))"
    r"|(?P<forecast>预计|预测|预估|预告|公布|披露|统计(?=[,:])))"
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
# Words that hold 说 or 称 and report nothing.
_PAUSES: Final = ",;:。!?“”"
_GOING_ON: Final = pattern(r"[\s,]*(?:并|还|也|同时|并且|且|又|随即|随后|此前|正式|进一步|公开)+")
_SILENT_BEFORE: Final = pattern(
    r"(?:来|再|所|据|小|传|听|解|话|学|虽|可|不|也就是|就是|或者|换句话|一般|不用|可以|总体|总的|名|号|堪|简|俗|职|全|统|合|对|被|自|并|誉|尊|代|昵|别)$"
)
_PERSON: Final = pattern(r"(?<![言责伙始办事友])人$")
"""第一人称 reports nothing, 发言人称 does."""
_COMPANY: Final = pattern(r"(?:跟|和|与|对|向)(?:我们?|他们?|她们?|大家|记者|媒体|外界)$")
_COMPANIONS: Final = frozenset("我们他她家者体界")
_BEGINNING: Final = frozenset("太可能会应正均共至")
_ADVERBS: Final = Tag.PARTICLE | Tag.OPENER
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
_UNNAMED: Final = pattern(r"不愿具名|不愿透露姓名|匿名|要求不具名")
_SELF: Final = ("我", "咱", "本人", "大家", "你", "您")
_DATASET: Final = pattern(
    r"\d|(?:内测|实测|抽样|调查|测试|监测|统计|初步|最新|公开|历史|第三方|业绩|财务|相关|有关|多项|这些|结果|问卷)$"
)
_TIME: Final = pattern(
    r"[\d第一二三四前上下今去本近日昨](?:(?<=\d)(?:\d?[月日]|(?:(?<=1)9|(?<=2)0)\d\d年)|(?<=第)[一二三四]季度|季度(?<=[一二三四]季度)"
    r"|三季度(?<=前三季度)|半年(?<=[上下]半年)|年(?<=[今去]年)|月(?<=[本上]月)|日(?<=[近昨今]日)|前(?<=日前))"
)
_SETTING: Final = pattern(
    r"^(?:在|当|就|针对|对于|谈及|谈到|面对|关于).{1,24}?(?:上|中|时|后|前|里|期间|方面|问题)(?=[一-鿿A-Za-z])"
)
_TAIL: Final = pattern(
    rf"(?:(?:最新|近日|日前)?(?:发布|发表|公布|出具|披露|提供|公开)的?|的|最新|一[份篇项]|相关|有关|这份|该|本次|官方|{_DOCUMENT}(?!的)|\s)+$"
)
_TAIL_LAST: Final = frozenset("布表具露供开的新份篇项关该次方据字报告书查究计测料件网站微号鉴单调卷息果明文》")
_SETTING_FIRST: Final = frozenset("在当就针对谈面关")
_FILING: Final = pattern(
    r"(?:最新|该|上述|发布的|[\d年]+)*"
    r"(?:财报|年报|半年报|中报|季报|一季报|三季报|业绩预告|业绩快报|公告|声明|招股书|招股说明书|通报)"
)
_TITLED: Final = pattern(r"《[^》]{1,60}》")
_WHO: Final = {"like_who": "like_who", "from_who": "from_who", "per": "per_who"}
"""The groups of a cue that begins before its speaker, by the last of them that matches."""
_LAST: Final = pattern(r"[。”!?…\s]*$")


def cues(text: str, sentence: Sentence, openings: list[int], lexicon: Lexicon) -> list[Cue]:
    """Return the cues of a sentence of a folded text, in order.

    ``openings`` are where in the sentence they may begin; ``lexicon`` knows the words of the text or its like.
    """
    found: list[Cue] = []
    taken = sentence.start
    for start in openings:
        if start < taken:
            continue
        match = CUE.match(text, start, sentence.end)
        if match is not None:
            taken = match.end()
            cue = _read(text, sentence, match, lexicon)
            if cue is not None:
                found.append(cue)
    return found


def _read(text: str, sentence: Sentence, found: re.Match[str], lexicon: Lexicon) -> Cue | None:
    kind = found.lastgroup or ""
    verb, end = found.span()
    if kind == "rumour":
        return Cue(verb, verb, end, hearsay=True, lasting=False)
    if kind == "told":
        return Cue(verb, verb, end, anaphor=True, lasting=False)
    if kind in _WHO:
        if text[verb] in "援引" and (quoting := _quoting(text, sentence, found, lexicon)):
            return quoting
        first, last = found.span(_WHO[kind])
        return _named(text, verb, first, last, lexicon, lasting=kind != "like_who")
    if kind == "weak" and text[verb] in "说称" and _is_silent(text, max(sentence.start, verb - 3), verb):
        return None
    begin = _segment(text, sentence.start, verb, lexicon)
    if kind == "show":
        return _document(text, begin, found, lexicon)
    if text[begin:verb].lstrip(" “").startswith(_SELF):
        return None
    if _UNNAMED.search(text, begin, verb):
        cue: Cue | None = Cue(begin, begin, verb, hearsay=True, lasting=False)
    else:
        cue = _named(text, begin, begin, verb, lexicon)
    if cue is None:
        goes_on = kind == "strong" and verb > begin > sentence.start and _GOING_ON.fullmatch(text, begin, verb)
        return Cue(begin, begin, begin, body=True, dropped=True) if goes_on else None
    if text.find(",", cue.speaker_end, verb) >= 0 and not (cue.anaphor or cue.hearsay):
        name = text[cue.speaker_start : cue.speaker_end]
        if not (is_body(name) or is_person(name)):
            # 项目进展顺利,并宣布…: what another clause is about need not be who speaks.
            return None
    counting = text.startswith("统计", verb)
    if kind == "forecast" and not cue.anaphor:
        # Without a body before it 预计 is no cue: 项目预计明年完工.
        counted = counting and begin == sentence.start and cue.speaker_end == verb
        if not counted and not is_body(text[cue.speaker_start : cue.speaker_end]):
            return None
    if counting:
        cue.lasting = False
        return cue
    quoted = begin > 0 and text[begin - 1] == "”"
    if quoted or begin > sentence.start:
        ends = _LAST.match(text, end, sentence.end) is not None
        if quoted or ends:
            cue.start, cue.trailing, cue.closing = sentence.start, ends, begin - 1 if quoted else -1
    return cue


def _quoting(text: str, sentence: Sentence, found: re.Match[str], lexicon: Lexicon) -> Cue | None:
    """Read X引述调查指出: X is the last who is named, unless those quoted are a body or a person with a name."""
    quoted = found["per_who"]
    if is_body(quoted) or (TITLE.search(quoted) and not TITLE.fullmatch(quoted)):
        return None
    begin = _segment(text, sentence.start, found.start(), lexicon)
    return _named(text, begin, begin, found.start(), lexicon) if begin < found.start() else None


def _is_silent(text: str, start: int, verb: int) -> bool:
    """Say whether 说 or 称 at ``verb`` is part of another word (据说, 俗称)."""
    if text[verb] == "称" and _PERSON.search(text, start, verb):
        return True
    return bool(_SILENT_BEFORE.search(text, start, verb))


def _segment(text: str, start: int, verb: int, lexicon: Lexicon) -> int:
    """Return where the words before a verb of saying begin: at the last pause, or the one before an empty stretch."""
    floor = max(start, verb - LOOK_BACK)
    at = begin = verb
    for _ in range(2):
        at = _pause(text, floor, at)
        begin = at + 1
        if at < floor or text[at] != "," or text[at - 1] == "”":
            break
        # 张三在发布会上,也表示: nothing but adverbs since the pause, so the name stands before it.
        first, last = strip(text, begin, verb)
        if last - first > 1 and not _adverbial(lexicon.within_copy(text, first, last), last - first):
            break
    return begin


def _pause(text: str, floor: int, end: int) -> int:
    """Return where the last pause between two offsets stands; right before ``floor`` if there is none."""
    while True:
        at = floor - 1
        for mark in _PAUSES:
            at = max(at, text.rfind(mark, at + 1, end))
        close = text.rfind(")", at + 1, end)
        if close < 0:
            return at
        # A note in brackets, whatever stops it holds, belongs to the name before it.
        note = text.rfind("(", floor, close)
        end = note if note >= 0 else close


def _adverbial(words: list[Word], length: int) -> bool:
    """Say whether words of so many letters are known adverbs and nothing else."""
    for key, first, last in words:
        if not BITS[key] & _ADVERBS:
            return False
        length -= last - first
    return length == 0


def _document(text: str, begin: int, found: re.Match[str], lexicon: Lexicon) -> Cue | None:
    """Read X数据显示 and the like: X is the speaker, unless X only says which data."""
    verb = found.start()
    tail = _TAIL.search(text, begin, verb) if verb > begin and _may_trail(text[verb - 1]) else None
    end = tail.start() if tail else verb
    name = text[begin:end]
    cue = None
    if name.strip():
        when = _TIME.search(name)
        if not _DATASET.search(name[: when.start()] if when else name):
            cue = _named(text, begin, begin, end, lexicon)
    if cue is not None:
        # Data speak for the paragraph that they open; a study or a filing, like a person, may speak for more.
        cue.lasting = not text.startswith(_DATA, verb)
        cue.body = not TITLE.search(name)
        return cue
    titled = _TITLED.search(text, begin, found.end()) if text.find("《", begin, found.end()) >= 0 else None
    if titled:
        return Cue(begin, titled.start(), titled.end(), body=True)
    # A filing without a name is that of the firm spoken of.
    filed = _FILING.match(text, end, found.end())
    return Cue(begin, begin, begin, body=True, anaphor=True) if filed and not name.strip() else None


def _named(text: str, start: int, begin: int, end: int, lexicon: Lexicon, *, lasting: bool = True) -> Cue | None:
    """Narrow the words before a verb of saying to the speaker's name; None where they name nobody."""
    if DATELINE_MARK.search(text, begin, end) and (dateline := DATELINE.match(text, begin, end)):
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
    if _TIME.search(text, begin, end):
        if when := _TIME.match(text, begin, end):
            begin = when.end()
        if not _is_anaphor(text[begin:end]) and (when := _TIME.search(text, begin + 2, end)):
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
                and (is_body(text[begin:end]) or TITLE.search(text, first, end))
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
    tail = _TAIL.search(text, begin, end) if _may_trail(text[end - 1]) else None
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


def _may_trail(last: str) -> bool:
    """Say whether a letter may end what stands between a name and what it says."""
    return last in _TAIL_LAST or last.isspace()


def _is_anaphor(name: str) -> bool:
    """Say whether words point back to whom was named before."""
    return name[:1] in _ANAPHORS and _ANAPHOR.match(name) is not None
