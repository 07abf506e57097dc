"""``tracker relations``, and what ``tracker claims show`` says of other claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

CLAIMS = """publisher,url,subject,metric,value,unit,kind,said_by,stated_on
Herald,https://herald.com/1,Island Ferries,passengers,17000,count,level,Island Ferries,2025-06-20
Globe,https://globe.com/1,Island Ferries,passengers,30000,count,level,Island Ferries,2025-10-20
Tribune,https://tribune.com/1,Island Ferries,passengers,30000,count,level,Harbour Office,2025-10-21
Times,https://times.com/1,Island Ferries,passengers,25000,count,level,Ferry Union,2025-10-22
"""


@pytest.fixture
def related(tracker: Command, tmp_path: Path) -> Command:
    """Four papers on one metric, imported before there was one."""
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    done = tracker("claims", "import", "claims.csv")
    assert done.code == 0, done.err
    done = tracker(
        "metric", "add", "--subject", "Island Ferries", "--measure", "passengers", "--unit", "count", "--slug", "pax"
    )
    assert "4 claims linked" in done.out, done.err
    return tracker


def test_a_line_a_pair_for_programs(related: Command) -> None:
    pairs = related("relations", "--format", "jsonl").records
    told = {
        (pair["claim"]["publisher"], pair["relation"], pair["other"]["publisher"]): pair["independent"]
        for pair in pairs
    }
    assert told == {
        ("Globe", "supersedes", "Herald"): False,
        ("Globe", "agrees", "Tribune"): True,
        ("Globe", "contradicts", "Times"): True,
        ("Tribune", "contradicts", "Times"): True,
    }, "nobody is held to the figure of June, which was replaced in October"
    first = next(pair for pair in pairs if pair["relation"] == "supersedes")
    assert set(first) == {"claim", "other", "relation", "independent", "note"}
    assert first["claim"] == {
        "id": 2, "url": "https://globe.com/1", "publisher": "Globe", "subject": "Island Ferries",
        "metric": "passengers", "figure": first["claim"]["figure"], "low": 30000, "high": 30000, "unit": "count",
        "stated_on": "2025-10-20", "origin": "Island Ferries",
    }  # fmt: skip
    assert "122 days apart" in first["note"]


def test_one_claim_comes_first(related: Command) -> None:
    pairs = related("relations", "--claim", 4, "--format", "jsonl").records
    assert pairs
    assert all(pair["claim"]["id"] == 4 for pair in pairs if pair["relation"] == "contradicts")
    assert all(4 in (pair["claim"]["id"], pair["other"]["id"]) for pair in pairs)


def test_the_table_is_readable(related: Command) -> None:
    done = related("relations", "--metric", "pax")
    assert widest(done.out) <= 80
    assert "not independent" in done.out
    assert "1 metric" in done.out


def test_a_claim_shows_its_origin_and_the_others(related: Command) -> None:
    done = related("relations")
    done = related("claims", "show", 1)
    assert "Island Ferries (a party to it)" in done.out
    assert "superseded by" in done.out
    assert "Globe" in done.out
    assert widest(done.out) <= 80


@pytest.mark.parametrize(("arguments", "words"), [(["--metric", "pqx"], "pqx"), (["--claim", 99], "no claim 99")])
def test_what_is_not_there_is_said(related: Command, arguments: list[object], words: str) -> None:
    done = related("relations", *arguments)
    assert (done.code, done.out) == (3, "")
    assert words in done.err
    assert done.err.count("\n") == 1


def test_nothing_related_yet(tracker: Command) -> None:
    assert "No two claims" in tracker("relations").out
    assert tracker("relations", "--format", "jsonl").out == ""


def test_a_text_that_another_paper_carries_too_is_repeated_there(tracker: Command, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(
            "Harbour report\n\n2026-10-01\n\nIsland Ferries carried 20,000 passengers last week.\n", encoding="utf-8"
        )
        url = f"https://{name}.example/1"
        assert tracker("source", "add", f"{name}.txt", "--publisher", name, "--url", url, "--yes").code == 0
    tracker("metric", "add", "--subject", "Island Ferries", "--measure", "passengers", "--unit", "count")
    (pair,) = tracker("relations", "--format", "jsonl").records
    assert (pair["relation"], pair["independent"], pair["note"]) == ("repeats", False, "the same text")
    assert (pair["claim"]["publisher"], pair["other"]["publisher"]) == ("b", "a")
    assert (pair["claim"]["url"], pair["other"]["url"]) == ("https://b.example/1", "https://a.example/1")
    assert pair["claim"]["figure"] == pair["other"]["figure"]
    assert "the same text" in tracker("relations", "--claim", pair["claim"]["id"]).out
