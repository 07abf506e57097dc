"""``tracker claims import`` and ``export``: what a person sees, and the exit code."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest
from tracker.cli import context

HEADER = "subject,metric,value,unit,stated_on,publisher\n"


def row(number: object, publisher: str = "Daily") -> str:
    return f"Acme,revenue,{number},CNY,2025-10-21,{publisher}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text(HEADER + row(1) + row(2), encoding="utf-8")
    return path


def test_a_file_comes_in_once(tracker: Command, file: Path) -> None:
    tracker("metric", "add", "--subject", "Acme", "--measure", "revenue", "--unit", "CNY")
    first = tracker("claims", "import", file)
    assert (first.code, first.out) == (0, "2 claims added, 2 linked to a metric, 1 new source\n")
    again = tracker("claims", "import", file)
    assert (again.code, again.out, again.err) == (0, "nothing new: 2 rows were there already\n", "")


def test_bad_rows_are_told_and_kept_and_can_be_mended(tracker: Command, file: Path, tmp_path: Path) -> None:
    file.write_text(HEADER + row(1) + row("much") * 30 + row(2) + row(2), encoding="utf-8")
    kept = tmp_path / "rejects.csv"
    done = tracker("claims", "import", file, "--rejects", kept)
    assert (done.code, done.out) == (
        1,
        "2 claims added, 0 linked to a metric, 1 new source; 1 row repeated in the file\n",
    )
    told = " ".join(done.err.split())
    assert "line 3: value: 'much' is no number" in told
    assert "line 22:" in told
    assert "line 23:" not in told
    assert "… and 10 rows more that cannot be used" in told
    assert f"30 rows left out: see {kept}".replace(" ", "") in "".join(told.split()), "a long path is broken up"
    assert widest(done.err) <= 80
    rejected = list(csv.DictReader(kept.open(encoding="utf-8")))
    assert [line["line"] for line in rejected] == [str(number) for number in range(3, 33)]
    assert (rejected[0]["value"], rejected[0]["publisher"]) == ("much", "Daily")
    kept.write_text(kept.read_text(encoding="utf-8").replace("Acme,revenue,much", "Acme,revenue,3"), encoding="utf-8")
    assert tracker("claims", "import", kept).out.startswith("1 claim added")


def test_nothing_that_comes_in_is_an_error(tracker: Command, file: Path) -> None:
    file.write_text(HEADER + row("much"), encoding="utf-8")
    done = tracker("claims", "import", file)
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[-1] == f"error: {file}: nothing came in: no row can be used"
    file.write_text(HEADER, encoding="utf-8")
    assert f"{file}: nothing came in: it holds no row" in tracker("claims", "import", file).err
    assert tracker("source", "list", "--format", "jsonl").records == []


def test_a_dry_run_stores_nothing(tracker: Command, file: Path) -> None:
    assert tracker("claims", "import", file, "--dry-run").out.startswith("2 claims would be added")
    assert tracker("claims", "list", "--format", "jsonl").records == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["nowhere.csv"], "there is no such file"),
        (["."], "is a folder"),
        (["claims.csv", "--columns", "subject"], "write FIELD=COLUMN"),
        (["claims.csv", "--columns", "nope=X"], "there is no field 'nope'"),
        (["claims.csv", "--columns", "unit==CNY,unit==USD"], "unit is given twice"),
        (["claims.csv", "--delimiter", "xx"], "parts no cells"),
        (["claims.csv", "--dates", "ymd"], "neither dmy"),
        (["claims.csv", "--encoding", "klingon"], "there is no charset 'klingon'"),
        (["claims.csv", "--rejects", "claims.csv"], "name another file"),
        (["claims.csv", "--rejects", "no/where.csv"], "cannot write"),
    ],
)
@pytest.mark.usefixtures("file")
def test_wrong_usage_is_one_line(tracker: Command, options: list[str], said: str) -> None:
    done = tracker("claims", "import", *options)
    assert done.code == 3
    assert said in done.err
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1


def test_a_table_of_ones_own_comes_in(tracker: Command, tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text('Company, Inc.\tAmount\tWhen\nAcme\t"1,200"\t3/4/2025\n', encoding="utf-8")
    done = tracker(
        "claims", "import", path, "--columns", "subject=Company, Inc.,value=Amount,metric==shops,unit==count",
        "--columns", "stated_on=When", "--dates", "dmy", "--publisher", "Daily", "--tier", "primary",
    )  # fmt: skip
    assert done.code == 0, done.err
    (claim,) = tracker("claims", "list", "--format", "jsonl").records
    assert (claim["subject"], claim["low"], claim["stated_on"], claim["publisher"]) == (
        "Acme", 1200, "2025-04-03", "Daily",
    )  # fmt: skip
    assert [source["tier"] for source in tracker("source", "list", "--format", "jsonl").records] == ["primary"]


def test_claims_go_through_pipes(tracker: Command, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert tracker("claims", "import", "-").out.startswith("2 claims added")
    printed = tracker("claims", "export")
    assert printed.out.startswith("id,subject,metric,value,")
    assert len(tracker("claims", "export", "--format", "jsonl").records) == 2
    assert [line["value"] for line in csv.DictReader(io.StringIO(printed.out))] == ["1", "2"]


def test_an_export_can_be_chosen_and_read_back(tracker: Command, file: Path, tmp_path: Path) -> None:
    file.write_text(HEADER + row(1) + row(2, "晚报") + row('"=1+1"'), encoding="utf-8")
    tracker("claims", "import", file)
    target = tmp_path / "out.jsonl"
    done = tracker("claims", "export", target, "--publisher", "晚报")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert '"publisher": "晚报"' in target.read_text(encoding="utf-8")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "out.jsonl"]
    assert tracker("claims", "import", target).out == "nothing new: 1 row was there already\n"
    assert "there is no source called" in tracker("claims", "export", "--source", "nope").err
    assert "cannot write" in tracker("claims", "export", tmp_path / "no" / "where.csv").err


def test_a_terminal_shows_how_far_it_is(tracker: Command, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tracker("claims", "import", file).err == ""
    monkeypatch.setattr(context.err_console, "_force_terminal", True)
    assert "\x1b" in tracker("claims", "import", file, "--dry-run").err
