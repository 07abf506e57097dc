"""What a format brings: plain text in the layout that claims are read from, and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text and what stands around it. What is None or empty was not said."""

    text: str
    """A paragraph a line; table rows parted by tabs, their header first; list items behind ``- ``."""
    title: str | None = None
    published: date | None = None
    bylines: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    """As the file declares it, the first part of its tag."""
    canonical: str | None = None
    """The address at which a page wants to be known."""
    notes: tuple[str, ...] = ()
    """What a person should know before trusting it, a line each, without the file's name."""
