"""The guide to sources says what is so: its tables are held to the connectors, its commands and files are run."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import conftest as cli
from tests.cli.conftest import Command
from tests.sources import prints
from tests.sources.site import Site, serve
from tracker import rows, texts
from tracker.claims.headings import OF_ITS_OWN
from tracker.sources import CONNECTORS, Connector, rowset, sitemap

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "sources.md").read_text(encoding="utf-8")
TABLES = (DOCS / "tables.md").read_text(encoding="utf-8")

run, tracker = cli.run, cli.tracker

FERRY = "Ferry Ltd says that it carried 120,000 passengers in 2025, up 8.5% on 2024."
PORT = "The port office said that 320 ships called at the port in January 2026."
YEARBOOK = """<!doctype html><html lang="en"><head><title>Yearbook</title></head><body><article><h1>Yearbook</h1>
<p>The ferries carried 118,000 passengers in the year 2024, the office says, and nearly all of them were islanders.</p>
<p>It counts 34 boats in service at the end of the year, and expects that two more will join them in the spring.</p>
</article></body></html>"""
CHECK = """<!doctype html><html><head><title>Checked</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ClaimReview", "url": "{site}/ferry-check.html",
 "claimReviewed": "Ferries carried 3 million passengers in 2025.", "datePublished": "2026-02-12",
 "author": {"@type": "Organization", "name": "Example Facts"},
 "reviewRating": {"@type": "Rating", "alternateName": "False"}}
</script></head><body><p>Checked.</p></body></html>"""
FEED = """<rss version="2.0"><channel><title>Island Post</title><link>{site}/</link>
<item><title>Ferries</title><link>{site}/a.html</link><pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate></item>
</channel></rss>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{site}/2026/press/port.html</loc></url><url><loc>{site}/about.html</loc></url></urlset>"""


def section(title: str, text: str = GUIDE) -> str:
    """Return what stands under a heading, down to the next of its rank or above."""
    found = re.search(rf"^(##+) {re.escape(title)}\n(.*?)(?=^##(?!#)|^\1 |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the guide has no section {title!r}"
    return found[2]


def cells(text: str) -> list[list[str]]:
    """Return the cells of the tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip().replace("\\|", "|") for cell in line.strip("|").split(" | ")] for line in lines]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def calls(text: str) -> list[list[str]]:
    """Return the command lines of the console blocks, each as its words."""
    lines = [line for block in blocks(text, "console") for line in block.splitlines()]
    return [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]


def lay_files(text: str, folder: Path) -> None:
    """Write the files that the guide shows, each under the name said last before it."""
    for name, content in re.findall(r"`([\w./-]+)`[^`]*\n\n```(?:csv|text|yaml)\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")


def said(text: str) -> str:
    return " ".join(text.split())


# What the guide says of kinds, settings and fields


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda connector: connector.kind)
def test_every_setting_stands_in_the_table_of_its_kind(connector: Connector) -> None:
    told = {name.strip("`"): meaning for name, meaning in cells(section(connector.kind))}
    assert told == dict(connector.options)


def test_kinds_are_guessed_in_the_order_of_the_guide() -> None:
    told = [kind.strip("`") for kind, _ in cells(section("How the kind is guessed"))]
    assert told == [connector.kind for connector in CONNECTORS]


def test_the_limits_are_those_of_the_code() -> None:
    assert f"{texts.LIMIT // 1_000_000} MB and {rowset.LIMIT:,} rows" in section("table")
    assert f"an index of up to {sitemap.MOST_FILES}" in section("sitemap")


def test_every_field_of_a_row_is_explained() -> None:
    told = {name for names, _ in cells(section("Columns", TABLES)) for name in re.findall(r"`(\w+)`", names)}
    assert {*rows.FIELDS, *OF_ITS_OWN} == told - {"id", "link", "line", "reason"}


# What the guide does


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Stand in for all sites of the guide, and for what they publish."""
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "127.0.0.1")
    monkeypatch.setenv("TRACKER_HOST_INTERVAL", "0")
    with serve() as site:
        site.article("/ferry.html", "A year of ferries", FERRY, day="2026-03-01")
        site.article("/a.html", "Fares", "A ticket costs 12 yuan since March 2026, Ferry Ltd says.", day="2026-03-01")
        site.article("/2026/press/port.html", "The port", PORT, day="2026-02-01")
        site.put("/feed.xml", FEED, "application/rss+xml")
        site.put("/sitemap.xml", MAP, "application/xml")
        site.put("/facts/ferry.html", CHECK)
        yield site


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Lay out the files that the guide names and does not show."""
    (tmp_path / "shops.csv").write_text("Company,Shops,Date\nAcme,1200,2026-03-01\n", encoding="utf-8")
    with sqlite3.connect(tmp_path / "figures.db") as base:
        base.execute("CREATE TABLE figures (company, metric, value, unit, date)")
        base.execute("INSERT INTO figures VALUES ('Acme', 'revenue', 12.5, 'CNY', '2026-03-01')")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "yearbook.html").write_text(YEARBOOK, encoding="utf-8")
    return tmp_path


def placed(text: str, site: Site) -> str:
    """Lead every address of the guide to the site at hand."""
    text = text.replace("https://facts.example", f"{site.url}/facts")
    return re.sub(r"https://\w+\.example", site.url, text)


def test_each_kind_is_added_in_a_minute(tracker: Command, site: Site, files: Path) -> None:
    (files / "report.pdf").write_bytes(prints.printed(prints.paragraph(FERRY)))
    site.put("/figures", '[{"company": "Acme", "metric": "shops", "value": 7}]', "application/json")
    for _, *words in calls(placed(section("In a minute"), site)):
        done = tracker(*words)
        assert done.code == 0, (words, done.err)
    kinds = [source["kind"] for source in tracker("source", "list", "--format", "jsonl").records]
    assert sorted(kinds) == sorted(
        ["article", "article", "feed", "sitemap", "table", "sql", "json_api", "claimreview"]
    ), kinds


def test_columns_are_read_as_the_guide_shows(run: Command, tmp_path: Path) -> None:
    text = section("Columns")
    lay_files(text, tmp_path)
    shown = blocks(text, "console")
    assert len(shown) == 3
    for block in shown:
        call, *lines = block.splitlines()
        done = run(*shlex.split(call)[2:])
        assert done.code == 0, done.err
        came_out = said(done.out + done.err)
        assert [line for line in lines if line != "…" and said(line) not in came_out] == []


def test_the_file_of_sources_brings_in_every_kind(
    tracker: Command, site: Site, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIGURES_TOKEN", "opensesame")
    lay_files(section("Columns"), files)
    (files / "tables").mkdir()
    (files / "sales.csv").rename(files / "tables" / "sales.csv")
    answer = '{"data": {"items": [{"company": {"name": "Acme"}, "revenue": 12.5, "day": "2026-03-01"}]}}'
    site.put("/figures", answer, "application/json")
    lay_files(placed(section("Sources as a file"), site).replace("/srv", str(files)), files)
    for _, *words in calls(section("Sources as a file")):
        done = tracker(*words)
        assert done.code == 0, (words, done.err)
    there = {source["slug"]: source for source in tracker("source", "list", "--format", "jsonl").records}
    assert {slug: source["kind"] for slug, source in there.items()} == {
        "news": "feed",
        "yearbook": "article",
        "port": "sitemap",
        "sales": "table",
        "ledger": "sql",
        "figures": "json_api",
        "checks": "claimreview",
    }
    assert [slug for slug, source in there.items() if not source["claims"]] == ["checks"]
    assert "Bearer opensesame" in [head["Authorization"] for head in site.headers]
    assert tracker("source", "sync", "sources.yaml").out == "Nothing to change.\n"


def test_a_changed_text_is_a_new_version(tracker: Command, tmp_path: Path) -> None:
    text = section("Looking again")
    lay_files(text, tmp_path)
    came_out = ""
    for program, *words in calls(text):
        if program == "tracker":
            done = tracker(*words)
            assert done.code == 0, done.err
            came_out += done.out
        else:
            subprocess.run([program, *words], cwd=tmp_path, check=True)
    (block,) = blocks(text, "console")
    lines = [line for line in block.splitlines() if line != "…" and not line.startswith("$ ")]
    assert len(lines) == 2
    assert [line for line in lines if said(line) not in said(came_out)] == []
