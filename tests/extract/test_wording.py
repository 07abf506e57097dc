"""Wordings that news has for figures: each with the interval, the unit and the kind that it means."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract.claims import claims

PUBLISHED = date(2026, 11, 20)

FIGURES = [
    ("主场涌入1万2,860名球迷。", "1万2,860名", "12860", "12860", "count", "level"),
    ("全镇1万8000户停电。", "1万8000户", "18000", "18000", "count", "level"),
    ("滿65歲長者享五折優惠。", "滿65歲", "65", "None", "year", "level"),
    ("市区最高气温为摄氏36.1度。", "摄氏36.1度", "36.1", "36.1", "°C", "level"),
    ("最低气温跌破零下30℃。", "跌破零下30℃", "None", "-30", "°C", "level"),
    ("风场全年发电52亿度。", "52亿度", "5200000000", "5200000000", "kWh", "level"),
    ("工厂订单腰斩。", "腰斩", "0.5", "0.5", "x", "ratio"),
    ("门票收入近乎翻番。", "近乎翻番", "None", "2", "x", "ratio"),
    ("抽样误差在正负3个百分点以内。", "3个百分点以内", "None", "3", "pp", "change"),
    ("远山集团营收规模位居全国第三。", "第三", "3", "3", "count", "ordinal"),
    ("案件较去年同期少1,200宗。", "1,200宗", "-1200", "-1200", "count", "change"),
    ("病程平均缩短1.5日。", "1.5日", "-1.5", "-1.5", "day", "change"),
]


@pytest.mark.parametrize(("text", "figure", "low", "high", "unit", "kind"), FIGURES)
def test_wording_is_read(text: str, figure: str, low: str, high: str, unit: str, kind: str) -> None:
    claim = next(claim for claim in claims(text, PUBLISHED) if claim.figure == figure)
    assert (str(claim.low), str(claim.high), claim.unit, claim.kind.value) == (low, high, unit, kind)


@pytest.mark.parametrize(
    "text",
    ["拟每10股派息。", "45岁的刘志刚来了。", "第十五届全国运动会开幕。", "盈利实现两位数增长。", "七局下半开始。"],
)
def test_what_counts_nothing_is_no_claim(text: str) -> None:
    assert claims(text, PUBLISHED) == []


def test_a_rule_takes_effect_on_a_day() -> None:
    (claim,) = claims("新规将于2027年1月1日起施行。", PUBLISHED)
    assert (claim.figure, claim.low, claim.kind.value) == ("2027年1月1日", date(2027, 1, 1), "date")


CURRENCIES = [
    ("台股收高,远山电子营收38亿元。", "TWD"),
    ("港交所上市的远山集团营收38亿元。", "HKD"),
    ("港交所上市的远山集团营收人民币38亿元。", "CNY"),
    ("全国粮食补贴38亿元。", "CNY"),
    ("远山电子营收38亿元。", "CNY"),
]


@pytest.mark.parametrize(("text", "unit"), CURRENCIES)
def test_a_bare_yuan_is_that_of_the_place(text: str, unit: str) -> None:
    assert [claim.unit for claim in claims(text, PUBLISHED)] == [unit]


def test_a_thing_without_a_name_is_better_than_no_subject() -> None:
    found = claims("该系统日均调用量达3亿次,服务5万个开发者。", PUBLISHED)
    assert {claim.subject for claim in found} == {"该系统"}


SPEAKERS = [
    ("(记者 方致远)远山统计局表示,粮价上涨5%。", "远山统计局"),
    ("气象署预估山区雨量800毫米。", "气象署"),
    ("远山电子公布10月营收38亿元。", "远山电子"),
    ("水利部监测到,水位涨至3.8米。", "水利部"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_publishes_answers_for_it(text: str, speaker: str) -> None:
    assert {claim.attribution for claim in claims(text, PUBLISHED)} == {speaker}
