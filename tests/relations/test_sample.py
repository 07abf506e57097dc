"""The sample's pages stand to the article as those who read them by hand say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ScratchDatabase
from tracker import db, pipeline, relations
from tracker.settings import Settings
from tracker.states import Relation

GOLD = Path(os.environ.get("TRACKER_TEST_GOLD", Path(__file__).parents[3] / "shared" / "gold"))
ARTICLE = "https://ep.ycwb.com/epaper/xkb/h5/html5/2025-10/20/content_1515_727872.htm"
SAID = {"superseded by the seed": "supersedes"}
"""What a list written from the other page's side calls a relation of the article's."""


def rows(name: str) -> list[dict[str, Any]]:
    file = GOLD / name
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


SEEDS = {row["id"]: row for row in rows("double11-2025.jsonl")}


@pytest.fixture(scope="module")
def pairs(_copies: ScratchDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[relations.Pair]]:
    own = Settings(data_dir=tmp_path_factory.mktemp("data"), database_url=_copies())
    with db.open_database(own) as database:
        pipeline.load_sample(database, now=datetime(2026, 11, 22, tzinfo=UTC))
        with database.session() as session:
            yield relations.listing(session)


def is_seed(side: relations.Side, seed: dict[str, Any]) -> bool:
    named = any(word in (side.subject or "") for word in seed["subject"])
    measured = any(word in (side.metric or "") for word in seed["metric"])
    return side.url == ARTICLE and named and measured and side.unit == seed["unit"]


def is_listed(side: relations.Side, row: dict[str, Any]) -> bool:
    return (side.url, side.subject) == (row["page"], row["subject"]) and row["measure"].startswith(side.metric or "?")


@pytest.mark.parametrize("row", rows("corroboration.jsonl"), ids=lambda row: row["seed"])
def test_each_listed_figure_stands_to_the_article_as_listed(row: dict[str, Any], pairs: list[relations.Pair]) -> None:
    found = [
        (str(pair.relation), pair.independent, is_seed(pair.claim, SEEDS[row["seed"]]))
        for pair in pairs
        for one, other in ((pair.claim, pair.other), (pair.other, pair.claim))
        if is_seed(one, SEEDS[row["seed"]]) and is_listed(other, row)
    ]
    if row["relation"] == "unrelated":
        assert found == []
        return
    relation = SAID.get(row["relation"], row["relation"])
    assert [(name, independent) for name, independent, _ in found] == [(relation, row["independent"])]
    assert relation != "supersedes" or found[0][2], "the article's figure is the later one"


def test_a_ceiling_and_an_average_meet_with_a_note(pairs: list[relations.Pair]) -> None:
    notes = [pair.note or "" for pair in pairs if pair.series == "dianxiaomi-saving"]
    assert any("the wording differs" in note for note in notes)


def test_every_figure_of_the_article_that_others_speak_of_shows(pairs: list[relations.Pair]) -> None:
    assert {str(pair.relation) for pair in pairs} >= {"agrees", "contradicts", "supersedes"}
    assert len({(pair.claim.id, pair.other.id) for pair in pairs}) == len(pairs), "one line a pair"


def test_the_article_stands_to_other_pages_in_every_way(pairs: list[relations.Pair]) -> None:
    across = [pair for pair in pairs if (pair.claim.url == ARTICLE) != (pair.other.url == ARTICLE)]
    assert {pair.relation for pair in across} == set(Relation)
