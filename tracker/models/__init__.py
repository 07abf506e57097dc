"""The tables: typed SQLAlchemy models of everything the tracker remembers.

Numbers are NUMERIC, never floats; moments are aware and UTC.
"""

from __future__ import annotations

from tracker.columns import Base  # with every table on it, once this package is imported
from tracker.models.claims import Claim, ClaimRelation, ClaimRevision
from tracker.models.flags import Flag, FlagEvent
from tracker.models.metrics import Metric, MetricAlias
from tracker.models.runs import ExpectationCount, Run, SuiteRun
from tracker.models.sources import Appearance, Document, DocumentRaw, Source

__all__ = [
    "Appearance",
    "Base",
    "Claim",
    "ClaimRelation",
    "ClaimRevision",
    "Document",
    "DocumentRaw",
    "ExpectationCount",
    "Flag",
    "FlagEvent",
    "Metric",
    "MetricAlias",
    "Run",
    "Source",
    "SuiteRun",
]
