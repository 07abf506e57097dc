"""Text from articles, fit to be shown: cleaned, cut to a width, the figure in the midst of its sentence. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, get_character_cell_size

from tracker.report.content import FlaggedClaim

ELLIPSIS: Final = "…"

_ESCAPE_SEQUENCE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)
# Characters that reorder or hide what stands around them: a figure must read as it is stored.
_DECEPTIVE: Final = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_BLANK_CATEGORIES: Final = frozenset({"Cc", "Zl", "Zp"})


def clean(text: str | None) -> str:
    """Return text as one line that is safe to show: no terminal escapes, no control or direction characters.

    >>> clean("up \\x1b[31m12 %\\x1b[0m,\\n say\\u202e they")
    'up 12 %, say they'
    """
    if text is None:
        return ""
    if not text.isprintable():
        text = "".join(
            " " if unicodedata.category(character) in _BLANK_CATEGORIES else character
            for character in _ESCAPE_SEQUENCE.sub("", text)
            if character not in _DECEPTIVE and unicodedata.category(character) != "Cs"
        )
    if "  " in text:
        text = re.sub(r" {2,}", " ", text)
    return text.strip(" ")


def language(text: str, known: str | None = None) -> str | None:
    """Return the language to mark ``text`` with: its document's where known, else what its script tells.

    >>> language("人工率降低"), language("up 12 %"), language("売上が増えた"), language("up", "de")
    ('zh', None, 'ja', 'de')
    """
    if known:
        return known
    if re.search(r"[\u3040-\u30ff]", text):
        return "ja"
    if re.search(r"[\uac00-\ud7af]", text):
        return "ko"
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else None


def web_address(url: str | None) -> str | None:
    """Return an address that is safe to link to: one of the web's, on one line.

    >>> web_address("https://news.example/a"), web_address("javascript:alert(1)"), web_address(None)
    ('https://news.example/a', None, None)
    """
    address = clean(url)
    return address if re.match(r"https?://[^\s/]", address, re.IGNORECASE) else None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence around its figure."""

    before: str
    figure: str
    after: str


def locate(sentence: str, figure: str, prefix: str, suffix: str) -> int | None:
    """Return where the figure stands in its sentence, told apart from its doubles by what stands around it.

    >>> locate("from 20% to 20% more", "20%", "om 20% to ", " more")
    12
    """
    places = [match.start() for match in re.finditer(re.escape(figure), sentence)] if figure else []
    if not places:
        return None

    def likeness(place: int) -> int:
        before, after = sentence[:place], sentence[place + len(figure) :]
        return _shared(before[::-1], prefix[::-1]) + _shared(after, suffix)

    return max(places, key=likeness)


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def around(claim: FlaggedClaim, cells: int) -> Excerpt:
    """Return the figure in its sentence, cut to about ``cells`` terminal cells around the figure."""
    place = locate(claim.sentence, claim.figure, claim.prefix, claim.suffix)
    if place is None:
        before, after = claim.prefix, claim.suffix
    else:
        before, after = claim.sentence[:place], claim.sentence[place + len(claim.figure) :]
    gap_before = " " if before[-1:].isspace() else ""
    gap_after = " " if after[:1].isspace() else ""
    before, figure, after = clean(before) + gap_before, clean(claim.figure), gap_after + clean(after)
    figure = head(figure, cells)
    room = max(cells - cell_len(figure), 0)
    after_room = max(room - cell_len(before), room * 2 // 5)
    after = head(after, after_room)
    return Excerpt(tail(before, max(room - cell_len(after), 0)), figure, after)


def head(text: str, cells: int) -> str:
    """Cut text to a width in terminal cells, at the end, not inside a word.

    >>> head("mostly harmless", 12), head("降低28%以上，咨询", 10)
    ('mostly…', '降低28%以…')
    """
    if cell_len(text) <= cells:
        return text
    width = 1
    kept = 0
    for character in text:
        width += get_character_cell_size(character)
        if width > cells:
            break
        kept += 1
    whole = text[:kept]
    if text[kept : kept + 1].isascii() and text[kept : kept + 1].isalnum():
        shorter = re.sub(r"\s?[A-Za-z0-9.,]{1,20}$", "", whole)
        whole = shorter or whole
    return whole.rstrip(" ,;:，、；：") + ELLIPSIS if cells > 0 else ""


def tail(text: str, cells: int) -> str:
    """Cut text to a width in terminal cells, at the start, not inside a word.

    >>> tail("so they say, mostly harmless", 18)
    '…mostly harmless'
    """
    if cell_len(text) <= cells:
        return text
    width = 1
    kept = 0
    for character in reversed(text):
        width += get_character_cell_size(character)
        if width > cells:
            break
        kept += 1
    start = len(text) - kept
    whole = text[start:]
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        whole = re.sub(r"^[A-Za-z0-9.,]{1,20}\s?", "", whole) or whole
    return ELLIPSIS + whole.lstrip(" ,;:，、；：。") if cells > 0 else ""
