"""When a reading is tried again, and how long it waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fetch.conftest import PAGE, MakeFetcher, Reply, Site, Time
from tracker.errors import FetchError, FetchReason
from tracker.fetch.pace import retry_after


def _busy(status: int = 503, **headers: str) -> Reply:
    return Reply(b"busy", status, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(fetcher: MakeFetcher, site: Site, passing: Time, status: int) -> None:
    url = site.says("/page", _busy(status), _busy(status), Reply(PAGE))
    assert fetcher().get(url).body == PAGE
    assert len(site.requests) == 3
    first, second = passing.slept
    assert 0.5 <= first <= 1.0
    assert 1.0 <= second <= 1.5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 410, 451])
def test_a_refusal_is_taken_at_its_word(fetcher: MakeFetcher, site: Site, passing: Time, status: int) -> None:
    with pytest.raises(FetchError):
        fetcher().get(site.says("/page", _busy(status)))
    assert len(site.requests) == 1
    assert passing.slept == []


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_attempts_are_counted_in_all(fetcher: MakeFetcher, site: Site, attempts: int) -> None:
    with pytest.raises(FetchError) as caught:
        fetcher(attempts=attempts).get(site.says("/page", _busy()))
    assert len(site.requests) == attempts
    assert caught.value.reason is FetchReason.SERVER


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("rest", ["7", "Sun, 22 Nov 2026 10:00:07 GMT"])
def test_the_rest_a_server_asks_for_is_given(
    fetcher: MakeFetcher, site: Site, passing: Time, status: int, rest: str
) -> None:
    url = site.says("/page", _busy(status, Retry_After=rest), Reply(PAGE))
    assert fetcher().get(url).body == PAGE
    assert sum(passing.slept) == 7


@pytest.mark.parametrize("status", [429, 503])
def test_a_rest_too_long_to_wait_for_is_reported_at_once(
    fetcher: MakeFetcher, site: Site, passing: Time, status: int
) -> None:
    url = site.says("/page", _busy(status, Retry_After="3600"))
    with pytest.raises(FetchError, match=r"/page: .*left alone for 3,600 s; try again after that") as caught:
        fetcher().get(url)
    assert (caught.value.reason, caught.value.status) == (FetchReason.BLOCKED, status)
    assert caught.value.retry_after == 3600
    assert not caught.value.permanent
    assert passing.slept == []


def test_a_host_that_wants_rest_is_not_asked_for_other_pages_either(
    fetcher: MakeFetcher, site: Site, passing: Time
) -> None:
    reader = fetcher()
    with pytest.raises(FetchError):
        reader.get(site.says("/page", _busy(429, Retry_After="3600")))
    other = site.says("/other", PAGE)
    with pytest.raises(FetchError, match=r"/other: .*another 3,600 s") as caught:
        reader.get(other)
    assert (caught.value.reason, caught.value.retry_after) == (FetchReason.BLOCKED, 3600)
    assert site.paths == ["/page"]
    passing.seconds += 3600
    assert reader.get(other).body == PAGE


def test_no_attempt_begins_after_the_time_is_over(fetcher: MakeFetcher, site: Site) -> None:
    with pytest.raises(FetchError):
        fetcher(total_timeout=0.2).get(site.says("/page", _busy()))
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("99999999999999999999", 86_400),
        ("Sun, 22 Nov 2026 10:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 09:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 10:02:00", 120),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Sun, 99 Nov 2026 10:02:00 GMT", None),
        ("٣", None),
    ],
)
def test_a_rest_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, date=None, now=datetime(2026, 11, 22, 10, tzinfo=UTC)) == seconds


def test_a_date_counts_from_the_servers_own_clock() -> None:
    rest = retry_after(
        "Sun, 22 Nov 2026 08:00:30 GMT",
        date="Sun, 22 Nov 2026 08:00:00 GMT",
        now=datetime(2026, 11, 22, 10, tzinfo=UTC),
    )
    assert rest == 30
