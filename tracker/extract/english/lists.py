"""Word lists as the tables write them."""

from __future__ import annotations


def words_of(lines: str) -> dict[str, None]:
    """Return the words of ``lines`` as an ordered set.

    >>> list(words_of("one two")), "two" in words_of("one two")
    (['one', 'two'], True)
    """
    return dict.fromkeys(lines.split())
