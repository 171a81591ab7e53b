"""The real run: Bedfordshire's local resolutions by calendar year 2022 and 2023 and crime type, up to the release."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fanlight.audit import audit
from fanlight.certificate import check
from fanlight.pipeline import NO_LEDGER, make_releasable
from fanlight.policy import disclosure_rules
from fanlight.records import import_files
from fanlight.tables.spec.file import load_specs
from fanlight.tabulation import open_source

pytestmark = pytest.mark.xdist_group("bedfordshire")
SPEC = Path(__file__).parents[2] / "docs" / "examples" / "bedfordshire.yaml"


@pytest.fixture(scope="module")
def store(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bedfordshire") / "store"
    files = [extracts / "open" / f"bedfordshire_{name}.parquet" for name in ("outcomes", "street")]
    import_files(files, folder)
    return folder


def test_the_published_counts_and_their_protection(store: Path) -> None:
    rules = disclosure_rules("default", on=date(2024, 6, 1))
    with open_source(str(store)) as source:
        specs = [source.resolve(spec) for spec in load_specs(SPEC)]
        made = make_releasable(specs, source, rules=rules, assess=lambda _, flags: (tuple(flags), frozenset()))
    raw = {key: count for one in made.raws for key, count in one.counts.items()}
    assert (raw["Total", "2022"], raw["Total", "2023"]) == (1378, 1232)
    for category, counts in {
        "Bicycle theft": (0, 3), "Burglary": (4, 1), "Theft from the person": (2, 3), "Vehicle crime": (2, 3),
        "Possession of weapons": (7, 13), "Drugs": (575, 681),
    }.items():  # fmt: skip
        assert (raw[category, "2022"], raw[category, "2023"]) == counts
    assert made.audit.verdict == "safe"
    check(made.audit.certificate, made.audit.published)
    (table,) = made.tables
    assert table.unit.value == "crimes"
    shown = {cell.value for cell in table.cells.values()}
    assert {1378, 1232, 575, 681} <= shown
    again = audit(made.plan.tables, rules=rules, earlier=NO_LEDGER, claimed=made.plan.witnesses)
    assert again.sha256 == made.audit.sha256
