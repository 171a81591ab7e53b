"""Dimensions of several trees: piles of cubes give a safe pattern at once, in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from fanlight.audit.cells import audit_cells, from_table
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.figures.cells.public import public_of
from fanlight.sdc.heuristic.hypercube import StackedHypercubes
from fanlight.sdc.heuristic.linked import by_piles, linked


def grouped(name: str, leaves: int, groups: int, dice: np.random.Generator) -> Axis:
    """Two trees over the same codes, whose groups cross."""
    trees = []
    for tree in range(2):
        tops = {f"{name}{tree}g{group}": "" for group in range(groups)}
        order = dice.permutation(leaves)
        trees.append(tops | {f"{name}{leaf}": f"{name}{tree}g{at % groups}" for at, leaf in enumerate(order.tolist())})
    return axis(name, (), trees)


def made(seed: int) -> CellTable:
    dice = np.random.default_rng(seed)
    axes = [grouped("o", 9, 3, dice), grouped("a", 6, 2, dice), axis("year", ("1", "2"))]
    counts = dice.poisson(dice.gamma(0.6, 12.0, (9, 6, 2)))
    return product_table(axes, counts.astype(np.int64)).with_requirements(5)


@pytest.mark.parametrize("seed", range(4))
def test_piles_protect_linked_trees_with_whole_number_tables(seed: int) -> None:
    table = made(seed)
    assert linked(table)
    found = by_piles(table, late=lambda: False)
    assert found is not None
    assert not found.unproved
    moves = found.witnesses
    for number in range(len(moves)):
        cells, deltas = moves.move(number)
        step = np.zeros(len(table), dtype=np.int64)
        step[cells] = deltas
        assert not table.equations.left(step).any()
        assert found.withheld[cells].all()
    claimed = (moves.starts, moves.cells, moves.deltas)
    audit = audit_cells(
        public_of(table, found.withheld), from_table(table), time_limit=0.0, ends="needed", claimed=claimed
    )
    assert audit.verdict == "safe"
    assert not found.withheld.all()


def test_every_trade_of_a_code_lifts_it_and_keeps_every_sum() -> None:
    table = made(0)
    stacks = StackedHypercubes.of(table)
    assert stacks is not None
    dice = np.random.default_rng(0)
    for one, own in zip(stacks.axes, table.names.axes, strict=True):  # type: ignore[attr-defined]
        for code in range(len(own)):
            rows, ways = one.trades(code, True, dice)
            assert len(rows)
            for codes, signs in zip(rows, ways, strict=True):
                step = np.zeros(len(own), dtype=np.int64)
                np.add.at(step, codes, signs)
                assert step[code] == 1
                assert all(step[whole] == step[list(parts)].sum() for whole, parts in own.families)


def test_one_tree_each_is_not_linked() -> None:
    assert not linked(product_table([axis("a", ("x", "y"))], np.array([1, 2])))
