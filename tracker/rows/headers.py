"""Headers: the names people give the columns of a table, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_OWN: Final = {
    "subject": "subject,entity,主体,主题对象",
    "metric": "metric,metric name,指标,指标名称",
    "value": "value,数值,指标值",
    "low": "low,lower bound,下限",
    "high": "high,upper bound,上限",
    "unit": "unit,units,单位,计量单位",
    "comparator": "comparator,比较符",
    "kind": "kind",
    "counted": "counted,计数对象",
    "rate": "rate",
    "said_by": "said by,发言人",
    "hearsay": "hearsay,传闻",
    "stated_on": "stated on,published,published on,publication date,date published,发布日期,发表日期,公布日期,报道日期",
    "period": "period,reporting period,time period,期间,报告期,统计期",
    "period_start": "period start,start date,period from,开始日期,起始日期,期间开始",
    "period_end": "period end,end date,period to,结束日期,截止日期,期间结束",
    "baseline": "baseline,基准,比较基准,基期",
    "publisher": "publisher,publisher name,发布者,发布机构,媒体",
    "url": "url,source url,page url,链接,来源链接,网址",
    "title": "title,page title,article title,标题,文章标题",
    "quote": "quote,引述,引文",
    "language": "language,lang,语言",
}
_ALIKE: Final = {
    "subject": "company,company name,brand,organisation,organization,country,region,city,province,firm,store,product,"
    "公司,公司名称,企业,企业名称,品牌,机构,国家,地区,城市,省份,商家,店铺,产品,名称,对象,name",
    "metric": "indicator,measure,indicator name,项目,科目,item",
    "value": "figure,amount,number,obs value,observation,值,数据,数量",
    "low": "lower,min,minimum,最低,最小值,最低值",
    "high": "upper,max,maximum,最高,最大值,最高值",
    "unit": "unit of measure,currency,币种",
    "kind": "type,类型",
    "rate": "per",
    "said_by": "speaker,attribution,attributed to,说话人,发布人",
    "stated_on": "date,日期,时间,发布时间,发表时间,release date",
    "period": "year,quarter,month,年份,年度,年,季度,月份,时期,time",
    "period_start": "from,start",
    "period_end": "to,until,end",
    "baseline": "compared with,compared to,对比",
    "publisher": "source,media,outlet,来源,数据来源,信息来源,来源名称",
    "url": "link,address,web address,原文链接,链接地址,原文网址",
    "title": "headline,article,文章",
    "quote": "quotation,原文,原话",
}


def _words(names: Mapping[str, str]) -> dict[str, str]:
    return {word: field for field, words in names.items() for word in words.split(",")}


OWN: Final = _words(_OWN)
"""A field's own names, which go before the others where a table has both."""
ALIKE: Final = _words(_ALIKE)
"""Names that fit a field where its column's contents do."""

_INDEX: Final = re.compile(
    r"(?:.* )?(?:id|no\.?|nr|code|rank|ranking|zip|postcode|phone|lat|lon|latitude|longitude)|number|#|index|row"
    r"|.*(?:序号|编号|编码|代码|排名|名次|电话|邮编|行号)"
)
_BRACKETED: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]\s*$")


def plain(header: str) -> str:
    """Return a header in the one spelling that names are looked up by.

    >>> plain(" Said_By "), plain("数值（亿元）"), plain("StatedOn"), plain("period.start")
    ('said by', '数值', 'stated on', 'period start')
    """
    text = _BRACKETED.sub("", unicodedata.normalize("NFKC", header))
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[\s_\-]+|(?<=\w)\.(?=\w)", " ", text).strip(" :：*").casefold()


def shown(*headers: str) -> str:
    """Return headers as a message shows them: on one line, the long ones cut, no more than thirty."""
    cut = [name if len(name) <= 60 else f"{name[:59]}…" for name in headers[:30]]
    more = ["…"] if len(headers) > 30 else []
    return ", ".join(["".join(sign if sign.isprintable() else "�" for sign in name) for name in cut] + more)


def is_index(header: str) -> bool:
    """Whether a column of numbers tells rows apart rather than measure anything."""
    return _INDEX.fullmatch(plain(header)) is not None


def is_generic(header: str) -> bool:
    """Whether a header says no more than that a number stands below it."""
    name = plain(header)
    return (OWN.get(name) or ALIKE.get(name)) in ("value", "low", "high")
