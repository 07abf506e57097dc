"""What each kind of job does, in terms of the story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tracker import documents, jobs, pipeline
from tracker.db import Database
from tracker.errors import FetchReason, TrackerError, failure
from tracker.fetch import Fetcher
from tracker.jobs import Job
from tracker.settings import Settings
from tracker.suites import Workshop

KEEP_RUNS: Final = timedelta(days=90)
PAGES: Final = 200  # asked for again in one go; hosts are given time between two
NOTHING_NEW: Final = "nothing new"
"""How the line ends that tells of a job which changed nothing."""


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


def do(job: Job, tools: Tools) -> str:
    """Do a job; returns what came of it, in a line.

    Raises:
        TrackerError: it failed; ``permanent`` says whether trying again soon is of any use.
    """
    return _WORK[job.kind](job, tools)


def _fetch(job: Job, tools: Tools) -> str:
    keep = timedelta(days=tools.settings.keep_raw_days)
    look = pipeline.fetch(tools.database, tools.fetcher, job.argument, now=tools.now, keep_raw=keep)
    if look.error is not None:
        raise JobFailedError(str(look.error), permanent=look.error.permanent, reason=failure(look.error))
    added = sum(page.claims for page in look.pages)
    changed = sum(page.changed for page in look.pages)
    gone = look.gone + sum(page.gone for page in look.pages)
    told = ((added, "added"), (changed, "changed"), (gone, "gone"), (len(look.missed), "pages missed"))
    return ", ".join(f"{number} {what}" for number, what in told if number) or NOTHING_NEW


def _check(_job: Job, tools: Tools) -> str:
    swept = pipeline.sweep(tools.database, tools.settings, now=tools.now, workshop=tools.workshop)
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
    with pipeline.transaction(tools.database) as session:
        raw = documents.forget_raw(session, tools.now - timedelta(days=tools.settings.keep_raw_days))
        runs = jobs.forget(session, tools.now - KEEP_RUNS)
    return f"forgot the bytes of {raw} documents and {runs} old runs"


_WORK: Final[Mapping[str, Callable[[Job, Tools], str]]] = {
    jobs.FETCH: _fetch,
    jobs.CHECK: _check,
    jobs.PRUNE: _prune,
    jobs.RECHECK: _recheck,
}
