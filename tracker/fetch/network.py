"""Connections: each is made to an address that was checked, and none outlives its reading.

httpx knows time-outs for single steps only, which a server that sends a byte now and then never meets; and it looks
names up by itself, after any check. Both are settled here, below it, in the network backend of httpcore.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from tracker.fetch.address import Allowed, IPAddress, literal
from tracker.fetch.pace import Deadline

Resolve = Callable[..., Iterable[tuple[Any, ...]]]
"""As ``socket.getaddrinfo``: host, port and ``type=`` in, tuples out whose last item begins with an IP address."""


class UnknownHostError(Exception):
    """A host has no address."""

    def __init__(self, host: str, *, passing: bool) -> None:
        super().__init__(f"no address is known for {host}")
        self.passing = passing


class _Stream(httpcore.NetworkStream):
    """A connection that is cut when the reading of the thread that uses it must be over."""

    def __init__(self, stream: httpcore.NetworkStream, network: Network) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._network.within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Network(httpcore.NetworkBackend):
    """Looks a name up once, checks all its addresses, and connects to those and no others."""

    def __init__(self, allowed: Allowed, resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._tcp = httpcore.SyncBackend()
        self._reading = threading.local()

    @contextmanager
    def until(self, deadline: Deadline) -> Iterator[None]:
        """Cut what this thread does on the network when the deadline comes."""
        self._reading.deadline = deadline
        try:
            yield
        finally:
            del self._reading.deadline

    def within(self, timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
        """Return the seconds that a step may take; raise ``error`` if there are none left."""
        deadline: Deadline | None = getattr(self._reading, "deadline", None)
        if deadline is None:
            return timeout
        remaining = deadline.remaining()
        if remaining <= 0:
            raise error("the time for this reading is over")
        return remaining if timeout is None else min(timeout, remaining)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._look_up(host, port, timeout)
        self._allowed.check(host, port, addresses)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            patience = self.within(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._tcp.connect_tcp(str(address), port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self)
        raise failure or UnknownHostError(host, passing=False)

    def _look_up(self, host: str, port: int, timeout: float | None) -> list[IPAddress]:
        """Return a host's addresses, in the resolver's order.

        The system's resolver knows no time-out, so it is asked on a thread that may be left behind.
        """
        known = literal(host)
        if known is not None:
            return [known]
        answers: queue.Queue[list[IPAddress] | Exception] = queue.Queue(1)

        def ask() -> None:
            try:
                found = self._resolve(host, port, type=socket.SOCK_STREAM)
                addresses = (literal(str(entry[4][0]).partition("%")[0]) for entry in found)
                answers.put(list(dict.fromkeys(address for address in addresses if address is not None)))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        patience = self.within(timeout, httpcore.ConnectTimeout)
        threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
        try:
            answer = answers.get(timeout=patience)
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"looking up {host} took too long") from None
        if isinstance(answer, Exception):
            passing = getattr(answer, "errno", None) == socket.EAI_AGAIN
            raise UnknownHostError(host, passing=passing) from answer
        return answer


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class Transport(httpx.BaseTransport):
    """httpx's own transport, on a network of one's choice. Failures stay httpcore's."""

    def __init__(self, network: Network, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            network_backend=network,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the answer, its body yet to be read."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
