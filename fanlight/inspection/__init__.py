"""A file → findings of anything hidden, or CouldNotRead. One module a format; the type is told by content."""

from __future__ import annotations

from pathlib import Path

from fanlight.errors import CouldNotRead
from fanlight.inspection.checks import CHECKS
from fanlight.inspection.context import Context, Limits
from fanlight.inspection.engine import FORMATS, inspect_data, text_of_data
from fanlight.inspection.findings import Finding, Findings, Place
from fanlight.inspection.readable import lines_of

__all__ = [
    "CHECKS",
    "FORMATS",
    "Context",
    "Finding",
    "Findings",
    "Limits",
    "Place",
    "inspect",
    "inspect_data",
    "lines_of",
    "text_of",
]


def inspect(path: Path, limits: Limits | None = None) -> Findings:
    """Everything that the checks of the file's format find, in a fixed order; inner files too.

    The file is read in a child process with bounded memory and time, without network. `inspect_data` reads bytes in
    this process.

    Raises `CouldNotRead` for a file that is damaged, encrypted, too large or of a format that no check knows, or
    that holds such a file: that is never the same as clean. What was found until then is in the error's `findings`.
    """
    from fanlight.inspection.sandbox.workers import inspect_in_child

    return inspect_in_child(path, limits or Limits())


def text_of(path: Path) -> str:
    """All of the file's text, for a search in it. Raises `CouldNotRead` like `inspect`."""
    return text_of_data(path.name, _read(path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=path.name) from None
