"""``python -m drills.witness FILE run``: the tracker as it is, which on SIGUSR1 writes to FILE where each thread is."""

from __future__ import annotations

import faulthandler
import signal
import sys
from pathlib import Path

from tracker.cli import main

if __name__ == "__main__":
    told = Path(sys.argv.pop(1)).open("wb")  # noqa: SIM115 - open for as long as the process lives
    # Written by the signal's handler itself, whatever the interpreter is at.
    faulthandler.register(signal.SIGUSR1, file=told, all_threads=True)
    main()
