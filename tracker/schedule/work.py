"""What each kind of job does, in terms of the story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tracker import jobs, pipeline
from tracker.db import Database
from tracker.errors import FetchReason, TrackerError, failure
from tracker.fetch import Fetcher
from tracker.jobs import Job
from tracker.settings import Settings
from tracker.spread import HERE, Spread
from tracker.suites import Workshop

PAGES: Final = 200  # asked for again in one go; hosts are given time between two
NOTHING_NEW: Final = "nothing new"
_NOTHING_TO_FORGET: Final = "nothing to forget"
_NOTHING_TO_TELL: Final = "nothing to tell"
UNCHANGED: Final = (NOTHING_NEW, _NOTHING_TO_FORGET, _NOTHING_TO_TELL)
"""How the line ends that tells of a job which changed nothing: one of these."""


class JobFailedError(TrackerError):
    """A job could not do what it is for; what is known stays as it was."""

    def __init__(
        self, message: str | None = None, *, permanent: bool | None = None, reason: FetchReason | None = None
    ) -> None:
        """Take the kind of failure, where an address could not be read."""
        super().__init__(message, permanent=permanent)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Tools:
    """What a job works with."""

    database: Database
    """It keeps what is committed while this process leads, and nothing later."""
    settings: Settings
    fetcher: Fetcher
    workshop: Workshop
    now: datetime
    spread: Spread = HERE
    """Where heavy work is done."""
    looks_follow: Callable[[], bool] = lambda: False
    """Whether more looks at sources are planned that have not begun."""


def do(job: Job, tools: Tools) -> str:
    """Do a job; returns what came of it, in a line.

    Raises:
        TrackerError: it failed; ``permanent`` says whether trying again soon is of any use.
    """
    return _WORK[job.kind](job, tools)


def _fetch(job: Job, tools: Tools) -> str:
    look = pipeline.fetch(
        tools.database,
        tools.fetcher,
        job.argument,
        now=tools.now,
        keep_raw=None,  # there is a job for that
        spread=tools.spread,
        others_follow=tools.looks_follow,
    )
    if look.error is not None:
        raise JobFailedError(str(look.error), permanent=look.error.permanent, reason=failure(look.error))
    added = sum(page.claims for page in look.pages)
    changed = sum(page.changed for page in look.pages)
    gone = look.gone + sum(page.gone for page in look.pages)
    told = ((added, "added"), (changed, "changed"), (gone, "gone"), (len(look.missed), "pages missed"))
    return ", ".join(f"{number} {what}" for number, what in told if number) or NOTHING_NEW


def _check(_job: Job, tools: Tools) -> str:
    swept = pipeline.sweep(tools.database, tools.settings, now=tools.now, workshop=tools.workshop, spread=tools.spread)
    if swept.failures:
        first = swept.failures[0]
        raise JobFailedError(f"suite {first.name} did not run: {first.error}")
    told = f"{swept.opened} flags opened, {swept.closed} closed" if swept.opened or swept.closed else NOTHING_NEW
    return f"{swept.claims} claims, {told}"


def _recheck(_job: Job, tools: Tools) -> str:
    settings = tools.settings
    done = pipeline.revisit(
        tools.database,
        tools.fetcher,
        now=tools.now,
        limit=PAGES,
        older_than=timedelta(days=settings.recheck_days),
        keep_raw=timedelta(days=settings.keep_raw_days),
    )
    if not done.pages and not done.left:
        return NOTHING_NEW
    failed = sum(page.error is not None for page in done.pages)
    return f"asked for {len(done.pages)} pages again, {failed} of them failed, {done.left} are left for later"


def _prune(_job: Job, tools: Tools) -> str:
    forgotten = pipeline.prune(tools.database, tools.settings, now=tools.now)
    told = ", ".join(f"{one.count:,} {one.what}" for one in forgotten if one.count)
    return f"forgot {told}" if told else _NOTHING_TO_FORGET


def _notify(job: Job, tools: Tools) -> str:
    return _delivered(pipeline.tell(tools.database, tools.settings, job.argument, now=tools.now))


def _digest(job: Job, tools: Tools) -> str:
    return _delivered(pipeline.tell(tools.database, tools.settings, job.argument, now=tools.now, digest=True))


def _delivered(number: int) -> str:
    return f"{number} messages sent" if number > 1 else "1 message sent" if number else _NOTHING_TO_TELL


_WORK: Final[Mapping[str, Callable[[Job, Tools], str]]] = {
    jobs.FETCH: _fetch,
    jobs.CHECK: _check,
    jobs.DIGEST: _digest,
    jobs.NOTIFY: _notify,
    jobs.PRUNE: _prune,
    jobs.RECHECK: _recheck,
}
