"""What bad input gets: one line that names it and says what to do, and nothing half-written behind it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import ssl
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import stamina
import trustme
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from tests.cli.conftest import Command, Done
from tests.fetch.conftest import Reply, Site
from tests.sources import prints
from tracker import db
from tracker.models import RowVersion

ARTICLE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body><article>
<h1>{0}</h1><p>The ferry company said that it carried 120,000 passengers this year, more than ever before.</p>
<p>It employs 300 people on the islands, and the board expects the new ship to be ready in the spring.</p>
</article></body></html>"""
LOGIN = """<html><head><title>Members</title></head><body><form action="/in"><p>Log in to read on.</p>
<input name="user"><input type="password" name="word"><button>Log in</button></form></body></html>"""
HEADER = "subject,metric,value,publisher,stated_on\n"
ROW = "Acme,users,5,Daily,2025-10-21\n"


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the tracker read this machine, try again at once, and give up after the second time."""
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("TRACKER_OBEY_ROBOTS", "false")
    monkeypatch.setenv("TRACKER_HOST_INTERVAL", "0")
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a site on this machine."""
    site = Site()
    yield site
    site.close()


def holds() -> dict[str, int]:
    """Count what is in each table of the test's database, but what rows said before."""
    engine = create_engine(db.session_url(make_url(os.environ["TRACKER_DATABASE_URL"])))
    try:
        with engine.connect() as connection:
            return {
                name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
                for name in inspect(connection).get_table_names()
                if name != RowVersion.__tablename__
            }
    finally:
        engine.dispose()


Refused = Callable[..., str]


@pytest.fixture
def refused(tracker: Command) -> Refused:
    """Return a function that runs a command which must end with 3, one line and no trace; it returns the line."""

    def run(*arguments: object) -> str:
        before = holds()
        done = tracker(*arguments)
        assert (done.code, done.out) == (3, "")
        (line,) = done.err.splitlines()
        assert line.startswith("error: ")
        assert line.isprintable()
        assert holds() == before
        return line

    return run


def page(site: Site, path: str, body: str | bytes, media_type: str = "text/html; charset=utf-8") -> str:
    data = body if isinstance(body, bytes) else body.encode()
    return site.says(path, Reply(data, headers={"Content-Type": media_type}))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def notes(done: Done) -> str:
    return " ".join(done.err.split())


class TestTheWeb:
    def test_a_host_that_cannot_be_reached(self, refused: Refused) -> None:
        site = Site()
        site.close()
        line = refused("source", "add", f"{site.url}/a")
        assert f"{site.url}/a: no connection" in line
        assert line.endswith("check the address, or try again later")

    def test_a_certificate_of_nobody(self, refused: Refused) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        site = Site(context)
        try:
            line = refused("source", "add", site.says("/a", b"<p>Sold 300 cars.</p>"))
        finally:
            site.close()
        assert f"{site.url}/a: the connection cannot be trusted" in line
        assert "SSL_CERT_FILE" in line
        assert "again" not in line

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (404, "the answer is 404, the page is gone; look for its new address"),
            (403, "the answer is 403, the site does not let the tracker in; open it in a browser"),
            (503, "the answer is 503, the server failed; try again later"),
        ],
    )
    def test_an_answer_that_is_no_page(self, refused: Refused, site: Site, status: int, words: str) -> None:
        assert f"{site.url}/a: {words}" in refused("source", "add", site.says("/a", Reply(b"no", status)))

    def test_an_empty_body(self, refused: Refused, site: Site) -> None:
        line = refused("source", "add", page(site, "/a", b""))
        assert f"{site.url}/a: the page is empty; open it in a browser, and try again later" in line
        assert f"{site.url}/b is empty: there is nothing to read; check" in refused(
            "source", "add", page(site, "/b", " \n")
        )

    def test_a_login_page(self, refused: Refused, site: Site) -> None:
        line = refused("source", "add", page(site, "/a", LOGIN))
        assert f"{site.url}/a: the page asks for a login, no article; save it while logged in" in line

    @pytest.mark.parametrize("headers", [{}, {"Content-Length": "500000000"}], ids=["untold", "told"])
    def test_a_page_of_500_megabytes_is_not_read_to_its_end(
        self, refused: Refused, site: Site, headers: dict[str, str]
    ) -> None:
        def endless() -> Iterator[bytes]:
            for _ in range(500):
                yield b"x" * 1_000_000

        line = refused("source", "add", site.says("/a", Reply(headers=headers, pieces=endless)))
        assert f"{site.url}/a: larger than 20,000,000 bytes; give another address, or raise TRACKER_MAX_PAGE_MB" in line
        assert site.sent < 100_000_000

    def test_a_source_that_fails_later_keeps_what_it_has_and_says_whether_again_helps(
        self, tracker: Command, site: Site
    ) -> None:
        url = page(site, "/a", ARTICLE.format("Ferries"))
        assert tracker("source", "add", url, "--slug", "ferry").code == 0
        before = holds()
        for status, hint in ((404, "trying again will not mend it"), (503, "trying again may help")):
            site.says("/a", Reply(b"no", status))
            done = tracker("source", "fetch")
            assert (done.code, done.out) == (1, "")
            assert notes(done).startswith(f"ferry: failed: {url}: the answer is {status}")
            assert notes(done).endswith(f"{hint} 1 of 1 source could not be read.")
            assert holds() == before

    @pytest.mark.parametrize(
        ("target", "words"),
        [
            ("http://10.0.0.1/secret", "10.0.0.1 is a private address"),
            ("http://169.254.169.254/latest", "a link-local address"),
            ("file:///etc/passwd", "redirects to file:///etc/passwd, which cannot be read"),
            ("/a", "redirects without end"),
        ],
    )
    def test_a_redirect_to_where_it_must_not_go(self, refused: Refused, site: Site, target: str, words: str) -> None:
        line = refused("source", "add", site.sends("/a", target))
        assert f"{site.url}/a" in line
        assert words in line


class TestPlaces:
    @pytest.mark.parametrize(
        ("place", "words"),
        [
            ("none.txt", "none.txt: there is no such file; check the path"),
            (".", ". is a folder: name one file in it"),
            ("", "LOCATOR: name a file or a web address"),
            ("file:///etc/passwd", "named by its path alone, without file://"),
            ("ftp://me:secret@files.example/a", "only files, databases and addresses"),
            ("www.news.example/a", "if it is a web address, write it in full"),
            ("http://[::1/a", "this is not an address"),
            ("http://me:secret@127.0.0.1/a", "leave them out, they would be stored"),
            ("no\x1b[2J\nsuch\u202e.txt", "no�[2J�such�.txt: there is no such file"),
        ],
    )
    def test_a_place_that_is_none(self, refused: Refused, place: str, words: str) -> None:
        line = refused("source", "add", place)
        assert words in line
        assert "secret" not in line

    @pytest.mark.parametrize("locator", ["https://me:secret@news.example/a", "postgresql://me:secret@db.example/a"])
    def test_a_password_is_not_kept(self, tracker: Command, refused: Refused, tmp_path: Path, locator: str) -> None:
        sheet = written(tmp_path, "sources.yaml", f"sources:\n  - slug: a\n    locator: {locator}\n")
        line = refused("source", "sync", sheet, "--yes")
        assert f"{sheet}, line 3: locator: " in line
        assert "secret" not in line
        tracker("source", "add", written(tmp_path, "a.txt", "某店售出300件。"), "--publisher", "P", "--slug", "a")
        assert "would be stored" in refused("source", "edit", "a", "--locator", locator)

    def test_claims_come_from_files(self, refused: Refused) -> None:
        line = refused("claims", "import", "https://news.example/a.csv")
        assert "files only are imported; `tracker source add https://news.example/a.csv`" in line


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.html", bytes(range(256)) * 20, "is binary, not text: check that it is the right file"),
            ("b.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "is a picture: recognise its text first"),
            ("c.html", b"<p>", "no main text was found on the page"),
            ("d.txt", b"", "is empty: there is nothing to read; check that it is the right one"),
            ("e.csv", b"%PDF-1.4\n", "is a PDF, not a table: save its table as CSV"),
            ("f.csv", b"\x1f\x8b\x08\x00", "is a gzip archive: unpack it"),
            ("g.csv", b"subject,value\n" + b"A" * 200_000 + b",5\n", "line 2: a cell of more than 131,072 characters"),
        ],
    )
    def test_a_file_that_is_not_what_its_name_says(
        self, refused: Refused, tmp_path: Path, name: str, content: bytes, words: str
    ) -> None:
        line = refused("source", "add", written(tmp_path, name, content), "--publisher", "P")
        assert f"error: {tmp_path / name}" in line
        assert words in line

    def test_an_archive_by_the_name_of_a_table(self, refused: Refused, tmp_path: Path) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.csv", HEADER + ROW)
        path = written(tmp_path, "a.csv", packed.getvalue())
        assert f"{path} is a ZIP archive, not a table: unpack it" in refused("source", "add", path)
        assert f"{path} is a ZIP archive" in refused("claims", "import", path)

    def test_a_pdf_that_breaks_off(self, refused: Refused, tmp_path: Path) -> None:
        whole = prints.printed(prints.paragraph("The harbour moved 1,250,000 containers."))
        path = written(tmp_path, "a.pdf", whole[: len(whole) // 2])
        line = refused("source", "add", path, "--publisher", "P")
        assert f"{path}: the PDF breaks off before its end; fetch it again" in line

    def test_a_pdf_with_a_password(self, refused: Refused, tmp_path: Path) -> None:
        path = written(tmp_path, "a.pdf", prints.printed(prints.paragraph("It sold 300 cars."), encrypt="secret"))
        line = refused("source", "add", path, "--publisher", "P")
        assert f"{path}: the PDF wants a password; save it without one" in line

    def test_several_bad_files_do_not_stop_the_good_one(self, run: Command, tmp_path: Path, article: Path) -> None:
        bad = written(tmp_path, "a\x1b[2J.html", bytes(range(256)))
        done = run("extract", bad, article, "none.txt", "--format", "jsonl")
        assert done.code == 3
        assert len(done.records) == 4
        assert done.err.splitlines() == [
            f"error: {tmp_path}/a�[2J.html is binary, not text: check that it is the right file, or save it as text "
            "in UTF-8",
            "error: none.txt: there is no such file; check the path",
        ]


class TestFeeds:
    def test_broken_xml(self, refused: Refused, site: Site) -> None:
        url = page(
            site, "/a", "<?xml version='1.0'?>\n<rss version='2.0'><channel>\n<title>A</titel>", "application/rss+xml"
        )
        line = refused("source", "add", url)
        assert f"{url}, line 3: broken XML: Opening and ending tag mismatch" in line
        assert line.endswith("no entry could be read")

    def test_a_feed_of_nothing(self, refused: Refused, site: Site) -> None:
        url = page(site, "/a", "<rss version='2.0'><channel><title>A</title></channel></rss>", "application/rss+xml")
        assert f"{url} lists no pages; look at it again later, or check the address" in refused("source", "add", url)

    def test_a_feed_without_dates_comes_in_and_says_so(self, tracker: Command, site: Site) -> None:
        for path, title in (("/1", "Ferries"), ("/2", "More ferries")):
            page(site, path, ARTICLE.format(title))
        items = "".join(f"<item><title>{n}</title><link>{site.url}/{n}</link></item>" for n in (1, 2))
        feed = f"<rss version='2.0'><channel><title>Island Post</title>{items}</channel></rss>"
        done = tracker("source", "add", page(site, "/feed", feed, "application/rss+xml"))
        assert done.code == 0
        assert f"{site.url}/feed: gives its entries no dates" in notes(done)
        assert "2 of 2 documents carry no date: their claims will be flagged malformed/no_date" in notes(done)
        assert (holds()["source"], holds()["document"], holds()["claim"]) == (1, 2, 4)


class TestTables:
    def test_ragged_rows_are_told_and_the_others_come_in(self, tracker: Command, tmp_path: Path) -> None:
        ragged = "Bob,users,6,Daily,2025-10-21,more\nCy,users\n"
        path = written(tmp_path, "a.csv", HEADER + ROW + ragged + ROW.replace("5", "8", 1))
        done = tracker("source", "add", path)
        assert done.code == 0
        assert "line 3: 6 cells, but 5 columns: put cells that hold the delimiter into quotes" in notes(done)
        assert "line 4: value: the cell is empty: there is no number" in notes(done)
        assert [claim["figure"] for claim in tracker("claims", "list", "--format", "jsonl").records] == ["5", "8"]

    def test_ragged_rows_are_left_out_of_an_import(self, tracker: Command, tmp_path: Path) -> None:
        path = written(tmp_path, "a.csv", HEADER + ROW + "Bob,users,6,Daily,2025-10-21,more\nCy,users\n")
        done = tracker("claims", "import", path)
        assert done.code == 1
        assert done.err.splitlines() == [
            "line 3: it has 6 cells, but the header has 5",
            "line 4: it has 2 cells, but the header has 5",
            "2 rows left out; --rejects FILE keeps them",
        ]
        assert holds()["claim"] == 1

    def test_a_wrong_delimiter(self, refused: Refused, tmp_path: Path) -> None:
        path = written(tmp_path, "a.csv", (HEADER + ROW).replace(",", ";"))
        line = refused("source", "add", path, "--option", "delimiter=,")
        assert f"{path}, line 1: one column only" in line
        assert "name the delimiter with the setting delimiter" in line
        assert f"{path}, line 1: its columns are parted by a semicolon, not by a comma: add --delimiter ';'" in refused(
            "claims", "import", path
        )

    @pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
    def test_a_byte_order_mark_is_no_part_of_the_first_column(
        self, tracker: Command, tmp_path: Path, charset: str
    ) -> None:
        path = written(tmp_path, "a.csv", (HEADER + ROW).encode(charset))
        done = tracker("source", "add", path)
        assert done.code == 0, done.err
        assert "columns: subject <- subject" in notes(done)
        assert tracker("claims", "list", "--format", "jsonl").records[0]["subject"] == "Acme"
        assert tracker("claims", "import", path).code == 0

    def test_formulas_come_as_last_computed_and_others_are_told(self, tracker: Command, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for row in (["company", "metric", "value"], ["A", "users", "=2+3"], ["B", "users", "=2+4"], ["C", "users", 7]):
            book.active.append(row)  # type: ignore[union-attr]
        plain, computed = io.BytesIO(), io.BytesIO()
        book.save(plain)
        with zipfile.ZipFile(plain) as before, zipfile.ZipFile(computed, "w") as after:
            for name in before.namelist():
                after.writestr(name, before.read(name).replace(b"<f>2+3</f><v></v>", b"<f>2+3</f><v>5</v>"))
        done = tracker("source", "add", written(tmp_path, "a.xlsx", computed.getvalue()), "--publisher", "P")
        assert done.code == 0, done.err
        assert "row 3: value: a formula without its result: open and save the file" in notes(done)
        assert [claim["figure"] for claim in tracker("claims", "list", "--format", "jsonl").records] == ["5", "7"]

    def test_a_table_without_rows(self, refused: Refused, tmp_path: Path) -> None:
        path = written(tmp_path, "a.csv", HEADER)
        assert f"{path}: it has no rows, so nothing was stored; check that it is the right one" in refused(
            "source", "add", path
        )
        assert f"{path}: nothing came in: it holds no row; check" in refused("claims", "import", path)


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("DELETE FROM figures", "the query is no SELECT: the database is only read"),
            ("WITH a AS (SELECT 1) DELETE FROM figures", "the query would write: the database is only read"),
            ("SELECT 1; DROP TABLE figures", "the query is more than one statement: give one SELECT"),
            ("SELECT * FROM figures WHERE 0", "it has no rows"),
            ("SELECT * FROM prices", "no such table: prices; correct the setting query"),
        ],
    )
    def test_a_query_that_writes_or_fails(self, refused: Refused, tmp_path: Path, query: str, words: str) -> None:
        path = tmp_path / "a.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE figures AS SELECT 'Acme' AS company, 'users' AS metric, 5 AS value")
        connection.close()
        kept = path.read_bytes()
        line = refused("source", "add", f"sqlite:///{path}", "--publisher", "P", "--option", f"query={query}")
        assert f"error: sqlite:///{path}: " in line
        assert words in line
        assert path.read_bytes() == kept
        assert [found.name for found in tmp_path.glob("a.db*")] == ["a.db"]

    def test_a_database_that_is_not_there_is_not_made(self, refused: Refused, tmp_path: Path) -> None:
        line = refused("source", "add", f"sqlite:///{tmp_path}/a.db", "--option", "query=SELECT 1")
        assert "a.db: there is no such file; check the path" in line
        assert not (tmp_path / "a.db").exists()


class TestInterfaces:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (
                '{"data": [{"company": "A", "metric": "users", "n": 5}]}',
                "there is no $.value in its records; the first",
            ),
            ('{"data": 5}', "no list of records in it; it is an object with data: say which with the setting records"),
            ('{"data": [{"company": "A",', "is no JSON: broken JSON at line 1"),
            ('{"data": [{"company": "A", "value": NaN}]}', "is no JSON: NaN is no number; check the address"),
        ],
    )
    def test_json_that_is_not_as_it_was_said_to_be(self, refused: Refused, site: Site, body: str, words: str) -> None:
        url = page(site, "/a", body, "application/json")
        columns = "subject=$.company,metric=$.metric,value=$.value"
        line = refused("source", "add", url, "--publisher", "P", "--columns", columns)
        assert line.startswith(f"error: {url}")
        assert words in line


@pytest.mark.parametrize("character", ["\\u0000", "\\ud800"])
def test_a_character_that_no_database_keeps_is_marked(tracker: Command, site: Site, character: str) -> None:
    story = "The ferry company said that it carried 120,000 passengers this year, more than ever before."
    review = json.dumps(
        {
            "@type": "ClaimReview",
            "claimReviewed": story,
            "url": "https://facts.example/1",
            "datePublished": "2025-10-21",
            "reviewRating": {"alternateName": "False"},
            "author": {"name": "Facts#"},
            "itemReviewed": {"author": {"name": "Rumour#"}},
        }
    )
    body = f'<html><head><script type="application/ld+json">{review}</script></head><body><p>{story}</p></body></html>'
    done = tracker("source", "add", page(site, "/a", body.replace("#", character)))
    assert done.code == 0, done.err
    assert tracker("source", "list", "--format", "jsonl").records[0]["publisher"] == "Facts�"


def test_an_argument_that_is_not_utf_8(refused: Refused, tmp_path: Path) -> None:
    path = written(tmp_path, os.fsdecode(b"caf\xe9.txt"), "It sold 300 cars.")
    line = refused("source", "add", path, "--publisher", "P")
    assert "caf�.txt: this is not in UTF-8; write it so, or rename the file" in line
    assert "this is not in UTF-8" in refused("claims", "list", "--search", os.fsdecode(b"\xe9"))


def test_sources_that_people_filled_are_left_alone(tracker: Command, tmp_path: Path) -> None:
    tracker("claims", "import", written(tmp_path, "a.csv", HEADER + ROW), "--publisher", "Daily")
    done = tracker("source", "fetch")
    assert (done.code, done.err) == (0, "")
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert "were imported from a file" in tracker("source", "fetch", source["slug"]).err


def test_what_strangers_write_cannot_reach_the_terminal(tracker: Command, site: Site) -> None:
    page(site, "/1", ARTICLE.format("Ferries"))
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post\x1b]0;mine\x07 [red]x[/red]",
        "items": [{"id": "1", "url": f"{site.url}/1", "title": "Up\u202e\x9b31m"}],
    }
    url = page(site, "/feed", json.dumps(feed), "application/feed+json")
    for done in (tracker("source", "add", url), tracker("source", "list"), tracker("claims", "list")):
        assert done.code == 0, done.err
        assert "".join((done.out + done.err).split("\n")).isprintable()
    assert "[red]x[/red]" in tracker("source", "list").out
