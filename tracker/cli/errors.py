"""``tracker errors``: what the tracker itself could not check."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from tracker import faults, sources
from tracker.cli.context import console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, about, clean, counted, indented, lines, show
from tracker.rechecks import LOST

app = typer.Typer(rich_markup_mode=None)


@app.command("errors")
def list_errors(
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="Those of this source.")] = None,
    output: Output = Format.TABLE,
) -> None:
    """List the pages and sources that could not be read at the last look: blocked, timed out, or failing.

    They are no fault of a claim. A page that fails three times, each at least three days after the one before, is taken
    for lost and its claims are flagged; being blocked, or timing out, never counts.
    """
    with opened() as context, context.database.session() as session:
        if source is not None:
            sources.find(session, source)
        found = faults.listing(session, source=source)
    if output is Format.JSONL:
        lines(asdict(fault) for fault in found)
        return
    if not found:
        show(console, "Everything could be read at the last look.")
        return
    for fault in found:
        head = Text.assemble((fault.source, "bold"), " ", clean(fault.address), (f" ({fault.what})", "dim"))
        when = [
            f"since {fault.since.astimezone(context.zone):%Y-%m-%d}" if fault.since else "",
            f"tried on {fault.last_at.astimezone(context.zone):%Y-%m-%d %H:%M}" if fault.last_at else "",
            f"{counted(fault.failures, 'time')} in a row" if fault.failures else "",
            f"{fault.counted} of {LOST} that count" if fault.counted else "not counted",
        ]
        said = ": ".join([(fault.failure or "failed").replace("_", " "), ", ".join(part for part in when if part)])
        told = clean(about(fault.address, fault.error))
        show(console, head, indented(Text(said, "yellow")), indented(told), "")
    show(console, f"{counted(len(found), 'page or source', 'pages and sources')} could not be checked.")
