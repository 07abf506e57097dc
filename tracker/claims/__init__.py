"""Claims in the database: stored as read, listed, entered and edited by hand."""

from __future__ import annotations

from tracker.claims.edits import without_link
from tracker.claims.entry import UNSETTABLE, Entry, Values
from tracker.claims.hand import add, edit
from tracker.claims.kin import Former, Related, formerly_related, related
from tracker.claims.listing import Listed, count, find, history, listing
from tracker.claims.quoting import check
from tracker.claims.reading import as_values, store
from tracker.claims.review import Unclear, decide, unclear
from tracker.claims.revision import Revised, lose, revise
from tracker.claims.transfer import RECORD, Imported, bring_in, take_out

__all__ = [
    "RECORD",
    "UNSETTABLE",
    "Entry",
    "Former",
    "Imported",
    "Listed",
    "Related",
    "Revised",
    "Unclear",
    "Values",
    "add",
    "as_values",
    "bring_in",
    "check",
    "count",
    "decide",
    "edit",
    "find",
    "formerly_related",
    "history",
    "listing",
    "lose",
    "related",
    "revise",
    "store",
    "take_out",
    "unclear",
    "without_link",
]
