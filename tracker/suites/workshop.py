"""Compiling in a process of its own, which ends when it is done: Great Expectations takes hundreds of megabytes."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock, Thread

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from tracker.errors import TrackerError
from tracker.suites.types import CompiledSuite, Suite, SuiteFailure


@dataclass(frozen=True, slots=True)
class _Child:
    process: SpawnProcess
    line: Connection
    """What it is to compile goes in, what came of it comes out."""

    def end(self) -> None:
        self.process.kill()  # it keeps nothing, and what it imports just now may take it half a minute
        self.process.join()
        self.line.close()


class Workshop:
    """Compiles suites in a child process, which lives while there is something to compile, and no longer than this."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._is_closed = False
        self._lock = Lock()
        self._turn = Lock()
        """Held by the one who has something compiled."""

    def warm(self) -> None:
        """Begin to import Great Expectations in the child; returns at once."""
        self._started()

    def compile(self, suites: Sequence[Suite], url: URL | str) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
        """Compile as ``suites.compile`` does, and let the child end.

        Raises:
            TrackerError: the child died, or the workshop was closed; trying again may help.
        """
        with self._turn:
            child = self._started()
            try:
                child.line.send((list(suites), url))
                told = child.line.recv()
            except (EOFError, OSError):
                raise TrackerError("the process that compiles suites died", permanent=False) from None
            finally:
                with self._lock:
                    self._child = None
                child.end()
        if isinstance(told, Exception):
            raise told
        compiled: tuple[list[CompiledSuite], list[SuiteFailure]] = told
        return compiled

    def close(self) -> None:
        """End the child, where it is there, whatever it is at; nothing is compiled any more."""
        with self._lock:
            self._is_closed = True
            if self._child is not None:
                self._child.process.kill()

    def _started(self) -> _Child:
        with self._lock:
            if self._is_closed:
                raise TrackerError("the service is stopping: nothing is compiled any more", permanent=False)
            if self._child is None:
                # Spawned, not forked: the service has threads.
                context = get_context("spawn")
                here, there = context.Pipe()
                process = context.Process(target=_serve, args=(there,), name="workshop", daemon=True)
                process.start()
                there.close()
                self._child = _Child(process, here)
            return self._child


def _serve(line: Connection) -> None:
    """Compile what comes over the line, until nobody is at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this
    Thread(target=_end_with_parent, daemon=True).start()
    from tracker.suites import compiler, door

    door.great_expectations()
    with suppress(EOFError, OSError):
        while True:
            suites, url = line.recv()
            try:
                told: object = compiler.compile_suites(suites, url)
            except (DBAPIError, TrackerError) as error:  # any other ends this, and is in the log
                told = error
            line.send(told)


def _end_with_parent() -> None:
    """End at once where the parent was killed, even in the middle of an import."""
    if (parent := parent_process()) is not None:
        parent.join()
    os._exit(1)
