"""Parties: those whose word a figure may rest on, their other names, and whom they belong to."""

from __future__ import annotations

from tracker.parties.catalogue import (
    UNSETTABLE,
    Change,
    Listed,
    add,
    edit,
    ensure,
    find,
    listing,
    names,
    remove,
)
from tracker.parties.names import Known, Names, Resolved

__all__ = [
    "UNSETTABLE",
    "Change",
    "Known",
    "Listed",
    "Names",
    "Resolved",
    "add",
    "edit",
    "ensure",
    "find",
    "listing",
    "names",
    "remove",
]
