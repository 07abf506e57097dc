"""When a channel may be told: quiet hours, and the hours of digests. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from tracker import schedules
from tracker.errors import InputError

DIGESTS: Final = {"daily": "0 8 * * *", "weekly": "0 8 * * 1"}
"""The words for digests, and what they mean: at eight in the morning, weekly on Mondays."""

_SPAN: Final = re.compile(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_LENGTH: Final = re.compile(r"(\d{1,5})([mhdw])")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST: Final = timedelta(days=366)


def quiet(text: str) -> tuple[time, time]:
    """Read quiet hours: when they begin, and when they end.

    >>> quiet("22:00-07:00"), quiet("0-6:30")
    ((datetime.time(22, 0), datetime.time(7, 0)), (datetime.time(0, 0), datetime.time(6, 30)))

    Raises:
        InputError: it is no such span.
    """
    wrong = InputError(f"{text!r}: write quiet hours as 22:00-07:00")
    found = _SPAN.fullmatch("".join(text.split()))
    if found is None:
        raise wrong
    try:
        begin, end = time(int(found[1]), int(found[2] or 0)), time(int(found[3]) % 24, int(found[4] or 0))
    except ValueError:
        raise wrong from None
    if begin == end:
        raise InputError(f"{text!r}: quiet hours of all day would let nothing through; pause the channel instead")
    return begin, end


def length(text: str) -> timedelta:
    """Read a length of time: ``30m``, ``24h``, ``7d``, ``2w``; ``0`` is none.

    Raises:
        InputError: it is none, or longer than a year.
    """
    words = text.strip().lower()
    found = _LENGTH.fullmatch(words)
    if words == "0":
        return timedelta()
    if found is None or (span := int(found[1]) * _UNITS[found[2]]) > LONGEST:
        raise InputError(f"{text!r}: write a length of time up to a year, as 30m, 24h or 7d")
    return span


def quiet_end(now: datetime, begin: time | None, end: time | None, zone: tzinfo) -> datetime | None:
    """When the quiet hours that ``now`` falls into end, in UTC; None where it falls into none."""
    if begin is None or end is None:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    if not (begin <= clock < end if begin < end else clock >= begin or clock < end):
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    # Where the clocks go back over the end, it comes twice: the first one counts.
    moment = datetime.combine(day, end, tzinfo=zone).astimezone(UTC)
    return moment if moment > now else now + timedelta(minutes=1)


def digest(text: str, zone: ZoneInfo) -> schedules.Schedule:
    """Read when digests are sent: ``daily``, ``weekly``, an interval or a cron line, the time told in ``zone``.

    Raises:
        InputError: it is none of these.
    """
    words = text.strip().lower()
    return schedules.parse(DIGESTS.get(words, text), zone)
