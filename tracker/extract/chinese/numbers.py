"""Numerals: Chinese, Arabic and mixed, read from a text into ``Decimal`` bounds.

Everything here works on folded text (:func:`tracker.extract.script.fold`), whose offsets are those of the original.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.numeral import Numeral
from tracker.extract.chinese.sums import Token, evaluate, place_of, whole
from tracker.extract.lazy import pattern

_ONE: Final = Decimal(1)


_DIGITS: Final = {c: Decimal(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": Decimal(0), "两": Decimal(2)}
_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "兆": 12}
_TENS: Final = {c: Decimal(10) ** p for c, p in _POWERS.items()}

ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:，\d{3}){2,}(?!\d)|\d+)(?:\.\d+)?"
# 千 and 百 that begin a unit of their own are no powers: 千瓦, 千米, 百分点.
_POWER: Final = r"(?:[十万亿]|百(?!分[点百]|帕)|千(?![瓦米克赫卡伏帕])|兆(?=[元美日韩]))"
_MORE: Final = (
    r"(?:(?<=[\d十百千万亿])余(?![额款地下热震量杭姚温波])|(?<=[0十百千万亿])多(?!元化|样|方|边|维|端|少|数)|"
    r"(?<=\d )余|(?<=0 )多)"
)
_RUN: Final = pattern(
    rf"(?P<arabic>{ARABIC}(?: (?={_POWER}|[余多]))?)?"
    rf"(?:{_POWER}|(?<!\d)[零〇一二两三四五六七八九廿]|{_MORE}|[数几](?={_POWER})|(?<=[十百千])几"
    rf"|(?<=[十百0])来(?=[个人岁块天年斤米公分家名件条次元万位吨亩台辆只头户张里部间套本份])|(?<=[万亿])\d+(?:\.\d+)?(?=[百千万])|(?<=万)(?:\d,\d{{3}}|\d{{4}})(?![\d,.年]))*"
    rf"(?P<point>(?<=[零〇一二两三四五六七八九十])点[零〇一二三四五六七八九]+(?![十分钟刻点])(?:百?千?[万亿]+)?)?"
)
_SIMPLE: Final = pattern(
    rf"(?P<digits>{ARABIC})(?P<scale> ?(?:万亿|[万亿]))?"
    rf"(?![ ]?[十百千万亿兆余多来数几零〇一二两三四五六七八九.\d])(?!,\d{{3}}(?!\d))"
)
_NEIGHBOURS: Final = pattern(r"([一二三四五六七八])、([二三四五六七八九])(?=[十百千万亿])")
_BARE: Final = pattern(r"[十百千]?(?:万|亿|万亿|兆)?$")
_LENGTH: Final = 40
"""Longest numeral, in characters."""
_FINEST: Final = Decimal(10) ** -12
_SCALES: Final = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_CONTINUING: Final = table("十百千万亿兆零〇一二两三四五六七八九廿数几点、分")
"""What behind a Chinese digit may make more of it."""


_SPELLING: Final = table("一二两三四五六七八九十百千万亿")
_MEANING: Final = table("0123456789零〇廿兆余多来数几点、分帕瓦米克赫卡伏")
"""What behind them may be more of the numeral, or make a unit of its last power."""
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_COMMA: Final = ord("，")
_ASCII: Final = 128
_FIRST: Final = 0x3000
_LAST: Final = 0x9FFF


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", ""))


def numeral(text: str, start: int) -> Numeral | None:
    """Read the numeral that begins at ``start`` of the folded ``text``; None where none does.

    >>> [str(numeral(t, 0).low) for t in ("两千三百", "1.5万亿", "3亿5000万", "一万二", "三点五亿")]
    ['2300', '1500000000000', '350000000', '12000', '350000000']
    >>> n = numeral("百分之十二", 0); (str(n.low), n.unit)
    ('12', '%')
    """
    if start < len(text) and (digit := _DIGITS.get(text[start])) is not None and _lone(text, start):
        return Numeral(start, start + 1, digit, digit, _ONE, tidy=True)
    first = _single(text, start)
    if first is not None and first.low and first.exact and text.startswith("分之", first.end):
        return _share(first, _single(text, first.end + 2))
    return first


def _lone(text: str, start: int) -> bool:
    """Whether a Chinese digit surely is the whole numeral."""
    if start and _is_decimal(text, start - 1):
        return False
    at = start + 1
    return at == len(text) or not (classes_at(_CONTINUING, text, at))


def _is_decimal(text: str, at: int) -> bool:
    """Whether the character at an offset is a digit of any script; no Chinese character is."""
    code = ord(text[at])
    return _ZERO <= code <= _NINE or (code >= _ASCII and not _FIRST <= code <= _LAST and text[at].isdecimal())


def _spelled(text: str, start: int) -> Numeral | None:
    """Read a numeral of nothing but Chinese digits and powers, which most are; None where it takes more to tell."""
    at = start
    while classes_at(_SPELLING, text, at):
        at += 1
    if not 0 < at - start <= _LENGTH or (start and _is_decimal(text, start - 1)):
        return None
    if at < len(text):
        code = ord(text[at])
        if not (code < _ASCII or _FIRST <= code <= _LAST or code == _COMMA) or classes_at(_MEANING, text, at):
            return None
    return _valued(text[start:at], "", 0).placed(start, at)


def _single(text: str, start: int) -> Numeral | None:
    """Read a numeral without 分之."""
    spelled = _spelled(text, start)
    if spelled is not None:
        return spelled
    simple = _SIMPLE.match(text, start) if start < len(text) and _is_decimal(text, start) else None
    if simple is None and text.startswith("、", start + 1) and (neighbours := _NEIGHBOURS.match(text, start)):
        return _either(text, neighbours)
    if simple is None:
        run = _RUN.match(text, start)
        return _read(run) if run is not None and run.end() > start else None
    if simple.end() - start > _LENGTH:
        return _endless(start, simple.end())
    digits = simple["digits"]
    number = _number(digits)
    scale = _SCALES[simple["scale"].strip()] if simple["scale"] else 1
    integer = "." not in digits
    value = number * scale if integer else whole(number * scale)
    place = Decimal(scale) if integer else place_of(number) * scale
    grouped = "," in digits or "，" in digits
    return Numeral(start, simple.end(), value, value, place, scale, arabic=True, grouped=grouped, tidy=integer)


def _either(text: str, neighbours: re.Match[str]) -> Numeral | None:
    """Read 七、八十万 as what lies between 七十万 and 八十万; other digits make a list."""
    start, (first, second) = neighbours.start(), neighbours.groups()
    upper = _single(text, start + 2)
    if _DIGITS[second] != _DIGITS[first] + 1 or upper is None or not upper.exact:
        return _read(run) if (run := _RUN.match(text, start)) else None
    lower = _single(first + text[start + 3 : upper.end], 0)
    upper.start, upper.low, upper.tidy = start, lower.low if lower else None, False
    return upper


def _endless(start: int, end: int) -> Numeral:
    """A run of digits or powers so long that it counts nothing."""
    return Numeral(start, end, None, None, _ONE, bare=True)


_PARTS: Final = frozenset(map(Decimal, (100, 1000, 10000)))


def _share(size: Numeral, part: Numeral | None) -> Numeral:
    """Read 百分之十二 and 三分之一 from their two numerals."""
    if part is None or size.low is None:
        return size
    if part.low is None or part.high is None:
        # 百分之几十
        return Numeral(size.start, part.end, None, None, part.precision, unit="%" if size.low in _PARTS else "x")
    if size.low in _PARTS:
        factor = 100 / size.low
        low, high, precision, unit = part.low * factor, part.high * factor, part.precision * factor, "%"
    else:
        low, high, precision, unit = _part(part.low, size.low), _part(part.high, size.low), Decimal("0.01"), "x"
    return Numeral(size.start, part.end, low, high, precision, more=part.more, unit=unit)


def _part(part: Decimal, size: Decimal) -> Decimal:
    """Divide to so many places as a third is written with everywhere."""
    share = part / size
    return share if not _FINEST < share < _TENS["兆"] else whole(share.quantize(_FINEST).normalize())


def _read(run: re.Match[str]) -> Numeral | None:
    arabic = (run["arabic"] or "").rstrip(" ")
    # 点 is a decimal point among Chinese digits only.
    words = run.string[run.start() : run.start("point") if arabic and run["point"] else run.end()].rstrip(" ")
    start, end = run.start(), run.start() + len(words)
    if len(words) > _LENGTH:
        return _endless(start, end)
    if run["point"] and not arabic:
        return _pointed(start, end, words)
    return _valued(words, arabic, len(run["arabic"] or "")).placed(start, end)


@lru_cache(maxsize=1024)
def _valued(words: str, arabic: str, digits: int) -> Numeral:
    """Read the words of a numeral whose Arabic digits, if any, take so many characters at its beginning.

    Where they stand is still to be said.
    """
    rest = words[digits:]
    if not arabic and set(words) <= set(_POWERS):
        value, precision, scale = evaluate([("u", _TENS[c]) for c in words])
        if words != "十" and not _BARE.match(words):
            return Numeral(0, 0, None, None, precision, bare=True)
        return Numeral(0, 0, value, value, precision, int(scale), bare=words != "十", tidy=True)
    lows: list[Token] = [("n", _number(arabic))] if arabic else []
    highs = list(lows)
    more = rough = positional = some = vague = False
    for chunk in re.findall(r"\d+(?:,\d{3})?(?:\.\d+)?|[零〇一二两三四五六七八九]+|.", rest):
        if chunk in ("余", "多"):
            more = True
        elif chunk == "来":
            rough = True
        elif chunk in _TENS:
            lows.append(("u", _TENS[chunk]))
            highs.append(("u", _TENS[chunk]))
        elif chunk == "廿":
            lows += [("n", Decimal(2)), ("u", Decimal(10))]
            highs += [("n", Decimal(2)), ("u", Decimal(10))]
        elif chunk == " ":
            continue
        elif chunk in ("数", "几"):
            some = True
            after_power = bool(lows) and lows[-1][0] == "u"
            vague = vague or not lows
            # 十几 spans the ten that it begins.
            lows.append(("n", Decimal(0 if after_power else 2)))
            highs.append(("n", lows[-2][1] if after_power else Decimal(9)))
        elif chunk[0].isdigit() and chunk[0].isascii():
            lows.append(("n", _number(chunk)))
            highs.append(("n", _number(chunk)))
        else:
            first, second, row = _digits(chunk, bool(lows))
            positional = positional or row
            lows += first
            highs += second
    low, precision, scale = evaluate(lows)
    if vague:
        # 数十, 几百万: many, but no number.
        return Numeral(0, 0, None, None, precision, int(scale), more=more)
    high = low if lows == highs else evaluate(highs)[0]
    if more and low == 10 * scale:
        # 十余, 10余: one digit is missing, so the ten bounds it.
        high, more = low * 2, False
    place = precision if not some else max(precision, _ONE)
    grouped = "," in arabic or "，" in arabic
    return Numeral(
        0,
        0,
        low,
        high,
        place,
        int(scale),
        more=more,
        arabic=bool(arabic),
        grouped=grouped,
        positional=positional,
        rough=rough,
        tidy=all(number.same_quantum(_ONE) for number in (low, high, place)),
    )


def _digits(row: str, inside: bool) -> tuple[list[Token], list[Token], bool]:
    """Read a row of Chinese digits: one digit, two neighbours that span a range (三五, 七八), or places."""
    zero = row[0] in "零〇"
    digits = [_DIGITS[c] for c in (row.lstrip("零〇") if inside else row)]
    if not digits:
        return [("z", Decimal(0))], [("z", Decimal(0))], False
    lead: list[Token] = [("z", Decimal(0))] if zero and inside else []
    if len(digits) == 1:
        return [*lead, ("n", digits[0])], [*lead, ("n", digits[0])], False
    first, second = digits[0], digits[1]
    if len(digits) == 2 and 0 < first < second and (second - first == 1 or (first == 3 and second == 5)):
        return [*lead, ("n", first)], [*lead, ("n", second)], False
    value = Decimal("".join(str(d) for d in digits))
    return [("n", value)], [("n", value)], True


def _pointed(start: int, end: int, words: str) -> Numeral | None:
    """Read 三点五 and 三点五亿."""
    units, _, rest = words.partition("点")
    figures = re.match(r"[零〇一二三四五六七八九]+", rest)
    head = _RUN.match(units)
    if figures is None or head is None or head.end() != len(units):
        return None
    before = _read(head)
    if before is None or not before.exact or before.low is None:
        return None
    fraction = "".join(str(_DIGITS[c]) for c in figures.group())
    scale = 1
    for power in rest[figures.end() :]:
        scale *= 10 ** _POWERS[power]
    value = (before.low + Decimal(f"0.{fraction}")) * scale
    return Numeral(start, end, whole(value), whole(value), Decimal(1).scaleb(-len(fraction)) * scale, scale)
