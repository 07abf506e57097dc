"""``tracker source fetch`` and what looking again shows: versions, failures, what is due; by files and a local site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest
from tests.fetch.conftest import Reply, Site

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferries</title>
<meta property="article:published_time" content="2025-03-01"></head><body><article><h1>A year of ferries</h1>
<p>The ferry company said on Saturday that it carried 120,000 passengers this year, more than ever before.</p>
<p>It employs 300 people on the islands, and the board expects the new ship to be ready in the spring.</p>
</article></body></html>"""


@pytest.fixture
def ferry(tracker: Command, article: Path) -> Path:
    """Write the article, add it as ``ferry`` and return its path."""
    assert tracker("source", "add", article, "--publisher", "岛屿邮报", "--slug", "ferry").code == 0
    return article


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("ferry")
def test_what_is_as_it_was_brings_nothing(tracker: Command) -> None:
    done = tracker("source", "fetch")
    assert (done.code, done.out, done.err) == (0, "ferry: 1 page unchanged\n", "")


def test_a_new_version_is_told_with_what_it_changed(tracker: Command, ferry: Path) -> None:
    rewrite(ferry, "12万人次", "15万人次")
    rewrite(ferry, "据悉，新船票价为40元。", "")
    done = tracker("source", "fetch", "ferry")
    assert done.code == 0
    assert done.out == "ferry: 1 new version, 1 changed, 1 gone\n"
    shown = tracker("source", "show", "ferry")
    assert "2 documents" in shown.out
    assert "1 later version" in shown.out


def test_a_claim_tells_what_became_of_it(tracker: Command, ferry: Path) -> None:
    original = ferry.read_text(encoding="utf-8")
    rewrite(ferry, "12万人次", "15万人次")
    tracker("source", "fetch")
    (claim,) = [
        claim for claim in tracker("claims", "list", "--format", "jsonl").records if claim["figure"] == "超过12万人次"
    ]
    shown = " ".join(tracker("claims", "show", claim["id"]).out.split())
    assert "the page said “超过15万人次” in its place: more than 150,000" in shown
    assert "(version 2)." in shown
    ferry.write_text(original.replace("今年运送旅客超过12万人次，", ""), encoding="utf-8")
    tracker("source", "fetch")
    ferry.write_text(original, encoding="utf-8")
    tracker("source", "fetch")
    shown = " ".join(tracker("claims", "show", claim["id"]).out.split())
    assert "it was gone from the page" in shown
    assert "it stood on the page as captured" in shown


def test_one_that_fails_does_not_stop_the_others(tracker: Command, ferry: Path, tmp_path: Path) -> None:
    lost = tmp_path / "a-lost.txt"
    lost.write_text("某店 2025年3月1日\n\n某店售出300件。\n", encoding="utf-8")
    tracker("source", "add", lost, "--publisher", "A", "--slug", "a-lost")
    lost.unlink()
    rewrite(ferry, "12万", "15万")
    done = tracker("source", "fetch")
    assert done.code == 1
    assert "ferry: 1 new version, 1 changed\n" in done.out
    said = " ".join(done.err.split())
    assert "a-lost: failed: " in said
    assert "there is no such file; check the path; trying again will not mend it" in said
    assert "1 of 2 sources could not be read." in said
    listed = {source["slug"]: source for source in tracker("source", "list", "--format", "jsonl").records}
    assert (listed["a-lost"]["state"], listed["a-lost"]["claims"]) == ("failing", 1)
    shown = " ".join(tracker("source", "show", "a-lost").out.split())
    assert "trying again will not mend it; failed 1 time in a row" in shown
    assert "1 known, 1 of them failing" in shown


@pytest.mark.usefixtures("ferry")
def test_only_what_is_due_is_looked_at_on_a_schedule(tracker: Command) -> None:
    assert tracker("source", "fetch", "--due").out == "No source is due.\n"
    tracker("source", "edit", "ferry", "--every", "1d")
    assert tracker("source", "fetch", "--due").out == "No source is due.\n"


@pytest.mark.usefixtures("ferry")
def test_a_paused_source_is_left_alone_unless_it_is_named(tracker: Command) -> None:
    assert tracker("source", "pause", "ferry").out == "Paused ferry.\n"
    assert "paused already" in tracker("source", "pause", "ferry").out
    assert tracker("source", "list", "--format", "jsonl").records[0]["state"] == "paused"
    assert "No source to look at" in tracker("source", "fetch").out
    assert tracker("source", "fetch", "ferry").out == "ferry: 1 page unchanged\n"
    assert tracker("source", "resume", "ferry").out == "Resumed ferry.\n"
    assert "is not paused" in tracker("source", "resume", "ferry").out
    assert tracker("source", "fetch").out == "ferry: 1 page unchanged\n"


def test_what_was_entered_by_hand_is_not_looked_at(tracker: Command) -> None:
    tracker("claims", "add", "--publisher", "B", "--subject", "x", "--metric", "y", "--value", "3")
    assert "No source to look at" in tracker("source", "fetch").out
    done = tracker("source", "fetch", "b")
    assert done.code == 3
    assert "entered by hand" in done.err


@pytest.mark.usefixtures("ferry")
def test_an_unknown_slug_stops_everything_before_it_begins(tracker: Command) -> None:
    done = tracker("source", "fetch", "ferry", "fery")
    assert (done.code, done.out) == (3, "")
    assert "did you mean ferry" in done.err


def test_records_of_one_file_are_looked_at_together(tracker: Command, tmp_path: Path) -> None:
    book = tmp_path / "book.json"

    def write(**values: int) -> None:
        pages = [
            {"publisher": name, "published": "2025-01-01", "figures": [{"subject": "s", "metric": "m", "value": value}]}
            for name, value in values.items()
        ]
        book.write_text(json.dumps({"version": 1, "pages": pages}), encoding="utf-8")

    write(A=1, B=2)
    tracker("source", "add", book)
    write(A=1, B=3)
    done = tracker("source", "fetch")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0].startswith("a: 1 new")
    assert done.out.splitlines()[1] == "b: in the same file as a, looked at with it"


def test_a_page_of_the_web_comes_in_and_is_asked_for_again_only_if_it_changed(tracker: Command, site: Site) -> None:
    url = site.says(
        "/ferries", Reply(PAGE.encode(), headers={"Content-Type": "text/html", "ETag": '"1"'}), Reply(status=304)
    )
    done = tracker("source", "add", url, "--publisher", "Island Mail", "--every", "6h")
    assert done.code == 0, done.err
    assert "Island Mail" in tracker("source", "list").out
    assert tracker("source", "fetch").out == "island-mail: 1 page unchanged\n"
    assert site.requests[-1].headers["if-none-match"] == '"1"'


def test_a_page_that_is_gone_fails_and_keeps_its_claims(tracker: Command, site: Site) -> None:
    page = Reply(PAGE.encode(), headers={"Content-Type": "text/html"})
    url = site.says("/ferries", page, Reply(b"gone", 404))
    tracker("source", "add", url, "--publisher", "Island Mail")
    held = tracker("source", "list", "--format", "jsonl").records[0]["claims"]
    assert held > 0
    done = tracker("source", "fetch", "island-mail")
    assert done.code == 1
    assert "the answer is 404" in done.err
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["claims"], source["consecutive_failures"]) == (held, 1)
    assert widest(tracker("source", "list").out) <= 80


def test_a_place_is_tried_out_without_a_database(run: Command, site: Site) -> None:
    url = site.says("/ferries", Reply(PAGE.encode(), headers={"Content-Type": "text/html"}))
    done = run("source", "test", url)
    assert done.code == 0, done.err
    for words in ("read as", "article", "yes, 1 address read", "TRACKER_OBEY_ROBOTS", "A year of ferries", "120,000"):
        assert words in done.out
    assert not Path("data").exists()
    lost = run("source", "test", site.url + "/nowhere")
    assert (lost.code, lost.out) == (3, "")
    assert "404" in lost.err


def test_a_source_is_tried_out_by_its_slug_and_stays_as_it_is(tracker: Command, ferry: Path) -> None:
    rewrite(ferry, "12万", "15万")
    done = tracker("source", "test", "ferry")
    assert done.code == 0, done.err
    assert "超过15万人次" in done.out
    assert "1 document, 4 claims" in " ".join(tracker("source", "show", "ferry").out.split())
    assert tracker("source", "test", "fery").code == 3


@pytest.fixture
def feed(site: Site) -> str:
    """Serve a feed of two pages and one that is not there; return its address."""
    html = {"Content-Type": "text/html"}
    site.says("/1", Reply(PAGE.encode(), headers=html))
    site.says("/2", Reply(PAGE.replace("120,000", "90,000").replace("A year", "Two years").encode(), headers=html))
    return site.says("/feed", announcement(site, 1, 2, 3))


def announcement(site: Site, *pages: int) -> Reply:
    items = "".join(f"<item><title>Page {page}</title><link>{site.url}/{page}</link></item>" for page in pages)
    rss = f"<rss version='2.0'><channel><title>Island Mail</title><link>{site.url}</link>{items}</channel></rss>"
    return Reply(rss.encode(), headers={"Content-Type": "application/rss+xml"})


def test_a_feed_comes_in_page_by_page_and_says_what_it_missed(tracker: Command, feed: str, site: Site) -> None:
    done = tracker("source", "add", feed, "--every", "30m", "--option", "limit=5", "--slug", "island")
    assert done.code == 0, done.err
    assert "A year of ferries" in done.out
    said = " ".join(done.err.split())
    assert f"missed: {site.url}/3" in said
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["slug"], source["kind"], source["documents"], source["schedule"]) == ("island", "feed", 2, "30m")
    site.says("/3", Reply(PAGE.replace("120,000", "70,000").encode(), headers={"Content-Type": "text/html"}))
    again = tracker("source", "fetch")
    assert again.code == 0, again.err
    assert again.out.startswith("island: 1 new document, ")
    assert "limit" in tracker("source", "show", "island").out


def test_a_feed_of_a_file_of_sources_is_recognised_at_the_first_look(
    tracker: Command, feed: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "sources.yaml"
    sheet.write_text(f"sources:\n- slug: island\n  locator: {feed}\n", encoding="utf-8")
    assert tracker("source", "sync", sheet, "--yes").code == 0
    done = tracker("source", "fetch", "--due")
    assert done.code == 0, done.err
    assert done.out == "No source is due.\n"
    done = tracker("source", "fetch")
    assert "island: 2 new documents" in done.out
    assert "1 page missed" in done.out
    (source,) = tracker("source", "list", "--format", "jsonl").records
    assert (source["slug"], source["kind"], source["publisher"]) == ("island", "feed", "Island Mail")
    assert tracker("source", "sync", sheet).out == "Nothing to change.\n"


def test_a_feed_is_tried_out_with_what_it_misses(run: Command, feed: str) -> None:
    done = run("source", "test", feed)
    assert done.code == 1
    assert "2 documents, " in done.out
    assert "read as feed by Island Mail" in " ".join(done.out.split())
    assert "missed: " in done.err
