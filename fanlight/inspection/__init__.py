"""A file → findings of anything hidden, or CouldNotRead. One module a format; the type is told by content."""

from __future__ import annotations

import importlib
from pathlib import Path

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, Opened
from fanlight.inspection.kinds import kind_of

__all__ = ["FORMATS", "Finding", "inspect", "text_of"]

FORMATS = {
    "xlsx": "fanlight.inspection.xlsx",
    "ods": "fanlight.inspection.ods",
    "docx": "fanlight.inspection.docx",
    "pdf": "fanlight.inspection.pdf",
    "html": "fanlight.inspection.html",
    "csv": "fanlight.inspection.csv_text",
    "json": "fanlight.inspection.json_text",
}
"""Each module has `findings(opened) -> Iterator[Finding]` and `text(opened) -> str`."""


def _opened(path: Path) -> tuple[Opened, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=path.name) from None
    return Opened(path.name, data), kind_of(path.name, data)


def inspect(path: Path) -> tuple[Finding, ...]:
    """Everything that the checks of the file's format find, in a fixed order.

    Raises `CouldNotRead` for a file that is damaged, encrypted or of a format that no check knows: that is never the
    same as clean.
    """
    opened, kind = _opened(path)
    module = importlib.import_module(FORMATS[kind])
    try:
        return tuple(module.findings(opened))
    except CouldNotRead:
        raise
    except Exception as error:
        raise CouldNotRead(
            f"The file could not be read as {kind.upper()}: {type(error).__name__}.", where=path.name
        ) from None


def text_of(path: Path) -> str:
    """All of the file's text, for a search in it. Raises `CouldNotRead` like `inspect`."""
    opened, kind = _opened(path)
    module = importlib.import_module(FORMATS[kind])
    try:
        return str(module.text(opened))
    except Exception as error:
        raise CouldNotRead(
            f"The file could not be read as {kind.upper()}: {type(error).__name__}.", where=path.name
        ) from None
