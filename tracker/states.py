"""The states things pass through: quotes, relations, runs, suites, flags."""

from __future__ import annotations

from enum import StrEnum


class QuoteState(StrEnum):
    """Whether a claim's quote still stands at its source."""

    PRESENT = "present"
    CHANGED = "changed"
    GONE = "gone"
    UNCLEAR = "unclear"
    """Something like it stands there; whether it is the same, a person must say."""


class RevisionChange(StrEnum):
    """What a later version of a document did to a claim."""

    CHANGED = "changed"
    """Another figure stands in its place."""
    GONE = "gone"
    RETURNED = "returned"
    """It stands there again as it was captured."""
    UNCLEAR = "unclear"


class LinkDecision(StrEnum):
    """What a person said of a proposed link."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Relation(StrEnum):
    """How one claim stands to another of the same metric."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    SUPERSEDES = "supersedes"
    REVISES = "revises"
    REPEATS = "repeats"


class RunStatus(StrEnum):
    """How a run ended. ``partial``: some suites could not run."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"


class SuiteStatus(StrEnum):
    """What became of one suite in a run."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    NOT_DUE = "not_due"


class Severity(StrEnum):
    """Great Expectations' severities."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class FlagState(StrEnum):
    """Where a flag stands in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    SETTLED = "settled"
    CLOSED = "closed"


class FlagAction(StrEnum):
    """What happened to a flag."""

    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    WOKEN = "woken"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    SETTLED = "settled"


class Resolution(StrEnum):
    """Why a flag was settled."""

    FIXED = "fixed"
    FALSE_POSITIVE = "false_positive"
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"


class JobStatus(StrEnum):
    """How a run of a job stands. ``lost``: its process died, or led no longer."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LOST = "lost"


class Role(StrEnum):
    """What a process of the service does: the jobs, the web pages, or both."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


class Topic(StrEnum):
    """What a channel tells of."""

    FLAGS = "flags"
    ERRORS = "errors"
    """What the tracker itself could not do."""


class NoticeKind(StrEnum):
    """Why a notice is sent."""

    INSTANT = "instant"
    DIGEST = "digest"
    ERRORS = "errors"


class Telling(StrEnum):
    """What became of an event for a channel."""

    WAITING = "waiting"
    """For runs to pass, for quiet hours or a snooze to end."""
    TOLD = "told"
    PASSED = "passed"
    """It was over, or known, before it could be told."""
