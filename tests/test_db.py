"""The database and its migrations, on a real PostgreSQL."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from tracker import db, migrations, resources
from tracker.cli.db import app
from tracker.errors import SchemaError, StorageError, UsageError
from tracker.models import Base
from tracker.settings import Settings

Scratch = Callable[..., str]

ROOT = Path(__file__).resolve().parent.parent

HISTORY = [each.revision for each in ScriptDirectory(str(resources.migrations())).walk_revisions("base", "head")][::-1]

CATALOGUE = """
SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || a.attidentity::text || a.attgenerated::text
       || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (adrelid, adnum) = (c.oid, attnum)
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""
"""Everything the models say of tables, as PostgreSQL understood it."""


def catalogue(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return {row for row in connection.scalars(text(CATALOGUE)) if "alembic_version" not in row}


@pytest.fixture
def make_engine(scratch_database: Scratch) -> Iterator[Callable[..., Engine]]:
    """Return a function that makes a database of the test's own and returns an engine on it."""
    made: list[Engine] = []

    def make(*, empty: bool = False) -> Engine:
        made.append(create_engine(db.session_url(make_url(scratch_database(empty=empty)))))
        return made[-1]

    yield make
    for each in made:
        each.dispose()


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


class TestOpening:
    def test_the_embedded_database_is_always_at_head(self, settings: Settings) -> None:
        with db.open_database(settings) as database:
            assert migrations.current(database.engine) == migrations.head()
            with database.session() as session:
                assert session.scalar(text("SELECT count(*) FROM claim")) == 0
        with db.connect(settings) as database:
            migrations.downgrade(database.engine, "base")
        with db.open_database(settings) as database:
            assert migrations.current(database.engine) == migrations.head()

    def test_the_users_database_is_upgraded_only_when_asked(self, scratch_database: Scratch) -> None:
        settings = Settings(database_url=scratch_database(empty=True))
        with pytest.raises(SchemaError, match="no tables yet: run `tracker db upgrade`"), db.open_database(settings):
            pass
        with db.open_database(settings, upgrade=True) as database:
            assert migrations.current(database.engine) == migrations.head()
        with db.open_database(settings):
            pass

    def test_an_older_schema_is_refused(self, scratch_database: Scratch) -> None:
        settings = Settings(database_url=scratch_database())
        with db.connect(settings) as database:
            migrations.downgrade(database.engine, HISTORY[0])
        expected = f"at revision {HISTORY[0]} and this tracker needs {HISTORY[-1]}: run `tracker db upgrade`"
        with pytest.raises(SchemaError, match=expected), db.open_database(settings):
            pass

    @pytest.mark.parametrize("upgrade", [False, True])
    def test_a_newer_schema_is_refused_and_left_alone(self, scratch_database: Scratch, upgrade: bool) -> None:
        settings = Settings(database_url=scratch_database())
        with db.connect(settings) as database:
            execute(database.engine, "UPDATE alembic_version SET version_num = '9999'")
        with (
            pytest.raises(SchemaError, match="revision 9999, of a newer tracker"),
            db.open_database(settings, upgrade=upgrade),
        ):
            pass
        with db.connect(settings) as database:
            assert migrations.current(database.engine) == "9999"

    def test_sessions_are_in_utc_and_say_who_they_are(self, scratch_database: Scratch) -> None:
        url = make_url(scratch_database()).update_query_dict({"options": "-c work_mem=5MB -c timezone=Asia/Tokyo"})
        with db.open_database(Settings(database_url=url.render_as_string(hide_password=False))) as database:
            with database.session() as session:
                shown = [session.scalar(text(f"SHOW {each}")) for each in ("timezone", "work_mem", "application_name")]
            assert shown == ["UTC", "5MB", "claims-tracker"]

    def test_text_is_unicode_whatever_the_user_set(
        self, scratch_database: Scratch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
        with db.open_database(Settings(database_url=scratch_database())) as database, database.session() as session:
            assert session.scalar(text("SELECT '逾10%'")) == "逾10%"

    def test_a_database_that_cannot_hold_unicode_is_refused(self, scratch_database: Scratch) -> None:
        url = make_url(scratch_database(empty=True))
        assert url.database is not None
        name = f"{url.database}_ascii"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"))
            settings = Settings(database_url=url.set(database=name).render_as_string(hide_password=False))
            with pytest.raises(StorageError, match="keeps text as SQL_ASCII"), db.connect(settings):
                pass
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()

    @pytest.mark.parametrize(
        ("url", "line"),
        [
            (
                "postgresql://someone:hush@127.0.0.1:1/claims",
                "cannot connect to the database claims at 127.0.0.1:1: Connection refused; "
                "see that the server runs, and TRACKER_DATABASE_URL",
            ),
            (
                "postgresql://someone:hush@/claims?host=/nonexistent",
                "cannot connect to the database claims at /nonexistent: No such file or directory; "
                "see that the server runs, and TRACKER_DATABASE_URL",
            ),
        ],
    )
    def test_no_server(self, url: str, line: str) -> None:
        with pytest.raises(StorageError) as caught, db.connect(Settings(database_url=url)):
            pass
        assert str(caught.value) == line
        assert not caught.value.permanent
        assert caught.value.exit_code == 2

    def test_no_such_database(self, scratch_database: Scratch) -> None:
        url = make_url(scratch_database(empty=True)).set(database="nowhere")
        settings = Settings(database_url=url.render_as_string(hide_password=False))
        with pytest.raises(StorageError, match=r': database "nowhere" does not exist; see that'), db.connect(settings):
            pass

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            (
                "consuming input failed: server closed the connection unexpectedly\n"
                "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
                "server closed the connection unexpectedly",
            ),
            (
                'connection failed: connection to server at "::1", port 5432 failed: FATAL:  role "x" does not exist\n'
                "Multiple connection attempts failed. All failures were:\n- host: 'localhost', port: '1'",
                'role "x" does not exist',
            ),
            ("failed to resolve host 'h': [Errno -2] Unknown", "failed to resolve host 'h': [Errno -2] Unknown"),
            ("", "it did not say why"),
        ],
    )
    def test_what_a_driver_says_becomes_one_line(self, said: str, reason: str) -> None:
        assert db.reason(Exception(said)) == reason

    def test_a_connection_lost_in_use_is_one_line(self, scratch_database: Scratch) -> None:
        with (
            pytest.raises(StorageError, match=r"the database tracker_test_\w+ at \S+ failed: .*terminat") as caught,
            db.open_database(Settings(database_url=scratch_database())) as database,
            database.session() as session,
        ):
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert "\n" not in str(caught.value)

    def test_a_mistake_of_our_own_is_no_storage_error(self, scratch_database: Scratch) -> None:
        with (
            pytest.raises(ProgrammingError),
            db.open_database(Settings(database_url=scratch_database())) as database,
            database.session() as session,
        ):
            session.execute(text("SELECT nothing FROM nowhere"))


class TestMigrations:
    def test_up_and_down_every_step(self, make_engine: Callable[..., Engine]) -> None:
        engine = make_engine(empty=True)
        for before, revision in zip(["base", *HISTORY], HISTORY, strict=False):
            migrations.upgrade(engine, revision)
            migrations.downgrade(engine, before)
            migrations.upgrade(engine, revision)
        assert migrations.check(engine) == []
        migrations.downgrade(engine, "base")
        assert migrations.current(engine) is None
        with engine.connect() as connection:
            left = connection.scalars(
                text(
                    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL "
                    "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL "
                    "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')"
                )
            )
            assert [name for name in left if not name.startswith("alembic_version")] == []

    def test_they_make_what_the_models_say(self, make_engine: Callable[..., Engine]) -> None:
        modelled = make_engine(empty=True)
        Base.metadata.create_all(modelled)
        assert catalogue(make_engine()) == catalogue(modelled)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("ALTER TABLE source DROP COLUMN publisher CASCADE", "source: the database lacks the column publisher"),
            ("ALTER TABLE source ADD COLUMN colour text", "source: the models lack the column colour"),
            ("ALTER TABLE source ALTER COLUMN publisher SET DEFAULT 'x'", "source.publisher: the default is"),
            ("CREATE TABLE diary (day date)", "diary: the models lack the table diary"),
            ("CREATE INDEX ix_extra ON source (publisher)", "source: the models lack the index ix_extra"),
            ("ALTER TABLE source ADD CONSTRAINT ck_extra CHECK (id > 0)", "source: the models lack the check ck_extra"),
            ("DROP TABLE flag_event CASCADE", "flag_event: the database lacks the table flag_event"),
        ],
    )
    def test_a_difference_is_told(self, make_engine: Callable[..., Engine], change: str, told: str) -> None:
        engine = make_engine()
        execute(engine, change)
        differences = migrations.check(engine)
        assert any(line.startswith(told) for line in differences), differences

    def test_a_check_of_an_older_schema_is_refused(self, make_engine: Callable[..., Engine]) -> None:
        with pytest.raises(SchemaError, match="run `tracker db upgrade`"):
            migrations.check(make_engine(empty=True))

    def test_processes_that_upgrade_at_once_take_turns(self, scratch_database: Scratch) -> None:
        environment = {**os.environ, "TRACKER_DATABASE_URL": scratch_database(empty=True)}
        command = [sys.executable, "-c", "from tracker.cli import main; main()", "db", "upgrade"]
        crowd = [subprocess.Popen(command, env=environment) for _ in range(2)]
        assert [each.wait(timeout=120) for each in crowd] == [0, 0]
        with db.open_database(Settings(database_url=environment["TRACKER_DATABASE_URL"])) as database:
            assert migrations.check(database.engine) == []

    def test_whoever_waits_too_long_for_a_turn_is_told(
        self, make_engine: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine = make_engine(empty=True)
        with migrations.turn(engine):
            monkeypatch.setattr(migrations, "TURN_TIMEOUT", "50ms")
            with pytest.raises(SchemaError, match=r"another tracker has been migrating .* for 50ms") as caught:
                migrations.upgrade(engine)
        assert not caught.value.permanent
        monkeypatch.undo()
        migrations.upgrade(engine)

    def test_timeouts_hold_for_a_turn_and_no_longer(self, make_engine: Callable[..., Engine]) -> None:
        engine = make_engine()
        with migrations.turn(engine) as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == migrations.LOCK_TIMEOUT
            assert connection.scalar(text("SHOW statement_timeout")) == migrations.STATEMENT_TIMEOUT
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == "0"
            held = text(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
            )
            assert connection.scalar(held) == 0

    def test_a_lock_held_by_others_ends_a_migration_cleanly(
        self, make_engine: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine = make_engine()
        monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
        with engine.begin() as connection:
            connection.execute(text("SELECT count(*) FROM claim"))
            with pytest.raises(SchemaError, match=r"nothing was changed: canceling statement due to lock timeout"):
                migrations.downgrade(engine, "base")
        assert migrations.check(engine) == []

    def test_a_migration_that_fails_changes_nothing(self, make_engine: Callable[..., Engine]) -> None:
        engine = make_engine(empty=True)
        execute(engine, "CREATE TABLE claim (mine text)")
        before = catalogue(engine)
        with pytest.raises(SchemaError, match=r'nothing was changed: relation "claim" already exists'):
            migrations.upgrade(engine)
        assert catalogue(engine) == before
        assert migrations.current(engine) is None

    def test_a_revision_nobody_knows(self, make_engine: Callable[..., Engine]) -> None:
        with pytest.raises(UsageError, match="cannot migrate to 77"):
            migrations.downgrade(make_engine(), "77")


class TestAlembic:
    def test_the_command_works_in_the_checkout(self, scratch_database: Scratch) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", "check"],
            cwd=ROOT,
            env={**os.environ, "TRACKER_DATABASE_URL": scratch_database()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "No new upgrade operations detected" in done.stdout

    def test_migrations_can_be_read_as_sql_first(self) -> None:
        written = io.StringIO()
        config = Config(output_buffer=written)
        config.set_main_option("script_location", str(resources.migrations()))
        with redirect_stdout(written):
            command.upgrade(config, "head", sql=True)
        assert "SET lock_timeout" in written.getvalue()
        assert "CREATE TABLE claim (" in written.getvalue()

    def test_the_template_makes_a_module_that_imports(self, tmp_path: Path) -> None:
        config = Config()
        config.set_main_option("script_location", str(resources.migrations()))
        script = ScriptDirectory(str(resources.migrations()), version_locations=[str(tmp_path)])
        made = script.generate_revision("0001", "try it", head="base", imports="")
        assert made is not None
        source = Path(made.path).read_text()
        compile(source, made.path, "exec")
        assert 'revision = "0001"' in source.replace("'", '"')

    def test_its_folder_does_not_shadow_the_library(self) -> None:
        assert not (resources.migrations() / "__init__.py").exists()


class TestFixtures:
    @pytest.mark.parametrize("time", [1, 2])
    def test_what_a_session_commits_is_gone_after_the_test(self, engine: Engine, session: Session, time: int) -> None:
        session.execute(text("CREATE TABLE footprint (time integer)"))
        session.execute(text("INSERT INTO footprint VALUES (:time)"), {"time": time})
        session.commit()
        assert session.scalar(text("SELECT time FROM footprint")) == time
        with engine.connect() as other:
            assert other.scalar(text("SELECT to_regclass('footprint')")) is None

    def test_the_network_is_out_of_reach(self) -> None:
        import socket

        with pytest.raises(pytest.fail.Exception, match=r"tried to reach 192\.0\.2\.1"), socket.socket() as line:
            line.connect(("192.0.2.1", 80))


class TestCommands:
    @pytest.fixture
    def run(self, scratch_database: Scratch, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
        monkeypatch.setenv("TRACKER_DATABASE_URL", scratch_database(empty=True))
        monkeypatch.setenv("TRACKER_LOG_LEVEL", "WARNING")

        def run(*arguments: str) -> tuple[int, str]:
            done = CliRunner().invoke(app, list(arguments))
            if done.exception is not None and not isinstance(done.exception, SystemExit):
                raise done.exception
            return done.exit_code, done.stdout

        return run

    def test_up_check_and_down(self, run: Callable[..., tuple[int, str]]) -> None:
        assert run("upgrade") == (0, f"the database is at revision {HISTORY[-1]}\n")
        assert run("check") == (0, "models and migrations agree\n")
        assert run("downgrade", "-1") == (0, f"the database is at revision {HISTORY[-2]}\n")
        assert run("upgrade", "+1") == (0, f"the database is at revision {HISTORY[-1]}\n")
        assert run("downgrade", "base") == (0, "the database is at revision base\n")
        with pytest.raises(SchemaError):
            run("check")

    def test_check_ends_with_1_where_they_disagree(self, run: Callable[..., tuple[int, str]]) -> None:
        run("upgrade")
        with db.connect(Settings()) as database:
            execute(database.engine, "ALTER TABLE source ADD COLUMN colour text")
        assert run("check") == (1, "source: the models lack the column colour\n")

    def test_url_is_what_psql_reads(self, run: Callable[..., tuple[int, str]]) -> None:
        code, out = run("url")
        assert code == 0
        assert out.startswith("postgresql://")
        import psycopg

        with psycopg.connect(out.strip()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    def test_url_of_the_embedded_database(
        self, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str]]
    ) -> None:
        monkeypatch.delenv("TRACKER_DATABASE_URL")
        with tempfile.TemporaryDirectory() as short:  # a longer path is too long for a socket
            monkeypatch.setenv("TRACKER_DATA_DIR", f"{short}/my data")
            code, out = run("url")
            assert code == 0
            assert out.endswith("my%20data%2Fpostgres\n")
            assert not Path(short, "my data").exists()


def test_a_connection_that_was_idle_is_tried_out(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_FRESH", 0.0)
    with db.connect(Settings(database_url=database_url)) as database:
        with database.engine.connect() as one:
            victim = one.scalar(text("SELECT pg_backend_pid()"))
            with database.engine.connect() as other:
                other.detach()
                one.close()
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": victim})
        with database.engine.connect() as again:
            assert again.scalar(text("SELECT pg_backend_pid()")) != victim
