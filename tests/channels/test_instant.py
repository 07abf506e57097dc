"""What is told at once: what passes the filters, once, when it may be told, and when it is over."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from tests.channels.conftest import Newsroom
from tests.channels.receivers import Hook
from tracker.states import FlagAction, FlagState, Resolution, Severity


def test_a_critical_flag_is_told_once(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    assert not newsroom.waits("desk")
    newsroom.sweep(newsroom.flag("12"))
    assert newsroom.waits("desk")
    assert newsroom.tell("desk") == 1
    assert not newsroom.waits("desk")
    assert newsroom.tell("desk") == 0
    (message,) = hook.messages
    assert message["title"] == "claims-tracker: 1 figure contradicted"
    assert message["type"] == "failure"
    assert message["message"].splitlines()[0] == (
        "!! 12 | ferry · passengers | The Post, 2 Nov 2026 | claim 1: contradicted. Another origin does not say 12."
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "1 figure contradicted"),
        ({"instant": Severity.WARNING}, "1 figure contradicted, 1 page gone, 1 figure stale"),
        ({"instant": Severity.INFO}, "1 figure contradicted, 1 page gone, 1 figure stale"),
        ({"instant": Severity.INFO, "severity": Severity.INFO}, "1 figure contradicted, 1 page gone, 1 figure stale, "
         "1 figure unverifiable"),
        ({"instant": Severity.WARNING, "kinds": ["stale", "source_lost"]}, "1 page gone, 1 figure stale"),
        ({"instant": Severity.WARNING, "sources": ["mail"]}, "1 page gone"),
        ({"instant": Severity.WARNING, "metrics": ["fares"]}, "1 figure stale"),
    ],
)  # fmt: skip
def test_only_what_passes_the_filters_is_told(
    newsroom: Newsroom, hook: Hook, values: dict[str, object], told: str
) -> None:
    newsroom.claim("2", source="mail")
    newsroom.claim("3", metric="fares")
    newsroom.channel("desk", hook.url(), **values)
    newsroom.sweep(
        newsroom.flag("1"),
        newsroom.flag("2", "source_lost", Severity.WARNING, "unreachable"),
        newsroom.flag("3", "stale", Severity.WARNING, "aged"),
        newsroom.flag("4", "unverifiable", Severity.INFO, "unlinked"),
    )
    newsroom.tell("desk")
    assert hook.subjects == [told]


def test_what_was_before_the_channel_is_not_told(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.sweep(newsroom.flag("1"))
    newsroom.channel("desk", hook.url())
    newsroom.tell("desk")
    assert hook.messages == []


def test_what_a_look_back_finds_is_not_told(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"), is_present=False)
    newsroom.tell("desk")
    assert hook.messages == []
    assert not newsroom.waits("desk")


def test_a_claim_with_several_flags_is_one_line(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), instant=Severity.WARNING)
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("1", "stale", Severity.WARNING, "aged"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]
    assert hook.messages[0]["message"].splitlines()[0].endswith("(and 1 more flag)")


def test_that_it_is_over_is_told_of_what_was_told(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2", "stale", Severity.WARNING, "aged"))
    newsroom.tell("desk")
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.cleared("1"), newsroom.cleared("2", "stale", "aged"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted", "1 cleared"]
    assert hook.messages[1]["type"] == "success"
    line = "+ 1 | ferry · passengers | The Post, 2 Nov 2026 | claim 1: no longer contradicted"
    assert line in hook.messages[1]["message"].splitlines()


def test_settling_a_flag_is_told_and_acknowledging_it_is_not(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.later(minutes=1)
    newsroom.person("1", FlagAction.ACKNOWLEDGED, FlagState.ACKNOWLEDGED)
    newsroom.tell("desk")
    newsroom.later(minutes=1)
    newsroom.person("1", FlagAction.SETTLED, FlagState.SETTLED, resolution=Resolution.FIXED)
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted", "1 cleared"]


def test_without_recoveries_none_is_told(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), recoveries=False)
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.sweep(newsroom.cleared("1"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]


def test_what_is_over_before_it_could_be_told_never_is(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    newsroom.later(minutes=1)
    newsroom.sweep(newsroom.cleared("1"))
    newsroom.tell("desk")
    assert hook.messages == []
    assert not newsroom.waits("desk")


def test_a_flag_that_wakes_from_a_snooze_is_told_again(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.later(minutes=1)
    newsroom.person("1", FlagAction.SNOOZED, FlagState.SNOOZED, snoozed_until=newsroom.now + timedelta(days=1))
    newsroom.tell("desk")
    newsroom.later(days=1)
    newsroom.sweep(newsroom.event(_flag(newsroom), FlagAction.WOKEN, FlagState.OPEN))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"] * 2


def _flag(newsroom: Newsroom) -> int:
    (flag_id,) = newsroom._flags.values()
    return flag_id


# After so many runs


def test_it_is_told_once_it_stood_in_so_many_runs(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), after=3)
    newsroom.sweep(newsroom.flag("1"))
    for runs in (1, 2):
        newsroom.tell("desk")
        assert hook.messages == [], runs
        assert not newsroom.waits("desk")
        newsroom.later(hours=1)
        newsroom.sweep(suites=("other",))
        newsroom.tell("desk")
        assert hook.messages == [], "another suite's runs do not count"
        newsroom.sweep()
        assert newsroom.waits("desk")
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]


def test_what_comes_and_goes_is_never_told_after_three_runs(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), after=3)
    event = newsroom.flag("1")
    for _ in range(5):
        newsroom.sweep(event)
        newsroom.tell("desk")
        newsroom.later(hours=1)
        newsroom.sweep(newsroom.cleared("1"))
        newsroom.tell("desk")
        newsroom.later(hours=1)
        event = newsroom.flag("1")
    assert hook.messages == []


# Quiet hours: from 22:00 to 07:00 in Berlin, 21:00 to 06:00 UTC in winter

NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}


def test_in_quiet_hours_it_waits_for_their_end(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.later(hours=13)  # 23:00 there
    newsroom.channel("desk", hook.url(), **NIGHT)
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2"))
    newsroom.tell("desk")
    newsroom.later(hours=5)
    newsroom.sweep(newsroom.cleared("2"))
    newsroom.tell("desk")
    assert hook.messages == []
    newsroom.later(hours=2, minutes=59)  # 06:59
    assert not newsroom.waits("desk")
    newsroom.later(minutes=1)
    assert newsroom.waits("desk")
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"], "what was over by then is not told"


def test_critical_flags_pass_where_the_user_says_so(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.later(hours=13)
    newsroom.channel("desk", hook.url(), **NIGHT, critical_passes=True, instant=Severity.WARNING)
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2", "stale", Severity.WARNING, "aged"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]
    newsroom.later(hours=8)
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted", "1 figure stale"]


def test_opened_closed_and_opened_again_at_night_is_one_message_or_none(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), **NIGHT)
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.later(hours=13)
    newsroom.sweep(newsroom.cleared("1"))
    newsroom.tell("desk")
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.later(hours=9)
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"], "it stands as the reader last heard"


# Suppression, floods, snoozes, pauses


def test_the_same_flag_is_not_told_again_within_the_interval_but_after_it(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), suppress_minutes=24 * 60)
    newsroom.sweep(newsroom.flag("1"))
    newsroom.tell("desk")
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.cleared("1"))
    newsroom.tell("desk")
    newsroom.later(hours=1)
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted", "1 cleared", "1 figure contradicted"]
    assert "claim 2" in hook.messages[2]["message"]
    newsroom.later(hours=21)
    newsroom.tell("desk")
    assert len(hook.messages) == 3
    newsroom.later(hours=2)
    assert newsroom.waits("desk"), "the reader takes it for cleared, and it is not"
    newsroom.tell("desk")
    assert "claim 1" in hook.messages[3]["message"]


def test_a_flood_is_one_message_with_counts_and_the_worst_few(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url(), instant=Severity.WARNING, flood=6)
    events = [newsroom.flag(str(number), "stale", Severity.WARNING, "aged") for number in range(7)]
    events += [newsroom.flag(str(number)) for number in range(7, 9)]
    newsroom.sweep(*events)
    newsroom.tell("desk")
    assert hook.subjects == ["2 figures contradicted, 7 figures stale"]
    lines = hook.messages[0]["message"].splitlines()
    assert [line[:2] for line in lines[:5]] == ["!!", "!!", "! ", "! ", "! "]
    assert lines[5] == "and 4 more"


def test_a_snoozed_channel_is_told_afterwards_what_still_stands(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.change("desk", snoozed_until=newsroom.now + timedelta(hours=8), look_at=newsroom.now + timedelta(hours=8))
    newsroom.sweep(newsroom.flag("1"), newsroom.flag("2"))
    newsroom.tell("desk")
    newsroom.later(hours=4)
    newsroom.sweep(newsroom.cleared("1"))
    newsroom.tell("desk")
    assert hook.messages == []
    assert not newsroom.waits("desk")
    newsroom.later(hours=4)
    assert newsroom.waits("desk")
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]


def test_a_paused_channel_is_not_told_what_happened_meanwhile(newsroom: Newsroom, hook: Hook) -> None:
    from tracker import channels, pipeline

    newsroom.channel("desk", hook.url())
    with pipeline.transaction(newsroom.database) as session:
        channels.pause(session, "desk", actor="ana", now=newsroom.now)
    newsroom.sweep(newsroom.flag("1"))
    assert newsroom.tell("desk") == 0
    with pipeline.transaction(newsroom.database) as session:
        channels.resume(session, "desk", now=newsroom.later(hours=1))
    newsroom.sweep(newsroom.flag("2"))
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]
    assert "claim 2" in hook.messages[0]["message"]


def test_an_event_that_comes_to_light_after_later_ones_is_told_all_the_same(newsroom: Newsroom, hook: Hook) -> None:
    """Its number was taken first, and its transaction ended last."""
    newsroom.channel("desk", hook.url())
    first, second = newsroom.flag("1"), newsroom.flag("2")
    slow = newsroom.database.session()
    slow.begin()
    slow.add(first)
    slow.flush()
    newsroom.sweep(second)
    newsroom.tell("desk")
    slow.commit()
    slow.close()
    assert newsroom.waits("desk")
    newsroom.tell("desk")
    assert not newsroom.waits("desk")
    assert hook.subjects == ["1 figure contradicted"] * 2
    assert ["claim 2" in message["message"] for message in hook.messages] == [True, False]
