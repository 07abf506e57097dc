"""Units as tables write them: in a header's brackets or in a column, with their power of ten."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tracker.extract.chinese.denominations import MEASURES, MONEY_CODES
from tracker.extract.chinese.units import UNITS
from tracker.values import UNIT_COUNT, UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS

ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Scale:
    """What one of a table's numbers stands for: ``factor`` of ``unit``."""

    unit: str | None = None
    """None where only a power of ten is named (in thousands)."""
    factor: Decimal = ONE
    counted: str | None = None
    """What is counted, for counts (万人次)."""

    def __str__(self) -> str:
        unit = f"{self.unit} ({self.counted})" if self.counted else self.unit or ""
        return unit if self.factor == ONE else f"{unit} × {self.factor:,f}".strip()


_POWERS: Final = {
    **dict.fromkeys(("k", "'000", "000", "000s", "'000s", "thousand", "thousands", "ths"), 10**3),
    **dict.fromkeys(("million", "millions", "mn", "mln", "mio", "000,000"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn", "bln"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "tn", "trn"), 10**12),
}
_SHORT: Final = {"m": 10**6, "mm": 10**6, "b": 10**9, "t": 10**12}
"""Powers of ten only beside money: alone they are metres, bytes, tonnes."""
_HAN: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_MONEY: Final = {
    **{code.lower(): code for code in MONEY_CODES},
    **dict.fromkeys(("yuan", "rmb", "renminbi", "chinese yuan", "¥", "cn¥"), "CNY"),
    **dict.fromkeys(("$", "us$", "us dollar", "us dollars", "u.s. dollars", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("hk$", "hong kong dollars", "hk dollars"), "HKD"),
    **dict.fromkeys(("€", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "pounds sterling", "british pounds"), "GBP"),
    **dict.fromkeys(("jp¥", "yen", "japanese yen"), "JPY"),
    **dict.fromkeys(("₩", "won", "korean won"), "KRW"),
    **dict.fromkeys(("nt$",), "TWD"),
    **dict.fromkeys(("a$",), "AUD"),
    **dict.fromkeys(("c$",), "CAD"),
    **dict.fromkeys(("s$",), "SGD"),
    **dict.fromkeys(("₹", "rupees"), "INR"),
    **{code: code.upper() for code in ("inr", "rub", "brl", "mxn", "nzd", "sek", "nok", "dkk", "thb", "vnd", "aed")},
}
_OTHER: Final = {
    **dict.fromkeys(("%", "percent", "per cent", "percentage", "in %"), (UNIT_PERCENT, "1")),
    **dict.fromkeys(("‰", "per mille"), (UNIT_PERCENT, "0.1")),
    **dict.fromkeys(("pp", "ppt", "ppts", "percentage point", "percentage points", "% points"), (UNIT_POINTS, "1")),
    **dict.fromkeys(("bp", "bps", "basis point", "basis points"), (UNIT_POINTS, "0.01")),
    **dict.fromkeys(("x", "times"), (UNIT_MULTIPLE, "1")),
    **dict.fromkeys(("count", "number", "#", "no.", "units"), (UNIT_COUNT, "1")),
}
_COUNTED: Final = frozenset(
    (
        "people",
        "persons",
        "users",
        "customers",
        "members",
        "employees",
        "shops",
        "stores",
        "visits",
        "orders",
        "vehicles",
    )
)
_WORDS: Final = {
    **{f"{name}s": name for name in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")},
    **dict.fromkeys(("tonnes", "tonne", "metric tons"), "t"),
    **dict.fromkeys(("kilometres", "kilometers"), "km"),
    **dict.fromkeys(("kilograms", "kilos"), "kg"),
}
_SPANS: Final = ("day", "week", "month", "quarter", "year")
"""Units whose words in a header may as well say how often."""
_SYMBOLS: Final = {name: (name, "1") for name, _ in MEASURES if name not in ("m", "in", "t", "g", "L", "V", "W", "B")}
_TAILED: Final = re.compile(r"(.*\D)\s*[,，/]\s*([^,，/]+)")
_BRACKETS: Final = re.compile(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]\s*$")
_GLUED: Final = re.compile(r"((?:us|hk|nt|jp|cn|[acs])?[$¥€£₩₹])\s*(.*)")


@lru_cache(maxsize=4096)
def scale(written: str) -> Scale | None:
    """Return what a unit's words mean, or None where that is not sure.

    >>> str(scale("million yuan")), str(scale("亿元")), str(scale("US$ bn")), str(scale("%"))
    ('CNY × 1,000,000', 'CNY × 100,000,000', 'USD × 1,000,000,000', '%')
    >>> scale("m") is scale("restated") is None
    True
    """
    text = unicodedata.normalize("NFKC", written).strip()
    text = re.sub(r"^(?:单位|unit)\s*[:：]?\s*|^in\s+(?=\S)", "", text, flags=re.IGNORECASE)
    if text in _SYMBOLS:
        return Scale(*_SYMBOLS[text][:1])
    return _chinese(text) or _english(text.lower())


def split(header: str) -> tuple[str, Scale | None]:
    """Part a header into what it names and the unit it gives.

    >>> split("Revenue (CNY m)")
    ('Revenue', Scale(unit='CNY', factor=Decimal('1000000'), counted=None))
    >>> split("Growth %")[0], split("Revenue (restated)")
    ('Growth', ('Revenue (restated)', None))
    """
    header = header.strip()
    if (found := _BRACKETS.search(header)) and found.start() and (unit := scale(found[1])) and unit.unit not in _SPANS:
        return header[: found.start()].strip(), unit
    if header.endswith(("%", "％")) and len(header) > 1:
        return header[:-1].strip(), Scale(UNIT_PERCENT)
    if (found := _TAILED.fullmatch(header)) and (unit := scale(found[2])) and _money_or_share(unit):
        return found[1].strip(), unit
    return header, None


def _money_or_share(unit: Scale) -> bool:
    return unit.unit in (UNIT_PERCENT, UNIT_POINTS) or unit.unit in _MONEY.values()


def _chinese(text: str) -> Scale | None:
    rest, factor = text, 1
    while rest[:1] in _HAN and rest not in UNITS:
        factor, rest = factor * _HAN[rest[0]], rest[1:]
    if not rest:
        return Scale(factor=Decimal(factor)) if factor > 1 else None
    if rest.isascii() or rest not in UNITS:
        if rest.isascii() and factor > 1:  # 亿USD
            unit = _MONEY.get(rest.strip().lower())
            return Scale(unit, Decimal(factor)) if unit else None
        return None
    found = UNITS[rest]
    return Scale(found.name, factor * found.factor, found.counter if found.name == UNIT_COUNT else None)


def _english(text: str) -> Scale | None:
    if text in _OTHER:
        unit, factor = _OTHER[text]
        return Scale(unit, Decimal(factor))
    words = [word for word in re.split(r"\s+(?:of\s+)?", text) if word]
    if found := _GLUED.fullmatch(text):
        words = [found[1], *found[2].split()]
    power = 1
    for place, word in enumerate(words):
        if word in _POWERS or (word in _SHORT and len(words) > 1):
            power = (_POWERS | _SHORT)[word]
            if place and words[place - 1] == "hundred":
                power *= 100
            words = [other for n, other in enumerate(words) if n != place and other != "hundred"]
            short = word in _SHORT
            break
    else:
        short = False
    name = " ".join(words)
    if not name:
        return Scale(factor=Decimal(power)) if power > 1 else None
    if name in _MONEY:
        return Scale(_MONEY[name], Decimal(power))
    if short:
        return None
    if name in _COUNTED or name == "units":
        return Scale(UNIT_COUNT, Decimal(power), name if name in _COUNTED else None)
    if name in _WORDS:
        return Scale(_WORDS[name], Decimal(power))
    return None
