"""What a process uses: threads, open files, connections and memory, those of its children included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children use at a moment."""

    threads: int
    files: int
    connections: int
    memory: float
    """Resident, in MB; PostgreSQL's own processes are left out."""

    def __str__(self) -> str:
        return f"{self.threads} threads, {self.files} files, {self.connections} connections, {self.memory:.0f} MB"


def use(pid: int) -> Usage:
    """Measure a process and its children."""
    threads = files = connections = 0
    memory = 0.0
    for process in _family(pid):
        with suppress(psutil.Error):
            threads += process.num_threads()
            files += process.num_fds()
            connections += len(process.net_connections("all"))
            memory += process.memory_info().rss / 2**20
    return Usage(threads, files, connections, memory)


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process and its children have taken, those that ended included."""
    seconds = 0.0
    for process in _family(pid):
        with suppress(psutil.Error):
            seconds += sum(process.cpu_times()[:4])
    return seconds


def _family(pid: int) -> Iterator[psutil.Process]:
    first = psutil.Process(pid)
    yield first
    for child in first.children(recursive=True):
        with suppress(psutil.Error):
            if "postgres" not in child.name():
                yield child
