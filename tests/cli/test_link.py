"""``tracker link``: proposals are listed and decided."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

METRIC = ["--subject", "Ferry Ltd", "--measure", "passengers", "--unit", "count", "--slug", "riders"]
ROWS = """subject,metric,value,unit,publisher,stated_on
Ferry Ltd,night passengers,120,count,P,2026-01-05
Ferry Ltd,night passengers,130,count,P,2026-01-06
Ferry Ltd,late passengers,7,count,P,2026-01-06
"""


@pytest.fixture
def proposals(tracker: Command, tmp_path: Path) -> list[int]:
    """Three claims that may be about one metric; the first two in the same words."""
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    assert tracker("claims", "import", tmp_path / "rows.csv").code == 0
    assert tracker("metric", "add", *METRIC).code == 0
    return [row["claim_id"] for row in tracker("link", "list", "--format", "jsonl").records]


def keys(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))


def test_what_is_proposed_is_listed(tracker: Command, proposals: list[int]) -> None:
    done = tracker("link", "list")
    assert "night" in done.out
    assert "riders" in done.out
    assert f"{len(proposals)} proposals" in done.out
    assert widest(done.out) <= 80
    assert tracker("link", "list", "--metric", "nothing").code == 3


def test_accepting_with_its_words_links_the_others(tracker: Command, proposals: list[int]) -> None:
    done = tracker("link", "accept", proposals[0], "riders", "--alias")
    assert "“night passengers”" in done.out
    assert "1 more claim linked" in " ".join(done.out.split())


def test_rejecting(tracker: Command, proposals: list[int]) -> None:
    assert "is not about riders" in tracker("link", "reject", proposals[0], "riders").out
    assert proposals[0] not in [row["claim_id"] for row in tracker("link", "list", "--format", "jsonl").records]


def test_going_through_them(tracker: Command, proposals: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    keys(monkeypatch, "x\nr\na\nq\n")
    done = tracker("link", "review")
    assert done.code == 0, done.err
    assert f"Claim {proposals[0]} is not about riders." in done.out
    assert f"Claim {proposals[1]} belongs to riders." in done.out
    assert "2 links decided." in done.out
    keys(monkeypatch, "")
    assert "0 links decided." in tracker("link", "review").out


@pytest.mark.usefixtures("proposals")
def test_what_is_linked_is_judged_anew(tracker: Command) -> None:
    tracker("metric", "edit", "riders", "--measure-alias", "night passengers")
    tracker("metric", "edit", "riders", "--drop-alias", "night passengers", "--measure", "cyclists")
    done = tracker("link", "anew")
    assert "0 claims linked otherwise than before, 0 proposals to decide." in " ".join(done.out.split())
    assert {row["linked_to"] for row in tracker("claims", "list", "--format", "jsonl").records} == {None}


def test_there_may_be_none(tracker: Command) -> None:
    assert "No link is proposed." in tracker("link", "list").out
    assert "No link is proposed." in tracker("link", "review").out
