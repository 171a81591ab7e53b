"""What `fanlight audit` tells on the screen, and ends that are none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from fanlight.figures.cells.public import public_of
from fanlight.readers.cells import read_cells
from tests.asking import protect
from tests.public_files import public_text
from tests.unit.cli.test_cells import CELLS, EXPOSED, SAFE, run

NONE = 2**53


def test_the_screen_says_what_can_be_worked_out_the_worst_first(tmp_path: Path) -> None:
    (tmp_path / "exposed.csv").write_text(EXPOSED.replace("Drugs,2021,20,", "Drugs,2021,,c"))
    code, said = run("audit", tmp_path / "exposed.csv", "--threshold", 5)
    lines = said.splitlines()
    at = lines.index("What anybody can work out about the withheld figures:")
    assert code == 1
    assert lines[at + 1 :] == [
        "  Theft, 2022: anybody can work out that it is 3. That is too close.",
        "  Drugs, 2021: anybody can work out that it is 20.",
    ]
    (tmp_path / "safe.csv").write_text(SAFE)
    _, said = run("audit", tmp_path / "safe.csv", "--threshold", 5)
    assert "  Theft, 2022: it lies from 0 to 15. That is wide enough." in said.splitlines()


def test_the_screen_tells_twenty_figures_and_how_many_more_there_are(tmp_path: Path) -> None:
    rows = "".join(f"c{row},y{column},{row + column}\n" for row in range(5) for column in range(5))
    (tmp_path / "cells.csv").write_text("code,year,count\n" + rows)
    table = read_cells(tmp_path / "cells.csv")
    (tmp_path / "public.csv").write_text(public_text(public_of(table, np.asarray(table.inner))))
    _, said = run("audit", tmp_path / "public.csv", "--threshold", 3)
    assert sum(line.startswith("  c") for line in said.splitlines()) == 20
    assert "  … and 5 more: the audit's JSON and report have them all." in said.splitlines()


def test_with_the_true_counts_the_screen_names_no_figure(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text(CELLS)
    (tmp_path / "exposed.csv").write_text(EXPOSED)
    _, said = run(
        "audit", tmp_path / "exposed.csv", "--threshold", 5, "--cells", tmp_path / "cells.csv", "--count", "n"
    )
    assert "work out that it is" not in said
    assert "JSON and report" in said


def test_a_table_that_was_proved_safe_and_is_not_without_its_counts_says_why(tmp_path: Path) -> None:
    cells, public = tmp_path / "cells.csv", tmp_path / "public.csv"
    cells.write_text("a,b,count\nx,p,3\nx,q,8\ny,p,8\ny,q,4\nz,p,50\nz,q,50\n")
    public.write_text(protect(cells, threshold=5).public)
    code, said = run("audit", public, "--threshold", 5, "--cells", cells)
    assert code == 0
    assert "give them too" not in said
    code, said = run("audit", public, "--threshold", 5)
    assert code == 1
    assert "cannot be told from a low one" in said
    assert "give them too" in said
    # Where a figure is low to everybody, the true counts change nothing.
    (tmp_path / "exposed.csv").write_text(EXPOSED)
    code, said = run("audit", tmp_path / "exposed.csv", "--threshold", 5)
    assert code == 1
    assert "give them too" not in said


def test_an_end_that_only_2_to_the_53_holds_is_none(tmp_path: Path) -> None:
    # Cell 2 can be 2^53 - 90 at most by the sum, cell 1 is held by cells 3 and 4: real ends, large or small, are told.
    jj = (
        f"0\n6\n0 100 1 s 0 {NONE} 0 0 0\n1 90 1 z 0 {NONE} 0 0 0\n2 10 1 u 0 {NONE} 5 5 0\n"
        f"3 {2**45 - 9} 1 s 0 {NONE} 0 0 0\n4 9 1 u 0 {NONE} 4 4 0\n5 7 1 s -{NONE} 3000 0 0 0\n"
        f"2\n0 3 : 0 (-1) 1 (1) 2 (1)\n{2**45} 2 : 3 (1) 4 (1)\n"
    )
    (tmp_path / "a.jj").write_text(jj)
    (tmp_path / "p.csv").write_text("cell,status\n0,c\n1,\n2,c\n3,c\n4,c\n5,c\n")
    code, said = run("audit", tmp_path / "a.jj", tmp_path / "p.csv", "--json", "--report", tmp_path / "r.txt")
    assert code == 0
    ends = {one["cell"][0]: (one["lo"], one["hi"]) for one in json.loads(said)["intervals"]}
    assert ends == {"0": (90, None), "2": (0, None), "3": (0, 2**45), "4": (0, 2**45), "5": (None, 3000)}
    report = (tmp_path / "r.txt").read_text()
    assert "0: nobody can tell more than that it is 90 or more." in report
    assert "5: nobody can tell more than that it is 3000 or less." in report
    assert "90071992547" not in report


def test_each_of_many_parts_of_an_endless_sum_is_endless(tmp_path: Path) -> None:
    parts = "".join(f"{cell} 5 1 s 0 {NONE} 0 0 0\n" for cell in range(1, 9))
    terms = " ".join(f"{cell} (1)" for cell in range(1, 9))
    jj = f"0\n9\n0 40 1 s 0 {NONE} 0 0 0\n{parts}1\n0 9 : 0 (-1) {terms}\n"
    (tmp_path / "a.jj").write_text(jj)
    (tmp_path / "p.csv").write_text("cell,status\n" + "".join(f"{cell},c\n" for cell in range(9)))
    _, said = run("audit", tmp_path / "a.jj", tmp_path / "p.csv", "--json")
    assert [(one["lo"], one["hi"]) for one in json.loads(said)["intervals"]] == [(0, None)] * 9
