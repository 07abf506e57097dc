"""``tracker claims``: look at claims, enter them, correct them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated, Any

import typer

from tracker import claims, linking, metrics, pipeline, sources
from tracker.cli.claim import changed, everything
from tracker.cli.context import actor, console, err_console, opened
from tracker.cli.options import Output, Unchecked, day
from tracker.cli.review import review
from tracker.cli.table import Format, clean, counted, grid, lines, show, shown, speaker
from tracker.cli.transfer import export_claims, import_claims
from tracker.drafts import SourceDraft
from tracker.errors import UsageError
from tracker.values import Comparator, Kind, Rate, Tier

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Claims: list, show, add by hand, edit.")

SCREEN = 50
"""How many claims a table shows unless told otherwise; programs get them all."""

MANUAL = "manual"
"""The kind of source that people enter claims of by hand."""

Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="The claim's number.")]
Subject = Annotated[str | None, typer.Option(help="Whose figure it is: a company, a product, a country.")]
Measure = Annotated[str | None, typer.Option("--metric", help="What is measured, in words.")]
Value = Annotated[
    str | None, typer.Option(help="The number, as 12.5, 12% or 1.5万亿; a fall is negative: --value=-28%.")
]
Low = Annotated[str | None, typer.Option(help="The lower end of a range; --high alone leaves it open.")]
High = Annotated[str | None, typer.Option(help="The upper end of a range; --low alone leaves it open.")]
Unit = Annotated[str | None, typer.Option(help="%, pp, x, count, date, a currency (CNY) or a span of time (hour).")]
Bind = Annotated[Comparator | None, typer.Option("--comparator", help="How the words bind the number; eq by default.")]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="What sort of figure it is; level by default.")]
Counted = Annotated[str | None, typer.Option("--counted", help="For a count, what is counted.")]
RateOption = Annotated[Rate | None, typer.Option("--rate", help="The span of time it is counted per.")]
SaidBy = Annotated[str | None, typer.Option(help="Who says it, as the source names them.")]
Hearsay = Annotated[bool | None, typer.Option("--hearsay/--no-hearsay", help="Passed on without a speaker.")]
Checkable = Annotated[
    bool | None, typer.Option("--checkable/--not-checkable", help="Whether it can be checked at all.")
]
StatedOn = Annotated[str | None, typer.Option(metavar="DATE", help="When it was said: 2025-10-21.")]
PeriodStart = Annotated[str | None, typer.Option(metavar="DATE", help="The first day it speaks of.")]
PeriodEnd = Annotated[str | None, typer.Option(metavar="DATE", help="The last day it speaks of.")]
Baseline = Annotated[str | None, typer.Option(help="What a change is against, as 'year on year'.")]
Quote = Annotated[str | None, typer.Option(help="The figure's own words, as they stand in the source.")]
Link = Annotated[str | None, typer.Option(metavar="METRIC", help="The metric it belongs to, by its short name.")]


@app.command("list")
def list_claims(
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="Claims of this source.")] = None,
    metric: Annotated[str | None, typer.Option(metavar="SLUG", help="Claims linked to this metric.")] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="In subject, metric, sentence or speaker.")] = None,
    unchecked: Unchecked = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"At most so many; a table shows {SCREEN} by default.")
    ] = None,
    output: Output = Format.TABLE,
) -> None:
    """List claims in the order they came in."""
    chosen: dict[str, Any] = {"source": source, "metric": metric, "search": search, "unchecked": unchecked}
    with opened() as context, context.database.session() as session:
        if source is not None:
            sources.find(session, source)
        if metric is not None:
            metrics.find(session, metric)
        most = limit or (SCREEN if output is Format.TABLE else None)
        found = claims.listing(session, **chosen, limit=most)
        if output is Format.JSONL:
            lines(asdict(claim) for claim in found)
            return
        total = claims.count(session, **chosen)
    if not found:
        show(
            console, "No claim fits." if any(chosen.values()) else "No claim yet: tracker source add FILE --publisher P"
        )
        return
    table = grid("ID", "Figure", "About", "Said by", "Stated on", "Source", numbers=["ID"])
    for claim in found:
        about = " · ".join(part for part in (claim.subject, claim.metric) if part)
        table.add_row(
            str(claim.id),
            clean(claim.figure, "bold"),
            shown(about),
            speaker(claim.attribution, claim.hearsay),
            shown(claim.stated_on),
            clean(claim.source),
        )
    show(console, table)
    more = f"; --limit {total} shows all" if total > len(found) else ""
    show(console, f"{len(found):,} of {counted(total, 'claim')}{more}")


@app.command("show")
def show_claim(claim_id: Id) -> None:
    """Show everything about one claim: quote, reading, source, flags and their history, relations."""
    with opened() as context, context.database.session() as session:
        claim = claims.find(session, claim_id)
        everything(
            console,
            claim,
            claims.history(session, claim_id),
            claims.related(session, claim_id),
            context.zone,
        )


@app.command()
def add(
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="A source there is already.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it, where there is no source yet.")] = None,
    url: Annotated[str | None, typer.Option(help="The address of the page it stands on.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="How near a new source stands to what it reports.")] = None,
    subject: Subject = None,
    metric: Measure = None,
    value: Value = None,
    low: Low = None,
    high: High = None,
    unit: Unit = None,
    comparator: Bind = None,
    kind: KindOption = None,
    counted_things: Counted = None,
    rate: RateOption = None,
    said_by: SaidBy = None,
    hearsay: Hearsay = None,
    checkable: Checkable = None,
    stated_on: StatedOn = None,
    period_start: PeriodStart = None,
    period_end: PeriodEnd = None,
    baseline: Baseline = None,
    quote: Quote = None,
    link: Link = None,
) -> None:
    """Enter one claim by hand, of a source there is (--source) or of a new one (--publisher, --url)."""
    if (source is None) == (publisher is None):
        raise UsageError("say where it stands: --source SLUG, or --publisher NAME and --url ADDRESS")
    if url is not None:
        sources.check_url(url, "--url")
    entry = claims.Entry(
        subject=subject,
        metric=metric,
        value=value,
        low=low,
        high=high,
        unit=unit,
        comparator=comparator,
        kind=kind,
        counted=counted_things,
        rate=rate,
        said_by=said_by,
        hearsay=hearsay,
        checkable=checkable,
        stated_on=day(stated_on, "--stated-on"),
        period_start=day(period_start, "--period-start"),
        period_end=day(period_end, "--period-end"),
        baseline=baseline,
        quote=quote,
        link=link,
    )
    with opened() as context:
        with pipeline.transaction(context.database) as session:
            if source is not None:
                of = sources.find(session, source)
            else:
                draft = SourceDraft(kind=MANUAL, locator=url or "by hand", publisher=publisher, url=url, tier=tier)
                of = sources.ensure(session, draft, now=context.now)
            claim = claims.add(session, of, entry, url=url, actor=actor(), now=context.now)
            if link is None:
                linking.link(session, claim_id=claim.id)
            claim_id = claim.id
        with context.database.session() as session:
            added = claims.find(session, claim_id)
            undated = added.stated_on is None
            everything(console, added, (), (), context.zone)
        show(console, f"Added claim {claim_id}.")
        if undated:
            show(err_console, "note: it has no date and will be flagged malformed/no_date; give one with --stated-on")


@app.command()
def edit(
    claim_id: Id,
    subject: Subject = None,
    metric: Measure = None,
    value: Value = None,
    low: Low = None,
    high: High = None,
    unit: Unit = None,
    comparator: Bind = None,
    kind: KindOption = None,
    counted_things: Counted = None,
    rate: RateOption = None,
    said_by: SaidBy = None,
    hearsay: Hearsay = None,
    checkable: Checkable = None,
    stated_on: StatedOn = None,
    period_start: PeriodStart = None,
    period_end: PeriodEnd = None,
    baseline: Baseline = None,
    quote: Quote = None,
    link: Link = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="A field to empty, as baseline or said-by; repeatable.")
    ] = None,
) -> None:
    """Correct a claim. What was read first is kept beside it."""
    entry = claims.Entry(
        subject=subject,
        metric=metric,
        value=value,
        low=low,
        high=high,
        unit=unit,
        comparator=comparator,
        kind=kind,
        counted=counted_things,
        rate=rate,
        said_by=said_by,
        hearsay=hearsay,
        checkable=checkable,
        stated_on=day(stated_on, "--stated-on"),
        period_start=day(period_start, "--period-start"),
        period_end=day(period_end, "--period-end"),
        baseline=baseline,
        quote=quote,
        link=link,
    )
    emptied = [name.strip().replace("-", "_") for name in unset or ()]
    if not emptied and all(getattr(entry, field.name) is None for field in fields(entry)):
        raise UsageError(f"say what to change, as --said-by NAME or --unset baseline; `tracker claims show {claim_id}`")
    with opened() as context:
        with context.database.session() as session:
            before = claims.find(session, claim_id)
        with pipeline.transaction(context.database) as session:
            claims.edit(session, claim_id, entry, emptied, actor=actor(), now=context.now)
            linking.link(session, claim_id=claim_id)
        with context.database.session() as session:
            changed(console, before, claims.find(session, claim_id))


app.command("review")(review)
app.command("import")(import_claims)
app.command("export")(export_claims)
