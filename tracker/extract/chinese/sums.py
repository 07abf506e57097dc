"""Sums: a numeral's digits and powers added up, and numbers as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

Token = tuple[str, Decimal]
"""A number (n), a power of ten (u) or a zero (z)."""
_ONE: Final = Decimal(1)
_LONG: Final = Decimal(10) ** 27
"""More digits than this a quantize cannot hold."""


def whole(number: Decimal) -> Decimal:
    """Drop the trailing zeros of whole numbers, so that they print as people write them."""
    if number.same_quantum(_ONE):
        return number
    return number.quantize(_ONE) if number == number.to_integral_value() and abs(number) < _LONG else number


def place_of(number: Decimal) -> Decimal:
    """Return the place of the last digit written: 0.1 for 8.5."""
    if number.same_quantum(_ONE):
        return _ONE
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else _ONE


def evaluate(tokens: list[Token]) -> tuple[Decimal, Decimal, Decimal]:
    """Add up a numeral's tokens: value, place of the last digit, and the 万 or 亿 it ends with."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    place, last, large, scale = _ONE, _ONE, _ONE, _ONE
    powers = zero = False
    for kind, value in tokens:
        if kind == "z":
            zero = True
        elif kind == "n":
            digit, place, scale = value, place_of(value), _ONE
        elif value < 10000:
            section += (_ONE if digit is None else digit) * value
            place = value if digit is None else place * value
            digit, last, powers, zero, scale = None, value, True, False, _ONE
        else:
            section += digit or 0
            if not section and not total:
                section = _ONE
            # 1.5万亿: the smaller power is a number of the larger one.
            if total and value > large:
                total = (total + section) * value
                scale = scale * value if not section else value
            else:
                total += section * value
                scale = value
            place *= value
            section, digit, last, large, powers, zero = Decimal(0), None, value, value, True, False
    if digit is not None:
        # 一万二 is 12,000: a lone last digit takes the next lower place.
        lone = powers and not zero and last >= 100 and 0 < digit < 10 and len(tokens) > 1
        if lone:
            digit, place = digit * last / 10, last / 10
        section += digit
    return whole(total + section), place, scale
