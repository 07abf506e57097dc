"""Relations: whose word each claim rests on, and how the claims of one metric stand to one another.

``relate`` works off the queue that the database keeps of what has changed. Everything is worked out anew for the series
concerned, inside the database, and only what differs is written. Which claims came first has no bearing on it.

A claim is compared with the ``NEAREST`` claims of its series before it in time and as many after it, so that a long
series costs no more per claim than a short one.
"""

from __future__ import annotations

from tracker.relations.listing import Pair, Side, listing
from tracker.relations.working import NEAREST, is_queued, relate

__all__ = ["NEAREST", "Pair", "Side", "is_queued", "listing", "relate"]
