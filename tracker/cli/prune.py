"""``tracker prune``: forget what is no longer needed."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker import pipeline
from tracker.cli.context import console, opened
from tracker.cli.options import Output
from tracker.cli.table import NONE, Format, clean, grid, lines, show

app = typer.Typer(rich_markup_mode=None)


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be forgotten.")] = False,
    output: Output = Format.TABLE,
) -> None:
    """Forget what is older than the settings say. Claims, documents, flags and their events are never forgotten.

    The service does the same every night.
    """
    with opened() as context:
        forgotten = pipeline.prune(context.database, context.settings, now=context.now, dry_run=dry_run)
    if output is Format.JSONL:
        lines(
            {
                "what": one.what,
                "before": one.before,
                "count": one.count,
                "setting": one.setting,
                "forgotten": not dry_run,
            }
            for one in forgotten
        )
        return
    table = grid(
        "What", "Kept for", "Would go" if dry_run else "Forgotten", "Setting", numbers=["Forgotten", "Would go"]
    )
    for one in forgotten:
        table.add_row(clean(one.what, "bold"), f"{one.days} days", f"{one.count:,}", clean(one.setting or NONE, "dim"))
    show(console, table)
    show(console, "Claims, documents, flags and their events are kept for good.")
