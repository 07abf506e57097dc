"""Backups: the whole database in a file, and from a file, or another server, back again.

PostgreSQL's own programs do it, those of the embedded server, which read and write servers of every version that the
tracker works with. A password never stands in a command line, where every user of the machine could read it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, create_engine, func, select, table, text
from sqlalchemy.pool import NullPool

from tracker import db, files, postgres
from tracker.errors import InputError, StorageError, UsageError

_MAGIC: Final = b"PGDMP"
# Newer programs set it in every script, and servers before 17 refuse what they do not know.
_UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout"
_TABLES: Final = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")


def dump(url: URL, target: Path) -> int:
    """Write the whole database into a file, as of one moment; returns its size in bytes.

    The file appears when it is whole, in place of an earlier one; only its owner can read it.

    Raises:
        StorageError: the database fails, or the file cannot be written.
    """
    try:
        with files.replacing(target, mode=0o600) as part, _address(url) as (address, environment):
            _run("pg_dump", ["--format=custom", f"--file={part}", f"--dbname={address}"], environment)
        return target.stat().st_size
    except OSError as error:
        raise StorageError(f"{target}: cannot be written: {error.strerror}") from error


def restore(url: URL, source: Path, *, replace: bool = False) -> None:
    """Bring a database to what a file holds: all of it, or nothing where anything goes wrong.

    Its tables are of the version that wrote the file; ``migrations.upgrade`` brings them up to date.

    Raises:
        InputError: there is no such file, or it is no backup.
        UsageError: the database has tables already, and ``replace`` does not say to drop them.
        StorageError: the database fails.
    """
    try:
        with source.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise InputError(f"{source}: this is no backup of `tracker db backup`")
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}") from error
    if counts(url) and not replace:
        raise UsageError(
            "the database has tables already: restore into an empty one, or say --replace to drop what is there"
        )
    with _address(url) as (address, environment):
        _pour(source, address, environment, replace=replace)


def counts(url: URL) -> dict[str, int]:
    """How many rows each table holds, by its name; empty for a database without tables."""
    engine = create_engine(db.session_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            names = connection.scalars(_TABLES).all()
            return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
    finally:
        engine.dispose()


def _pour(source: Path, address: str, environment: dict[str, str], *, replace: bool) -> None:
    """Turn the file into a script and run it in one transaction."""
    programs = postgres.programs()
    script: list[str | Path] = [programs / "pg_restore", "--no-owner", "--no-privileges", "--file=-", source]
    play: list[str | Path] = [
        programs / "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--dbname={address}",
    ]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=said) as reader,
        subprocess.Popen(
            play, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        ) as player,
    ):
        assert reader.stdout is not None
        assert player.stdin is not None
        assert player.stderr is not None
        is_cut_off = True  # until all is written: it ends at the first thing that the server refuses
        with suppress(BrokenPipeError), player.stdin as pipe:
            pipe.write(b"DROP SCHEMA IF EXISTS tracker_past CASCADE;\n")  # it shows the tables, and holds nothing
            if replace:
                pipe.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
            pipe.writelines(line for line in reader.stdout if not line.startswith(_UNKNOWN_BEFORE_17))
            if reader.wait() != 0:
                pipe.write(b"\n\\echo the file is damaged\nROLLBACK;\nSELECT 1/0;\n")  # nothing of half a file stays
            pipe.flush()
            is_cut_off = False
        complaint = player.stderr.read().decode(errors="replace")
        player.wait()
        said.seek(0)
        damage = said.read().decode(errors="replace")
    if reader.returncode and not (is_cut_off and reader.returncode == -signal.SIGPIPE):
        raise InputError(f"{source}: it is damaged, nothing was restored: {_last(damage)}")
    if player.returncode:
        raise StorageError(f"nothing was restored: {_last(complaint)}")


@contextmanager
def _address(url: URL) -> Iterator[tuple[str, dict[str, str]]]:
    """An address without its password, and an environment in which programs find that."""
    environment = {**os.environ, "PGAPPNAME": "claims-tracker"}
    if (password := db.password(url)) is not None:
        environment["PGPASSWORD"] = password
    yield db.libpq_address(db.without_password(url)), environment


def _run(program: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [postgres.programs() / program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StorageError(f"{program} failed: {_last(done.stderr)}", permanent=False)


def _last(complaint: str) -> str:
    """The line that says what was wrong."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    told = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()] or lines
    return told[0] if told else "it did not say why"
