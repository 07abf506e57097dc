"""``tracker metric``: the catalogue of what is measured."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from tracker import amounts, linking, metrics, pipeline
from tracker.cli import catalogue, options
from tracker.cli.context import console, opened
from tracker.cli.options import Output, Yes
from tracker.cli.probe import probe
from tracker.cli.proposal import propose
from tracker.cli.series import check
from tracker.cli.table import NONE, Format, clean, counted, facts, grid, lines, show, shown
from tracker.drafts import MetricDraft
from tracker.errors import UsageError
from tracker.models import Metric
from tracker.values import Kind

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The catalogue of what is measured.")

KindOption = Annotated[Kind | None, typer.Option(help="What sort of figure it takes; any by default.")]
ShelfLife = Annotated[
    int | None, typer.Option("--shelf-life", metavar="DAYS", help="After how many days a figure of it is stale.")
]
WarnAfter = Annotated[
    int | None, typer.Option("--warn-after", metavar="DAYS", help="After how many days it is said to be stale soon.")
]
Cumulative = Annotated[
    bool | None,
    typer.Option("--cumulative/--no-cumulative", help="Its figures accumulate: each contains the earlier ones."),
]
Baseline = Annotated[
    str | None, typer.Option(metavar="WORDS", help="What a change of it is against, as 'the year before'.")
]
Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The metric's short name.")]
Low = Annotated[str | None, typer.Option(metavar="NUMBER", help="Below this a figure is implausible.")]
High = Annotated[str | None, typer.Option(metavar="NUMBER", help="Above this a figure is implausible.")]
Note = Annotated[str | None, typer.Option(help="A note for people.")]
NEWEST: Final = 10
"""How many of a metric's claims are shown."""
_DAYS: Final = {"shelf_life": "shelf_life_days", "warn_after": "warn_after_days"}
"""Fields that the command line calls otherwise."""


@app.command("list")
def list_metrics(
    output: Output = Format.TABLE,
) -> None:
    """List the metrics, their aliases and how many claims belong to each."""
    with opened() as context, context.database.session() as session:
        listed = metrics.listing(session)
        if output is Format.JSONL:
            lines(_record(entry) for entry in listed)
            return
        if not listed:
            show(console, "No metric yet. Add one: tracker metric add --subject S --measure M --unit U")
            return
        table = grid("Metric", "What is measured", "Unit", "Days", "Plausible", "Claims", numbers=["Days", "Claims"])
        for entry in listed:
            metric = entry.metric
            table.add_row(
                clean(metric.slug, "bold"),
                _names(metric),
                clean(metric.unit),
                shown(metric.shelf_life_days),
                shown(_range(metric)),
                str(entry.claims),
            )
        show(console, table)


@app.command()
def add(
    subject: Annotated[str, typer.Option(help="Whose figure it is: a company, a country, a product.")],
    measure: Annotated[str, typer.Option(help="The words that say what is measured, as they stand in texts.")],
    unit: Annotated[str, typer.Option(help="%, pp, x, count, date, a currency (CNY) or a span of time (hour).")],
    slug: Annotated[str | None, typer.Option(help="A short name; made of subject and measure by default.")] = None,
    kind: KindOption = None,
    subject_alias: Annotated[list[str] | None, typer.Option(help="Another name of the subject; repeatable.")] = None,
    measure_alias: Annotated[list[str] | None, typer.Option(help="Other words for the measure; repeatable.")] = None,
    shelf_life: ShelfLife = None,
    warn_after: WarnAfter = None,
    plausible_low: Low = None,
    plausible_high: High = None,
    cumulative: Cumulative = None,
    baseline: Baseline = None,
    note: Note = None,
) -> None:
    """Add a metric, and link the claims that fit it and no other."""
    draft = MetricDraft(
        subject=subject,
        measure=measure,
        unit=unit,
        slug=slug,
        kind=kind,
        subject_aliases=tuple(subject_alias or ()),
        measure_aliases=tuple(measure_alias or ()),
        shelf_life_days=shelf_life,
        warn_after_days=warn_after,
        plausible_low=_number(plausible_low, "--plausible-low"),
        plausible_high=_number(plausible_high, "--plausible-high"),
        is_cumulative=bool(cumulative),
        baseline=baseline,
        note=note,
    )
    with opened() as context, pipeline.transaction(context.database) as session:
        metric = metrics.add(session, draft)
        linked = linking.link(session)
        _show(metric, linked, "Added")


@app.command()
def edit(
    slug: Slug,
    subject: Annotated[str | None, typer.Option(help="Whose figure it is.")] = None,
    measure: Annotated[str | None, typer.Option(help="The words that say what is measured.")] = None,
    unit: Annotated[str | None, typer.Option(help="%, pp, x, count, date, a currency or a span of time.")] = None,
    kind: KindOption = None,
    subject_alias: Annotated[list[str] | None, typer.Option(help="One more name of the subject; repeatable.")] = None,
    measure_alias: Annotated[list[str] | None, typer.Option(help="More words for the measure; repeatable.")] = None,
    drop_alias: Annotated[list[str] | None, typer.Option(help="An alias to take away; repeatable.")] = None,
    shelf_life: ShelfLife = None,
    warn_after: WarnAfter = None,
    plausible_low: Low = None,
    plausible_high: High = None,
    cumulative: Cumulative = None,
    baseline: Baseline = None,
    note: Note = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="A field to empty, as shelf-life; repeatable.")
    ] = None,
) -> None:
    """Change a metric, and link the claims that fit it now. Claims linked before stay linked."""
    change = metrics.Change(
        subject=subject,
        measure=measure,
        unit=unit,
        kind=kind,
        shelf_life_days=shelf_life,
        warn_after_days=warn_after,
        plausible_low=_number(plausible_low, "--plausible-low"),
        plausible_high=_number(plausible_high, "--plausible-high"),
        is_cumulative=cumulative,
        baseline=baseline,
        note=note,
        add_subject_aliases=tuple(subject_alias or ()),
        add_measure_aliases=tuple(measure_alias or ()),
        drop_aliases=tuple(drop_alias or ()),
    )
    fields = [name.replace("-", "_") for name in unset or ()]
    emptied = [_DAYS.get(name, name) for name in fields]
    with opened() as context, pipeline.transaction(context.database) as session:
        metric = metrics.edit(session, slug, change, emptied)
        linked = linking.link(session)
        _show(metric, linked, "Changed")


@app.command("show")
def show_metric(slug: Slug) -> None:
    """Show all that is known of a metric: its names, its limits, and its newest claims."""
    with opened() as context, context.database.session() as session:
        metric = metrics.find(session, slug)
        total = metrics.count(session, metric)
        newest = metrics.latest(session, metric, NEWEST)
        show(console, _facts(metric, ("claims", f"{total:,}")))
        if not newest:
            return
        table = grid("Claim", "Figure", "Stated on", "Publisher", "Linked by", numbers=["Claim"])
        for claim, publisher in newest:
            table.add_row(
                str(claim.id),
                clean(claim.quote_exact),
                shown(claim.stated_on),
                shown(publisher),
                shown(claim.linked_by),
            )
        show(console, table)
        if total > len(newest):
            show(console, f"The newest {len(newest)} of {total:,}; `tracker claims list --metric {slug}` has them all.")


@app.command()
def merge(
    old: Annotated[str, typer.Argument(metavar="FROM", help="The metric that goes.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The metric that takes its claims and names.")],
    yes: Yes = False,
) -> None:
    """Make one metric of two that measure the same thing. Who linked the claims, and what was decided, is kept."""
    with opened() as context:
        with context.database.session() as session:
            gone, stays = metrics.find(session, old), metrics.find(session, into)
            metrics.demand_alike(session, gone, stays)
            moving = counted(metrics.count(session, gone), "claim")
            what = f"{gone.subject} · {gone.measure}, {moving}"
            show(console, Text.assemble((f"- {gone.slug}  ", "red"), clean(what)))
            show(console, Text.assemble((f"+ {stays.slug}  ", "green"), clean(f"{stays.subject} · {stays.measure}")))
        if not yes:
            if not options.is_asked():
                raise UsageError("add --yes to say that you mean it")
            typer.confirm(f"Merge them? {old} is gone then.", abort=True, err=True)
        with pipeline.transaction(context.database) as session:
            metric, moved = metrics.merge(session, old, into)
            linked = linking.link(session)
            _show(metric, linked, f"Merged, {counted(moved, 'claim')} moved")


app.command("propose")(propose)
app.command("sync")(catalogue.sync_metrics)
app.command("import")(catalogue.import_metrics)
app.command("export")(catalogue.export_metrics)
app.command("check")(check)
app.command("probe")(probe)


def _show(metric: Metric, linked: int, done: str) -> None:
    show(console, _facts(metric), f"{done}; {counted(linked, 'claim')} linked.")


def _facts(metric: Metric, *more: tuple[str, object]) -> Table:
    return facts(
        [
            ("metric", metric.slug),
            ("subject", metric.subject),
            ("also", ", ".join(metrics.names(metric, metrics.SUBJECT))),
            ("measure", metric.measure),
            ("also", ", ".join(metrics.names(metric, metrics.MEASURE))),
            ("unit", metric.unit),
            ("kind", metric.kind),
            ("shelf life", metric.shelf_life_days and counted(metric.shelf_life_days, "day")),
            ("warn after", metric.warn_after_days and counted(metric.warn_after_days, "day")),
            ("plausible", _range(metric)),
            ("accumulates", metric.is_cumulative),
            ("baseline", metric.baseline),
            ("note", metric.note),
            *more,
        ]
    )


def _names(metric: Metric) -> Text:
    """What is measured, with the other names it goes by below it."""
    names = clean(f"{metric.subject} · {metric.measure}")
    others = [", ".join(metrics.names(metric, role)) for role in (metrics.SUBJECT, metrics.MEASURE)]
    if any(others):
        names.append("\n").append_text(clean(f"also {' · '.join(other or NONE for other in others)}", "dim"))
    return names


def _range(metric: Metric) -> str | None:
    low, high = metric.plausible_low, metric.plausible_high
    if low is None and high is None:
        return None
    words = [amounts.number_in_words(end) if end is not None else "…" for end in (low, high)]
    return " to ".join(words)


def _record(entry: metrics.Listed) -> dict[str, Any]:
    metric = entry.metric
    return {
        "slug": metric.slug,
        "subject": metric.subject,
        "subject_aliases": metrics.names(metric, metrics.SUBJECT),
        "measure": metric.measure,
        "measure_aliases": metrics.names(metric, metrics.MEASURE),
        "unit": metric.unit,
        "kind": metric.kind,
        "shelf_life_days": metric.shelf_life_days,
        "warn_after_days": metric.warn_after_days,
        "plausible_low": metric.plausible_low,
        "plausible_high": metric.plausible_high,
        "is_cumulative": metric.is_cumulative,
        "baseline": metric.baseline,
        "note": metric.note,
        "claims": entry.claims,
    }


def _number(text: str | None, option: str) -> Decimal | None:
    if text is None:
        return None
    value = amounts.read(text, option).value
    if not isinstance(value, Decimal):
        raise UsageError(f"{option}: give a number")
    return value
