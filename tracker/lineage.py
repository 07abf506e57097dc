"""OpenLineage: telling a receiver of the user's choice what a sweep looked at, and what it found. Off unless set.

Events are written as the specification has them (https://openlineage.io/spec/2-0-2/OpenLineage.json). The project's own
client would cost half a second to import and bring two more HTTP libraries, to send two objects of JSON.
"""

from __future__ import annotations

import errno
import http.client
import json
import logging
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from tracker import secrecy, tally
from tracker.errors import SettingsError
from tracker.settings import Settings, openlineage_key
from tracker.states import Severity

log = logging.getLogger(__name__)

PATIENCE: Final = 3.0
"""How many seconds a sweep waits for its receiver; what is not sent by then is sent by itself, or lost."""
PATH: Final = "/api/v1/lineage"
JOB: Final = "sweep"

_SPEC: Final = "https://openlineage.io/spec"
_RUN_EVENT: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_WORDS: Final = {Severity.CRITICAL: "error", Severity.WARNING: "warn", Severity.INFO: "info"}

_sending = threading.Lock()
_told_of_failure = threading.Event()


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a sweep reads or writes, by the specification's rules of naming."""

    namespace: str
    """``postgres://db.example:5432``."""
    name: str
    """``claims.public.claim_facts``."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What came of one expectation."""

    suite: str
    expectation: str
    kind: str
    severity: Severity
    looked_at: int
    failing: int


@dataclass(frozen=True, slots=True)
class Told:
    """A sweep that is over."""

    run: str
    """What its id is made from: the same for the same run, whenever it is told."""
    began: datetime
    ended: datetime
    judged_at: datetime
    read: Dataset
    wrote: Dataset
    rows: int
    assertions: tuple[Assertion, ...]
    error: str | None
    """Why it failed, wholly or in part."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where events go."""

    address: str
    namespace: str
    key: str | None = None

    @property
    def place(self) -> str:
        """The address as it may be told."""
        return secrecy.mask(self.address)


def receiver(settings: Settings) -> Receiver | None:
    """Return where the user wants events sent; None where nowhere.

    Raises:
        SettingsError: the file with the key cannot be read.
    """
    if settings.openlineage is None:
        return None
    key = openlineage_key(settings)
    secrecy.keep(key)
    return Receiver(settings.openlineage, settings.openlineage_namespace, key)


def tell(settings: Settings, told: Told) -> bool:
    """Tell of a sweep where the user wants that; whatever goes wrong is counted and logged. Returns whether it came."""
    try:
        to = receiver(settings)
    except SettingsError as error:
        _failed(settings.openlineage or "", str(error), 2)
        return False
    return to is not None and send(events(told, to.namespace), to)


def events(told: Told, namespace: str) -> list[dict[str, Any]]:
    """Write the two events of a sweep: that it began, and how it ended."""
    producer = f"https://pypi.org/project/claims-tracker/{metadata.version('claims-tracker')}"

    def facet(schema: str, **content: Any) -> dict[str, Any]:
        name = schema.rpartition("/")[2]
        return {"_producer": producer, "_schemaURL": f"{_SPEC}/facets/{schema}.json#/$defs/{name}", **content}

    about = {"nominalTime": facet("1-0-1/NominalTimeRunFacet", nominalStartTime=_moment(told.judged_at))}
    found = {
        "dataQualityMetrics": facet("1-0-3/DataQualityMetricsInputDatasetFacet", rowCount=told.rows, columnMetrics={})
    }
    if told.assertions:
        assertions = [_assertion(each) for each in told.assertions]
        found["dataQualityAssertions"] = facet("1-1-0/DataQualityAssertionsDatasetFacet", assertions=assertions)
    ended = dict(about)
    if told.error is not None:
        message = secrecy.mask(told.error)
        ended["errorMessage"] = facet("1-0-1/ErrorMessageRunFacet", message=message, programmingLanguage="Python")
    kind = facet("2-0-4/JobTypeJobFacet", processingType="BATCH", integration="CLAIMS_TRACKER", jobType="JOB")

    def event(what: str, at: datetime, run: dict[str, Any], input_facets: dict[str, Any]) -> dict[str, Any]:
        return {
            "eventType": what,
            "eventTime": _moment(at),
            "producer": producer,
            "schemaURL": _RUN_EVENT,
            "run": {"runId": str(uuid5(NAMESPACE_URL, f"{namespace}/{JOB}/{told.run}")), "facets": run},
            "job": {"namespace": namespace, "name": JOB, "facets": {"jobType": kind}},
            "inputs": [{"namespace": told.read.namespace, "name": told.read.name, "inputFacets": input_facets}],
            "outputs": [{"namespace": told.wrote.namespace, "name": told.wrote.name}],
        }

    end = "COMPLETE" if told.error is None else "FAIL"
    return [event("START", told.began, about, {}), event(end, max(told.began, told.ended), ended, found)]


def send(written: Sequence[dict[str, Any]], to: Receiver, *, patience: float = PATIENCE) -> bool:
    """Send events one after the other, and wait ``patience`` seconds at most; returns whether all have arrived by then.

    Whatever the receiver does, nothing is raised: it is counted, and logged when it begins to fail.
    """
    if not _sending.acquire(blocking=False):
        _failed(to.place, "it is still busy with the events before", len(written))
        return False
    arrived = threading.Event()
    try:
        threading.Thread(target=_deliver, args=(written, to, patience, arrived), name="lineage", daemon=True).start()
    except RuntimeError:  # no more threads
        _sending.release()
        raise
    return arrived.wait(patience)


def fault(to: Receiver, *, patience: float = PATIENCE) -> str | None:
    """Why events would not arrive, as far as can be told without sending one; None where nothing is in the way."""
    parts = urlsplit(to.address)
    try:
        if parts.scheme == "file":
            return _closed(Path(unquote(parts.path)))
        connection = _connection(to, patience)
        try:
            connection.connect()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return None


def _closed(file: Path) -> str | None:
    """Why a file could not be written to; it is not made, whoever asks may be another user than the service."""
    if file.is_dir():
        return os.strerror(errno.EISDIR)
    if not file.parent.is_dir():
        return os.strerror(errno.ENOENT)
    return None if os.access(file if file.exists() else file.parent, os.W_OK) else os.strerror(errno.EACCES)


def _deliver(written: Iterable[dict[str, Any]], to: Receiver, patience: float, arrived: threading.Event) -> None:
    left = list(written)
    try:
        while left:
            _post(left[0], to, patience) if urlsplit(to.address).scheme != "file" else _append(left[0], to)
            left.pop(0)
            tally.count("lineage_events", "sent")
    except (OSError, http.client.HTTPException, ValueError) as error:
        _failed(to.place, str(error) or type(error).__name__, len(left))
    else:
        if _told_of_failure.is_set():
            log.info("events reach %s again", to.place)
        _told_of_failure.clear()
        arrived.set()
    finally:
        _sending.release()


def _failed(place: str, why: str, lost: int) -> None:
    for _ in range(lost):
        tally.count("lineage_events", "failed")
    if not _told_of_failure.is_set():
        log.warning("events do not reach %s, and are not sent again: %s", place, why)
    _told_of_failure.set()


def _append(event: dict[str, Any], to: Receiver) -> None:
    with Path(unquote(urlsplit(to.address).path)).open("ab") as file:
        file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


def _post(event: dict[str, Any], to: Receiver, patience: float) -> None:
    """Send one event; the system's proxies are not used, and no redirect is followed."""
    parts, connection = urlsplit(to.address), _connection(to, patience)
    headers = {"Content-Type": "application/json", "User-Agent": "claims-tracker"}
    if to.key:
        headers["Authorization"] = f"Bearer {to.key}"
    path = parts.path if parts.path.strip("/") else PATH
    try:
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, json.dumps(event), headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise http.client.HTTPException(f"it answered {status}")


def _connection(to: Receiver, patience: float) -> http.client.HTTPConnection:
    parts = urlsplit(to.address)
    scheme = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return scheme(parts.hostname or "", parts.port, timeout=patience)


def _assertion(found: Assertion) -> dict[str, Any]:
    return {
        "assertion": found.kind,
        "name": f"{found.suite}/{found.expectation}",
        "success": found.failing == 0,
        "severity": _WORDS[found.severity],
        "expected": "0",
        "actual": str(found.failing),
        "params": {"elementCount": found.looked_at, "unexpectedCount": found.failing},
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
