"""Tellers: what those do who say or publish something, and for whom they speak."""

from __future__ import annotations

from typing import Final

from tracker.extract.chinese.letters import BEYOND, HOLDING, LASTS, OFFICES
from tracker.extract.lazy import pattern

ALONE: Final = 0
"""Speaks for nobody else."""
SPOKESMAN: Final = 1
EXECUTIVE: Final = 2
"""Speaks for a firm: what is told is about the firm."""
HEAD: Final = 3
"""Speaks for a body that is no firm, a team, a shop."""

# It begins with a class, by which the matcher passes over all else; what it let through is looked back at.
_STATEMENT: Final = pattern(
    r"[发预表说称宣透公介披回通](?:(?<=[说称])|布(?<=[发宣公]布)|告(?<=[预公]告)|示(?<=表示)|露(?<=[透披]露)|绍(?<=介绍)"
    r"|应(?<=回应)|报(?<=通报))"
)
_PAPER: Final = pattern(r"(?:报告|研报|数据|调查|研究|统计|结果|数字|[年季中财]报|指标|情况|信息|内容|资料|论文|说明)$")
_PAPER_END: Final = frozenset("告报据查究计果字标况息容料文明\n")
"""What it ends with; a pattern's end is also before a last line break."""
_SPOKESMAN: Final = pattern(r"(.{2,}[^新闻])(?:新闻)?(?:发言人|(?:相关|有关)?负责人)$")
_EXECUTIVE: Final = pattern(
    r"(.{3,}?)(?:副|原|时任|现任|联席|联合|执行)?(?:董事长|行长|总裁|总经理|首席(?:执行|财务|运营|技术)官|创始人|CEO|CFO|COO|CTO|执行长|营运长|财务长|科技长)"
    r"(?:[兼、及][一-鿿A-Z]{2,10}?)?[一-鿿·]{0,4}$"
)
_HEAD_OF: Final = pattern(
    r"(.{2,}?)的?(?:副|总|主|名誉|荣誉|常务)*(?:会长|理事长|教练|校长|馆长|园长|队长|秘书长|老板|店主|店长|厂长|负责人)[一-鿿·]{0,4}$"
)
_COUNTING: Final = pattern(
    r"(?:局|部|署|委|厅|处|办|海关|中心|协会|学会|商会|联会|研究院|研究所|机构|央行|银行|法院|检察院|警方|公安|气象台|天文台|台网|大学|智库|证券|报告|研报)$"
)
"""Whose trade it is to tell of others: what they tell is not about them."""
_COUNTING_END: Final = frozenset("局部署委厅处办关心会院所构行察方安台网学库券告报\n")
_FILED: Final = pattern(r"公告|财报|年报|季报|半年报|中报|业绩快报|业绩预告")


def states(text: str, start: int, end: int) -> bool:
    """Say whether a verb of saying or publishing stands between two offsets."""
    return _STATEMENT.search(text, start, end) is not None


def files(text: str, start: int, end: int) -> bool:
    """Say whether what firms must publish is named between two offsets (财报, 公告)."""
    return _FILED.search(text, start, end) is not None


def publishes(name: str) -> bool:
    """Say whether words name what figures are published in (季报, 调查结果)."""
    return name[-1] in _PAPER_END and _PAPER.search(name) is not None


def counts_others(name: str) -> bool:
    """Say whether it is somebody's trade to tell of others: what such a one tells is not about him (统计局)."""
    return name[-1] in _COUNTING_END and _COUNTING.search(name) is not None


def represented(name: str) -> tuple[int, int]:
    """Return how long the name is of whom one speaks for, and as what (某公司 of 某公司总裁张三)."""
    if not _holds_office(name):
        return 0, ALONE
    if name[-1] in "人\n" and (spokesman := _SPOKESMAN.match(name)):
        return spokesman.end(1), SPOKESMAN
    if executive := _EXECUTIVE.fullmatch(name):
        return executive.end(1), EXECUTIVE
    if head_of := _HEAD_OF.fullmatch(name):
        return head_of.end(1), HEAD
    return 0, ALONE


def _holds_office(name: str) -> bool:
    for at in range(len(name)):
        if LASTS[min(ord(name[at]), BEYOND)] & OFFICES:
            return not HOLDING.isdisjoint(name)
    return False
