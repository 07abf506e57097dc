"""Families: the groups of an article, told by the names that their branches share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tracker.extract.lazy import pattern

_SHORTEST_GROUP: Final = 2
_BRANCH: Final = pattern(
    r"(?:物流|快递|科技|数科|电器|电商|商城|零售|超市|健康|医药|汽车|能源|地产|影业|文化|游戏|旅行|金融|金服|保险|支付|外卖|"
    r"云|智能|通信|软件|半导体)$"
)
"""The line of business that a branch of a group adds to its name."""
_PLACES: Final = pattern(
    r"中国|全国|国家|[京津沪渝]|北京|上海|天津|重庆|河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|"
    r"海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古|黑龙江|台湾|香港|澳门|深圳|广州|.{1,6}[省市县区州]"
)


class Families:
    """Groups, told by the names that their branches share: 远方 of 远方物流 and 远方手机."""

    def __init__(self, names: Callable[[], set[str]]) -> None:
        """Take where to ask for the names of the article's subjects, if ever a branch speaks."""
        self._names = names
        self._groups: dict[str, str | None] = {}

    def get(self, branch: str) -> str | None:
        """Return the group that a branch belongs to; None where no other name in the article shares its beginning."""
        if branch not in self._groups:
            self._groups[branch] = self._find(branch)
        return self._groups[branch]

    def _find(self, branch: str) -> str | None:
        kind = _BRANCH.search(branch)
        if kind is None:
            return None
        lead = branch[: kind.start()]
        if len(lead) < _SHORTEST_GROUP or _PLACES.fullmatch(lead):
            return None
        shared = (t.startswith(lead) and not t.startswith(branch) and len(t) > len(lead) for t in self._names())
        return lead if any(shared) else None
