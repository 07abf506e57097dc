"""One PostgreSQL data folder: making it, and starting and stopping its server. Callers keep each other out."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path
from typing import Final

import psycopg

from tracker import guardian, postgres
from tracker.errors import StorageError

log = logging.getLogger(__name__)

SUPERUSER: Final = "postgres"
DATABASE: Final = "tracker"
PORT: Final = 5432
"""Only a part of the socket's name: the server listens on no network."""
_LONGEST_SOCKET: Final = 103  # what every system allows; Linux alone would allow 107
_ROOM_TO_BEGIN: Final = 100 * 2**20
_ROOM_TO_START: Final = 4 * 2**20
_ROOM_TO_STOP: Final = 16 * 2**20  # a segment of its journal
_LONGEST_LOG: Final = 5 * 2**20
_PATIENCE: Final = 600.0  # crash recovery of a large database takes its time
_PATIENCE_WITH_ANOTHER: Final = 60.0

_MADE_WITH: Final = {
    "max_connections": "50",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
}
"""What a new server's ``postgresql.conf`` says; people may change it there."""
_MADE_SO: Final = (
    "--auth=trust",  # whoever gets at the socket, in a private folder, is the owner or root
    "--encoding=UTF8",
    "--locale=C",  # the same order and case of letters on every machine
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


class Cluster:
    """A PostgreSQL data folder. Nothing here is safe without the lock of `tracker.guardian`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log_file = folder / "server.log"
        self._child: subprocess.Popen[bytes] | None = None

    # Making the folder

    def demand_own(self) -> None:
        """See that the folder, where it is there, is this user's; root may use anybody's.

        Raises:
            StorageError: it is another user's.
        """
        with contextlib.suppress(FileNotFoundError):
            owner = self.folder.stat().st_uid
            if os.geteuid() not in {0, owner}:
                whose = postgres.user_name(owner)
                raise StorageError(
                    f"{self.folder} belongs to {whose}: run the tracker as that user, or set TRACKER_DATA_DIR"
                )

    def prepare(self) -> None:
        """See that the folder holds a database that this PostgreSQL can run, making it where there is none.

        Raises:
            StorageError: it is another program's or another version's, or there is no room.
        """
        # What a start that was killed left behind, each time: its initdb may have written on for a moment.
        for remains in self.folder.parent.glob(f"{self.folder.name}.new-*"):
            shutil.rmtree(remains, ignore_errors=True)
        if not self._exists():
            self._make()
        written = (self.folder / "PG_VERSION").read_text().strip()
        if written != (brought := postgres.major_version()):
            raise StorageError(
                f"{self.folder} was written by PostgreSQL {written} and the tracker brings {brought}: move it over "
                "with pg_dump and pg_restore, or set TRACKER_DATA_DIR to another folder"
            )
        if os.geteuid() == 0:
            postgres.open_way(self.folder, self.account)

    def _exists(self) -> bool:
        if (self.folder.parent / "PG_VERSION").exists():
            raise StorageError(
                f"{self.folder.parent} is itself a database of PostgreSQL: set TRACKER_DATA_DIR to another folder"
            )
        if not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir())):
            return False
        if not (self.folder / "PG_VERSION").is_file() or not (self.folder / "global" / "pg_control").is_file():
            raise StorageError(
                f"{self.folder} is there but is no complete database of PostgreSQL: "
                "move it away, or set TRACKER_DATA_DIR to another folder"
            )
        return True

    def _make(self) -> None:
        """Make the database aside and move it into place whole, so that one cut short is never taken for one."""
        above = self.folder.parent
        self._want_room(_ROOM_TO_BEGIN, "PostgreSQL needs {wanted} MB to begin with")
        log.info("making a database in %s", self.folder)
        new = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}.new-", dir=above))
        try:
            if os.geteuid() == 0:
                os.chown(new, self.account.uid, self.account.gid)
                postgres.open_way(new, self.account)
            chosen = [f"--set={name}={value}" for name, value in _MADE_WITH.items()]
            postgres.run(
                [str(postgres.programs() / "initdb"), f"--pgdata={new}", f"--username={SUPERUSER}", *_MADE_SO, *chosen],
                self.account,
                f"making a database in {self.folder}",
            )
            new.rename(self.folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    # Starting and stopping the server

    def start(self) -> None:
        """See that the server runs and answers, and that its database is there.

        Raises:
            StorageError: it does not start; the line carries its own last words.
        """
        began = time.monotonic()
        patience = _PATIENCE
        said_from = 0
        if self._child is not None and self._child.poll() is not None:
            self._child = None  # the one started earlier was killed
        while not self._answers():
            if self._child is None and not self._listens():
                self._want_room(_ROOM_TO_START, "PostgreSQL needs {wanted} MB to start")
                said_from = self._launch()
            elif self._child is not None and self._child.poll() is not None:
                self._child = None
                self._clear_the_way(self._last_words(said_from))
                patience = _PATIENCE_WITH_ANOTHER
            if time.monotonic() - began > patience:
                raise StorageError(
                    f"the database in {self.folder} does not answer for {patience:.0f} seconds: see {self.log_file}",
                    permanent=False,
                )
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the server, where it runs: in good order, or hard if that would not work. A failure is logged."""
        commands = guardian.stop_commands(str(postgres.programs() / "pg_ctl"), str(self.folder))
        if not self._can_stop_in_order():
            commands = commands[-1:]
        for command in commands:
            if not guardian.can_be_told(self.folder):
                break
            try:
                postgres.run(command, self.account, f"stopping the server of {self.folder}")
                break
            except StorageError as error:
                log.warning("%s", error)
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=5)
            self._child = None
        if self.socket_folder != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _can_stop_in_order(self) -> bool:
        """Say whether the server is up, and has the room to write down that it stops; else it might never be done."""
        try:
            return shutil.disk_usage(self.folder).free > _ROOM_TO_STOP and self._answers()
        except StorageError:
            return False

    @cached_property
    def account(self) -> postgres.Account:
        """Whom the server runs as: the owner of what is there already, by preference."""
        return postgres.account(self.folder, self.folder.parent)

    @cached_property
    def socket_folder(self) -> Path:
        """Where the server's socket is: in the data folder, or elsewhere if that path is too long or has a comma."""
        if len(os.fsencode(self.folder / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET and "," not in str(self.folder):
            return self.folder
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"claims-tracker-{self.account.uid}-{mark}"

    def _launch(self) -> int:
        """Start the server in a session of its own, where Ctrl-C does not reach; return where in the log it begins.

        Where an earlier server is not gone yet, nothing is started.
        """
        where = "."
        if self.socket_folder != self.folder:
            where = str(self.socket_folder)
            self._own_socket_folder()
        life = guardian.claim_life(self.folder)
        if life is None:
            return 0
        try:
            with self.log_file.open("ab") as said:
                if os.geteuid() == 0:
                    os.fchown(said.fileno(), self.account.uid, self.account.gid)
                if os.fstat(said.fileno()).st_size > _LONGEST_LOG:
                    said.truncate(0)
                said_from = os.fstat(said.fileno()).st_size
                server = str(postgres.programs() / "postgres")
                command = [server, "-D", str(self.folder), "-h", "", "-p", str(PORT), "-k", where]
                self._child = postgres.spawn(command, self.account, said.fileno(), inherits=life, own_session=True)
        finally:
            os.close(life)
        return said_from

    def _own_socket_folder(self) -> None:
        """Make the folder for the socket; anybody may write beside it, so make sure that it is the account's alone."""
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and self.socket_folder.lstat().st_uid == 0:
            os.chown(self.socket_folder, self.account.uid, self.account.gid, follow_symlinks=False)
        found = self.socket_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise StorageError(f"{self.socket_folder} is not this user's private folder: remove it")

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as knock:
            try:
                knock.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def _answers(self) -> bool:
        """Say whether the server takes connections, and see that it has the tracker's database."""
        if not self._listens():
            return False
        try:
            with psycopg.connect(
                host=str(self.socket_folder), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not found.fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        except psycopg.OperationalError as error:
            said = str(error)
            if "FATAL:" not in said or "the database system is" in said or "terminating connection" in said:
                return False  # it starts, recovers or stops just now
            raise StorageError(
                f"the database in {self.folder} turns the tracker away: {postgres.last_line(said)}"
            ) from error
        return True

    def _clear_the_way(self, words: str) -> None:
        """Deal with a server that ended as it started: wait for another one to go, or say why.

        A container that is started anew gives old process ids to new processes, and PostgreSQL then takes the one
        noted in its lock files for a server; only a process that works in this very folder is one.
        """
        if noted := re.search(r'lock file "(.+?)" (?:already exists|is empty)', words):
            note = self.folder / noted[1]
            with contextlib.suppress(FileNotFoundError):
                process = note.read_text().partition("\n")[0]
                if process and _works_in(self.folder, int(process)):
                    time.sleep(0.1)
                else:
                    note.unlink()
        elif "is still in use" in words:  # the last processes of a server killed just now
            time.sleep(0.1)
        elif "No space left on device" in words:
            raise StorageError(f"no space left in {self.folder}: {words}", permanent=False)
        else:
            raise StorageError(f"the database in {self.folder} does not start: {words} (see {self.log_file})")

    def _last_words(self, said_from: int) -> str:
        with self.log_file.open("rb") as said:
            said.seek(said_from)
            lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
        lines = [line for line in lines if "the database system is" not in line]  # said to those who knock
        grave = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        chosen = (grave or lines or ["it says nothing"])[-1]
        return " ".join(chosen.partition("FATAL:")[2].split()) or chosen

    def _want_room(self, wanted: int, why: str) -> None:
        free = shutil.disk_usage(self.folder.parent).free
        if free < wanted:
            raise StorageError(
                f"no space left in {self.folder.parent}: {why.format(wanted=wanted // 2**20)}, and "
                f"{free / 2**20:.1f} MB are free",
                permanent=False,
            )


def _works_in(folder: Path, process: int) -> bool:
    """Say whether the process is a server of this folder; in doubt, it is."""
    import psutil

    try:
        return Path(psutil.Process(process).cwd()) == folder.resolve()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
