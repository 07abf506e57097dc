"""Headers: what may be sent, and what is kept of those that come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tracker.errors import FetchError, FetchReason
from tracker.fetch.address import shown

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
_LONGEST: Final = 4_000
_OURS: Final = re.compile(
    r"accept-encoding|connection|content-length|expect|host|if-.*|keep-alive|proxy-.*|range|te|trailer"
    r"|transfer-encoding|upgrade|user-agent",
    re.IGNORECASE,
)
_MEDIA: Final = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)", re.ASCII)
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)


def checked(url: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers as they may be sent, or raise FetchError (``bad_url``).

    What could end the header and begin something else is refused.
    """
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise _bad(url, name, "is not the name of a header; correct it")
        if not _VALUE.fullmatch(value) or len(value) > _LONGEST:
            raise _bad(url, name, "has a value that cannot be sent; use plain ASCII on one line")
    return dict(headers)


def checked_own(url: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Return a caller's own headers likewise; refuse those on which the connection and the tracker's honesty rest."""
    for name in headers:
        if _OURS.fullmatch(name):
            raise _bad(url, name, "is set by the tracker itself; leave it out")
    return checked(url, headers)


def _bad(url: str, name: str, fault: str) -> FetchError:
    return FetchError(f"{shown(url)}: the header {name!r} {fault}", reason=FetchReason.BAD_URL)


def validator(value: str | None) -> str | None:
    """Return an ETag or Last-Modified if it can be sent back one day, else None."""
    value = (value or "").strip()
    return value if _VALUE.fullmatch(value) and len(value) <= _LONGEST else None


def media_type(content_type: str | None) -> str | None:
    """Return the media type.

    >>> media_type("Text/HTML; charset=GBK")
    'text/html'
    """
    found = _MEDIA.match(content_type or "")
    return found[1].lower() if found else None


def charset(content_type: str | None) -> str | None:
    """Return the character set as it is named.

    >>> charset('text/html; charset="GBK"')
    'GBK'
    """
    found = _CHARSET.search(content_type or "")
    return found[1] if found else None
