"""Dates as feeds, sitemaps and reviews write them, read as the days of a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

_UNCLEAR_ZONE: Final = re.compile(r"\s+(?:CST|IST|BST)$")
"""Names of several zones each: the day is taken as it is written."""
_SPACED_ZONE: Final = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_CHINESE: Final = re.compile(r"((?:19|20)\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})")
_UNSET: Final = 1970
"""The year of a clock that was never set."""


def day(text: str | None, parsed: Sequence[int] | None = None, zone: tzinfo = UTC) -> date | None:
    """Return the day that a date means in ``zone``; a date that names no zone is the day it says.

    ``parsed`` is what a feed's parser made of it, for the spellings that only it knows. None for what is no date.

    >>> from zoneinfo import ZoneInfo
    >>> day("Mon, 20 Oct 2025 23:30:00 +0000", zone=ZoneInfo("Asia/Shanghai"))
    datetime.date(2025, 10, 21)
    >>> day("2025-10-20 23:30:00", zone=ZoneInfo("Asia/Shanghai"))
    datetime.date(2025, 10, 20)
    """
    if not text:
        return None
    text = _UNCLEAR_ZONE.sub("", _SPACED_ZONE.sub("", text.strip()))
    moment = next(_readings(text, parsed), None)
    if moment is None or not _UNSET < moment.year < MAXYEAR:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def _readings(text: str, parsed: Sequence[int] | None) -> Iterator[datetime]:
    for read in (datetime.fromisoformat, parsedate_to_datetime, _chinese, lambda _: _midnight(parsed or ())):
        try:
            yield read(text)
        except (ValueError, TypeError, IndexError, OverflowError):  # what email.utils raises for what is no date
            continue


def _chinese(text: str) -> datetime:
    if (found := _CHINESE.search(text)) is None:
        raise ValueError(text)
    return _midnight([int(part) for part in found.groups()])


def _midnight(parts: Sequence[int]) -> datetime:
    return datetime(*parts[:3])  # type: ignore[arg-type]  # noqa: DTZ001 - a day, in no zone
