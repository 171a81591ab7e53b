"""Seeded crime records of Wyrefordshire Constabulary, a police force that does not exist. No real person is in them.

About 40,000 community resolutions a year for two years, with other disposals, cancelled ones and the dirt of a real
extract beside them. The mix of offences is made to look like a large force's; the rare offences are rare, which is
what makes the demonstration's third question hard.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

YEARS = (2024, 2025)
RESOLUTIONS_A_YEAR = 40_000
OTHER_DISPOSALS_A_YEAR = 14_000
SEED = 20261015

FIELDS = (
    "crime_ref",
    "disposal_id",
    "source_system",
    "force",
    "bcu",
    "borough",
    "recorded_date",
    "committed_from_date",
    "outcome_date",
    "outcome_type",
    "outcome_cancelled_date",
    "offence_label",
    "ho_class",
    "ho_subclass",
    "statute",
    "section",
    "offender_ref",
    "offender_age_band",
    "victim_type",
)


@dataclass(frozen=True)
class Offence:
    """`weight` is relative; `rare` is an expected number a year, used instead of a weight."""

    label: str
    code: str
    statute: str
    section: str
    weight: float = 0.0
    rare: float = 0.0
    victim: str = "person"


OFFENCES = (
    Offence("Having possession of a controlled drug - cannabis", "92/61", "Misuse of Drugs Act 1971", "5", 34, victim="none"),
    Offence("Theft from shops and stalls", "46", "Theft Act 1968", "1", 16, victim="business"),
    Offence("Common assault and battery", "105/1", "Criminal Justice Act 1988", "39", 19),
    Offence("Other criminal damage, other", "149", "Criminal Damage Act 1971", "1", 8),
    Offence("Other criminal damage to a vehicle", "149", "Criminal Damage Act 1971", "1", 5),
    Offence("Harassment", "195/94", "Protection from Harassment Act 1997", "2", 5.2),
    Offence("Putting people in fear of violence", "8/30", "Protection from Harassment Act 1997", "4", 0.4),
    Offence("Pursue a course of conduct which amounts to stalking", "195/12", "Protection from Harassment Act 1997", "2A", 0.5),
    Offence("Malicious communications", "8/72", "Malicious Communications Act 1988", "1", 3.2),
    Offence("Assault occasioning actual bodily harm", "8/6", "Offences against the Person Act 1861", "47", 2.5),
    Offence("Threats to kill", "3/1", "Offences against the Person Act 1861", "16", 0.8),
    Offence("Theft of a pedal cycle", "44", "Theft Act 1968", "1", 0.5),
    Offence("Public order: fear or provocation of violence", "125/11", "Public Order Act 1986", "4", 5),
    Offence(
        "Engage in controlling/coercive behaviour in an intimate / family relationship",
        "8/67", "Serious Crime Act 2015", "76", rare=3.0,
    ),
    Offence(
        "Racially or religiously aggravated harassment without violence",
        "8/56", "Crime and Disorder Act 1998", "32", rare=2.6,
    ),
    Offence(
        "Intentionally encouraging or assisting commission of an either way offence",
        "98/73", "Serious Crime Act 2007", "44", rare=1.0,
    ),
)  # fmt: skip

DIVISIONS = {
    "North": ("Ashwick", "Brindle", "Calverdon"),
    "Central": ("Wyreford", "Dunmere"),
    "South": ("Estbury", "Farlow", "Gorsley", "Hartmoor"),
}
BOROUGHS = tuple((division, borough) for division, boroughs in DIVISIONS.items() for borough in boroughs)
AGE_BANDS = ("10-17", "18-24", "25-34", "35-44", "45-54", "55 and over")
OTHER_OUTCOMES = ("1", "3", "6", "14", "15", "16", "18", "21")


def _poisson(rng: random.Random, mean: float) -> int:
    count, waited = 0, rng.expovariate(1)
    while waited < mean:
        count += 1
        waited += rng.expovariate(1)
    return count


def _offences_of_a_year(rng: random.Random) -> list[Offence]:
    common = [offence for offence in OFFENCES if not offence.rare]
    rare = [offence for offence in OFFENCES if offence.rare for _ in range(_poisson(rng, offence.rare))]
    total = RESOLUTIONS_A_YEAR + rng.randint(-900, 900)
    chosen = rng.choices(common, weights=[offence.weight for offence in common], k=total - len(rare))
    chosen += rare
    rng.shuffle(chosen)
    return chosen


def records(seed: int = SEED) -> Iterator[dict[str, str]]:
    """One row for each offender's disposal, in no particular order; the same for the same seed."""
    rng = random.Random(seed)
    serial = 0
    for year in YEARS:
        disposals: list[tuple[Offence, str]] = [(offence, "8") for offence in _offences_of_a_year(rng)]
        common = [offence for offence in OFFENCES if not offence.rare]
        weights = [offence.weight for offence in common]
        disposals += [
            (offence, rng.choice(OTHER_OUTCOMES))
            for offence in rng.choices(common, weights=weights, k=OTHER_DISPOSALS_A_YEAR)
        ]
        rng.shuffle(disposals)
        for offence, outcome in disposals:
            serial += 1
            yield _record(rng, serial, year, offence, outcome)
            # About one in a hundred common resolutions was entered, then cancelled: not to be counted.
            if not offence.rare and rng.random() < 0.01:
                serial += 1
                row = _record(rng, serial, year, offence, "8")
                cancelled = date.fromisoformat(row["outcome_date"]) + timedelta(days=rng.randint(1, 40))
                yield {**row, "outcome_cancelled_date": cancelled.isoformat()}


def _record(rng: random.Random, serial: int, year: int, offence: Offence, outcome: str) -> dict[str, str]:
    day = date(year, 1, 1) + timedelta(days=rng.randrange((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    recorded = day - timedelta(days=int(rng.expovariate(1 / 35)))
    division, borough = rng.choice(BOROUGHS)
    crime_class, _, subclass = offence.code.partition("/")
    return {
        "crime_ref": f"WY{recorded.year % 100:02d}{serial:07d}",
        "disposal_id": f"D{serial:08d}",
        "source_system": "RMS",
        "force": "Wyrefordshire Constabulary",
        "bcu": division,
        "borough": borough,
        "recorded_date": recorded.isoformat(),
        "committed_from_date": (recorded - timedelta(days=rng.choice((0, 0, 0, 1, 2, 7)))).isoformat(),
        "outcome_date": day.isoformat(),
        "outcome_type": outcome,
        "outcome_cancelled_date": "",
        "offence_label": offence.label,
        "ho_class": crime_class,
        "ho_subclass": subclass,
        "statute": offence.statute,
        "section": offence.section,
        "offender_ref": f"N{rng.randrange(10**9):09d}",
        "offender_age_band": rng.choices(AGE_BANDS, weights=(30, 24, 20, 13, 8, 5))[0],
        "victim_type": offence.victim,
    }


def write(folder: Path, seed: int = SEED) -> list[Path]:
    """Writes one CSV a year into `folder`, with a few rows entered twice and a few that no store can take."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed + 1)
    rows: dict[int, list[dict[str, str]]] = {year: [] for year in YEARS}
    for row in records(seed):
        rows[int(row["outcome_date"][:4])].append(row)
    paths = []
    for year, of_year in rows.items():
        common = [row for row in of_year if row["outcome_type"] != "8"]
        twice = rng.sample(common, 25)
        broken = [{**row, "outcome_date": "31/02/" + str(year)} for row in rng.sample(common, 4)]
        broken = [{**row, "disposal_id": f"X{i}{year}"} for i, row in enumerate(broken)]
        path = folder / f"disposals-{year}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(of_year + twice + broken)
        paths.append(path)
    return paths
