"""Endings: what the last words of a clause, or of the words before a predicate, say of the rest.

Beside the patterns stand the letters that end them: a look at one letter spares most clauses the rest.
"""

from __future__ import annotations

from typing import Final

from tracker.extract.lazy import pattern

SAID: Final = (
    *("表示", "介绍", "透露", "说", "称", "指出", "认为", "强调", "宣布", "回应", "坦言", "显示", "通报", "公告"),
    *("测算", "预计", "预测", "估算", "获悉", "了解到", "公布", "解释", "补充", "提醒", "分析", "警告", "发现", "估计"),
    *("提出", "监测到", "观测到", "测定", "预估", "报道", "报导", "引述", "坦承", "写道", "披露", "预告", "统计"),
)
_ISSUED: Final = pattern(
    r"(?:发布|发表|公布|公开|披露)了?[^,]{0,14}(?:数据|数字|报告|公报|统计|结果|调查)(?:显示|称)?$"
)
"""Who issues a report speaks, whatever its name."""
_SAID: Final = frozenset(SAID)
_SAID_END: Final = frozenset(word[-1] for word in SAID)
_ISSUED_END: Final = frozenset("据字告报计果查示称")
_AFTERWARDS_END: Final = frozenset("后前际间时")
TELLING_END: Final = _SAID_END | _ISSUED_END | _AFTERWARDS_END
SCENE_END: Final = frozenset("间来际后前")
COMPARATIVE_END: Final = frozenset("高低多少快慢大小长短重宽厚深得获送失补卖售赚亏花耗跌涨报出")
SETTING: Final = (
    *("期间", "同时", "之时", "之际", "以后", "之后", "之前", "以前", "前后", "以来", "方面", "层面"),
    *("上", "中", "下", "里", "内"),
    *("后", "前", "时", "看", "来看", "来说", "而言", "来讲", "为例", "情况下", "背景下", "开始", "起"),
)
SETTING_END: Final = frozenset(words[-1] for words in SETTING)
MEASURE_END: Final = frozenset("率额量价费值数比度")
# A verb or adjective of one character that may stand between a subject and a figure: 重38克, 得22分.
COMPARATIVE: Final = pattern(r"[高低多少快慢大小长短重宽厚深得获送失补卖售赚亏花耗跌涨报]出?$")
SCENE: Final = ("期间", "以来", "之际", "以后", "之后", "之前")
PART_OF: Final = pattern(r"(?:%|[\d一二三四五六七八九十半][成倍折]|一半|半数|以上|左右|分之[一二三四五六七八九十]+)$")
"""What stands before 的 where it only tells how much of the thing (95%的乡镇)."""
PER: Final = pattern(
    r"每(?:一?[股盒桶吨人月天日周年张件次克瓶单位名]|公斤|公吨|平方米|[平]?方呎|盎司|度电?|小时|分钟)(?:派|配|售)?$"
)
"""What a price or a payment is for (产地价每公斤)."""
_AFTERWARDS: Final = pattern(r"(?:之后|以后|之前|以前|之际|期间|(?<![背午先落此])后|(?<![小及按准同])时)$")


def is_afterwards(told: str) -> bool:
    """Say whether a clause only tells after or during what the next one happens."""
    return told[-1] in _AFTERWARDS_END and _AFTERWARDS.search(told, max(0, len(told) - 2)) is not None


def speaks(told: str) -> bool:
    """Say whether the subject of a clause says what comes next."""
    mark = told[-1]
    if mark in _SAID_END and (told[-2:] in _SAID or mark in _SAID or told[-3:] in _SAID):
        return True
    return mark in _ISSUED_END and _ISSUED.search(told) is not None
