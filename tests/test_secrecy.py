"""Secrets are told to nobody: planted wherever one can be set, and looked for in all that comes out."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from tests.conftest import ScratchDatabase
from tests.service.conftest import TEXT
from tests.sources.site import Site, serve
from tracker import backup, db, postgres, secrecy, web
from tracker.errors import InputError
from tracker.settings import Settings

PLANTED = {
    "DATABASE": "Plant/db&7Qx#1",
    "FILE": "plant-file-8Rk2",
    "WAREHOUSE": "plant-warehouse-3Vt",
    "STATS": "plant-header-9Lm4",
    "QUERY": "plantquery5Zp6",
    "PROXY": "plant-proxy-2Hd8",
    "LINEAGE": "plant-lineage-6Nw1",
}
"""Secrets by where they are set."""

# Calls the command line again and again in one process, and shows how each ended.
DRIVER = """
import json, logging, sys
from tracker import cli
for arguments in json.loads(sys.argv[1]):
    print("$ tracker", *arguments[:2], flush=True)
    sys.argv = ["tracker", *arguments]
    try:
        cli.main()
    except SystemExit as end:
        print("ended with", end.code, flush=True)
    except BaseException:
        sys.excepthook(*sys.exc_info())
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def url(scratch_database: ScratchDatabase) -> str:
    """A database whose address has a password; the server asks for none."""
    whole = make_url(scratch_database(empty=True)).set(password=PLANTED["DATABASE"])
    return db.libpq_address(whole)


def calling(folder: Path, calls: list[list[str]], variables: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, json.dumps(calls)],
        cwd=folder,
        env={**os.environ, "TRACKER_DATA_DIR": str(folder / "data"), "TRACKER_TIMEZONE": "UTC", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout + done.stderr


def leaks(text: str) -> list[str]:
    """The secrets that stand in a text, in any spelling."""
    return [name for name, value in PLANTED.items() if any(form in text for form in secrecy._forms(value))]


def environment(url: str, site: Site) -> dict[str, str]:
    return {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_LOG_LEVEL": "DEBUG",
        "TRACKER_ALLOW_HOSTS": site.url.removeprefix("http://"),
        "TRACKER_OBEY_ROBOTS": "false",
        "TRACKER_HOST_INTERVAL": "0",
        "TRACKER_OPENLINEAGE": f"{site.url}/nowhere?token={PLANTED['LINEAGE']}",
        "TRACKER_OPENLINEAGE_KEY": PLANTED["LINEAGE"],
        "WAREHOUSE": PLANTED["WAREHOUSE"],
        "STATS": PLANTED["STATS"],
        "HTTP_PROXY": f"http://ana:{PLANTED['PROXY']}@127.0.0.1:9",
        "HTTPS_PROXY": f"http://ana:{PLANTED['PROXY']}@127.0.0.1:9",
    }


def sources(folder: Path, site: Site) -> list[list[str]]:
    """Sources that have secrets, most of which fail."""
    (folder / "ferry.txt").write_text(TEXT, encoding="utf-8")
    good = site.article(f"/page.html?api_key={PLANTED['QUERY']}", "渡轮", *TEXT.splitlines(), day="2025-03-01")
    bad = f"{site.url}/gone.html?access_token={PLANTED['QUERY']}"
    api = site.put("/api.json", '[{"metric": "shops", "value": "many", "company": "A"}]', "application/json")
    warehouse = "postgresql://reader@127.0.0.1:9/none"
    query = "query=SELECT 1 AS value"
    header = 'headers={"Authorization": "Bearer ${STATS}"}'
    return [
        ["source", "add", "ferry.txt", "--publisher", "岛屿邮报", "--slug", "ferry"],
        ["source", "add", good, "--publisher", "岛屿邮报", "--slug", "good", "--every", "1h", "-y"],
        ["source", "add", bad, "--publisher", "岛屿邮报", "--slug", "bad"],
        ["source", "test", bad],
        ["source", "test", api, "--kind", "json_api", "--option", header, "--columns", "value=value"],
        ["source", "add", f"{site.url}/no.json", "--kind", "json_api", "--option", header],
        ["source", "add", warehouse, "--option", query, "--option", "password_env=WAREHOUSE"],
        ["source", "add", f"postgresql://reader:{PLANTED['WAREHOUSE']}@127.0.0.1:9/none", "--option", query],
        ["source", "add", f"postgresql://reader@127.0.0.1:9/none?password={PLANTED['WAREHOUSE']}", "--option", query],
        ["source", "add", f"https://ana:{PLANTED['WAREHOUSE']}@news.example/a"],
    ]


LOOKS = [
    ["doctor"],
    ["source", "fetch"],
    ["source", "recheck", "--older-than", "0"],
    ["check", "--all"],
    *(["report", "--format", form] for form in ("table", "json", "csv", "md", "html")),
    ["report", "--output", "report.html"],
    ["source", "list"],
    ["source", "list", "--format", "jsonl"],
    ["source", "show", "good"],
    ["errors"],
    ["errors", "--format", "jsonl"],
    ["explain", "1"],
    ["claims", "list"],
    ["claims", "show", "1"],
    ["claims", "export"],
    ["history", "1"],
    ["diff", "--from", "2026-01-01"],
    ["flag", "list"],
    ["metric", "list"],
    ["relations"],
    ["jobs", "list"],
    ["jobs", "history"],
    ["suite", "list"],
    ["db", "url"],
    ["db", "check"],
    ["db", "upgrade"],
    ["db", "move", "--to", f"postgresql://ana:{PLANTED['WAREHOUSE']}@127.0.0.1:9/none"],
    ["db", "move", "--to", f"mysql://ana:{PLANTED['WAREHOUSE']}@127.0.0.1/none"],
    ["db", "move", "--to", f"host=127.0.0.1 password={PLANTED['WAREHOUSE']} dbname=x"],
]
"""All that shows something."""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_command_tells_a_secret(tmp_path: Path, url: str, site: Site, log_format: str) -> None:
    variables = {**environment(url, site), "TRACKER_LOG_FORMAT": log_format}
    looks = LOOKS if log_format == "text" else [*LOOKS[:4], ["report", "--output", "report.html"]]
    calls = [["run", "--once"], *sources(tmp_path, site), *looks]
    out = calling(tmp_path, calls, variables)
    out += (tmp_path / "report.html").read_text(encoding="utf-8")
    assert out.count("ended with") == len(calls)
    assert "page.html?api_key=***" in out
    assert "events do not reach" in out
    assert leaks(out) == []


def test_no_page_tells_a_secret(tmp_path: Path, url: str, site: Site) -> None:
    calling(tmp_path, [["run", "--once"], *sources(tmp_path, site)[:2], ["check"]], environment(url, site))
    own = Settings(database_url=url, data_dir=tmp_path / "data")
    with db.open_database(own) as database:
        process = web.Process(lambda: True, list)
        server = web.Server(web.create(database, own, process, lambda: datetime.now(UTC)), "127.0.0.1", 0)
        server.start()
        with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
            pages = {path: client.get(path).text for path in ("/", "/metrics", "/readyz")}
        server.stop()
    assert "page.html?api_key=***" in pages["/"]
    assert {path: leaks(text) for path, text in pages.items()} == {path: [] for path in pages}


def test_a_password_in_a_file_is_not_told(tmp_path: Path, url: str) -> None:
    (tmp_path / "password").write_text(PLANTED["FILE"] + "\n", encoding="utf-8")
    variables = {"TRACKER_DATABASE_PASSWORD_FILE": str(tmp_path / "password"), "TRACKER_LOG_LEVEL": "DEBUG"}
    nobody = "postgresql://ana@127.0.0.1:9/none"
    out = calling(tmp_path, [["db", "url"], ["doctor"]], {**variables, "TRACKER_DATABASE_URL": url})
    out += calling(tmp_path, [["db", "url"], ["doctor"], ["check"]], {**variables, "TRACKER_DATABASE_URL": nobody})
    assert "postgresql://ana@127.0.0.1:9/none" in out
    assert leaks(out) == []


def test_the_password_is_printed_where_it_is_asked_for(tmp_path: Path, url: str) -> None:
    plain, whole = (
        calling(tmp_path, [["db", "url", *more]], {"TRACKER_DATABASE_URL": url}).splitlines()[1]
        for more in ([], ["--with-password"])
    )
    assert make_url(whole).password == PLANTED["DATABASE"]
    assert make_url(plain) == make_url(whole)._replace(password=None)


@pytest.mark.parametrize("value", ["mysql://ana:{}@h/d", "postgresql://ana:{}@h:port/d", "host=h password={} dbname=d"])
def test_a_wrong_setting_does_not_repeat_the_password(tmp_path: Path, value: str) -> None:
    out = calling(tmp_path, [["check"]], {"TRACKER_DATABASE_URL": value.format(PLANTED["WAREHOUSE"])})
    assert "TRACKER_DATABASE_URL is " in out
    assert leaks(out) == []


def test_a_crash_tells_no_secret(tmp_path: Path) -> None:
    crashing = """
import os, sys, threading
from tracker import cli, logs
from tracker.settings import Settings
def fail(**_):
    os.environ["LATER"] = "x"
    logs.configure(Settings(log_format=sys.argv[1]))
    def die():
        raise RuntimeError("in a thread: " + os.environ["TRACKER_DATABASE_URL"])
    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    raise ValueError(f"cannot use {os.environ['API_TOKEN']} at {os.environ['TRACKER_DATABASE_URL']}")
cli.app = fail
cli.main()
"""
    for form in ("text", "json"):
        done = subprocess.run(
            [sys.executable, "-c", crashing, form],
            cwd=tmp_path,
            env={
                **os.environ,
                "TRACKER_DATABASE_URL": f"postgresql://ana:{PLANTED['FILE']}@h/d",
                "API_TOKEN": PLANTED["WAREHOUSE"],
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "cannot use *** at postgresql://ana:***@h/d" in done.stderr
        assert "in a thread: postgresql://ana:***@h/d" in done.stderr
        assert leaks(done.stderr) == []


def test_no_password_stands_in_a_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/told\necho "$PGPASSWORD" > {tmp_path}/password\nexit 1\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(postgres, "programs", lambda: tmp_path)
    for address in ("postgresql+psycopg://ana:{}@h/d", "postgresql+psycopg://ana@h/d?password={}"):
        with pytest.raises(Exception, match="pg_dump failed"):
            backup.dump(make_url(address.format(PLANTED["FILE"])), tmp_path / "whole")
        assert leaks((tmp_path / "told").read_text()) == []
        assert (tmp_path / "password").read_text().strip() == PLANTED["FILE"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("http://ana:a b@h/x", "http://ana:a b@h/x"),  # no address has a blank in it
        ("https://ana:hu@sh@h/x?a=1", "https://ana:***@h/x?a=1"),
        ("http://127.0.0.1:8080/a@b", "http://127.0.0.1:8080/a@b"),
        ("?API-Key=1&b=2", "?API-Key=***&b=2"),
        ("?token_count=5&monkey=3", "?token_count=5&monkey=3"),
        ("Authorization: Bearer abcdefgh.ijk", "Authorization: Bearer ***"),
        ("sslpassword='a b' x", "sslpassword=*** x"),
        ("https://maps.example/?key=AIza0123456789abcdefghij", "https://maps.example/?key=***"),
        ("https://shop.example/?key=12", "https://shop.example/?key=12"),
        ("expected postgresql://user:password@host/d", "expected postgresql://user:password@host/d"),
    ],
)
def test_masks(said: str, told: str) -> None:
    assert secrecy.mask(said) == told


def test_an_error_is_masked_wherever_it_goes() -> None:
    assert str(InputError("https://a.example/?api_key=hush: 404")) == "https://a.example/?api_key=***: 404"


@pytest.mark.usefixtures("fresh")
def test_a_password_that_the_address_tells_anyway_is_no_secret() -> None:
    secrecy.keep_login("postgresql://tracker:tracker@db/tracker")
    secrecy.keep("abc")
    assert secrecy.mask("tracker.schedule: abc") == "tracker.schedule: abc"


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(("name", "is_kept"), [("SHOP_TOKEN", True), ("DB_PASSWORD_FILE", False), ("KEYBOARD", False)])
def test_names_that_tell_of_a_secret(name: str, is_kept: bool) -> None:
    secrecy.keep_environment({name: "Zq8vT2"})
    assert (secrecy.mask("Zq8vT2") == secrecy.BLANK) is is_kept


@pytest.mark.usefixtures("fresh")
def test_the_folder_a_shell_is_in_is_no_secret_and_neither_is_a_switch() -> None:
    secrecy.keep_environment({"PWD": "/srv/tracker", "OLDPWD": "/srv/old", "TOKENIZERS_PARALLELISM": "false"})
    told = "/srv/tracker/data, /srv/old: false"
    assert secrecy.mask(told) == told
    secrecy.keep_environment({"MYSQL_PWD": "/srv/tracker"})
    assert secrecy.mask(told) != told


@given(st.text(min_size=4).filter(lambda value: value.strip() == value), st.text(), st.text())
def test_a_known_secret_is_found_in_every_spelling(value: str, before: str, after: str) -> None:
    patterns, known = secrecy._pattern, dict(secrecy._known)
    try:
        secrecy.keep(value)
        for form in secrecy._forms(value):
            assert form not in secrecy.mask(f"{before} {form} {after}").replace(before, "").replace(after, "") or (
                form in f"{before} {secrecy.BLANK} {after}"
            )
    finally:
        secrecy._pattern = patterns
        secrecy._known.clear()
        secrecy._known.update(known)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret is known yet."""
    monkeypatch.setattr(secrecy, "_known", {})
    monkeypatch.setattr(secrecy, "_pattern", None)
