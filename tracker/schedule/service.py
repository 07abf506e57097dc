"""The loop of the service: seek to lead, plan what is due, run it on threads, and let go at once of what is lost.

APScheduler triggers; PostgreSQL remembers. A plan is made anew from the database every few seconds, so nothing is
lost with the process, and a moment that passed while nobody led is made up for once.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from typing import Final

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent  # type: ignore[import-untyped]
from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.date import DateTrigger  # type: ignore[import-untyped]

from tracker import agenda, grid, jobs, leadership, pipeline
from tracker.clock import present
from tracker.db import FAILURES, Database, apart, is_locked_out, reason, revive
from tracker.errors import LeadershipLostError, StorageError
from tracker.fetch import Fetcher
from tracker.jobs import Job
from tracker.schedule.board import Board
from tracker.schedule.runner import Runner, Term
from tracker.settings import Settings
from tracker.states import Role
from tracker.suites import Workshop

log = logging.getLogger(__name__)

BEAT: Final = 2.0  # seconds between two looks at who leads
AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # what is due begins, wherever the clock may be put meanwhile
QUEUE: Final = 32  # looks at sources, for each worker, that are planned ahead; what is due beyond waits its turn
PATIENCE: Final = 6.0  # seconds that running work gets to end when the service is stopped
_LAST_WORDS: Final = 1.0  # seconds that the database gets, each, to note what is handed back and who has ended

# What waits for others' machines has threads of its own: neither ten thousand sources nor a mail server that hangs keep
# the checks waiting.
_LOOKS: Final = frozenset({jobs.FETCH, jobs.RECHECK})
_MESSAGES: Final = frozenset({jobs.NOTIFY, jobs.DIGEST})
_OWN_THREADS: Final = 2


def _pool(job: Job) -> str:
    """The threads that a job is done on."""
    return "looks" if job.kind in _LOOKS else "messages" if job.kind in _MESSAGES else "default"


class Service:
    """One process of the service. ``start`` returns at once; ``stop`` ends within ten seconds."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        fetcher: Fetcher,
        *,
        role: Role = Role.ALL,
        workshop: Workshop | None = None,
        clock: Callable[[], datetime] = present,
        beat: float = BEAT,
    ) -> None:
        """Raises SettingsError where a cluster is set and Dask is not installed."""
        self._database, self._settings, self._fetcher = database, settings, fetcher
        self._role, self._clock, self._beat = role, clock, beat
        self.holder = f"{socket.gethostname()}:{os.getpid()}"
        self._started_at = clock()
        self._stopping = threading.Event()
        """Nothing new begins."""
        self._ended = threading.Event()
        """The lead may be given up."""
        self._failed = threading.Event()
        self._trouble: str | None = None
        self._term: Term | None = None
        self._workshop = workshop or Workshop()
        self._spread = grid.spread(settings)
        self._board = Board()
        self._runner = Runner(
            settings,
            fetcher,
            self._workshop,
            self._spread,
            self._board,
            holder=self.holder,
            clock=clock,
            is_wanted=lambda term: not (term.over.is_set() or self._ended.is_set()),
            is_in_trouble=lambda: self.trouble is not None,
        )
        self._scheduler = BackgroundScheduler(
            executors={
                "looks": ThreadPoolExecutor(settings.workers),
                "messages": ThreadPoolExecutor(_OWN_THREADS),
                "default": ThreadPoolExecutor(_OWN_THREADS),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._scheduler.add_listener(self._given_up, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        self._leading = threading.Thread(target=self._lead, name="leader", daemon=True)

    @property
    def is_leader(self) -> bool:
        """Whether this process leads, as far as it knows."""
        return self._term is not None

    @property
    def trouble(self) -> str | None:
        """What keeps it from its work just now, in a sentence: nobody else may have been able to write it down."""
        return self._trouble or self._runner.ailing

    @property
    def running(self) -> tuple[str, ...]:
        """The jobs at work here."""
        return self._board.running

    @property
    def has_failed(self) -> bool:
        """Whether it can neither lead nor stand by any more: the process is to end, and be started again."""
        return self._failed.is_set()

    def start(self) -> None:
        """Begin to lead, or to stand by; returns at once."""
        self._scheduler.start()
        self._leading.start()

    def stop(self, patience: float = PATIENCE) -> bool:
        """Stop: nothing new begins, what runs may end within ``patience`` seconds, the rest is handed back.

        Returns whether everything had ended. Stopping twice does nothing more.
        """
        if self._ended.is_set():
            return True
        self._stopping.set()
        self._board.close()
        unfinished = self._board.wait(patience)
        if unfinished and (term := self._term) is not None:
            log.warning("handed back: %s", ", ".join(sorted(unfinished)))
            # A database that does not answer keeps nobody: the next leader finds what is lost.
            run_ids = [run_id for run_id in unfinished.values() if run_id is not None]
            handing = threading.Thread(
                target=self._runner.hand_back, args=(term, run_ids), name="hand back", daemon=True
            )
            handing.start()
            handing.join(_LAST_WORDS)
        self._ended.set()
        if self._leading.is_alive():
            self._leading.join(_LAST_WORDS)
        # Its loop fails where it is shut down while it hands out a job (3.11): paused, it hands out no more, and asking
        # for the jobs waits until it has done so.
        self._scheduler.pause()
        self._scheduler.get_jobs()
        self._scheduler.shutdown(wait=False)
        self._workshop.close()
        if not unfinished:  # one at work would be waited for
            self._spread.close()
        return not unfinished and not self._leading.is_alive()

    # Leading

    def _lead(self) -> None:
        """Lead or stand by until the service stops, or this fails in a way nobody expected."""
        try:
            self._lead_or_stand_by()
        finally:
            if not self._ended.is_set():
                self._failed.set()

    def _lead_or_stand_by(self) -> None:
        """The only thread that uses the leader's connection."""
        seat = leadership.Leadership(self._database.url, self.holder)
        with apart(self._database) as desk:
            self._keep_the_seat(seat, desk)
        seat.leave()
        if self._term is not None:
            self._term.over.set()
            self._term = None
        with suppress(*FAILURES), pipeline.transaction(self._database) as session:
            jobs.fall_silent(session, self.holder)

    def _keep_the_seat(self, seat: leadership.Leadership, desk: Database) -> None:
        told = False
        while not self._ended.is_set():
            lost = False
            try:
                if self._term is None:
                    if not self._stopping.is_set():
                        self._seek(seat, desk)
                elif not seat.holds():
                    lost = self._lose()
                    seat.leave()
                self._heartbeat(desk)
                if lost:
                    log.warning("leading no longer: the leader's connection was lost")
                if self._term is not None and not self._stopping.is_set():
                    self._plan(self._term)
                if told:
                    log.info("the database does again what it is asked")
                told, self._trouble = False, None
            except (*FAILURES, LeadershipLostError) as error:
                why = reason(error)
                if is_locked_out(error):  # it leads still: nobody else could do better
                    self._trouble = f"Another session of the database locks the tracker's tables: {why}."
                    if not told:
                        log.warning("another session locks the tracker's tables: %s; waiting until it is done", why)
                else:
                    self._trouble = f"The database does not do what it is asked: {why}."
                    lost = self._lose() or lost
                    if lost or not told:
                        lead = "leading no longer: " if lost else ""
                        log.warning("%sthe database does not answer: %s; trying again until it does", lead, why)
                    seat.leave()
                    self._revive()
                told = True
            self._ended.wait(self._beat)

    def _revive(self) -> None:
        """Start the tracker's own database again, where that is what died: nobody else does."""
        try:
            if revive(self._settings):
                log.warning("the database server had died and was started again")
        except StorageError as error:
            self._trouble = f"The database server died and does not start: {error}"
            log.debug("the database server does not start", exc_info=True)

    def _seek(self, seat: leadership.Leadership, desk: Database) -> None:
        if self._role is Role.WEB or (epoch := seat.seek()) is None:
            return
        term = Term(epoch, leadership.fenced(self._database, epoch), leadership.fenced(desk, epoch))
        with pipeline.transaction(term.desk) as session:
            lost = jobs.drop_lost(session, epoch=epoch, now=self._clock())
        log.info("leading now, as number %d%s", epoch, f"; to be done again: {', '.join(lost)}" if lost else "")
        self._term = term

    def _lose(self) -> bool:
        """Lead no longer: nothing begins any more, what runs can commit nothing. Returns whether this process led."""
        term, self._term = self._term, None
        if term is not None:
            term.over.set()
        return term is not None

    def _heartbeat(self, desk: Database) -> None:
        with pipeline.transaction(desk) as session:
            jobs.beat(
                session,
                self.holder,
                role=self._role,
                is_leader=self.is_leader,
                started_at=self._started_at,
                now=self._clock(),
                version=metadata.version("claims-tracker"),
            )

    # Planning

    def _plan(self, term: Term) -> None:
        """Hand APScheduler the runs that are due."""
        now = self._clock()
        room = QUEUE * self._settings.workers
        busy, at_work = self._board.busy, self._board.run_ids
        with pipeline.transaction(term.desk) as session:
            jobs.drop_lost(session, epoch=term.epoch, at_work=at_work, now=now)
            due = agenda.due(session, self._settings, now=now, without=busy, limit=max(0, room - len(busy)))
        for entry in due:
            if self._board.plan(entry.job.name):
                self._scheduler.add_job(
                    self._runner.run,
                    DateTrigger(AT_ONCE),
                    args=(term, entry.job, entry.moment),
                    id=entry.job.name,
                    executor=_pool(entry.job),
                )

    def _given_up(self, happened: JobEvent) -> None:
        """Make room for a run that APScheduler gave up, to be planned anew.

        It comes too late, or while APScheduler still takes the run before it, which has just ended, for running.
        """
        self._board.give_up(happened.job_id)
