"""``tracker doctor``: what keeps the tracker from working, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.table import Table

from tracker import db, doctor, logs, suites
from tracker.cli.context import console
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, lines, show
from tracker.clock import present
from tracker.errors import TrackerError
from tracker.settings import load

app = typer.Typer(rich_markup_mode=None)

UNWELL = 1


@app.command()
def examine(
    output: Output = Format.TABLE,
) -> None:
    """Look at everything the tracker stands on, and say what to do about what is wrong.

    Ends with 0 where all is well, and with 1 where something is to be done.
    """
    settings = load()
    logs.configure(settings)
    try:
        with db.connect(settings) as database:
            found = list(doctor.examine(database, settings, suites.folders(settings), now=present()))
    except TrackerError as error:
        found = [doctor.unreachable(error)]
    if output is Format.JSONL:
        lines({"name": one.name, "well": one.is_well, "told": one.told, "remedy": one.remedy} for one in found)
    else:
        _tell(found)
    if not all(one.is_well for one in found):
        raise typer.Exit(UNWELL)


def _tell(found: Iterable[doctor.Finding]) -> None:
    for one in found:
        line = Table.grid()
        line.add_column(width=6, style="green" if one.is_well else "bold red")
        line.add_column()
        line.add_row("ok" if one.is_well else "wrong", clean(f"{one.name}: {one.told}"))
        if one.remedy:
            line.add_row("", clean(one.remedy, "bold"))
        show(console, line)
