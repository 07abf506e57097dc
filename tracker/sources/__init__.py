"""Connectors: what brings texts and facts in from outside. A new one is one class and one line of the list."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from typing import Final
from urllib.parse import urlsplit

from tracker import resources
from tracker.drafts import Captured, CapturedPage, Missed, SourceDraft
from tracker.errors import InputError
from tracker.sources import characters, choices
from tracker.sources.article import Article
from tracker.sources.claimreview import ClaimReview
from tracker.sources.connector import Connector
from tracker.sources.feed import Feed
from tracker.sources.json_api import JsonApi
from tracker.sources.probe import Probe
from tracker.sources.records import Records
from tracker.sources.sitemap import Sitemap
from tracker.sources.sql import Sql
from tracker.sources.stored import (
    Holdings,
    Listed,
    as_draft,
    captured_from,
    ensure,
    find,
    hold,
    holdings,
    listing,
    lock,
    locked,
    note_failure,
    note_success,
    remove,
)
from tracker.sources.table import Table
from tracker.sources.visit import Original, Response, Seen, Visit, refuse_secret
from tracker.values import Tier

__all__ = [
    "CONNECTORS",
    "Captured",
    "CapturedPage",
    "Connector",
    "Holdings",
    "Listed",
    "Missed",
    "Original",
    "Response",
    "Seen",
    "SourceDraft",
    "Visit",
    "as_draft",
    "capture",
    "captured_from",
    "check_url",
    "connectors",
    "ensure",
    "find",
    "hold",
    "holdings",
    "listing",
    "lock",
    "locked",
    "note_failure",
    "note_success",
    "refuse_secret",
    "remove",
    "sample",
]

CONNECTORS: Final[list[Connector]] = [
    Sql(),
    Records(),
    Table(),
    ClaimReview(),
    Feed(),
    Sitemap(),
    JsonApi(),
    Probe(),
    Article(),
]
"""Asked in this order which of them takes a locator whose kind is not given."""

GROUP: Final = "tracker.connectors"
"""The entry points by which other packages register connectors of their own: classes, made without arguments."""


def capture(draft: SourceDraft, visit: Visit | None = None) -> Captured:
    """Bring in what ``draft`` points at, reaching outside through ``visit``: files alone without one. No database.

    Raises:
        InputError: there is no such kind or setting, the address is none, or the connector cannot use what it found.
    """
    if draft.url is not None:
        check_url(draft.url, "--url")
    visit = visit or Visit()
    connector = _connector(draft, visit)
    if unknown := draft.options.keys() - connector.options.keys():
        known = ", ".join(sorted(connector.options)) or "none"
        raise InputError(f"a source of kind {connector.kind} has no setting {min(unknown)!r}; its own are: {known}")
    return _dated(draft, visit, characters.kept(connector.capture(draft, visit)))


def _dated(draft: SourceDraft, visit: Visit, captured: Captured) -> Captured:
    """Let a work of reference that carries no date state its figures on the day it is read."""
    undated = [page for page in captured.pages if page.claims is not None and page.published is None]
    if draft.tier is not Tier.REFERENCE or not undated:
        return captured
    today = visit.now.astimezone(choices.zone(draft)).date()
    pages = tuple(replace(page, published=today) if page in undated else page for page in captured.pages)
    note = f"it carries no date: as a work of reference it states its figures on the day it is read, {today}"
    return replace(captured, pages=pages, notes=(*captured.notes, note))


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
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or any(c.isspace() or not c.isprintable() for c in url)
    ):
        raise InputError(f"{place}: {url!r} is no web address; write it in full, as https://example.com/page")
    refuse_secret(url)


def connectors() -> list[Connector]:
    """Every connector: those that other packages bring along first, so that they may take a place over."""
    return [*_installed(), *CONNECTORS]


@cache
def _installed() -> tuple[Connector, ...]:
    return tuple(entry.load()() for entry in entry_points(group=GROUP))


def _connector(draft: SourceDraft, visit: Visit) -> Connector:
    if draft.kind is None:
        original = Original(draft.locator, visit)
        return next(connector for connector in connectors() if connector.accepts(original))
    for connector in connectors():
        if connector.kind == draft.kind:
            return connector
    known = ", ".join(connector.kind for connector in connectors())
    raise InputError(f"there is no kind of source named {draft.kind!r}; known are {known}")
