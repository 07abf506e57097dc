"""``tracker link``: which claims may belong to which metric, for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.text import Text

from tracker import decisions, linking, metrics, pipeline
from tracker.cli.context import Context, actor, console, opened
from tracker.cli.options import Output
from tracker.cli.table import NONE, Format, clean, counted, facts, grid, lines, show
from tracker.errors import InputError

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Proposed links of claims to metrics: list, accept, reject."
)

ClaimId = Annotated[int, typer.Argument(metavar="CLAIM", min=1, max=2**63 - 1, help="The claim, by number.")]
Slug = Annotated[str, typer.Argument(metavar="METRIC", help="The metric's short name.")]
Alias = Annotated[
    bool, typer.Option("--alias", help="The claim's own words become names of the metric: others that use them link.")
]
ByMetric = Annotated[str | None, typer.Option("--metric", metavar="SLUG", help="What is proposed for this metric.")]

KEYS = "[a]ccept, [r]eject, [s]kip, [q]uit"


@app.command("list")
def list_proposals(
    metric: ByMetric = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    output: Output = Format.TABLE,
) -> None:
    """List the links that are proposed and not decided, the likest first."""
    with opened() as context, context.database.session() as session:
        if metric is not None:
            metrics.find(session, metric)
        found = decisions.listing(session, metric=metric, limit=limit)
        if output is Format.JSONL:
            lines(dict(row._mapping) for row in found)  # the public name for a row's columns
            return
        if not found:
            show(console, "No link is proposed.")
            return
        table = grid("Claim", "What it says", "Metric", "Score", numbers=["Claim", "Score"])
        for row in found:
            table.add_row(str(row.claim_id), _claim(row), _metric(row), f"{row.score:.2f}")
        show(console, table, counted(len(found), "proposal"), "Decide with `tracker link review`.")


@app.command()
def accept(claim: ClaimId, metric: Slug, alias: Alias = False) -> None:
    """Link a claim to a metric; the tracker never changes that."""
    with opened() as context:
        show(console, clean(_accepted(context, claim, metric, alias=alias)))


@app.command()
def reject(claim: ClaimId, metric: Slug) -> None:
    """Say that a claim is not about a metric: the two are never linked nor proposed again."""
    with opened() as context:
        show(console, clean(_rejected(context, claim, metric)))


@app.command()
def review(metric: ByMetric = None, alias: Alias = False) -> None:
    """Go through what is proposed, one after the other: accept, reject, skip or quit."""
    with opened() as context:
        with context.database.session() as session:
            if metric is not None:
                metrics.find(session, metric)
            found = decisions.listing(session, metric=metric)
        if not found:
            show(console, "No link is proposed.")
            return
        _ask(context, found, alias=alias)


@app.command()
def anew() -> None:
    """Judge anew what the tracker has linked, by the catalogue as it is now; what people said stays."""
    with opened() as context, pipeline.transaction(context.database) as session:
        linked = linking.link(session, relink=True)
        waiting = len(decisions.listing(session))
    show(console, f"{counted(linked, 'claim')} linked otherwise than before, {counted(waiting, 'proposal')} to decide.")


def _ask(context: Context, found: Sequence[Any], *, alias: bool) -> None:
    linked: set[int] = set()
    decided = 0
    for at, row in enumerate(found, 1):
        if row.claim_id in linked:
            continue
        show(console, "", Text(f"{at} of {len(found)}", style="dim"), _proposal(row))
        key = _key()
        if key == "q":
            break
        if key == "s":
            continue
        try:
            if key == "a":
                done = _accepted(context, row.claim_id, row.metric, alias=alias)
                linked.add(row.claim_id)
            else:
                done = _rejected(context, row.claim_id, row.metric)
        except InputError as error:  # somebody else has decided meanwhile
            done = str(error)
        else:
            decided += 1
        show(console, clean(done))
    show(console, f"{counted(decided, 'link')} decided.")


def _key() -> str:
    """What the person says to one proposal; at the end of input, that they have had enough."""
    while True:
        try:
            said = typer.prompt(KEYS, default="s", show_default=False, err=True).strip().lower()
        except typer.Abort:
            return "q"
        if said[:1] in {"a", "r", "s", "q"}:
            return str(said[:1])


def _accepted(context: Context, claim: int, metric: str, *, alias: bool) -> str:
    with pipeline.transaction(context.database) as session:
        names, linked = decisions.accept(session, claim, metric, alias=alias, actor=actor(), now=context.now)
    done = f"Claim {claim} belongs to {metric}."
    if names:
        listed = " and ".join(f"“{name}”" for name in names)
        done += f" {metric} is now called {listed} as well: {counted(linked, 'more claim')} linked."
    return done


def _rejected(context: Context, claim: int, metric: str) -> str:
    with pipeline.transaction(context.database) as session:
        linked = decisions.reject(session, claim, metric, actor=actor(), now=context.now)
    return f"Claim {claim} is not about {metric}." + (" It was linked to another metric." if linked else "")


def _claim(row: Any) -> Text:
    about = " · ".join(part for part in (row.subject, row.metric_phrase) if part) or NONE
    return Text.assemble(clean(row.figure, "bold"), "\n", clean(about), "\n", clean(row.source, "dim"))


def _metric(row: Any) -> Text:
    return Text.assemble(clean(row.metric, "bold"), "\n", clean(row.reason))


def _proposal(row: Any) -> Any:
    return facts(
        [
            ("claim", f"{row.claim_id}, {row.source}"),
            ("figure", clean(row.figure, "bold")),
            ("about", clean(f"{row.subject} · {row.metric_phrase}")),
            ("sentence", row.sentence),
            ("metric", clean(f"{row.metric}: {row.metric_subject} · {row.metric_measure}", "bold")),
            ("score", f"{row.score:.2f}"),
            ("because", row.reason),
        ]
    )
