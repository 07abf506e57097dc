"""Encryption: certificates are judged, by the name that was asked for."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
import trustme

from tests.fetch.conftest import PAGE, MakeFetcher, RawServer, Site, Time
from tracker.errors import FetchError, FetchReason


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority that nobody knows."""
    return trustme.CA()


@pytest.fixture
def names() -> list[str]:
    """Return the names that clients said they wanted."""
    return []


@pytest.fixture
def secure_site(authority: trustme.CA, names: list[str]) -> Iterator[Site]:
    """Yield a site with a certificate for news.example."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)

    def note(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        names.append(name or "")

    context.sni_callback = note
    site = Site(context)
    yield site
    site.close()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Return what a client needs that knows the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def _here(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, host, ("127.0.0.1", port))]


def test_the_certificate_is_judged_by_the_name_although_the_connection_goes_to_an_address(
    fetcher: MakeFetcher, secure_site: Site, trusting: ssl.SSLContext, names: list[str]
) -> None:
    secure_site.says("/page", PAGE)
    got = fetcher(tls=trusting, resolve=_here).get(f"https://news.example:{secure_site.port}/page")
    assert got.body == PAGE
    assert names == ["news.example"]
    assert secure_site.requests[0].headers["host"] == f"news.example:{secure_site.port}"


def test_an_unknown_authority_is_not_trusted_and_not_tried_again(
    fetcher: MakeFetcher, secure_site: Site, passing: Time
) -> None:
    url = f"https://news.example:{secure_site.port}/page"
    with pytest.raises(FetchError, match=r"cannot be trusted \(.*certificate.*; tell the site's owner") as caught:
        fetcher(resolve=_here, tls=None).get(url)
    assert str(caught.value).startswith(url)
    assert (caught.value.reason, caught.value.permanent) == (FetchReason.TLS, True)
    assert passing.slept == []
    assert secure_site.requests == []


def test_a_certificate_for_another_name_is_not_trusted(
    fetcher: MakeFetcher, secure_site: Site, trusting: ssl.SSLContext
) -> None:
    with pytest.raises(FetchError, match="Hostname mismatch") as caught:
        fetcher(resolve=_here, tls=trusting).get(f"https://other.example:{secure_site.port}/page")
    assert caught.value.reason is FetchReason.TLS


def test_a_site_with_a_bad_certificate_is_so_with_robots_too(fetcher: MakeFetcher, secure_site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher(resolve=_here, obey_robots=True).get(f"https://news.example:{secure_site.port}/page")
    assert (caught.value.reason, caught.value.permanent) == (FetchReason.TLS, True)


def test_a_server_that_does_not_speak_tls_is_an_error_of_encryption(fetcher: MakeFetcher, site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher().get(f"https://127.0.0.1:{site.port}/")
    assert caught.value.reason is FetchReason.TLS


def test_a_handshake_that_breaks_off_may_pass(fetcher: MakeFetcher, raw_server: RawServer, passing: Time) -> None:
    def hang_up(connection: socket.socket) -> None:
        connection.recv(10_000)

    with pytest.raises(FetchError) as caught:
        fetcher().get(raw_server(hang_up).replace("http:", "https:"))
    assert caught.value.reason is FetchReason.UNREACHABLE
    assert len(passing.slept) == 2


def test_own_headers_do_not_leave_encryption(
    fetcher: MakeFetcher, secure_site: Site, site: Site, trusting: ssl.SSLContext
) -> None:
    site.says("/page", PAGE)
    secure_site.sends("/start", f"http://news.example:{site.port}/page")
    reader = fetcher(resolve=_here, tls=trusting)
    got = reader.get(f"https://news.example:{secure_site.port}/start", headers={"Authorization": "Bearer secret"})
    assert got.body == PAGE
    assert "authorization" in secure_site.requests[0].headers
    assert "authorization" not in site.requests[0].headers
