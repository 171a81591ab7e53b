"""The audit of cells against every whole-number table of tiny tables, and its certificates against the second checker."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from fanlight.audit.cells import CellKnowledge, Source, State, audit_cells, from_table, telling, unknown_values
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.errors import BadInput, FanlightError, NotProvedSafe
from fanlight.figures.cells import CellTable, Equations
from fanlight.figures.cells.dimensions.pooled import pooled_table
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.figures.cells.table import PlainNames
from fanlight.readers.jj.file import write_jj
from tests import oracle_cells
from tests.certificates import sealed
from tests.public_files import public_text

TREES = {
    "flat": [],
    "nested": [{"a": "g", "b": "g", "c": "", "g": ""}],
    "two": [{"a": "g", "b": "g", "c": "", "g": ""}, {"a": "", "b": "h", "c": "h", "h": ""}],
}
T = 3


@st.composite
def cases(draw):
    shape = draw(st.sampled_from(["flat", "nested", "two"]))
    width = draw(st.sampled_from([(2,), (3,), (2, 2)] if shape == "flat" else [(2,)]))
    sizes = (3, *width) if sum(width) < 4 else (2, *width)
    dims = []
    for at, size in enumerate(sizes):
        trees = TREES[shape] if at == 0 else []
        dims.append(axis(f"d{at}", () if trees else tuple("abc"[:size]), trees))
    inner = np.array(draw(st.lists(st.integers(0, 4), min_size=int(np.prod(sizes)), max_size=int(np.prod(sizes)))))
    assume(inner.sum() <= 13)
    table = product_table(dims, inner.reshape(sizes))
    pools, merged, trees = (), None, [TREES[shape]] + [[]] * (len(sizes) - 1)
    if shape == "flat" and sizes[0] == 3 and draw(st.booleans()):
        pools = (Pool("d0", "P", ("a", "b")),)
        table, merged = pooled_table(table, pools)
    free = np.ones(len(table), dtype=bool)
    free[-1] = False
    withheld = np.array(draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table)))) & free
    if draw(st.booleans()):
        withheld |= (table.values >= 1) & (table.values < T) & free
    return table, withheld, pools, merged, trees, draw(st.booleans()), draw(st.booleans())


def files(tmp: Path, public, pools, trees):
    path = tmp / "public.csv"
    path.write_text(public_text(public))
    found = {}
    for at, own in enumerate(trees):
        for number, tree in enumerate(own):
            one = tmp / f"tree{at}{number}.csv"
            one.write_text("code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in tree.items()))
            found.setdefault(f"d{at}", []).append(one)
    pool_path = None
    if pools:
        pool_path = tmp / "pools.csv"
        pool_path.write_text(
            "dimension,pool,code\n" + "".join(f"{p.dimension},{p.code},{c}\n" for p in pools for c in p.parts)
        )
    return path, found, pool_path


def the_oracle(table, public, pools, trees, low, high):
    dims = []
    for at, one in enumerate(table.names.axes):
        own = {pool.code: pool.parts for pool in pools if pool.dimension == one.name}
        dims.append(oracle_cells.groups(one.codes[: one.leaves], trees[at], own))
    given_counts = {table.names[c]: int(public.values[c]) for c in np.flatnonzero(public.given)}
    return list(oracle_cells.tables(dims, given_counts, low, high))


def finest(table, pools) -> np.ndarray:
    """Rows of the finest breakdown that has any: of codes that are not merged and count no others, of pools of such codes,
    and of sums all of whose parts are merged."""
    names = table.names
    each = []
    for one in names.axes:
        gone = {code for pool in pools if pool.dimension == one.name for code in pool.parts}
        leaves = set(one.codes[: one.leaves])
        wholes = {one.codes[w] for w, ps in one.families if {one.codes[p] for p in ps} <= leaves & gone}
        each.append((leaves - gone) | wholes)
    return np.array([all(c in own for c, own in zip(names[at], each, strict=True)) for at in range(len(table))])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.sampled_from(["plain", "telling", "unknown", "zeros"]))
def test_intervals_and_verdict_are_those_of_every_table(tmp_path_factory, case, kind) -> None:
    table, withheld, pools, merged, trees, k1, known_total = case
    gone = np.zeros(len(table), dtype=bool) if merged is None else merged
    if k1:
        withheld = withheld & ~(finest(table, pools) & (table.values == 0))
    public = public_of(table, withheld & ~gone, merged=merged)
    low = {table.names[c]: 1 for c in np.flatnonzero(finest(table, pools) & ~public.given & ~gone)} if k1 else {}
    high = {}
    if kind == "zeros":
        k1, low = False, {}
    t_table = table.with_requirements(T, zeros_shown=k1, zeros_protected=kind == "zeros")
    requirements = from_table(t_table)
    knowledge = CellKnowledge(zeros_shown=k1)
    if kind == "unknown":
        requirements = unknown_values(public, T, zeros_shown=k1)
    if kind == "telling":
        primary = (table.values >= 1) & (table.values < T)
        knowledge = telling(public, T, zeros_shown=k1, low=primary)
        marked = ~public.given & ~gone
        for c in np.flatnonzero(marked) if (marked & primary).any() else ():
            key = table.names[c]
            if primary[c]:
                low[key], high[key] = max(low.get(key, 0), 1), T - 1
            elif k1 and public.inner[c]:
                low[key] = T
    if known_total and kind != "telling":
        hidden = np.flatnonzero(~public.given)
        if len(hidden):
            c = int(hidden[0])
            x = int(table.values[c])
            knowledge = CellKnowledge(zeros_shown=k1, sources=(Source("a test", {c: (max(0, x - 1), x + 1)}),))
            key = table.names[c]
            low[key], high[key] = max(low.get(key, 0), x - 1), x + 1
    every = the_oracle(table, public, pools, trees, low, high)
    found = audit_cells(public, requirements, knowledge=knowledge)
    assert every
    for column, cell in enumerate(found.cells.tolist()):
        key = table.names[cell]
        counts = [one[key] for one in every]
        assert (found.lower[column], found.upper[column]) == (min(counts), max(counts)), key
        assert found.kind(column) == "whole-number"
        x = int(table.values[cell])
        if kind == "unknown":
            spared = min(counts) >= T or max(counts) == 0
            floor = 1 if k1 else 0
            fine = spared or (max(counts) >= T and min(counts) <= floor)
        elif 1 <= x < T:
            down = min(counts) <= x - 1 or (k1 and x == 1)
            fine = max(counts) >= T and down
        else:
            fine = kind != "zeros" or x > 0 or max(counts) >= T
        assert (found.states[column] in (State.NONE, State.MET)) == fine, key
    exposed = bool((found.states == State.FAILED).any()) or bool(len(found.given_low))
    assert found.verdict == ("exposed" if exposed else "safe")
    path, tree_paths, pool_path = files(tmp_path_factory.mktemp("case"), public, pools, trees)
    paper = json.loads(json.dumps(certificate_of(found)))
    if found.verdict == "safe" or len(found.given_low) or any(p != "exhaustive search" for p in found.proofs.values()):
        assert check(paper, path, trees=tree_paths, pools=pool_path) == found.verdict
        other = sealed(dict(paper, verdict="exposed" if found.verdict == "safe" else "safe"))
        with pytest.raises(FanlightError):
            check(other, path, trees=tree_paths, pools=pool_path)


@st.composite
def instances(draw):
    n = draw(st.integers(3, 6))
    rows = []
    values = draw(st.lists(st.integers(-2, 4), min_size=n, max_size=n))
    for _ in range(draw(st.integers(1, 3))):
        cells = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=4, unique=True))
        factors = [draw(st.sampled_from([-2, -1, 1, 2])) for _ in cells]
        terms = list(zip(cells, factors, strict=True))
        rows.append((terms, sum(f * values[c] for c, f in terms)))
    values = np.array(values, dtype=np.int64)
    lower = values - np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    upper = values + np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    levels = [np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))) for _ in range(3)]
    primary = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    levels = [np.where(primary, level, 0) for level in levels]
    table = CellTable(
        names=PlainNames(("cell",), [(str(at),) for at in range(n)]),
        values=values,
        equations=Equations.of(rows),
        cost=np.ones(n, dtype=np.int64),
        status=np.zeros(n, dtype=np.int8),
        lower=lower,
        upper=upper,
        primary=primary,
        lpl=levels[0],
        upl=levels[1],
        spl=levels[2],
        inner=np.ones(n, dtype=bool),
    )
    return table, rows, np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))) | primary


def in_two_rounds() -> tuple[CellTable, list, np.ndarray]:
    """Bounds that a later round tightens and whose steps rest on the earlier ones."""
    rows = [([(0, -2), (1, 1), (2, -2)], 0), ([(2, -2), (0, -1)], 0), ([(2, 1), (0, -2)], 0)]
    none, every = np.zeros(3, dtype=np.int64), np.ones(3, dtype=bool)
    table = CellTable(
        names=PlainNames(("cell",), [(str(i),) for i in range(3)]),
        values=none,
        equations=Equations.of(rows),
        cost=none + 1,
        status=none.astype(np.int8),
        lower=np.array([-2, 0, -1]),
        upper=np.array([2, 1, 2]),
        primary=every,
        lpl=none,
        upl=none,
        spl=np.array([0, 1, 0]),
        inner=every,
    )
    return table, rows, every


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(instances())
@example(in_two_rounds())
def test_levels_and_bounds_of_instances(tmp_path_factory, case) -> None:
    plain, rows, withheld = case
    # A cell that the file protects without any level may not be known exactly.
    table = plain.kept_unknown(plain.primary)
    public = public_of(table, withheld)
    every = list(
        oracle_cells.solutions(
            rows,
            [
                range(int(table.lower[c]), int(table.upper[c]) + 1)
                if withheld[c]
                else range(v := int(table.values[c]), v + 1)
                for c in range(len(table))
            ],
        )
    )
    found = audit_cells(public, from_table(table))
    wrong = False
    for column, cell in enumerate(found.cells.tolist()):
        lo, hi = min(one[cell] for one in every), max(one[cell] for one in every)
        assert (found.lower[column], found.upper[column]) == (lo, hi)
        x = int(table.values[cell])
        lpl, upl, spl = (int(level[cell]) for level in (table.lpl, table.upl, table.spl))
        fine = not table.primary[cell] or (lo <= x - lpl and hi >= x + upl and hi - lo >= spl)
        assert (found.states[column] in (State.NONE, State.MET)) == fine
        wrong |= not fine
    assert found.verdict == ("exposed" if wrong else "safe")
    folder = tmp_path_factory.mktemp("jj")
    (folder / "x.jj").write_text(write_jj(plain))
    (folder / "x.csv").write_text(public_text(public))
    if found.verdict == "safe" or any(p != "exhaustive search" for p in found.proofs.values()):
        paper = json.loads(json.dumps(certificate_of(found)))
        assert check(paper, folder / "x.csv", instance=folder / "x.jj") == found.verdict


def tampered(paper, which: int):
    """One change to a certificate that takes its proof away, or makes it another's."""
    other = copy.deepcopy(paper)
    if which == 0 and other["witnesses"]:
        other["witnesses"][0][1] += 1
    elif which == 1 and other["claims"]:
        other["claims"][0][1:] = [-1, -1]
    elif which == 2 and other["claims"]:
        other["claims"].pop(0)
    elif which == 3 and other["base"]:
        other["base"][0][1] += 1
    elif which == 4:
        other["base"].pop(0)
    elif which == 5 and other["claims"]:
        other["claims"][0][1:] = reversed(other["claims"][0][1:])
    elif which == 6:
        other["witnesses"] = other["witnesses"][:-1]
    elif which == 7:
        other["witnesses"][0] = other["witnesses"][0][2:]
    else:
        return None
    return other


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 9), min_size=16, max_size=16), st.integers(0, 7))
def test_a_tampered_certificate_is_refused(tmp_path_factory, counts, which) -> None:
    table = product_table([axis("r", tuple("abcd")), axis("c", tuple("wxyz"))], np.array(counts).reshape(4, 4))
    withheld = np.zeros(len(table), dtype=bool).reshape(5, 5)
    withheld[:4, :4] = table.values.reshape(5, 5)[:4, :4] > 0
    public = public_of(table, withheld.ravel())
    found = audit_cells(public, from_table(table.with_requirements(5)))
    assume(found.verdict == "safe" and len(found.reach.witnesses))
    paper = json.loads(json.dumps(certificate_of(found)))
    assume(paper["witnesses"])
    path = tmp_path_factory.mktemp("tampered") / "public.csv"
    path.write_text(public_text(public))
    assert check(paper, path) == "safe"
    other = tampered(paper, which)
    assume(other is not None and other != paper)
    with pytest.raises((BadInput, NotProvedSafe)):
        check(sealed(other), path)


def test_an_exposing_step_that_does_not_follow_is_refused(tmp_path: Path) -> None:
    table = product_table(
        [axis("r", tuple("abc")), axis("c", tuple("xyz"))], np.array([[2, 6, 7], [1, 8, 9], [9, 9, 9]])
    )
    withheld = np.zeros(len(table), dtype=bool)
    for key in (("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")):
        withheld[table.names.cell(key)] = True
    public = public_of(table, withheld)
    found = audit_cells(public, from_table(table.with_requirements(5)))
    assert found.verdict == "exposed"
    path = tmp_path / "public.csv"
    path.write_text(public_text(public))
    paper = json.loads(json.dumps(certificate_of(found)))
    assert check(paper, path) == "exposed"
    for failure in paper["failures"]:
        for step in failure["steps"]:
            step["bound"] += -100 if step["side"] == "hi" else 100
    with pytest.raises(NotProvedSafe, match="does not follow"):
        check(sealed(paper), path)


def test_withholding_one_more_cell_never_narrows_an_interval() -> None:
    rng = np.random.default_rng(7)
    for _ in range(25):
        table = product_table([axis("r", tuple("abc")), axis("c", tuple("xyz"))], rng.integers(0, 6, (3, 3)))
        withheld = rng.random(len(table)) < 0.5
        withheld[-1] = False
        before = audit_cells(public_of(table, withheld), from_table(table.with_requirements(3)))
        for more in np.flatnonzero(~withheld[:-1])[:3]:
            wider = withheld.copy()
            wider[more] = True
            after = audit_cells(public_of(table, wider), from_table(table.with_requirements(3)))
            at = np.searchsorted(after.cells, before.cells)
            assert (after.lower[at] <= before.lower).all()
            assert (after.upper[at] >= before.upper).all()


def test_the_same_input_gives_the_same_bytes() -> None:
    table = product_table([axis("r", tuple("abcd")), axis("c", tuple("xyzw"))], np.arange(16).reshape(4, 4) % 7)
    withheld = np.array([at % 5 != 4 and at < 20 for at in range(25)])
    papers = [
        json.dumps(certificate_of(audit_cells(public_of(table, withheld), from_table(table.with_requirements(5)))))
        for _ in range(2)
    ]
    assert papers[0] == papers[1]


def test_claimed_witnesses_are_used_only_if_they_agree() -> None:
    table = product_table([axis("r", tuple("abc")), axis("c", tuple("xyz"))], np.full((3, 3), 3))
    withheld = table.inner.copy()
    public = public_of(table, withheld)
    requirements = from_table(table.with_requirements(5))
    cell = table.names.cell
    box = [cell(("a", "x")), cell(("a", "y")), cell(("b", "x")), cell(("b", "y"))]
    rng = np.random.default_rng(3)
    for _ in range(200):
        moves = rng.integers(-2, 3, (3, 4))
        if rng.random() < 0.5:
            moves[0] = np.array([1, -1, -1, 1]) * int(rng.choice([-2, 2]))
        cells = np.concatenate([box, box, rng.choice(16, 4, replace=False)])
        claimed = (np.array([0, 4, 8, 12]), cells, moves.ravel())
        found = audit_cells(public, requirements, claimed=claimed, time_limit=0)
        allowed = [m for at, m in enumerate(moves) if at < 2 and m[0] == -m[1] == -m[2] == m[3] and abs(m[0]) <= 3]
        if not moves[2].any():
            allowed.append(moves[2])
        column = int(np.searchsorted(found.cells, box[0]))
        assert found.reach.high[column] == 3 + max([int(m[0]) for m in allowed if len(m)] + [0])
        assert found.reach.low[column] == 3 + min([int(m[0]) for m in allowed if len(m)] + [0])
    assert audit_cells(public, requirements).verdict == "safe"


def test_a_total_of_one_needs_no_lower_side_where_zeros_are_shown(tmp_path) -> None:
    """By the second checker as by the audit: whoever sees every zero knows that a withheld total of 1 is not one."""
    table = product_table(
        [axis("d0", tuple("abc"), []), axis("d1", tuple("ab"), [])], np.array([[1, 3], [0, 0], [0, 0]])
    )
    withheld = np.zeros(len(table), dtype=bool)
    withheld[[0, 1, 9, 10]] = True
    public = public_of(table, withheld)
    found = audit_cells(
        public, from_table(table.with_requirements(T, zeros_shown=True)), knowledge=CellKnowledge(zeros_shown=True)
    )
    assert found.verdict == "safe"
    path, trees, _ = files(tmp_path, public, (), [[], []])
    assert check(json.loads(json.dumps(certificate_of(found))), path, trees=trees, pools=None) == "safe"
