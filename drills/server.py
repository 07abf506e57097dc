"""A throw-away PostgreSQL server of the embedded programs, which a drill may stop, kill, start and fill up."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tracker import embedded, guardian, postgres
from tracker.cluster import Cluster

SETTINGS: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""It is thrown away, and no drill cuts the power: nothing waits for the disk."""


class Server:
    """A server in a folder. Its guardian stops it where the drill itself is killed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._handle = embedded.start(folder)
        self.cluster = Cluster(folder.resolve() / "postgres")
        for name, value in SETTINGS.items():
            self.execute(f"ALTER SYSTEM SET {name} = {value}")
        self.execute("SELECT pg_reload_conf()")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()

    def url(self, database: str = "tracker") -> URL:
        """The address of one of its databases."""
        return make_url(self._handle.url).set(database=database)

    def make(self, database: str) -> str:
        """Make an empty database, anew where there is one, and return its address."""
        self.drop(database)
        self.execute(f"CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0")
        return self.url(database).render_as_string(hide_password=False)

    def drop(self, database: str) -> None:
        """Remove a database, where there is one."""
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres", **values: Any) -> list[tuple[Any, ...]]:
        """Execute one statement as the server's owner, over a connection of its own; returns the rows, if any."""
        with administration(self.url(database)) as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self.execute("SELECT 1")
        except DBAPIError:
            return False
        return True

    @property
    def process(self) -> int:
        """The process of the server that all others of it descend from."""
        return int((self.cluster.folder / "postmaster.pid").read_text().partition("\n")[0])

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` in good order, ``immediate`` as if it crashed."""
        program = str(postgres.programs() / "pg_ctl")
        command = [program, "stop", f"--pgdata={self.cluster.folder}", f"--mode={mode}", "--timeout=60", "--silent"]
        postgres.run(command, self.cluster.account, f"stopping the server of {self.cluster.folder}")

    def kill(self) -> None:
        """Kill the first of its processes, and wait until the others have noticed."""
        os.kill(self.process, signal.SIGKILL)
        end = time.monotonic() + 30
        while guardian.lives(self.cluster.folder) and time.monotonic() < end:
            time.sleep(0.05)

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self.cluster.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let all its processes stand still: they are there, and answer nothing."""
        command = ["pgrep", "--parent", str(self.process)]
        first = self.process
        os.kill(first, signal.SIGSTOP)
        others = [int(line) for line in subprocess.run(command, capture_output=True, text=True).stdout.split()]
        for process in others:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in (*others, first):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)


@contextmanager
def administration(url: URL) -> Iterator[Any]:
    """A connection that commits each statement, and is gone afterwards."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
