"""``kill -9`` of the service at random moments of its work, and what is there in the end.

Each round starts the service, lets it lead for a random while, notes where each of its threads is, and kills it. Most
kills are aimed: they come as soon as a thread is at one step, which pure chance would hardly ever hit where it takes
milliseconds. The story goes on meanwhile: whatever chapter is under way is worked through by whichever process lives.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
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

PHASES: Final = (
    ("linking", ("tracker/linking.py:", "tracker/likeness/")),
    ("relating", ("tracker/relations/",)),
    ("flagging", ("tracker/flags.py:",)),
    ("committing", ("tracker/leadership.py:demand", ":do_commit", ":_commit_impl")),
    ("checking", ("tracker/checks.py:", "tracker/runs.py:", "tracker/waiting.py:", "tracker/suites/")),
    ("noting a run", ("tracker/jobs/",)),
    ("storing", ("tracker/intake.py:store", "tracker/documents.py:", "tracker/claims/")),
    ("reading", ("tracker/intake.py:read", "tracker/extract/", "tracker/formats/", "tracker/rows/")),
    ("fetching", ("tracker/sources/", "tracker/fetch/")),
    ("checking", ("tracker/pipeline.py:sweep",)),
    ("storing", ("tracker/pipeline.py:fetch",)),
)
"""What a thread is at, by the innermost frame that says so."""

NEEDED: Final = ("storing", "linking", "relating", "checking", "flagging")
"""What the kills must have hit, where there are enough of them."""
ENOUGH: Final = 50
PATIENCE: Final = 5
"""How many times as long as one left to chance an aimed kill may wait for its moment."""


def phase(frames: list[str]) -> str | None:
    """Name what a thread is at; None for one that waits, or serves the others."""
    if not any("tracker/schedule/service.py:_run" in frame for frame in frames):
        return None
    for frame in frames:
        for name, marks in PHASES:
            if any(mark in frame for mark in marks):
                return name
    return "between two steps"


class Teller(threading.Thread):
    """Tells one chapter after the other, until it is asked to end with the one under way."""

    def __init__(self, scene: Scene, patience: float) -> None:
        super().__init__(name="teller", daemon=True)
        self._scene, self._patience = scene, patience
        self.last = threading.Event()
        self.chapters = 0
        self.error: DrillError | None = None

    def run(self) -> None:
        try:
            while not self.last.is_set():
                self._scene.tell(range(self.chapters, self.chapters + 1), self._patience)
                self.chapters += 1
        except DrillError as error:
            self.error = error


def disturbed(
    folder: Path, server: Server, site: Site, story: Story, rounds: int, longest: float, seed: int, until: float
) -> tuple[State, int, Counter[str], int]:
    """Kill, round after round; returns the state in the end, the chapters told, the phases hit and how many rounds."""
    chance, hits, done = random.Random(seed), Counter[str](), 0
    with Scene(folder / "disturbed", story=story, server=server, site=site) as scene:
        scene.begin()
        teller = Teller(scene, patience=3600)
        teller.start()
        while done < rounds and time.monotonic() < until and teller.error is None:
            process = scene.start()
            # Some die before they lead, at whatever they do then.
            early = chance.random() < 0.1
            moment = chance.uniform(0, longest)
            # Aimed at what was hit least; a third is left to chance.
            aim = min(NEEDED, key=lambda name: (hits[name], chance.random())) if chance.random() < 0.67 else None
            hit = _strike(process, moment, early, aim, longest)
            left = process.kill()
            if left:
                raise DrillError(f"round {done}: processes {left} outlive the one that was killed")
            hits.update(hit)
            done += 1
            when = "starting" if early else f"{moment:.1f} s" if aim is None else f"aimed at {aim}"
            print(f"round {done:3}: {when}: {', '.join(hit)}", flush=True)
        teller.last.set()
        process = scene.start()
        teller.join(1800)
        if teller.error is not None or teller.is_alive():
            raise DrillError(f"the story was not told to its end: {teller.error}")
        process.stop()
        lost = scene.query("SELECT count(*) FROM job_run WHERE status = 'lost'")[0][0]
        print(f"{teller.chapters} chapters told; {lost} runs of jobs were lost, and done again")
        return scene.state(), teller.chapters, hits, done


def _strike(process: Process, moment: float, early: bool, aim: str | None, longest: float) -> list[str]:
    """Wait for the moment, or until a thread is at what is aimed at; returns what the process is at then."""
    end = time.monotonic() + 600
    while not early and not process.terms:
        if time.monotonic() > end or not process.is_alive:
            raise DrillError(f"it does not lead: {process.said[-500:]}")
        time.sleep(0.02)
    if early or aim is None:
        time.sleep(moment)
    if early and not process.terms:
        return ["starting"]
    end = time.monotonic() + PATIENCE * longest
    while aim not in (at := _at(process)) and aim is not None and time.monotonic() < end:
        time.sleep(0.03)  # looked at without a pause it would come to nothing
    return at or ["waiting"]


def _at(process: Process) -> list[str]:
    return sorted({name for thread in process.trace() if (name := phase(thread))})


def lacking(hits: Counter[str], rounds: int, wanted: int) -> list[str]:
    """What the kills have not shown, though the state may be equal: too few of them, or none at a step that counts."""
    found = []
    if rounds < wanted:
        found.append(f"only {rounds} of {wanted} kills in the time there was: give it more --minutes")
    if rounds >= ENOUGH and (missed := [name for name in NEEDED if not hits[name]]):
        found.append(f"no kill hit {', '.join(missed)}: give it more rounds, or another seed")
    return found


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
    wrong = lacking(hits, rounds, chosen.rounds)
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else status


if __name__ == "__main__":
    sys.exit(main())
