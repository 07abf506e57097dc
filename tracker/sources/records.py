"""Records: a JSON file of figures as facts, with the pages they stand on and the metrics they belong to.

A page of such a file becomes a document in words of our own, one line a figure, in which each claim's quote is
anchored like any other. The file is checked as a whole before anything of it is used.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tracker import addresses, amounts, slugs, texts
from tracker.drafts import Captured, CapturedPage, MetricDraft, SourceDraft
from tracker.errors import InputError
from tracker.extract import Claim
from tracker.facts import Fact
from tracker.rows.settlement import Settled, check_period, checkable, settle
from tracker.sources.visit import Original, Visit
from tracker.values import Comparator, Kind, Rate, Tier


def _line(value: Any) -> Any:
    """Take one line of text, without the white space around it."""
    if not isinstance(value, str):
        raise ValueError("expected a text")  # noqa: TRY004 - what pydantic turns into its own error
    if not value.strip() or not value.strip().isprintable():
        raise ValueError("expected a line of text")
    return value.strip()


def _amount(value: Any) -> amounts.Amount:
    """Take a number, an ISO date, or text as a person writes it (1.7万, 12%)."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise ValueError("expected a number, a date, or a figure as text")  # noqa: TRY004 - as above
    try:
        return amounts.read(str(value), "the value")
    except InputError as error:
        raise ValueError(str(error)) from None


def _slug(value: Any) -> Any:
    try:
        slugs.check(_line(value), "the slug")
    except InputError as error:
        raise ValueError(str(error)) from None
    return value.strip()


Line: TypeAlias = Annotated[str, BeforeValidator(_line)]
Slug: TypeAlias = Annotated[str, BeforeValidator(_slug)]
Amount: TypeAlias = Annotated[amounts.Amount, BeforeValidator(_amount)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Figure(_Entry):
    """One figure: ``value``, or ``low`` and ``high`` of which one may be left open, or none for a vague one."""

    subject: Line
    metric: Line
    value: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    unit: Line | None = None
    comparator: Comparator | None = None
    kind: Kind = Kind.LEVEL
    counted: Line | None = None
    rate: Rate | None = None
    precision: Annotated[Decimal, Field(gt=0)] | None = None
    period_start: date | None = None
    period_end: date | None = None
    baseline: Line | None = None
    said_by: Line | None = None
    hearsay: bool = False
    checkable: bool | None = None
    quote: Line | None = None
    """The words of the figure; rendered from its number where missing."""
    note: Line | None = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        self._settled()
        check_period(self.period_start, self.period_end)
        return self

    def _settled(self) -> Settled:
        return settle(self.value, self.low, self.high, unit=self.unit, comparator=self.comparator)

    def fact(self) -> Fact:
        """The figure as a fact."""
        settled = self._settled()
        return Fact(
            low=settled.low,
            high=settled.high,
            comparator=settled.comparator,
            kind=self.kind,
            subject=self.subject,
            metric=self.metric,
            unit=settled.unit,
            precision=self.precision or settled.precision,
            counted=self.counted,
            rate=self.rate or settled.rate,
            period_start=self.period_start,
            period_end=self.period_end,
            baseline=self.baseline,
            said_by=self.said_by,
            hearsay=self.hearsay,
            checkable=checkable(settled.comparator, self.kind) if self.checkable is None else self.checkable,
            quote=self.quote,
        )


class Page(_Entry):
    """One page and the figures that stand on it."""

    publisher: Line
    url: Line | None = None
    title: Line | None = None
    published: date | None
    """Must be said, as null where the page shows no date."""
    tier: Tier = Tier.PRESS
    language: Line | None = None
    bylines: tuple[Line, ...] = ()
    slug: Slug | None = None
    note: Line | None = None
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]


class Metric(_Entry):
    """An entry for the catalogue of metrics."""

    subject: Line
    measure: Line
    unit: Line
    slug: Slug | None = None
    kind: Kind | None = None
    subject_aliases: tuple[Line, ...] = ()
    measure_aliases: tuple[Line, ...] = ()
    shelf_life_days: Annotated[int, Field(gt=0, le=36_525)] | None = None
    plausible_low: Decimal | None = None
    plausible_high: Decimal | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if None not in (low := self.plausible_low, high := self.plausible_high) and low > high:  # type: ignore[operator]
            raise ValueError("plausible_low is greater than plausible_high: exchange them")
        return self


class Book(_Entry):
    """A whole file of records."""

    version: Literal[1]
    metrics: tuple[Metric, ...] = ()
    pages: Annotated[tuple[Page, ...], Field(min_length=1)]


class Records:
    """A JSON file of pages, figures and metrics: each page is a source of its own with one document."""

    kind: Final = "records"

    options: Final[Mapping[str, str]] = {}

    def accepts(self, original: Original) -> bool:
        """Take files named ``.json``."""
        return original.suffix == ".json" and not original.scheme

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:  # noqa: ARG002 - a file needs no web
        """Read the file; every claim comes ready, nothing is left to be read."""
        _refuse_overrides(draft)
        book = load(draft.locator)
        locator = str(Path(draft.locator).absolute())
        keys = _keys(book.pages, locator)
        pages = tuple(_captured(page, locator, draft, key) for page, key in zip(book.pages, keys, strict=True))
        return Captured(
            kind=self.kind,
            locator=locator,
            pages=pages,
            is_whole=True,
            metrics=tuple(MetricDraft(**metric.model_dump()) for metric in book.metrics),
        )


def load(locator: str) -> Book:
    """Read and check a file of records; raises InputError naming the file, the place and what is wrong there."""
    try:
        data = json.loads(texts.read(locator), parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"{locator}, line {error.lineno}: broken JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{locator}: broken JSON: {error}") from None
    try:
        return Book.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{locator}: {_explain(error)}") from None


def _keys(pages: Sequence[Page], locator: str) -> Iterator[str]:
    """What each page is known by: its address, else its title or date, and its place among those that are alike."""
    alike: Counter[tuple[str, str]] = Counter()
    for page in pages:
        name = addresses.key(page.url) if page.url else f"{locator}#{page.title or page.published or ''}".rstrip("#")
        alike[page.publisher, name] += 1
        number = alike[page.publisher, name]
        yield f"{name}#{number}" if number > 1 else name


def _captured(page: Page, locator: str, draft: SourceDraft, key: str) -> CapturedPage:
    claims: list[Claim] = []
    for figure in page.figures:
        claims.append(figure.fact().claim(claims[-1].sentence_end + 1 if claims else 0))
    language = page.language or draft.language
    return CapturedPage(
        source=SourceDraft(
            kind=Records.kind,
            locator=locator,
            publisher=page.publisher,
            url=page.url,
            tier=draft.tier or page.tier,
            slug=page.slug,
            language=language,
        ),
        text="".join(f"{claim.sentence}\n" for claim in claims),
        url=page.url,
        title=page.title,
        bylines=page.bylines,
        published=page.published or draft.published,
        language=language,
        claims=tuple(claims),
        key=key,
    )


def _refuse_overrides(draft: SourceDraft) -> None:
    for name in ("publisher", "url", "title", "slug"):
        if getattr(draft, name) is not None:
            raise InputError(f"--{name}: a file of records names it for each of its pages; leave it out")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _explain(error: ValidationError) -> str:
    """Say in one line where the first fault of a file is and what is wrong there."""
    first = error.errors(include_url=False)[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    reason = {
        "extra_forbidden": "there is no such field; check its spelling",
        "missing": "is missing",
    }.get(first["type"], first["msg"].removeprefix("Value error, ").removeprefix("Input should be "))
    if first["type"] not in ("extra_forbidden", "missing", "value_error"):
        reason = f"expected {reason[:1].lower()}{reason[1:]}"
    more = error.error_count() - 1
    return f"{place or 'the file'}: {reason}{f' (and {more} more)' if more else ''}"
