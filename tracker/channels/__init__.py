"""Channels: who is told, and that nobody is told twice. What they are told is the business of ``messages``."""

from tracker.channels.outbox import begin, forget, note_failed, note_sent
from tracker.channels.planning import Planned, planned
from tracker.channels.record import Listed, add, edit, find, listing, pause, remove, resume, sent, snooze

__all__ = [
    "Listed",
    "Planned",
    "add",
    "begin",
    "edit",
    "find",
    "forget",
    "listing",
    "note_failed",
    "note_sent",
    "pause",
    "planned",
    "remove",
    "resume",
    "sent",
    "snooze",
]
