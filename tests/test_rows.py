"""Rows: records of a table read as figures, and the guess which column holds which field."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from tracker import amounts, rows
from tracker.errors import InputError
from tracker.rows import Columns, Layout, Row, RowError
from tracker.rows.days import day, span, within
from tracker.rows.scales import Scale, scale, split
from tracker.values import Comparator, Kind, Rate

PLAIN = {
    name: name for name in ("subject", "metric", "value", "low", "high", "unit", "comparator", "stated_on", "period")
}


def record(**cells: object) -> Row:
    more = {name: name for name in cells if name in rows.FIELDS}
    return rows.read({"subject": "Acme", "metric": "shops", **cells}, Columns(fields=PLAIN | more), "line 7")


def fault(**cells: object) -> str:
    with pytest.raises(RowError) as refused:
        record(**cells)
    assert refused.value.place == "line 7"
    return str(refused.value)


def table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    header, *body = csv.reader(io.StringIO(text))
    return header, [dict(zip(header, cells, strict=True)) for cells in body]


def guessed(text: str, given: rows.Given | None = None, **more: Any) -> Layout:
    return rows.guess(*table(text), given, **more)


def figures(text: str, given: rows.Given | None = None) -> list[str]:
    layout = guessed(text, given)
    _, records = table(text)
    found = [row for one in records for row in layout.read(one, "line")]
    return [str(row) if isinstance(row, RowError) else row.fact.claim().sentence for row in found]


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "value", "unit"),
        [
            ("17,000", "17000", None),
            ("１２．５", "12.5", None),
            ("1.2亿", "120000000", None),
            ("12%", "12", "%"),
            ("-3.5 %", "-3.5", "%"),
            ("−3", "-3", None),
            ("(1,234.50)", "-1234.50", None),
            ("(12%)", "-12", "%"),
            ("$1,234.50", "1234.5", "USD"),
            ("1.2 million", "1200000", None),
            ("5 billion yuan", "5000000000", "CNY"),
            ("12个百分点", "12", "pp"),
            (12, "12", None),
            (0.1, "0.1", None),
            (1e21, "1e21", None),
            (Decimal("2.50"), "2.50", None),
        ],
    )
    def test_they_are_read_as_people_and_programs_write_them(self, cell: object, value: str, unit: str | None) -> None:
        fact = record(value=cell).fact
        assert (fact.low, fact.high, fact.unit) == (Decimal(value), Decimal(value), unit)
        assert isinstance(fact.low, Decimal)

    def test_a_float_is_read_as_it_prints(self) -> None:
        fact = record(value=0.1).fact
        assert (str(fact.low), str(fact.precision)) == ("0.1", "0.1")

    @pytest.mark.parametrize(
        "cell", ["abc", "1,5", "NaN", "12 and 13", float("nan"), float("inf"), True, [1], "1e400", "9" * 40]
    )
    def test_what_is_none_is_a_fault_that_names_the_place(self, cell: object) -> None:
        assert fault(value=cell).startswith("line 7: value: ")

    @pytest.mark.parametrize("cell", ["", " ", "-", "n/a", None, "暂无"])
    def test_an_empty_cell_says_so(self, cell: object) -> None:
        assert "the cell is empty" in fault(value=cell)

    def test_hedges_and_ends_make_the_interval(self) -> None:
        assert record(value="超3000家").fact.comparator is Comparator.GT
        assert record(low="5", high="8", unit="%").fact.comparator is Comparator.RANGE
        assert record(high=8).fact.comparator is Comparator.LE
        assert record(value=5, comparator="at least").fact.high is None
        assert record(comparator="vague").fact.checkable is False

    def test_parts_that_do_not_fit_together_are_faults(self) -> None:
        assert "not both" in fault(value=1, low=2)
        assert "greater than high" in fault(low=3, high=2)
        assert "written in %" in fault(value="5%", unit="CNY")
        assert "period_start" in fault(value=1, period_start="2025-03-01", period_end="2025-02-01")

    @examples(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3))
    def test_plain_ones_are_read_as_amounts_are(self, number: Decimal) -> None:
        for text in (f"{number:f}", f"{number:,f}"):
            fact, amount = record(value=text).fact, amounts.read(text, "value")
            assert (fact.low, fact.high, fact.precision) == (amount.low, amount.high, amount.precision)


class TestUnits:
    @pytest.mark.parametrize(
        ("words", "meaning"),
        [
            ("CNY m", "CNY × 1,000,000"),
            ("million yuan", "CNY × 1,000,000"),
            ("in millions of US dollars", "USD × 1,000,000"),
            ("US$ bn", "USD × 1,000,000,000"),
            ("$m", "USD × 1,000,000"),
            ("亿元", "CNY × 100,000,000"),
            ("百万美元", "USD × 1,000,000"),
            ("单位：万元", "CNY × 10,000"),
            ("万人次", "count (人次) × 10,000"),
            ("'000", "× 1,000"),
            ("percentage points", "pp"),
            ("％", "%"),
            ("GWh", "GWh"),
        ],
    )
    def test_headers_and_columns_name_them(self, words: str, meaning: str) -> None:
        assert str(scale(words)) == meaning

    @pytest.mark.parametrize("words", ["m", "restated", "b", "unaudited", "2024", "note 3"])
    def test_what_is_not_sure_is_none(self, words: str) -> None:
        assert scale(words) is None
        assert split(f"Revenue ({words})") == (f"Revenue ({words})", None)

    def test_the_rows_unit_scales_its_number(self) -> None:
        fact = record(value="12.5", unit="亿元").fact
        assert (fact.low, fact.unit, fact.precision) == (Decimal(1250000000), "CNY", Decimal(10_000_000))
        assert record(value="12", unit="万人").fact.counted == "人"
        assert record(value="12", unit="widgets").fact.unit == "widgets"

    def test_a_number_with_its_own_power_of_ten_is_not_scaled_again(self) -> None:
        columns = Columns(
            fields={"subject": "=A", "metric": "=m", "value": "v"}, scales={"value": Scale("CNY", Decimal(10**8))}
        )
        assert rows.read({"v": "1.2亿"}, columns, "").fact.low == 120_000_000
        assert rows.read({"v": "1.2亿元"}, columns, "").fact.unit == "CNY"
        assert rows.read({"v": "1.2"}, columns, "").fact.low == 120_000_000
        with pytest.raises(RowError, match="counts in CNY × 100,000,000"):
            rows.read({"v": "12元"}, columns, "")
        with pytest.raises(RowError, match="written in USD, but the table's unit is CNY"):
            rows.read({"v": "$12"}, columns, "")


class TestDays:
    @pytest.mark.parametrize(
        "cell",
        [
            "2025-10-21",
            "2025/10/21",
            "2025.10.21",
            "20251021",
            "21 Oct 2025",
            "21st October 2025",
            "Oct 21, 2025",
            "Tue, 21 Oct 2025 08:00:00 GMT",
            "2025年10月21日",
            "2025-10-21T08:00:00+08:00",
            "2025-10-21 23:59",
            "21/10/2025",
            "10/21/2025",
            date(2025, 10, 21),
            datetime(2025, 10, 21, 8),  # noqa: DTZ001 - as spreadsheets give them
            45951,
            "45951",
            45951.0,
        ],
    )
    def test_every_way_to_write_one(self, cell: object) -> None:
        assert day(cell) == record(value=1, stated_on=cell).stated_on == date(2025, 10, 21)

    def test_one_that_may_be_two_wants_a_setting(self) -> None:
        assert "may be 3 April or 4 March: say which with the setting dates" in fault(value=1, stated_on="03/04/2025")
        assert (day("03/04/2025", "dmy"), day("03/04/2025", "mdy")) == (date(2025, 4, 3), date(2025, 3, 4))
        assert day("04/04/2025") == date(2025, 4, 4)

    @pytest.mark.parametrize(
        "cell", ["2025-02-30", "yesterday", "2025", "2025-W01-1", "21/10/25", 3.5, True, "13/13/2025"]
    )
    def test_what_is_none_is_a_fault(self, cell: object) -> None:
        assert fault(value=1, stated_on=cell).startswith("line 7: stated_on: ")

    @pytest.mark.parametrize("cell", ["2025Q3", "Q3 2025", "2025-Q3", "3Q 2025", "2025年第三季度", "2025三季度"])
    def test_a_quarter(self, cell: str) -> None:
        assert span(cell) == (date(2025, 7, 1), date(2025, 9, 30))

    def test_years_halves_and_months(self) -> None:
        assert span(2024) == span("2024年") == (date(2024, 1, 1), date(2024, 12, 31))
        assert span("2025年上半年") == span("H1 2025") == (date(2025, 1, 1), date(2025, 6, 30))
        assert span("2024-02") == span("Feb 2024") == span("2024年2月") == (date(2024, 2, 1), date(2024, 2, 29))

    def test_a_fiscal_year_is_not_guessed(self) -> None:
        assert within("Revenue FY2025") is within("2024/25 revenue") is within("2025E") is None
        assert "is no time" in fault(value=1, period="FY2025")


class TestRecords:
    def test_every_field_finds_its_place(self) -> None:
        row = record(
            value="5", unit="count", counted="shops", kind="change", rate="per month", said_by=" Acme\n Corp ",
            hearsay="是", stated_on="2025-10-21", period="2025Q3", baseline="last year", publisher="Daily",
            url="https://x.example/a", title="T", quote="five shops", language="en",
        )  # fmt: skip
        fact = row.fact
        assert (fact.kind, fact.rate, fact.said_by, fact.hearsay) == (Kind.CHANGE, Rate.MONTH, "Acme Corp", True)
        assert (fact.period_start, fact.period_end) == (date(2025, 7, 1), date(2025, 9, 30))
        assert (row.publisher, row.url, row.title, row.language) == ("Daily", "https://x.example/a", "T", "en")
        assert (fact.quote, fact.counted, fact.baseline, row.place) == ("five shops", "shops", "last year", "line 7")

    def test_a_wrong_word_names_the_ones_there_are(self) -> None:
        assert fault(value=1, comparator="perhaps").startswith("line 7: comparator: 'perhaps' is none of eq, approx")
        assert "no web address" in fault(value=1, url="x.example")
        assert "subject: the cell is empty" in fault(value=1, subject=" ")

    def test_control_characters_are_a_fault(self) -> None:
        assert "cannot be printed" in fault(value=1, subject="a\0b")

    def test_constants_are_checked_when_the_columns_are(self) -> None:
        with pytest.raises(InputError, match="columns: kind: 'odd' is none of level"):
            Columns(fields={"kind": "=odd"})
        with pytest.raises(InputError, match="there is no field 'colour'; the fields are subject"):
            Columns(fields={"colour": "x"})


class TestGuess:
    def test_english_names(self) -> None:
        layout = guessed(
            "Company,Metric,Value,Unit,Source,Date,Link\nAcme,users,5,people,Daily,2025-01-02,https://x.example/a\n"
        )
        assert layout.describe() == (
            "subject <- Company, metric <- Metric, value <- Value, unit <- Unit, stated_on <- Date, "
            "publisher <- Source, url <- Link"
        )

    def test_chinese_names(self) -> None:
        layout = guessed(
            "主体,指标,数值,单位,来源,日期,链接,引述\n甲,营收,1.2,亿元,日报,2025年1月2日,https://x.example/a,1.2亿元\n"
        )
        assert set(layout.parts[0].fields) == {
            "subject",
            "metric",
            "value",
            "unit",
            "stated_on",
            "publisher",
            "url",
            "quote",
        }

    def test_contents_settle_what_a_name_leaves_open(self) -> None:
        fields = guessed("subject,metric,value,source,date\nA,m,1,https://x.example/a,2024\n").parts[0].fields
        assert (fields["url"], fields["period"]) == ("source", "date")
        assert "publisher" not in fields

    def test_what_is_ambiguous_is_left_out_and_noted(self) -> None:
        layout = guessed("subject,metric,value,source,media\nA,m,1,x,y\n")
        assert "publisher" not in layout.parts[0].fields
        assert any("source or media may be the publisher" in note for note in layout.notes)

    def test_two_that_may_be_the_subject_want_a_word(self) -> None:
        with pytest.raises(InputError, match="Company or Country may be what the figures are about"):
            guessed("Company,Country,Revenue\nA,CN,1\n")
        assert figures("Company,Country,Revenue\nA,CN,1\n", {"subject": "company"}) == ["A — Revenue: 1."]

    def test_a_wide_table_makes_a_figure_of_each_cell(self) -> None:
        assert figures("Company,Revenue (CNY m),Growth %\nA,12.5,3\nB,-,(4)\n") == [
            "A — Revenue: 12.5 million CNY.",
            "A — Growth: up 3 %.",
            "B — Growth: down 4 %.",
        ]

    def test_periods_in_headers_are_periods(self) -> None:
        assert figures("公司,2024年营收（亿元）,Revenue Q3 2025 (USD bn)\n甲,1,2\n") == [
            "甲 — 营收: 100 million CNY, from 2024-01-01, until 2024-12-31.",
            "甲 — Revenue: 2 billion USD, from 2025-07-01, until 2025-09-30.",
        ]

    def test_columns_of_years_want_to_know_what_they_measure(self) -> None:
        text = "公司,2023,2024\n甲,1,2\n"
        with pytest.raises(InputError, match=r'nothing says what 2023 measures: .*"metric": "=revenue"'):
            guessed(text)
        assert figures(text, {"metric": "=营收", "unit": "=亿元"})[1] == (
            "甲 — 营收: 200 million CNY, from 2024-01-01, until 2024-12-31."
        )

    def test_a_statement_has_metrics_for_labels(self) -> None:
        assert figures("Item,2024\nrevenue,1\n", {"subject": "=Acme", "unit": "=CNY m"}) == [
            "Acme — revenue: 1 million CNY, from 2024-01-01, until 2024-12-31."
        ]

    def test_numbers_that_only_tell_rows_apart_are_no_figures(self) -> None:
        layout = guessed("Rank,Company,Revenue\n1,A,5\n2,B,6\n")
        assert not layout.wide
        assert "columns not used: Rank" in layout.notes

    def test_what_a_person_says_goes_before(self) -> None:
        layout = guessed(
            "Company,Source,Revenue,Costs\nA,x,1,2\n", {"value": ["Revenue"], "publisher": None, "unit": "=CNY"}
        )
        assert layout.describe() == "subject <- Company, metric = Revenue, value <- Revenue, unit = CNY" or layout.notes

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({"colour": "Company"}, "there is no field 'colour'"),
            ({"value": "Turnover"}, "there is no column 'Turnover'; the columns are: Company, Revenue"),
            ({"subject": ["a", "b"]}, "only value may have several columns"),
            ({"unit": "=CNY", "value": None}, "no column holds numbers|"),
        ],
    )
    def test_what_a_person_says_wrongly_is_refused(self, given: rows.Given, reason: str) -> None:
        text = "Company,Revenue\nA,1\n"
        if reason.endswith("|"):
            text = "Company,Revenue\nA,x\n"
            reason = reason.rstrip("|")
        with pytest.raises(InputError, match=reason):
            guessed(text, given)

    def test_the_setting_is_a_mapping_or_its_json(self) -> None:
        assert rows.given('{"Said By": "Speaker"}') == {"said_by": "Speaker"}
        wrongs: list[object] = ["{", "[1]", 5, {"value": 5}, {"value": []}]
        for wrong in wrongs:
            with pytest.raises(InputError, match="columns: "):
                rows.given(wrong)
        with pytest.raises(InputError, match="neither dmy"):
            rows.day_order("ymd")

    @examples(st.text(max_size=40), st.text(max_size=10))
    def test_any_header_and_cell_is_read_or_refused_in_one_line(self, header: str, cell: str) -> None:
        record = {"subject": "A", header: cell}
        said = []
        try:
            layout = rows.guess(["subject", header], [record])
            said = [layout.describe(), *layout.notes, *(str(row) for row in layout.read(record, "line 2"))]
        except InputError as error:
            said = [str(error)]
        assert [len(line.splitlines()) for line in said] == [1] * len(said)
