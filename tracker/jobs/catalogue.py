"""Which jobs there are: read from sources and settings, never stored."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import schedules
from tracker.errors import InputError
from tracker.models import Source
from tracker.settings import Settings
from tracker.sources import upkeep

log = logging.getLogger(__name__)

FETCH: Final = "fetch"
CHECK: Final = "check"
RECHECK: Final = "recheck"
PRUNE: Final = "prune"

LONGEST_BACKOFF: Final = timedelta(days=1)
_LARGEST_JITTER: Final = timedelta(minutes=5)
_SHARE: Final = 20  # of the time between two runs, one part in so many at most


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again."""

    name: str
    """``check``, or ``fetch:slug``: unique, and the same from one start to the next."""
    schedule: schedules.Schedule
    last: datetime | None = None
    """When it was last done by other means than the schedule, as a look that a person asked for."""

    @property
    def kind(self) -> str:
        """What is to be done: ``fetch``, ``check``, ``recheck``, ``prune``."""
        return self.name.partition(":")[0]

    @property
    def argument(self) -> str:
        """What to do it with: a source's slug; empty where there is one such job."""
        return self.name.partition(":")[2]

    def after(self, last: datetime | None, now: datetime) -> datetime:
        """The moment it is to run at, where it last began at ``last``: at once where it never did.

        Where the clock was put back by more than the time between two runs, it runs at once too: it would wait for the
        day that the clock was put back from.
        """
        known = [moment for moment in (last, self.last) if moment is not None]
        if not known or max(known) > self.schedule.next(now):
            return now
        return self.schedule.next(max(known))

    def jitter(self, moment: datetime) -> timedelta:
        """How much later than ``moment`` it really runs, so that not all begin at once; the same whenever asked."""
        between = self.schedule.next(moment) - moment
        span: timedelta = min(between / _SHARE, _LARGEST_JITTER)
        digest = hashlib.sha256(f"{self.name} {moment.timestamp()}".encode()).digest()
        return span * (int.from_bytes(digest[:4], "big") / 2**32)


def planned(session: Session, settings: Settings, *, sources: bool = True) -> list[Job]:
    """Every job there is now, by name. A source whose schedule cannot be read is left out, with a warning.

    Without ``sources``, the few that look at no source of their own.
    """
    zone = settings.timezone
    found = [
        Job(CHECK, schedules.parse(settings.check_every, zone)),
        Job(RECHECK, schedules.parse(settings.recheck_every, zone)),
        Job(PRUNE, schedules.parse("30 3 * * *", zone)),
    ]
    if not sources:
        return found
    rows = session.execute(
        select(Source.slug, Source.schedule, Source.timezone, Source.last_fetched_at)
        .where(Source.schedule.is_not(None), Source.paused_at.is_(None), Source.removed_at.is_(None))
        .order_by(Source.slug)
    )
    for slug, schedule, timezone, last in rows:
        try:
            plan = upkeep.plan(schedule or "", timezone, zone)
        except InputError as error:
            log.warning("source %s is not looked at: %s", slug, error)
            continue
        found.append(Job(f"{FETCH}:{slug}", plan, last))
    return found


def backoff(failures: int, *, permanent: bool) -> timedelta:
    """How long a job that failed so many times in a row is put off: from five minutes, doubling, to a day."""
    least = timedelta(hours=1) if permanent else timedelta(minutes=5)
    doublings = min(max(failures - 1, 0), 12)
    return min(least * (1 << doublings), LONGEST_BACKOFF)
