"""``tracker party``: whose word figures rest on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tracker import parties, pipeline
from tracker.cli import catalogue, options
from tracker.cli.context import console, opened
from tracker.cli.options import Output, Yes
from tracker.cli.table import Format, clean, counted, facts, grid, lines, show, shown
from tracker.drafts import PartyDraft
from tracker.errors import UsageError
from tracker.models import Party

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Whose word figures rest on: companies and people, their other names, and whom they belong to.",
)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The party's short name.")]
Parent = Annotated[
    str | None, typer.Option("--parent", metavar="SLUG", help="The party it belongs to, whose word its own is.")
]
Note = Annotated[str | None, typer.Option(help="A note for people.")]


@app.command("list")
def list_parties(
    output: Output = Format.TABLE,
) -> None:
    """List the parties, each below the one it belongs to, with their names."""
    with opened() as context, context.database.session() as session:
        listed = parties.listing(session)
        if output is Format.JSONL:
            lines(_record(entry) for entry in listed)
            return
        if not listed:
            show(console, "No party yet. Add one: tracker party add --name N --alias A")
            return
        table = grid("Party", "Names", "Belongs to", "Note")
        for entry in listed:
            party = entry.party
            names = clean(party.name)
            if party.aliases:
                names.append("\n").append_text(clean(f"also {', '.join(_aliases(party))}", "dim"))
            table.add_row(clean(party.slug, "bold"), names, shown(entry.parent), shown(party.note))
        show(console, table)


@app.command("show")
def show_party(slug: Slug) -> None:
    """Show a party, those that belong to it, and how many claims rest on its word."""
    with opened() as context, context.database.session() as session:
        parties.find(session, slug)
        entry = next(entry for entry in parties.listing(session) if entry.party.slug == slug)
        whose = "its word" if entry.parent is None else "the word of the party at its top"
        show(console, _facts(entry), f"{counted(entry.claims, 'claim')} on {whose}.")


@app.command()
def add(
    name: Annotated[str, typer.Option(help="What it is called.")],
    alias: Annotated[list[str] | None, typer.Option(help="Another name of it, in any language; repeatable.")] = None,
    parent: Parent = None,
    slug: Annotated[str | None, typer.Option(help="A short name; made of the name by default.")] = None,
    note: Note = None,
) -> None:
    """Add a party. Figures that it and others give in its name rest on one word from then on."""
    draft = PartyDraft(name=name, slug=slug, aliases=tuple(alias or ()), parent=parent, note=note)
    with opened() as context, pipeline.transaction(context.database) as session:
        party = parties.add(session, draft)
        show(console, _facts(_entry(session, party)), "Added.")


@app.command()
def edit(
    slug: Slug,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="One more name of it; repeatable.")] = None,
    drop_alias: Annotated[list[str] | None, typer.Option(help="An alias to take away; repeatable.")] = None,
    parent: Parent = None,
    note: Note = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="A field to empty, as parent; repeatable.")
    ] = None,
) -> None:
    """Change a party. Whose word figures rest on is worked out again."""
    change = parties.Change(
        name=name,
        parent=parent,
        note=note,
        add_aliases=tuple(alias or ()),
        drop_aliases=tuple(drop_alias or ()),
    )
    with opened() as context, pipeline.transaction(context.database) as session:
        party = parties.edit(session, slug, change, unset or ())
        show(console, _facts(_entry(session, party)), "Changed.")


@app.command()
def remove(slug: Slug, yes: Yes = False) -> None:
    """Forget a party and its names. Those that belong to it belong to its own parent from then on."""
    with opened() as context:
        with context.database.session() as session:
            party = parties.find(session, slug)
            show(console, _facts(_entry(session, party)))
        if not yes:
            if not options.is_asked():
                raise UsageError("add --yes to say that you mean it")
            typer.confirm("Remove it?", abort=True, err=True)
        with pipeline.transaction(context.database) as session:
            parties.remove(session, slug)
    show(console, clean(f"Removed {slug}."))


app.command("sync")(catalogue.sync_parties)
app.command("export")(catalogue.export_parties)


def _entry(session: Any, party: Party) -> parties.Listed:
    return next(entry for entry in parties.listing(session) if entry.party is party)


def _facts(entry: parties.Listed) -> Any:
    party = entry.party
    return facts(
        [
            ("party", party.slug),
            ("name", party.name),
            ("also", ", ".join(_aliases(party))),
            ("belongs to", entry.parent),
            ("its own", ", ".join(entry.children)),
            ("note", party.note),
        ]
    )


def _aliases(party: Party) -> list[str]:
    return [alias.name for alias in party.aliases]


def _record(entry: parties.Listed) -> dict[str, Any]:
    party = entry.party
    return {
        "slug": party.slug,
        "name": party.name,
        "aliases": _aliases(party),
        "parent": entry.parent,
        "children": entry.children,
        "note": party.note,
        "claims": entry.claims,
    }
