"""The command line as a person uses it, in this process: arguments in, exit code and two streams out."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.console import Console

from tests.fetch.conftest import Site
from tracker.cli import context, main


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """What it printed as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Done]


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give commands a terminal of 80 columns, whatever the test runs in."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(context.console, "_width", 80)
    monkeypatch.setattr(context.err_console, "_width", 80)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Command]:
    """Return a function that runs ``tracker`` with arguments, in a folder of the test's own, without a database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_TIMEZONE", "Asia/Shanghai")

    def command(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["tracker", *(str(argument) for argument in arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        code = ended.value.code
        return Done(code if isinstance(code, int) else int(code is not None), captured.out, captured.err)

    before = signal.getsignal(signal.SIGTERM)
    yield command
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def tracker(run: Command, monkeypatch: pytest.MonkeyPatch, scratch_database: Callable[..., str]) -> Command:
    """Return a function that runs ``tracker`` on a database of the test's own."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", scratch_database())
    return run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Write a short article and return its path."""
    path = tmp_path / "ferry.txt"
    path.write_text(
        "渡轮公司的一年 2025年3月1日  林一\n\n"
        "  渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。\n"
        "  据悉，新船票价为40元。甲板上还有数张长椅。\n",
        encoding="utf-8",
    )
    return path


def widest(text: str) -> int:
    """The columns that the widest line takes on a terminal, trailing blanks aside."""
    console = Console()
    return max((console.measure(line.rstrip()).maximum for line in text.splitlines()), default=0)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Yield a site that the tracker may read, in no hurry."""
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("TRACKER_OBEY_ROBOTS", "false")
    monkeypatch.setenv("TRACKER_HOST_INTERVAL", "0")
    site = Site()
    yield site
    site.close()
