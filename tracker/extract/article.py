"""The article around the claims: title, date, bylines and where the body begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.extract.english.head import head
from tracker.extract.lazy import pattern
from tracker.extract.script import fold

LONGEST_HEAD: Final = 400
"""A longer line is no title and holds no bylines."""
HEAD_SPAN: Final = 10_000
"""Nothing further down is looked at, however many blank lines there are."""
HEAD_LINES: Final = 8
"""Date and bylines are looked for on so many lines after the title, no further."""

_DAY: Final = (
    r"(?P<y>[12](?<![\d.].)(?:(?<=1)9|(?<=2)0)\d\d)(?:\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
    r"|(?P<s>[-/.])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?![\d.]))(?:\s*[(]?(?:星期|周)[一二三四五六日天][)]?)?"
    r"(?:[ T]*\d{1,2}[:时]\d{2}(?::\d{2}(?:\.\d+)?)?分?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_DATE: Final = pattern(_DAY)
_DATELINE: Final = pattern(_DAY + r" ?(?:电(?![商子话影视力动])|讯)")
"""The day of a report that names it with the place it was sent from (台北2026年9月4日電)."""
_HAN: Final = pattern(r"[㐀-鿿]")
_MARKER: Final = pattern(r"\s*\(\d{1,2}(?:/\d{1,2})?\)\s*$")
_ROLES: Final = "记者|作者|撰文|编辑|责编|责任编辑|来源|编译|通讯员|供稿|校对|摄影|发布时间|时间|日期"
_LABEL: Final = pattern(
    rf"(?:本报|本刊|特约|实习|首席|财经|[一-鿿]{{2,6}}[报网社])?(?:{_ROLES})\s*[:/|丨 ]\s*"
    r"|(?<![一-鿿])[文图]{1,2}\s*[:/|丨]\s*"
    r"|(?<![一-鿿])记者(?=[一-鿿]{2,4}(?:[/ ]|$))|(?<=[一-鿿])/[一-鿿]{2,6}报导?道?$"
)
_NAMES: Final = pattern(r"[一-鿿·]{2,4}(?:[ 、]+[一-鿿·]{2,4}){0,7}|[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}")
_FINAL: Final = pattern(r"[。!?;…]")
_LINE: Final = pattern(r"[^\n]*\n?")
_TITLE_MARK: Final = pattern(r"^(?:#{1,6}\s*|标题\s*[:]\s*)")


@dataclass(init=False, unsafe_hash=True)
class Article:
    """What an article's head says of it: a value, never changed. Offsets count code points of the whole text."""

    title: str
    published: date | None
    bylines: tuple[str, ...]
    body_start: int
    title_start: int
    title_end: int

    def __init__(
        self, title: str, published: date | None, bylines: tuple[str, ...], body: int, start: int = 0, end: int = 0
    ) -> None:
        """Take the words of the title, the day, the bylines, where the body begins and the span of the title."""
        self.title = title
        self.published = published
        self.bylines = bylines
        self.body_start = body
        self.title_start = start
        self.title_end = end


def read(text: str, folded: str | None = None) -> Article:
    """Read title, date and bylines from the first lines of ``text``.

    A line with a full stop, or one that is neither date nor byline, begins the body. A text whose first line is
    already a sentence has no title. Never raises: what is not there is empty or None. ``folded`` is the text in the
    spelling of the rules, for whoever has it already.

    >>> read("一个标题(2) 2025年10月20日 张三 李四\\n正文。").bylines
    ('张三', '李四')
    >>> read("A title\\nBy Jane Doe, 20 October 2025\\n\\nThe body.").bylines
    ('Jane Doe',)
    """
    if _HAN.search(text, 0, HEAD_SPAN) is None:
        span, day, named, begin = head(text)
        return Article(text[slice(*span)].strip(), day, named, begin, *span)
    if folded is None or len(folded) > HEAD_SPAN:
        folded = fold(text[: _reach(text)])
    title = (0, 0)
    published: date | None = None
    bylines: list[str] = []
    body = 0
    lines = 0
    pending: list[str] = []
    for line in _LINE.finditer(folded):
        start, end = line.start(), line.start() + len(line[0].rstrip())
        start += len(folded[start:end]) - len(folded[start:end].lstrip())
        if start >= end:
            if line.end() == len(folded):
                break
            continue
        lines += 1
        if end - start > LONGEST_HEAD:
            break
        if lines > HEAD_LINES + 1:
            break
        if lines == 1:
            start += len(mark[0]) if (mark := _TITLE_MARK.match(folded[start:end])) else 0
            cut, stated = _title_date(folded, start, end)
            if stated is None and (_FINAL.search(folded, start, end) and not _is_headline(folded[start:end])):
                break
            published = stated
            marker = _MARKER.search(folded, start, cut) if folded.find("(", start, cut) >= 0 else None
            title = (start, marker.start() if marker else cut)
            if stated is not None:
                names = _names(_DATE.sub(" ", folded[cut:end], count=1))
                # What follows the date is either bylines or words of the title itself.
                if names is None:
                    published, title = stated, (start, end)
                else:
                    bylines += names
        else:
            stated, names = _head_line(folded[start:end])
            if stated is None and names is None:
                # A bare name may be a byline or a heading: the next line, if it is one of the head's, tells.
                if pending or not _NAMES.fullmatch(folded[start:end]):
                    break
                pending = folded[start:end].split()
                continue
            published = published or stated
            bylines += pending + (names or [])
            pending = []
        body = line.end()
    if published is None and (line_date := _DATELINE.search(folded, body, body + LONGEST_HEAD)):
        published = _day(line_date)
    # The names were read in the folded spelling: the text has them in its own.
    places = ((folded.find(name, 0, body), len(name)) for name in dict.fromkeys(bylines))
    own = tuple(text[at : at + length] for at, length in places if at >= 0)
    return Article(text[title[0] : title[1]].strip(), published, own, body, title[0], title[1])


def _reach(text: str) -> int:
    """Return how far a head can reach: a line with a full stop behind the title's is none of its lines."""
    end = text.find("\n", len(text) - len(text.lstrip()))
    for _ in range(HEAD_LINES):
        if not 0 <= end < HEAD_SPAN:
            break
        start = end + 1
        end = text.find("\n", start)
        if "。" in text[start:end]:
            return min(max(start + LONGEST_HEAD, end), HEAD_SPAN)
    return HEAD_SPAN


def _is_headline(line: str) -> bool:
    return len(line) <= 60 and "。" not in line and not line.rstrip().endswith(";")


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    except ValueError:
        return None


def _title_date(line: str, start: int, end: int) -> tuple[int, date | None]:
    """Find the date that follows the title on its line; a sentence after it means that it is part of the text."""
    for found in _DATE.finditer(line, start, end):
        stated = _day(found)
        apart = found.start() == start or line[found.start() - 1] in " )|丨·_-"
        if stated and apart and not _FINAL.search(line, found.end(), end):
            return len(line[: found.start()].rstrip(" |丨·_-")) if found.start() > start else start, stated
    return end, None


def _head_line(line: str) -> tuple[date | None, list[str] | None]:
    """Read one line after the title: its date and its names, both None where it belongs to the body."""
    if _FINAL.search(line) or len(line) > 80:
        return None, None
    found = _DATE.search(line)
    stated = _day(found) if found else None
    rest = line[: found.start()] + " " + line[found.end() :] if found and stated else line
    labelled = _LABEL.match(rest)
    names = _names(rest)
    if stated is not None:
        return (stated, names) if names is not None else (None, None)
    if labelled and names:
        return None, names
    return None, None


def _names(rest: str) -> list[str] | None:
    """Read what stands beside a date: names, a source. None where there are other words."""
    names: list[str] = []
    rest = _LABEL.sub("  ", re.sub(r"[()\[\]【】]", " ", _MARKER.sub("", rest)))
    for piece in re.split(r"\s{2,}|[|丨\t]", rest.strip(" |丨·,:-_*")):
        piece = piece.strip(" |丨·,:-_/*")
        if not piece:
            continue
        if _NAMES.fullmatch(piece):
            names += [name for name in re.split(r"[ 、]+", piece) if name] if piece[0] >= "一" else [piece]
        elif len(piece) <= 16 and not re.search(r"[,。!?;:0-9%]", piece):
            names += [name for name in re.split(r"[ 、/]+", piece) if name]
        else:
            return None
    return names
