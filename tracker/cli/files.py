"""Files that commands write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tracker import files
from tracker.errors import UsageError


def save(chunks: Iterable[str], path: Path) -> None:
    """Write a file piece by piece: whole, or not at all. What is no ordinary file is written to as it is."""
    try:
        if path.exists() and not path.is_file():
            _write(chunks, path)
        else:
            with files.replacing(path.resolve()) as draft:
                _write(chunks, draft)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def _write(chunks: Iterable[str], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(chunks)
