"""Suppression by trying everything: every pattern, every whole-number table. Slow, and obviously right.

Knows nothing of the product but the arrays of a `CellTable`.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from fanlight.figures.cells import CellTable

FAR = 6
"""How far above its true count a cell without upper bound is tried: more than any requirement of the tests needs."""


def tables(table: CellTable, withheld: set[int]) -> list[list[int]]:
    """Every whole-number table that agrees with what is given, by filling the withheld cells one by one."""
    n = len(table)
    rows = [table.equations.row(r) for r in range(len(table.equations))]
    order = sorted(withheld)
    found: list[list[int]] = []
    values = [int(v) for v in table.values]
    closes: dict[int, list[int]] = {}
    for number, (cells, _) in enumerate(rows):
        inside = [c for c in cells.tolist() if c in withheld]
        if inside:
            closes.setdefault(max(inside), []).append(number)

    def fill(at: int) -> None:
        if at == len(order):
            found.append(values.copy())
            return
        cell = order[at]
        true = int(table.values[cell])
        possible = range(int(table.lower[cell]), min(int(table.upper[cell]), true + FAR) + 1)
        if closes.get(cell):
            possible = _only(
                rows[closes[cell][0]], int(table.equations.values[closes[cell][0]]), cell, values, possible
            )
        for value in possible:
            values[cell] = value
            if all(_holds(table, rows, number, values) for number in closes.get(cell, ())):
                fill(at + 1)
        values[cell] = true

    fill(0)
    assert n
    return found


def _only(row: tuple[np.ndarray, np.ndarray], right: int, cell: int, values: list[int], possible: range) -> range:
    """The last open cell of an equation has at most one value."""
    rest, own = 0, 0
    for c, f in zip(row[0].tolist(), row[1].tolist(), strict=True):
        if c == cell:
            own += f
        else:
            rest += f * values[c]
    missing = right - rest
    value, left = divmod(missing, own)
    return range(value, value + 1) if left == 0 and value in possible else range(0)


def _holds(table: CellTable, rows: list[tuple[np.ndarray, np.ndarray]], number: int, values: list[int]) -> bool:
    cells, factors = rows[number]
    total = sum(int(f) * values[int(c)] for c, f in zip(cells, factors, strict=True))
    return total == int(table.equations.values[number])


def safe(table: CellTable, withheld: set[int], cells: list[int]) -> bool:
    """Whether the requirement of these cells is met."""
    if not cells:
        return True
    if any(cell not in withheld for cell in cells):
        return False
    every = np.array(tables(table, withheld))
    for cell in cells:
        low, high = every[:, cell].min(), every[:, cell].max()
        x = int(table.values[cell])
        if high < x + table.upl[cell] or low > x - table.lpl[cell] or high - low < table.spl[cell]:
            return False
    return True


def best(table: CellTable) -> tuple[int | None, list[int]]:
    """The least cost of a safe pattern, and the cells that no pattern protects (left out of the requirement)."""
    status = table.status.tolist()
    primary = np.flatnonzero(table.primary).tolist()
    must = {c for c in range(len(table)) if status[c] == 2 or (c in primary and status[c] != 1)}
    free = [c for c in range(len(table)) if status[c] == 0 and c not in must]
    everything = must | set(free)
    stuck = [c for c in primary if not safe(table, everything, [c])]
    wanted = [c for c in primary if c not in stuck]
    least: int | None = None
    patterns = sorted(product((0, 1), repeat=len(free)), key=lambda bits: _cost(table, free, bits))
    for bits in patterns:
        if safe(table, must | {c for c, bit in zip(free, bits, strict=True) if bit}, wanted):
            least = _cost(table, free, bits)
            break
    return least, stuck


def _cost(table: CellTable, free: list[int], bits: tuple[int, ...]) -> int:
    return sum(int(table.cost[c]) for c, bit in zip(free, bits, strict=True) if bit)
