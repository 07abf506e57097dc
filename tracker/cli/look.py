"""``tracker source fetch``: look at sources again."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from tracker import pipeline
from tracker.cli import preview
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.table import clean, counted, show
from tracker.sources import upkeep

INCOMPLETE = 1
"""What the command ends with where a source could not be read."""


def fetch(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG]...", help="Sources by name; all that are not paused without.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whose schedule has come round.")] = False,
) -> None:
    """Look at sources again: new pages come in, changed ones as new versions; the rest is noted as seen.

    A source that cannot be read keeps what it has, and does not stop the others. Ends with 0 where every source could
    be read, 1 where one could not.
    """
    with opened() as context, context.fetcher() as fetcher, context.spread() as spread:
        with context.database.session() as session:
            chosen = [
                (source.slug, source.kind, source.locator)
                for source in upkeep.chosen(session, slugs or ())
                if not due or upkeep.is_due(source, context.now, context.zone)
            ]
        if not chosen:
            show(console, "No source is due." if due else "No source to look at. Add one: tracker source add LOCATOR")
        failed = 0
        together: dict[str, str] = {}
        for slug, kind, locator in chosen:
            if kind == "records" and locator in together:
                show(console, clean(f"{slug}: in the same file as {together[locator]}, looked at with it"))
                continue
            keep = timedelta(days=context.settings.keep_raw_days)
            look = pipeline.fetch(context.database, fetcher, slug, now=context.now, keep_raw=keep, spread=spread)
            failed += look.error is not None
            if look.error is None:
                together[locator] = slug
            _tell(context, look)
    if failed:
        show(err_console, f"{failed} of {counted(len(chosen), 'source')} could not be read.")
        raise typer.Exit(INCOMPLETE)


def _tell(context: Context, look: pipeline.Look) -> None:
    if look.error is not None:
        hint = "; trying again will not mend it" if look.error.permanent else "; trying again may help"
        show(err_console, clean(f"{look.source}: failed: {look.error}{hint}", "bold red"))
        return
    show(console, clean(f"{look.source}: {'; '.join(_brought(context, look)) or 'nothing new'}"))
    preview.note(err_console, [f"{look.source}: {line}" for line in (*look.notes, *preview.misses(look.missed))])


def _brought(context: Context, look: pipeline.Look) -> list[str]:
    """What came of one look, in words; nothing where nothing is new."""
    new = [page.document_id for page in look.pages if page.is_new and page.document_id is not None]
    with context.database.session() as session:
        versions = len(upkeep.later_versions(session, new))
    gone = look.gone + sum(page.gone for page in look.pages)
    said = [
        (counted(len(new) - versions, "new document"), len(new) - versions),
        (counted(versions, "new version"), versions),
        (f"{counted(sum(page.claims for page in look.pages), 'claim')} added", sum(page.claims for page in look.pages)),
        (f"{sum(page.changed for page in look.pages)} changed", sum(page.changed for page in look.pages)),
        (f"{gone} gone", gone),
        (f"{sum(page.unclear for page in look.pages)} unclear", sum(page.unclear for page in look.pages)),
    ]
    words = ", ".join(text for text, number in said if number)
    same = look.unchanged + sum(not page.is_new for page in look.pages)
    return [*([words] if words else []), *([f"{counted(same, 'page')} unchanged"] if same else []), *_missed(look)]


def _missed(look: pipeline.Look) -> list[str]:
    return [f"{counted(len(look.missed), 'page')} missed"] if look.missed else []
