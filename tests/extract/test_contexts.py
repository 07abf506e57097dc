"""Figures that the words around them explain, and days that are claimed or only set the scene."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from tracker.extract.chinese import contexts
from tracker.extract.chinese.units import UNITS
from tracker.extract.claims import claims

PUBLISHED = date(2026, 11, 20)

READ = [
    ("明早低溫只有9至11度。", "9至11度", "9", "11", "°C"),
    ("水温降到14度以下，鱼就会死。", "14度以下", "None", "14", "°C"),
    ("表面温度低至零下23摄氏度。", "零下23摄氏度", "-23", "-23", "°C"),
    ("单位面积介乎285至612方呎。", "285至612方呎", "285", "612", "ft2"),
    ("其后实际利率为3.5厘。", "3.5厘", "3.5", "3.5", "%"),
    ("外资连5日卖超。", "5日", "5", "5", "day"),
    ("央行连续8季按兵不动。", "8季", "8", "8", "quarter"),
    ("打针后大概两星期才有抗体。", "大概两星期", "2", "2", "week"),
    ("备案时间缩短到最多3个工作日。", "最多3个工作日", "None", "3", "day"),
    ("主犯获刑13年6个月。", "13年6个月", "162", "162", "month"),
    ("全程跑了1小时28分。", "1小时28分", "88", "88", "minute"),
    ("最小行车间隔2分10秒。", "2分10秒", "130", "130", "second"),
    ("鱼塘亏了七、八十万元。", "七、八十万元", "700000", "800000", "CNY"),
    ("电费只要二十来块钱。", "二十来块钱", "20", "20", "CNY"),
    ("土豆每斤1块1毛5。", "1块1毛5", "1.15", "1.15", "CNY"),
    ("全季打击率上升到三成三八。", "三成三八", "0.338", "0.338", "x"),
    ("约三分之一为投资者。", "约三分之一", "0.333333333333", "0.333333333333", "x"),
    ("检测比率远超4.94%的基线水平。", "4.94%", "4.94", "4.94", "%"),
    ("小学每班不得超过45人。", "不得超过45人", "None", "45", "count"),
    ("制造业PMI只有49.0。", "49.0", "49", "49", "None"),
    ("门票售价由68元至430元不等。", "68元至430元不等", "68", "430", "CNY"),
    ("上下文窗口扩展到200万token。", "200万", "2000000", "2000000", "count"),
    ("首销当天卖出十几万台。", "十几万台", "100000", "200000", "count"),
    ("电池充电12分钟可行驶400公里。", "12分钟", "12", "12", "minute"),
    ("60岁及以上老年人可免费接种。", "60岁及以上", "60", "None", "year"),
    ("资产为12,345.6百万元。", "12,345.6百万元", "12345600000", "12345600000", "CNY"),
]


@pytest.mark.parametrize(("text", "figure", "low", "high", "unit"), READ)
def test_figure_is_read(text: str, figure: str, low: str, high: str, unit: str) -> None:
    found = [(c.figure, f"{c.low}", f"{c.high}", f"{c.unit}") for c in claims(text, PUBLISHED)]
    assert (figure, low, high, unit) in found


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("中国队夺得15金8银6铜。", ["15", "8", "6"]),
        ("代表团以32金、28银、19铜位列首位。", ["32", "28", "19"]),
        ("指数为近5个月低点。", []),
        ("他全场5打数3安打，球队终止4连败。", ["5", "3", "4"]),
        ("18岁以上民众约四分之一血压偏高。", ["约四分之一"]),
        ("地铁日均客流412万人次，最高一天达538万人次。", ["412万人次", "达538万人次"]),
        ("体重半年掉了3公斤。", ["3公斤"]),
        ("截至9月底止六个月，溢利8亿港元。", ["8亿港元"]),
        ("0℃线南压至长江沿线。", []),
        ("（单位：百万元）", []),
        ("责任编辑：万三多", []),
        ("三大法人昨天卖超12亿元。", ["12亿元"]),
        ("9时30分20秒，火箭升空。", []),
    ],
)
def test_nothing_else_is_claimed(text: str, figures: list[str]) -> None:
    assert [c.figure for c in claims(text, PUBLISHED)] == figures


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("疫苗12月24日起开放第二阶段接种。", ["12月24日"]),
        ("当局将由11月23日起增开病床。", ["11月23日"]),
        ("预计12月20日全数并网。", ["12月20日"]),
        ("11月9日启动预售。", ["11月9日"]),
        ("央行公布，11月20日贷款市场报价利率为3.0%。", []),
        ("法院11月3日对该案公开宣判。", []),
        ("气象台11月5日18时发布预警。", []),
        ("测定：11月6日3时17分在该海域发生5.8级地震。", []),
    ],
)
def test_day_is_claimed_or_sets_the_scene(text: str, days: list[str]) -> None:
    assert [c.figure for c in claims(text, PUBLISHED) if c.unit == "date"] == days


@pytest.mark.parametrize(
    ("text", "low", "kind"),
    [
        ("最大降幅达85%。", "-85", "change"),
        ("官员们预计还可能降息两次。", "2", "level"),
        ("降幅已连续三个月收窄。", "3", "level"),
        ("LPR也有10个基点左右的下调空间。", "-0.1", "change"),
        ("平台满300元减50元。", "50", "price"),
        ("海鹰一度落后4分。", "4", "level"),
        ("血压平均低3.8毫米汞柱。", "-3.8", "change"),
        ("独角兽上月裁员过半。", "0.5", "ratio"),
    ],
)
def test_fall_is_told_from_what_only_happens(text: str, low: str, kind: str) -> None:
    found = claims(text, PUBLISHED)[-1]
    assert (found.low if found.low is not None else found.high, found.kind) == (Decimal(low), kind)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "公司在声明中写道：“We will cut about 1,500 jobs worldwide by 2028.”其员工2600名。",
            ["about 1,500", "2600名"],
        ),
        ("她說：「Fewer than 3% of participants were ill.」接種率為49.5%。", ["Fewer than 3%", "49.5%"]),
    ],
)
def test_english_quote_in_a_chinese_sentence_is_read(text: str, figures: list[str]) -> None:
    assert [c.figure for c in claims(text, PUBLISHED)] == figures


def test_examples() -> None:
    assert doctest.testmod(contexts, extraglobs={"UNITS": UNITS}).failed == 0
