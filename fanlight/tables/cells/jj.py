"""The JJ format of the cell-suppression literature: cells with values, costs, status, bounds and protection levels,
then equations. As written by tau-ARGUS and sdcTable."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.tables.cells.equations import Equations
from fanlight.tables.cells.table import NO_BOUND, CellTable, PlainNames, Status

STATUSES = {"s": Status.FREE, "u": Status.WITHHOLD, "z": Status.PUBLISH, "m": Status.WITHHOLD}
"""s: free; u: primary; z: always given; m: withheld by hand, with whatever levels it has."""


def read_jj(path: Path) -> CellTable:
    """The table of a JJ file. Raises `BadInput` naming file and line for anything that is not as the format says, for
    counts that are not whole, and for sums that do not add up."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise BadInput(f"The file could not be read: {error.strerror}.", where=str(path)) from None
    except UnicodeDecodeError:
        raise BadInput("The file is not text in UTF-8.", where=path.name) from None
    reader = _Lines(path.name, lines)
    reader.whole(reader.next(1)[0])
    n = reader.count(reader.next(1)[0])
    ids: dict[int, int] = {}
    columns: list[list[int]] = []
    status = np.zeros(n, dtype=np.int8)
    primary = np.zeros(n, dtype=np.bool_)
    for cell in range(n):
        words = reader.next(9)
        number = reader.whole(words[0])
        if number in ids:
            raise BadInput(f"The cell {number} stands twice.", where=reader.where)
        ids[number] = cell
        if words[3] not in STATUSES:
            raise BadInput(f"The status {words[3]!r} is not one of {', '.join(STATUSES)}.", where=reader.where)
        status[cell] = STATUSES[words[3]]
        primary[cell] = words[3] == "u"
        columns.append([reader.whole(word) for word in (words[1], words[2], *words[4:9])])
    rows = list(_rows(reader, ids))
    # A line that is not read may be an equation by which readers know what the others protect.
    reader.end()
    values, cost, lower, upper, lpl, upl, spl = np.array(columns, dtype=np.int64).reshape(n, 7).T.copy()
    if n and (min(lpl.min(), upl.min(), spl.min()) < 0 or cost.min() < 0):
        raise BadInput("A cost or protection level is negative.", where=path.name)
    primary |= (status == Status.WITHHOLD) & ((lpl > 0) | (upl > 0) | (spl > 0))
    table = CellTable(
        names=PlainNames(("cell",), [(str(number),) for number in ids]),
        values=values,
        equations=Equations.of(rows),
        cost=cost,
        status=status,
        lower=lower,
        upper=upper,
        primary=primary,
        lpl=lpl,
        upl=upl,
        spl=spl,
        inner=np.ones(n, dtype=np.bool_),
    )
    table.check()
    return table


def _rows(reader: _Lines, ids: dict[int, int]) -> Iterator[tuple[list[tuple[int, int]], int]]:
    for _ in range(reader.count(reader.next(1)[0])):
        words = reader.next(3)
        right, count = reader.whole(words[0]), reader.count(words[1])
        terms = words[3:] if words[2] == ":" else words[2:]
        if len(terms) != 2 * count:
            raise BadInput(f"The equation announces {count} terms and has {len(terms) / 2:g}.", where=reader.where)
        found = []
        for cell, factor in zip(terms[::2], terms[1::2], strict=True):
            number = reader.whole(cell)
            if number not in ids:
                raise BadInput(f"The equation names cell {number}, which the file does not have.", where=reader.where)
            found.append((ids[number], reader.whole(factor.strip("()"))))
        yield found, right


class _Lines:
    """The file's lines that are not blank, with their numbers for messages."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        self.at = 0

    @property
    def where(self) -> str:
        return f"{self.name}, line {self.lines[self.at - 1][0]}" if self.at else self.name

    def next(self, least: int) -> list[str]:
        if self.at >= len(self.lines):
            raise BadInput("The file ends too early.", where=self.name)
        self.at += 1
        words = self.lines[self.at - 1][1].replace("(", " (").replace(":", " : ").split()
        if len(words) < least:
            raise BadInput(f"The line has {len(words)} words and needs {least}.", where=self.where)
        return words

    def end(self) -> None:
        if self.at < len(self.lines):
            self.at += 1
            raise BadInput(
                "The file goes on after the equations that it announces.",
                where=self.where,
                next_step="Correct the number of equations, or take out what follows them.",
            )

    def count(self, word: str) -> int:
        number = self.whole(word)
        if number < 0:
            raise BadInput("A number of lines or terms is negative.", where=self.where)
        return number

    def whole(self, word: str) -> int:
        try:
            number = int(word)
        except ValueError:
            try:
                real = float(word)
            except ValueError:
                raise BadInput("Something that is not a number stands where one belongs.", where=self.where) from None
            if not math.isfinite(real) or real != int(real):
                raise BadInput("A number is not whole.", where=self.where) from None
            number = int(real)
        if abs(number) > NO_BOUND:
            raise BadInput("A number is too large.", where=self.where)
        return number


def write_jj(table: CellTable) -> str:
    """The table as a JJ file's text; cells keep their numbers where they came from one, else count from 0."""
    numbered = table.names.heads == ("cell",)
    ids = [int(table.names[cell][0]) if numbered else cell for cell in range(len(table))]
    lines = ["0", str(len(table))]
    for cell, number in enumerate(ids):
        letter = (
            "u"
            if table.primary[cell]
            else {Status.PUBLISH: "z", Status.WITHHOLD: "m"}.get(Status(int(table.status[cell])), "s")
        )
        numbers = (table.lower, table.upper, table.lpl, table.upl, table.spl)
        tail = " ".join(str(int(array[cell])) for array in numbers)
        lines.append(f"{number} {int(table.values[cell])} {int(table.cost[cell])} {letter} {tail}")
    lines.append(str(len(table.equations)))
    for row in range(len(table.equations)):
        cells, factors = table.equations.row(row)
        terms = " ".join(f"{ids[int(cell)]} ({int(factor)})" for cell, factor in zip(cells, factors, strict=True))
        lines.append(f"{int(table.equations.values[row])} {len(cells)} : {terms}")
    return "\n".join(lines) + "\n"
