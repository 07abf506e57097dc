"""Which lines of a page are its article's: trafilatura judges, and what judges of prose throw away is put back."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import Final

import trafilatura
from lxml.etree import _Element as Element

from tracker.formats import markup
from tracker.formats.markup import Block, content
from tracker.formats.words import raised

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_SURE: Final = 12
"""Letters from which on a line is told from all others; shorter ones must stand among lines that are sure."""
_BOOK: Final = 500_000
_AROUND: Final = frozenset(
    """
    nav navbar navigation menu sidebar related recommend recommended recommendation comments comment share
    social cookie cookies consent breadcrumb breadcrumbs promo promotion advert advertisement ad ads
    sponsored ticker newsletter subscribe popup modal ranking rank hot login teaser readmore toplist
    """.split()  # noqa: SIM905 - one a line would fill the page
)
"""Words of which the names of what is no part of an article are made."""
_NAME_PARTS: Final = re.compile(r"[\s_\-]+|(?<=[a-z])(?=[A-Z])")
_NOTES: Final = re.compile(r"foot-?notes?|end-?notes?", re.IGNORECASE)
_FOOT: Final = re.compile(r"版权所有|备案|ICP|主办[：:]|copyright|©|all rights reserved", re.IGNORECASE)
_COUNTER: Final = re.compile(
    r"^\W*(?:(?:阅读|浏览|点击|播放|评论|点赞|转发|分享|收藏|在看|跟贴|人气)(?:量|数|次数)?\W{0,3}[\d.,]+\s*[万千+次条人]*|"
    r"[\d.,]+\s*[万千kK+]*\s*(?:次?(?:阅读|浏览|点击|播放)|条?评论|"
    r"(?:page )?views?|comments?|shares?|likes?|min(?:ute)?s? read)|"
    r"\d+\s*(?:(?:minute|hour|day|min)s? ago|分钟前|小时前|天前))\W*$",
    re.IGNORECASE,
)
_UNSPOKEN: Final = re.compile(r"[\W_⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+")


def kept(tree: Element, found: Sequence[Block], notes: frozenset[str]) -> list[int]:
    """Return the places of the article's blocks among those of the page; ``notes`` are its footnotes' ids."""
    return _kept(found, _judged(tree), notes)


def _judged(tree: Element) -> list[str]:
    """Return the lines that trafilatura takes for the article's, as fingerprints."""
    judged = trafilatura.bare_extraction(
        _for_judgement(tree), include_comments=False, include_tables=True, include_formatting=False, with_metadata=False
    )
    if judged is None or isinstance(judged, dict) or judged.body is None:
        return []
    parts = [
        fingerprint(content(element)) for element in judged.body.iter("p", "head", "item", "cell", "quote", "code")
    ]
    whole = fingerprint(content(judged.body))
    return [part for part in parts if part] or ([whole] if whole else [])


def _for_judgement(tree: Element) -> Element:
    """Return a copy whose text is that of the blocks: without marks of footnotes and what is struck out."""
    copy = deepcopy(tree)
    for element in list(copy.iter("sup", "a", "del", "s", "strike", "rt", "rp")):
        if element.tag == "a" and markup.note(element) is None:
            continue
        parent, before = element.getparent(), element.getprevious()
        if parent is None:
            continue
        said = (before.tail if before is not None else parent.text) or ""
        if element.tag == "sup":
            linked = next(element.iter("a"), None) is not None
            said += raised(said, content(element), linked=linked)
        said += element.tail or ""
        if before is not None:
            before.tail = said
        else:
            parent.text = said
        parent.remove(element)
    return copy


def fingerprint(text: str) -> str:
    """Return what of a line is left however it is laid out: its letters and digits."""
    return _UNSPOKEN.sub("", text.casefold())


def _kept(found: Sequence[Block], judged: Sequence[str], notes: frozenset[str]) -> list[int]:
    """Return the places of the article's blocks.

    A line is looked for among the judged ones, and then, as judges join and part lines, in all of them together; in a
    text as long as a book that would take minutes.
    """
    whole = "".join(judged)
    if len(whole) > _BOOK:
        whole = ""
    pieces = set(judged)
    prints = [fingerprint(block.text) for block in found]
    sure = [
        place
        for place, mark in enumerate(prints)
        if mark and ((len(mark) >= _SURE and (mark in pieces or mark in whole)) or _mostly(found[place], pieces, whole))
    ]
    sure = _once(sure, prints, whole)
    if not sure:
        return [place for place, mark in enumerate(prints) if mark and mark in pieces]
    first, last = sure[0], sure[-1]
    begun = next((place for place in sure if found[place].kind != "heading"), first)
    root = _root([found[place] for place in sure])
    kept = set(sure)
    for place, block in enumerate(found):
        if place in kept:
            continue
        inside = _is_under(block.element, root)
        among = first <= place <= last
        if prints[place] and prints[place] in pieces and (among or inside):
            kept.add(place)
        elif _is_around(block.element, root) or block.links > 0.5:
            continue
        elif (
            (begun < place < last and inside)
            or (_is_note(block.element, notes) and (inside or _has_id(block.element, notes)))
            or ((among or inside) and _is_structure(block))
        ):
            kept.add(place)
    return _without_foot(found, [place for place in sorted(kept) if not _is_counter(found[place])])


def _mostly(block: Block, pieces: set[str], whole: str) -> bool:
    """Whether most cells of a table were judged to be the article's."""
    if block.kind != "table":
        return False
    cells = [mark for mark in map(fingerprint, re.split(r"[\t\n]", block.text)) if mark]
    return (
        bool(cells) and sum(mark in pieces or (len(mark) >= _SURE and mark in whole) for mark in cells) > len(cells) / 2
    )


def _once(sure: list[int], prints: Sequence[str], whole: str) -> list[int]:
    """Of lines that stand on the page more often than in the article keep those nearest to its middle."""
    counts = Counter(prints[place] for place in sure)
    single = [place for place in sure if counts[prints[place]] == 1]
    if not single:
        return sure
    middle = single[len(single) // 2]
    kept: set[int] = set(single)
    for mark, count in counts.items():
        if count > 1:
            places = sorted((place for place in sure if prints[place] == mark), key=lambda place: abs(place - middle))
            kept.update(places[: max(1, whole.count(mark))])
    return sorted(kept)


def _root(blocks: Sequence[Block]) -> Element:
    """Return the innermost element that holds nearly all of the given text."""
    held: Counter[Element] = Counter()
    for block in blocks:
        for element in (block.element, *block.element.iterancestors()):
            held[element] += len(block.text)
    enough = sum(len(block.text) for block in blocks) * 0.9
    holding = [element for element, size in held.items() if size >= enough]
    return max(holding, key=lambda element: sum(1 for _ in element.iterancestors()))


def _without_foot(found: Sequence[Block], kept: list[int]) -> list[int]:
    """Leave out the foot of the site, which judges of pages whose parts have no names take for text."""
    end = len(kept)
    while end > 1 and len(found[kept[end - 1]].text) < 200 and _FOOT.search(found[kept[end - 1]].text):
        end -= 1
    return kept[:end]


def _is_counter(block: Block) -> bool:
    """Whether a line tells how often the page was read: another figure at every look, and none of the article's."""
    return block.kind != "table" and len(block.text) < 50 and bool(_COUNTER.search(block.text))


def _is_under(element: Element, root: Element) -> bool:
    return root.tag != "html" and (element is root or any(above is root for above in element.iterancestors()))


def _is_around(element: Element, root: Element) -> bool:
    """Whether an element belongs to what stands around articles, by its tag and names up to the article's own."""
    for above in (element, *element.iterancestors()):
        if above is root or above.tag in ("body", "html"):
            return False
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if above.tag in ("nav", "form", "menu"):
            return True
        if above.tag == "footer" and not _NOTES.search(names):
            return True
        if {part.lower() for part in _NAME_PARTS.split(names)} & _AROUND:
            return True
    return False


def _is_note(element: Element, notes: frozenset[str]) -> bool:
    for above in (element, *element.iterancestors()):
        named = f"{above.get('class') or ''} {above.get('id') or ''} {above.get('role') or ''}"
        if above.get("id") in notes or _NOTES.search(named):
            return True
        if above.tag == "body":
            return False
    return False


def _has_id(element: Element, notes: frozenset[str]) -> bool:
    return any(above.get("id") in notes for above in (element, *element.iterancestors())) or any(
        inner.get("id") in notes or inner.get("name") in notes for inner in element.iter()
    )


def _is_structure(block: Block) -> bool:
    """Whether a block is of the kinds that judges of prose throw away, and says something."""
    if block.kind == "caption":
        return True
    return block.kind in ("table", "item") and any(character.isdigit() for character in block.text)
