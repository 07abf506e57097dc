"""What news at large says of figures, in small phrases: what is reached, what is vague, who and what it is about."""

from __future__ import annotations

import pytest

from tracker.extract.claim import Claim
from tracker.extract.claims import claims
from tracker.extract.script import fold


def _claims(text: str) -> list[Claim]:
    return claims(f"标题\n2025-11-20\n\n{text}")


def _one(text: str, figure: str) -> Claim:
    return next(c for c in _claims(text) if c.figure == figure)


VAGUE = [
    ("展会迎来数十家供应商。", "数十家"),
    ("全市有数百家门店。", "数百家"),
    ("項目吸引數十間企業。", "數十間"),
    ("成千上万名志愿者参与。", "成千上万名"),
    ("工程耗资几十亿元。", "几十亿元"),
]


@pytest.mark.parametrize(("text", "figure"), VAGUE)
def test_many_is_no_number(text: str, figure: str) -> None:
    claim = _one(text, figure)
    assert (claim.comparator.value, claim.low, claim.high, claim.checkable) == ("vague", None, None, False)


def test_ten_and_some_has_bounds() -> None:
    claim = _one("全市有十几家门店。", "十几家")
    assert claim.checkable
    assert claim.low is not None


REACHED = [
    ("毛利率由上年同期的27.9%降至26.3%。", "27.9%", "27.9", "ratio"),
    ("毛利率由上年同期的27.9%降至26.3%。", "26.3%", "26.3", "ratio"),
    ("净利润同比增长8.6%至2.47亿元。", "8.6%", "8.6", "change"),
    ("净利润同比增长8.6%至2.47亿元。", "2.47亿元", "247000000", "level"),
    ("机场起降航班2460架次。", "2460架次", "2460", "level"),
    ("金价下跌20美元至4020美元。", "20美元", "-20", "change"),
    ("金价下跌20美元至4020美元。", "4020美元", "4020", "level"),
    ("失业率降到5.1%。", "5.1%", "5.1", "ratio"),
    ("增程版补贴为2万元。", "2万元", "20000", "level"),
]


@pytest.mark.parametrize(("text", "figure", "low", "kind"), REACHED)
def test_a_level_that_is_reached_is_no_change(text: str, figure: str, low: str, kind: str) -> None:
    claim = _one(text, figure)
    assert (str(claim.low), claim.kind.value) == (low, kind)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("车间的第500万辆整车将下线。", ["第500万辆"]),
        ("记者在三元桥一带看到灯光。", []),
        ("三元锂电池已量产。", []),
        ("票价三元。", ["三元"]),
        ("支出预计增加12亿元至15亿元。", ["12亿元至15亿元"]),
        ("不合格产品共37批次。", ["37批次"]),
        ("12月8日至14日将举行义诊。", ["12月8日至14日"]),
        ("12月8日至14日,天气晴好。", []),
        ("共有618张桌子。", ["618张"]),
    ],
)
def test_figures(text: str, figures: list[str]) -> None:
    assert [c.figure for c in _claims(text)] == figures


@pytest.mark.parametrize(("text", "checkable"), [("口号是“花一份钱,享两份乐”。", False), ("“涨5家,跌3家”。", True)])
def test_slogans(text: str, checkable: bool) -> None:
    assert all(c.checkable is checkable for c in _claims(text) if c.figure in ("两份", "5家", "3家"))


SUBJECTS = [
    ("pointing", "这是远山省连续第四年举办茶会。", "第四年", "远山省"),
    ("those who act", "至少5家船公司正考虑涨价。", "至少5家", "船公司"),
    ("what is shown", "远山助手很受欢迎。5万家店铺内测数据显示,效率提升3%。", "3%", "远山助手"),
    ("part of a thing", "接种点达3100个,覆盖超95%的乡镇。", "超95%", "接种点"),
    ("after each", "服务覆盖超95%的乡镇;各山区医院共备有床位86张。", "86张", "山区医院"),
    ("advice", "周平表示:“市场不错。”他建议经销商把库存控制在45天以内。", "45天以内", "经销商"),
    ("verb as a noun", "芯片团队有两千人,合作厂商有300家。", "300家", "合作厂商"),
    ("spokesman", "交通署发言人说,会拨款2亿元。", "2亿元", "交通署"),
    ("the reporting paper", "远山电器公告称,营收增长。远望咨询的报告称,市场不错。该公司股价下跌3%。", "3%", "远山电器"),
    ("staying is no place", "三级医院住院起付线下调200元,居民医保补助标准为700元。", "700元", "居民医保"),
]


@pytest.mark.parametrize(("text", "figure", "subject"), [c[1:] for c in SUBJECTS], ids=[c[0] for c in SUBJECTS])
def test_subject(text: str, figure: str, subject: str) -> None:
    assert _one(text, figure).subject == subject


METRICS = [
    ("财政补贴资金已下达620亿元。", "620亿元", "财政补贴资金"),
    ("新仓每日可处理包裹25万件。", "25万件", "处理包裹"),
    ("房价由每平方米2万元跌至1.8万元。", "2万元", "房价"),
    ("不合格产品共37批次。", "37批次", "不合格产品"),
    ("镜头为5000万像素。", "5000万像素", "镜头"),
    ("吞吐量为12万吨,按年則下跌6.3%。", "6.3%", "吞吐量"),
]


@pytest.mark.parametrize(("text", "figure", "metric"), METRICS)
def test_metric(text: str, figure: str, metric: str) -> None:
    assert _one(text, figure).metric == metric


COUNTED = [
    ("5万家店铺内测数据显示,效果不错。", "5万家", "店铺"),
    ("模型缩短千万级别变量模型求解时间。", "千万级别", "变量"),
    ("商品在5个海外市场销售。", "5个", "海外市场"),
    ("医院提供30项公共服务。", "30项", "公共服务"),
    ("远山集团提供定制建议300条。", "300条", "定制建议"),
]


@pytest.mark.parametrize(("text", "figure", "counted"), COUNTED)
def test_counted_is_the_thing_itself(text: str, figure: str, counted: str) -> None:
    assert _one(text, figure).counted == counted


def test_traditional_characters_of_the_rules() -> None:
    assert fold("則倉區負責銀識鏈繼見") == "则仓区负责银识链继见"
