"""Cues of reported speech in one sentence: X表示, 据X介绍, X数据显示, 正如X所说, 据悉."""

from __future__ import annotations

import re
from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.mention import DOCUMENT, TAIL, TIME, Cue, may_trail, named
from tracker.extract.chinese.parties import TITLE, is_body, is_person, is_titled
from tracker.extract.chinese.sentences import Sentence, strip
from tracker.extract.chinese.words import BITS, Lexicon, Tag, Word
from tracker.extract.lazy import pattern

LOOK_BACK: Final = 60
"""A speaker's name and office are no longer than this."""


_RUMOUR: Final = (
    r"据悉|另据悉|据了解|另据了解|据称|据传|据说|据闻|据报道|据报|据不完全统计|有消息称|有传闻称|有报道称|有媒体(?:报道)?称|网传|传闻(?:称)?|"
    r"(?:据|有)?(?:外媒|媒体|多家媒体)(?:消息|报道|披露|援引)(?:称)?"
    r"|外界(?:普遍)?(?:认为|预计|猜测)|市场(?:普遍)?(?:认为|传闻|传言|消息称)|业内(?:普遍)?(?:认为|预计)"
)
_STRONG: Final = (
    r"表示|指出|透露(?![出着过])|坦言|强调|直言|宣布|宣称|声称|认为|写道|说道|回应(?:称|说|道)?|证实|谈到|告诉"
    r"|回忆说|介绍说|解释说|补充说|补充道"
)
_WEAK: Final = (
    r"指(?=,)|说|称|介绍|预计|预测|估计|解释|补充|回忆|公告|通报|公布|披露|确认|建议|提到|分析|测算|提醒|呼吁|警告|承认|预估|发现|监测到|测定|决议|转述称?"
    r"|否认|判断|感慨|总结|重申|报道|报导"
)
_SHOW: Final = r"显示|表明|披露|指出|提出|列出|列明|载明|称"
_DOCUMENT_FIRST: Final = "数研报财年半中季一三业公通调统监资文官榜白蓝招说民问信简快结消声论《"
_PER_FIRST: Final = "介透表统数资报测估预消公通披发监显称说的分研财年调指"
"""A look at one letter spares most of the text behind 据 or 发布 the rest."""
_DATA: Final = ("数据", "统计", "监测", "资料", "官网", "官方网站", "官微", "公众号", "年鉴", "榜单", "信息", "结果")
CUE: Final = pattern(
    rf"(?:(?=[据另有网传外媒多市业])(?P<rumour>{_RUMOUR})"
    r"|(?P<told>据介绍)(?=[,:])"
    r"|(?=[正诚就如])(?P<like>正如|诚如|就像|(?<=[,。])如)(?P<like_who>[^,。;:“”]{2,30}?)(?=[所说])(?:所说|所言|所述|所指出|所介绍|说的)"
    r"|记者(?:日前|近日|今日|昨日|\d+日)?从(?P<from_who>[^,。;:“”]{2,36}?)(?:处|方面)?(?:获悉|了解到|看到|获知|采访)"
    r"|(?=[另据根依援引])(?:(?<!数)(?<!证)(?<!占)(?<!依)(?<!票)另?据|根据|依据|援引|引述)(?P<per_who>[^,。;:“”]{2,40}?)"
    rf"(?=[{_PER_FIRST}])"
    r"(?P<per>介绍|透露|表示|统计(?![局署处厅部司科])|数据|资料|数字|报道|报导|测算|估计|预测|消息|公告|通报|披露|发布|公布|"
    r"监测(?![中站])|估算|显示|称|说|的说法|分析(?!师)|报告|研报|财报|年报|公报|调查(?![局队署])|指出|预计)"
    rf"|(?=[{_DOCUMENT_FIRST}])(?P<show>{DOCUMENT}(?:还|也|同时|进一步)?(?:{_SHOW}))"
    rf"|(?P<strong>{_STRONG})"
    rf"|(?P<weak>(?:{_WEAK})(?:[称说道])?(?=[,:“]|[。”!…]|$|(?<=称)(?:已|将|其|该|没有|尚未|正在|公司|目前|今年|去年)))"
    rf"|(?P<issued>(?:发布|发出|刊发)了?[^,。;:]{{0,14}}?(?=[{_DOCUMENT_FIRST}]){DOCUMENT}(?:称|显示|指出)?(?=[,:。]|$))"
    r"|(?P<forecast>预计|预测|预估|预告|公布|披露|统计(?=[,:])))"
)
_PAUSING: Final = 1
_CLOSING: Final = 2
_MARKS: Final = table(",;:。!?“”", ")")
# Words that hold 说 or 称 and report nothing.
_GOING_ON: Final = pattern(r"[\s,]*(?:并|还|也|同时|并且|且|又|随即|随后|此前|正式|进一步|公开)+")
_SILENT_BEFORE: Final = pattern(
    r"(?:来|再|所|据|小|传|听|解|话|学|虽|可|不|也就是|就是|或者|换句话|一般|不用|可以|总体|总的|名|号|堪|简|俗|职|全|统|合|对|被|自|并|誉|尊|代|昵|别)$"
)
_PERSON: Final = pattern(r"(?<![言责伙始办事友])人$")
"""第一人称 reports nothing, 发言人称 does."""
_ADVERBS: Final = Tag.PARTICLE | Tag.OPENER
_UNNAMED: Final = pattern(r"不愿具名|不愿透露姓名|匿名|要求不具名")
_SELF: Final = ("我", "咱", "本人", "大家", "你", "您")
_DATASET: Final = pattern(
    r"\d|(?:内测|实测|抽样|调查|测试|监测|统计|初步|最新|公开|历史|第三方|业绩|财务|相关|有关|多项|这些|结果|问卷)$"
)
_FILING: Final = pattern(
    r"(?:最新|该|上述|发布的|[\d年]+)*"
    r"(?:财报|年报|半年报|中报|季报|一季报|三季报|业绩预告|业绩快报|公告|声明|招股书|招股说明书|通报)"
)
_TITLED: Final = pattern(r"《[^》]{1,60}》")
_WHO: Final = {"like_who": "like_who", "from_who": "from_who", "per": "per_who"}
"""The groups of a cue that begins before its speaker, by the last of them that matches."""
_LAST: Final = pattern(r"[。”!?…\s]*$")


def cues(text: str, sentence: Sentence, openings: list[int], first: int, lexicon: Lexicon) -> list[Cue]:
    """Return the cues of a sentence of a folded text, in order.

    ``openings`` are where they may begin, in order, those of the sentence from the number ``first`` on; ``lexicon``
    knows the words of the text or its like.
    """
    found: list[Cue] = []
    taken, end = sentence.start, sentence.end
    for number in range(first, len(openings)):
        start = openings[number]
        if start >= end:
            break
        if start < taken:
            continue
        match = CUE.match(text, start, end)
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
        return named(text, verb, first, last, lexicon, lasting=kind != "like_who")
    if kind == "weak" and text[verb] in "说称" and _is_silent(text, max(sentence.start, verb - 3), verb):
        return None
    begin = _segment(text, sentence.start, verb, lexicon)
    if kind == "show":
        return _document(text, begin, found, lexicon)
    if text[begin:verb].lstrip(" “").startswith(_SELF):
        return None
    if text.find("名", begin, verb) >= 0 and _UNNAMED.search(text, begin, verb):
        cue: Cue | None = Cue(begin, begin, verb, hearsay=True, lasting=False)
    else:
        cue = named(text, begin, begin, verb, lexicon)
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
    if is_body(quoted) or (is_titled(quoted) and not TITLE.fullmatch(quoted)):
        return None
    begin = _segment(text, sentence.start, found.start(), lexicon)
    return named(text, begin, begin, found.start(), lexicon) if begin < found.start() else None


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
    at = end - 1
    while at >= floor:
        mark = classes_at(_MARKS, text, at)
        if mark & _PAUSING:
            return at
        if mark & _CLOSING:
            # A note in brackets, whatever stops it holds, belongs to the name before it.
            note = text.rfind("(", floor, at)
            at = note if note >= 0 else at
        at -= 1
    return floor - 1


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
    tail = TAIL.search(text, begin, verb) if verb > begin and may_trail(text[verb - 1]) else None
    end = tail.start() if tail else verb
    name = text[begin:end]
    cue = None
    if name.strip():
        when = TIME.search(name)
        if not _DATASET.search(name[: when.start()] if when else name):
            cue = named(text, begin, begin, end, lexicon)
    if cue is not None:
        # Data speak for the paragraph that they open; a study or a filing, like a person, may speak for more.
        cue.lasting = not text.startswith(_DATA, verb)
        cue.body = not is_titled(name)
        return cue
    titled = _TITLED.search(text, begin, found.end()) if text.find("《", begin, found.end()) >= 0 else None
    if titled:
        return Cue(begin, titled.start(), titled.end(), body=True)
    # A filing without a name is that of the firm spoken of.
    filed = _FILING.match(text, end, found.end())
    return Cue(begin, begin, begin, body=True, anaphor=True) if filed and not name.strip() else None
