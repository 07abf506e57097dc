"""The guide to evidence says what is so: its commands are run on its files."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from tests.cli.conftest import Command
from tests.cli.conftest import run as run  # a fixture
from tests.cli.conftest import tracker as tracker  # a fixture
from tests.sources.site import Site, serve
from tests.test_sources_guide import DOCS, blocks, calls, cells, lay_files, said, section
from tracker.cli import metrics

GUIDE = (DOCS / "evidence.md").read_text(encoding="utf-8")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Stand in for the port's interface."""
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("TRACKER_HOST_INTERVAL", "0")
    with serve() as site:
        site.put("/now", '{"data": {"thousands": 120.4}}', "application/json")
        yield site


@pytest.fixture
def port(tmp_path: Path) -> None:
    """Lay out the port's database, which the guide does not show."""
    with sqlite3.connect(tmp_path / "port.db") as connection:
        connection.execute("CREATE TABLE trips (passengers)")
        connection.executemany("INSERT INTO trips VALUES (?)", [(120_000,), (412,)])
    connection.close()


@pytest.mark.usefixtures("port")
def test_every_command_does_what_the_guide_shows(tracker: Command, site: Site, tmp_path: Path) -> None:
    lay_files(GUIDE, tmp_path)
    for block in blocks(GUIDE.replace("https://port.example", site.url), "console"):
        came_out = ""
        for _, *words in calls(f"```console\n{block}```"):
            done = tracker(*words)
            assert done.code == 0, (words, done.err)
            came_out += done.out + done.err
        for line in block.splitlines():
            if line.startswith("$ ") or line == "…":
                continue
            wanted = re.sub(r"^\d{4}-\d\d-\d\d: ", "", said(line.removesuffix("…")))
            assert wanted in said(came_out), line
    rows = tracker("metric", "check", "passengers", "--format", "jsonl").records
    shown = {(row["figure"], row["evidence"]) for row in rows}
    assert shown == {("120,000", False), ("118,000", True), ("120,000", True), ("120,412", True), ("120,400", True)}


def test_every_option_of_a_probe_stands_in_the_guide() -> None:
    told = {name for names, _ in cells(section("Probes", GUIDE)) for name in re.findall(r"--[\w-]+", names)}
    group = typer.main.get_command(metrics.app)
    options = {option for parameter in group.commands["probe"].params for option in parameter.opts}  # type: ignore[attr-defined]
    assert {option for option in options if option.startswith("--")} == told


def test_the_commands_can_be_copied() -> None:
    lines = [line for block in blocks(GUIDE, "console") for line in block.splitlines() if line.startswith("$ ")]
    assert all(shlex.split(line)[1] == "tracker" for line in lines)
