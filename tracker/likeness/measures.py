"""What is measured, in the words of business and statistics: a concept a line, its words in both languages behind it.

A line reads ``atoms: words``. Words of one line mean the same; what consists of several atoms is told apart by each
of them. An atom with ``=`` is a qualifier of `tracker.likeness.qualifiers`.
"""

from __future__ import annotations

from typing import Final

MEASURES: Final = """
revenue: 营业收入, 营业总收入, 营收, 收入, 总收入, 主营业务收入, revenue, turnover, operating revenue, top line
sales: sales
sales form=amount: 销售额, 销售收入, 销售金额, sales revenue, value of sales, sales value
sales form=count: 销量, 销售量, 销售数量, unit sales, units sold, sales volume, volume of sales
gmv: 成交
gmv form=amount: GMV, 成交额, 成交总额, 成交金额, 商品交易总额, 交易总额, 交易额, gross merchandise value, \
gross merchandise volume, transaction value, value of transactions
gmv form=count: 成交量, 交易量, transaction volume, number of transactions, trading volume
basket: 客单价, 笔单价, average order value, basket size, average basket
profit: 利润, 盈利, profit, earnings
profit level=net: 净利润, 净利, 纯利, 归母净利润, 归母净利, 归属于上市公司股东的净利润, 归属于母公司股东的净利润, \
net profit, net income, net earnings, bottom line, profit after tax, after tax profit
profit level=gross: 毛利, 毛利润, gross profit
profit level=operating: 营业利润, 经营利润, operating profit, operating income, operating earnings, ebit, 息税前利润
profit level=pretax: 利润总额, 税前利润, 税前盈利, pre tax profit, pretax profit, profit before tax, \
profit before taxation, earnings before tax, income before tax, pretax income, pre tax income
profit level=ebitda: EBITDA, 息税折旧摊销前利润
profit level=ebita: EBITA
profit level=net adjusted=adjusted: 扣非净利润, 扣非净利, 扣非归母净利润, 扣除非经常性损益的净利润, \
扣除非经常性损益后的净利润
loss: 亏损, 亏损额, loss
loss level=net: 净亏损, net loss
loss level=operating: 经营亏损, 营业亏损, operating loss
margin: 利润率, profit margin, margin
margin level=gross: 毛利率, gross margin, gross profit margin
margin level=net: 净利率, 净利润率, net margin, net profit margin
margin level=operating: 营业利润率, 经营利润率, operating margin, operating profit margin
eps: 每股收益, 每股盈利, 每股盈余, 基本每股收益, EPS, earnings per share, basic earnings per share, profit per share
eps adjusted=diluted: 稀释每股收益, diluted earnings per share, diluted EPS
dividend: 股息, 分红, 现金分红, 派息, 现金红利, dividend
dividend per=share: 每股股息, 每股派息, 每股分红, dividend per share
cashflow: 现金流, cash flow
cashflow level=operating: 经营现金流, 经营性现金流, 经营活动现金流, 经营活动现金流净额, 经营活动产生的现金流量净额, \
operating cash flow, cash flow from operations, cash from operations
cashflow level=free: 自由现金流, free cash flow
debt: 负债, 债务, debt, borrowing
debt level=net: 净负债, 净债务, net debt
debt form=rate: 资产负债率, 负债率, debt ratio, debt to asset ratio, gearing, leverage
assets: 资产, 总资产, 资产总额, assets, total assets
equity: 净资产, 股东权益, net assets, shareholders equity, book value
receivables: 应收账款, accounts receivable, receivables
inventory: 存货, 库存, inventory, inventories, stock level
r&d: 研发费用, 研发投入, 研发支出, 研发开支, R&D expense, R&D spending, R&D expenditure, R&D costs, R&D investment, \
research and development expense, research and development spending, research and development costs
sales expense: 销售费用, 销售开支, sales expense, selling expense, sales and marketing expense
admin expense: 管理费用, administrative expense, general and administrative expense
capex: 资本开支, 资本支出, capex, capital expenditure, capital spending
cost: 成本, 费用, cost, expense
cost level=operating: 营运成本, 运营成本, 经营成本, 营业成本, 运营费用, operating cost, operating expense, \
running cost
investment: 投资, 投资额, investment
market value: 市值, 总市值, market capitalisation, market capitalization, market cap, market value
valuation: 估值, valuation
share price: 股价, share price, stock price
share price status=target: 目标价, 目标股价, target price, price target
pe: 市盈率, price to earnings ratio, price earnings ratio, P/E
market share: 市场份额, 市占率, 市场占有率, market share, share of the market
subsidy: 补贴, 补贴扶持, 补助, subsidy, subsidies
loan: 贷款, loan, lending
deposit: 存款, deposit
policy rate: 政策利率, 基准利率, 关键利率, policy rate, key rate, key interest rate, policy interest rate, \
benchmark rate, benchmark interest rate, base rate
interest rate: 利率, interest rate
reserve ratio: 存款准备金率, 准备金率, 金融机构存款准备金率, reserve requirement ratio, reserve ratio
yield: 收益率, yield
cpi: CPI, 居民消费价格指数, 居民消费价格, 消费者物价指数, 消费价格指数, 消费价格, consumer price index, \
consumer price
ppi: PPI, 工业生产者出厂价格, 工业生产者出厂价格指数, 生产者物价指数, producer price index, producer price
inflation: 通胀, 通胀率, 通货膨胀, 通货膨胀率, inflation, inflation rate
pmi: PMI, 采购经理指数, 采购经理人指数, purchasing managers index
gdp: GDP, 国内生产总值, 地区生产总值, 生产总值, gross domestic product
value added: 增加值, value added, added value
retail sales: 社会消费品零售总额, 社零总额, 社零, retail sales
fixed investment: 固定资产投资, fixed asset investment
disposable income: 可支配收入, disposable income
income: 所得, income
consumption expenditure: 消费支出, consumption expenditure, consumer spending, consumption spending
spending: 支出, 开支, spending, expenditure
wage: 工资, 薪资, 薪酬, 平均工资, wage, pay, salary, salaries, earnings of employees
unemployment: 失业率, 调查失业率, unemployment rate, unemployment, jobless rate, joblessness, \
surveyed unemployment rate
unemployment urbanity=urban: 城镇调查失业率, 城镇失业率, urban unemployment rate, surveyed urban unemployment rate
unemployed: 失业人数, 失业人口, unemployed, jobless
employment rate: 就业率, employment rate
participation: 劳动参与率, participation rate, labour force participation rate, labor force participation rate, \
labour participation rate
employment: 就业, 就业人数, 就业人口, employment, people in work, employed people
new jobs: 新增就业, 新增就业人数, 城镇新增就业, new jobs, jobs added, job gains, added jobs
vacancies: 职位空缺, 空缺岗位, vacancies, job openings, vacancy
export: 出口, export
export form=amount: 出口额, 出口总值, 出口总额, 出口值, 出口金额, value of exports
export form=count: 出口量, 出口数量, export volume, volume of exports
import: 进口, import
import form=amount: 进口额, 进口总值, 进口总额, 进口值, value of imports
import form=count: 进口量, 进口数量, import volume, volume of imports
trade: 进出口, 进出口总值, 进出口总额, 外贸总额, 贸易总额, 进出口额, foreign trade, total trade, trade volume, \
imports and exports, exports and imports
trade balance: 贸易顺差, 顺差, trade surplus, trade balance
trade deficit: 贸易逆差, 逆差, trade deficit
fdi: 实际使用外资, 外商直接投资, foreign direct investment, FDI
money: 货币供应量, money supply
population: 人口, 常住人口, 总人口, 人口总数, population, resident population, inhabitants
births: 出生人口, 出生人数, 新生儿, births, newborns
birth rate: 出生率, birth rate
deaths: 死亡人数, 死亡人口, deaths, fatalities, death toll
death rate: 死亡率, death rate, mortality rate, mortality
life expectancy: 预期寿命, 人均预期寿命, 平均预期寿命, life expectancy
clicks: 点击, 点击量, 点击数, 点击次数, clicks, number of clicks
ctr: 点击率, click through rate, CTR, click rate, clickthrough rate
conversion: 转化率, conversion rate, conversion
feed: 信息流, 推荐流, feed, news feed
exposure: 曝光量, 曝光, 展示量, impressions
views: 播放量, 浏览量, 观看量, 阅读量, views, page views, video views
traffic: 流量, 访问量, traffic, visits
retention: 留存率, retention rate, retention
churn: 流失率, churn rate, churn
bounce: 跳出率, bounce rate
roi: ROI, ROAS, 投资回报率, 投资回报, 回报率, 投入产出比, 广告投入回报率, 广告投资回报率, 广告回报率, \
return on investment, return on advertising, return on ad spend, advertising return on investment, \
return on advertising spend, ad return
handover: 人工率, 转人工率
refund rate: 退货率, 退款率, return rate, refund rate
repurchase: 复购率, 回购率, repurchase rate, repeat purchase rate
satisfaction: 满意度, satisfaction, satisfaction score, satisfaction rate
user: 用户, 用户数, 用户数量, 用户规模, user, number of users, user base, user numbers
user state=active: 活跃用户, 活跃用户数, active users
user state=active cycle=day: 日活跃用户, 日活跃用户数, 日活, 日活用户, 日均活跃用户, DAU, daily active users, \
daily users
user state=active cycle=month: 月活跃用户, 月活跃用户数, 月活, 月活用户, 月均活跃用户, MAU, monthly active users, \
monthly users
user state=active cycle=week: 周活跃用户, 周活, WAU, weekly active users
user state=paying: 付费用户, 付费用户数, paying users, paid users
user state=new: 新用户, 新增用户, 新增用户数, new users
user state=registered: 注册用户, 注册用户数, registered users
arpu: ARPU, 每用户平均收入, average revenue per user, revenue per user
member: 会员, 会员数, member, membership
subscriber: 订阅用户, 订户, 订阅者, 订阅数, 订阅人数, subscriber, subscription
subscriber state=paying: 付费订户, 付费订阅用户, 付费会员, paying subscribers, paid subscribers
customer: 客户, 客户数, 顾客, customer, client, shopper
merchant: 商家, 商户, 卖家, 商家数, merchant, seller
shop: 门店, 店铺, 店, 门店数, 门店数量, store, shop, outlet, number of stores
order: 订单, 订单量, 订单数, 订单数量, order, number of orders
parcel: 包裹, 快递, 快递业务量, 包裹量, parcel, package delivered
brand: 品牌, brand
goods: 商品, 货品, 产品, goods, product, item
image: 图片, 影像, image, picture
video: 视频, 影片, 短视频, video
report: 报告, 报表, report
country: 国家, 国, 国家数, country, countries
country region: 国家和地区, 国家及地区, countries and regions
market: 市场, market
language: 语言, 语种, 语言版本, language, language version
site: 站点, site
employee: 员工, 员工数, 员工人数, 职工, 雇员, 员工总数, employee, staff, headcount, workforce, number of employees
vehicle: 汽车, 新车, 车辆, 整车, vehicle, car, automobile
delivery: 交付, 交付量, 交付数, 交付数量, delivery, deliveries, delivered, number of deliveries
shipment: 出货量, 出货, 发货量, shipment, shipped
production: 产量, 生产, 生产量, production, output, produced, number produced
capacity: 产能, 年产能, production capacity, manufacturing capacity
installed capacity: 装机容量, 装置容量, 装机规模, 装机, 总装机容量, 总装置容量, installed capacity, \
capacity installed, generating capacity
generation: 发电量, 发电, 发电总量, 总发电量, electricity generated, power generated, electricity generation, \
power generation, electricity output, power output
power consumption: 用电量, 全社会用电量, electricity consumption, power consumption, electricity use
utilisation: 开工率, 产能利用率, 利用率, utilisation, utilization rate, utilisation rate, capacity utilisation, \
capacity utilization
emission: 排放, 排放量, 碳排放, 碳排放量, 二氧化碳排放, 二氧化碳排放量, emission, carbon emission, co2 emission, \
carbon dioxide emission
passenger: 旅客, 乘客, 客流, 客流量, 旅客量, 旅客运输量, 旅客吞吐量, 客运量, passenger, passenger traffic, \
passenger number
flight: 航班, 航班量, 航班数, flight
cargo: 货物, 货运, 货运量, 货邮, 货物吞吐量, cargo, freight
load factor: 客座率, load factor, seat occupancy
occupancy: 入住率, 占用率, 出租率, occupancy, occupancy rate
visitor: 游客, 游客量, 访客, visitor, tourist
spectator: 观众, 观众人次, 球迷, 到场观众, spectator, attendance, crowd
box office: 票房, 总票房, 票房收入, box office, box office takings
patient: 患者, 病人, 求诊, 求诊人次, 就诊, 就诊人次, patient, attendances at clinics
case: 病例, 个案, 确诊, 确诊病例, case, confirmed case
infection rate: 感染率, infection rate
coverage: 覆盖率, coverage, coverage rate
vaccination: 接种率, 疫苗接种率, vaccination rate, vaccination coverage, uptake of vaccine, vaccine uptake
efficacy: 有效率, 保护率, efficacy, effectiveness
efficiency: 效率, efficiency, productivity
price part=service: 服务价格, services price
revenue part=service: 服务收入, 服务业务收入, services revenue
price: 价格, 售价, 单价, 价, price, selling price
house price: 房价, 新房价格, house price, home price, housing price
rent: 租金, rent
area of floor: 面积, 销售面积, floor area, floor space
rainfall: 降雨量, 降水量, 雨量, rainfall, precipitation
temperature: 气温, 温度, temperature
speed: 速度, 时速, speed
weight: 重量, 体重, weight
age: 年龄, age
waiting time: 等候时间, 轮候时间, 候诊时间, waiting time, wait, wait time
complaint: 投诉, 投诉量, complaint
accident: 事故, 事故数, accident
crime: 犯罪, 案件, crime, offence
tax: 税收, 税收收入, tax revenue, tax receipts
budget deficit: 财政赤字, 赤字, budget deficit, fiscal deficit
warm up: 预热, 启动预热, warm up, warm up began, day the warm up began
"""
