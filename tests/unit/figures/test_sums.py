"""Figures as sums of few others: every sum holds, whatever the figures cover."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fanlight.figures.cells import Equations
from fanlight.figures.cells.equations import Ints
from fanlight.figures.sums import Cells, short_sums

ATOMS = 7
Covers = list[frozenset[int]]
SETS = st.frozensets(st.integers(0, ATOMS - 1))
COUNTS = st.lists(st.integers(0, 50), min_size=ATOMS, max_size=ATOMS)


def sorted_ints(cover: frozenset[int]) -> Ints:
    return np.array(sorted(cover), dtype=np.int64)


@given(st.lists(SETS, min_size=1, max_size=8), COUNTS)
def test_each_figure_is_the_sum_of_what_it_is_written_as(covers: Covers, counts: list[int]) -> None:
    found = list(short_sums([(cell, sorted_ints(cover)) for cell, cover in enumerate(covers)]))
    assert [cell for cell, *_ in found] == list(range(len(covers)))
    for cell, cover, parts, loose in found:
        assert set(cover.tolist()) == covers[cell]
        assert sorted([*loose, *(atom for part in parts for atom in covers[part])]) == sorted(covers[cell])
        assert all(covers[part] < covers[cell] for part in parts)


def test_a_total_is_the_sum_of_its_rows_and_not_of_the_finest_counts() -> None:
    rows = [sorted_ints(frozenset(one)) for one in ({0, 1}, {2, 3}, {4, 5})]
    *_, total = short_sums([*enumerate(rows), (3, np.arange(6, dtype=np.int64))])
    assert total[2:] == ([0, 1, 2], [])


@given(
    st.lists(SETS, min_size=1, max_size=8),
    COUNTS,
    st.frozensets(st.integers(0, ATOMS - 1)),
    st.lists(st.tuples(SETS, SETS), max_size=2),
)
def test_every_row_holds_for_any_counts(
    covers: Covers, counts: list[int], empty: frozenset[int], tied: list[tuple[frozenset[int], frozenset[int]]]
) -> None:
    """Of finest counts that are gone there are none; ties hold where both sides are equal."""
    gone = np.array([atom in empty for atom in range(ATOMS)])
    true = np.where(gone, 0, counts)
    ties = [(sorted_ints(a), sorted_ints(b)) for a, b in tied if true[sorted(a)].sum() == true[sorted(b)].sum()]
    cells = Cells(0, gone)
    places = [cells.figure(sorted_ints(cover), f"figure {at}") for at, cover in enumerate(covers)]
    equations = Equations.of(cells.rows(ties))
    values = np.zeros(len(cells), dtype=np.int64)
    for cover, place in zip(covers, places, strict=True):
        values[place] = true[sorted(cover)].sum()
    for atom, place in cells.place.items():
        values[place] = true[atom]
    assert (equations.left(values) == equations.values).all()
    for cover, place in zip(covers, places, strict=True):
        for other, there in zip(covers, places, strict=True):
            assert (place == there) == (cover - empty == other - empty)


@given(st.lists(SETS, min_size=1, max_size=6), COUNTS)
def test_rows_say_all_that_the_covers_say(covers: Covers, counts: list[int]) -> None:
    """Whoever knows the finest counts knows every figure from the rows."""
    cells = Cells(0, np.zeros(ATOMS, dtype=np.bool_))
    places = [cells.figure(sorted_ints(cover), "") for cover in covers]
    equations = Equations.of(cells.rows(()))
    known = {cells.at(atom): counts[atom] for atom in range(ATOMS)}
    for _ in range(len(covers) + 1):
        for row in range(len(equations)):
            own, factors = (part.tolist() for part in equations.row(row))
            unknown = [(cell, factor) for cell, factor in zip(own, factors, strict=True) if cell not in known]
            if len(unknown) == 1:
                rest = -sum(factor * known[cell] for cell, factor in zip(own, factors, strict=True) if cell in known)
                known[unknown[0][0]] = rest // unknown[0][1]
    for cover, place in zip(covers, places, strict=True):
        if cover:
            assert known[place] == sum(counts[atom] for atom in cover)
