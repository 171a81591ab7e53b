"""Rows of a CSV of cells with the line of each, and the characters that no name or code may hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from fanlight.errors import BadInput

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, spaces and hyphens without width, the two separators that end a line, and those that turn text around:
a name with one is not the name that a reader sees, and not every program that reads the published file keeps it."""


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


def read_lines(path: Path, what: str, below: str = "cells") -> tuple[list[str], list[list[str]], list[int]]:
    """The header, the rows that are not blank, and each row's line; spaces around a field are no part of it. `what` names
    the file's content in messages, `below` what its rows are; "": it may have none.

    Raises `BadInput` naming file and line for what is no CSV in UTF-8, for a column without a name or with that of
    another, for a row of another length than the header, and for a control character in any field.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"{what} could not be read: {error.strerror}.",
            where=str(path),
            next_step="Check its name, and that you may read it.",
        ) from None
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
                _check_heads(heads, where)
            elif len(parts) != len(heads):
                raise BadInput(
                    f"The line has {len(parts)} fields, the header {len(heads)}.",
                    where=where,
                    next_step="Put a field that holds a comma into quotation marks.",
                )
            else:
                rows.append(parts)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise BadInput(
            f"The file is not a CSV: {error}.",
            where=f"{path.name}, line {reader.line_num}",
            next_step="Save it as CSV UTF-8.",
        ) from None
    if not heads:
        raise BadInput("The file is empty.", where=path.name, next_step="Give a header and rows.")
    if below and not rows:
        raise BadInput(
            f"The file has no {below}: there is nothing below its header.",
            where=path.name,
            next_step="Give a row for each.",
        )
    return heads, rows, lines


def _check_heads(heads: Sequence[str], where: str) -> None:
    for number, head in enumerate(heads, start=1):
        if not head:
            raise BadInput(f"Column {number} has no name.", where=where, next_step="Name it, or remove it.")
        if head in heads[: number - 1]:
            raise BadInput(
                f"Two columns are called “{head}”, the {heads.index(head) + 1}. and the {number}.",
                where=where,
                next_step="Give each a name of its own, or remove one.",
            )


def need_code(text: str, what: str, where: str, next_step: str = "Give it a name, “not known” say.") -> None:
    """Raises `BadInput` for a code or name that is blank."""
    if not text:
        raise BadInput(f"{what} is blank.", where=where, next_step=next_step)
