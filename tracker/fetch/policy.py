"""What the tracker may ask of a site, and what comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version

from tracker.errors import SettingsError

_NAME = f"claims-tracker/{version('claims-tracker')}"
_PRINTABLE = re.compile(r"[\x20-\x7e]+")

_MOST = 1_000_000_000
"""More than any limit needs, and what the system's own timers can still count."""


def agent(contact: str | None) -> str:
    """Return the name by which the tracker goes, with a web or mail address where its operator is found.

    >>> agent("me@example.org").partition(" ")[2]
    '(+mailto:me@example.org)'
    """
    if not contact or not contact.strip():
        return _NAME
    contact = contact.strip()
    if not _PRINTABLE.fullmatch(contact) or "(" in contact or ")" in contact:
        raise SettingsError(f"the contact {contact!r} cannot stand in a request; give a mail address or a web address")
    if "@" in contact and "/" not in contact and not contact.startswith("mailto:"):
        contact = f"mailto:{contact}"
    return f"{_NAME} (+{contact})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How addresses are read. Times are seconds, sizes bytes."""

    user_agent: str
    """The name sent with every request, see ``agent``; robots.txt is read for the word before its first slash."""
    allow_hosts: frozenset[str] = frozenset()
    """Names, IP addresses or ``host:port`` that may be read although they are not on the public network."""
    obey_robots: bool = True
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    """For one reading with its redirects, attempts and the waits between them; waiting for one's turn is apart."""
    max_bytes: int = 20_000_000
    """Of the body, unpacked."""
    attempts: int = 3
    """In all, not beside the first."""
    per_host_interval: float = 1.0
    """Between the starts of two requests to one host."""

    def __post_init__(self) -> None:
        """Refuse what could not work, or would speak to a site in someone else's words."""
        if not _PRINTABLE.fullmatch(self.user_agent):
            raise SettingsError(f"the user agent {self.user_agent!r} cannot stand in a request; use plain ASCII")
        for name in ("connect_timeout", "read_timeout", "total_timeout", "max_bytes", "attempts"):
            if not 0 < getattr(self, name) <= _MOST:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be from 1 to {_MOST:,}")
        if not 0 <= self.per_host_interval <= _MOST:
            raise SettingsError(f"per_host_interval is {self.per_host_interval}; it must be from 0 to {_MOST:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What stood at an address, or that it is what it was."""

    url: str
    """Where it was found, after redirects."""
    asked: str
    status: int
    """200, or 304 where it has not been modified."""
    body: bytes
    """Unpacked; empty for 304."""
    content_type: str | None
    """The media type in lower case, without parameters."""
    charset: str | None
    """As the header names it."""
    etag: str | None
    last_modified: str | None
    not_modified: bool
