"""What tests stand on: a real PostgreSQL migrated to head, rolled back after each test, and no network.

The server is the embedded one, in a folder of its own, or the one that ``TRACKER_TEST_DATABASE_URL`` names; on that, a
scratch database is made and dropped.
"""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from tracker import db, embedded, migrations, pipeline
from tracker.settings import PREFIX, TEST_PREFIX, Settings


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give root's tests a folder that no other run of pytest closes to the account the server runs as."""
    if os.geteuid() == 0 and config.option.basetemp is None:
        own = tempfile.mkdtemp(prefix="tracker-tests-")
        config.option.basetemp = f"{own}/tmp"
        config.add_cleanup(lambda: shutil.rmtree(own, ignore_errors=True))


ScratchDatabase = Callable[..., str]


@pytest.fixture
def now() -> datetime:
    """Return the moment at which tests take place."""
    return datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """Yield the address of a server on which databases may be made."""
    given = os.environ.get("TRACKER_TEST_DATABASE_URL")
    if given:
        yield make_url(Settings(database_url=given).database_url or "")
        return
    with embedded.start(tmp_path_factory.mktemp("server")) as server:
        url = make_url(server.url)
        _hurry(url)
        yield url


def _hurry(url: URL) -> None:
    """Let a server that will be thrown away not wait for the disk."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session")
def _administration(server_url: URL) -> Iterator[Callable[[str], None]]:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")

    def execute(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    yield execute
    engine.dispose()


@pytest.fixture(scope="session")
def _template(server_url: URL, _administration: Callable[[str], None]) -> Iterator[str]:
    """Yield the name of a database at head that nobody connects to: others are copied from it."""
    name = f"tracker_test_{os.getpid()}"
    _administration(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    engine = create_engine(db.session_url(server_url.set(database=name)))
    try:
        migrations.upgrade(engine)
        engine.dispose()
        yield name
    finally:
        engine.dispose()
        _administration(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _copies(server_url: URL, _administration: Callable[[str], None], _template: str) -> Iterator[ScratchDatabase]:
    made: list[str] = []
    numbers = itertools.count(1)

    def make(*, empty: bool = False) -> str:
        name = f"{_template}_{next(numbers)}"
        template = "template0" if empty else _template
        _administration(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}")
        made.append(name)
        return server_url.set(database=name).render_as_string(hide_password=False)

    yield make
    for name in made:
        _administration(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def scratch_database(_copies: ScratchDatabase) -> ScratchDatabase:
    """Return a function that makes a database of the test's own and returns its address.

    For tests which commit or start processes. It is at head, or without any tables with ``empty=True``.
    """
    return _copies


@pytest.fixture(scope="session")
def database_url(_copies: ScratchDatabase) -> str:
    """Return the address of the database that ``engine``, ``connection`` and ``session`` share."""
    return _copies()


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Yield an engine on the shared database: what is committed through it stays, so commit nothing."""
    engine = create_engine(db.session_url(make_url(database_url)))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose transaction is rolled back after the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """Yield a session that may commit: its commits are savepoints, and go when the test ends."""
    with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them; ``.env`` is read from the working folder only."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX) and not name.upper().startswith(TEST_PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings untouched by the environment, with a data folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def own(scratch_database: ScratchDatabase, settings: Settings) -> Settings:
    """Return settings that name a database of the test's own."""
    return settings.model_copy(update={"database_url": scratch_database()})


@pytest.fixture
def database(own: Settings) -> Iterator[db.Database]:
    """Yield a database of the test's own, without any claims."""
    with db.open_database(own) as database:
        yield database


@pytest.fixture(autouse=True, scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep compiled suites where every test of this process finds them: they take seconds to compile."""
    folder = tmp_path_factory.mktemp("compiled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "cache_folder", lambda _settings: folder)
        yield folder


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let sockets of this process reach this machine only."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def demand_local(this: socket.socket, address: Any) -> None:
        if this.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}:
            return
        pytest.fail(f"a test tried to reach {address[0]}")

    def connect_here(this: socket.socket, address: Any) -> None:
        demand_local(this, address)
        connect(this, address)

    def connect_ex_here(this: socket.socket, address: Any) -> int:
        demand_local(this, address)
        return connect_ex(this, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        patch.setattr(socket.socket, "connect_ex", connect_ex_here)
        yield
