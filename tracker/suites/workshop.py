"""Compiling in a process of its own, which ends when it is done: Great Expectations takes hundreds of megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Lock

from sqlalchemy import URL

from tracker.errors import TrackerError
from tracker.suites.types import CompiledSuite, Suite, SuiteFailure


class Workshop:
    """Compiles suites in a child process, which lives while there is something to compile."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def warm(self) -> None:
        """Begin to import Great Expectations in the child; returns at once."""
        with self._lock:
            self._started().submit(_import)

    def compile(self, suites: Sequence[Suite], url: URL | str) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
        """Compile as ``suites.compile`` does, and let the child end.

        Raises:
            TrackerError: the child died; trying again may help.
        """
        with self._lock:
            pool, self._pool = self._started(), None
            with pool:
                try:
                    return pool.submit(_compile, list(suites), url).result()
                except BrokenProcessPool:
                    raise TrackerError("the process that compiles suites died", permanent=False) from None

    def close(self) -> None:
        """Let the child end, where it is there."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: the service has threads.
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._pool


def _import() -> None:
    from tracker.suites import door

    door.great_expectations()


def _compile(suites: Sequence[Suite], url: URL | str) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
    from tracker.suites import compiler

    return compiler.compile_suites(suites, url)
