"""Which machines a reading reaches: only the checked ones, by whatever way it was led."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, Reply, Site
from tracker.errors import FetchError, FetchReason


class Resolver:
    """Answers each question with the next list of addresses, the last one for good."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the hosts that the system was asked to connect to or to look up."""
    seen: list[str] = []
    look_up = socket.getaddrinfo

    def note(host: Any, *rest: Any, **more: Any) -> Any:
        seen.append(host)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", note)
    return seen


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.1",
        "127.1",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fe80::1%25lo]",
        "[fd00:ec2::254]",
    ],
)
def test_no_literal_reaches_a_private_machine(
    fetcher: MakeFetcher, connections: list[str], site: Site, host: str
) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher(allow_hosts=frozenset()).get(f"http://{host}:{site.port}/")
    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert caught.value.permanent
    assert connections == []
    assert site.requests == []


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["10.0.0.1"], ["8.8.8.8", "192.168.0.1"], ["::1"], ["fe80::1%lo"]])
def test_no_name_reaches_a_private_machine(fetcher: MakeFetcher, connections: list[str], answer: list[str]) -> None:
    with pytest.raises(FetchError, match=r"news\.example") as caught:
        fetcher(allow_hosts=frozenset(), resolve=Resolver(answer)).get("https://news.example/page")
    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert "TRACKER_ALLOW_HOSTS" in str(caught.value)
    assert connections == []


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/", "http://127.0.0.1:1/", "//10.0.0.1/", "http://[::1]:{port}/"]
)
def test_no_redirect_reaches_a_private_machine(fetcher: MakeFetcher, site: Site, target: str) -> None:
    start = site.sends("/start", target.format(port=site.port))
    with pytest.raises(FetchError, match=r"/start .*led to") as caught:
        fetcher(allow_hosts=frozenset({f"127.0.0.1:{site.port}"}), resolve=Resolver(["10.0.0.1"])).get(start)
    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert site.paths == ["/start"]


def test_no_robots_file_leads_to_a_private_machine(fetcher: MakeFetcher, site: Site) -> None:
    site.sends("/robots.txt", "http://10.0.0.1/robots.txt")
    page = site.says("/page", PAGE)
    assert fetcher(obey_robots=True).get(page).body == PAGE


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(
    fetcher: MakeFetcher, site: Site, connections: list[str]
) -> None:
    site.says("/page", PAGE)
    resolver = Resolver(["127.0.0.1"], ["10.0.0.1"])
    got = fetcher(resolve=resolver).get(f"http://news.example:{site.port}/page")
    assert got.body == PAGE
    assert resolver.asked == ["news.example"]
    assert connections == ["127.0.0.1"]
    assert site.requests[0].headers["host"] == f"news.example:{site.port}"


def test_a_name_that_changes_is_checked_again_for_the_next_connection(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/page", Reply(headers={"Connection": "close"}))
    reader = fetcher(resolve=Resolver(["127.0.0.1"], ["169.254.169.254"]))
    url = f"http://news.example:{site.port}/page"
    assert reader.get(url).body == PAGE
    with pytest.raises(FetchError) as caught:
        reader.get(url)
    assert caught.value.reason is FetchReason.REFUSED_ADDRESS


def test_the_next_address_of_a_host_is_tried_where_one_does_not_answer(fetcher: MakeFetcher, site: Site) -> None:
    site.says("/page", PAGE)
    reader = fetcher(resolve=Resolver(["::1", "127.0.0.1"]), allow_hosts=frozenset({"news.example"}))
    assert reader.get(f"http://news.example:{site.port}/page").body == PAGE


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_host_without_an_address_is_out_of_reach(fetcher: MakeFetcher, code: int) -> None:
    asked = []

    def resolve(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(code, "no luck")

    with pytest.raises(FetchError, match=r"https://news\.example/ledger: .*check its spelling") as caught:
        fetcher(resolve=resolve).get("https://news.example/ledger")
    assert caught.value.reason is FetchReason.OUT_OF_REACH
    assert caught.value.permanent is (code == socket.EAI_NONAME)
    assert len(asked) == (1 if code == socket.EAI_NONAME else 3)


def test_a_resolver_that_hangs_is_left_behind(fetcher: MakeFetcher) -> None:
    over = threading.Event()

    def resolve(*_: Any, **__: Any) -> Any:
        over.wait(30)
        return []

    with pytest.raises(FetchError, match=r"news\.example") as caught:
        fetcher(resolve=resolve, connect_timeout=0.01, attempts=1).get("https://news.example/")
    over.set()
    assert caught.value.reason is FetchReason.TIMEOUT


def test_proxies_of_the_environment_are_not_used(
    fetcher: MakeFetcher, site: Site, other_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, other_site.url)
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetcher().get(site.says("/page", PAGE)).body == PAGE
    assert other_site.requests == []
