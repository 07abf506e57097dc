"""Figures: what a text's quantities say, and what looks like one and is none. Seen from 2025-10-20."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.extract.chinese import amounts, contexts, hedges, phrases, quantities, traps, units
from tracker.extract.chinese.quantities import Figure, figures
from tracker.values import Rate

PUBLISHED = date(2025, 10, 20)


def _said(figure: Figure) -> str:
    """Write a figure as ``words|low..high|unit|comparator``."""
    low, high = ("" if b is None else f"{b:f}" if isinstance(b, Decimal) else str(b) for b in (figure.low, figure.high))
    return f"{figure.text}|{low}..{high}|{figure.unit}|{figure.comparator}"


def _read(text: str) -> list[str]:
    return [_said(f) for f in figures(text, PUBLISHED)]


NUMERALS = [
    ("库存20亿件", ["20亿件|2000000000..2000000000|count|eq"]),
    ("报名两千三百人", ["两千三百人|2300..2300|count|eq"]),
    ("共一万二", ["一万二|12000..12000|count|eq"]),
    ("增长百分之十二", ["百分之十二|12..12|%|eq"]),
    ("含量为千分之三", ["千分之三|0.3..0.3|%|eq"]),
    ("约五分之四的人", ["约五分之四|0.8..0.8|x|approx"]),
    ("增长１２．５％", ["１２．５％|12.5..12.5|%|eq"]),
    ("接种1,234,567剂", ["1,234,567剂|1234567..1234567|count|eq"]),
    ("兩萬三千個家庭", ["兩萬三千個|23000..23000|count|eq"]),
    ("得票3.5 万张", ["3.5 万张|35000..35000|count|eq"]),
    ("一半的成本", ["一半|0.5..0.5|x|eq"]),
    ("三成五", ["三成五|0.35..0.35|x|eq"]),
    ("八五折", ["八五折|0.85..0.85|x|eq"]),
    ("85折", ["85折|0.85..0.85|x|eq"]),
    ("9折优惠", ["9折|0.9..0.9|x|eq"]),
    ("销量翻番", ["翻番|2..2|x|eq"]),
    ("产值翻了两番", ["翻了两番|4..4|x|eq"]),
    ("跌至-5.2%", ["-5.2%|-5.2..-5.2|%|eq"]),
    ("跌至−5.2%", ["−5.2%|-5.2..-5.2|%|eq"]),
    ("气温零下20℃", ["零下20℃|-20..-20|°C|eq"]),
]

HEDGES = [
    ("超3万家", ["超3万家|30000..|count|gt"]),
    ("超过30个国家", ["超过30个|30..|count|gt"]),
    ("逾1000万份", ["逾1000万份|10000000..|count|gt"]),
    ("突破5000辆", ["突破5000辆|5000..|count|gt"]),
    ("100余个", ["100余个|100..|count|gt"]),
    ("20多万人", ["20多万人|200000..|count|gt"]),
    ("3年多", ["3年多|3..|year|gt"]),
    ("两个多月", ["两个多月|2..|month|gt"]),
    ("至少50所", ["至少50所|50..|count|ge"]),
    ("不低于3%", ["不低于3%|3..|%|ge"]),
    ("28%以上", ["28%以上|28..|%|ge"]),
    ("3级及以上", ["3级及以上|3..|count|ge"]),
    ("99元起", ["99元起|99..|CNY|ge"]),
    ("阅读10万+", ["10万+|100000..|count|ge"]),
    ("三成多是学生", ["三成多|0.3..|x|gt"]),
    ("六成半为女性", ["六成半|0.65..0.65|x|eq"]),
    ("花了两年半的时间", ["两年半|2.5..2.5|year|eq"]),
    ("上百家企业", ["上百家|100..|count|ge"]),
    ("超越九成同行", ["九成|0.9..0.9|x|eq"]),
    ("超越90%同行", ["90%|90..|%|ge"]),
    ("近20%", ["近20%|..20|%|lt"]),
    ("将近五成", ["将近五成|..0.5|x|lt"]),
    ("不足一半", ["不足一半|..0.5|x|lt"]),
    ("历时近三个月", ["近三个月|..3|month|lt"]),
    ("近千名学生", ["近千名|..1000|count|lt"]),
    ("2小时内", ["2小时内|..2|hour|le"]),
    ("50公里以内", ["50公里以内|..50|km|le"]),
    ("18岁以下", ["18岁以下|..18|year|le"]),
    ("高达800万元", ["高达800万元|..8000000|CNY|le"]),
    ("不超过5天", ["不超过5天|..5|day|le"]),
    ("最多3次", ["最多3次|..3|count|le"]),
    ("最高可达40%", ["最高可达40%|..40|%|le"]),
    ("约2亿张", ["约2亿张|200000000..200000000|count|approx"]),
    ("大约 30 分钟", ["大约 30 分钟|30..30|minute|approx"]),
    ("50人左右", ["50人左右|50..50|count|approx"]),
    ("約五億美元", ["約五億美元|500000000..500000000|USD|approx"]),
    ("提升达12%", ["达12%|12..12|%|eq"]),
    ("达到近20%", ["达到近20%|..20|%|lt"]),
    ("超百万用户", ["超百万|1000000..|count|gt"]),
    ("过万名观众", ["过万名|10000..|count|gt"]),
    ("票房破亿", ["破亿|100000000..|CNY|gt"]),
    ("过半用户", ["过半|0.5..|x|gt"]),
    ("千万商品", ["千万|10000000..10000000|count|approx"]),
    ("千万级别的变量", ["千万级别|10000000..100000000|count|order"]),
    ("亿级流量", ["亿级|100000000..1000000000|count|order"]),
    ("十余个站点", ["十余个|10..20|count|range"]),
    ("三五个人", ["三五个|3..5|count|range"]),
    ("二三十家", ["二三十家|20..30|count|range"]),
    ("数十亿元", ["数十亿元|..|CNY|vague"]),
    ("数张照片", ["数张|..|count|vague"]),
    ("有几家公司", ["几家|..|count|vague"]),
    ("若干个问题", ["若干个|..|count|vague"]),
    ("亿万观众", ["亿万|..|count|vague"]),
    ("成千上万的人", ["成千上万|..|count|vague"]),
]

UNITS = [
    ("上升0.5个百分点", ["0.5个百分点|0.5..0.5|pp|eq"]),
    ("下调25个基点", ["25个基点|0.25..0.25|pp|eq"]),
    ("增长5倍", ["5倍|5..5|x|eq"]),
    ("2000万元人民币", ["2000万元人民币|20000000..20000000|CNY|eq"]),
    ("人民币3000万元", ["人民币3000万元|30000000..30000000|CNY|eq"]),
    ("US$3.5亿", ["US$3.5亿|350000000..350000000|USD|eq"]),
    ("HK$200", ["HK$200|200..200|HKD|eq"]),
    ("超€20", ["超€20|20..|EUR|gt"]),
    ("$5 million", ["$5 million|5000000..5000000|USD|eq"]),
    ("1.2亿港元", ["1.2亿港元|120000000..120000000|HKD|eq"]),
    ("300億日圓", ["300億日圓|30000000000..30000000000|JPY|eq"]),
    ("5块钱", ["5块钱|5..5|CNY|eq"]),
    ("投入10亿补贴", ["10亿|1000000000..1000000000|CNY|eq"]),
    ("斥资5亿建厂", ["5亿|500000000..500000000|count|eq"]),
    ("营收达20亿", ["达20亿|2000000000..2000000000|CNY|eq"]),
    ("市值超3万亿", ["超3万亿|3000000000000..|CNY|gt"]),
    ("用户达3亿", ["达3亿|300000000..300000000|count|eq"]),
    ("20亿商品", ["20亿|2000000000..2000000000|count|eq"]),
    ("两年半", ["两年半|2.5..2.5|year|eq"]),
    ("3个半小时", ["3个半小时|3.5..3.5|hour|eq"]),
    ("半年", ["半年|0.5..0.5|year|eq"]),
    ("以9秒83夺冠", ["9秒83|9.83..9.83|second|eq"]),
    ("超34億劑次", ["超34億劑次|3400000000..|count|gt"]),
    ("患病率1.5‰", ["1.5‰|0.15..0.15|%|eq"]),
    ("耗时45秒", ["45秒|45..45|second|eq"]),
    ("次日达", ["次日达|1..1|day|eq"]),
    ("隔日达甚至当日达", ["隔日达|0..2|day|range"]),
    ("占地200平方米", ["200平方米|200..200|m2|eq"]),
    ("装机1000万千瓦", ["1000万千瓦|10000000..10000000|kW|eq"]),
    ("发电3000千瓦时", ["3000千瓦时|3000..3000|kWh|eq"]),
    ("重50kg", ["50kg|50..50|kg|eq"]),
    ("产粮20万吨", ["20万吨|200000..200000|t|eq"]),
    ("12国免签", ["12国|12..12|count|eq"]),
    ("七大市场", ["七大|7..7|count|eq"]),
    ("五种语言", ["五种|5..5|count|eq"]),
    ("两档价格", ["两档|2..2|count|eq"]),
    ("7.8级地震", ["7.8级|7.8..7.8|count|eq"]),
    ("涨至3900点", ["3900点|3900..3900|count|eq"]),
    ("指数突破3900，", ["突破3900|3900..|None|gt"]),
    ("CPI上涨0.3%", ["0.3%|0.3..0.3|%|eq"]),
    ("GDP5%", ["5%|5..5|%|eq"]),
    ("第17年", ["第17年|17..17|year|eq"]),
    ("排名第3位", ["第3位|3..3|count|eq"]),
]

RANGES = [
    ("10-15%", ["10-15%|10..15|%|range"]),
    ("10%至15%", ["10%至15%|10..15|%|range"]),
    ("10％～15％", ["10％～15％|10..15|%|range"]),
    ("-5%至3%", ["-5%至3%|-5..3|%|range"]),
    ("百分之三十至四十", ["百分之三十至四十|30..40|%|range"]),
    ("3到5天", ["3到5天|3..5|day|range"]),
    ("100万至200万元", ["100万至200万元|1000000..2000000|CNY|range"]),
    ("5-8万元", ["5-8万元|50000..80000|CNY|range"]),
    ("3至5倍", ["3至5倍|3..5|x|range"]),
    ("两到三家", ["两到三家|2..3|count|range"]),
    ("从3%到5%", ["3%|3..3|%|eq", "5%|5..5|%|eq"]),
    ("由8%降至6%", ["8%|8..8|%|eq", "6%|6..6|%|eq"]),
    ("5天到3家", ["5天|5..5|day|eq", "3家|3..3|count|eq"]),
]

LISTS = [
    (
        "约2亿张图片及500万条影片",
        ["约2亿张|200000000..200000000|count|approx", "500万条|5000000..5000000|count|approx"],
    ),
    ("超过100家门店和20个城市", ["超过100家|100..|count|gt", "20个|20..|count|gt"]),
    ("分别增长约20%和30%", ["约20%|20..20|%|approx", "30%|30..30|%|approx"]),
    ("超过100家门店，20个城市", ["超过100家|100..|count|gt", "20个|20..20|count|eq"]),
    ("超过100家门店和20%的份额", ["超过100家|100..|count|gt", "20%|20..20|%|eq"]),
    ("约20家和近30家", ["约20家|20..20|count|approx", "近30家|..30|count|lt"]),
    ("快4.6和3.1个百分点", ["4.6|4.6..4.6|pp|eq", "3.1个百分点|3.1..3.1|pp|eq"]),
    ("100家门店和约20个城市", ["100家|100..100|count|eq", "约20个|20..20|count|approx"]),
    ("8折与8.5折两档", ["8折|0.8..0.8|x|eq", "8.5折|0.85..0.85|x|eq", "两档|2..2|count|eq"]),
]

DATES = [
    ("新品10月9日开售", ["10月9日|2025-10-09..2025-10-09|date|eq"]),
    ("促销从10月下旬持续至12月底", ["10月下旬持续至12月底|2025-10-21..2025-12-31|date|range"]),
    ("展期为10月1日至8日", ["10月1日至8日|2025-10-01..2025-10-08|date|range"]),
    ("9月卖出300辆", ["300辆|300..300|count|eq"]),
    ("2025年前三季度营收5亿元", ["5亿元|500000000..500000000|CNY|eq"]),
    ("近三年投入20亿元", ["20亿元|2000000000..2000000000|CNY|eq"]),
]


@pytest.mark.parametrize(("text", "wanted"), NUMERALS)
def test_numerals(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), HEDGES)
def test_hedges(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), UNITS)
def test_units(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), RANGES)
def test_ranges(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), LISTS)
def test_lists(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), DATES)
def test_dates(text: str, wanted: list[str]) -> None:
    assert _read(text) == wanted


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("日均处理100万单", [Rate.DAY]),
        ("每天约3万人次", [Rate.DAY]),
        ("每日最多可省下高达500元", [Rate.DAY]),
        ("月均生成约2亿张图片及500万条影片", [Rate.MONTH, Rate.MONTH]),
        ("每个月20次", [Rate.MONTH]),
        ("每年超20亿件", [Rate.YEAR]),
        ("年均增长5%", [Rate.YEAR]),
        ("年产50万辆", [Rate.YEAR]),
        ("月薪5000元", [Rate.MONTH]),
        ("单日售出3000辆", [Rate.DAY]),
        ("租金3000元/月", [Rate.MONTH]),
        ("时速达300公里/小时", [Rate.HOUR]),
        ("设计时速350公里", [Rate.HOUR]),
        ("9月销量为39.6万辆", [None]),
        ("每日服用2次，每次50毫克", [Rate.DAY, None]),
        ("日均处理100万单，全年30亿单", [Rate.DAY, None]),
        ("日均成交额同比增长20%", [None]),
        ("每年举办论坛，累计500场", [None]),
        ("月活用户3亿人", [None]),
        ("日用品500种", [None]),
        ("每家门店20人", [None]),
        ("人均30元", [None]),
    ],
)
def test_rates(text: str, rates: list[Rate | None]) -> None:
    assert [f.rate for f in figures(text, PUBLISHED)] == rates


@pytest.mark.parametrize(
    ("text", "counter", "precision", "ordinal", "per"),
    [
        ("5万家", "家", "1E+4", False, None),
        ("3架次", "架次", "1", False, None),
        ("8.5折", None, "0.01", False, None),
        ("第3届", "届", "1", True, None),
        ("3000元/吨", None, "1", False, "吨"),
        ("12%", None, "1", False, None),
        ("20亿元", None, "1E+8", False, None),
        ("三成", None, "0.1", False, None),
        ("25个基点", None, "0.01", False, None),
    ],
)
def test_fields(text: str, counter: str | None, precision: str, ordinal: bool, per: str | None) -> None:
    (figure,) = figures(text)
    assert (figure.counter, figure.ordinal, figure.per) == (counter, ordinal, per)
    assert figure.precision == Decimal(precision)


TRAPS = {
    "festivals": "双11 双十一 双12 双11大促 双十一大促 618大促 京东11.11期间 双十二购物节",
    "versions": """
        大模型2.0 系统5.0上线 iOS18 GPT-4 Python3.11.2 V2 v1.2.3 H5 192.168.1.1 C919大型客机 iPhone17
        """,
    "letters": "3C数码 5G 4S店 B2B A股 T+0 Local+ B端 4K 3D",
    "一": """
        一直 一般 一些 一起 一样 一定 一致 一体化 统一 唯一 进一步 一站式 一场 一份报告 一个人 一种 一位 一大批
        一模一样 同一 第一 一方面 一次 一年一度 万一 一旦 一带一路 之一 一家人 一座城 一元化 一分为二 千篇一律
        一年期 一期工程
        """,
    "zero": "0门槛 零售 零距离 零事故 零食 零部件 归零",
    "words": """
        三方 第三方 四川 百度 百货 百姓 千问 万科 万物互联 万万没想到 十分 两岸 双向 三星 五粮液 七夕 六安 四维
        八卦 九州 十堰 三亚 三角 五官 二手车 三农 两会 十四五 二十大 二十届三中全会 三甲医院 二级市场 三期工程
        一线城市 三年级 五年级 半导体 半径 半价 大半 两难 百年老店 千元机 万元户 百家 千里 千万别 千万不要 百万富翁
        两国 二元 三维 四季 五年期 7天期 10年期 十五五规划
        """,
    "idioms": """
        千方百计 五花八门 四面八方 三头六臂 五湖四海 七上八下 三言两语 千家万户 百家争鸣 万人空巷 千人千面
        百里挑一 三心二意 九牛一毛
        """,
    "数 and 几": """
        数据 数字 数码 数学 数量 几乎 几何 多数家庭 少数人 人数个 户数 次数 指数 这几年 近几年 前几天 哪几个
        几十年来
        """,
    "marks": "(2) 1. （一） 第二是 二是 第三条 第1032条 第五章 3号线 10号 1楼 《三体》",
    "scores and codes": """
        3:1 10:30 98：95 13812345678 600519.SH 400-800-1234 007 6222021234567890123 2025/10/20/1 24/7 112比98
        """,
    "clock": "8点 8点30分 上午9时 9时30分 下午三点半 20点整",
    "dates": """
        2025年 2025年“黑五” 9月 去年 三季度 上半年 国庆期间 20日 90年代 三年前 5天后 近三年 过去五年 十年来
        前三季度 Q3 周三 初二 北京10月9日电 北京时间10月9日凌晨3点
        """,
    "joined hedges": "签约 预约 节约 附近 最近 到达 超越 以上 以内 左右",
}


@pytest.mark.parametrize("text", [word for words in TRAPS.values() for word in words.split()])
def test_traps(text: str) -> None:
    assert _read(text) == []
    assert _read(f"他们说，{text}，就是这样。") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("签约20家", "20家"),
        ("预约100人", "100人"),
        ("节约3亿元", "3亿元"),
        ("附近3家", "3家"),
        ("到达20人", "20人"),
        ("抵达5艘", "5艘"),
        ("通过3项", "3项"),
        ("3家以上海为基地的公司", "3家"),
        ("5家国内企业", "5家"),
        ("5万家店铺内测", "5万家"),
        ("3家多元化企业", "3家"),
        ("3起事故", "3起"),
        ("5天内蒙古", "5天"),
        ("1元秒杀", "1元"),
        ("统一设置8折", "8折"),
        ("唯一两家", "两家"),
        ("10亿级补贴", "10亿级"),
        ("iPhone 17卖出300万台", "300万台"),
        ("双11卖出300万台", "300万台"),
        ("2025年300万台", "300万台"),
        ("（2）3家", "3家"),
        ("5.0版服务3万人", "3万人"),
    ],
)
def test_words_that_only_look_like_a_hedge_or_a_unit_stay_outside(text: str, wanted: str) -> None:
    assert [f.text for f in figures(text, PUBLISHED)] == [wanted]


_PIECES = """
    超 逾 近 约 达 高达 至少 不足 以上 以内 左右 起 余 多 内 级 第 每 日均 、 ， 和 至 - ~ / . % 元 万 亿 百 千 十 一 二
    三 五 两 半 几 数 0 1 9 12 3.5 1,234 百分之 分之 个百分点 倍 成 折 家 个 人 年 月 日 天 小时 秒 大 双11 618 10月 9日
    去年 国 分 点 ¥ $ 美元 公司 补贴 营收 翻番 隔日达 甚至 ２ ％ 萬 兩 A 5G （ ） “ ” 负 零下
    """
PIECES = st.sampled_from([" ", "\n", *_PIECES.split()])


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80), st.none() | st.dates())
@example("-万级", None)
@settings(max_examples=300)
def test_any_text_yields_ordered_figures_with_exact_spans(text: str, published: date | None) -> None:
    end = 0
    for figure in figures(text, published):
        assert end <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.text
        if isinstance(figure.low, Decimal) and isinstance(figure.high, Decimal):
            assert figure.low <= figure.high
        end = figure.end


@given(st.integers(1, 10**6), st.sampled_from(["家", "个", "张", "人次"]))
def test_a_count_reads_back(number: int, counter: str) -> None:
    (figure,) = figures(f"共有{number}{counter}，")
    assert figure.low == figure.high == number
    assert (figure.counter, figure.unit) == (counter, "count")


@pytest.mark.parametrize(
    "run", ["9", "一", "亿", "1,", "1-", "1 ", "一分之", "1.", "三年", "111,", "近", "10月至", "“"]
)
def test_long_runs_take_time_in_proportion(run: str) -> None:
    def seconds(times: int) -> float:
        text = run * times
        start = process_time()
        assert len(list(figures(text, PUBLISHED))) <= len(text)
        return process_time() - start

    # Ten times the text: a tenfold time is right, a hundredfold one is not. Short times are noise.
    assert seconds(20_000) < 40 * seconds(2_000) + 0.5


@pytest.mark.parametrize("module", [amounts, contexts, hedges, phrases, quantities, traps, units])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
