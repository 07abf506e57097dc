"""``tracker source recheck``: ask again for the pages that figures were taken from."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Final

import typer
from rich.text import Text

from tracker import pipeline
from tracker.cli.context import console, err_console, opened
from tracker.cli.look import INCOMPLETE
from tracker.cli.options import Output
from tracker.cli.table import Format, about, clean, counted, indented, lines, show
from tracker.rechecks import LOST, Became, Outcome, Rechecked
from tracker.states import RevisionChange

_WORDS: Final = {
    Outcome.PRESENT: "nothing new",
    Outcome.MOVED: "moved",
    Outcome.UNCLEAR: "unclear",
    Outcome.GONE: "gone",
    Outcome.CHANGED: "changed",
    Outcome.MISQUOTED: "misquoted",
    Outcome.BLOCKED: "blocked",
    Outcome.FAILED: "failed",
}
_STYLES: Final = {
    Outcome.CHANGED: "bold red",
    Outcome.MISQUOTED: "bold red",
    Outcome.FAILED: "bold red",
    Outcome.GONE: "yellow",
    Outcome.UNCLEAR: "yellow",
    Outcome.BLOCKED: "yellow",
}


def recheck(
    slug: Annotated[
        str | None, typer.Argument(metavar="[SLUG]", help="A source by name; all that are not paused without.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many pages, the most overdue first.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Pages that were looked at lately as well; see TRACKER_RECHECK_DAYS.")
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Ask again for the pages that figures were taken from: whether they still say so.

    Pages that left their feed are asked for as well, and those that imported claims name. Ends with 0 where every page
    could be read, 1 where one could not.
    """
    is_table = output is Format.TABLE
    with opened() as context, context.fetcher() as fetcher:
        days = 0 if everything else context.settings.recheck_days
        found = pipeline.revisit(
            context.database,
            fetcher,
            now=context.now,
            source=slug,
            limit=limit,
            older_than=timedelta(days=days),
            keep_raw=timedelta(days=context.settings.keep_raw_days),
            progress=_tell if is_table else _write,
        )
    if is_table:
        show(console, *_summary(found, days))
    if any(page.error is not None for page in found.pages):
        raise typer.Exit(INCOMPLETE)


def _write(page: Rechecked) -> None:
    lines([asdict(page)])


def _tell(page: Rechecked) -> None:
    head = Text.assemble((page.source, "bold"), " ", clean(page.url))
    said = _WORDS[page.outcome]
    if page.outcome is Outcome.FAILED:
        said += f" ({page.counted} of {LOST})" if page.counted else " (not counted)"
    why = f": {about(page.url, page.error)}" if page.error else ""
    show(err_console if page.error else console, head)
    show(
        err_console if page.error else console,
        indented(Text.assemble((said, _STYLES.get(page.outcome, "green")), clean(why))),
    )
    for one in page.claims:
        show(console, indented(clean(f"claim {one.claim}: {_became(one)}"), 4))
    if page.moved:
        show(console, f"    {counted(page.moved, 'figure')} in other words or elsewhere on the page")


def _became(one: Became) -> str:
    match one.change:
        case RevisionChange.CHANGED:
            return f"changed: {one.figure} → {one.figure_now}"
        case RevisionChange.GONE:
            return f"gone: {one.figure}"
        case RevisionChange.RETURNED:
            return f"stands there: {one.figure}"
        case RevisionChange.UNCLEAR:
            now = "in like words" if one.figure == one.figure_now else f"or now {one.figure_now}"
            return f"unclear: {one.figure}, {now}? See `tracker claims review`"
    return f"misquoted: {one.note}"


def _summary(found: pipeline.Revisit, days: int) -> list[str]:
    if not found.pages:
        return [f"No page is due: each was looked at within {counted(days, 'day')}." if days else "No page to ask for."]
    counts = Counter(page.outcome for page in found.pages)
    told = ", ".join(f"{counts[outcome]:,} {_WORDS[outcome]}" for outcome in Outcome if counts[outcome])
    more = [f"{counted(found.left, 'more page is', 'more pages are')} due."] if found.left else []
    return [f"{counted(len(found.pages), 'page')}: {told}.", *more]
