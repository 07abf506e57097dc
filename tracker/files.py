"""Files that are written whole, or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path, *, mode: int | None = None) -> Iterator[Path]:
    """Yield an empty draft beside ``target``, which takes its place, safe on the disk, when the block ends well.

    Whoever reads the file meanwhile sees the old one or the new one, and where the block fails the old one stays.
    Its permissions are ``mode``, else those of the file that was there, else what a new file gets here.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.chmod(_mode(target) if mode is None else mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)  # still there only where something went wrong


def _mode(target: Path) -> int:
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
