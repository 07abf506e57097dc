"""Each transition is told once: whoever dies, and whoever leads."""

from __future__ import annotations

import pytest

from tests.channels.conftest import Newsroom
from tests.channels.receivers import Hook
from tracker import channels, leadership, notify, pipeline
from tracker.channels import outbox
from tracker.channels.outbox import UNCLEAR_AFTER
from tracker.errors import LeadershipLostError
from tracker.notify import DeliveryError, Message


class Killed(BaseException):
    """The process ends here."""


def test_a_process_that_dies_before_it_sends_sends_once_in_the_next(
    newsroom: Newsroom, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise Killed

        patch.setattr(channels, "begin", die)
        with pytest.raises(Killed):
            newsroom.tell("desk")
    (notice,) = newsroom.notices()
    assert (notice.attempts, notice.sent_at, hook.messages) == (0, None, [])
    assert newsroom.waits("desk")
    assert newsroom.tell("desk") == 1
    assert newsroom.tell("desk") == 0
    assert len(hook.messages) == 1
    assert newsroom.notices()[0].sent_at == newsroom.now


def test_what_fails_while_it_is_written_is_written_whole_the_next_time(
    newsroom: Newsroom, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise Killed

        patch.setattr(outbox, "fill", die)
        with pytest.raises(Killed):
            newsroom.tell("desk")
    assert newsroom.notices() == []
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted"]


@pytest.mark.parametrize("arrives", [False, True])
def test_a_process_that_dies_while_it_sends_sends_that_one_again_with_the_same_number(
    newsroom: Newsroom, hook: Hook, arrives: bool
) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))

    def die(address: str, message: Message) -> None:
        if arrives:
            notify.send(address, message)
        raise Killed

    with pytest.raises(Killed):
        newsroom.tell("desk", send=die)
    newsroom.later(minutes=1)
    assert not newsroom.waits("desk"), "it may be under way still"
    assert newsroom.tell("desk") == 0
    newsroom.sweep(newsroom.flag("2"))
    newsroom.now += UNCLEAR_AFTER
    assert newsroom.waits("desk")
    assert newsroom.tell("desk") == 1
    assert newsroom.tell("desk") == 1
    numbers = [message["notice"] for message in hook.messages]
    assert len(numbers) == 2 + arrives
    assert len(set(numbers)) == 2, "a repeated message has its number, another one has not"
    assert [notice.attempts for notice in newsroom.notices()] == [2, 1]
    assert newsroom.tell("desk") == 0


def test_what_is_not_taken_waits_and_what_happens_meanwhile_comes_after_it(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    hook.status = 500
    for number in range(2, 5):
        with pytest.raises(DeliveryError):
            newsroom.tell("desk")
        newsroom.later(minutes=5)
        newsroom.sweep(newsroom.flag(str(number)))
    (notice,) = newsroom.notices()
    assert notice.attempts == 3
    assert "500" in (notice.error or "")
    hook.status = 200
    newsroom.tell("desk")
    newsroom.tell("desk")
    assert hook.subjects == ["1 figure contradicted", "3 figures contradicted"]
    assert {notice.error for notice in newsroom.notices()} == {None}


def test_a_channel_that_fails_keeps_no_other_waiting(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("broken", "json://127.0.0.1:9/x")
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    with pytest.raises(DeliveryError):
        newsroom.tell("broken")
    assert newsroom.tell("desk") == 1
    assert hook.subjects == ["1 figure contradicted"]


def test_no_transaction_is_held_while_it_is_sent(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))

    def look(address: str, message: Message) -> None:  # noqa: ARG001
        assert newsroom.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]

    assert newsroom.tell("desk", send=look) == 1


def test_a_leader_that_was_overtaken_sends_nothing(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    one, two = leadership.Leadership(newsroom.database.url, "one"), leadership.Leadership(newsroom.database.url, "two")
    fenced = leadership.fenced(newsroom.database, one.seek() or 0)
    one.leave()
    while two.seek() is None:
        pass
    with pytest.raises(LeadershipLostError):
        pipeline.tell(fenced, newsroom.settings, "desk", now=newsroom.now)
    two.leave()
    assert hook.messages == []
    assert newsroom.notices() == []


def test_what_a_leader_sent_while_it_was_overtaken_is_not_sent_again(newsroom: Newsroom, hook: Hook) -> None:
    newsroom.channel("desk", hook.url())
    newsroom.sweep(newsroom.flag("1"))
    one, two = leadership.Leadership(newsroom.database.url, "one"), leadership.Leadership(newsroom.database.url, "two")
    fenced = leadership.fenced(newsroom.database, one.seek() or 0)

    def overtaken(address: str, message: Message) -> None:
        notify.send(address, message)
        one.leave()
        while two.seek() is None:
            pass

    with pytest.raises(LeadershipLostError):
        pipeline.tell(fenced, newsroom.settings, "desk", now=newsroom.now, send=overtaken)
    two.leave()
    newsroom.later(hours=1)
    assert newsroom.tell("desk") == 0
    assert len(hook.messages) == 1
