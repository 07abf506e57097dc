"""Whether the tracker sees: what would make a green report a lie. One judgement, for report, page and probe."""

from tracker.health.content import Health, Limits, SuiteOutcome, Watch
from tracker.health.reading import FACTS, is_unseen, read
from tracker.health.watch import SILENCE

__all__ = ["FACTS", "SILENCE", "Health", "Limits", "SuiteOutcome", "Watch", "is_unseen", "read"]
