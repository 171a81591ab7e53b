"""`fanlight answer` at the sizes that people ask for: proved safe, with the least loss or its bound, totals given, and no figure
wrong. How long it takes is measured by `python -m benchmarks answers`."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fanlight.certificate import check
from fanlight.pipeline import Made, make_releasable
from fanlight.policy import disclosure_rules
from fanlight.records import import_files
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.spec.table import TOTAL
from fanlight.tabulation import open_source
from tests.sized_tables import SHAPES, Shape

RULES = disclosure_rules("default", on=date(2026, 10, 29))
PROVED = ("12 x 10", "30 x 33", "8 x 8 x 3", "24 x 60", "two tables")


def made(shape: Shape, folder: Path, seconds: float = 300.0) -> Made:
    """With every flagged figure found identifying. The limit is wide: what is tested is the answer, not the machine."""
    shape.write(folder / "records.csv")
    import_files([folder / "records.csv"], folder / "store")
    with open_source(str(folder / "store")) as source:
        specs = [source.resolve(spec) for spec in parse_specs(shape.spec())]
        return make_releasable(
            specs, source, rules=RULES, assess=lambda _, flags: (tuple(flags), frozenset()), seconds=seconds
        )


def hold(found: Made) -> None:
    """What holds for every answer."""
    plan = found.plan
    assert found.audit.verdict == "safe"
    assert plan.proved_best == (plan.bound == plan.measure.lost)
    assert 0 < plan.bound <= plan.measure.lost
    for table, inside in zip(found.tables, plan.tables, strict=True):
        true = inside.raw.counts
        given = {key: cell.value for key, cell in table.cells.items() if cell.value is not None}
        assert all(true[key] == value for key, value in given.items() if key in true)
        assert not {key for key in given if key in true and 1 <= true[key] < RULES.threshold}
        sums = {key for key in true if key.count(TOTAL) >= len(key) - 1 and true[key] >= 5 * RULES.threshold}
        assert sums <= given.keys()


@pytest.mark.parametrize("name", PROVED)
def test_the_least_loss_is_proved(name: str, tmp_path: Path) -> None:
    found = made(SHAPES[name], tmp_path)
    hold(found)
    check(found.audit.certificate, found.audit.published)
    assert (found.plan.proved_best, found.plan.ended) == (True, "proof")


def test_a_table_of_a_thousand_figures_has_its_bound(tmp_path: Path) -> None:
    found = made(SHAPES["8 x 32 x 3"], tmp_path)
    hold(found)
    check(found.audit.certificate, found.audit.published)
    assert found.plan.bound > 0.9 * found.plan.measure.lost


@pytest.mark.full
def test_eight_thousand_figures_are_answered_with_their_bound(tmp_path: Path) -> None:
    found = made(SHAPES["40 x 32 x 5"], tmp_path)
    hold(found)
    assert found.plan.bound > 0.95 * found.plan.measure.lost


@pytest.mark.shared
@pytest.mark.parametrize("name", ["12x10", "6x8", "8x32x3", "month12x20"])
def test_the_shapes_of_the_field_are_drafted(name: str, shared: Path, tmp_path: Path) -> None:
    shapes = shared / "field" / "engine" / "shapes"
    (tmp_path / "records.csv").write_bytes(gzip.decompress((shapes / f"{name}.csv.gz").read_bytes()))
    import_files([tmp_path / "records.csv"], tmp_path / "store")
    command = ["answer", shapes / name, "--records", tmp_path / "store", "--out", tmp_path / "out", "--no-ledger"]
    done = subprocess.run(
        [sys.executable, "-m", "fanlight", *map(str, command), "--time-limit", "240"],
        capture_output=True,
        text=True,
        timeout=550,
    )
    assert done.returncode == 0, done.stderr
    assert "  Proved safe" in done.stdout
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    plan = json.loads((tmp_path / "out" / "internal" / "audit.json").read_text(encoding="utf-8"))["plan"]
    assert manifest["ended"] == plan["ended"]
    assert ("proved to lose least" in done.stdout) == plan["proved_best"]
    assert "No safe way loses less than" in done.stdout or plan["proved_best"]
