"""How much memory the service takes with a hundred thousand claims: at rest, while it checks, and while it serves.

``python -m drills.memory [--claims N]``
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import create_engine

from drills import usage
from drills.process import Process, until
from drills.scene import PATIENCE, Scene, stage
from drills.story import Story
from tests import claimfacts
from tracker import jobs

MOST: Final = 400.0
IDLE: Final = 200.0
"""MB, of the service's process and its children; PostgreSQL's own are left out."""


def highest(process: Process, work: Callable[[], object]) -> float:
    """Return the most memory, in MB, that a process has during some work."""
    most, over = 0.0, threading.Event()

    def look() -> None:
        nonlocal most
        while not over.wait(0.1):
            most = max(most, usage.use(process.popen.pid).memory)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        work()
    finally:
        over.set()
        watching.join()
    return most


def measure(scene: Scene, claims: int) -> dict[str, float]:
    """Start the service over so many claims, and measure it at each of its works."""
    with scene.database():
        pass
    with create_engine(scene.variables["TRACKER_DATABASE_URL"]).begin() as connection:
        claimfacts.fill(connection, claims)
    process = scene.start()
    found = {
        "the first sweep": highest(
            process, lambda: until(lambda: process.url and process.terms, PATIENCE * 5, "the service leads")
        )
    }
    until(lambda: scene.query("SELECT FROM job_run WHERE job = 'check' AND status = 'succeeded'"), PATIENCE, "a check")
    scene.query("UPDATE source SET publisher = publisher || ' again' WHERE id = (SELECT min(id) FROM source)")
    found["another sweep"] = highest(process, lambda: scene.do([jobs.CHECK], PATIENCE * 5))
    for path in ("/", "/metrics", "/readyz"):
        for number in range(2):
            began = time.monotonic()
            found[path] = highest(process, lambda path=path: process.get(path, timeout=300))  # type: ignore[misc]
            print(f"{path} answered within {time.monotonic() - began:.2f} s{' the second time' * number}", flush=True)
    time.sleep(5)
    found["idle"] = usage.use(process.popen.pid).memory
    process.stop()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run it and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    claims = parser.parse_args(arguments).claims
    story = Story(papers=0, rows=0)
    with (
        stage("memory") as (folder, server, site),
        Scene(folder / "memory", story=story, server=server, site=site) as scene,
    ):
        found = measure(scene, claims)
    wrong = 0
    for name, memory in found.items():
        most = IDLE if name == "idle" else MOST
        wrong += memory > most
        print(f"{claims:,} claims, {name}: {memory:.0f} MB" + (f", more than {most:.0f}" if memory > most else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
