"""Rows of a CSV or of a data frame, with the place of each, and the characters that no name or code may hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fanlight.errors import BadInput, Place
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes

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


@dataclass(frozen=True)
class Sheet:
    """`rows` as long as `heads`, none of them blank, with the number of each: of its line in a file, of its row in a frame.
    Spaces around a field are no part of it. `name`: what messages call it."""

    name: str
    heads: list[str]
    rows: list[list[str]]
    numbers: list[int]
    called: str = "line"

    def place(self, number: int) -> Place:
        return Place.of_line(self.name, number, self.called)

    def beside(self, number: int) -> str:
        """The same place in a message about another one of this sheet."""
        return f"{self.called} {number}"


Source = Path | Sheet
"""Where rows are read from: a CSV, or rows that are at hand."""


def read_sheet(source: Source, what: str, below: str = "cells") -> Sheet:
    """The rows of a source. `what` names its content in messages, `below` what its rows are; "": it may have none.

    Raises `BadInput` naming file and line for what is no CSV in UTF-8, for a column without a name or with that of
    another, for a row of another length than the header, and for a control character in any field.
    """
    sheet = source if isinstance(source, Sheet) else _read_csv(source, what)
    if not sheet.heads:
        raise BadInput("The file is empty.", where=sheet.name, next_step="Give a header and rows.")
    if below and not sheet.rows:
        raise BadInput(
            f"The file has no {below}: there is nothing below its header.",
            where=sheet.name,
            next_step="Give a row for each.",
        )
    return sheet


def sheet_of_rows(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], called: str = "row") -> Sheet:
    """Rows that are at hand, numbered from 1, the blank ones left out. Raises `BadInput` as `read_sheet` does."""
    heads = [head.strip() for head in heads]
    refuse_unseen(((f"The name of column {at}", head) for at, head in enumerate(heads, start=1)), name)
    _check_heads(heads, name)
    sheet = Sheet(name, heads, [], [], called)
    for number, row in enumerate(rows, start=1):
        parts = [part.strip() for part in row]
        if not any(parts):
            continue
        if _UNSEEN.search("".join(parts)):
            refuse_unseen(((f"Field {at}", part) for at, part in enumerate(parts, start=1)), sheet.place(number))
        sheet.rows.append(parts)
        sheet.numbers.append(number)
    return sheet


def _read_csv(path: Path, what: str) -> Sheet:
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
    sheet = Sheet(path.name, [], [], [])
    semicolons = _has_semicolons(text)
    try:
        for row in reader:
            parts = [part.strip() for part in row]
            # A header of one column, or a row that is not as long as it.
            odd = len(parts) == 1 if not sheet.heads else len(parts) != len(sheet.heads)
            if semicolons and odd and any(parts):
                raise _of_semicolons(path.name)
            _take(sheet, parts, reader.line_num)
    except csv.Error as error:
        if semicolons:
            raise _of_semicolons(path.name) from None
        raise BadInput(
            f"The file is not a CSV: {error}.",
            where=sheet.place(reader.line_num),
            next_step="Save it as CSV UTF-8.",
        ) from None
    return sheet


def _has_semicolons(text: str) -> bool:
    """Whether semicolons part the header into more columns than commas do."""
    head = next((line for line in text.splitlines() if line.strip()), "")

    def columns(mark: str) -> int:
        try:
            return len(next(csv.reader([head], strict=True, delimiter=mark)))
        except csv.Error:
            return 1

    return columns(";") > columns(",")


def _of_semicolons(where: str) -> BadInput:
    return BadInput(
        "The columns are separated by semicolons (;), and Fanlight reads commas.",
        where=where,
        next_step="Save it as CSV UTF-8 with commas: where a spreadsheet writes semicolons, choose the comma as the separator "
        "when you save, or set the list separator of the system to it.",
    )


def _take(sheet: Sheet, parts: list[str], line: int) -> None:
    if not any(parts):
        return
    if _UNSEEN.search("".join(parts)):
        what = "Field" if sheet.heads else "The name of column"
        texts = ((f"{what} {number}", part) for number, part in enumerate(parts, start=1))
        refuse_unseen(texts, sheet.place(line))
    if not sheet.heads:
        _check_heads(parts, sheet.place(line))
        sheet.heads.extend(parts)
    elif len(parts) != len(sheet.heads):
        raise BadInput(
            f"The line has {len(parts)} fields, the header {len(sheet.heads)}.",
            where=sheet.place(line),
            next_step="Put a field that holds a comma into quotation marks.",
        )
    else:
        sheet.rows.append(parts)
        sheet.numbers.append(line)


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
    refuse_lookalikes(heads, "The column", where)


def need_code(text: str, what: str, where: str, next_step: str = "Give it a name, “not known” say.") -> None:
    """Raises `BadInput` for a code or name that is blank."""
    if not text:
        raise BadInput(f"{what} is blank.", where=where, next_step=next_step)
