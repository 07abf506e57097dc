"""``tracker metric``: the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

PASSENGERS = ["--subject", "渡轮公司", "--measure", "旅客", "--unit", "count", "--slug", "passengers"]


def test_a_metric_takes_the_claims_that_fit(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    done = tracker(
        "metric", "add", *PASSENGERS, "--kind", "level", "--subject-alias", "Ferry Ltd", "--shelf-life", "400",
        "--plausible-low", "0", "--plausible-high", "1000万",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "1 claim linked" in done.out
    (claim,) = tracker("claims", "list", "--metric", "passengers", "--format", "jsonl").records
    assert (claim["figure"], claim["linked_to"]) == ("超过12万人次", "passengers")
    (metric,) = tracker("metric", "list", "--format", "jsonl").records
    assert (metric["claims"], metric["subject_aliases"], metric["plausible_high"]) == (1, ["Ferry Ltd"], 10000000)
    assert "passengers" in tracker("claims", "show", claim["id"]).out


def test_a_new_alias_links_more(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert "0 claims linked" in tracker("metric", "add", *PASSENGERS[:3], "人流", *PASSENGERS[4:]).out
    done = tracker("metric", "edit", "passengers", "--measure-alias", "旅客", "--note", "人次 a year")
    assert "1 claim linked" in done.out
    assert "人次 a year" in done.out


def test_the_list_is_readable(tracker: Command) -> None:
    assert "No metric yet" in tracker("metric", "list").out
    tracker("metric", "add", *PASSENGERS)
    done = tracker("metric", "list")
    assert "渡轮公司 · 旅客" in done.out
    assert widest(done.out) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "--subject", "a"], "--measure"),
        (["add", *PASSENGERS], "passengers is this metric already"),
        (["add", *PASSENGERS[:3], "b", *PASSENGERS[4:], "--plausible-low", "2", "--plausible-high", "1"], "another"),
        (["edit", "passengers", "--plausible-low", "2", "--plausible-high", "1"], "exchange them"),
        (["edit", "passengers", "--plausible-low", "low"], "--plausible-low: cannot read 'low'"),
        (["edit", "passengers", "--plausible-low", "2025-01-01"], "--plausible-low: give a number"),
        (["edit", "passengers", "--shelf-life", "0"], "--shelf-life"),
        (["edit", "passengers", "--unset", "unit"], "--unset"),
        (["edit", "passenger"], "did you mean passengers"),
        (["edit", "passengers", "--drop-alias", "x"], "has no alias 'x'"),
    ],
)
def test_wrong_use_changes_nothing(tracker: Command, arguments: list[str], words: str) -> None:
    tracker("metric", "add", *PASSENGERS)
    before = tracker("metric", "list", "--format", "jsonl").out
    done = tracker("metric", *arguments)
    assert done.code == 3
    assert words in done.err
    assert tracker("metric", "list", "--format", "jsonl").out == before
