"""Workbooks and documents made to hide something, or nothing: by libraries, and by hand where no library would."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import xlsxwriter
from openpyxl.styles import Font, PatternFill

Edit = Callable[[bytes], bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECRET = "Anna Beispiel 07700 900123"


def book(fill: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """An ordinary small workbook by openpyxl, after `fill` has done something to it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Table 1"
    for row in (("Rank", "Number"), ("Constable", 12), ("Sergeant", 34), ("Inspector", 56)):
        sheet.append(row)
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def written(fill: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]) -> bytes:
    """The same by xlsxwriter."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("Table 1")
    for number, row in enumerate((("Rank", "Number"), ("Constable", 12), ("Sergeant", 34), ("Inspector", 56))):
        sheet.write_row(number, 0, row)
    fill(made, sheet)
    made.close()
    return out.getvalue()


def edited(data: bytes, changes: dict[str, bytes | Edit | None], comment: bytes = b"") -> bytes:
    """A package with parts replaced, changed, added, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name, old.read(name))
            if change is not None:
                new.writestr(name, change(old.read(name)) if callable(change) else change)
        for name, change in changes.items():
            if name not in old.namelist() and isinstance(change, bytes):
                new.writestr(name, change)
        new.comment = comment
    return out.getvalue()


def swap(old: str, new: str, count: int = 1) -> Edit:
    """Replaces a text in a part; it must be there."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, (old, data[:2000])
        return data.replace(old.encode(), new.encode(), count)

    return change


def sheet_part(edit: Edit, data: bytes | None = None) -> bytes:
    return edited(data or book(), {"xl/worksheets/sheet1.xml": edit})


def with_part(
    part: str, content: bytes, kind: str, source: str = "xl/workbook.xml", target: str = "", base: bytes | None = None
) -> bytes:
    """A package with one part more, and the relation that leads to it from `source`."""
    data = base or book()
    folder, _, name = source.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    row = f'<Relationship Id="rIdX9" Type="{REL}/{kind}" Target="{target or "/" + part}"/>'
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        old = package.read(relations) if relations in package.namelist() else empty
    return edited(
        data, {part: content, relations: old.replace(b"</Relationships>", row.encode() + b"</Relationships>")}
    )


def strict(data: bytes) -> bytes:
    """A workbook in the strict variant: other namespaces, the same meaning."""

    def change(part: bytes) -> bytes:
        part = part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        return part.replace(REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
    return edited(data, {name: change for name in names if name.endswith((".xml", ".rels"))})


def utf16(data: bytes, part: str) -> bytes:
    def change(content: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", content.decode())
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    return edited(data, {part: change})


def moved(data: bytes) -> bytes:
    """A workbook whose sheet lies elsewhere under an odd, percent-encoded name, reached by an absolute target."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
        relations = package.read("xl/_rels/workbook.xml.rels").decode()
        types = package.read("[Content_Types].xml").decode()
    relations = re.sub(r'Target="[^"]*sheet1\.xml"', 'Target="/Data/B%20latt.XML"', relations)
    types = re.sub(r'PartName="/xl/worksheets/sheet1\.xml"', 'PartName="/Data/B%20latt.XML"', types)
    return edited(data, {
        "xl/worksheets/sheet1.xml": None, "data/B%20latt.xml": sheet,
        "xl/_rels/workbook.xml.rels": relations.encode(), "[Content_Types].xml": types.encode(),
    })  # fmt: skip


def hide_rows(made: openpyxl.Workbook) -> None:
    made["Table 1"].row_dimensions[3].hidden = True


def white(made: openpyxl.Workbook) -> None:
    made["Table 1"]["D9"] = SECRET
    made["Table 1"]["D9"].font = Font(color="FFFFFF")


def header_style(made: openpyxl.Workbook) -> None:
    """White on dark blue: the most ordinary header there is."""
    for cell in made["Table 1"][1]:
        cell.font, cell.fill = Font(color="FFFFFF", bold=True), PatternFill("solid", fgColor="1F4E78")


ODS_START = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3">'
)


def opendocument(body: str, styles: str = "", kind: str = "spreadsheet", more: dict[str, bytes] | None = None) -> bytes:
    """An OpenDocument package around a body, with automatic styles."""
    content = f"{ODS_START}<office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body>" \
        "</office:document-content>"  # fmt: skip
    names = ["content.xml", *(more or {})]
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type=""/>' for name in names)
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}' \
        "</manifest:manifest>"  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("content.xml", content)
        for name, data in (more or {}).items():
            package.writestr(name, data)
        package.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def cell(value: object, attributes: str = "", around: str = "table-cell") -> str:
    kind = (
        'office:value-type="string"' if isinstance(value, str) else f'office:value-type="float" office:value="{value}"'
    )
    return f"<table:{around} {kind} {attributes}><text:p>{value}</text:p></table:{around}>"


def calc(rows: str = "", table: str = "", styles: str = "", columns: str = "", after: str = "") -> bytes:
    """A spreadsheet by hand with two plain rows, then `rows`."""
    plain = f"<table:table-row>{cell('Rank')}{cell('Number')}</table:table-row>" \
        f"<table:table-row>{cell('Constable')}{cell(12)}</table:table-row>"  # fmt: skip
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell ' \
        'table:number-columns-repeated="16384"/></table:table-row>'  # fmt: skip
    body = f'<office:spreadsheet><table:table table:name="Table 1" {table}>{columns}{plain}{rows}{empty}</table:table>' \
        f"{after}</office:spreadsheet>"  # fmt: skip
    return opendocument(body, styles)
