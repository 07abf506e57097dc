"""Where redirects lead, and what goes along."""

from __future__ import annotations

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, Reply, Site
from tracker.errors import FetchError, FetchReason


@pytest.mark.parametrize("statuses", [[301], [308, 301], [302], [303], [307], [301, 302]])
def test_redirects_of_every_kind_are_followed(fetcher: MakeFetcher, site: Site, statuses: list[int]) -> None:
    for number, status in enumerate(statuses):
        site.sends(f"/{number}", f"/{number + 1}", status)
    end = site.says(f"/{len(statuses)}", PAGE)
    got = fetcher().get(f"{site.url}/0")
    assert (got.url, got.asked, got.body) == (end, f"{site.url}/0", PAGE)


@pytest.mark.parametrize(
    "location", ["/page", "page", "./x/../page", "?at=end", "{url}/page", "//127.0.0.1:{port}/page"]
)
def test_relative_redirects_are_followed(fetcher: MakeFetcher, site: Site, location: str) -> None:
    site.says("/page", PAGE)
    site.says("/start?at=end", PAGE)
    assert fetcher().get(site.sends("/start", location.format(url=site.url, port=site.port))).body == PAGE


def test_a_redirect_may_be_written_in_chinese_and_with_blanks(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/%E4%B8%AD%20a", PAGE)
    site.sends("/start", "/中 a".encode().decode("latin-1"))
    assert fetcher().get(f"{site.url}/start").body == PAGE


@pytest.mark.parametrize("target", ["/start", "/again"])
def test_a_redirect_that_leads_back_is_a_loop(fetcher: MakeFetcher, site: Site, target: str) -> None:
    site.sends("/again", "/start")
    with pytest.raises(FetchError, match=r"/start.*; open it in a browser") as caught:
        fetcher().get(site.sends("/start", target))
    assert caught.value.reason is FetchReason.REDIRECT_LOOP
    assert caught.value.permanent
    assert len(site.requests) <= 2


@pytest.mark.parametrize(("redirects", "followed"), [(10, True), (11, False)])
def test_ten_redirects_are_followed(fetcher: MakeFetcher, site: Site, redirects: int, followed: bool) -> None:
    for number in range(redirects):
        site.sends(f"/{number}", f"/{number + 1}")
    site.says(f"/{redirects}", PAGE)
    if followed:
        assert fetcher().get(f"{site.url}/0").body == PAGE
        return
    with pytest.raises(FetchError) as caught:
        fetcher().get(f"{site.url}/0")
    assert caught.value.reason is FetchReason.REDIRECT_LOOP
    assert len(site.requests) == 11


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://a b/",
        "http://me:pw@127.0.0.1/",
        "http://[/",
    ],
)
def test_a_redirect_to_something_else_is_not_followed(fetcher: MakeFetcher, site: Site, location: str) -> None:
    with pytest.raises(FetchError, match=r"/start: redirects to ") as caught:
        fetcher().get(site.sends("/start", location))
    assert caught.value.reason is FetchReason.BAD_URL
    assert "pw@" not in str(caught.value)


def test_own_headers_stay_with_the_site_that_was_asked(fetcher: MakeFetcher, site: Site, other_site: Site) -> None:
    site.sends("/start", "/next")
    site.sends("/next", f"{other_site.url}/over")
    other_site.sends("/over", f"{site.url}/back")
    site.says("/back", PAGE)
    fetcher().get(f"{site.url}/start", headers={"Authorization": "Bearer secret", "X-Key": "k"}, etag='"7"')
    asked = {request.path: request.headers for request in [*site.requests, *other_site.requests]}
    with_secret = [path for path, headers in asked.items() if "authorization" in headers or "x-key" in headers]
    assert with_secret == ["/start", "/next"]
    assert all(headers["if-none-match"] == '"7"' for headers in asked.values())
    assert all("referer" not in headers for headers in asked.values())


def test_an_error_at_the_end_of_redirects_names_both_ends(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/end", Reply(status=404))
    with pytest.raises(FetchError) as caught:
        fetcher().get(site.sends("/start", "/end"))
    assert str(caught.value).startswith(f"{site.url}/start (led to {site.url}/end): the answer is 404, ")
