"""Pieces of work for tests, where workers can import them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.service.conftest import TEXT
from tracker import grid, sources
from tracker.drafts import SourceDraft


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise ValueError(f"no {number}")


def from_within(number: int) -> list[int]:
    """Hand out work from a worker: as many of these at once as there are threads must not wait for one another."""
    return grid.Inside().map(square, [number, number + 1])


def pages(count: int) -> sources.Captured:
    """Many listed pages, alike and yet different."""
    source = SourceDraft(locator="https://example.org/feed", kind="feed", publisher="岛屿邮报")
    return sources.Captured(
        kind="feed",
        locator=source.locator,
        pages=tuple(
            sources.CapturedPage(source=source, text=TEXT.replace("300", str(number)), key=str(number), is_listed=True)
            for number in range(count)
        ),
    )


def held_up(folder: Path, function: Callable[[Any], Any], item: Any) -> Any:
    """Do a piece of work; the first process that comes here says who it is, and waits to be killed before it does."""
    mark = folder / "first"
    try:
        with mark.open("x") as file:
            file.write(str(os.getpid()))
    except FileExistsError:
        return function(item)
    time.sleep(120)
    return None


class HeldUp:
    """A cluster on which the first process to begin a piece of work is held up."""

    def __init__(self, far: grid.Grid, folder: Path) -> None:
        self.far, self.folder = far, folder

    def width(self) -> int:
        return self.far.width()

    def map(self, function: Callable[[Any], Any], items: Any) -> list[Any]:
        return self.far.map(partial(held_up, self.folder, function), items)

    def close(self) -> None:
        pass

    def pid(self) -> int | None:
        """The process that is held up."""
        try:
            return int((self.folder / "first").read_text() or 0) or None
        except FileNotFoundError:
            return None
