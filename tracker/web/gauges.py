"""Figures for Prometheus, read from the database when they are asked for. The sole place that knows its library.

Every process tells the same of what is tracked; ``tracker_leader`` and ``tracker_jobs_running`` are its own.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from tracker.readiness import Figures, Readiness

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST


def render(found: Readiness, figures: Figures, *, is_leader: bool, running: int) -> bytes:
    """Write every figure in Prometheus' text format."""
    registry = CollectorRegistry()

    def gauge(name: str, help_text: str, value: float) -> None:
        Gauge(f"tracker_{name}", help_text, registry=registry).set(value)

    gauge("leader", "1 where this process leads, else 0", int(is_leader))
    gauge("jobs_running", "Jobs at work in this process", running)
    gauge("ready", "1 where nothing makes the tracker blind, else 0", int(not found.reasons))
    gauge("claims", "Claims known", figures.claims)
    gauge("jobs_due", "Jobs whose moment has passed and that have not begun", figures.due)
    gauge("due_lag_seconds", "How long the job that waits longest has been due", figures.lag.total_seconds())
    if found.last_sweep is not None:
        gauge("last_sweep_timestamp_seconds", "When the claims were last checked", found.last_sweep.timestamp())
    flags = Gauge("tracker_open_flags", "Open flags", ["kind", "severity"], registry=registry)
    for (kind, severity), count in figures.flags.items():
        flags.labels(kind, str(severity)).set(count)
    runs = Gauge("tracker_job_runs_day", "Runs of jobs that began within a day", ["job", "status"], registry=registry)
    spent = Gauge("tracker_job_seconds_day", "Seconds they took together", ["job", "status"], registry=registry)
    for (kind, status), (count, seconds) in figures.runs.items():
        runs.labels(kind, str(status)).set(count)
        spent.labels(kind, str(status)).set(seconds)
    return bytes(generate_latest(registry))
