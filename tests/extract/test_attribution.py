"""Who says it: small articles in words of their own, grouped by what governs what."""

from __future__ import annotations

import pytest

from tracker.extract.chinese.parties import is_body, speaks_as_body
from tracker.extract.claims import claims

GROUPS: dict[str, list[tuple[str, str | None]]] = {
    "verbs of saying": [
        ("某某集团表示,销量增长5%。", "某某集团"),
        ("某某集团总裁张三在发布会上指出,销量增长5%。", "某某集团总裁张三"),
        ("某某研究院近日透露,销量增长5%。", "某某研究院"),
        ("张三对记者说:“销量增长5%。”", "张三"),
        ("“销量增长5%,”张三说,“还会更多。”", "张三"),
        ("销量增长5%,张三表示。", "张三"),
        ("对用户来说,价格下降5%。", None),
        ("这款名称为新星的产品销量增长5%。", None),
    ],
    "sources": [
        ("据某某协会统计,销量增长5%。", "某某协会"),
        ("某某统计局数据显示,销量增长5%。", "某某统计局"),
        ("《行业发展报告》显示,销量增长5%。", "《行业发展报告》"),
        ("记者从某某银行获悉,贷款余额增长5%。", "某某银行"),
        ("正如李四所说,销量增长5%。", "李四"),
        ("3万家门店抽样数据显示,销量增长5%。", None),
    ],
    "hearsay": [
        ("据悉,销量增长5%。", "据悉"),
        ("据了解,销量增长5%。", "据悉"),
        ("业内人士称,销量增长5%。", "据悉"),
        ("有消息称,销量增长5%。", "据悉"),
    ],
    "nobody": [("今年销量增长5%。", None), ("张三买了5%的股份。", None)],
    "traditional": [("某某公司表示,銷量成長5%。", "某某公司"), ("張三指出，銷量增加5%。", "張三")],
}


def _voice(text: str) -> str | None:
    claim = next(c for c in claims(text) if "5%" in c.figure)
    return "据悉" if claim.hearsay else claim.attribution


@pytest.mark.parametrize(("text", "speaker"), [case for group in GROUPS.values() for case in group])
def test_speaker_of_a_sentence(text: str, speaker: str | None) -> None:
    assert _voice(text) == speaker


SPANS = {
    "an opener answers for the paragraphs after it": (
        "某某集团表示,今年很好。\n\n销量增长5%。",
        "某某集团",
    ),
    "a headline names its body before a colon": ("某某统计局:销量增长5%\n\n正文。", "某某统计局"),
    "until a heading": ("某某集团表示,今年很好。\n\n海外市场\n\n销量增长5%。", None),
    "until another party has spoken": (
        "某某集团表示,今年很好。\n\n某某协会指出,明年也好。\n\n销量增长5%。",
        None,
    ),
    "one who is quoted answers for the paragraph only": (
        "某某集团表示,今年很好。\n\n正如李四所说,前景广阔。\n\n销量增长5%。",
        "某某集团",
    ),
    "and for all of that paragraph": (
        "某某集团表示,今年很好。\n\n正如李四所说,前景广阔。销量增长5%。",
        "李四",
    ),
    "another body, in a section in reported voice, speaks for its own": (
        "某某集团表示,今年很好。\n\n远方物流投入新设备,销量增长5%。",
        "远方物流",
    ),
    "in the publisher's own voice it does not": ("今年很好。\n\n远方物流投入新设备,销量增长5%。", None),
    "hearsay ends with its paragraph": ("据悉,今年很好。\n\n销量增长5%。", None),
    "a quotation is closed by its speaker": ("“今年很好。销量增长5%。”张三说。", "张三"),
    "a pronoun is the last speaker": ("张三表示,今年很好。他还说,销量增长5%。", "张三"),
    "or whom the paragraph is about": ("李四是农民。他说,销量增长5%。", "李四"),
    "a free quotation is its sentence's subject's": (
        "远方商城启动招商,“用一半的时间,让销量增长5%的目标实现”。",
        "远方商城",
    ),
    "a quoted term is nobody's": ("远方商城启动“5%返现”活动。", None),
    "the publisher's own look at the market": (
        "某某集团表示,今年很好。\n\n截至发稿,公司股价上涨5%。",
        None,
    ),
}


@pytest.mark.parametrize(("text", "speaker"), SPANS.values(), ids=SPANS.keys())
def test_how_far_a_speaker_answers(text: str, speaker: str | None) -> None:
    assert _voice(f"标题\n2025-10-20\n\n{text}") == speaker


@pytest.mark.parametrize(
    ("name", "body"),
    [("某某集团官方", True), ("某某局", True), ("某某集团董事长张三", False), ("南部", False), ("结局", False)],
)
def test_bodies_are_told_by_their_last_words(name: str, body: bool) -> None:
    assert is_body(name) is body


@pytest.mark.parametrize(("name", "body"), [("远方", True), ("张三", False), ("远方总裁", False)])
def test_a_bare_name_with_a_family_name_is_a_person(name: str, body: bool) -> None:
    assert speaks_as_body(name) is body
