"""``tracker history`` and ``tracker diff`` as a person calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest


@pytest.fixture
def kept(tracker: Command, article: Path) -> Command:
    """Keep an article and look at it as of the day after and as of two weeks later."""
    assert tracker("source", "add", article, "--publisher", "Ferry", "--slug", "ferry", "--yes").code == 0
    tracker("check", "--as-of", "2025-03-02")
    tracker("check", "--as-of", "2026-03-15")
    return tracker


def test_the_history_of_a_claim(kept: Command) -> None:
    kept("flag", "settle", "1", "--as", "accepted", "--note", "[seen] it")
    claim = next(record["claim_id"] for record in kept("flag", "list", "--state", "all", "--format", "jsonl").records)
    done = kept("history", claim)
    assert done.code == 0
    assert "stated" in done.out
    assert "captured" in done.out
    assert "opened" in done.out
    assert widest(done.out) <= 80
    records = kept("history", claim, "--format", "jsonl").records
    assert {"stated", "captured", "opened"} <= {record["what"] for record in records}
    assert [record["at"] for record in records] == sorted(record["at"] for record in records)


def test_a_claim_that_is_not_there(kept: Command) -> None:
    done = kept("history", "999")
    assert done.code == 3
    assert "there is no claim 999" in done.err


def test_the_difference_of_two_days(kept: Command) -> None:
    done = kept("diff", "--from", "2025-03-02", "--to", "2026-03-15")
    assert done.code == 0
    assert "Became stale" in done.out
    assert "Became unverifiable" not in done.out
    assert widest(done.out) <= 80
    records = kept("diff", "--from", "2025-03-02", "--to", "2026-03-15", "--format", "jsonl").records
    assert {(record["change"], record["kind"]) for record in records} == {("became", "stale")}
    all_of_it = kept("diff", "--from", "2025-03-01")
    assert "Came in (5)" in all_of_it.out or "Came in (4)" in all_of_it.out
    few = kept("diff", "--from", "2025-03-01", "--limit", "1").out
    assert "more: --limit 0 shows all" in few


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "yesterday"], "'yesterday' is no date"),
        (["--from", "2026-03-15", "--to", "2025-03-02"], "does not end before --to"),
        ([], "--from"),
    ],
)
def test_days_that_make_no_span(tracker: Command, arguments: list[str], said: str) -> None:
    done = tracker("diff", *arguments)
    assert done.code == 3
    assert said in done.err
