"""Doing a job, once for its moment, and noting what came of it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from tracker import jobs, logs, pipeline, tally
from tracker.db import FAILURES, Database, is_down, reason
from tracker.errors import LeadershipLostError, StorageError, TrackerError
from tracker.fetch import Fetcher
from tracker.jobs import Job
from tracker.schedule import afar, work
from tracker.schedule.board import Board
from tracker.schedule.work import JobFailedError, Tools
from tracker.settings import Settings
from tracker.spread import Spread
from tracker.suites import Workshop

log = logging.getLogger(__name__)

_LOOK: Final = f"{jobs.FETCH}:"


@dataclass(frozen=True, slots=True)
class Term:
    """The time that this process leads for, once."""

    epoch: int
    database: Database
    """Keeps what is committed in this time, and nothing later."""
    desk: Database
    """The same, for planning: it waits for no lock for long."""
    over: threading.Event = field(default_factory=threading.Event)


class Runner:
    """Does the jobs of one process. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        fetcher: Fetcher,
        workshop: Workshop,
        spread: Spread,
        board: Board,
        *,
        holder: str,
        clock: Callable[[], datetime],
        is_wanted: Callable[[Term], bool],
        is_in_trouble: Callable[[], bool],
    ) -> None:
        """``is_wanted`` says whether what is done in a term is waited for still; ``holder`` names the process."""
        self._settings, self._fetcher, self._workshop, self._spread = settings, fetcher, workshop, spread
        self._board, self._holder, self._clock = board, holder, clock
        self._is_wanted, self._is_in_trouble = is_wanted, is_in_trouble
        self._spilled: set[str] = set()
        """Jobs whose last run the database failed."""
        self.ailing: str | None = None
        """How the database failed the last job, in a sentence, where it did."""

    def run(self, term: Term, job: Job, scheduled_for: datetime) -> None:
        """Run one job, once for its moment, and note what came of it. Nothing that fails here stops another job.

        A run of a term that is over does nothing. It is not taken back from APScheduler: its loop dies of a job that
        vanishes while it is being handed out (3.11).
        """
        try:
            if term.over.is_set() or not self._board.start(job.name):
                return
            with pipeline.transaction(term.database) as session:
                run_id = jobs.record_start(
                    session, job.name, scheduled_for, now=self._clock(), holder=self._holder, epoch=term.epoch
                )
            if run_id is not None:
                self._board.number(job.name, run_id)
                with logs.bound(job=job.name, run=run_id, epoch=term.epoch):
                    self._work(term, job, run_id)
        except LeadershipLostError as error:
            log.warning("%s: %s", job.name, error)
        except FAILURES as error:
            log.info("%s: the database failed: %s; it is done again", job.name, reason(error))
        finally:
            self._board.end(job.name)

    def _looks_follow(self) -> bool:
        """Whether looks at sources are planned that have not begun: the last to end has none."""
        return self._board.is_any_planned(_LOOK)

    def _work(self, term: Term, job: Job, run_id: int) -> None:
        note, failed, permanent = "it failed in a way nobody expected; the log says how", True, False
        began, outcome, ails = time.monotonic(), "failed", False
        log.debug("%s begins", job.name)
        try:
            tools = Tools(
                term.database,
                self._settings,
                self._fetcher,
                self._workshop,
                self._clock(),
                self._spread,
                self._looks_follow,
            )
            note, failed = afar.do(job, tools, wanted=lambda: self._is_wanted(term)), False
            outcome = "unchanged" if note.endswith(work.UNCHANGED) else "success"
        except LeadershipLostError:
            raise
        except TrackerError as error:
            note, permanent = str(error), error.permanent
            ails = isinstance(error, StorageError) and not permanent
            if isinstance(error, JobFailedError) and error.reason is not None:
                outcome = str(error.reason)
        except FAILURES as error:
            note = f"the database failed: {reason(error)}"
            ails = is_down(error)
        finally:
            if failed and self._board.is_closed:  # it may have been cut off
                self.hand_back(term, [run_id])
            elif ails and job.name not in self._spilled:
                # It says nothing about the job. Twice in a row it may be the job's doing after all.
                self._spilled.add(job.name)
                self.hand_back(term, [run_id], why=note)
                # Where the leader has said so already, or another job has, once is enough.
                level = logging.INFO if self._is_in_trouble() else logging.WARNING
                log.log(level, "%s: %s; it is done again", job.name, note)
                self.ailing = f"{job.name}: {note}."
            else:
                self._spilled.discard(job.name)
                self.ailing = f"{job.name}: {note}." if ails else None
                seconds = time.monotonic() - began
                if job.kind == jobs.FETCH:
                    tally.count("fetches", outcome)
                self._note(term, job, run_id, note, failed=failed, permanent=permanent, seconds=seconds)

    def hand_back(
        self, term: Term, run_ids: Iterable[int], why: str = "handed back when the service was stopped"
    ) -> None:
        """Have runs that this process will not end done again; where that fails, the next leader finds them lost."""
        try:
            with pipeline.transaction(term.database) as session:
                for run_id in run_ids:
                    jobs.hand_back(session, run_id, now=self._clock(), why=why)
        except (LeadershipLostError, *FAILURES) as error:
            log.info("not handed back, and found by whoever leads next: %s", reason(error))

    def _note(
        self, term: Term, job: Job, run_id: int, note: str, *, failed: bool, permanent: bool, seconds: float
    ) -> None:
        """Note how a run ended, and tell of it: aloud only where something changed, so that idle days are quiet."""
        if term.over.is_set():
            return
        with pipeline.transaction(term.database) as session:
            failures = jobs.record_end(
                session, run_id, note=note, now=self._clock(), failed=failed, permanent=permanent
            )
        tally.count("job_runs", job.kind, "failed" if failed else "succeeded")
        tally.time("job_duration_seconds", seconds, job.kind)
        if failed:
            often = f" {failures} times in a row" if failures > 1 else ""
            log.warning("%s failed%s, in %.1f s: %s", job.name, often, seconds, note)
        else:
            level = logging.DEBUG if note.endswith(work.UNCHANGED) else logging.INFO
            log.log(level, "%s: %s, in %.1f s", job.name, note, seconds)
