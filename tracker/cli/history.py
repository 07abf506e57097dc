"""``tracker history`` and ``tracker diff``: what happened to a claim, and what changed between two days."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.text import Text

from tracker import changes, history
from tracker.cli.context import Context, console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, counted, grid, lines, show, shown
from tracker.errors import UsageError
from tracker.report.verdict import KINDS

app = typer.Typer(rich_markup_mode=None)

SCREEN: Final = 20
"""How many changes of a sort a table shows unless told otherwise; programs get them all."""

HEADINGS: Final = {
    "reopened": "Open again",
    "cleared": "Cleared",
    "settled": "Settled",
    "snoozed": "Put aside",
    "revised": "Revised at the source",
    "gone": "Gone from the source",
    "unclear": "Unclear at the source",
    "returned": "Back at the source",
    "edited": "Edited",
    "came": "Came in",
}


@app.command("history")
def show_history(
    claim_id: Annotated[int, typer.Argument(metavar="CLAIM", min=1, max=2**63 - 1, help="The claim's number.")],
    output: Output = Format.TABLE,
) -> None:
    """Show everything that happened to a claim, in order, with who did it and why."""
    with opened() as context:
        with context.database.session() as session:
            events = history.of_claim(session, claim_id, zone=context.zone)
        if output is Format.JSONL:
            lines(asdict(event) for event in events)
            return
        table = grid("When", "What", "Who", "")
        for event in events:
            local = event.at.astimezone(context.zone)
            when = f"{local:%Y-%m-%d}" if event.is_day else f"{local:%Y-%m-%d %H:%M}"
            flag = f"flag {event.flag_id} " if event.flag_id is not None else ""
            table.add_row(when, clean(event.what, "bold"), shown(event.who), clean(flag + event.detail))
        show(console, table)


@app.command("diff")
def show_diff(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="What came after the end of this day.")],
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Until the end of this day. [default: now]")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, metavar="N", help=f"At most so many of a sort, 0 for all. [default: {SCREEN}]")
    ] = None,
    output: Output = Format.TABLE,
) -> None:
    """Show what changed between the ends of two days: flags, figures, claims."""
    with opened() as context:
        first, last = context.moment(start), context.moment(end)
        if first >= last:
            raise UsageError(f"--from: {start} does not end before --to; give an earlier day")
        is_past = last < context.now
        if output is Format.JSONL:
            with context.database.session() as session:
                found = changes.between(session, first, last, zone=context.zone, is_past=is_past)
            lines(asdict(change) for change in found)
            return
        most = SCREEN if limit is None else limit or sys.maxsize // 4
        with context.database.session() as session:
            groups = changes.first(session, first, last, most, zone=context.zone, is_past=is_past)
        for group in sorted(groups, key=lambda group: (changes.ORDER.index(group.change), _place(group.kind or ""))):
            _show_group(group, context)
        begin, until = (f"{moment.astimezone(context.zone):%F}" for moment in (first, last))
        total = sum(group.count for group in groups)
        show(console, f"{counted(total, 'change')} from the end of {begin} to {until}.")


def _place(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS)), kind


def _show_group(group: changes.Group, context: Context) -> None:
    heading = f"Became {group.kind.replace('_', ' ')}" if group.kind else HEADINGS[group.change]
    show(console, Text(f"{heading} ({group.count:,})", style="bold"))
    table = grid("Claim", "Figure", "About", "When", "", numbers=["Claim"])
    for each in group.first:
        about = " · ".join(part for part in (each.subject, each.metric) if part)
        who = f"{each.who}: " if each.who not in (None, "tracker") else ""
        why = f"{each.kind} ({each.reason}), ".replace("_", " ")
        told = why if each.kind and each.change != "became" else ""
        table.add_row(
            str(each.claim),
            clean(each.figure, "bold"),
            Text.assemble(shown(about), "\n", clean(each.source, "dim")),
            f"{each.at.astimezone(context.zone):%Y-%m-%d}",
            clean(told + who + each.detail),
        )
    show(console, table)
    if left := group.count - len(group.first):
        show(console, Text(f"… and {left:,} more: --limit 0 shows all", style="dim"))
    show(console, "")
