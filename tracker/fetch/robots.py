"""robots.txt (RFC 9309): what a site asks crawlers to leave alone, and how often it wants to be asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from tracker.errors import FetchError, FetchReason
from tracker.fetch.pace import Clock

LIMIT: Final = 500_000
"""Bytes that are read of a robots.txt; the rest is ignored."""

_LONGEST_DELAY: Final = 30.0
_FAILURE_KEPT: Final = 60.0
_MOST_SITES: Final = 500
_NOT_NOW: Final = frozenset(
    {
        FetchReason.TIMEOUT,
        FetchReason.UNREACHABLE,
        FetchReason.OUT_OF_REACH,
        FetchReason.TLS,
        FetchReason.SERVER,
        FetchReason.BLOCKED,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site's robots.txt says to the tracker."""

    parsed: Protego | None = None
    """None where there is no such file: then everything is allowed."""
    failure: FetchError | None = None
    """Why it could not be read: then nothing is allowed for now."""
    kept: float = 86_400.0
    """Seconds for which this is believed."""

    def allow(self, url: str, token: str) -> bool:
        """Return whether an address may be read."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, token))

    def delay(self, token: str) -> float:
        """Return the seconds wanted between two requests, at most 30; 0 if none are."""
        wanted = self.parsed.crawl_delay(token) if self.parsed else None
        return min(float(wanted or 0.0), _LONGEST_DELAY)


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | None = None
    until: float = 0.0


class Robots:
    """The robots.txt of the sites met so far: kept for a day, or a minute where it could not be read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    def rules(self, url: str, load: Callable[[str], Rules], patience: float) -> Rules:
        """Return the rules for an address's site.

        ``load`` reads them from the address of the file, once for all threads: a thread waits ``patience`` seconds for
        another one to read them.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
            self._sites.move_to_end(origin)
            if len(self._sites) > _MOST_SITES:
                self._sites.popitem(last=False)
        if not site.lock.acquire(timeout=patience):
            return Rules(failure=FetchError(f"{origin}/robots.txt: still being read", reason=FetchReason.TIMEOUT))
        try:
            if site.rules is None or site.until <= self._clock():
                site.rules = load(f"{origin}/robots.txt")
                site.until = self._clock() + site.rules.kept
            return site.rules
        finally:
            site.lock.release()


def read_rules(body: bytes) -> Rules:
    """Return the rules in a robots.txt."""
    return Rules(parsed=Protego.parse(body.decode("utf-8-sig", "replace")))


def failed_rules(error: FetchError, *, brief: bool) -> Rules:
    """Return the rules where the file could not be read.

    A file that leads nowhere, or astray, is taken as missing. A site that fails, or does not answer, is left alone for
    a minute; with ``brief``, where the reader had little time left, for this once.
    """
    if error.status == 429 or error.reason in _NOT_NOW:
        return Rules(failure=error, kept=0.0 if brief else _FAILURE_KEPT)
    return Rules()
