"""Ten thousand sources due at once: all are looked at once, and nothing else has to wait for them.

The state afterwards is that of a run which looks at one after the other and then checks once.

``python -m drills.many [--sources N]``
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from drills import usage
from drills.process import DrillError
from drills.scene import Scene, stage, verdict
from tracker import jobs, pipeline, suites
from tracker.cli.context import web

MOST_THREADS: Final = 60
MOST_MEMORY: Final = 400.0
LONGEST_WAIT: Final = 30.0
SLOWEST: Final = 5.0
"""Seconds that a page of the service may take to answer meanwhile."""
_MINUTE: Final = "*/1 * * * *"
_LOOK_IN: Final = 1.0
"""Seconds between two counts of what is done: the drill shares the cores with what it measures."""
_SCRAPE: Final = 5.0
"""Seconds between two requests of the service's pages: more often than Prometheus makes them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured."""

    seconds: float
    cpu: float
    """Seconds of processor time that the service took, the database's left out."""
    threads: int
    memory: float
    ready: float
    metrics: float
    check_wait: float
    checks: int
    twice: int
    missing: int
    terms: int

    def faults(self) -> list[str]:
        """What is not as it should be."""
        told = []
        if self.missing or self.twice:
            told.append(f"{self.missing} sources were not looked at, {self.twice} were more than once")
        if self.terms != 1:
            told.append(f"the lead was lost: {self.terms} terms")
        if self.threads > MOST_THREADS or self.memory > MOST_MEMORY:
            told.append(f"{self.threads} threads, {self.memory:.0f} MB")
        if max(self.ready, self.metrics) > SLOWEST or self.check_wait > LONGEST_WAIT:
            told.append("something had to wait too long")
        return told


def drill(sources: int, *, workers: int = 8, patience: float = 3600) -> tuple[Found, int]:
    """Run it with so many sources; returns what was measured, and 0 where the state is as of one after the other."""
    with stage("many") as (folder, server, site):
        for number in range(sources):
            site.article(f"/{number}", f"第{number}号通告", "2025-10-21", [f"第{number}号渡轮载客{100 + number}人次。"])
        with Scene(folder / "many", server=server, site=site) as scene:
            found = _at_once(scene, sources, workers, patience)
            state = scene.state()
        with Scene(folder / "undisturbed", server=server, site=site) as scene:
            _one_by_one(scene, sources)
            return found, verdict(scene.state(), state)


def _begin(scene: Scene, sources: int) -> None:
    with scene.database():
        scene.query(
            "INSERT INTO source (slug, kind, locator, publisher, schedule)"
            " SELECT 's' || n, 'article', :url || '/' || n, 'paper ' || n, '12h'"
            " FROM generate_series(0, :count - 1) AS n",
            url=scene.site.url,
            count=sources,
        )


def _one_by_one(scene: Scene, sources: int) -> None:
    _begin(scene, sources)
    settings = scene.settings()
    with scene.database() as database, web(settings) as fetcher, closing(suites.Workshop()) as workshop:
        for number in range(sources):
            pipeline.fetch(database, fetcher, f"s{number}", now=datetime.now(UTC))
        pipeline.sweep(database, settings, now=datetime.now(UTC), workshop=workshop)


def _at_once(scene: Scene, sources: int, workers: int, patience: float) -> Found:
    scene.variables |= {"TRACKER_CHECK_EVERY": _MINUTE, "TRACKER_WORKERS": str(workers)}
    _begin(scene, sources)
    process = scene.start()
    threads, memory, slow = 0, 0.0, {"/readyz": 0.0, "/metrics": 0.0}
    began, done, told_at = 0.0, 0, 0.0
    end = time.monotonic() + patience
    while done < sources:
        if time.monotonic() > end or not process.is_alive:
            told = process.said[-500:]
            raise DrillError(f"{done} of {sources} sources were looked at within {patience:.0f} s; {told}")
        time.sleep(_LOOK_IN)
        done = scene.query("SELECT count(*) FROM job_run WHERE job LIKE 'fetch:%' AND status = 'succeeded'")[0][0]
        if done and not began:
            began = time.monotonic()
        now = usage.use(process.popen.pid)
        threads, memory = max(threads, now.threads), max(memory, now.memory)
        if process.url and time.monotonic() - told_at > _SCRAPE:
            told_at = time.monotonic()
            for path in slow:
                asked = time.monotonic()
                process.get(path, timeout=60)
                slow[path] = max(slow[path], time.monotonic() - asked)
    seconds, cpu = time.monotonic() - began, usage.processor_time(process.popen.pid)
    wait, checks = scene.query(
        "SELECT extract(epoch FROM max(started_at - scheduled_for)), count(*) FROM job_run WHERE job = 'check'"
    )[0]
    twice = scene.query(
        "SELECT count(*) FROM (SELECT job FROM job_run WHERE job LIKE 'fetch:%' GROUP BY job HAVING count(*) > 1) AS j"
    )[0][0]
    missing = scene.query(
        "SELECT count(*) FROM source s WHERE NOT EXISTS"
        " (SELECT FROM document d JOIN claim c ON c.document_id = d.id WHERE d.source_id = s.id)"
    )[0][0]
    terms = len(process.terms)
    scene.do([jobs.CHECK])
    process.stop()
    return Found(
        seconds=seconds,
        cpu=cpu,
        threads=threads,
        memory=memory,
        ready=slow["/readyz"],
        metrics=slow["/metrics"],
        check_wait=float(wait or 0),
        checks=checks,
        twice=twice,
        missing=missing,
        terms=terms,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run it and print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    count = parser.parse_args(arguments).sources
    found, code = drill(count)
    print(f"{count:,} sources due at once: all looked at within {found.seconds:.0f} s, {found.twice} of them twice")
    print(f"  the service took {found.cpu:.0f} s of processor time, the checks' included")
    print(f"  at most {found.threads} threads and {found.memory:.0f} MB; {found.terms} term of the leader")
    print(f"  slowest answers: /readyz {found.ready:.2f} s, /metrics {found.metrics:.2f} s")
    print(f"  {found.checks} checks meanwhile, the longest wait {found.check_wait:.1f} s")
    for fault in found.faults():
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if found.faults() else code


if __name__ == "__main__":
    sys.exit(main())
