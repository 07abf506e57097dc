"""Pieces of work for tests, where workers can import them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tracker import grid


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise ValueError(f"no {number}")


def from_within(number: int) -> list[int]:
    """Hand out work from a worker: as many of these at once as there are threads must not wait for one another."""
    return grid.Inside().map(square, [number, number + 1])


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
