"""``tracker source sync``: sources as a file has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from tracker import pipeline, secrecy, sources
from tracker.cli import options
from tracker.cli.context import console, opened
from tracker.cli.options import DryRun, Yes
from tracker.cli.table import NONE, clean, counted, show
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.sources import sync as syncing


def sync(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A YAML file with a list of sources.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove the sources that the file does not name.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Make the sources what a file says, after showing the difference. All of it is done, or nothing.

    What is new is fetched by the next `tracker source fetch`. Removed sources keep their claims.
    """
    from tracker.sources import sheet  # the YAML library is for this command only
    from tracker.sources import sync as syncing

    entries = sheet.read(file, {connector.kind: connector.options for connector in sources.connectors()})
    with opened() as context:
        with context.database.session() as session:
            plan = syncing.plan(session, entries, prune=prune)
        _show(plan)
        if plan.is_empty or dry_run:
            show(console, "Nothing to change." if plan.is_empty else "Nothing was changed.")
            return
        if not yes:
            if not options.is_asked():
                raise UsageError("add --yes to say that you mean it, or --dry-run to look only")
            typer.confirm("Change all that?", abort=True, err=True)
        with pipeline.transaction(context.database, alone=True) as session:
            syncing.apply(session, entries, plan, prune=prune, now=context.now)
    done = [
        f"{len(names)} {what}"
        for names, what in (
            (plan.added, "added"),
            ({change.slug for change in plan.changed}, "changed"),
            (plan.restored, "taken up again"),
            (plan.removed, "removed"),
        )
        if names
    ]
    show(console, f"Done: {', '.join(done)}.")
    if plan.added:
        show(console, f"`tracker source fetch {' '.join(plan.added[:3])}` brings in what is new.")


def _show(plan: syncing.Plan) -> None:
    for slug in plan.added:
        show(console, clean(f"+ {slug}", "green"))
    for slug in plan.restored:
        show(console, clean(f"+ {slug}, which had been removed", "green"))
    for change in plan.changed:
        old, new = (secrecy.mask_address(_said(value)) for value in (change.old, change.new))
        show(console, Text.assemble((f"~ {change.slug}  ", "yellow"), clean(f"{change.field}: {old} -> {new}")))
    for slug in plan.removed:
        show(console, clean(f"- {slug}", "red"))
    if plan.left:
        names = ", ".join(plan.left[:10]) + ("" if len(plan.left) <= 10 else f" and {len(plan.left) - 10} more")
        show(console, clean(f"Not in the file, left alone: {counted(len(plan.left), 'source')} ({names})", "dim"))


def _said(value: object) -> str:
    return NONE if value is None or value == {} else "yes" if value is True else "no" if value is False else str(value)
