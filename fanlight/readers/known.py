"""What readers have of a table's counts from elsewhere: bounds by cell, and counts that another table gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.figures.cells import NO_BOUND, CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.dimensions.trees import TOTAL
from fanlight.figures.cells.numbers.decimals import measured
from fanlight.figures.cells.public import PublicTable
from fanlight.readers.keyed import read_keyed
from fanlight.readers.public.reading import read_heads, read_public
from fanlight.readers.sheet import Source

Range = tuple[int, int | None]


def read_known(source: Source, table: PublicTable | CellTable) -> dict[int, Range]:
    """By cell what is known of its count (from, to; None: no end): rows of the table's dimensions, `at_least` and `at_most`
    (either may be empty).

    Raises `BadInput` naming the line.
    """
    found: dict[int, Range] = {}
    for row in read_keyed(source, "What is known", table.names, ("at_least", "at_most")):
        low, high = (
            measured(text, f"The bound {name}", row.where, table.places) if text else None
            for name, text in zip(("at_least", "at_most"), row.fields, strict=True)
        )
        if low is None and high is None:
            raise BadInput(
                "Neither at_least nor at_most says anything.",
                where=row.where,
                next_step="Give one of them, or leave the line out.",
            )
        if low is not None and high is not None and low > high:
            raise BadInput("The bound at_least is above at_most.", where=row.where, next_step="Correct one of the two.")
        found[row.cell] = (-int(NO_BOUND) if low is None else low, high)
    return found


def read_elsewhere(
    source: Source,
    public: PublicTable,
    hierarchies: Mapping[str, Sequence[Source]],
    fixed: Mapping[str, str] | None = None,
) -> dict[int, Range]:
    """Every count that another published table gives of this one's cells. Its dimensions are some of this one's; the
    others stand at the code that is `fixed`, or at Total. Raises `BadInput`."""
    if not isinstance(public.names, ProductNames):
        raise BadInput(
            "Only a table with dimensions can be joined with another.",
            where=option("also"),
            next_step=f"Leave out {option('also')}, or audit the table as CSV.",
        )
    fixed = fixed or {}
    heads, with_dimensions = public.names.heads, read_heads(source)
    other = read_public(source, {name: trees for name, trees in hierarchies.items() if name in with_dimensions})
    odd = [name for name in (*other.names.heads, *fixed) if name not in heads]
    if odd or set(fixed) & set(other.names.heads):
        raise BadInput(
            f"“{(odd or sorted(fixed))[0]}” is no dimension of both tables, or is fixed in a table that has it.",
            where=source.name,
            next_step=f"The dimensions are {', '.join(heads)}.",
        )
    found: dict[int, Range] = {}
    for cell in np.flatnonzero(other.given).tolist():
        codes = dict(zip(other.names.heads, other.names[cell], strict=True)) | dict(fixed)
        try:
            place = public.names.cell([codes.get(name, TOTAL) for name in heads])
        except KeyError:
            raise BadInput(
                "A cell of the other table is none of this one's.",
                where=f"{source.name}, {other.name(cell)}",
                next_step="Give tables over the same codes, with the same trees.",
            ) from None
        count = int(other.values[cell])
        found[place] = (count, count)
    return found
