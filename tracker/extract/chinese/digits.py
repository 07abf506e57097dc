"""Digits: the commonest numerals, Arabic digits that are surely no code, read without looking further."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.extract.chinese.characters import classes_at, table
from tracker.extract.chinese.numeral import Numeral

_MYRIAD: Final = 4
_HUNDRED_MILLION: Final = 8
_PLACES: Final = [Decimal(1).scaleb(-digits) for digits in range(11)]
_TENS: Final = [10**power for power in range(_MYRIAD + _HUNDRED_MILLION + 1)]
_TEN_TO: Final = [Decimal(ten) for ten in _TENS]
_SMALL: Final = [Decimal(number) for number in range(1000)]
_TENTHS: Final = [number * _PLACES[1] for number in _SMALL]
"""The numbers that most figures are, made once."""
_MOST: Final = 10
"""More digits than these may be a code."""
_LONGEST: Final = 2 * _MOST + 2
"""No plain number has more characters, and its digits need not be read further."""
_CONTINUED: Final = 1
_PARTED: Final = 2
_DIGIT: Final = 4
_BEHIND: Final = table("十百千万亿兆余多来数几零〇一二两三四五六七八九.0123456789", ".:：/,，", "0123456789")
"""What behind digits says that there is more to the number, what that they may be a code, and further digits."""
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_POINT: Final = ord(".")
_COMMA: Final = ord(",")
_SPACE: Final = ord(" ")
_PART: Final = ord("分")
_WAN: Final = ord("万")
_YI: Final = ord("亿")
_ASCII: Final = 128
_FIRST: Final = 0x4E00
_LAST: Final = 0x9FFF


def plain(text: str, start: int) -> Numeral | None:
    """Read a number of digits at ``start`` that is surely no code, 万 and 亿 included; None where it takes more.

    >>> number = plain("1.5亿元", 0); (str(number.low), number.end), plain("1,200", 0)
    (('150000000', 4), None)
    """
    size = min(len(text), start + _LONGEST)
    at = start
    value = 0
    code = 0
    while at < size:
        code = ord(text[at])
        if not _ZERO <= code <= _NINE:
            break
        value = value * 10 + code - _ZERO
        at += 1
    digits = at - start
    if not 0 < digits <= _MOST or (digits > 1 and ord(text[start]) == _ZERO):
        return None
    places = 0
    if at < size and code == _POINT:
        point = at
        at += 1
        while at < size:
            code = ord(text[at])
            if not _ZERO <= code <= _NINE:
                break
            value = value * 10 + code - _ZERO
            at += 1
        places = at - point - 1
        if not 0 < places <= _MOST:
            return None
    power = 0
    size = len(text)
    if at < size:
        behind = classes_at(_BEHIND, text, at)
        if behind & _PARTED:
            return None
        scale = at
        if ord(text[at]) == _SPACE:
            scale += 1
        if behind or scale > at:
            code = ord(text[scale]) if scale < size else 0
            if code == _WAN:
                power, at = _MYRIAD, scale + 1
                if at < size and ord(text[at]) == _YI:
                    power, at = _MYRIAD + _HUNDRED_MILLION, at + 1
            elif code == _YI:
                power, at = _HUNDRED_MILLION, scale + 1
        if at < size and _goes_on(text, at):
            return None
    # Behind the point, zeros at the end say how precise the number is, not which.
    precision = _TEN_TO[power - places] if power >= places else _PLACES[places - power]
    while places and value % 10 == 0:
        value, places = value // 10, places - 1
    if power >= places:
        value *= _TENS[power - places]
        low = _SMALL[value] if value < 1000 else Decimal(value)
    elif value < 1000 and places == power + 1:
        low = _TENTHS[value]
    else:
        low = value * _PLACES[places - power]
    return Numeral(start, at, low, low, precision, _TENS[power], arabic=True, tidy=True)


def _goes_on(text: str, at: int) -> bool:
    """Whether what stands behind a plain number makes another number of it."""
    behind = classes_at(_BEHIND, text, at)
    if behind & _CONTINUED:
        return True
    code = ord(text[at])
    if code == _COMMA:
        return classes_at(_BEHIND, text, at + 1) & _DIGIT != 0
    if code == _SPACE:
        at += 1
        if at == len(text):
            return False
        if classes_at(_BEHIND, text, at) & _CONTINUED:
            return True
        code = ord(text[at])
    elif code == _PART:
        return text.startswith("分之", at)
    # No Chinese character is a digit of another script.
    return code >= _ASCII and not _FIRST <= code <= _LAST and text[at].isdecimal()
