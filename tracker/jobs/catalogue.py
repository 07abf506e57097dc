"""What a job is, when it runs, and how long one that fails is put off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from tracker import runs, schedules, suites
from tracker.settings import Settings

FETCH: Final = "fetch"
CHECK: Final = "check"
RECHECK: Final = "recheck"
PRUNE: Final = "prune"
NOTIFY: Final = "notify"
DIGEST: Final = "digest"

LONGEST_BACKOFF: Final = timedelta(days=1)
_MESSAGES_BACKOFF: Final = timedelta(hours=1)
"""A mail server that is back is not kept waiting for a day."""
LARGEST_JITTER: Final = timedelta(minutes=5)
_SHARE: Final = 20  # of the time between two runs, one part in so many at most


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again."""

    name: str
    """``check``, or ``fetch:slug``: unique, and the same from one start to the next."""
    schedule: schedules.Schedule
    last: datetime | None = None
    """When it was last done by other means than the schedule, as a look that a person asked for."""
    moments: tuple[datetime, ...] = ()
    """Moments between those of the schedule at which it is to run as well, once each."""
    is_idle: bool = False
    """There is nothing for it to do: it is not due, whatever its schedule says."""

    @property
    def kind(self) -> str:
        """What is to be done: ``fetch``, ``check``, ``recheck``, ``prune``, ``notify``, ``digest``."""
        return self.name.partition(":")[0]

    @property
    def argument(self) -> str:
        """What to do it with: a source's slug, a channel's name; empty where there is one such job."""
        return self.name.partition(":")[2]

    def after(self, last: datetime | None, now: datetime) -> datetime:
        """The moment it is to run at, where it last began at ``last``: at once where it never did.

        Where the clock was put back by more than the time between two runs, it runs at once too: it would wait for the
        day that the clock was put back from.
        """
        known = [moment for moment in (last, self.last) if moment is not None]
        if not known or max(known) > self.schedule.next(now):
            return now
        latest = max(known)
        return min([self.schedule.next(latest), *(moment for moment in self.moments if moment > latest)])

    def jitter(self, moment: datetime) -> timedelta:
        """How much later than ``moment`` it really runs, so that not all begin at once; the same whenever asked."""
        between = self.schedule.next(moment) - moment
        span: timedelta = min(between / _SHARE, LARGEST_JITTER)
        digest = hashlib.sha256(f"{self.name} {moment.timestamp()}".encode()).digest()
        return span * (int.from_bytes(digest[:4], "big") / 2**32)


def check(session: Session, settings: Settings) -> Job:
    """The job that checks the claims."""
    return Job(CHECK, schedules.parse(settings.check_every, settings.timezone), moments=_sweeps(session, settings))


def _sweeps(session: Session, settings: Settings) -> tuple[datetime, ...]:
    """The moments at which suites with a cadence of their own fall due."""
    catalogue = suites.load(suites.folders(settings))
    return tuple(sorted(set(runs.falls_due(session, catalogue.suites, settings.timezone).values())))


def backoff(failures: int, *, permanent: bool, kind: str = "") -> timedelta:
    """How long a job that failed so many times in a row is put off: from five minutes, doubling, to a day.

    What sends messages is put off for an hour at most.
    """
    longest = _MESSAGES_BACKOFF if kind in (NOTIFY, DIGEST) else LONGEST_BACKOFF
    least = timedelta(hours=1) if permanent else timedelta(minutes=5)
    doublings = min(max(failures - 1, 0), 12)
    return min(least * (1 << doublings), longest)
