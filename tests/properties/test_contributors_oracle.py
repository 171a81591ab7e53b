"""Contributors who know their own part: audit and protection against all tables that each of them thinks possible."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from fanlight.audit.cells import CellAudit, audit_cells, from_table
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.certificate.contributors import read_amounts
from fanlight.errors import NotSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.contributions import contributions
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.protection import ProtectionRequest, protect_table
from fanlight.sdc.rules.magnitude import magnitude_table
from fanlight.tables.knowledge.rules import MagnitudeRules
from tests.oracle_contributors import broken, level, parts_of
from tests.public_files import public_text

Records = list[tuple[int, int, int, int]]
SHAPE = (2, 2)
P, MINIMUM = Fraction(30), 2


def drawn(seed: int) -> Records:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(int(rng.integers(4, 9))):
        row, column, holder = (int(rng.integers(0, most)) for most in (*SHAPE, 4))
        found.append((row, column, holder, int(rng.choice([0, 1, 1, 2, 2, 3]))))
    return found


def table_of(records: Records) -> CellTable:
    axes = [axis("row", ("a", "b")), axis("column", ("x", "y"))]
    numbers = np.array(records, dtype=np.int64)
    found = contributions(axes, numbers[:, :2], numbers[:, 3], numbers[:, 2], top=2)
    table = magnitude_table(axes, found, MagnitudeRules(p_percent=P, minimum_contributors=MINIMUM))
    # With the grand total given, there are few enough tables to go through.
    status = table.status.copy()
    status[-1] = Status.PUBLISH
    return replace(table, status=status, primary=table.primary & (np.arange(len(table)) < len(table) - 1))


def audited(table: CellTable, withheld: np.ndarray) -> CellAudit:
    return audit_cells(public_of(table, withheld), from_table(table))


def verified(folder: Path, records: Records, found: CellAudit) -> str:
    """The verdict of the second checker, from files."""
    public, rows = folder / "public.csv", folder / "records.csv"
    public.write_text(public_text(found.public))
    lines = [f"{'ab'[row]},{'xy'[column]},{holder},{amount}" for row, column, holder, amount in records]
    rows.write_text("\n".join(["row,column,holder,amount", *lines]) + "\n")
    paper = json.loads(json.dumps(certificate_of(found)))
    return check(paper, public, amounts=read_amounts(rows, "amount", "holder", public, {}))


def wrong(records: Records, withheld: np.ndarray) -> list[object]:
    parts = parts_of(records, *SHAPE)
    cells = sorted(parts)
    hidden = {cell for cell, gone in zip(cells, withheld.tolist(), strict=True) if gone}
    levels = {cell: level(own, P, MINIMUM) for cell, own in parts.items()}
    first = {
        cell: min(max(1, level(own, P, MINIMUM, knowing=0)), levels[cell]) if len(own) > 1 else 0
        for cell, own in parts.items()
    }
    return list(broken(parts, SHAPE, hidden, levels, first))


@pytest.mark.parametrize("seed", range(60))
def test_audit_and_second_checker_agree_with_every_contributor(tmp_path: Path, seed: int) -> None:
    records = drawn(seed)
    table = table_of(records)
    rng = np.random.default_rng(1_000 + seed)
    withheld = (table.primary | (rng.random(len(table)) < 0.6)) & (table.status != Status.PUBLISH)
    found, oracle = audited(table, withheld), wrong(records, withheld)
    assert found.verdict in ("safe", "exposed")
    assert (found.verdict == "safe") == (not oracle), (records, oracle)
    # The second checker knows the rules, by which the grand total too may be unsafe.
    if not level(parts_of(records, *SHAPE)[SHAPE], P, MINIMUM):
        assert verified(tmp_path, records, found) == found.verdict


def test_the_cases_hold_both_verdicts_and_some_that_only_a_contributor_sees() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        records = drawn(seed)
        table = table_of(records)
        rng = np.random.default_rng(1_000 + seed)
        found = audited(table, (table.primary | (rng.random(len(table)) < 0.6)) & (table.status != Status.PUBLISH))
        alone = found.verdict == "exposed" and not (found.states == 2).any() and not len(found.given_low)
        seen["contributor" if alone else found.verdict] += 1
    assert min(seen["safe"], seen["exposed"], seen["contributor"]) >= 3, seen


@pytest.mark.parametrize("seed", range(40))
def test_what_is_protected_is_safe_from_every_contributor(seed: int) -> None:
    records = drawn(100 + seed)
    table = table_of(records)
    try:
        done = protect_table(ProtectionRequest(table, time_limit=20))
    except NotSafe:
        # Nothing protects it: not even everything withheld but the empty cells.
        assert wrong(records, table.status != Status.PUBLISH)
        return
    withheld = ~done.table.public.given
    assert done.proved
    assert not wrong(records, withheld), records
