"""Brands that begin like a count, sources that begin like a subject: told apart, in both scripts."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract import Claim, claims

DAY = date(2026, 11, 1)


def read(text: str) -> list[Claim]:
    return claims(text, DAY)


@pytest.mark.parametrize(
    ("text", "subject", "figures"),
    [
        ("三只松鼠2025年净利润4.08亿元，同比增长85%。", "三只松鼠", ["4.08亿元", "85%"]),
        ("三隻松鼠去年營收102億元。", "三隻松鼠", ["102億元"]),
        ("四头鹿股份营收增长5%。", "四头鹿股份", ["5%"]),
        ("三只松果食品的市值为60亿元，三只松果门店412家。", "三只松果", ["60亿元", "412家"]),
    ],
)
def test_what_keeps_books_is_no_count(text: str, subject: str, figures: list[str]) -> None:
    found = read(text)
    assert [claim.figure for claim in found] == figures
    assert subject in (found[0].subject or "")


@pytest.mark.parametrize(
    "text",
    ["山上发现三只松鼠。", "動物園新增三隻松鼠。", "三只松鼠被救出。", "三只股票市值大涨。", "園裡有兩隻猴子。"],
)
def test_beasts_are_counted(text: str) -> None:
    assert read(text)[0].unit == "count"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("据统计局数据，1月出口增长5%。", "统计局"),
        ("根據統計局資料，1月出口增長5%。", "統計局"),
        ("据国家统计局数据显示，1月出口增长5%。", "国家统计局"),
    ],
)
def test_a_source_is_who_says_it_and_not_what_it_is_about(text: str, speaker: str) -> None:
    (claim,) = read(text)
    assert (claim.subject, claim.attribution) == (claim.metric, speaker)


@pytest.mark.parametrize(
    ("text", "subject", "metric"),
    [
        ("全镇网上成交额为4.68亿元。", "全镇", "网上成交额"),
        ("全鎮網上成交額為4.68億元。", "全鎮", "網上成交額"),
        ("全市流感疫苗接种率达45%。", "全市", "流感疫苗接种率"),
        ("诺兰疫苗接种率为62%。", "诺兰", "诺兰疫苗接种率"),
        ("昨晚到场观众3.2万人。", "到场观众", "到场观众"),
        ("到場觀眾達3.2萬人。", "到場觀眾", "到場觀眾"),
    ],
)
def test_owner_and_measure_part(text: str, subject: str, metric: str) -> None:
    (claim,) = read(text)
    assert (claim.subject, claim.metric) == (subject, metric)


def test_what_lies_below_another_time_is_that_times_own_level() -> None:
    for text in ("失业率为3.4%，低于去年同期的4.1%。", "失業率為3.4%，低於去年同期的4.1%。"):
        assert [str(claim.low) for claim in read(text)] == ["3.4", "4.1"]
