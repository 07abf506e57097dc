"""``kill -9`` of the service at random moments of its work, and what is there in the end.

Each round starts the service, lets it lead for a random while, notes where each of its threads is, and kills it. Most
kills are aimed: the process ends itself at a random moment of one step, which pure chance would hardly ever hit where
it takes milliseconds. The story goes on meanwhile: whatever chapter is under way is worked through by whichever process
lives.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from drills.process import DrillError, Process
from drills.scene import Scene, stage, undisturbed, verdict
from drills.server import Server
from drills.site import Site
from drills.state import State
from drills.story import Story
from drills.teller import Teller
from drills.witness import STEPS

PHASES: Final = (
    ("linking", ("tracker/linking.py:", "tracker/likeness/")),
    ("relating", ("tracker/relations/",)),
    ("flagging", ("tracker/flags/",)),
    ("committing", ("tracker/leadership.py:demand", ":do_commit", ":_commit_impl")),
    ("checking", ("tracker/checks.py:", "tracker/runs.py:", "tracker/waiting.py:", "tracker/suites/")),
    ("noting a run", ("tracker/jobs/",)),
    ("storing", ("tracker/intake.py:store", "tracker/documents.py:", "tracker/claims/")),
    ("reading", ("tracker/intake.py:read", "tracker/extract/", "tracker/formats/", "tracker/rows/")),
    ("fetching", ("tracker/sources/", "tracker/fetch/")),
    ("checking", ("tracker/sweeps.py:", "tracker/pipeline.py:sweep")),
    ("storing", ("tracker/looks.py:", "tracker/pipeline.py:fetch")),
)
"""What a thread is at, by the innermost frame that says so."""

NEEDED: Final = ("storing", "linking", "relating", "checking", "flagging")
"""What the kills must have hit, where there are enough of them."""
ENOUGH: Final = 50
PATIENCE: Final = 5
"""How many times as long as one left to chance an aimed kill may wait for its moment."""
TURNS: Final = (1, 1, 1, 2)
"""How often a step is entered before an aimed kill, one of these."""


def phase(frames: list[str]) -> str | None:
    """Name what a thread is at; None for one that waits, or serves the others."""
    if not any("tracker/schedule/runner.py:run" in frame for frame in frames):
        return None
    for frame in frames:
        for name, marks in PHASES:
            if any(mark in frame for mark in marks):
                return name
    return "between two steps"


def disturbed(
    folder: Path, server: Server, site: Site, story: Story, rounds: int, longest: float, seed: int, until: float
) -> tuple[State, int, Counter[str], int]:
    """Kill, round after round; returns the state in the end, the chapters told, the phases hit and how many rounds."""
    chance, hits, done = random.Random(seed), Counter[str](), 0
    with Scene(folder / "disturbed", story=story, server=server, site=site) as scene:
        scene.begin()
        teller = Teller(scene)
        teller.start()
        while done < rounds and time.monotonic() < until and teller.error is None:
            # Some die before they lead, at whatever they do then.
            early = chance.random() < 0.1
            moment = chance.uniform(0, longest)
            # Aimed at what was hit least; a third is left to chance.
            aim = min(NEEDED, key=lambda name: (hits[name], chance.random())) if chance.random() < 0.67 else None
            if early or aim is None:
                hit = _strike(scene.start(), moment, early)
            else:
                seconds = chance.uniform(0, STEPS[aim][2])
                process = scene.start(strike=f"{aim}:{chance.choice(TURNS)}:{seconds:.4f}")
                hit = named(process.struck(PATIENCE * longest) or process.trace()) or ["waiting"]
            process = scene.processes[-1]
            left = process.kill()
            if left:
                raise DrillError(f"round {done}: processes {left} outlive the one that was killed")
            hits.update(hit)
            done += 1
            when = "starting" if early else f"{moment:.1f} s" if aim is None else f"aimed at {aim}"
            print(f"round {done:3}: {when}: {', '.join(hit)}", flush=True)
        process = scene.start()
        teller.finish()
        process.stop()
        lost = scene.query("SELECT count(*) FROM job_run WHERE status = 'lost'")[0][0]
        print(f"{teller.chapters} chapters told; {lost} runs of jobs were lost, and done again")
        return scene.state(), teller.chapters, hits, done


def _strike(process: Process, moment: float, early: bool) -> list[str]:
    """Wait for the moment, ``early`` from its start on, else from when it leads; returns what it is at then."""
    end = time.monotonic() + 600
    while not early and not process.terms:
        if time.monotonic() > end or not process.is_alive:
            raise DrillError(f"it does not lead: {process.said[-500:]}")
        time.sleep(0.02)
    time.sleep(moment)
    return ["starting"] if early and not process.terms else named(process.trace()) or ["waiting"]


def named(threads: list[list[str]]) -> list[str]:
    """Name all that a process is at; nothing where every thread waits."""
    return sorted({name for thread in threads if (name := phase(thread))})


def main() -> int:
    """Drill; returns 0 where the state in the end is as if nothing had been done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="how often it is killed")
    parser.add_argument("--longest", type=float, default=6.0, help="seconds that it leads before it is killed, at most")
    parser.add_argument("--minutes", type=float, default=60.0, help="no round begins later than that")
    parser.add_argument("--papers", type=int, default=12, help="sources")
    parser.add_argument("--rows", type=int, default=150, help="rows of the table")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    story = Story(papers=chosen.papers, rows=chosen.rows)
    until = time.monotonic() + 60 * chosen.minutes
    with stage("kill") as (folder, server, site):
        found, chapters, hits, rounds = disturbed(
            folder, server, site, story, chosen.rounds, chosen.longest, chosen.seed, until
        )
        expected = undisturbed(folder, server, site, story, range(chapters))
    print(f"{rounds} kills; threads hit at: {', '.join(f'{name} {number}' for name, number in hits.most_common())}")
    status = verdict(expected, found)
    if rounds >= ENOUGH and (missed := [name for name in NEEDED if not hits[name]]):
        print(f"no kill hit {', '.join(missed)}: give it more rounds, or another seed", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
