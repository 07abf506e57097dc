"""Word documents: everything in its order, nothing unpacked that is too large."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from tests.sources.site import NOW
from tracker.errors import InputError
from tracker.formats import docx as word
from tracker.formats.reading import Reading

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data: Document | bytes) -> Reading:
    return word.read(data if isinstance(data, bytes) else saved(data), "a.docx", now=NOW)


def paragraph(document: Document, xml: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {W}>{xml}</w:p>"))


def repacked(data: bytes, **parts: str) -> bytes:
    """Exchange or add parts of a package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


class TestText:
    def test_it_is_laid_out_in_order(self) -> None:
        document = docx.Document()
        document.add_heading("Harbour review", 0)
        document.add_paragraph("4 March 2025")
        told = document.add_paragraph("Boxes rose 12%")
        told.add_run("1").font.superscript = True
        told.add_run(" and each berth has 30,000 m")
        told.add_run("2").font.superscript = True
        document.add_heading("Regions", 1)
        document.add_paragraph("Berths: 14", style="List Bullet")
        document.add_paragraph("Cranes: 38", style="List Number")
        table = document.add_table(4, 3)
        rows = [["Region", "Revenue, million yuan", ""], ["", "2023", "2024"], ["North", "1", "2"], ["South", "", "4"]]
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(place, column).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))
        document.add_paragraph("Costs fell by 5%.")
        found = read(document)
        assert found.text == (
            "Harbour review\n\n4 March 2025\nBoxes rose 12% and each berth has 30,000 m²\n\nRegions\n"
            "- Berths: 14\n- Cranes: 38\n\n"
            "Region\tRevenue, million yuan 2023\tRevenue, million yuan 2024\nNorth\t1\t2\nSouth\t\t4\n\n"
            "Costs fell by 5%.\n"
        )
        assert (found.title, found.published, found.notes) == ("Harbour review", date(2025, 3, 4), ())

    def test_a_chinese_document_is_read(self) -> None:
        document = docx.Document()
        document.add_heading("海港货运年度报告", 0)
        document.add_paragraph("2025年3月4日")
        document.add_paragraph("全年营业收入达到34.5亿元。")
        found = read(document)
        assert (found.title, found.published) == ("海港货运年度报告", date(2025, 3, 4))
        assert found.text.endswith("全年营业收入达到34.5亿元。\n")

    @pytest.mark.parametrize(
        ("xml", "line"),
        [
            ("<w:r><w:t>1</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>25万</w:t></w:r>", "125万"),
            (
                '<w:del w:id="1"><w:r><w:delText>14</w:delText></w:r></w:del>'
                '<w:ins w:id="2"><w:r><w:t>15</w:t></w:r></w:ins>',
                "15",
            ),
            ("<w:r><w:t>12%</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t> up</w:t></w:r>", "12% up"),
            ("<w:hyperlink><w:r><w:t>12%</w:t></w:r></w:hyperlink>", "12%"),
            ("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>", "one\ntwo"),
            ("<w:r><w:instrText>PAGE 7</w:instrText></w:r><w:r><w:t>a</w:t></w:r>", "a"),
        ],
    )
    def test_a_paragraph_reads_with_all_changes_accepted(self, xml: str, line: str) -> None:
        document = docx.Document()
        paragraph(document, xml)
        assert read(document).text == f"{line}\n"

    def test_footnotes_stand_at_the_end(self) -> None:
        document = docx.Document()
        document.add_paragraph("Boxes rose 12%.")
        data = saved(document)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            types = package.read("[Content_Types].xml").decode()
            relations = package.read("word/_rels/document.xml.rels").decode()
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        data = repacked(
            data,
            **{
                "[Content_Types].xml": types.replace(
                    "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                ),
                "word/_rels/document.xml.rels": relations.replace(
                    "</Relationships>",
                    f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>',
                ),
                "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
                '<w:footnote w:id="2"><w:p><w:r><w:t>Not audited.</w:t></w:r></w:p></w:footnote></w:footnotes>',
            },
        )
        assert read(data).text == "Boxes rose 12%.\nNot audited.\n"


class TestAbout:
    def test_its_properties_are_the_last_resort(self) -> None:
        document = docx.Document()
        document.add_paragraph("Boxes rose 12%.")
        about = document.core_properties
        about.title, about.author, about.created = "Freight in 2024", "Mary Dole", datetime(2025, 3, 4, tzinfo=UTC)
        found = read(document)
        assert (found.title, found.bylines, found.published) == ("Freight in 2024", ("Mary Dole",), date(2025, 3, 4))
        assert found.notes == ("its text names no date: the day the file was made, 2025-03-04, was taken",)

    def test_a_template_says_nothing(self) -> None:
        document = docx.Document()
        document.add_paragraph("Boxes rose 12%.")
        found = read(document)
        assert (found.title, found.bylines, found.published) == (None, (), None)


class TestRefused:
    def test_a_broken_one(self) -> None:
        data = saved(docx.Document())
        for broken in (data[: len(data) // 2], repacked(data, **{"word/document.xml": "<w:document>"}), b"PK\x03\x04"):
            with pytest.raises(InputError, match=r"^a\.docx: the Word document is broken"):
                read(broken)

    def test_one_without_text(self) -> None:
        with pytest.raises(InputError, match="holds no text"):
            read(docx.Document())

    def test_one_that_unpacks_to_too_much(self) -> None:
        data = repacked(saved(docx.Document()), **{"word/bomb.xml": " " * (word.UNPACKED + 1)})
        assert len(data) < 1_000_000
        with pytest.raises(InputError, match="unpacks to more than 100 MB"):
            read(data)

    def test_entities_are_not_followed(self, tmp_path: object) -> None:
        secret = f"{tmp_path}/secret.txt"
        with open(secret, "w") as file:  # noqa: PTH123
            file.write("hidden")
        told = (
            f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
            f"<w:document {W}><w:body><w:p><w:r><w:t>Boxes rose 12%. &x;</w:t></w:r></w:p></w:body></w:document>"
        )
        assert "hidden" not in read(repacked(saved(docx.Document()), **{"word/document.xml": told})).text
