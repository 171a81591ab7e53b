"""Rows of a CSV of cells with the line of each, and the characters that no name or code may hold."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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


def refuse_lookalikes(codes: Iterable[str], what: str, where: str, lines: Mapping[str, int] | None = None) -> None:
    """Raises `BadInput` where two of these codes are two spellings of one (an accented letter as one character, and as a
    letter with its accent after it): nobody could tell the two apart. `what` they are, in messages; `lines`: where each stands."""
    codes = tuple(codes)
    if all(code.isascii() for code in codes):
        return
    met: dict[str, str] = {}
    for code in codes:
        other = met.setdefault(unicodedata.normalize("NFC", code), code)
        if other != code:
            raise BadInput(
                f"{what} “{other}” is spelled in two ways that look the same: {_letters(other, code)} and {_letters(code, other)}.",
                where=f"{where}, line {lines[code]}" if lines and code in lines else where,
                next_step="Spell it in one way in all files (in Unicode's normal form C), and add up its rows if they are one.",
            )


def _letters(text: str, other: str) -> str:
    """The letters in which a spelling differs from another."""
    first = _shared(text, other)
    last = min(_shared(text[::-1], other[::-1]), min(len(text), len(other)) - first)
    return " ".join(f"U+{ord(letter):04X}" for letter in text[first : len(text) - last])


def _shared(text: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), min(len(text), len(other))
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
    semicolons = _has_semicolons(text)
    try:
        for row in reader:
            parts = [part.strip() for part in row]
            if not any(parts):
                continue
            where = f"{path.name}, line {reader.line_num}"
            if _UNSEEN.search("".join(parts)):
                what = "Field" if heads else "The name of column"
                refuse_unseen(((f"{what} {number}", part) for number, part in enumerate(parts, start=1)), where)
            if not heads and len(parts) == 1 and semicolons:
                raise _of_semicolons(path.name)
            if not heads:
                heads = parts
                _check_heads(heads, where)
            elif len(parts) != len(heads):
                if semicolons:
                    raise _of_semicolons(path.name)
                raise BadInput(
                    f"The line has {len(parts)} fields, the header {len(heads)}.",
                    where=where,
                    next_step="Put a field that holds a comma into quotation marks.",
                )
            else:
                rows.append(parts)
                lines.append(reader.line_num)
    except csv.Error as error:
        if semicolons:
            raise _of_semicolons(path.name) from None
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
