"""records.json: the records that a draft's figures count, and which of them each figure counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fanlight.answering.intake.intake import Intake
from fanlight.answering.output.trail import internal_json
from fanlight.answering.words import INTERNAL
from fanlight.tables.predicate.written import records_json
from fanlight.tables.stages import RawTable

NAME = "records.json"


def records_files(intake: Intake, raws: Sequence[RawTable], not_counted: Sequence[str]) -> dict[str, bytes]:
    """The internal file by its name; none where nothing was counted."""
    if not raws:
        return {}
    content = {
        "extract": intake.extract,
        "files": [asdict(one) for one in intake.files],
        "not_counted": list(not_counted),
        "tables": [_table(raw) for raw in raws],
    }
    return {NAME: internal_json(INTERNAL, content).encode()}


def _table(raw: RawTable) -> dict[str, Any]:
    spec = raw.spec
    return {
        "id": spec.id,
        "unit": spec.unit.value,
        "population": records_json(spec.population),
        "dimensions": [
            {
                "name": one.name,
                "codes": [
                    {"code": code, "label": one.label(code), "records": records_json(one.predicate(code))}
                    for code in one.codes
                ],
            }
            for one in spec.dimensions
        ],
        "counts": [[*key, count] for key, count in raw.counts.items()],
    }
