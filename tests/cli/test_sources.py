"""``tracker source``: what comes in, what is there, what goes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, widest

SLUG = "dao-yu-you-bao"


def records(folder: Path, *publishers: str, published: str | None = "2025-06-20", **figure: Any) -> Path:
    fields = {"subject": "渡轮公司", "metric": "运送旅客", "value": 110000, "unit": "count", **figure}
    pages = [{"publisher": name, "published": published, "figures": [fields]} for name in publishers]
    path = folder / "records.json"
    path.write_text(json.dumps({"version": 1, "pages": pages}), encoding="utf-8")
    return path


def test_an_article_comes_in(tracker: Command, article: Path) -> None:
    done = tracker(
        "source", "add", article, "--publisher", "岛屿邮报", "--url", "https://example.com/f", "--tier", "press"
    )
    assert done.code == 0, done.err
    for words in ("渡轮公司的一年", f"2025-03-01 · {SLUG}: 4 claims, 0 linked", "超过12万人次", "渡轮公司 ·"):
        assert words in done.out
    assert widest(done.out) <= 80
    listed = tracker("claims", "list", "--format", "jsonl").records
    assert [claim["source"] for claim in listed] == [SLUG] * 4
    assert {claim["stated_on"] for claim in listed} == {"2025-03-01"}
    assert {claim["url"] for claim in listed} == {"https://example.com/f"}


def test_the_same_again_is_nothing_new(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    done = tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert done.code == 0
    assert "Nothing new" in done.out
    assert SLUG in done.out
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["documents"], source["claims"]) == (1, 4)


def test_a_text_without_a_date_says_so_and_keeps_its_claims(tracker: Command, tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("某店售出300件。", encoding="utf-8")
    done = tracker("source", "add", path, "--publisher", "岛屿邮报")
    assert done.code == 0
    said = " ".join(done.err.split())
    assert "malformed/no_date" in said
    assert "--published 2025-10-21" in said
    assert tracker("claims", "list", "--format", "jsonl").records[0]["stated_on"] is None


def test_records_bring_several_sources(tracker: Command, tmp_path: Path) -> None:
    done = tracker("source", "add", records(tmp_path, "甲报", "乙报"))
    assert done.code == 0, done.err
    assert [source["publisher"] for source in tracker("source", "list", "--format", "jsonl").records] == [
        "甲报",
        "乙报",
    ]
    again = tracker("source", "add", records(tmp_path, "甲报", "乙报", "丙报"))
    assert "2 pages of 3 had nothing new" in again.out
    assert {claim["figure"] for claim in tracker("claims", "list", "--format", "jsonl").records} == {"110,000"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ferry.txt"], "error: --publisher: say who published it"),
        (["ferry.txt", "--publisher", " "], "error: --publisher: give a line"),
        (["none.txt", "--publisher", "P"], "error: none.txt: there is no such file"),
        (["ferry.txt", "--publisher", "P", "--published", "21.10.2025"], "error: --published:"),
        (["ferry.txt", "--publisher", "P", "--url", "example.com"], "error: --url:"),
        (["ferry.txt", "--publisher", "P", "--slug", "Ferry Mail"], "error: --slug:"),
        (["ferry.txt", "--publisher", "P", "--kind", "pigeon"], "error: there is no kind of source named 'pigeon'"),
        (["ferry.txt", "--publisher", "P", "--tier", "secret"], "--tier"),
        (["plain.txt", "--publisher", "P"], "no figure found"),
        (["-", "--publisher", "P"], "error: FILE:"),
        (["broken.json"], "error: broken.json, line 1: broken JSON"),
    ],
)
@pytest.mark.usefixtures("article")
def test_wrong_use_leaves_nothing_behind(tracker: Command, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "plain.txt").write_text("今天的海面很平静。", encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    done = tracker("source", "add", *arguments)
    assert done.code == 3
    assert words in done.err
    assert done.out == ""
    assert tracker("source", "list", "--format", "jsonl").out == ""


def test_one_bad_page_keeps_the_others_out(tracker: Command, tmp_path: Path) -> None:
    path = records(tmp_path, "甲报")
    book = json.loads(path.read_text(encoding="utf-8"))
    book["pages"].append(book["pages"][0] | {"publisher": "乙报", "slug": "jia-bao"})
    path.write_text(json.dumps(book), encoding="utf-8")
    done = tracker("source", "add", path)
    assert (done.code, done.out) == (3, "")
    assert "jia-bao is another source" in done.err
    assert tracker("source", "list", "--format", "jsonl").out == ""


def test_sources_are_listed_and_shown(tracker: Command, article: Path) -> None:
    assert "No source yet" in tracker("source", "list").out
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    listed = tracker("source", "list")
    assert SLUG in listed.out
    assert widest(listed.out) <= 80
    shown = tracker("source", "show", SLUG)
    for words in ("岛屿邮报", "article", "1 document, 4 claims and 0 flags", "渡轮公司的一年", "2025-03-01"):
        assert words in shown.out
    missing = tracker("source", "show", "dao-yu")
    assert missing.code == 3
    assert "there is no source called 'dao-yu'" in missing.err


def test_removing_says_what_goes_and_wants_a_yes(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    refused = tracker("source", "remove", SLUG)
    assert refused.code == 3
    assert "holds 1 document, 4 claims and 0 flags" in refused.out
    assert "add --yes" in refused.err
    done = tracker("source", "remove", SLUG, "--yes")
    assert done.code == 0
    assert f"Removed {SLUG}" in done.out
    assert tracker("claims", "list", "--format", "jsonl").out == ""
    assert tracker("source", "remove", SLUG, "--yes").code == 3


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that has somebody at the terminal answer so."""

    def answer(text: str) -> None:
        monkeypatch.setattr("tracker.cli.sources.is_asked", lambda: True)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{text}\n"))

    return answer


@pytest.mark.parametrize(("answer", "stated"), [("2025-10-21", "2025-10-21"), ("", None)])
def test_a_person_is_asked_for_the_date(
    tracker: Command, asked: Callable[[str], None], tmp_path: Path, answer: str, stated: str | None
) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("某店售出300件。", encoding="utf-8")
    asked(answer)
    done = tracker("source", "add", path, "--publisher", "岛屿邮报")
    assert done.code == 0
    assert "The text carries no date" in done.err
    assert tracker("claims", "list", "--format", "jsonl").records[0]["stated_on"] == stated


def test_a_person_is_asked_before_anything_goes(tracker: Command, asked: Callable[[str], None], article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    asked("n")
    assert tracker("source", "remove", SLUG).code != 0
    assert len(tracker("source", "list", "--format", "jsonl").records) == 1
    asked("y")
    assert tracker("source", "remove", SLUG).code == 0
    assert tracker("source", "list", "--format", "jsonl").out == ""
