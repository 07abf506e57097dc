"""HTML: the article found among what stands around it, with its tables, lists, captions and notes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sources.site import NOW
from tracker import extract
from tracker.errors import InputError
from tracker.formats import html
from tracker.formats.reading import Reading

ENGLISH = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour Freight sees record year | The Quay Times</title>
<meta property="og:site_name" content="The Quay Times"><meta name="author" content="Mary Dole">
<meta property="article:published_time" content="2025-03-04T08:00:00+08:00">
<meta property="article:modified_time" content="2025-06-04T08:00:00+08:00">
<link rel="canonical" href="https://quay.example/a/1"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/b">Business</a></li></ul></nav>
<article><h1>Harbour Freight sees record year</h1><p class="byline">By Mary Dole, 4 March 2025</p>
<p>Harbour Freight Ltd said on Monday that it had moved <b>1</b>,<b>250</b>,000 containers in 2024, up
12%<sup><a href="#fn1" id="r1">1</a></sup> on the year before, the company&nbsp;said in its yearly re&shy;port.</p>
<h2>Results by region</h2>
<table><caption>Revenue in million yuan</caption>
<thead><tr><th rowspan="2">Region</th><th colspan="2">Revenue</th></tr><tr><th>2023</th><th>2024</th></tr></thead>
<tbody><tr><td>North</td><td>1,200</td><td>1,340</td></tr>
<tr><td>South</td><td>900</td><td>880<sup>a</sup></td></tr></tbody></table>
<p>The company employs 3,4\u200b00 people<br>and runs 17 ships.<br/>It plans to hire 200 more within the year, and to
buy two more ships from a yard in the north, the chief said.</p>
<ul><li>Berths: 14</li><li>Cranes: 38<ul><li>of which new: 6</li></ul></li></ul>
<figure><img src="a.png" alt="A quay"><figcaption>The new quay handled 20% of boxes in May</figcaption></figure>
<dl><dt>Tonnage</dt><dd>4.5 million tons</dd></dl>
<p>Each berth has 30,000 m<sup>2</sup>; <s>15</s> 25 ships call a week and burn 4.5×10<sup>6</sup> litres.</p>
<aside class="footnotes"><ol><li id="fn1">Preliminary figure, audited on 30 April. <a href="#r1">↩</a></li></ol></aside>
</article><div class="related"><h3>Related</h3><ul><li><a href="/x">Other line carries 99% more</a></li></ul></div>
<footer>Copyright 2019 The Quay Times. All rights reserved.</footer></body></html>"""

CHINESE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>海港货运去年集装箱量增长12%_海港日报网</title>
</head><body><div class="header"><a href="/">首页</a> <a href="/a">财经</a> <a href="/b">航运</a></div>
<div class="main"><h1>海港货运去年集装箱量增长12%</h1>
<div class="info"><span>2025年03月04日 08:12</span> <span>记者 林一</span></div>
<div class="content"><p>　　海港货运公司3月3日表示，2024年共运送集装箱<strong>125</strong>万个，同比<!--
-->增长12%<sup>[1]</sup>，创下公司成立以来的最高纪录。</p>
<p>　　公司财务负责人王二介绍，全年营业收入达到34.5亿元，较上年增加3.2亿元；净利润4.1亿元。<br>
　　按地区划分的收入如下（单位：百万元）：</p>
<table border="1"><tr><td rowspan="2">地区</td><td colspan="2">营业收入</td></tr><tr><td>2023年</td><td>2024年</td></tr>
<tr><td>华北</td><td>1,200</td><td>1,340</td></tr><tr><td>华南</td><td>900</td><td>880</td></tr></table>
<p>　　公司预计2025年集装箱量将增长8%左右，并计划再雇用200人。目前公司员工3400人，拥有船舶17艘，码头泊位14个。</p>
</div><div class="share">分享到朋友圈</div></div>
<div class="hot"><h3>热门文章</h3><ul>
<li><a href="/1">某公司销量大涨99%</a></li><li><a href="/2">旅客达到500万</a></li></ul></div>
<div class="footer">版权所有 © 2019 海港日报</div></body></html>"""

FILLER = (
    "<p>The port moved many boxes this year, and its people worked long days on the quay to do so.</p>"
    "<p>Those who live near by have said that they heard the cranes by night, and that they did not mind.</p>"
    "<p>Nobody could say when the next ship of that length would call, as the tide has to be just right.</p>"
    "<p>The mayor thanked the crews, shook hands with the pilots and went home by bus, like everybody else.</p>"
)


def read(page: str, url: str | None = None) -> Reading:
    return html.read(page, "page.html", now=NOW, url=url)


def body(inside: str, head: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body><article><h1>A port</h1>{inside}{FILLER}</article>"


def lines(inside: str) -> list[str]:
    """What stands before the filling."""
    text = read(body(inside)).text
    return [line for line in text.partition("The port moved")[0].split("\n") if line][1:]


class TestText:
    def test_an_english_page_is_laid_out_line_by_line(self) -> None:
        assert read(ENGLISH).text == (
            "Harbour Freight sees record year\n\n"
            "Harbour Freight Ltd said on Monday that it had moved 1,250,000 containers in 2024, up 12% on the year "
            "before, the company said in its yearly report.\n\n"
            "Results by region\nRevenue in million yuan\n\n"
            "Region\tRevenue 2023\tRevenue 2024\nNorth\t1,200\t1,340\nSouth\t900\t880\n\n"
            "The company employs 3,400 people and runs 17 ships.\n"
            "It plans to hire 200 more within the year, and to buy two more ships from a yard in the north, the chief "
            "said.\n"
            "- Berths: 14\n- Cranes: 38\n- of which new: 6\n"
            "The new quay handled 20% of boxes in May\n"
            "- Tonnage: 4.5 million tons\n"
            "Each berth has 30,000 m²; 25 ships call a week and burn 4.5×10⁶ litres.\n"
            "- Preliminary figure, audited on 30 April.\n"
        )

    def test_a_chinese_page_is_laid_out_line_by_line(self) -> None:
        assert read(CHINESE).text == (
            "海港货运去年集装箱量增长12%\n\n"
            "海港货运公司3月3日表示，2024年共运送集装箱125万个，同比增长12%，创下公司成立以来的最高纪录。\n"
            "公司财务负责人王二介绍，全年营业收入达到34.5亿元，较上年增加3.2亿元；净利润4.1亿元。\n"
            "按地区划分的收入如下（单位：百万元）：\n\n"
            "地区\t营业收入 2023年\t营业收入 2024年\n华北\t1,200\t1,340\n华南\t900\t880\n\n"
            "公司预计2025年集装箱量将增长8%左右，并计划再雇用200人。目前公司员工3400人，拥有船舶17艘，码头泊位14个。\n"
        )

    def test_its_claims_can_be_read(self) -> None:
        found = read(CHINESE)
        figures = {claim.figure for claim in extract.claims(found.text, found.published)}
        assert {"125万个", "12%", "达到34.5亿元"} <= figures

    @pytest.mark.parametrize(
        ("markup", "line"),
        [
            ("up 12%<sup>1</sup> on", "up 12% on"),
            ("up 12%<sup>[3]</sup> on", "up 12% on"),
            ('sold 300<a href="#n2">[2]</a> cars', "sold 300 cars"),
            ('sold 300<a href="#n2"><sup>2</sup></a> cars', "sold 300 cars"),
            ("sold 300<sup>*</sup> cars", "sold 300 cars"),
            ("the 21<sup>st</sup> year", "the 21st year"),
            ("1<span>2</span>.<em>5</em>%", "12.5%"),
            ("CO<sub>2</sub> fell", "CO2 fell"),
            ("<del>14</del> <ins>15</ins> ships", "15 ships"),
            ("1\u00a0250\u00a0000 boxes", "1 250 000 boxes"),
            ("12\u00ad5 \ufeffboxes\u200d", "125 boxes"),
            ("5<wbr>000 boxes", "5000 boxes"),
            ("<ruby>港<rt>gang</rt></ruby>有14个泊位", "港有14个泊位"),
        ],
    )
    def test_nothing_sticks_to_a_figure(self, markup: str, line: str) -> None:
        text = f"{markup}, as the port authority said to those who came and asked."
        assert lines(f"<p>{text}</p>") == [f"{line}, as the port authority said to those who came and asked."]

    def test_breaks_part_lines_but_not_sentences(self) -> None:
        told = "<p>Boxes moved: 14,000 in May<br>Ships that called: 38<br>of them new ones: six</p>"
        assert lines(told) == ["Boxes moved: 14,000 in May", "Ships that called: 38 of them new ones: six"]

    def test_what_is_hidden_or_no_text_is_left_out(self) -> None:
        page = body(
            '<p style="display: none">Secret 77% of all the boxes were empty, said nobody at all to anyone.</p>'
            "<script>var share = '66%';</script><!-- 55% --><noscript>44%</noscript>"
            "<form><p>Give 33% of what you have to us today, and get a letter.</p></form>"
        )
        assert not any(f"{number}%" in read(page).text for number in (77, 66, 55, 44, 33))

    def test_how_often_it_was_read_is_not_its_word(self) -> None:
        told = "<p>阅读量：1.2万</p><p>评论 56</p><p>1,204 views</p><p>3 min read</p><p>2小时前</p><p>14 berths</p>"
        assert lines(FILLER[:100].replace("The port", "A port") + told)[1:] == ["14 berths"]

    def test_an_article_on_a_phone_page_is_found(self) -> None:
        page = read(
            '<head><meta property="og:title" content="海港货运去年运了多少箱？">'
            '<meta name="author" content="林一">'
            "</head><body><h1>海港货运去年运了多少箱？</h1><em>2025年3月4日 08:12</em>"
            '<div style="visibility: hidden; opacity: 0">'
            "<section><span>海港货运公司3月3日表示，2024年共运送集装箱</span>"
            "<strong><span>125</span></strong><span>万个，同比增长</span><span>12%</span><span>，创下纪录。</span></section>"
            "<section><br></section><section><section>员工</section><section>3400人</section></section>"
            "<p>公司预计2025年集装箱量将增长8%左右，并计划再雇用200人。</p></div><div>扫一扫关注</div></body></html>"
        )
        assert page.text == (
            "海港货运去年运了多少箱？\n\n2025年3月4日 08:12\n"
            "海港货运公司3月3日表示，2024年共运送集装箱125万个，同比增长12%，创下纪录。\n"
            "员工\n3400人\n公司预计2025年集装箱量将增长8%左右，并计划再雇用200人。\n"
        )
        assert (page.published, page.bylines) == (date(2025, 3, 4), ("林一",))

    def test_an_article_laid_out_by_tables_is_found(self) -> None:
        page = read(
            "<html><head><title>2024年海港经济运行情况</title></head><body>"
            "<table><tr><td><a href=/>首页</a></td><td><a href=/x>政务公开</a></td></tr></table>"
            "<table><tr><td><font size=5><b>2024年海港经济运行情况</b></font></td></tr>"
            "<tr><td>发布时间：2025-01-20 10:00 来源：海港市统计局</td></tr>"
            "<tr><td><div>初步核算，全年全市生产总值1234.5亿元，比上年增长5.2%。<br><br>&nbsp;&nbsp;分产业看，"
            "第一产业增加值34.1亿元，增长2.1%；第二产业增加值500.4亿元，增长4.8%。<br><br>　　附表：主要指标"
            "<table border=1><tr><td>指标</td><td>单位</td><td>绝对量</td></tr>"
            "<tr><td>生产总值</td><td>亿元</td><td>1234.5</td>"
            "</tr></table>　　注：总量指标按现价计算。</div></td></tr></table>"
            "<table><tr><td>主办：海港市政府办 备案号123456</td></tr></table></body></html>"
        )
        assert page.published == date(2025, 1, 20)
        assert page.text.partition("统计局\n")[2] == (
            "初步核算，全年全市生产总值1234.5亿元，比上年增长5.2%。\n"
            "分产业看，第一产业增加值34.1亿元，增长2.1%；第二产业增加值500.4亿元，增长4.8%。\n附表：主要指标\n\n"
            "指标\t单位\t绝对量\n生产总值\t亿元\t1234.5\n\n注：总量指标按现价计算。\n"
        )

    def test_the_title_stands_once(self) -> None:
        assert read(ENGLISH).text.count("Harbour Freight sees record year") == 1

    def test_a_teaser_of_the_same_words_elsewhere_is_not_taken(self) -> None:
        told = "Harbour Freight Ltd said that it had moved 1,250,000 containers in 2024, more than ever before."
        page = f"<div class='top'><p>{told}</p></div><article><h1>Port</h1>{FILLER}<p>{told}</p>{FILLER}</article>"
        assert read(page).text.count(told) == 1


class TestTables:
    def table(self, inside: str) -> list[str]:
        return lines(
            f"<p>These are the figures of the port for the years that are told below.</p><table>{inside}</table>"
        )[1:]

    def test_spans_are_spread_out(self) -> None:
        assert self.table(
            "<tr><th>Line</th><th>Year</th><th>Boxes</th></tr><tr><td rowspan=2>North</td><td>2023</td><td>10</td></tr>"
            "<tr><td>2024</td><td>12</td></tr><tr><td>South</td><td colspan=2>closed</td></tr>"
        ) == ["Line\tYear\tBoxes", "North\t2023\t10", "North\t2024\t12", "South\tclosed"]

    def test_an_empty_cell_keeps_its_column(self) -> None:
        assert self.table(
            "<tr><th></th><th>2023</th><th>2024</th></tr><tr><td>North</td><td></td><td>12</td></tr>"
        ) == ["\t2023\t2024", "North\t\t12"]

    def test_a_title_over_all_columns_is_a_line_of_its_own(self) -> None:
        assert self.table(
            "<tr><th colspan=3>Boxes, in thousand</th></tr><tr><th>Line</th><th>2023</th><th>2024</th></tr>"
            "<tr><td>North</td><td>10</td><td>12</td></tr>"
        ) == ["Boxes, in thousand", "Line\t2023\t2024", "North\t10\t12"]

    def test_cells_of_several_lines_are_one(self) -> None:
        assert self.table(
            "<tr><th>Line</th><th>Boxes<br>(thousand)</th></tr>"
            "<tr><td><p>North</p></td><td><ul><li>10</li><li>12</li></ul></td></tr>"
        ) == ["Line\tBoxes (thousand)", "North\t10; 12"]

    def test_a_table_in_a_table_follows_it(self) -> None:
        found = self.table(
            "<tr><th>Line</th><th>More</th></tr><tr><td>North</td><td><table><tr><th>May</th><th>June</th></tr>"
            "<tr><td>7</td><td>8</td></tr></table></td></tr><tr><td>South</td><td>9</td></tr>"
        )
        assert found == ["Line\tMore", "North", "South\t9", "May\tJune", "7\t8"]

    def test_a_table_that_lays_out_the_page_is_none(self) -> None:
        page = f"<html><body><table><tr><td><a href='/'>Home</a></td><td><h1>A port</h1>{FILLER}</td></tr></table>"
        assert "\t" not in read(page).text
        assert "The port moved many boxes" in read(page).text

    def test_spans_without_measure_do_no_harm(self) -> None:
        rows = self.table(
            "<tr><th colspan=99999>A</th><th rowspan=-1>B</th></tr><tr><td colspan=0>1</td><td rowspan=0>2</td></tr>"
            "<tr><td>3</td></tr>"
        )
        assert rows[-2:] == ["1\t2", "3\t2"]

    def test_a_table_around_the_article_is_left_out(self) -> None:
        prices = "<tr><th>Share</th><th>Price</th></tr><tr><td>Quay</td><td>17.20</td></tr>"
        page = f"<div class='ticker'><table>{prices}</table></div><article><h1>A port</h1>{FILLER}</article>"
        assert "17.20" not in read(page).text


class TestAbout:
    def test_title_date_author_publisher_and_address(self) -> None:
        found = read(ENGLISH, "https://quay.example/a/1?from=x")
        assert (found.title, found.published) == ("Harbour Freight sees record year", date(2025, 3, 4))
        assert (found.bylines, found.publisher, found.language) == (("Mary Dole",), "The Quay Times", "en")
        assert (found.canonical, found.notes) == ("https://quay.example/a/1", ())

    def test_the_lines_under_the_title_are_read(self) -> None:
        found = read(CHINESE)
        assert (found.title, found.published) == ("海港货运去年集装箱量增长12%", date(2025, 3, 4))
        assert found.bylines == ("林一",)

    @pytest.mark.parametrize(
        ("inside", "head"),
        [
            ("<p>By Mary Dole, 4 March 2025</p>", ""),
            ("<p>Published 4 March 2025, updated 5 June 2025</p>", ""),
            ('<p><time datetime="2025-03-04T23:10:00Z">Tuesday</time></p>', ""),
            ("<div>来源：海港日报　2025-03-04 08:00</div>", ""),
            ("", '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-03-04",'
                 ' "dateModified": "2025-06-05"}</script>'),
            ("<p>4 March 2025</p>", '<meta property="article:modified_time" content="2025-06-04T08:00:00Z">'),
        ],
    )  # fmt: skip
    def test_the_day_of_publication_is_found(self, inside: str, head: str) -> None:
        assert read(body(inside, head)).published == date(2025, 3, 4)

    @pytest.mark.parametrize(
        "inside",
        [
            "",
            "<p>As of 2024-06-30 the port had sold more than in all of the year that went before it.</p>",
            "<p>The owners of the port will meet on 12/03/2025 to talk of what is to be done next.</p>",
            "<p>截至2024年6月30日，公司销量增长12%，这是公司成立以来的最高纪录，管理层对此表示满意。</p>",
            "<p>Since 2012 the port has grown, and all who work there have seen it grow with pride.</p>",
        ],
    )
    def test_no_date_is_invented(self, inside: str) -> None:
        old = '<div class="related"><time datetime="2020-01-02">old</time></div><footer>© 2015-2019 Quay</footer>'
        assert read(body(inside).replace("</body>", f"{old}</body>")).published is None

    def test_a_day_of_change_is_taken_with_a_note(self) -> None:
        found = read(body("", '<meta property="article:modified_time" content="2025-06-04T08:00:00Z">'))
        assert found.published == date(2025, 6, 4)
        assert "only one of change" in found.notes[0]

    def test_a_date_in_the_future_is_left_out_with_a_note(self) -> None:
        found = read(body("", '<meta property="article:published_time" content="2031-03-04T08:00:00Z">'))
        assert found.published is None
        assert "2031-03-04, is in the future" in found.notes[0]

    @pytest.mark.parametrize(
        ("canonical", "kept"),
        [
            ("https://m.quay.example/a/1", "https://m.quay.example/a/1"),
            ("/a/1", "https://www.quay.example/a/1"),
            ("https://other.example/a/1", None),
            ("https://www.quay.example/", None),
            ("javascript:alert(1)", None),
            ("http://[", None),
        ],
    )
    def test_only_an_address_of_its_own_site_is_canonical(self, canonical: str, kept: str | None) -> None:
        page = body("", f'<link rel="canonical" href="{canonical}">')
        assert read(page, "https://www.quay.example/a/1?ref=9").canonical == kept

    def test_a_title_loses_its_site(self) -> None:
        page = f"<html><head><title>Boxes at the port rose again - The Quay Times</title></head><body>{FILLER}"
        assert read(page).title == "Boxes at the port rose again"


LOGIN = "<form><label>User</label><input name=u><label>Password</label><input type=password></form>"


class TestWalls:
    """What is no article is said to be none."""

    @pytest.mark.parametrize(
        ("page", "reason"),
        [
            ("<html><body></body></html>", "no main text was found"),
            ("<html></html>", "nothing to read"),
            (f"<title>Sign in</title><h1>Sign in</h1><p>Please sign in to read on.</p>{LOGIN}", "asks for a login"),
            (f"<title>登录</title><h1>用户登录</h1><p>请先登录后继续阅读全文</p>{LOGIN}", "asks for a login"),
            ("<html><title>Quay</title><body><div class=wall><p>We and our 814 partners store cookies on your device."
             " Do you give your consent to cookies?</p><button>Accept all</button></div>", "notice on cookies"),
            ('<html><title>App</title><body><noscript>You need to enable JavaScript to run this app.</noscript>'
             '<div id="root"></div><script src="/main.js"></script></body></html>', "JavaScript"),
            ('<html><title>新闻</title><body><div id="app"></div><script src="/a.js"></script>', "JavaScript"),
            ("<title>404 Not Found</title><h1>Page not found</h1><p>What you look for is not here.</p>", "is an error"),
            ("<title>提示</title><h1>页面不存在</h1><p>您访问的页面已被删除，3秒后返回首页</p>", "is an error"),
            ("<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center><hr>nginx", "is an error"),
            ("<html><title>Just a moment...</title><body><h2>Checking your browser</h2>", "whether a person"),
            ("<html><title>安全验证</title><body><p>请完成安全验证后继续访问</p></body></html>", "whether a person"),
            ('<html><head><meta http-equiv="refresh" content="0; url=https://quay.example/new"></head><body>',
             "sends on to https://quay.example/new"),
            ("<p>ok</p>", "no main text was found"),
        ],
    )  # fmt: skip
    def test_it_says_what_stands_there(self, page: str, reason: str) -> None:
        with pytest.raises(InputError, match=reason) as refused:
            read(page)
        assert str(refused.value).startswith("page.html: ")
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        "page",
        [
            "<title>快讯</title><h1>海港货运三月运量</h1><p>海港货运三月共运送集装箱12万个，同比增长9%。</p>",
            "<title>Port</title><h1>Port in March</h1><p>Harbour Freight moved 120,000 boxes in March, up 9%.</p>",
            f"<html><title>Port</title><body>{LOGIN}<article><h1>Port in March</h1>{FILLER}</article></body></html>",
            f"<html><title>Cookies sell well</title><body><h1>Sales of cookies rose 12%</h1>{FILLER}</body></html>",
            f"<html><title>500 new jobs at the port</title><body><h1>500 new jobs at the port</h1>{FILLER}",
        ],
    )
    def test_an_article_is_one_though_it_is_short_or_has_odd_words(self, page: str) -> None:
        assert len(read(page).text) > 30

    @pytest.mark.parametrize(
        "page", ["<div>" * 5000 + FILLER, "<b><i>" * 3000 + FILLER, "<table><tr><td>" * 500 + FILLER]
    )
    def test_depth_does_no_harm(self, page: str) -> None:
        try:
            found = read(page)
        except InputError:
            return
        assert found.text
