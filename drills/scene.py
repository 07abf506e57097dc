"""A scene: a database of its own, a site on this machine, the settings of a service, and a story to be worked through.

with Scene(folder) as scene:
    scene.begin()
    process = scene.start()
    scene.turn(1); scene.work()
    process.stop()
    state = scene.state()
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy.exc import DBAPIError

from drills import site as sites
from drills import state as states
from drills.process import DrillError, Process
from drills.server import Server
from drills.site import Site
from drills.state import State
from drills.story import ISLANDS, Story
from tracker import db, jobs, metrics, parties, pipeline
from tracker.drafts import MetricDraft, PartyDraft
from tracker.models import Source
from tracker.settings import Settings

NEVER: Final = "0 0 1 1 *"
"""Once a year: nothing is due unless a drill asks for it."""
PATIENCE: Final = 600.0
ZONE: Final = f"Etc/GMT{-((6 - datetime.now(UTC).hour + 12) % 24 - 12):+d}"
"""One in which it is early morning: no day ends while a drill runs, and nothing ages between two runs."""


class Scene:
    """One run of a story. Several scenes may share a server and a site, one after the other."""

    def __init__(
        self, folder: Path, *, story: Story | None = None, server: Server | None = None, site: Site | None = None
    ) -> None:
        self.folder, self.story = folder, story or Story()
        self._given = server, site
        self._name = f"scene_{folder.name}".replace("-", "_")
        self._stack = ExitStack()
        self._days = {self._today()}
        self.processes: list[Process] = []

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        server, site = self._given
        self.server = server or self._stack.enter_context(Server(self.folder / "server"))
        self.site = site or self._stack.enter_context(sites.serve())
        self.variables = {
            "TRACKER_DATABASE_URL": self.server.make(self._name),
            "TRACKER_DATA_DIR": os.environ.get("DRILL_DATA_DIR", str(self.folder.parent / "data")),
            "TRACKER_TIMEZONE": ZONE,
            "TRACKER_PORT": "0",
            "TRACKER_ALLOW_HOSTS": self.site.host,
            "TRACKER_HOST_INTERVAL": "0",
            "TRACKER_OBEY_ROBOTS": "false",
            "TRACKER_CHECK_EVERY": NEVER,
            "TRACKER_RECHECK_EVERY": NEVER,
        }
        """The settings of the service; a drill may change them before it starts one."""
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            if process.is_alive:
                process.kill()
        self._stack.close()

    # The service

    def start(self, *arguments: str, strike: str | None = None) -> Process:
        """Start one more ``tracker run``, which ends itself where ``strike`` says; see ``witness``."""
        self._days.add(self._today())
        name = f"process{len(self.processes)}"
        self.processes.append(Process(self.folder, name, self.variables, *arguments, strike=strike))
        return self.processes[-1]

    def settings(self) -> Settings:
        """The settings that the service has, for work in this process."""
        fields = {name.removeprefix("TRACKER_").lower(): value for name, value in self.variables.items()}
        return Settings(_env_file=None, **fields)  # type: ignore[call-arg,arg-type]

    @contextmanager
    def database(self) -> Iterator[db.Database]:
        """Open the service's database in this process."""
        with db.open_database(self.settings(), upgrade=True) as database:
            yield database

    # The story

    def begin(self) -> None:
        """Make the tables, the metrics and the sources; the service finds nothing due but what is asked for.

        The sample is not loaded: there are sources already.
        """
        places = self.story.publish(self.site, 0)
        now = datetime.now(UTC)
        with self.database() as database, pipeline.transaction(database) as session:
            parties.ensure(session, [PartyDraft(name=f"{island}渡轮公司") for island in ISLANDS])
            for island in ISLANDS:
                for measure, unit in (("载客", "count"), ("员工", "count"), ("营收", "CNY"), ("停泊艘次", "count")):
                    draft = MetricDraft(subject=f"{island}渡轮公司", measure=measure, unit=unit, shelf_life_days=300)
                    metrics.ensure(session, draft)
            for slug, (kind, locator, publisher) in places.items():
                source = Source(slug=slug, kind=kind, locator=locator, publisher=publisher, schedule=NEVER)
                session.add(source)
            for job in (jobs.CHECK, jobs.RECHECK, jobs.PRUNE, *self.fetches()):
                run_id = jobs.record_start(session, job, now, now=now, holder="the drill", epoch=0)
                jobs.record_end(session, run_id or 0, note="the scene was set", now=now)

    def fetches(self) -> list[str]:
        """The names of the jobs that look at the sources."""
        return [f"{jobs.FETCH}:{slug}" for slug in self.story.slugs()]

    def turn(self, chapter: int) -> None:
        """Put a chapter of the story on the site. Only once the one before was worked through: nobody else saw it."""
        self.story.publish(self.site, chapter)

    def work(self, patience: float = PATIENCE) -> None:
        """Have the service look at every source and then check the claims, and wait until it has done so."""
        self.do(self.fetches(), patience)
        self.do([jobs.CHECK], patience)

    def tell(self, chapters: range, patience: float = PATIENCE) -> None:
        """Turn to one chapter after the other, each worked through before the next."""
        for chapter in chapters:
            self.turn(chapter)
            self.work(patience)

    def do(self, names: list[str], patience: float = PATIENCE) -> None:
        """Ask for jobs, and wait until the service has done them, however often it has to begin.

        Raises DrillError where it has not within ``patience`` seconds.
        """
        end = time.monotonic() + patience
        self.ask(names, patience)
        while (left := self.undone(names)) is None or left:
            if time.monotonic() > end:
                raise DrillError(f"not done within {patience:.0f} s: {left or 'nobody can tell'}")
            time.sleep(0.05)

    def ask(self, names: list[str], patience: float = PATIENCE) -> None:
        """Ask for jobs as ``tracker jobs run`` does, as soon as the database lets it."""
        self._asked = datetime.now(UTC)
        values = {"names": names, "now": self._asked}
        statement = "UPDATE job SET retry_at = :now WHERE name = ANY(:names)"
        self._insist(lambda: self.query(statement, **values), patience)

    def undone(self, names: list[str]) -> list[str] | None:
        """Which of the jobs asked for are not done yet; None where the database does not answer."""
        query = (
            "SELECT j.name, r.status FROM job j LEFT JOIN job_run r ON r.id = j.last_run_id WHERE j.name = ANY(:names)"
            " AND (r.started_at < :since OR r.status <> 'succeeded' OR r.status IS NULL) ORDER BY j.name"
        )
        try:
            return [f"{name} ({status})" for name, status in self.query(query, names=names, since=self._asked)]
        except DBAPIError:
            return None

    def query(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Execute one statement in the service's database, over a connection of the drill's own."""
        return self.server.execute(statement, self._name, **values)

    def state(self) -> State:
        """What the database says now, by meaning."""
        self._days.add(self._today())
        return states.read(self.server.url(self._name), self._days)

    @staticmethod
    def _today() -> str:
        return datetime.now(UTC).date().isoformat()

    @staticmethod
    def _insist(do: Callable[[], object], patience: float) -> None:
        end = time.monotonic() + patience
        while True:
            try:
                do()
            except DBAPIError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return


@contextmanager
def stage(name: str) -> Iterator[tuple[Path, Server, Site]]:
    """A folder, a server and a site for the scenes of a drill; the folder is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"drill-{name}-")))
        folder.chmod(0o755)  # the server's account is another one where root drills
        yield folder, stack.enter_context(Server(folder / "server")), stack.enter_context(sites.serve())


def undisturbed(folder: Path, server: Server, site: Site, story: Story, chapters: range) -> State:
    """Tell a story without any fault; returns the state at its end."""
    with Scene(folder / "undisturbed", story=story, server=server, site=site) as scene:
        scene.begin()
        process = scene.start()
        scene.tell(chapters)
        process.stop()
        return scene.state()


def verdict(expected: State, found: State) -> int:
    """Print whether a state is as the undisturbed one; returns the drill's exit code."""
    told = states.differences(expected, found)
    print(f"undisturbed: {states.sizes(expected)}")
    print(f"disturbed:   {states.sizes(found)}")
    for line in told:
        print(f"DIFFERENT {line[:600]}", file=sys.stderr)
    print("EQUAL claims, flags and events" if not told else f"DIFFERENT in {len(told)} lines")
    return 1 if told else 0
