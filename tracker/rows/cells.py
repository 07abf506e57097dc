"""Cells: what a single one says, whatever its library made of it. All raise ValueError with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Final, TypeVar

from tracker import amounts
from tracker.amounts import Amount
from tracker.errors import InputError
from tracker.jsontext import exact
from tracker.rows.scales import ONE, Scale, scale
from tracker.values import UNIT_COUNT, UNIT_DATE, Comparator, Kind, Rate

T = TypeVar("T")

LONGEST: Final = 10_000
"""Characters of a text beyond which a cell is taken for a mistake."""
_DIGITS: Final = 28
"""Digits that are kept exactly when a number is scaled."""
_GREATEST: Final = 30
"""Power of ten beyond which a number is taken for a mistake."""

EMPTY: Final = frozenset(
    ("", "-", "–", "—", "--", "n/a", "N/A", "NA", "#N/A", "null", "NULL", "None", "无", "暂无", "..", "…")
)
"""What people write into a cell that has no value."""

_PLAIN: Final = re.compile(r"([-+]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?")
_TAILED: Final = re.compile(r"([-+]?)\s*(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*([^\d\s.,].*)")
_SCALED: Final = re.compile(
    r"[十百千万亿萬億]|\d\s*(?:k|m|mn|bn|tn|thousand|million|billion|trillion)\b", re.IGNORECASE
)
_COMPARATORS: Final = tuple(Comparator)
_KINDS: Final = tuple(Kind)
_RATES: Final = tuple(Rate)
_INVISIBLE: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f\u00ad"))


@dataclass(frozen=True, slots=True)
class Number:
    """An amount as a cell gives it."""

    amount: Amount
    scaled: bool = False
    """Whether the cell names its own power of ten."""
    counted: str | None = None


def text(cell: object) -> str | None:
    """Return a cell as one line of text, None where it is empty."""
    if isinstance(cell, str):
        line = cell.strip()
        if not line.isprintable():
            line = " ".join(line.translate(_INVISIBLE).split())
            if not line.isprintable():
                raise ValueError("it holds characters that cannot be printed")
        if len(line) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST:,} characters")
        return line or None
    if cell is None or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(exact(Decimal(repr(cell))))
    if isinstance(cell, (int, Decimal)):
        return str(cell)
    raise ValueError(f"it is a {type(cell).__name__}, not one value")


def number(cell: object, published: date | None = None) -> Number | None:
    """Return the amount that a cell holds, None where it is empty.

    >>> number("(1,234.5)").amount.low, number("1.2 million yuan").amount.unit, number(0.1).amount.low
    (Decimal('-1234.5'), 'CNY', Decimal('0.1'))
    """
    if isinstance(cell, str):
        line = cell.strip()
        if line in EMPTY:
            return None
        if _PLAIN.fullmatch(line):
            # The shape of most cells, read without the grammar of figures.
            return Number(_exactly(Decimal(line.replace(",", "") if "," in line else line), line))
        return _written(line, published)
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise ValueError(f"{cell} is no number")  # noqa: TRY004 - one kind of error for what a cell may hold
    if isinstance(cell, int):
        return Number(_exactly(Decimal(cell), cell))
    if isinstance(cell, float):
        if not isfinite(cell):
            raise ValueError(f"{cell} is no number; leave the cell empty where there is none")
        return Number(_exactly(Decimal(repr(cell)), cell))
    if isinstance(cell, Decimal):
        return Number(_exactly(cell, cell))
    if isinstance(cell, (date, datetime)):
        day = cell.date() if isinstance(cell, datetime) else cell
        return Number(Amount(low=day, high=day, unit=UNIT_DATE, value=day))
    raise ValueError(f"it is a {type(cell).__name__}, not one number")


@lru_cache(maxsize=8192)
def _written(line: str, published: date | None) -> Number:
    """Read a figure with its words: a unit, a hedge, a power of ten, the brackets of a negative one."""
    body = unicodedata.normalize("NFKC", line).translate(_INVISIBLE).replace("−", "-").strip()
    if body.startswith("(") and body.endswith(")"):
        inner = _written(body[1:-1].strip(), published)
        amount = inner.amount
        if not isinstance(amount.value, Decimal) or amount.value < 0 or amount.low != amount.high:
            raise ValueError(f"{line!r} is no number")
        return Number(_amount(-amount.value, amount.unit, amount.precision), inner.scaled, inner.counted)
    if _PLAIN.fullmatch(body):
        return Number(_exactly(Decimal(body.replace(",", "")), line))
    if (found := _TAILED.fullmatch(body)) and (tail := scale(found[4])) and tail.unit != UNIT_DATE:
        plain = _exactly(Decimal("".join(part or "" for part in found.groups()[:3]).replace(",", "")), line)
        if tail.counted or tail.unit not in (UNIT_COUNT, *_TIMES):
            return Number(scaled(plain, tail), tail.factor > 1, tail.counted)
    try:
        amount = amounts.read(body, "it", published)
    except InputError:
        raise ValueError(
            f"{line!r} is no number; write one (12.5), or one with its unit (12%), or leave the cell empty"
        ) from None
    for bound in (amount.low, amount.high):
        if isinstance(bound, Decimal):
            _check(bound, line)
    return Number(amount, _SCALED.search(body) is not None)


_TIMES: Final = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
"""Units whose words may be part of a date, which the grammar of figures tells apart."""


def scaled(amount: Amount, by: Scale) -> Amount:
    """Return ``amount`` in the unit of ``by``, its numbers times its factor."""
    unit = by.unit or amount.unit
    if by.factor == ONE and unit == amount.unit:
        return amount
    low, high, value = (
        bound * by.factor if isinstance(bound, Decimal) else bound for bound in (amount.low, amount.high, amount.value)
    )
    return Amount(
        low=low,
        high=high,
        unit=unit,
        comparator=amount.comparator,
        precision=amount.precision and amount.precision * by.factor,
        rate=amount.rate,
        value=value,
    )


def _exactly(value: Decimal, cell: object) -> Amount:
    exponent = _check(value, cell)
    return _amount(value, None, amounts.TEN**exponent if exponent < 0 else ONE)


def _amount(value: Decimal, unit: str | None, precision: Decimal | None) -> Amount:
    return Amount(low=value, high=value, unit=unit, precision=precision, value=value)


def _check(value: Decimal, cell: object) -> int:
    """Return the exponent of a number that can be kept as it is."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{cell} is no number; leave the cell empty where there is none")  # noqa: TRY004 - as above
    if len(digits) > _DIGITS or abs(exponent) > _GREATEST or len(digits) + exponent > _GREATEST:
        raise ValueError(f"{str(cell)[:40]!r} is too long or too large for a figure")
    return exponent


_YES: Final = {**dict.fromkeys(("true", "yes", "y", "1", "是", "真"), True)}
_NO: Final = {**dict.fromkeys(("false", "no", "n", "0", "否", "假"), False)}

COMPARATORS: Final = {
    **{str(name): name for name in Comparator},
    **dict.fromkeys(("=", "==", "exactly", "等于", "为"), Comparator.EQ),
    **dict.fromkeys(("~", "≈", "about", "around", "approximately", "约", "大约", "左右"), Comparator.APPROX),
    **dict.fromkeys((">", "more than", "over", "above", "超", "超过", "逾", "大于"), Comparator.GT),
    **dict.fromkeys((">=", "≥", "at least", "以上", "至少", "不少于"), Comparator.GE),
    **dict.fromkeys(("<", "less than", "under", "nearly", "below", "近", "不足", "小于"), Comparator.LT),
    **dict.fromkeys(("<=", "≤", "at most", "up to", "以内", "以下", "至多", "高达"), Comparator.LE),
}
KINDS: Final = {
    **{str(name): name for name in Kind},
    **dict.fromkeys(("growth", "变化", "增长"), Kind.CHANGE),
    **dict.fromkeys(("share", "占比", "比例"), Kind.RATIO),
}
RATES: Final = {
    **{str(name): name for name in Rate},
    **{f"per {name}": name for name in Rate},
    **dict.fromkeys(("hourly", "每小时"), Rate.HOUR),
    **dict.fromkeys(("daily", "每日", "每天"), Rate.DAY),
    **dict.fromkeys(("weekly", "每周"), Rate.WEEK),
    **dict.fromkeys(("monthly", "每月"), Rate.MONTH),
    **dict.fromkeys(("quarterly", "每季度"), Rate.QUARTER),
    **dict.fromkeys(("yearly", "annual", "annually", "每年"), Rate.YEAR),
}


def comparator(cell: object) -> Comparator | None:
    """Return how a cell binds a number: ``gt``, ``>``, ``more than``, ``超过``."""
    return _named(cell, COMPARATORS, _COMPARATORS)


def kind(cell: object) -> Kind | None:
    """Return what sort of figure a cell names."""
    return _named(cell, KINDS, _KINDS)


def rate(cell: object) -> Rate | None:
    """Return the span of time a cell names."""
    return _named(cell, RATES, _RATES)


def flag(cell: object) -> bool | None:
    """Return whether a cell says yes or no."""
    return cell if isinstance(cell, bool) else _named(cell, _YES | _NO, ("yes", "no"))


def _named(cell: object, names: Mapping[str, T], known: tuple[object, ...]) -> T | None:
    line = text(cell)
    if line is None:
        return None
    if (found := names.get(line.lower())) is None:
        raise ValueError(f"{line!r} is none of {', '.join(map(str, known))}")
    return found
