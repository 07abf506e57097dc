"""``tracker suite``: the suites in words, and trying a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, widest
from tracker import resources, suites

META = {"kind": "unverifiable", "reason": "vague", "message": "“{figure}” is no level", "remedy": "Say [a] level."}


def written(folder: Path, *, name: str = "mine", **entry: Any) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    expectation = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "unit"}, "meta": META, **entry}
    path.write_text(json.dumps({"name": name, "expectations": [expectation]}), encoding="utf-8")
    return path


def test_the_list_names_every_suite(tracker: Command) -> None:
    done = tracker("suite", "list")
    assert done.code == 0, done.err
    names = [suite.name for suite in suites.load([resources.expectations()]).suites]
    assert all(name in done.out for name in names)
    assert "not yet" in done.out
    assert widest(done.out) <= 80


def test_the_list_tells_what_became_of_a_suite_and_what_cannot_run(
    tracker: Command, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    tracker("check", "--suite", "completeness")
    monkeypatch.setenv("TRACKER_EXPECTATIONS_DIR", str(written(tmp_path / "own", severity="grave").parent))
    done = tracker("suite", "list")
    assert done.code == 2
    assert "0 findings" in done.out
    assert "cannot run mine.json: expectations[0].severity: 'grave' is no severity" in " ".join(done.err.split())


def test_every_shipped_suite_is_shown_in_words(run: Command) -> None:
    for suite in suites.load([resources.expectations()]).suites:
        done = run("suite", "show", suite.name)
        assert done.code == 0, done.err
        assert widest(done.out) <= 80
        words = " ".join(done.out.split())
        assert all(expectation.key in words and expectation.description in words for expectation in suite.expectations)


def test_an_unknown_suite_is_wrong_usage(run: Command) -> None:
    done = run("suite", "show", "fresh")
    assert done.code == 3
    assert "there is no suite 'fresh'; there are completeness, consistency, freshness" in " ".join(done.err.split())


def test_a_broken_suite_is_explained_when_shown(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_EXPECTATIONS_DIR", str(written(tmp_path / "own", colour="red").parent))
    done = run("suite", "show", "mine")
    assert done.code == 2
    assert "expectations[0].colour: 'colour' is no key" in " ".join(done.err.split())


def test_trying_a_file_shows_failing_claims_and_opens_no_flag(tracker: Command, article: Path, tmp_path: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    path = written(
        tmp_path, type="expect_column_values_to_be_in_set", kwargs={"column": "kind", "value_set": ["level"]}
    )
    done = tracker("suite", "test", path)
    assert done.code == 1, done.err
    assert "unverifiable/vague: " in done.out
    assert "is no level" in done.out
    assert "no flag was opened" in done.out
    assert widest(done.out) <= 80
    assert "Great" not in done.out + done.err
    assert tracker("flag", "list", "--format", "jsonl").records == []


def test_trying_a_file_that_finds_nothing_ends_with_0(tracker: Command, article: Path, tmp_path: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    path = written(tmp_path, type="expect_column_values_to_be_null", kwargs={"column": "newer_claim_id"})
    done = tracker("suite", "test", path, "--as-of", "2025-10-21")
    assert done.code == 0, done.err
    assert "0 findings as of 2025-10-21" in done.out


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"severity": "grave"}, "expectations[0].severity"),
        (
            {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "stated_on", "value_set": ["x"]}},
            "expectations[0].kwargs: the database refuses it",
        ),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_3(
    tracker: Command, tmp_path: Path, entry: dict[str, Any], words: str
) -> None:
    done = tracker("suite", "test", written(tmp_path, **entry))
    assert done.code == 3
    assert words in " ".join(done.err.split())
    assert tracker("suite", "test", tmp_path / "gone.json").code == 3
