"""A web site on this machine whose pages change when a drill says so."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    """What the site says at one address."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200

    @cached_property
    def etag(self) -> str:
        """What tells this page from others at its address."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


Act = Callable[[BaseHTTPRequestHandler], None]
"""Answers a request in a way of its own: hangs, trickles, sends rubbish. It may take as long as it likes."""


@dataclass(slots=True)
class Site:
    """Pages by path, and how often each was asked for."""

    url: str = ""
    pages: dict[str, Page | Act] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Host and port, as ``TRACKER_ALLOW_HOSTS`` wants them."""
        return self.url.removeprefix("http://")

    def put(self, path: str, body: str, media_type: str = "text/html; charset=utf-8", status: int = 200) -> str:
        """Publish a page, in place of what stood there, and return its address."""
        self.pages[path] = Page(body.encode(), media_type, status)
        return self.url + path

    def article(self, path: str, title: str, day: str, paragraphs: list[str]) -> str:
        """Publish an article of a day, as 2025-10-21."""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return self.put(
            path,
            f"<!doctype html><html><head><title>{title}</title>"
            f'<meta property="article:published_time" content="{day}T08:00:00+00:00"></head>'
            f"<body><article><h1>{title}</h1>{text}</article></body></html>",
        )

    def act(self, path: str, act: Act) -> str:
        """Answer at a path in a way of its own, and return its address."""
        self.pages[path] = act
        return self.url + path


@contextmanager
def serve() -> Iterator[Site]:
    """Run a site until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] = site.asked.get(self.path, 0) + 1
            page = site.pages.get(self.path, Page(b"<h1>Not found</h1>", status=404))
            with suppress(BrokenPipeError, ConnectionResetError):
                if isinstance(page, Page):
                    self._say(page)
                else:
                    page(self)

        def _say(self, page: Page) -> None:
            known = page.status == 200 and self.headers.get("If-None-Match") == page.etag
            self.send_response(304 if known else page.status)
            self.send_header("Content-Type", page.media_type)
            if page.status == 200:
                self.send_header("ETag", page.etag)
            if not known:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            if not known:
                self.wfile.write(page.body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients of drills are killed; what that breaks is nobody's business."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join(5)
