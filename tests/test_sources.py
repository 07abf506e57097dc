"""Sources: what connectors bring in, what they refuse, and how sources are kept."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tracker import claims, documents, sources
from tracker.drafts import Captured, CapturedPage, SourceDraft
from tracker.errors import InputError
from tracker.extract import Claim
from tracker.sources import CONNECTORS, Connector, Original, Visit, capture
from tracker.sources.records import Figure, Metric, Page
from tracker.values import Comparator, Kind, Rate, Tier

ARTICLE = """海岛渡轮再添新船 2025年3月1日  林一

  岛屿邮报获悉，渡轮公司表示，今年已运送旅客12万人次。
"""


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def article(folder: Path, content: str | bytes, **fields: Any) -> CapturedPage:
    captured = capture(SourceDraft(locator=written(folder, "a.txt", content), publisher="岛屿邮报", **fields))
    assert captured.kind == "article"
    return captured.pages[0]


def records(folder: Path, *figures: dict[str, Any], **page: Any) -> Captured:
    fields = {"publisher": "统计年鉴", "published": "2025-06-20", "figures": list(figures), **page}
    return capture(SourceDraft(locator=written(folder, "r.json", json.dumps({"version": 1, "pages": [fields]}))))


def claim(folder: Path, **figure: Any) -> Claim:
    page = records(folder, {"subject": "海岛", "metric": "residents", **figure}).pages[0]
    assert page.claims is not None
    (found,) = page.claims
    assert page.text[found.start : found.end] == found.figure
    assert page.text[found.sentence_start : found.sentence_end] == found.sentence
    return found


class TestArticle:
    def test_its_head_gives_title_date_and_bylines(self, tmp_path: Path) -> None:
        page = article(tmp_path, ARTICLE)
        assert page.title == "海岛渡轮再添新船"
        assert page.published == date(2025, 3, 1)
        assert page.bylines == ("林一",)
        assert page.language == "zh"
        assert page.text == ARTICLE
        assert page.source.locator == str(tmp_path / "a.txt")

    def test_what_the_draft_says_goes_before(self, tmp_path: Path) -> None:
        page = article(
            tmp_path, ARTICLE, title="渡轮", published=date(2025, 3, 2), language="en", url="https://example.com/f"
        )
        assert (page.title, page.published, page.language) == ("渡轮", date(2025, 3, 2), "en")
        assert page.url == page.source.url == "https://example.com/f"

    def test_a_markdown_heading_is_a_title(self, tmp_path: Path) -> None:
        assert article(tmp_path, "# 渡轮的一年\n\n渡轮公司运送旅客12万人次。\n").title == "渡轮的一年"

    def test_a_byte_order_mark_and_carriage_returns_are_no_text(self, tmp_path: Path) -> None:
        assert article(tmp_path, b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()).text == ARTICLE

    def test_reading_is_left_to_later(self, tmp_path: Path) -> None:
        page = article(tmp_path, ARTICLE)
        assert page.claims is None
        assert [found.low for found in page.readings()] == [Decimal(120000)]

    def test_a_text_without_figures_is_no_empty_success(self, tmp_path: Path) -> None:
        page = article(tmp_path, "今天的海面很平静。")
        with pytest.raises(InputError, match=r"a\.txt: no figure found .* nothing was stored"):
            page.readings()

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "is empty"),
            (b" \n\t\n", "is empty"),
            (b"\xef\xbb\xbf", "is empty"),
            ("第一行\n".encode() + b"\xb0", r"line 2: not UTF-8 \(byte 0xb0\)"),
            (b"%PDF-1.7 \xff", "the PDF breaks off"),
            (b"PK\x03\x04....", "office document"),
            (b"12\x0034", "is binary"),
        ],
    )
    def test_what_is_no_text_is_refused_in_one_line(self, tmp_path: Path, content: bytes, reason: str) -> None:
        with pytest.raises(InputError, match=reason) as refused:
            article(tmp_path, content)
        assert str(tmp_path / "a.txt") in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            capture(SourceDraft(locator=str(tmp_path / "none.txt")))
        with pytest.raises(InputError, match="is a folder"):
            capture(SourceDraft(locator=str(tmp_path)))

    def test_a_huge_file_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.txt"
        with path.open("wb") as file:
            file.truncate(600_000_000)
        with pytest.raises(InputError, match="larger than 20 MB"):
            capture(SourceDraft(locator=str(path)))


class TestRecords:
    def test_a_page_becomes_a_text_of_a_line_a_figure(self, tmp_path: Path) -> None:
        captured = records(
            tmp_path,
            {"subject": "海岛", "metric": "residents", "value": 17000, "unit": "count", "said_by": "岛务局"},
            {"subject": "海岛", "metric": "visitors", "value": 12.5, "unit": "%", "comparator": "gt", "kind": "change",
             "baseline": "year on year", "hearsay": True, "period_start": "2025-01-01", "period_end": "2025-03-31"},
            url="https://example.com/y", title="Yearbook", tier="primary", language="en", slug="yearbook",
        )  # fmt: skip
        (page,) = captured.pages
        assert page.text == (
            "海岛 — residents: 17,000, says 岛务局.\n"
            "海岛 — visitors: up more than 12.5 %, against year on year, from 2025-01-01, until 2025-03-31, "
            "passed on as hearsay.\n"
        )
        assert (page.url, page.title, page.published) == ("https://example.com/y", "Yearbook", date(2025, 6, 20))
        assert (page.source.publisher, page.source.tier, page.source.slug) == ("统计年鉴", Tier.PRIMARY, "yearbook")
        assert page.claims is not None
        first, second = page.claims
        assert (first.subject, first.metric, first.attribution, first.low) == (
            "海岛",
            "residents",
            "岛务局",
            Decimal(17000),
        )
        assert (second.hearsay, second.baseline, second.period_end) == (True, "year on year", date(2025, 3, 31))
        assert all(page.text[found.start : found.end] == found.figure for found in page.claims)

    def test_numbers_stay_exact(self, tmp_path: Path) -> None:
        figure = '{"subject": "s", "metric": "m", "value": 0.1}'
        text = f'{{"version": 1, "pages": [{{"publisher": "P", "published": null, "figures": [{figure}]}}]}}'
        (page,) = capture(SourceDraft(locator=written(tmp_path, "r.json", text))).pages
        assert page.claims is not None
        assert (page.claims[0].low, page.claims[0].precision) == (Decimal("0.1"), Decimal("0.1"))
        assert page.published is None

    @pytest.mark.parametrize(
        ("figure", "low", "high", "comparator"),
        [
            ({"value": 5}, 5, 5, "eq"),
            ({"value": 5, "comparator": "approx"}, 5, 5, "approx"),
            ({"value": 5, "comparator": "ge"}, 5, None, "ge"),
            ({"value": 5, "comparator": "le"}, None, 5, "le"),
            ({"value": -5, "comparator": "ge", "kind": "change"}, None, -5, "ge"),
            ({"value": 10, "comparator": "order"}, 10, 100, "order"),
            ({"low": 5, "high": 7}, 5, 7, "range"),
            ({"low": 5}, 5, None, "ge"),
            ({"high": 7, "comparator": "lt"}, None, 7, "lt"),
            ({"comparator": "vague"}, None, None, "vague"),
            ({"value": "1.7万"}, 17000, 17000, "eq"),
            ({"value": "超3万"}, 30000, None, "gt"),
        ],
    )
    def test_an_interval_in_every_shape(
        self, tmp_path: Path, figure: dict[str, Any], low: int | None, high: int | None, comparator: str
    ) -> None:
        found = claim(tmp_path, unit="count", **figure)
        assert (found.low, found.high, found.comparator) == (low, high, comparator)
        assert found.checkable == (comparator != "vague")

    def test_dates_are_figures_too(self, tmp_path: Path) -> None:
        found = claim(tmp_path, low="2025-10-21", high="2025-12-31", unit="date", kind="period")
        assert (found.low, found.high, found.unit) == (date(2025, 10, 21), date(2025, 12, 31), "date")
        assert found.figure == "2025-10-21 to 2025-12-31"

    def test_every_field_arrives(self, tmp_path: Path) -> None:
        found = claim(
            tmp_path, value=2, unit="count", counted="ferries", rate="day", kind="slogan", precision=1, quote="两艘"
        )
        assert (found.counted, found.rate, found.kind) == ("ferries", Rate.DAY, Kind.SLOGAN)
        assert (found.figure, found.checkable, found.comparator) == ("两艘", False, Comparator.EQ)

    def test_each_page_is_a_source_of_its_own(self, tmp_path: Path) -> None:
        figure = {"subject": "s", "metric": "m", "value": 1, "unit": "count"}
        pages = [{"publisher": name, "published": None, "figures": [figure]} for name in ("甲报", "乙报")]
        captured = capture(SourceDraft(locator=written(tmp_path, "r.json", json.dumps({"version": 1, "pages": pages}))))
        assert [page.source.publisher for page in captured.pages] == ["甲报", "乙报"]
        assert captured.kind == "records"

    def test_metrics_come_along(self, tmp_path: Path) -> None:
        metric = {
            "slug": "island-residents",
            "subject": "海岛",
            "subject_aliases": ["The Island"],
            "measure": "residents",
            "unit": "count",
            "plausible_low": 0,
            "plausible_high": 1e6,
            "shelf_life_days": 365,
        }
        figure = {"subject": "s", "metric": "m", "value": 1}
        book = {
            "version": 1,
            "metrics": [metric],
            "pages": [{"publisher": "P", "published": None, "figures": [figure]}],
        }
        (found,) = capture(SourceDraft(locator=written(tmp_path, "r.json", json.dumps(book)))).metrics
        assert (found.slug, found.subject_aliases, found.shelf_life_days) == (
            "island-residents",
            ("The Island",),
            365,
        )

    @pytest.mark.parametrize(
        ("figure", "words"),
        [
            ({"value": "x%"}, "figures[0].value: "),
            ({"value": True}, "figures[0].value: expected a number"),
            ({"value": 1, "low": 1}, "not both"),
            ({"low": 3, "high": 2}, "exchange them"),
            ({"value": "5%", "unit": "CNY"}, "written in %"),
            ({"value": 5, "comparator": "over"}, "figures[0].comparator: expected 'eq'"),
            ({"value": 5, "comparator": "vague"}, "vague"),
            ({}, "vague"),
            ({"value": 5, "untis": "count"}, "figures[0].untis: there is no such field"),
            ({"value": 5, "subject": " "}, "figures[0].subject: expected a line of text"),
            ({"value": 5, "subject": "two\nlines"}, "expected a line of text"),
            ({"value": 5, "period_start": "2025-02-01", "period_end": "2025-01-01"}, "exchange them"),
            ({"value": 5, "period_start": "soon"}, "figures[0].period_start: expected"),
        ],
    )
    def test_a_wrong_figure_is_refused_with_its_place(self, tmp_path: Path, figure: dict[str, Any], words: str) -> None:
        with pytest.raises(InputError) as refused:
            records(tmp_path, {"subject": "海岛", "metric": "residents", **figure})
        assert words in str(refused.value)
        assert str(refused.value).startswith(str(tmp_path / "r.json"))
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "line 1: broken JSON"),
            ("[]", "the file: expected"),
            ("{}", "version: is missing"),
            ('{"version": 2, "pages": []}', "version: expected 1"),
            ('{"version": 1, "pages": []}', "pages: expected"),
            ('{"version": 1, "pages": [{"publisher": "P", "figures": []}]}', "pages[0].published: is missing"),
            ('{"version": NaN}', "NaN is no number"),
            ("[" * 100_000, "broken JSON"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(InputError) as refused:
            capture(SourceDraft(locator=written(tmp_path, "r.json", text)))
        assert words in str(refused.value)

    def test_options_of_one_page_are_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, "r.json", "{}")
        with pytest.raises(InputError, match="--publisher"):
            capture(SourceDraft(locator=path, publisher="P"))


class TestGuide:
    """The guide to records says what is so."""

    GUIDE = (Path(__file__).parent.parent / "docs" / "records.md").read_text(encoding="utf-8")

    def test_its_example_loads(self, tmp_path: Path) -> None:
        example = self.GUIDE.partition("```json\n")[2].partition("```")[0]
        captured = capture(SourceDraft(locator=written(tmp_path, "r.json", example)))
        assert captured.pages[0].text == (
            "Ferry Ltd — passengers carried in a year: more than 120,000, from 2024-01-01, until 2024-12-31, "
            "says Ferry Ltd.\n"
            "Ferry Ltd — passengers carried: up 8.5 %, against the year before, says Ferry Ltd.\n"
        )

    @pytest.mark.parametrize("entry", [Page, Figure, Metric])
    def test_every_field_is_there(self, entry: type[Page | Figure | Metric]) -> None:
        assert [name for name in entry.model_fields if f"`{name}`" not in self.GUIDE] == []


class TestConnectors:
    def test_a_kind_may_be_named(self, tmp_path: Path) -> None:
        path = written(tmp_path, "a.json", ARTICLE)
        assert capture(SourceDraft(locator=path, kind="article")).kind == "article"
        with pytest.raises(InputError, match=r"known are sql, records, .*, article"):
            capture(SourceDraft(locator=path, kind="carrier pigeon"))

    def test_kinds_are_told_apart(self) -> None:
        connectors: list[Connector] = CONNECTORS
        assert len({connector.kind for connector in connectors}) == len(connectors)
        assert connectors[-1].accepts(Original("whatever", Visit()))

    @pytest.mark.parametrize(
        "url", ["example.com", "ftp://example.com/a", "file:///etc/passwd", "https://", "https://a b", "http://["]
    )
    def test_what_is_no_web_address_is_refused(self, tmp_path: Path, url: str) -> None:
        with pytest.raises(InputError, match=r"^--url: "):
            article(tmp_path, ARTICLE, url=url)


def draft(**fields: Any) -> SourceDraft:
    return SourceDraft(**{"kind": "article", "locator": "/texts/a.txt", "publisher": "岛屿邮报"} | fields)


class TestStored:
    def test_a_source_is_made_once(self, session: Session, now: datetime) -> None:
        first = sources.ensure(session, draft(tier=Tier.PRIMARY, language="zh"), now=now)
        assert (first.slug, first.publisher, first.tier, first.language) == (
            "dao-yu-you-bao",
            "岛屿邮报",
            Tier.PRIMARY,
            "zh",
        )
        assert first.last_fetched_at == now
        later = now + timedelta(days=1)
        again = sources.ensure(session, draft(), now=later)
        assert again.id == first.id
        assert again.last_fetched_at == later

    def test_a_page_is_known_by_its_address_wherever_its_file_lies(self, session: Session, now: datetime) -> None:
        first = sources.ensure(session, draft(url="https://example.com/a"), now=now)
        moved = sources.ensure(session, draft(url="https://example.com/a", locator="/texts/b.txt"), now=now)
        assert moved.id == first.id
        assert moved.locator == "/texts/b.txt"

    def test_another_publisher_or_file_is_another_source(self, session: Session, now: datetime) -> None:
        made = [
            sources.ensure(session, draft(), now=now),
            sources.ensure(session, draft(publisher="海港日报"), now=now),
            sources.ensure(session, draft(locator="/texts/b.txt"), now=now),
            sources.ensure(session, draft(url="https://example.com/a"), now=now),
            sources.ensure(session, draft(publisher=None), now=now),
        ]
        assert len({source.id for source in made}) == 5
        assert [source.slug for source in made] == [
            "dao-yu-you-bao",
            "hai-gang-ri-bao",
            "dao-yu-you-bao-2",
            "dao-yu-you-bao-3",
            "a",
        ]

    def test_slugs_are_checked(self, session: Session, now: datetime) -> None:
        sources.ensure(session, draft(slug="mail"), now=now)
        with pytest.raises(InputError, match=r"^--slug: mail is another source"):
            sources.ensure(session, draft(slug="mail", publisher="海港日报"), now=now)
        with pytest.raises(InputError, match="kept as mail already"):
            sources.ensure(session, draft(slug="post"), now=now)
        with pytest.raises(InputError, match="is no slug"):
            sources.ensure(session, draft(slug="No Slug", publisher="海港日报"), now=now)

    def test_an_unknown_slug_names_the_nearest(self, session: Session, now: datetime) -> None:
        sources.ensure(session, draft(slug="island-mail"), now=now)
        assert sources.find(session, "island-mail").publisher == "岛屿邮报"
        with pytest.raises(InputError, match="did you mean island-mail"):
            sources.find(session, "islandmail")

    def test_listing_counts_what_each_holds(self, session: Session, now: datetime, tmp_path: Path) -> None:
        full, empty = (
            sources.ensure(session, draft(), now=now),
            sources.ensure(session, draft(publisher="空报"), now=now),
        )
        page = article(tmp_path, ARTICLE)
        document, _ = documents.store(session, full, page, now=now)
        claims.store(session, document, page.readings())
        listed = {source.slug: source for source in sources.listing(session)}
        assert (listed[full.slug].documents, listed[full.slug].claims) == (1, 1)
        assert listed[full.slug].published_on == date(2025, 3, 1)
        assert (listed[empty.slug].documents, listed[empty.slug].claims) == (0, 0)
        assert [kept.id for kept in sources.captured_from(session, full)] == [document.id]

    def test_removing_takes_everything_with_it(self, session: Session, now: datetime, tmp_path: Path) -> None:
        source = sources.ensure(session, draft(), now=now)
        page = article(tmp_path, ARTICLE)
        document, _ = documents.store(session, source, page, now=now)
        claims.store(session, document, page.readings())
        assert sources.holdings(session, source) == sources.Holdings(documents=1, claims=1, flags=0)
        sources.remove(session, source)
        assert sources.listing(session) == []
        assert claims.count(session) == 0

    def test_another_part_of_the_same_place_is_another_source(self, session: Session, now: datetime) -> None:
        one, other = (
            sources.ensure(session, draft(kind="sql", locator="sqlite:///a.db", options={"query": query}), now=now)
            for query in ("SELECT 1", "SELECT 2")
        )
        assert one.id != other.id
        again = draft(kind="sql", locator="sqlite:///a.db", options={"query": "SELECT 1", "timeout": 5})
        assert sources.ensure(session, again, now=now).id == one.id
