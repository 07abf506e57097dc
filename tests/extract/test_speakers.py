"""How pronouns, offices and branches find their speakers: small articles in words of their own."""

from __future__ import annotations

import pytest

from tracker.extract.chinese.parties import is_office
from tracker.extract.claims import claims

GROUPS: dict[str, list[tuple[str, str | None]]] = {
    "a given name may hold a particle": [
        ("市疾控中心主任钱若水介绍,上周就诊人数下降5%。", "市疾控中心主任钱若水"),
        ("首席财务官孙以恒预计,全年营收增长5%。", "首席财务官孙以恒"),
        ("市疾控中心主任钱谷还表示,就诊人数下降5%。", "市疾控中心主任钱谷"),
    ],
    "a quotation before its speaker": [
        ("“新品卖出三万件,均价下降5%。”商会会长周平表示,明年还要扩产。", "商会会长周平"),
        ("“新品卖出三万件。”商会会长周平表示,明年均价下降5%。", "商会会长周平"),
        ("王宁说:“今年收成好,价格上涨5%。”周平表示,明年难说。", "王宁"),
    ],
    "an office or a kind of body stands for its bearer": [
        ("远山茶叶协会秘书长周平说,今年不错。协会预计,产量增长5%。", "远山茶叶协会"),
        ("市水利局局长周平说,今年不错。局长还说,用水量下降5%。", "市水利局局长周平"),
        ("发言人说,用水量下降5%。", "发言人"),
        ("负责人介绍,项目成本下降5%。", "负责人"),
        ("市场监管总局通报,合格率增长5%。", "市场监管总局"),
        ("市场人士称,价格下降5%。", "据悉"),
    ],
    "statistics": [
        ("远山机场集团统计,起降架次下降5%。", "远山机场集团"),
        ("远山科技官网显示,售价下调5%。", "远山科技"),
        ("《茶业白皮书》显示,产量增长5%。", "《茶业白皮书》"),
    ],
    "说 and 称 in words": [
        ("该款手机俗称小白,销量增长5%。", None),
        ("交通署发言人称,客流增长5%。", "交通署发言人"),
    ],
    "brackets are no pause": [
        ("远山环球物流(股份代号:1234)宣布,运费下降5%。", "远山环球物流"),
        ("【本报讯】(记者 周平)远山港口联会公布,吞吐量下降5%。", "远山港口联会"),
    ],
    "named in a paragraph that states no figure": [
        ("商会会长周平表示,今年不错。\n\n天气转凉了。\n\n他说,价格下降5%。", "商会会长周平"),
        ("商会会长周平表示,今年不错。\n\n他说,明年难说。\n\n他还说,价格下降5%。", "商会会长周平"),
        ("商会会长周平表示,今年不错。\n\n王宁说,明年难说。\n\n他还说,价格下降5%。", "王宁"),
        ("远山科技宣布,工厂开工。\n\n王宁说,明年难说。\n\n该公司还宣布,价格下降5%。", "远山科技"),
        ("市水利局局长周平说,今年不错。\n\n王宁说,明年难说。\n\n局长还说,用水量下降5%。", "市水利局局长周平"),
        ("商会会长周平表示,今年不错。" + "\n\n他说,明年难说。" * 100 + "\n\n他还说,价格下降5%。", "商会会长周平"),
    ],
    "traditional": [
        ("遠山港口聯會公布,吞吐量下跌5%。", "遠山港口聯會"),
        ("運輸署負責人說,客流增長5%。", "運輸署負責人"),
    ],
}


def _voice(text: str) -> str | None:
    claim = next(c for c in claims(f"标题\n2025-10-20\n\n{text}") if "5%" in c.figure)
    return "据悉" if claim.hearsay else claim.attribution


@pytest.mark.parametrize(("text", "speaker"), [case for group in GROUPS.values() for case in group])
def test_speaker(text: str, speaker: str | None) -> None:
    assert _voice(text) == speaker


SPANS = {
    "who speaks at a press conference goes on": (
        "副市长周平在发布会上表示,今年很好。\n\n用水量下降5%。",
        "副市长周平",
    ),
    "who speaks elsewhere does not": ("副市长周平表示,今年很好。\n\n用水量下降5%。", None),
    "data speak for their paragraph": ("远山协会数据显示,今年很好。\n\n用水量下降5%。", None),
    "another product of the group is the group's": (
        "远山物流表示,今年很好。\n\n远山机器人服务万家,成本下降5%。",
        "远山",
    ),
    "so is one of another name": (
        "远山物流表示,今年很好。\n\n小山助手5.0服务万家,成本下降5%。\n\n远山机器人也好。",
        "远山",
    ),
    "a branch without a group stays": (
        "远山物流表示,今年很好。\n\n小山助手5.0服务万家,成本下降5%。",
        "远山物流",
    ),
    "a place is no group": (
        "浙江物流表示,今年很好。\n\n小山助手5.0服务万家,成本下降5%。\n\n浙江机器人也好。",
        "浙江物流",
    ),
}


@pytest.mark.parametrize(("text", "speaker"), SPANS.values(), ids=SPANS.keys())
def test_how_far_a_speaker_answers(text: str, speaker: str | None) -> None:
    assert _voice(text) == speaker


@pytest.mark.parametrize(("name", "office"), [("局长", True), ("该协会", True), ("远山协会", False), ("周平", False)])
def test_offices(name: str, office: bool) -> None:
    assert is_office(name) is office
