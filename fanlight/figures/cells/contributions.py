"""Who contributes how much to the cells of a magnitude table: totals, and the contributors of every cell.

Several records of one contributor (a holding with branches, say) are one contribution: they are added up in each cell
before the largest are looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.product import ProductNames, check_size
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints


@dataclass(frozen=True, eq=False)
class Contributions:
    """For n cells: `totals`, the number of `contributors`, of them those with an amount `above_zero`, and `largest` (n x k,
    falling, 0 where there are fewer). Cell c's contributors are `holders[starts[c] : starts[c + 1]]` with their `amounts`,
    falling."""

    totals: Ints
    contributors: Ints
    above_zero: Ints
    largest: Ints
    starts: Ints
    holders: Ints
    amounts: Ints


def contributions(axes: Sequence[Axis], leaves: Ints, amounts: Ints, holders: Ints, *, top: int = 3) -> Contributions:
    """Adds up records over all cells of the axes' product.

    `leaves`: records x axes, the position of each record's leaf code; `amounts`: whole, from 0; `holders`: a number for
    each record's contributor. `top`: how many of the largest are kept. Raises `BadInput` for amounts below 0, for which
    the concentration rules mean nothing, and `TooLarge`.
    """
    check_size(axes)
    if (amounts < 0).any():
        raise BadInput(
            "An amount is below 0: concentration rules need amounts from 0.",
            where=f"record {int(np.argmax(amounts < 0)) + 1}",
            next_step="Use a rule on the number of contributors, or shift the measure.",
        )
    n = len(ProductNames(tuple(axes)))
    cells = np.zeros(len(amounts), dtype=np.int64)
    record = np.arange(len(amounts))
    for position, axis in enumerate(axes):
        starts, codes = _codes_of_leaves(axis)
        leaf = leaves[record, position]
        spans = starts[leaf + 1] - starts[leaf]
        begin = np.concatenate([[0], np.cumsum(spans)[:-1]]).astype(np.int64)
        at = np.repeat(starts[leaf] - begin, spans) + np.arange(int(spans.sum()))
        cells = np.repeat(cells, spans) * len(axis) + codes[at]
        record = np.repeat(record, spans)
    amount, holder = amounts[record], holders[record]
    order = np.lexsort((holder, cells))
    cells, holder, amount = cells[order], holder[order], amount[order]
    new = np.concatenate([[True], (cells[1:] != cells[:-1]) | (holder[1:] != holder[:-1])])[: len(cells)]
    first = np.flatnonzero(new)
    sums = np.add.reduceat(amount, first) if len(first) else amount
    cells, holder = cells[first], holder[first]
    totals = np.zeros(n, dtype=np.int64)
    np.add.at(totals, cells, sums)
    counted = np.bincount(cells, minlength=n).astype(np.int64)
    above_zero = np.bincount(cells[sums > 0], minlength=n).astype(np.int64)
    order = np.lexsort((-sums, cells))
    cells, sums, holder = cells[order], sums[order], holder[order]
    begins = np.searchsorted(cells, np.arange(n + 1))
    rank = np.arange(len(cells)) - begins[cells]
    largest = np.zeros((n, top), dtype=np.int64)
    kept = rank < top
    largest[cells[kept], rank[kept]] = sums[kept]
    return Contributions(totals, counted, above_zero, largest, begins.astype(np.int64), holder, sums)


def _codes_of_leaves(axis: Axis) -> tuple[Ints, Ints]:
    """Of each leaf the codes that count it, itself among them: (starts, codes)."""
    found: list[set[int]] = [{leaf} for leaf in range(axis.leaves)]
    below: dict[int, set[int]] = {leaf: {leaf} for leaf in range(axis.leaves)}
    waiting = list(axis.families)
    while waiting:
        later = []
        for whole, parts in waiting:
            if all(part in below for part in parts):
                below.setdefault(whole, set()).update(*(below[part] for part in parts))
            else:
                later.append((whole, parts))
        waiting = later
    for code, leaves in below.items():
        for leaf in leaves:
            found[leaf].add(code)
    starts = np.concatenate([[0], np.cumsum([len(codes) for codes in found])]).astype(np.int64)
    return starts, np.array([code for codes in found for code in sorted(codes)], dtype=np.int64)
