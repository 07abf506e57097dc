"""Figures of English, as ``words|low..high|unit|comparator``: numerals, hedges, units, ranges, days."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from tracker.extract import Figure, figures
from tracker.extract.english import head, headings, lists, numerals, spelling
from tracker.values import Rate

# What the days are seen from.
PUBLISHED = date(2025, 10, 20)


def _said(figure: Figure) -> str:
    low, high = ("" if b is None else f"{b:f}" if isinstance(b, Decimal) else str(b) for b in (figure.low, figure.high))
    low, high = (b.rstrip("0").rstrip(".") if "." in b else b for b in (low, high))
    return f"{figure.text}|{low}..{high}|{figure.unit}|{figure.comparator}"


def _read(text: str) -> list[str]:
    return [_said(f) for f in figures(text, PUBLISHED)]


NUMERALS = [
    ("They counted twenty-three ships.", ["twenty-three|23..23|count|eq"]),
    ("It employs two thousand five hundred people.", ["two thousand five hundred|2500..2500|count|eq"]),
    ("One hundred and twenty homes were lost.", ["One hundred and twenty|120..120|count|eq"]),
    ("It will cost two and a half billion dollars.", ["two and a half billion dollars|2500000000..2500000000|USD|eq"]),
    ("Half a million letters arrived.", ["Half a million|500000..500000|count|eq"]),
    ("A dozen mills closed.", ["A dozen|12..12|count|eq"]),
    ("Sales came to 1,234,567 units.", ["1,234,567|1234567..1234567|count|eq"]),
    ("It sold 1,45,000 scooters.", ["1,45,000|145000..145000|count|eq"]),
    ("Some sold 3.4 lakh scooters.", ["3.4 lakh|340000..340000|count|eq"]),
    ("Tax came to ₹1.2 lakh crore.", ["₹1.2 lakh crore|1200000000000..1200000000000|INR|eq"]),
    ("Sales rose 12 % in May.", ["12 %|12..12|%|eq"]),
    ("It took between 10 % and 15 %.", ["between 10 % and 15 %|10..15|%|range"]),
    ("The code 12%% is none.", []),
    ("The fund holds $5.2bn.", ["$5.2bn|5200000000..5200000000|USD|eq"]),
    ("The channel has 6.8M subscribers.", ["6.8M|6800000..6800000|count|eq"]),
    ("The list has 85k readers.", ["85k|85000..85000|count|eq"]),
    ("It lasts 2½ hours.", ["2½ hours|2.5..2.5|hour|eq"]),
    ("The index closed at 3912.4.", ["3912.4|3912.4..3912.4|None|eq"]),
]

HEDGES = [
    ("More than 30 per cent left.", ["More than 30 per cent|30..|%|gt"]),
    ("It has over 1,200 members.", ["over 1,200|1200..|count|gt"]),
    ("Debts topped $1bn.", ["topped $1bn|1000000000..|USD|gt"]),
    ("At least 61 people came.", ["At least 61|61..|count|ge"]),
    ("He paid no less than €2.2m.", ["no less than €2.2m|2200000..|EUR|ge"]),
    ("Tickets cost $25 or more.", ["$25 or more|25..|USD|ge"]),
    ("It needs a minimum of 600 volunteers.", ["a minimum of 600|600..|count|ge"]),
    ("Nearly US$3bn was spent.", ["Nearly US$3bn|..3000000000|USD|lt"]),
    ("Just under 200,000 people wait.", ["Just under 200,000|..200000|count|lt"]),
    ("Fewer than a hundred remain.", ["Fewer than a hundred|..100|count|lt"]),
    ("It costs up to £15,000.", ["up to £15,000|..15000|GBP|le"]),
    ("As many as 400 jobs may go.", ["As many as 400|..400|count|le"]),
    ("They wait no more than 20 days.", ["no more than 20 days|..20|day|le"]),
    ("Roughly 70% is leased.", ["Roughly 70%|70..70|%|approx"]),
    ("An estimated 18 million birds rest here.", ["An estimated 18 million|18000000..18000000|count|approx"]),
    ("Plans cost from 99 yuan a month.", ["from 99 yuan|99..|CNY|ge"]),
    ("It has traded for over 30 years.", ["over 30 years|30..|year|gt"]),
    ("The loan is repaid over 30 years.", ["30 years|30..30|year|eq"]),
    ("The index edged up to 50.3.", ["50.3|50.3..50.3|None|eq"]),
    ("Dozens of homes were flooded.", ["Dozens|..|count|vague"]),
    ("It cost hundreds of millions of dollars.", ["hundreds of millions of dollars|..|USD|vague"]),
]

RANGES = [
    ("Growth of 10-15% is expected.", ["10-15%|10..15|%|range"]),
    ("They guided for $10-12bn.", ["$10-12bn|10000000000..12000000000|USD|range"]),
    ("Rents take between 30% and 35% of pay.", ["between 30% and 35%|30..35|%|range"]),
    ("Fares range from €9 to €49.", ["from €9 to €49|9..49|EUR|range"]),
    ("It takes four to six weeks.", ["four to six weeks|4..6|week|range"]),
    ("Lows of −12°C to −8°C are likely.", ["−12°C to −8°C|-12..-8|°C|range"]),
    ("The share rose from 10% to 12%.", ["10%|10..10|%|eq", "12%|12..12|%|eq"]),
    (
        "Its value fell by about $140bn to $2.4tn.",
        [
            "about $140bn|140000000000..140000000000|USD|approx",
            "$2.4tn|2400000000000..2400000000000|USD|eq",
        ],
    ),
    ("Levels dropped 3.2 metres to 41.7 metres.", ["3.2 metres|3.2..3.2|m|eq", "41.7 metres|41.7..41.7|m|eq"]),
    ("Her sales rose only 2 to 3 per cent.", ["2 to 3 per cent|2..3|%|range"]),
    ("Seas could rise 0.3 to 1 metre.", ["0.3 to 1 metre|0.3..1|m|range"]),
    ("Start small: one or two teams will do.", ["one or two|1..2|count|range"]),
    ("It cut training from 50 weeks to 30.", ["50 weeks|50..50|week|eq", "30|30..30|week|eq"]),
    ("Wheat lost $4 to $211.", ["$4|4..4|USD|eq", "$211|211..211|USD|eq"]),
]

UNITS = [
    ("The rate rose by 25 basis points.", ["25 basis points|0.25..0.25|pp|eq"]),
    ("Margins widened 1.8 percentage points.", ["1.8 percentage points|1.8..1.8|pp|eq"]),
    ("A third of the seats are held.", ["A third|0.333333333333..0.333333333333|x|eq"]),
    ("Two-thirds of patients agreed.", ["Two-thirds|0.666666666667..0.666666666667|x|eq"]),
    ("One in five said no.", ["One in five|0.2..0.2|x|eq"]),
    ("Three out of ten failed.", ["Three out of ten|0.3..0.3|x|eq"]),
    ("Orders doubled.", ["doubled|2..2|x|eq"]),
    ("Profit more than tripled.", ["more than tripled|3..|x|gt"]),
    ("Traffic has increased tenfold.", ["tenfold|10..10|x|eq"]),
    ("It was 2.5 times the average.", ["2.5 times|2.5..2.5|x|eq"]),
    ("It paid RMB 8 billion.", ["RMB 8 billion|8000000000..8000000000|CNY|eq"]),
    ("It paid HK$23.5 million.", ["HK$23.5 million|23500000..23500000|HKD|eq"]),
    ("It set aside Rs 500 crore.", ["Rs 500 crore|5000000000..5000000000|INR|eq"]),
    ("Osaka paid ¥48.3bn.", ["¥48.3bn|48300000000..48300000000|JPY|eq"]),
    ("Stamps cost 94p.", ["94p|0.94..0.94|GBP|eq"]),
    ("It made 1.2 million tonnes.", ["1.2 million tonnes|1200000..1200000|t|eq"]),
    ("It covers 1,870 km² of bog.", ["1,870 km²|1870..1870|km2|eq"]),
    ("It made 4.8 GWh.", ["4.8 GWh|4.8..4.8|GWh|eq"]),
    ("The flat has 420 sq ft.", ["420 sq ft|420..420|ft2|eq"]),
    ("It weighs 187 g.", ["187 g|187..187|g|eq"]),
    ("Yields were 6.2 t/ha.", ["6.2 t/ha|6.2..6.2|t|eq"]),
    ("The wall is 5 m long.", ["5 m|5..5|m|eq"]),
    ("It has a 6.7-inch screen.", ["6.7-inch|6.7..6.7|in|eq"]),
    ("It measures 152 x 71 x 7.9mm.", ["152|152..152|mm|eq", "71|71..71|mm|eq", "7.9mm|7.9..7.9|mm|eq"]),
    ("The ratio is 18.2 to 1.", ["18.2 to 1|18.2..18.2|x|eq"]),
    ("Only one study in 20 tested this.", ["one study in 20|0.05..0.05|x|eq"]),
    ("It ranked 3 out of 50.", ["3|3..3|count|eq", "50|50..50|count|eq"]),
    ("He joined for €18m plus €4m in bonuses.", ["€18m|18000000..18000000|EUR|eq", "€4m|4000000..4000000|EUR|eq"]),
    ("The dividend is 44 cents, down from 62.", ["44 cents|0.44..0.44|USD|eq", "62|0.62..0.62|USD|eq"]),
    ("Power cost £86/MWh.", ["£86/MWh|86..86|GBP|eq"]),
    ("The 1.4 GW link tripped.", ["1.4 GW|1.4..1.4|GW|eq"]),
    ("Buyers give it 4.8 out of 5.", ["4.8 out of 5|4.8..4.8|None|eq"]),
    ("The centre pays 20%, the state a quarter.", ["20%|20..20|%|eq", "a quarter|0.25..0.25|x|eq"]),
    ("The fair is now in its 17th year.", ["17th year|17..17|year|eq"]),
    ("The chip runs at 2.4 GHz.", ["2.4 GHz|2.4..2.4|GHz|eq"]),
]

DAYS = [
    ("The new terminal opens on 3 May.", ["3 May|2026-05-03..2026-05-03|date|eq"]),
    ("The merger will close on March 31, 2027.", ["March 31, 2027|2027-03-31..2027-03-31|date|eq"]),
    ("The sale runs from 1 to 11 November 2026.", ["from 1 to 11 November 2026|2026-11-01..2026-11-11|date|range"]),
    (
        "Entry is open from December 8, 2025, to January 15, 2026.",
        ["from December 8, 2025, to January 15, 2026|2025-12-08..2026-01-15|date|range"],
    ),
    ("On Tuesday, 4 March, the company spoke.", []),
    ("In the three months to September the mood darkened.", []),
]


@pytest.mark.parametrize(("text", "said"), [*NUMERALS, *HEDGES, *RANGES, *UNITS, *DAYS])
def test_figures_are_read(text: str, said: list[str]) -> None:
    assert _read(text) == said


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("It makes 160,000 barrels a day.", Rate.DAY),
        ("It costs £9.99 per month.", Rate.MONTH),
        ("It saves $150 million annually.", Rate.YEAR),
        ("Interns earn $38 an hour.", Rate.HOUR),
        ("The plan is £14.99/month.", Rate.MONTH),
        ("It pays $4.5bn/yr.", Rate.YEAR),
        ("Sales rose 5% from a year earlier.", None),
    ],
)
def test_what_a_figure_is_counted_per(text: str, rate: Rate | None) -> None:
    assert [f.rate for f in figures(text)] == [rate]


@pytest.mark.parametrize(
    ("text", "precision"),
    [("It rose 12%.", "1"), ("It rose 8.5%.", "0.1"), ("It has $2bn.", "1000000000"), ("It is 1.25m tonnes.", "10000")],
)
def test_precision_is_the_place_of_the_last_digit(text: str, precision: str) -> None:
    assert [f.precision for f in figures(text)] == [Decimal(precision)]


@pytest.mark.parametrize("module", [head, headings, lists, numerals, spelling])
def test_examples_in_the_modules(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
