"""Denominations: the words of units, as tables: shares, currencies, times, physical units and counters, folded."""

from __future__ import annotations

from typing import Final

from tracker.values import UNIT_MULTIPLE, UNIT_PERCENT, UNIT_POINTS

SHARES: Final = {
    "%": (UNIT_PERCENT, "1"),
    "‰": (UNIT_PERCENT, "0.1"),
    "个百分点": (UNIT_POINTS, "1"),
    "百分点": (UNIT_POINTS, "1"),
    "个pct": (UNIT_POINTS, "1"),
    "pct": (UNIT_POINTS, "1"),
    "pp": (UNIT_POINTS, "1"),
    "个基点": (UNIT_POINTS, "0.01"),
    "基点": (UNIT_POINTS, "0.01"),
    "bp": (UNIT_POINTS, "0.01"),
    "BP": (UNIT_POINTS, "0.01"),
    "bps": (UNIT_POINTS, "0.01"),
    "倍": (UNIT_MULTIPLE, "1"),
    "成": (UNIT_MULTIPLE, "0.1"),
    "折": (UNIT_MULTIPLE, "0.1"),
    "厘": (UNIT_PERCENT, "1"),
}

MONEY: Final = {
    ("CNY", "1"): "元 元人民币 人民币 块钱",
    ("CNY", "0.1"): "角钱 毛钱",
    ("CNY", "0.01"): "分钱",
    ("USD", "1"): "美元 美金",
    ("USD", "0.01"): "美分",
    ("HKD", "1"): "港元 港币 元港币",
    ("EUR", "1"): "欧元",
    ("GBP", "1"): "英镑",
    ("JPY", "1"): "日元 日圆",
    ("KRW", "1"): "韩元",
    ("TWD", "1"): "新台币 元新台币 台币",
    ("AUD", "1"): "澳元",
    ("MOP", "1"): "澳门元",
    ("CAD", "1"): "加元",
    ("SGD", "1"): "新加坡元 新元 坡元",
    ("NZD", "1"): "新西兰元",
    ("CHF", "1"): "瑞士法郎 瑞郎",
    ("RUB", "1"): "卢布",
    ("INR", "1"): "卢比 印度卢比",
    ("IDR", "1"): "印尼盾",
    ("VND", "1"): "越南盾",
    ("THB", "1"): "泰铢",
    ("MYR", "1"): "林吉特 令吉",
    ("PHP", "1"): "菲律宾比索",
    ("BRL", "1"): "雷亚尔",
    ("TRY", "1"): "里拉",
    ("ZAR", "1"): "兰特",
    ("AED", "1"): "迪拉姆",
    ("SAR", "1"): "沙特里亚尔",
    ("SEK", "1"): "瑞典克朗",
    ("NOK", "1"): "挪威克朗",
    ("DKK", "1"): "丹麦克朗",
}
"""Words behind a number that make it money, by ISO 4217 code and what one is worth in it."""
CURRENCIES: Final = frozenset(code for code, _ in MONEY)
MONEY_CODES: Final = ("CNY", "USD", "HKD", "EUR", "GBP", "JPY", "KRW", "TWD", "AUD", "CAD", "SGD", "CHF")

MONEY_SIGNS: Final = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "$": "USD",
    "¥": "CNY",
    "￥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₽": "RUB",
    "₹": "INR",
    "RMB": "CNY",
    "人民币": "CNY",
    "新台币": "TWD",
    "台币": "TWD",
    "港币": "HKD",
    "港元": "HKD",
    **{code: code for code in MONEY_CODES},
}
"""What stands before a number and makes it money."""

_TIMES: Final = {
    "second": "秒 秒钟",
    "minute": "分钟",
    "hour": "小时 个小时 钟头 个钟头",
    "day": "天 日 个工作日 个交易日",
    "week": "周 个星期 星期 个礼拜",
    "month": "个月 月",
    "quarter": "个季度 季",
    "year": "年 周年 岁 周岁",
}
TIMES: Final = {word: name for name, words in _TIMES.items() for word in words.split()}

MEASURES: Final = {
    ("km", "1"): "公里 千米 km",
    ("m", "1"): "米 公尺",
    ("cm", "1"): "厘米 公分 cm",
    ("mm", "1"): "毫米 mm",
    ("um", "1"): "微米",
    ("nm", "1"): "纳米 nm",
    ("mi", "1"): "英里",
    ("nmi", "1"): "海里",
    ("in", "1"): "英寸",
    ("ft", "1"): "英尺 呎",
    ("lb", "1"): "磅",
    ("ly", "1"): "光年",
    ("m2", "1"): "平方米 平米 平方公尺 ㎡",
    ("ft2", "1"): "平方英尺 平方呎 方呎 平方尺",
    ("ping", "1"): "坪",
    ("km2", "1"): "平方公里 平方千米",
    ("mu", "1"): "亩",
    ("ha", "1"): "公顷",
    ("acre", "1"): "英亩",
    ("m3", "1"): "立方米",
    ("L", "1"): "升 公升 L",
    ("mL", "1"): "毫升 ml mL",
    ("t", "1"): "吨 公吨",
    ("kg", "1"): "公斤 千克 kg",
    ("kg", "0.5"): "斤 市斤",
    ("g", "1"): "克 g",
    ("mg", "1"): "毫克 mg",
    ("ug", "1"): "微克",
    ("oz", "1"): "盎司",
    ("kWh", "1"): "千瓦时 度电 kWh",
    ("MWh", "1"): "兆瓦时 MWh",
    ("GWh", "1"): "GWh 吉瓦时",
    ("TWh", "1"): "TWh 太瓦时",
    ("kW", "1"): "千瓦 kW",
    ("MW", "1"): "兆瓦 MW",
    ("GW", "1"): "吉瓦 GW",
    ("W", "1"): "瓦 W",
    ("V", "1"): "伏",
    ("hp", "1"): "马力",
    ("Nm", "1"): "牛·米 牛米",
    ("mAh", "1"): "毫安时 mAh",
    ("Hz", "1"): "赫兹 Hz",
    ("kHz", "1"): "kHz",
    ("MHz", "1"): "MHz",
    ("GHz", "1"): "GHz",
    ("B", "1"): "字节",
    ("KB", "1"): "KB",
    ("MB", "1"): "MB",
    ("GB", "1"): "GB",
    ("TB", "1"): "TB",
    ("Mbps", "1"): "Mbps",
    ("Gbps", "1"): "Gbps",
    ("°C", "1"): "℃ °C 摄氏度",
    ("kcal", "1"): "千卡 大卡",
    ("kPa", "1"): "千帕",
    ("hPa", "1"): "百帕",
    ("nit", "1"): "尼特 nit nits",
    ("bit", "1"): "比特 量子比特",
    ("mmHg", "1"): "毫米汞柱",
    ("dB", "1"): "分贝",
    ("TEU", "1"): "TEU 标准箱",
}
"""Physical units, by their symbol and what one is worth in it."""


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


COUNTERS: Final = _words(
    """
    个 家 条 张 份 名 位 人 人次 款 种 次 件 台 辆 部 只 套 座 所 项 场 轮 批 支 户 间 单 笔 组 类 例 宗 枚 架 艘
    架次 车次 班次 台次 辆次 列次 吨次 户次 人份 剂 剂次 片 盒 瓶 袋 箱 桶 杯 颗 粒 棵 株 幅 篇 册 集 幢 栋 套房
    层 档 根 趟 城市 国家 省份 省市 站 处 条线 字 页 字符 像素 批次 场次 篮板 助攻 局 胜
    """
)
WEAK: Final = _words(
    """
    国 期 届 店 城 县 区 省 市 镇 村 门 股 手 桩 匹 头 尾 羽 口 席 票 分 点 球 步 度 级 节 起 列 队 对 双 副 块 卷 大 面
    伙 顶 盏 封 朵 首
    """
)
"""Counters that mean a count only behind Arabic digits, 万 and 亿, or a hedge: small Chinese numerals make words of
them (三期工程, 二级市场, 两国, 十分)."""

VAGUE: Final = _words(
    """
    家 个 条 张 份 名 位 款 国 种 次 件 台 辆 部 套 座 所 项 场 轮 批 支 户 笔 例 起 枚 篇 棵 天 年 日 周 个月 个小时
    小时 分钟 秒
    """
)
"""Units that make a quantity of a bare 数 or 几 (数张, 几家)."""
