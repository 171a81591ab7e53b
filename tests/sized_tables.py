"""Requests of ordinary shapes, with made records: few large counts and many small ones, as records have them."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fanlight.records import import_files
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.stages import RawTable
from fanlight.tabulation import open_source, tabulate

FIELDS = {"offence": "offence_label", "area": "borough", "station": "bcu", "age": "offender_age_band"}


@dataclass(frozen=True)
class Shape:
    """`fields`: how many values each has; `tables`: the breakdowns of each table asked for; `period`: its kind, its first and its
    last."""

    name: str
    fields: dict[str, int]
    tables: tuple[tuple[str, ...], ...]
    period: tuple[str, object, object]
    records: int

    def spec(self) -> str:
        kind, first, last = self.period
        total = ", total: All periods" if first != last else ""
        return "tables:\n" + "".join(
            f"  - id: t{number}\n    title: Community resolutions\n    count: {{unit: disposals, basis: outcome_date}}\n"
            '    population: {title: Community resolutions, where: {outcome_type: "8"}}\n'
            f"    period: {{kind: {kind}, from: {first}, to: {last}{total}}}\n    dimensions:\n"
            + "".join(
                f"      - {{name: {name}, title: {name}, field: {FIELDS[name]}, total: Total}}\n" for name in names
            )
            for number, names in enumerate(self.tables, start=1)
        )

    def write(self, path: Path) -> None:
        dice = random.Random(1)
        columns = {
            name: _drawn(dice, self.records, [f"{name} {n:02}" for n in range(k)]) for name, k in self.fields.items()
        }
        days = _drawn(dice, self.records, self._months())
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(
                ["disposal_id", "crime_ref", "outcome_type", "outcome_date", *(FIELDS[name] for name in columns)]
            )
            for number in range(self.records):
                own = (drawn[number] for drawn in columns.values())
                rows.writerow([f"D{number}", f"C{number}", "8", f"{days[number]}-{1 + number % 28:02}", *own])

    def _months(self) -> list[str]:
        first, last = (int(str(end)[:4]) for end in self.period[1:])
        return [f"{year}-{month:02}" for year in range(last, first - 1, -1) for month in range(1, 13)]


def _drawn(dice: random.Random, times: int, values: Sequence[str]) -> list[str]:
    """Values in a chance order of frequency, the n-th a n-th as frequent as the first."""
    shuffled = dice.sample(values, len(values))
    return dice.choices(shuffled, [1 / (n + 1) for n in range(len(values))], k=times)


YEAR = ("calendar_year", 2025, 2025)
SHAPES = {
    one.name: one
    for one in (
        Shape("12 x 10", {"offence": 12, "area": 10}, (("offence", "area"),), YEAR, 900),
        Shape("30 x 33", {"offence": 30, "area": 33}, (("offence", "area"),), YEAR, 20_000),
        Shape("8 x 8 x 3", {"offence": 8, "area": 8}, (("offence", "area"),), ("calendar_year", 2023, 2025), 3_000),
        Shape("8 x 32 x 3", {"offence": 8, "area": 32}, (("offence", "area"),), ("calendar_year", 2023, 2025), 9_000),
        Shape("24 x 60", {"station": 60}, (("station",),), ("month", "2024-01", "2025-12"), 12_000),
        Shape("two tables", {"offence": 12, "area": 10, "age": 6}, (("offence", "area"), ("offence", "age")), YEAR, 900),
        Shape("40 x 32 x 5", {"offence": 40, "area": 32}, (("offence", "area"),), ("calendar_year", 2021, 2025), 60_000),
    )
}  # fmt: skip


def raw_tables(shape: Shape, folder: Path) -> tuple[RawTable, ...]:
    """The shape's tables, counted from its records."""
    shape.write(folder / "records.csv")
    import_files([folder / "records.csv"], folder / "store")
    with open_source(str(folder / "store")) as source:
        return tuple(tabulate(source.resolve(spec), source) for spec in parse_specs(shape.spec()))
