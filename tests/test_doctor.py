"""What the doctor finds, and what it says to do."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from tracker import db, doctor, jobs, migrations, pipeline, suites
from tracker.errors import StorageError
from tracker.models import Source
from tracker.settings import Settings
from tracker.states import Role


def found(own: Settings, *, later: timedelta = timedelta()) -> dict[str, doctor.Finding]:
    """Examine as of the database's own time, or later."""
    with db.connect(own) as database:
        folders = suites.folders(own)
        return {one.name: one for one in doctor.examine(database, own, folders, now=_time(database) + later)}


def _time(database: db.Database) -> datetime:
    with database.session() as session:
        now: datetime = session.scalars(select(func.clock_timestamp())).one()
        return now


def lead(own: Settings) -> None:
    with db.open_database(own) as database:
        now = _time(database)
        pipeline.sweep(database, own, now=now)
        with pipeline.transaction(database) as session:
            jobs.beat(session, "here:1", role=Role.ALL, is_leader=True, started_at=now, now=now, version="0")


def test_all_is_well_where_all_is_well(own: Settings) -> None:
    lead(own)
    assert [one for one in found(own).values() if not one.is_well] == []


def test_a_leader_that_died_is_none_that_stands_by(own: Settings) -> None:
    lead(own)
    with db.open_database(own) as database, pipeline.transaction(database) as session:
        now = _time(database)
        jobs.beat(session, "here:2", role=Role.ALL, is_leader=True, started_at=now, now=now, version="0")
        jobs.beat(session, "here:3", role=Role.ALL, is_leader=False, started_at=now, now=now, version="0")
    assert found(own)["service"].told == "here:2 leads, 1 stands by"


def test_tables_of_an_earlier_version(own: Settings) -> None:
    with db.connect(own) as database:
        migrations.downgrade(database.engine, "-1")
    behind = found(own)
    assert behind["migrations"].remedy == "run `tracker db upgrade`"
    assert list(behind) == ["database", "migrations"]


def test_no_service_and_nothing_checked(own: Settings) -> None:
    said = found(own)
    assert said["service"].remedy == "start it: `tracker run`"
    assert "No sweep" in said["checks"].told


def test_a_clock_that_is_wrong(own: Settings) -> None:
    said = found(own, later=timedelta(minutes=10))
    assert "600 s apart" in said["clock"].told
    assert said["clock"].remedy


def test_a_suite_that_cannot_be_read(own: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{", encoding="utf-8")
    said = found(own.model_copy(update={"expectations_dir": tmp_path}))
    assert not said["suite mine"].is_well
    assert said["suites"].is_well


def test_failing_sources_the_worst_first(own: Settings) -> None:
    with db.open_database(own) as database, pipeline.transaction(database) as session:
        for number in range(5):
            session.add(
                Source(
                    slug=f"s{number}", kind="feed", locator=str(number), consecutive_failures=number, last_error="404"
                )
            )
    said = found(own)
    assert said["source s4"].told == "failed 4 times in a row: 404"
    assert said["sources"].told == "1 more fail"
    assert "source s0" not in said


def test_a_database_that_cannot_be_reached_is_a_finding() -> None:
    error = StorageError("cannot connect to the database x: refused; see that the server runs")
    assert doctor.unreachable(error) == doctor.Finding(
        "database", "cannot connect to the database x: refused", "see that the server runs"
    )


def test_a_receiver_of_lineage_that_is_there_and_one_that_is_not(own: Settings, tmp_path: Path) -> None:
    assert "lineage" not in found(own)

    def said(address: str, **more: Path) -> doctor.Finding:
        return found(own.model_copy(update={"openlineage": address, **more}))["lineage"]

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert said(f"http://127.0.0.1:{port}/lineage?api_key=hush").told == (
            f"http://127.0.0.1:{port}/lineage?api_key=*** can be reached"
        )
    assert "Connection refused" in said(f"http://127.0.0.1:{port}").told
    assert said(f"file://{tmp_path}/events.jsonl").is_well
    assert not (tmp_path / "events.jsonl").exists()
    assert "Is a directory" in said(f"file://{tmp_path}").told
    assert "No such file or directory" in said(f"file://{tmp_path}/no/events.jsonl").told
    without_key = said(f"file://{tmp_path}/events.jsonl", openlineage_key_file=tmp_path / "none")
    assert (without_key.is_well, "cannot be read" in without_key.told) == (False, True)
