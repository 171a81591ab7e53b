"""Rows of a CSV of cells with the line of each, and the characters that no name or code may hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from fanlight.errors import BadInput

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, the two separators that end a line, and those that turn text around: a name with one is not the
name that a reader sees, and not every program that reads the published file keeps it."""


def refuse_unseen(texts: Iterable[tuple[str, str]], where: str) -> None:
    """Raises `BadInput` for a name, code or mark with such a character. `texts`: what each is, and the text itself, which
    is not repeated: it may be a count."""
    for what, text in texts:
        found = _UNSEEN.search(text)
        if found:
            raise BadInput(
                f"{what} holds a character that cannot be seen, U+{ord(found[0]):04X}, in place {found.start() + 1}.",
                where=where,
                next_step="Remove it, or save the file again as CSV UTF-8 from the program that it comes from.",
            )


def read_lines(path: Path, what: str) -> tuple[list[str], list[list[str]], list[int]]:
    """The header, the rows that are not blank, and each row's line. `what` names the file's content in messages.

    Raises `BadInput` naming file and line for what is no CSV in UTF-8, for a row of another length than the header,
    and for a control character in any field.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{what} could not be read: {error.strerror}.", where=str(path)) from None
    except UnicodeDecodeError:
        raise BadInput("The file is not in UTF-8.", where=path.name, next_step="Save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heads: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            parts = [part.strip() for part in row]
            if not any(parts):
                continue
            where = f"{path.name}, line {reader.line_num}"
            if _UNSEEN.search("".join(parts)):
                what = "Field" if heads else "The name of column"
                refuse_unseen(((f"{what} {number}", part) for number, part in enumerate(parts, start=1)), where)
            if not heads:
                heads = parts
            elif len(parts) != len(heads):
                raise BadInput(f"The line has {len(parts)} fields, the header {len(heads)}.", where=where)
            else:
                rows.append(parts)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise BadInput(f"The file is not a CSV: {error}.", where=f"{path.name}, line {reader.line_num}") from None
    if not heads:
        raise BadInput("The file is empty.", where=path.name)
    if len(set(heads)) != len(heads) or "" in heads:
        raise BadInput("A column has no name, or two have the same.", where=path.name)
    if not rows:
        raise BadInput("The file has no cells: there is nothing below its header.", where=path.name)
    return heads, rows, lines
