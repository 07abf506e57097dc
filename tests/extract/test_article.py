"""Heads of articles: title, date and bylines, wherever they stand."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extract.article import read

DAY = date(2025, 10, 20)
HEADS = [
    # text, title, date, bylines, first words of the body
    ("新桥通车(2) 2025年10月20日  张三 李四\n\n正文。", "新桥通车", DAY, ("张三", "李四"), "正文。"),
    ("新桥通车 2025-10-20 08:30 来源：某某社\n正文。", "新桥通车", DAY, ("某某社",), "正文。"),
    ("新桥通车\n2025/10/20\n正文。", "新桥通车", DAY, (), "正文。"),
    ("# 新桥通车\n\n记者 张三 李四\n2025.10.20\n\n正文。", "新桥通车", DAY, ("张三", "李四"), "正文。"),
    (
        "新桥通车\n文/王五\n日期：2025年10月20日 12:00\n编辑：赵六\n正文开始,没有完。",
        "新桥通车",
        DAY,
        ("王五", "赵六"),
        "正文开始",
    ),
    ("新橋通車\n2025年10月20日 記者陳大文／某市報導\n內文。", "新橋通車", DAY, ("陳大文",), "內文。"),
    ("新桥通车\n张三\n2025年10月20日\n正文。", "新桥通车", DAY, ("张三",), "正文。"),
    ("新桥通车\n正文,没有日期。", "新桥通车", None, (), "正文"),
    ("某市2025年9月新桥通车\n正文。", "某市2025年9月新桥通车", None, (), "正文。"),
    ("正文从这里开始。没有标题。", "", None, (), "正文"),
    ("2025年10月20日，某市宣布新桥通车。\n第二段。", "", None, (), "2025年"),
]


@pytest.mark.parametrize(("text", "title", "published", "bylines", "body"), HEADS)
def test_head_is_read(text: str, title: str, published: date | None, bylines: tuple[str, ...], body: str) -> None:
    article = read(text)
    assert (article.title, article.published, article.bylines) == (title, published, bylines)
    assert text[article.body_start :].lstrip().startswith(body)
    assert text[article.title_start : article.title_end].strip() == title


@pytest.mark.parametrize("text", ["", "\n\n", " ", "2025年13月40日", "标题 2025-02-30"])
def test_a_head_without_a_date_has_none(text: str) -> None:
    assert read(text).published is None
