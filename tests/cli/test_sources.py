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
from tracker.cli import options
from tracker.errors import UsageError

SLUG = "dao-yu-you-bao"


def records(folder: Path, *publishers: str, published: str | None = "2025-06-20", **figure: Any) -> Path:
    fields = {"subject": "渡轮公司", "metric": "运送旅客", "value": 110000, "unit": "count", **figure}
    pages = [{"publisher": name, "published": published, "figures": [fields]} for name in publishers]
    path = folder / "records.json"
    path.write_text(json.dumps({"version": 1, "pages": pages}), encoding="utf-8")
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that has somebody at the terminal answer so."""

    def answer(text: str) -> None:
        monkeypatch.setattr("tracker.cli.options.is_asked", lambda: True)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{text}\n"))

    return answer


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
        (["-", "--publisher", "P"], "error: LOCATOR:"),
        (["broken.json"], "error: broken.json, line 1: broken JSON"),
        (["ferry.txt", "--publisher", "P", "--every", "sometimes"], "error: --every: 'sometimes' is no schedule"),
        (["ferry.txt", "--publisher", "P", "--every", "0 6 * * 9"], "'9' is no day of the week"),
        (["ferry.txt", "--publisher", "P", "--timezone", "Moon"], "error: --timezone: there is no time zone 'Moon'"),
        (["ferry.txt", "--publisher", "P", "--option", "limit"], "error: --option: write 'limit' as NAME=VALUE"),
        (["ferry.txt", "--publisher", "P", "--option", "limit=3"], "has no setting 'limit'"),
        (["ferry.txt", "--publisher", "P", "--columns", "subject"], "error: --columns: write it as FIELD=COLUMN"),
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
    refused = tracker("source", "remove", SLUG, "--with-claims")
    assert refused.code == 3
    assert "holds 1 document, 4 claims and 0 flags" in refused.out
    assert "add --yes" in refused.err
    done = tracker("source", "remove", SLUG, "--with-claims", "--yes")
    assert done.code == 0
    assert f"Removed {SLUG}" in done.out
    assert tracker("claims", "list", "--format", "jsonl").out == ""
    assert tracker("source", "remove", SLUG, "--with-claims", "--yes").code == 3


@pytest.mark.parametrize(("answer", "stated"), [("2025-10-21", "2025-10-21"), ("", None)])
def test_a_person_is_asked_for_the_date(
    tracker: Command, asked: Callable[[str], None], tmp_path: Path, answer: str, stated: str | None
) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("某店售出300件。", encoding="utf-8")
    asked(f"{answer}\ny")
    done = tracker("source", "add", path, "--publisher", "岛屿邮报")
    assert done.code == 0
    assert "The text carries no date" in done.err
    assert tracker("claims", "list", "--format", "jsonl").records[0]["stated_on"] == stated


def test_a_person_is_asked_before_anything_goes(tracker: Command, asked: Callable[[str], None], article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    asked("n")
    assert tracker("source", "remove", SLUG, "--with-claims").code != 0
    assert len(tracker("source", "list", "--format", "jsonl").records) == 1
    asked("y")
    assert tracker("source", "remove", SLUG, "--with-claims").code == 0
    assert tracker("source", "list", "--format", "jsonl").out == ""


def test_a_dry_run_shows_what_would_come_in_and_needs_no_database(run: Command, article: Path, tmp_path: Path) -> None:
    done = run("source", "add", article, "--publisher", "岛屿邮报", "--dry-run")
    assert done.code == 0, done.err
    for words in (
        "1 document, 4 claims, read as article by 岛屿邮报",
        "渡轮公司的一年",
        "超过12万人次",
        "Nothing was kept.",
    ):
        assert words in done.out
    assert not (tmp_path / "data").exists()


def test_a_person_sees_what_would_come_in_and_is_asked(
    tracker: Command, asked: Callable[[str], None], article: Path
) -> None:
    asked("n")
    refused = tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert refused.code != 0
    assert "超过12万人次" in refused.out
    assert "Keep it?" in refused.err
    assert tracker("source", "list", "--format", "jsonl").out == ""
    asked("y")
    kept = tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert kept.code == 0
    assert f"Kept as {SLUG}: 1 document, 4 claims, 0 linked to a metric." in " ".join(kept.out.split())
    asked("")
    assert "Keep it?" not in tracker("source", "add", article, "--publisher", "岛屿邮报", "--yes").err


def test_a_person_may_say_who_published_it(tracker: Command, asked: Callable[[str], None], article: Path) -> None:
    asked("岛屿邮报\ny")
    assert tracker("source", "add", article).code == 0
    assert tracker("source", "list", "--format", "jsonl").records[0]["publisher"] == "岛屿邮报"


def test_many_documents_are_summed_up(run: Command, tmp_path: Path) -> None:
    done = run("source", "add", records(tmp_path, *(f"P{number}" for number in range(12))), "--dry-run")
    assert "12 documents, 12 claims, read as records by P0, P1, P2 and 9 more" in " ".join(done.out.split())
    assert "… and 2 more documents" in done.out
    assert widest(done.out) <= 80


def test_a_text_known_from_elsewhere_is_said_to_be(tracker: Command, article: Path, tmp_path: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    copy = tmp_path / "copy.txt"
    copy.write_bytes(article.read_bytes())
    done = tracker("source", "add", copy, "--publisher", "海港日报")
    said = " ".join(done.out.split())
    assert f"the same text was captured from {SLUG} before" in said
    assert "hai-gang-ri-bao is noted as carrying it too" in said
    assert len(tracker("claims", "list", "--format", "jsonl").records) == 4


def test_sources_that_it_could_be_taken_for_are_named(tracker: Command, article: Path, tmp_path: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报", "--every", "6h")
    other = tmp_path / "other.txt"
    other.write_text("某店 2025年3月1日\n\n某店售出300件。", encoding="utf-8")
    assert f"there is a source by 岛屿邮报 already: {SLUG}" in " ".join(
        tracker("source", "add", other, "--publisher", "岛屿邮报").err.split()
    )
    assert f"is read by {SLUG} already" in " ".join(
        tracker("source", "add", article, "--publisher", "海港日报").err.split()
    )
    again = " ".join(tracker("source", "add", article, "--publisher", "岛屿邮报", "--every", "1d").err.split())
    assert f"{SLUG} keeps its schedule 6h; `tracker source edit {SLUG} --every` changes it" in again


def test_a_schedule_is_kept_and_shown(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报", "--every", "0  6 * * 1", "--timezone", "Europe/Berlin")
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["schedule"], source["timezone"], source["state"]) == ("0 6 * * 1", "Europe/Berlin", "0 6 * * 1")
    shown = tracker("source", "show", SLUG).out
    assert "0 6 * * 1" in shown
    assert "next look" in shown


def test_a_source_that_is_given_up_keeps_its_claims_and_can_be_taken_up_again(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    done = tracker("source", "remove", SLUG)
    assert done.code == 0
    assert f"Removed {SLUG}; its 1 document, 4 claims and 0 flags stay." in " ".join(done.out.split())
    assert tracker("source", "list", "--format", "jsonl").out == ""
    assert tracker("source", "list", "--all", "--format", "jsonl").records[0]["state"] == "removed"
    assert len(tracker("claims", "list", "--format", "jsonl").records) == 4
    assert "removed already" in tracker("source", "remove", SLUG).out
    for command in ("fetch", "pause", "resume"):
        assert "add it again" in tracker("source", command, SLUG).err
    again = tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert f"{SLUG} had been removed; it is taken up again" in " ".join(again.err.split())
    assert [source["slug"] for source in tracker("source", "list", "--format", "jsonl").records] == [SLUG]


def test_a_text_that_another_source_carries_too_stays_with_that(
    tracker: Command, article: Path, tmp_path: Path
) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    copy = tmp_path / "copy.txt"
    copy.write_bytes(article.read_bytes())
    tracker("source", "add", copy, "--publisher", "海港日报")
    done = tracker("source", "remove", SLUG, "--with-claims", "--yes")
    assert "holds 0 documents, 0 claims and 0 flags" in done.out
    assert "1 more document other sources carry as well" in done.out
    claims = tracker("claims", "list", "--format", "jsonl").records
    assert [claim["source"] for claim in claims] == ["hai-gang-ri-bao"] * 4
    assert tracker("source", "fetch").out == "hai-gang-ri-bao: 1 page unchanged\n"


def test_what_is_said_of_a_source_can_be_changed(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报", "--every", "6h")
    done = tracker(
        "source", "edit", SLUG, "--publisher", "海港日报", "--tier", "primary", "--timezone", "Asia/Tokyo",
        "--unset", "every",
    )  # fmt: skip
    assert done.code == 0, done.err
    for words in ("岛屿邮报", "海港日报", "primary", "6h"):
        assert words in done.out
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["publisher"], source["tier"], source["schedule"]) == ("海港日报", "primary", None)
    assert "nothing changed" in tracker("source", "edit", SLUG, "--tier", "primary").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "say what to change"),
        (["--every", "never"], "--every: 'never' is no schedule"),
        (["--unset", "slug"], "--unset: there is no 'slug' to empty"),
        (["--unset", "option.limit"], "has no setting 'limit'"),
        (["--option", "limit=3"], "a source of kind article has no setting 'limit'"),
        (["--url", "example.com"], "--url: 'example.com' is no web address"),
        (["--publisher", "海港日报"], "would then be read as hai-gang-ri-bao is"),
    ],
)
def test_a_wrong_edit_changes_nothing(tracker: Command, article: Path, arguments: list[str], words: str) -> None:
    for publisher in ("岛屿邮报", "海港日报"):
        tracker("source", "add", article, "--publisher", publisher)
    before = tracker("source", "list", "--format", "jsonl").out
    done = tracker("source", "edit", SLUG, *arguments)
    assert done.code == 3
    assert words in done.err
    assert tracker("source", "list", "--format", "jsonl").out == before


def test_settings_are_read_from_the_command_line() -> None:
    assert options.settings(["limit=20", "full=true", "query=SELECT a = b", 'headers={"X": "1"}', "odd=NaN"]) == {
        "limit": 20,
        "full": True,
        "query": "SELECT a = b",
        "headers": {"X": "1"},
        "odd": "NaN",
    }
    assert options.settings(None, "subject=Company, value=2023,value=2024,unit==CNY") == {
        "columns": {"subject": "Company", "value": ["2023", "2024"], "unit": "=CNY"}
    }
    with pytest.raises(UsageError, match="cannot be kept"):
        options.settings(['x="\\u0000"'])
    with pytest.raises(UsageError, match="cannot be kept"):
        options.settings(['x={"a": "\\ud800"}'])
