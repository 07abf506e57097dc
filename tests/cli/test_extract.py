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
        ([], "Missing argument 'FILE...'"),
        (["https://news.example/a"], "`tracker source test https://news.example/a` fetches and shows it"),
        (["ferry.txt", "--jobs", "-1"], "--jobs"),
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
    path.write_text(
        "[bold]店\u202e 2025年3月1日\n\n[red]某店\x9b[/red]售出300件。" + "今天海面平静。" * 40, encoding="utf-8"
    )
    done = run("extract", path)
    assert done.code == 0
    assert "[bold]店" in done.out
    assert "\u202e" not in done.out
    assert "\x9b" not in done.out


def test_it_is_quick(article: Path) -> None:
    """A process of its own, everything included; the limit leaves room for a busy machine."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tracker", "extract", str(article)]
    subprocess.run(command, check=True, capture_output=True)
    assert time.monotonic() - began < 5


@pytest.fixture
def many(tmp_path: Path) -> list[Path]:
    """Write twenty texts, each with its number for a figure."""
    paths = [tmp_path / f"{number}.txt" for number in range(1, 21)]
    for number, path in enumerate(paths, start=1):
        path.write_text(f"第{number}店 2025年3月1日\n\n某店售出{number}00件。\n", encoding="utf-8")
    return paths


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_files_are_read_in_their_order(run: Command, many: list[Path], jobs: int) -> None:
    done = run("extract", *many, "--format", "jsonl", "--jobs", jobs)
    assert (done.code, done.err) == (0, "")
    assert [(record["file"], record["low"]) for record in done.records] == [
        (str(path), number * 100) for number, path in enumerate(many, start=1)
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_cannot_be_read_does_not_stop_the_others(run: Command, many: list[Path], jobs: int) -> None:
    many[3].unlink()
    done = run("extract", *many, "--format", "jsonl", "--jobs", jobs)
    assert done.code == 3
    assert done.err == f"error: {many[3]}: there is no such file; check the path\n"
    assert len(done.records) == 19


def test_each_of_many_files_has_a_heading(run: Command, many: list[Path], article: Path) -> None:
    done = run("extract", many[0], article)
    assert done.code == 0
    assert "".join(done.out.split()).index("1.txt") < "".join(done.out.split()).index("ferry.txt")
    assert "第1店" in done.out
    assert widest(done.out) <= 80


@pytest.mark.parametrize("jobs", [1, 2])
def test_standard_input_may_be_one_of_many(
    run: Command, many: list[Path], monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("某店 2025年3月1日\n\n某店售出7件。".encode())))
    done = run("extract", *many[:10], "-", *many[10:], "--format", "jsonl", "--jobs", jobs)
    assert (done.records[10]["file"], done.records[10]["low"], len(done.records)) == ("-", 7, 21)


def test_other_kinds_of_files_are_read_as_what_they_are(run: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><title>渡轮</title><meta charset=utf-8></head><body><article><h1>渡轮公司的一年</h1>"
        "<p>渡轮公司表示，今年运送旅客超过12万人次，比去年增长8.5%。公司员工达300人，新船将于明年春天下水。</p>"
        "<p>据悉，新船票价为40元，甲板上还有长椅，乘客可以在船上观赏海景，也可以购买当地的特产。</p></article>",
        encoding="utf-8",
    )
    done = run("extract", page, "--format", "jsonl", "--published", "2025-03-01")
    assert done.code == 0, done.err
    assert "超过12万人次" in {record["figure"] for record in done.records}
    assert {record["file"] for record in done.records} == {str(page)}
