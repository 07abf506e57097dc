"""Likeness: when a claim's own words name what a metric measures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.likeness import LINK, PROPOSE, Catalogue, Measured, Wording, score
from tracker.likeness.names import fold
from tracker.values import Kind, Rate


def about(subject: str, measure: str, **fields: Any) -> Wording:
    return Wording(**{"subject": subject, "measure": measure, "unit": "count", "kind": Kind.LEVEL} | fields)


def metric(subject: str, measure: str, *others: str, **fields: Any) -> Measured:
    known: dict[str, Any] = {"subjects": (subject,), "unit": "count", "kind": Kind.LEVEL}
    return Measured(**known | {"measures": (measure, *others)} | fields)


def like(wording: Wording, other: Measured) -> str:
    found = score(wording, other).score
    return "link" if found >= LINK else "proposal" if found >= PROPOSE else "nothing"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("京东", "link"), ("京東", "link"), ("京东集团", "link"), ("“京东”", "link"), ("电商平台京东", "link"),
        ("京东今年", "link"), ("京东物流", "nothing"), ("京东健康", "nothing"), ("京东广东", "nothing"),
        ("小米京东", "proposal"), ("淘宝", "nothing"),
    ],
)  # fmt: skip
def test_a_part_is_not_the_whole(subject: str, expected: str) -> None:
    assert like(about(subject, "用户"), metric("京东", "用户")) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Veltra", "link"), ("VELTRA Inc.", "link"), ("the Veltra group", "link"), ("carmaker Veltra", "link"),
        ("Veltra's China arm", "nothing"), ("Veltra Financial Services", "proposal"), ("Bank of Veltra", "nothing"),
        ("Veltran", "nothing"),
    ],
)  # fmt: skip
def test_a_name_stands_as_a_whole(subject: str, expected: str) -> None:
    assert like(about(subject, "users"), metric("Veltra", "users")) == expected


@pytest.mark.parametrize(
    ("measure", "other", "expected"),
    [
        ("用户", "users", "link"), ("付费用户", "users", "nothing"), ("users", "付费用户", "proposal"),
        ("日活跃用户", "DAU", "link"), ("DAU", "MAU", "nothing"), ("number of users", "用户数", "link"),
        ("海外用户", "国内用户", "nothing"), ("female users", "male users", "nothing"), ("点击量", "点击率", "nothing"),
        ("成交量", "成交额", "nothing"), ("净利润", "毛利润", "nothing"), ("profit", "net profit", "proposal"),
        ("median wage", "average wage", "nothing"), ("core CPI", "CPI", "nothing"), ("exports", "进口", "nothing"),
        ("实现营业收入", "revenue", "link"), ("cloud revenue", "revenue", "nothing"),
        ("GDP per capita", "GDP", "nothing"), ("merchants served (服务商家)", "商家", "link"),
        ("blue widgets", "widgets", "proposal"), ("gadgets", "widgets", "nothing"),
    ],
)  # fmt: skip
def test_words_that_tell_measures_apart(measure: str, other: str, expected: str) -> None:
    assert like(about("Acme", measure), metric("Acme", other)) == expected


@pytest.mark.parametrize(
    ("claim", "other", "expected"),
    [
        ({"unit": "%"}, {"unit": "pp"}, "nothing"),
        ({"unit": "USD"}, {"unit": "CNY"}, "nothing"),
        ({"kind": Kind.CHANGE}, {}, "nothing"),
        ({"kind": Kind.RATIO}, {}, "link"),
        ({"kind": Kind.PRICE}, {"kind": None}, "link"),
        ({"kind": Kind.SLOGAN}, {"kind": None}, "nothing"),
        ({"kind": Kind.CHANGE, "baseline": "环比"}, {"kind": Kind.CHANGE, "baseline": "year on year"}, "nothing"),
        ({"kind": Kind.CHANGE, "baseline": "同比"}, {"kind": Kind.CHANGE, "baseline": "a year earlier"}, "link"),
        ({"rate": Rate.DAY}, {"measures": ("monthly orders",)}, "nothing"),
        ({"rate": Rate.DAY}, {"measures": ("daily orders",)}, "link"),
    ],
)
def test_unit_kind_rate_and_baseline(claim: dict[str, Any], other: dict[str, Any], expected: str) -> None:
    assert like(about("Acme", "orders", **claim), metric("Acme", "orders", **other)) == expected


@pytest.mark.parametrize(
    "measure",
    [
        "Passengers in 2024", "2024年旅客", "passengers (FY2024)", "Q3 2024 passengers", "2024年9月末乘客",
        "passengers in the three months to September", "1-9月旅客", "passengers at the end of 2024",
    ],
)  # fmt: skip
def test_times_tell_no_measures_apart(measure: str) -> None:
    assert like(about("Acme", measure), metric("Acme", "passengers")) == "link"


def test_a_metric_of_one_year_is_not_one_of_another() -> None:
    one = metric("Acme", "passengers in 2024")
    assert like(about("Acme", "2024年旅客"), one) == "link"
    assert like(about("Acme", "passengers in 2025"), one) == "nothing"
    assert like(about("Acme", "passengers"), one) == "proposal"


@pytest.mark.parametrize("measure", ["10年期收益率", "7日年化收益率", "3-month yield"])
def test_spans_of_time_stay(measure: str) -> None:
    assert like(about("Acme", measure), metric("Acme", "yield")) != "link"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Norland's unemployment rate", "link"), ("Norland's youth unemployment rate", "nothing")],
)
def test_a_subject_that_says_the_measure_too(subject: str, expected: str) -> None:
    assert like(about(subject, "unemployment rate"), metric("Norland", "unemployment rate")) == expected


def test_growth_is_the_change_itself() -> None:
    change = {"unit": "%", "kind": Kind.CHANGE}
    assert like(about("Acme", "revenue growth", **change), metric("Acme", "revenue", **change)) == "link"
    assert like(about("Acme", "revenue growth in cloud", **change), metric("Acme", "revenue", **change)) == "nothing"


def test_what_a_subject_says_the_measure_need_not() -> None:
    assert like(about("services prices", "services prices"), metric("prices", "prices")) == "proposal"
    assert like(about("猪肉", "猪肉价格"), metric("猪肉", "价格")) == "link"
    assert like(about("female voters", "turnout"), metric("female voters", "turnout of women")) == "link"


def test_the_reason_says_what_differs() -> None:
    found = score(about("Acme plc", "profit"), metric("Acme", "net profit"))
    assert "but for its legal form" in found.reason
    assert "lacks “net”" in found.reason


def test_a_catalogue_asks_only_where_two_are_near() -> None:
    catalogue = Catalogue({1: metric("Acme", "users"), 2: metric("Acme", "users", "active users")}.items())
    assert {one.metric for one in catalogue.choose(about("Acme", "users")).proposals} == {1, 2}
    link = catalogue.choose(about("Acme", "active users")).link
    assert link is not None
    assert link.metric == 2
    assert catalogue.choose(about("Acme", "users"), rejected=[1]).link is not None


SOME = ["京东", "物流", "Acme", "plc", "用户", "付费", "users", "revenue", "的", "旗下", "China", "“", "”", "5.0"]
WORDS = st.lists(st.sampled_from([*SOME, " "]), min_size=1, max_size=5).map("".join)


@given(WORDS, WORDS, WORDS, WORDS)
def test_the_index_misses_nothing_that_the_score_finds(subject: str, measure: str, name: str, other: str) -> None:
    wording, one = about(subject, measure), metric(name, other)
    found = [found.likeness for found in Catalogue([(7, one)]).like(wording)]
    expected = score(wording, one)
    assert found == ([expected] if expected.score >= PROPOSE else [])


@given(WORDS)
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@given(WORDS, WORDS)
def test_the_very_words_are_always_alike(subject: str, measure: str) -> None:
    assert score(about(subject, measure), metric(subject, measure)).score == 1
