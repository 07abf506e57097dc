"""``tracker source recheck``, ``tracker errors`` and ``tracker claims review``, on a local site."""

from __future__ import annotations

from tests.cli.conftest import Command, widest
from tests.fetch.conftest import Reply, Site
from tracker.cli.context import actor

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferries</title>
<meta property="article:published_time" content="2025-03-01"></head><body><article><h1>A year of ferries</h1>
<p>The ferry company said on Saturday that it carried 120,000 passengers this year, more than ever before.</p>
<p>The company employs 300 people on the islands, and the board expects the new ship to be ready in the spring.</p>
</article></body></html>"""
OTHER = PAGE.replace("The company employs 300 people", "Together, all of the shipyards employ 300 people")


def add(tracker: Command, site: Site, *later: Reply) -> str:
    """Capture the page as ``ferry``; ``later`` is what it answers after that."""
    url = site.says("/ferries", Reply(PAGE.encode(), headers=HTML), *later)
    done = tracker("source", "add", url, "--publisher", "Island Mail", "--slug", "ferry")
    assert done.code == 0, done.err
    return url


def test_nothing_is_due_right_after_a_look(tracker: Command, site: Site) -> None:
    add(tracker, site)
    assert tracker("source", "recheck").out == "No page is due: each was looked at within 7 days.\n"


def test_a_changed_figure_is_told_with_the_old_one(tracker: Command, site: Site) -> None:
    url = add(tracker, site, Reply(PAGE.replace("120,000", "150,000").encode(), headers=HTML))
    done = tracker("source", "recheck", "--all")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:2] == [f"ferry {url}", "  changed"]
    assert "changed: 120,000 → 150,000" in done.out
    assert done.out.endswith("1 page: 1 changed.\n")
    assert tracker("source", "recheck", "ferry", "--all", "--format", "jsonl").records[0]["outcome"] == "present"


def test_a_page_that_fails_is_told_and_listed(tracker: Command, site: Site) -> None:
    url = add(tracker, site, Reply(b"gone", 404))
    assert tracker("errors").out == "Everything could be read at the last look.\n"
    done = tracker("source", "recheck", "--all")
    assert (done.code, done.out) == (1, "1 page: 1 failed.\n")
    assert "failed (1 of 3)" in done.err
    (error,) = tracker("errors", "--format", "jsonl").records
    assert (error["source"], error["failure"], error["counted"], error["failures"]) == ("ferry", "gone", 1, 1)
    shown = tracker("errors").out
    assert f"ferry {url} (source)" in shown
    assert "gone: since " in shown
    assert shown.count(url) == 1
    assert done.err.count(url) == 1
    assert widest(shown) <= 80
    assert "1 page or source could not be read: 1 gone; `tracker errors` lists them." in " ".join(
        tracker("report").out.split()
    )


def test_a_blocked_page_does_not_count(tracker: Command, site: Site) -> None:
    add(tracker, site, Reply(b"no", 403))
    done = tracker("source", "recheck", "--all")
    assert done.code == 1
    assert "blocked: " in done.err
    (error,) = tracker("errors", "--source", "ferry", "--format", "jsonl").records
    assert (error["failure"], error["counted"], error["failures"]) == ("blocked", 0, 0)
    assert "not counted" in tracker("errors").out


def test_what_is_unclear_is_settled_by_a_person(tracker: Command, site: Site) -> None:
    add(tracker, site, Reply(OTHER.encode(), headers=HTML))
    assert "unclear: 300, in like words? See `tracker claims review`" in tracker("source", "recheck", "--all").out
    (claim,) = tracker("claims", "review", "--format", "jsonl").records
    shown = tracker("claims", "review").out
    assert {line[:2] for line in shown.splitlines()[1:-2] if line} == {"  "}
    assert "Together, all of the shipyards employ 300 people" in " ".join(shown.split())
    assert f"claim {claim['id']} ferry" in shown
    assert tracker("claims", "review", "--accept", claim["id"], "--gone", claim["id"]).code == 3
    assert tracker("claims", "review", "--gone", claim["id"]).out == f"Claim {claim['id']} is gone from the page.\n"
    assert tracker("claims", "review").out == "No claim is unclear.\n"
    assert f", as {actor()} decided" in " ".join(tracker("explain", claim["id"]).out.split())
    again = tracker("claims", "review", "--accept", claim["id"])
    assert (again.code, again.out) == (3, "")
    assert "there is nothing to review" in again.err
