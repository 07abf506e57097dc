"""Whom a name means: found in the name itself, whatever the script, up to the party that owns the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.likeness.names import fold
from tracker.likeness.subjects import bare, key


@dataclass(frozen=True, slots=True)
class Known:
    """A party and what it is called."""

    id: int
    names: tuple[str, ...]
    """The first is the one to show."""
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a name means."""

    key: str
    """The same for all names of one party and of those that belong to it: ``party:ID``, else ``name:FOLDED``,
    without article and legal form."""
    label: str
    """The name of the party, with that of the party at the top behind it; or the name as it was given."""
    party_id: int | None
    """The party at the top; None for a name that no party has."""


class Names:
    """The names of parties, to look names up in. Nothing of it changes once it is made.

    >>> names = Names([Known(1, ("阿里巴巴", "Alibaba")), Known(2, ("淘宝", "Taobao"), parent_id=1)])
    >>> names.resolve("淘寶出海")
    Resolved(key='party:1', label='淘宝 (阿里巴巴)', party_id=1)
    >>> names.resolve("某店")
    Resolved(key='name:某店', label='某店', party_id=None)
    >>> names.parties_in("Taobao and Alibaba's rivals")
    {'party:1'}
    """

    __slots__ = ("_labels", "_lengths", "_roots")

    def __init__(self, parties: Iterable[Known]) -> None:
        known = {party.id: party for party in parties}
        self._labels: dict[str, str] = {}
        """What to call the party, by folded name."""
        self._roots: dict[str, int] = {}
        """The party at the top, by folded name."""
        for party in sorted(known.values(), key=lambda party: party.id):
            root = _root(party.id, known)
            label = party.names[0] if root == party.id else f"{party.names[0]} ({known[root].names[0]})"
            for name in party.names:
                if folded := fold(name):
                    self._roots.setdefault(folded, root)
                    self._labels.setdefault(folded, label)
        lengths: dict[str, set[int]] = {}
        for folded in self._roots:
            lengths.setdefault(folded[0], set()).add(len(folded))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        """How long the names are that begin with a letter, longest first."""

    def resolve(self, name: str | None) -> Resolved | None:
        """Say whom ``name`` means: the party with the longest name in it. None for no name at all."""
        folded = fold(name or "")
        if not folded:
            return None
        spans = sorted(self._spans(folded), key=lambda span: (span[0] - span[1], span[0]))
        if not spans:
            return Resolved(f"name:{bare(key(folded)) or folded}", (name or "").strip(), None)
        start, end = spans[0]
        found = folded[start:end]
        root = self._roots[found]
        return Resolved(f"party:{root}", self._labels[found], root)

    def parties_in(self, text: str) -> set[str]:
        """Return the keys of all parties named in ``text``; a name within a longer one does not count."""
        folded = fold(text)
        keys: set[str] = set()
        reached = 0
        for start, end in self._spans(folded):
            if end > reached:
                keys.add(f"party:{self._roots[folded[start:end]]}")
                reached = end
        return keys

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand in folded text, the longest one at each place."""
        for start, letter in enumerate(text):
            for length in self._lengths.get(letter, ()):
                end = start + length
                if text[start:end] in self._roots and _is_whole(text, start, end):
                    yield start, end
                    break


def _root(party_id: int, known: dict[int, Known]) -> int:
    """The party at the top. A circle, which edits refuse, ends at its first party."""
    way = [party_id]
    while (parent := known[way[-1]].parent_id) is not None and parent in known:
        if parent in way:
            return min(way[way.index(parent) :])
        way.append(parent)
    return way[-1]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the name between is no part of a longer word."""
    begins = start > 0 and _is_spaced(text[start]) and _is_spaced(text[start - 1])
    goes_on = end < len(text) and _is_spaced(text[end - 1]) and _is_spaced(text[end])
    return not begins and not goes_on


def _is_spaced(letter: str) -> bool:
    """Whether it is of a script that parts words by blanks: Latin, Cyrillic, Arabic, …; Chinese is not."""
    return letter.isalnum() and (letter < "\u0e00" or "\u1e00" <= letter < "\u2e80")
