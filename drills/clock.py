"""The clock is put forward and back, by hours, days and a year, and summer time begins and ends.

``python -m drills.clock``: no job starves, none runs twice for a moment, no flag opens twice, and the state afterwards
is that of a clock which was never touched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from drills import times
from drills.scene import NEVER, Scene, stage, verdict
from drills.server import Server
from drills.site import Site
from drills.state import State
from drills.story import Story
from drills.times import Times
from tracker import schedules

STORY: Final = Story(papers=3, rows=0, told=2)
START: Final = datetime(2026, 6, 10, 9, tzinfo=UTC)
END: Final = START + timedelta(days=3)
PLANS: Final = {"paper-00": "30 2 * * *", "paper-01": "10 */4 * * *", "paper-02": "15 */3 * * *"}
ZONES: Final = {"paper-00": "Europe/Berlin", "paper-01": "Asia/Shanghai", "paper-02": "America/Havana"}
CHECK: Final = "45 */4 * * *"
CHANGES: Final = {
    "summer time ends": datetime(2026, 10, 24, 12, tzinfo=UTC),
    "summer time begins": datetime(2026, 3, 28, 12, tzinfo=UTC),
}
HOURS: Final = 24


def begin(scene: Scene, at: datetime, *, checks: bool = True) -> None:
    """Set a scene whose jobs last ran at a moment."""
    scene.variables |= {"TRACKER_CHECK_EVERY": CHECK if checks else NEVER, "TRACKER_TIMEZONE": "Europe/Berlin"}
    scene.begin()
    scene.query("UPDATE job_run SET scheduled_for = :at, started_at = :at, finished_at = :at", at=at)
    for slug, plan in PLANS.items():
        scene.query("UPDATE source SET schedule = :p, timezone = :z WHERE slug = :s", p=plan, z=ZONES[slug], s=slug)


def told(
    folder: Path, server: Server, site: Site, way: Callable[[Times], None], *, at: datetime = START, checks: bool = True
) -> Scene:
    """Run a scene in which the clock goes its way; its database stays."""
    scene = Scene(folder, story=STORY, server=server, site=site).__enter__()
    begin(scene, at, checks=checks)
    with times.running(scene, at) as clock:
        way(clock)
    return scene


def faults(scene: Scene) -> list[str]:
    """What no clock may bring about."""
    found = []
    rows = scene.query("SELECT job, scheduled_for FROM job_run GROUP BY job, scheduled_for HAVING count(*) > 1")
    found += [f"{job} ran twice for {moment}" for job, moment in rows]
    rows = scene.query(
        "SELECT flag_id FROM (SELECT flag_id, state_after, lag(state_after) OVER (PARTITION BY flag_id ORDER BY at, id)"
        " AS before FROM flag_event) AS e WHERE state_after = 'open' AND before = 'open' GROUP BY flag_id"
    )
    found += [f"flag {flag} opened twice" for (flag,) in rows]
    rows = scene.query(
        "SELECT flag_id FROM (SELECT flag_id, at, lag(at) OVER (PARTITION BY flag_id ORDER BY id) AS before"
        " FROM flag_event) AS e WHERE at < before GROUP BY flag_id"
    )
    found += [f"the events of flag {flag} are out of order" for (flag,) in rows]
    rows = scene.query("SELECT job, note FROM job_run WHERE status <> 'succeeded'")
    return found + [f"{job}: {note}" for job, note in rows]


def untouched(clock: Times) -> None:
    """Let the days pass."""
    clock.pass_by(72, timedelta(hours=12))
    clock.scene.turn(1)
    clock.put(END + timedelta(days=1))
    clock.put(END + timedelta(days=2))


def jumping(clock: Times) -> None:
    """Put the clock forward and back by hours and days."""
    for hours in (12, 3, -2, 9, 24, -24, 12, -5, 20):
        # Never to a moment that it has shown: no real clock shows the same microsecond twice.
        clock.put(clock.now + timedelta(hours=hours, seconds=7))
    clock.put(END)
    clock.scene.turn(1)
    clock.put(END + timedelta(days=1))
    clock.put(END + timedelta(days=2))


def starving(clock: Times) -> dict[str, int]:
    """Put the clock a year forward and back; returns how often each job ran in the two days after that."""
    clock.put(clock.now + timedelta(days=365))
    # Not to the very moment it was: jobs began at that one.
    back = clock.now - timedelta(days=365) + timedelta(minutes=1)
    since = clock.scene.query("SELECT max(id) FROM job_run")[0][0]
    clock.put(back)
    clock.pass_by(48, timedelta(hours=6))
    names = [f"fetch:{slug}" for slug in PLANS] + ["check"]
    return {
        name: clock.scene.query("SELECT count(*) FROM job_run WHERE job = :job AND id > :since", job=name, since=since)[
            0
        ][0]
        for name in names
    }


def missed(scene: Scene, start: datetime, *, checks: bool = True) -> list[str]:
    """Where a job did not run for just the moments that its schedule names, over a change of the clocks."""
    found = []
    zone = ZoneInfo("Europe/Berlin")
    plans = {f"fetch:{slug}": schedules.parse(plan, ZoneInfo(ZONES[slug])) for slug, plan in PLANS.items()}
    if checks:
        plans["check"] = schedules.parse(CHECK, zone)
    for name, plan in plans.items():
        moment, expected = start, []
        while (moment := plan.next(moment)) <= start + timedelta(hours=HOURS):
            expected.append(moment)
        rows = scene.query(
            "SELECT scheduled_for FROM job_run WHERE job = :job AND scheduled_for > :start ORDER BY 1",
            job=name,
            start=start,
        )
        # Each moment is met within the half hour that the clock goes on by, jitter included.
        ran = [moment for (moment,) in rows]
        if len(ran) not in (len(expected), len(expected) - 1):
            found.append(f"{name} ran {len(ran)} times, not {len(expected)}")
    return found


def main(only: str | None = None, *, checks: bool = True) -> int:
    """Run it all, or what is named, and print the figures; returns the exit code."""
    wrong: list[str] = []
    code = 0
    with stage("clock") as (folder, server, site):
        if only in (None, "summer"):
            for name, start in CHANGES.items():
                scene = told(
                    folder / name.replace(" ", "-"),
                    server,
                    site,
                    lambda clock: clock.pass_by(HOURS, timedelta(minutes=60)),
                    at=start,
                    checks=checks,
                )
                bad = faults(scene) + missed(scene, start, checks=checks)
                runs = scene.query("SELECT count(*) FROM job_run")[0][0]
                print(f"{name}: {HOURS} hours, {runs} runs of jobs, {len(bad)} faults {bad or ''}", flush=True)
                wrong += bad
        if only in (None, "jumps"):
            states: list[State] = []
            for name, way in (("untouched", untouched), ("jumping", jumping)):
                scene = told(folder / name, server, site, way, checks=checks)
                wrong += faults(scene)
                states.append(scene.state())
                print(f"{name}: {scene.query('SELECT count(*) FROM job_run')[0][0]} runs of jobs", flush=True)
            code |= verdict(states[0], states[1])
        if only in (None, "year"):
            ran: dict[str, int] = {}
            scene = told(folder / "year", server, site, lambda clock: ran.update(starving(clock)), checks=checks)
            wrong += faults(scene) + [
                f"{name} starved" for name, count in ran.items() if count < 2 and (checks or name != "check")
            ]
            print(f"a year forward and back: in the two days after it {ran}")
    for fault in wrong:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if wrong else code


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--without-checks"]
    sys.exit(main(words[0] if words else None, checks="--without-checks" not in sys.argv))
