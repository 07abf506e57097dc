"""Whether the tracker sees: what would make a green report a lie. One judgement, for report, page and probe."""

from tracker.health.content import Health, Limits, Looks, SuiteOutcome, Watch
from tracker.health.reading import FACTS, is_unseen, read
from tracker.health.watch import SILENCE, looks

__all__ = ["FACTS", "SILENCE", "Health", "Limits", "Looks", "SuiteOutcome", "Watch", "is_unseen", "looks", "read"]
