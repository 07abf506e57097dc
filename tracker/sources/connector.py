"""The interface of a connector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tracker.drafts import Captured, SourceDraft
from tracker.sources.visit import Original, Visit


class Connector(Protocol):
    """Brings documents in from one kind of place."""

    @property
    def kind(self) -> str:
        """The name people give with ``--kind``, stored with the source."""

    @property
    def options(self) -> Mapping[str, str]:
        """The settings of its own that a source of this kind may have, each with what it means."""

    def accepts(self, original: Original) -> bool:
        """Whether this is the connector for what stands there: by its locator first, by its bytes where need be."""

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Bring in what is there, reaching outside only through ``visit``.

        Raises InputError with one line that names the locator and says what to do; nothing is half brought in.
        """
