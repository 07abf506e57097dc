"""Words taken apart into atoms: concepts that are the same in both languages, qualifiers, and words as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tracker.likeness import fillers, measures, qualifiers
from tracker.likeness.dates import timeless
from tracker.likeness.names import fold

_RUN: Final = re.compile(r"[㐀-䶿一-鿿]+|[^\W_㐀-䶿一-鿿]+(?:[.&/][^\W_㐀-䶿一-鿿]+)*")
_LETTERS_APART: Final = re.compile(r"(?<=[a-z0-9])'s?(?![a-z])")
_STARTS: Final = frozenset("净毛总日周月年新男女均云")
_ENDS: Final = frozenset("率量额数价店均")
"""Characters that are words of their own only where a run of Chinese begins or ends with them."""
_LONGEST_HAN: Final = 14
_LONGEST_LATIN: Final = 7


@dataclass(frozen=True, slots=True)
class Sense:
    """What words say: concepts and plain words, and the qualifiers by group."""

    content: frozenset[str]
    qualities: frozenset[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.content or self.qualities)


def is_han(letter: str) -> bool:
    """Whether a letter, or the first of several, is Chinese."""
    return "㐀" <= letter[:1] <= "鿿"


def stem(word: str) -> str:
    """Return an English word without its plural.

    >>> [stem(word) for word in ("countries", "shops", "business", "sales")]
    ['country', 'shop', 'business', 'sale']
    """
    if not word.isascii() or len(word) <= 3 or word.endswith(("ss", "is")) or (len(word) > 4 and word.endswith("us")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def runs(folded: str) -> Iterator[str]:
    """Take folded text apart into Latin words, stemmed, and runs of Chinese."""
    for run in _RUN.findall(_LETTERS_APART.sub("", folded)):
        yield run if is_han(run) else stem(run)


@cache
def _meanings() -> dict[str, frozenset[str]]:
    """Every known word, or words with one blank between, and its atoms; fillers have none."""
    found: dict[str, frozenset[str]] = {}
    for word in _listed(fillers.FILLERS):
        found[word] = frozenset()
    for table in (qualifiers.QUALIFIERS, measures.MEASURES):
        for line in table.strip().splitlines():
            atoms, _, words = line.partition(": ")
            # A concept of two words is one atom: what stands before its qualifiers.
            named = re.split(r" (?=\S+=)", atoms)
            for word in _listed(words):
                found[word] = frozenset(named)
    return found


def _listed(words: str) -> Iterator[str]:
    for word in words.replace("\n", " ").split(","):
        if word.strip():
            yield " ".join(runs(fold(word)))


def _atoms(folded: str) -> Iterator[str]:
    meanings = _meanings()
    latin: list[str] = []
    for run in runs(folded):
        if is_han(run):
            yield from _words(latin, meanings)
            latin = []
            yield from _characters(run, meanings)
        else:
            latin.append(run)
    yield from _words(latin, meanings)


def _words(words: list[str], meanings: dict[str, frozenset[str]]) -> Iterator[str]:
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST_LATIN), at, -1):
            known = meanings.get(" ".join(words[at:end]))
            if known is not None:
                yield from known
                at = end
                break
        else:
            yield words[at]
            at += 1


def _characters(run: str, meanings: dict[str, frozenset[str]]) -> Iterator[str]:
    """Take a run of Chinese apart, the longest known word first."""
    at = 0
    unknown = ""
    while at < len(run):
        for end in range(min(len(run), at + _LONGEST_HAN), at, -1):
            word = run[at:end]
            if len(word) == 1 < len(run) and word not in (_ENDS if at else _STARTS):
                continue
            if len(word) == 1 and at and end < len(run):
                continue
            known = meanings.get(word)
            if known is not None:
                if unknown:
                    yield unknown
                    unknown = ""
                yield from known
                at = end
                break
        else:
            unknown += run[at]
            at += 1
    if unknown:
        yield unknown


@lru_cache(maxsize=1 << 17)
def sense(folded: str) -> Sense:
    """Return what folded words say, whatever time they say it of."""
    content: set[str] = set()
    qualities: set[tuple[str, str]] = set()
    for atom in _atoms(timeless(folded)):
        group, is_quality, value = atom.partition("=")
        if is_quality:
            qualities.add((group, value))
        else:
            content.add(atom)
    qualities -= {said for atom in content for said in qualifiers.IMPLIED.get(atom, ())}
    return Sense(frozenset(content), frozenset(qualities))


@cache
def descriptions() -> frozenset[str]:
    """Words beside a name that leave it the same."""
    return frozenset(_listed(fillers.DESCRIPTIONS))


@cache
def places() -> frozenset[str]:
    """Names of countries and regions."""
    return frozenset(_listed(fillers.PLACES))
