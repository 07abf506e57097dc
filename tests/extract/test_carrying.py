"""Subjects that are carried on: a measure without a name is of the party that the text is about."""

from __future__ import annotations

import pytest

from tracker.extract import claims

HEAD = "标题\n2026-10-29\n\n"


def _subject(text: str, figure: str) -> str | None:
    return next(claim.subject for claim in claims(HEAD + text) if figure in claim.figure)


@pytest.mark.parametrize(
    ("text", "figure", "subject"),
    [
        ("松原股份发布三季报。\n\n主要数据还有:\n\n·综合毛利率35.2%;\n·期末员工800人。", "35.2%", "松原股份"),
        ("松原股份发布三季报。\n\n主要数据还有:\n\n·综合毛利率35.2%;\n·期末员工800人。", "800", "松原股份"),
        ("松原股份公告称,董事会同意以2亿元回购股份。", "2亿元", "松原股份"),
        ("国家统计局发布数据。食品价格下降2.9%,猪肉价格下降16%。", "16%", "猪肉"),
        ("国家统计局发布数据。食品价格下降2.9%,降幅比上月收窄1.5个百分点。", "1.5个百分点", "食品"),
        ("反映楼价走势的“松原指数”报146.35点。", "146.35点", "“松原指数”"),
        ("新车起售价12.98万元,续航605公里。", "605公里", "新车"),
        ("今年共有38名成人入院,近九成没有接种疫苗。", "近九成", "成人入院"),
        ("松原联盟会长张三表示,开季至今共打了240场比赛。", "240场", "松原联盟"),
        ("临浦一家灯具厂的老板李四说,他今年来自美国的订单少了四成多。", "四成多", "灯具厂"),
    ],
)
def test_measure_is_of_whom_the_text_is_about(text: str, figure: str, subject: str) -> None:
    found = _subject(text, figure)
    assert found is not None
    assert subject in found
