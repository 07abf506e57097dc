"""The jobs of one process: planned, then at work, until they end."""

from __future__ import annotations

import threading
import time


class Board:
    """Which jobs are planned and which are at work, by name. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._busy: set[str] = set()
        """Those planned or at work."""
        self._running: dict[str, int | None] = {}
        """Those at work, with their runs' numbers; None until a run is noted."""
        self._is_closed = False

    @property
    def busy(self) -> frozenset[str]:
        """The jobs that are planned or at work."""
        with self._lock:
            return frozenset(self._busy)

    @property
    def running(self) -> tuple[str, ...]:
        """The jobs at work."""
        with self._lock:
            return tuple(self._running)

    @property
    def run_ids(self) -> list[int]:
        """The numbers of the runs at work, of those that are noted."""
        with self._lock:
            return [run_id for run_id in self._running.values() if run_id is not None]

    def is_any_planned(self, prefix: str) -> bool:
        """Whether a job whose name begins so is planned that has not begun."""
        with self._lock:
            return any(name.startswith(prefix) for name in self._busy - self._running.keys())

    def plan(self, name: str) -> bool:
        """Put a job on the board; False where it is there already."""
        with self._lock:
            is_new = name not in self._busy
            self._busy.add(name)
            return is_new

    def give_up(self, name: str) -> None:
        """Take a job that does not begin off the board."""
        with self._lock:
            self._busy.discard(name)

    def start(self, name: str) -> bool:
        """Say that a job is at work from now on; False where nothing may begin any more."""
        with self._lock:
            if not self._is_closed:
                self._running[name] = None
            return not self._is_closed

    def number(self, name: str, run_id: int) -> None:
        """Say under which number the run of a job at work is noted."""
        with self._lock:
            self._running[name] = run_id

    def end(self, name: str) -> None:
        """Take a job off the board, whether it has begun or not."""
        with self._idle:
            self._running.pop(name, None)
            self._busy.discard(name)
            self._idle.notify_all()

    @property
    def is_closed(self) -> bool:
        """Whether nothing may begin any more."""
        return self._is_closed

    def close(self) -> None:
        """Let nothing begin any more."""
        with self._lock:
            self._is_closed = True

    def wait(self, patience: float) -> dict[str, int | None]:
        """Wait until nothing is at work, at most ``patience`` seconds; returns what is, with the runs' numbers."""
        deadline = time.monotonic() + patience
        with self._idle:
            while self._running and (left := deadline - time.monotonic()) > 0:
                self._idle.wait(left)
            return dict(self._running)
