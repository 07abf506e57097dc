"""Speakers within speakers, and speech that runs on over lists and quotations in another language."""

from __future__ import annotations

import pytest

from tracker.extract import claims


def _said(text: str, figure: str) -> str | None:
    return next(claim.attribution for claim in claims(f"标题\n2026-10-29\n\n{text}") if figure in claim.figure)


@pytest.mark.parametrize(
    ("text", "figure", "speaker"),
    [
        ("李敏称,王强曾表示,新厂产能将达12万台。", "12万台", "王强"),
        ("北岭协会研究员张三引述调查指出,数量减少四成。", "四成", "北岭协会研究员张三"),
        ("“大家很紧张,”李四说,“教练跟我们说‘还有9个球’,大家就静下来了。”", "9个", "李四"),
        ("公共卫生学院副教授张三指出,患者减少24%。", "24%", "公共卫生学院副教授张三"),
        ("松原集团推出新模型“北斗”,并宣布价格下调85%。", "85%", "松原集团"),
        ("松原数据的报告显示,利用率不足40%。", "40%", "松原数据"),
        ("松原行统计,屋苑录得47宗成交。", "47宗", "松原行"),
        ("政府工作报告提出,赤字率为4%。", "4%", "政府工作"),
        ("国民健康署统计,死亡人数为300人。署长提醒,室温应在18度以上。", "18度", "国民健康署"),
        ("松原股份发布三季报。\n\n三季报列出的数据还有:\n\n·毛利率35.2%;\n·员工800人。", "800", "松原股份"),
        (
            "合伙人张三告诉记者:“Gross margins in this business have fallen to 20% in a year.”市场在变。",
            "20%",
            "合伙人张三",
        ),
        ("项目进展顺利,并宣布二期投入5亿元。", "5亿元", None),
        ("本港入秋,公院求诊人数升两成。", "两成", None),
    ],
)
def test_innermost_named_speaker_answers(text: str, figure: str, speaker: str | None) -> None:
    assert _said(text, figure) == speaker
