"""What can still be given, with records: the best plan, and how good it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.answering.counting.prospect import prospects
from fanlight.errors import BadInput
from fanlight.ledger import Ledger
from fanlight.records import import_files
from tests.sized_tables import SHAPES


def test_the_best_plan_says_how_good_it_is(tmp_path: Path) -> None:
    shape = SHAPES["two tables"]
    (tmp_path / "spec.yaml").write_text(shape.spec(), encoding="utf-8")
    shape.write(tmp_path / "records.csv")
    import_files([tmp_path / "records.csv"], tmp_path / "store")
    Ledger.create(tmp_path / "ledger")
    place, records = str(tmp_path / "ledger"), str(tmp_path / "store")
    found = prospects(tmp_path / "spec.yaml", place, records=records, on="2026-10-29", seconds=300)
    assert found.found.startswith("Proved safe, and proved to lose least")
    assert found.to_json()["plan_found"] == found.found
    assert found.plans["t1"]["in full"]
    assert found.plans["t1"]["not at all"]
    with pytest.raises(BadInput, match="time limit"):
        prospects(tmp_path / "spec.yaml", place, records=records, on="2026-10-29", seconds=0)
