"""``tracker source sync``: sources as a file has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

SHEET = """\
sources:
  - slug: ferry
    locator: texts/ferry.txt
    kind: article
    publisher: 岛屿邮报
    tier: primary
    every: 6h
  - slug: island-news
    locator: https://news.example/feed.xml
    timezone: Asia/Shanghai
    every: "0 6 * * *"
    paused: true
"""


@pytest.fixture
def sheet(tmp_path: Path, article: Path) -> Path:
    """Write a file of two sources in a folder of its own, one of them a text beside it."""
    folder = tmp_path / "config"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "ferry.txt").write_bytes(article.read_bytes())
    path = folder / "sources.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def listed(tracker: Command) -> dict[str, dict[str, object]]:
    return {source["slug"]: source for source in tracker("source", "list", "--all", "--format", "jsonl").records}


def test_what_the_file_names_is_there_afterwards(tracker: Command, sheet: Path) -> None:
    done = tracker("source", "sync", sheet, "--yes")
    assert done.code == 0, done.err
    assert "+ ferry\n+ island-news\nDone: 2 added.\n" in done.out
    there = listed(tracker)
    assert (there["ferry"]["kind"], there["ferry"]["tier"], there["ferry"]["schedule"]) == ("article", "primary", "6h")
    assert (there["ferry"]["state"], there["island-news"]["state"]) == ("due", "paused")
    assert there["island-news"]["kind"] == "unknown"


def test_a_second_time_there_is_nothing_to_change(tracker: Command, sheet: Path) -> None:
    tracker("source", "sync", sheet, "--yes")
    assert tracker("source", "sync", sheet).out == "Nothing to change.\n"
    assert tracker("source", "fetch", "ferry").out == "ferry: 1 new document, 4 claims added\n"
    assert tracker("source", "sync", sheet).out == "Nothing to change.\n"


def test_a_path_starts_from_the_files_own_folder(
    tracker: Command, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    tracker("source", "sync", sheet, "--yes")
    shown = "".join(tracker("source", "show", "ferry").out.split())
    assert str(sheet.parent / "texts" / "ferry.txt") in shown


def test_a_source_without_kind_and_publisher_gets_them_from_what_is_read(tracker: Command, sheet: Path) -> None:
    rewrite(sheet, "    kind: article\n", "")
    tracker("source", "sync", sheet, "--yes")
    assert listed(tracker)["ferry"]["kind"] == "unknown"
    assert tracker("source", "fetch", "ferry").code == 0
    there = listed(tracker)
    assert (len(there), there["ferry"]["kind"], there["ferry"]["claims"]) == (2, "article", 4)
    assert tracker("source", "sync", sheet).out == "Nothing to change.\n"


def test_differences_are_shown_before_they_are_made(tracker: Command, sheet: Path) -> None:
    tracker("source", "sync", sheet, "--yes")
    rewrite(sheet, "every: 6h", "every: 1d")
    rewrite(sheet, "    tier: primary\n", "")
    rewrite(sheet, "paused: true", "paused: false")
    looked = tracker("source", "sync", sheet, "--dry-run")
    for line in ("~ ferry  schedule: 6h -> 1d", "~ ferry  tier: primary -> press", "~ island-news  paused: yes -> no"):
        assert line in looked.out
    assert "Nothing was changed." in looked.out
    assert listed(tracker)["ferry"]["schedule"] == "6h"
    refused = tracker("source", "sync", sheet)
    assert refused.code == 3
    assert "add --yes" in refused.err
    assert "Done: 2 changed." in tracker("source", "sync", sheet, "--yes").out
    there = listed(tracker)
    assert (there["ferry"]["schedule"], there["ferry"]["tier"], there["island-news"]["state"]) == ("1d", "press", "due")
    assert widest(looked.out) <= 80


def test_what_the_file_does_not_name_is_left_alone_unless_pruned(tracker: Command, sheet: Path, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "海港日报", "--slug", "harbour")
    done = tracker("source", "sync", sheet, "--yes")
    assert "Not in the file, left alone: 1 source (harbour)" in done.out
    pruned = tracker("source", "sync", sheet, "--prune", "--yes")
    assert "- harbour" in pruned.out
    assert listed(tracker)["harbour"]["state"] == "removed"
    assert listed(tracker)["harbour"]["claims"] == 4
    assert tracker("source", "sync", sheet, "--prune").out == "Nothing to change.\n"


def test_a_removed_source_that_the_file_names_is_taken_up_again(tracker: Command, sheet: Path) -> None:
    tracker("source", "sync", sheet, "--yes")
    tracker("source", "fetch", "ferry")
    tracker("source", "remove", "ferry")
    done = tracker("source", "sync", sheet, "--yes")
    assert "+ ferry, which had been removed" in done.out
    assert listed(tracker)["ferry"]["state"] == "every 6h"


def test_all_of_it_is_done_or_nothing(tracker: Command, sheet: Path, article: Path) -> None:
    """The second source would be the same as one that is there under another name."""
    tracker("source", "add", article, "--publisher", "P", "--slug", "other")
    text = (
        f"sources:\n- {{slug: one, locator: x.txt}}\n- {{slug: two, locator: {article}, kind: article, publisher: P}}\n"
    )
    sheet.write_text(text, encoding="utf-8")
    done = tracker("source", "sync", sheet, "--yes")
    assert done.code == 3
    assert "two would then be read as other is" in done.err
    assert set(listed(tracker)) == {"other"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sources: [", "line 1: broken YAML"),
        ("sources:\n- slug: a\n  slug: b\n", "line 3: broken YAML"),
        ("- slug: a\n", "line 1: expected a mapping with the key sources"),
        ("source: []\n", "line 1: there is no key 'source' here; there is sources"),
        ("sources: a\n", "line 1: sources: expected a list"),
        ("# none\nsources:\n- a\n", "line 3: expected a source"),
        ("sources:\n- slug: a\n", "line 2: locator is missing"),
        ("sources:\n- locator: a.txt\n", "line 2: slug is missing"),
        ("sources:\n- slug: a\n  locator: a.txt\n  evry: 6h\n", "line 4: there is no key 'evry' here"),
        ("sources:\n- slug: A b\n  locator: a.txt\n", "line 2: slug: the slug: 'A b' is no slug"),
        ("sources:\n- slug: a\n  locator: 7\n", "line 3: locator: expected a text, not 7"),
        ("sources:\n- slug: a\n  locator: a.txt\n  tier: secret\n", "line 4: tier: there is no tier 'secret'"),
        ("sources:\n- slug: a\n  locator: a.txt\n  every: 6\n", "line 4: every: expected a text, not 6"),
        ("sources:\n- slug: a\n  locator: a.txt\n  every: 6x\n", "line 4: every: '6x' is no schedule"),
        ("sources:\n- slug: a\n  locator: a.txt\n  timezone: Moon\n", "line 4: timezone: there is no time zone 'Moon'"),
        ("sources:\n- slug: a\n  locator: a.txt\n  paused: yes\n", "line 4: paused: expected true or false, not 'yes'"),
        ("sources:\n- slug: a\n  locator: a.txt\n  kind: pigeon\n", "line 4: kind: there is no kind of source named"),
        ("sources:\n- slug: a\n  locator: a.json\n  kind: records\n", "line 4: kind: a file of records names its"),
        ("sources:\n- slug: a\n  locator: a.txt\n  url: a.example\n", "line 4: url: 'a.example' is no web address"),
        ("sources:\n- slug: a\n  locator: a.txt\n  options: [x]\n", "line 4: options: expected a mapping"),
        (
            "sources:\n- slug: a\n  locator: a.txt\n  kind: article\n  options:\n    depth: 3\n",
            "line 5: options: a source of kind article has no setting 'depth'",
        ),
        (
            "sources:\n- {slug: a, locator: a.txt}\n- {slug: a, locator: b.txt}\n",
            "line 3: the slug a stands in line 2 already",
        ),
        ("sources:\n- {slug: a, locator: a.txt}\n- {slug: b, locator: a.txt}\n", "line 3: it stands in line 2 already"),
    ],
)
def test_a_fault_is_named_with_its_line(run: Command, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    done = run("source", "sync", "sources.yaml", "--yes")
    assert done.code == 3
    assert f"error: sources.yaml, {words}" in done.err
    assert done.out == ""
    assert done.err.count("\n") == 1


def test_settings_that_nest_without_end_are_refused(run: Command, tmp_path: Path) -> None:
    text = f"sources:\n- slug: a\n  locator: a.txt\n  options: {'{a: ' * 50}1{'}' * 50}\n"
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    assert "nest too deep" in run("source", "sync", "sources.yaml", "--yes").err


def test_the_file_in_the_readme_is_one(tracker: Command, tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (tmp_path / "sources.yaml").write_text(block, encoding="utf-8")
    assert "+ news\n+ yearbook\n" in tracker("source", "sync", "sources.yaml", "--dry-run").out
