"""Whole-number tables for many needs at once: the audit's verdicts and intervals are the same by whatever way it finds its tables."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest

from fanlight.audit.cells import State, audit_cells, from_table, unknown_values
from fanlight.audit.cells.witnesses import gathering
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.audit.cells.witnesses.search import Search
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import PublicTable, public_of


def sparse(seed: int) -> tuple[CellTable, PublicTable]:
    dice = np.random.default_rng(seed)
    groups = {f"o{i}": f"g{i // 2}" for i in range(4)} | {"g0": "", "g1": ""}
    axes = (axis("off", [f"o{i}" for i in range(4)], [groups]), axis("dist", list("abcd")), axis("year", list("123")))
    table = product_table(axes, dice.poisson(0.8, (4, 4, 3))).with_requirements(4)
    withheld = table.primary | (dice.random(len(table)) < dice.uniform(0, 0.5))
    withheld[-1] = False
    return table, public_of(table, withheld)


@pytest.fixture(autouse=True)
def gathered_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part is served by gathering, over few cells at a time, and by nothing before it."""
    monkeypatch.setattr(gathering, "WIDE", 0)
    monkeypatch.setattr(gathering, "MANY", 1)
    monkeypatch.setattr(gathering, "SIZES", (8, 14, 40))
    monkeypatch.setattr(Search, "_by_neighbourhoods", lambda *_: None)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("seed", range(15))
def test_verdicts_and_intervals_are_the_same(seed: int, known: bool) -> None:
    table, public = sparse(seed)
    asked = from_table(table) if known else unknown_values(public, 4, zeros_shown=False)
    # A part as large as this is searched whole, and nothing is gathered.
    plain = audit_cells(public, asked, whole_part=10_000)
    taken: list[bool] = []
    add = Reach.add

    def counted(self: Reach, *args: object) -> bool:
        taken.append(add(self, *args))  # type: ignore[arg-type]
        return taken[-1]

    with patch.object(Reach, "add", counted):
        found = audit_cells(public, asked, whole_part=0, time_limit=600)
    assert list(found.states) == list(plain.states)
    assert np.array_equal(found.lower, plain.lower)
    assert np.array_equal(found.upper, plain.upper)
    assert any(taken) or not any(state != State.NONE for state in found.states)


def test_what_is_gathered_meets_needs_and_is_never_taken_unchecked() -> None:
    """Nothing but gathering asks; a solver's table that does not add up is not believed."""
    table, _ = sparse(3)
    public = public_of(table, table.values < table.values[-1])
    met = []
    for wrong in (False, True):
        real = gathering.least_cost

        def answer(*args: object, real=real, wrong: bool = wrong, **kwargs: object):
            found = real(*args, **kwargs)
            if wrong and found.point is not None:
                found.point[np.flatnonzero(found.point)[:1]] += 1
            return found

        with (
            patch.object(Search, "_whole_part", lambda *_: None),
            patch.object(gathering, "least_cost", answer),
        ):
            found = audit_cells(public, from_table(table), whole_part=0, ends="needed")
        met.append(sum(state == State.MET for state in found.states))
        assert State.FAILED not in found.states
    assert met[0] > 10
    assert met[1] < met[0]
