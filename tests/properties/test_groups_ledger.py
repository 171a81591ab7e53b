"""Groups with a ledger of one earlier release: no sum can be seen to fall in one code, by both tables together."""

from __future__ import annotations

import csv
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from typer.testing import CliRunner

from fanlight.cli import build_app
from tests.unit.ledger.test_ties import described

OFFENCES, BOROUGHS, AGES = ("burglary", "theft"), ("north", "south"), ("adult", "child", "unknown")
RECORDS = list(itertools.product(OFFENCES, BOROUGHS, AGES))
Rows = list[dict[str, str]]


def run(*words: object) -> Any:
    return CliRunner().invoke(build_app(), [str(word) for word in words])


def behind(name: str, code: str, age: str) -> np.ndarray:
    """Which records a figure of a table (offence by age, borough by age) counts."""
    at = 0 if name == "offence" else 1
    return np.array([code in (record[at], "Total") and age in (record[2], "Total") for record in RECORDS], dtype=float)


def most(given_figures: list[tuple[np.ndarray, int]], others: np.ndarray) -> int:
    rows = np.array([row for row, _ in given_figures] or [np.zeros(len(RECORDS))])
    right = np.array([count for _, count in given_figures] or [0])
    answer = milp(
        -others,
        integrality=np.ones(len(RECORDS)),
        bounds=Bounds(0, 10**4),
        constraints=LinearConstraint(rows, right, right),
    )
    assert answer.status == 0
    return -round(answer.fun)


def groups_of(name: str, codes: tuple[str, ...], counts: np.ndarray) -> dict[str, np.ndarray]:
    """Of each line over the age that falls in one age, by name: the records of the other ages."""
    found = {}
    for code in (*codes, "Total"):
        parts = [behind(name, code, age) for age in AGES]
        filled = [bool(part @ counts) for part in parts]
        if sum(filled) == 1:
            found[f"{code}, Total"] = sum(part for part, full in zip(parts, filled, strict=True) if not full)
    return found


def released(folder: Path, name: str, counts: np.ndarray, *more: str) -> tuple[Any, Path, Path]:
    """Protects a table with the ledger, and adds it."""
    codes = OFFENCES if name == "offence" else BOROUGHS
    cells, told, out, report = (folder / f"{name}.{end}" for end in ("csv", "yaml", "public.csv", "json"))
    rows = [f"{code},{age},{int(behind(name, code, age) @ counts)}" for code in codes for age in AGES]
    cells.write_text("\n".join([f"{name},age,count", *rows]) + "\n")
    told.write_text(described(name))
    words = ("--threshold", 3, "--describe", told, "--out", out, "--report", report, "--ledger", folder / "ledger")
    return run("protect", cells, *words, "--add", *more), out, report


def figures(name: str, out: Path) -> list[tuple[np.ndarray, int]]:
    rows = list(csv.DictReader(out.open()))
    return [(behind(name, row[name], row["age"]), int(row["count"])) for row in rows if not row["status"]]


@settings(max_examples=16, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([0, 0, 0, 4, 9]), min_size=12, max_size=12), st.booleans())
def test_together_with_an_earlier_release_no_sum_falls_in_one_code(values: list[int], earlier_groups: bool) -> None:
    counts = np.array(values)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        assert run("ledger", "init", "--ledger", folder / "ledger").exit_code == 0
        first, out, _ = released(folder, "offence", counts, *(("--groups", "age") if earlier_groups else ()))
        if first.exit_code:
            return
        before = figures("offence", out)
        second, out, report = released(folder, "borough", counts, "--groups", "age")
        if second.exit_code:
            return
        together = before + figures("borough", out)
        gone = json.loads(report.read_text())["ledger"]["groups_given_away"]
        for name, others in groups_of("borough", BOROUGHS, counts).items():
            if name in gone:
                assert most(before, others) == 0, name
            else:
                assert most(together, others) >= 1, name
        if earlier_groups:
            # What the first release hid stays hidden.
            for name, others in groups_of("offence", OFFENCES, counts).items():
                assert most(together, others) >= 1, name
        words = ("--cells", folder / "borough.csv", "--groups", "age", "--describe", folder / "borough.yaml")
        ledger = ("--ledger", folder / "ledger", "--leave-out", "R-borough")
        done = run("audit", out, "--threshold", 3, *words, *ledger, "--json")
        assert json.loads(done.stdout)["groups"]["failed"] == []
        assert done.exit_code == 0


ONE = np.array([9 if record == ("theft", "north", "adult") else 20 * (record[1] == "south") for record in RECORDS])


def test_a_group_that_an_earlier_release_gives_away_is_named_and_the_rest_is_given(tmp_path: Path) -> None:
    """The earlier table gives that no child and nobody of unknown age is counted at all."""
    counts = np.array([record[2] == "adult" for record in RECORDS]) * 10
    assert run("ledger", "init", "--ledger", tmp_path / "ledger").exit_code == 0
    assert released(tmp_path, "offence", counts)[0].exit_code == 0
    done, out, report = released(tmp_path, "borough", counts, "--groups", "age")
    assert done.exit_code == 0, (done.output, done.exception)
    said = json.loads(report.read_text())["ledger"]
    assert sorted(said["groups_given_away"]) == ["Total, Total", "north, Total", "south, Total"]
    assert all(row["status"] == "" for row in csv.DictReader(out.open()))


def test_an_earlier_release_that_does_not_touch_the_group_does_not_spoil_it(tmp_path: Path) -> None:
    assert run("ledger", "init", "--ledger", tmp_path / "ledger").exit_code == 0
    assert released(tmp_path, "offence", ONE)[0].exit_code == 0
    done, out, report = released(tmp_path, "borough", ONE, "--groups", "age")
    assert done.exit_code == 0, (done.output, done.exception)
    rows = {(row["borough"], row["age"]): row["status"] for row in csv.DictReader(out.open())}
    assert rows["north", "adult"] == "c"
    assert "c" in (rows["north", "child"], rows["north", "unknown"])
    assert json.loads(report.read_text())["ledger"]["groups_given_away"] == []
    # The published table alone, with nothing withheld, gives it away together with the ledger.
    text = "borough,age,count,status\n" + "".join(
        f"{code},{age},{int(behind('borough', code, age) @ ONE)},\n"
        for code in (*BOROUGHS, "Total")
        for age in (*AGES, "Total")
    )
    (tmp_path / "open.csv").write_text(text)
    words = ("--cells", tmp_path / "borough.csv", "--groups", "age", "--describe", tmp_path / "borough.yaml")
    done = run(
        "audit",
        tmp_path / "open.csv",
        "--threshold",
        3,
        *words,
        "--ledger",
        tmp_path / "ledger",
        "--leave-out",
        "R-borough",
    )
    assert done.exit_code == 1
    assert "1 sum known to fall in one part alone: north, Total" in done.output
