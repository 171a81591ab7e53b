"""A letter's text as its reader meets it, a paragraph a line: for checks that read meaning, where `text_of` is for a search."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.engine import text_of_data
from fanlight.inspection.kinds import kind_of
from fanlight.inspection.opened import Opened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LARGEST = 20_000_000
_PLAIN = {"csv", "json", "text", "txt", "xml"}


def lines_of(path: Path) -> str:
    """The text of a letter in DOCX, ODT, PDF, HTML, mail or plain text. Raises `CouldNotRead` for what cannot be read.

    A text file may be in UTF-8, UTF-16 by its mark, or Windows-1252.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=path.name) from None
    if len(data) > _LARGEST:
        raise CouldNotRead("The file is too large for a letter.", where=path.name, check="too_large")
    if not data.strip():
        raise CouldNotRead("The file is empty.", where=path.name, next_step="Put the letter's text in it.")
    if (
        b"\x00" in data[:4]
        and path.suffix.lower() in {".txt", ".md"}
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise CouldNotRead("This is not a text file.", where=path.name, next_step="Save the letter as plain text.")
    kind = (
        "text"
        if path.suffix.lower() in {".txt", ".md", ".text"} and not data.startswith((b"%PDF", b"PK\x03\x04"))
        else kind_of(path.name, data)
    )
    try:
        if kind == "docx":
            return _docx(Opened(path.name, data))
        if kind == "odt":
            return _odt(Opened(path.name, data))
        if kind == "pdf":
            return _pdf(data, path.name)
        if kind == "html":
            return _html(data)
        if kind in _PLAIN:
            return _plain(data, path.name)
        return text_of_data(path.name, data)
    except CouldNotRead:
        raise
    except Exception as error:
        raise CouldNotRead(
            f"The file could not be read as {kind.upper()}: {type(error).__name__}.", where=path.name
        ) from None


def _plain(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise CouldNotRead("This is not a text file.", where=name, next_step="Save the letter as plain text.")
    return text


def _docx(opened: Opened) -> str:
    parts = [
        name for name in opened.parts if re.fullmatch(r"word/(?:header\d*|document|footnotes|footer\d*)\.xml", name)
    ]
    order = {"header": 0, "document": 1, "footnotes": 2, "footer": 3}
    parts.sort(key=lambda name: (order[re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])], name))
    return "\n".join(_word_line(paragraph) for name in parts for paragraph in opened.xml(name).iter(f"{_W}p"))


def _word_line(paragraph: Any) -> str:
    words: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(node.iterancestors(f"{_W}p"), None) is not paragraph:
            continue
        tag = node.tag.removeprefix(_W)
        words.append(node.text or "" if tag == "t" else {"tab": "\t", "noBreakHyphen": "-"}.get(tag, "\n"))
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    line = "".join(words)
    return f"- {line}" if numbered and line.strip() else line


def _odt(opened: Opened) -> str:
    root = opened.xml("content.xml")
    return "\n".join(_odf_line(node) for node in root.iter(f"{_TEXT}p", f"{_TEXT}h"))


def _odf_line(node: Any) -> str:
    def words(element: Any) -> str:
        parts = [element.text or ""]
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            parts.append(
                {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(tag)
                or (words(child) if tag else "")
            )
            parts.append(child.tail or "")
        return "".join(parts)

    return words(node)


def _pdf(data: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise CouldNotRead("The PDF is damaged or encrypted.", where=name) from None
    try:
        pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    finally:
        document.close()
    # PDFium writes a hyphen at a line's end as U+FFFE.
    return re.sub(r"[ \t]+\n", "\n", "\n".join(pages).replace("\r\n", "\n").replace("\ufffe", "-"))


_BLOCKS = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "blockquote",
    "ul", "ol", "table", "dt", "dd", "dl", "address", "main", "hr", "caption", "pre",
}  # fmt: skip
_UNSEEN = {"script", "style", "head", "template", "noscript", "nav"}


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = self.kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.hidden += tag in _UNSEEN
        self.kept += tag == "pre"
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        if tag in {"td", "th"}:
            self.parts.append("\t")
        link = given.get("href") or ""
        if tag == "a" and link.startswith("http"):
            self.parts.append(f" {link} ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _UNSEEN and self.hidden > 0
        self.kept -= tag == "pre" and self.kept > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data if self.kept else re.sub(r"\s+", " ", data))


def _html(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = _Lines()
    lines.feed(text)
    lines.close()
    return re.sub(r"[ \t]*\n[ \t\n]*", "\n", "".join(lines.parts)).strip()
