"""``tracker run`` as processes: signals, death, a second one that stands by."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.conftest import ScratchDatabase
from tests.service.conftest import until

Start = Callable[..., "Process"]


class Process:
    """A running ``tracker run``."""

    def __init__(self, folder: Path, name: str, **variables: str) -> None:
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tracker", "run"],
                cwd=folder,
                env={**os.environ, **variables},
                stdout=log,
                stderr=log,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said)
        return found[0] if found else ""

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=10)

    @property
    def leads(self) -> bool:
        return bool(self.url) and "tracker_leader 1.0" in self.get("/metrics").text


@pytest.fixture
def start(tmp_path: Path, scratch_database: ScratchDatabase, data_dir: Path) -> Iterator[Start]:
    """A function that starts the service on one database; what still runs at the end is killed."""
    variables = {
        "TRACKER_DATABASE_URL": scratch_database(empty=True),
        "TRACKER_DATA_DIR": str(data_dir),
        "TRACKER_TIMEZONE": "UTC",
        "TRACKER_PORT": "0",
    }
    started: list[Process] = []

    def begin(**more: str) -> Process:
        started.append(Process(tmp_path, f"process{len(started)}", **{**variables, **more}))
        return started[-1]

    yield begin
    for process in started:
        if process.popen.poll() is None:
            process.popen.kill()
        process.popen.wait(10)


def test_it_prints_the_report_serves_it_and_ends_within_ten_seconds_of_a_signal(start: Start) -> None:
    one = start()
    until(lambda: one.url, seconds=120)
    assert "Flagged claims" in one.said
    assert one.said.index("Flagged claims") < one.said.index("Keeping watch")
    until(lambda: one.leads)
    until(lambda: one.get("/readyz").status_code == 200)
    assert one.get("/healthz").text == "alive\n"
    assert "新快报" in one.get("/").text
    one.popen.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert one.popen.wait(20) == 0, one.said
    assert time.monotonic() - began < 10
    assert "Traceback" not in one.said


def test_a_signal_while_suites_are_compiled_does_not_wait_for_them(start: Start, tmp_path: Path) -> None:
    empty = tmp_path / "nothing compiled"
    one = start(TRACKER_DATA_DIR=str(empty))
    until(lambda: "suites are due" in one.said)
    children = psutil.Process(one.popen.pid).children(recursive=True)
    one.popen.send_signal(signal.SIGTERM)
    assert one.popen.wait(60) == 0
    _, left = psutil.wait_procs(children, timeout=10)
    assert children
    assert not left
    assert list(empty.rglob("*.json")) == []


def test_a_second_process_stands_by_and_takes_over_within_ten_seconds_of_a_death(start: Start) -> None:
    first = start()
    until(lambda: first.url, seconds=120)
    until(lambda: first.leads)
    second = start()
    until(lambda: second.url, seconds=60)
    assert "Flagged claims" not in second.said
    assert second.get("/readyz").status_code == 200
    assert not second.leads
    first.popen.kill()
    until(lambda: second.leads, seconds=10)
    second.popen.send_signal(signal.SIGINT)
    assert second.popen.wait(20) == 0, second.said
