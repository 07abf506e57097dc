"""Writing a report to a file: whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from tracker.errors import UsageError


def write(text: str, path: Path, *, encoding: str = "utf-8") -> None:
    """Write text to ``path`` so that whoever reads the file meanwhile sees the old report or the new one.

    What is no ordinary file, a pipe or a device, is written to as it is.

    Raises:
        UsageError: the path is a folder, or cannot be written to.
    """
    content = text.encode(encoding)
    try:
        target = path.resolve()
        if target.is_dir():
            raise UsageError(f"--output: {path} is a folder: name a file in it")
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise UsageError(f"--output: cannot write {path}: {error.strerror or error}") from error


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(_mode(target))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)  # still there only where something went wrong


def _mode(target: Path) -> int:
    """Return the permissions the file has, or those that a new file would get here."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
