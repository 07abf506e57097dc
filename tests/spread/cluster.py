"""The processes of a Dask cluster, on the loopback address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.service.conftest import until
from tracker.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LIFETIME = "900"
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

    def worker(self, threads: int = 2) -> subprocess.Popen[bytes]:
        """Start a worker."""
        log = self.folder / f"worker{len(self.started)}.log"
        options = ["--host", "tcp://127.0.0.1", "--nthreads", str(threads), "--no-nanny", "--memory-limit", "0"]
        ended = ["--lifetime", LIFETIME, "--death-timeout", "30", "--local-directory", str(self.folder)]
        return self._run(log, "worker", self.address, *options, *ended)

    def _run(self, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
        code = "import sys; from dask.__main__ import main; sys.argv[0] = 'dask'; main()"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments, "--no-dashboard"],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.started):
            with suppress(ProcessLookupError):
                process.kill()
            process.wait(30)


def environment(own: Settings) -> dict[str, str]:
    """What a worker is given: this code and the same database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    mine = {"PYTHONPATH": str(ROOT), "TRACKER_DATABASE_URL": own.database_url or ""}
    return {**kept, **mine, "TRACKER_DATA_DIR": str(own.data_dir)}
