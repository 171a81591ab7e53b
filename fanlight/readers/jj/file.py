"""The JJ format of the cell-suppression literature: cells with values, costs, status, bounds and protection levels,
then equations. As written by tau-ARGUS and sdcTable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells.equations import Equations
from fanlight.figures.cells.numbers.counts import LARGEST, too_large
from fanlight.figures.cells.numbers.decimals import Exact, text_of
from fanlight.figures.cells.table import CellTable, PlainNames, Status
from fanlight.readers.jj.lines import Lines
from fanlight.readers.jj.units import Units, Written

STATUSES = {"s": Status.FREE, "u": Status.WITHHOLD, "z": Status.PUBLISH, "m": Status.WITHHOLD}
"""s: free; u: primary; z: always given; m: withheld by hand, with whatever levels it has."""


FIELDS = ("number", "value", "cost", "status", "lower bound", "upper bound", "lpl", "upl", "spl")


def read_jj(path: Path) -> CellTable:
    """The table of a JJ file. Every number is read exactly, never by way of binary fractions; where values have decimals
    the table is in units of 10^-`places`, see `jj_units`.

    Raises `BadInput` naming file and line for anything that is not as the format says, for numbers beyond 2^53, and for
    sums that do not add up.
    """
    reader = Lines(path)
    reader.whole(reader.next("a 0", 1)[0], "The first number")
    n = reader.announced("cells", reader.next("the number of cells", 1)[0])
    if n == 0:
        raise BadInput("The file has no cells.", where=reader.where, next_step="Give at least one cell.")
    ids: dict[int, int] = {}
    written: list[Written] = []
    status = np.zeros(n, dtype=np.int8)
    primary = np.zeros(n, dtype=np.bool_)
    last = -1
    for cell in range(n):
        words = reader.next("a cell", len(FIELDS))
        number = reader.whole(words[0], "The cell's number")
        if number in ids:
            raise BadInput(f"The cell {number} stands twice.", where=reader.where, next_step="Give each cell one line.")
        if number <= last:
            raise BadInput(
                f"The cell {number} does not come after the one before it: cells are numbered upwards from 0.",
                where=reader.where,
                next_step="Sort the cells by their numbers.",
            )
        ids[number], last = cell, number
        if words[3] not in STATUSES:
            raise BadInput(
                f"The status {words[3]!r} is none.",
                where=reader.where,
                next_step=f"A status is one of {', '.join(STATUSES)}.",
            )
        status[cell] = STATUSES[words[3]]
        primary[cell] = words[3] == "u"
        written.append(_numbers(reader, words))
    units = Units.of(written, reader.name)
    columns = units.columns(written)
    rows = list(_rows(reader, ids, columns, units))
    # A line that is not read may be an equation by which readers know what the others protect.
    reader.end()
    values, cost, lower, upper, lpl, upl, spl = np.array(columns, dtype=np.int64).T.copy()
    if sum(cost.tolist()) > MOST:
        raise too_large("The sum of all costs", path.name, units.cost_places)
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
        places=units.places,
        cost_places=units.cost_places,
        levels=True,
    )
    table.check()
    return table


def _numbers(reader: Lines, words: list[str]) -> Written:
    """A cell's numbers, as the file writes them."""
    found = [reader.number(words[at], f"The {FIELDS[at]}") for at in (1, 2, 4, 5, 6, 7, 8)]
    value, cost, lower, upper, *levels = found
    if not lower <= value <= upper:
        raise BadInput(
            "The value lies outside its own bounds.", where=reader.where, next_step="Correct the value or the bounds."
        )
    if min(cost, *levels) < 0:
        raise BadInput("A cost or protection level is negative.", where=reader.where, next_step="Give a number from 0.")
    return Written(reader.line, value, cost, lower, upper, levels)


def _rows(
    reader: Lines, ids: dict[int, int], columns: list[list[int]], units: Units
) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Equations as ((cell, factor) …, right side), each added up in whole numbers of any size. `columns`: of each cell its
    value, cost, bounds and levels, in units."""
    values = [column[0] for column in columns]
    for _ in range(reader.announced("equations", reader.next("the number of equations", 1)[0])):
        words = reader.next("an equation", 3, more=True)
        right = reader.number(words[0], "The right side") * 10**units.places
        if abs(right) > LARGEST:
            raise too_large("The right side", reader.where, units.places)
        count = reader.whole(words[1], "The number of terms")
        terms = words[3:] if words[2] == ":" else words[2:]
        if count < 1 or len(terms) != 2 * count:
            raise BadInput(
                f"The equation announces {count} terms and has {len(terms) / 2:g}.",
                where=reader.where,
                next_step="Give as many terms as it announces, each a cell and its factor in brackets, at least one.",
            )
        found: dict[int, int] = {}
        for cell, factor in zip(terms[::2], terms[1::2], strict=True):
            number = reader.whole(cell, "A cell's number")
            if number not in ids:
                raise BadInput(
                    f"The equation names cell {number}, which the file does not have.",
                    where=reader.where,
                    next_step="Correct the number, or give the cell.",
                )
            if ids[number] in found:
                raise BadInput(
                    f"The equation names cell {number} twice.",
                    where=reader.where,
                    next_step="Give each cell once, with the sum of its factors.",
                )
            found[ids[number]] = reader.whole(_bare(factor), "A factor")
            if not found[ids[number]]:
                raise BadInput(
                    f"The factor of cell {number} is 0.", where=reader.where, next_step="Leave the cell out."
                )
        for place, weight in found.items():
            # Bounds travel along equations too, in 64 bits.
            if abs(weight) * max(map(abs, columns[place][2:4])) > MOST:
                raise BadInput(
                    "A factor is too large for the bounds of its cell: their product goes beyond 2^62.",
                    where=reader.where,
                    next_step="Divide the equation by what its factors have in common, or give closer bounds.",
                )
        if sum(abs(factor * values[cell]) for cell, factor in found.items()) > MOST:
            raise too_large("The sum of this equation", reader.where, units.places)
        off = sum(factor * values[cell] for cell, factor in found.items()) - right
        if off:
            raise _not_additive(reader.where, abs(off), sum(map(abs, found.values())), units.places)
        yield list(found.items()), int(right)


def _not_additive(where: str, off: Exact, figures: int, places: int) -> BadInput:
    """How far off it is is not said: where a term is missing, that is the missing figure."""
    if places and 2 * off <= figures + 1:
        return BadInput(
            "The values of this equation do not add up exactly to its right side: they are off by no more than the rounding of"
            " each leaves.",
            where=where,
            next_step="Add the totals up from the rounded parts, or write the values with all their decimals.",
        )
    return BadInput(
        "The counts of this equation do not add up to its right side.",
        where=where,
        next_step="Values must be additive to the last decimal; correct the file."
        if places
        else "Counts must be whole and additive; correct the file.",
    )


MOST = 2**62
"""What a sum of whole numbers may come to: the arrays hold 64 bits."""


def _bare(factor: str) -> str:
    return factor[1:-1] if factor[:1] == "(" and factor[-1:] == ")" else factor


def write_jj(table: CellTable) -> str:
    """The table as a JJ file's text, in its own units; cells keep their numbers where they came from one, else count from 0.
    A bound that is none is written as the largest that the format takes here."""
    numbered = isinstance(table.names, PlainNames) and table.names.heads == ("cell",)
    ids = [int(table.names[cell][0]) if numbered else cell for cell in range(len(table))]
    places = table.places
    lines = ["0", str(len(table))]
    for cell, number in enumerate(ids):
        letter = (
            "u"
            if table.primary[cell]
            else {Status.PUBLISH: "z", Status.WITHHOLD: "m"}.get(Status(int(table.status[cell])), "s")
        )
        bounds = (_bound(int(array[cell]), places) for array in (table.lower, table.upper))
        value, *levels = (text_of(int(of[cell]), places) for of in (table.values, table.lpl, table.upl, table.spl))
        cost = text_of(int(table.cost[cell]), table.cost_places)
        lines.append(" ".join((str(number), value, cost, letter, *bounds, *levels)))
    lines.append(str(len(table.equations)))
    for row in range(len(table.equations)):
        cells, factors = table.equations.row(row)
        terms = " ".join(f"{ids[int(cell)]} ({int(factor)})" for cell, factor in zip(cells, factors, strict=True))
        lines.append(f"{text_of(int(table.equations.values[row]), places)} {len(cells)} : {terms}")
    return "\n".join(lines) + "\n"


def _bound(units: int, places: int) -> str:
    """As many units as there may be are written as the largest number that a file may have: both are read as the same."""
    return text_of(units, places) if abs(units) < LARGEST else str(LARGEST if units > 0 else -LARGEST)
