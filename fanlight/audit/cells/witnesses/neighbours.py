"""Pieces of a part that is too large for one programme: cells near one another, with all others held still."""

from __future__ import annotations

import heapq

import numpy as np

from fanlight.audit.cells.system import CellSystem, Part
from fanlight.figures.cells.equations import Ints


def neighbourhood(system: CellSystem, at: int, size: int) -> Ints:
    """Columns near one, up to a size: next is always the one with the largest share of its sums touched already, for
    moves cancel where sums meet; among equals the one found first."""
    starts, of_row = system.of_column
    found: dict[int, None] = {}
    touched: set[int] = set()
    score: dict[int, int] = {}
    heap: list[tuple[float, int, int]] = [(0.0, 0, at)]
    seen = 0
    while heap and len(found) < size:
        _, _, column = heapq.heappop(heap)
        if column in found:
            continue
        found[column] = None
        for row in of_row[starts[column] : starts[column + 1]].tolist():
            if row in touched:
                continue
            touched.add(row)
            for other in system.row(row)[0].tolist():
                if other not in found:
                    score[other] = score.get(other, 0) + 1
                    seen += 1
                    heapq.heappush(heap, (-score[other] / int(starts[other + 1] - starts[other]), seen, other))
    return np.array(list(found), dtype=np.int64)


def cut_out(part: Part, near: Ints) -> Part:
    """The part's system for some columns alone, all others held still."""
    system = part.system
    mine = np.sort(near)
    starts, of_row = system.of_column
    rows = np.unique(np.concatenate([of_row[starts[c] : starts[c + 1]] for c in mine.tolist()]))
    spans = system.starts[rows + 1] - system.starts[rows]
    begin = np.concatenate([[0], np.cumsum(spans)[:-1]])
    terms = np.repeat(system.starts[rows] - begin, spans) + np.arange(int(spans.sum()))
    at = np.searchsorted(mine, system.columns[terms])
    inside = (at < len(mine)) & (mine[np.minimum(at, len(mine) - 1)] == system.columns[terms])
    counts = np.bincount(np.repeat(np.arange(len(rows)), spans)[inside], minlength=len(rows))
    return Part(
        part.columns[mine],
        CellSystem(
            cells=system.cells[mine],
            lower=system.lower[mine],
            upper=system.upper[mine],
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            columns=at[inside],
            factors=system.factors[terms][inside],
            values=np.zeros(len(rows), dtype=np.int64),
            origin=system.origin[rows],
        ),
    )
