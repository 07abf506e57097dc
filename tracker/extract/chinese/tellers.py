"""Tellers: what those do who say or publish something, and for whom they speak."""

from __future__ import annotations

from typing import Final

from tracker.extract.lazy import pattern

ALONE: Final = 0
"""Speaks for nobody else."""
SPOKESMAN: Final = 1
EXECUTIVE: Final = 2
"""Speaks for a firm: what is told is about the firm."""
HEAD: Final = 3
"""Speaks for a body that is no firm, a team, a shop."""

_STATING: Final[tuple[str, ...]] = (
    *("表示", "说", "称", "介绍", "发布", "公布", "透露", "披露", "宣布", "公告", "预告", "回应", "通报"),
)
"""Verbs of saying and publishing, what is met most first."""
_PAPER: Final = pattern(r"(?:报告|研报|数据|调查|研究|统计|结果|数字|[年季中财]报|指标|情况|信息|内容|资料|论文|说明)$")
_PAPER_END: Final = frozenset("告报据查究计果字标况息容料文明\n")
"""What it ends with; a pattern's end is also before a last line break."""
_SPOKESMAN: Final = pattern(r"(.{2,}[^新闻])(?:新闻)?(?:发言人|(?:相关|有关)?负责人)$")
_OFFICE: Final = frozenset("长裁理官人O练板主")
"""What one's office holds who speaks for others."""
_EXECUTIVES: Final[tuple[str, ...]] = (
    *("总裁", "总经理", "董事长", "创始人", "首席执行官", "首席财务官", "首席运营官", "首席技术官", "行长"),
    *("CEO", "CFO", "COO", "CTO", "执行长", "营运长", "财务长", "科技长"),
)
_EXECUTIVE: Final = pattern(
    rf"(.{{3,}}?)(?:副|原|时任|现任|联席|联合|执行)?(?:{'|'.join(_EXECUTIVES)})"
    r"(?:[兼、及][一-鿿A-Z]{2,10}?)?[一-鿿·]{0,4}$"
)
_HEADS: Final[tuple[str, ...]] = (
    *("负责人", "会长", "理事长", "秘书长", "教练", "校长", "馆长", "园长", "队长", "老板", "店主", "店长", "厂长"),
)
_HEAD_OF: Final = pattern(rf"(.{{2,}}?)的?(?:副|总|主|名誉|荣誉|常务)*(?:{'|'.join(_HEADS)})[一-鿿·]{{0,4}}$")
_COUNTING: Final = pattern(
    r"(?:局|部|署|委|厅|处|办|海关|中心|协会|学会|商会|联会|研究院|研究所|机构|央行|银行|法院|检察院|警方|公安|气象台|天文台|台网|大学|智库|证券|报告|研报)$"
)
"""Whose trade it is to tell of others: what they tell is not about them."""
_COUNTING_END: Final = frozenset("局部署委厅处办关心会院所构行察方安台网学库券告报\n")
_FILED: Final[tuple[str, ...]] = ("公告", "财报", "年报", "季报", "中报", "业绩快报", "业绩预告")


def states(text: str, start: int, end: int) -> bool:
    """Say whether a verb of saying or publishing stands between two offsets."""
    return _holds(text, start, end, _STATING)


def files(text: str, start: int, end: int) -> bool:
    """Say whether what firms must publish is named between two offsets (财报, 公告)."""
    return _holds(text, start, end, _FILED)


def publishes(name: str) -> bool:
    """Say whether words name what figures are published in (季报, 调查结果)."""
    return name[-1] in _PAPER_END and _PAPER.search(name) is not None


def counts_others(name: str) -> bool:
    """Say whether it is somebody's trade to tell of others: what such a one tells is not about him (统计局)."""
    return name[-1] in _COUNTING_END and _COUNTING.search(name) is not None


def represented(name: str) -> tuple[int, int]:
    """Return how long the name is of whom one speaks for, and as what (某公司 of 某公司总裁张三)."""
    if _OFFICE.isdisjoint(name):
        return 0, ALONE
    if name[-1] in "人\n" and (spokesman := _SPOKESMAN.match(name)):
        return spokesman.end(1), SPOKESMAN
    if _holds(name, 0, len(name), _EXECUTIVES) and (executive := _EXECUTIVE.fullmatch(name)):
        return executive.end(1), EXECUTIVE
    if _holds(name, 0, len(name), _HEADS) and (head_of := _HEAD_OF.fullmatch(name)):
        return head_of.end(1), HEAD
    return 0, ALONE


def _holds(text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    at = -1
    for word in words:
        at = text.find(word, start, end)
        if at >= 0:
            break
    return at >= 0
