"""A case on records of which some cannot be counted: one statistic, and rows to build files from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

COLUMNS = (
    "disposal_id", "crime_ref", "source_system", "recorded_date", "outcome_date", "outcome_type", "outcome_cancelled_date",
    "offence_code", "offence_label", "borough", "offender_ref",
)  # fmt: skip
Row = dict[str, str]


def rows(count: int, start: int = 1, **values: str) -> list[Row]:
    """Resolutions for a blade in Ashcombe in 2025, one a person, numbered from `start`."""
    return [
        {
            "disposal_id": f"D{n}", "crime_ref": f"SX/{n:06d}/25", "source_system": "Niche", "recorded_date": "2025-05-04",
            "outcome_date": "2025-05-06", "outcome_type": "8", "outcome_cancelled_date": "", "offence_code": "8/26",
            "offence_label": "Having a blade", "borough": "Ashcombe", "offender_ref": f"N{n}", **values,
        }
        for n in range(start, start + count)
    ]  # fmt: skip


def written(path: Path, records: Iterable[Row], columns: Sequence[str] = COLUMNS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, extrasaction="ignore")
        out.writeheader()
        out.writerows(records)
    return path


def table(**more: Any) -> dict[str, Any]:
    """Resolutions in 2025, without a breakdown."""
    return {
        "id": "t",
        "title": "Resolutions",
        "count": {"unit": "disposals", "basis": "outcome_date"},
        "population": {"title": "Resolutions", "where": {"outcome_type": "8"}},
        "period": {"kind": "calendar_year", "from": "2025", "to": "2025"},
        **more,
    }


def case(folder: Path, *tables: Mapping[str, Any], **more: Any) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "request.txt").write_text("1. How many resolutions were given?\n", encoding="utf-8")
    (folder / "publication.txt").write_text("1. How many resolutions were given?\n", encoding="utf-8")
    (folder / "tables.yaml").write_text(yaml.safe_dump({"tables": [dict(one) for one in tables]}), encoding="utf-8")
    content = {
        "reference": "FOI 1/26",
        "received": "2026-04-30",
        "decided": "2026-05-28",
        "authority": {"name": "Saxonshire Police", "address": ["Kings Drove"], "email": "foi@saxonshire.police.example"},
        "requester": {"name": "Pat Lund", "email": "someone@example.net"},
        "officer": "Delyth Amos",
        "review": {"email": "foi@saxonshire.police.example"},
        "publication": {
            "confirmed_by": "Delyth Amos", "confirmed_on": "2026-05-28", "title": "Resolutions", "summary": "A request.",
        },
        "extracted": "2026-05-05",
        "tables": ["tables.yaml"],
        "questions": {
            "1": {"kind": "statistic", "tables": [str(one["id"]) for one in tables], "decided_by": "Delyth Amos"}
        },
        **more,
    }  # fmt: skip
    (folder / "case.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder
