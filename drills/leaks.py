"""Five thousand sweeps, each of which finds something changed: nothing may grow by them.

``python -m drills.leaks [--sweeps N] [--beats N]``
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from drills import times, usage
from drills.scene import NEVER, Scene, stage
from drills.story import Story
from drills.usage import Usage
from tracker import pipeline, suites
from tracker.cli.context import web

STORY: Final = Story(papers=2, rows=0, told=2)
WARM: Final = 100
"""Sweeps before the first look: caches and pools are full then."""
_LOST: Final = """
UPDATE appearance SET failures = 3, counted_failures = 3, failing_since = now() - interval '20 days'
 WHERE id = (SELECT min(id) FROM appearance)
"""
_FOUND: Final = "UPDATE appearance SET failures = 0, counted_failures = 0, failing_since = NULL"
SLACK: Final = 40.0
"""MB that memory may differ by, which allocators keep and give back as they please."""


def grown(before: Usage, after: Usage) -> list[str]:
    """What there is more of."""
    told = [
        f"{name}: {getattr(before, name)} before, {getattr(after, name)} after"
        for name in ("threads", "files", "connections")
        if getattr(after, name) > getattr(before, name)
    ]
    if after.memory > before.memory + SLACK:
        told.append(f"memory: {before.memory:.0f} MB before, {after.memory:.0f} MB after")
    return told


def _use() -> Usage:
    gc.collect()
    return usage.use(os.getpid())


def sweeps(scene: Scene, number: int, warm: int = WARM) -> list[str]:
    """Sweep so often; a page is lost and found by turns, so that flags open and close each time."""
    settings = scene.settings()
    workshop = suites.Workshop()
    with scene.database() as database, web(settings) as fetcher:
        for slug in scene.story.slugs():
            pipeline.fetch(database, fetcher, slug, now=datetime.now(UTC))
        before, changed, began = _use(), 0, time.monotonic()
        for count in range(number):
            if count == min(warm, number // 2):
                before = _use()
            if count % 500 == 0:
                print(f"  {count:,} sweeps, {time.monotonic() - began:.0f} s: {_use()}", flush=True)
            with database.session.begin() as session:
                session.connection().exec_driver_sql(_LOST if count % 2 == 0 else _FOUND)
            now = datetime.now(UTC)  # events dated ahead of the clock would be forecasts, and take long to look through
            swept = pipeline.sweep(database, settings, now=now, everything=True, workshop=workshop)
            changed += swept.opened + swept.closed > 0
        after = _use()
    workshop.close()
    seconds = time.monotonic() - began
    print(f"{number:,} sweeps in {seconds:.0f} s, {changed:,} of them opened or closed flags")
    print(f"  after {min(warm, number // 2):,}: {before}\n  at the end: {after}", flush=True)
    return grown(before, after) + ([] if changed == number else [f"only {changed} sweeps changed anything"])


def beats(scene: Scene, number: int) -> list[str]:
    """Let the service do its jobs so often."""
    scene.query("UPDATE source SET schedule = '1h'")
    start = datetime.now(UTC).replace(minute=0) + timedelta(hours=1)
    with times.running(scene, start) as clock:
        before = _use()
        for count in range(number):
            if count == number // 2:  # by then every pool has as many threads and connections as it will need
                before = _use()
            clock.put(start + timedelta(hours=count * 1.2))
        after = _use()
        runs = scene.query("SELECT count(*) FROM job_run")[0][0]
    print(f"{number:,} turns of the service's clock, {runs:,} runs of jobs")
    print(f"  after half of them: {before}\n  at the end: {after}", flush=True)
    return grown(before, after)


def main(arguments: list[str] | None = None) -> int:
    """Run it and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=5_000)
    parser.add_argument("--beats", type=int, default=200)
    asked = parser.parse_args(arguments)
    with (
        stage("leaks") as (folder, server, site),
        Scene(folder / "leaks", story=STORY, server=server, site=site) as scene,
    ):
        scene.variables["TRACKER_CHECK_EVERY"] = NEVER
        scene.begin()
        wrong = (sweeps(scene, asked.sweeps) if asked.sweeps else []) + (
            beats(scene, asked.beats) if asked.beats else []
        )
    for fault in wrong:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
