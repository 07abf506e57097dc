"""``tracker metric propose``: new metrics from claims that have none."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from tracker import linking, metrics, pipeline
from tracker.cli.context import console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, counted, grid, lines, show
from tracker.errors import UsageError
from tracker.metrics.proposal import MOST, Proposal

ALL: Final = "all"
LIMIT: Final = 20


def propose(
    least: Annotated[int, typer.Option("--min", min=1, metavar="N", help="Of at least so many claims.")] = 2,
    limit: Annotated[int, typer.Option(min=1, max=MOST, metavar="N", help="Show at most so many.")] = LIMIT,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="SLUG", help="Add this one to the catalogue, or all of them; repeatable."),
    ] = None,
    output: Output = Format.TABLE,
) -> None:
    """Propose metrics for claims that have none: those that agree in subject, measure, unit and kind.

    With --add they come into the catalogue, spellings as aliases, and the claims that fit are linked.
    """
    from tracker.metrics import proposal

    wanted = list(dict.fromkeys(add or ()))
    with opened() as context:
        if wanted:
            with pipeline.transaction(context.database) as session:
                _add(session, proposal.propose(session, least=least), wanted)
            return
        with context.database.session() as session:
            found = proposal.propose(session, least=least, most=min(limit + 1, MOST))
    if output is Format.JSONL:
        lines(_record(one) for one in found[:limit])
        return
    if not found:
        show(console, f"Nothing to propose: no {counted(least, 'claim')} or more without a metric agree.")
        return
    table = grid("Metric", "What is measured", "Unit", "Claims", "From", numbers=["Claims", "From"])
    for one in found[:limit]:
        measured = clean(f"{one.draft.subject} · {one.draft.measure}")
        measured.append("\n").append_text(clean(f"{one.draft.kind}: {one.figure}, claim {one.example}", "dim"))
        table.add_row(
            clean(one.draft.slug, "bold"),
            measured,
            clean(one.draft.unit),
            f"{one.claims:,}",
            f"{one.publishers:,}",
        )
    show(console, table)
    if len(found) > limit:
        show(console, f"There are more than these {limit}: --limit shows them.")
    show(console, "From: how many publishers. `--add SLUG` adds one, `--add all` adds them all.")


def _add(session: Any, found: list[Proposal], wanted: list[str]) -> None:
    slugs = [one.draft.slug for one in found]
    if unknown := [slug for slug in wanted if slug != ALL and slug not in slugs]:
        raise UsageError(f"--add: {unknown[0]!r} is not proposed; `tracker metric propose` shows what is (--min alike)")
    chosen = [one for one in found if ALL in wanted or one.draft.slug in wanted]
    if not chosen:
        show(console, "Nothing to propose, and nothing was added.")
        return
    for one in chosen:
        metrics.add(session, one.draft)
        show(console, clean(f"+ {one.draft.slug}  {one.draft.subject} · {one.draft.measure}", "green"))
    linked = linking.link(session)
    show(console, f"Done: {counted(len(chosen), 'metric')} added; {counted(linked, 'claim')} linked.")


def _record(one: Proposal) -> dict[str, Any]:
    draft = one.draft
    return {
        "slug": draft.slug,
        "subject": draft.subject,
        "subject_aliases": draft.subject_aliases,
        "measure": draft.measure,
        "measure_aliases": draft.measure_aliases,
        "unit": draft.unit,
        "kind": draft.kind,
        "claims": one.claims,
        "publishers": one.publishers,
        "example": {"id": one.example, "figure": one.figure, "sentence": one.sentence},
    }
