"""``tracker source``: where claims come from."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

import typer
from rich.table import Table

from tracker import amounts, claims, pipeline, sources
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.options import day, is_asked
from tracker.cli.table import Format, clean, counted, facts, grid, lines, show, shown, speaker
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError, UsageError
from tracker.values import Tier

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Where claims come from: add, list, show, remove.")

FIRST = 10
"""How many of a page's claims are shown when it comes in."""

Slug = Annotated[
    str, typer.Argument(metavar="SLUG", help="The source's short name, as `tracker source list` shows it.")
]


@app.command()
def add(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text, a Markdown file, or a JSON file of records.")],
    publisher: Annotated[str | None, typer.Option(help="Who published it. Records name it themselves.")] = None,
    url: Annotated[str | None, typer.Option(help="The page's address.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it was published, where the text does not say: 2025-10-21.")
    ] = None,
    tier: Annotated[Tier | None, typer.Option(help="How near it stands to what it reports; press by default.")] = None,
    slug: Annotated[
        str | None, typer.Option(help="A short name for the source; made of the publisher by default.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title, where the text's first line is none.")] = None,
    language: Annotated[str | None, typer.Option(help="The language, as zh or en; guessed by default.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="article or records; guessed from the file's name by default.")
    ] = None,
) -> None:
    """Read a file and keep its claims, each with its source and date. All of it comes in, or nothing."""
    if file == "-":
        raise UsageError("FILE: a source needs a file that stays; save the text first")
    draft = SourceDraft(
        locator=file,
        kind=kind,
        publisher=_line(publisher, "--publisher"),
        url=url.strip() if url else None,
        published=day(published, "--published"),
        tier=tier,
        slug=slug,
        title=_line(title, "--title"),
        language=_line(language, "--language"),
    )
    captured = sources.capture(draft)
    if captured.kind == "article" and draft.publisher is None:
        raise UsageError("--publisher: say who published it, as --publisher 'China Daily'")
    if captured.kind == "article" and captured.pages[0].published is None and is_asked():
        captured = _dated(captured)
    with opened() as context:
        brought = pipeline.capture(context.database, captured, now=context.now)
        _report(context, file, brought)


def _dated(captured: Captured) -> Captured:
    """Ask for the date that an article does not carry; an empty answer leaves it out."""
    answer = typer.prompt("The text carries no date. Published on (2025-10-21; empty for none)", default="", err=True)
    page = replace(captured.pages[0], published=day(answer or None, "published on"))
    return replace(captured, pages=(page,))


def _report(context: Context, file: str, brought: list[pipeline.Captured]) -> None:
    new = [page for page in brought if page.is_new]
    if not new:
        kept = ", ".join(dict.fromkeys(page.source for page in brought))
        show(console, clean(f"Nothing new: {file} is kept already, as {kept}."))
        return
    for page in new:
        head = f"{page.source}: {counted(page.claims, 'claim')}, {page.linked} linked to a metric"
        show(console, clean(page.title or file, "bold"), clean(f"{page.published or 'no date'} · {head}"))
        if page.published is None:
            err_console.print(
                clean(
                    f"note: {page.source} carries no date, so its claims will be flagged malformed/no_date; "
                    "give one with --published 2025-10-21, or with `tracker claims edit ID --stated-on 2025-10-21`"
                )
            )
    if len(brought) > len(new):
        show(console, f"{counted(len(brought) - len(new), 'page')} of {len(brought)} had nothing new.")
    if len(new) == 1:
        with context.database.session() as session:
            first = claims.listing(session, document_id=new[0].document_id, limit=FIRST)
        show(console, _claims(first))
        if new[0].claims > FIRST:
            show(console, f"… and {new[0].claims - FIRST} more: tracker claims list --source {new[0].source}")


def _claims(listed: list[claims.Listed]) -> Table:
    table = grid("ID", "Figure", "Meaning", "About", "Said by", numbers=["ID"])
    for claim in listed:
        words = amounts.in_words(
            claim.low, claim.high, claim.unit, claim.comparator, kind=claim.kind, rate=claim.rate, counted=claim.counted
        )
        about = " · ".join(part for part in (claim.subject, claim.metric) if part)
        table.add_row(
            str(claim.id),
            clean(claim.figure, "bold"),
            clean(words),
            shown(about),
            speaker(claim.attribution, claim.hearsay),
        )
    return table


@app.command("list")
def list_sources(
    output: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.TABLE,
) -> None:
    """List the sources with how much they hold."""
    with opened() as context, context.database.session() as session:
        listed = sources.listing(session)
        if output is Format.JSONL:
            lines(asdict(source) for source in listed)
            return
        if not listed:
            show(console, "No source yet. Add one: tracker source add FILE --publisher NAME")
            return
        table = grid("Source", "Publisher", "Tier", "Docs", "Claims", "Newest", "Looked at", numbers=["Docs", "Claims"])
        for source in listed:
            table.add_row(
                clean(source.slug, "bold"),
                shown(source.publisher),
                str(source.tier),
                str(source.documents),
                str(source.claims),
                shown(source.published_on),
                shown(source.last_fetched_at and source.last_fetched_at.astimezone(context.zone).date()),
            )
        show(console, table)


@app.command("show")
def show_source(slug: Slug) -> None:
    """Show one source and the documents captured from it."""
    with opened() as context, context.database.session() as session:
        source = sources.find(session, slug)
        held = sources.holdings(session, source)
        show(
            console,
            facts(
                [
                    ("source", source.slug),
                    ("publisher", source.publisher),
                    ("kind", source.kind),
                    ("tier", source.tier),
                    ("address", source.url),
                    ("read from", source.locator),
                    ("language", source.language),
                    ("looked at", source.last_fetched_at),
                    *([("last error", source.last_error)] if source.last_error else []),
                    ("holds", _held(held)),
                ],
                context.zone,
            ),
        )
        table = grid("Document", "Published", "Captured", "Title", numbers=["Document"])
        for document in sources.captured_from(session, source):
            table.add_row(
                str(document.id),
                shown(document.published_on),
                shown(document.captured_at, context.zone),
                shown(document.title),
            )
        show(console, table)


@app.command()
def remove(
    slug: Slug,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a source with its documents, their claims and those claims' flags, after saying how many."""
    with opened() as context:
        with context.database.session() as session:
            source = sources.find(session, slug)
            held = sources.holdings(session, source)
            show(console, clean(f"{source.slug} ({source.publisher or 'no publisher'}) holds {_held(held)}."))
        if not yes:
            if not is_asked():
                raise UsageError("all of it would go for good: add --yes to say that you mean it")
            typer.confirm("Remove it with all that?", abort=True, err=True)
        with pipeline.transaction(context.database, alone=True) as session:
            source = sources.find(session, slug)
            if sources.holdings(session, source) != held:
                raise InputError(f"{slug} has changed meanwhile: look again")
            sources.remove(session, source)
        show(console, clean(f"Removed {slug}."))


def _held(held: sources.Holdings) -> str:
    return f"{counted(held.documents, 'document')}, {counted(held.claims, 'claim')} and {counted(held.flags, 'flag')}"


def _line(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    if not (line := text.strip()) or not line.isprintable():
        raise UsageError(f"{option}: give a line of text")
    return line
