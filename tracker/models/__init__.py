"""The tables: typed SQLAlchemy models of everything the tracker remembers.

Numbers are NUMERIC, never floats; moments are aware and UTC.
"""

from __future__ import annotations

from tracker.columns import Base  # with every table on it, once this package is imported
from tracker.models.channels import Channel, ChannelTrouble, Notice, NoticeEvent
from tracker.models.claims import (
    Claim,
    ClaimChange,
    ClaimEdit,
    ClaimOrigin,
    ClaimPlace,
    ClaimRelation,
    ClaimRevision,
    ClaimWait,
    LinkProposal,
)
from tracker.models.flags import Flag, FlagEvent, FlagWording
from tracker.models.jobs import Heartbeat, Job, JobRun, Leader
from tracker.models.metrics import Metric, MetricAlias
from tracker.models.parties import Party, PartyAlias
from tracker.models.runs import Calendar, ExpectationCount, RestDay, Run, SuiteRun
from tracker.models.slices import FINDING_SLICE, HOST_TURN
from tracker.models.sources import Appearance, Document, DocumentRaw, Source
from tracker.models.versions import RowVersion

__all__ = [
    "FINDING_SLICE",
    "HOST_TURN",
    "Appearance",
    "Base",
    "Calendar",
    "Channel",
    "ChannelTrouble",
    "Claim",
    "ClaimChange",
    "ClaimEdit",
    "ClaimOrigin",
    "ClaimPlace",
    "ClaimRelation",
    "ClaimRevision",
    "ClaimWait",
    "Document",
    "DocumentRaw",
    "ExpectationCount",
    "Flag",
    "FlagEvent",
    "FlagWording",
    "Heartbeat",
    "Job",
    "JobRun",
    "Leader",
    "LinkProposal",
    "Metric",
    "MetricAlias",
    "Notice",
    "NoticeEvent",
    "Party",
    "PartyAlias",
    "RestDay",
    "RowVersion",
    "Run",
    "Source",
    "SuiteRun",
]
