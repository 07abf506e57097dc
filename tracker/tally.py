"""What this process has done since it began, counted: for whoever collects figures. Nothing of it is stored."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

BOUNDS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""Into which spans of time what takes time is sorted, in seconds."""

Key = tuple[str, tuple[str, ...]]
"""What is counted, and the values of its labels."""


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took, each time."""

    counts: tuple[int, ...]
    """How often within each of ``BOUNDS``, and not within the ones before; last, how often longer."""
    seconds: float
    """All of it together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything counted so far."""

    counts: Mapping[Key, int]
    durations: Mapping[Key, Durations]


_lock = threading.Lock()
_counts: Counter[Key] = Counter()
_durations: dict[Key, tuple[list[int], float]] = {}


def count(name: str, *labels: str) -> None:
    """Count one more ``name`` of this kind, as ``count("fetches", "gone")``."""
    with _lock:
        _counts[name, labels] += 1


def time(name: str, seconds: float, *labels: str) -> None:
    """Note how long one more ``name`` of this kind took."""
    with _lock:
        spans, total = _durations.get((name, labels), ([0] * (len(BOUNDS) + 1), 0.0))
        spans[bisect_left(BOUNDS, seconds)] += 1
        _durations[name, labels] = spans, total + max(seconds, 0.0)


def read() -> Counted:
    """Return what was counted up to now."""
    with _lock:
        durations = {key: Durations(tuple(spans), total) for key, (spans, total) in _durations.items()}
        return Counted(dict(_counts), durations)
