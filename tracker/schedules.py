"""How often to look at something: an interval, or a cron line. The sole place that knows APScheduler's triggers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from tracker.errors import InputError

LEAST: Final = timedelta(minutes=1)
MOST: Final = timedelta(days=366)
_TICK: Final = timedelta(microseconds=1)
_LONGEST_SHIFT: Final = timedelta(hours=3)
"""Longer than any clock is put forward at once."""

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
    _zone: ZoneInfo | None = None
    _is_hourly: bool = False
    """Whether any hour will do: then it comes in both of two hours that the clock shows alike."""

    def next(self, after: datetime) -> datetime:
        """Return the first moment later than ``after``, which is aware; in UTC."""
        if after.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return (after + self._every).astimezone(UTC) if self._every else _soonest(self, after)

    def due_since(self, by: datetime) -> datetime:
        """Return the latest moment that ``next`` leads from to ``by`` or earlier: what was last done then is due.

        So many sources of one schedule can be told apart by when they were last looked at, without trying each.
        """
        if self._every:
            return by - self._every
        return _latest(self, by.astimezone(UTC).replace(second=0, microsecond=0)) - timedelta(microseconds=1)


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
    schedule = Schedule(words, None, _cron(text, line), zone, line.split()[1].startswith("*"))
    if not list(_following(schedule, datetime(2024, 1, 1, tzinfo=UTC))):
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


def _cron(text: str, line: str) -> tuple[CronTrigger, ...]:
    fields = dict(zip(_FIELDS, line.split(), strict=True))
    fields["day_of_week"] = _weekdays(text, fields["day_of_week"])
    for name, value in fields.items():
        try:
            CronTrigger(**{name: value}, timezone=UTC)
        except ValueError:
            raise _wrong(text, name, value) from None
    if "*" in (fields["day"][0], fields["day_of_week"][0]):
        return (CronTrigger(**fields, timezone=UTC),)
    return tuple(CronTrigger(**{**fields, free: "*"}, timezone=UTC) for free in ("day", "day_of_week"))


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
def _soonest(schedule: Schedule, after: datetime) -> datetime:
    return min(_following(schedule, after)).astimezone(UTC)


def _following(schedule: Schedule, after: datetime) -> list[datetime]:
    """The next moment of each trigger that has one.

    The triggers count on a clock that is never put back or forward, for the library's own can turn in circles where one
    is put back at midnight. What names its hour comes in the first of two hours that look alike, and later than it says
    where its hour is left out; what comes in any hour comes in both.
    """
    zone = schedule._zone or UTC
    find = _in_any_hour if schedule._is_hourly else _at_its_hour
    moments = (find(trigger, zone, after.astimezone(UTC)) for trigger in schedule._triggers)
    return [moment for moment in moments if moment is not None]


def _at_its_hour(trigger: CronTrigger, zone: tzinfo, after: datetime) -> datetime | None:
    shown = _shown(after, zone)
    if _shown(after - _LONGEST_SHIFT, zone) != shown - _LONGEST_SHIFT:
        shown -= _LONGEST_SHIFT  # what was left out when the clock was put forward may be yet to come
    while (shown := trigger.get_next_fire_time(None, shown + _TICK)) is not None:
        moment: datetime = shown.replace(tzinfo=zone).astimezone(UTC)
        if moment > after:
            return moment
    return None


def _in_any_hour(trigger: CronTrigger, zone: tzinfo, after: datetime) -> datetime | None:
    found = trigger.get_next_fire_time(None, _shown(after, zone) + _TICK)
    if found is None:
        return None
    ahead = _shown(after, zone) - after
    moment: datetime = found - ahead
    if _shown(moment, zone) == found:
        return moment
    before = after  # the clock is put otherwise in between
    while moment - before > _TICK:
        middle = before + (moment - before) / 2
        before, moment = (middle, moment) if _shown(middle, zone) - middle == ahead else (before, middle)
    found = trigger.get_next_fire_time(None, _shown(moment, zone))
    return None if found is None else found - (_shown(moment, zone) - moment)


def _shown(moment: datetime, zone: tzinfo) -> datetime:
    """What the clock shows at a moment, as if it were UTC."""
    return moment.astimezone(zone).replace(tzinfo=UTC, fold=0)


@lru_cache(maxsize=1024)
def _latest(schedule: Schedule, minute: datetime) -> datetime:
    """The last moment that a schedule came at by a whole minute."""

    def next_from(minutes: int) -> datetime:
        return min(_following(schedule, minute - timedelta(minutes=minutes)))

    late, early = 0, 60
    while next_from(early) > minute:
        late, early = early, early * 2
    while early - late > 1:
        middle = (early + late) // 2
        late, early = (late, middle) if next_from(middle) <= minute else (middle, early)
    return next_from(early).astimezone(UTC)
