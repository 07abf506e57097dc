"""How often to look at something: an interval, or a cron line. The sole place that knows APScheduler's triggers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from tracker.errors import InputError

LEAST: Final = timedelta(minutes=1)
MOST: Final = timedelta(days=366)

_INTERVAL: Final = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
_PART: Final = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?", re.ASCII)
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMED: Final = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_FIELDS: Final = {
    "minute": "minute (0 to 59)",
    "hour": "hour (0 to 23)",
    "day": "day of the month (1 to 31)",
    "month": "month (1 to 12, or jan to dec)",
    "day_of_week": "day of the week (0 to 7 from Sunday to Sunday, or mon to sun)",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to look, once it was looked at."""

    text: str
    """As it was written, white space put in order."""
    _every: timedelta | None
    _triggers: tuple[CronTrigger, ...]

    def next(self, after: datetime) -> datetime:
        """Return the first moment later than ``after``, which is aware; in UTC."""
        if after.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return (after + self._every).astimezone(UTC) if self._every else _soonest(self._triggers, after)


@lru_cache(maxsize=1024)  # ten thousand sources, planned every two seconds, have a few dozen between them
def parse(text: str, zone: ZoneInfo) -> Schedule:
    """Read an interval (``30m``, ``6h``, ``1d``, ``2w``) or a cron line of five fields, the time told in ``zone``.

    As in cron, days of the week count from Sunday as 0, and where both the day of the month and that of the week are
    given, either will do.

    Raises:
        InputError: it is neither, or never comes.
    """
    words = " ".join(text.lower().split())
    found = _INTERVAL.fullmatch(words.replace(" ", ""))
    if found and found[0]:
        return Schedule(words, _interval(text, found), ())
    line = _NAMED.get(words, words)
    if len(line.split()) != len(_FIELDS):
        raise InputError(f"{text!r} is no schedule; write an interval as 30m, 6h or 1d, or a cron line as '0 6 * * *'")
    schedule = Schedule(words, None, _cron(text, line, zone))
    if not list(_following(schedule._triggers, datetime(2024, 1, 1, tzinfo=UTC))):
        raise InputError(f"{text!r} never comes: there is no such day")
    return schedule


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its name; raises InputError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"there is no time zone {name!r}; write it as Asia/Shanghai") from None


def _interval(text: str, found: re.Match[str]) -> timedelta:
    weeks, days, hours, minutes = (int(part[:6]) if part else 0 for part in found.groups())
    every = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    if not LEAST <= every <= MOST:
        raise InputError(f"{text!r}: an interval is a minute at least and a year at most, as 30m, 6h or 1d")
    return every


def _cron(text: str, line: str, zone: ZoneInfo) -> tuple[CronTrigger, ...]:
    fields = dict(zip(_FIELDS, line.split(), strict=True))
    fields["day_of_week"] = _weekdays(text, fields["day_of_week"])
    for name, value in fields.items():
        try:
            CronTrigger(**{name: value}, timezone=zone)
        except ValueError:
            raise _wrong(text, name, value) from None
    if "*" in (fields["day"][0], fields["day_of_week"][0]):
        return (CronTrigger(**fields, timezone=zone),)
    return tuple(CronTrigger(**{**fields, free: "*"}, timezone=zone) for free in ("day", "day_of_week"))


def _weekdays(text: str, field: str) -> str:
    """Spell days of the week by name: cron counts them from Sunday, the library from Monday.

    >>> _weekdays("", "1-5"), _weekdays("", "0,sat"), _weekdays("", "5-7")
    ('mon,tue,wed,thu,fri', 'sun,sat', 'sun,fri,sat')
    """
    if field == "*":
        return field
    chosen: set[int] = set()
    for part in field.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise _wrong(text, "day_of_week", field)
        step = int(found["step"] or 1)
        if found["first"] == "*":
            first, last = 0, 6
        else:
            first = _weekday(text, field, found["first"])
            last = _weekday(text, field, found["last"]) if found["last"] else 6 if found["step"] else first
        if found["last"] and last == 0 < first:
            last = 7  # Sunday, at the other end of the week
        if step < 1 or first > last or (found["first"] == "*" and found["last"]):
            raise _wrong(text, "day_of_week", field)
        chosen |= {day % 7 for day in range(first, last + 1, step)}
    return ",".join(_DAYS[day] for day in sorted(chosen))


def _weekday(text: str, field: str, word: str) -> int:
    if word in _DAYS:
        return _DAYS.index(word)
    if not word.isdigit() or int(word) > 7:
        raise _wrong(text, "day_of_week", field)
    return int(word)


def _wrong(text: str, name: str, value: str) -> InputError:
    return InputError(f"{text!r}: {value!r} is no {_FIELDS[name]}")


@lru_cache(maxsize=32_768)  # the same is asked for every source at every beat of the service
def _soonest(triggers: tuple[CronTrigger, ...], after: datetime) -> datetime:
    return min(_following(triggers, after)).astimezone(UTC)


def _following(triggers: tuple[CronTrigger, ...], after: datetime) -> list[datetime]:
    """The next moment of each trigger that has one."""
    just_after = after + timedelta(microseconds=1)
    moments = (trigger.get_next_fire_time(None, just_after) for trigger in triggers)
    return [moment for moment in moments if moment is not None]
