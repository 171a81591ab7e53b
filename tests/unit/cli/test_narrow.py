"""`fanlight records narrow`: what it prints can stand under cost.narrowed as it is, and passes the check of the estimate."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from fanlight.cli.records.narrow import narrowed
from fanlight.errors import BadInput
from fanlight.law.procedure.cost import CostRecord, check_cost, limit_of
from fanlight.records import import_files
from tests.small_case import LOW, records

SPECS = Path(__file__).parents[3] / "demo" / "case" / "tables.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    import_files([records(folder / "records.csv", LOW)], folder / "store")
    return folder / "store"


@pytest.mark.parametrize(("minutes", "besides"), [(3, 0), (20, 0), (200, 0), (3, 17.5), (1, 2.25)])
def test_entries_fit(store: Path, minutes: float, besides: float) -> None:
    lines = list(narrowed(SPECS, "resolutions_by_offence", store, minutes=minutes, besides=besides, limit_hours=18))
    assert "INTERNAL" in lines[0]
    entries = yaml.safe_load("\n".join(lines))["narrowed"] or []
    work = {"activity": "extract", "what": "reading", "records": 4000, "minutes": 3}
    record = CostRecord.model_validate({"work": [work], "narrowed": entries, "nothing_fits": "x", "sampled": "y"})
    assert check_cost({"1": record}, limit=limit_of(), received=datetime.date(2026, 10, 5)) == ()


def test_wide_limits_let_all_periods_fit(store: Path) -> None:
    lines = list(narrowed(SPECS, "resolutions", store, minutes=0.01, besides=0, limit_hours=24))
    (entry,) = yaml.safe_load("\n".join(lines))["narrowed"]
    assert entry["what"].endswith("2024 to 2025")


def test_what_cannot_be_narrowed_is_told(store: Path) -> None:
    for table, hours in (("nope", 18), ("resolutions", 20)):
        with pytest.raises(BadInput):
            list(narrowed(SPECS, table, store, minutes=3, besides=0, limit_hours=hours))
