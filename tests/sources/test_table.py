"""Tables: what is in a file of rows comes in, what is wrong there is told with its line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest

from tests.sources.site import Site, remembered, serve, visit
from tracker.errors import InputError
from tracker.sources import Captured, Original, SourceDraft, Visit
from tracker.sources.table import Form, Table, opened
from tracker.values import UNIT_PERCENT

CSV = """company,metric,value,unit,source,date,link
Acme,users,"1,200",people,Daily,2025-10-21,https://x.example/a
Acme,revenue,12.5,CNY m,Daily,2025-10-21,https://x.example/a
Bob,users,5,people,Weekly,2025-10-22,https://x.example/b
"""


def capture(folder: Path, name: str, content: str | bytes, **options: Any) -> Captured:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Table().capture(SourceDraft(locator=str(path), options=options), Visit())


def refusal(folder: Path, name: str, content: str | bytes, **options: Any) -> str:
    with pytest.raises(InputError) as refused:
        capture(folder, name, content, **options)
    said = str(refused.value)
    assert said.startswith(str(folder / name))
    assert len(said.splitlines()) == 1
    return said


def sentences(captured: Captured) -> list[str]:
    return [claim.sentence for page in captured.pages for claim in page.claims or ()]


def workbook(*rows: list[Any], **formats: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    for cell, form in formats.items():
        book.active[cell].number_format = form  # type: ignore[index]
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class TestPages:
    def test_rows_that_stand_on_one_page_come_as_one(self, tmp_path: Path) -> None:
        captured = capture(tmp_path, "t.csv", CSV)
        first, second = captured.pages
        assert first.text == "Acme — users: 1,200 (people).\nAcme — revenue: 12.5 million CNY.\n"
        assert first.claims is not None
        assert [first.text[claim.start : claim.end] for claim in first.claims] == ["1,200 (people)", "12.5 million CNY"]
        assert (first.url, first.published, first.language) == ("https://x.example/a", date(2025, 10, 21), "en")
        assert (first.source.kind, first.source.publisher) == ("table", "Daily")
        assert first.source.locator == str(tmp_path / "t.csv")
        assert first.key == f"{tmp_path}/t.csv#Daily|https://x.example/a|2025-10-21"
        assert second.key == f"{tmp_path}/t.csv#Weekly|https://x.example/b|2025-10-22"
        assert captured.notes[0].startswith("columns: subject <- company, metric <- metric, value <- value")

    def test_the_draft_fills_in_what_the_table_does_not_say(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_text("company,revenue (CNY)\nAcme,5\n")
        draft = SourceDraft(locator=str(path), publisher="Daily", title="Table", published=date(2025, 1, 2))
        (page,) = Table().capture(draft, Visit()).pages
        assert (page.source.publisher, page.title, page.published) == ("Daily", "Table", date(2025, 1, 2))
        assert page.key == str(path)
        assert page.raw is not None
        assert page.raw.data == path.read_bytes()

    def test_bad_rows_are_told_and_the_good_ones_come_in(self, tmp_path: Path) -> None:
        captured = capture(tmp_path, "t.csv", CSV + "Bob,users,abc,,,,\n\nBob,users,7,,,,,,8\nBob,users,9,,,,\n")
        assert len(sentences(captured)) == 4
        assert captured.notes[-3:] == (
            "2 of 6 figures were left out, as they cannot be read",
            "line 5: value: 'abc' is no number; write one (12.5), or one with its unit (12%), or leave the cell empty",
            "line 7: 9 cells, but 7 columns: put cells that hold the delimiter into quotes",
        )

    def test_a_table_that_is_mostly_bad_is_refused(self, tmp_path: Path) -> None:
        said = refusal(tmp_path, "t.csv", "subject,metric,value\nA,m,x\nB,m,\nC,m,3\n")
        assert "2 of 3 figures cannot be read, so nothing was stored: line 2: value: 'x'" in said

    def test_a_table_without_rows_is_no_success(self, tmp_path: Path) -> None:
        assert "it has no rows" in refusal(tmp_path, "t.csv", "subject,metric,value\n")
        assert "empty" in refusal(tmp_path, "t.csv", "")

    def test_settings_of_columns_and_dates(self, tmp_path: Path) -> None:
        text = "who;what;how many;when\nAcme;shops;5;03/04/2025\n"
        columns = {"subject": "who", "metric": "what", "value": "how many", "stated_on": "when", "unit": "=count"}
        assert capture(tmp_path, "t.csv", text, columns=columns, dates="dmy").pages[0].published == date(2025, 4, 3)
        assert "setting dates, dmy or mdy" in refusal(tmp_path, "t.csv", text, columns=columns)
        assert "there is no column 'x'" in refusal(tmp_path, "t.csv", text, columns={"value": "x"})


class TestDelimited:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_found(self, tmp_path: Path, delimiter: str) -> None:
        text = f'subject{delimiter}metric{delimiter}value\nAcme, Inc{delimiter}"a;b|c"{delimiter}5\n'
        text = text.replace("Acme, Inc", '"Acme, Inc"')
        assert sentences(capture(tmp_path, "t.csv", text)) == ["Acme, Inc — a;b|c: 5."]

    def test_it_may_be_named(self, tmp_path: Path) -> None:
        assert sentences(capture(tmp_path, "t.csv", "subject:metric:value\nA:m:5\n", delimiter=":")) == ["A — m: 5."]
        assert "no single character" in refusal(tmp_path, "t.csv", "a,b\n1,2\n", delimiter="::")

    def test_a_wrong_delimiter_is_told(self, tmp_path: Path) -> None:
        assert "line 1: one column only ('subject,value'): name the delimiter" in refusal(
            tmp_path, "t.csv", "subject,value\nA,5\n", delimiter="tab"
        )

    @pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "gb18030"])
    def test_charsets(self, tmp_path: Path, charset: str) -> None:
        text = "公司,指标,数值\n阿里巴巴集团,商家广告回报提升,12%\n京东集团,年度活跃用户数量,5亿\n"
        found = sentences(capture(tmp_path, "t.csv", text.encode(charset)))
        assert found == ["阿里巴巴集团 — 商家广告回报提升: 12 %.", "京东集团 — 年度活跃用户数量: 500 million."]

    def test_lines_are_those_of_the_file(self, tmp_path: Path) -> None:
        text = 'subject,metric,value,quote\r\nA,m,5,"two\r\nlines"\r\n\r\nA,m,x,\r\nA,n,6,\r\n'
        captured = capture(tmp_path, "t.csv", text)
        assert captured.notes[-1].startswith("line 5: value: 'x'")
        assert (captured.pages[0].claims or ())[0].figure == "two lines"

    def test_an_open_quotation_mark_is_told_with_its_line(self, tmp_path: Path) -> None:
        said = refusal(tmp_path, "t.csv", 'subject,metric,value\nA,m,5\nB,"m,6\nC,m,7\n')
        assert ", line 3: a quotation mark is not closed" in said

    def test_a_title_before_the_header_is_passed_over(self, tmp_path: Path) -> None:
        text = "Table 1: users of all shops\n\nsubject,metric,value\nA,m,5\n"
        assert "line 1: taken for a title" in capture(tmp_path, "t.csv", text).notes
        assert sentences(capture(tmp_path, "t.csv", f"x,y,z\n{text}", header=4)) == ["A — m: 5."]
        assert "line 9 holds no row" in refusal(tmp_path, "t.csv", text, header=9)

    def test_a_column_that_is_there_twice_is_read_once(self, tmp_path: Path) -> None:
        captured = capture(tmp_path, "t.csv", "subject,metric,value,value\nA,m,5,6\n")
        assert sentences(captured) == ["A — m: 5."]
        assert "column value is there more than once: only the first is read" in captured.notes

    def test_a_formula_is_text(self, tmp_path: Path) -> None:
        assert sentences(capture(tmp_path, "t.csv", "subject,metric,value\n=1+1,m,5\n")) == ["=1+1 — m: 5."]

    def test_what_is_no_table_is_refused(self, tmp_path: Path) -> None:
        assert "is a web page" in refusal(tmp_path, "t.csv", "<!DOCTYPE html><p>Sign in, please")
        assert "an old or a locked workbook" in refusal(tmp_path, "t.csv", b"\xd0\xcf\x11\xe0....")


class TestWorkbook:
    def test_cells_come_as_the_spreadsheet_shows_them(self, tmp_path: Path) -> None:
        book = workbook(
            ["subject", "metric", "value", "unit", "date"],
            ["A", "m", 0.1 + 0.2, None, datetime(2025, 10, 21)],  # noqa: DTZ001 - as spreadsheets have them
            ["A", "share", 0.125, None, date(2025, 10, 21)],
            ["A", "n", 1200, "CNY", date(2025, 10, 21)],
            C3="0.0%",
        )
        (page,) = capture(tmp_path, "t.xlsx", saved(book)).pages
        found = [(claim.low, claim.unit) for claim in page.claims or ()]
        assert found == [(Decimal("0.3"), None), (Decimal("12.5"), UNIT_PERCENT), (Decimal(1200), "CNY")]
        assert page.published == date(2025, 10, 21)

    def test_formulas_without_a_result_are_faults(self, tmp_path: Path) -> None:
        book = workbook(["subject", "metric", "value"], ["A", "m", 5], ["A", "n", "=1+1"], ["A", "o", 6])
        captured = capture(tmp_path, "t.xlsx", saved(book))
        assert len(sentences(captured)) == 2
        assert captured.notes[-1] == (
            "row 3: value: a formula without its result: open and save the file in a spreadsheet program first"
        )

    def test_merged_cells_hold_for_all_their_rows(self, tmp_path: Path) -> None:
        book = workbook(
            ["Figures of 2025"], ["company", "metric", "value"], ["A", "m", 5], [None, "n", 6], ["B", "m", 7]
        )
        book.active.merge_cells("A1:C1")  # type: ignore[union-attr]
        book.active.merge_cells("A3:A4")  # type: ignore[union-attr]
        assert sentences(capture(tmp_path, "t.xlsx", saved(book))) == ["A — m: 5.", "A — n: 6.", "B — m: 7."]

    def test_the_sheet_may_be_named(self, tmp_path: Path) -> None:
        book = workbook(["subject", "metric", "value"], ["A", "m", 5])
        other = book.create_sheet("Other")
        other.append(["subject", "metric", "value"])
        other.append(["B", "m", 6])
        data = saved(book)
        assert "the others (Other) with the setting sheet" in capture(tmp_path, "t.xlsx", data).notes[1]
        for name in ("Other", "2", 2):
            assert sentences(capture(tmp_path, "t.xlsx", data, sheet=name)) == ["B — m: 6."]
        assert "there is no sheet 'None'; its sheets are: Sheet, Other" in refusal(
            tmp_path, "t.xlsx", data, sheet="None"
        )

    def test_bombs_and_wrecks_are_refused(self, tmp_path: Path) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
            for _ in range(301):
                part.write(bytes(1_000_000))
        assert "unpacks to more than 300 MB" in refusal(tmp_path, "t.xlsx", bomb.getvalue())
        whole = saved(workbook(["subject", "metric", "value"], ["A", "m", 5]))
        assert "no .xlsx workbook, or a broken one" in refusal(tmp_path, "t.xlsx", whole[: len(whole) // 2])
        assert "no workbook, or a broken one" in refusal(tmp_path, "t.xlsx", b"hello, world")


class TestParquet:
    def test_numbers_are_exact(self, tmp_path: Path) -> None:
        frame = polars.DataFrame(
            {
                "subject": ["A", "B", "C"],
                "metric": ["m", "m", "m"],
                "value": polars.Series([0.1, float("nan"), 2.5], dtype=polars.Float32),
                "date": [date(2025, 10, 21)] * 3,
                "tags": [["x"], [], []],
            }
        )
        data = io.BytesIO()
        frame.write_parquet(data)
        captured = capture(tmp_path, "t.parquet", data.getvalue())
        assert [claim.low for claim in captured.pages[0].claims or ()] == [Decimal("0.1"), Decimal("2.5")]
        assert captured.notes[-1].startswith("row 2: value: 'NaN' is no number")
        assert any("tags" in note for note in captured.notes)

    def test_it_is_bounded(self) -> None:
        data = io.BytesIO()
        polars.DataFrame({"subject": ["A"] * 10, "value": [1] * 10}).write_parquet(data)
        with pytest.raises(InputError, match="10 rows, more than 9"):
            opened(data.getvalue(), Form(name="t", limit=9))

    @pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"hello"])
    def test_wrecks_are_refused(self, tmp_path: Path, data: bytes) -> None:
        assert "Parquet file, or a broken one" in refusal(tmp_path, "t.parquet", data)


class TestLines:
    def test_an_object_a_line(self, tmp_path: Path) -> None:
        text = (
            '{"subject": {"name": "A"}, "metric": "m", "value": 0.10}\n\n{"a":\n[1]\n'
            '{"subject": {"name": "B"}, "metric": "m", "value": 2}\n'
            '{"subject": {"name": "B"}, "metric": "n", "value": 2}\n'
        )
        captured = capture(tmp_path, "t.jsonl", text, columns={"subject": "subject.name"})
        assert [str(claim.low) for claim in captured.pages[0].claims or ()] == ["0.10", "2", "2"]
        assert captured.notes[-2].startswith("line 3: broken JSON at column ")
        assert captured.notes[-1] == "line 4: no JSON object"


class TestWeb:
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        with serve() as running:
            yield running

    def test_a_table_is_told_by_its_media_type(self, site: Site) -> None:
        url = site.put("/export?id=5", CSV, "text/csv; charset=utf-8")
        looking = visit()
        assert Table().accepts(Original(url, looking))
        captured = Table().capture(SourceDraft(locator=url), looking)
        assert site.asked == ["/export?id=5"]
        assert captured.pages[0].key == f"{url}#Daily|https://x.example/a|2025-10-21"
        assert not Table().accepts(Original(site.put("/page", "<p>Hello</p>"), visit()))
        assert not Table().accepts(Original("postgresql://localhost/db", visit()))

    def test_a_table_that_has_not_changed_is_not_read_again(self, site: Site) -> None:
        draft = SourceDraft(locator=site.put("/t.csv", CSV, "text/csv", etag='"1"'))
        first = Table().capture(draft, visit())
        again = Table().capture(draft, visit(remembered(first)))
        assert again.pages == ()
        assert set(again.unchanged) == {page.key for page in first.pages}
