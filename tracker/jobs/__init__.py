"""Jobs: what is to be done by itself, when, and what came of it. Everything about them is in the database."""

from tracker.jobs.agenda import Due, due
from tracker.jobs.catalogue import CHECK, DIGEST, FETCH, NOTIFY, PRUNE, RECHECK, Job, check, planned
from tracker.jobs.record import (
    Listed,
    alive,
    beat,
    drop_lost,
    fall_silent,
    forget,
    hand_back,
    history,
    listing,
    pause,
    record_end,
    record_start,
    request,
    resume,
)

__all__ = [
    "CHECK",
    "DIGEST",
    "FETCH",
    "NOTIFY",
    "PRUNE",
    "RECHECK",
    "Due",
    "Job",
    "Listed",
    "alive",
    "beat",
    "check",
    "drop_lost",
    "due",
    "fall_silent",
    "forget",
    "hand_back",
    "history",
    "listing",
    "pause",
    "planned",
    "record_end",
    "record_start",
    "request",
    "resume",
]
