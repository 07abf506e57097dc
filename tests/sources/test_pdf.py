"""PDF: the text layer put back into paragraphs, columns and tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.sources import prints
from tests.sources.prints import gap, paragraph, printed, table
from tests.sources.site import NOW
from tracker.errors import InputError
from tracker.formats import pdf
from tracker.formats.reading import Reading

TOLD = (
    "Harbour Freight said it had moved 1,250,000 containers in 2024, up 12%<super>1</super> on the year before, while "
    "the whole trade across the region grew by about 4 per cent over the same months, the port authority wrote."
)
PLAIN = TOLD.replace("<super>1</super>", "")
CHINESE = (
    "海港货运公司表示，2024年共运送集装箱125万个，同比增长12%，营业收入达到34.5亿元，较上年增加3.2亿元，"
    "创下公司成立以来的最高纪录。"
)


def read(data: bytes) -> Reading:
    return pdf.read(data, "a.pdf", now=NOW)


class TestText:
    def test_an_english_report_is_put_back_together(self) -> None:
        found = read(
            printed(
                paragraph("Harbour Freight annual review", prints.TITLE),
                paragraph("4 March 2025"),
                gap(),
                paragraph(TOLD),
                gap(),
                paragraph("Each berth has 30,000 m<super>2</super>."),
                paragraph("Results by region", prints.HEADING),
                table([["Region", "2023", "2024"], ["North", "1,200", "1,340"], ["South", "", "880"]]),
                gap(),
                paragraph(TOLD),
            )
        )
        assert found.text == (
            "Harbour Freight annual review\n\n4 March 2025\n"
            f"{PLAIN}\nEach berth has 30,000 m².\nResults by region\n\n"
            f"Region\t2023\t2024\nNorth\t1,200\t1,340\nSouth\t\t880\n\n{PLAIN}\n"
        )
        assert (found.title, found.published) == ("Harbour Freight annual review", date(2025, 3, 4))

    def test_a_chinese_report_has_no_spaces_between_its_lines(self) -> None:
        found = read(
            printed(
                paragraph("海港货运发布年度报告", prints.CHINESE_TITLE),
                paragraph("2025年3月4日", prints.CHINESE),
                paragraph(CHINESE * 2, prints.CHINESE),
                paragraph(CHINESE * 3, prints.CHINESE),
                table([["地区", "2023年", "2024年"], ["华北", "1,200", "1,340"]], "STSong-Light"),
            )
        )
        assert found.text == (
            f"海港货运发布年度报告\n\n2025年3月4日\n{CHINESE * 2}\n{CHINESE * 3}\n\n"
            "地区\t2023年\t2024年\n华北\t1,200\t1,340\n"
        )
        assert (found.title, found.published) == ("海港货运发布年度报告", date(2025, 3, 4))

    def test_columns_are_read_one_after_the_other(self) -> None:
        parts = [f"Part {number} tells of it. {PLAIN}" for number in range(1, 9)]
        found = read(prints.in_columns("Two columns of freight", *(paragraph(part) for part in parts)))
        assert found.text == "Two columns of freight\n\n" + "\n".join(parts) + "\n"

    def test_running_heads_and_page_numbers_go(self) -> None:
        parts = [f"Part {number} tells of it. {PLAIN}" for number in range(40)]
        flow = [piece for part in parts for piece in (paragraph(part), gap())]
        found = read(printed(paragraph("A year of freight", prints.TITLE), *flow, head="Harbour Freight Ltd - Review"))
        assert found.text == "A year of freight\n\n" + "\n".join(parts) + "\n"

    def test_bullets_become_items(self) -> None:
        found = read(printed(paragraph(TOLD), paragraph("• Berths: 14"), paragraph("• Cranes: 38")))
        assert found.text.endswith("- Berths: 14\n- Cranes: 38\n")

    def test_words_broken_at_the_end_of_a_line_are_whole(self) -> None:
        found = read(
            prints.in_columns(
                "Freight", paragraph("The port has no inter-<br/>national line of its own yet, and wants one soon.")
            )
        )
        assert "no international line" in found.text

    def test_files_may_be_read_at_once(self) -> None:
        data = printed(paragraph(TOLD))
        with ThreadPoolExecutor(4) as pool:
            assert {found.text for found in pool.map(read, [data] * 8)} == {f"{PLAIN}\n"}


class TestAbout:
    def test_the_metadata_names_what_the_text_does_not(self) -> None:
        found = read(printed(paragraph(TOLD), title="Freight in 2024", author="Mary Dole"))
        assert (found.title, found.bylines) == ("Freight in 2024", ("Mary Dole",))
        assert found.text == f"Freight in 2024\n\n{PLAIN}\n"

    def test_the_day_it_was_made_is_the_last_resort(self) -> None:
        found = read(printed(paragraph(TOLD)))
        assert found.published == date(2000, 1, 1)
        assert found.notes == ("its text names no date: the day the PDF was made, 2000-01-01, was taken",)

    @pytest.mark.parametrize("line", ["For the six months ended 30 June 2024", "As at 2024-06-30", "截至2024年6月30日"])
    def test_the_end_of_a_period_is_no_day_of_publication(self, line: str) -> None:
        style = prints.CHINESE if "截" in line else prints.BODY
        assert read(printed(paragraph(line, style), gap(), paragraph(TOLD))).published == date(2000, 1, 1)

    @pytest.mark.parametrize("title", ["Microsoft Word - draft3.docx", "untitled", "report.indd"])
    def test_a_program_names_no_title(self, title: str) -> None:
        assert read(printed(paragraph(TOLD), title=title)).title is None


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (printed(paragraph(TOLD))[:900], "breaks off before its end; fetch it again"),
            (b"%PDF-1.7\nnothing\n%%EOF\n", "the PDF is broken"),
            (prints.pictures(password="secret"), "wants a password"),
            (prints.pictures(3), "pictures of its pages and no text"),
        ],
    )
    def test_it_says_what_is_wrong(self, data: bytes, reason: str) -> None:
        with pytest.raises(InputError, match=reason) as refused:
            read(data)
        assert str(refused.value).startswith("a.pdf: ")
        assert "\n" not in str(refused.value)

    def test_pages_without_text_are_told(self) -> None:
        assert "pages 1, 3 of 3 hold no text: pictures, or blank" in read(prints.pictures(3, text_on=2)).notes

    def test_more_pages_than_a_report_has_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "PAGES", 2)
        with pytest.raises(InputError, match="has 3 pages, 2 are read at most"):
            read(prints.pictures(3, text_on=2))
