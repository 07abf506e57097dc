"""The head of an English article: title, date and bylines, and where the body begins."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from tracker.extract.english.days import MONTHS
from tracker.extract.lazy import pattern

LONGEST_TITLE: Final = 220
LONGEST_LINE: Final = 140
"""A longer line is neither date nor byline."""
LINES: Final = 8
LONGEST_SERIES: Final = 80
SPAN: Final = 10_000

_MON: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE: Final = pattern(
    rf"(?i)(?<![\w.])(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MON}),? (?P<y>(?:19|20)\d\d)"
    rf"|(?P<m2>{_MON}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)[-/.](?P<m3>\d{1,2})[-/.](?P<d3>\d{1,2})(?!\d)"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y4>(?:19|20)\d\d)(?!\d))"
)
_CLOCK: Final = pattern(
    r"(?i)\b\d{1,3}[ -]min(?:ute)?s?(?: read)?\b|\bat\b(?=\s*\d)"
    r"|\b\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?(?![\d%])|(?<=\d)t(?=\d)|\b\d{1,2}\s*[ap]\.?m\.?(?!\w)"
    r"|\b(?:GMT|BST|UTC|EST|EDT|ET|CET|CEST|PST|PDT|PT|IST|HKT|SGT|AEST|JST)\b|(?:[+-]\d\d:?\d\d|Z)(?!\w)"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?"
)
_LABEL: Final = pattern(
    r"(?i)\b(?:first )?(?:published|updated|posted|last updated|last modified|date|issued|modified|released)\b"
    r"(?: on| at)?\s*:?"
)
_BY: Final = pattern(r"(?:By|BY|by|Written by|Words by|Reporting by|Author:|Byline:|From)\s*:?\s+(?=\S)")
_NAME: Final = r"(?:[A-Z][\w'’.-]*|de|van|von|der|den|da|di|al|el|bin|la|le)"
_NAMES: Final = pattern(rf"{_NAME}(?: {_NAME}){{1,4}}")
_SPLIT: Final = pattern(r"\s*(?:,? and |,? & |, |; | with )\s*")
_PARTING: Final = pattern(r"[—–·•|]")
_ROLE: Final = pattern(
    r"(?i)\b(?:reporter|correspondent|editor|staff|writer|columnist|contributor|agency|news|desk|bureau|press|wire|chief|team)\b"
)
_FINAL: Final = pattern(r"[.!?…][”\"')\]]*\s*$")
_MARK: Final = pattern(r"^(?:#{1,6}\s*|Title\s*:\s*|Headline\s*:\s*)")
_VERBAL: Final = pattern(r"\b(?:is|are|was|were|will|has|have|had|said|to|from|until|between|of|the)\b")
_LINE: Final = pattern(r"[^\n]*\n?")
_SENTENCE: Final = pattern(r"[.!?][”\"')]?\s+[A-Z“\"]")

Head = tuple[tuple[int, int], date | None, tuple[str, ...], int]


def head(text: str) -> Head:
    """Return the title's span, the day, the bylines and where the body begins. Never raises.

    >>> head("Mill reopens\\nBy Jane Doe and John Roe in London\\nOct. 20, 2025, 4:05 p.m. ET\\n\\nIt is open.")[1:3]
    (datetime.date(2025, 10, 20), ('Jane Doe', 'John Roe'))
    """
    title = (0, 0)
    published: date | None = None
    names: list[str] = []
    body = 0
    number = 0
    pending: tuple[int, list[str]] | None = None
    for line in _LINE.finditer(text[:SPAN]):
        said = line[0].strip()
        if not said:
            if line.end() >= min(len(text), SPAN):
                break
            continue
        number += 1
        start = line.start() + line[0].find(said[0])
        end = start + len(said)
        if number == 1:
            mark = _MARK.match(said)
            start += len(mark[0]) if mark and len(mark[0]) < len(said) else 0
            read = _line(said)
            if read is not None:
                # No title: the head begins with its date or its byline.
                published, names = read[0], list(read[1])
                body = line.end()
                continue
            if not _titled(text[start:end], text, line.end()):
                break
            end, published, named = _tail(text, start, end)
            names += named
            title = (start, end)
        elif number > LINES + 1:
            break
        else:
            read = _line(said)
            if read is None:
                if (
                    published is None
                    and len(said) < 60
                    and said[0].isupper()
                    and _ROLE.search(said)
                    and not _FINAL.search(said)
                    and number == 2
                ):
                    body = line.end()
                    continue
                bare = _bare(said)
                if not bare and published is None and pending is None and _is_series(said, text, line.end()):
                    body = line.end()
                    continue
                if bare and pending is None and not published:
                    pending = (line.end(), bare)
                    continue
                break
            if pending is not None:
                names += pending[1]
                pending = None
            published = published or read[0]
            names += read[1]
        body = line.end()
    return title, published or _dateline(text, body), tuple(dict.fromkeys(names)), body


def _dateline(text: str, body: int) -> date | None:
    """Read the day before the first words of the body: LISBON, Aug 9 2025 (Agency) — …"""
    lead = text[body : body + 400].lstrip()[:90]
    found = _dated(lead)
    if found is None or not lead[: found.start()].rstrip(" ,(-—").isupper():
        return None
    parted = lead[found.end() :].lstrip(" ,(").startswith(("(", "-", "—", "/")) or "—" in lead or " - " in lead
    return _day(found) if parted else None


def _dated(said: str) -> re.Match[str] | None:
    """Find a day; what holds no year holds none."""
    return _DATE.search(said) if "20" in said or "19" in said else None


def _titled(said: str, text: str, after: int) -> bool:
    """Say whether the first line is a title: short, no sentence, and something follows it."""
    if len(said) > LONGEST_TITLE or "\t" in said or "|" in said or said[0] in "*•-" or said[-1] in ":,;":
        return False
    if (_FINAL.search(said) and not said.endswith("?")) or _SENTENCE.search(said):
        return False
    follows = text[after : after + 400].strip()
    if not follows:
        return False
    # A list or a table of short lines has no title of its own; a blank line or a head's line sets a title off.
    gap = text[after : after + 40]
    first = follows.split("\n", 1)[0]
    joined = not gap[: len(gap) - len(gap.lstrip())].count("\n")
    if joined and (first[0].islower() or first[0] in "$£€¥₹“(0123456789") and _line(first.strip()) is None:
        # The line goes on in the next.
        return False
    if len(first) < 60 and _ROLE.search(first) and first[:1].isupper() and not _FINAL.search(first):
        return True
    if gap[: len(gap) - len(gap.lstrip())].count("\n") or _line(first.strip()) is not None or _bare(first.strip()):
        return True
    if _is_series(first, text, after + len(text[after:].split("\n", 1)[0]) + 1):
        return True
    return len(first) > len(said) * 2 or _FINAL.search(first) is not None


def _is_series(said: str, text: str, after: int) -> bool:
    """Say whether a line names a series or an office: no sentence, and a line with a date follows before any gap."""
    if len(said) >= LONGEST_SERIES or _FINAL.search(said) or not said[0].isupper():
        return False
    near = text[after : after + 2 * LONGEST_LINE]
    if "20" not in near and "19" not in near:
        return False
    for line in near.split("\n")[:2]:
        read = _line(line.strip()) if line.strip() else None
        if read is not None and read[0] is not None:
            return True
        if not line.strip() or len(line) >= LONGEST_SERIES or _FINAL.search(line):
            return False
    return False


def _tail(text: str, start: int, end: int) -> tuple[int, date | None, list[str]]:
    """Cut a date, and a byline before it, off the end of the title's line."""
    said = text[start:end]
    if _dated(said) is None:
        return end, None, []
    for found in _DATE.finditer(said):
        day = _day(found)
        if day is None or found.start() < 12:
            continue
        rest = _CLOCK.sub(" ", said[found.end() :]).strip(" ,|·-—()")
        if rest and not (_NAMES.fullmatch(rest) or _by(rest)):
            continue
        before = said[: found.start()].rstrip()
        if not before.endswith(("|", "·", "-", "—", "(", ")")) and said[len(before) : found.start()] not in (
            "  ",
            "\t",
            "   ",
        ):
            continue
        return start + len(before.rstrip(" |·-—(")), day, _by(rest) or ([rest] if rest else [])
    return end, None, []


def _day(found: re.Match[str]) -> date | None:
    groups = found.groupdict()
    try:
        if groups["y"]:
            return date(int(groups["y"]), _month(groups["m"]), int(groups["d"]))
        if groups["y2"]:
            return date(int(groups["y2"]), _month(groups["m2"]), int(groups["d2"]))
        if groups["y3"]:
            return date(int(groups["y3"]), int(groups["m3"]), int(groups["d3"]))
        first, second = int(groups["a"]), int(groups["b"])
        # 20/10/2025 is a day first; where both orders may be, the month stands first, as in American heads.
        month, day = (second, first) if first > 12 else (first, second)
        return date(int(groups["y4"]), month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS.get(name.lower().rstrip("."), 0) or MONTHS.get(name.lower()[:3], 0)


@lru_cache(maxsize=16)
def _line(said: str) -> tuple[date | None, tuple[str, ...]] | None:
    """Read one line of the head: its day and its names; None where it belongs to the body.

    The line behind a title tells whether it is one, and is read again as part of the head.
    """
    if len(said) > LONGEST_LINE:
        return None
    found = _dated(said)
    day = _day(found) if found else None
    if day is not None and said.endswith(".") and not _CLOCK.search(said[-8:]):
        return None
    if day is None:
        if _BY.match(said) and not _FINAL.search(said.rstrip(".")):
            named = _by(said)
            return (None, tuple(named)) if named else None
        if _LABEL.match(said) and _CLOCK.search(said):
            return None, ()
        return None
    rest = _LABEL.sub(" | ", _CLOCK.sub(" ", _DATE.sub(" | ", said)))
    names: list[str] = []
    for piece in _PARTING.split(rest):
        piece = piece.strip(" ,;:-()/.\t")
        if not piece:
            continue
        named = _by(piece) if _BY.match(piece) else _bare(piece)
        if named:
            names += named
        elif (
            _FINAL.search(piece)
            or not (piece[0].isupper() or len(piece.split()) < 3)
            or _VERBAL.search(piece)
            or len(piece.split()) > 4
            or (piece[0].islower() and len(piece.split()) > 2)
        ):
            return None
    return day, tuple(names)


def _by(said: str) -> list[str]:
    """Read the names behind By."""
    mark = _BY.match(said)
    if mark is None:
        return []
    rest = said[mark.end() :]
    names = []
    for piece in _SPLIT.split(rest.split("|")[0].split(" — ")[0].split(" – ")[0]):
        name = piece.split(" in ")[0].strip(" .,;")
        if _NAMES.fullmatch(name) and not _ROLE.search(name):
            names.append(name)
        elif names:
            break
        elif name and name.replace(" ", "").isupper() and name.count(" ") in (1, 2):
            names.append(name)
        else:
            return []
    return names


def _bare(said: str) -> list[str]:
    """Read a line of names alone, with a place or not: Jane Doe and John Roe in London."""
    if _FINAL.search(said) or len(said) > 80:
        return []
    names: list[str] = []
    for piece in _SPLIT.split(said):
        name = piece.split(" in ")[0].strip()
        if not _NAMES.fullmatch(name) or _ROLE.search(name) or len(name.split()) > 4:
            return names if names and _ROLE.search(name) else []
        names.append(name)
    return names
