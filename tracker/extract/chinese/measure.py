"""What a figure measures: the noun or verb phrase around it, in the text's words, and what it counts."""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.extract.chinese import vocabulary
from tracker.extract.chinese.words import Tag, Word, tag, word_at
from tracker.extract.lazy import pattern

LONGEST = 20
"""A metric phrase is for people to read: longer ones are cut at the head noun's side."""

_LIGHT: Final = frozenset(vocabulary.LIGHTS.split())
_CONNECTOR = pattern(r"[\s、和与及或至到~/—-]*$")
_LONGEST_CONNECTOR = 3
_EDGE = " :　“”‘’、,的之了着过和与及或以/·\x00"
_NOUN_STOP = pattern(r"[”》“,。;:!?()\[\]【】…—\n|/]")
_GAP = pattern(r"\s{2,}")
_MEASURING = frozenset("率额量价费值")
_COMPARATIVE = pattern(
    r"(?:高出|多出|少了|多了|高了|低了|快了|慢了|高|低|多|少|快|慢|大|小|长|短|贵|便宜|强|弱|重|轻)$"
)
_AMOUNT_TO = pattern(r"(?:至|到|为|成|达到)$")
_NOMINAL = frozenset("版率额量器机者员费价期力性化型类线点站店商品部门款权物券稿险税局园区链端幅速值数户表车")
_LINKS = frozenset("的了达约近超共仅就也报")
"""Characters between a noun and its figure, where they are not the end of a longer word."""
_PRONOUNS = frozenset(["其", "该", "此", "这", "它", "他", "她", "自己", "我们", "其中", "公司"])
_EACH = pattern(
    r"(?:人民币|新台币|台币|港币|美元|折合|约合)$"
    r"|(?:每|平均每)(?:[一-鿿]{1,2}|[平立]方米|[A-Za-z]{1,8}|百万[A-Za-z]{1,8}) ?$"
)


class Left(NamedTuple):
    """The words before a figure: the noun phrase measured, the verb that governs it, how it changes."""

    noun: str
    noun_start: int
    verb: str
    change: int = 0
    """1 where the words tell of a rise, -1 of a fall."""
    reached: bool = False
    """A change verb with 至 or 到: what follows is where it ends, no difference."""
    comparative: bool = False
    measured: bool = False
    """The noun is a known measure (销量, 点击率)."""
    linked: bool = False
    """The words begin with 和 or 、 behind another figure: its verb governs this one too."""
    outdone: bool = False
    changed: str = ""
    """The word of change itself."""
    governed: bool = False
    """That word stands before the noun (增加岗位12万个), not between it and the figure."""
    behind: bool = False
    """The verb stands behind the noun (旅客消费5000元)."""


class Right(NamedTuple):
    """The words behind a figure: the noun phrase it counts, or the predicate that follows it."""

    noun: str
    noun_end: int
    predicate: str = ""


def _predicate(text: str, words: list[Word], i: int) -> bool:
    word = words[i]
    if not word.tag & Tag.PREDICATE:
        return False
    if word.tag & (Tag.PARTICLE | Tag.CAUSE | Tag.COPULA) and not word.tag & Tag.MEASURE:
        return True
    if word.tag & Tag.MEASURE:
        return False
    follower = text[word.end : word.end + 1]
    compound = bool(follower) and follower in _NOMINAL and not (i + 1 < len(words) and words[i + 1].start == word.end)
    return not compound and not word.tag & Tag.WEAK


def left(text: str, start: int, end: int, *, behind_figure: bool = False) -> Left:
    """Read the words of a folded clause from ``start`` to the figure at ``end``; NULs stand for words taken out.

    >>> left("商品点击率提升", 0, 7).noun, left("商品点击率提升", 0, 7).change
    ('商品点击率', 1)
    """
    words = tag(text, start, end)
    linked = behind_figure and bool(words) and text[end - 1] in "、和与及或"
    cut = end
    change = 0
    changed = ""
    governed = behind = False
    reached = comparative = outdone = False
    verb = ""
    at = len(words)
    # First what stands right before the figure: 提升 (达), 降至, 为, 高.
    while cut > start:
        while cut > start and text[cut - 1] in " \x00":
            cut -= 1
        near = max(start, cut - 12)
        if (cut > start and text[cut - 1] in "币元合") or text.find("每", near, cut) >= 0:
            each = _EACH.search(text, near, cut)
            if each:
                cut = each.start()
                continue
        while at and words[at - 1].start >= cut:
            at -= 1
        last = words[at - 1] if at and words[at - 1].end == cut else None
        if cut > start and text[cut - 1] in _LINKS and (last is None or last.end - last.start == 1):
            cut -= 1
            continue
        if last is None or (last.tag & Tag.NOUN and not last.tag & Tag.CHANGE):
            adjective = _COMPARATIVE.search(text, max(start, cut - 2), cut)
            if adjective and not change and not comparative:
                comparative = True
                change = -1 if adjective[0][0] in "低少慢小短弱轻便" else 1
                cut = adjective.start()
                continue
            break
        if last.tag & Tag.CHANGE and not last.tag & Tag.MEASURE:
            changed = changed or text[last.start : last.end]
            change = change or (1 if last.tag & Tag.RISE else -1)
            reached = reached or text[cut - 1] in "至到为"
        elif last.tag & Tag.MEASURE and not last.tag & Tag.CHANGE and text[last.end : last.end + 1] != "了":
            break
        elif last.tag & Tag.CHANGE:
            # 增幅, 跌幅: the noun itself tells of a change.
            change = change or (1 if last.tag & Tag.RISE else -1)
            break
        elif (last.tag & (Tag.VERB | Tag.SAY) and not last.tag & (Tag.PARTICLE | Tag.COPULA)) or last.tag & Tag.WEAK:
            word = text[last.start : last.end]
            outdone = word in ("超越", "领先", "战胜", "击败", "优于", "跑赢", "赶超", "打败")
            if not verb and word not in _LIGHT:
                verb, behind = word, True
        elif last.tag & (Tag.PARTICLE | Tag.COPULA | Tag.CAUSE):
            if text[last.start : last.end] in ("至", "到"):
                reached = True
        else:
            break
        cut = last.start
        if verb and not change:
            # 资金已下达: adverbs between a noun and its verb belong to the verb.
            while at > 1 and words[at - 2].end == cut and words[at - 2].tag & Tag.PARTICLE:
                at -= 1
                cut = words[at - 1].start
            break
    # Then the noun phrase before that, back to the next predicate, or to words taken out.
    begin = start
    if (gap := text.rfind("\x00", start, cut)) >= 0:
        begin = gap + 1
    governing: Word | None = None
    for i in range(at - 1, -1, -1):
        known = words[i]
        if known.end > cut:
            continue
        if known.end <= begin:
            break
        heads = bool(known.tag & Tag.WEAK) and known.start == begin and begin > start and not known.tag & Tag.MEASURE
        # One character behind another at the very start is more likely the rest of a name.
        named = known.end - known.start == 1 and known.start - start == 1 and known.end < cut
        named = named and text[known.start] != "是"
        if (heads or _predicate(text, words, i)) and not named:
            begin, governing = known.end, known
            break
    if governing and not verb:
        word_text = text[governing.start : governing.end]
        if governing.tag & Tag.CHANGE and not change:
            change = 1 if governing.tag & Tag.RISE else -1
            changed, governed = word_text, True
        elif governing.tag & (Tag.VERB | Tag.WEAK) and word_text not in _LIGHT:
            verb = word_text
    if not verb:
        verb = _last_verb(text, words[:at])
    noun, noun_start = _noun(text, begin, cut)
    if not noun and governing and governing.tag & Tag.PARTICLE and (last := _last_measure(words, governing.start)):
        # 总收入有望在年底达到…: the measure stands before the particles.
        noun, noun_start = _noun(text, gap + 1 if gap >= start else start, last.end)
    if verb and noun.startswith(verb) and len(noun) > len(verb):
        # 处理包裹: the verb was read already.
        noun, noun_start = noun[len(verb) :], noun_start + len(verb)
    if noun in _PRONOUNS:
        noun = ""
    measured = noun[-1:] in _MEASURING or _measured(words, noun_start + len(noun))
    return Left(
        noun, noun_start, verb, change, reached, comparative, measured, linked, outdone, changed, governed, behind
    )


def _last_measure(words: list[Word], end: int) -> Word | None:
    """Return the last measure before ``end`` that is no verb of change."""
    for word in reversed(words):
        if word.end <= end and word.tag & Tag.MEASURE and not word.tag & (Tag.CHANGE | Tag.VERB):
            return word
    return None


def _last_verb(text: str, words: list[Word]) -> str:
    for word in reversed(words):
        name = text[word.start : word.end]
        verbal = word.tag & (Tag.VERB | Tag.WEAK) and not word.tag & (Tag.CHANGE | Tag.PARTICLE | Tag.MEASURE)
        if verbal and name not in _LIGHT and text[word.end : word.end + 1] not in _NOMINAL:
            return name
    return ""


def _noun(text: str, begin: int, end: int) -> tuple[str, int]:
    """Narrow a noun phrase to what a reader needs: without marks at its ends, and after 的 where it is long."""
    while begin < end and (text[begin] in _EDGE or (text[begin] in "时后前" and end - begin > 4)):
        begin += 1
    while end > begin and text[end - 1] in _EDGE:
        end -= 1
    while (word := word_at(text, begin, end)) is not None:
        if not word.tag & Tag.OPENER or word.end - begin < 2 or word.tag & Tag.MEASURE:
            break
        begin = word.end
    stop = begin
    for mark in _NOUN_STOP.finditer(text, begin, end):
        stop = mark.end()
    begin = stop if stop < end else begin
    of = text.rfind("的", begin, end)
    if of >= begin and end - of > 2:
        begin = of + 1
    begin = max(begin, end - LONGEST)
    noun = text[begin:end]
    if "  " in noun or "\x00" in noun:
        noun = _GAP.sub("", noun).replace("\x00", "")
    return noun, begin


def _measured(words: list[Word], end: int) -> bool:
    """Say whether the word that ends there is a measure."""
    for word in words:
        if word.end == end:
            return bool(word.tag & Tag.MEASURE)
    return False


def right(text: str, start: int, end: int) -> Right:
    """Read the words of a folded clause from behind the figure at ``start`` to ``end``.

    >>> right("个国家和地区启动活动", 1, 10).noun
    '国家和地区'
    """
    begin = start
    while begin < end and text[begin] in " 的“":
        begin += 1
    if begin < end and text[begin] in "、和与及或至到":
        return Right("", begin)
    stop = _NOUN_STOP.search(text, begin, end)
    end = stop.start() if stop else end
    words = tag(text, begin, end)
    cut = end
    for i, word in enumerate(words):
        if _predicate(text, words, i):
            if word.start > begin and word.end - word.start == 1 and word.start - begin == 1:
                continue
            # 推出的…, 上市的…: the described thing comes after.
            if (
                word.tag & Tag.VERB
                and i + 1 < len(words)
                and words[i + 1].tag & Tag.OF
                and words[i + 1].start == word.end
            ):
                continue
            cut = word.start
            break
    noun_end = cut
    while noun_end > begin and text[noun_end - 1] in _EDGE:
        noun_end -= 1
    noun = text[begin:noun_end]
    of = noun.find("的")
    if of > 0:
        # What is counted stands before 的 (百万商家的系统) unless that describes it (三个最大的城市).
        described = any(w.tag & Tag.PREDICATE for w in words if w.end <= begin + of) or noun[0] in "最更较很新"
        noun = noun[noun.rfind("的") + 1 :] if described else noun[:of]
    predicate = text[cut:end].strip(_EDGE)
    return Right(noun[:LONGEST], noun_end, predicate)


def is_connector(gap: str) -> bool:
    """Say whether nothing but a list's comma or 和 stands between two figures."""
    return len(gap) <= _LONGEST_CONNECTOR and _CONNECTOR.match(gap) is not None
