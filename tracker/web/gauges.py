"""Figures in Prometheus' text format. The sole place that knows its library.

What is tracked is read from the database, and every process tells the same of it. Counters (``…_total``) and durations
are what this process has done since it began: they only grow, and begin anew with it, as Prometheus expects.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib import metadata
from itertools import accumulate
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from tracker import tally
from tracker.errors import FetchReason
from tracker.states import RunStatus
from tracker.telemetry import Figures

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

_OUTCOMES: Final = ("success", "unchanged", "failed", *map(str, FetchReason))
_COUNTERS: Final = {
    "fetches": ("Looks at sources by the schedule", ("outcome",), [(outcome,) for outcome in _OUTCOMES]),
    "job_runs": ("Runs of jobs that ended", ("job", "status"), []),
    "sweeps": ("Sweeps of the checks that ended", ("status",), [(str(s),) for s in RunStatus if s != "running"]),
    "lineage_events": ("OpenLineage events", ("outcome",), [("sent",), ("failed",)]),
}
_DURATIONS: Final = {
    "job_duration_seconds": ("How long runs of jobs took", ("job",), []),
    "sweep_duration_seconds": ("How long sweeps of the checks took", (), [()]),
}


class _Figures(Collector):
    """What is collected at one moment."""

    def __init__(self, found: Figures, counted: tally.Counted, own: dict[str, int]) -> None:
        self._found, self._counted, self._own = found, counted, own

    def collect(self) -> Iterable[Metric]:
        """Yield every figure with its labels."""
        found, own = self._found, self._own
        version = {"version": metadata.version("claims-tracker"), "python": platform.python_version()}
        yield _gauge("build_info", "1; the labels tell what runs here", tuple(version), [(tuple(version.values()), 1)])
        for name, told in (
            ("leader", "1 where this process leads, else 0"),
            ("jobs_running", "Jobs at work in this process"),
            ("ready", "1 where nothing makes the tracker blind, else 0"),
        ):
            yield _gauge(name, told, (), [((), own[name])])
        for name, told, value in (
            ("claims", "Claims known", found.claims),
            ("claim_changes_waiting", "Changes of claims to be compared with their neighbours", found.claims_changed),
            ("jobs_due", "Jobs whose moment has passed and that have not begun", found.due),
            ("jobs_failing", "Jobs whose last run failed", found.failing),
            ("due_lag_seconds", "How long the job that waits longest has been due", found.lag.total_seconds()),
        ):
            yield _gauge(name, told, (), [((), value)])
        yield from self._sweeps()
        flags = [((kind, str(severity)), count) for (kind, severity), count in sorted(found.flags.items())]
        yield _gauge("open_flags", "Open flags", ("kind", "severity"), flags)
        sources = [((state,), count) for state, count in sorted(found.sources.items())]
        yield _gauge("sources", "Sources by how the last look at them ended", ("state",), sources)
        yield from self._counters()
        yield from self._durations()

    def _sweeps(self) -> Iterable[Metric]:
        statuses = [((str(status),), self._found.sweeps.get(status, 0)) for status in RunStatus]
        yield _gauge("sweeps_day", "Sweeps of the present that began within a day", ("status",), statuses)
        last = self._found.last_sweep
        if last is None or last.finished_at is None:
            return
        seconds = (last.finished_at - last.started_at).total_seconds()
        yield _gauge(
            "last_sweep_timestamp_seconds", "When claims were last checked", (), [((), last.as_of.timestamp())]
        )
        yield _gauge("last_sweep_seconds", "How long that took, in the database", (), [((), seconds)])
        yield _gauge("last_sweep_claims", "How many claims were known then", (), [((), last.claims)])

    def _counters(self) -> Iterable[Metric]:
        for name, (told, labels, known) in _COUNTERS.items():
            family = CounterMetricFamily(f"tracker_{name}", told, labels=labels)
            counts = {values: count for (other, values), count in self._counted.counts.items() if other == name}
            for values in sorted({*known, *counts}):
                family.add_metric(values, counts.get(values, 0))
            yield family

    def _durations(self) -> Iterable[Metric]:
        for name, (told, labels, known) in _DURATIONS.items():
            family = HistogramMetricFamily(f"tracker_{name}", told, labels=labels)
            took = {values: spans for (other, values), spans in self._counted.durations.items() if other == name}
            for values in sorted({*known, *took}):
                spans = took.get(values, tally.Durations((0,) * (len(tally.BOUNDS) + 1), 0.0))
                bounds = [*map(str, tally.BOUNDS), "+Inf"]
                family.add_metric(values, list(zip(bounds, accumulate(spans.counts), strict=True)), spans.seconds)
            yield family


def render(found: Figures, *, is_leader: bool, is_ready: bool, running: int) -> bytes:
    """Write every figure in Prometheus' text format."""
    registry = CollectorRegistry()
    own = {"leader": int(is_leader), "ready": int(is_ready), "jobs_running": running}
    registry.register(_Figures(found, tally.read(), own))
    return bytes(generate_latest(registry))


def _gauge(
    name: str, told: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"tracker_{name}", told, labels=labels)
    for own, value in values:
        family.add_metric(own, value)
    return family
