"""The real article, read by hand: every figure of it, as `score.py` and the rules of the report see it.

The text is somebody's work and not in this repository: it lies beside it, or where TRACKER_TEST_GOLD says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.extract.claims import as_record, claims

GOLD = Path(os.environ.get("TRACKER_TEST_GOLD") or Path(__file__).parents[3] / "shared" / "gold")
ARTICLE, LIST, SCORE = (GOLD / name for name in ("double11-2025.txt", "double11-2025.jsonl", "score.py"))

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (ARTICLE, LIST, SCORE)),
    reason=f"the hand-read article is not in {GOLD}: set TRACKER_TEST_GOLD to its folder",
)

Record = dict[str, Any]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [as_record(claim) for claim in claims(ARTICLE.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def pairs(records: list[Record]) -> list[tuple[Record, Record]]:
    """Each hand-read figure beside the claim that stands in the same place."""
    gold = [json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = []
    for wanted in gold:
        same = [r for r in records if min(r["end"], wanted["end"]) > max(r["start"], wanted["start"])]
        assert len(same) == 1, f"{wanted['id']} {wanted['figure']}: {[r['figure'] for r in same]}"
        found.append((wanted, same[0]))
    return found


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON for {value!r}")


def test_score(records: list[Record], tmp_path: Path) -> None:
    out = tmp_path / "claims.jsonl"
    out.write_text("\n".join(json.dumps(r, ensure_ascii=False, default=_number) for r in records), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCORE), str(out), str(LIST)], capture_output=True, text=True, check=True, timeout=60
    )
    score = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    assert float(score["f1"]) >= 0.95, done.stdout
    assert score["found"] == "47/47", done.stdout
    assert int(score["subject"].split("/")[0]) >= 45, done.stdout
    assert int(score["metric"].split("/")[0]) >= 45, done.stdout
    assert int(score["attribution"].split("/")[0]) >= 21, done.stdout
    assert (score["extra"], score["false_checkable"]) == ("0", "0"), done.stdout


def test_nothing_else_is_claimed(records: list[Record], pairs: list[tuple[Record, Record]]) -> None:
    assert len(records) == len(pairs)


def test_nobody_says_exactly_what_the_list_gives_to_nobody(pairs: list[tuple[Record, Record]]) -> None:
    for wanted, claim in pairs:
        nobody = wanted["attribution"] in (None, "据悉")
        assert (claim["attribution"] is None or claim["hearsay"]) is nobody, wanted["id"]


def test_hearsay_is_told_apart(pairs: list[tuple[Record, Record]]) -> None:
    assert all(claim["hearsay"] for wanted, claim in pairs if wanted["attribution"] == "据悉")


@pytest.mark.parametrize("field", ["kind", "period", "unit", "checkable", "comparator"])
def test_field_is_that_of_the_list(pairs: list[tuple[Record, Record]], field: str) -> None:
    counted = [(w, c) for w, c in pairs if w["kind"] != "slogan" or field != "unit"]
    assert {w["id"]: c[field] for w, c in counted} == {w["id"]: w[field] for w, _ in counted}


def test_vague_are_exactly_two(records: list[Record]) -> None:
    assert [r["figure"] for r in records if r["comparator"] == "vague"] == ["数张", "亿万"]


def test_changes_against_nothing(records: list[Record]) -> None:
    found = [r["figure"] for r in records if r["kind"] == "change" and r["baseline"] is None]
    assert found == ["达12%", "逾10%", "近20%", "28%以上", "37%", "超30%"]


def test_baselines_stand_where_the_list_has_them(pairs: list[tuple[Record, Record]]) -> None:
    assert {w["id"] for w, _ in pairs if w["baseline"]} == {w["id"] for w, c in pairs if c["baseline"]}


def test_the_promotion_that_ends_has_its_period(pairs: list[tuple[Record, Record]]) -> None:
    (claim,) = [c for _, c in pairs if c["kind"] == "period"]
    assert (claim["period_start"], claim["period_end"]) == ("2025-10-21", "2025-12-31")
