"""A source hangs, one trickles, one sends rubbish, for a day of the clock: the others keep their times.

``python -m drills.bad [--hours N]``
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

from drills import times
from drills.scene import Scene, stage, verdict
from drills.server import Server
from drills.site import Site
from drills.state import State
from drills.story import Story
from tracker import agenda, faults, jobs
from tracker.fetch import Fetcher, Policy

STORY: Final = Story(papers=5, rows=0, told=2)
START: Final = datetime(2026, 6, 10, 9, tzinfo=UTC)
BAD: Final = ("paper-02", "paper-03", "paper-04")
PATIENCE: Final = 2.0
"""Seconds that one look may take in all."""
RUBBISH: Final = bytes(range(256)) * 40


def hang(_request: BaseHTTPRequestHandler) -> None:
    """Say nothing for longer than anybody waits."""
    time.sleep(3 * PATIENCE)


def trickle(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(30):
        request.wfile.write(b"<")
        request.wfile.flush()
        time.sleep(PATIENCE / 5)


def rubbish(request: BaseHTTPRequestHandler) -> None:
    """Send what is no page, and not what it says it is."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html; charset=utf-8")
    request.send_header("Content-Encoding", "gzip")
    request.end_headers()
    request.wfile.write(RUBBISH)


def told(scene: Scene, hours: int, *, disturbed: bool, checks: bool = True) -> tuple[State, list[str]]:
    """Let a day pass, in which three of five sources are bad; returns the state after it, and what was wrong."""
    scene.begin()
    scene.query("UPDATE job_run SET scheduled_for = :at, started_at = :at, finished_at = :at", at=START)
    scene.query("UPDATE source SET schedule = '2h'")
    policy = Policy(
        user_agent="drill",
        allow_hosts=frozenset({scene.site.host}),
        obey_robots=False,
        per_host_interval=0,
        attempts=1,
        read_timeout=PATIENCE / 2,
        total_timeout=PATIENCE,
    )
    wrong: list[str] = []
    with Fetcher(policy) as fetcher, times.running(scene, START, fetcher) as clock:
        clock.put(START + timedelta(hours=3))
        clock.put(START + timedelta(hours=4), 300)
        if disturbed:
            for number, act in enumerate((hang, trickle, rubbish), start=2):
                scene.site.act(f"/paper/{number}", act)
        before = scene.query("SELECT coalesce(max(id), 0) FROM job_run")[0][0]
        clock.pass_by(hours, timedelta(hours=1))
        if disturbed:
            wrong += _told_of_bad(scene, clock, before, hours)
        scene.turn(1)
        clock.pass_by(30, timedelta(hours=5))
        if checks:
            scene.query("UPDATE job SET retry_at = :now WHERE name = 'check'", now=clock.now)
            clock.put(clock.now + timedelta(seconds=1))
    return scene.state(), wrong


def _told_of_bad(scene: Scene, clock: times.Times, before: int, hours: int) -> list[str]:
    wrong = []
    for slug in scene.story.slugs():
        rows = scene.query(
            "SELECT status, count(*), max(started_at - scheduled_for) FROM job_run"
            " WHERE job = :job AND id > :before GROUP BY status",
            job=f"fetch:{slug}",
            before=before,
        )
        runs = {status: (count, late) for status, count, late in rows}
        print(f"  {slug}: " + ", ".join(f"{count} runs {status}" for status, (count, _) in runs.items()))
        if slug in BAD:
            if set(runs) != {"failed"} or not 1 <= runs["failed"][0] < hours + 2:
                wrong.append(f"{slug} was not put off: {runs}")
        elif set(runs) != {"succeeded"} or runs["succeeded"][0] < hours // 3:
            wrong.append(f"{slug} had to wait: {runs}")
    with clock.database.session() as session:
        listed = jobs.listing(session, agenda.planned(session, scene.settings(), clock.now), clock.now)
        failing = {entry.job.argument: entry.failures for entry in listed if entry.failures}
        shown = {fault.source: fault.failure for fault in faults.listing(session)}
    print(f"  failures in a row, as `tracker jobs list` has them: {failing}")
    print(f"  as `tracker errors` has them: {shown}", flush=True)
    if set(failing) != set(BAD) or set(shown) != set(BAD):
        wrong.append(f"not shown: jobs {sorted(failing)}, errors {sorted(shown)}")
    return wrong


def drill(server: Server, site: Site, folder: Path, hours: int, *, checks: bool = True) -> int:
    """Run it beside an undisturbed run; returns the exit code."""
    states, wrong = [], []
    for name in ("calm", "bad"):
        scene = Scene(folder / name, story=STORY, server=server, site=site)
        with scene:
            began = time.monotonic()
            state, found = told(scene, hours, disturbed=name == "bad", checks=checks)
            print(f"{name}: {hours + 34} hours of the clock in {time.monotonic() - began:.0f} s", flush=True)
            states.append(state)
            wrong += found
    for fault in wrong:
        print(f"FAULT {fault}", file=sys.stderr)
    return verdict(*states) or bool(wrong)


def main(arguments: list[str] | None = None) -> int:
    """Run it and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--without-checks", action="store_true", help="leave the claims unchecked at the end")
    asked = parser.parse_args(arguments)
    with stage("bad") as (folder, server, site):
        return drill(server, site, folder, asked.hours, checks=not asked.without_checks)


if __name__ == "__main__":
    sys.exit(main())
