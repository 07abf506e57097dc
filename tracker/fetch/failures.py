"""What went wrong, in words for people: which address, what happened, what to do."""

from __future__ import annotations

import errno
import ssl
from typing import Final

import httpcore

from tracker.errors import FetchError, FetchReason
from tracker.fetch.address import RefusedAddressError, shown
from tracker.fetch.decoding import CodingError, OversizeError
from tracker.fetch.network import UnknownHostError
from tracker.fetch.policy import Policy

EXPECTED: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    RefusedAddressError,
    UnknownHostError,
    OversizeError,
    CodingError,
)
"""What may come of one request, and ``request_error`` explains."""

_NO_WAY: Final = frozenset(
    {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)
"""What the system says where there is no way to a host, whether it is there or not."""
_BROKEN_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


_NOT_THERE: Final = frozenset({FetchReason.TIMEOUT, FetchReason.UNREACHABLE, FetchReason.OUT_OF_REACH, FetchReason.TLS})
"""Failures of a site as a whole, not of its rules for crawlers."""


def way(asked: str, url: str) -> str:
    """Return the address asked for, and where redirects led from it."""
    return shown(asked) if asked == url else f"{shown(asked)} (led to {shown(url)})"


def request_error(where: str, error: Exception, policy: Policy, *, over: bool) -> FetchError:
    """Explain one of EXPECTED; ``over`` says that the time for the whole reading is up."""
    reason, fault = _explained(error, policy, over=over)
    permanent = not error.passing if isinstance(error, UnknownHostError) else None
    return FetchError(f"{where}: {fault}", reason=reason, permanent=permanent)


def _explained(error: Exception, policy: Policy, *, over: bool) -> tuple[FetchReason, str]:
    cause = error.__cause__ or error.__context__  # httpcore's pool drops the former
    match error:
        case RefusedAddressError():
            return (
                FetchReason.REFUSED_ADDRESS,
                f"{error}, which the tracker does not read; if it is meant, name it in TRACKER_ALLOW_HOSTS",
            )
        case UnknownHostError():
            return FetchReason.OUT_OF_REACH, f"{error}; check its spelling, or the connection to the network"
        case OversizeError():
            return (
                FetchReason.TOO_LARGE,
                f"larger than {policy.max_bytes:,} bytes; give another address, or raise TRACKER_MAX_PAGE_MB",
            )
        case CodingError():
            return FetchReason.DECODING, f"the answer cannot be unpacked: {error}; tell the site's owner"
        case httpcore.TimeoutException() if over:
            return (
                FetchReason.TIMEOUT,
                f"not read in full within {policy.total_timeout:g} s; try again later",
            )
        case httpcore.ConnectTimeout() | httpcore.PoolTimeout():
            return FetchReason.TIMEOUT, f"no connection within {policy.connect_timeout:g} s; try again later"
        case httpcore.TimeoutException():
            return FetchReason.TIMEOUT, f"no answer within {policy.read_timeout:g} s; try again later"
        case httpcore.LocalProtocolError():
            return FetchReason.BAD_URL, "the request cannot be sent; check the address"
        case httpcore.NetworkError() if isinstance(cause, ssl.SSLError) and not isinstance(cause, _BROKEN_OFF):
            said = getattr(cause, "verify_message", "") or cause.reason or "no common encryption"
            return (
                FetchReason.TLS,
                f"the connection cannot be trusted ({said}); tell the site's owner, or name your own authority's"
                " certificates in SSL_CERT_FILE",
            )
        case httpcore.NetworkError():
            said = (isinstance(cause, OSError) and cause.strerror) or "broken off"
            is_cut_off = isinstance(cause, OSError) and cause.errno in _NO_WAY
            reason = FetchReason.OUT_OF_REACH if is_cut_off else FetchReason.UNREACHABLE
            return reason, f"no connection ({said}); check the address, or try again later"
        case _:
            return FetchReason.UNREACHABLE, "the server broke off, or does not speak HTTP; try again later"


def answer_error(where: str, status: int, *, rest: float | None = None, patience: float = 0.0) -> FetchError:
    """Explain an answer that is neither the page nor word that it is unmodified.

    ``rest`` is the time in seconds for which the server wants to be left alone; the caller can wait for ``patience``.
    """
    permanent: bool | None = None
    if rest is not None and rest > patience:
        reason, permanent = FetchReason.BLOCKED, False
        fault = f"and wants to be left alone for {rest:,.0f} s; try again after that, and check less often"
    elif status == 429:
        reason, permanent = FetchReason.BLOCKED, False
        fault = "which means too many requests; try again later, and check less often"
    elif status in {404, 410}:
        reason, fault = FetchReason.GONE, "the page is gone; look for its new address"
    elif status == 408:
        reason, fault = FetchReason.TIMEOUT, "the server lost patience; try again later"
    elif 400 <= status < 500:
        reason = FetchReason.BLOCKED
        fault = "the site does not let the tracker in; open it in a browser, or ask the site's owner"
    elif status >= 500:
        reason, fault = FetchReason.SERVER, "the server failed; try again later"
    else:
        reason, fault = FetchReason.SERVER, "which is no page; open it in a browser, and try again later"
    return FetchError(
        f"{where}: the answer is {status}, {fault}",
        reason=reason,
        status=status,
        retry_after=rest,
        permanent=permanent,
    )


class RobotsError(FetchError):
    """An address is left alone because its site's robots.txt, tried often enough, could not be read."""


def robots_error(where: str, failure: FetchError) -> RobotsError:
    """Explain what became of an address whose site's robots.txt could not be read."""
    reason = failure.reason
    if reason not in _NOT_THERE:
        reason = FetchReason.BLOCKED
    return RobotsError(
        f"{where}: left alone, because the site's rules for crawlers could not be read: {failure}",
        reason=reason,
        status=failure.status,
        retry_after=failure.retry_after,
        permanent=failure.permanent,
    )
