"""What a figure measures: the noun or verb phrase around it, in the text's words, and what it counts."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese import vocabulary
from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.edges import (
    BLANK,
    COMPARES,
    EDGE,
    EDGES,
    LINK,
    LISTS,
    LONGEST,
    MARKED,
    NOUN_STOP,
    PRICED,
    noun_of,
)
from tracker.extract.chinese.sides import Left, Right
from tracker.extract.chinese.words import BITS, Lexicon, Tag, Word
from tracker.extract.lazy import pattern

_LIGHT: Final = frozenset(vocabulary.LIGHTS.split())
_CONNECTING: Final = "、和与及或至到~/—-"
_LONGEST_CONNECTOR: Final = 3
_COMPARATIVE: Final = pattern(
    r"(?:高出|多出|少了|多了|高了|低了|快了|慢了|高|低|多|少|快|慢|大|小|长|短|贵|便宜|强|弱|重|轻)$"
)
_PRONOUNS: Final = frozenset(["其", "该", "此", "这", "它", "他", "她", "自己", "我们", "其中", "公司"])
# What the letters of a noun say of it: it ends as a measure, it ends as nouns do, a pronoun begins so.
_NOUNS: Final = table(
    "率额量价费值",
    "版率额量器机者员费价期力性化型类线点站店商品部门款权物券稿险税局园区链端幅速值数户表车",
    "".join(word[0] for word in _PRONOUNS),
)
_MEASURING: Final = 1
_NOMINAL: Final = 2
_POINTING: Final = 4
_EACH: Final = pattern(
    r"(?:人民币|新台币|台币|港币|美元|折合|约合)$"
    r"|(?:每|平均每)(?:[一-鿿]{1,2}|[平立]方米|[A-Za-z]{1,8}|百万[A-Za-z]{1,8}) ?$"
)


_MEASURE: Final = Tag.MEASURE
_WEAK: Final = Tag.WEAK
_RISE: Final = Tag.RISE
_CHANGE: Final = Tag.CHANGE
_PARTICLE: Final = Tag.PARTICLE
_PREDICATE: Final = Tag.PREDICATE
_VERB: Final = Tag.VERB
_NOUN: Final = Tag.NOUN
_OF: Final = Tag.OF
_SETTLED: Final = Tag.PARTICLE | Tag.CAUSE | Tag.COPULA
_ACTING: Final = Tag.VERB | Tag.SAY
_BINDING: Final = Tag.PARTICLE | Tag.COPULA
_VERBAL: Final = Tag.VERB | Tag.WEAK
_NO_VERB: Final = Tag.CHANGE | Tag.PARTICLE | Tag.MEASURE
_OUTDOING: Final = frozenset(["超越", "领先", "战胜", "击败", "优于", "跑赢", "赶超", "打败"])


def _is_predicate(text: str, words: list[Word], i: int, limit: int) -> bool:
    """Say whether a word that may be a predicate is one; the text is not read from ``limit`` on."""
    key, _, end = words[i]
    bits = BITS[key]
    if bits & _MEASURE:
        return False
    if bits & _SETTLED:
        return True
    if bits & _WEAK:
        return False
    if end >= limit or not classes_at(_NOUNS, text, end) & _NOMINAL:
        return True
    return i + 1 < len(words) and words[i + 1][1] == end


def left(text: str, words: list[Word], start: int, end: int, *, gone: int = 0, behind_figure: bool = False) -> Left:
    """Read the words of a folded clause from ``start`` up to a figure at ``end``; ``words`` are those known.

    NULs stand for words taken out, of which there are ``gone`` letters before ``start``.

    >>> words = "商品点击率提升"; found = left(words, Lexicon(words).within(0, 7), 0, 7); (found.noun, found.change)
    ('商品点击率', 1)
    """
    found = Left(behind_figure and bool(words) and text[end - 1] in "、和与及或")
    cut, at = _nearest(text, words, start, end, gone, found)
    verb = found.verb
    # Then the noun phrase before that, back to the next predicate, or to words taken out.
    gap = text.rfind("\x00", start, cut)
    opening = begin = gap + 1 if gap >= 0 else start
    base = start - gone
    governing: Word | None = None
    for i in range(at - 1, -1, -1):
        key, first, last = words[i]
        if last > cut:
            continue
        if last <= begin:
            break
        bits = BITS[key]
        heads = bits & _WEAK and first == begin and begin > base and not bits & _MEASURE
        if heads or (bits & _PREDICATE and _is_predicate(text, words, i, end)):
            # One character behind another at the very start is more likely the rest of a name.
            if last == base + 2 and first == base + 1 and last < cut and text[first] != "是":
                continue
            begin, governing = last, words[i]
            break
    if governing is not None and not verb:
        key, first, last = governing
        bits = BITS[key]
        if bits & _CHANGE and not found.change:
            found.change = 1 if bits & _RISE else -1
            found.changed, found.governed = text[first:last], True
        elif bits & _VERBAL and (word := text[first:last]) not in _LIGHT:
            verb = word
    if not verb:
        verb = _last_verb(text, words, at, end)
    noun, noun_start = noun_of(text, begin, cut)
    if not noun and governing is not None and BITS[governing[0]] & _PARTICLE:
        measured = _last_measure(words, governing[1])
        if measured is not None:
            # 总收入有望在年底达到…: the measure stands before the particles.
            noun, noun_start = noun_of(text, opening, measured[2])
    if verb and len(noun) > len(verb) and noun.startswith(verb):
        # 处理包裹: the verb was read already.
        noun, noun_start = noun[len(verb) :], noun_start + len(verb)
    if classes_at(_NOUNS, noun, 0) & _POINTING and noun in _PRONOUNS:
        noun = ""
    found.noun, found.verb = noun, verb
    size = len(noun)
    found.measured = classes_at(_NOUNS, noun, size - 1) & _MEASURING != 0 or _measured(words, noun_start + size)
    return found


def _nearest(text: str, words: list[Word], floor: int, end: int, gone: int, found: Left) -> tuple[int, int]:
    """Read what stands right before the figure: 提升 (达), 降至, 为, 高.

    Return where it begins, and how many of the words stand before that.
    """
    cut = end
    at = len(words)
    apiece = text.find("每", floor, end) >= 0
    while cut > floor:
        mark = text[cut - 1]
        while mark == " " or mark == "\x00":
            cut -= 1
            if cut == floor:
                return cut, 0
            mark = text[cut - 1]
        marked = classes_at(MARKED, text, cut - 1)
        if marked & PRICED or apiece:
            near = cut - 12 if cut > floor + 12 else floor
            if marked & PRICED or text.find("每", near, cut) >= 0:
                each = _EACH.search(text, near, cut)
                if each:
                    cut = each.start()
                    continue
        while at and words[at - 1][1] >= cut:
            at -= 1
        first = last = bits = 0
        if at and words[at - 1][2] == cut:
            key, first, last = words[at - 1]
            bits = BITS[key]
        if marked & LINK and last - first < 2:
            cut -= 1
            continue
        if not bits or (bits & _NOUN and not bits & _CHANGE):
            if marked & COMPARES and not found.change and not found.comparative:
                adjective = _COMPARATIVE.search(text, max(floor, cut - 2), cut)
                if adjective:
                    found.comparative = True
                    found.change = -1 if adjective[0][0] in "低少慢小短弱轻便" else 1
                    cut = adjective.start()
                    continue
            break
        if bits & _CHANGE:
            if bits & _MEASURE:
                # 增幅, 跌幅: the noun itself tells of a change.
                found.change = found.change or (1 if bits & _RISE else -1)
                break
            found.changed = found.changed or text[first:last]
            found.change = found.change or (1 if bits & _RISE else -1)
            found.reached = found.reached or mark in "至到为"
        elif bits & _MEASURE and not (last < end and text[last] == "了"):
            break
        elif (bits & _ACTING and not bits & _BINDING) or bits & _WEAK:
            word = text[first:last]
            found.outdone = word in _OUTDOING
            if not found.verb and word not in _LIGHT:
                found.verb, found.behind = word, True
        elif bits & _SETTLED:
            if last - first == 1 and (mark == "至" or mark == "到"):
                found.reached = True
        else:
            break
        cut = first
        if found.verb and not found.change:
            # 资金已下达: adverbs between a noun and its verb belong to the verb.
            while at > 1 and words[at - 2][2] == cut and BITS[words[at - 2][0]] & _PARTICLE:
                at -= 1
                cut = words[at - 1][1]
            break
    else:
        if gone:
            # Nothing of the clause stands before.
            at = 0
    return cut, at


def _last_measure(words: list[Word], end: int) -> Word | None:
    """Return the last measure before ``end`` that is no verb of change."""
    for word in reversed(words):
        bits = BITS[word[0]]
        if word[2] <= end and bits & _MEASURE and not bits & (_CHANGE | _VERB):
            return word
    return None


def _last_verb(text: str, words: list[Word], count: int, limit: int) -> str:
    """Return the last verb among the first ``count`` words; the text is not read from ``limit`` on."""
    for i in range(count - 1, -1, -1):
        key, start, end = words[i]
        bits = BITS[key]
        if bits & _VERBAL and not bits & _NO_VERB:
            name = text[start:end]
            if name not in _LIGHT and (end >= limit or not classes_at(_NOUNS, text, end) & _NOMINAL):
                return name
    return ""


def _measured(words: list[Word], end: int) -> bool:
    """Say whether the word that ends there is a measure."""
    for word in words:
        if word[2] >= end:
            return word[2] == end and bool(BITS[word[0]] & _MEASURE)
    return False


def right(lexicon: Lexicon, text: str, start: int, end: int) -> Right:
    """Read the words of a folded clause from behind the figure at ``start`` to ``end``.

    ``text`` is that of the ``lexicon``, or a copy of it which may differ in notes.

    >>> words = "个国家和地区启动活动"; right(Lexicon(words), words, 1, 10).noun
    '国家和地区'
    """
    begin = start
    size = len(text)
    marked = 0
    while begin < end:
        marked = classes_at(MARKED, text, begin)
        if not marked & BLANK:
            break
        begin += 1
    if begin >= end or marked & LISTS:
        return Right("", "")
    if not text[begin:end].isalnum():
        stop = NOUN_STOP.search(text, begin, end)
        end = stop.start() if stop else end
    words = lexicon.within_copy(text, begin, end) if begin < end else []
    cut = end
    for i, (key, first, last) in enumerate(words):
        if BITS[key] & _PREDICATE and _is_predicate(text, words, i, size):
            if first == begin + 1 and last == begin + 2:
                continue
            # 推出的…, 上市的…: the described thing comes after.
            if BITS[key] & _VERB and i + 1 < len(words) and words[i + 1][1] == last and BITS[words[i + 1][0]] & _OF:
                continue
            cut = first
            break
    noun_end = cut
    while noun_end > begin and classes_at(MARKED, text, noun_end - 1) & EDGE:
        noun_end -= 1
    noun = text[begin:noun_end]
    of = noun.find("的")
    if of > 0:
        # What is counted stands before 的 (百万商家的系统) unless that describes it (三个最大的城市).
        described = noun[0] in "最更较很新" or _tells(words, begin + of)
        noun = noun[noun.rfind("的") + 1 :] if described else noun[:of]
    predicate = text[cut:end].strip(EDGES) if cut < end else ""
    return Right(noun[:LONGEST] if len(noun) > LONGEST else noun, predicate)


def _tells(words: list[Word], end: int) -> bool:
    """Say whether one of the words that end before ``end`` may be a predicate."""
    return any(last <= end and BITS[key] & _PREDICATE for key, _, last in words)


def is_connector(text: str, start: int, end: int) -> bool:
    """Say whether nothing but a list's comma or 和 stands between two figures."""
    if end - start > _LONGEST_CONNECTOR:
        return False
    return all(letter in _CONNECTING or letter.isspace() for letter in text[start:end])
