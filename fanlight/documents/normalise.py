"""One normaliser for every container: fixed times, fixed order, and nothing about who, where or with what.

The libraries' defaults differ from run to run and name authors, programs and dates; what leaves here names none.
"""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:language>en-GB</dc:language></cp:coreProperties>"
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)
_DROPPED = re.compile(r"(^|/)(thumbnail\.\w+|customXml/.*|docProps/custom\.xml|Thumbnails/.*|printerSettings\d*\.bin)$")


_CLOCK = threading.Lock()


@contextmanager
def zip_times() -> Iterator[None]:
    """A ZIP archive holds no time before 1980 or after 2107: where the machine's clock stands there, the libraries that stamp
    their archives with it are given the first that it can hold. The normaliser replaces it in any case."""
    if 1980 <= time.localtime().tm_year <= 2107:
        yield
        return
    with _CLOCK:
        clock = zipfile.time  # type: ignore[attr-defined]
        zipfile.time = SimpleNamespace(time=clock.time, localtime=lambda *_: (1980, 1, 1, 0, 0, 0))  # type: ignore[attr-defined]
        try:
            yield
        finally:
            zipfile.time = clock  # type: ignore[attr-defined]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rezipped(parts: list[tuple[str, bytes]], *, stored_first: str | None = None) -> bytes:
    """Entries in name order (the one that a format wants first, stored, before them), times fixed."""
    stream = io.BytesIO()
    ordered = sorted(parts, key=lambda part: (part[0] != stored_first, part[0] != "[Content_Types].xml", part[0]))
    with zipfile.ZipFile(stream, "w") as target:
        for name, data in ordered:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == stored_first else zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            target.writestr(info, data, compresslevel=9)
    return stream.getvalue()


def normal_ooxml(data: bytes, *, title: str) -> bytes:
    """DOCX and XLSX: core properties hold the title and language alone; no thumbnail, custom XML or printer settings."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist() if not name.endswith("/")}
    dropped = {name for name in parts if _DROPPED.search(name)}
    kept = {name: content for name, content in parts.items() if name not in dropped}
    kept["docProps/core.xml"] = _CORE.format(title=_escaped(title)).encode()
    if "docProps/app.xml" in kept:
        kept["docProps/app.xml"] = _APP.encode()
    for name, content in kept.items():
        if name.endswith(".rels"):
            kept[name] = _without_relations(content, dropped)
        elif name == "[Content_Types].xml":
            kept[name] = _without_types(content, dropped)
    return _rezipped(list(kept.items()))


def _without_relations(content: bytes, dropped: set[str]) -> bytes:
    from lxml import etree

    root = etree.fromstring(content)
    for relation in list(root):
        target = str(relation.get("Target", "")).lstrip("./").lstrip("/")
        if any(name.endswith(target) for name in dropped) and relation.get("TargetMode") != "External":
            root.remove(relation)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _without_types(content: bytes, dropped: set[str]) -> bytes:
    from lxml import etree

    root = etree.fromstring(content)
    for entry in list(root):
        if str(entry.get("PartName", "")).lstrip("/") in dropped:
            root.remove(entry)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def normal_odf(data: bytes, *, title: str) -> bytes:
    """ODS: metadata hold the title and language alone; the mimetype first and stored, as the format wants."""
    meta = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:meta>'
        f"<dc:title>{_escaped(title)}</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist() if not name.endswith("/")}
    dropped = {name for name in parts if _DROPPED.search(name) or name.startswith("Configurations2")}
    parts = {name: content for name, content in parts.items() if name not in dropped}
    parts["meta.xml"] = meta.encode()
    manifest = parts.get("META-INF/manifest.xml")
    if manifest:
        parts["META-INF/manifest.xml"] = _manifest(manifest, set(parts))
    return _rezipped(list(parts.items()), stored_first="mimetype")


def _manifest(content: bytes, held: set[str]) -> bytes:
    from lxml import etree

    root = etree.fromstring(content)
    attribute = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
    for entry in list(root):
        path = str(entry.get(attribute, ""))
        if path != "/" and path not in held:
            root.remove(entry)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def normal_pdf(data: bytes, *, title: str, language: str, on: date) -> bytes:
    """PDF: title, language and the letter's day; no creator or producer; a fixed identifier."""
    import pikepdf

    stamp = f"D:{on:%Y%m%d}000000Z"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            for key in list(meta):
                if not key.endswith(("part", "title", "language")):
                    del meta[key]
            meta["dc:title"] = title
            meta["dc:language"] = [language]
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[key]
        pdf.docinfo["/Title"] = pikepdf.String(title)
        pdf.docinfo["/CreationDate"] = pikepdf.String(stamp)
        pdf.Root.Lang = pikepdf.String(language)
        stream = io.BytesIO()
        pdf.save(
            stream,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return stream.getvalue()
