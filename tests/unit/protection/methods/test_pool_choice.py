"""Chosen and given pools by `fanlight protect`: names, costs, what cannot be protected, and tables of odd shapes."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput, NotSafe
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.readers.pools import read_pools, write_pools
from fanlight.sdc.recoding.candidates import CANDIDATES, Candidates
from fanlight.sdc.recoding.pooling import groups, named
from fanlight.sdc.recoding.recode import PoolingRules, apply_pools, pool
from tests.asking import protect


def file(path: Path, heads: str, *rows: str) -> Path:
    path.write_text("\n".join([heads, *rows]) + "\n")
    return path


def test_two_pools_of_one_set_have_names_of_their_own(tmp_path: Path) -> None:
    cells = file(tmp_path / "c.csv", "kind,year,count", "a,1,2", "b + c,1,3", "a + b,1,2", "c,1,3", "d,1,20")
    done = protect(cells, threshold=5, method="pool", choose_pools=True)
    rows = [tuple(row[:2]) for row in csv.reader(done.public.splitlines())]
    assert len(set(rows)) == len(rows)
    (tmp_path / "p.csv").write_text(done.pools)
    assert len({one.code for one in read_pools(tmp_path / "p.csv")}) == 2


def test_names_say_what_is_in_a_pool() -> None:
    years = axis("year", ("2018", "2020", "2021", "2022"))
    assert [one.code for one in named(years, [((0, 1), True), ((2, 3), True)])] == ["2018 + 2020", "2021 to 2022"]


def test_months_and_open_ranges_stand_in_their_order() -> None:
    months = axis("month", ("Apr", "February", "jan", "Sept.", "Dec"))
    ((places, ordered),) = groups(months)
    assert (ordered, [months.codes[at] for at in places]) == (True, ["jan", "February", "Apr", "Sept.", "Dec"])
    ages = axis("age", ("65+", "18-24", "under 18", "25-64"))
    ((places, ordered),) = groups(ages)
    assert (ordered, [ages.codes[at] for at in places]) == (True, ["under 18", "18-24", "25-64", "65+"])
    quarters = axis("quarter", ("Q1 2024", "Q2 2023", "Q1 2023"))
    ((places, ordered),) = groups(quarters)
    assert (ordered, [quarters.codes[at] for at in places]) == (True, ["Q1 2023", "Q2 2023", "Q1 2024"])
    long = axis("income", ("9000", "10000", "11000"))
    ((places, ordered),) = groups(long)
    assert (ordered, [long.codes[at] for at in places]) == (True, ["9000", "10000", "11000"])


def test_codes_of_two_trees_under_one_top_are_no_group() -> None:
    one = {"1": "1-2", "2": "1-2", "3": "3-4", "4": "3-4", "1-2": "", "3-4": ""}
    other = {"1": "1-3", "2": "1-3", "3": "1-3", "4": "4-4", "1-3": "", "4-4": ""}
    both = axis("year", (), [one, other])
    found = [{both.codes[at] for at in codes} for codes, _ in groups(both, inner=True)]
    assert {"1-2", "3-4"} in found
    assert {"1-3", "4-4"} in found
    assert not any({"1-2", "1-3"} <= codes for codes in found)


def test_counts_too_large_to_weigh_are_refused() -> None:
    values = np.full((3, 3, 3), 5 * 10**13, dtype=np.int64)
    values[0, 0, 0] = 2
    table = product_table((axis("a", "xyz"), axis("b", "xyz"), axis("c", "xyz")), values).with_requirements(5)
    with pytest.raises(BadInput, match="cannot be weighed"):
        pool(table, PoolingRules(5), suppressing=False, seconds=10)
    with pytest.raises(BadInput, match="cannot be weighed"):
        apply_pools(table, [Pool("a", "p", ("x", "y"))], PoolingRules(5), suppressing=True, seconds=10)


def test_of_very_many_codes_those_pools_are_made_that_lose_least() -> None:
    many = axis("code", [f"c{i}x" for i in range(5_000)])
    costs = np.array([*(7 * i % 5_000 + 1 for i in range(5_000)), 0], dtype=np.int64)
    found = Candidates(many, costs, lambda codes: len(codes) == 2, lambda: False)
    pairs = [one for one in (found.at(at) for at in range(1_000)) if one is not None]
    assert len({one.codes for one in pairs}) == 1_000
    losses = [one.loss for one in pairs]
    assert losses == sorted(losses)
    share = losses[0] // 3
    below = sorted(a + b for a in range(1, 200) for b in range(a + 1, 200))[:1_000]
    assert losses == [share * both for both in below]
    assert found.cut
    every = list(found.all())
    assert len(every) == CANDIDATES
    assert found.left_out <= every[-1].loss


@pytest.mark.parametrize("zeros_shown", [False, True])
def test_a_low_pool_is_protected_where_every_zero_is_shown(tmp_path: Path, zeros_shown: bool) -> None:
    """Which of a pool's parts are zero nobody sees: they have no row, and no floor of 1."""
    cells = file(tmp_path / "c.csv", "kind,count", "a,1", "b,1", "c,9", "d,8")
    pools = file(tmp_path / "p.csv", "dimension,pool,code", "kind,P,a", "kind,P,b")
    done = protect(cells, threshold=5, pools=pools, zeros_shown=zeros_shown)
    marks = {row[0]: row[2] for row in csv.reader(done.public.splitlines())}
    assert done.exit_code == 0
    assert marks["P"] == "c"
    assert "c" in (marks["c"], marks["d"])


def test_a_withheld_pool_is_known_to_be_none_where_every_zero_is_shown(tmp_path: Path) -> None:
    public = file(tmp_path / "o.csv", "kind,count,status", "P,,c", "c,,c", "d,9,", "Total,14,")
    pools = file(tmp_path / "p.csv", "dimension,pool,code", "kind,P,a", "kind,P,b")
    cells = file(tmp_path / "c.csv", "kind,count", "a,1", "b,0", "c,4", "d,9")
    paper = tmp_path / "certificate.json"
    beside = ["--pools", str(pools), "--cells", str(cells), "--threshold", "5", "--zeros-shown"]
    ran = CliRunner().invoke(build_app(), ["audit", str(public), *beside, "--json", "--certificate", str(paper)])
    assert ran.exit_code == 1
    found = json.loads(ran.stdout)
    ends = {one["cell"][0]: (one["lo"], one["hi"]) for one in found["intervals"]}
    assert (ends["P"], ends["c"], ends["a"]) == ((1, 4), (1, 4), (0, 4))
    assert any("inner or pooled count is at least 1" in said for said in found["assumptions"])
    files = [str(public), *beside[:4], "--zeros-shown"]
    checked = CliRunner().invoke(build_app(), ["verify-certificate", str(paper), *files])
    assert checked.exit_code == 1, checked.output


def test_zeros_are_withheld_with_pools_too_where_nothing_else_protects(tmp_path: Path) -> None:
    cells = file(tmp_path / "c.csv", "kind,year,count", "a,1,9", "b,1,0", "c,1,9", "a,2,9", "b,2,0", "c,2,9")
    pools = file(tmp_path / "p.csv", "dimension,pool,code", "kind,P,a", "kind,P,c")
    keep = file(tmp_path / "w.csv", "kind,year", "b,1")
    done = protect(cells, threshold=5, pools=pools, withhold=keep)
    assert done.exit_code == 0
    assert any("Zeros are withheld too" in note for note in done.report["notes"])


def test_what_neither_pools_nor_withholding_protects_is_named_with_what_holds_it(tmp_path: Path) -> None:
    cells = file(tmp_path / "c.csv", "kind,year,count", "a,x,1", "a,y,50", "b,x,60", "b,y,70")
    give = file(
        tmp_path / "g.csv", "kind,year", "a,y", "b,x", "a,Total", "b,Total", "Total,x", "Total,y", "Total,Total"
    )
    with pytest.raises(NotSafe, match=r"1 cell cannot be protected: a, x.*holds it too closely: .*a, y"):
        protect(cells, threshold=5, publish=give, choose_pools=True)


def test_a_pool_costs_what_its_parts_cost(tmp_path: Path) -> None:
    table = product_table((axis("kind", "abcd"),), np.array([2, 2, 30, 40])).with_requirements(5)
    each = replace(table, cost=np.ones(len(table), dtype=np.int64))
    found = apply_pools(each, [Pool("kind", "p", ("a", "b"))], PoolingRules(5), suppressing=True, seconds=10)
    # Two parts in a pool of two of four codes, 50 each; the pool withheld, 2 codes less that; and one figure beside it.
    assert found.cost == 2 * 50 + 2 * 50 + 100


def test_all_parts_of_a_sum_are_not_cheaper_in_a_pool_than_withheld() -> None:
    tree = {"a": "g", "b": "g", "c": "h", "d": "h", "g": "", "h": ""}
    axes = (axis("kind", "abcd", [tree]), axis("year", ("1", "2")))
    table = product_table(axes, np.array([[6, 7], [8, 9], [6, 8], [7, 9]])).with_requirements(5)
    found = apply_pools(table, [Pool("kind", "p", ("a", "b"))], PoolingRules(5), suppressing=True, seconds=10)
    assert found.cost == 100 * 2 * (6 + 7 + 8 + 9)


def test_no_pools_may_be_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(write_pools(()))
    assert read_pools(path) == ()
    cells = file(tmp_path / "c.csv", "kind,count", "a,9", "b,8")
    done = protect(cells, threshold=5, pools=path)
    assert (done.exit_code, done.report["method"], done.pools) == (0, "suppress", path.read_text())
