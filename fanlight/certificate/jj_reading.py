"""Reads a JJ file with what is published of it for the second checker, on its own: exact numbers, nothing left over.

Values with decimals are counted in the power of ten of which all are multiples. A bound or level with more decimals says of such
values what the next multiple within the bound, or above the level, says.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from fanlight.certificate.cells_reading import MOST_DIGITS, File, Key, Seen, table
from fanlight.errors import BadInput

_TOKEN = re.compile(r"\(\s*[^()\s]*\s*\)|[^\s():]+|[():]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")

Line = tuple[str, list[str]]
"""Where a line stands, and its words; a factor in brackets is one."""

MOST = 2**53
"""Units within which values lie."""


@dataclass(frozen=True)
class _Cell:
    where: str
    value: Fraction
    low: Fraction
    high: Fraction
    levels: tuple[Fraction, ...]
    protected: bool


def read_jj(path: Path, public: File) -> Seen:
    """Raises `BadInput` where either file is not what it should be, or they do not fit one another."""
    shown = _published(public)
    lines = _lines(path)
    _one(next(lines, None), path)
    result = Seen(levels={}, values={})
    assert result.levels is not None
    assert result.values is not None
    cells: dict[Key, _Cell] = {}
    for _ in range(_one(next(lines, None), path)):
        where, words = next(lines, (path.name, []))
        if len(words) != 9 or words[3] not in ("s", "u", "z", "m"):
            raise BadInput("A cell needs nine words, with a status s, u, z or m.", where=where)
        key: Key = (str(_whole(words[0], where)),)
        value, cost, low, high, *levels = (_number(words[at], where) for at in (1, 2, 4, 5, 6, 7, 8))
        if key in cells or key not in shown:
            raise BadInput("A cell stands twice, or is not in the published file.", where=where)
        if not low <= value <= high or min(cost, *levels) < 0:
            raise BadInput("A value lies outside its bounds, or a cost or level is below 0.", where=where)
        protected = words[3] in ("u", "m")
        cells[key] = _Cell(where, value, low, high, tuple(levels), protected)
        if shown[key][0] not in (None, value):
            raise BadInput("A count that is given is not the instance's.", where=f"{public.name}, {key[0]}")
    if len(cells) < len(shown):
        raise BadInput("The published file has cells that the instance has not.", where=public.name)
    while any((cell.value * 10**result.places).denominator > 1 for cell in cells.values()):
        result.places += 1
    unit = 10**result.places
    for key, cell in cells.items():
        count = result.values[key] = int(cell.value * unit)
        if abs(count) > MOST:
            raise BadInput("A value has too many digits.", where=cell.where)
        if cell.protected:
            lpl, upl, spl = (math.ceil(level * unit) for level in cell.levels)
            result.levels[key] = (count, lpl, upl, spl)
        low = math.ceil(cell.low * unit)
        result.below_zero |= low < 0
        if shown[key][1] == "":
            result.given[key] = count
        else:
            result.marks[key] = shown[key][1]
            result.lower[key] = max(low, -MOST)
            result.upper[key] = min(math.floor(cell.high * unit), MOST)
            result.inner.add(key)
    for number in range(1, _one(next(lines, None), path) + 1):
        result.sums[number] = _sum(*next(lines, (path.name, [])), result.values, unit)
    for where, _ in lines:
        raise BadInput("The file goes on after the equations that it announces.", where=where)
    return result


def _published(path: File) -> dict[Key, tuple[Fraction | None, str]]:
    """Of each cell the count that stands there, None where the file has no counts or withholds it, and the mark."""
    heads, rows = table(path)
    if heads not in (["cell", "status"], ["cell", "count", "status"]):
        raise BadInput("The columns must be cell and status.", where=path.name)
    found: dict[Key, tuple[Fraction | None, str]] = {}
    for row in rows:
        where, key, mark = f"{path.name}, {row[0]}", (row[0],), row[-1]
        if key in found:
            raise BadInput("A cell stands twice.", where=where)
        if mark in ("r", "merged") or (mark and len(row) == 3 and row[1]):
            raise BadInput("A figure is neither given nor withheld.", where=where)
        found[key] = (_number(row[1], where) if len(row) == 3 and not mark else None, mark)
    return found


def _lines(path: Path) -> Iterator[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file could not be read: {error}.", where=path.name) from None
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{path.name}, line {number}"
        if any(letter != "\t" and unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in line):
            raise BadInput("The line holds a control character.", where=where)
        if line.strip():
            yield where, _TOKEN.findall(line)


def _one(line: Line | None, path: Path) -> int:
    """The number that stands alone in a line."""
    if line is None:
        raise BadInput("The JJ file ends too early.", where=path.name)
    where, words = line
    if len(words) != 1 or _whole(words[0], where) < 0:
        raise BadInput("A number from 0 must stand alone in this line.", where=where)
    return _whole(words[0], where)


def _sum(where: str, words: list[str], cells: dict[Key, int], unit: int) -> tuple[list[tuple[Key, int]], int]:
    """Terms and right side, in units."""
    if len(words) < 3:
        raise BadInput("An equation is missing, or has no terms.", where=where)
    terms = words[3:] if words[2] == ":" else words[2:]
    if not terms or len(terms) != 2 * _whole(words[1], where):
        raise BadInput("An equation has another number of terms than it announces.", where=where)
    found: dict[Key, int] = {}
    for cell, bracketed in zip(terms[::2], terms[1::2], strict=True):
        key = (str(_whole(cell, where)),)
        factor = bracketed[1:-1].strip() if bracketed[0] == "(" and len(bracketed) > 1 else bracketed
        if key in found or key not in cells or not _whole(factor, where):
            raise BadInput(
                "An equation names a cell twice or one that is not there, or with the factor 0.", where=where
            )
        found[key] = _whole(factor, where)
    right = _number(words[0], where) * unit
    if right.denominator > 1 or sum(factor * cells[key] for key, factor in found.items()) != right:
        raise BadInput("An equation does not add up.", where=where)
    return list(found.items()), int(right)


def _whole(word: str, where: str) -> int:
    number = _number(word, where)
    if number.denominator > 1:
        raise BadInput("A number is not whole.", where=where)
    return int(number)


def _number(word: str, where: str) -> Fraction:
    if not _NUMBER.fullmatch(word) or len(word) > MOST_DIGITS:
        raise BadInput("Something else stands where a number belongs.", where=where)
    return Fraction(word)
