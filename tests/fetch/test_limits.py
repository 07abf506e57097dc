"""What a site may cost: bytes, time, redirects."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, RawServer, Reply, Site, Time
from tracker.errors import FetchError, FetchReason
from tracker.fetch.decoding import CodingError, OversizeError, unpack

HALF_A_GIGABYTE = 500_000_000


def _zeros(size: int) -> Iterator[bytes]:
    for _ in range(size // 50_000):
        yield bytes(50_000)


def _bomb() -> bytes:
    """Return half a gigabyte, packed."""
    packer = zlib.compressobj(wbits=-15)
    block = packer.compress(bytes(5_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (HALF_A_GIGABYTE // 5_000_000) + packer.flush()


def test_a_page_of_half_a_gigabyte_that_says_so_is_not_read(fetcher: MakeFetcher, site: Site) -> None:
    url = site.says(
        "/big", Reply(headers={"Content-Length": str(HALF_A_GIGABYTE)}, pieces=lambda: _zeros(HALF_A_GIGABYTE))
    )
    with pytest.raises(FetchError, match=r"/big: larger than 20,000,000 bytes; .*TRACKER_MAX_PAGE_MB") as caught:
        fetcher().get(url)
    assert caught.value.reason is FetchReason.TOO_LARGE
    assert caught.value.permanent
    assert len(site.requests) == 1


def test_a_page_of_half_a_gigabyte_that_does_not_say_so_is_cut_off(fetcher: MakeFetcher, site: Site) -> None:
    url = site.says("/big", Reply(pieces=lambda: _zeros(HALF_A_GIGABYTE)))
    with pytest.raises(FetchError) as caught:
        fetcher(max_bytes=1_000_000).get(url)
    assert caught.value.reason is FetchReason.TOO_LARGE
    assert site.sent < HALF_A_GIGABYTE / 10


def test_a_page_of_just_the_limit_is_read(fetcher: MakeFetcher, site: Site) -> None:
    reader = fetcher(max_bytes=100_000)
    assert reader.get(site.says("/fits", bytes(100_000))).body == bytes(100_000)
    with pytest.raises(FetchError):
        reader.get(site.says("/more", bytes(100_001)))


def test_a_small_body_that_unpacks_to_half_a_gigabyte_stops_at_the_limit(fetcher: MakeFetcher, site: Site) -> None:
    bomb = _bomb()
    assert len(bomb) < 1_000_000
    url = site.says("/bomb", Reply(bomb, headers={"Content-Encoding": "deflate"}))
    reader = fetcher(max_bytes=1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError) as caught:
            reader.get(url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.reason is FetchReason.TOO_LARGE
    assert peak < 20_000_000


def test_a_bomb_in_a_bomb_stops_at_the_limit_although_it_unpacks_to_nothing() -> None:
    inner = itertools.repeat(gzip.compress(b""), 900_000)
    outer = gzip.compress(b"".join(inner))
    with pytest.raises((OversizeError, CodingError)):
        for _ in unpack([outer], "gzip, gzip", limit=1_000_000):
            pass


def test_empty_blocks_without_end_stop_at_the_limit() -> None:
    endless = itertools.repeat(b"\x00\x00\x00\xff\xff" * 1_000)
    start = zlib.compressobj(wbits=31)
    head = start.compress(b"") + start.flush(zlib.Z_SYNC_FLUSH)
    with pytest.raises(OversizeError):
        for _ in unpack(itertools.chain([head], endless), "gzip", limit=1_000_000):
            pass


@pytest.mark.parametrize("coding", ["gzip, gzip, gzip", ",".join(["deflate"] * 1_000), "br", "compress", "x" * 5_000])
def test_codings_that_were_not_offered_or_are_too_many_are_refused(
    fetcher: MakeFetcher, site: Site, coding: str
) -> None:
    url = site.says("/odd", Reply(PAGE, headers={"Content-Encoding": coding}))
    with pytest.raises(FetchError, match=r"/odd: .*cannot be unpacked") as caught:
        fetcher().get(url)
    assert caught.value.reason is FetchReason.DECODING
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE, mtime=0)),
        ("gzip", gzip.compress(PAGE[:5], mtime=0) + gzip.compress(PAGE[5:], mtime=0)),
        ("gzip", gzip.compress(PAGE, mtime=0) + bytes(70_000)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", b"".join([(packer := zlib.compressobj(wbits=-15)).compress(PAGE), packer.flush()])),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE), mtime=0)),
        ("identity", PAGE),
        ("", PAGE),
    ],
)
@pytest.mark.parametrize("step", [1, 100_000])
def test_what_was_packed_is_unpacked(coding: str, body: bytes, step: int) -> None:
    pieces = (body[start : start + step] for start in range(0, len(body), step))
    assert b"".join(unpack(pieces, coding, limit=100_000)) == PAGE


@pytest.mark.parametrize(
    "body", [b"not packed", gzip.compress(PAGE, mtime=0)[:-9], b"\x1f", gzip.compress(PAGE, mtime=0)[:4]]
)
def test_what_was_packed_badly_is_said_to_be(fetcher: MakeFetcher, site: Site, body: bytes) -> None:
    url = site.says("/broken", Reply(body, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError) as caught:
        fetcher().get(url)
    assert caught.value.reason is FetchReason.DECODING


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\n\r\nabc"])
def test_a_server_that_trickles_is_cut_off(fetcher: MakeFetcher, raw_server: RawServer, start: bytes) -> None:
    time = Time(step=1.0)
    drop = threading.Semaphore(0)
    time.on_look = drop.release

    def trickle(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(start)
        while drop.acquire(timeout=10):
            connection.sendall(b"H" if not start else b"1")

    with pytest.raises(FetchError, match="within 60 s; try again later") as caught:
        fetcher(time=time).get(raw_server(trickle))
    assert caught.value.reason is FetchReason.TIMEOUT
    assert not caught.value.permanent


def test_a_server_that_only_promises_an_answer_is_cut_off(fetcher: MakeFetcher, raw_server: RawServer) -> None:
    def promise(connection: socket.socket) -> None:
        connection.recv(10_000)
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    with pytest.raises(FetchError) as caught:
        fetcher(time=Time(step=20.0)).get(raw_server(promise))
    assert caught.value.reason is FetchReason.TIMEOUT


def test_a_server_that_says_nothing_is_not_waited_for(
    fetcher: MakeFetcher, raw_server: RawServer, passing: Time
) -> None:
    over = threading.Event()

    def say_nothing(_: socket.socket) -> None:
        over.wait(10)

    with pytest.raises(FetchError, match=r"no answer within 0\.05 s") as caught:
        fetcher(read_timeout=0.05).get(raw_server(say_nothing))
    over.set()
    assert caught.value.reason is FetchReason.TIMEOUT
    assert len(passing.slept) == 2


def test_headers_without_end_are_cut_off(fetcher: MakeFetcher, raw_server: RawServer) -> None:
    def flood(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-More: more\r\n" * 1_000)

    with pytest.raises(FetchError) as caught:
        fetcher(attempts=1).get(raw_server(flood))
    assert caught.value.reason is FetchReason.UNREACHABLE
