"""``tracker run --once`` as a newcomer meets it: an empty database, the sample, one sweep, the report."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tracker(tmp_path: Path) -> Run:
    """A function that runs the command in an empty folder, with nothing set but what it is given."""
    empty = tmp_path / "empty"
    empty.mkdir()

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        own = {"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_TIMEZONE": "UTC", "COLUMNS": "100"}
        return subprocess.run(
            [sys.executable, "-m", "tracker", *arguments],
            cwd=empty,
            env={**os.environ, **own, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_first_and_second_run(tracker: Run, scratch_database: Callable[..., str]) -> None:
    database = {"TRACKER_DATABASE_URL": scratch_database(empty=True)}
    first = tracker("run", "--once", **database)
    assert first.returncode == 0, first.stderr
    assert "loaded the sample" in first.stderr
    assert "Traceback" not in first.stderr
    assert "unverifiable" in first.stdout
    assert "新快报" in first.stdout

    second = tracker("run", "--once", **database)
    assert second.returncode == 0, second.stderr
    assert "loaded the sample" not in second.stderr
    assert headline(second.stdout) == headline(first.stdout)
    assert tracker("report", **database).returncode == 1, "the sample holds claims without a date: critical"


def headline(report: str) -> list[str]:
    """The counts of a report, which two runs of one day must agree on."""
    return [line.strip() for line in report.splitlines() if "open flags" in line]


def test_a_failing_suite_shows_in_report_and_exit_code(
    tracker: Run, scratch_database: Callable[..., str], tmp_path: Path
) -> None:
    suites = tmp_path / "suites"
    suites.mkdir()
    (suites / "broken.json").write_text('{"name": "broken", "expectations": [', encoding="utf-8")
    database = {"TRACKER_DATABASE_URL": scratch_database(empty=True), "TRACKER_EXPECTATIONS_DIR": str(suites)}
    done = tracker("run", "--once", **database)
    assert done.returncode == 2
    assert "broken" in done.stdout + done.stderr
    assert "unverifiable" in done.stdout, "the other suites still ran"


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (("run", "--role", "king"), {}, "--role"),
        (("run", "--once"), {"TRACKER_LOG_LEVEL": "LOUD"}, "TRACKER_LOG_LEVEL"),
        (("run", "--once"), {"TRACKER_TIMEZONE": "Mars"}, "TRACKER_TIMEZONE"),
        (("run", "--once"), {"TRACKER_DATABASE_URL": "sqlite://"}, "PostgreSQL"),
        (("run", "--twice"), {}, "--twice"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_3(
    tracker: Run, arguments: tuple[str, ...], variables: dict[str, str], words: str
) -> None:
    done = tracker(*arguments, **variables)
    assert done.returncode == 3
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_first_runs_at_once_load_one_sample(scratch_database: Callable[..., str], tmp_path: Path) -> None:
    own = {"TRACKER_DATABASE_URL": scratch_database(empty=True), "TRACKER_DATA_DIR": str(tmp_path / "data")}
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tracker", "run", "--once"],
            cwd=tmp_path,
            env={**os.environ, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sum("loaded the sample" in words for words in said) == 1


def test_a_reader_that_stops_reading_is_no_failure(tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("公司表示，销量增长12%。\n" * 3_000, encoding="utf-8")
    for form in ("jsonl", "table"):
        with subprocess.Popen(
            [sys.executable, "-m", "tracker", "extract", str(text), "--published", "2025-10-21", "--format", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as run:
            assert run.stdout is not None
            run.stdout.readline()
            run.stdout.close()
            assert run.stderr is not None
            assert run.stderr.read() == b""
        assert run.returncode == 0
