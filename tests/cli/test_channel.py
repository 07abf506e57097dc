"""``tracker channel``: set up, shown without secrets, silenced, forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels import receivers
from tests.channels.receivers import Hook
from tests.cli.conftest import Command, widest

ADDRESS = "mailto://desk:hunter2@mail.example?to=desk@news.example"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with receivers.hook() as one:
        yield one


def test_a_channel_is_set_up_listed_shown_and_forgotten(tracker: Command) -> None:
    assert "tracker channel add" in tracker("channel", "list").out
    added = tracker("channel", "add", "desk", ADDRESS, "--digest", "daily", "--quiet", "22:00-07:00")
    assert added.code == 0, added.err
    listed = tracker("channel", "list")
    assert "critical at once" in " ".join(listed.out.split())
    assert widest(listed.out) <= 80
    shown = tracker("channel", "show", "desk")
    assert "22:00-07:00" in shown.out
    assert widest(shown.out) <= 80
    (record,) = tracker("channel", "list", "--format", "jsonl").records
    assert (record["channel"], record["digest"], record["state"]) == ("desk", "daily", "well")
    removed = tracker("channel", "remove", "desk")
    assert removed.code == 0
    assert tracker("channel", "list", "--format", "jsonl").records == []
    for done in (added, listed, shown, removed):
        assert "hunter2" not in done.out + done.err


def test_no_command_shows_a_secret(tracker: Command) -> None:
    tracker("channel", "add", "desk", "slack://hunter2/hunter2/hunter2")
    tracker("channel", "add", "hook", "json://127.0.0.1:9/hunter2?k=hunter2", "--topic", "errors")
    commands = (
        ["channel", "list"],
        ["channel", "list", "--format", "jsonl"],
        ["channel", "show", "hook"],
        ["channel", "test", "hook"],
        ["channel", "edit", "hook", "--after", "2"],
        ["channel", "edit", "hook", "--address", "slack://hunter2"],
        ["jobs", "list"],
        ["doctor"],
    )
    for words in commands:
        done = tracker(*words)
        assert "hunter2" not in done.out + done.err, words


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["Desk", ADDRESS], "is no slug"),
        (["desk", "nowhere://x"], "no service is known for nowhere://"),
        (["desk", "mailto://"], "a part is missing"),
        (["desk", ADDRESS, "--kind", "wrong"], "there is no kind of flag named 'wrong'"),
        (["desk", ADDRESS, "--source", "nobody"], "there is no source 'nobody'"),
        (["desk", ADDRESS, "--metric", "nothing"], "there is no metric 'nothing'"),
        (["desk", ADDRESS, "--digest", "sometimes"], "daily and weekly will do as well"),
        (["desk", ADDRESS, "--quiet", "night"], "--quiet: 'night': write quiet hours as 22:00-07:00"),
        (["desk", ADDRESS, "--suppress", "long"], "--suppress: 'long'"),
        (["desk", ADDRESS, "--instant", "loud"], "--instant: 'loud' is none of"),
        (["desk", ADDRESS, "--instant", "never"], "would be told nothing"),
        (["desk", ADDRESS, "--topic", "errors", "--digest", "daily"], "without digests"),
    ],
)
def test_what_is_wrong_is_one_line(tracker: Command, options: list[str], told: str) -> None:
    done = tracker("channel", "add", *options)
    assert done.code == 3
    assert told in done.err
    assert len(done.err.splitlines()) == 1
    assert "hunter2" not in done.err


def test_a_name_is_taken_once(tracker: Command) -> None:
    tracker("channel", "add", "desk", ADDRESS)
    again = tracker("channel", "add", "desk", ADDRESS)
    assert (again.code, "tracker channel edit desk" in again.err) == (3, True)
    assert "did you mean desk?" in tracker("channel", "show", "dusk").err


def test_a_test_message_is_sent_at_once(tracker: Command, hook: Hook) -> None:
    tracker("channel", "add", "desk", hook.url("key"))
    done = tracker("channel", "test", "desk")
    assert (done.code, hook.subjects) == (0, ["a test"])
    hook.status = 500
    failed = tracker("channel", "test", "desk")
    assert failed.code == 3
    assert "500" in failed.err


def test_editing_changes_what_is_named(tracker: Command) -> None:
    tracker("channel", "add", "desk", ADDRESS, "--kind", "stale", "--digest", "daily", "--suppress", "24h")
    tracker("channel", "edit", "desk", "--kind", "none", "--digest", "none", "--critical-passes", "--flood", "3")
    (record,) = tracker("channel", "list", "--format", "jsonl").records
    assert (record["kinds"], record["digest"], record["critical_passes"], record["flood"]) == ([], None, True, 3)
    assert record["suppress_minutes"] == 24 * 60
    assert tracker("channel", "edit", "desk").code == 3


def test_pause_resume_and_snooze(tracker: Command) -> None:
    tracker("channel", "add", "desk", ADDRESS)

    def state() -> str:
        (record,) = tracker("channel", "list", "--format", "jsonl").records
        return str(record["state"])

    assert tracker("channel", "pause", "desk").code == 0
    assert state().startswith("paused by")
    assert tracker("channel", "pause", "desk").code == 3
    assert tracker("channel", "resume", "desk").code == 0
    assert tracker("channel", "snooze", "desk", "--for", "8h").code == 0
    assert state() == "snoozed"
    assert tracker("channel", "resume", "desk").code == 0
    assert state() == "well"
    assert tracker("channel", "snooze", "desk").code == 3
    assert tracker("channel", "snooze", "desk", "--until", "2020-01-01").code == 3


def test_secrets_that_are_not_there_are_named_by_the_doctor(tracker: Command) -> None:
    done = tracker("channel", "add", "desk", "mailto://desk:${NO_SUCH_PASSWORD}@mail.example")
    assert "${NO_SUCH_PASSWORD} is not set here" in done.out
    (found,) = [one for one in tracker("doctor", "--format", "jsonl").records if one["name"] == "channel desk"]
    assert not found["well"]
    assert "${NO_SUCH_PASSWORD}" in found["told"]


def test_jobs_say_that_a_channel_waits_for_news(tracker: Command) -> None:
    tracker("channel", "add", "desk", ADDRESS, "--digest", "weekly")
    listed = tracker("jobs", "list").out
    assert "notify:desk" in listed
    assert "digest:desk" in listed
    assert widest(listed) <= 80
