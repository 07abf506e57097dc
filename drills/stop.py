"""SIGTERM at random moments of the work, and while the database hangs: how soon it ends, and what is there then."""

from __future__ import annotations

import argparse
import random
import sys
import time

from drills.process import DrillError, until
from drills.scene import Scene, stage, undisturbed, verdict
from drills.story import Story
from drills.teller import Teller

LIMIT = 10.0
"""Seconds from the signal to the end of the process."""


def main() -> int:
    """Drill; returns 0 where every stop was soon enough and the state in the end is as if nothing had been done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often it is stopped at work")
    parser.add_argument("--frozen", type=int, default=3, help="how often while the database stands still")
    parser.add_argument("--longest", type=float, default=4.0, help="seconds that it leads before, at most")
    parser.add_argument("--papers", type=int, default=4, help="sources")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance, story, spent = random.Random(chosen.seed), Story(papers=chosen.papers, rows=60), []
    with stage("stop") as (folder, server, site):
        with Scene(folder / "disturbed", story=story, server=server, site=site) as scene:
            scene.begin()
            teller = Teller(scene)
            teller.start()
            for number in range(chosen.rounds + chosen.frozen):
                process = scene.start()
                until(lambda process=process: process.terms, 600, "it leads")  # type: ignore[misc]
                time.sleep(chance.uniform(0, chosen.longest))
                hangs = number >= chosen.rounds
                if hangs:
                    with server.frozen():
                        spent.append(process.stop())
                else:
                    spent.append(process.stop())
                print(f"stop {number + 1:3}{', the database hangs' if hangs else ''}: {spent[-1]:.1f} s", flush=True)
                if process.popen.returncode != 0 or "Traceback" in process.said:
                    raise DrillError(f"it ended with {process.popen.returncode}: {process.said[-1000:]}")
            process = scene.start()
            teller.finish()
            process.stop()
            found = scene.state()
        expected = undisturbed(folder, server, site, story, range(teller.chapters))
    print(f"{len(spent)} stops: {max(spent):.1f} s at most, {sorted(spent)[len(spent) // 2]:.1f} s in the middle")
    status = verdict(expected, found)
    if max(spent) > LIMIT:
        print(f"one stop took longer than {LIMIT:.0f} s", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
