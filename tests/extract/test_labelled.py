"""Texts of our own with every figure labelled, scored as the real article is: two languages, two scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.extract.test_gold import SCORE
from tracker.extract.claims import as_record, claims

GOLD = Path(__file__).parents[1] / "gold"
LANGUAGES = ("chinese", "english")

Record = dict[str, Any]
Labelled = tuple[str, str, date | None, list[Record]]
"""A name, a text, the day it was published where that is not in its head, and its figures."""


def records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def phrases(language: str, name: str = "phrases.jsonl") -> Iterator[Labelled]:
    for phrase in records(GOLD / language / name):
        day = date.fromisoformat(phrase["published"]) if phrase["published"] else None
        yield phrase["id"], phrase["text"], day, phrase["figures"]


def held_out(language: str) -> Iterator[Labelled]:
    """Yield passages that no rule is made for: what they get wrong stays wrong until a rule for others mends it."""
    return phrases(language, "held-out.jsonl")


def articles(language: str) -> Iterator[Labelled]:
    for path in sorted((GOLD / language).glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8"), None, records(path.with_suffix(".jsonl"))


def plain(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON for {value!r}")


def scores(texts: list[Labelled], folder: Path) -> dict[str, str]:
    """Score all ``texts`` at once, laid behind one another."""
    offset, found, wanted = 0, [], []
    for name, text, day, figures in texts:
        place = {"start": offset, "end": offset}
        found += [{**r, **{key: r[key] + place[key] for key in place}} for r in map(as_record, claims(text, day))]
        wanted += [{**f, "id": f"{name} {f['id']}", **{key: f[key] + place[key] for key in place}} for f in figures]
        offset += len(text) + 1
    out, gold = folder / "claims.jsonl", folder / "gold.jsonl"
    out.write_text("\n".join(json.dumps(r, ensure_ascii=False, default=plain) for r in found), encoding="utf-8")
    gold.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in wanted), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCORE), str(out), str(gold)], capture_output=True, text=True, check=True, timeout=60
    )
    return dict(line.rsplit(" ", 1) for line in done.stdout.splitlines()) | {"printed": done.stdout}


@pytest.mark.skipif(not SCORE.is_file(), reason=f"the scorer is not at {SCORE}")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [phrases, articles, held_out])
def test_score(language: str, kind: Any, tmp_path: Path) -> None:
    score = scores(list(kind(language)), tmp_path)
    assert float(score["f1"]) >= 0.95, score["printed"]
    assert score["false_checkable"] == "0", score["printed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_stand_where_they_say(language: str) -> None:
    for name, text, _, figures in (*phrases(language), *articles(language), *held_out(language)):
        for figure in figures:
            assert text[figure["start"] : figure["end"]] == figure["figure"], name


def test_there_is_enough_of_it() -> None:
    assert sum(len(list(phrases(language))) for language in LANGUAGES) >= 300
    assert sum(len(list(articles(language))) for language in LANGUAGES) >= 12
