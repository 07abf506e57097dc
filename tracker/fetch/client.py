"""Reading one address: its redirects, its attempts, and what the answer means."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
import stamina

from tracker.errors import FetchError, FetchReason
from tracker.fetch import robots
from tracker.fetch.address import Allowed, check_url, shown
from tracker.fetch.decoding import ACCEPTED, OversizeError, unpack
from tracker.fetch.failures import EXPECTED, RobotsError, answer_error, request_error, robots_error, way
from tracker.fetch.headers import charset, checked, checked_own, media_type, validator
from tracker.fetch.network import Network, Resolve, Transport
from tracker.fetch.pace import Clock, Deadline, HeldError, Pace, retry_after
from tracker.fetch.policy import Fetched, Policy
from tracker.fetch.turns import Turns

_MOST_REDIRECTS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LEAST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0
"""Seconds between two attempts, doubling from one to the other, with as much of chance as the least."""
_PASSING: Final = frozenset({FetchReason.TIMEOUT, FetchReason.UNREACHABLE, FetchReason.OUT_OF_REACH})
_ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """One address and how to ask for it."""

    url: str
    headers: Mapping[str, str]
    private: Mapping[str, str]
    """Headers for the site asked first, and no other."""
    is_robots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What came at the end of the redirects."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes


class Fetcher:
    """Reads addresses, from any number of threads. Close it, or use it as a context manager."""

    def __init__(
        self,
        policy: Policy,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Clock = time.monotonic,
        resolve: Resolve = socket.getaddrinfo,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: Turns | None = None,
    ) -> None:
        """Take the policy, and ``pace`` where other processes ask the same hosts.

        The rest is for tests, and ``tls`` for other authorities than the usual ones.
        """
        self._policy = policy
        self._clock = clock
        self._now = now
        self._token = policy.user_agent.partition("/")[0].strip()
        self._pace = pace or Pace(sleep=sleep, clock=clock)
        self._robots = robots.Robots(clock)
        self._network = Network(Allowed(policy.allow_hosts), resolve)
        # A client of httpx on top would keep cookies, and trip over redirects that it was told not to follow.
        self._transport = Transport(self._network, tls or httpx.create_ssl_context())
        self._timeouts = httpx.Timeout(
            policy.read_timeout, connect=policy.connect_timeout, pool=policy.connect_timeout
        ).as_dict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that were kept."""
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        accept: str | None = None,
    ) -> Fetched:
        """Read an address, or learn that it is what it was when it had this ``etag`` or ``last_modified``.

        ``headers`` go to the site asked; no redirect takes them to another one. Raise FetchError.
        """
        asked = check_url(url)
        wanted = {"Accept": accept or _ACCEPT, "If-None-Match": etag, "If-Modified-Since": last_modified}
        asking = _Asking(
            url=asked,
            headers=checked(asked, {name: value for name, value in wanted.items() if value}),
            private=checked_own(asked, headers or {}),
        )
        deadline = Deadline(self._policy.total_timeout, self._clock)
        answer = self._persist(lambda: self._read(asking, deadline), deadline)
        unmodified = answer.status == 304
        kind = answer.headers.get("content-type")
        return Fetched(
            url=answer.url,
            asked=url,
            status=answer.status,
            body=answer.body,
            content_type=media_type(kind),
            charset=charset(kind),
            etag=validator(answer.headers.get("etag")) or (etag if unmodified else None),
            last_modified=validator(answer.headers.get("last-modified")) or (last_modified if unmodified else None),
            not_modified=unmodified,
        )

    def _persist(self, attempt: Callable[[], _Answer], deadline: Deadline) -> _Answer:
        """Repeat what fails for a passing reason, for as long as attempts and time are left."""

        def passes(error: Exception) -> bool | float:
            if not isinstance(error, FetchError) or not _is_passing(error):
                return False
            wait = error.retry_after or 0.0
            return max(wait, _LEAST_WAIT) < deadline.remaining() and (wait or True)

        retries = stamina.retry_context(
            on=passes,
            attempts=self._policy.attempts,
            timeout=None,
            wait_initial=_LEAST_WAIT,
            wait_max=_LONGEST_WAIT,
            wait_jitter=_LEAST_WAIT,
        )
        for trial in retries:
            with trial:
                return attempt()
        raise AssertionError("the last attempt returns or raises")

    def _read(self, asking: _Asking, deadline: Deadline) -> _Answer:
        """Return the page, or word that it is unmodified; anything else is an error."""
        answer = self._follow(asking, deadline)
        where = way(asking.url, answer.url)
        if answer.status == 200 and not answer.body:
            raise FetchError(
                f"{where}: the page is empty; open it in a browser, and try again later",
                reason=FetchReason.EMPTY,
                status=200,
            )
        if answer.status == 200 or (
            answer.status == 304 and asking.headers.keys() & {"If-None-Match", "If-Modified-Since"}
        ):
            return answer
        raise self._failure(asking, answer, deadline)

    def _failure(self, asking: _Asking, answer: _Answer, deadline: Deadline) -> FetchError:
        """Return the error that an answer means, having noted how long the host wants to be left alone."""
        rest = None
        if answer.status == 429 or answer.status >= 500:
            headers = answer.headers
            rest = retry_after(headers.get("retry-after"), date=headers.get("date"), now=self._now())
        if rest is not None:
            self._pace.hold(_host(answer.url), rest)
        where = way(asking.url, answer.url)
        return answer_error(where, answer.status, rest=rest, patience=deadline.remaining())

    def _follow(self, asking: _Asking, deadline: Deadline) -> _Answer:
        """Follow redirects, each hop checked like the first address."""
        url, private = asking.url, asking.private
        seen = {url}
        while True:
            answer = self._ask(asking, url, private, deadline)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            where = way(asking.url, url)
            target = _target(where, url, location)
            if target in seen or len(seen) > _MOST_REDIRECTS:
                raise FetchError(
                    f"{where}: redirects without end; open it in a browser and give the address shown there",
                    reason=FetchReason.REDIRECT_LOOP,
                    status=answer.status,
                )
            if _origin(target) != _origin(url):
                private = {}
            seen.add(target)
            url = target

    def _ask(self, asking: _Asking, url: str, private: Mapping[str, str], deadline: Deadline) -> _Answer:
        """Send one request, when it is the host's turn and its rules allow."""
        where = way(asking.url, url)
        interval = self._policy.per_host_interval
        if self._policy.obey_robots and not asking.is_robots:
            interval = max(interval, self._heed_robots(where, url, deadline))
        try:
            deadline.extend(self._pace.wait(_host(url), interval=interval, patience=deadline.remaining()))
        except HeldError as held:
            raise FetchError(
                f"{where}: the host has asked to be left alone for another {held.seconds:,.0f} s; try again after that",
                reason=FetchReason.BLOCKED,
                retry_after=held.seconds,
                permanent=False,
            ) from held
        headers = httpx.Headers(private)
        headers.update(asking.headers)
        headers.update({"User-Agent": self._policy.user_agent, "Accept-Encoding": ACCEPTED})
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": self._timeouts})
        try:
            with self._network.until(deadline), closing(self._transport.handle_request(request)) as response:
                body = self._body(response, asking) if response.status_code == 200 else b""
        except EXPECTED as error:
            raise request_error(where, error, self._policy, over=deadline.remaining() <= 0) from error
        return _Answer(url=url, status=response.status_code, headers=response.headers, body=body)

    def _body(self, response: httpx.Response, asking: _Asking) -> bytes:
        """Return the body unpacked. A page may not be too long; of a robots.txt the beginning is enough."""
        limit = robots.LIMIT if asking.is_robots else self._policy.max_bytes
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > limit and not asking.is_robots:
            raise OversizeError
        body = bytearray()
        try:
            for piece in unpack(response.iter_raw(), response.headers.get("content-encoding"), limit=limit):
                body += piece
                self._network.within(None, httpcore.ReadTimeout)
        except OversizeError:
            if not asking.is_robots:
                raise
        return bytes(body)

    def _heed_robots(self, where: str, url: str, deadline: Deadline) -> float:
        """Return the seconds that a site wants between requests; raise FetchError if it does not want this one."""
        rules = self._robots.rules(url, lambda address: self._load_robots(address, deadline), deadline.remaining())
        if rules.failure is not None:
            raise robots_error(where, rules.failure)
        if not rules.allow(url, self._token):
            raise FetchError(
                f"{where}: the site's robots.txt asks crawlers to leave this page alone; ask the site's owner,"
                " or give another address",
                reason=FetchReason.BLOCKED,
            )
        return rules.delay(self._token)

    def _load_robots(self, address: str, deadline: Deadline) -> robots.Rules:
        asking = _Asking(url=address, headers={"Accept": "text/plain,*/*;q=0.5"}, private={}, is_robots=True)

        def attempt() -> _Answer:
            answer = self._follow(asking, deadline)
            if answer.status == 429 or answer.status >= 500:
                raise self._failure(asking, answer, deadline)
            return answer

        try:
            answer = self._persist(attempt, deadline)
        except FetchError as error:
            return robots.failed_rules(error, brief=deadline.remaining() <= 0)
        return robots.read_rules(answer.body) if answer.status == 200 else robots.Rules()


def _is_passing(error: FetchError) -> bool:
    """Tell whether the same request may well succeed in a moment."""
    if isinstance(error, RobotsError):
        return False
    if error.status is not None:
        return error.status == 429 or error.status >= 500
    return not error.permanent and error.reason in _PASSING


def _target(where: str, url: str, location: str) -> str:
    """Return where a redirect leads."""
    try:
        return check_url(urljoin(url, location.strip().replace(" ", "%20")))
    except (FetchError, ValueError) as error:
        reason = error.reason if isinstance(error, FetchError) else FetchReason.BAD_URL
        raise FetchError(
            f"{where}: redirects to {shown(location)}, which cannot be read; open it in a browser", reason=reason
        ) from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
