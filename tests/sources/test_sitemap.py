"""Sitemaps: the newest pages a site lists are read, from packed files and indexes as well."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.sources.site import Site, remembered, serve, visit
from tracker.errors import InputError
from tracker.sources import Captured, Original, SourceDraft, Visit, sitemap
from tracker.sources.sitemap import Sitemap
from tracker.sources.visit import Seen

URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">%s</urlset>'
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</sitemapindex>'
TEXT = "北岸港三季度集装箱吞吐量为38万标准箱，同比增长12%。港务局说，新泊位在八月投入使用，装卸时间因此缩短了两成。"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        for name in "abc":
            running.article(f"/news/{name}", f"北岸港消息之{name}", TEXT)
        yield running


def page(path: str, changed: str | None = None) -> str:
    return f"<url><loc>{{site}}{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"


def news(path: str, day: str, title: str = "港口") -> str:
    return (
        f"<url><loc>{{site}}{path}</loc><news:news><news:publication><news:name>北岸日报</news:name>"
        f"<news:language>zh-cn</news:language></news:publication><news:publication_date>{day}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


def child(path: str, changed: str = "2026-11-20") -> str:
    return f"<sitemap><loc>{{site}}{path}</loc><lastmod>{changed}</lastmod></sitemap>"


def read(site: Site, *entries: str, seen: dict[str, Seen] | None = None, **options: object) -> Captured:
    url = site.put("/sitemap.xml", URLSET % "".join(entries), "application/xml")
    return Sitemap().capture(SourceDraft(locator=url, options=options), visit(seen))


def paths(captured: Captured) -> list[str]:
    return [f"/{(found.key or '').split('/', 3)[3]}" for found in captured.pages]


def test_the_newest_pages_come_first(site: Site) -> None:
    captured = read(site, page("/news/a", "2024-01-01"), page("/news/b", "2026-11-01"), page("/news/c"), limit=2)
    assert paths(captured) == ["/news/b", "/news/a"]
    assert any("limit is 2" in note for note in captured.notes)
    assert captured.pages[0].readings()
    assert captured.pages[0].source.kind == "sitemap"


def test_a_page_is_not_read_again_while_its_date_stands(site: Site) -> None:
    first = read(site, page("/news/a", "2026-11-01"), page("/news/b"))
    site.asked.clear()
    again = read(site, page("/news/a", "2026-11-01"), page("/news/b"), seen=remembered(first))
    assert again.unchanged == (f"{site.url}/news/a",)
    assert site.asked == ["/sitemap.xml", "/news/b"]  # nobody says whether b changed
    changed = read(site, page("/news/a", "2026-11-02"), seen=remembered(first))
    assert paths(changed) == ["/news/a"]


def test_news_is_read_a_week_back(site: Site) -> None:
    captured = read(site, news("/news/a", "2026-11-21T20:00:00Z"), news("/news/b", "2026-11-02"))
    assert paths(captured) == ["/news/a"]
    (found,) = captured.pages
    assert found.published == date(2026, 11, 21)
    assert (found.source.publisher, found.source.language) == ("北岸日报", "zh")


def test_since_reaches_further(site: Site) -> None:
    captured = read(site, news("/news/a", "2026-11-21"), news("/news/b", "2026-11-02"), page("/news/c"), since=30)
    assert paths(captured) == ["/news/a", "/news/b", "/news/c"]
    assert any("1 of its pages carry no date" in note for note in captured.notes)


def test_old_news_is_an_error_at_first_and_a_note_later(site: Site) -> None:
    with pytest.raises(InputError, match="nothing it lists changed in the last 7 days, the newest on 2026-11-02"):
        read(site, news("/news/b", "2026-11-02"))
    later = read(site, news("/news/b", "2026-11-02"), seen={"elsewhere": Seen()})
    assert later.pages == ()
    assert any("nothing it lists changed" in note for note in later.notes)


def test_match_chooses_by_address(site: Site) -> None:
    assert paths(read(site, page("/news/a"), page("/about"), match="/news/")) == ["/news/a"]
    with pytest.raises(InputError, match="none of the 1 addresses it lists matches '/sport/'"):
        read(site, page("/news/a"), match="/sport/")
    with pytest.raises(InputError, match=r"setting match: '\(' is no regular expression"):
        read(site, page("/news/a"), match="(")


def test_an_index_is_followed_one_level_on_its_own_site(site: Site) -> None:
    site.put("/1.xml", URLSET % page("/news/a"), "text/xml")
    site.put("/2.xml.gz", gzip.compress((URLSET % page("/news/b")).replace("{site}", site.url).encode()), "x/gzip")
    site.put("/3.xml", INDEX % child("/1.xml"), "text/xml")
    elsewhere = "<sitemap><loc>http://127.0.0.2/1.xml</loc></sitemap>"
    entries = child("/1.xml", "2026-11-02") + child("/2.xml.gz") + child("/3.xml") + child("/4.xml") + elsewhere
    url = site.put("/index.xml", INDEX % entries, "text/xml")
    assert Sitemap().accepts(Original(url, visit()))
    captured = Sitemap().capture(SourceDraft(locator=url), visit())
    assert sorted(paths(captured)) == ["/news/a", "/news/b"]
    assert any("1 of its sitemaps are on other sites" in note for note in captured.notes)
    assert any("3.xml is an index in an index" in note for note in captured.notes)
    assert any("/4.xml" in note and "404" in note for note in captured.notes)


def test_no_more_sitemaps_than_agreed_are_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_FILES", 1)
    site.put("/1.xml", URLSET % page("/news/a"), "text/xml")
    url = site.put("/index.xml", INDEX % (child("/old.xml", "2020-01-01") + child("/1.xml")), "text/xml")
    captured = Sitemap().capture(SourceDraft(locator=url), visit())
    assert paths(captured) == ["/news/a"]
    assert any("1 of its sitemaps were left out" in note for note in captured.notes)


def test_an_index_of_nothing_readable_is_an_error(site: Site) -> None:
    url = site.put("/index.xml", INDEX % child("/4.xml"), "text/xml")
    with pytest.raises(InputError, match="none of its sitemaps could be read"):
        Sitemap().capture(SourceDraft(locator=url), visit())


def test_robots_txt_leads_to_the_sitemaps(site: Site) -> None:
    site.put("/1.xml", URLSET % page("/news/a"), "text/xml")
    site.put("/index.xml", INDEX % child("/1.xml"), "text/xml")
    url = site.put("/robots.txt", "User-agent: *\nDisallow: /x\nSitemap: {site}/index.xml\n", "text/plain")
    assert Sitemap().accepts(Original(url, visit()))
    assert paths(Sitemap().capture(SourceDraft(locator=url), visit())) == ["/news/a"]
    silent = site.put("/x/robots.txt", "User-agent: *\n", "text/plain")
    assert not Sitemap().accepts(Original(silent, visit()))


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 100_000)
    file = tmp_path / "sitemap.xml.gz"
    file.write_bytes(gzip.compress((URLSET % (" " * 1_000_000)).encode()))
    assert Sitemap().accepts(Original(str(file), Visit()))
    with pytest.raises(InputError, match="unpacks to more than"):
        Sitemap().capture(SourceDraft(locator=str(file)), Visit())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(URLSET.encode())[:-20], "cut off"),
        (b"\x1f\x8b\x08nonsense", "broken gzip"),
        (b"<html><body>hello</body></html>", "no sitemap but html"),
        (b"hello", "no sitemap but no XML at all"),
        ((URLSET % "").encode(), "lists no pages"),
        (b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset>&x;</urlset>', "refused as unsafe"),
    ],
)
def test_what_is_no_sitemap_is_an_error(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "sitemap.xml"
    file.write_bytes(data)
    with pytest.raises(InputError, match=said):
        Sitemap().capture(SourceDraft(locator=str(file)), Visit())


def test_a_broken_sitemap_gives_what_it_has(site: Site) -> None:
    captured = read(site, page("/news/a"), "<url><loc>{site}/news/b?x=1&y=2</loc>")
    assert "/news/a" in paths(captured)
    assert any("sitemap.xml, line 2: broken XML" in note for note in captured.notes)


def test_a_page_is_its_loc_not_that_of_its_picture(site: Site) -> None:
    picture = '<i:image xmlns:i="i"><i:loc>{site}/a.png</i:loc></i:image>'
    assert paths(read(site, f"<url>{picture}<loc>{{site}}/news/a</loc></url>")) == ["/news/a"]


@pytest.mark.parametrize("text", ["<rss version='2.0'/>", "<html><urlset/></html>", "urlset", "{}"])
def test_other_things_are_not_taken_for_sitemaps(tmp_path: Path, text: str) -> None:
    file = tmp_path / "thing.xml"
    file.write_text(text, encoding="utf-8")
    assert not Sitemap().accepts(Original(str(file), Visit()))
