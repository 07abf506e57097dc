"""What is about to be stored, as plain values: sources, captured pages, metrics. No database, no files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker import extract
from tracker.errors import InputError
from tracker.extract import Claim
from tracker.extract.claims import EXTRACTOR
from tracker.values import Kind, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """A source as a person names it; what is None is taken from what the connector finds."""

    locator: str
    """Where to look: a path."""
    kind: str | None = None
    """The connector; None to have it guessed."""
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    tier: Tier | None = None
    slug: str | None = None
    title: str | None = None
    language: str | None = None


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

    @property
    def extractor(self) -> str:
        """What read the claims: the version of the reading rules, or the connector that brought them along."""
        return EXTRACTOR if self.claims is None else self.source.kind or "records"

    def readings(self) -> tuple[Claim, ...]:
        """Return the page's claims, read from its text where they did not come along.

        Raises:
            InputError: the text states no figure; a capture that brings nothing is no success.
        """
        found = tuple(extract.claims(self.text, self.published)) if self.claims is None else self.claims
        if not found:
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
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What a connector brought from one locator."""

    kind: str
    locator: str
    pages: tuple[CapturedPage, ...]
    metrics: tuple[MetricDraft, ...] = ()
