"""``tracker source add`` and ``tracker source test``: what a place would bring, and keeping it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tracker import claims, intake, pipeline, slugs, sources
from tracker.cli import options, preview
from tracker.cli.context import Context, console, err_console, opened, web
from tracker.cli.preview import FIRST
from tracker.cli.table import clean, counted, facts, grid, show, speaker
from tracker.clock import present
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError, UsageError
from tracker.settings import Settings, load
from tracker.sources import upkeep
from tracker.sources.visit import is_web
from tracker.values import Tier


def add(
    locator: Annotated[
        str, typer.Argument(metavar="LOCATOR", help="A file, a web address, or what else a connector reads.")
    ],
    publisher: Annotated[
        str | None, typer.Option(help="Who published it. Records and many pages name it themselves.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="The page's address, where it is read from a file.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was published, where the text does not say: 2025-10-21.")
    ] = None,
    tier: Annotated[Tier | None, typer.Option(help="How near it stands to what it reports; press by default.")] = None,
    slug: Annotated[
        str | None, typer.Option(help="A short name for the source; made of the publisher by default.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title, where the text's first line is none.")] = None,
    language: Annotated[str | None, typer.Option(help="The language, as zh or en; guessed by default.")] = None,
    kind: options.KindOption = None,
    every: options.Every = None,
    timezone: options.Zone = None,
    option: options.Setting = None,
    columns: options.Columns = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Keep it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come in, and keep nothing.")] = False,
) -> None:
    """Read a place and keep its claims, each with its source and date. All of it comes in, or nothing.

    At a terminal it shows first what would come in and asks; in a script it keeps it at once.
    """
    settings = load()
    draft = SourceDraft(
        locator=_place(locator),
        kind=kind,
        publisher=options.line(publisher, "--publisher"),
        url=url.strip() if url else None,
        published=options.day(published, "--published"),
        tier=tier,
        slug=slug,
        title=options.line(title, "--title"),
        language=options.line(language, "--language"),
        timezone=options.zone(timezone),
        schedule=options.schedule(every, timezone, settings.timezone),
        options=options.settings(option, columns),
    )
    is_asked = options.is_asked() and not yes and not dry_run
    captured = _captured(draft, settings)
    if captured.kind == "article":
        captured = _complete(captured, is_asked)
    read = None
    if is_asked or dry_run:
        read = intake.read(captured)
        pages = preview.pages_of(captured, read)
        preview.brings(console, captured, pages)
        preview.note(err_console, preview.odd(captured, pages))
        if dry_run:
            show(console, "Nothing was kept.")
            return
    with opened(settings) as context:
        others = _others(context, captured, draft)
        if is_asked:
            preview.note(err_console, others)
            typer.confirm("Keep it?", abort=True, default=True, err=True)
        keep = timedelta(days=settings.keep_raw_days)
        with context.spread() as spread:
            brought = pipeline.capture(
                context.database, captured, now=context.now, keep_raw=keep, read=read, spread=spread
            )
        _report(context, locator, brought, brief=is_asked)
        if not is_asked:
            preview.note(err_console, others)
            bare = sum(page.document_id is None for page in brought)
            dates = [page.published for page in brought if page.is_new]
            preview.note(err_console, preview.oddities(captured, dates, bare))


def try_out(
    place: Annotated[str, typer.Argument(metavar="SLUG|LOCATOR", help="A source there is, or a place to try.")],
    kind: options.KindOption = None,
    option: options.Setting = None,
    columns: options.Columns = None,
    timezone: options.Zone = None,
) -> None:
    """Fetch a source or a place and show what would come in; nothing is kept.

    Ends with 0 where all of it can be read, 1 where pages were missed, 3 where it cannot be read.
    """
    settings = load()
    if _is_slug(place):
        with opened(settings) as context, context.database.session() as session:
            draft = sources.as_draft(upkeep.chosen(session, [place])[0])
    else:
        draft = SourceDraft(locator=_place(place))
    draft = replace(
        draft,
        kind=kind or draft.kind,
        timezone=options.zone(timezone) or draft.timezone,
        options={**draft.options, **options.settings(option, columns)},
    )
    with web(settings) as fetcher:
        visit = sources.Visit(fetcher=fetcher, now=present())
        captured = sources.capture(draft, visit)
    pages = preview.pages_of(captured, intake.read(captured))
    robots = "kept to" if settings.obey_robots else "not asked (TRACKER_OBEY_ROBOTS)"
    on_web = any(is_web(locator) for locator in visit.opened)
    show(
        console,
        facts(
            [
                ("place", captured.locator),
                ("read as", captured.kind),
                ("answers", f"yes, {_opened(visit)}" if visit.opened else "yes"),
                *([("robots.txt", robots)] if on_web else []),
            ]
        ),
        "",
    )
    preview.brings(console, captured, pages)
    preview.note(err_console, preview.odd(captured, pages))
    if captured.missed:
        raise typer.Exit(1)


def _place(locator: str) -> str:
    if locator == "-":
        raise UsageError("LOCATOR: a source needs a place that stays; save the text as a file first")
    if not locator.strip():
        raise UsageError("LOCATOR: name a file or a web address")
    return locator


def _opened(visit: sources.Visit) -> str:
    """Count what was read, in words."""
    pages = sum(map(is_web, visit.opened))
    files = len(visit.opened) - pages
    counts = [counted(pages, "address", "addresses")] * bool(pages) + [counted(files, "file")] * bool(files)
    return f"{' and '.join(counts)} read"


def _is_slug(place: str) -> bool:
    if "/" in place or "." in place or Path(place).exists():
        return False
    try:
        slugs.check(place, "SLUG")
    except InputError:
        return False
    return True


def _captured(draft: SourceDraft, settings: Settings) -> Captured:
    """Fetch what the draft points at; what a person said of the source goes with every page of it."""
    with web(settings) as fetcher:
        captured = sources.capture(draft, sources.Visit(fetcher=fetcher, now=present()))
    return replace(
        captured,
        pages=tuple(
            replace(
                page,
                source=replace(page.source, timezone=draft.timezone, schedule=draft.schedule, options=draft.options),
            )
            for page in captured.pages
        ),
    )


def _complete(captured: Captured, is_asked: bool) -> Captured:
    """Ask for what an article does not say of itself: who published it, and when, which may be left out."""
    (page,) = captured.pages
    publisher, published = page.source.publisher, page.published
    if publisher is None and is_asked:
        publisher = options.line(typer.prompt("Published by", err=True), "published by")
    if publisher is None:
        raise UsageError("--publisher: say who published it, as --publisher 'China Daily'")
    if published is None and is_asked:
        asked = "The text carries no date. Published on (2025-10-21; empty for none)"
        published = options.day(typer.prompt(asked, default="", err=True) or None, "published on")
    source = replace(page.source, publisher=publisher)
    return replace(captured, pages=(replace(page, source=source, published=published),))


def _others(context: Context, captured: Captured, draft: SourceDraft) -> list[str]:
    """Say which sources there are that this one is, or could be taken for."""
    said = []
    with context.database.session() as session:
        drafts = {(page.source.locator, page.source.publisher, page.source.url): page.source for page in captured.pages}
        for one in list(drafts.values())[:FIRST]:
            found = upkeep.neighbours(session, one)
            if found.itself is not None:
                said += _differences(found.itself, draft)
            if found.place:
                said.append(f"{one.locator} is read by {', '.join(found.place)} already")
            if found.publisher and found.itself is None:
                said.append(f"there is a source by {one.publisher} already: {', '.join(found.publisher)}")
    return list(dict.fromkeys(said))


def _differences(source: Any, draft: SourceDraft) -> list[str]:
    """What was said of a source now that it keeps otherwise."""
    if source.removed_at is not None:
        return [f"{source.slug} had been removed; it is taken up again"]
    return [
        f"{source.slug} keeps its {name} {kept}; `tracker source edit {source.slug} --{option}` changes it"
        for name, option, kept, said in (
            ("tier", "tier", source.tier, draft.tier),
            ("language", "language", source.language, draft.language),
            ("time zone", "timezone", source.timezone, draft.timezone),
            ("schedule", "every", source.schedule, draft.schedule),
            ("settings", "option", source.options, dict(draft.options)),
        )
        if said and kept and said != kept
    ]


def _report(context: Context, place: str, brought: list[intake.Captured], *, brief: bool) -> None:
    new = [page for page in brought if page.is_new]
    if not new:
        kept = ", ".join(dict.fromkeys(page.first_source or page.source for page in brought))
        show(console, clean(f"Nothing new: {place} is kept already, as {kept}."))
    elif brief or len(new) > FIRST:
        names = ", ".join(list(dict.fromkeys(page.source for page in new))[:FIRST])
        claimed, linked = sum(page.claims for page in new), sum(page.linked for page in new)
        show(
            console,
            clean(
                f"Kept as {names}: {counted(len(new), 'document')}, {counted(claimed, 'claim')}, "
                f"{linked} linked to a metric."
            ),
        )
    else:
        for page in new:
            head = f"{page.source}: {counted(page.claims, 'claim')}, {page.linked} linked to a metric"
            show(console, clean(page.title or place, "bold"), clean(f"{page.published or 'no date'} · {head}"))
    _tell_apart(brought)
    if new and len(brought) > len(new):
        show(console, f"{counted(len(brought) - len(new), 'page')} of {len(brought)} had nothing new.")
    if len(new) == 1 and not brief:
        with context.database.session() as session:
            first = claims.listing(session, document_id=new[0].document_id, limit=FIRST)
        show(console, _claims(first))
        preview.more(console, new[0].claims, "claim", f": tracker claims list --source {new[0].source}")


def _tell_apart(brought: list[intake.Captured]) -> None:
    """Say which texts were there before, and what a new version did."""
    for page in brought:
        if page.first_source is not None:
            show(
                console,
                clean(
                    f"{page.title or 'A text'}: the same text was captured from {page.first_source} before; "
                    f"its claims stay there, and {page.source} is noted as carrying it too."
                ),
            )
        if page.changed or page.gone:
            show(console, clean(f"{page.source}: a new version; {page.changed} figures changed, {page.gone} gone."))


def _claims(listed: list[claims.Listed]) -> Table:
    table = grid("ID", "Figure", "Meaning", "About", "Said by", numbers=["ID"])
    for claim in listed:
        table.add_row(
            str(claim.id),
            clean(claim.figure, "bold"),
            clean(preview.in_words(claim)),
            preview.about(claim),
            speaker(claim.attribution, claim.hearsay),
        )
    return table
