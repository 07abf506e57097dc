"""``tracker run`` as a process: started, looked at, stopped, frozen and killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import psutil

_LEADS = re.compile(r"leading now, as number (\d+)")
_URL = re.compile(r"http://127\.0\.0\.1:\d+")


class DrillError(Exception):
    """A drill did not go as it should."""


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until something holds; raises DrillError, which says what, where it does not within ``seconds``."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise DrillError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.02)


class Process:
    """A running ``tracker run``; what it says goes to ``log``."""

    def __init__(
        self, folder: Path, name: str, variables: Mapping[str, str], *arguments: str, strike: str | None = None
    ) -> None:
        self._children: dict[int, psutil.Process] = {}
        aimed = ["--strike", strike] if strike else []
        self.log, self._trace = folder / f"{name}.log", folder / f"{name}.trace"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would take seconds longer
        with self.log.open("ab") as log:
            self._said_from = log.tell()
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "drills.witness", str(self._trace), *aimed, "run", *arguments],
                cwd=folder,
                env={**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def said(self) -> str:
        """All it has said."""
        with self.log.open("rb") as log:
            log.seek(self._said_from)
            return log.read().decode(errors="replace")

    @property
    def url(self) -> str:
        """Where it serves its pages; empty as long as it does not."""
        found = _URL.search(self.said)
        return found[0] if found else ""

    @property
    def terms(self) -> list[int]:
        """Which leaders it has been."""
        return [int(number) for number in _LEADS.findall(self.said)]

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.popen.poll() is None

    def get(self, path: str, timeout: float = 10) -> httpx.Response:
        """Ask for one of its pages."""
        return httpx.get(self.url + path, timeout=timeout)

    def is_ready(self) -> tuple[bool, str]:
        """What ``/readyz`` says: whether all is well, and what it says."""
        try:
            answer = self.get("/readyz")
        except httpx.HTTPError as error:
            return False, f"{type(error).__name__}: {error}"
        return answer.status_code == 200, answer.text.strip()

    def trace(self) -> list[list[str]]:
        """Where each of its threads is: frames as ``file:function``, the innermost first."""
        before = self._trace.stat().st_size if self._trace.exists() else 0
        self.popen.send_signal(signal.SIGUSR1)
        end, size = time.monotonic() + 2, -1
        while time.monotonic() < end:  # a process that is uninterruptible says nothing
            now = self._trace.stat().st_size
            if now > before and now == size:
                break
            size = now
            time.sleep(0.001)
        return self._threads(before)

    def struck(self, seconds: float) -> list[list[str]] | None:
        """Wait until it has ended itself; returns where its threads were, or None where it has not in time."""
        end = time.monotonic() + seconds
        while self.is_alive:
            if time.monotonic() > end:
                return None
            self._note_children()
            time.sleep(0.02)
        return self._threads(0)

    def _threads(self, offset: int) -> list[list[str]]:
        with self._trace.open("rb") as told:
            told.seek(offset)
            words = told.read().decode(errors="replace")
        threads = re.split(r"^(?:Current thread|Thread) .*$", words, flags=re.MULTILINE)[1:]
        frame = re.compile(r'File "(.+?)", line \d+ in (\S+)')
        return [[f"{file}:{function}" for file, function in frame.findall(thread)] for thread in threads]

    def _note_children(self) -> None:
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.popen.pid).children(recursive=True)
            self._children |= {child.pid: child for child in found}

    def freeze(self) -> None:
        """Let it stand still."""
        self.popen.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.popen.send_signal(signal.SIGCONT)

    def kill(self) -> list[int]:
        """End it as ``kill -9`` does; returns which processes of its own outlive it by more than ten seconds."""
        self._note_children()
        self.popen.kill()
        self.popen.wait(10)
        _, alive = psutil.wait_procs(self._children.values(), timeout=10)
        return [child.pid for child in alive]

    def stop(self, patience: float = 60) -> float:
        """Ask it to end by SIGTERM; returns after how many seconds it did. Raises DrillError where it does not."""
        began = time.monotonic()
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise DrillError(f"it did not end within {patience:.0f} s of SIGTERM; see {self.log}") from None
        return time.monotonic() - began
