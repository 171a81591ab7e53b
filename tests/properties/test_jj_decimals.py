"""A JJ file with decimals is the whole-number file with its decimal point moved: in what is read, found, proved and told."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanlight.audit.cells import audit_cells, from_table
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.errors import NotSafe
from fanlight.figures.cells import CellTable, Equations
from fanlight.figures.cells.public import public_of
from fanlight.figures.cells.table import NO_BOUND, PlainNames
from fanlight.readers.jj.file import read_jj, write_jj
from tests.asking import Outcome, protect
from tests.public_files import public_text

ARRAYS = ("values", "cost", "status", "lower", "upper", "primary", "lpl", "upl", "spl")


@st.composite
def tables(draw, most: int = 60) -> CellTable:
    """Inner cells of 3 x 3 with their sums, in units; one value at least is no multiple of ten units."""
    inner = np.array(draw(st.lists(st.integers(0, most), min_size=9, max_size=9))).reshape(3, 3)
    inner[draw(st.integers(0, 2)), draw(st.integers(0, 2))] += 1 if not (inner % 10).any() else 0
    grid = np.zeros((4, 4), dtype=np.int64)
    grid[:3, :3] = inner
    grid[3], grid[:, 3] = grid.sum(0), grid.sum(1)
    grid[3, 3] = inner.sum()
    values, cells = grid.ravel(), np.arange(16).reshape(4, 4)
    rows = [([(int(line[3]), -1), *((int(cell), 1) for cell in line[:3])], 0) for line in (*cells, *cells.T)]
    n = len(values)
    primary = np.array(draw(st.lists(st.sampled_from([False, False, False, True]), min_size=n, max_size=n)))
    primary[cells[3]] = primary[cells[:, 3]] = False

    def some(low: int, high: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(low, high), min_size=n, max_size=n)), dtype=np.int64)

    return CellTable(
        names=PlainNames(("cell",), [(str(cell),) for cell in range(n)]),
        values=values,
        equations=Equations.of(rows),
        cost=some(0, 90),
        status=np.where(primary, 2, 0).astype(np.int8),
        lower=np.maximum(values - some(0, 80), 0),
        upper=np.where(some(0, 3) == 0, NO_BOUND, values + some(0, 80)),
        primary=primary,
        lpl=np.where(primary, some(0, 9), 0),
        upl=np.where(primary, some(0, 9), 0),
        spl=np.where(primary, some(0, 9), 0),
        inner=np.ones(n, dtype=np.bool_),
    )


def saved(tmp: Path, table: CellTable, name: str) -> Path:
    path = tmp / name
    path.write_text(write_jj(table))
    return path


@given(table=tables(), places=st.integers(0, 6), cost_places=st.integers(0, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path: Path, table: CellTable, places: int, cost_places: int) -> None:
    path = saved(tmp_path, replace(table, places=places, cost_places=cost_places), "x.jj")
    back = read_jj(path)
    assert back.places == places
    assert write_jj(back) == path.read_text()
    for name in set(ARRAYS) - {"cost", "upper"}:
        assert (getattr(back, name) == getattr(table, name)).all(), name
    assert (back.upper == np.minimum(table.upper, 2**53)).all()
    # Costs have the unit that they need: all may be multiples of a larger one.
    assert back.cost_places <= cost_places
    assert (back.cost * 10 ** (cost_places - back.cost_places) == table.cost).all()
    value = path.read_text().split("\n")[2].split()[1]
    assert Fraction(value) == Fraction(int(table.values[0]), 10**places)


def said(path: Path) -> Outcome | str:
    try:
        return protect(path, method="suppress", time_limit=20)
    except NotSafe as refused:
        return str(refused)


@given(table=tables(), places=st.integers(1, 4), cost_places=st.integers(0, 3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_point_moves_and_nothing_else(tmp_path: Path, table: CellTable, places: int, cost_places: int) -> None:
    whole = saved(tmp_path, table, "whole.jj")
    path = saved(tmp_path, replace(table, places=places, cost_places=cost_places), "x.jj")
    first, done = said(whole), said(path)
    if isinstance(first, str) or isinstance(done, str):
        assert first == done
        return
    assert (done.exit_code, first.exit_code) == (0, 0)
    assert first.report["optimal"]
    assert done.report["optimal"]
    for name in ("cost", "lower_bound"):
        assert Fraction(done.report[name]) == Fraction(first.report[name], 10**cost_places)
    withheld = np.array([line.endswith(",c") for line in done.public.splitlines()[1:]])
    found, other = (
        audit_cells(public_of(read, withheld), from_table(read.kept_unknown(read.primary)))
        for read in (read_jj(path), read_jj(whole))
    )
    assert found.verdict == other.verdict == "safe"
    for one, two in zip(found.to_json()["intervals"], other.to_json()["intervals"], strict=True):
        for end in ("lo", "hi"):
            # An end that is none is none in every unit.
            assert (one[end] is None) == (two[end] is None)
            assert one[end] is None or Fraction(one[end]) == Fraction(two[end], 10**places)
        assert (one["cell"], one["kind"], one["requirement"]) == (two["cell"], two["kind"], two["requirement"])
    public = tmp_path / "x.csv"
    public.write_text(public_text(found.public))
    paper = json.loads(json.dumps(certificate_of(found)))
    assert check(paper, public, instance=path) == "safe"
