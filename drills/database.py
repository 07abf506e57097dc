"""Faults of PostgreSQL while the service works: restarted, cut off, full, read-only, locked.

After each the service must go on by itself, having said so in its log, with ``/readyz`` red meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from drills.process import DrillError, Process, until
from drills.scene import Scene, stage, undisturbed, verdict
from drills.server import Server
from drills.story import Story

LOCKED: Final = 30.0
_FILLER: Final = "filler"
_TABLES: Final = "claim, document, appearance, source, flag, flag_event, run, job_run"
_CUT: Final = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE application_name = 'claims-tracker' AND pid <> pg_backend_pid()"
)


class Watch(threading.Thread):
    """Asks ``/readyz`` all the while, and keeps what it said while it was red."""

    def __init__(self, process: Process) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._over = threading.Event()
        self.red: list[str] = []

    def run(self) -> None:
        while not self._over.wait(0.2):
            ready, said = self._process.is_ready()
            if not ready and said not in self.red:
                self.red.append(said)

    def end(self) -> None:
        """Look no longer."""
        self._over.set()
        self.join(30)


def restart(server: Server, mode: str) -> Callable[[], None]:
    """Stop the server, as ``mode`` says, and start it some seconds later."""

    def do() -> None:
        server.kill() if mode == "kill" else server.stop(mode)
        time.sleep(4)
        server.start()

    return do


def burst(server: Server) -> None:
    """End every connection of the tracker's, again and again."""
    for _ in range(10):
        server.execute(_CUT)
        time.sleep(0.4)


def read_only(server: Server) -> None:
    """Let every new transaction be one that reads only."""
    server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    server.execute("SELECT pg_reload_conf()")
    try:
        time.sleep(6)
    finally:
        server.execute("ALTER SYSTEM RESET default_transaction_read_only")
        server.execute("SELECT pg_reload_conf()")


def lock(scene: Scene, seconds: float) -> Callable[[], None]:
    """Hold the tables that the service needs, against readers too.

    Where the two wait for each other, it is the service that the database lets down.
    """

    def do() -> None:
        scene.query(
            f"DO $$ BEGIN PERFORM set_config('deadlock_timeout', '10min', true); "
            f"LOCK TABLE {_TABLES} IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep({seconds}); END $$"
        )

    return do


def fill(folder: Path, size: int) -> None:
    """Fill the disk that the server's data are on, as far as pieces of ``size`` bytes do."""
    with (folder / _FILLER).open("ab", buffering=0) as full, suppress(OSError):
        while True:
            full.write(bytes(size))


def full(folder: Path, server: Server) -> None:
    """Fill the disk to the last block, and give the space back after some seconds."""
    fill(folder, 1 << 12)
    time.sleep(8)
    (folder / _FILLER).unlink()
    if not server.answers():
        server.start()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a small disk in memory on a folder; yields whether that is permitted here."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    permitted = os.geteuid() == 0 and shutil.which("mount") is not None
    permitted = permitted and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield permitted
    finally:
        if permitted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def drill(scene: Scene, faults: Mapping[str, Callable[[], None]], before: Callable[[], None] | None = None) -> int:
    """Tell a chapter for each fault, done while it is worked on; returns how many were not told of, or not shown.

    ``before`` makes ready for a fault that is not to wait until the work has begun.
    """
    scene.begin()
    process, unseen = scene.start(), 0
    scene.tell(range(1))
    for chapter, (name, fault) in enumerate(faults.items(), start=1):
        said_from, began = len(process.said), time.monotonic()
        watch = Watch(process)
        watch.start()
        if before is not None:
            before()
        scene.turn(chapter)
        scene.ask(scene.fetches())
        if before is None:
            until(lambda: len(scene.undone(scene.fetches()) or ()) < len(scene.fetches()), 60, "the work began")
        fault()
        over = time.monotonic()
        while (left := scene.undone(scene.fetches())) is None or left:
            if time.monotonic() - over > 200 or not process.is_alive:
                raise DrillError(f"{name}: it did not recover: {left}; {process.said[-1500:]}")
            if left and all("failed" in one for one in left):
                scene.ask(scene.fetches())  # put off by minutes: a person would ask for it as well
            time.sleep(0.1)
        scene.do(["check"])
        until(lambda: process.is_ready()[0], 60, f"{name}: /readyz is green again")
        watch.end()
        warned = [line for line in process.said[said_from:].splitlines() if " WARNING " in line or " ERROR " in line]
        traced = process.said[said_from:].count("Traceback")
        unseen += not warned or not watch.red or bool(traced)
        print(f"{name}: worked on {time.monotonic() - over:.1f} s after its end ({over - began:.1f} s); "
              f"{len(warned)} warnings, {traced} tracebacks", flush=True)  # fmt: skip
        print(f"    log:    {warned[0][:200] if warned else 'SAYS NOTHING'}")
        print(f"    readyz: {watch.red[0][:200] if watch.red else 'STAYED GREEN'}", flush=True)
    process.stop()
    return unseen


def main() -> int:
    """Drill; returns 0 where each fault was told, shown and got over, and the state is as if there had been none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=float, default=LOCKED, help="seconds that tables are locked")
    parser.add_argument("--only", nargs="*", help="only these faults")
    chosen = parser.parse_args()
    story, status = Story(papers=2, rows=24), 0
    with stage("database") as (folder, server, site):
        with Scene(folder / "disturbed", story=story, server=server, site=site) as scene:
            faults = {
                "restart": restart(server, "fast"),
                "crash": restart(server, "immediate"),
                "kill": restart(server, "kill"),
                "cut": lambda: burst(server),
                "read-only": lambda: read_only(server),
                "lock": lock(scene, chosen.lock),
            }
            faults = {name: fault for name, fault in faults.items() if not chosen.only or name in chosen.only}
            if faults:
                unseen = drill(scene, faults)
                found = scene.state()
        if faults:
            expected = undisturbed(folder, server, site, story, range(len(faults) + 1))
            status |= verdict(expected, found) | bool(unseen)
        if not chosen.only or "disk" in chosen.only:
            with small_disk(folder / "small", 320) as permitted:
                if not permitted:
                    print("full disk: left out, no disk may be mounted here")
                    return status
                with (
                    Server(folder / "small" / "server") as small,
                    Scene(folder / "full", story=story, server=small, site=site) as scene,
                ):
                    where = folder / "small"
                    unseen = drill(
                        scene, {"full disk": lambda: full(where, small)}, before=lambda: fill(where, 1 << 20)
                    )
                    found = scene.state()
            expected = undisturbed(folder / "again", server, site, story, range(2))
            status |= verdict(expected, found) | bool(unseen)
    return status


if __name__ == "__main__":
    sys.exit(main())
