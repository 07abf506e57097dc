"""Tables in Chinese texts: each cell's figure with its row, its column, its unit and its time."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from tracker.extract.chinese import tables
from tracker.extract.claim import Claim
from tracker.extract.claims import claims

PUBLISHED = date(2026, 11, 20)


def _cells(*lines: str) -> list[Claim]:
    text = "\n".join(("开头的一段话。", "", *lines, "", "结尾的一段话。"))
    found = claims(text, PUBLISHED)
    assert all(text[c.start : c.end] == c.figure for c in found)
    return found


def _said(found: list[Claim]) -> list[tuple[str, str | None, str | None, str, str | None]]:
    return [(c.figure, c.subject, c.metric, f"{c.low:f}", c.unit) for c in found]


def test_row_names_whose_it_is_and_column_what() -> None:
    found = _cells("城市\t成交宗数\t均价", "东港\t218宗\t23,150元", "西河\t164宗\t15,820元")
    assert _said(found) == [
        ("218宗", "东港", "成交宗数", "218", "count"),
        ("23,150元", "东港", "均价", "23150", "CNY"),
        ("164宗", "西河", "成交宗数", "164", "count"),
        ("15,820元", "西河", "均价", "15820", "CNY"),
    ]


def test_bars_and_rule_make_a_table_too() -> None:
    found = _cells("| 城市 | 人口（万人） |", "|---|---:|", "| 东港 | 312.5 |")
    assert _said(found) == [("312.5", "东港", "人口", "3125000", "count")]


@pytest.mark.parametrize(
    ("heading", "cell", "low", "unit"),
    [
        ("营收（亿元）", "12.3", "1230000000", "CNY"),
        ("营收(百万美元)", "1,024.5", "1024500000", "USD"),
        ("营收/万元", "85", "850000", "CNY"),
        ("产量（万吨）", "3.20", "32000", "t"),
        ("增幅%", "8.5", "8.5", "%"),
        ("同比（%）", "-3.2", "-3.2", "%"),
        ("同比（%）", "+3.2", "3.2", "%"),
        ("同比", "▼3.2", "-3.2", "%"),
        ("利润（亿元）", "(1.5)", "-150000000", "CNY"),
        ("跌幅（%）", "4", "-4", "%"),
        ("营收（亿元）", "3.5万元", "35000", "CNY"),
        ("人数", "1,362", "1362", "count"),
    ],
)
def test_unit_of_a_heading_is_that_of_bare_numbers(heading: str, cell: str, low: str, unit: str) -> None:
    (found,) = _cells(f"企业\t{heading}", f"远山集团\t{cell}")
    assert (found.low, found.unit) == (Decimal(low), unit)
    assert found.figure in cell


def test_unit_of_the_caption_holds_where_no_heading_names_one_and_is_no_claim() -> None:
    found = _cells(
        "（单位：百万元）", "项目\t2026年前三季度\t占比（%）", "营业收入\t120.5\t8", "研发费用率（%）\t3.1\t9"
    )
    assert [(c.figure, f"{c.low:f}", c.unit) for c in found] == [
        ("120.5", "120500000", "CNY"),
        ("8", "8", "%"),
        ("3.1", "3.1", "%"),
        ("9", "9", "%"),
    ]


def test_caption_unit_scales_what_is_scaled_only_once() -> None:
    assert [c.low for c in _cells("单位：亿元", "企业\t营收", "远山集团\t3亿元")] == [300_000_000]


def test_column_that_is_a_time_gives_the_period_and_the_caption_the_metric() -> None:
    first, second = _cells("各地出口额如下：", "地区\t2025年三季度\t2026年三季度", "东港市\t642亿元\t663亿元")
    assert (first.period_start, first.period_end) == (date(2025, 7, 1), date(2025, 9, 30))
    assert (second.period_start, second.period_end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert {first.metric, second.metric} == {"各地出口额"}


def test_row_that_is_a_time_gives_the_period() -> None:
    (found,) = _cells("年份\t毕业生人数（万人）", "2025年\t3.45")
    assert (found.period_start, found.metric, found.low) == (date(2025, 1, 1), "毕业生人数", Decimal(34500))


def test_rank_year_and_code_are_no_figures() -> None:
    found = _cells("排名\t企业\t股票代码\t营收（亿元）", "1\t远山集团\t600123\t12", "2\t北岭集团\t600456\t9")
    assert [(c.figure, c.subject) for c in found] == [("12", "远山集团"), ("9", "北岭集团")]


def test_columns_are_the_subjects_where_rows_are_parameters() -> None:
    found = _cells("参数\t甲型\t乙型", "电池容量\t5000mAh\t5500mAh")
    assert [(c.subject, c.metric) for c in found] == [("甲型", "电池容量"), ("乙型", "电池容量")]


def test_cells_of_growth_are_changes() -> None:
    (found,) = _cells("城市\t环比", "东港\t-5.2%")
    assert (found.kind, found.baseline) == ("change", "环比")


@pytest.mark.parametrize(
    "lines",
    [
        ("来源：东港日报 | 作者：李一", "正文写了12家企业。"),
        ("首页 | 新闻 | 财经", "体育 | 娱乐 | 科技"),
        ("营收\t12亿元",),
    ],
)
def test_lines_that_make_no_table(lines: tuple[str, ...]) -> None:
    assert tables.cells("\n".join(lines), 0, None)[0] == []


def test_examples() -> None:
    assert doctest.testmod(tables).failed == 0
