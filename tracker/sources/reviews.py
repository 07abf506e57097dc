"""Fact checks as formats: schema.org in web pages and data files, and what Google's search for them answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Final

from tracker.errors import InputError
from tracker.sources import characters, dates, markup
from tracker.sources.visit import Response

_TYPE: Final = rb'(?:https?:\\?/\\?/(?:www\.)?schema\.org\\?/|schema:)?ClaimReview"'
_TYPED: Final = re.compile(rb'"@type"\s*:\s*(?:\[[^\]]*)?"' + _TYPE)
_ITEM: Final = re.compile(rb"itemtype\s*=\s*[\"']?\s*https?://(?:www\.)?schema\.org/ClaimReview\b", re.IGNORECASE)
_ANSWER: Final = re.compile(rb'\s*\{\s*"claims"\s*:\s*\[')
_PREFIX: Final = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
_WRAPPING: Final = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One claim as a fact check repeats it, and what the fact check says of it."""

    claim: str
    """In one line."""
    claimant: str | None = None
    claimed_on: date | None = None
    rating: str | None = None
    """In the reviewer's words; None for a claim that nobody has rated."""
    rating_value: str | None = None
    """On the reviewer's own scale from ``worst`` to ``best``."""
    best: str | None = None
    worst: str | None = None
    reviewer: str | None = None
    url: str | None = None
    title: str | None = None
    reviewed_on: date | None = None
    language: str | None = None

    @property
    def is_rated(self) -> bool:
        """Whether somebody has judged the claim."""
        return bool(self.rating or self.rating_value)


@dataclass(slots=True)
class Reviews:
    """The fact checks found in one place."""

    found: list[Review] = field(default_factory=list)
    silent: int = 0
    """How many do not say which claim they are about."""
    notes: list[str] = field(default_factory=list)
    next_page: str | None = None
    """What Google wants to hear to go on."""


def holds(data: bytes) -> bool:
    """Whether bytes are those of a web page or a JSON file with fact checks in it."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return b"ClaimReview" in data and (_TYPED.search(data) or _ITEM.search(data)) is not None
    if start in (b"{", b"["):
        return _TYPED.search(data) is not None or (_ANSWER.match(data) is not None and b'"claimReview"' in data)
    return False


def parse(response: Response, name: str, zone: tzinfo) -> Reviews:
    """Read the fact checks of a page, a data file or an answer; ``name`` is what errors call it.

    Raises InputError for broken JSON; of a web page's several pieces, broken ones are noted.
    """
    if response.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        try:
            data = characters.mended(json.loads(response.data))
        except json.JSONDecodeError as error:
            raise InputError(f"{name}, line {error.lineno}: broken JSON: {error.msg}", permanent=False) from None
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}: broken JSON: {error}") from None
        if isinstance(data, dict) and "@type" not in data and ("claims" in data or not data):
            return _answer(data, zone)
        return _collect([data], Reviews(), zone)
    page = markup.html(response.data, response.charset)
    reviews = Reviews()
    if page is None:
        return reviews
    blocks = [script.text or "" for script in page.iter("script") if "ld+json" in (script.get("type") or "").lower()]
    pieces: list[Any] = []
    for number, block in enumerate(blocks, start=1):
        text = _WRAPPING.sub("", _WRAPPING.sub("", block)).strip()
        if not text:
            continue
        try:
            pieces.append(characters.mended(json.loads(text, strict=False)))
        except (ValueError, RecursionError) as error:
            reviews.notes.append(f"{name}: its JSON-LD block {number} is broken and was left out: {error}")
    items = page.xpath("//*[@itemscope][contains(@itemtype, 'schema.org/Claim')][not(@itemprop)]")
    return _collect([*pieces, *(_item(element) for element in items)], reviews, zone)


def _answer(data: Node, zone: tzinfo) -> Reviews:
    """Read what ``claims:search`` of the Fact Check Tools API answers."""
    reviews = Reviews(next_page=_text(data.get("nextPageToken")))
    for claim in _nodes(data.get("claims")):
        text = markup.plain(claim.get("text"))
        for review in _nodes(claim.get("claimReview")):
            if text is None:
                reviews.silent += 1
                continue
            publisher = next(_nodes(review.get("publisher")), {})
            reviews.found.append(
                Review(
                    claim=text,
                    claimant=markup.plain(claim.get("claimant")),
                    claimed_on=dates.day(_text(claim.get("claimDate")), zone=zone),
                    rating=markup.plain(review.get("textualRating")),
                    reviewer=markup.plain(publisher.get("name")) or _text(publisher.get("site")),
                    url=_text(review.get("url")),
                    title=markup.plain(review.get("title")),
                    reviewed_on=dates.day(_text(review.get("reviewDate")), zone=zone),
                    language=_text(review.get("languageCode")),
                )
            )
    return reviews


def _collect(pieces: Sequence[Any], reviews: Reviews, zone: tzinfo) -> Reviews:
    """Find the fact checks, and the claims that stand alone, wherever they are nested."""
    nodes = [node for piece in pieces for node in _every(piece)]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    graph = _Graph(named)
    checks = [node for node in nodes if _is(node, "ClaimReview")]
    reviewed = {id(item) for node in checks for item in graph.nodes(node.get("itemReviewed"))}
    for node in nodes:
        if _is(node, "ClaimReview"):
            review = graph.review(node, zone)
        elif _is(node, "Claim") and id(node) not in reviewed and len(node.keys() - {"@type", "@id"}) > 0:
            review = graph.claim(node, zone)
        else:
            continue
        if review is None:
            reviews.silent += 1
        else:
            reviews.found.append(review)
    return reviews


@dataclass(frozen=True, slots=True)
class _Graph:
    """Nodes of JSON-LD that stand for one another by their ``@id``."""

    named: Mapping[str, Node]

    def nodes(self, value: Any) -> list[Node]:
        return [self.named.get(node.get("@id", ""), node) for node in _nodes(value)]

    def one(self, value: Any) -> Node:
        return next(iter(self.nodes(value)), {})

    def name(self, value: Any) -> str | None:
        """The names of people or organisations, which may stand there as mere strings."""
        values = value if isinstance(value, list) else [value]
        names = [
            markup.plain(part if isinstance(part, str) else (self.one(part).get("name") if part else None))
            for part in values
        ]
        return ", ".join(dict.fromkeys(name for name in names if name)) or None

    def review(self, node: Node, zone: tzinfo) -> Review | None:
        claim, rating = self.one(node.get("itemReviewed")), self.one(node.get("reviewRating"))
        # Some say the claim in the review, some in the thing reviewed.
        text = markup.plain(_text(node.get("claimReviewed"))) or _statement(claim)
        if text is None:
            return None
        return Review(
            claim=text,
            claimant=self.name(claim.get("author")) or self.name(claim.get("creator")),
            claimed_on=dates.day(_text(claim.get("datePublished")), zone=zone),
            rating=markup.plain(_text(rating.get("alternateName"))) or markup.plain(_text(rating.get("name"))),
            rating_value=_number(rating.get("ratingValue")),
            best=_number(rating.get("bestRating")),
            worst=_number(rating.get("worstRating")),
            reviewer=self.name(node.get("author")) or self.name(node.get("publisher")),
            url=_text(node.get("url")) or _text(node.get("mainEntityOfPage")),
            title=markup.plain(_text(node.get("headline"))) or markup.plain(_text(node.get("name"))),
            reviewed_on=dates.day(_text(node.get("datePublished")) or _text(node.get("dateCreated")), zone=zone),
            language=_text(node.get("inLanguage")),
        )

    def claim(self, node: Node, zone: tzinfo) -> Review | None:
        text = _statement(node)
        if text is None:
            return None
        return Review(
            claim=text,
            claimant=self.name(node.get("author")) or self.name(node.get("creator")),
            claimed_on=dates.day(_text(node.get("datePublished")), zone=zone),
            url=_text(node.get("url")),
            language=_text(node.get("inLanguage")),
        )


def _statement(claim: Node) -> str | None:
    texts = (markup.plain(_text(claim.get(name))) for name in ("text", "description", "name", "headline"))
    return next((text for text in texts if text), None)


def _every(data: Any) -> Iterator[Node]:
    """Yield every object, outer before inner, in the order of the file, their names without schema.org's prefix."""
    todo = [data]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if any(_PREFIX.match(name) for name in value):
                for name in list(value):
                    value.setdefault(_PREFIX.sub("", name), value[name])
            yield value
            value = list(value.values())
        if isinstance(value, list):
            todo += [part for part in reversed(value) if isinstance(part, (dict, list))]


def _is(node: Node, kind: str) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and _PREFIX.sub("", name.strip()) == kind
        for name in (types if isinstance(types, list) else [types])
    )


def _item(element: Any) -> dict[str, Any]:
    """Read an element of microdata as the object that JSON-LD would have."""
    node: dict[str, Any] = {"@type": (element.get("itemtype") or "").split()}
    todo = list(reversed(element))
    while todo:
        part = todo.pop()
        if not isinstance(part.tag, str):
            continue
        for name in (part.get("itemprop") or "").split():
            node.setdefault(name, _item(part) if part.get("itemscope") is not None else _value(part))
        if part.get("itemscope") is None:
            todo += reversed(part)
    return node


def _value(element: Any) -> str:
    given = (element.get(name) for name in ("content", "datetime", "href", "src"))
    return str(next((value for value in given if value), None) or element.text_content())


def _nodes(value: Any) -> Iterator[Node]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            yield part


def _text(value: Any) -> str | None:
    """Return a text, also where it is one of several, or stands apart with its language or address."""
    if isinstance(value, list):
        return next((text for part in value if (text := _text(part))), None)
    if isinstance(value, dict):
        return _text(value.get("@value")) or _text(value.get("@id"))
    return value.strip() or None if isinstance(value, str) else None


def _number(value: Any) -> str | None:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else _text(value)
