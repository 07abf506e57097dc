"""``tracker relations``: which claims agree, contradict and replace one another."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from tracker import claims, metrics, pipeline, relations
from tracker.cli.context import console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, counted, grid, lines, show, shown

app = typer.Typer(rich_markup_mode=None)

_SIDE: Final = (
    "id", "url", "publisher", "subject", "metric", "figure", "low", "high", "unit", "stated_on", "origin",
)  # fmt: skip


@app.callback()
def _only() -> None:
    """Keep the command's name even as the only one."""


@app.command("relations")
def list_relations(
    metric: Annotated[str | None, typer.Option(metavar="SLUG", help="Only the claims of this metric.")] = None,
    claim: Annotated[int | None, typer.Option(metavar="ID", help="Only the pairs that this claim is in.")] = None,
    output: Output = Format.TABLE,
) -> None:
    """Show which claims agree, contradict, supersede, revise or repeat one another: a line a pair."""
    with opened() as context:
        pipeline.relate(context.database)
        with context.database.session() as session:
            if metric is not None:
                metrics.find(session, metric)
            if claim is not None:
                claims.find(session, claim)
            found = relations.listing(session, metric=metric, claim_id=claim)
    if output is Format.JSONL:
        lines(_record(pair) for pair in found)
        return
    if not found:
        show(
            console,
            "No two claims stand in any relation yet." if metric is None and claim is None else "There are none.",
        )
        return
    series = list(dict.fromkeys(pair.series for pair in found))
    for slug in series:
        show(console, clean(slug, "bold"), _table([pair for pair in found if pair.series == slug]))
    independent = sum(pair.independent for pair in found)
    show(console, f"{counted(len(found), 'pair')} of {counted(len(series), 'metric')}, {independent:,} independent.")


def _table(pairs: list[relations.Pair]) -> Table:
    table = grid("Relation", "Claim", "Other", "Why")
    for pair in pairs:
        how = clean(pair.relation, _STYLES.get(pair.relation, "")).append("\n")
        how.append_text(Text("independent" if pair.independent else "not independent", style="dim"))
        table.add_row(how, _side(pair.claim), _side(pair.other), shown(_why(pair)))
    return table


def _why(pair: relations.Pair) -> str | None:
    """The note without the two figures, which stand beside it."""
    figures = f"{pair.claim.figure} against {pair.other.figure}"
    return (pair.note or "").removeprefix(figures).lstrip(":, ") or None


_STYLES: Final = {"agrees": "green", "contradicts": "red"}


def _side(side: relations.Side) -> Text:
    """A claim in three lines: its number and figure, where it stands, whose word it is and of when."""
    text = clean(f"{side.id}  {side.figure}").append("\n").append_text(shown(side.publisher))
    origin = f"{side.origin}, " if side.origin and side.origin != side.publisher else ""
    return text.append("\n").append_text(clean(f"{origin}{side.stated_on or 'no date'}", "dim"))


def _record(pair: relations.Pair) -> dict[str, Any]:
    return {
        "claim": {name: getattr(pair.claim, name) for name in _SIDE},
        "other": {name: getattr(pair.other, name) for name in _SIDE},
        "relation": pair.relation,
        "independent": pair.independent,
        "note": pair.note,
    }
