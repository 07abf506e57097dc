"""Periods: every date and span of time that a text names, resolved against its publication date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from tracker.extract.chinese import calendars
from tracker.extract.chinese.calendars import OPEN
from tracker.extract.chinese.dates import read, second_day
from tracker.extract.chinese.grain import Grain
from tracker.extract.chinese.marks import Marks
from tracker.extract.chinese.numbers import numeral
from tracker.extract.chinese.relatives import bare_day
from tracker.extract.chinese.sights import Sights
from tracker.extract.chinese.words import Tag, word_at
from tracker.extract.lazy import pattern
from tracker.extract.script import fold


class Period:
    """A time that a text names. Offsets are code points, end exclusive: ``text[start:end] == period.text``."""

    __slots__ = ("end", "figure", "first", "grain", "last", "span", "start", "text", "until")

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        first: date | None,
        last: date | None,
        grain: Grain,
        span: bool = False,
        until: bool = False,
        figure: bool = False,
    ) -> None:
        """Take them all."""
        self.start: int = start
        self.end: int = end
        self.text: str = text
        self.first: date | None = first
        """First day; None where open, or where neither the words nor the publication date tell."""
        self.last: date | None = last
        """Last day; likewise."""
        self.grain: Grain = grain
        self.span: bool = span
        """The words say from when to when (10月1日至8日)."""
        self.until: bool = until
        """The words say up to when (截至9月底)."""
        self.figure: bool = figure
        """The words claim a time (10月9日启动) rather than set the scene (10月9日，…)."""


_DAY: Final = Grain.DAY
_LONG: Final = Grain.WINDOW
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
_FAR_FIRST: Final = frozenset("最近过此以未今前")
_WINDOW_FIRST: Final = _FAR_FIRST.union("几数半百" + _NUMERALS)
_JOIN_FIRST: Final = frozenset(" 起一持延进至到直-–—~")
_SINCE_FIRST: Final = frozenset('”"以至起开')
_UNTIL_LAST: Final = frozenset("至到止\n")


def periods(text: str, published: date | None = None) -> Iterator[Period]:
    """Yield every date and period of ``text`` in order, without overlaps.

    Relative words (去年, 上月, a month without a year) need ``published``; without it their days stay None.

    >>> [(p.text, str(p.first), str(p.last)) for p in periods("截至去年9月底", date(2025, 10, 20))]
    [('截至去年9月底', 'None', '2024-09-30')]
    """
    for period in folded_periods(fold(text), published):
        period.text = text[period.start : period.end]
        yield period


def folded_periods(words: str, published: date | None = None, marks: Marks | None = None) -> list[Period]:
    """Return the periods of a folded text, their words as folded; ``marks`` are the text's."""
    found: list[Period] = []
    floor = 0
    for start in (marks or Sights(words).marks).times:
        if start < floor:
            continue
        period = _period(words, start, floor, published)
        if period is not None:
            floor = period.end
            found.append(period)
    return found


def _period(words: str, start: int, floor: int, published: date | None) -> Period | None:
    letter = words[start]
    digit = letter.isdigit()
    if digit and start and (words[start - 1].isdigit() or words[start - 1] in ".-/"):
        return None
    window = _window(words, start, letter, published) if digit or letter in _WINDOW_FIRST else None
    if window is not None:
        return window
    atom = read(words, start, published) or (bare_day(words, start, published) if digit else None)
    if atom is None:
        return None
    first, last = atom.days
    end, span, verb = atom.end, False, ""
    behind = words[end] if end < len(words) else ""
    join = _JOIN.match(words, end) if behind in _JOIN_FIRST else None
    other = (read(words, join.end(), published, atom) or second_day(words, join.end(), atom)) if join else None
    if join and other:
        last, end, verb, span = other.days[1], other.end, join["verb"], True
        behind = words[end] if end < len(words) else ""
    begin = None
    if start and words[start - 1] in _UNTIL_LAST:
        begin = _UNTIL.search(words, max(floor, start - 5), start)
    until = begin is not None and not span
    if begin is not None and until:
        first, start = None, begin.start()
        if (lasted := _LASTED.match(words, end)) is not None:
            first = _moved(last, lasted, -1) if last else None
            end = lasted.end()
    since = _SINCE.match(words, end) if not until and behind in _SINCE_FIRST else None
    begins = since and (_EFFECT.match(words, since.end("since")) or _WILL.search(words, max(0, start - 3), start))
    if begins and not span and atom.grain is _DAY and "月" in words[start:end]:
        return Period(start, end, words[start:end], first, last, _DAY, False, False, True)
    if since and not span:
        end = since.end("since")
        last = published if since["since"] in ("以来", "至今") else None
    past = published is not None and last is not None and last <= published
    figure = not (since or until) and _claims(words, start, end, atom.grain, verb if span else None, past)
    return Period(start, end, words[start:end], first, last, atom.grain, span, until, figure)


_CLAUSE_END: Final = frozenset(",，。；;!！?？：:\n、）)】」”")
_CLAUSE_START: Final = frozenset(",，。；;!！?？：:\n、 （(【「“")
_OPENING: Final = pattern(
    r"(?:当天|当日)?(?:(?:凌晨|早间|早上|上午|中午|下午|晚间|晚上|晚)(?:\d{1,2}[点时](?:\d{1,2}分|许|半)?)?)? ?"
    r"(?:[,，]|记者|$|\n|[)）】]|  )"
)
_DATELINE: Final = pattern(r" ?(?:电(?![商子话影视力动])|讯|消息|报道)")
_LED: Final = frozenset("从自为于在是定：:")
_AGAINST: Final = frozenset("较比与同据和")


def _claims(words: str, start: int, end: int, grain: Grain, verb: str | None, past: bool) -> bool:
    """Whether the words claim the time: whole days and from-to spans do, unless they only set the scene.

    ``verb`` is what joins the two ends of a span; ``past`` says that the time is over when the text appears.
    """
    before = words[start - 1] if start else ""
    opens = start == 0 or before in _CLAUSE_START
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


def _window(words: str, start: int, letter: str, published: date | None) -> Period | None:
    if letter not in _FAR_FIRST:
        found = _AGO.match(words, start)
        return _ago(found, published) if found else None
    found = _WINDOW.match(words, start)
    if found is None:
        return None
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
    return Period(start, found.end(), found.group(), days[0], days[1], _LONG)


def _ago(found: re.Match[str], published: date | None) -> Period:
    days = OPEN
    if published is not None and "后" not in found["way"]:
        moment = _moved(published, found, -1)
        if moment is not None:
            days = (moment, published) if "来" in found["way"] else (None, moment)
    return Period(found.start(), found.end(), found.group(), days[0], days[1], _LONG)


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
