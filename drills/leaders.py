"""Two leaders forced to meet: one is frozen at work and cut off, another leads, and then the first one goes on.

What the first still wants to write is refused. Then two processes start at the same instant, again and again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from drills.process import DrillError, Process, until
from drills.scene import Scene, stage, undisturbed, verdict
from drills.story import Story
from drills.teller import Teller

_CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1818583396"
    " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Ends the connection that holds the lock of ``tracker.leadership``."""
_AT_WORK = "SELECT job FROM job_run WHERE status = 'running' ORDER BY job"
_LONG = 0.06
"""Seconds that a job takes, about."""
_PATIENCE = 15
"""Seconds that a leader may have nothing to do, before it is cut off all the same."""


def meet(scene: Scene, processes: list[Process], chance: random.Random) -> tuple[bool, list[str]]:
    """Freeze the leader at a random moment of its work, cut it off, let another lead, and let it go on.

    Returns whether something it wanted to write was refused, and what it was at.
    """
    leader = max(processes, key=lambda process: max(process.terms, default=0))
    before = max(leader.terms)
    time.sleep(chance.uniform(0.2, 4))
    end = time.monotonic() + _PATIENCE
    # The database is asked: to have it tell where its threads are, over and over, is not safe for a process.
    while not (at := [job for (job,) in scene.query(_AT_WORK)]) and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, _LONG))
    said_from = len(leader.said)
    leader.freeze()
    try:
        scene.query(_CUT)
        others = [process for process in processes if process is not leader]
        until(lambda: any(max(other.terms, default=0) > before for other in others), 60, "another one leads")
        time.sleep(1)
    finally:
        leader.thaw()
    until(
        lambda: "leading no longer" in leader.said[said_from:] or not leader.is_alive,
        30,
        "the first one knows that it leads no longer",
    )
    if not leader.is_alive:
        raise DrillError(f"it ended with {leader.popen.poll()}: {leader.said[said_from:][-1500:]}")
    time.sleep(1)
    return "another process leads now" in leader.said[said_from:], at


def main() -> int:
    """Drill; returns 0 where the state in the end is as if one process had done it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="how often the leader is frozen and cut off")
    parser.add_argument("--starts", type=int, default=10, help="how often two start at once")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance, story, refused = random.Random(chosen.seed), Story(papers=4, rows=60), 0
    with stage("leaders") as (folder, server, site):
        with Scene(folder / "disturbed", story=story, server=server, site=site) as scene:
            scene.begin()
            teller = Teller(scene)
            teller.start()
            processes = [scene.start(), scene.start()]
            until(lambda: any(process.terms for process in processes), 600, "one leads")
            for number in range(chosen.rounds):
                was_refused, at = meet(scene, processes, chance)
                refused += was_refused
                told = "refused" if was_refused else "nothing was under way"
                print(f"meeting {number + 1}: at {', '.join(at) or 'nothing'}: {told}", flush=True)
            for process in processes:
                process.kill()
            for number in range(chosen.starts):
                processes = [scene.start(), scene.start()]
                until(lambda pair=processes: any(one.terms for one in pair), 600, "one leads")  # type: ignore[misc]
                time.sleep(chance.uniform(0, 2))
                led = sorted(term for process in processes for term in process.terms)
                if led != sorted(set(led)):
                    raise DrillError(f"two processes led as the same number: {led}")
                print(f"two at once {number + 1}: one leads, as number {led}", flush=True)
                if number + 1 < chosen.starts:
                    for process in processes:
                        process.kill()
            if not any(process.is_alive for process in processes):
                processes = [scene.start()]
            teller.finish()
            for process in processes:
                process.stop()
            found = scene.state()
        expected = undisturbed(folder, server, site, story, range(teller.chapters))
    print(f"{chosen.rounds} meetings, {refused} times something was refused; {chosen.starts} starts at once")
    return verdict(expected, found)


if __name__ == "__main__":
    sys.exit(main())
