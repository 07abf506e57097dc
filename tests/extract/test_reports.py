"""Claims as results reports and city news word them: measures of a firm, where a change begins, spans of time."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract.claim import Claim
from tracker.extract.claims import claims

PUBLISHED = date(2026, 4, 28)


def _read(text: str) -> list[Claim]:
    return list(claims(text, PUBLISHED))


def _one(text: str, figure: str) -> Claim:
    return next(c for c in _read(text) if figure in c.figure)


@pytest.mark.parametrize(
    ("text", "figure", "subject", "metric"),
    [
        ("松原银行公布年报。该行不良贷款率1.2%,拨备覆盖率260%。", "1.2%", "松原银行", "不良贷款率"),
        ("松原银行公布年报。该行不良贷款率1.2%,拨备覆盖率260%。", "260%", "松原银行", "拨备覆盖率"),
        ("松原银行公布年报。该行总资产2万亿元。受让利影响,利息净收入40亿元。", "40亿", "松原银行", "利息净收入"),
        ("松原银行公布年报。公司债券利率3.5%。", "3.5%", "松原银行", "公司债券利率"),
        ("松原银行总资产2万亿元;净息差为1.7%。", "1.7%", "松原银行", "净息差"),
        ("松原快运营收2亿元;仓位空置为30%。", "30%", "仓位空置", "仓位空置"),
        ("长亭人寿公告显示,一季度手续费收入6亿元,同比大增3成。", "6亿", "长亭人寿", "手续费收入"),
        ("长亭人寿公告显示,一季度手续费收入6亿元,同比大增3成。", "3成", "长亭人寿", "手续费收入"),
        ("北岭集团总经理沈河表示,一季度新增订单40亿元。", "40亿", "北岭集团", "新增订单"),
        ("统计局发布数据。第一产业增加值3亿元;第二产业增加值5亿元。", "5亿", "第二产业", "第二产业增加值"),
        ("远方物流投入300台叉车。", "300", "远方物流", "叉车"),
    ],
)
def test_what_a_report_measures_is_its_own_firms(text: str, figure: str, subject: str, metric: str) -> None:
    claim = _one(text, figure)
    assert (claim.subject, claim.metric) == (subject, metric)


def test_an_unnamed_owner_of_a_measure_is_forgotten_with_its_paragraph() -> None:
    text = "滨江快线开通。\n\n候车间隔9分钟,早高峰换乘效率提高5%。\n\n施工效率提高8%。"
    assert _one(text, "8%").subject != _one(text, "9分钟").subject


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("平均等待由40分钟缩短至25分钟。", ["40分钟", "25分钟"]),
        ("结算周期从原来的5天压缩到2天。", ["5天", "2天"]),
        ("该店上线24小时销量破万台。", ["破万台"]),
        ("工期比原计划提前近两个月。", ["近两个月"]),
        ("交货期缩短近百天。", ["近百天"]),
        ("近两个月销量增长5%。", ["5%"]),
        ("车程要一个半小时。", ["一个半小时"]),
        ("装修耗时一年半。", ["一年半"]),
        ("这项工作一年半载做不完。", []),
        ("第二天,门店销量增长5%。", ["5%"]),
    ],
)
def test_spans_of_time(text: str, figures: list[str]) -> None:
    assert [c.figure for c in _read(text)] == figures


def test_half_is_added_to_one() -> None:
    claim = _one("车程要一个半小时。", "半")
    assert (str(claim.low), str(claim.high), claim.unit) == ("1.5", "1.5", "hour")


def test_where_a_change_begins_is_measured_by_what_changes() -> None:
    claims_read = _read("平均等待时间由40分钟缩短至25分钟。")
    assert {c.metric for c in claims_read} == {"等待时间"}
    assert [str(c.low) for c in claims_read] == ["40", "25"]
