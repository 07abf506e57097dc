"""``tracker claims review``: claims of which a person has to say whether they still stand at their source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tracker import claims, pipeline, sources
from tracker.cli.context import actor, console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, counted, lines, show
from tracker.errors import UsageError
from tracker.states import RevisionChange

_SAID = {
    RevisionChange.RETURNED: "still stands",
    RevisionChange.CHANGED: "has another figure in its place",
    RevisionChange.GONE: "is gone from the page",
}


def review(
    accept: Annotated[
        list[int] | None, typer.Option("--accept", metavar="ID", help="What stands there is the claim; repeatable.")
    ] = None,
    gone: Annotated[
        list[int] | None, typer.Option("--gone", metavar="ID", help="It is not: the claim is gone; repeatable.")
    ] = None,
    source: Annotated[str | None, typer.Option(metavar="SLUG", help="Claims of this source.")] = None,
    output: Output = Format.TABLE,
) -> None:
    """List the claims whose page says something like them by now, or say what became of some."""
    decided = [(claim, True) for claim in accept or ()] + [(claim, False) for claim in gone or ()]
    if twice := set(accept or ()) & set(gone or ()):
        raise UsageError(f"claim {min(twice)}: it is either --accept or --gone")
    with opened() as context:
        if decided:
            with pipeline.transaction(context.database) as session:
                done = [
                    claims.decide(session, claim, is_it=is_it, actor=actor(), now=context.now)
                    for claim, is_it in decided
                ]
            for (claim, _), change in zip(decided, done, strict=True):
                show(console, f"Claim {claim} {_SAID[change]}.")
            return
        with context.database.session() as session:
            if source is not None:
                sources.find(session, source)
            found = claims.unclear(session, source=source)
    if output is Format.JSONL:
        lines(asdict(claim) for claim in found)
        return
    if not found:
        show(console, "No claim is unclear.")
        return
    for one in found:
        show(
            console,
            Text.assemble((f"claim {one.id}", "bold"), " ", clean(one.source), " ", clean(one.url or "", "dim")),
            _quoted("was", one.sentence, one.figure),
            _quoted(f"{one.at.astimezone(context.zone):%Y-%m-%d}", one.sentence_now or "", one.figure_now or ""),
            "",
        )
    waiting = counted(len(found), "claim is unclear", "claims are unclear")
    show(console, f"{waiting}: say `tracker claims review --accept ID` or `--gone ID`.")


def _quoted(head: str, sentence: str, figure: str) -> Table:
    words = clean(sentence)
    words.highlight_words([clean(figure).plain], style="bold reverse")
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_column(min_width=12, style="dim", no_wrap=True)
    line.add_column()
    line.add_row(f"  {head}", words)
    return line
