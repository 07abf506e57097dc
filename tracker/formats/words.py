"""Characters that formats leave behind: invisible ones taken out, raised figures told from the figures beside them."""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_SPACES: Final = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u2006\u2008\u205f\u3000\u0085\u2028\u2029]+")
_RAISED: Final = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_POWER: Final = re.compile(r"[-+−]?\d{1,3}|n")
_BASE: Final = re.compile(r"(?:(?<![\d.,])(?:10|[2e])|(?<![A-Za-z])(?:[kcdmµμn]?m|km|ft|in|yd|mi|s|h|hr)|[米])\s*$")
"""What a power may stand at: a base, or a unit of length or time."""
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|ª|º)", re.IGNORECASE)
_TRADE: Final = re.compile(r"[™®©℠]|TM|SM|R", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return one line of text without invisible characters and with single spaces.

    Thin spaces stay: between digits they part thousands.

    >>> tidy(" re\u00adport:\u00a012\u200b% ")
    'report: 12%'
    """
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def raised(before: str, text: str, *, linked: bool = False) -> str:
    """Return what a raised ``text`` after ``before`` is to be read as: a power, an ending, or nothing for a mark.

    Marks of footnotes are left out, as next to a figure they would be read as its digits.

    >>> raised("12%", "1"), raised("30 m", "2"), raised("10", "6"), raised("1", "st"), raised("2", "[3]")
    ('', '²', '⁶', 'st', '')
    """
    inner = tidy(text)
    if linked or not inner:
        return ""
    if _POWER.fullmatch(inner) and _BASE.search(before[-8:]):
        return inner.translate(_RAISED)
    if _ORDINAL.fullmatch(inner) and re.search(r"\d\s*$", before) and len(inner) > 1:
        return inner
    if _TRADE.fullmatch(inner):
        return inner if not inner.isascii() else ""
    if len(inner) > 6 or (inner[:1].isalpha() and len(inner) > 2):
        return f" {inner}"
    return ""


def joined(before: str, after: str) -> str:
    """Join two lines that a layout broke: with a space, or none between Chinese characters.

    >>> joined("sold to", "shops"), joined("销售", "收入"), joined("inter-", "national")
    ('sold to shops', '销售收入', 'international')
    """
    if not before or not after:
        return before + after
    if before[-1] == "\u00ad" or (before[-1] in "-‐\u0002" and before[-2:-1].isalpha() and after[0].islower()):
        return before[:-1] + after
    wide = "\u2e7f" < before[-1] < "\ufffe" or "\u2e7f" < after[0] < "\ufffe"
    if wide and (_tight(before[-1]) and _tight(after[0])):
        return before + after
    return f"{before} {after}"


def _tight(character: str) -> bool:
    """Whether Chinese stands next to it without a space."""
    return "\u2e7f" < character < "\ufffe" or character.isdigit() or character in "%.,“”‘’—…·"
