"""The catalogue of metrics: what is measured of which subject, in which unit, under which names."""

from __future__ import annotations

from tracker.metrics.catalogue import (
    MEASURE,
    SUBJECT,
    UNSETTABLE,
    Change,
    Listed,
    add,
    count,
    edit,
    ensure,
    find,
    latest,
    listing,
    names,
    remove,
)
from tracker.metrics.merge import demand_alike, merge

__all__ = [
    "MEASURE",
    "SUBJECT",
    "UNSETTABLE",
    "Change",
    "Listed",
    "add",
    "count",
    "demand_alike",
    "edit",
    "ensure",
    "find",
    "latest",
    "listing",
    "merge",
    "names",
    "remove",
]
