"""What is about to be stored, as plain values: sources, captured pages, metrics, parties. No database, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tracker import extract
from tracker.errors import FetchReason, InputError
from tracker.extract import Claim
from tracker.extract.claims import EXTRACTOR
from tracker.values import Kind, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """A source as a person names it; what is None is taken from what the connector finds."""

    locator: str
    """Where to look: a path, a web address, a database's address."""
    kind: str | None = None
    """The connector; None to have it guessed."""
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    tier: Tier | None = None
    slug: str | None = None
    title: str | None = None
    language: str | None = None
    timezone: str | None = None
    """The zone its dates and its schedule are in, as ``Asia/Shanghai``; None for UTC dates and the user's schedule."""
    schedule: str | None = None
    """How often to look: ``6h``, or a cron line; None for never by itself."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The connector's own settings, as its ``options`` describe them: a query, a mapping of columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes a text was read from, as they came."""

    data: bytes
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedPage:
    """One text as captured, and the source it belongs to."""

    source: SourceDraft
    """With its kind, its full locator and its publisher filled in."""
    text: str
    url: str | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()
    published: date | None = None
    language: str | None = None
    claims: tuple[Claim, ...] | None = None
    """The claims where the connector brings them along (facts, rows); None where the text is still to be read."""
    key: str | None = None
    """What the page is known by within its source from one look to the next; None for its address, or the locator."""
    guid: str | None = None
    """The name a feed gives it."""
    mark: str | None = None
    """What a listing said of the page (title, date of change), hashed: the same mark means no need to look again."""
    etag: str | None = None
    last_modified: str | None = None
    raw: Raw | None = None
    is_listed: bool = False
    """One of many that a source lists: it may well state no figure."""
    review: Mapping[str, Any] | None = None
    """What a fact check said of it: rating, reviewer, address."""
    metric: str | None = None
    """The slug of the metric that its claims belong to, where the source was set up to tell that metric's figure."""

    @property
    def extractor(self) -> str:
        """What read the claims: the version of the reading rules, or the connector that brought them along."""
        return EXTRACTOR if self.claims is None else self.source.kind or "records"

    def readings(self) -> tuple[Claim, ...]:
        """Return the page's claims, read from its text where they did not come along.

        Raises:
            InputError: the text states no figure, and it is all that was to be captured: that is no success.
        """
        return self.held(tuple(extract.claims(self.text, self.published)) if self.claims is None else self.claims)

    def held(self, found: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Return what was found in the page, where that will do.

        Raises:
            InputError: it is nothing, and it is all that was to be captured: that is no success.
        """
        if not found and not self.is_listed:
            raise InputError(
                f"{self.source.locator}: no figure found in its {len(self.text):,} characters, so nothing was stored; "
                "check that it is the article itself"
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDraft:
    """A metric of the catalogue, to be added where it is not there yet."""

    subject: str
    measure: str
    unit: str
    slug: str | None = None
    kind: Kind | None = None
    subject_aliases: tuple[str, ...] = ()
    measure_aliases: tuple[str, ...] = ()
    shelf_life_days: int | None = None
    warn_after_days: int | None = None
    """After how many days it is said that a figure will soon be stale."""
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    is_cumulative: bool = False
    """Whether its figures accumulate."""
    baseline: str | None = None
    """What a change of it is against."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """Somebody whose word a figure may rest on, to be added where they are not there yet."""

    name: str
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    """The slug of the party it belongs to."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A page that a source lists and that could not be read this time."""

    key: str
    """What the page is known by within its source, as in ``CapturedPage``."""
    reason: str
    """One line that names the page and says what to do."""
    permanent: bool
    """Whether trying again is bound to fail again."""
    failure: FetchReason = FetchReason.UNREADABLE

    @property
    def blocked(self) -> bool:
        """Whether it is there, but not for the tracker: 401, 403, 429, 451, robots.txt, a login."""
        return self.failure is FetchReason.BLOCKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What a connector brought from one locator."""

    kind: str
    locator: str
    pages: tuple[CapturedPage, ...]
    metrics: tuple[MetricDraft, ...] = ()
    unchanged: tuple[str, ...] = ()
    """Keys of the pages looked at that are as they were."""
    missed: tuple[Missed, ...] = ()
    is_whole: bool = False
    """This is all there is: a page of the locator that is not among these stands there no longer."""
    etag: str | None = None
    last_modified: str | None = None
    """Those of a list whose pages were all dealt with: while it is the same, nothing is new."""
    notes: tuple[str, ...] = ()
    """What is odd and a person should know before trusting it, a line each."""

    @property
    def brings_any(self) -> bool:
        """Whether there is anything in it to be stored, or to be taken for gone: it is not all as it was."""
        return bool(self.pages or self.metrics or self.is_whole)
