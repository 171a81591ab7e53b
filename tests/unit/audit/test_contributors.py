"""Amounts: firms and holdings know their own part, and are given no other's."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import fanlight
from fanlight.audit.cells.report import summary
from fanlight.certificate import check
from fanlight.certificate.contributors import read_amounts
from fanlight.certificate.form import digest
from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError, NotProvedSafe, NotSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.tables.knowledge.rules import MagnitudeRules

RULES = MagnitudeRules(p_percent=10, minimum_contributors=3)
MANY = [("B08", f"j{n}", 100 + n) for n in range(8)] + [("B09", f"k{n}", 90 + n) for n in range(8)]
TWO_FIRMS = [("B05", "a", 900), ("B06", "d", 800), *MANY]
ONE_HOLDING = [("B05", "a", 900), ("B06", "a", 800), *MANY]


def made(rows: list[tuple[str, str, int]], rules: MagnitudeRules = RULES) -> CellTable:
    records = pd.DataFrame(rows, columns=["nace", "firm", "amount"])
    return fanlight.amounts(records, dimensions=["nace"], amount="amount", holder="firm", rules=rules)


def published(table: CellTable, withheld: set[str]) -> pd.DataFrame:
    names = [table.names[cell][0] for cell in range(len(table))]
    counts = [None if name in withheld else int(value) for name, value in zip(names, table.values, strict=True)]
    marks = ["c" if name in withheld else "" for name in names]
    return pd.DataFrame({"nace": names, "count": pd.array(counts, dtype="Int64"), "status": marks})


@pytest.mark.parametrize("rows", [TWO_FIRMS, ONE_HOLDING])
def test_two_cells_of_one_contributor_each_do_not_protect_one_another(rows: list[tuple[str, str, int]]) -> None:
    """Each firm takes its own amount from the sum of both; of one holding everybody knows the sum."""
    table = made(rows)
    found = fanlight.audit(published(table, {"B05", "B06"}), cells=table)
    assert found.verdict == "exposed"
    assert found.to_json()["contributors"] == {"failed": [["B05"], ["B06"]], "unproved": []}
    assert found.to_json()["failed"] == []
    said = "by a contributor, who knows its own part, or in a sum of one contributor's amounts: B05; B06"
    assert f"2 can be worked out too closely {said}" in summary(found.detail)
    done = fanlight.protect(table)
    assert done.proved
    assert int((done.public["status"] == "c").sum()) == 3
    assert fanlight.audit(done.public, cells=table).verdict == "safe"
    assert any("contributors know their own part" in note for note in done.report.notes)
    assumed = " ".join(done.report.assumptions)
    assert "Every contributor is taken to know its own amount" in assumed
    assert "Nobody is assumed to know their own part" not in assumed


def test_three_cells_of_one_contributor_each_protect_one_another() -> None:
    """To each firm the other two stay open, as far as each of them is small enough beside the other."""
    table = made([("B05", "a", 900), ("B06", "d", 800), ("B07", "e", 850), *MANY])
    assert fanlight.audit(published(table, {"B05", "B06", "B07"}), cells=table).verdict == "safe"


def test_the_largest_knows_its_own_part_in_several_cells() -> None:
    """x has 1,000 in both: what is left of their sum, 2 + 2, is known to it, and so to within 2 each."""
    rows = [("B05", "x", 1_000), ("B05", "y", 2), ("B06", "x", 1_000), ("B06", "z", 2)]
    table = made([*rows, *MANY], MagnitudeRules(p_percent=60))
    found = fanlight.audit(published(table, {"B05", "B06"}), cells=table)
    assert found.verdict == "exposed"


def test_where_nothing_hides_it_from_a_contributor_nothing_is_written() -> None:
    with pytest.raises(NotSafe, match=r"2 cells cannot be protected from every contributor.*B05; B06"):
        fanlight.protect(made(TWO_FIRMS), publish=pd.DataFrame({"nace": ["B08", "B09", "Total"]}))


@pytest.fixture
def proved(tmp_path: Path) -> tuple[Path, Path, dict[str, Any]]:
    """Published table, records and certificate of a safe table."""
    table = made(TWO_FIRMS)
    public, records = tmp_path / "public.csv", tmp_path / "records.csv"
    done = fanlight.protect(table)
    done.public.to_csv(public, index=False)
    with records.open("w", newline="") as file:
        csv.writer(file).writerows([("nace", "firm", "amount"), *TWO_FIRMS])
    return public, records, json.loads(json.dumps(fanlight.audit(done.public, cells=table).certificate()))


def checked(public: Path, records: Path, paper: dict[str, Any]) -> str:
    paper["sha256"] = digest({name: value for name, value in paper.items() if name != "sha256"})
    return check(paper, public, amounts=read_amounts(records, "amount", "firm", public, {}))


def test_the_second_checker_goes_through_every_contributor(proved: tuple[Path, Path, dict[str, Any]]) -> None:
    public, records, paper = proved
    assert checked(public, records, paper) == "safe"
    told = public.parent / "certificate.json"
    told.write_text(json.dumps(paper))
    words = ["verify-certificate", told, public, "--records", records, "--holder", "firm"]
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert "proves: safe, under K0, the rules for amounts" in done.output
    assert "Every contributor is taken to know its own amount" in done.output
    assert "The rules (internal): p_percent 10, coalition 1, minimum_contributors 3." in done.output
    without = CliRunner().invoke(build_app(), [str(word) for word in words[:3]])
    assert isinstance(without.exception, FanlightError)
    assert "--records" in str(without.exception)


def no_table(paper: dict[str, Any]) -> None:
    paper["contributors"]["targets"][0]["witnesses"] = []


def one_less(paper: dict[str, Any]) -> None:
    paper["contributors"]["targets"].pop()


def one_twice(paper: dict[str, Any]) -> None:
    paper["contributors"]["targets"].append(paper["contributors"]["targets"][0])


def stricter_rules(paper: dict[str, Any]) -> None:
    paper["contributors"]["rules"]["p_percent"] = "40"


def only_for_others(paper: dict[str, Any]) -> None:
    """The tables that are possible to readers who contribute nothing, and not to the firms."""
    for target in paper["contributors"]["targets"]:
        target["witnesses"] = [0]


def claimed_failure(paper: dict[str, Any]) -> None:
    paper["verdict"] = "exposed"
    paper["contributors"]["targets"][0] |= {"state": "failed", "sums": [[["nace", ["Total"], 0], "1"]]}


@pytest.mark.parametrize("alter", [no_table, one_less, one_twice, stricter_rules, only_for_others, claimed_failure])
def test_an_altered_certificate_of_amounts_proves_nothing(
    proved: tuple[Path, Path, dict[str, Any]], alter: Callable[[dict[str, Any]], None]
) -> None:
    public, records, paper = proved
    changed = copy.deepcopy(paper)
    alter(changed)
    with pytest.raises((NotProvedSafe, BadInput)):
        checked(public, records, changed)


def test_other_records_are_told(proved: tuple[Path, Path, dict[str, Any]]) -> None:
    public, records, paper = proved
    records.write_text(records.read_text().replace("B08,j0,100", "B08,j0,101"))
    with pytest.raises(BadInput, match="not that of the records"):
        checked(public, records, paper)
    records.write_text(records.read_text().replace("B08,j0,101", "B08,j0,100").replace("B06,d", "B06,a"))
    with pytest.raises(NotProvedSafe):
        checked(public, records, paper)


def every_rule(dice: np.random.Generator) -> MagnitudeRules:
    some = dice.random(4) < 0.6
    return MagnitudeRules(
        dominance=(int(dice.integers(1, 4)), int(dice.integers(40, 99))) if some[0] else None,
        p_percent=int(dice.integers(1, 60)) if some[1] else None,
        pq=(int(dice.integers(1, 30)), int(dice.integers(31, 99))) if some[2] or not some[:2].any() else None,
        coalition=int(dice.integers(1, 4)),
        minimum_contributors=int(dice.integers(1, 5)) if some[3] else 1,
    )


@pytest.mark.parametrize("seed", range(40))
def test_both_checkers_make_the_same_levels_of_every_rule(tmp_path: Path, seed: int) -> None:
    dice = np.random.default_rng(seed)
    rules = every_rule(dice)
    rows = [
        (f"B{dice.integers(0, 6)}", f"f{dice.integers(0, 9)}", int(np.exp(dice.normal(2, 2)) * (dice.random() < 0.9)))
        for _ in range(40)
    ]
    table = made(rows, rules)
    free = np.flatnonzero(table.status != Status.PUBLISH)
    names = {table.names[int(cell)][0] for cell in free if table.primary[cell] or dice.random() < 0.5}
    found = fanlight.audit(published(table, names), cells=table)
    public, records = tmp_path / "public.csv", tmp_path / "records.csv"
    published(table, names).to_csv(public, index=False)
    with records.open("w", newline="") as file:
        csv.writer(file).writerows([("nace", "firm", "amount"), *rows])
    assert found.verdict != "not_proved"
    assert checked(public, records, json.loads(json.dumps(found.certificate()))) == found.verdict


def test_a_cell_withheld_on_request_is_open_to_all_but_whoever_is_alone_in_it() -> None:
    table = made([("B05", "a", 900), *MANY], MagnitudeRules(p_percent=10))
    given = pd.DataFrame({"nace": ["B08"]})
    done = fanlight.protect(table, withhold=given)
    assert done.proved
    assert set(done.public.loc[done.public["status"] == "c", "nace"]) >= {"B05", "B08"}
