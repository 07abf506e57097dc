"""Connectors: what brings texts and facts in from outside. A new one is one class and one line of the list."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit

from tracker import resources
from tracker.drafts import Captured, CapturedPage, SourceDraft
from tracker.errors import InputError
from tracker.sources.article import Article
from tracker.sources.connector import Connector
from tracker.sources.records import Records
from tracker.sources.stored import Holdings, Listed, captured_from, ensure, find, holdings, listing, remove
from tracker.values import Tier

__all__ = [
    "CONNECTORS",
    "Captured",
    "CapturedPage",
    "Connector",
    "Holdings",
    "Listed",
    "SourceDraft",
    "capture",
    "captured_from",
    "check_url",
    "ensure",
    "find",
    "holdings",
    "listing",
    "remove",
    "sample",
]

CONNECTORS: Final[list[Connector]] = [
    Records(),
    Article(),
]
"""Asked in this order which of them takes a locator whose kind is not given."""


def capture(draft: SourceDraft) -> Captured:
    """Bring in what ``draft`` points at. Touches no database.

    Raises:
        InputError: there is no such kind, the address is none, or the connector cannot use what it found.
    """
    if draft.url is not None:
        check_url(draft.url, "--url")
    return _connector(draft).capture(draft)


def sample() -> list[Captured]:
    """Bring in what the package carries to show a newcomer: the files that its ``sources.json`` lists."""
    folder = resources.sample()
    listed = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    return [
        capture(
            SourceDraft(
                locator=str(folder / entry["file"]),
                publisher=entry.get("publisher"),
                url=entry.get("url"),
                tier=Tier(entry["tier"]) if "tier" in entry else None,
                slug=entry.get("slug"),
            )
        )
        for entry in listed
    ]


def check_url(url: str, place: str) -> None:
    """Refuse what is no web address; ``place`` names the option or field that holds it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in url):
        raise InputError(f"{place}: {url!r} is no web address; write it in full, as https://example.com/page")


def _connector(draft: SourceDraft) -> Connector:
    if draft.kind is None:
        return next(connector for connector in CONNECTORS if connector.accepts(draft.locator))
    for connector in CONNECTORS:
        if connector.kind == draft.kind:
            return connector
    known = ", ".join(connector.kind for connector in CONNECTORS)
    raise InputError(f"there is no kind of source named {draft.kind!r}; known are {known}")
