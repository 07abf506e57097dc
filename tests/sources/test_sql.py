"""Queries: rows come in as figures, and nothing a query does can write."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from tracker.errors import InputError
from tracker.sources import Captured, Original, SourceDraft, Visit
from tracker.sources.sql import Sql

QUERY = "SELECT company, metric, value, unit, stated_on FROM figures ORDER BY id"


def capture(locator: str, query: str | None = QUERY, **options: Any) -> Captured:
    return Sql().capture(SourceDraft(locator=locator, options={"query": query, **options}), Visit())


def refused(locator: str, query: str | None, **options: Any) -> InputError:
    with pytest.raises(InputError) as refusal:
        capture(locator, query, **options)
    assert len(str(refusal.value).splitlines()) == 1
    return refusal.value


@pytest.fixture
def lite(tmp_path: Path) -> str:
    path = tmp_path / "figures.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE figures (id INTEGER, company, metric, value REAL, unit, stated_on)")
        connection.execute("INSERT INTO figures VALUES (1, 'Acme', 'revenue', 0.1, 'CNY m', '2025-10-21')")
        connection.execute("INSERT INTO figures VALUES (2, 'Bob', 'users', 5, 'people', '2025-10-21')")
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _postgres(_copies: Callable[..., str]) -> str:
    url = _copies(empty=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE figures (id int, company text, metric text, value numeric, unit text, stated_on date)",
            "INSERT INTO figures VALUES (1, 'Acme', 'revenue', 0.10, 'CNY m', '2025-10-21')",
            "CREATE FUNCTION meddle() RETURNS int LANGUAGE sql VOLATILE AS 'DELETE FROM figures RETURNING 1'",
            "CREATE SEQUENCE numbers",
        ):
            connection.execute(text(statement))
    engine.dispose()
    return url


@pytest.fixture
def postgres(_postgres: str) -> Iterator[str]:
    yield _postgres
    engine = create_engine(_postgres)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*), min(value) FROM figures")).one() == (1, Decimal("0.10"))
        assert connection.execute(text("SELECT is_called FROM numbers")).scalar() is False
    engine.dispose()


WRITING = [
    ("INSERT INTO figures (id) VALUES (2) RETURNING id", "is no SELECT"),
    ("DELETE FROM figures", "is no SELECT"),
    ("-- SELECT\nDROP TABLE figures", "is no SELECT"),
    ("SELECT 1; DROP TABLE figures", "more than one statement"),
    ("SELECT 1; COMMIT; DROP TABLE figures", "more than one statement"),
]


class TestPostgresql:
    def test_rows_come_as_figures(self, postgres: str) -> None:
        (page,) = capture(postgres).pages
        assert [(claim.low, claim.precision) for claim in page.claims or ()] == [(Decimal(100_000), Decimal(10_000))]
        assert page.published == date(2025, 10, 21)
        assert page.source.locator == postgres
        assert page.key == f"{page.source.locator}#||2025-10-21"

    @pytest.mark.parametrize(
        ("query", "reason"),
        [
            *WRITING,
            ("WITH gone AS (DELETE FROM figures RETURNING id) SELECT * FROM gone", "would write"),
            ("SELECT meddle()", "would write"),
            ("SELECT nextval('numbers')", "would write"),
            ("SELECT set_config('transaction_read_only', 'off', true), meddle()", "read-write mode must be set before"),
            ("SELECT * FROM figures FOR UPDATE", "would write"),
            ("SELECT id INTO copied FROM figures", "fails"),
            ("SELECT 1 FROM nowhere", 'relation "nowhere" does not exist'),
        ],
    )
    def test_what_writes_is_refused_and_changes_nothing(self, postgres: str, query: str, reason: str) -> None:
        assert reason in str(refused(postgres, query))

    def test_it_has_its_time(self, postgres: str) -> None:
        error = refused(postgres, "SELECT 'a' AS subject, 'm' AS metric, pg_sleep(60) AS value", timeout=1)
        assert "takes longer than 1 seconds" in str(error)
        assert not error.permanent

    def test_percent_signs_and_colons_are_the_querys_own(self, postgres: str) -> None:
        query = "SELECT company, metric, value FROM figures WHERE company LIKE 'A%' AND metric <> ':x' AND id = 1::int"
        assert len(capture(postgres, query).pages) == 1

    def test_more_rows_than_allowed_are_refused(self, postgres: str) -> None:
        query = "SELECT 'a' AS subject, 'm' AS metric, n AS value FROM generate_series(1, 5000) AS n"
        assert len(capture(postgres, query).pages[0].claims or ()) == 5000
        assert "more than 4,999 rows" in str(refused(postgres, query, limit=4999))

    def test_passwords_are_neither_shown_nor_stored(self, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
        secret = make_url(postgres).set(password="hunter2").render_as_string(hide_password=False)
        captured = capture(secret)
        assert "hunter2" not in repr(captured)
        assert any("setting password_env" in note for note in captured.notes)
        assert "hunter2" not in str(refused(secret, "SELECT 1 FROM nowhere"))
        assert "hunter2" not in str(refused(secret, "SELECT 'hunter2'::int"))
        monkeypatch.setenv("FIGURES_PASSWORD", "hunter2")
        assert not any("password" in note for note in capture(postgres, password_env="FIGURES_PASSWORD").notes)
        assert "variable NONE of the setting" in str(refused(postgres, QUERY, password_env="NONE"))

    def test_a_server_that_is_not_there_may_be_tried_again(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        error = refused(f"postgresql://me:hunter2@127.0.0.1:{port}/db", QUERY)
        assert "cannot be reached" in str(error)
        assert "hunter2" not in str(error)
        assert not error.permanent


class TestSqlite:
    def test_rows_come_as_figures(self, lite: str) -> None:
        (page,) = capture(lite).pages
        assert [claim.low for claim in page.claims or ()] == [Decimal(100_000), Decimal(5)]

    @pytest.mark.parametrize(
        ("query", "reason"),
        [
            *WRITING,
            ("WITH x AS (SELECT 1) INSERT INTO figures (id) SELECT * FROM x", "would write"),
            ("WITH x AS (SELECT 1) DELETE FROM figures", "would write"),
            ("ATTACH 'other.db' AS other", "is no SELECT"),
            ("SELECT * FROM pragma_user_version", "would write"),
        ],
    )
    def test_what_writes_is_refused_and_changes_nothing(self, lite: str, query: str, reason: str) -> None:
        before = Path(lite.removeprefix("sqlite:///")).read_bytes()
        assert reason in str(refused(lite, query))
        assert Path(lite.removeprefix("sqlite:///")).read_bytes() == before

    def test_it_has_its_time(self, lite: str) -> None:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS value FROM n"
        assert "takes longer than 1 seconds" in str(refused(lite, endless, timeout=1))

    def test_a_path_is_stored_in_full(self, lite: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(Path(lite.removeprefix("sqlite:///")).parent)
        assert capture("sqlite:///figures.db").locator == lite
        assert "there is no such file" in str(refused("sqlite:///none.db", QUERY))
        assert "names no file" in str(refused("sqlite://", QUERY))


@pytest.mark.parametrize(
    ("locator", "reason"),
    [
        ("mssql://host/db", "only postgresql, sqlite, mysql, mariadb can be read"),
        ("mysql://host/db", "run `pip install pymysql`"),
        ("postgresql://[::1/db", "cannot be read; write it as"),
    ],
)
def test_what_is_not_known_is_refused(locator: str, reason: str) -> None:
    assert reason in str(refused(locator, QUERY))


def test_a_query_is_needed(lite: str) -> None:
    assert "it needs the setting query" in str(refused(lite, None))


def test_addresses_of_databases_are_taken() -> None:
    assert Sql().accepts(Original("postgresql+psycopg://host/db", Visit()))
    assert Sql().accepts(Original("sqlite:///figures.db", Visit()))
    assert not Sql().accepts(Original("https://host/db", Visit()))
    assert not Sql().accepts(Original("figures.db", Visit()))
