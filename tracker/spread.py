"""Spreading work: the same piece of work over many items, here or wherever there are hands for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from tracker.errors import TrackerError

T = TypeVar("T")
R = TypeVar("R")

_ROUNDS: Final = 4
"""Parts for each pair of hands: where one is slow or dies, the others take over what it has not begun."""


class SpreadError(TrackerError):
    """The work could not be spread, or was lost on the way; it can still be done here."""

    permanent = False


class Spread(Protocol):
    """Somewhere to have work done. Safe to use from several threads."""

    def width(self) -> int:
        """How many items are worked on side by side. Raises SpreadError where nobody can be reached."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Do the work on every item; returns what came of each, in their order.

        ``function`` and the items travel to other processes; a part that is lost with its process is done again, so
        doing one twice must do no harm. What ``function`` raises is raised here.

        Raises:
            SpreadError: the work was lost.
        """

    def close(self) -> None:
        """Let go of what was opened to reach them; they may be reached again."""


class Here:
    """Has everything done in this process, one item after the other."""

    def width(self) -> int:
        """One."""
        return 1

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Do the work on every item."""
        return [function(item) for item in items]

    def close(self) -> None:
        """Nothing was opened."""


HERE: Final[Spread] = Here()


def parts(width: int, weight: int, least: int) -> int:
    """Into how many parts to cut work of so much weight that none is lighter than ``least``; 1: leave it whole.

    >>> parts(2, 100, 10), parts(2, 15, 10), parts(1, 100, 10)
    (8, 1, 1)
    """
    return 1 if width <= 1 else max(1, min(width * _ROUNDS, weight // least))


def strides(items: Sequence[T], count: int) -> list[Sequence[T]]:
    """Deal items out like cards: neighbours, which are alike, come into different hands.

    >>> strides("abcde", 2)
    ['ace', 'bd']
    """
    return [items[number::count] for number in range(min(count, len(items)))]
