"""What tells measures of one name apart: net or gross, paying or active, urban or rural, part or whole."""

from __future__ import annotations

from typing import Final

QUALIFIERS: Final = """
level=gross: 毛, gross
level=net: 净, net
level=operating: 经营性, operating
level=free: free
level=pretax: 税前, pre tax, pretax, before tax
level=posttax: 税后, after tax
adjusted=adjusted: 调整后, 经调整, 扣非, 非公认会计准则, adjusted, non gaap, normalised, normalized
adjusted=core: 核心, core, underlying
adjusted=headline: headline
adjusted=comparable: 可比, 同店, 可比口径, like for like, comparable, same store, organic
adjusted=real: 实际, 扣除价格因素, real, inflation adjusted
adjusted=nominal: 名义, nominal
adjusted=diluted: 稀释, diluted
statistic=average: 平均, 均, 平均值, 加权平均, average, mean, averaged
statistic=median: 中位数, 中位, median
statistic=total: 总, 总计, 合计, 全部, 共, total, overall, combined, altogether
statistic=maximum: 最高, 最大, 峰值, 最多, maximum, highest, peak, record
statistic=minimum: 最低, 最小, 最少, minimum, lowest, cheapest
statistic=first: 首次, 首批, first
per=head: 人均, 每人, 户均, per capita, per head, per person, per inhabitant, per household
per=share: 每股, per share
per=user: 每用户, 单用户, per user, per customer
per=shop: 单店, 店均, per store, per shop
per=unit: 每吨, 每平方米, 每台, 单车, per tonne, per unit, per vehicle, per square metre
per=hour: hourly, per hour, an hour, 时均, 每小时
cycle=day: 日, 日均, 每日, 每天, 单日, daily, per day, a day, each day
cycle=week: 周, 周均, 每周, 单周, weekly, per week, a week
cycle=month: 月, 月均, 每月, 单月, monthly, per month, a month, each month
cycle=quarter: 季度, 每季度, 单季, 当季, quarterly, per quarter, quarter
cycle=half: 半年, 上半年, 下半年, half year, first half, second half, interim
cycle=year: 年, 年均, 每年, 全年, 年度, annual, yearly, annually, per year, a year, full year
sex=female: 女性, 女, 女子, 妇女, female, women, woman, girls
sex=male: 男性, 男, 男子, male, men, man, boys
ages=young: 青年, 青少年, 年轻人, 大学生, youth, young, teenage, young people
ages=old: 老年, 老年人, 长者, 老人, 高龄, elderly, older, seniors, pensioners
ages=adult: 成人, 成年人, adult
ages=child: 儿童, 小学生, 未成年人, 婴儿, 学生, child, children, infant, pupils
area=domestic: 国内, 本土, 境内, 内需, domestic, home market, at home
area=overseas: 海外, 境外, 国外, 国际, 出海, overseas, foreign, international, abroad
urbanity=urban: 城镇, 城市, urban, city
urbanity=rural: 农村, 乡村, rural
channel=online: 线上, 网上, 电商, 网络, 网络零售, online, e commerce, internet, digital
channel=offline: 线下, 实体店, 实体, offline, in store, store sales, bricks and mortar
owner=private: 民营, 民营企业, 私营, private, privately owned
owner=state: 国有, 国有企业, 国企, state owned
owner=foreign: 外资, 外商, 外资企业, 外商投资企业, foreign invested
state=active: 活跃, active
state=paying: 付费, paying, paid
state=new: 新增, 新签, 新, 新建, new, newly added
state=cumulative: 累计, 累积, 总计, cumulative, accumulated, to date
state=registered: 注册, registered
state=existing: 存量, 老, 现有, existing, outstanding
state=returning: 回头, 复购, returning, repeat
status=target: 目标, 计划, target, goal, planned
status=forecast: 预测, 预测值, forecast, projected
status=budget: 预算, budget, budgeted
flow=inbound: 入境, 到达, 流入, inbound, arriving, inflow
flow=outbound: 出境, 离境, 流出, outbound, departing, outflow
form=rate: 率, 比率, 系数, rate, ratio
form=share: 占比, 比重, 比例, 份额, 占, 渗透率, share, proportion, percentage, penetration
form=growth: 增速, 增幅, 涨幅, 增长率, 增长, 降幅, 跌幅, growth, growth rate, increase, rise, change, decline, \
decrease, fall
form=count: 数, 数量, 人数, 次数, 家数, 量, 人次, 总数, 规模, number, count, volume, numbers
form=amount: 额, 金额, 总额, 总值, 净额, 余额, amount, value, balance, sum
form=time: 时长, 时间, 天数, 周期, 期限, time, duration, length, days
form=index: 指数, index
form=density: 密度, 强度, density, intensity
part=cloud: 云, 云计算, 云业务, 云服务, 智能云, cloud, cloud computing, cloud service
part=advertising: 广告, 线上营销, 营销服务, advertising, advertisement, ad, ads, marketing services
part=game: 游戏, game, gaming
part=logistics: 物流, 配送, logistics, fulfilment, fulfillment
part=retail: 零售, retail
part=wholesale: 批发, wholesale
part=service: 服务业, 服务贸易, services, service
part=hardware: 硬件, hardware
part=software: 软件, software
part=phone: 手机, 智能手机, phone, smartphone, handset, mobile phone
part=vehicle: 汽车业务, automotive, auto business
part=energy: 能源, 储能, energy storage
part=finance: 金融, 保险, finance, insurance
part=health: 健康, 医疗, health, healthcare
part=food: 食品, food
part=music: 音乐, music
part=live: 直播, 直播带货, live streaming, livestreaming, live show
part=recommendation: 推荐, recommendation, recommended
part=search: 搜索, search
part=subscription: 订阅, subscription business
part=licensing: 授权, 版权, licensing, royalties
part=cargo: 货运业务, freight business
part=electric: 新能源, 新能源汽车, 新能源车, 纯电, 电动汽车, 电动车, electric vehicle, electric car, electric, ev, \
new energy vehicle
part=hybrid: 插电混动, 混动, hybrid
part=used: 二手, used, second hand
part=wind: 风电, 风力, wind
part=solar: 光伏, 太阳能, solar
part=coal: 煤电, 煤炭, coal
part=nuclear: 核电, nuclear
part=manufacturing: 制造业, manufacturing
part=industry: 工业, industrial
part=agriculture: 农业, agricultural, agriculture
"""

PENALTIES: Final = {
    # How much of the likeness is left where only the claim's words have the qualifier, and where only the metric's do.
    "level": (0.6, 0.6),
    "adjusted": (0.3, 0.5),
    "statistic": (0.65, 0.65),
    "per": (0.25, 0.45),
    "cycle": (0.9, 0.65),
    "sex": (0.25, 0.45),
    "ages": (0.25, 0.45),
    "area": (0.25, 0.5),
    "urbanity": (0.25, 0.5),
    "channel": (0.25, 0.5),
    "owner": (0.25, 0.5),
    "state": (0.25, 0.5),
    "status": (0.3, 0.5),
    "flow": (0.25, 0.5),
    "form": (0.25, 0.3),
    "part": (0.3, 0.5),
}
EXCEPTIONS: Final = {
    ("statistic", "total"): (1.0, 1.0),
    ("statistic", "median"): (0.25, 0.45),
    ("statistic", "maximum"): (0.45, 0.5),
    ("statistic", "minimum"): (0.45, 0.5),
    ("state", "cumulative"): (0.9, 0.85),
    ("adjusted", "headline"): (0.95, 0.95),
    ("form", "count"): (1.0, 1.0),
    ("form", "amount"): (1.0, 1.0),
    ("part", "service"): (0.7, 0.7),
}
GROWTH: Final = ("form", "growth")
"""Says nothing where the figure is a change anyway."""
IMPLIED: Final = {
    "roi": (("part", "advertising"),),
    "ctr": (("part", "advertising"), ("statistic", "average")),
    "conversion": (("statistic", "average"),),
    "life expectancy": (("statistic", "average"), ("per", "head")),
    "wage": (("statistic", "average"),),
    "basket": (("statistic", "average"),),
    "arpu": (("statistic", "average"),),
    "eps": (("per", "share"),),
    "disposable income": (("statistic", "average"),),
}
"""Qualifiers that add nothing to a concept."""
