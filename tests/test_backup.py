"""Backup, restore, moving: the database is destroyed, and comes back as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from typer.testing import CliRunner

from tests.conftest import ScratchDatabase
from tracker import backup, db, migrations, pipeline
from tracker.cli import app
from tracker.errors import InputError, StorageError, UsageError
from tracker.settings import Settings

Open = Callable[..., URL]


@pytest.fixture
def address(scratch_database: ScratchDatabase) -> Callable[..., URL]:
    """A function that makes a database and returns its address."""

    def make(*, empty: bool = False) -> URL:
        return make_url(Settings(database_url=scratch_database(empty=empty)).database_url or "")

    return make


@pytest.fixture
def full(address: Open, settings: Settings, now: datetime) -> URL:
    """A database with the sample."""
    url = address()
    own = settings.model_copy(update={"database_url": url.render_as_string(hide_password=False)})
    with db.open_database(own) as database:
        pipeline.load_sample(database, now=now)
    return url


def content(url: URL) -> dict[str, str]:
    """A digest of every table's rows."""
    engine = create_engine(db.session_url(url))
    found = {}
    with engine.connect() as connection:
        for table in backup.counts(url):
            rows = connection.execute(text(f'SELECT t::text FROM "{table}" t ORDER BY 1')).scalars()
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    engine.dispose()
    return found


def destroy(url: URL) -> None:
    engine = create_engine(db.session_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def test_a_destroyed_database_comes_back_as_it_was(full: URL, tmp_path: Path) -> None:
    before = content(full)
    assert backup.dump(full, tmp_path / "whole") > 10_000
    destroy(full)
    assert backup.counts(full) == {}
    backup.restore(full, tmp_path / "whole")
    assert content(full) == before
    engine = create_engine(db.session_url(full))
    assert migrations.check(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM claim_facts")) == backup.counts(full)["claim"]
    engine.dispose()


def test_a_database_that_holds_something_is_replaced_only_when_told(full: URL, address: Open, tmp_path: Path) -> None:
    backup.dump(full, tmp_path / "whole")
    other = address()
    with pytest.raises(UsageError, match="--replace"):
        backup.restore(other, tmp_path / "whole")
    backup.restore(other, tmp_path / "whole", replace=True)
    assert content(other) == content(full)


def test_a_damaged_file_restores_nothing(full: URL, address: Open, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    backup.dump(full, whole)
    whole.write_bytes(whole.read_bytes()[:-5000])
    other = address(empty=True)
    with pytest.raises((InputError, StorageError), match="nothing was restored"):
        backup.restore(other, whole)
    assert backup.counts(other) == {}


def test_what_the_server_refuses_is_told(full: URL, address: Open, tmp_path: Path) -> None:
    backup.dump(full, tmp_path / "whole")
    other = address(empty=True)
    admin = create_engine(db.session_url(other), isolation_level="AUTOCOMMIT")
    name = f"tracker_test_other_{other.database}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE ROLE "{name}"'))
            connection.execute(text(f"ALTER DATABASE \"{other.database}\" SET role = '{name}'"))
        with pytest.raises(StorageError, match=r"nothing was restored: .*must be owner"):
            backup.restore(other, tmp_path / "whole", replace=True)
    finally:
        with admin.connect() as connection:
            connection.execute(text("RESET ROLE"))
            connection.execute(text(f'ALTER DATABASE "{other.database}" RESET role'))
            connection.execute(text(f'DROP ROLE "{name}"'))
        admin.dispose()


@pytest.mark.parametrize("name", ["absent", "text"])
def test_what_is_no_backup_is_refused(full: URL, tmp_path: Path, name: str) -> None:
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match=str(tmp_path / name)):
        backup.restore(full, tmp_path / name, replace=True)
    assert backup.counts(full)["claim"] > 0


def test_a_failed_backup_leaves_the_earlier_one(full: URL, tmp_path: Path) -> None:
    target = tmp_path / "whole"
    target.write_bytes(b"earlier")
    with pytest.raises(StorageError):
        backup.dump(full.set(database="not_there"), target)
    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.glob(".whole*")) == []


def test_a_folder_is_no_place_for_a_backup(full: URL, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="folder: cannot be written"):
        backup.dump(full, tmp_path / "folder")
    assert list(tmp_path.glob(".folder*")) == []


@pytest.mark.parametrize(("there", "said"), [(True, "tables already"), (False, "not_there")])
def test_moving_needs_an_empty_database(
    full: URL, address: Open, monkeypatch: pytest.MonkeyPatch, there: bool, said: str
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", full.render_as_string(hide_password=False))
    target = address() if there else full.set(database="not_there")
    done = CliRunner().invoke(app, ["db", "move", "--to", target.render_as_string(hide_password=False)])
    assert said in str(done.exception)
    assert "--replace" not in str(done.exception)
    assert f"database {full.database}" not in str(done.exception)


def test_moving_copies_everything_and_says_what_to_set(
    full: URL, address: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", full.render_as_string(hide_password=False))
    target = address(empty=True)
    done = CliRunner().invoke(app, ["db", "move", "--to", target.render_as_string(hide_password=False)])
    assert done.exit_code == 0, done.output
    assert "all there" in done.output
    assert "TRACKER_DATABASE_URL" in done.output
    assert content(target) == content(full)
