"""Pairs of a claim's wording and a metric, labelled by people: what is linked is the same, and most of the same is.

``pairs-held-out.jsonl`` was written after the scorer and never looked at to better it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tracker.likeness import LINK, PROPOSE, Measured, Wording, score
from tracker.values import Kind, Rate

GOLD = Path(__file__).parent / "gold"


class Measure(NamedTuple):
    """How good a choice is."""

    precision: float
    recall: float


def wording(claim: dict[str, Any]) -> Wording:
    return Wording(
        subject=claim["subject"],
        measure=claim["metric"],
        unit=claim["unit"],
        kind=Kind(claim["kind"]),
        rate=Rate(claim["rate"]) if "rate" in claim else None,
        counted=claim.get("counted"),
        baseline=claim.get("baseline"),
    )


def measured(metric: dict[str, Any]) -> Measured:
    return Measured(
        subjects=(metric["subject"], *metric.get("subject_aliases", ())),
        measures=(metric["measure"], *metric.get("measure_aliases", ())),
        unit=metric["unit"],
        kind=Kind(metric["kind"]) if "kind" in metric else None,
        baseline=metric.get("baseline"),
    )


def pairs(name: str) -> list[tuple[dict[str, Any], float]]:
    """The labelled pairs, each with its score."""
    read = [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
    return [(pair, score(wording(pair["claim"]), measured(pair["metric"])).score) for pair in read]


def judge(scored: list[tuple[dict[str, Any], float]], threshold: float) -> Measure:
    chosen = [pair["same"] for pair, found in scored if found >= threshold]
    same = sum(pair["same"] for pair, _ in scored)
    return Measure(sum(chosen) / len(chosen), sum(chosen) / same)


@pytest.mark.parametrize(("name", "least"), [("pairs.jsonl", 0.95), ("pairs-held-out.jsonl", 0.75)])
def test_precision_and_recall(name: str, least: float, record_property: Any) -> None:
    scored = pairs(name)
    links, both = judge(scored, LINK), judge(scored, PROPOSE)
    record_property("links", str(links))
    record_property("links and proposals", str(both))
    print(f"\n{name}: {len(scored)} pairs; links {links}; with proposals {both}")
    wrong = [pair["id"] for pair, found in scored if found >= LINK and not pair["same"]]
    assert links.precision >= 0.97, wrong
    assert links.recall >= least
    assert both.recall > links.recall or links.recall > 0.95


def test_half_of_the_pairs_are_near_misses() -> None:
    labels = [pair["same"] for pair, _ in pairs("pairs.jsonl")]
    assert len(labels) >= 100
    assert 0.4 <= sum(labels) / len(labels) <= 0.6
