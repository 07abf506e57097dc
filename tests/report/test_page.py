"""The HTML page: self-contained, escaped, structured."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.report.reports import blind, claim, example, flag, report
from tracker.report import page
from tracker.report.content import Report

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Outline(HTMLParser):
    """Reads a page as a browser would, and refuses tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.tags if attribute in attributes]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def outline(shown: Report) -> Outline:
    return Outline(page.render(shown))


@pytest.mark.parametrize("shown", [example(), blind(), report()])
def test_nothing_is_fetched_and_nothing_runs(shown: Report) -> None:
    read = outline(shown)
    assert {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object", "base", "form"} == set()
    assert read.values("src") == []
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    assert not re.search(r"@import|url\(", page.render(shown))


def test_what_an_article_says_is_never_markup() -> None:
    evil = "<script>alert(1)</script><b>&amp;\"'"
    read = outline(
        report(
            claim(
                flag(message=evil, remedy=evil, reason="<i>", kind="<u>"),
                sentence=f"{evil} 12% {evil}",
                figure="12%",
                prefix="' ",
                suffix=" <",
                subject=evil,
                metric=evil,
                title=evil,
                publisher=evil,
                attribution=evil,
                counted=evil,
                language='"><script>',
            )
        )
    )
    assert {tag for tag, _ in read.tags} & {"script", "b", "i", "u"} <= {"b"}
    assert read.text.count("<script>alert(1)</script>") >= 7


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " java\nscript:x"])
def test_only_web_addresses_are_links(url: str) -> None:
    links = [link for link in outline(report(claim(url=url))).values("href") if not link.startswith("#")]
    assert links == []


def test_claims_and_documents_have_anchors() -> None:
    shown = example()
    read = outline(shown)
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {f"claim-{each.id}" for each in shown.claims} <= set(ids)
    assert {link[1:] for link in read.values("href") if link.startswith("#")} <= set(ids)
    assert set(read.values("aria-labelledby")) <= set(ids)


def test_headings_do_not_skip_a_level() -> None:
    levels = [int(tag[1]) for tag, _ in outline(example()).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_languages_are_marked() -> None:
    read = outline(example())
    assert ("html", {"lang": "en"}) in read.tags
    assert ("blockquote", {"lang": "zh"}) in read.tags
    assert outline(report(claim(language="de"))).values("lang").count("de") >= 2


def test_tables_tell_their_heads() -> None:
    scopes = [attributes.get("scope") for tag, attributes in outline(example()).tags if tag == "th"]
    assert scopes == ["col"] * 4 + ["row"] * 3


def test_the_figure_is_marked_in_its_sentence() -> None:
    assert "人工率" not in page.render(example())
    assert "<mark>约2亿张</mark>图片" in page.render(example())


def test_everything_a_reader_needs_is_there() -> None:
    text = outline(example()).text
    for part in (
        "5 of 50 claims",
        "1 critical",
        "6 warning",
        "50 of 50 claims evaluated, 4 suites, 22 Nov 2026, 21:38 CST",
        "implausible, share over 100. A share of 130 % is more than the whole.",
        "To clear it: find a newer figure",
        "Since 19 Nov 2026; acknowledged",
        "Not shown: 1 snoozed flag.",
    ):
        assert part in text


def test_a_blind_page_says_so() -> None:
    text = outline(blind()).text
    assert "This report is blind" in text
    assert "Suite freshness did not run" in text
    assert "Nothing is flagged, but that means little" in text


def test_it_prints_and_turns_dark() -> None:
    text = page.render(example())
    assert "@media print" in text
    assert "break-inside: avoid" in text
    assert "prefers-color-scheme: dark" in text
