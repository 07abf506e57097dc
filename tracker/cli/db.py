"""``tracker db``: the database's schema, and its address for other programs."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from tracker import backup as backups
from tracker import db, embedded, logs, migrations
from tracker.errors import StorageError, UsageError
from tracker.secrecy import mask_address
from tracker.settings import Settings, database_address, load

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database: its tables, its address, backups.")


@contextmanager
def _connected() -> Iterator[db.Database]:
    """Open the database as it is, for whoever wants to change its schema."""
    settings = _settings()
    with db.connect(settings) as database:
        yield database


def _settings() -> Settings:
    settings = load()
    logs.configure(settings)
    return settings


@app.command()
def upgrade(
    revision: Annotated[str, typer.Argument(help="The revision to go to: head, its number, or +1.")] = "head",
) -> None:
    """Bring the tables to this version of the tracker, or to an earlier revision on the way there."""
    with _connected() as database:
        migrations.upgrade(database.engine, revision)
        typer.echo(f"the database is at revision {migrations.current(database.engine) or 'base'}")


@app.command(context_settings={"ignore_unknown_options": True})  # -1 is a revision
def downgrade(
    revision: Annotated[str, typer.Argument(help="The revision to go back to: its number, -1, or base for no tables.")],
) -> None:
    """Take the tables back to an earlier revision; what only the later one can hold is lost.

    The embedded database is brought up to date again by the next command that uses it.
    """
    with _connected() as database:
        migrations.downgrade(database.engine, revision)
        typer.echo(f"the database is at revision {migrations.current(database.engine) or 'base'}")


@app.command()
def check() -> None:
    """Compare the tables with the tracker's models; ends with 1 and a line for each difference where they disagree."""
    with _connected() as database:
        differences = migrations.check(database.engine)
    for difference in differences:
        typer.echo(difference)
    if differences:
        raise typer.Exit(1)
    typer.echo("models and migrations agree")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; an earlier one is replaced.")],
) -> None:
    """Write the whole database into a file, as of one moment, while the tracker may go on."""
    with _connected() as database:
        size = backups.dump(database.url, file)
    typer.echo(f"wrote {file}: {size / 1e6:.1f} MB; `tracker db restore {file}` brings it back")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `tracker db backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Drop what the database holds now.")] = False,
) -> None:
    """Bring the database to what a backup holds, all of it or nothing, and its tables to this version.

    Stop the service before.
    """
    with _connected() as database:
        backups.restore(database.url, file, replace=replace)
        migrations.upgrade(database.engine)
        claims = backups.counts(database.url).get("claim", 0)
    typer.echo(f"restored {file}: {claims:,} claims; `tracker check` looks at them")


@app.command()
def move(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="The empty database to move to.")],
) -> None:
    """Copy everything to a database of your own, table by table compared; the old one stays as it is.

    Stop the service before, and set TRACKER_DATABASE_URL after.
    """
    with (
        _connected() as database,
        db.connect(_other(to)) as target,
        tempfile.TemporaryDirectory(prefix="tracker-move-") as folder,
    ):
        if backups.counts(target.url):
            raise UsageError("--to: the database has tables already: make an empty one, and move into that")
        whole = Path(folder) / "whole"
        backups.dump(database.url, whole)
        backups.restore(target.url, whole)
        here, there = backups.counts(database.url), backups.counts(target.url)
    if here != there:
        differing = ", ".join(sorted(name for name in here if here[name] != there.get(name)))
        raise StorageError(f"the copy differs in {differing}: was something writing meanwhile? Empty it and move again")
    typer.echo(f"moved {sum(here.values()):,} rows of {len(here)} tables, all there")
    typer.echo("now set TRACKER_DATABASE_URL to the new address")


def _other(address: str) -> Settings:
    try:
        return Settings(database_url=address, database_password_file=None)
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise UsageError(f"--to: {mask_address(address)}: {said}") from None


@app.command()
def url(
    hold: Annotated[
        bool, typer.Option("--hold", help="Keep the embedded server running until Ctrl-C, for use meanwhile.")
    ] = False,
    with_password: Annotated[
        bool, typer.Option("--with-password", help="Print the password, too; else it is left out.")
    ] = False,
) -> None:
    """Print the database's address: psql "$(tracker db url)". A password is left out, for ~/.pgpass or PGPASSWORD.

    The embedded server needs none. It runs only while a tracker does, or while this command waits with --hold.
    """
    settings = _settings()
    if (named := database_address(settings)) is not None:
        typer.echo(db.libpq_address(named if with_password else db.without_password(named)))
        return
    if not hold:
        typer.echo(db.libpq_address(embedded.address(settings.data_dir)))
        return
    with embedded.start(settings.data_dir) as server:
        typer.echo(db.libpq_address(server.url))
        typer.echo("the server runs until you press Ctrl-C here", err=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            typer.echo("", err=True)
