"""The minimality attack goes through just the tables that agree, however many cells they have."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from fanlight.audit.cells import audit_cells, from_table
from fanlight.audit.cells.minimality import minimality_attack
from fanlight.errors import TooLarge
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.readers.jj.file import read_jj


def test_it_goes_through_every_table_that_agrees_and_no_other() -> None:
    counts = np.array([[1, 4, 2], [2, 0, 3]])
    table = product_table((axis("r", "ab"), axis("c", "xyz")), counts).with_requirements(3)
    withheld = np.zeros(table.names.shape, dtype=bool)  # type: ignore[attr-defined]
    withheld[:2, :3] = True
    met = set()

    def planner(values):
        met.add(tuple(values.reshape(3, 4)[:2, :3].ravel().tolist()))
        return withheld.ravel()

    attack = minimality_attack(audit_cells(public_of(table, withheld.ravel()), from_table(table)), planner)
    columns, rows = counts.sum(axis=0), counts.sum(axis=1)
    agreeing = {
        cells
        for cells in itertools.product(range(8), repeat=6)
        if (np.reshape(cells, (2, 3)).sum(axis=0) == columns).all()
        and (np.reshape(cells, (2, 3)).sum(axis=1) == rows).all()
    }
    assert met == agreeing
    assert (attack.possible, attack.left) == (len(agreeing), len(agreeing))
    assert attack.lower.tolist() == np.min(list(agreeing), axis=0).tolist()
    assert attack.upper.tolist() == np.max(list(agreeing), axis=0).tolist()


def test_sums_with_factors_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.jj"
    path.write_text("0\n2\n0 4 1 u 0 10 1 1 0\n1 5 1 s -3 10 0 0 0\n1\n3 2 : 0 (2) 1 (-1)\n")
    table = read_jj(path)
    met = set()

    def planner(values):
        met.add(tuple(values.tolist()))
        return np.ones(2, dtype=bool)

    minimality_attack(audit_cells(public_of(table, np.ones(2, dtype=bool)), from_table(table)), planner)
    assert met == {(a, 2 * a - 3) for a in range(11) if -3 <= 2 * a - 3 <= 10}


def test_a_long_table_is_refused_as_too_large() -> None:
    table = product_table(
        (axis("k", [f"k{number}" for number in range(600)]), axis("y", "pq")), np.full((600, 2), 3)
    ).with_requirements(5)
    withheld = np.zeros(table.names.shape, dtype=bool)  # type: ignore[attr-defined]
    withheld[:-1, :-1] = True
    found = audit_cells(public_of(table, withheld.ravel()), from_table(table), ends="needed", time_limit=0.1)
    with pytest.raises(TooLarge) as refused:
        minimality_attack(found, lambda counts: withheld.ravel(), most=1_000)
    assert "is not computed" in str(refused.value)
