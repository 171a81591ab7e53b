"""Rows of plain cells, told by their skeleton: a row's bytes without the digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fanlight.inspection.ooxml.workbook.cells import column_number

SPECIAL = {"hidden", "ht", "outlineLevel", "collapsed"}


@dataclass
class Skeleton:
    """A row without its digits: whether it is plain, the columns of its filled cells, how often it came."""

    plain: bool
    columns: tuple[int, ...] = ()
    formulas: int = 0
    special: bool = False
    times: int = 0

    @property
    def filled(self) -> int:
        return len(self.columns)


@dataclass(frozen=True)
class Patterns:
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    number: re.Pattern[bytes]
    numbers: re.Pattern[bytes]
    hidden: re.Pattern[bytes]
    strings: re.Pattern[bytes]


@lru_cache(maxsize=8)
def patterns_of(prefix: bytes) -> Patterns:
    p = re.escape(prefix)
    attributes = rb'(?: [\w:]++="[^"<&]*+")*+'
    text = rb"[^<]*+"
    parts = (
        rb"(?:<" + p + rb"v>" + text + rb"</" + p + rb"v>|<" + p + rb"f" + attributes + rb"(?:/>|>" + text + rb"</" + p
        + rb"f>)|<" + p + rb"is><" + p + rb"t" + attributes + rb">" + text + rb"</" + p + rb"t></" + p + rb"is>)*+"
    )  # fmt: skip
    cell = rb"<" + p + rb'c r="[A-Z]{1,3}+"' + attributes + rb"(?:/>|>" + parts + rb"</" + p + rb"c>)"
    return Patterns(
        re.compile(rb"\s*+<" + p + rb'row r=""' + attributes + rb">(?:" + cell + rb"\s*+)*+"),
        re.compile(rb"<" + p + rb'c r="([A-Z]+)"' + attributes + rb"(/>|>(" + parts + rb")</" + p + rb"c>)"),
        re.compile(rb"\s*+<" + p + rb'row r="(\d+)"([^>]*+)>'),
        re.compile(rb"<" + p + rb'row r="(\d+)"'),
        re.compile(rb' hidden="(?:1|true|on)"| ht="(?:[0.-][^"]*|1(?:\.[^"]*)?|[^"]*[eE][^"]*)"'),
        re.compile(rb' t="s"[^>]*+><' + p + rb"v>(\d+)<"),
    )


def read_skeleton(shape: bytes, prefix: bytes) -> Skeleton:
    patterns = patterns_of(prefix)
    if not patterns.row.fullmatch(shape):
        return Skeleton(False)
    columns, formulas = [], 0
    places: set[bytes] = set()
    for match in patterns.cell.finditer(shape):
        if match[1] in places:  # one place twice: to be looked at
            return Skeleton(False)
        places.add(match[1])
        inner = match[3] or b""
        if b"is>" in inner and b' t="inlineStr"' not in match[0][: match.start(2) - match.start()]:
            return Skeleton(False)
        if inner:
            columns.append(column_number(match[1].decode()))
            formulas += inner.count(b"<" + prefix + b"f")
    head = shape[: shape.index(b">")]
    special = any(b" " + name.encode() + b"=" in head for name in SPECIAL)
    return Skeleton(True, tuple(columns), formulas, special)
