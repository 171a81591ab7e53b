"""Group disclosure: no sum can be seen to fall in one part alone, by whole-number tables of our own."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from typer.testing import CliRunner

import fanlight
from fanlight.cli import build_app
from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import ProductNames, product_table
from fanlight.figures.cells.dimensions.trees import Axis, axis
from fanlight.figures.cells.grouped import with_groups, with_helpers
from fanlight.protection import ProtectionRequest, protect_table
from fanlight.sdc.exact.suppress import suppress
from fanlight.sdc.recoding.recode import PoolingRules, apply_pools, pool
from tests.asking import protect
from tests.certificates import sealed

NONE = np.zeros(0, dtype=np.int64)
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


def most(table: CellTable, withheld: np.ndarray, others: list[int]) -> int:
    """The largest count of these cells together over all whole-number tables that agree with what is given."""
    equations = table.equations
    matrix = csr_array((equations.factors, equations.cells, equations.starts), shape=(len(equations), len(table)))
    lower = np.where(withheld, 0, table.values).astype(float)
    upper = np.where(withheld, 10**4, table.values).astype(float)
    objective = np.zeros(len(table))
    objective[others] = -1
    answer = milp(
        objective,
        integrality=np.ones(len(table)),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(matrix, equations.values, equations.values),
    )
    assert answer.status == 0
    return round(-answer.fun)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(AXES), st.lists(st.sampled_from([0, 0, 3, 7, 12, 30]), min_size=12, max_size=12))
def test_another_part_may_be_one_or_more(axes: tuple[Axis, ...], counts: list[int]) -> None:
    shape = [one.leaves for one in axes]
    plain = product_table(axes, np.array(counts[: int(np.prod(shape))]).reshape(shape)).with_requirements(3)
    table = with_groups(plain, ["kind"])
    wanted = {(filled, *sorted(others)) for filled, others in groups_of(plain, 1)}
    assert table.groups is not None
    assert {tuple(table.groups.others(at)) for at in range(len(table.groups))} == {one[1:] for one in wanted}
    found = suppress(with_helpers(table, NONE), seconds=20, stuck_ends=True)
    if found.unprotectable:
        return
    withheld = np.asarray(found.withheld)[: len(plain)]
    for _, others in groups_of(plain, 1):
        assert most(plain, withheld, others) >= 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 0, 5, 9]), min_size=6, max_size=6))
def test_the_cheapest_pattern_is_found_whichever_zero_hides_a_group(counts: list[int]) -> None:
    """Against every pattern, the cheapest first; a zero costs 1."""
    axes = (axis("area", "xy"), axis("kind", "abc"))
    plain = product_table(axes, np.array(counts).reshape(2, 3)).with_requirements(3)
    groups = groups_of(plain, 1)
    if not groups:
        return
    grown = with_helpers(with_groups(plain, ["kind"]), NONE)
    found = suppress(grown, seconds=20, stuck_ends=True)
    may = np.flatnonzero(grown.status[: len(plain)] == Status.FREE).tolist()
    patterns = sorted(
        (int(grown.cost[list(cells)].sum()), cells)
        for k in range(len(may) + 1)
        for cells in itertools.combinations(may, k)
    )
    for cost, cells in patterns:
        withheld = np.zeros(len(plain), dtype=np.bool_)
        withheld[list(cells)] = True
        if all(most(plain, withheld, others) >= 1 for _, others in groups):
            assert not found.unprotectable
            assert found.optimal
            assert found.cost == cost
            return
    assert found.unprotectable


def pooled_groups(
    counts: dict[tuple[str, str], int], pools: dict[tuple[str, str], list[str]], dimension: int
) -> list[list[list[tuple[str, str]]]]:
    """By hand: of each published line over a dimension that falls in one of its published codes, the records behind each
    of the others. `pools`: by dimension and name."""

    def published(at: int) -> list[list[str]]:
        own = [parts for (name, _), parts in pools.items() if name == ("area", "kind")[at]]
        merged = {code for parts in own for code in parts}
        return [*([code] for code in ("xyz", "abcd")[at] if code not in merged), *own]

    found = []
    parts = published(dimension)
    for other in (*published(1 - dimension), list(("xyz", "abcd")[1 - dimension])):
        behind = [[(a, b) if dimension == 0 else (b, a) for a in part for b in other] for part in parts]
        filled = [records for records in behind if any(counts[key] for key in records)]
        if len(filled) == 1 and len(behind) > 1:
            found.append([records for records in behind if records is not filled[0]])
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 2, 7, 12]), min_size=12, max_size=12),
    st.sampled_from([{"P": ["c", "d"]}, {"P": ["a", "b"], "Q": ["c", "d"]}, {"P": ["b", "c", "d"]}, {}, None]),
    st.sampled_from([("kind",), ("area",), ("area", "kind")]),
)
def test_with_pools_each_published_line_may_fall_in_several_codes(
    values: list[int], pools: dict[str, list[str]] | None, groups: tuple[str, ...]
) -> None:
    keys = list(itertools.product("xyz", "abcd"))
    counts = dict(zip(keys, values, strict=True))
    frame = pd.DataFrame([(*key, count) for key, count in counts.items()], columns=["area", "kind", "count"])
    rows = [("kind", name, code) for name, parts in (pools or {}).items() for code in parts]
    given_pools = pd.DataFrame(rows, columns=["dimension", "pool", "code"]) if rows else None
    chosen: dict[str, Any] = {"choose_pools": True} if pools is None else {"pools": given_pools}
    try:
        done = fanlight.protect(frame, threshold=3, groups=groups, **chosen)
    except NotSafe:
        return
    made: dict[Any, list[str]] = (
        {} if done.pools is None else done.pools.groupby(["dimension", "pool"])["code"].apply(list).to_dict()
    )
    public, records = done.public, {key: at for at, key in enumerate(keys)}

    def behind(row: Any) -> list[int]:
        own = [
            made.get((name, row[name]), "xyzabcd" if row[name] == "Total" else row[name]) for name in ("area", "kind")
        ]
        return [records[key] for key in keys if key[0] in own[0] and key[1] in own[1]]

    shown = public[public["status"] == ""]
    matrix = np.zeros((len(shown), len(keys)))
    for at, (_, row) in enumerate(shown.iterrows()):
        matrix[at, behind(row)] = 1
    exact = shown["count"].astype(int).to_numpy()
    asked = [line for name in groups for line in pooled_groups(counts, made, ("area", "kind").index(name))]
    for others in asked:
        objective = np.zeros(len(keys))
        objective[[records[key] for one in others for key in one]] = -1
        limits = [LinearConstraint(matrix, exact, exact)] if len(shown) else []
        answer = milp(objective, integrality=np.ones(len(keys)), bounds=Bounds(0, 10**4), constraints=limits)
        assert -round(answer.fun) >= 1
    paper = done.certificate()
    merged = done.pools
    assert fanlight.verify(paper, public, pools=merged, groups=groups, cells=frame) == "safe"
    said = paper["groups"]
    assert len(said["claims"]) == len(asked)
    for at in range(len(said["claims"])):
        less = said | {"claims": said["claims"][:at] + said["claims"][at + 1 :]}
        with pytest.raises(NotProvedSafe):
            fanlight.verify(sealed(paper | {"groups": less}), public, pools=merged)


FIRST = {"a": "g", "b": "g", "c": "h", "d": "h", "e": "h", "g": "", "h": ""}
SECOND = {"a": "u", "c": "u", "b": "v", "d": "v", "e": "v", "u": "", "v": ""}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 0, 4, 9]), min_size=15, max_size=15),
    st.sampled_from([[FIRST], [FIRST, SECOND]]),
    st.sampled_from([{"P": "ac"}, {"P": "gc"}, {"P": "gh"}, {"P": "cde"}, {"P": "ab", "Q": "cd"}, {"P": "bh"}]),
    st.sampled_from([("kind",), ("area",), ("kind", "area")]),
)
def test_the_second_checker_finds_the_same_groups_under_trees_and_pools_across_them(
    values: list[int], trees: list[dict[str, str]], pools: dict[str, str], groups: tuple[str, ...]
) -> None:
    rows = [(*key, count) for key, count in zip(itertools.product("xyz", "abcde"), values, strict=True)]
    frame = pd.DataFrame(rows, columns=["area", "kind", "count"])
    merged = [("kind", name, code) for name, parts in pools.items() for code in parts]
    applied = pd.DataFrame(merged, columns=["dimension", "pool", "code"])
    shown: dict[str, Any] = {"hierarchies": {"kind": trees}, "pools": applied}
    try:
        done = fanlight.protect(frame, threshold=3, groups=groups, **shown)
    except NotSafe:
        return
    paper = done.certificate()
    assert fanlight.verify(paper, done.public, groups=groups, cells=frame, **shown) == "safe"
    bare = fanlight.protect(frame, threshold=3, **shown)
    other = fanlight.audit(bare.public, threshold=3, cells=frame, groups=groups, **shown)
    assert fanlight.verify(other.certificate(), bare.public, cells=frame, **shown) == other.verdict
    said = other.certificate()["groups"]
    assert len(said["claims"]) + len(said["failures"]) == len(paper["groups"]["claims"])


def test_a_group_that_cannot_be_hidden_is_named_by_its_sum() -> None:
    table = product_table((axis("area", "xy"), axis("kind", "ab")), np.array([[9, 0], [7, 0]]))
    names = table.names
    assert isinstance(names, ProductNames)
    fixed = np.array([names.cell(("Total", "b"))])
    with pytest.raises(NotSafe) as refused:
        protect_table(ProtectionRequest(table, 3, groups=("kind",), publish=fixed))
    assert "Total, Total, other codes of kind" in str(refused.value)
    assert "what is to be given in any case holds" in str(refused.value)
    assert refused.value.subject.cell in {("x", "Total"), ("y", "Total"), ("Total", "Total")}


CELLS = "area,sex,count\na,m,20\na,f,0\nb,m,30\nb,f,40\nc,m,7\nc,f,9\n"


def test_the_command_hides_the_group_and_the_audit_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    done = protect(tmp_path / "c.csv", threshold=5, groups=("sex",))
    assert done.exit_code == 0
    assert {"a,m,,c", "a,f,,c"} <= set(done.public.splitlines())
    assert done.report["cost"] == 20 + 1 + 7 + 9
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
    names = table.names
    assert isinstance(names, ProductNames)
    b, c = names.cell(("b", "x")), names.cell(("c", "x"))
    plain = with_groups(table.with_requirements(3), ["kind"])
    assert (with_helpers(plain, NONE).status[[b, c]] == Status.FREE).all()
    grown = with_helpers(plain, np.array([b]))
    assert grown.status[[b, c]].tolist() == [Status.PUBLISH, Status.FREE]
    assert np.asarray(suppress(grown, seconds=20).withheld)[[b, c]].tolist() == [False, True]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"groups": ("sx",)}, "There is no dimension “sx”. There are area, sex."),
        ({"groups": ("sex",), "zeros_shown": True}, "--groups does not go with --zeros-shown"),
        ({"groups": ("sex",), "method": "round"}, "--groups does not go with the method round"),
    ],
)
def test_where_groups_cannot_be_hidden_the_option_is_refused(tmp_path: Path, more: dict, said: str) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    with pytest.raises(BadInput) as refused:
        protect(**{"cells": tmp_path / "c.csv", "threshold": 5} | more)
    assert said in f"{refused.value} {refused.value.next_step}"


@pytest.mark.parametrize("seed", range(30))
def test_pools_alone_hide_groups_as_well_as_low_counts(seed: int) -> None:
    """Against every single pool of either dimension: where one is safe, what is chosen is safe and loses no more."""
    rng = np.random.default_rng(seed)
    counts = rng.choice([0, 0, 2, 7, 9, 12], size=(4, 2))
    table = product_table((axis("area", "wxyz"), axis("kind", "ab")), counts).with_requirements(5)
    table = with_groups(table, ["kind"])
    rules = PoolingRules(5, zeros_shown=False, zeros_protected=False, given=NONE)
    right: list[int] = []
    for name, codes in (("area", "wxyz"), ("kind", "ab")):
        for size in range(2, len(codes) + 1):
            for parts in itertools.combinations(codes, size):
                one = (Pool(name, "+".join(parts), parts),)
                with contextlib.suppress(NotSafe, BadInput):
                    right.append(apply_pools(table, one, rules, suppressing=False, seconds=20).cost)
    try:
        found = pool(table, rules, suppressing=False, seconds=20)
    except (NotSafe, NotProvedSafe):
        assert not right
        return
    again = apply_pools(table, found.pooled.pools, rules, suppressing=False, seconds=20)
    assert again.cost == found.cost
    assert found.bound <= found.cost
    assert not right or found.cost <= min(right)
    assert not right or found.bound <= min(right)
