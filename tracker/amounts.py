"""Amounts, both ways: read one from what a person wrote, put one in plain words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from tracker import extract
from tracker.errors import InputError
from tracker.jsontext import exact
from tracker.values import (
    UNIT_COUNT,
    UNIT_DATE,
    UNIT_MULTIPLE,
    UNIT_PERCENT,
    UNIT_POINTS,
    Bound,
    Comparator,
    Kind,
    Rate,
)

TEN: Final = Decimal(10)
_SCALES: Final = ((Decimal("1e12"), "trillion"), (Decimal("1e9"), "billion"), (Decimal("1e6"), "million"))
_UNCOUNTED: Final = re.compile(
    r"(.*[\d零〇一二两兩三四五六七八九十百千万萬亿億兆][多余餘来來]?)\s*((?:以[上下内內]|左右|上下|之间|之間)?)"
)
"""A number in Chinese without the word for what it counts, and what may stand behind that word: 至少50, 50以上."""
_HEDGES: Final = {
    Comparator.APPROX: "about ",
    Comparator.GT: "more than ",
    Comparator.GE: "at least ",
    Comparator.LT: "nearly ",
    Comparator.LE: "at most ",
    Comparator.ORDER: "in the order of ",
}
_LOWER: Final = (Comparator.GT, Comparator.GE)
_UPPER: Final = (Comparator.LT, Comparator.LE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A figure without its text: bounds, and what its words said of unit, comparator and precision."""

    low: Bound | None
    high: Bound | None
    unit: str | None = None
    comparator: Comparator | None = None
    precision: Decimal | None = None
    rate: Rate | None = None
    value: Bound | None = None
    """The number named, where there is one."""


def read(text: str, place: str, published: date | None = None) -> Amount:
    """Read one amount as a program or a person writes it; ``place`` is what the error calls it.

    >>> read("17000", "--value").low, read("2025-10-09", "--value").unit
    (Decimal('17000'), 'date')

    Raises:
        InputError: it is no amount, or more than one.
    """
    written = text.strip()
    number = _number(written.replace(",", "")) if _grouped(written) else _number(written)
    if number is not None:
        if not number.is_finite():
            raise InputError(f"{place}: {text!r} is no finite number")
        exponent = number.as_tuple().exponent
        precision = TEN ** min(int(exponent), 0) if isinstance(exponent, int) else None
        return Amount(low=number, high=number, precision=precision, value=number)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        pass
    else:
        return Amount(low=day, high=day, unit=UNIT_DATE, value=day)
    sign = written.startswith(("-", "−"))
    body = written.lstrip("-−+ ")
    figure, bare = _figure(body, published)
    if figure is None:
        raise InputError(
            f"{place}: cannot read {text!r} as one figure; write a number (12.5), or one with its unit (12%)"
        )
    low, high = (_negated(figure.high), _negated(figure.low)) if sign else (figure.low, figure.high)
    return Amount(
        low=low,
        high=high,
        # 2亿 alone says no unit
        unit=None if figure.unit == UNIT_COUNT and (bare or figure.counter is None) else figure.unit,
        comparator=figure.comparator,
        precision=figure.precision,
        rate=figure.rate,
        value=low if low is not None else high,
    )


def _figure(body: str, published: date | None) -> tuple[extract.Figure | None, bool]:
    """Read ``body`` as one figure, as it stands or as if something were counted: in a cell nobody writes of what.

    Also says whether the counting was added.
    """
    hanzi = _UNCOUNTED.fullmatch(body)
    for said, whole in (
        (body, body),
        *([(counted := f"{hanzi[1]}个{hanzi[2]}", counted)] if hanzi else []),
        (f"{body} units", body),
    ):
        found = list(extract.figures(said, published))
        if len(found) == 1 and found[0].text.strip() == whole and not (found[0].ordinal and said != body):
            return found[0], said != body
    return None, False


def interval(value: Bound, comparator: Comparator) -> tuple[Bound | None, Bound | None]:
    """Return the interval that ``value`` claims with ``comparator``; a fall's is mirrored, as its size is meant.

    >>> interval(Decimal(10), Comparator.GT), interval(Decimal(-28), Comparator.GE)
    ((Decimal('10'), None), (None, Decimal('-28')))
    """
    falls = isinstance(value, Decimal) and value < 0
    if comparator is Comparator.VAGUE:
        return None, None
    if comparator in _LOWER:
        return (None, value) if falls else (value, None)
    if comparator in _UPPER:
        return (value, None) if falls else (None, value)
    if comparator is Comparator.ORDER and isinstance(value, Decimal):
        return (value * TEN, value) if falls else (value, value * TEN)
    return value, value


def implied(low: Bound | None, high: Bound | None) -> Comparator:
    """Return the comparator that an interval has where nobody named one."""
    if low is None and high is None:
        return Comparator.VAGUE
    if low is None or high is None:
        return Comparator.GE if high is None else Comparator.LE
    return Comparator.EQ if low == high else Comparator.RANGE


def fault(
    low: Bound | None, high: Bound | None, comparator: Comparator, unit: str | None, places: tuple[str, str]
) -> str | None:
    """Say what is wrong with an interval, or None where it is sound; ``places`` name its two ends."""
    from_place, to_place = places
    if low is None and high is None:
        return (
            None
            if comparator is Comparator.VAGUE
            else f"there is no number, and the comparator is not {Comparator.VAGUE}"
        )
    if comparator is Comparator.VAGUE:
        return f"a {Comparator.VAGUE} figure has no number: leave it out, or choose another comparator"
    if low is not None and high is not None:
        if isinstance(low, Decimal) != isinstance(high, Decimal):
            return f"{from_place} and {to_place} must both be numbers or both be dates"
        if _after(low, high):
            return f"{from_place} ({low}) is greater than {to_place} ({high}): exchange them"
        if comparator is Comparator.EQ and low != high:
            return f"an {Comparator.EQ} figure is one number: give --value, or the comparator {Comparator.RANGE}"
    is_date = isinstance(low, date) or isinstance(high, date)
    if is_date and unit not in (None, UNIT_DATE):
        return f"a date has the unit {UNIT_DATE}, not {unit}"
    if unit == UNIT_DATE and not is_date:
        return f"the unit {UNIT_DATE} wants a date, as 2025-10-21"
    return None


def in_words(
    low: Bound | None,
    high: Bound | None,
    unit: str | None,
    comparator: Comparator,
    *,
    kind: Kind | None = None,
    rate: Rate | None = None,
    counted: str | None = None,
) -> str:
    """Put a figure in plain English words.

    >>> in_words(Decimal(10), None, "%", Comparator.GT, kind=Kind.CHANGE)
    'up more than 10 %'
    >>> in_words(None, Decimal(-28), "%", Comparator.GE, kind=Kind.CHANGE)
    'down at least 28 %'
    >>> in_words(None, Decimal(20000000), "CNY", Comparator.LE, rate=Rate.DAY)
    'at most 20 million CNY per day'
    """
    per = f" per {rate}" if rate else ""
    counted = counted if unit == UNIT_COUNT else None
    if low is None and high is None:
        return " ".join(word for word in ("an unspecified number", counted and f"({counted})") if word) + per
    if isinstance(low, date) or isinstance(high, date):
        return _between(low, high, comparator, unit)
    if kind is Kind.ORDINAL and low == high and isinstance(low, Decimal) and low == low.to_integral_value():
        return f"the {_ordinal(int(low))}{f' {unit}' if unit not in (None, UNIT_COUNT) else ''}"
    way = ""
    if kind is Kind.CHANGE:
        falls = (low if low is not None else high or Decimal(0)) < 0 or (high is not None and high < 0)
        way = "down " if falls else "up "
        if falls:
            low, high = _negated(high), _negated(low)
    return f"{way}{_between(low, high, comparator, unit)}{f' ({counted})' if counted else ''}{per}"


def number_in_words(number: Decimal) -> str:
    """Write a number as people do: ``1.5 million``, ``17,000``, ``0.85``."""
    for scale, name in _SCALES:
        if abs(number) >= scale:
            scaled = number / scale
            if scaled == scaled.quantize(Decimal("0.001")):
                return f"{exact(scaled):,} {name}"
    return f"{exact(number):,}"


def _between(low: Bound | None, high: Bound | None, comparator: Comparator, unit: str | None) -> str:
    if low is not None and high is not None and low != high and comparator is not Comparator.ORDER:
        hedge = "about " if comparator is Comparator.APPROX else ""
        return f"{hedge}{_bare(low)} to {_with_unit(high, unit)}"
    bound = low if low is not None else high
    if bound is None:
        return "an unspecified number"
    if isinstance(bound, date):
        hedge = "until " if low is None else "from " if high is None else ""
        return f"{hedge}{bound.isoformat()}"
    hedge = _HEDGES.get(comparator, "")
    if not hedge and (low is None or high is None):
        hedge = _HEDGES[Comparator.GE if high is None else Comparator.LE]
    return f"{hedge}{_with_unit(bound, unit)}"


def _bare(bound: Bound) -> str:
    return number_in_words(bound) if isinstance(bound, Decimal) else bound.isoformat()


def _with_unit(bound: Bound, unit: str | None) -> str:
    words = _bare(bound)
    if not isinstance(bound, Decimal) or unit in (None, UNIT_COUNT, UNIT_DATE):
        return words
    if unit == UNIT_PERCENT:
        return f"{words} %"
    one = abs(bound) == 1
    if unit == UNIT_POINTS:
        return f"{words} percentage point{'' if one else 's'}"
    if unit == UNIT_MULTIPLE:
        return f"{words} times" if abs(bound) >= 1 else f"{words} of it"
    return f"{words} {unit}" if one or not unit.islower() or unit.endswith("s") else f"{words} {unit}s"


def _ordinal(number: int) -> str:
    """Write a place in a row.

    >>> [_ordinal(number) for number in (1, 2, 3, 11, 17, 22)]
    ['1st', '2nd', '3rd', '11th', '17th', '22nd']
    """
    teens = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _number(text: str) -> Decimal | None:
    if "_" in text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _grouped(text: str) -> bool:
    """Whether the commas of ``text`` part thousands: 17,000 is a number, 1,5 is not one here."""
    whole = text.lstrip("+-").partition(".")[0].split(",")
    return len(whole) > 1 and 1 <= len(whole[0]) <= 3 and all(len(group) == 3 for group in whole[1:])


def _negated(bound: Bound | None) -> Bound | None:
    return -bound if isinstance(bound, Decimal) else bound


def _after(low: Bound, high: Bound) -> bool:
    if isinstance(low, Decimal):
        return isinstance(high, Decimal) and low > high
    return not isinstance(high, Decimal) and low > high
