"""Numerals: what is written in digits with all that is written onto them, and numbers in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tracker.extract.english.lists import words_of
from tracker.extract.english.units import ATTACHED, MONEY_UNITS, SCALES, SIGNS, UNITS, Unit
from tracker.extract.lazy import pattern
from tracker.values import Comparator

LONGEST: Final = 40
"""Longer runs of digits are codes."""


@dataclass(slots=True, eq=False)
class Numeral:
    """A number in digits as one word has it: ``$10m-15m``, ``5.2bn``, ``12%``, ``10-year``."""

    low: Decimal
    high: Decimal
    step: Decimal
    """The place of the last digit of the bound that is stated more coarsely."""
    money: Unit | None = None
    unit: Unit | None = None
    scaled: bool = False
    short: str = ""
    """The letter that may be a scale or something else (5m, 4K)."""
    plain: bool = False
    """Nothing but digits."""
    grouped: bool = False
    decimal: bool = False
    ranged: bool = False
    sign: str = ""
    more: Comparator | None = None
    """What is written onto it as a hedge: ~5, 50+, 100-odd."""
    tail: str = ""
    """What is tied to it by a hyphen: member, year-old."""
    year: bool = False
    per: str = ""
    """What it is counted per, behind a stroke: $5/month."""
    comma: bool = False
    """Its decimals are set off by a comma, which only money makes sure of: 12,50 €."""


_CUR: Final = (
    r"(?:US|HK|NT|NZ|AU|CA|MX|[ACSR])?\$|[€£¥₹₩₽₺฿₫₱₦₪]|RMB|Rmb|CNY|USD|EUR|GBP|JPY|HKD|KRW|TWD|AUD|CAD|SGD|NZD|CHF|SEK|NOK|DKK|INR"
    r"|IDR|THB|MYR|VND|PHP|AED|SAR|ZAR|BRL|TRY|RUB|PLN|MXN|NGN|KES|ILS|Rs\.?|RM|Tk|SFr|Sfr|Dh"
)
_NUM: Final = r"(?:\d+(?:(?:,\d{2,3})*,\d{3})?(?:\.\d+)?[½¼¾]?|\.\d+|[½¼¾])"
_SUF: Final = (
    r"(?:bn|bln|mn|mln|tn|trn|cr|[mMkKbB]|million|billion|trillion|thousand|crore|lakh)(?![A-Za-z²³]|/[a-z]\b)"
)
_UNI: Final = r"°[CF]?|[%‰℃℉€£¥₹₩₽₺₪]|[a-zA-Zµ°]{1,5}[²³23]?(?:/[a-z]{1,3})?"
_NUMERAL: Final = pattern(
    rf"(?P<sign>[-+~≈<>≤≥±]{{0,2}})(?P<cur>{_CUR})?(?P<neg>-)?(?P<a>{_NUM})-?(?P<as>{_SUF})?(?P<au>%|°[CF]?)?"
    rf"(?:-(?P<cur2>{_CUR})?(?P<b>{_NUM})-?(?P<bs>{_SUF})?)?"
    rf"(?P<unit>{_UNI})?(?P<plus>\+|-plus|-odd)?(?:-(?P<tail>[A-Za-z]+(?:-[A-Za-z]+)*))?(?P<more>-odd|-plus)?"
    r"(?:/(?P<per>[A-Za-z]{1,9}))?"
)
_LOSS: Final = pattern(rf"({_CUR})\(({_NUM})\)-?({_SUF})?")
"""A loss as accounts write it: $(32.4)m."""
_MIXED: Final = pattern(r"([$£€]?)(\d{1,5})(\.\d{2})?-(\d{1,2})/(2|3|4|5|8|16|32|64)")
"""A whole number and a part: 7-1/4; behind decimals it is a part of the last of them: $5.31-1/2."""
_COMMAED: Final = pattern(rf"({_CUR})?(\d+),(\d\d)([€£])?")
_COMMON: Final = pattern(r"([$£€]?)(([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?)(%|bn|m)?")
"""What most numerals look like; the large pattern reads them all, at three times the cost."""
_FRACTIONS: Final = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_ONE: Final = Decimal(1)
_PERCENT: Final = UNITS["%"]
_SIGNED: Final = {
    "~": Comparator.APPROX,
    "≈": Comparator.APPROX,
    "±": Comparator.APPROX,
    ">": Comparator.GT,
    "<": Comparator.LT,
    "≥": Comparator.GE,
    "≤": Comparator.LE,
    ">=": Comparator.GE,
    "<=": Comparator.LE,
}
_PLUS: Final = {"+": Comparator.GE, "-plus": Comparator.GT, "-odd": Comparator.APPROX}
_STEPS: Final = tuple(Decimal(1).scaleb(-n) for n in range(LONGEST))


def _number(digits: str) -> tuple[Decimal, Decimal]:
    """Return the number and the place of its last digit."""
    digits = digits.replace(",", "")
    extra = _FRACTIONS.get(digits[-1])
    if extra is not None:
        return Decimal(digits[:-1] or "0") + extra, _STEPS[2]
    number = Decimal(digits)
    dot = digits.find(".")
    return number, (_ONE if dot < 0 else _STEPS[len(digits) - dot - 1])


def numeral(word: str) -> Numeral | None:
    """Read a word that begins with digits or a sign of money; None where it is a code or something else.

    >>> numeral("$10-15m").high, numeral("12.5%").unit.name, numeral("3-1"), numeral("5G")
    (Decimal('15000000'), '%', None, None)
    """
    if word.isdigit() and word.isascii():
        if len(word) > LONGEST or (len(word) > 1 and word[0] == "0"):
            return None
        value = Decimal(word)
        year = len(word) == 4 and (word[:2] == "19" or word[:2] == "20")
        return Numeral(value, value, _ONE, plain=True, year=year)
    if len(word) > LONGEST:
        return None
    common = _COMMON.fullmatch(word)
    if common is not None:
        return _common(*common.groups())
    found = _NUMERAL.fullmatch(word)
    if found is None:
        return _rare(word)
    sign, cur, neg, a, a_suf, a_unit, cur2, b, b_suf, unit_word, plus, tail, more, per = found.groups()
    if (len(a) > 1 and a[0] == "0" and a[1] != ".") or (b and len(b) > 1 and b[0] == "0" and b[1] != "."):
        return None
    if a_unit and unit_word and not b:
        return None  # 12%%
    low, step = _number(a)
    out = Numeral(low, low, step, grouped="," in a, decimal="." in a, sign=sign, tail=(tail or "").lower())
    if per:
        if not (cur or unit_word or a_unit):
            return None
        out.per = per
    if cur or cur2:
        out.money = MONEY_UNITS[SIGNS[cur or cur2]]
    if unit_word:
        unit = _attached(unit_word, tail, warm="." in a or len(a) > 1)
        if unit is None and f"-{unit_word}" in word:
            # 6.7-inch; a 10-year bond is a name
            unit = UNITS.get(unit_word.lower())
            unit = unit if unit is not None and unit.sort == "measure" else None
        if unit is None:
            return None
        out.unit = unit
    elif a_unit:
        out.unit = UNITS[a_unit.lower() if a_unit[0] == "°" else "%"]
    scale = SCALES[a_suf.lower()] if a_suf else None
    if a_suf and len(a_suf) == 1 and not out.money:
        out.short = a_suf
    if b:
        high, high_step = _number(b)
        high_scale = SCALES[b_suf.lower()] if b_suf else scale
        # 10-15m: the scale behind the second holds for both.
        low, step = _scaled(low, step, scale or high_scale)
        high, high_step = _scaled(high, high_step, high_scale)
        if not low < high:
            return None
        out.low, out.high, out.step, out.ranged = low, high, max(step, high_step), True
        out.scaled = high_scale is not None
        if b_suf and len(b_suf) == 1 and not out.money:
            out.short = b_suf
        out.year = len(a) == 4 and a[:2] in ("19", "20") and not (cur or unit_word or b_suf)
    elif scale is not None:
        out.low, out.step = _scaled(low, step, scale)
        out.high, out.scaled = out.low, True
    if neg or (sign == "-" and not b):
        out.low, out.high, out.sign = -out.high, -out.low, "-"
    out.more = _SIGNED.get(sign) or _PLUS.get(plus or more or "")
    out.plain = not (
        cur or cur2 or unit_word or a_unit or a_suf or b or sign or plus or tail or more or out.grouped or out.decimal
    )
    return out


def _rare(word: str) -> Numeral | None:
    """Read $(32.4), 7-1/4, and 12,50 with its currency.

    >>> _rare("£(8.3)m").low, _rare("7-1/4").low, _rare("$5.31-1/2").low, _rare("12,50€").low
    (Decimal('-8300000.0'), Decimal('7.25'), Decimal('5.315'), Decimal('12.50'))
    """
    loss = _LOSS.fullmatch(word)
    if loss is not None:
        value, step = _number(loss[2])
        scale = SCALES[loss[3].lower()] if loss[3] else None
        value, step = _scaled(-value, step, scale)
        return Numeral(
            value, value, step, MONEY_UNITS[SIGNS[loss[1]]], scaled=scale is not None, decimal=True, sign="-"
        )
    mixed = _MIXED.fullmatch(word)
    if mixed is not None:
        part, parts = Decimal(mixed[4]), Decimal(mixed[5])
        if not 0 < part < parts:
            return None
        value, step = _number(mixed[2] + (mixed[3] or ""))
        share = part_of(part, parts) * step
        money = MONEY_UNITS[SIGNS[mixed[1]]] if mixed[1] else None
        return Numeral(value + share, value + share, share.normalize(), money, decimal=True)
    commaed = _COMMAED.fullmatch(word)
    if commaed is None:
        return None
    value = Decimal(f"{commaed[2]}.{commaed[3]}")
    sign = commaed[1] or commaed[4]
    money = MONEY_UNITS[SIGNS[sign]] if sign else None
    return Numeral(value, value, _STEPS[2], money, decimal=True, comma=money is None)


def _common(cur: str, digits: str, whole: str, decimals: str | None, suffix: str | None) -> Numeral | None:
    """Read $1,250, 12.5%, £3m and their like."""
    if whole[0] == "0" and len(whole) > 1:
        return None
    grouped = "," in whole
    low = Decimal(digits.replace(",", "") if grouped else digits)
    step = _STEPS[len(decimals)] if decimals else _ONE
    scale = SCALES.get(suffix) if suffix else None
    if scale is not None:
        low, step = low * scale, step * scale
    return Numeral(
        low,
        low,
        step,
        MONEY_UNITS[SIGNS[cur]] if cur else None,
        _PERCENT if suffix == "%" else None,
        scale is not None,
        "m" if suffix == "m" and not cur else "",
        not (cur or suffix or grouped or decimals),
        grouped,
        decimals is not None,
    )


def _attached(word: str, tail: str | None, *, warm: bool) -> Unit | None:
    lower = word.lower()
    if word in SIGNS:
        return MONEY_UNITS[SIGNS[word]] if not tail else None
    if word in ("C", "F") and warm:
        return UNITS["°" + lower]
    if word == "W" and warm:
        return UNITS["watt"]
    if "/" in word and lower not in ATTACHED:
        # 95g/km: what it is counted per is no part of the unit
        return _attached(word.partition("/")[0], tail, warm=warm)
    if lower not in ATTACHED or (word in ("G", "P", "L", "X", "T", "B") and not tail):
        return None
    return UNITS[lower]


def _scaled(value: Decimal, step: Decimal, scale: Decimal | None) -> tuple[Decimal, Decimal]:
    return (value, step) if scale is None else (value * scale, step * scale)


SMALL: Final = {
    word: Decimal(value)
    for value, word in enumerate(
        words_of(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
    """
        )
    )
} | {
    word: Decimal(10 * (n + 2))
    for n, word in enumerate(words_of("twenty thirty forty fifty sixty seventy eighty ninety"))
}
"""Number words below a hundred."""
PARTS: Final = {
    word: Decimal(value)
    for value, words in {
        2: "half halves",
        3: "third thirds",
        4: "quarter quarters fourth fourths",
        5: "fifth fifths",
        6: "sixth sixths",
        7: "seventh sevenths",
        8: "eighth eighths",
        9: "ninth ninths",
        10: "tenth tenths",
        20: "twentieth",
        100: "hundredth",
    }.items()
    for word in words.split()
}
"""Words for parts of one, by how many of them make it."""
ORDINALS: Final = {
    word: n + 1
    for n, word in enumerate(
        words_of(
            """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth
    """
        )
    )
}
MULTIPLES: Final = {
    "doubled": 2,
    "doubling": 2,
    "double": 2,
    "doubles": 2,
    "twice": 2,
    "thrice": 3,
    "tripled": 3,
    "tripling": 3,
    "triple": 3,
    "triples": 3,
    "trebled": 3,
    "trebling": 3,
    "treble": 3,
    "quadrupled": 4,
    "quadrupling": 4,
    "quadruple": 4,
    "quintupled": 5,
    "quintuple": 5,
}
TWELFTH: Final = Decimal("0.000000000001")


def part_of(count: Decimal, parts: Decimal) -> Decimal:
    """Return so many parts of one, to twelve places."""
    return (count / parts).quantize(TWELFTH).normalize()


FRACTIONS: Final = {
    f"{part}/{parts}": part_of(Decimal(part), Decimal(parts))
    for parts in (2, 3, 4, 5, 8, 16)
    for part in range(1, parts)
}
"""Parts of one as they are written behind a whole number: 2 1/2."""


def hyphened(word: str) -> Decimal | None:
    """Return the value of twenty-five; None for other words."""
    tens, _, ones = word.partition("-")
    if tens in SMALL and ones in SMALL and SMALL[tens] >= 20 and 0 < SMALL[ones] < 10:
        return SMALL[tens] + SMALL[ones]
    return None
