"""Channels in the running service: told within seconds, by whoever leads, and by the next leader where one dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.channels import receivers
from tests.channels.conftest import Newsroom
from tests.channels.receivers import Hook
from tests.service.conftest import until
from tracker import agenda, jobs, pipeline
from tracker.cli.context import web
from tracker.clock import present
from tracker.models import Notice
from tracker.schedule import Service
from tracker.states import JobStatus, Role


@pytest.fixture
def live(newsroom: Newsroom) -> Newsroom:
    """The newsroom on the real clock."""
    newsroom.now = present()
    return newsroom


def outcomes(newsroom: Newsroom, job: str) -> list[JobStatus]:
    with newsroom.database.session() as session:
        return [run.status for run in reversed(jobs.history(session, job))]


def test_a_flag_is_told_within_seconds_and_nothing_is_run_for_nothing(live: Newsroom, hook: Hook) -> None:
    live.channel("desk", hook.url())
    live.channel("broken", "json://127.0.0.1:9/x")
    with ExitStack() as stack:
        fetcher = stack.enter_context(web(live.settings))
        service = Service(live.database, live.settings, fetcher, beat=0.05)
        service.start()
        stack.callback(service.stop, 2)
        until(lambda: service.is_leader)
        assert outcomes(live, "notify:desk") == []
        live.now = present()
        live.sweep(live.flag("1"))
        until(lambda: hook.messages, seconds=20)
        until(lambda: outcomes(live, "notify:broken") == [JobStatus.FAILED], seconds=20)
        until(lambda: outcomes(live, "notify:desk") == [JobStatus.SUCCEEDED])
    assert hook.subjects == ["1 figure contradicted"]
    with live.database.session() as session:
        listed = jobs.listing(session, agenda.planned(session, live.settings, present()), present())
    by_name = {entry.job.name: entry for entry in listed}
    assert by_name["notify:desk"].next_at is None
    assert by_name["notify:broken"].failures == 1
    assert by_name["notify:broken"].next_at is not None


WORKER = """
import sys
from tracker.cli import main
sys.argv = ["tracker", "run", "--role", "worker"]
main()
"""


def start(folder: Path, live: Newsroom, name: str) -> subprocess.Popen[bytes]:
    """Start a worker of the service as a process of its own."""
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=folder,
            env={
                **os.environ,
                "TRACKER_DATABASE_URL": live.settings.database_url or "",
                "TRACKER_DATA_DIR": str(folder / "data"),
                "TRACKER_TIMEZONE": "UTC",
            },
            stdout=log,
            stderr=log,
        )


def test_a_leader_killed_while_it_sends_is_followed_by_one_that_sends_that_notice_alone(
    live: Newsroom, tmp_path: Path
) -> None:
    """The message arrives and its process dies before it hears so: it comes again, with the same number, once."""
    live.sweep()  # the sample is not loaded into a database that was checked before
    with pipeline.transaction(live.database) as session:
        for other in (jobs.CHECK, jobs.RECHECK, jobs.PRUNE):
            jobs.pause(session, other, actor="ana", now=live.now)
    with ExitStack() as stack:
        hook = stack.enter_context(receivers.hook())
        live.channel("desk", hook.url())
        live.sweep(live.flag("1"))
        live.tell("desk")
        live.sweep(live.flag("2"))
        hook.delay = 60
        first = start(tmp_path, live, "first")
        stack.callback(first.kill)
        until(lambda: len(hook.messages) == 2, seconds=90)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        hook.delay = 0
        with pipeline.transaction(live.database) as session:  # minutes pass
            notice = session.scalars(select(Notice).where(Notice.sent_at.is_(None))).one()
            assert notice.sending_at is not None
            notice.sending_at = notice.sending_at.replace(year=notice.sending_at.year - 1)
        second = start(tmp_path, live, "second")
        stack.callback(second.kill)
        until(lambda: live.notices()[1].sent_at, seconds=90)
        second.kill()
        second.wait(10)
        assert "Traceback" not in (tmp_path / "second.log").read_text(encoding="utf-8")
    earlier, later = live.notices()
    assert [message["notice"] for message in hook.messages] == [earlier.uid, later.uid, later.uid]
    assert [earlier.attempts, later.attempts] == [1, 2]


def test_a_role_that_serves_pages_sends_nothing(live: Newsroom, hook: Hook) -> None:
    live.channel("desk", hook.url())
    live.sweep(live.flag("1"))
    with web(live.settings) as fetcher:
        service = Service(live.database, live.settings, fetcher, role=Role.WEB, beat=0.05)
        service.start()
        service.stop(1)
    assert hook.messages == []
