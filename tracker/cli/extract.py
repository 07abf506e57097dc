"""``tracker extract``: read the claims of a text and print them. Needs no database."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.text import Text

from tracker import amounts, extract, texts
from tracker.cli.options import day
from tracker.cli.table import Format, Terminal, clean, counted, grid, lines, show, shown, speaker
from tracker.extract.claims import as_record

app = typer.Typer(rich_markup_mode=None)


@app.command("extract")
def extract_claims(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A UTF-8 text or Markdown file; - for standard input.")],
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.TABLE,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was published, where its head does not say: 2025-10-21.")
    ] = None,
) -> None:
    """Print every claim that a text makes: the figure, what it is about, who says so. Nothing is stored."""
    given = day(published, "--published")
    if file == "-":
        name, text = "standard input", texts.decode(sys.stdin.buffer.read(texts.LIMIT + 1), "standard input")
    else:
        name, text = file, texts.read(file)
    head = extract.read(text)
    if given is None and head.published is None:
        typer.echo(
            f"note: {name} carries no date; give one with --published 2025-10-21. "
            "Without it, claims have no date and 'last year' no meaning.",
            err=True,
        )
    found = extract.claims(text, given)
    if output is Format.JSONL:
        lines(as_record(claim) for claim in found)
        return
    console = Terminal(highlight=False)
    table = grid("Figure", "Meaning", "About", "Said by")
    for claim in found:
        about = " · ".join(part for part in (claim.subject, claim.metric) if part)
        table.add_row(
            clean(claim.figure, "bold"), _meaning(claim), shown(about), speaker(claim.attribution, claim.hearsay)
        )
    show(console, clean(head.title or name, "bold"))
    show(console, f"{given or head.published or 'no date'}, {counted(len(found), 'claim')}")
    if found:
        show(console, table)


def _meaning(claim: extract.Claim) -> Text:
    words = amounts.in_words(
        claim.low, claim.high, claim.unit, claim.comparator, kind=claim.kind, rate=claim.rate, counted=claim.counted
    )
    return clean(words if claim.checkable else f"{words}, not checkable", "" if claim.checkable else "dim")
