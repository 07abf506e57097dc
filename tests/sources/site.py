"""A web site on this machine, for connectors to visit."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tracker.fetch import Fetcher, Policy
from tracker.sources import Captured, Seen, Visit

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says at one address."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Site:
    """Pages by path, with their query; every path asked for is written down."""

    url: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Message] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, media_type: str = "text/html; charset=utf-8", **more: object) -> str:
        """Publish a page and return its address; ``{site}`` in it becomes the site's own."""
        if isinstance(body, str):
            body = body.replace("{site}", self.url).encode()
        self.pages[path] = Answer(body, media_type, **more)  # type: ignore[arg-type]
        return self.url + path

    def article(self, path: str, title: str, *paragraphs: str, day: str | None = None) -> str:
        """Publish an article."""
        dated = f'<meta property="article:published_time" content="{day}T08:00:00+08:00">' if day else ""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return self.put(
            path,
            f"<!doctype html><html><head><title>{title}</title>{dated}</head>"
            f"<body><article><h1>{title}</h1>{text}</article></body></html>",
        )


@contextmanager
def serve() -> Iterator[Site]:
    """Run a site until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(self.headers)
            answer = site.pages.get(self.path, Answer(b"<h1>Not found</h1>", status=404))
            known = (answer.etag is not None and self.headers.get("If-None-Match") == answer.etag) or (
                answer.last_modified is not None and self.headers.get("If-Modified-Since") == answer.last_modified
            )
            self.send_response(304 if known else answer.status)
            self.send_header("Content-Type", answer.media_type)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            if answer.last_modified:
                self.send_header("Last-Modified", answer.last_modified)
            body = b"" if known else answer.body
            if not known:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join(5)


def visit(seen: Mapping[str, Seen] | None = None) -> Visit:
    """A visit that may reach this machine, and gives up at once."""
    policy = Policy(
        user_agent="t",
        allow_hosts=frozenset({"127.0.0.1"}),
        obey_robots=False,
        per_host_interval=0,
        attempts=1,
        total_timeout=10,
    )
    return Visit(fetcher=Fetcher(policy), now=NOW, seen=seen or {})


def remembered(captured: Captured) -> dict[str, Seen]:
    """What the next visit knows of the pages of this one."""
    return {
        page.key or "": Seen(etag=page.etag, last_modified=page.last_modified, mark=page.mark)
        for page in captured.pages
    }
