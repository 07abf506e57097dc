"""The service in this process with a clock that a drill sets: days of schedule pass in seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from drills.process import DrillError
from drills.scene import Scene
from tracker import agenda, db
from tracker.cli.context import web
from tracker.fetch import Fetcher
from tracker.schedule import Service


@dataclass
class Clock:
    """What a service takes for the present moment."""

    now: datetime


@dataclass(frozen=True)
class Times:
    """A service and its clock."""

    scene: Scene
    database: db.Database
    clock: Clock
    service: Service

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self.clock.now

    def put(self, moment: datetime, patience: float = 240) -> None:
        """Set the clock, and wait until all that is due then has been done."""
        self.clock.now = moment
        end = time.monotonic() + patience
        quiet = 0
        while quiet < 3:
            if time.monotonic() > end:
                raise DrillError(f"at {moment:%F %H:%M} there is work left: {self.service.running or self.due()}")
            time.sleep(0.03)
            quiet = quiet + 1 if self.service.is_leader and not self.service.running and not self.due() else 0

    def due(self) -> list[str]:
        """The jobs whose time has come."""
        with self.database.session() as session:
            return [each.job.name for each in agenda.due(session, self.scene.settings(), now=self.now)]

    def pass_by(self, hours: float, step: timedelta) -> None:
        """Let time pass, step by step."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            self.put(min(self.now + step, end))


@contextmanager
def running(scene: Scene, now: datetime, fetcher: Fetcher | None = None) -> Iterator[Times]:
    """Run the service on the database of a scene, which has begun."""
    settings = scene.settings()
    with scene.database() as database, web(settings) as reader:
        clock = Clock(now)
        service = Service(database, settings, fetcher or reader, clock=lambda: clock.now, beat=0.02)
        times = Times(scene, database, clock, service)
        service.start()
        try:
            yield times
        finally:
            service.stop(30)
