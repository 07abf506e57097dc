"""``tracker metric probe``: let a metric fetch its own figure as evidence, by a query or from an interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from tracker import intake, metrics, pipeline, probes, secrecy, sources
from tracker.cli import options, preview
from tracker.cli.context import Context, console, err_console, opened
from tracker.cli.table import NONE, clean, grid, show, shown
from tracker.drafts import Captured, SourceDraft
from tracker.errors import InputError, UsageError
from tracker.models import Metric
from tracker.values import Tier


def probe(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The metric's short name.")],
    sql: Annotated[
        str | None, typer.Option("--sql", metavar="ADDRESS", help="The database to ask: postgresql://…, sqlite:///….")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="SELECT", help="With --sql: what returns one row with one number.")
    ] = None,
    url: Annotated[
        str | None, typer.Option("--json", metavar="URL", help="The interface to ask, which answers in JSON.")
    ] = None,
    path: Annotated[
        str | None, typer.Option("--path", metavar="PATH", help="With --json: where the number stands: $.data.total.")
    ] = None,
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="N", help="What to multiply it by: 1000 if told in thousands.")
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option("--header", metavar="NAME=VALUE", help="What to send along: X-Key=env:MY_KEY. Repeatable."),
    ] = None,
    password_env: Annotated[
        str | None, typer.Option("--password-env", metavar="NAME", help="The variable with the database's password.")
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(help="Whose figure it is; the site or the database by default.")
    ] = None,
    every: options.Every = None,
    timezone: options.Zone = None,
    remove: Annotated[bool, typer.Option("--remove", help="Give up its probes; what they found stays.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it finds, and keep nothing.")] = False,
) -> None:
    """Have today's figure of a metric fetched, once a day or as --every says. Without --sql or --json: show its probes.

    What a probe finds is a claim of tier reference: evidence that other claims of the metric are held against.
    """
    if sql is not None and url is not None:
        raise UsageError("--sql and --json exclude each other: a probe asks one place")
    if remove:
        _remove(slug, sql or url)
        return
    if sql is None and url is None:
        if query is not None or path is not None:
            raise UsageError("say whom to ask: --sql ADDRESS with --query, or --json URL with --path")
        _list(slug)
        return
    if url is not None:
        sources.check_url(url, "--json")
    given = {
        "query": query,
        "path": path,
        "scale": scale,
        "password_env": password_env,
        "headers": _headers(header) or None,
    }
    with opened() as context:
        draft = SourceDraft(
            kind="probe",
            locator=sql or url or "",
            publisher=options.line(publisher, "--publisher") or _publisher(sql, url),
            tier=Tier.REFERENCE,
            timezone=options.zone(timezone) or context.zone.key,
            schedule=options.schedule(every, timezone, context.zone) or "1d",
            options={name: value for name, value in given.items() if value is not None},
        )
        _add(context, slug, draft, dry_run=dry_run)


def _add(context: Context, slug: str, draft: SourceDraft, *, dry_run: bool) -> None:
    with context.database.session() as session:
        asked = {**draft.options, **probes.settings(metrics.find(session, slug))}
    draft = replace(draft, options=asked)
    with context.fetcher() as fetcher:
        captured = sources.capture(draft, sources.Visit(fetcher=fetcher, now=context.now))
    preview.note(err_console, captured.notes)
    found = _found(captured)
    if dry_run:
        show(console, f"{found}. Nothing was kept.")
        return
    keep = timedelta(days=context.settings.keep_raw_days)
    (page,) = pipeline.capture(context.database, captured, now=context.now, keep_raw=keep, read=intake.read(captured))
    show(console, f"{found}.", *([] if page.is_new else ["The same was noted today already."]))
    show(console, f"Kept as source {page.source}; looked at every {draft.schedule}.")


def _found(captured: Captured) -> str:
    (page,) = captured.pages
    (claim,) = page.claims or ()
    return f"{page.published}: {claim.figure}, {page.title}, from {page.source.publisher}"


def _list(slug: str) -> None:
    with opened() as context, context.database.session() as session:
        metric = metrics.find(session, slug)
        found = probes.of(session, metric)
        if not found:
            show(console, f"{metric.slug} has no probe: give it one with --sql ADDRESS or --json URL")
            return
        table = grid("Source", "Asks", "For", "Every", "Looked at", "State")
        for source in found:
            asked = source.options.get("query") or source.options.get("path")
            table.add_row(
                clean(source.slug, "bold"),
                clean(secrecy.mask_address(source.locator)),
                shown(asked),
                shown(source.schedule),
                shown(source.last_fetched_at, context.zone),
                clean(source.last_error, "bold red") if source.last_error else clean("works"),
            )
        show(console, table)


def _remove(slug: str, locator: str | None) -> None:
    with opened() as context, pipeline.transaction(context.database) as session:
        metric: Metric = metrics.find(session, slug)
        gone = probes.remove(session, metric, locator, now=context.now)
    if not gone:
        raise InputError(
            f"{slug} has no {'such probe' if locator else 'probe'}; `tracker metric probe {slug}` shows them"
        )
    show(console, f"{', '.join(gone) or NONE}: no longer looked at. What was found stays.")


def _headers(given: list[str] | None) -> Mapping[str, Any]:
    """Read headers as NAME=VALUE, or the whole of them as one JSON object."""
    found: dict[str, Any] = {}
    for header in given or ():
        if header.lstrip().startswith("{"):
            try:
                found |= json.loads(header)
            except ValueError:
                raise UsageError(f"--header: {header!r} is no JSON; write X-Key=env:MY_KEY") from None
            continue
        name, parted, value = header.partition("=")
        if not parted or not name.strip():
            raise UsageError(f"--header: write {header!r} as NAME=VALUE, as --header X-Key=env:MY_KEY")
        found[name.strip()] = value.strip()
    return found


def _publisher(sql: str | None, url: str | None) -> str:
    """Name whose figure it is, where nobody says: the site, or the database."""
    if url is not None:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    try:
        place = urlsplit(sql or "").path
    except ValueError:
        place = ""
    return Path(place).stem or "database"
