"""How much two workers of a cluster save over one process: reading documents, and sweeping claims.

Both are done here first and then spread, in one run on one machine, so the ratios are what to compare from day to day.
The workers share this machine's cores with the database and with whatever else runs on it: on two cores a sweep, which
is the database's work, gains little, and reading can at best halve. What comes of the work is compared, too.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests import claimfacts
from tests.service.conftest import until
from tests.spread.cluster import Cluster, environment
from tracker import checks, db, intake, pipeline, resources, runs, slices, sources, suites
from tracker.db import Database
from tracker.drafts import SourceDraft
from tracker.grid import Grid
from tracker.settings import Settings
from tracker.spread import SpreadError

DOCUMENTS = 2_000
CLAIMS = 100_000
WORKERS = 2
DAY = date(2026, 11, 22)

R = TypeVar("R")


def timed(work: Callable[[], R]) -> tuple[float, R]:
    """Return how long something takes, and what comes of it."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def told(what: str, here: float, spread: float) -> None:
    """Print one comparison."""
    print(
        f"{what}: here {here:.2f} s, over {WORKERS} workers {spread:.2f} s: {here / spread:.2f} times as fast",
        flush=True,
    )


def documents() -> sources.Captured:
    """The sample's articles over and over, each a little different, so that nothing can be remembered."""
    texts = [page.text for captured in sources.sample() for page in captured.pages if page.claims is None]
    source = SourceDraft(locator="https://example.org/feed", kind="feed")
    pages = tuple(
        sources.CapturedPage(source=source, text=f"{number}\n{texts[number % len(texts)]}", is_listed=True)
        for number in range(DOCUMENTS)
    )
    return sources.Captured(kind="feed", locator=source.locator, pages=pages)


def stage(
    database: Database, compiled: Sequence[suites.CompiledSuite], apart: slices.Apart | None
) -> list[checks.Count]:
    """Work out every finding, and keep none."""
    with database.session() as session:
        counts, _, failures = runs.stage(session.connection(), compiled, DAY, apart=apart)
    assert not failures
    return counts


def measure(database: Database, own: Settings, far: Grid) -> None:
    """Measure and print."""
    captured = documents()
    # The first piece of work that a worker does is to import the tracker.
    far.map(intake.readings, [[(page.text, None)] for page in captured.pages[: 4 * WORKERS]])
    here, read = timed(lambda: intake.read(captured))
    spread, again = timed(lambda: intake.read(captured, far))
    assert again == read
    size = sum(len(page.text.encode()) for page in captured.pages) / 1e6
    told(f"reading {DOCUMENTS:,} documents ({size:.1f} MB)", here, spread)

    with pipeline.transaction(database) as session:
        claimfacts.fill(session.connection(), CLAIMS)
    catalogue = suites.load([resources.expectations()])
    compiled, failures = suites.compile(catalogue.suites, database.url, cache_dir=None)
    assert not failures
    apart = slices.Apart(far.width, partial(pipeline.in_slices, database, own, far), slices.LEAST)
    stage(database, compiled, None)  # the database, too, is slower the first time
    here, counts = timed(lambda: stage(database, compiled, None))
    spread, sliced = timed(lambda: stage(database, compiled, apart))
    assert sliced == counts
    told(f"sweeping {CLAIMS:,} claims ({sum(count.unexpected_count for count in counts):,} findings)", here, spread)


def main() -> None:
    """Measure on a database and a cluster of its own."""
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server may run as another account
        own = Settings(data_dir=folder / "data")
        with db.open_database(own) as database:
            cluster = Cluster(folder, environment(own))
            try:
                cluster.start()
                for _ in range(WORKERS):
                    cluster.worker(threads=1)
                with closing(Grid(cluster.address, rest=0.0)) as far:
                    until(lambda: _width(far) == WORKERS)
                    measure(database, own, far)
            finally:
                cluster.stop()


def _width(far: Grid) -> int:
    try:
        return far.width()
    except SpreadError:
        return 0


if __name__ == "__main__":
    main()
