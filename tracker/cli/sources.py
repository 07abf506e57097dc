"""``tracker source``: where claims come from."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from tracker import secrecy, sources
from tracker.cli import addition, care, look, sheet
from tracker.cli.care import Slug, held
from tracker.cli.context import console, opened
from tracker.cli.options import Output
from tracker.cli.preview import FIRST
from tracker.cli.recheck import recheck
from tracker.cli.table import Format, clean, counted, facts, grid, lines, show, shown
from tracker.models import Source
from tracker.sources import Listed, upkeep
from tracker.sources.stored import AGAIN

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Where claims come from: add, look again, list, show, edit, pause, remove.",
)


app.command("add")(addition.add)
app.command("test")(addition.try_out)
app.command("fetch")(look.fetch)
app.command("recheck")(recheck)


@app.command("list")
def list_sources(
    everything: Annotated[bool, typer.Option("--all", help="Those that were removed as well.")] = False,
    output: Output = Format.TABLE,
) -> None:
    """List the sources with how much they hold, and how they fare."""
    with opened() as context, context.database.session() as session:
        listed = sources.listing(session, removed=everything)
        states = [state(source, context.now, context.zone) for source in listed]
        if output is Format.JSONL:
            lines(asdict(source) | {"state": said} for source, said in zip(listed, states, strict=True))
            return
        if not listed:
            show(console, "No source yet. Add one: tracker source add FILE --publisher NAME")
            return
        table = grid("Source", "Publisher", "Tier", "Docs", "Claims", "Looked at", "State", numbers=["Docs", "Claims"])
        for source, said in zip(listed, states, strict=True):
            table.add_row(
                clean(source.slug, "bold"),
                shown(source.publisher),
                str(source.tier),
                str(source.documents),
                str(source.claims),
                shown(source.last_fetched_at and source.last_fetched_at.astimezone(context.zone).date()),
                clean(said, "bold red" if source.last_error else ""),
            )
        show(console, table)


def state(source: Listed, now: datetime, zone: ZoneInfo) -> str:
    """How a source fares, in a word or two."""
    if source.removed_at:
        return "removed"
    if source.paused_at:
        return "paused"
    if source.consecutive_failures:
        return f"failing, {source.consecutive_failures} times" if source.consecutive_failures > 1 else "failing"
    if source.last_error:
        return "blocked"
    if upkeep.is_due(source, now, zone):
        return "due"
    return (
        f"every {source.schedule}" if source.schedule and " " not in source.schedule else source.schedule or "as asked"
    )


@app.command("show")
def show_source(slug: Slug) -> None:
    """Show one source: how it is read, how it fares, and the documents captured from it."""
    with opened() as context, context.database.session() as session:
        source = sources.find(session, slug)
        pages = upkeep.pages(session, source, limit=FIRST)
        show(
            console,
            facts(
                [
                    ("source", source.slug),
                    ("publisher", source.publisher),
                    ("kind", source.kind),
                    ("tier", source.tier),
                    ("address", source.url),
                    ("read from", secrecy.mask_address(source.locator)),
                    *([("settings", secrecy.mask_address(str(source.options)))] if source.options else []),
                    ("language", source.language),
                    ("time zone", source.timezone or f"{context.zone.key}, yours"),
                    ("schedule", source.schedule or "none: looked at when asked"),
                    ("looked at", source.last_fetched_at),
                    ("next look", _next(source, context.now, context.zone)),
                    *([("last error", _error(source))] if source.last_error else []),
                    ("holds", held(sources.holdings(session, source))),
                    ("pages", _pages(pages)),
                ],
                context.zone,
            ),
        )
        if pages.worst:
            table = grid("Page", "Failing since", "Times", "Error", numbers=["Times"])
            for page in pages.worst:
                since = shown(page.failing_since, context.zone)
                table.add_row(clean(page.url or page.key), since, str(page.failures), shown(page.last_error))
            show(console, "", table)
        table = grid("Document", "Version", "Published", "Captured", "Title", numbers=["Document", "Version"])
        for document in sources.captured_from(session, source):
            table.add_row(
                str(document.id),
                str(document.version),
                shown(document.published_on),
                shown(document.captured_at, context.zone),
                shown(document.title),
            )
        show(console, table)


def _next(source: Source, now: datetime, zone: ZoneInfo) -> object:
    if source.removed_at:
        return f"none: removed on {source.removed_at.astimezone(zone):%Y-%m-%d}"
    if source.paused_at:
        return f"none: paused since {source.paused_at.astimezone(zone):%Y-%m-%d}"
    moment = upkeep.next_look(source, zone)
    return "now: it is due" if moment is not None and moment <= now else moment


def _error(source: Source) -> str:
    error = source.last_error or ""
    times = source.consecutive_failures
    hint = "" if error.endswith(AGAIN) else "; trying again will not mend it"
    return f"{error}{hint}" + (f"; failed {counted(times, 'time')} in a row" if times else "")


def _pages(pages: upkeep.Pages) -> str:
    failing = f", {pages.failing} of them failing" if pages.failing else ""
    versions = f"; {counted(pages.versions, 'later version')}" if pages.versions else ""
    return f"{pages.known} known{failing}{versions}"


app.command("edit")(care.edit)
app.command("pause")(care.pause)
app.command("resume")(care.resume)
app.command("remove")(care.remove)
app.command("sync")(sheet.sync)
