"""What the drills' sources tell: articles and tables that contradict one another, and change from chapter to chapter.

The same chapter is the same text whenever it is told, so that two runs over the same chapters have seen the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from drills.site import Site

ISLANDS = ("青礁", "白沙", "乌石", "赤湾", "金沙", "银滩", "长岛", "圆岛", "北辰", "南浦", "东屿", "西岭")
_FIRST = date(2025, 1, 6)


@dataclass(frozen=True, slots=True)
class Story:
    """How much is told: more islands and papers make the work of a chapter longer."""

    papers: int = 12
    """Sources that are an article each."""
    rows: int = 150
    """Rows of the one table."""
    told: int = 8
    """How many islands each paper writes of."""
    seed: int = 1

    def slugs(self) -> list[str]:
        """The sources' slugs."""
        return [f"paper-{number:02}" for number in range(self.papers)] + (["table"] if self.rows else [])

    def publish(self, site: Site, chapter: int) -> dict[str, tuple[str, str, str]]:
        """Put a chapter on a site, in place of the one before; returns kind, address and publisher by slug."""
        found = {}
        for number in range(self.papers):
            url = site.article(
                f"/paper/{number}", f"渡轮快讯之{number}", self._day(number), self._lines(number, chapter)
            )
            found[f"paper-{number:02}"] = ("article", url, f"岛屿邮报{number:02}")
        if self.rows:
            url = site.put("/table.csv", self._table(chapter), "text/csv; charset=utf-8")
            found["table"] = ("table", url, "港务局")
        return found

    def _day(self, number: int) -> str:
        # One for each paper: which of two claims of one day is named in a message would be chance.
        return (_FIRST + timedelta(days=number)).isoformat()

    def _lines(self, number: int, chapter: int) -> list[str]:
        chance = random.Random(f"{self.seed} {number} {chapter}")
        start = number * 5
        lines = []
        for place in range(self.told):
            island = ISLANDS[(start + place) % len(ISLANDS)]
            # Some figures are the other papers' as well, so that claims agree, and cease to.
            riders = chance.choice((120, 130, 140 + number))
            lines.append(
                f"{island}渡轮公司表示，2024年载客{riders}万人次，同比增长{chance.randint(2, 40)}%。"
                f"{island}渡轮公司员工达{chance.randint(200, 230)}人，营收约{chance.randint(3, 6)}亿元。"
            )
            if place < chapter % 4:
                lines.append(f"据业内人士称，{island}渡轮公司将新增航线{chance.randint(2, 9)}条。")
        lines.append(f"Harbour Ferries carried {chance.randint(20, 90)} million passengers in 2024, up {number + 2}%.")
        return lines

    def _table(self, chapter: int) -> str:
        chance = random.Random(f"{self.seed} table {chapter}")
        lines = ["subject,metric,value,unit,date,publisher"]
        for row in range(self.rows):
            island = ISLANDS[row % len(ISLANDS)]
            day = date(2022, 1, 31) + timedelta(days=28 * (row // len(ISLANDS)))
            lines.append(f"{island}渡轮公司,停泊艘次,{chance.randint(100, 102 + row % 3)},艘,{day},港务局")
        return "\n".join(lines) + "\n"
