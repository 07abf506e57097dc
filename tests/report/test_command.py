"""``tracker report`` as a person calls it."""

from __future__ import annotations

import csv
import json
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tests.report.test_query import Desk
from tracker import db
from tracker.cli import context, main
from tracker.report import document
from tracker.settings import Settings
from tracker.states import RunStatus, Severity, SuiteStatus


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def desk(scratch_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Yield a desk on a database that the command reads; what is put on it is committed."""
    url = scratch_database()
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    monkeypatch.setenv("TRACKER_TIMEZONE", "Asia/Shanghai")
    engine = create_engine(db.session_url(make_url(Settings(database_url=url).database_url or "")))
    with Session(engine) as session:
        yield Desk(session, datetime.now(UTC))
    engine.dispose()


@pytest.fixture
def report(
    desk: Desk, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Command]:
    """Return a function that runs ``tracker report`` in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(context.console, "_width", 80)
    monkeypatch.setattr(context.err_console, "_width", 80)

    def command(*arguments: object) -> Done:
        desk.session.commit()
        monkeypatch.setattr(sys, "argv", ["tracker", "report", *map(str, arguments)])
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, captured.out.decode(), captured.err.decode())

    before = signal.getsignal(signal.SIGTERM)
    yield command
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A warning on one claim, a notice on another, and a sweep just now."""
    document = desk.document(desk.source("morning"), title="早报")
    desk.flag(desk.claim(document, subject="茶店"), "stale", "aged")
    desk.flag(desk.claim(document, subject="shop"), "unverifiable", "unlinked", Severity.INFO)
    desk.run(desk.now, claims=2, evaluated=2)
    return desk


@pytest.mark.usefixtures("stocked")
def test_the_table_is_what_comes_unasked(report: Command) -> None:
    done = report()
    assert done.code == 0
    assert "2 of 2 claims flagged: 2 open flags" in done.out
    assert "茶店 · sales" in done.out


@pytest.mark.usefixtures("stocked")
def test_only_the_worst_on_request(report: Command) -> None:
    assert "for the other 1: `tracker report" in " ".join(report("--limit", 1).out.split())
    assert len(json.loads(report("--format", "json", "--limit", 1).out)["claims"]) == 1
    assert len(json.loads(report("--format", "json", "--limit", 0).out)["claims"]) == 2


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(("fail_on", "code"), [("critical", 0), ("warning", 1), ("info", 1)])
def test_exit_code_by_severity(report: Command, fail_on: str, code: int) -> None:
    assert report("--fail-on", fail_on).code == code


@pytest.mark.usefixtures("stocked")
def test_filters_narrow_the_exit_code(report: Command) -> None:
    assert report("--fail-on", "warning", "--kind", "unverifiable").code == 0
    assert report("--fail-on", "info", "--severity", "info", "--source", "morning").code == 1


def test_a_blind_report_ends_with_2_and_says_why(desk: Desk, report: Command) -> None:
    assert report().code == 2
    desk.run(desk.now, {"freshness": SuiteStatus.FAILED, "validity": SuiteStatus.SUCCEEDED}, status=RunStatus.PARTIAL)
    done = report("--format", "json", "--kind", "stale")
    assert done.code == 2
    assert json.loads(done.out)["health"]["suites_failed"] == ["freshness"]
    assert "blind: Suite freshness did not run: freshness.json: broken" in done.err


def test_an_old_sweep_is_late(desk: Desk, report: Command) -> None:
    desk.run(desk.now - timedelta(hours=40))
    assert report().code == 2
    assert "late" in report().out


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kind", "rotten"], "'rotten' is no kind of flag; there are contradicted,"),
        (["--source", "evening"], "there is no source 'evening'"),
        (["--severity", "fatal"], "fatal"),
        (["--format", "pdf"], "pdf"),
        (["--as-of", "yesterday"], "'yesterday' is no date"),
        (["--output", "."], "is a folder"),
        (["--output", "report.pdf"], "does not say which format"),
        (["--output", "nowhere/report.md"], "No such file or directory"),
        (["--limit", "-1"], "--limit"),
    ],
)
def test_wrong_usage_ends_with_3(report: Command, arguments: list[str], said: str) -> None:
    done = report(*arguments)
    assert done.code == 3
    assert said in done.err
    assert done.out == ""


@pytest.mark.usefixtures("stocked")
def test_json_meets_its_schema(report: Command) -> None:
    read = json.loads(report("--format", "json").out)
    jsonschema.Draft202012Validator(document.schema()).validate(read)
    assert read["claims"][0]["subject"] == "茶店"


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("report.html", "<!doctype html>"),
        ("report.json", "{"),
        ("report.md", "# Flagged claims"),
        ("report.txt", "Flagged claims"),
        ("report.csv", "\ufeffclaim,source"),
    ],
)
def test_a_file_by_its_name(report: Command, tmp_path: Path, name: str, start: str) -> None:
    done = report("--output", name)
    assert done.out == f"Wrote {name}. 2 of 2 claims flagged: 2 open flags\n"
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "茶店" in text


@pytest.mark.usefixtures("stocked")
def test_csv_on_standard_output_has_no_mark(report: Command) -> None:
    rows = list(csv.DictReader(report("--format", "csv", "--output", "-").out.splitlines()))
    assert [row["reason"] for row in rows] == ["aged", "unlinked"]


def test_as_of_ends_with_the_users_day(desk: Desk, report: Command) -> None:
    claim = desk.claim(desk.document(desk.source("morning")))
    # Half past eleven at night in Shanghai on the 10th, and half past midnight on the 11th.
    desk.flag(claim, "stale", "aged", at=datetime(2026, 11, 10, 15, 30, tzinfo=UTC))
    desk.flag(claim, "stale", "ended", at=datetime(2026, 11, 10, 16, 30, tzinfo=UTC))
    read = json.loads(report("--as-of", "2026-11-10", "--format", "json").out)
    assert read["as_of"] == "2026-11-10"
    assert [flag["reason"] for flag in read["claims"][0]["flags"]] == ["aged"]
    assert "as of 10 Nov 2026" in report("--as-of", "2026-11-10").out
