"""A real scheduler and two workers, each a process of its own, on the loopback address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ScratchDatabase
from tests.service.conftest import until
from tests.spread.cluster import Cluster, environment
from tracker import db, grid
from tracker.settings import Settings
from tracker.spread import SpreadError


@pytest.fixture(scope="module")
def own(_copies: ScratchDatabase, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a database for the tests of a module."""
    return Settings(database_url=_copies(), data_dir=tmp_path_factory.mktemp("data"), port=0)


@pytest.fixture(scope="module")
def cluster(own: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    running = Cluster(tmp_path_factory.mktemp("cluster"), environment(own))
    try:
        running.start()
        running.worker()
        running.worker()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def far(cluster: Cluster) -> Iterator[grid.Grid]:
    """The way to the cluster, once both workers are there."""
    reached = grid.Grid(cluster.address, rest=0.0)

    def both() -> bool:
        try:
            return reached.width() == 4
        except SpreadError:
            return False

    until(both)
    yield reached
    reached.close()


@pytest.fixture(scope="module")
def database(own: Settings) -> Iterator[db.Database]:
    with db.open_database(own) as database:
        yield database
