"""Feeds: every entry's page is read, once, whatever the feed does to its dates and names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.sources.site import Site, remembered, serve, visit
from tracker.errors import InputError
from tracker.sources import Original, SourceDraft, Visit
from tracker.sources.feed import Feed, advertised
from tracker.sources.visit import Seen

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>北岸财经</title><link>{site}/</link><language>zh-cn</language>
%s
</channel></rss>"""

PAPER = "北岸港三季度集装箱吞吐量为38万标准箱，同比增长12%。港务局说，新泊位在八月投入使用，装卸时间因此缩短了两成。"
LAMPS = "东桥灯具公布年报：全年营收4.6亿元，比上一年增长9%。公司说，增长主要来自出口，国内订单与前一年大致持平。"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.article("/port", "北岸港吞吐量增长", PAPER)
        running.article("/lamps", "东桥灯具营收增长", LAMPS)
        yield running


def item(path: str, title: str = "新闻", when: str = "Mon, 20 Oct 2025 18:30:00 +0000", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{path}</link><pubDate>{when}</pubDate>{more}</item>"


def rss(site: Site, *items: str, path: str = "/feed.xml") -> str:
    return site.put(path, RSS % "\n".join(items), "application/rss+xml")


def test_the_page_of_every_entry_is_read(site: Site) -> None:
    draft = SourceDraft(locator=rss(site, item("/port", "港口"), item("/lamps", "灯具")), timezone="Asia/Shanghai")
    captured = Feed().capture(draft, visit())
    assert [page.key for page in captured.pages] == [f"{site.url}/port", f"{site.url}/lamps"]
    port = captured.pages[0]
    assert "38万标准箱" in port.text
    assert port.published == date(2025, 10, 21)  # half past two in the morning in Shanghai
    assert (port.source.kind, port.source.publisher, port.source.language) == ("feed", "北岸财经", "zh")
    assert port.source.locator == draft.locator
    assert port.raw is not None
    assert port.readings()
    assert captured.missed == ()


def test_the_date_of_the_page_goes_before_that_of_the_feed(site: Site) -> None:
    site.article("/port", "北岸港吞吐量增长", PAPER, day="2025-10-18")
    (page,) = Feed().capture(SourceDraft(locator=rss(site, item("/port"))), visit()).pages
    assert page.published == date(2025, 10, 18)


@pytest.mark.parametrize(
    ("second", "looked"),
    [
        (item("/port", "港口"), False),
        (item("/port?utm_source=rss", "港口"), False),
        (item("/port", "港口", more="<guid>anew</guid>"), False),
        (item("/port", "港口（更新）"), True),
        (item("/port", "港口", "Tue, 21 Oct 2025 09:00:00 +0800"), True),
    ],
)
def test_an_entry_is_known_by_its_page(site: Site, second: str, looked: bool) -> None:
    first = Feed().capture(SourceDraft(locator=rss(site, item("/port", "港口"))), visit())
    site.asked.clear()
    again = Feed().capture(SourceDraft(locator=rss(site, second)), visit(remembered(first)))
    keys = [page.key for page in again.pages] + list(again.unchanged)
    assert keys == [page.key for page in first.pages]
    assert (len(site.asked) > 1) is looked


def test_a_page_asked_for_again_is_asked_conditionally(site: Site) -> None:
    site.put("/port", site.pages["/port"].body, etag='"1"')
    first = Feed().capture(SourceDraft(locator=rss(site, item("/port", "港口"))), visit())
    again = Feed().capture(SourceDraft(locator=rss(site, item("/port", "别的"))), visit(remembered(first)))
    assert again.pages == ()
    assert again.unchanged == (f"{site.url}/port",)


def test_a_feed_that_has_not_changed_stands_for_all_its_pages(site: Site) -> None:
    url = site.put("/feed.xml", RSS % item("/port"), "application/rss+xml", etag='"f"')
    seen = {url: Seen(etag='"f"'), f"{site.url}/port": Seen(mark="m")}
    captured = Feed().capture(SourceDraft(locator=url), visit(seen))
    assert captured.unchanged == (f"{site.url}/port",)
    assert site.asked == ["/feed.xml"]


def test_a_page_that_fails_does_not_lose_the_others(site: Site) -> None:
    site.put("/down", "busy", status=503)
    url = rss(site, item("/gone"), item("/down"), item("/port"))
    captured = Feed().capture(SourceDraft(locator=url), visit())
    assert [page.key for page in captured.pages] == [f"{site.url}/port"]
    gone, down = captured.missed
    assert (gone.key, gone.permanent) == (f"{site.url}/gone", True)
    assert (down.key, down.permanent) == (f"{site.url}/down", False)
    assert all(f"{site.url}/" in missed.reason for missed in captured.missed)


def test_a_login_in_place_of_an_article_is_missed(site: Site) -> None:
    site.put("/wall", "<html><body><h1>请登录</h1><form><input type=password></form></body></html>")
    captured = Feed().capture(SourceDraft(locator=rss(site, item("/wall"), item("/port"))), visit())
    assert [missed.key for missed in captured.missed] == [f"{site.url}/wall"]


def test_a_feed_of_which_nothing_can_be_read_is_an_error(site: Site) -> None:
    with pytest.raises(InputError, match=r"none of the pages it lists could be read: .*/gone") as caught:
        Feed().capture(SourceDraft(locator=rss(site, item("/gone"))), visit())
    assert caught.value.permanent


def test_a_feed_without_entries_is_an_error_for_now(site: Site) -> None:
    with pytest.raises(InputError, match="lists no pages") as caught:
        Feed().capture(SourceDraft(locator=rss(site)), visit())
    assert not caught.value.permanent


def test_what_goes_beyond_the_limit_is_read_the_next_time(site: Site) -> None:
    draft = SourceDraft(locator=rss(site, item("/port"), item("/lamps")), options={"limit": "1"})
    first = Feed().capture(draft, visit())
    assert [page.key for page in first.pages] == [f"{site.url}/port"]
    assert any("limit is 1" in note for note in first.notes)
    second = Feed().capture(draft, visit(remembered(first)))
    assert [page.key for page in second.pages] == [f"{site.url}/lamps"]
    assert second.unchanged == (f"{site.url}/port",)


def test_a_page_that_keeps_failing_does_not_hold_up_the_others(site: Site) -> None:
    draft = SourceDraft(locator=rss(site, item("/gone"), item("/port")), options={"limit": 1})
    captured = Feed().capture(draft, visit({f"{site.url}/gone": Seen()}))
    assert [page.key for page in captured.pages] == [f"{site.url}/port"]


def test_a_new_page_is_not_asked_for_with_the_version_of_another(site: Site) -> None:
    site.put("/lamps", site.pages["/lamps"].body, etag='"1"')
    seen = {f"{site.url}/port": Seen(etag='"1"')}
    captured = Feed().capture(SourceDraft(locator=rss(site, item("/lamps"))), visit(seen))
    assert [page.key for page in captured.pages] == [f"{site.url}/lamps"]


def test_a_broken_feed_says_so_in_one_line(site: Site) -> None:
    url = site.put("/feed.xml", "<rss><channel><title>" + "<![CDATA[\n" * 3, "text/xml")
    with pytest.raises(InputError) as caught:
        Feed().capture(SourceDraft(locator=url), visit())
    assert "\n" not in str(caught.value)


def test_a_feed_nested_without_end_is_refused(site: Site) -> None:
    url = site.put("/feed.xml", "<rss><channel>" + "<a>" * 5000, "text/xml")
    with pytest.raises(InputError, match="nested deeper"):
        Feed().capture(SourceDraft(locator=url), visit())


def test_the_text_in_the_feed_is_read_on_demand(site: Site) -> None:
    url = rss(site, item("/port", "港口", more=f"<description><![CDATA[<p>{LAMPS}</p>]]></description>"))
    (page,) = Feed().capture(SourceDraft(locator=url, options={"full": "yes"}), visit()).pages
    assert "4.6亿元" in page.text
    assert (page.key, page.url) == (f"{site.url}/port", f"{site.url}/port")
    assert page.published == date(2025, 10, 20)
    assert site.asked == ["/feed.xml"]


def test_an_entry_without_a_link_is_read_from_the_feed(site: Site) -> None:
    entry = (
        "<item><title>灯具</title><guid isPermaLink='false'>n-7</guid>"
        f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;{LAMPS}&lt;/p&gt;'
        "</content:encoded></item>"
    )
    first = Feed().capture(SourceDraft(locator=rss(site, entry)), visit())
    assert [page.key for page in first.pages] == ["n-7"]
    assert "4.6亿元" in first.pages[0].text
    again = Feed().capture(SourceDraft(locator=rss(site, entry)), visit(remembered(first)))
    assert again.unchanged == ("n-7",)
    changed = Feed().capture(SourceDraft(locator=rss(site, entry.replace("4.6", "4.7"))), visit(remembered(first)))
    assert "4.7亿元" in changed.pages[0].text


def test_an_atom_feed_with_relative_links_under_its_own_base(site: Site) -> None:
    url = site.put(
        "/deep/atom",
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{site}/" xml:lang="en"><title>Harbour Notes</title>'
        '<entry><id>urn:x:1</id><title>Port</title><link href="port"/><updated>2025-10-20T23:30:00Z</updated></entry>'
        "</feed>",
        "application/atom+xml",
    )
    (page,) = Feed().capture(SourceDraft(locator=url), visit()).pages
    assert (page.key, page.guid, page.published) == (f"{site.url}/port", "urn:x:1", date(2025, 10, 20))
    assert page.source.publisher == "Harbour Notes"


def test_rss_1_is_read(site: Site) -> None:
    url = site.put(
        "/rdf",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{site}/"><title>港口</title></channel>'
        '<item rdf:about="{site}/port"><title>港口</title><link>{site}/port</link><dc:date>2025-10-20</dc:date></item>'
        "</rdf:RDF>",
        "text/xml",
    )
    assert Feed().accepts(Original(url, visit()))
    (page,) = Feed().capture(SourceDraft(locator=url, timezone="America/New_York"), visit()).pages
    assert page.published == date(2025, 10, 20)  # a day is a day in any zone


def test_a_feed_in_gbk_is_read(site: Site) -> None:
    text = (RSS % item("/port", "港口")).replace("utf-8", "gb2312").replace("{site}", site.url)
    url = site.put("/gbk.xml", text.encode("gbk"), "text/xml")
    assert Feed().capture(SourceDraft(locator=url), visit()).pages[0].source.publisher == "北岸财经"


def json_feed(site: Site, **more: object) -> str:
    entries = [
        {"id": 1, "url": "/port", "title": "港口", "date_published": "2025-10-20T18:30:00Z"},
        {"id": "2", "title": "灯具", "content_text": LAMPS, "date_modified": "2025-10-19"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "北岸", "language": "zh-CN", "items": entries}
    return site.put("/feed.json", json.dumps(feed | more), "application/feed+json")


def test_a_json_feed_is_read(site: Site) -> None:
    url = json_feed(site, home_page_url=site.url)
    assert Feed().accepts(Original(url, visit()))
    port, lamps = Feed().capture(SourceDraft(locator=url, timezone="Asia/Shanghai"), visit()).pages
    assert (port.key, port.guid, port.published) == (f"{site.url}/port", "1", date(2025, 10, 21))
    assert (lamps.key, lamps.published) == ("2", date(2025, 10, 19))
    assert "4.6亿元" in lamps.text


def test_broken_json_is_an_error_with_its_line(site: Site) -> None:
    url = site.put("/feed.json", '{"version": "https://jsonfeed.org/version/1",\n "items": [')
    with pytest.raises(InputError, match=r"feed\.json, line 2: broken JSON"):
        Feed().capture(SourceDraft(locator=url), visit())


def test_a_feed_broken_in_the_middle_gives_what_it_has(site: Site) -> None:
    url = site.put("/feed.xml", (RSS % (item("/port") + item("/lamps", "A & B"))), "text/xml")
    captured = Feed().capture(SourceDraft(locator=url), visit())
    assert len(captured.pages) == 2
    assert any("line 3: broken XML" in note for note in captured.notes)


def test_a_feed_broken_before_its_first_entry_is_an_error_with_its_line(site: Site) -> None:
    url = site.put("/feed.xml", '<?xml version="1.0"?>\n<rss version="2.0"><channel>\n<title>A & B', "text/xml")
    with pytest.raises(InputError, match=r"feed\.xml, line 3: broken XML"):
        Feed().capture(SourceDraft(locator=url), visit())


LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'


@pytest.mark.parametrize(
    "entities",
    [
        LAUGHS,
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY c SYSTEM "http://127.0.0.1:9/secret">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;',
        f'<!ENTITY c "{"long " * 100}">',
    ],
)
def test_a_feed_with_unsafe_entities_is_refused(site: Site, entities: str) -> None:
    body = (RSS % item("/port", "&c;")).replace("<rss", f"<!DOCTYPE rss [{entities}]>\n<rss", 1)
    url = site.put("/feed.xml", body, "text/xml")
    assert Feed().accepts(Original(url, visit()))
    with pytest.raises(InputError, match="refused as unsafe"):
        Feed().capture(SourceDraft(locator=url), visit())


def test_a_feed_that_names_its_signs_is_no_danger(site: Site) -> None:
    body = (RSS % item("/port", "a&nbsp;b")).replace("<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss', 1)
    assert Feed().capture(SourceDraft(locator=site.put("/feed.xml", body, "text/xml")), visit()).pages


def test_what_is_odd_is_noted(site: Site) -> None:
    url = rss(
        site,
        "<item><link>/port</link></item>",
        "<item><link>/port#again</link></item>",
        "<item><title>nothing</title></item>",
        "<item><link>http://127.0.0.2:1/elsewhere</link></item>",
    )
    captured = Feed().capture(SourceDraft(locator=url), visit())
    for said in ("no dates", "1 of its entries lead", "1 of its 4 entries have neither", "other sites (127.0.0.2)"):
        assert any(said in note for note in captured.notes), said
    assert len(captured.missed) == 1


def test_a_feed_in_a_file_needs_no_web_for_its_own_texts(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(RSS % f"<item><title>灯具</title><description>{LAMPS}</description></item>", encoding="utf-8")
    assert Feed().accepts(Original(str(file), Visit()))
    captured = Feed().capture(SourceDraft(locator=str(file)), Visit())
    assert captured.locator == str(file)
    assert "4.6亿元" in captured.pages[0].text


def test_a_web_page_is_no_feed_but_may_offer_one(site: Site) -> None:
    url = site.put(
        "/home",
        '<html><head><base href="/de/"><link rel="alternate" type="application/rss+xml" href="feed">'
        '<link rel="alternate" type="application/rss+xml" href="/a/comments/feed">'
        '<link rel="stylesheet alternate" type="text/css" href="x.css"></head><body>rss</body></html>',
    )
    look = visit()
    assert not Feed().accepts(Original(url, look))
    assert advertised(look.open(url).data, url) == [f"{site.url}/de/feed"]
    with pytest.raises(InputError, match=f"is a web page, no feed; it offers one at {site.url}/de/feed"):
        Feed().capture(SourceDraft(locator=url), look)


@pytest.mark.parametrize(
    "text",
    [
        '{"items": []}',
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
        "<feed><figure>12%</figure></feed>",
        "# rss\n广告回报提升12%",
        "<?a?>" * 5000,
    ],
)
def test_other_things_are_not_taken_for_feeds(tmp_path: Path, text: str) -> None:
    file = tmp_path / "thing"
    file.write_text(text, encoding="utf-8")
    assert not Feed().accepts(Original(str(file), Visit()))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"limit": "many"}, "setting limit: 'many' is no whole number"),
        ({"limit": 0}, "setting limit"),
        ({"full": "perhaps"}, "setting full: 'perhaps' is neither yes nor no"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Feed().capture(SourceDraft(locator="feed.xml", options=options), Visit())
