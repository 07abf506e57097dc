"""Digests: what is new, what has cleared, what is due soon, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.channels.conftest import Newsroom
from tests.channels.receivers import Hook, Mailbox
from tracker import agenda, jobs
from tracker.channels import hours
from tracker.errors import InputError
from tracker.states import FlagAction, FlagState, Severity

BERLIN = ZoneInfo("Europe/Berlin")


def digest_job(newsroom: Newsroom) -> jobs.Job:
    with newsroom.database.session() as session:
        found = agenda.planned(session, newsroom.settings, newsroom.now)
    return next(job for job in found if job.kind == jobs.DIGEST)


def next_digest(newsroom: Newsroom) -> datetime:
    return digest_job(newsroom).after(None, newsroom.now)


def test_it_tells_what_is_new_cleared_and_due_soon(newsroom: Newsroom, mailbox: Mailbox) -> None:
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2"), newsroom.flag("9"))
    newsroom.channel("desk", mailbox.url(), instant=None, digest="daily")
    newsroom.later(hours=2)
    newsroom.sweep(
        newsroom.cleared("1"),
        newsroom.flag("3"),
        newsroom.flag("4", "stale", Severity.WARNING, "aged"),
        newsroom.flag("5", "stale", Severity.INFO, "aging"),
        newsroom.flag("6", "unverifiable", Severity.INFO, "unlinked"),
        newsroom.flag("7"),
    )
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.cleared("7"), newsroom.cleared("2"))
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.flag("2"))
    newsroom.now = next_digest(newsroom)
    newsroom.sweep()
    assert newsroom.tell("desk", digest=True) == 1
    (mail,) = mailbox.mails
    assert mail["Subject"] == "claims-tracker: 2 new, 1 cleared, 1 due soon"
    text = mail.get_content().replace("\r\n", "\n")
    assert "From 16 Nov 2026, 10:00 CET to 17 Nov 2026, 08:00 CET." in text
    assert "New: 1 figure contradicted, 1 figure stale\n!! 3 |" in text
    assert "Cleared: 1 claim\n+ 1 |" in text
    assert "Due soon: 1 claim\n- 5 |" in text
    assert "Open now: 4 claims of" in text
    assert "Report: `tracker report`" in text


def test_a_digest_takes_up_where_the_last_one_ended(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), digest="daily", instant=None)
    for figure in ("1", "2"):
        newsroom.sweep(newsroom.flag(figure))
        newsroom.now = next_digest(newsroom)
        newsroom.tell("desk", digest=True)
    newsroom.now = next_digest(newsroom)
    newsroom.tell("desk", digest=True)
    assert [subject.replace("BLIND; ", "") for subject in hook.subjects] == ["1 new", "1 new", "nothing new"]
    assert "claim 2" in hook.messages[1]["message"]
    assert "claim 1" not in hook.messages[1]["message"]


def test_a_blind_tracker_says_so_first(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.sweep()
    newsroom.channel("desk", hook.url(), digest="weekly", instant=None)
    newsroom.now = next_digest(newsroom)
    newsroom.tell("desk", digest=True)
    assert hook.subjects == ["BLIND; nothing new"]
    assert "The tracker may be blind:\n!! " in hook.messages[0]["message"]
    assert hook.messages[0]["type"] == "failure"


def test_a_digest_that_is_not_due_is_not_written_again(newsroom: Newsroom, hook: Hook) -> None:
    """As where a run that was lost is done again."""
    newsroom.channel("desk", hook.url(), digest="daily", instant=None)
    assert newsroom.tell("desk", digest=True) == 0
    newsroom.now = next_digest(newsroom)
    assert newsroom.tell("desk", digest=True) == 1
    assert newsroom.tell("desk", digest=True) == 0


def test_an_acknowledged_flag_stays_new_and_a_settled_one_has_cleared(newsroom: Newsroom, hook: Hook) -> None:
    from tracker.states import Resolution

    newsroom.sweep(newsroom.flag("1"))
    newsroom.channel("desk", hook.url(), digest="daily", instant=None)
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.flag("2"))
    newsroom.person("2", FlagAction.ACKNOWLEDGED, FlagState.ACKNOWLEDGED)
    newsroom.person("1", FlagAction.SETTLED, FlagState.SETTLED, resolution=Resolution.ACCEPTED)
    newsroom.now = next_digest(newsroom)
    newsroom.tell("desk", digest=True)
    assert hook.subjects[0].endswith("1 new, 1 cleared")


@pytest.mark.parametrize(
    ("schedule", "after", "comes"),
    [
        ("daily", "2026-03-28T10:00+01:00", "2026-03-29T08:00+02:00"),  # the clocks go forward that night
        ("daily", "2026-10-24T10:00+02:00", "2026-10-25T08:00+01:00"),  # and back
        ("weekly", "2026-03-23T08:00+01:00", "2026-03-30T08:00+02:00"),
        ("30 7 * * 1-5", "2026-03-27T08:00+01:00", "2026-03-30T07:30+02:00"),
        ("12h", "2026-03-29T00:00+01:00", "2026-03-29T13:00+02:00"),
    ],
)
def test_digests_come_by_the_clock_on_the_wall(schedule: str, after: str, comes: str) -> None:
    found = hours.digest(schedule, BERLIN).next(datetime.fromisoformat(after))
    assert found == datetime.fromisoformat(comes)


def test_a_new_channel_waits_for_its_first_digest(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), digest="weekly", instant=None)
    assert next_digest(newsroom) == datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-16T22:00+01:00", "2026-11-17T07:00+01:00"),
        ("2026-11-16T21:59+01:00", None),
        ("2026-11-17T06:59+01:00", "2026-11-17T07:00+01:00"),
        ("2026-11-17T07:00+01:00", None),
        ("2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T07:00+01:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(now: str, end: str | None) -> None:
    found = hours.quiet_end(datetime.fromisoformat(now), *hours.quiet("22:00-07:00"), BERLIN)
    assert found == (None if end is None else datetime.fromisoformat(end))


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_do_end() -> None:
    moment = datetime(2026, 10, 24, 22, tzinfo=UTC)
    begin, end = hours.quiet("23:00-02:30")
    told = []
    for _ in range(40):
        found = hours.quiet_end(moment, begin, end, BERLIN)
        assert found is None or found > moment
        told.append(found is None)
        moment += timedelta(minutes=15)
    assert told[-1]


@pytest.mark.parametrize("text", ["", "22", "25:00-07:00", "22:00-22:00", "22:61-7", "a-b"])
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        hours.quiet(text)
