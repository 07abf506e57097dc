"""``python -m drills.witness FILE [--strike STEP:N:SECONDS] run``: the tracker as it is, which tells where it is.

On SIGUSR1 it writes to FILE where each thread is. With ``--strike`` it ends as ``kill -9`` does, so many seconds after
its Nth entry into a step, and writes that down before: looked at from outside, a step of milliseconds is never met.
"""

from __future__ import annotations

import faulthandler
import functools
import importlib
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

from tracker.cli import main

STEPS: Final = {
    "storing": ("tracker.intake", "store", 0.04),
    "linking": ("tracker.linking", "link", 0.02),
    "relating": ("tracker.relations", "relate", 0.1),
    "checking": ("tracker.runs", "stage", 0.3),
    "flagging": ("tracker.flags", "record", 0.15),
}
"""By step, the function that it is, and about how many seconds that takes."""


def strike(order: str, told: BinaryIO) -> None:
    """Have this process end in the middle of a step: ``linking:2:0.01``."""
    step, turn, seconds = order.split(":")
    module, name, _ = STEPS[step]
    owner: Any = importlib.import_module(module)
    entered: Callable[..., Any] = getattr(owner, name)
    turns = itertools.count(1)

    def end() -> None:
        faulthandler.dump_traceback(file=told, all_threads=True)
        os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(entered)
    def struck(*args: Any, **named: Any) -> Any:
        if next(turns) == int(turn):
            timer = threading.Timer(float(seconds), end)
            timer.daemon = True
            timer.start()
        return entered(*args, **named)

    setattr(owner, name, struck)


if __name__ == "__main__":
    told = Path(sys.argv.pop(1)).open("wb")  # noqa: SIM115 - open for as long as the process lives
    # Written by the signal's handler itself, whatever the interpreter is at.
    faulthandler.register(signal.SIGUSR1, file=told, all_threads=True)
    if sys.argv[1] == "--strike":
        strike(sys.argv.pop(2), told)
        del sys.argv[1]
    main()
