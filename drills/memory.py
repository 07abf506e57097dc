"""How much memory the service takes with a hundred thousand claims: at rest, at each of its jobs, and while it serves.

What people ask on the command line is measured beside it: each is a process of its own.

``python -m drills.memory [--claims N]``
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import psutil
from sqlalchemy import create_engine

from drills import usage
from drills.process import DrillError, until
from drills.scene import PATIENCE, Scene, stage
from drills.story import Story
from tests import claimfacts
from tests.channels import receivers
from tracker import channels, jobs, pipeline
from tracker.states import Severity, Topic

DIGEST: Final = f"{jobs.DIGEST}:desk"
MOST: Final = 400.0
IDLE: Final = 200.0
"""MB, of the service's process and its children; PostgreSQL's own are left out."""
COMMANDS: Final = (
    ("report", "--limit", "50"),
    ("errors",),
    ("explain", "1"),
    ("diff", "--from", "2026-01-01"),
    ("jobs", "list"),
)


def highest(process: subprocess.Popen[bytes], work: Callable[[], object]) -> float:
    """Return the most memory, in MB, that a process has during some work."""
    most, over = 0.0, threading.Event()

    def look() -> None:
        nonlocal most
        is_last = False
        while not is_last:
            is_last = over.wait(0.1)
            with suppress(psutil.NoSuchProcess):
                most = max(most, usage.use(process.pid).memory)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        work()
    finally:
        over.set()
        watching.join()
    return most


def ask(scene: Scene, arguments: Sequence[str]) -> float:
    """Return the most memory, in MB, that a command takes. Raises DrillError where it fails."""
    said = scene.folder / "command.log"
    with said.open("wb") as log:
        command = subprocess.Popen(
            [sys.executable, "-m", "tracker", *arguments],
            env={**os.environ, **scene.variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        most = highest(command, command.wait)
    if command.returncode not in (0, 1, 2):  # something may be open, or the tracker blind
        raise DrillError(f"{' '.join(arguments)} ended with {command.returncode}; see {said}")
    return most


def _furnish(scene: Scene, claims: int, address: str) -> None:
    """Fill the tables, and add a source to look at and somebody to tell."""
    now = datetime.now(UTC)
    scene.begin()
    with create_engine(scene.variables["TRACKER_DATABASE_URL"]).begin() as connection:
        claimfacts.fill(connection, claims)
    with scene.database() as database, pipeline.transaction(database) as session:
        given = {"topic": Topic.FLAGS, "severity": Severity.INFO, "instant": None, "digest": "daily"}
        channels.add(session, "desk", address, now=now - timedelta(days=2), zone=scene.settings().timezone, **given)
        run_id = jobs.record_start(session, DIGEST, now, now=now, holder="the drill", epoch=0)
        jobs.record_end(session, run_id or 0, note="the scene was set", now=now)


def measure(scene: Scene, claims: int, address: str) -> dict[str, float]:
    """Start the service over so many claims, and measure it at each of its works."""
    _furnish(scene, claims, address)
    process = scene.start()
    found = {
        "the first sweep": highest(
            process.popen, lambda: until(lambda: process.url and process.terms, PATIENCE * 5, "the service leads")
        )
    }
    found["the first sweep"] = max(
        found["the first sweep"], highest(process.popen, lambda: scene.do([jobs.CHECK], PATIENCE * 5))
    )
    scene.turn(1)
    for name in (*scene.fetches(), DIGEST, jobs.PRUNE):
        found[name] = highest(process.popen, lambda name=name: scene.do([name], PATIENCE))  # type: ignore[misc]
    scene.query("UPDATE source SET publisher = publisher || ' again' WHERE id = (SELECT min(id) FROM source)")
    found["another sweep"] = highest(process.popen, lambda: scene.do([jobs.CHECK], PATIENCE * 5))
    for path in ("/", "/metrics", "/readyz"):
        for number in range(2):
            began = time.monotonic()
            found[path] = highest(process.popen, lambda path=path: process.get(path, timeout=300))  # type: ignore[misc]
            print(f"{path} answered within {time.monotonic() - began:.2f} s{' the second time' * number}", flush=True)
    for arguments in COMMANDS:
        found[f"tracker {' '.join(arguments)}"] = ask(scene, arguments)
    time.sleep(5)
    found["idle"] = usage.use(process.popen.pid).memory
    process.stop()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run it and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    claims = parser.parse_args(arguments).claims
    story = Story(papers=1, rows=0)
    with (
        receivers.hook() as desk,
        stage("memory") as (folder, server, site),
        Scene(folder / "memory", story=story, server=server, site=site) as scene,
    ):
        found = measure(scene, claims, desk.url())
        if not desk.messages:
            raise DrillError("the digest did not arrive")
    wrong = 0
    for name, memory in found.items():
        most = IDLE if name == "idle" else MOST
        wrong += memory > most
        print(f"{claims:,} claims, {name}: {memory:.0f} MB" + (f", more than {most:.0f}" if memory > most else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
