"""Words that tell nothing apart: verbs around a figure, words of time, and what names of companies and offers carry."""

from __future__ import annotations

from typing import Final

FILLERS: Final = """
实现, 服务, 横跨, 遍及, 涵盖, 包括, 包含, 用上, 用上了, 达到, 达成, 达, 完成, 取得, 录得, 获得, 创下, 突破, 超过, 超,
约, 近, 逾, 报, 为, 是, 至, 到, 了, 的, 在, 和, 与, 及, 以及, 等, 其, 由, 对, 从, 被, 有, 将, 已, 可, 可达, 预计,
有望, 预期, 披露, 公布, 显示, 提供, 推出, 投入, 生成, 制作, 节省, 节约, 降低, 减少, 提升, 提高, 上升, 下降, 上涨,
下跌, 回落, 增加, 增至, 降至, 升至, 带来, 带动, 拉动, 贡献, 覆盖, 接待, 吸引, 运送, 运输, 发送, 承运, 湧入, 涌入,
入驻, 拥有, 持有, 共有, 现有, 设有, 开设, 售出, 卖出, 销售出, 赠送, 出现, 发生, 收到, 收获, 支付, 用于, 使用, 采用,
同比, 环比, 较去年, 较上年, 去年, 今年, 明年, 上年, 当年, 当期, 本期, 报告期, 期内, 期末, 年末, 年底, 月末, 目前,
截至, 前三季度, 一季度, 二季度, 三季度, 四季度, 第一季度, 第二季度, 第三季度, 第四季度, 各地, 全省, 全市, 全国, 全镇,
全县, 全球, 本市, 我国, 我省, 我市, 公司, 集团, 人民币, 美元, 左右, 以上, 以下, 规模以上, 活动, 启动, 开始, 走到,
情况, 水平, 方面, 支持, 扶持, 一线, 变动, a, an, the, of, in, on, for, to, at, by, from, with, and, or, as, its,
their, his, her, our, this, that, these, those, than, it, they, who, which, is, are, was, were, be, been, being, has,
have, had, do, did, will, would, could, may, might, can, should, there, about, report, reported, post, posted, record,
recorded, expect, expected, guide, guided, forecasts, see, saw, say, said, reach, reached, hit, rise, rose, risen,
grow, grew, grown, climb, climbed, jump, jumped, fall, fell, fallen, drop, dropped, increased, decreased, declined,
up, down, stand, stood, come, came, go, went, make, made, get, got, take, took, bring, brought, give, gave, run, ran,
hold, held, carry, carried, serve, served, handle, handled, draw, drew, attract, attracted, count, counted, offer,
offered, provide, provided, book, booked, earn, earned, generate, ship, sell, sold, spend, spent, pay out, paid out,
amount to, worth, stated, year on year, year over year, quarter on quarter, month on month, last year, this year,
first quarter, second quarter, third quarter, fourth quarter, q1, q2, q3, q4, h1, h2, nine months, so far, now,
currently, still, just, more, less, group, company, consolidated
"""
"""Around the words that say what is measured."""

DESCRIPTIONS: Final = """
公司, 集团, 企业, 股份, 股份有限公司, 有限公司, 有限责任公司, 控股, 平台, 电商平台, 品牌, 巨头, 龙头, 模式, 机制,
系统, 活动, 大促, 项目, 计划, 官方, 官网, 今年, 去年, 目前, 旗下, 的, 某, 该, 本, 全, 等, 在内, 升级版, 新版, 全新,
智能, AI, AI驱动, 基于AI, 人工智能, 大模型, 车企, 新能源车企, 造车新势力, 上市公司, 零售商, 航空公司, 运营商, 国产,
知名, 著名, 第三方, 购物节, 客服, AI客服, 工具, 产品, 软件, 应用, 今年以来, 本期, 期间, 整体, 自身, 方面, 项下, 其,
the, a, an, group, company, firm, inc, ltd, limited, plc, corp, corporation, co, ag, sa, se, nv, llc, gmbh, ab, asa,
holding, retailer, supermarket, carmaker, automaker, manufacturer, maker, bank, lender, airline, carrier, operator,
insurer, brewer, drugmaker, startup, start up, giant, platform, e commerce, tech, rival, chain, developer, producer,
supplier, agency, bureau, office, provider, service, app, programme, program, festival, promotion, listed, parent,
state, owned, its, this, year, quarter, currently
"""
"""Beside a name, without making it another's."""

FORMS: Final = frozenset({
    "inc", "ltd", "limited", "plc", "corp", "corporation", "co", "company", "group", "holding", "holdings", "ag", "sa",
    "se", "nv", "llc", "gmbh", "ab", "asa",
})  # fmt: skip
"""Legal forms in Latin script, which a name may carry or not."""
SUFFIXES: Final = (
    "集团股份有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "控股集团",
    "集团",
    "股份",
    "控股",
)
"""The same in Chinese, the longest first."""

PLACES: Final = """
中国, 美国, 日本, 韩国, 印度, 英国, 法国, 德国, 俄罗斯, 巴西, 越南, 泰国, 新加坡, 印尼, 马来西亚, 菲律宾, 墨西哥,
加拿大, 澳大利亚, 意大利, 西班牙, 香港, 澳门, 台湾, 欧洲, 亚洲, 北美, 南美, 拉美, 非洲, 中东, 东南亚, 欧盟, 东盟,
亚太, 大中华区, 中国区, 中国内地, 北京, 上海, 广东, 深圳, 广州, 浙江, 杭州, 江苏, 南京, 四川, 成都, 重庆, 天津, 山东,
河南, 河北, 湖北, 湖南, 福建, 安徽, 江西, 陕西, 山西, 辽宁, 吉林, 黑龙江, 云南, 贵州, 广西, 海南, 甘肃, 青海, 宁夏,
新疆, 西藏, 内蒙古, china, america, us, usa, united states, japan, korea, india, uk, britain, united kingdom, france,
germany, russia, brazil, vietnam, thailand, singapore, indonesia, malaysia, mexico, canada, australia, italy, spain,
hong kong, taiwan, europe, asia, africa, north america, latin america, middle east, southeast asia, emea, apac,
greater china, european, american, chinese, japanese, british, french, german, indian, asian, northern, southern,
eastern, western, north, south, east, west
"""
"""Beside a name, they make it a part of it, or something else."""
