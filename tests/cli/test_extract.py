"""``tracker extract``: claims of a text, printed."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Command, widest


def test_it_prints_json_lines(run: Command, article: Path) -> None:
    done = run("extract", article, "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    text = article.read_text(encoding="utf-8")
    first = done.records[0]
    assert (first["low"], first["high"], first["unit"], first["comparator"]) == (120000, None, "count", "gt")
    assert (first["subject"], first["attribution"], first["checkable"]) == ("渡轮公司", "渡轮公司", True)
    assert all(text[record["start"] : record["end"]] == record["figure"] for record in done.records)
    assert len(done.records) == 4


def test_it_prints_a_table(run: Command, article: Path) -> None:
    done = run("extract", article)
    assert done.code == 0
    for words in (
        "渡轮公司的一年",
        "2025-03-01, 4 claims",
        "超过12万人次",
        "more than 120,000",
        "hearsay",
        "checkable",
    ):
        assert words in done.out
    assert widest(done.out) <= 80


def test_it_reads_standard_input(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("某店售出300件。".encode())))
    done = run("extract", "-", "--format", "jsonl")
    assert [record["low"] for record in done.records] == [300]
    assert "standard input carries no date; give one with --published" in done.err


def test_a_date_may_be_given(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("某店去年售出300件。", encoding="utf-8")
    done = run("extract", path, "--format", "jsonl", "--published", "2025-10-21")
    assert done.err == ""
    assert done.records[0]["period_end"] == "2024-12-31"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.txt"], "error: none.txt: there is no such file; check the path"),
        (["."], "error: . is a folder"),
        (["ferry.txt", "--published", "yesterday"], "error: --published: 'yesterday' is no date"),
        (["ferry.txt", "--format", "xml"], "--format"),
        ([], "Missing argument 'FILE'"),
    ],
)
@pytest.mark.usefixtures("article")
def test_wrong_use_is_said(run: Command, arguments: list[str], words: str) -> None:
    done = run("extract", *arguments)
    assert done.code == 3
    assert words in done.err
    assert done.out == ""


def test_foreign_text_cannot_play_tricks_on_the_terminal(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "tricks.txt"
    path.write_text("[bold]店\x1b[31m 2025年3月1日\n\n[red]某店\x07[/red]售出300件。\n", encoding="utf-8")
    done = run("extract", path)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\x07" not in done.out


def test_it_is_quick(article: Path) -> None:
    """A process of its own, everything included; the limit leaves room for a busy machine."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tracker", "extract", str(article)]
    subprocess.run(command, check=True, capture_output=True)
    assert time.monotonic() - began < 5
