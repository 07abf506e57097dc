"""Time: how long one reading may take, and when a host may be asked again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

Clock = Callable[[], float]

_LONGEST_HOLD: Final = 86_400.0
_FORGET_AT: Final = 1_000


class Deadline:
    """The moment by which one reading must be over."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the seconds left, 0 once it is over."""
        return max(0.0, self._end - self._clock())

    def extend(self, seconds: float) -> None:
        """Put the end off, by time that was not spent on the site."""
        self._end += seconds


class HeldError(Exception):
    """A host has asked for a rest longer than the caller can wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"a rest of {seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """When each host may be asked again, for all threads together."""

    def __init__(self, *, sleep: Callable[[float], None], clock: Clock) -> None:
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def wait(self, host: str, *, interval: float, patience: float) -> float:
        """Wait for a turn at a host and return the seconds it took.

        The next turn comes ``interval`` seconds after this one. Raise HeldError, at once, if the host has asked for a
        rest of more than ``patience`` seconds.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            held = self._held.get(host, now)
            if held - now > patience:
                raise HeldError(held - now)
            turn = max(now, held, self._free.get(host, now))
            self._free[host] = turn + interval
        if turn > now:
            self._sleep(turn - now)
        return turn - now

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for a while, as it has requested."""
        with self._lock:
            self._held[host] = max(self._held.get(host, 0.0), self._clock() + seconds)

    def _forget(self, now: float) -> None:
        for known in (self._free, self._held):
            if len(known) > _FORGET_AT:
                for host in [host for host, moment in known.items() if moment <= now]:
                    del known[host]


def retry_after(value: str | None, *, date: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, at most a day; None if it says nothing readable.

    A date counts from the server's own ``Date``, where it sent one: its clock need not agree with ``now``.

    >>> retry_after("Sun, 22 Nov 2026 10:00:30 GMT", date="Sun, 22 Nov 2026 10:00:00 GMT", now=datetime.now(UTC))
    30.0
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:12])
    else:
        until = _moment(text)
        if until is None:
            return None
        seconds = (until - (_moment(date or "") or now)).total_seconds()
    return min(max(0.0, seconds), _LONGEST_HOLD)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
