"""One host is not asked too often, by however many threads."""

from __future__ import annotations

import threading

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, Site, Time
from tracker.fetch.pace import Deadline, HeldError, Pace


def test_requests_to_one_host_keep_their_distance(fetcher: MakeFetcher, site: Site, passing: Time) -> None:
    reader = fetcher(per_host_interval=2.0)
    url = site.says("/page", PAGE)
    for _ in range(3):
        reader.get(url)
    assert passing.slept == [2.0, 2.0]


def test_threads_get_turns_one_interval_apart() -> None:
    waits: list[float] = []
    pace = Pace(sleep=waits.append, clock=lambda: 0.0)
    threads = [threading.Thread(target=lambda: pace.wait("a", interval=1.5, patience=9)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(waits) == [1.5 * turn for turn in range(1, 20)]


def test_hosts_do_not_wait_for_each_other() -> None:
    waits: list[float] = []
    pace = Pace(sleep=waits.append, clock=lambda: 0.0)
    for host in "abc":
        assert pace.wait(host, interval=60, patience=9) == 0
    assert waits == []


def test_a_held_host_is_waited_for_if_there_is_patience() -> None:
    time = Time()
    pace = Pace(sleep=time.sleep, clock=time.clock)
    pace.hold("a", 30)
    with pytest.raises(HeldError) as caught:
        pace.wait("a", interval=1, patience=29)
    assert caught.value.seconds == 30
    assert pace.wait("a", interval=1, patience=30) == 30


def test_a_shorter_hold_does_not_undo_a_longer_one() -> None:
    time = Time()
    pace = Pace(sleep=time.sleep, clock=time.clock)
    pace.hold("a", 30)
    pace.hold("a", 3)
    assert pace.wait("a", interval=1, patience=60) == 30


def test_hosts_whose_turn_is_long_past_are_forgotten() -> None:
    time = Time()
    pace = Pace(sleep=time.sleep, clock=time.clock)
    for number in range(5_000):
        pace.wait(str(number), interval=1, patience=9)
        time.seconds += 2
    assert len(pace._free) <= 1_001


def test_a_deadline_comes_and_can_be_put_off() -> None:
    time = Time()
    deadline = Deadline(10, time.clock)
    time.seconds += 11
    assert deadline.remaining() == 0
    deadline.extend(5)
    assert deadline.remaining() == 4
