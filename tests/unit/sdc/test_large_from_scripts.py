"""A script of an analyst's own calls the methods as they are, without a guard around its main part."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import numpy as np
from fanlight.sdc.heuristic import parallel, suppress_large
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis

print("begun")
parallel.FEW = 10
axes = [axis(n, [f"{n}{i}" for i in range(k)]) for n, k in (("off", 8), ("dist", 7), ("year", 4))]
table = product_table(axes, np.random.default_rng(1).poisson(3, (8, 7, 4))).with_requirements(5)
found = suppress_large(table, seconds=60, processes=2)
print(len(found.unproved), int(found.withheld.sum()) > int(table.primary.sum()))
"""


def test_a_plain_script_runs_once_though_two_processes_work(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT)
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split("\n") == ["begun", "0 True", ""]
