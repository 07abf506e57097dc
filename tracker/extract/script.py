"""One spelling for the rules to read: simplified characters, ASCII digits and punctuation, curly quotes.

Folding maps one code point to one code point, so a span in the folded text is the same span in the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tracker.extract.lazy import pattern

_BLOCKS: Final = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
"""Where Chinese characters stand; the rarer ones above occur in no word of the rules."""
_VARIANTS: Final = (
    "著着瞭了澂澄枱台衞卫敍叙綵彩簷檐痺痹睪睾暱昵馀余锺钟谘咨讬托钜巨缐线侭尽祇只衹只"
    "顎腭颚腭鯰鲇鲶鲇么幺迳径镟旋麺面麹曲稆穞渖沈苧苎"
)
"""What Taiwan and Hong Kong write otherwise, and what stands for two characters: each beside what it is read as."""
_WIDE: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "［］"}
_MARKS: Final = dict(zip("　\u00a0\u2009\u202f￥〜～−﹣「」『』‘’﹁﹂〈〉", "    ¥~~--“”“”“”“”《》", strict=True))
_FEW: Final = 12
"""So many different letters are replaced one by one; a text with more of them is of another spelling throughout."""
_STRAIGHT: Final = pattern(r'"[^"\n]*"')
_APART: Final = pattern(r"，(?=\d)(?<=\d，)")
_HALF: Final = pattern(r"[\ud800-\udfff]")
"""Half a character, as JSON may hold it: it is nothing that can be read."""
_PROMINENT: Final = pattern(r"着(?:(?=[名称作])|(?<=[显卓昭]着))")


@cache
def _table() -> dict[int, str]:
    """Every character that is read as another, beside that one: some thousands, looked up in OpenCC once."""
    from opencc import OpenCC

    letters = [chr(code) for first, end in _BLOCKS for code in range(first, end)]
    # Apart on lines of their own, so that no phrase is made of them.
    simple = OpenCC("t2s").convert("\n".join(letters)).split("\n")
    found = {letter: one for letter, one in zip(letters, simple, strict=True) if letter != one and len(one) == 1}
    found |= dict(zip(_VARIANTS[::2], _VARIANTS[1::2], strict=True))
    read = {letter: found.get(one, one) for letter, one in found.items()} | _WIDE | _MARKS
    return {ord(letter): one for letter, one in read.items()}


@cache
def _codes() -> list[int]:
    """What every code point of the first plane is read as, in the shape that ``str.translate`` is quickest with."""
    codes = list(range(0x10000))
    for code, other in _table().items():
        codes[code] = ord(other)
    return codes


@cache
def _foreign() -> re.Pattern[str]:
    """Anything that the table knows."""
    return re.compile(f"[{re.escape(''.join(map(chr, _table())))}]")


def folding(text: str) -> tuple[str, dict[str, str]]:
    """Return ``text`` as :func:`fold` does, and beside it the letters of it that are read as others, each with that.

    Of a text that is of another spelling throughout they are the first dozen only.

    >>> folding("營收12億")[1]
    {'營': '营', '億': '亿'}
    """
    letters: dict[str, str] = {}
    if text.isascii():
        folded = text
    else:
        try:
            text.encode()
        except UnicodeEncodeError:
            text = _HALF.sub("\ufffd", text)
        folded = _replaced(text, letters)
        if "，" in text and (commas := [comma.start() for comma in _APART.finditer(text)]):
            starts = [0, *(at + 1 for at in commas)]
            folded = "，".join(folded[start:end] for start, end in zip(starts, [*commas, len(folded)], strict=True))
        if "着" in folded:
            folded = _PROMINENT.sub("著", folded)
    if '"' in folded:
        # Straight quotes do not say which end they are: a pair on one line does.
        folded = _STRAIGHT.sub(lambda pair: f"“{pair[0][1:-1]}”", folded)
    return folded, letters


def _replaced(text: str, letters: dict[str, str]) -> str:
    """Replace every letter that the table knows, and add to ``letters`` what they are, or the first of many."""
    table = _table()
    # Simplified text holds few of them, most of them stops: each is replaced wherever it stands when it is first met.
    search = _foreign().search
    found = search(text)
    words = 0
    while found is not None:
        if words == _FEW:
            return text.translate(_codes())
        letter = found[0]
        letters[letter] = other = table[ord(letter)]
        words += letter.isalnum()
        text = text.replace(letter, other)
        found = search(text, found.end())
    return text


def fold(text: str) -> str:
    """Return ``text`` in the spelling the rules read, code point for code point.

    A full-width comma between digits stays, as it parts numbers where the ASCII one groups thousands.

    >>> fold("營收１２億元，「增長」")
    '营收12亿元,“增长”'
    """
    return folding(text)[0]
