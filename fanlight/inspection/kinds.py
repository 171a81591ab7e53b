"""What a file is, by its content; its name only tells kinds of plain text apart."""

from __future__ import annotations

import io
import zipfile

from fanlight.errors import CouldNotRead


def kind_of(name: str, data: bytes) -> str:
    """One of the formats that can be inspected. Raises `CouldNotRead` for any other."""
    ending = name.rpartition(".")[2].lower()
    if data.startswith(b"%PDF-"):
        return "pdf"
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _package(name, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CouldNotRead("This is an old or encrypted Office file, which is not inspected yet.", where=name)
    if ending in {"html", "htm"}:
        return "html"
    if ending == "json":
        return "json"
    if ending in {"csv", "tsv"}:
        return "csv"
    raise CouldNotRead("No check knows this kind of file.", where=name, next_step="Release it in another format.")


def _package(name: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            mimetype = package.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError):
        raise CouldNotRead("The file is damaged.", where=name) from None
    if any(part.startswith("xl/") for part in names):
        return "xlsx"
    if any(part.startswith("word/") for part in names):
        return "docx"
    if mimetype == b"application/vnd.oasis.opendocument.spreadsheet":
        return "ods"
    raise CouldNotRead("No check knows this kind of package.", where=name, next_step="Release it in another format.")
