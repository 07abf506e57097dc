"""Telling the story of a scene beside whatever is done to the processes that work it through."""

from __future__ import annotations

import threading
from typing import Final

from drills.process import DrillError
from drills.scene import Scene

PATIENCE: Final = 3600.0
"""Seconds that one chapter may take while processes are disturbed."""
LONGEST: Final = 1800.0
"""Seconds that the last one may take after that."""


class Teller(threading.Thread):
    """Tells one chapter after the other, until it is asked to end with the one under way."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(name="teller", daemon=True)
        self._scene = scene
        self._last = threading.Event()
        self.chapters = 0
        self.error: DrillError | None = None

    def run(self) -> None:
        """Tell; what keeps a chapter from being worked through is kept in ``error``."""
        try:
            while not self._last.is_set():
                self._scene.tell(range(self.chapters, self.chapters + 1), PATIENCE)
                self.chapters += 1
        except DrillError as error:
            self.error = error

    def finish(self) -> None:
        """Wait until the chapter under way is worked through by a process that nobody disturbs any more, and end.

        Raises:
            DrillError: it was not.
        """
        self._last.set()
        self.join(LONGEST)
        if self.error is not None or self.is_alive():
            raise DrillError(f"the story was not told to its end: {self.error}")
