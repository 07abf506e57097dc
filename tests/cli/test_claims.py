"""``tracker claims``: look, enter, correct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, widest

BY_HAND = ["--publisher", "统计局", "--url", "https://stats.example.org/1", "--subject", "全市网店"]


@pytest.fixture
def kept(tracker: Command, article: Path) -> list[dict[str, Any]]:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    return tracker("claims", "list", "--format", "jsonl").records


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], 4),
        (["--source", "dao-yu-you-bao"], 4),
        (["--search", "长椅"], 1),
        (["--unchecked"], 4),
        (["--limit", "2"], 2),
        (["--search", "nowhere"], 0),
    ],
)
@pytest.mark.usefixtures("kept")
def test_claims_are_listed(tracker: Command, options: list[str], expected: int) -> None:
    assert len(tracker("claims", "list", "--format", "jsonl", *options).records) == expected
    table = tracker("claims", "list", *options)
    assert table.code == 0
    assert widest(table.out) <= 80
    assert ("No claim fits" in table.out) == (expected == 0)


@pytest.mark.usefixtures("kept")
def test_a_short_list_says_that_there_is_more(tracker: Command) -> None:
    assert "2 of 4 claims; --limit 4 shows all" in tracker("claims", "list", "--limit", "2").out
    assert "there is no source called" in tracker("claims", "list", "--source", "nope").err
    assert "there is no metric called" in tracker("claims", "list", "--metric", "nope").err


def test_a_claim_is_shown_whole(tracker: Command, kept: list[dict[str, Any]]) -> None:
    done = tracker("claims", "show", kept[0]["id"])
    assert done.code == 0
    for words in (
        "今年运送旅客超过12万人次", "more than 120,000", "渡轮公司", "2025-03-01", "dao-yu-you-bao (岛屿邮报, press)",
        "渡轮公司的一年", "not yet", "present",
    ):  # fmt: skip
        assert words in done.out
    assert widest(done.out) <= 80
    assert "nobody, as hearsay" in tracker("claims", "show", kept[2]["id"]).out


def test_an_edit_shows_before_and_after_and_keeps_the_reading(tracker: Command, kept: list[dict[str, Any]]) -> None:
    number = kept[0]["id"]
    done = tracker("claims", "edit", number, "--value", "13万", "--said-by", "港务局", "--stated-on", "2025-03-02")
    assert done.code == 0, done.err
    for words in ("Before", "After", "120,000", "130,000", "渡轮公司", "港务局", "2025-03-02"):
        assert words in done.out
    shown = tracker("claims", "show", number).out
    for words in ("Edited by", "As read", "As it stands", "120,000", "130,000"):
        assert words in shown
    assert "nothing changed" in tracker("claims", "edit", number, "--said-by", "港务局").out
    emptied = tracker("claims", "edit", number, "--unset", "said-by", "--unset", "stated-on")
    assert emptied.code == 0
    (claim,) = [found for found in tracker("claims", "list", "--format", "jsonl").records if found["id"] == number]
    assert (claim["attribution"], claim["stated_on"], claim["low"]) == (None, None, 130000)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "say what to change"),
        (["--value", "many"], "--value: cannot read 'many'"),
        (["--low", "9", "--high", "8"], "--low (9) is greater than --high (8)"),
        (["--unset", "kind"], "--unset: 'kind' cannot be emptied"),
        (["--stated-on", "soon"], "--stated-on: 'soon' is no date"),
        (["--link", "nope"], "there is no metric called 'nope'"),
        (["--kind", "nope"], "--kind"),
        (["--quote", "不在文中"], "--quote"),
    ],
)
def test_a_wrong_edit_changes_nothing(
    tracker: Command, kept: list[dict[str, Any]], options: list[str], words: str
) -> None:
    done = tracker("claims", "edit", kept[0]["id"], *options)
    assert done.code == 3
    assert words in done.err
    assert tracker("claims", "list", "--format", "jsonl").records == kept


def test_a_claim_that_is_not_there(tracker: Command) -> None:
    for command in (["show", 99], ["edit", 99, "--value", "3"]):
        done = tracker("claims", *command)
        assert (done.code, done.err) == (3, "error: there is no claim 99; `tracker claims list` shows them\n")
    assert tracker("claims", "show", 2**64).code == 3
    assert "No claim yet" in tracker("claims", "list").out


def test_a_claim_is_entered_by_hand(tracker: Command) -> None:
    fields = ["--metric", "客服使用率", "--value", "约三成", "--kind", "ratio", "--said-by", "统计局"]
    done = tracker("claims", "add", *BY_HAND, *fields, "--stated-on", "2025-09-30")
    assert done.code == 0, done.err
    assert "Added claim" in done.out
    (claim,) = tracker("claims", "list", "--format", "jsonl").records
    assert (claim["source"], claim["url"]) == ("tong-ji-ju", "https://stats.example.org/1")
    assert (claim["low"], claim["unit"], claim["comparator"], claim["kind"]) == (0.3, "x", "approx", "ratio")
    assert (claim["stated_on"], claim["attribution"]) == ("2025-09-30", "统计局")
    again = tracker("claims", "add", *BY_HAND, *fields, "--stated-on", "2025-09-30")
    assert again.code == 3
    assert f"claim {claim['id']} says this already" in again.err


def test_a_claim_without_a_date_says_so(tracker: Command) -> None:
    done = tracker("claims", "add", *BY_HAND, "--metric", "家数", "--value", "300家")
    assert done.code == 0
    assert "malformed/no_date" in done.err


@pytest.mark.usefixtures("kept")
def test_a_claim_by_hand_is_quoted_where_it_stands(tracker: Command) -> None:
    done = tracker(
        "claims", "add", "--source", "dao-yu-you-bao", "--subject", "渡轮公司", "--metric", "票价", "--value", "40元",
        "--quote", "新船票价为40元",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "据悉，新船票价为40元。" in done.out
    assert tracker("source", "list", "--format", "jsonl").records[0]["documents"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--subject", "a", "--metric", "b", "--value", "1"], "--source SLUG, or --publisher"),
        ([*BY_HAND, "--source", "x", "--metric", "b", "--value", "1"], "--source SLUG, or --publisher"),
        ([*BY_HAND, "--value", "1"], "--metric: say what"),
        ([*BY_HAND, "--metric", "b"], "--value: give the number"),
        ([*BY_HAND, "--metric", "b", "--value", "1", "--low", "2"], "--value: give it, or"),
        ([*BY_HAND, "--metric", "b", "--value", "1", "--url", "nowhere"], "--url: 'nowhere' is no web address"),
        (["--source", "nope", "--subject", "a", "--metric", "b", "--value", "1"], "there is no source called 'nope'"),
        ([*BY_HAND, "--metric", "b", "--value", "1", "--link", "nope"], "there is no metric called 'nope'"),
    ],
)
def test_a_wrong_entry_leaves_nothing_behind(tracker: Command, arguments: list[str], words: str) -> None:
    done = tracker("claims", "add", *arguments)
    assert done.code == 3
    assert words in done.err
    assert tracker("source", "list", "--format", "jsonl").out == ""
