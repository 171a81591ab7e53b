"""The yearly attack: a table by offence, district and year, then each year alone, then by sex, protected through the ledger
and attacked by somebody who has all of them. The attacker shares no code with the protector: it builds the joint table
of offence, district, year and sex, and asks for the largest and the smallest possible value of each low count."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import highspy
import numpy as np

YEARS = range(2019, 2024)
TABLES = ("T1b", *(f"Y{n}" for n in range(5)), "R2")
FIELDS = {"T1b": ("offgrp", "dist", "year"), "R2": ("offgrp", "dist", "sex")}
T = 5


def description(name: str) -> str:
    """What the codes of a table count, as the reference of the ledger says."""
    first, last = (2019, 2023) if name in ("T1b", "R2") else (2019 + int(name[1]),) * 2
    dimensions = FIELDS.get(name, ("offgrp", "dist"))
    lines = [
        f"release: {{reference: {name}, released: 2024-02-01, extract: 2024-01-31}}",
        f"table: {{id: {name.lower()}, title: {name}, unit: disposals, basis: outcome_date, "
        f"period: {{kind: calendar_year, from: '{first}', to: '{last}'}}}}",
        "dimensions:",
    ]
    lines += [f"  {d}: " + ("{period: calendar_year}" if d == "year" else f"{{field: {d}}}") for d in dimensions]
    return "\n".join(lines) + "\n"


def protect_all(
    source: Path, out: Path, seconds: float, names: tuple[str, ...] = TABLES
) -> Iterator[tuple[str, float]]:
    """Runs `fanlight protect … --ledger … --add` for one table after the other; yields (table, seconds)."""
    run = [sys.executable, "-m", "fanlight"]
    subprocess.run([*run, "ledger", "init", "--ledger", out / "ledger"], check=True, capture_output=True)
    for name in names:
        (out / f"{name}.yaml").write_text(description(name), encoding="utf-8")
        began = time.monotonic()
        done = subprocess.run(
            [
                *run, "protect", source / f"{name}.csv", "--count", "n", "--threshold", str(T), "--time-limit", str(seconds),
                "--out", out / f"{name}.public.csv", "--report", out / f"{name}.json", "--ledger", out / "ledger",
                "--describe", out / f"{name}.yaml", "--add",
            ],
            capture_output=True,
            text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")
        yield name, time.monotonic() - began


class Attacker:
    """Every published cell of every table as a row over the joint table's cells."""

    def __init__(self, source: Path, out: Path, names: tuple[str, ...] = TABLES) -> None:
        self.codes = {"offgrp": [f"G{n:02d}" for n in range(12)], "dist": [f"D{n:02d}" for n in range(12)]}
        self.codes |= {"year": [str(year) for year in YEARS], "sex": ["F", "M", "U"]}
        self.fields = list(self.codes)
        self.shape = tuple(len(codes) for codes in self.codes.values())
        self.cells = np.arange(int(np.prod(self.shape))).reshape(self.shape)
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        n = self.cells.size
        self.model.addVars(n, np.zeros(n), np.full(n, highspy.kHighsInf))
        self.low: list[tuple[str, tuple[str, ...], np.ndarray, int]] = []
        for name in names:
            self._take(name, source, out)

    def _columns(self, name: str, heads: list[str], key: list[str]) -> np.ndarray:
        wanted = dict(zip(heads, key, strict=True))
        if name.startswith("Y"):
            wanted["year"] = str(2019 + int(name[1]))
        picks = [
            list(range(len(codes))) if wanted.get(field, "Total") == "Total" else [codes.index(wanted[field])]
            for field, codes in self.codes.items()
        ]
        return self.cells[np.ix_(*picks)].ravel().astype(np.int32)

    def _take(self, name: str, source: Path, out: Path) -> None:
        with (source / f"{name}.csv").open() as file:
            inner = {tuple(row.values())[:-1]: int(row["n"]) for row in csv.DictReader(file)}
        with (out / f"{name}.public.csv").open() as file:
            heads, *rows = list(csv.reader(file))
        for *key, count, status in rows:
            columns = self._columns(name, heads[:-2], key)
            if not status:
                value = float(count)
                self.model.addRow(value, value, len(columns), columns, np.ones(len(columns)))
                continue
            true = sum(n for at, n in inner.items() if all(k in (c, "Total") for k, c in zip(key, at, strict=True)))
            if 1 <= true < T:
                self.low.append((name, tuple(key), columns, true))

    def run(self) -> dict[str, object]:
        """How many low counts are exact, and how many have too narrow a range."""
        exact, short = [], []
        n = self.cells.size
        for name, key, columns, true in self.low:
            ends = []
            for sense in (highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize):
                costs = np.zeros(n)
                costs[columns] = 1.0
                self.model.changeColsCost(n, np.arange(n, dtype=np.int32), costs)
                self.model.changeObjectiveSense(sense)
                self.model.run()
                status = self.model.getModelStatus()
                unbounded = status in (
                    highspy.HighsModelStatus.kUnbounded,
                    highspy.HighsModelStatus.kUnboundedOrInfeasible,
                )
                ends.append(np.inf if unbounded else self.model.getInfo().objective_function_value)
            high, low = ends
            if high - low < 1e-6:
                exact.append((name, key))
            if high < T - 1e-6 or low > true - 1 + 1e-6:
                short.append((name, key))
        return {"low": len(self.low), "exact": exact, "short": short}


def run(source: Path, seconds: float = 60.0, names: tuple[str, ...] = TABLES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for name, took in protect_all(source, out, seconds, names):
            report = json.loads((out / f"{name}.json").read_text())
            gap = 0.0 if report["optimal"] else 100 * (report["cost"] - (report["lower_bound"] or 0)) / report["cost"]
            print(
                f"{name}: {took:.0f} s, {report['primary']} low, {report['secondary']} more withheld, cost {report['cost']} "
                f"(within {gap:.1f} % of the best), proved safe: {report['proved_safe']}, {report['peak_mb']:.0f} MB",
                flush=True,
            )
        began = time.monotonic()
        found = Attacker(source, out, names).run()
        print(
            f"attacker with all {len(names)} tables: {found['low']} low counts, {len(found['exact'])} exact, "  # type: ignore[arg-type]
            f"{len(found['short'])} short of the requirement ({time.monotonic() - began:.0f} s)"  # type: ignore[arg-type]
        )
