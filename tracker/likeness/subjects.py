"""Whether a claim's subject is a metric's: the same name, the name with words beside it, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.likeness import fillers, words
from tracker.likeness.names import fold

_HAN: Final = "㐀-䶿一-鿿"
_LETTER: Final = rf"[^\W_{_HAN}]"
_RUNS: Final = re.compile(rf"[{_HAN}]+|{_LETTER}+")
_BESIDE_HAN: Final = re.compile(rf"(?<=[{_HAN}]) | (?=[{_HAN}])")
_MARKS: Final = re.compile(r"[“”‘’\"'《》<>()\[\]{}【】,;:，；：、/|—–-]+")
_POSSESSIVE: Final = re.compile(r"(?<=[a-z0-9])['’]s(?![a-z])")
_OWNED: Final = re.compile(r"(?:旗下|的)$")
_VERSION: Final = re.compile(r"^ ?v?\d+\.\d+$")
_REGION: Final = re.compile(rf"[{_HAN}](?:省|市|县|区|州|镇|乡|国)$")
_YEAR: Final = re.compile(r"^(?:(?:19|20)\d\d年?)$")
_LONGEST_END: Final = 12
_LONG: Final = 4
"""Characters of a Chinese name that is hardly a part of another by chance."""

SAME: Final = 1.0
_BARE: Final = 0.97
_DESCRIBED: Final = 0.95
_LONGER: Final = 0.88
_OPEN: Final = 0.6
_SHORTER: Final = 0.7
_AFTER: Final = 0.5
_ANOTHER: Final = 0.3


class Fit(NamedTuple):
    """How well one wording fits another, and why."""

    score: float
    reason: str


NOT_AT_ALL: Final = Fit(0.0, "")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a metric's subject, as it is looked for."""

    given: str
    key: str
    bare: str
    """Without its legal form."""

    @classmethod
    def of(cls, given: str) -> Name:
        """Prepare a name as it stands in the catalogue."""
        written = key(given)
        return cls(given, written, bare(written))


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """Return a name as it is compared: folded, without marks and without blanks beside Chinese.

    >>> key("“AI客服” 店小蜜"), key("Acme (China) Inc."), key("Larkfield's")
    ('ai客服店小蜜', 'acme china inc.', "larkfield's")
    """
    folded = _POSSESSIVE.sub("\0", fold(name))
    marked = " ".join(_MARKS.sub(" ", folded).split()).replace("\0", "'s")
    return _BESIDE_HAN.sub("", marked)


@lru_cache(maxsize=1 << 16)
def bare(written: str) -> str:
    """Return a key without article and legal form.

    >>> bare("the larkfield group plc"), bare("澄江股份有限公司")
    ('larkfield', '澄江')
    """
    for suffix in fillers.SUFFIXES:
        if written.endswith(suffix) and len(written) >= len(suffix) + 2:
            return written.removesuffix(suffix)
    parts = written.removeprefix("the ").split(" ")
    while len(parts) > 1 and parts[-1].strip(".") in fillers.FORMS:
        parts.pop()
    return " ".join(parts)


def _is_letter(letter: str) -> bool:
    """Whether it makes words of several: Chinese has no borders between words."""
    return letter.isalnum() and not words.is_han(letter)


def places(name: str, subject: str) -> Iterator[tuple[int, int]]:
    """Return where a name stands as a whole in a subject, both as keys.

    >>> list(places("roi", "heroic roi")), list(places("渡轮", "海岛渡轮公司"))
    ([(7, 10)], [(2, 4)])
    """
    start = subject.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        begins = not (start and _is_letter(name[0]) and _is_letter(subject[start - 1]))
        if begins and not (end < len(subject) and _is_letter(name[-1]) and _is_letter(subject[end])):
            yield start, end
        start = subject.find(name, start + 1)


def marks(written: str) -> list[str]:
    """Return what a key is found by: its words, and each two Chinese characters side by side.

    A name that stands as a whole within a longer one has no mark which that one lacks.

    >>> marks("temu美国站")
    ['temu', '美国', '国站']
    """
    found: list[str] = []
    for run in _RUNS.findall(written):
        found += [run] if not words.is_han(run) or len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def letters(written: str) -> list[str]:
    """Return each Chinese character of a key: a name may be one character."""
    return [letter for letter in written if words.is_han(letter)]


def shorter(name: Name) -> set[str]:
    """Return the keys of subjects that are short for ``name``."""
    found = {name.bare, key(name.given.split(" ")[-1])}
    ends = (name.key[at:] for at in range(max(1, len(name.key) - _LONGEST_END), len(name.key)))
    found |= {name.key.removesuffix(end).strip() for end in ends if end in words.descriptions()}
    return found - {"", name.key}


def compare(subject: str, names: Sequence[Name], theirs: frozenset[str]) -> Fit:
    """Return how well a claim's subject fits the best of a metric's names; ``theirs`` are words of the metric's own."""
    return max((_fit(subject, name, names, theirs) for name in names), key=lambda fit: fit.score, default=NOT_AT_ALL)


def _fit(given: str, name: Name, names: Sequence[Name], theirs: frozenset[str]) -> Fit:
    subject = key(given)
    if subject == name.key:
        return Fit(SAME, f"the subject is “{name.given}”")
    plain = bare(subject)
    if plain == name.bare and (plain != subject or subject.isascii()):
        return Fit(_BARE, f"the subject is “{name.given}” but for its legal form")
    found = [
        Fit(score, f"the subject names “{name.given}”" + (f", and “{beside}” beside it" if beside else ""))
        for score, beside in _around(subject, name, names, theirs)
    ]
    if name.bare == subject:
        found.append(
            Fit(_BARE if name.key != f"{subject}公司" else _SHORTER, f"the subject is short for “{name.given}”")
        )
    elif name.key.startswith(subject) and name.key.removeprefix(subject).strip() in words.descriptions():
        found.append(Fit(_SHORTER, f"the subject may be short for “{name.given}”"))
    elif name.given.split(" ")[-1:] == [given] and " " in name.given:
        found.append(Fit(_LONGER, f"the subject is a part of “{name.given}”"))
    return max(found, key=lambda fit: fit.score, default=NOT_AT_ALL)


def _around(subject: str, name: Name, names: Sequence[Name], theirs: frozenset[str]) -> Iterator[tuple[float, str]]:
    for start, end in places(name.key, subject):
        before, after = (_without(part, names) for part in (subject[:start], subject[end:]))
        score = _before(before, name.key, theirs) * _after(after, theirs)
        yield score, " … ".join(part for part in (before, after) if part)


def _without(beside: str, names: Sequence[Name]) -> str:
    """Return what is left of words when a metric's other names are taken out."""
    for name in names:
        for start, end in places(name.key, beside):
            beside = f"{beside[:start]} {beside[end:]}"
            break
    return beside.strip()


@lru_cache(maxsize=1 << 15)
def _before(words_before: str, name: str, theirs: frozenset[str]) -> float:
    """What is left of the likeness with these words before the name."""
    if not words_before or words_before == "the":
        return 1.0
    if words_before.endswith("旗下"):
        return _DESCRIBED
    kind = _sort(_OWNED.sub("", words_before), theirs)
    if kind is not None:
        return kind
    if words_before.isascii():
        parts = words_before.split()
        if words_before.endswith("'s"):
            return _SHORTER
        if "of" in parts:
            return _ANOTHER
        return _OPEN if name.isascii() else _LONGER
    if name[:1].isascii() or words_before.endswith("的"):
        return _LONGER
    # One character before a name is more often the middle of another name than a word.
    return _LONGER if len(name) >= _LONG and len(words_before) > 1 else _OPEN


@lru_cache(maxsize=1 << 15)
def _after(words_after: str, theirs: frozenset[str]) -> float:
    """What is left of the likeness with these words behind the name."""
    if not words_after or words_after == "'s" or _VERSION.match(words_after) or _YEAR.match(words_after):
        return 1.0 if not words_after else _DESCRIBED
    kind = _sort(words_after.removeprefix("'s "), theirs)
    if kind is not None:
        return kind
    return _ANOTHER if words_after.startswith("'s") else _AFTER


def _sort(beside: str, theirs: frozenset[str]) -> float | None:
    """Tell words that describe from words that make another thing of the name; None where nobody knows."""
    known = words.descriptions()
    parts = [part for part in _parts(beside) if part not in known and part not in theirs and not _YEAR.match(part)]
    whole = words.sense(beside)
    # Norland's unemployment rate: what is measured, said once more.
    if not parts or (whole.content and whole.content <= theirs and not whole.qualities):
        return _DESCRIBED
    if any(part in words.places() or _REGION.search(part) for part in parts) or words.sense(" ".join(parts)).qualities:
        return _ANOTHER
    return None


def _parts(beside: str) -> Iterator[str]:
    """Latin words, and runs of Chinese taken apart where they are made of known descriptions and places."""
    known = words.descriptions() | words.places()
    for run in words.runs(beside):
        if not words.is_han(run):
            yield run
            continue
        rest = run
        while rest:
            head = next((rest[:end] for end in range(len(rest), 0, -1) if rest[:end] in known), None)
            if head is None:
                yield rest
                break
            yield head
            rest = rest[len(head) :]
