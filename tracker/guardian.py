"""Who uses the embedded server, told by locks the kernel drops however a process ends; and who stops it at last.

One file beside the server's folder, three bytes of which are locked:

``DOOR``
    Held alone while the server is being started or stopped, so nobody comes in while somebody locks up.
``USERS``
    Shared by every process that uses the server, for as long as it does.
``GUARD``
    Held by the guardian: this file, run as a program of its own, which sleeps until the last user is gone and
    then stops the server. A tracker that ends in peace has done that already; the guardian is for ``kill -9``.

The server itself holds a lock too, on its folder: it inherits it from whoever starts it, so it is held from before its
first breath to its last, and nobody need trust a process id to know that it lives.

No process ids are written down, so none can be stale. Bytes are locked with ``lockf`` and not ``flock``, since only
``lockf`` turns a shared lock into a sole one without letting go of it in between: that is how the last user
knows that it is the last. Run as a program, this must import nothing but small modules of the standard library.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import sys
import time

DOOR, USERS, GUARD = range(3)


def open_lock(path: str | os.PathLike[str]) -> int:
    """Open the lock file, making it where it is missing. Closing any descriptor of it drops all the locks held."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def acquire(lock: int, byte: int, *, shared: bool = False, wait: bool = True) -> bool:
    """Lock one byte; without ``wait``, return False at once where another process is in the way."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.lockf(lock, kind if wait else kind | fcntl.LOCK_NB, 1, byte)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EAGAIN}:
            return False
        raise
    return True


def release(lock: int, byte: int) -> None:
    """Unlock one byte."""
    fcntl.lockf(lock, fcntl.LOCK_UN, 1, byte)


def is_current(lock: int, path: str | os.PathLike[str]) -> bool:
    """Say whether the locks held are those others see: not so where the folder was deleted and made anew."""
    try:
        return os.path.samestat(os.fstat(lock), os.stat(path))  # noqa: PTH116 - pathlib is too big for the guardian
    except FileNotFoundError:
        return False


def claim_life(folder: str | os.PathLike[str]) -> int | None:
    """Lock a server's folder for a server about to start, which inherits the descriptor; None while another lives.

    This is ``flock``, which belongs to the open file and not to the process, so that a child holds it as well.
    """
    life = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(life)
        return None
    return life


def lives(folder: str | os.PathLike[str]) -> bool:
    """Say whether a server of the folder, or a process it left behind, is alive."""
    try:
        life = claim_life(folder)
    except FileNotFoundError:
        return False
    if life is None:
        return True
    os.close(life)
    return False


def can_be_told(folder: str | os.PathLike[str], within: float = 30.0) -> bool:
    """Wait for a server that has just been started to say who it is; return False where none lives."""
    deadline = time.monotonic() + within
    while lives(folder) and time.monotonic() < deadline:
        if os.path.exists(f"{os.fspath(folder)}/postmaster.pid"):  # noqa: PTH110
            return True
        time.sleep(0.01)
    return False


def stop_commands(pg_ctl: str, folder: str) -> list[list[str]]:
    """The commands that stop a server, to be tried in this order.

    The first stops it in good order. The second is for a server that is told to stop while it recovers from a crash,
    which may never do so: nothing is lost, the next start recovers.
    """
    modes = (("fast", 30), ("immediate", 15))
    return [
        [pg_ctl, "stop", f"--pgdata={folder}", f"--mode={mode}", f"--timeout={seconds}", "--silent"]
        for mode, seconds in modes
    ]


def guard(path: str, pg_ctl: str, folder: str, uid: int, gid: int) -> None:
    """Wait until nobody uses the server, then stop it; return at once where another guardian waits already."""
    lock = open_lock(path)
    if not acquire(lock, GUARD, wait=False):
        return
    while True:
        acquire(lock, USERS)  # sleeps in the kernel
        release(lock, USERS)  # who starts a server holds the door and asks for this: never wait for the door with it
        acquire(lock, DOOR)
        if not is_current(lock, path):
            return
        if acquire(lock, USERS, wait=False):
            for command in stop_commands(pg_ctl, folder):
                if not can_be_told(folder) or _run_as(command, uid, gid) == 0:
                    break
            return
        release(lock, DOOR)


def _run_as(command: list[str], uid: int, gid: int) -> int:
    """Run a command to its end, as another user where this one is root (pg_ctl will not run as root)."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    with contextlib.suppress(OSError):
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
        os.execv(command[0], command)
    os._exit(127)


def main() -> None:
    """Leave the process that called, and guard: ``guardian.py LOCK PG_CTL FOLDER UID GID``."""
    path, pg_ctl, folder, uid, gid = sys.argv[1:]
    if os.fork():
        os._exit(0)
    # The server is to outlast a hang-up, Ctrl-C and a service manager's SIGTERM for as long as anybody uses it.
    for deaf in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(deaf, signal.SIG_IGN)
    guard(path, pg_ctl, folder, int(uid), int(gid))


if __name__ == "__main__":
    main()
