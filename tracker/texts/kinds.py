"""Kinds of files, told by their first bytes; what no text can be read from is refused by its name."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final, Literal, TypeAlias

from tracker.errors import InputError

Kind: TypeAlias = Literal["html", "pdf", "docx", "xml", "text"]

_PICTURE: Final = "a picture: recognise its text first, and give that"
_OFFICE: Final = (
    "an office document of the old kind (.doc, .xls, .ppt), or one with a password: save it as .docx or PDF without"
)
_MEDIA: Final = "sound or film: give its transcript"
_MAGIC: Final = {
    b"\xd0\xcf\x11\xe0": _OFFICE,
    b"\x1f\x8b": "a gzip archive: unpack it",
    b"BZh": "a bzip2 archive: unpack it",
    b"\xfd7zXZ": "an xz archive: unpack it",
    b"7z\xbc\xaf": "a 7z archive: unpack it",
    b"Rar!": "a RAR archive: unpack it",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\x00": _PICTURE,
    b"MM\x00*": _PICTURE,
    b"RIFF": "a picture, sound or film: give its text",
    b"ID3": _MEDIA,
    b"OggS": _MEDIA,
    b"From: <Saved by": "a web archive (MHTML): save the page as plain HTML",
    b"{\\rtf": "an RTF document: save it as .docx or plain text",
    b"SQLite format 3": "a database: name it by its address, as sqlite:///path",
    b"\x7fELF": "a program, no text",
    b"MZ\x90": "a program, no text",
}
_INSIDE: Final = {
    "xl/workbook.xml": "a spreadsheet: give it as a table, with --kind table",
    "ppt/presentation.xml": "slides: save them as PDF",
    "META-INF/container.xml": "an e-book: save it as PDF or HTML",
    "content.xml": "an OpenDocument file: save it as .docx or PDF",
}
_HTML_NAMES: Final = (".html", ".htm", ".xhtml", ".shtml")
_HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
_MARKED: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\b")


def of(data: bytes, name: str, *, suffix: str = "", media_type: str | None = None) -> Kind:
    """Tell what bytes are: by themselves first, then by what the server or the file's name calls them.

    Raises:
        InputError: no text can be read from such a thing; the line says what to do instead.
    """
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") and _in_archive(data, name) == "docx":
        return "docx"
    refuse(data, name)
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    if _MARKED.match(plain):
        return "html"
    _refuse_type(media_type, name)
    if media_type in _HTML_TYPES or (media_type in (None, "application/octet-stream") and suffix in _HTML_NAMES):
        return "html"
    if suffix in (".pdf", ".docx", ".doc"):
        raise InputError(f"{name} is named {suffix} and is none; fetch or save it again")
    return "xml" if _XML.match(plain) else "text"


def refuse(data: bytes, name: str) -> None:
    """Raise InputError for bytes that begin as something other than text."""
    if data.startswith(b"%PDF"):
        raise InputError(f"{name} is a PDF, not text: add it as a source, or save it as plain text")
    if data.startswith(b"PK\x03\x04"):
        raise InputError(f"{name} is a ZIP archive or an office document, not text: {_advice(data)}")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"{name} is {what}")
    if data[4:8] == b"ftyp":
        raise InputError(f"{name} is {_MEDIA}")


def _refuse_type(media_type: str | None, name: str) -> None:
    if media_type is None:
        return
    if media_type.startswith(("image/", "audio/", "video/", "font/", "model/")):
        raise InputError(f"{name} is {media_type}, no text: give the address of the page or document itself")
    if media_type.startswith("application/") and re.search(r"zip|gzip|tar|rar|7z|msword|excel|powerpoint", media_type):
        raise InputError(f"{name} is {media_type}, no text: unpack it, or save it as PDF, .docx or HTML")


def _in_archive(data: bytes, name: str) -> str:
    import zipfile  # it takes others along that most texts have no use for

    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        if b"word/" in data[:200_000] or b"[Content_Types].xml" in data[:4096]:
            raise InputError(f"{name}: the Word document is broken or cut off; fetch or save it again") from None
        raise InputError(f"{name} is a broken ZIP archive or office document; fetch or save it again") from None
    if any(part.startswith("word/document") for part in names):
        return "docx"
    for part, what in _INSIDE.items():
        if part in names:
            raise InputError(f"{name} is {what}")
    return "zip"


def _advice(data: bytes) -> str:
    return "add it as a source" if b"word/" in data[:200_000] else "unpack it, and give one file of it"
