"""Characters: what a character may be beside a number, looked up by its code point rather than asked rule by rule."""

from __future__ import annotations

from typing import Final

_PLANE: Final = 0x10000
"""No rule names a character above."""


def table(*classes: str) -> bytes:
    """Return, by code point, in which of ``classes`` a character is: bit 0 for the first, and so on.

    >>> found = table("年月", "月日"); [found[ord(letter)] for letter in "年月日时"]
    [1, 3, 2, 0]
    """
    found = bytearray(_PLANE)
    for bit, letters in enumerate(classes):
        for letter in letters:
            found[ord(letter)] |= 1 << bit
    return bytes(found)


def numbered(letters: str) -> bytes:
    """Return, by code point, which of ``letters`` a character is, counted from 1; 0 for all others.

    >>> found = numbered("年月"); [found[ord(letter)] for letter in "年月日"]
    [1, 2, 0]
    """
    found = bytearray(_PLANE)
    for number, letter in enumerate(letters, 1):
        found[ord(letter)] = number
    return bytes(found)


def classes_at(known: bytes, text: str, at: int) -> int:
    """Return the classes, or the number, of the character at an offset; 0 beyond the ends of the text."""
    if at < 0 or at >= len(text):
        return 0
    code = ord(text[at])
    return known[code] if code < _PLANE else 0


def classes_within(known: bytes, text: str, start: int, end: int) -> int:
    """Return the classes of all characters between two offsets; any class for one that no rule names."""
    found = 0
    for at in range(start, end):
        code = ord(text[at])
        found |= known[code] if code < _PLANE else -1
    return found
