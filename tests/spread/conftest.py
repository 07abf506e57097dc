"""A real scheduler and two workers, each a process of its own, on the loopback address."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ScratchDatabase
from tests.service.conftest import until
from tracker import db, grid
from tracker.settings import Settings
from tracker.spread import SpreadError

ROOT = Path(__file__).resolve().parents[2]
LIFETIME = "300"
"""Seconds after which a process ends by itself, should its test not have ended it."""


@dataclass
class Cluster:
    """The processes of a cluster."""

    folder: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start(self) -> None:
        log = self.folder / "scheduler.log"
        self._run(log, "scheduler", "--host", "tcp://127.0.0.1", "--port", "0", "--idle-timeout", LIFETIME)
        pattern = re.compile(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        until(lambda: pattern.search(log.read_text()))
        found = pattern.search(log.read_text())
        assert found
        self.address = found[1]

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker that has ``environment`` besides."""
        log = self.folder / f"worker{len(self.started)}.log"
        options = ["--host", "tcp://127.0.0.1", "--nthreads", "2", "--no-nanny", "--memory-limit", "0"]
        ended = ["--lifetime", LIFETIME, "--death-timeout", "30", "--local-directory", str(self.folder)]
        return self._run(log, "worker", self.address, *options, *ended, **environment)

    def _run(self, log: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        code = "import sys; from dask.__main__ import main; sys.argv[0] = 'dask'; main()"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments, "--no-dashboard"],
                cwd=self.folder,
                env={**self.environment, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.started):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            process.wait(30)


def environment(own: Settings) -> dict[str, str]:
    """What a worker is given: this code and the same database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    mine = {"PYTHONPATH": str(ROOT), "TRACKER_DATABASE_URL": own.database_url or "", "TRACKER_DATA_DIR": ""}
    return {**kept, **mine, "TRACKER_DATA_DIR": str(own.data_dir)}


@pytest.fixture(scope="module")
def own(_copies: ScratchDatabase, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a database for the tests of a module."""
    return Settings(database_url=_copies(), data_dir=tmp_path_factory.mktemp("data"), port=0)


@pytest.fixture(scope="module")
def cluster(own: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    running = Cluster(tmp_path_factory.mktemp("cluster"), environment(own))
    try:
        running.start()
        running.worker()
        running.worker()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def far(cluster: Cluster) -> Iterator[grid.Grid]:
    """The way to the cluster, once both workers are there."""
    reached = grid.Grid(cluster.address, rest=0.0)

    def both() -> bool:
        try:
            return reached.width() == 4
        except SpreadError:
            return False

    until(both)
    yield reached
    reached.close()


@pytest.fixture(scope="module")
def database(own: Settings) -> Iterator[db.Database]:
    with db.open_database(own) as database:
        yield database
