"""OpenLineage: what is told of a sweep, to whom, and that nobody waits for whom it is told."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import attr
import pytest
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import (
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    error_message_run,
    job_type_job,
    nominal_time_run,
)

from tracker import db, flags, lineage, pipeline, tally
from tracker.errors import StorageError
from tracker.settings import Settings

FACETS = {
    "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
    "dataQualityMetrics": data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet,
    "errorMessage": error_message_run.ErrorMessageRunFacet,
    "jobType": job_type_job.JobTypeJobFacet,
    "nominalTime": nominal_time_run.NominalTimeRunFacet,
}


class Receiver:
    """A receiver of events on this machine."""

    def __init__(self, status: int = 201, wait: threading.Event | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if wait is not None:
                    wait.wait(20)
                receiver.events.append(json.loads(body))
                receiver.paths.append(self.path)
                receiver.keys.append(self.headers["Authorization"])
                self.send_response(status)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def database(database: db.Database, now: datetime) -> db.Database:
    pipeline.load_sample(database, now=now)
    return database


@pytest.fixture(autouse=True)
def _calm() -> None:
    lineage._told_of_failure.clear()


def conforms(event: dict[str, Any]) -> None:
    """Hold an event to the library's own classes: no field lacks, none is unknown, and the schemas are theirs."""

    def facets(found: dict[str, Any]) -> dict[str, Any]:
        made = {}
        for name, content in found.items():
            kind = FACETS[name]
            own = {key: value for key, value in content.items() if key[0] != "_"}
            made[name] = kind(**own)
            assert content["_schemaURL"] == made[name]._schemaURL
            assert content["_producer"] == event["producer"]
        return made

    for assertion in event["inputs"][0]["inputFacets"].get("dataQualityAssertions", {}).get("assertions", ()):
        data_quality_assertions_dataset.Assertion(**assertion)
    made = RunEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        eventType=RunState[event["eventType"]],
        run=Run(event["run"]["runId"], facets(event["run"]["facets"])),
        job=Job(event["job"]["namespace"], event["job"]["name"], facets(event["job"]["facets"])),
        inputs=[InputDataset(one["namespace"], one["name"], facets(one["inputFacets"])) for one in event["inputs"]],
        outputs=[OutputDataset(one["namespace"], one["name"]) for one in event["outputs"]],
    )
    assert event["schemaURL"] == made.schemaURL
    assert set(event) <= {field.name for field in attr.fields(RunEvent)}


def counted() -> tuple[int, int]:
    counts = tally.read().counts
    return counts.get(("lineage_events", ("sent",)), 0), counts.get(("lineage_events", ("failed",)), 0)


def test_nothing_is_told_unless_asked(database: db.Database, own: Settings, now: datetime) -> None:
    before = counted()
    pipeline.sweep(database, own, now=now)
    assert counted() == before


def test_a_sweep_is_told_with_an_assertion_for_each_expectation(
    database: db.Database, own: Settings, now: datetime, receiver: Receiver
) -> None:
    told = own.model_copy(update={"openlineage": receiver.url, "openlineage_key": "hush-hush"})
    swept = pipeline.sweep(database, told, now=now)
    start, end = receiver.events
    assert [start["eventType"], end["eventType"]] == ["START", "COMPLETE"]
    assert start["run"]["runId"] == end["run"]["runId"]
    assert receiver.paths == [lineage.PATH] * 2
    assert receiver.keys == ["Bearer hush-hush"] * 2
    for event in receiver.events:
        conforms(event)
    assertions = end["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert len(assertions) == len(swept.counts)
    assert {one["name"]: int(one["actual"]) for one in assertions} == {
        f"{count.suite}/{count.expectation}": count.unexpected_count for count in swept.counts
    }
    assert {one["success"] for one in assertions} == {True, False}
    assert end["inputs"][0]["name"].endswith(".public.claim_facts")


def test_the_same_run_has_the_same_id_and_another_one_another(
    database: db.Database, own: Settings, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "events of mine.jsonl"
    told = own.model_copy(update={"openlineage": f"file://{tmp_path}/events%20of%20mine.jsonl"})
    for _ in range(2):
        pipeline.sweep(database, told, now=now)
    events = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    ids = [event["run"]["runId"] for event in events]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert "dataQualityAssertions" not in events[3]["inputs"][0]["inputFacets"]  # nothing was due
    for event in events:
        conforms(event)


def test_a_sweep_that_breaks_off_is_told_as_failed(
    database: db.Database, own: Settings, now: datetime, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise StorageError("the disk is full at postgresql://ana:hush@h/d")

    monkeypatch.setattr(flags, "record", break_off)
    with pytest.raises(StorageError):
        pipeline.sweep(database, own.model_copy(update={"openlineage": receiver.url}), now=now)
    start, end = receiver.events
    assert [start["eventType"], end["eventType"]] == ["START", "FAIL"]
    assert end["run"]["facets"]["errorMessage"]["message"] == "the disk is full at postgresql://ana:***@h/d"
    conforms(end)


@pytest.mark.parametrize("fault", ["nobody listens", "it refuses", "no such folder", "no key"])
def test_a_receiver_that_fails_stops_no_sweep_and_is_told_once(
    fault: str, database: db.Database, own: Settings, now: datetime, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    refusing = Receiver(status=500)
    set_to: dict[str, dict[str, Any]] = {
        "nobody listens": {"openlineage": "http://127.0.0.1:9/"},
        "it refuses": {"openlineage": refusing.url},
        "no such folder": {"openlineage": f"file://{tmp_path}/none/events.jsonl"},
        "no key": {"openlineage": refusing.url, "openlineage_key_file": tmp_path / "none"},
    }
    sent, failed = counted()
    for _ in range(2):
        swept = pipeline.sweep(database, own.model_copy(update=set_to[fault]), now=now)
        assert swept.claims > 0
    assert counted() == (sent, failed + 4)
    said = [record for record in caplog.records if record.name == "tracker.lineage"]
    assert [record.levelno for record in said] == [logging.WARNING]
    refusing.server.shutdown()
    refusing.server.server_close()


def test_nobody_waits_for_a_receiver_that_does_not_answer() -> None:
    answer = threading.Event()
    slow = Receiver(wait=answer)
    event: dict[str, Any] = {"eventType": "START"}
    to = lineage.Receiver(slow.url, "here")
    sent, failed = counted()
    assert not lineage.send([event], to, patience=0.2)
    assert not lineage.send([event], to, patience=0.2)
    answer.set()
    end = time.monotonic() + 20
    while sum(counted()) < sent + failed + 2:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert counted()[1] > failed
    slow.server.shutdown()
    slow.server.server_close()
