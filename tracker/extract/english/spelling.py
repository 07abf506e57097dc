"""Spelling: one way of writing blanks, hyphens and quotation marks for the rules to read."""

from __future__ import annotations

from typing import Final

from tracker.extract.lazy import pattern

_FOLDED: Final = (
    ("\u00a0", " "),
    ("\u202f", " "),
    ("\u2009", " "),
    ("\u2007", " "),
    ("\u3000", " "),
    ("\u200b", " "),
    ("\ufeff", " "),
    ("’", "'"),
    ("‑", "-"),
    ("–", "-"),
    ("−", "-"),
    ("‐", "-"),
    ("«", "“"),
    ("»", "”"),
    ("„", "“"),
    ("＄", "$"),
    ("％", "%"),
    ("￥", "¥"),
    ("，", ","),
    ("：", ":"),
    ("；", ";"),
    ("（", "("),
    ("）", ")"),
    ("‒", "-"),
    ("―", "—"),
    ("￡", "£"),
    ("Ｓ", "S"),
    ("•", "*"),
    ("·", "*"),
)
_SINGLE: Final = pattern(r"‘([^‘\n]{0,400}?)'(?!\w)")
_OPENING: Final = pattern(r'"(?=[\w$£€¥‘\'(\[+-])')


def fold(text: str) -> str:
    """Return ``text`` as the rules read it, code point for code point: plain blanks and hyphens, quotes with ends.

    >>> fold('He said ‘yes’, "12–15%"')
    'He said “yes”, “12-15%”'
    """
    if not text.isascii():
        for letter, plain in _FOLDED:
            if letter in text:
                text = text.replace(letter, plain)
        if "‘" in text:
            text = _SINGLE.sub(r"“\1”", text)
    if '"' in text:
        text = _OPENING.sub("“", text).replace('"', "”")
    return text
