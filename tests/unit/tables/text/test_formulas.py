"""Texts that a spreadsheet would run: which are, which are not, and that no published table holds one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import fanlight
from fanlight.audit.cells import audit_cells, from_table, sealed
from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.readers.public.writing import write_public
from fanlight.tables.text.formulas import refuse_formulas, runs_as_formula
from tests.asking import audited, protect

RUN = [
    "=1+1",
    '=HYPERLINK("http://a.example","b")',
    "@SUM(A1)",
    "+A1",
    "-A1",
    "-cmd|' /C calc'!A0",
    "+44 20",
    "--1",
    "-1+2",
    "-1 + theft",
    "\t=1",
    "\r=1",
    "＝1",
    "＋A1",
    "a;=1",
    "a\t-A1",
    "=",
    "@",
]
HARMLESS = ["", "-", "+", "-1", "+44", "-1.5", "-1,000.50", "-5%", "-5 to -1", "0-9", "a=b", "a -b", "x@y", "'=1", "–1"]


@pytest.mark.parametrize("text", RUN)
def test_a_formula_is_seen(text: str) -> None:
    assert runs_as_formula(text)
    with pytest.raises(BadInput, match=r"a.csv, line 3: The code of town, “") as refused:
        refuse_formulas((("The code of town", text),), "a.csv, line 3")
    assert refused.value.next_step


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_plain_words_are_none(text: str) -> None:
    assert not runs_as_formula(text)


CELLS = "town,year,count\nA,1,12\nA,2,3\nB,1,20\nB,2,14\nC,1,8\nC,2,9\n"


def cells(tmp_path: Path, old: str = "", new: str = "") -> Path:
    path = tmp_path / "cells.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [new if field == old else field for field in line.split(",")] for line in CELLS.splitlines()
        )
    return path


@pytest.mark.parametrize("text", [one for one in RUN if one.strip() == one and "\t" not in one])
def test_no_such_code_or_name_is_protected(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"cells.csv, line 4: The code of town, “.*” *, would be run as a formula"):
        protect(cells(tmp_path, "B", text), threshold=5)
    with pytest.raises(BadInput, match=r"cells.csv: The name of column 2, “"):
        protect(cells(tmp_path, "year", text), threshold=5)


def test_spaces_before_a_formula_do_not_hide_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="“=1”"):
        protect(cells(tmp_path, "B", " \t=1"), threshold=5)


@pytest.mark.parametrize("text", [one for one in HARMLESS if one])
def test_harmless_codes_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    done = protect(cells(tmp_path, "B", text), threshold=5)
    assert done.exit_code == 0
    assert {row[0] for row in csv.reader(done.public.splitlines()[1:])} == {"A", text, "C", "Total"}


def test_a_column_of_counts_may_be_called_anything(tmp_path: Path) -> None:
    done = protect(cells(tmp_path, "count", "=n"), threshold=5, count="=n")
    assert done.public.startswith("town,year,count,status\n")


def test_codes_of_trees_and_pools_are_published_too(tmp_path: Path) -> None:
    tree, pools = tmp_path / "tree.csv", tmp_path / "pools.csv"
    tree.write_text("code,parent\nA,\nB,\n=C,\nC,=C\n")
    with pytest.raises(BadInput, match=r"tree.csv, line 4: The code, “=C”, would be run as a formula"):
        protect(cells(tmp_path), threshold=5, hierarchies={"town": [tree]})
    pools.write_text("dimension,pool,code\ntown,=p,A\ntown,=p,B\n")
    with pytest.raises(BadInput, match=r"pools.csv, line 2: The pool, “=p”, would be run as a formula"):
        protect(cells(tmp_path), threshold=5, pools=pools, method="suppress")


def test_a_pool_of_two_harmless_codes_gets_a_name_that_is_no_formula(tmp_path: Path) -> None:
    path = cells(tmp_path, "A", "-1")
    found = protect(path, threshold=5, choose_pools=True, method="pool")
    pools = [line for line in found.public.splitlines() if line.startswith("Pool of -1")]
    assert pools


def test_what_would_run_as_a_formula_is_not_written() -> None:
    table = product_table([axis("town", ("=x", "y"))], np.array([7, 8]))
    with pytest.raises(BadInput, match="“=x”"):
        write_public(sealed(audit_cells(public_of(table, np.zeros(3, dtype=bool)), from_table(table))))


def test_frames_are_held_to_the_same(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"town": ["=1", "B"], "count": [7, 8]})
    with pytest.raises(BadInput, match="The code of town, “=1”"):
        fanlight.protect(frame, threshold=5)


def test_a_release_written_elsewhere_is_audited_all_the_same(tmp_path: Path) -> None:
    """The harm, if there is any, is done: what can be worked out from it is another question."""
    public, true, tree = tmp_path / "public.csv", tmp_path / "true.csv", tmp_path / "tree.csv"
    public.write_text("town,count,status\n=A,,c\n=B,,c\n=AB,25,\nC,9,\nTotal,34,\n")
    true.write_text("town,count\n=A,3\n=B,22\nC,9\n")
    tree.write_text("code,parent\n=AB,\n=A,=AB\n=B,=AB\nC,\n")
    found = audited(public, cells=true, threshold=5, hierarchies={"town": [tree]})
    assert found.verdict == "safe"
    assert json.dumps(found.to_json())
