"""Charsets: bytes to text by what they say of themselves, as far as that makes sense of them.

A decoding is believed only where what comes out reads like writing: frequent characters, no control codes, none of
the chains of accented letters or rare signs that a wrong charset leaves. What makes no sense in any is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Final

from tracker.texts.sense import CONTROL, TOLERATED, ordinary, plausibility

_MARKS: Final = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES: Final = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252")
# What pages name is often the older, smaller charset of a family.
_WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
}
_NO_CHARSETS: Final = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem")
)
"""Codecs of Python's that no page is written in."""
_META: Final = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.\-]{2,40})""")
_META_SPAN: Final = 8192
_PLAUSIBLE: Final = 0.75
_POSSIBLE: Final = 0.35
"""What is enough for UTF-8, which is hardly met by chance: any script, but not what was broken before."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it came to be one."""

    text: str
    charset: str
    note: str | None = None
    """What is odd about it, for a person: a charset named wrongly, characters that were broken."""


def decode(data: bytes, *, header: str | None = None, html: bool = False) -> Decoded | None:
    """Decode bytes by their mark, else as the server says, as the page says, as UTF-8, or as looks most sensible.

    None where no charset makes sense of them. With ``html``, what the page's own head says is heard.

    >>> decode("销量增长12%".encode("gb18030"), header="iso-8859-1").charset
    'gb18030'
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], charset)
    if (wide := _unmarked(data)) is not None:
        return wide
    meta = _in_page(data) if html else None
    wrong: list[str] = []
    for teller, name in (("the server", header), ("the page", meta)):
        named = _codec(name)
        found = _believed(data, named) if named else None
        if found is not None and (named == "utf-8" or not _is_rather_utf8(data, found.text)):
            return replace(found, note=_note(wrong, found))
        if name:
            wrong.append(f"{teller} says {name}")
    found = _believed(data, "utf-8", tolerate=False)
    if found is None and not _is_utf8(data):
        found = _guessed(data)
    if found is None:
        return None
    if not wrong and found.charset != "utf-8":
        return replace(found, note=f"no charset is named and it is not UTF-8: read as {found.charset}")
    return replace(found, note=_note(wrong, found))


def _strict(data: bytes, charset: str) -> Decoded | None:
    """Decode what a byte order mark names: that is believed, but for what is no text at all."""
    text = data.decode(charset, errors="replace")
    broken = text.count("\ufffd")
    if broken > max(1, len(text)) * 0.02 or len(CONTROL.findall(text)) > len(text) * 0.02:
        return None
    return Decoded(text, charset, _broken(broken, charset))


def _believed(data: bytes, charset: str, *, tolerate: bool = True) -> Decoded | None:
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        if not tolerate:
            return None
        text = data.decode(charset, errors="replace")
    except (LookupError, UnicodeError):
        return None
    broken = text.count("\ufffd")
    if broken > len(text) * TOLERATED or plausibility(text) < (_POSSIBLE if charset == "utf-8" else _PLAUSIBLE):
        return None
    return Decoded(text, charset, _broken(broken, charset))


def _guessed(data: bytes) -> Decoded | None:
    """Choose the charset in which the text is the most ordinary; charset-normalizer for what is none of the usual."""
    scored: list[tuple[float, int, Decoded]] = []
    for place, charset in enumerate(_GUESSES):
        if (found := _believed(data, charset, tolerate=False)) is not None:
            scored.append((ordinary(found.text), -place, found))
    if scored:
        return max(scored, key=lambda entry: entry[:2])[2]
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return _believed(data, best.encoding, tolerate=False) if best is not None else None


def _unmarked(data: bytes) -> Decoded | None:
    """Tell UTF-16 and UTF-32 without a mark by where their zero bytes stand, or by their pairs making sense."""
    head = data[:4096]
    if not head:
        return None
    zeros = [head[place::4].count(0) for place in range(4)]
    quarter = max(1, len(head) // 4)
    candidates: list[str] = []
    if len(data) % 4 == 0 and zeros[3] > quarter * 0.9 and zeros[2] > quarter * 0.9:
        candidates = ["utf-32-le"]
    elif len(data) % 4 == 0 and zeros[0] > quarter * 0.9 and zeros[1] > quarter * 0.9:
        candidates = ["utf-32-be"]
    elif len(data) % 2 == 0 and any(zeros):
        even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
        candidates = ["utf-16-le", "utf-16-be"] if odd > even else ["utf-16-be", "utf-16-le"]
    for charset in candidates:
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if plausibility(text) >= _PLAUSIBLE and not CONTROL.search(text):
            return Decoded(text, charset)
    return None


def _in_page(data: bytes) -> str | None:
    head = data[:_META_SPAN]
    found = _META.search(head) or _DECLARED.search(head)
    return found[1].decode("ascii") if found else None


def _codec(name: str | None) -> str | None:
    """Return Python's name of a charset, widened to what pages mean by it; None where there is none."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
        b"".decode(found)
    except (LookupError, ValueError):
        return None
    if found in _NO_CHARSETS:
        return None
    if found.startswith(("utf-16", "utf-32")):
        # A page that can say so in single bytes is none; where the server says so, the zeros have told already.
        return "utf-8"
    return _WIDER.get(found, found)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_rather_utf8(data: bytes, text: str) -> bool:
    """Whether bytes are UTF-8 after all: next to nothing else is by chance, but for a few words of GBK."""
    if data.isascii():
        return False
    found = _believed(data, "utf-8", tolerate=False)
    return found is not None and ordinary(found.text) >= ordinary(text)


def _broken(count: int, charset: str) -> str | None:
    if not count:
        return None
    return f"{count} {'character was' if count == 1 else 'characters were'} broken in its {charset} and shown as \ufffd"


def _note(wrong: list[str], found: Decoded) -> str | None:
    """Say what was named wrongly and what was broken."""
    named = f"{' and '.join(wrong)}, but the text is {found.charset}" if wrong else None
    return "; ".join(filter(None, (named, found.note))) or None
