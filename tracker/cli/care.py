"""``tracker source edit``, ``pause``, ``resume`` and ``remove``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from tracker import pipeline, sources
from tracker.cli import options
from tracker.cli.context import console, opened
from tracker.cli.options import Yes
from tracker.cli.table import clean, counted, grid, show, shown
from tracker.errors import InputError, UsageError
from tracker.models import Source
from tracker.sources import upkeep
from tracker.values import Tier

Slug = Annotated[
    str, typer.Argument(metavar="SLUG", help="The source's short name, as `tracker source list` shows it.")
]

UNSET: Final[dict[str, Any]] = {
    "publisher": None,
    "language": None,
    "timezone": None,
    "every": None,
    "url": None,
    "option": {},
}
"""What --unset can empty, and what is left then."""

COLUMN: Final = {"every": "schedule", "option": "options"}
"""Columns that are called otherwise on the command line."""


def edit(
    slug: Slug,
    publisher: Annotated[str | None, typer.Option(help="Who publishes it.")] = None,
    tier: Annotated[Tier | None, typer.Option(help="How near it stands to what it reports.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of its texts, as zh or en.")] = None,
    timezone: options.Zone = None,
    every: options.Every = None,
    url: Annotated[str | None, typer.Option(help="Its address for readers.")] = None,
    locator: Annotated[str | None, typer.Option(help="Where it is read from: a file or an address.")] = None,
    option: options.Setting = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="What to empty: every, publisher, …, option or option.NAME; may be given repeatedly."
        ),
    ] = None,
) -> None:
    """Change what is said of a source; what was captured stays."""
    if url is not None:
        sources.check_url(url.strip(), "--url")
    given: dict[str, Any] = {
        "publisher": options.line(publisher, "--publisher"),
        "tier": tier,
        "language": options.line(language, "--language"),
        "timezone": options.zone(timezone),
        "every": every,
        "url": url.strip() if url else None,
        "locator": _whole(options.line(locator, "--locator")),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    settings = options.settings(option)
    emptied, dropped = _emptied(unset or ())
    if not changes and not settings and not emptied and not dropped:
        raise UsageError(f"say what to change, as --every 6h or --unset every; `tracker source show {slug}`")
    with opened() as context:
        if every is not None:
            changes["every"] = options.schedule(every, given["timezone"], context.zone)
        with pipeline.transaction(context.database) as session:
            source = sources.find(session, slug)
            changes |= {name: UNSET[name] for name in emptied}
            if settings or dropped:
                changes["option"] = _settings(source, settings, dropped)
            changed = upkeep.edit(session, source, {COLUMN.get(name, name): value for name, value in changes.items()})
    if not changed:
        show(console, clean(f"{slug} is so already; nothing changed."))
        return
    table = grid("", "Before", "After")
    for name, (before, after) in changed.items():
        table.add_row(name, shown(before or None), shown(after or None))
    show(console, table)


def pause(slug: Slug) -> None:
    """Leave a source alone until it is resumed; its claims are checked on."""
    with opened() as context, pipeline.transaction(context.database) as session:
        source = _kept(sources.find(session, slug))
        before, source.paused_at = source.paused_at, source.paused_at or context.now
    show(console, clean(f"{slug} is paused already." if before else f"Paused {slug}."))


def resume(slug: Slug) -> None:
    """Look at a paused source again from now on."""
    with opened() as context, pipeline.transaction(context.database) as session:
        source = _kept(sources.find(session, slug))
        before, source.paused_at = source.paused_at, None
    show(console, clean(f"Resumed {slug}." if before else f"{slug} is not paused."))


def remove(
    slug: Slug,
    with_claims: Annotated[
        bool, typer.Option("--with-claims", help="Its documents, their claims and those claims' flags go for good.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Give a source up: it is no longer looked at nor listed, and its claims stay. Adding it again takes it up again.

    With --with-claims everything it holds goes for good, after saying how much that is.
    """
    with opened() as context:
        if with_claims:
            _delete(context.database, slug, yes=yes)
            return
        with pipeline.transaction(context.database) as session:
            source = sources.find(session, slug)
            before, holds = source.removed_at, held(sources.holdings(session, source))
            is_gone = upkeep.give_up(session, source, now=context.now)
    if is_gone:
        show(console, clean(f"Removed {slug}, which held nothing."))
    elif before:
        show(console, clean(f"{slug} is removed already; its {holds} go with --with-claims."))
    else:
        show(console, clean(f"Removed {slug}; its {holds} stay. `tracker source add` takes it up again."))


def _delete(database: Any, slug: str, *, yes: bool) -> None:
    with database.session() as session:
        source = sources.find(session, slug)
        holds = sources.holdings(session, source)
        show(console, clean(f"{source.slug} ({source.publisher or 'no publisher'}) holds {held(holds)}."))
        if holds.shared:
            stay = counted(holds.shared, "more document")
            show(console, f"{stay} other sources carry as well: they keep what is in there.")
    if not yes:
        if not options.is_asked():
            raise UsageError("all of it would go for good: add --yes to say that you mean it")
        typer.confirm("Remove it with all that?", abort=True, err=True)
    with pipeline.transaction(database, alone=True) as session:
        source = sources.find(session, slug)
        if sources.holdings(session, source) != holds:
            raise InputError(f"{slug} has changed meanwhile: look again")
        sources.remove(session, source)
    show(console, clean(f"Removed {slug}."))


def held(holds: sources.Holdings) -> str:
    """Put in words what hangs on a source."""
    return (
        f"{counted(holds.documents, 'document')}, {counted(holds.claims, 'claim')} and {counted(holds.flags, 'flag')}"
    )


def _kept(source: Source) -> Source:
    if source.removed_at is not None:
        raise InputError(f"{source.slug} was removed; add it again with `tracker source add`")
    return source


def _emptied(names: Sequence[str]) -> tuple[set[str], set[str]]:
    """Part what is to be emptied into fields and single settings."""
    fields: set[str] = set()
    dropped: set[str] = set()
    for name in names:
        field, _, setting = name.strip().partition(".")
        if field not in UNSET or (setting and field != "option"):
            raise UsageError(f"--unset: there is no {name!r} to empty; there are {', '.join(UNSET)} and option.NAME")
        (dropped if setting else fields).add(setting or field)
    return fields, dropped


def _settings(source: Source, given: Mapping[str, Any], dropped: set[str]) -> dict[str, Any]:
    """The source's own settings as they are to be."""
    if missing := dropped - source.options.keys():
        raise UsageError(f"--unset: {source.slug} has no setting {min(missing)!r}")
    for connector in sources.connectors():
        if connector.kind == source.kind and (unknown := given.keys() - connector.options.keys()):
            known = ", ".join(sorted(connector.options)) or "none"
            raise InputError(f"a source of kind {source.kind} has no setting {min(unknown)!r}; its own are: {known}")
    return {name: value for name, value in (source.options | dict(given)).items() if name not in dropped}


def _whole(locator: str | None) -> str | None:
    if locator is None:
        return None
    sources.refuse_secret(locator)
    return locator if "://" in locator else str(Path(locator).absolute())
