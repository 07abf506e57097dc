"""Periods: every date and span of time that a text names, resolved against its publication date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from tracker.extract.chinese import calendars
from tracker.extract.chinese.calendars import OPEN
from tracker.extract.chinese.dates import Grain, bare_day, read, second_day
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.words import Tag, word_at
from tracker.extract.lazy import pattern
from tracker.extract.script import fold

_new: Final = tuple.__new__


class Period(NamedTuple):
    """A time that a text names. Offsets are code points, end exclusive: ``text[start:end] == period.text``."""

    start: int
    end: int
    text: str
    first: date | None
    """First day; None where open, or where neither the words nor the publication date tell."""
    last: date | None
    """Last day; likewise."""
    grain: Grain = Grain.DAY
    span: bool = False
    """The words say from when to when (10月1日至8日)."""
    until: bool = False
    """The words say up to when (截至9月底)."""
    figure: bool = False
    """The words claim a time (10月9日启动) rather than set the scene (10月9日，…)."""


_DAY: Final = Grain.DAY
_COUNT: Final = r"几|数|[\d一二两三四五六七八九十半百]{1,4}"
_WINDOW: Final = pattern(
    rf"(?:(?P<past>最?近|过去|此前|以往)|(?P<future>未来|今后)|(?P<early>前))(?:的)? ?(?P<n>{_COUNT}) ?[多余]?"
    r"(?P<unit>个?月|年半?|个?季度|周|个?星期|天|日|个?小时)(?:以来|来|间|内|里)?"
)
_AGO: Final = pattern(
    rf"(?P<n>{_COUNT}) ?[多余]?(?P<unit>个月|年|周|个?星期|天|日)"
    r"(?P<way>之前|以前|前(?![十三列景五百往端期沿\d])|之后|以后|后(?![续期台方])|以来|来(?![自到源临说看]))"
)
_UNTIL: Final = pattern(r"(?:截至到?|截止到?)$")
_LASTED: Final = pattern(rf" ?止的?(?P<n>{_COUNT})(?P<unit>个?月|年|个?季度|周|个?星期)")
"""How long the time was that ended there (截至9月底止六个月)."""
_JOIN: Final = pattern(r" ?(?:起)?(?P<verb>(?:一直)?(?:持续|延续|延长|延|进行)?(?:至|到|直至)|-{1,2}|–|—{1,2}|~) ?")
_SINCE: Final = pattern(r"[”\"]?(?P<since>以来|至今|起|开始)")
_EFFECT: Final = pattern(
    r"(?:正式|全面|将|陆续|分批|分阶段)*(?:施行|实施|执行|生效|上路|开[售卖放跑打工业通播演课学]|发售|启用|启动|接受|受理|停[止运产业]|暂停"
    r"|取消|实行|恢复|上[线市映]|营运|运营|营业|供应|发放|申[请领办])"
)
"""What begins on a day that is claimed (1月1日起施行)."""
_WILL: Final = pattern(r"(?:将|拟|预计|计划)[由自从于在]?$")
_NUMERALS: Final = "一二三四五六七八九十两"
_WINDOW_FIRST: Final = frozenset("最近过此以未今前")
_AGO_FIRST: Final = frozenset("几数半百" + _NUMERALS)
_JOIN_FIRST: Final = frozenset(" 起一持延进至到直-–—~")
_SINCE_FIRST: Final = frozenset('”"以至起开')
_UNTIL_LAST: Final = frozenset("至到止\n")
# Where a date may begin: cheap to find, as every place found costs a full reading. A class stands first, by which the
# matcher passes over what begins no date; what it let through is looked back at.
_TRIGGER: Final = pattern(
    r"[\d第一二三四五六七八九十两今去明前本上下首双年次翌国元春端中最近过此以未几数昨后这黑Qq“\"「『‘《](?:(?<=[近双])"
    rf"|(?=[-\d年日天后月周几数{_NUMERALS}季个半初底末中内庆旦节午秋近去前往来色/. ·余多~–—至到黄〇零双黑国元春])(?:"
    r"年(?<=[今去明前本上下次翌]年)|[日天](?<=[今明昨].)|天(?<=[前后]天)|后(?<=今后)|[月周](?<=[本上下].)"
    rf"|[几数\d{_NUMERALS}](?<=前.)|季(?<=[本上下首]季)|[两二三](?<=首.)季|[个半一](?<=[上下].)|[个周](?<=这.)"
    r"|[初底末中内](?<=年.)|庆(?<=国庆)|旦(?<=元旦)|节(?<=春节)|午(?<=端午)|秋(?<=中秋)|近(?<=最近)|去(?<=过去)"
    r"|前(?<=此前)|往(?<=以往)|来(?<=未来)|[1-4](?<=[Qq].)|[一二三四1-4](?<=第.)季|[五色](?<=黑.)"
    r"|(?<=\d)(?:(?<!\d\d)\d{0,3}(?=[-/.年 月日·天周个余多~–—至到])|(?<=6)18)"
    rf"|(?<=[{_NUMERALS}])(?:(?<![{_NUMERALS}].)[{_NUMERALS}]{{0,3}}(?=[年月天周个季黄余多日至到~–—-])"
    r"|(?<=[一二])(?=[〇零九])|(?<=五)一)"
    r"|(?<=[几数])(?=[年天周日个])|(?<=[“\"「『‘《])(?=[双6黑五1国元春])))"
)


def periods(text: str, published: date | None = None) -> Iterator[Period]:
    """Yield every date and period of ``text`` in order, without overlaps.

    Relative words (去年, 上月, a month without a year) need ``published``; without it their days stay None.

    >>> [(p.text, str(p.first), str(p.last)) for p in periods("截至去年9月底", date(2025, 10, 20))]
    [('截至去年9月底', 'None', '2024-09-30')]
    """
    for period in folded_periods(fold(text), published):
        said = text[period.start : period.end]
        yield period if period.text == said else period._replace(text=said)


def folded_periods(words: str, published: date | None = None) -> Iterator[Period]:
    """Yield the periods of a folded text, their words as folded."""
    floor = 0
    for trigger in _TRIGGER.finditer(words):
        start = trigger.start()
        if start < floor:
            continue
        period = _period(words, start, floor, published)
        if period is not None:
            floor = period.end
            yield period


def _period(words: str, start: int, floor: int, published: date | None) -> Period | None:
    if words[start].isdigit() and start and (words[start - 1].isdigit() or words[start - 1] in ".-/"):
        return None
    window = _window(words, start, published)
    if window is not None:
        return window
    atom = read(words, start, published) or bare_day(words, start, published)
    if atom is None:
        return None
    (first, last), end, span, verb = atom.days, atom.end, False, ""
    behind = words[end : end + 1]
    join = _JOIN.match(words, end) if behind in _JOIN_FIRST else None
    other = (read(words, join.end(), published, atom) or second_day(words, join.end(), atom)) if join else None
    if join and other:
        last, end, verb, span = other.days[1], other.end, join["verb"], True
    begin = None
    if words[start - 1 : start] in _UNTIL_LAST:
        begin = _UNTIL.search(words, max(floor, start - 5), start)
    until = bool(begin) and not span
    if begin and until:
        first, start = None, begin.start()
        if (lasted := _LASTED.match(words, end)) is not None:
            first = _moved(last, lasted, -1) if last else None
            end = lasted.end()
    since = _SINCE.match(words, end) if not until and words[end : end + 1] in _SINCE_FIRST else None
    begins = since and (_EFFECT.match(words, since.end("since")) or _WILL.search(words, max(0, start - 3), start))
    if begins and not span and atom.grain is _DAY and "月" in words[start:end]:
        return Period(start, end, words[start:end], first, last, atom.grain, figure=True)
    if since and not span:
        end = since.end("since")
        last = published if since["since"] in ("以来", "至今") else None
    past = published is not None and last is not None and last <= published
    figure = not (since or until) and _claims(words, start, end, atom.grain, verb if span else None, past=past)
    return _new(Period, (start, end, words[start:end], first, last, atom.grain, span, until, figure))


_CLAUSE_END: Final = frozenset(",，。；;!！?？：:\n、）)】」”")
_CLAUSE_START: Final = frozenset(",，。；;!！?？：:\n、 （(【「“")
_OPENING: Final = pattern(
    r"(?:当天|当日)?(?:(?:凌晨|早间|早上|上午|中午|下午|晚间|晚上|晚)(?:\d{1,2}[点时](?:\d{1,2}分|许|半)?)?)? ?"
    r"(?:[,，]|记者|$|\n|[)）】]|  )"
)
_DATELINE: Final = pattern(r" ?(?:电(?![商子话影视力动])|讯|消息|报道)")
_LED: Final = frozenset("从自为于在是定：:")
_AGAINST: Final = frozenset("较比与同据和")


def _claims(words: str, start: int, end: int, grain: Grain, verb: str | None, *, past: bool) -> bool:
    """Whether the words claim the time: whole days and from-to spans do, unless they only set the scene.

    ``verb`` is what joins the two ends of a span; ``past`` says that the time is over when the text appears.
    """
    opens = start == 0 or words[start - 1] in _CLAUSE_START
    before = words[start - 1 : start]
    if before in _AGAINST:
        return False
    led = before in _LED
    if verb is not None:
        closes = end == len(words) or words[end] in _CLAUSE_END
        # At the head of a clause a span sets the scene, unless what will happen in it follows.
        if led and closes and (start == 1 or words[start - 2] in _CLAUSE_START):
            # 从2021年到2025年,…
            return False
        return len(verb) > 1 or led or (closes and not opens) or words.startswith("将", end)
    if grain is not _DAY or "月" not in words[start:end] or _DATELINE.match(words, end):
        return False
    led = led or bool(_WILL.search(words, max(0, start - 3), start))
    if past and not (opens or led) and (_CLOCK.match(words, end) or not _EFFECT.match(words, end)):
        # 法院12月3日对该案宣判: when it was done, not what is told.
        return False
    opens = opens or words.startswith("时间", start - 2)
    return not (opens and (_OPENING.match(words, end) or not _happens(words, end)))


_ADVERB: Final = pattern(r"(?:正式|全[面部数]|率先|同步|如期|首次|陆续|上午|下午|晚间?|[将已才便即就再又起])*")
_CLOCK: Final = pattern(r"\d{1,2}[时点:]")


def _happens(words: str, end: int) -> bool:
    """Whether a verb follows a day at the head of its clause (10月9日启动), not what it is the day of."""
    if _CLOCK.match(words, end):
        return False
    adverbs = _ADVERB.match(words, end)
    at = adverbs.end() if adverbs else end
    known = word_at(words, at, min(len(words), at + 8))
    return at > end or (known is not None and bool(known[1] & Tag.PREDICATE) and not known[1] & Tag.MEASURE)


_RECORD: Final = pattern(r"同|最|新|首|单|之|罕|历|第|的|低|高")
"""Behind 近十年 it says that something is the most, or the first, of those years."""
_LASTS: Final = pattern(r"(?:[时达了续经为长费要期需有耗过]|提[前早]|推迟|缩短|延后|减少|增加)$")
"""In front of 近, these make it a hedge: 历时近三个月, 花了近三年, 有近十年, 提前近两周."""


def _window(words: str, start: int, published: date | None) -> Period | None:
    found = _WINDOW.match(words, start) if words[start] in _WINDOW_FIRST else None
    if found is None:
        found = _AGO.match(words, start) if words[start] in _AGO_FIRST or words[start].isdigit() else None
        return _ago(found, published) if found else None
    if (
        found["past"] == "近"
        and _LASTS.search(words, max(0, start - 2), start)
        and not _RECORD.match(words, found.end())
    ):
        return None
    if (found["past"] == "近" and "小时" in found["unit"]) or (
        found["early"] and found["unit"].endswith(("月", "季度"))
    ):
        return None
    days = OPEN
    if published is not None:
        moment = _moved(published, found, 1 if found["future"] else -1)
        if moment is not None and not found["early"]:
            days = (published, moment) if found["future"] else (moment, published)
    return Period(start, found.end(), found.group(), *days, Grain.WINDOW)


def _ago(found: re.Match[str], published: date | None) -> Period:
    days = OPEN
    if published is not None and "后" not in found["way"]:
        moment = _moved(published, found, -1)
        if moment is not None:
            days = (moment, published) if "来" in found["way"] else (None, moment)
    return Period(found.start(), found.end(), found.group(), *days, Grain.WINDOW)


def _moved(published: date, found: re.Match[str], sign: int) -> date | None:
    count = found["n"]
    number = numeral(count, 0)
    if number is None or number.low is None or number.low > 10**4:
        return None
    size, unit = int(number.low) * sign, found["unit"]
    if unit.endswith("半"):
        return calendars.shifted(published, size * 12 + 6 * sign)
    if unit.endswith("月"):
        return calendars.shifted(published, size)
    if unit.endswith("季度"):
        return calendars.shifted(published, size * 3)
    if unit.endswith("年"):
        return calendars.shifted(published, size * 12)
    if unit.endswith("小时"):
        return calendars.moved(published, size // 24)
    return calendars.moved(published, size * (7 if unit.endswith(("周", "星期")) else 1))
