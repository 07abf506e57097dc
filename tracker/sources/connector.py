"""The interface of a connector."""

from __future__ import annotations

from typing import Protocol

from tracker.drafts import Captured, SourceDraft


class Connector(Protocol):
    """Brings documents in from one kind of place."""

    @property
    def kind(self) -> str:
        """The name people give with ``--kind``, stored with the source."""

    def accepts(self, locator: str) -> bool:
        """Whether ``locator`` looks like this connector's, from its name alone."""

    def capture(self, draft: SourceDraft) -> Captured:
        """Bring in what is there; raises InputError with one line that names it and says what to do."""
