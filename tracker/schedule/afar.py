"""Jobs done by a cluster: this process plans them and keeps the record, one of its workers does the work."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final

from tracker import crew, db, fetch, grid, jobs
from tracker.errors import FetchReason, LeadershipLostError, TrackerError
from tracker.fetch import Fetcher
from tracker.jobs import Job
from tracker.schedule import work
from tracker.schedule.work import Tools
from tracker.settings import Settings
from tracker.spread import SpreadError
from tracker.suites import Workshop

log = logging.getLogger(__name__)

TRAVELLING: Final = frozenset({jobs.FETCH, jobs.RECHECK, jobs.PRUNE})
"""Kinds of jobs that a worker does as a whole. A sweep stays, for what it holds open, and sends out its slices."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a worker tells of a job."""

    note: str
    failed: bool = False
    permanent: bool = False
    reason: FetchReason | None = None


def do(job: Job, tools: Tools, *, wanted: Callable[[], bool]) -> str:
    """Do a job where it is best done; returns what came of it, in a line.

    What a cluster cannot do, or loses, is done here.

    Raises:
        TrackerError: it failed; ``permanent`` says whether trying again soon is of any use.
        LeadershipLostError: it is not ``wanted`` any more.
    """
    if not isinstance(tools.spread, grid.Grid) or job.kind not in TRAVELLING:
        return work.do(job, tools)
    try:
        orders = crew.orders(tools.database, tools.settings)
        (told,) = tools.spread.map(partial(_do, orders, tools.now), [job], wanted=wanted)
    except SpreadError as error:
        if not wanted():
            raise LeadershipLostError from None
        log.warning("%s: %s; it is done here", job.name, error)
        return f"{work.do(job, tools)} (done without the cluster)"
    if told.failed:
        raise work.JobFailedError(told.note, permanent=told.permanent, reason=told.reason)
    return told.note


def _do(orders: crew.Orders, now: datetime, job: Job) -> _Told:
    """Do a job as a worker of the cluster. What fails is told: not every error can travel."""
    post = crew.take(orders)
    inside = grid.Inside()
    tools = Tools(post.database, post.settings, _fetcher(post.settings, post.database), Workshop(), now, inside)
    try:
        return _Told(work.do(job, tools))
    except (LeadershipLostError, SpreadError):
        raise
    except TrackerError as error:
        reason = error.reason if isinstance(error, work.JobFailedError) else None
        return _Told(str(error), failed=True, permanent=error.permanent, reason=reason)
    except db.FAILURES as error:
        return _Told(f"the database failed: {db.reason(error)}", failed=True)


_lock: Final = Lock()
_open: Final = ExitStack()
_fetchers: dict[tuple[object, ...], Fetcher] = {}


def _fetcher(settings: Settings, database: db.Database) -> Fetcher:
    """The worker's way to the web under these settings, kept: it remembers what each robots.txt said."""
    key = tuple(getattr(settings, name) for name in crew.CARRIED)
    with _lock:
        if not _fetchers:
            atexit.register(_open.close)
        if key not in _fetchers:
            _fetchers[key] = _open.enter_context(fetch.opened(settings, database.url))
        return _fetchers[key]
