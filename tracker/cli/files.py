"""Files that commands write."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from tracker.errors import UsageError


def save(chunks: Iterable[str], path: Path) -> None:
    """Write a file piece by piece: whole, or not at all. What is no ordinary file is written to as it is."""
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(chunks)
            return
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.resolve().parent) as folder:
            draft = Path(folder, path.name)
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.writelines(chunks)
            draft.replace(path.resolve())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
