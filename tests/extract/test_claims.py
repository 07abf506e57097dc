"""Claims: what each figure of a sentence is about, of what kind, against what, and when."""

from __future__ import annotations

import doctest
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.extract import article, script
from tracker.extract.chinese import baseline, cues, kind, measure, sentences, words
from tracker.extract.claim import Claim
from tracker.extract.claims import as_record, claims

PUBLISHED = date(2025, 10, 20)


def _one(text: str, figure: str) -> Claim:
    return next(c for c in claims(text, PUBLISHED) if figure in c.figure)


SUBJECTS: dict[str, list[tuple[str, str, str | None, str]]] = {
    "named": [
        ("远山汽车9月销量达3万辆。", "3万", "远山汽车", "销量"),
        ("远山汽车9月交付新车3万辆。", "3万", "远山汽车", "交付新车"),
        ("新款“飞鸟”手机搭载5000mAh电池。", "5000", "新款“飞鸟”手机", "搭载电池"),
        ("同日发布的智能手表重38克。", "38", "智能手表", "智能手表"),
        ("服务超百万用户的小鹿3.0,依托云端运行。", "百万", "小鹿3.0", "服务用户"),
    ],
    "carried on": [
        ("远山汽车累计交付3万辆,同比增长5%。", "5%", "远山汽车", "交付"),
        ("远山汽车很忙。该公司拥有68架飞机。", "68", "远山汽车", "飞机"),
        ("飞鸟手机上市,平均好评率提升超40%。", "40%", "飞鸟手机", "好评率"),
        ("远方商城启动活动,新用户可领60元礼包。", "60", "远方商城", "礼包"),
        ("远方物流投入飞鸟2.0,飞鸟2.0缩短时间,让效率提升20%。", "20%", "远方物流", "效率"),
    ],
    "owner and measure": [
        ("全国居民人均可支配收入32509元。", "32509", "全国居民", "人均可支配收入"),
        ("第一产业增加值58亿元;第二产业增加值36亿元。", "36亿", "第二产业", "第二产业增加值"),
        ("近六成受访者表示满意。", "六成", "受访者", "受访者表示满意"),
        ("1. 远山集团\n2. 准点率：92.5%", "92.5", None, "准点率"),
    ],
    "what is counted": [
        ("平台提供300余个行业模板。", "300", None, "提供行业模板"),
        ("模型每天处理30亿商品库。", "30亿", None, "处理商品库"),
        ("商城设置6折与6.5折两档优惠。", "6折", None, "优惠"),
        ("系统月均生成约3亿张照片及700万条视频。", "700万", None, "生成视频"),
    ],
    "the measure that changes is the subject": [
        ("吞吐提升40%,内存占用减少35%。", "35%", "内存占用", "内存占用"),
        ("一线城市房价环比下降0.3%。其中,上海上涨0.2%。", "0.2%", "上海", "房价"),
    ],
    "notes, labels, marks and quotations": [
        ("远山股份(600123)实现营收12亿元(同比增长5%)。", "12亿", "远山股份", "营收"),
        ("远山股份(600123)实现营收12亿元(同比增长5%)。", "5%", "远山股份", "营收"),
        ("- **写入吞吐**提升40%;", "40%", "写入吞吐", "写入吞吐"),
        ("天气很好。\n\n| 最高气温 | 35℃ |", "35", None, "最高气温"),
        ("“社区‘小鹿’贡献者超过800人,”吴凡说。", "800", None, "社区‘小鹿’贡献者"),
    ],
    "traditional": [
        ("遠山電子第三季合併營收約新台幣98億元,年增30.3%。", "98億", "遠山電子", "合併營收"),
        ("遠山電子第三季合併營收約新台幣98億元,年增30.3%。", "30.3", "遠山電子", "合併營收"),
    ],
}


@pytest.mark.parametrize(
    ("text", "figure", "subject", "metric"), [case for group in SUBJECTS.values() for case in group]
)
def test_subject_and_metric(text: str, figure: str, subject: str | None, metric: str) -> None:
    claim = _one(text, figure)
    assert claim.metric == metric
    assert subject is None or claim.subject == subject


KINDS = [
    ("会员回头率提升达13%。", "13%", "change"),
    ("完成率超70%。", "70%", "ratio"),
    ("渗透率提升至57%。", "57%", "ratio"),
    ("人数增至12万人。", "12万", "level"),
    ("得分领先,传球速度高15%。", "15%", "change"),
    ("成绩超越75%同龄人。", "75%", "ratio"),
    ("销量是去年的5倍。", "5倍", "ratio"),
    ("利润率下降0.2个百分点。", "0.2", "change"),
    ("活动有5%的增长。", "5%", "change"),
    ("起售价1999元。", "1999", "price"),
    ("门票880元起。", "880", "price"),
    ("新用户领60元礼包。", "60", "price"),
    ("全场8折优惠。", "8折", "price"),
    ("平台投入了30亿元补贴扶持农户。", "30亿", "level"),
    ("每天节省300万元成本。", "300万", "level"),
    ("电影节来到第23年。", "第23年", "ordinal"),
    ("新线将于10月26日开通。", "10月26日", "date"),
    ("展览周期从11月上旬持续至12月中旬。", "11月上旬", "period"),
    ("做到“一份耕耘,两份收获”。", "两份", "slogan"),
    ("需要数张照片。", "数张", "level"),
]


@pytest.mark.parametrize(("text", "figure", "expected"), KINDS)
def test_kind(text: str, figure: str, expected: str) -> None:
    assert _one(text, figure).kind == expected


FALLS = [
    ("成本降低26%以上。", "26%", None, "-26", "ge"),
    ("成本下降近15%。", "15%", "-15", None, "lt"),
    ("销量同比下降5.5%。", "5.5%", "-5.5", "-5.5", "eq"),
    ("降幅达3%至5%。", "3%", "-5", "-3", "range"),
    ("销量增长逾14%。", "14%", "14", None, "gt"),
]


@pytest.mark.parametrize(("text", "figure", "low", "high", "comparator"), FALLS)
def test_a_fall_is_negative_and_its_bounds_change_places(
    text: str, figure: str, low: str | None, high: str | None, comparator: str
) -> None:
    claim = _one(text, figure)
    assert (claim.low, claim.high) == (low and Decimal(low), high and Decimal(high))
    assert claim.comparator == comparator


BASELINES = [
    ("销量同比增长5%。", "5%", "同比"),
    ("销量环比下降5%。", "5%", "环比"),
    ("营收年增5%。", "5%", "同比"),
    ("销量较去年同期增长5%。", "5%", "去年同期"),
    ("销量比上月增长5%。", "5%", "上月"),
    ("对比传统模式,效率提升5%。", "5%", "传统模式"),
    ("与纸质票相比,效率提升5%。", "5%", "纸质票"),
    ("相比于只卖一种,成交额有3倍差距,粉丝数高5%。", "3倍", "只卖一种"),
    ("相比于只卖一种,成交额有3倍差距,粉丝数高5%。", "5%", "只卖一种"),
    ("营收和利润同比分别增长7%和5%。", "5%", "同比"),
    ("在对手一半的成本上起步。", "一半", "对手"),
    ("价格是对手的三倍。", "三倍", "对手"),
    ("比如,效率提升5%。", "5%", None),
    ("占比提升5%。", "5%", None),
    ("效率提升5%。", "5%", None),
]


@pytest.mark.parametrize(("text", "figure", "expected"), BASELINES)
def test_baseline(text: str, figure: str, expected: str | None) -> None:
    assert _one(text, figure).baseline == expected


PERIODS = [
    ("今年前三季度,营收12亿元。", "12亿", date(2025, 1, 1), date(2025, 9, 30)),
    ("前三季度很好,营收12亿元。", "12亿", date(2025, 1, 1), date(2025, 9, 30)),
    ("截至9月底,用户达5万人。", "5万", None, date(2025, 9, 30)),
    ("9月,营收12亿元。其中,利润3亿元。", "3亿", date(2025, 9, 1), date(2025, 9, 30)),
    ("系统于9月升级,每日节省300万元成本。", "300万", None, None),
    ("利润率较去年下降5%。", "5%", None, None),
    ("新线将于10月26日开通。", "10月26日", date(2025, 10, 26), date(2025, 10, 26)),
]


@pytest.mark.parametrize(("text", "figure", "first", "last"), PERIODS)
def test_period(text: str, figure: str, first: date | None, last: date | None) -> None:
    claim = _one(text, figure)
    assert (claim.period_start, claim.period_end) == (first, last)


NO_CLAIMS = [
    "某社北京9月12日电 会议召开。",
    "10月20日,某局发布数据。",
    "过去10年间,行业变了。",
    "第一,要努力。第二是坚持。",
    "2025届毕业生很多。",
    "敬请期待(2)",
]


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_figures_that_claim_nothing(text: str) -> None:
    assert claims(text, PUBLISHED) == []


def test_title_counts_and_its_date_and_names_do_not() -> None:
    found = claims("电影节来到第23年(2) 2025年10月20日  张三 李四\n\n正文。")
    assert [c.figure for c in found] == ["第23年"]


def test_a_text_without_a_date_is_read_all_the_same() -> None:
    (claim,) = claims("去年营收12亿元。")
    assert (claim.period_start, claim.period_end) == (None, None)


def test_vague_words_and_slogans_are_never_checkable() -> None:
    text = "需要数张照片,亿万观众受益,做到“一份耕耘,两份收获”,营收12亿元。"
    assert [c.figure for c in claims(text) if c.checkable] == ["12亿元"]


def test_record_is_plain() -> None:
    record = as_record(_one("据某某协会统计,9月全国销量同比下降5.5%。", "5.5%"))
    assert record["value"] == Decimal("-5.5")
    assert (record["kind"], record["comparator"], record["unit"]) == ("change", "eq", "%")
    assert (record["period_start"], record["period_end"]) == ("2025-09-01", "2025-09-30")
    assert (record["attribution"], record["hearsay"], record["baseline"]) == ("某某协会", False, "同比")
    date_record = as_record(_one("新线将于10月26日开通。", "10月26日"))
    assert date_record["value"] == date_record["low"] == "2025-10-26"


WORDS = [
    "增长",
    "下降",
    "表示",
    "据悉",
    "同比",
    "较去年",
    "公司",
    "其中",
    "显示",
    "第",
    "说",
    "某某集团",
    "相比于",
    "今年",
]
SIGNS = "一二两三十百千万亿个%倍折元年月日的了和、，。：；“”「」（）()《》\n #-*1234567890.成半数张"
PIECES = st.sampled_from([*SIGNS, *WORDS])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_is_read_and_its_spans_are_exact(text: str) -> None:
    for claim in claims(text, PUBLISHED):
        assert text[claim.start : claim.end] == claim.figure
        assert text[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert claim.sentence_start <= claim.start < claim.sentence_end
        as_record(claim)


@pytest.mark.parametrize(
    "piece", ["销量增长5%,", "“某某表示", "(据悉,12%)", "的", "1万家、", '"', "第三,", "比去年高5%"]
)
def test_a_line_twice_as_long_takes_about_twice_as_long(piece: str) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        claims(text, PUBLISHED)
        return time.process_time() - started

    short, long = piece * (8000 // len(piece)), piece * (32000 // len(piece))
    seconds(short)
    # Quadratic work would take sixteen times as long; the floor keeps a busy machine from failing the test.
    assert seconds(long) < 9 * max(seconds(short), 0.05)


@pytest.mark.parametrize("module", [article, baseline, cues, kind, measure, script, sentences, words])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
