"""Writing a report to a file: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from tracker import files
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
            with files.replacing(target) as draft:
                draft.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--output: cannot write {path}: {error.strerror or error}") from error
