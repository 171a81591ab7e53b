"""JJ files under K1: readers know that every zero is given."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import FanlightError, NotSafe
from fanlight.figures.cells import Status
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.readers.jj.file import write_jj
from tests.asking import protect


def run(*words) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def table_of(inner):
    inner = np.array(inner)
    return product_table([axis("r", tuple("abcdef"[: len(inner)])), axis("c", tuple("vwxyz"[: inner.shape[1]]))], inner)


def as_jj(path: Path, table) -> Path:
    """The table with its levels and low cells, its zeros free: whether they are given is left to what readers know."""
    held = table.with_requirements(5)
    path.write_text(
        write_jj(replace(held, status=np.where(held.values == 0, Status.FREE, held.status).astype(np.int8)))
    )
    return path


@pytest.mark.parametrize("seed", range(6))
def test_a_jj_file_costs_what_the_same_csv_costs(tmp_path: Path, seed: int) -> None:
    table = table_of(np.random.default_rng(seed).integers(0, 12, (5, 4)))
    cells = tmp_path / "cells.csv"
    with cells.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["r", "c", "count"])
        inner = np.flatnonzero(table.inner).tolist()
        writer.writerows([*table.names[cell], int(table.values[cell])] for cell in inner)
    jj = as_jj(tmp_path / "x.jj", table)
    try:
        of_csv = protect(cells, threshold=5, method="suppress", zeros_shown=True)
    except NotSafe:
        with pytest.raises(NotSafe, match="cannot be protected"):
            protect(jj, method="suppress", zeros_shown=True)
        return
    of_jj = protect(jj, method="suppress", zeros_shown=True)
    assert of_jj.exit_code == of_csv.exit_code == 0
    assert of_jj.report["cost"] == of_csv.report["cost"]
    status = [row[1] for row in list(csv.reader(of_jj.public.splitlines()))[1:]]
    assert not any(mark for mark, value in zip(status, table.values.tolist(), strict=True) if value == 0)
    public, paper = tmp_path / "x.csv", tmp_path / "paper.json"
    public.write_text(of_jj.public)
    code, text = run("audit", jj, public, "--zeros-shown", "--json", "--certificate", paper)
    said = json.loads(text)
    assert (code, said["knowledge"]) == (0, "K1")
    assert all(one["lo"] >= 1 for one in said["intervals"])
    code, text = run("verify-certificate", paper, jj, public, "--zeros-shown")
    assert code == 0
    assert "under K1" in text


def test_what_k1_gives_away_is_found(tmp_path: Path) -> None:
    """4 of 4 + 1 hidden: 0 to 5 to who knows nothing of zeros; 1 to 4 where every zero is shown, which is low."""
    jj = tmp_path / "x.jj"
    jj.write_text("0\n3\n0 5 5 z 0 99 0 0 0\n1 4 4 u 0 99 1 1 0\n2 1 1 s 0 99 0 0 0\n1\n0 3 : 0 (-1) 1 (1) 2 (1)\n")
    public = tmp_path / "x.csv"
    public.write_text("cell,status\n0,\n1,c\n2,c\n")
    assert run("audit", jj, public)[0] == 0
    code, text = run("audit", jj, public, "--zeros-shown", "--json")
    assert code == 1
    assert json.loads(text)["failed"] == [["1"]]
    code, text = run("protect", jj, "--zeros-shown", "--out", tmp_path / "p.csv", "--report", tmp_path / "r.json")
    assert code == 1
    assert "cannot be protected" in text


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("0 0 0 u 0 99 0 5 0", "is zero and must be withheld"),
        ("0 0 0 s -9 99 0 0 0", "may be below zero"),
    ],
)
def test_a_file_that_k1_does_not_fit_is_refused(tmp_path: Path, cells: str, said: str) -> None:
    jj, public = tmp_path / "x.jj", tmp_path / "x.csv"
    jj.write_text(f"0\n3\n{cells}\n1 3 3 s 0 99 0 0 0\n2 3 3 s 0 99 0 0 0\n1\n0 3 : 0 (1) 1 (1) 2 (-1)\n")
    public.write_text("cell,status\n0,c\n1,c\n2,\n")
    for words in (
        ("protect", jj, "--zeros-shown", "--out", tmp_path / "p.csv", "--report", tmp_path / "r.json"),
        ("audit", jj, public, "--zeros-shown"),
    ):
        code, text = run(*words)
        assert code == 2
        assert said in text
    assert not (tmp_path / "p.csv").exists()
