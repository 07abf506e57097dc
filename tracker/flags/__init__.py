"""Flags: the life of a finding, kept as events.

``decide`` says what happens to one flag, purely. ``record`` applies it to a whole sweep inside the database: the
same function fills the table of transitions that the statement joins, so there is one rule and no claim travels
through Python.
"""

from tracker.flags.action import acknowledge, reopen, settle, snooze
from tracker.flags.decision import PERMITTED, STATE_AFTER, Finding, Standing, decide, transitions
from tracker.flags.recording import TRACKER, Changes, record
from tracker.flags.timeline import COUNTS, listing, openings, states, wordings

__all__ = [
    "COUNTS",
    "PERMITTED",
    "STATE_AFTER",
    "TRACKER",
    "Changes",
    "Finding",
    "Standing",
    "acknowledge",
    "decide",
    "listing",
    "openings",
    "record",
    "reopen",
    "settle",
    "snooze",
    "states",
    "transitions",
    "wordings",
]
