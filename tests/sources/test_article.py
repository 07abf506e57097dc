"""Articles: a page or file of any kind becomes one text, or an error of one line that says what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.sources.site import Site, remembered, serve, visit
from tests.sources.test_html import CHINESE, ENGLISH
from tracker.drafts import CapturedPage, SourceDraft
from tracker.errors import InputError
from tracker.sources import capture


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def page(locator: str) -> CapturedPage:
    (found,) = capture(SourceDraft(locator=locator, kind="article"), visit()).pages
    return found


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


class TestWeb:
    def test_a_page_brings_what_it_says_of_itself(self, site: Site) -> None:
        url = site.put("/one?utm_source=mail", ENGLISH, etag='"v1"')
        found = page(url)
        assert found.title == "Harbour Freight sees record year"
        assert found.text.startswith("Harbour Freight sees record year\n\nHarbour Freight Ltd said")
        assert (found.published, found.bylines, found.language) == (date(2025, 3, 4), ("Mary Dole",), "en")
        assert (found.source.publisher, found.source.kind, found.source.locator) == ("The Quay Times", "article", url)
        assert found.key == f"{site.url}/one"
        assert found.etag == '"v1"'
        assert found.claims is None
        assert found.raw is not None
        assert found.raw.data.decode() == ENGLISH
        assert found.raw.media_type == "text/html"

    def test_without_a_name_the_host_is_the_publisher(self, site: Site) -> None:
        assert page(site.put("/zh", CHINESE)).source.publisher == "127.0.0.1"

    def test_the_draft_goes_before(self, site: Site) -> None:
        draft = SourceDraft(
            locator=site.put("/draft", ENGLISH), publisher="P", title="T", language="zh", published=date(2025, 1, 1)
        )
        (found,) = capture(draft, visit()).pages
        assert (found.source.publisher, found.title, found.language) == ("P", "T", "zh")
        assert found.published == date(2025, 1, 1)

    def test_a_canonical_address_is_its_key(self, site: Site) -> None:
        url = site.put("/copy?id=3", ENGLISH.replace("https://quay.example/a/1", "{site}/story"))
        assert (page(url).key, page(url).url) == (f"{site.url}/story", f"{site.url}/story")

    @pytest.mark.parametrize("canonical", ["https://quay.example/a/1", "{site}/canonical"])
    def test_a_page_that_is_as_it_was_is_only_named(self, site: Site, canonical: str) -> None:
        url = site.put("/same", ENGLISH.replace("https://quay.example/a/1", canonical), etag='"v1"')
        first = capture(SourceDraft(locator=url, kind="article"), visit())
        again = capture(SourceDraft(locator=url, kind="article"), visit(remembered(first)))
        assert again.pages == ()
        assert again.unchanged == (first.pages[0].key,)

    def test_a_wrong_charset_is_told(self, site: Site) -> None:
        url = site.put("/gbk", CHINESE.replace("utf-8", "gb2312").encode("gb18030"), "text/html; charset=iso-8859-1")
        (found,) = (captured := capture(SourceDraft(locator=url), visit())).pages
        assert "同比增长12%，创下" in found.text
        assert captured.notes == (f"{url}: the server says iso-8859-1, but the text is gb18030",)

    def test_a_plain_text_is_read(self, site: Site) -> None:
        found = page(
            site.put("/a.txt", "海岛渡轮再添新船 2025年3月1日  林一\n\n渡轮公司已运送旅客12万人次。\n", "text/plain")
        )
        assert (found.title, found.published, found.bylines) == ("海岛渡轮再添新船", date(2025, 3, 1), ("林一",))

    @pytest.mark.parametrize(
        ("body", "media_type", "reason"),
        [
            (b"", "text/html", "is empty"),
            (b"  \n", "text/html", "is empty"),
            (b"\x89PNG\r\n\x1a\n", "text/html", "is a picture"),
            (b"anything", "image/webp", "is image/webp, no text"),
            (b"PK\x05\x06" + bytes(18), "application/zip", "is application/zip, no text"),
            (b"\x00\x01\x02\x03" * 100, "text/html", "is binary"),
            (b"%PDF-1.7\n1 0 obj", "application/pdf", "the PDF breaks off"),
            (b"<html><title>404</title><h1>404 Not Found</h1>", "text/html", "is an error"),
            (b"<?xml version='1.0'?><rss><channel></rss>", "application/xml", "line 1: broken XML"),
            (b"<?xml version='1.0'?><rss><channel/></rss>", "application/xml", "is XML .<rss>., no article"),
        ],
    )
    def test_what_is_no_article_is_refused_by_its_address(
        self, site: Site, body: bytes, media_type: str, reason: str
    ) -> None:
        url = site.put("/bad", body, media_type)
        with pytest.raises(InputError, match=reason) as refused:
            page(url)
        assert str(refused.value).startswith(url)
        assert "\n" not in str(refused.value)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


class TestFiles:
    def test_a_saved_page_is_read(self, tmp_path: Path) -> None:
        path = written(tmp_path, "saved.html", ENGLISH)
        found = page(path)
        assert (found.key, found.source.locator, found.url) == (path, path, "https://quay.example/a/1")
        assert found.source.publisher == "The Quay Times"

    def test_a_page_is_known_whatever_its_name(self, tmp_path: Path) -> None:
        assert page(written(tmp_path, "saved", CHINESE)).title == "海港货运去年集装箱量增长12%"

    @pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "gb18030", "utf-32"])
    def test_a_page_in_another_charset_is_read(self, tmp_path: Path, name: str) -> None:
        saved = CHINESE.replace('<meta charset="utf-8">', "")
        assert page(written(tmp_path, "a.html", saved.encode(name))).title == "海港货运去年集装箱量增长12%"

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.html", b"MZ\x90\x00" + bytes(99), "is a program"),
            ("a.html", bytes(range(256)) * 8, "is binary"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office document of the old kind"),
            ("a.rtf", b"{\\rtf1 12%}", "is an RTF document"),
            ("a.mhtml", b"From: <Saved by Blink>\r\nMIME-Version: 1.0", "is a web archive"),
            ("a.gz", b"\x1f\x8b\x08\x00", "is a gzip archive"),
            ("a.docx", b"PK\x03\x04....[Content_Types].xml", "the Word document is broken"),
            ("a.docx", b"no such thing", "is named .docx and is none"),
            ("a.pdf", b"no such thing", "is named .pdf and is none"),
            ("a.zip", archive("readme.txt"), "is a ZIP archive"),
            ("a.xlsx", archive("xl/workbook.xml"), "is a spreadsheet"),
            ("a.pptx", archive("ppt/presentation.xml"), "is slides"),
            ("a.epub", archive("META-INF/container.xml"), "is an e-book"),
            (
                "a.xml",
                b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                "is XML",
            ),
        ],
    )
    def test_what_no_text_can_be_read_from_is_refused(
        self, tmp_path: Path, name: str, content: bytes, reason: str
    ) -> None:
        path = written(tmp_path, name, content)
        with pytest.raises(InputError, match=reason) as refused:
            page(path)
        assert str(refused.value).startswith(path)
        assert "\n" not in str(refused.value)

    def test_entities_are_not_followed(self, tmp_path: Path) -> None:
        secret = written(tmp_path, "secret.txt", "hidden words")
        told = CHINESE.replace("<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>')
        assert "hidden" not in page(written(tmp_path, "a.html", told.replace("再雇用", "&x;再雇用"))).text

    def test_reading_a_text_loads_no_reader_of_pages(self, tmp_path: Path) -> None:
        path = written(tmp_path, "a.txt", "海岛渡轮再添新船\n\n渡轮公司已运送旅客12万人次。\n")
        code = (
            "import sys\nfrom tracker.drafts import SourceDraft\nfrom tracker.sources import capture\n"
            f"capture(SourceDraft(locator={path!r}))\n"
            "heavy = {'trafilatura', 'htmldate', 'lxml', 'pypdfium2', 'docx', 'charset_normalizer'}\n"
            "sys.exit(' '.join(sorted(heavy & sys.modules.keys())) or 0)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")
