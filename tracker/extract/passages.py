"""Passages: which stretches of a text are English, where a text is in both languages.

A line, or a sentence of a line that mixes both, belongs to the script that rules it. A text that is wholly Chinese is
known by holding no run of Latin words.
"""

from __future__ import annotations

from typing import Final

from tracker.extract.lazy import pattern

Span = tuple[int, int]

_HAN: Final = pattern(r"[㐀-鿿]")
# Begins at a word's first letter alone: from every letter of it on, a long word would take the square of its length.
_RUN: Final = pattern(r"[A-Za-z](?<![A-Za-z'’.-].)[A-Za-z'’.-]*,?(?: [A-Za-z0-9$€£(][\w$€£¥%,.'’()-]*){3,}")
_LATIN: Final = pattern(r"[A-Za-z]{2,}")
_PIECE: Final = pattern(r"[^。！？!?\n]*[。！？!?\n]?")
_QUOTE: Final = pattern(r"[“「『\"](?P<words>[^“”「」『』\"\n]+)[”」』\"]")
_SIGNS: Final = frozenset("$€£(")
_TEXT: Final = pattern(r"[^\n]+")


def english(text: str) -> list[Span] | None:
    """Return the stretches of ``text`` that are English, in order; None where the whole text is.

    >>> english("Sales rose 5%."), english("销量增长5%。"), english("销量增长。\\nSales in the region rose 5%.")
    (None, [], [(6, 34)])
    """
    if text.isascii() or _HAN.search(text) is None:
        return None
    if not _may_run(text) or _RUN.search(text) is None:
        return []
    found: list[Span] = []
    start = 0
    ruled = False
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if _HAN.search(line) is None:
            # A line of figures alone goes with what stands before it.
            if _RUN.search(line) is not None:
                ruled = True
            elif not ruled or not (_LATIN.search(line) or not line.strip()):
                ruled = ruled and not line.strip()
            if ruled:
                _add(found, start, end)
        else:
            ruled = False
            if _RUN.search(line) is not None:
                _mixed(found, text, start, end)
        start = end
    return [(first, first + len(text[first:last].rstrip())) for first, last in found if text[first:last].strip()]


def _may_run(text: str) -> bool:
    """Say whether three blanks in a row have a word of Latin letters or digits behind them, without reading it all."""
    words = 0
    at = text.find(" ")
    while at >= 0:
        behind = text[at + 1 : at + 2]
        words = words + 1 if behind in _SIGNS or (behind.isascii() and behind.isalnum()) else 0
        if words == 3:
            return True
        at = text.find(" ", at + 1)
    return False


def _add(found: list[Span], start: int, end: int) -> None:
    if found and found[-1][1] == start:
        found[-1] = (found[-1][0], end)
    else:
        found.append((start, end))


def _mixed(found: list[Span], text: str, start: int, end: int) -> None:
    """Add the quotes and the sentences of a mixed line that are English."""
    at = start
    for quote in _QUOTE.finditer(text, start, end):
        if _HAN.search(quote["words"]) is None and _RUN.search(quote["words"]) is not None:
            _sentences(found, text, at, quote.start())
            _add(found, *quote.span("words"))
            at = quote.end()
    _sentences(found, text, at, end)


def _sentences(found: list[Span], text: str, start: int, end: int) -> None:
    for piece in _PIECE.finditer(text, start, end):
        if piece[0] and _HAN.search(piece[0]) is None and _RUN.search(piece[0]) is not None:
            _add(found, piece.start(), piece.end())


def parted(text: str, spans: list[Span]) -> tuple[str, str]:
    """Return the text twice: with nothing but what stands in ``spans``, and without it; newlines stay."""
    inside: list[str] = []
    outside: list[str] = []
    at = 0
    for start, end in spans:
        inside += [_blank(text[at:start]), text[start:end]]
        outside += [text[at:start], _blank(text[start:end])]
        at = end
    inside.append(_blank(text[at:]))
    outside.append(text[at:])
    return "".join(inside), "".join(outside)


def _blank(text: str) -> str:
    return _TEXT.sub(lambda line: " " * len(line[0]), text)
