"""Periods: the dates that words name, seen from 2025-10-20 (a Monday)."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.chinese import calendars, dates, periods
from tracker.extract.chinese.periods import Period
from tracker.extract.chinese.periods import periods as read

PUBLISHED = date(2025, 10, 20)


def _one(text: str, published: date | None = PUBLISHED) -> Period:
    found = list(read(text, published))
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].text
    return found[0]


def _days(period: Period) -> str:
    return f"{period.first or ''}..{period.last or ''}"


@pytest.mark.parametrize(
    ("text", "said", "days"),
    [
        # days
        ("10月9日", "10月9日", "2025-10-09..2025-10-09"),
        ("2024年2月29日", "2024年2月29日", "2024-02-29..2024-02-29"),
        ("去年12月3日", "去年12月3日", "2024-12-03..2024-12-03"),
        ("十月九日", "十月九日", "2025-10-09..2025-10-09"),
        ("三月二十五日", "三月二十五日", "2025-03-25..2025-03-25"),
        ("１０月９日", "１０月９日", "2025-10-09..2025-10-09"),
        ("10 月 9 日", "10 月 9 日", "2025-10-09..2025-10-09"),
        ("发布于2025-03-05", "2025-03-05", "2025-03-05..2025-03-05"),
        ("发布于2025.03.05", "2025.03.05", "2025-03-05..2025-03-05"),
        ("昨日", "昨日", "2025-10-19..2025-10-19"),
        ("今天", "今天", "2025-10-20..2025-10-20"),
        ("后天", "后天", "2025-10-22..2025-10-22"),
        ("据新华社18日电", "18日", "2025-10-18..2025-10-18"),
        ("据新华社28日电", "28日", "2025-09-28..2025-09-28"),
        # weeks
        ("本周", "本周", "2025-10-20..2025-10-26"),
        ("上周", "上周", "2025-10-13..2025-10-19"),
        ("上周三", "上周三", "2025-10-15..2025-10-15"),
        ("下周五", "下周五", "2025-10-31..2025-10-31"),
        # months and their parts
        ("9月", "9月", "2025-09-01..2025-09-30"),
        ("9月份", "9月份", "2025-09-01..2025-09-30"),
        ("2025年2月", "2025年2月", "2025-02-01..2025-02-28"),
        ("10月上旬", "10月上旬", "2025-10-01..2025-10-10"),
        ("10月中旬", "10月中旬", "2025-10-11..2025-10-20"),
        ("10月下旬", "10月下旬", "2025-10-21..2025-10-31"),
        ("9月初", "9月初", "2025-09-01..2025-09-10"),
        ("12月底", "12月底", "2025-12-21..2025-12-31"),
        ("本月", "本月", "2025-10-01..2025-10-31"),
        ("上个月", "上个月", "2025-09-01..2025-09-30"),
        ("下月中旬", "下月中旬", "2025-11-11..2025-11-20"),
        # quarters and halves
        ("第三季度", "第三季度", "2025-07-01..2025-09-30"),
        ("三季度", "三季度", "2025-07-01..2025-09-30"),
        ("2024年第四季度", "2024年第四季度", "2024-10-01..2024-12-31"),
        ("今年Q3", "今年Q3", "2025-07-01..2025-09-30"),
        ("前三季度", "前三季度", "2025-01-01..2025-09-30"),
        ("今年前9个月", "今年前9个月", "2025-01-01..2025-09-30"),
        ("上半年", "上半年", "2025-01-01..2025-06-30"),
        ("去年下半年", "去年下半年", "2024-07-01..2024-12-31"),
        ("上季度", "上季度", "2025-07-01..2025-09-30"),
        ("1-9月", "1-9月", "2025-01-01..2025-09-30"),
        ("2024年1—6月", "2024年1—6月", "2024-01-01..2024-06-30"),
        # years
        ("今年", "今年", "2025-01-01..2025-12-31"),
        ("去年", "去年", "2024-01-01..2024-12-31"),
        ("2023年度", "2023年度", "2023-01-01..2023-12-31"),
        ("二〇二三年", "二〇二三年", "2023-01-01..2023-12-31"),
        ("年初", "年初", "2025-01-01..2025-01-31"),
        ("去年底", "去年底", "2024-12-01..2024-12-31"),
        # windows
        ("近三个月", "近三个月", "2025-07-20..2025-10-20"),
        ("近五年来", "近五年来", "2020-10-20..2025-10-20"),
        ("最近10天", "最近10天", "2025-10-10..2025-10-20"),
        ("过去一年", "过去一年", "2024-10-20..2025-10-20"),
        ("未来5年", "未来5年", "2025-10-20..2030-10-20"),
        ("十年来", "十年来", "2015-10-20..2025-10-20"),
        ("今年以来", "今年以来", "2025-01-01..2025-10-20"),
        ("年初至今", "年初至今", "2025-01-01..2025-10-20"),
        # festivals
        ("双11", "双11", "..2025-11-11"),
        ("双十一大促", "双十一大促", "..2025-11-11"),
        ("去年“双11”", "去年“双11”", "..2024-11-11"),
        ("双十二", "双十二", "..2025-12-12"),
        ("618大促", "618大促", "..2025-06-18"),
        ("6·18期间", "6·18期间", "..2025-06-18"),
        ("2024年“黑五”", "2024年“黑五”", "..2024-11-29"),
        ("国庆期间", "国庆期间", "2025-10-01..2025-10-07"),
        ("春节假期", "春节假期", "2025-01-29..2025-02-04"),
        ("2024年中秋", "2024年中秋", "2024-09-17..2024-09-17"),
        # open ends
        ("截至9月底", "截至9月底", "..2025-09-30"),
        ("截至2025年6月30日", "截至2025年6月30日", "..2025-06-30"),
        ("自9月1日起", "9月1日起", "2025-09-01.."),
        # from one to the other
        ("10月1日至8日", "10月1日至8日", "2025-10-01..2025-10-08"),
        ("10月20日到11月14日", "10月20日到11月14日", "2025-10-20..2025-11-14"),
        ("9月中旬持续至11月初", "9月中旬持续至11月初", "2025-09-11..2025-11-10"),
        ("2023年至2025年", "2023年至2025年", "2023-01-01..2025-12-31"),
        ("2023-2025年", "2023-2025年", "2023-01-01..2025-12-31"),
        ("2024年11月至2025年1月", "2024年11月至2025年1月", "2024-11-01..2025-01-31"),
        ("12月至次年2月", "12月至次年2月", "2025-12-01..2026-02-28"),
        ("11月20日至1月5日", "11月20日至1月5日", "2025-11-20..2026-01-05"),
    ],
)
def test_resolved(text: str, said: str, days: str) -> None:
    period = _one(text)
    assert (period.text, _days(period)) == (said, days)


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("12月", date(2025, 1, 10), "2024-12-01..2024-12-31"),
        ("12月底", date(2025, 10, 20), "2025-12-21..2025-12-31"),
        ("1月", date(2025, 12, 20), "2025-01-01..2025-01-31"),
        ("双11", date(2025, 1, 10), "..2024-11-11"),
        ("上月", date(2025, 1, 10), "2024-12-01..2024-12-31"),
        ("上季度", date(2025, 2, 10), "2024-10-01..2024-12-31"),
        ("近一个月", date(2025, 3, 31), "2025-02-28..2025-03-31"),
        ("2月30日", date(2025, 3, 31), ".."),
        ("去年", date(1, 1, 1), ".."),
        ("明年", date(9999, 1, 1), ".."),
    ],
)
def test_seen_from_another_day(text: str, published: date, days: str) -> None:
    assert _days(_one(text, published)) == days


@pytest.mark.parametrize("text", ["9月", "去年", "上月", "近三个月", "双11", "10月9日", "本周", "上半年"])
def test_without_a_publication_date_relative_words_stay_open(text: str) -> None:
    assert _days(_one(text, None)) == ".."


def test_without_a_publication_date_a_written_year_is_enough() -> None:
    assert _days(_one("2025年9月至11月", None)) == "2025-09-01..2025-11-30"


NONE = """
    3个月 五年级 90年代 9折 10家 2.5亿 1.10元 历时近三个月 有近十年经验 618元 双方 双向 双11个 五一路 3C 11.11亿
    每年 周年 十日谈 7日内 3日游 一日三餐 日前 月均 本科 上海 下降 前者 未来可期 今后 近视 最近 此前 第三方 Q版
    """


@pytest.mark.parametrize("text", NONE.split())
def test_no_period(text: str) -> None:
    assert [p.text for p in read(text, PUBLISHED)] == []


@pytest.mark.parametrize(
    "text",
    [
        "新品10月9日开售",
        "活动将于11月1日启动",
        "展期为10月1日至8日。",
        "促销从10月下旬持续至12月底",
        "赛事自9月1日至9月15日举行",
    ],
)
def test_times_that_are_claimed(text: str) -> None:
    assert [p.figure for p in read(text, PUBLISHED)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "10月9日，公司公告",
        "10月9日晚间，公司公告",
        "本报讯 10月9日电",
        "据10月9日消息",
        "（10月9日）",
        "标题 2025年10月20日  记者 王",
        "较10月9日增长",
        "截至10月9日",
        "于9月完成",
        "1-9月，全国",
        "2023年至2025年，公司",
        "去年",
        "上周三",
        "国庆期间",
    ],
)
def test_times_that_set_the_scene(text: str) -> None:
    assert [p.figure for p in read(text, PUBLISHED)] == [False]


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.sampled_from(["{y}年{m}月{d}日", "{y}-{m:02d}-{d:02d}"]))
def test_a_written_day_reads_back(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    period = _one(text, None)
    assert (period.first, period.last, period.text) == (day, day, text)


@given(
    st.text(
        alphabet="今去明前上下本年月日号周双11618黑五初底末至到-—持续截近过去未来第三季度Q春节“”，。 0123456789十",
        max_size=50,
    ),
    st.none() | st.dates(),
)
def test_any_text_yields_ordered_periods(text: str, published: date | None) -> None:
    end = 0
    for period in read(text, published):
        assert end <= period.start < period.end <= len(text)
        assert text[period.start : period.end] == period.text
        end = period.end


def test_shopping_festivals_of_every_year_are_on_their_day() -> None:
    for year in range(2000, 2040):
        last = calendars.festival("黑五", year)[1]
        assert last is not None
        assert last.weekday() == 4
        assert (last - timedelta(1)).day in range(22, 29)


@pytest.mark.parametrize("module", [calendars, dates, periods])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
