"""The demonstration's case on records small enough to see through."""

from __future__ import annotations

import csv
from pathlib import Path

CODES = ("8/67", "3/1", "8/56", "8/30", "3/4")
Years = tuple[int, int]
LOW: tuple[Years, ...] = ((2, 3), (41, 55), (1, 4), (60, 70), (8, 9))


def records(path: Path, counts: tuple[Years, ...], others: Years = (300, 310)) -> Path:
    """A file of disposals: `counts` by offence code and year, and `others` of an offence that nobody asked about."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["disposal_id", "crime_ref", "outcome_type", "outcome_date", "offence_code"])
        wanted = [(code, 2024 + at, n) for code, years in zip(CODES, counts, strict=True) for at, n in enumerate(years)]
        number = 0
        for code, year, count in [*wanted, *(("99/1", 2024 + at, n) for at, n in enumerate(others))]:
            for _ in range(count):
                number += 1
                rows.writerow([f"D{number}", f"C{number}", "8", f"{year}-03-{1 + number % 28:02}", code])
    return path
