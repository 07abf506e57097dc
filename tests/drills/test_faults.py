"""The service is killed, cut off and its database restarted; the state in the end is as if nothing had been done."""

from __future__ import annotations

import random
import time
from pathlib import Path

from drills import site as sites
from drills import state
from drills.process import until
from drills.scene import Scene, undisturbed
from drills.server import Server
from drills.story import Story

STORY = Story(papers=1, rows=12, told=2)


def test_kills_a_cut_and_a_restart_leave_no_trace(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Server(tmp_path / "server") as server, sites.serve() as site:
        with Scene(tmp_path / "disturbed", story=STORY, server=server, site=site) as scene:
            scene.begin()
            scene.ask(scene.fetches())
            for _ in range(2):
                process = scene.start()
                until(lambda process=process: process.terms, 600, "it leads")  # type: ignore[misc]
                time.sleep(chance.uniform(0, 1))
                assert process.kill() == []
            process = scene.start()
            scene.work()
            scene.turn(1)
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            server.kill()
            until(lambda: "does not answer" in process.said, 30, "it says so")
            server.start()
            scene.work()
            process.stop()
            assert process.popen.returncode == 0
            found = scene.state()
        expected = undisturbed(tmp_path, server, site, STORY, range(2))
    assert state.differences(expected, found) == []


def test_a_state_that_differs_is_told_apart(tmp_path: Path) -> None:
    with Scene(tmp_path / "one", story=STORY) as scene:
        scene.begin()
        before = scene.state()
        scene.query("UPDATE source SET publisher = 'nobody' WHERE slug = 'table'")
        assert [line.partition(":")[0] for line in state.differences(before, scene.state())] == ["sources"] * 2
