"""Nothing is sent anywhere that the user did not set: a whole first run, with every socket watched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.conftest import ScratchDatabase
from tests.service.conftest import TEXT

# Put in the way of every Python that is started: what it asks of names and sockets is written down, and what other
# libraries of the process do without Python is seen in the list of sockets that the system keeps.
WATCH = """
import os, sys, threading, time
_out = os.environ["WATCH_FILE"]
_seen = set()

def _tell(line):
    if line not in _seen:
        _seen.add(line)
        with open(_out, "a") as file:
            file.write(line + "\\n")

def _heard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        _tell(f"name {arguments[0]}")
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if isinstance(arguments[-1], tuple):
            _tell(f"address {arguments[-1][0]}:{arguments[-1][1]}")

sys.addaudithook(_heard)

def _remote(text):
    host, port = text.split(":")
    number = bytes.fromhex(host)[::-1] if len(host) == 8 else bytes.fromhex(host)
    return (".".join(map(str, number)) if len(host) == 8 else host) + f":{int(port, 16)}"

def _look():
    own = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            own.add(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            pass
    for table in ("tcp", "tcp6", "udp", "udp6"):
        try:
            with open(f"/proc/self/net/{table}") as file:
                for line in file.readlines()[1:]:
                    words = line.split()
                    if f"socket:[{words[9]}]" in own and int(words[2].split(":")[1], 16):
                        _tell(f"socket {_remote(words[2])}")
        except OSError:
            pass

def _watch():
    while True:
        _look()
        time.sleep(0.02)

_tell(f"began {os.path.basename(sys.argv[0]) if getattr(sys, 'argv', None) else 'python'}")
threading.Thread(target=_watch, daemon=True).start()
"""


def watched(folder: Path, *arguments: str, **variables: str) -> set[str]:
    """What a call of Python, and all that it starts, asked of the network."""
    (folder / "watch").mkdir(exist_ok=True)
    (folder / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    out = folder / "watched.txt"
    out.write_text("", encoding="utf-8")
    path = os.pathsep.join([str(folder / "watch"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "WATCH_FILE": str(out), "PYTHONPATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stderr
    told = set(out.read_text(encoding="utf-8").splitlines())
    assert any(line.startswith("began") for line in told), "the watch was not set"
    return {line for line in told if not line.startswith("began")}


def test_the_watch_sees_names_addresses_and_sockets(tmp_path: Path) -> None:
    asking = """
import socket, time
listening = socket.create_server(("127.0.0.1", 0))
kept = socket.create_connection(listening.getsockname())
try:
    socket.getaddrinfo("not-there.invalid", 80)
except OSError:
    pass
time.sleep(0.3)
"""
    told = watched(tmp_path, "-c", asking)
    assert "name not-there.invalid" in told
    assert {line.split()[0] for line in told} == {"name", "address", "socket"}


def test_a_first_run_opens_nothing_but_the_database(tmp_path: Path, scratch_database: ScratchDatabase) -> None:
    url = scratch_database(empty=True)
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    variables = {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_TIMEZONE": "UTC"}
    # Suites are compiled by Great Expectations here, which would tell its makers of it.
    told = watched(tmp_path, "-m", "tracker", "run", "--once", **variables)
    told |= watched(tmp_path, "-m", "tracker", "source", "add", "ferry.txt", "--publisher", "Post", **variables)
    told |= watched(tmp_path, "-m", "tracker", "check", "--all", **variables)
    told |= watched(tmp_path, "-m", "tracker", "report", "--format", "json", **variables)
    where = make_url(url)
    # Over TCP, psycopg asks for the host of its address, too.
    database = {f"name {where.host}", f"socket 127.0.0.1:{where.port}", _loopback_6(where.port)}
    is_behind_a_socket = "host" in where.query
    assert told <= (set() if is_behind_a_socket else database)


def _loopback_6(port: int | None) -> str:
    return f"socket 00000000000000000000000001000000:{port}"
