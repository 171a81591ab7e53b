"""What a reader learns who knows that `protect` chose what is withheld: against every table by hand."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.audit.cells import AuditRequest, audit_table
from fanlight.cli import build_app
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.protection import ProtectionRequest, protect_table
from fanlight.protection.minimality import examined
from tests.asking import protect

COUNTS = ((1, 4, 9), (5, 5, 9), (5, 9, 9))
CELLS = "r,c,count\n" + "".join(
    f"{row},{column},{count}\n"
    for row, own in zip("abc", COUNTS, strict=True)
    for column, count in zip("xyz", own, strict=True)
)


def table(counts: Any) -> CellTable:
    return product_table((axis("r", "abc"), axis("c", "xyz")), np.array(counts))


def run(*words: object) -> Any:
    return CliRunner().invoke(build_app(), ["audit", *map(str, words)])


def test_it_keeps_the_tables_that_protect_would_publish_so() -> None:
    """The four cells withheld are the corners of a square, so that one number says which table it is."""
    own = protect_table(ProtectionRequest(table(COUNTS), 3))
    public = own.table.public
    hidden = np.flatnonzero(~public.given)
    assert len(hidden) == 4
    true = table(COUNTS).values
    signs = np.array([1, -1, -1, 1])
    left, agreeing = [], 0
    for move in range(-10, 11):
        moved = true.copy()
        moved[hidden] += move * signs
        if (moved < 0).any():
            continue
        agreeing += 1
        other = protect_table(ProtectionRequest(table(moved.reshape(4, 4)[:3, :3]), 3)).table.public
        if (other.given == public.given).all():
            left.append(moved[hidden])
    request = AuditRequest(public, 3, table(COUNTS))
    found = examined(request, audit_table(request), 60)
    assert found.attack is not None
    assert (found.attack.possible, found.attack.left) == (agreeing, len(left))
    assert 0 < len(left) < agreeing
    assert found.attack.lower.tolist() == np.min(left, axis=0).tolist()
    assert found.attack.upper.tolist() == np.max(left, axis=0).tolist()
    low = int(np.flatnonzero(true[hidden] == 1)[0])
    met = found.attack.lower[low] == 0 and found.attack.upper[low] >= 3
    assert found.to_json()["too_narrow"] == ([] if met else [["a", "x"]])


def test_the_command_says_it_and_keeps_its_verdict(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    (tmp_path / "p.csv").write_text(protect(tmp_path / "c.csv", threshold=3).public)
    words = (tmp_path / "p.csv", "--threshold", 3, "--cells", tmp_path / "c.csv", "--minimality")
    done = run(*words)
    assert done.exit_code == 0
    assert "Minimality attack: of 6 tables that agree with what is published, 4 would have" in done.output
    assert not any(
        f" {count} " in done.output.partition("Minimality attack")[2].partition("4 would")[2] for count in (5, 9)
    )
    said = json.loads(run(*words, "--json").stdout)["minimality"]
    assert (said["computed"], said["possible"], said["left"]) == (True, 6, 4)
    assert json.loads(run(*words[:-1], "--json").stdout).get("minimality") is None


def published(withheld: set[tuple[str, str]]) -> str:
    keys = itertools.product((*"abc", "Total"), (*"xyz", "Total"))
    rows = [
        [*key, "", "c"] if key in withheld else [*key, str(count), ""]
        for key, count in zip(keys, table(COUNTS).values.tolist(), strict=True)
    ]
    return "r,c,count,status\n" + "".join(",".join(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("withheld", "said"),
    [
        # It follows from the sums, and protect withholds no figure alone.
        ({("b", "z")}, "The planner withholds these cells of no table"),
        (set(itertools.product("abc", "xyz")), "More than 2,000 tables agree|The time ran out"),
    ],
)
def test_what_was_withheld_in_another_way_or_is_too_large_is_told(
    tmp_path: Path, withheld: set[tuple[str, str]], said: str
) -> None:
    (tmp_path / "c.csv").write_text(CELLS)
    (tmp_path / "p.csv").write_text(published(withheld))
    words = ("--threshold", 3, "--cells", tmp_path / "c.csv", "--minimality", "--time-limit", 3)
    found = json.loads(run(tmp_path / "p.csv", *words, "--json").stdout)
    assert found["minimality"]["computed"] is False
    assert re.match(said, found["minimality"]["why"])
    assert found["verdict"] == ("safe" if len(withheld) > 1 else "exposed")
    assert "Minimality attack not computed" in run(tmp_path / "p.csv", *words).output


@pytest.mark.parametrize("more", ["pools", "instance"])
def test_pools_and_instances_are_refused(tmp_path: Path, more: str) -> None:
    if more == "pools":
        (tmp_path / "pools.csv").write_text("dimension,pool,code\nc,yz,y\nc,yz,z\n")
        (tmp_path / "p.csv").write_text("c,count,status\nx,9,\nyz,9,\nTotal,18,\n")
        done = run(tmp_path / "p.csv", "--threshold", 3, "--pools", tmp_path / "pools.csv", "--minimality")
    else:
        (tmp_path / "x.jj").write_text("0\n2\n0 4 1 s 0 10 0 0 0\n1 4 1 s 0 10 0 0 0\n1\n0 2 : 0 (1) 1 (-1)\n")
        (tmp_path / "p.csv").write_text("cell,status\n0,\n1,\n")
        done = run(tmp_path / "x.jj", tmp_path / "p.csv", "--minimality")
    assert "--minimality does not go with" in str(done.exception)
