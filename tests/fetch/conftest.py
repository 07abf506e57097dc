"""Sites on this machine, and time that passes only when told to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from tracker.fetch import Fetcher, Policy

PAGE = b"<p>A page.</p>"

NO_AUTHORITY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, and is made at once: reading the usual authorities takes a while."""


@dataclass
class Reply:
    """What a site answers: a body with its length, or pieces without one."""

    body: bytes = PAGE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None


@dataclass
class Request:
    path: str
    headers: dict[str, str]


class Site:
    """A web server on 127.0.0.1. Each path answers with its replies in turn, the last one for good."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.requests: list[Request] = []
        self.sent = 0
        """Bytes of pieces that went out."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                site.requests.append(Request(self.path, {name.lower(): value for name, value in self.headers.items()}))
                replies = site.replies.get(self.path, [Reply(b"none here", 404)])
                site._answer(self, replies.pop(0) if len(replies) > 1 else replies[0])

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        self.scheme = "https" if tls else "http"
        self.url = f"{self.scheme}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def _answer(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_response_only(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.pieces is None:
            if reply.status >= 200 and reply.status not in {204, 304}:
                handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            handler.wfile.write(reply.body if reply.status not in {204, 304} else b"")
            return
        handler.close_connection = True
        handler.end_headers()
        with suppress(OSError):
            for piece in reply.pieces():
                handler.wfile.write(piece)
                self.sent += len(piece)

    def says(self, path: str, *replies: Reply | bytes) -> str:
        """Set what a path answers and return its address."""
        self.replies[path] = [Reply(reply) if isinstance(reply, bytes) else reply for reply in replies]
        return self.url + path

    def sends(self, path: str, target: str, status: int = 302) -> str:
        """Let a path redirect."""
        return self.says(path, Reply(b"", status, {"Location": target}))

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class Time:
    """A clock that stands still, but for sleeping and, with ``step``, for being looked at."""

    def __init__(self, step: float = 0.0) -> None:
        self.seconds = 1_000.0
        self.step = step
        self.slept: list[float] = []
        self.on_look: Callable[[], object] = lambda: None

    def clock(self) -> float:
        self.seconds += self.step
        self.on_look()
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a site."""
    site = Site()
    yield site
    site.close()


@pytest.fixture
def other_site() -> Iterator[Site]:
    """Yield another site: its port makes it another origin."""
    site = Site()
    yield site
    site.close()


@pytest.fixture
def passing() -> Time:
    """Return the time that fetchers of this test live in."""
    return Time()


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def fetcher(passing: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeFetcher]:
    """Return a function that makes a fetcher: it may ask this machine, is in no hurry, and takes no robots.txt."""
    made: list[Fetcher] = []

    def make(
        *,
        time: Time = passing,
        resolve: Any = socket.getaddrinfo,
        tls: ssl.SSLContext | None = NO_AUTHORITY,
        **policy: Any,
    ) -> Fetcher:
        usual: dict[str, Any] = {
            "user_agent": "claims-tracker/0.1 (+https://tracker.example)",
            "allow_hosts": frozenset({"127.0.0.1"}),
            "obey_robots": False,
            "per_host_interval": 0.0,
        }
        monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=time.sleep))
        made.append(
            Fetcher(
                Policy(**usual | policy),
                sleep=time.sleep,
                clock=time.clock,
                resolve=resolve,
                tls=tls,
                now=lambda: datetime(2026, 11, 22, 10, tzinfo=UTC),
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


RawServer = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    """Return a function that serves every connection with a function, and returns the address."""
    listeners: list[socket.socket] = []

    def serve(converse: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def one(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                connection.settimeout(10)
                converse(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
