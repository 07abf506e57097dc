"""One look at a source: what a connector may reach, and what was there the last time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tracker import addresses, secrecy, texts
from tracker.errors import InputError

if TYPE_CHECKING:
    from tracker.fetch import Fetcher

WEB: Final = ("http", "https")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9]*)[a-z0-9+.-]*://", re.IGNORECASE)
_SECRET: Final = re.compile(r"://.*[?&](?:ssl)?pass(?:word|wd)=", re.IGNORECASE)
_ALMOST_WEB: Final = re.compile(r"www\.|https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page as it was at the last look."""

    etag: str | None = None
    last_modified: str | None = None
    mark: str | None = None
    """As in ``CapturedPage``."""
    is_failing: bool = False
    """It could not be read then."""
    at: datetime | None = None
    """When it was last there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back from a locator: bytes as they are."""

    data: bytes
    media_type: str | None = None
    """As the server named it, in lower case, without parameters; None for a file."""
    charset: str | None = None
    """As the server named it."""
    url: str | None = None
    """The page's address after redirects; None for a file."""
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
    """The server says that it is as it was; there are no bytes then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at a source. All that connectors fetch goes through here."""

    fetcher: Fetcher | None = None
    """None keeps the connector from the web."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """What is known of the source's pages, by key."""
    opened: dict[str, Response] = field(default_factory=dict)
    """What was fetched during this visit, so that guessing the kind costs no second request."""

    def open(
        self, locator: str, *, headers: Mapping[str, str] | None = None, fresh: bool = False, accept: str | None = None
    ) -> Response:
        """Read a file or a web page; a page that has not changed since the last look comes back ``unchanged``.

        ``fresh`` asks for the whole page even so. Raises InputError (FetchError from the web) naming the locator.
        """
        if locator in self.opened:
            return self.opened[locator]
        response = self._fetched(locator, headers, fresh, accept) if is_web(locator) else self._read(locator)
        self.opened[locator] = response
        return response

    def _read(self, locator: str) -> Response:
        if fault := _no_path(locator):
            raise InputError(f"{secrecy.mask_address(locator)}: {fault}")
        return Response(data=texts.content(locator))

    def _fetched(self, url: str, headers: Mapping[str, str] | None, fresh: bool, accept: str | None) -> Response:
        if self.fetcher is None:
            raise InputError(f"{url}: nothing may be fetched here; save the page as a file first")
        last = Seen() if fresh else self.seen.get(addresses.key(url), Seen())
        got = self.fetcher.get(url, etag=last.etag, last_modified=last.last_modified, headers=headers, accept=accept)
        return Response(
            data=got.body,
            media_type=got.content_type,
            charset=got.charset,
            url=got.url,
            etag=got.etag,
            last_modified=got.last_modified,
            unchanged=got.not_modified,
        )


@dataclass(frozen=True, slots=True)
class Original:
    """What stands at a locator, for a connector to recognise: its name, and its bytes where somebody asks for them."""

    locator: str
    visit: Visit

    @property
    def scheme(self) -> str:
        """The scheme of an address in lower case, without the driver that databases name; empty for a path."""
        return scheme_of(self.locator)

    @property
    def suffix(self) -> str:
        """The ending of the file's name in lower case, with its dot."""
        if self.scheme not in WEB:
            return Path(self.locator).suffix.lower()
        try:
            return Path(urlsplit(self.locator).path).suffix.lower()
        except ValueError:
            return ""

    def response(self) -> Response:
        """Fetch or read it, once a visit; raises InputError."""
        return self.visit.open(self.locator, fresh=True)

    def head(self, size: int = 4096) -> bytes:
        """Return how it begins; raises InputError."""
        return self.response().data[:size]


def scheme_of(locator: str) -> str:
    """Return the scheme of an address in lower case, without a driver; empty for a path.

    >>> scheme_of("postgresql+psycopg://db/figures"), scheme_of("C:/figures.csv")
    ('postgresql', '')
    """
    found = _SCHEME.match(locator)
    return found[1].lower() if found else ""


def refuse_secret(locator: str) -> None:
    """Refuse an address to be kept that carries a password, or, on the web, a user name."""
    authority = re.split(r"[/?#]", locator.partition("://")[2], maxsplit=1)[0]
    user, at, _ = authority.rpartition("@")
    if is_web(locator) and at:
        raise InputError(f"{secrecy.mask_address(locator)}: leave user name and password out, they would be stored")
    if (at and ":" in user) or _SECRET.search(locator):
        raise InputError(
            f"{secrecy.mask_address(locator)}: leave the password out, it would be stored; put it into an environment "
            "variable and name that with the setting password_env"
        )


def _no_path(locator: str) -> str | None:
    """Say what to write instead of something that is no path, though not told for an address; None for a path."""
    scheme = scheme_of(locator)
    if scheme == "file":
        return "a file is named by its path alone, without file://"
    if scheme:
        return "only files, databases and addresses that begin with https:// or http:// can be read"
    if _ALMOST_WEB.match(locator) and not Path(locator).exists():
        return "there is no such file; if it is a web address, write it in full, as https://example.com/page"
    return None


def is_web(locator: str) -> bool:
    """Whether a locator is a web address; anything else is a path or a connector's own."""
    return locator.lower().startswith(("http://", "https://"))
