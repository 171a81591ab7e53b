"""Group disclosure: no sum can be seen to fall in one part alone, by whole-number tables of our own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.sdc.methods.suppress_exact import suppress
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.groups import with_groups
from fanlight.tables.cells.product import ProductNames, product_table
from fanlight.tables.cells.trees import Axis, axis
from tests.asking import protect

TREE = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}
AXES: tuple[tuple[Axis, ...], ...] = (
    (axis("area", "xyz"), axis("kind", "abc")),
    (axis("area", "xyz"), axis("kind", "abcd", [TREE])),
    (axis("area", "xy"), axis("kind", "abc"), axis("sex", "mf")),
)


def groups_of(table: CellTable, position: int) -> list[tuple[int, list[int]]]:
    """Of each sum that falls in one part: that part's cell, and those of the others."""
    names = table.names
    assert isinstance(names, ProductNames)
    found = []
    for cell in range(len(table)):
        codes = list(np.unravel_index(cell, names.shape))
        for whole, parts in names.axes[position].families:
            if codes[position] != whole or len(parts) < 2:
                continue
            line = [
                int(np.ravel_multi_index([*codes[:position], part, *codes[position + 1 :]], names.shape))
                for part in parts
            ]
            filled = [one for one in line if table.values[one]]
            if len(filled) == 1:
                found.append((filled[0], [one for one in line if one != filled[0]]))
    return found


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(AXES), st.lists(st.sampled_from([0, 0, 3, 7, 12, 30]), min_size=12, max_size=12))
def test_another_part_may_be_one_or_more(axes: tuple[Axis, ...], counts: list[int]) -> None:
    shape = [one.leaves for one in axes]
    plain = product_table(axes, np.array(counts[: int(np.prod(shape))]).reshape(shape)).with_requirements(3)
    table = with_groups(plain, ["kind"])
    # What was protected is so still, and each group has one of its zeros.
    assert table.primary[plain.primary].all()
    for _, others in groups_of(plain, 1):
        assert table.primary[others].any()
    found = suppress(table, seconds=20, stuck_ends=True)
    if found.unprotectable:
        return
    equations = table.equations
    matrix = csr_array((equations.factors, equations.cells, equations.starts), shape=(len(equations), len(table)))
    lower = np.where(found.withheld, 0, table.values).astype(float)
    upper = np.where(found.withheld, np.inf, table.values)
    for _, others in groups_of(plain, 1):
        most = np.zeros(len(table))
        most[others] = -1
        answer = milp(
            most,
            integrality=np.ones(len(table)),
            bounds=Bounds(lower, np.minimum(upper, 10**4)),
            constraints=LinearConstraint(matrix, equations.values, equations.values),
        )
        assert answer.status == 0
        assert -answer.fun >= 1


CELLS = "area,sex,count\na,m,20\na,f,0\nb,m,30\nb,f,40\nc,m,7\nc,f,9\n"


def test_the_command_hides_the_group_and_the_audit_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    done = protect(tmp_path / "c.csv", threshold=5, groups=("sex",))
    assert done.exit_code == 0
    assert {"a,m,,c", "a,f,,c"} <= set(done.public.splitlines())
    assert done.report["cost"] == 20 + 7 + 9
    assert any("fall in one code alone" in note for note in done.report["notes"])
    (tmp_path / "safe.csv").write_text(done.public)
    (tmp_path / "open.csv").write_text(protect(tmp_path / "c.csv", threshold=5).public)
    for name, code in (("safe.csv", 0), ("open.csv", 1)):
        beside = ["--threshold", "5", "--cells", str(tmp_path / "c.csv"), "--groups", "sex"]
        assert CliRunner().invoke(build_app(), ["audit", str(tmp_path / name), *beside]).exit_code == code
    beside = ["--threshold", "5", "--cells", str(tmp_path / "c.csv")]
    assert CliRunner().invoke(build_app(), ["audit", str(tmp_path / "open.csv"), *beside]).exit_code == 0


def test_a_zero_that_must_be_given_does_not_hide_a_group() -> None:
    table = product_table((axis("kind", "abc"), axis("area", "xy")), np.array([[9, 9], [0, 30], [0, 20]]))
    plain = table.with_requirements(3)
    names = table.names
    assert isinstance(names, ProductNames)
    b, c = names.cell(("b", "x")), names.cell(("c", "x"))
    assert with_groups(plain, ["kind"]).primary[[b, c]].tolist() == [True, False]
    assert with_groups(plain, ["kind"], np.array([b])).primary[[b, c]].tolist() == [False, True]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"groups": ("sx",)}, "There is no dimension “sx”. There are area, sex."),
        ({"groups": ("sex",), "zeros_shown": True}, "--groups does not go with --zeros-shown"),
        ({"groups": ("sex",), "method": "round"}, "--groups does not go with the method round"),
        ({"groups": ("sex",), "choose_pools": True}, "--groups does not go with --choose-pools"),
    ],
)
def test_where_groups_cannot_be_hidden_the_option_is_refused(tmp_path: Path, more: dict, said: str) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    with pytest.raises(BadInput) as refused:
        protect(**{"cells": tmp_path / "c.csv", "threshold": 5} | more)
    assert said in f"{refused.value} {refused.value.next_step}"
