"""robots.txt is heeded."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, RawServer, Reply, Site, Time
from tracker.errors import FetchError, FetchReason

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /

User-agent: Claims-Tracker
Disallow: /private
Disallow: /*.pdf$
Allow: /private/open
Crawl-delay: 5
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/private/a", False), ("/private/open", True), ("/a.pdf", False), ("/a.pdf?x=1", True)],
)
def test_a_site_may_ask_to_leave_pages_alone(fetcher: MakeFetcher, site: Site, path: str, allowed: bool) -> None:
    site.says("/robots.txt", RULES)
    url = site.says(path, PAGE)
    reader = fetcher(obey_robots=True)
    if allowed:
        assert reader.get(url).body == PAGE
        return
    with pytest.raises(FetchError, match=r"robots\.txt asks crawlers .*; ask the site's owner") as caught:
        reader.get(url)
    assert (caught.value.reason, caught.value.status, caught.value.permanent) == (FetchReason.BLOCKED, None, True)
    assert str(caught.value).startswith(url)
    assert site.paths == ["/robots.txt"]


def test_nobody_asks_for_the_rules_where_they_are_not_to_be_obeyed(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/robots.txt", RULES)
    assert fetcher(obey_robots=False).get(site.says("/private/a", PAGE)).body == PAGE
    assert site.paths == ["/private/a"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(status=401),
        Reply(status=403),
        Reply(status=410),
        Reply(status=204),
        Reply(b""),
        Reply(b"\xff\xfe\x00 <html> no rules at all"),
        Reply(b"x", headers={"Content-Encoding": "gzip"}),
        Reply(b"", 302, {"Location": "/robots.txt"}),
        Reply(b"", 302, {"Location": "ftp://127.0.0.1/"}),
    ],
)
def test_a_site_without_rules_allows_everything(fetcher: MakeFetcher, site: Site, reply: Reply) -> None:
    site.says("/robots.txt", reply)
    assert fetcher(obey_robots=True).get(site.says("/page", PAGE)).body == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_cannot_be_read_is_left_alone_for_now(
    fetcher: MakeFetcher, site: Site, passing: Time, status: int
) -> None:
    site.says("/robots.txt", Reply(status=status))
    url = site.says("/page", PAGE)
    reader = fetcher(obey_robots=True)
    for _ in range(2):
        with pytest.raises(FetchError, match=r"/page: left alone, .*robots\.txt: the answer is .*; ") as caught:
            reader.get(url)
        assert (caught.value.reason, caught.value.status) == (FetchReason.BLOCKED, status)
        assert not caught.value.permanent
    assert site.paths == ["/robots.txt"] * 3
    assert len(passing.slept) == 2
    site.says("/robots.txt", Reply(status=404))
    passing.seconds += 61
    assert reader.get(url).body == PAGE


def test_a_site_that_is_not_there_is_unreachable_rather_than_blocked(
    fetcher: MakeFetcher, raw_server: RawServer
) -> None:
    with pytest.raises(FetchError, match="left alone") as caught:
        fetcher(obey_robots=True).get(raw_server(lambda _: None))
    assert caught.value.reason is FetchReason.UNREACHABLE
    assert not caught.value.permanent


def test_rules_are_kept_for_a_day(fetcher: MakeFetcher, site: Site, passing: Time) -> None:
    site.says("/robots.txt", Reply(status=404))
    url = site.says("/page", PAGE)
    reader = fetcher(obey_robots=True)
    for _ in range(3):
        reader.get(url)
    passing.seconds += 86_401
    reader.get(url)
    assert site.paths == ["/robots.txt", "/page", "/page", "/page", "/robots.txt", "/page"]


def test_rules_are_read_once_for_all_threads(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/robots.txt", RULES)
    url = site.says("/", PAGE)
    reader = fetcher(obey_robots=True)
    threads = [threading.Thread(target=reader.get, args=(url,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(site.paths) == ["/"] * 8 + ["/robots.txt"]


def test_each_site_on_the_way_has_its_own_rules(fetcher: MakeFetcher, site: Site, other_site: Site) -> None:
    other_site.says("/robots.txt", b"User-agent: *\nDisallow: /")
    other_site.says("/page", PAGE)
    with pytest.raises(FetchError, match=r"/start \(led to .*robots\.txt") as caught:
        fetcher(obey_robots=True).get(site.sends("/start", f"{other_site.url}/page"))
    assert caught.value.reason is FetchReason.BLOCKED
    assert other_site.paths == ["/robots.txt"]


def test_rules_beyond_the_limit_are_ignored(fetcher: MakeFetcher, site: Site) -> None:
    filler = b"# " + b"x" * 997 + b"\n"
    site.says("/robots.txt", b"User-agent: *\nDisallow: /early\n" + filler * 600 + b"Disallow: /late\n")
    reader = fetcher(obey_robots=True)
    assert reader.get(site.says("/late", PAGE)).body == PAGE
    with pytest.raises(FetchError):
        reader.get(site.says("/early", PAGE))


def test_callers_own_headers_do_not_go_to_robots(fetcher: MakeFetcher, site: Site) -> None:
    fetcher(obey_robots=True).get(site.says("/page", PAGE), headers={"Authorization": "Bearer secret"}, etag='"7"')
    robots, page = site.requests
    assert robots.path == "/robots.txt"
    assert "authorization" not in robots.headers
    assert "if-none-match" not in robots.headers
    assert page.headers["authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("delay", "waits"), [(b"5", 5.0), (b"0.2", 1.0), (b"100000", 30.0), (b"nan", 1.0), (b"-3", 1.0)]
)
def test_a_site_may_ask_for_more_time_between_requests(
    fetcher: MakeFetcher, site: Site, passing: Time, delay: bytes, waits: float
) -> None:
    site.says("/robots.txt", b"User-agent: *\nCrawl-delay: " + delay)
    reader = fetcher(obey_robots=True, per_host_interval=1.0)
    url = site.says("/page", PAGE)
    for _ in range(3):
        reader.get(url)
    assert passing.slept == [1.0, waits, waits]


def test_waiting_for_ones_turn_is_not_taken_from_the_time_for_reading(fetcher: MakeFetcher, site: Site) -> None:
    reader: Any = fetcher(per_host_interval=100.0, total_timeout=10.0)
    url = site.says("/page", PAGE)
    assert [reader.get(url).body for _ in range(3)] == [PAGE] * 3
