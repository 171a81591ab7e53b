"""Group disclosure in tables of counts: where all of a sum falls in one of its parts, that says something about each of
those whom it counts, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.table import CellTable, Status


def with_groups(table: CellTable, dimensions: Sequence[str], given: Ints | None = None) -> CellTable:
    """The table with requirement (c) besides its own: over each of these dimensions, where all of a sum that is not 0 falls
    in one of several parts, another of them may be at least 1 as far as anybody knows.

    For each such sum one zero is protected, up to 1: that of the part which counts most over all the other dimensions, for
    there a count is likeliest. `given`: cells that are to be given in any case; another zero is taken where there is one.
    Raises `BadInput` for a dimension that there is not.
    """
    names = table.names
    if not isinstance(names, ProductNames):
        raise BadInput(
            "Groups are those of a dimension, and this table has none.",
            where=option("groups"),
            next_step="Leave it out, or give the table as CSV.",
        )
    heads = [axis.name for axis in names.axes]
    primary, status, up = table.primary.copy(), table.status.copy(), table.upl.copy()
    free = np.ones(len(table), dtype=np.bool_)
    free[given if given is not None else []] = False
    for dimension in dimensions:
        if dimension not in heads:
            raise BadInput(
                f"There is no dimension “{dimension}”.",
                where=option("groups"),
                next_step=f"There are {', '.join(heads)}.",
            )
        cells = _hiding(table, names, heads.index(dimension), free)
        primary[cells], up[cells] = True, np.maximum(up[cells], 1)
        status[cells] = np.where(free[cells] & (status[cells] == Status.PUBLISH), Status.FREE, status[cells])
    return replace(table, primary=primary, status=status, upl=up)


def _hiding(table: CellTable, names: ProductNames, position: int, free: np.ndarray) -> Ints:
    """For each sum over a dimension all of which falls in one part, the zero that is protected."""
    axis, shape = names.axes[position], names.shape
    places, values, open_ = (
        np.moveaxis(one.reshape(shape), position, -1) for one in (np.arange(len(table)), table.values, free)
    )
    # What each code counts over everything else: the tops stand last.
    whole = values[(-1,) * (len(shape) - 1)]
    found = [np.zeros(0, dtype=np.int64)]
    for _, parts in axis.families:
        own = list(parts)
        one_sided = (values[..., own] != 0).sum(axis=-1) == 1
        if len(own) < 2 or not one_sided.any():
            continue
        counts = values[..., own][one_sided]
        score = np.where(counts == 0, np.where(open_[..., own][one_sided], whole[own] + 1, 0), -1)
        found.append(places[..., own][one_sided][np.arange(len(score)), score.argmax(axis=1)])
    return np.unique(np.concatenate(found))
