"""A request's file as text, every line ending kept as it is, so that offsets hold."""

from __future__ import annotations

import codecs
from pathlib import Path

from fanlight.errors import CouldNotRead


def read_request(path: Path) -> str:
    """The text of the file: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252. Raises `CouldNotRead`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CouldNotRead(
            f"The request could not be read: {error.strerror}.", where=str(path), next_step="Check the path."
        ) from error
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-16 without its mark reads as UTF-8 with a zero for every letter; a stray one is a character like others.
        if text.count("\0") * 20 <= (len(text) if encoding == "utf-8" else 0):
            return text
    raise CouldNotRead(
        "The file is not text in UTF-8, UTF-16 or Windows-1252.",
        where=str(path),
        next_step="Save the request as plain text in UTF-8.",
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # The mark stays in the text as its first code point: offsets count into the file, and nothing of it is lost.
    return ("utf-8", "cp1252")
