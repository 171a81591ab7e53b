"""Bytes → findings: the kind by content, then the module of that kind, in this process."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Budget, Context, Limits, RowsCheck
from fanlight.inspection.findings import Finding, Findings, found
from fanlight.inspection.kinds import kind_of, mismatch
from fanlight.inspection.opened import Opened

FORMATS = {
    "xlsx": "fanlight.inspection.ooxml.workbook.xlsx",
    "xlsb": "fanlight.inspection.ooxml.binary.xlsb",
    "ods": "fanlight.inspection.odf.ods",
    "odt": "fanlight.inspection.odf.odt",
    "odp": "fanlight.inspection.odf.odp",
    "docx": "fanlight.inspection.ooxml.texts.docx",
    "pptx": "fanlight.inspection.ooxml.texts.pptx",
    "pdf": "fanlight.inspection.pdf.document",
    "html": "fanlight.inspection.text.html",
    "csv": "fanlight.inspection.text.csv",
    "json": "fanlight.inspection.text.json",
    "jpeg": "fanlight.inspection.pictures.jpeg",
    "png": "fanlight.inspection.pictures.png",
    "tiff": "fanlight.inspection.pictures.tiff",
    "eml": "fanlight.inspection.mail.eml",
    "msg": "fanlight.inspection.mail.msg",
    "zip": "fanlight.inspection.archives.archive",
    "tar": "fanlight.inspection.archives.archive",
    "gzip": "fanlight.inspection.archives.archive",
    "bzip2": "fanlight.inspection.archives.archive",
    "xz": "fanlight.inspection.archives.archive",
    "xls": "fanlight.inspection.ole.xls",
    "doc": "fanlight.inspection.ole.doc",
}
"""Each module has `findings(opened, context) -> Iterator[Finding]` and `text(opened) -> str`."""

LIBRARIES = {"pdf": ("pikepdf", "pypdfium2"), "xlsx": ("lxml.etree",), "ods": ("lxml.etree",), "docx": ("lxml.etree",)}
"""What a kind's module imports when it meets a file, for children that are made ready beforehand."""

ROWS_CHECKS: tuple[str, ...] = ("fanlight.inspection.row_level:personal_rows",)
"""Functions as "module:name" with the shape of `RowsCheck`, run over the first rows of every table."""


def inspect_data(name: str, data: bytes, limits: Limits | None = None) -> Findings:
    """All findings of a file's bytes. Raises `CouldNotRead`, with what was found until then, like `inspect`."""
    context = Context(_findings, _rows_checks(), Budget(limits or Limits()))
    gathered: list[Finding] = []
    try:
        for finding in _findings(name, data, context):
            gathered.append(finding)
    except CouldNotRead as error:
        error.findings = tuple(gathered)
        raise
    if context.unread:
        first = context.unread[0]
        raise CouldNotRead(first.what, where=first.where, check="inside_not_read", findings=tuple(gathered))
    return Findings(gathered)


def text_of_data(name: str, data: bytes) -> str:
    """All of a file's text, for a search in it. Raises `CouldNotRead`."""
    kind = kind_of(name, data)
    try:
        return str(_module(kind, name).text(Opened(name, data)))
    except CouldNotRead:
        raise
    except Exception as error:
        raise _not_read(kind, name, error) from None


def _findings(name: str, data: bytes, context: Context) -> Iterator[Finding]:
    try:
        kind = kind_of(name, data)
    except CouldNotRead:
        raise
    except Exception as error:
        raise CouldNotRead(f"The file is damaged: {type(error).__name__}.", where=name) from None
    module = _module(kind, name)
    if mismatch(name, kind):
        yield found("name_mismatch", name, sample=f"{name.rpartition('.')[2]} holds {kind}")
    try:
        yield from module.findings(Opened(name, data, context.budget), context)
    except CouldNotRead:
        raise
    except MemoryError:
        raise CouldNotRead("The file needs more memory than it may use.", where=name, check="too_large") from None
    except Exception as error:
        raise _not_read(kind, name, error) from None


def _module(kind: str, name: str) -> ModuleType:
    if kind not in FORMATS:
        raise CouldNotRead(
            f"No check knows this kind of file ({kind}).",
            where=name,
            next_step="Release it in another format.",
            check="unknown_format",
        )
    return importlib.import_module(FORMATS[kind])


def _not_read(kind: str, name: str, error: Exception) -> CouldNotRead:
    return CouldNotRead(f"The file could not be read as {kind.upper()}: {type(error).__name__}.", where=name)


def _rows_checks() -> tuple[RowsCheck, ...]:
    checks = []
    for entry in ROWS_CHECKS:
        module, _, function = entry.partition(":")
        checks.append(getattr(importlib.import_module(module), function))
    return tuple(checks)
