"""Channels of errors: what the tracker itself cannot do, and that it can again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.channels.conftest import Newsroom
from tests.channels.receivers import Hook
from tracker import jobs, pipeline
from tracker.models import Run, Source, SuiteRun
from tracker.states import RunStatus, SuiteStatus, Topic


def job(newsroom: Newsroom, name: str, failure: str | None = None) -> None:
    """Note a run of a job, and that it failed."""
    with pipeline.transaction(newsroom.database) as session:
        run_id = jobs.record_start(session, name, newsroom.now, now=newsroom.now, holder="here", epoch=1)
        assert run_id is not None
        jobs.record_end(session, run_id, note=failure, now=newsroom.now, failed=failure is not None)
    newsroom.later(minutes=1)


@pytest.fixture
def ops(newsroom: Newsroom, hook: Hook) -> Newsroom:
    newsroom.channel("ops", hook.url(), topic=Topic.ERRORS)
    with pipeline.transaction(newsroom.database) as session:
        session.add(Source(slug="post", kind="feed", locator="post"))
    return newsroom


def test_a_job_that_fails_and_works_again(ops: Newsroom, hook: Hook) -> None:
    assert not ops.waits("ops")
    job(ops, "fetch:post", "the answer is 404")
    assert ops.waits("ops")
    ops.tell("ops")
    assert not ops.waits("ops")
    job(ops, "fetch:post", "the answer is 404")
    assert not ops.waits("ops"), "it is known"
    job(ops, "fetch:post")
    ops.tell("ops")
    assert hook.subjects == ["job fetch:post fails", "job fetch:post works again"]
    assert hook.messages[0]["message"].startswith("!! job fetch:post: the answer is 404")


def test_after_so_many_failures_in_a_row(ops: Newsroom, hook: Hook) -> None:
    ops.change("ops", after=3)
    for failures in range(1, 4):
        assert hook.messages == []
        job(ops, "recheck", "the database failed")
        ops.tell("ops")
        assert len(hook.messages) == (failures == 3)
    assert "(3 times in a row)" in hook.messages[0]["message"]


def test_flags_are_not_told_there(ops: Newsroom, hook: Hook) -> None:
    ops.sweep(ops.flag("1"))
    ops.tell("ops")
    assert hook.messages == []


def test_a_suite_that_cannot_run_is_told_once(ops: Newsroom, hook: Hook) -> None:
    with pipeline.transaction(ops.database) as session:
        run = Run(as_of=ops.now, is_present=True, status=RunStatus.PARTIAL, started_at=ops.now, finished_at=ops.now)
        session.add(run)
        session.flush()
        error = "mine.json: no such column"
        session.add(SuiteRun(run_id=run.id, suite="mine", status=SuiteStatus.FAILED, error=error))
    job(ops, "check", "suite mine did not run: mine.json: no such column")
    ops.tell("ops")
    assert hook.subjects == ["suite mine fails"]
    ops.sweep()
    job(ops, "check")
    ops.tell("ops")
    assert hook.subjects[1:] == ["suite mine works again"]


def test_that_nothing_is_checked_any_more(ops: Newsroom, hook: Hook) -> None:
    ops.sweep()
    ops.later(hours=37)
    ops.tell("ops")
    assert hook.subjects == ["checks fail"]
    assert "nothing was checked since" in hook.messages[0]["message"]


def test_many_at_once_are_one_message(ops: Newsroom, hook: Hook) -> None:
    with pipeline.transaction(ops.database) as session:
        session.add_all(Source(slug=f"s{number:02}", kind="feed", locator=str(number)) for number in range(30))
    for number in range(30):
        job(ops, f"fetch:s{number:02}", "no connection")
    ops.tell("ops")
    assert hook.subjects == ["31 things fail"]
    assert hook.messages[0]["message"].startswith("!! fetches: 30 of 30 looks at sources failed")
    assert "and 26 more" in hook.messages[0]["message"]


def test_another_channel_that_fails_is_told_but_not_itself(ops: Newsroom, hook: Hook) -> None:
    ops.channel("desk", hook.url())
    job(ops, "notify:desk", "it did not take it")
    job(ops, "notify:ops", "it did not take it")
    ops.tell("ops")
    assert hook.subjects == ["job notify:desk fails"]


def test_what_fails_on_and_off_is_told_again_after_the_interval(ops: Newsroom, hook: Hook) -> None:
    ops.change("ops", suppress_minutes=60)
    for failure in ("404", None, "404"):
        job(ops, "fetch:post", failure)
        ops.tell("ops")
    assert len(hook.messages) == 2
    assert not ops.waits("ops")
    ops.now += timedelta(hours=1)
    assert ops.waits("ops")
    ops.tell("ops")
    assert hook.subjects == ["job fetch:post fails", "job fetch:post works again", "job fetch:post fails"]


def test_that_most_fetches_fail_is_told_by_itself_and_first(ops: Newsroom, hook: Hook) -> None:
    ops.change("ops", after=3)
    with pipeline.transaction(ops.database) as session:
        session.add_all(Source(slug=f"s{number}", kind="feed", locator=str(number)) for number in range(3))
    for slug, failure in (("s0", "404"), ("s1", "500"), ("s2", None), ("post", None)):
        job(ops, f"fetch:{slug}", failure)
    assert not ops.waits("ops"), "half of them is no more than half"
    job(ops, "fetch:s1", "500")
    assert ops.waits("ops")
    ops.tell("ops")
    assert hook.subjects == ["fetches fail"]
    assert "3 of 5 looks at sources failed within 24 hours" in hook.messages[0]["message"]
    assert not ops.waits("ops")
    for slug in ("s0", "s1", "post"):
        job(ops, f"fetch:{slug}")
    ops.tell("ops")
    assert hook.subjects[1:] == ["fetches work again"]
