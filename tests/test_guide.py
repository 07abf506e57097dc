"""The guide to writing suites says what is so: its tables and its example are held to the code and the database."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sqlalchemy import Engine, text

from tracker import suites
from tracker.suites.catalogue import EXPECTATION_KEYS, META_KEYS, SUITE_KEYS
from tracker.suites.domain import OPERATORS
from tracker.suites.facts import FACTS
from tracker.suites.vocabulary import LIST_MISSING, PAIR_MISSING

GUIDE = (Path(__file__).parent.parent / "docs" / "suites.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return what stands under a heading of the guide."""
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    return str(found)


def rows(title: str) -> list[list[str]]:
    """Return the cells of the tables under a heading, without their heads."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_column_stands_in_the_guide_with_its_type_and_meaning(engine: Engine) -> None:
    told = {name.strip("`"): (kind, meaning) for name, kind, meaning in rows("The columns of claim_facts")}
    assert told == {name: (fact.type, fact.meaning) for name, fact in FACTS.items()}
    with engine.connect() as connection:
        view = connection.execute(
            text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'claim_facts'")
        )
        assert {name: kind for name, (kind, _) in told.items()} == dict(map(tuple, view))


def test_every_kind_and_reason_stands_in_the_guide() -> None:
    told = {(kind.strip("`"), reason.strip("`")): meaning for kind, reason, meaning in rows("Kinds and reasons")}
    assert told == {(kind, reason): said for kind, reasons in suites.KINDS.items() for reason, said in reasons.items()}


def test_every_type_stands_in_the_guide_with_its_arguments() -> None:
    told = {name.strip("`"): set(re.findall(r"`(\w+)`", arguments)) for name, arguments in rows("What can be expected")}
    assert told == {name: set(known.arguments) for name, known in suites.SUPPORTED.items()}
    choices = section("What can be expected")
    assert all(f"`{choice}`" in choices for choice in (*PAIR_MISSING, *LIST_MISSING))


def test_every_key_and_operator_stands_in_the_guide() -> None:
    told = section("The file")
    unread = {"rendered_content", "expectation_context", "suite_parameters"}
    assert {key for key in (*SUITE_KEYS, *EXPECTATION_KEYS, *META_KEYS) if f"`{key}`" not in told} == unread
    assert all(f"`{operator}`" in section("Which claims: row_condition") for operator in OPERATORS)


def test_its_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^## (.*)$", GUIDE, re.MULTILINE)
    }
    assert set(re.findall(r"\(#([\w-]+)\)", GUIDE)) <= headings


def test_the_worked_example_works(engine: Engine, tmp_path: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    path = tmp_path / f"{json.loads(example)['name']}.json"
    path.write_text(example, encoding="utf-8")
    assert f"newsroom/{path.name}" in GUIDE
    compiled, failures = suites.compile([suites.read(path)], engine.url, cache_dir=None)
    assert (len(compiled), failures) == (1, [])


def test_its_queries_work(engine: Engine, tmp_path: Path) -> None:
    queries = re.findall(r"```sql\n(.*?)```|`(SELECT claim_id [^`]*)`", GUIDE, re.DOTALL)
    assert len(queries) == 2
    meta = {"kind": "malformed", "reason": "no_unit", "message": "x", "remedy": "y"}
    entries = [
        {
            "type": "unexpected_rows_expectation",
            "id": f"{n}",
            "kwargs": {"unexpected_rows_query": block or inline},
            "meta": meta,
        }
        for n, (block, inline) in enumerate(queries)
    ]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"name": "mine", "expectations": entries}), encoding="utf-8")
    _, failures = suites.compile([suites.read(path)], engine.url, cache_dir=None)
    assert failures == []
