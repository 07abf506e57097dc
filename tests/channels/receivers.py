"""Those who are told, on this machine: a mail server and a web server that keep what they get."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LONGEST = 1_000_000


@dataclass
class Mailbox:
    """A mail server: the messages it took, oldest first."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False
    password: str | None = None
    """What was given for a password, in base64, where somebody signed in."""

    def url(self, user: str = "") -> str:
        return f"mailto://{user}127.0.0.1:{self.port}?from=tracker@news.example&to=desk@news.example"


class _Mail(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("220 here")
        for _ in range(1000):
            line = self.rfile.readline(_LONGEST).decode(errors="replace").strip()
            word = line[:4].upper()
            if word == "EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN LOGIN")
            elif word == "AUTH":
                box.password = line.split()[-1]
                self._say("535 5.7.8 not with that: " + line.split()[-1] if box.refuses else "235 welcome")
            elif word == "DATA":
                self._say("354 go on")
                self._take(box)
            elif word in ("QUIT", ""):
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self, box: Mailbox) -> None:
        lines = []
        for _ in range(100_000):
            line = self.rfile.readline(_LONGEST)
            if line in (b".\r\n", b""):
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if box.refuses:
            self._say("554 no")
            return
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        box.mails.append(mail)
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@dataclass
class Hook:
    """A web server: the messages it took, oldest first."""

    port: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    status: int = 200
    location: str | None = None
    delay: float = 0.0

    def url(self, path: str = "hook") -> str:
        return f"json://127.0.0.1:{self.port}/{path}"

    @property
    def subjects(self) -> list[str]:
        return [message["title"].removeprefix("claims-tracker: ") for message in self.messages]


class _Post(BaseHTTPRequestHandler):
    timeout = 20

    def do_POST(self) -> None:
        hook: Hook = self.server.hook  # type: ignore[attr-defined]
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _LONGEST))
        if hook.status == 200:
            hook.messages.append(json.loads(body))
            hook.headers.append(dict(self.headers))
            hook.paths.append(self.path)
        time.sleep(hook.delay)
        self.send_response(hook.status)
        if hook.location:
            self.send_header("Location", hook.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature is the library's
        """Say nothing."""


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server."""
    box = Mailbox()
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        with _serving(server):
            yield box


@contextmanager
def hook() -> Iterator[Hook]:
    """Run a web server."""
    one = Hook()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Post) as server:
        server.hook = one  # type: ignore[attr-defined]
        one.port = server.server_address[1]
        with _serving(server):
            yield one


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(5)
