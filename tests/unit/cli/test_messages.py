"""Messages of `protect` and `audit` say what, where and what next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.test_cells import run

CELLS = "a,b,count\nx,p,3\nx,q,8\ny,p,8\ny,q,9\nz,p,50\nz,q,50\n"


def protect(tmp_path: Path, cells: str = CELLS, *words: object, name: str = "cells.csv") -> tuple[int, str]:
    (tmp_path / name).write_text(cells)
    threshold = () if name.endswith(".jj") else ("--threshold", 5)
    outs = ("--out", tmp_path / "public.csv", "--report", tmp_path / "report.json")
    return run("protect", tmp_path / name, *threshold, *outs, *words)


def test_zeros_both_shown_and_protected_are_told_by_their_own_options(tmp_path: Path) -> None:
    code, said = protect(tmp_path, CELLS, "--zeros-shown", "--protect-zeros")
    assert code == 2
    assert "Leave out --zeros-shown or --protect-zeros." in said
    assert "--marks" not in said


def test_a_code_with_the_name_of_the_top_is_told_by_its_line(tmp_path: Path) -> None:
    code, said = protect(tmp_path, CELLS + "Total,p,3\n")
    assert code == 2
    assert said.startswith("cells.csv, line 8: ")


@pytest.mark.parametrize(("text", "words"), [(None, "could not be read"), (" \n", "is empty")])
def test_a_seed_that_is_none_says_what_to_do(tmp_path: Path, text: str | None, words: str) -> None:
    if text:
        (tmp_path / "seed.txt").write_text(text)
    code, said = protect(tmp_path, CELLS, "--method", "cell-key", "--seed", tmp_path / "seed.txt")
    assert code == 2
    assert words in said
    assert "32 random characters" in said
    assert not (tmp_path / "public.csv").exists()


def test_a_seed_that_can_be_tried_out_is_told_of(tmp_path: Path) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text("s")
    _, said = protect(tmp_path, CELLS, "--method", "cell-key", "--seed", seed)
    assert "fewer than 16 characters: it can be tried out" in said
    seed.write_text("0123456789abcdef")
    _, said = protect(tmp_path, CELLS, "--method", "cell-key", "--seed", seed)
    assert "tried out" not in said


def test_rounding_says_whether_it_is_least(tmp_path: Path) -> None:
    code, said = protect(tmp_path, CELLS, "--method", "round")
    assert code == 0
    assert "Proved to be the least sum of changes." in said


def test_a_jj_file_with_protected_cells_is_not_rounded_and_named(tmp_path: Path) -> None:
    jj = "0\n3\n0 12 1 s 0 99 0 0 0\n1 9 1 s 0 99 0 0 0\n2 3 1 u 0 99 1 2 0\n1\n0 3 : 0 (-1) 1 (1) 2 (1)\n"
    code, said = protect(tmp_path, jj, "--method", "round", "--base", 5, name="a.jj")
    assert code == 2
    assert said.startswith("1 cell must be withheld or protected, and the method round gives every cell: 2.")


def test_the_help_names_every_method() -> None:
    _, said = run("protect", "--help")
    assert "large" in said


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,xy,x\na,xy,nobody\n", 3),
        ("colour,xy,x\ncolour,xy,y\n", 2),
        ("a,xy,x\na,xy,y\na,new,North\na,new,z\n", 5),
    ],
)
def test_an_error_in_the_pools_is_told_by_file_and_line(tmp_path: Path, rows: str, line: int) -> None:
    pools, tree = tmp_path / "POOLS.csv", tmp_path / "TREE.csv"
    pools.write_text("dimension,pool,code\n" + rows)
    tree.write_text("code,parent\nNorth,\nx,\ny,\nz,North\nw,North\n")
    code, said = protect(tmp_path, CELLS, "--pools", pools, "--method", "pool", "--hierarchy", f"a={tree}")
    assert code == 2
    assert said.startswith(f"POOLS.csv, line {line}: ")


def test_where_no_pools_do_the_cells_are_named(tmp_path: Path) -> None:
    cells = "a,b,count\nx,p,1\nx,q,0\ny,p,0\ny,q,1\n"
    code, said = protect(tmp_path, cells, "--choose-pools", tmp_path / "new.csv", "--method", "pool")
    assert code == 1
    assert "sums first: x, Total; y, Total; Total, p; Total, q; Total, Total; x, p; y, q." in said
    # Pools that leave a low figure.
    (tmp_path / "POOLS.csv").write_text("dimension,pool,code\na,yz,y\na,yz,z\n")
    code, said = protect(tmp_path, CELLS, "--pools", tmp_path / "POOLS.csv", "--method", "pool")
    assert code == 1
    assert "1 figure cannot be protected: x, p." in said


def test_a_pool_across_groups_that_does_not_pass_names_cells(tmp_path: Path) -> None:
    tree, pools = tmp_path / "TREE.csv", tmp_path / "POOLS.csv"
    tree.write_text("code,parent\nNorth,\nSouth,\nx,North\ny,North\nz,South\nw,South\n")
    pools.write_text("dimension,pool,code\na,xz,x\na,xz,z\n")
    code, said = protect(tmp_path, CELLS, "--pools", pools, "--method", "pool", "--hierarchy", f"a={tree}")
    assert code == 1
    assert "cannot be protected: x, p" in said


def test_true_cells_of_another_table_are_told_with_what_to_give(tmp_path: Path) -> None:
    assert protect(tmp_path)[0] == 0
    for other in (CELLS.replace("a,b", "a,c"), CELLS.replace("x", "w"), CELLS.replace("50", "51")):
        (tmp_path / "other.csv").write_text(other)
        code, said = run("audit", tmp_path / "public.csv", "--threshold", 5, "--cells", tmp_path / "other.csv")
        assert code == 2
        assert "made from." in said
