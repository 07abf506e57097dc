"""What an answer means, and what a person is told of it."""

from __future__ import annotations

import pickle
import re
import socket
import struct

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, RawServer, Reply, Site, Time
from tracker.errors import FetchError, FetchReason, InputError, SettingsError
from tracker.fetch import Policy, agent


def test_a_page_comes_with_what_its_headers_say(fetcher: MakeFetcher, site: Site) -> None:
    headers = {
        "Content-Type": 'Text/HTML; Charset="GBK"',
        "ETag": 'W/"7"',
        "Last-Modified": "Sun, 22 Nov 2026 08:00:00 GMT",
    }
    url = site.says("/page", Reply(headers=headers))
    got = fetcher().get(f"{url}#part")
    assert (got.url, got.asked, got.status, got.body) == (url, f"{url}#part", 200, PAGE)
    assert (got.content_type, got.charset) == ("text/html", "GBK")
    assert (got.etag, got.last_modified) == ('W/"7"', "Sun, 22 Nov 2026 08:00:00 GMT")
    assert not got.not_modified


@pytest.mark.parametrize(
    ("header", "content_type", "charset"),
    [
        ("text/html", "text/html", None),
        ("application/rss+xml;charset=utf-8;x=y", "application/rss+xml", "utf-8"),
        ("nonsense", None, None),
        ("", None, None),
        ("text/html; charset=", "text/html", None),
    ],
)
def test_odd_content_types_are_read_as_far_as_they_go(
    fetcher: MakeFetcher, site: Site, header: str, content_type: str | None, charset: str | None
) -> None:
    got = fetcher().get(site.says("/page", Reply(headers={"Content-Type": header})))
    assert (got.content_type, got.charset) == (content_type, charset)


def test_a_request_says_who_asks(fetcher: MakeFetcher, site: Site) -> None:
    fetcher(user_agent=agent("me@example.org")).get(site.says("/page", PAGE), accept="application/json")
    sent = site.requests[0].headers
    assert re.fullmatch(r"claims-tracker/\d[\w.]* \(\+mailto:me@example\.org\)", sent["user-agent"])
    assert sent["accept"] == "application/json"
    assert sent["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("contact", ["me@example.org\r\nX: y", "a) b", "名@example.org"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact: str) -> None:
    with pytest.raises(SettingsError):
        agent(contact)


@pytest.mark.parametrize("wrong", [{"user_agent": "a\nb"}, {"attempts": 0}, {"total_timeout": float("nan")}])
def test_a_policy_that_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Policy(**{"user_agent": agent(None)} | wrong)  # type: ignore[arg-type]


def test_an_unmodified_page_is_known_by_its_validators(fetcher: MakeFetcher, site: Site) -> None:
    url = site.says("/page", Reply(status=304, headers={"Content-Type": "text/html"}))
    got = fetcher().get(url, etag='"7"', last_modified="Sun, 22 Nov 2026 08:00:00 GMT")
    assert (got.status, got.not_modified, got.body) == (304, True, b"")
    assert (got.etag, got.last_modified) == ('"7"', "Sun, 22 Nov 2026 08:00:00 GMT")
    sent = site.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"7"', "Sun, 22 Nov 2026 08:00:00 GMT")


def test_validators_that_cannot_be_sent_back_are_not_kept(fetcher: MakeFetcher, raw_server: RawServer) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nETag: "\xe4\xb8\xad"\r\n\r\n1')

    assert fetcher().get(raw_server(answer)).etag is None


@pytest.mark.parametrize(
    ("status", "reason", "permanent", "advice"),
    [
        (204, FetchReason.SERVER, False, "open it in a browser"),
        (206, FetchReason.SERVER, False, "open it in a browser"),
        (302, FetchReason.SERVER, False, "open it in a browser"),
        (304, FetchReason.SERVER, False, "open it in a browser"),
        (400, FetchReason.BLOCKED, True, "ask the site's owner"),
        (401, FetchReason.BLOCKED, True, "ask the site's owner"),
        (403, FetchReason.BLOCKED, True, "ask the site's owner"),
        (404, FetchReason.GONE, True, "look for its new address"),
        (408, FetchReason.TIMEOUT, False, "try again later"),
        (410, FetchReason.GONE, True, "look for its new address"),
        (429, FetchReason.BLOCKED, False, "check less often"),
        (451, FetchReason.BLOCKED, True, "ask the site's owner"),
        (500, FetchReason.SERVER, False, "try again later"),
        (503, FetchReason.SERVER, False, "try again later"),
    ],
)
def test_each_status_has_its_reason_and_its_advice(
    fetcher: MakeFetcher, site: Site, status: int, reason: FetchReason, permanent: bool, advice: str
) -> None:
    url = site.says("/page", Reply(status=status))
    with pytest.raises(InputError) as caught:
        fetcher(attempts=1).get(url)
    error = caught.value
    assert isinstance(error, FetchError)
    assert (error.reason, error.status, error.permanent) == (reason, status, permanent)
    assert str(error).startswith(f"{url}: the answer is {status}, ")
    assert advice in str(error)
    assert "\n" not in str(error)


def test_an_empty_page_is_an_error(fetcher: MakeFetcher, site: Site) -> None:
    with pytest.raises(FetchError, match=r"/page: the page is empty; open it") as caught:
        fetcher().get(site.says("/page", b""))
    assert caught.value.reason is FetchReason.EMPTY


def test_a_port_where_nobody_listens_is_unreachable(fetcher: MakeFetcher, passing: Time) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match=r"no connection \(Connection refused\); check the address") as caught:
            fetcher().get(f"http://127.0.0.1:{closed.getsockname()[1]}/")
    assert caught.value.reason is FetchReason.UNREACHABLE
    assert not caught.value.permanent
    assert len(passing.slept) == 2


def _reset(connection: socket.socket) -> None:
    connection.recv(10_000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _break_off(connection: socket.socket) -> None:
    connection.recv(10_000)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def _babble(connection: socket.socket) -> None:
    connection.recv(10_000)
    connection.sendall(b"220 mail.example ready\r\n")


@pytest.mark.parametrize("converse", [_reset, _break_off, _babble])
def test_a_connection_that_breaks_is_tried_again_and_then_unreachable(
    fetcher: MakeFetcher, raw_server: RawServer, passing: Time, converse: object
) -> None:
    with pytest.raises(FetchError, match="try again later") as caught:
        fetcher().get(raw_server(converse))  # type: ignore[arg-type]
    assert caught.value.reason is FetchReason.UNREACHABLE
    assert len(passing.slept) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"HTTP/1.1 abc X\r\n\r\n",
        b"HTTP/1.1 0 X\r\n\r\n",
        b"HTTP/1.1 101 X\r\n\r\n",
        b"HTTP/1.1 999 X\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: \xb2\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 302 X\r\nLocation: http://xn--a.example/\r\n\r\n",
        b"HTTP/1.1 302 X\r\nLocation: http:///x\r\n\r\n",
        b"HTTP/1.1 302 X\r\nLocation: \xff\xfe\x80\r\n\r\n",
        b"HTTP/1.1 302 X\r\nLocation: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 503 X\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
        b"HTTP/1.1 503 X\r\nRetry-After: 1\r\nDate: Mon, 00 Jan 0000 00:00:00 -0000\r\n\r\n",
    ],
)
def test_whatever_a_server_says_the_error_is_one_line_about_the_address(
    fetcher: MakeFetcher, raw_server: RawServer, answer: bytes
) -> None:
    def converse(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(answer)

    url = raw_server(converse)
    with pytest.raises(FetchError) as caught:
        fetcher(attempts=2).get(url)
    assert str(caught.value).startswith(url)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Key": "a\r\nHost: evil.example"},
        {"X-Key": "a\x00"},
        {"X-Key": "中"},
        {"X-Key": ""},
        {"X-Key": " a"},
        {"X Key": "a"},
        {"X-Key:": "a"},
        {"Host": "evil.example"},
        {"content-length": "1"},
        {"Transfer-Encoding": "chunked"},
        {"User-Agent": "Mozilla/5.0"},
        {"Proxy-Authorization": "Basic x"},
        {"Range": "bytes=0-1"},
    ],
)
def test_headers_that_would_say_something_else_are_refused(
    fetcher: MakeFetcher, site: Site, headers: dict[str, str]
) -> None:
    with pytest.raises(FetchError, match=r"/page: the header .*; ") as caught:
        fetcher().get(site.says("/page", PAGE), headers=headers)
    assert caught.value.reason is FetchReason.BAD_URL
    assert site.requests == []


@pytest.mark.parametrize("more", [{"etag": '"a\r\nX: y"'}, {"last_modified": "a\nb"}, {"accept": "a\rb"}])
def test_nothing_else_slips_into_the_headers_either(fetcher: MakeFetcher, site: Site, more: dict[str, str]) -> None:
    with pytest.raises(FetchError):
        fetcher().get(
            site.says("/page", PAGE),
            etag=more.get("etag"),
            accept=more.get("accept"),
            last_modified=more.get("last_modified"),
        )
    assert site.requests == []


def test_cookies_are_not_kept(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/set", Reply(b"", 302, {"Set-Cookie": "who=me; Path=/", "Location": "/page"}))
    page = site.says("/page", Reply(headers={"Set-Cookie": "who=me; Path=/"}))
    reader = fetcher()
    reader.get(f"{site.url}/set")
    reader.get(page)
    assert all("cookie" not in request.headers for request in site.requests)


def test_an_error_travels_to_another_process() -> None:
    error = FetchError("no", reason=FetchReason.BLOCKED, status=429, retry_after=7.0, permanent=False)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.reason, again.status) == ("no", FetchReason.BLOCKED, 429)
    assert (again.retry_after, again.permanent) == (7.0, False)


def test_a_long_address_does_not_make_a_long_message(fetcher: MakeFetcher, site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher().get(f"{site.url}/{'a' * 5_000}")
    assert len(str(caught.value)) < 500
