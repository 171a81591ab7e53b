"""A ledger of 1,000 releases (50,000 figures and more), of which 50 touch a new one: what adding costs, and the audit."""

from __future__ import annotations

import csv
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.measure import measured
from fanlight.ledger import Ledger
from fanlight.ledger.entries import Breakdown, Cell, Release, Table, release_json
from fanlight.readers.cells import read_cells
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import AllOf, In, Predicate, Within
from fanlight.tables.spec.table import Unit

T = 5
BOROUGHS = 20
OFFENCES, SEXES, AGES, QUARTERS = 9, 3, 5, 8
AXES = {"offence": OFFENCES, "sex": SEXES, "age": AGES, "quarter": QUARTERS}


def quarter(number: int) -> Within:
    start, end = (date(2022 + n // 4, 3 * (n % 4) + 1, 1) for n in (number, number + 1))
    return Within("outcome_date", start, end)


def code(axis: str, number: int) -> str:
    return f"{2022 + number // 4}-Q{number % 4 + 1}" if axis == "quarter" else f"{axis[0].upper()}{number}"


def records(borough: int) -> np.ndarray:
    """Counts of made-up disposals by offence, sex, age and quarter; the same for the same borough."""
    rng = np.random.default_rng(borough)
    weight = np.multiply.outer(1 / np.arange(1, OFFENCES + 1), np.multiply.outer([0.45, 0.5, 0.05], [1, 2, 2, 1, 0.5]))
    return rng.poisson(4 * weight[..., None] * np.ones(QUARTERS))


def release(
    number: int, borough: int, shown: tuple[str, str], years: tuple[int, int], some: tuple[int, ...]
) -> Release:
    """One table of two breakdowns with all totals: counts below the threshold are withheld, and with each of them the next
    smallest of its row and column."""
    counts = records(borough)[np.ix_(some, range(SEXES), range(AGES), range(4 * years[0], 4 * years[1]))]
    names = list(AXES)
    rest = tuple(at for at, name in enumerate(names) if name not in shown)
    inner = counts.sum(axis=rest)
    if names.index(shown[0]) > names.index(shown[1]):
        inner = inner.T
    grid = np.zeros((inner.shape[0] + 1, inner.shape[1] + 1), dtype=np.int64)
    grid[:-1, :-1], grid[-1, :-1], grid[:-1, -1], grid[-1, -1] = inner, inner.sum(0), inner.sum(1), inner.sum()
    hide = (grid >= 1) & (grid < T)
    for lines in (grid, grid.T):
        mask = hide if lines is grid else hide.T
        for row, low in zip(lines, mask, strict=True):
            if low.sum() == 1:
                order = np.argsort(np.where(low, np.iinfo(np.int64).max, row), kind="stable")
                low[order[0]] = True
    codes = []
    for name in shown:
        listed = (
            some if name == "offence" else range(4 * years[0], 4 * years[1]) if name == "quarter" else range(AXES[name])
        )
        codes.append([*(code(name, n) for n in listed), "Total"])
    cells = {}
    for (i, j), value in np.ndenumerate(grid):
        asked = (Requirement("low_count", T, int(value) - 1),) if 1 <= value < T else ()
        cells[codes[0][i], codes[1][j]] = Cell(None, "[c]", int(value), asked) if hide[i, j] else Cell(int(value))
    breakdowns = []
    for name, own in zip(shown, codes, strict=True):
        quarters = dict(zip(own[:-1], range(4 * years[0], 4 * years[1]), strict=False))
        categories = tuple(
            (c, c, quarter(quarters[c]) if name == "quarter" else In(name, frozenset({c}))) for c in own[:-1]
        )
        breakdowns.append(Breakdown(name, name, categories, "All", name == "quarter"))
    population: list[Predicate] = [In("borough", frozenset({f"B{borough:02d}"}))]
    population.append(Within("outcome_date", date(2022 + years[0], 1, 1), date(2022 + years[1], 1, 1)))
    population.append(In("offence", frozenset(code("offence", n) for n in some)))
    table = Table(
        "t", f"Release {number}", Unit.DISPOSALS, AllOf(tuple(population)), tuple(breakdowns), cells, number=1
    )
    return Release(f"R{number:05d}", date(2024, 1, 1), extract="2024-01-01", tables=(table,))


EVERY = tuple(range(OFFENCES))
PAIRS = (
    ("offence", "quarter"),
    ("offence", "sex"),
    ("offence", "age"),
    ("sex", "quarter"),
    ("age", "quarter"),
    ("sex", "age"),
)
SPANS = ((0, 1), (1, 2), (0, 2))
SUBSETS = (EVERY, EVERY[:6], EVERY[3:])


def releases(count: int, touching: int) -> Iterator[Release]:
    """`touching` of them, spread over all, are about borough 0, which the new table is about."""
    kinds = list(itertools.product(PAIRS, SPANS, SUBSETS))
    # The others are the larger tables, so that there are 50 figures a release.
    large = [kind for kind in kinds if sum(1 for _ in release(0, 1, *kind).figures()) >= 40]
    every = max(1, count // touching)
    done = 0
    for number in range(count):
        ours = number % every == 0 and done < touching
        done += ours
        pair, years, some = kinds[done % len(kinds)] if ours else large[number % len(large)]
        yield release(number, 0 if ours else 1 + number % (BOROUGHS - 1), pair, years, some)


def fill(place: Path, count: int, touching: int) -> list[float]:
    """Seconds for each release added."""
    Ledger.create(place)
    took = []
    with Ledger.open(place) as ledger:
        for one in releases(count, touching):
            entry = release_json(one)
            began = time.perf_counter()
            ledger.add(entry)
            took.append(time.perf_counter() - began)
    return took


DESCRIPTION = """\
release: {reference: new, released: 2024-06-01, extract: 2024-01-01}
table:
  id: new
  title: The new table
  unit: disposals
  basis: outcome_date
  cancelled: included
  population: {where: {borough: B00}}
  period: {kind: calendar_year, from: "2023", to: "2023"}
dimensions:
  offence: {field: offence}
  quarter: {period: quarter}
"""


def new_table(folder: Path) -> None:
    """The new table's cells, and its description."""
    counts = records(0)[..., 4:].sum(axis=(1, 2))
    with (folder / "new.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["offence", "quarter", "count"])
        for (offence, number), value in np.ndenumerate(counts):
            writer.writerow([code("offence", offence), code("quarter", 4 + number), int(value)])
    (folder / "new.yaml").write_text(DESCRIPTION)


_RUN = """
from pathlib import Path
from fanlight.cli.files.requests import audit_request, with_ledger
from fanlight.ledger import Ledger
from fanlight.protection.ledger.audit import audited_with_ledger
folder = Path({folder!r})
options = {{'threshold': 5, 'intervals': 'needed', 'time_limit': 55}}
request = audit_request(folder / 'public.csv', cells=folder / 'new.csv', **options)
with Ledger.open(folder / 'ledger') as ledger:
    found = audited_with_ledger(request, with_ledger(ledger, folder / 'new.yaml'))
said = found.to_json()
print(found.audit.verdict, len(said['earlier']['touched']), said['earlier']['checked'], len(found.against.joint),
      len(said['failed']), len(said['earlier']['failed']), len(said['given_away_before']))
"""


def write_low_withheld(folder: Path) -> None:
    """PUBLIC.csv as a careless office writes it: the low counts alone are withheld."""
    table = read_cells(folder / "new.csv")
    with (folder / "public.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*table.names.heads, "count", "status"])
        for cell, value in enumerate(table.values.tolist()):
            low = 1 <= value < T
            writer.writerow([*table.names[cell], "" if low else value, "c" if low else ""])


def main(count: int = 1_000, touching: int = 50) -> None:
    shared = Path(os.environ.get("FANLIGHT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = fill(folder / "ledger", count, touching)
        figures = sum(sum(1 for _ in one.figures()) for one in releases(count, touching))
        print(f"{count:,} releases, {figures:,} figures, {touching} of them touch the new table")
        for start in range(0, count, count // 5):
            part = took[start : start + count // 5]
            print(
                f"  adding releases {start + 1:,} to {start + len(part):,}: median {1000 * statistics.median(part):.1f} ms"
            )
        with Ledger.open(folder / "ledger") as ledger:
            began = time.perf_counter()
            verified = ledger.verify()
            print(f"  verify: {time.perf_counter() - began:.1f} s, {len(verified.faults)} faults")
        new_table(folder)
        write_low_withheld(folder)
        done = measured(_RUN.format(folder=str(folder)))
        verdict, touched, checked, cells, failed, before, lost = done.printed.split()
        print(
            f"  audit together: {done.seconds:.1f} s, {done.peak:.0f} MiB; {touched} releases, {checked} earlier withheld "
            f"figures, {cells} cells; verdict {verdict}: {failed} of the new table and {before} earlier figures given away, "
            f"{lost} by earlier releases alone"
        )
    synthetic = shared / "tables" / "synthetic"
    if synthetic.exists():
        from benchmarks.ledger_attack import run

        run(synthetic)
