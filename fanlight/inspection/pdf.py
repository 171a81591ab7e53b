"""PDF documents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(opened.data))
    except pikepdf.PasswordError:
        raise CouldNotRead("The file is encrypted.", where=opened.name) from None
    with pdf:
        revisions = opened.data.count(b"%%EOF")
        if revisions > 1:
            yield Finding(
                "old_revisions",
                "serious",
                opened.name,
                "Write the file anew: it keeps earlier versions.",
                revisions - 1,
            )
        root = pdf.Root
        if len(pdf.attachments):
            yield Finding("attachments", "serious", opened.name, "Take attached files out.", len(pdf.attachments))
        names: Any = root.get("/Names", {})
        if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
            yield Finding("javascript", "serious", opened.name, "Take scripts and automatic actions out.")
        if "/AcroForm" in root and len(root.AcroForm.get("/Fields", [])):
            yield Finding("form", "warning", opened.name, "Write the form's content as plain text.")
        if "/OCProperties" in root:
            yield Finding("layers", "serious", opened.name, "Write the file without layers: a hidden one stays inside.")
        yield from _information(pdf)
        for number, page in enumerate(pdf.pages, start=1):
            yield from _page(page, number)


def _information(pdf: Any) -> Iterator[Finding]:
    for key in ("/Author", "/Company", "/Manager", "/SourceModified"):
        if str(pdf.docinfo.get(key, "")).strip():
            yield Finding("properties_person", "warning", f"information {key}", "Take the property out.")
    for key in ("/Creator", "/Producer"):
        if str(pdf.docinfo.get(key, "")).strip():
            yield Finding("properties_program", "info", f"information {key}", "Take the property out.")
    with pdf.open_metadata() as meta:
        if meta.get("dc:creator"):
            yield Finding("properties_person", "warning", "metadata dc:creator", "Take the property out.")


def _page(page: Any, number: int) -> Iterator[Finding]:
    others = [a for a in page.get("/Annots", []) if str(a.get("/Subtype", "")) not in {"/Link"}]
    if others:
        yield Finding("annotations", "serious", f"page {number}", "Take comments and drawn boxes out.", len(others))
    media, crop = page.mediabox, page.get("/CropBox")
    if crop is not None and [float(x) for x in crop] != [float(x) for x in media]:
        yield Finding("cropped", "warning", f"page {number}", "Write the page at the size that is shown.")


def text(opened: Opened) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(opened.data)
    try:
        pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
        information = " ".join(str(value) for value in document.get_metadata_dict().values())
    finally:
        document.close()
    return "\n".join([*pages, information])
