"""Signs of speech: where in a text somebody may be said to speak, at a glance."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = """
    据悉 据了解 据传 据闻 据报 说 称 消息 传闻 报道 报导 网传 记者 援引 引述 公告 通报 公布 披露
    指出 表示 透露 坦言 强调 直言 宣布 认为 写道 回应 证实 谈到 告诉 指,
    介绍 预计 预测 估计 解释 补充 回忆 确认 建议 提到 分析 测算 提醒 呼吁 警告 承认 预估 发现
    监测到 测定 决议 转述 否认 判断 感慨 总结 重申 发布 发出 刊发 预告 统计
"""
"""With these a cue may begin."""
_SIGNS_BEHIND: Final = """
    传言 猜测 所言 所述 所指出 所介绍 显示 表明 提出 列出 列明 载明 截至 编者按
"""
"""These stand further on in a cue, or are what the publisher says. Without any of both lists nobody speaks."""
_OPENINGS: Final = """
    根据 依据 另据 有消息 有传闻 有报道 有媒体 有外媒 有多家 外媒 媒体 多家 外界 市场 业内 正如 诚如 就像 宣称 声称
    数据 数字 研报 报告 财报 年报 半年报 中报 季报 一季报 三季报 业绩预告 业绩快报 公报 调查 研究 监测 资料 文件
    官网 官方网站 官微 公众号 年鉴 榜单 白皮书 蓝皮书 招股 说明书 民调 问卷 信息 简报 快报 结果 声明 论文 《
"""
"""A cue may begin with these, but only where one of the signs follows."""
_SOURCE: Final = "据"
_AS: Final = "如"
_NO_SOURCE: Final = frozenset("数证占票")
"""In front of 据, what makes another word with it."""
WORDS: Final = (_SOURCE, _AS, *_SIGNS_BEHIND.split(), *_SIGNS.split(), *_OPENINGS.split())
"""What may be a sign, or open a cue."""
_FIRST_OPENING: Final = 2 + len(_SIGNS_BEHIND.split())
_FIRST_SILENT: Final = _FIRST_OPENING + len(_SIGNS.split())


class Signs:
    """Where a folded text shows that somebody speaks, and where the cues of who does may begin.

    Most sentences hold no sign, and need no closer look.
    """

    __slots__ = ("_last_opening", "_last_shown", "_mixed", "openings", "shown")

    def __init__(self) -> None:
        self.shown: list[int] = []
        self.openings: list[int] = []
        self._last_shown: int = -1
        self._last_opening: int = -1
        self._mixed: bool = False

    def note(self, text: str, key: int, start: int) -> None:
        """Take note of the word of :data:`WORDS` that was found at ``start``."""
        if key == 0:
            self._open(start)
            if text[start - 1 : start] not in _NO_SOURCE:
                self._show(start)
        elif key == 1:
            if text[start - 1 : start] in (",", "。"):
                self._open(start)
        else:
            if key < _FIRST_SILENT:
                self._show(start)
            if key >= _FIRST_OPENING:
                self._open(start)

    def _show(self, start: int) -> None:
        self._mixed = self._mixed or start < self._last_shown
        self._last_shown = start
        self.shown.append(start)

    def _open(self, start: int) -> None:
        if start != self._last_opening:
            self._mixed = self._mixed or start < self._last_opening
            self._last_opening = start
            self.openings.append(start)

    def sort(self) -> None:
        """Put the places in order, once all are noted: words are found by where they end."""
        if self._mixed:
            self.shown.sort()
            self.openings = sorted(set(self.openings))
