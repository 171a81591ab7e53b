"""A product of axes is found again in equations that do not name it, and in nothing that is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.figures.cells import CellTable, Equations
from fanlight.figures.cells.dimensions.layout import layout
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.figures.cells.table import PlainNames
from fanlight.readers.jj.file import read_jj
from fanlight.sdc.heuristic import suppress_large

TREES = {
    "flat": ("abc", []),
    "two": ("ab", []),
    "groups": ("abcd", [{"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}]),
    "uneven": ("abcd", [{"a": "g", "b": "g", "c": "h", "g": "h", "h": "", "d": ""}]),
    "only": ("abc", [{"a": "g", "b": "", "c": "", "g": ""}]),
}


def named(number: int, kind: str) -> Axis:
    codes, trees = TREES[kind]
    return axis(f"x{number}", list(codes), trees)


def unnamed(table: CellTable, seed: int) -> tuple[CellTable, np.ndarray]:
    """The table with cells, terms and rows in another order and without names; and where each cell stood."""
    dice = np.random.default_rng(seed)
    old = dice.permutation(len(table))
    new = np.empty_like(old)
    new[old] = np.arange(len(old))
    e = table.equations
    rows = []
    for row in dice.permutation(len(e)).tolist():
        cells, factors = e.row(row)
        order = dice.permutation(len(cells))
        rows.append((list(zip(new[cells[order]].tolist(), factors[order].tolist(), strict=True)), 0))
    arrays = ("values", "cost", "status", "lower", "upper", "primary", "lpl", "upl", "spl", "inner")
    plain = replace(
        table,
        names=PlainNames(("cell",), [(str(i),) for i in range(len(old))]),
        equations=Equations.of(rows),
        **{name: getattr(table, name)[old] for name in arrays},
    )
    return plain, old


def table_of(kinds: list[str], seed: int, most: int = 500) -> CellTable:
    axes = [named(number, kind) for number, kind in enumerate(kinds)]
    inner = np.random.default_rng(seed).integers(1, most, [one.leaves for one in axes])
    return product_table(axes, inner)


def rows_of(table: CellTable) -> set[frozenset[tuple[int, int]]]:
    e = table.equations
    return {frozenset(zip(e.row(row)[0].tolist(), e.row(row)[1].tolist(), strict=True)) for row in range(len(e))}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(TREES)), min_size=1, max_size=4), st.integers(0, 1000))
def test_a_product_is_found_again_whatever_the_order(kinds: list[str], seed: int) -> None:
    table, _ = unnamed(table_of(kinds, seed), seed)
    found = layout(table.equations, len(table))
    assert found is not None
    assert sorted(len(one) for one in found.axes) == sorted(len(named(0, kind)) for kind in kinds)
    laid = found.laid(table)
    laid.check()
    # The sums are those that a table over these axes has.
    again = product_table(found.axes, np.zeros([one.leaves for one in found.axes], dtype=np.int64))
    assert rows_of(laid) == rows_of(again)
    assert (laid.values[found.place] == table.values).all()
    assert (laid.cost[found.place] == table.cost).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["flat", "two", "groups"]), min_size=2, max_size=3), st.integers(0, 1000))
def test_what_is_no_product_is_not_taken_for_one(kinds: list[str], seed: int) -> None:
    table, _ = unnamed(table_of(kinds, seed), seed)
    e = table.equations
    dice = np.random.default_rng(seed)
    row = int(dice.integers(len(e)))
    # A row in which one cell is put in the place of another that is not in it.
    cells = e.cells.copy()
    at = int(dice.integers(e.starts[row], e.starts[row + 1]))
    others = np.setdiff1d(np.arange(len(table)), e.row(row)[0])
    cells[at] = dice.choice(others)
    assert layout(Equations(e.starts, cells, e.factors, e.values), len(table)) is None
    # A right side, a factor of 2, a cell in no sum.
    values = e.values.copy()
    values[row] = 1
    assert layout(replace(e, values=values), len(table)) is None
    assert layout(replace(e, factors=2 * e.factors), len(table)) is None
    assert layout(e, len(table) + 1) is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("csplib/table7", [6, 8, 13]),
        ("csplib/targus", [9, 18]),
        ("synthetic/T2", [6, 13, 133]),
        ("csplib/hie1327d", None),
    ],
)
@pytest.mark.shared
def test_files_of_the_literature(shared: Path, name: str, codes: list[int] | None) -> None:
    assert _codes(shared / "tables" / f"{name}.jj") == codes


def test_a_file_of_made_records(extracts: Path) -> None:
    assert _codes(extracts / "tables" / "synthetic" / "T1b.jj") == [6, 13, 13]


def _codes(path: Path) -> list[int] | None:
    table = read_jj(path)
    found = layout(table.equations, len(table))
    return None if found is None else sorted(len(one) for one in found.axes)


@pytest.mark.parametrize("kinds", [["flat", "flat", "flat", "two"], ["groups", "flat", "two"]])
def test_amounts_without_named_axes_are_protected_in_their_own_order(kinds: list[str]) -> None:
    table = table_of(kinds, 5, most=3000)
    primary = np.zeros(len(table), dtype=np.bool_)
    primary[:3] = True
    far = np.where(primary, table.values // 5 + 1, 0)
    table = replace(table, primary=primary, lpl=np.minimum(far, table.values), upl=far)
    plain, _ = unnamed(table, 3)
    found = suppress_large(plain, seconds=30, processes=1)
    assert not found.unproved
    assert found.withheld[plain.primary].all()
    high, low = np.zeros(len(plain), dtype=np.int64), np.zeros(len(plain), dtype=np.int64)
    for number in range(len(found.witnesses)):
        cells, deltas = found.witnesses.move(number)
        other = plain.values.copy()
        other[cells] += deltas
        assert not plain.equations.left(other).any()
        assert (other >= plain.lower).all()
        assert found.withheld[cells].all()
        high[cells], low[cells] = np.maximum(high[cells], deltas), np.minimum(low[cells], deltas)
    assert (high >= plain.upl)[plain.primary].all()
    assert (-low >= plain.lpl)[plain.primary].all()
    free = found.withheld & ~plain.primary
    assert found.cost == int(plain.cost[free].sum())
