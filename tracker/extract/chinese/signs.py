"""Signs of speech: where in a text somebody may be said to speak, at a glance."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
    据 据悉 据了解 据传 据闻 据报 说 称 消息 传闻 传言 猜测 报道 报导 网传 记者 援引 引述 所言 所述 所指出 所介绍
    显示 表明 披露 指出 提出 列出 列明 载明 表示 透露 坦言 强调 直言 宣布 认为 写道 回应 证实 谈到 告诉 指,
    介绍 预计 预测 估计 解释 补充 回忆 公告 通报 公布 确认 建议 提到 分析 测算 提醒 呼吁 警告 承认 预估 发现
    监测到 测定 决议 转述 否认 判断 感慨 总结 重申 发布 发出 刊发 预告 统计 截至 编者按
"""
SIGNS: Final = tuple(_WORDS.split())
"""Without one of these there is no cue, nor do they who publish it speak again."""
_SOURCE: Final = "据"
_NO_SOURCE: Final = frozenset("数证占票")
"""In front of 据, what makes another word with it."""


def is_sign(text: str, start: int, word: str) -> bool:
    """Whether a word that was found at ``start`` of a folded text is a sign there."""
    return word != _SOURCE or text[start - 1 : start] not in _NO_SOURCE
