"""Every disclosure-control policy runs its own cases, is cited, and has no gap between versions."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest

from fanlight.errors import BadInput
from fanlight.policy import disclosure_rules
from fanlight.policy.disclosure import load, versions
from fanlight.sdc import flag
from fanlight.tables.spec_file import parse_specs
from fanlight.tables.stages import RawTable

FOLDER = resources.files("fanlight") / "policies" / "disclosure_control"
NAMES = sorted(e.name.removesuffix(".yaml") for e in FOLDER.iterdir() if e.name not in {"measure.yaml"})

SPEC = parse_specs(
    "tables:\n  - id: one\n    title: One\n    count: {unit: crimes, basis: outcome_date}\n"
    "    population: {title: All}\n    period: {kind: calendar_year, from: 2022, to: 2022}\n"
)[0]


@pytest.mark.parametrize("name", NAMES)
def test_its_cases_hold(name: str) -> None:
    held = load(name)
    assert held["cases"]
    for case in held["cases"]:
        rules = disclosure_rules(name, on=case["day"])
        raw = RawTable(SPEC, {("2022",): case["count"]})
        assert bool(flag(raw, rules)) is case["flagged"], case
    assert all(version.source.cite for version in versions(held))


def test_before_any_version_and_unknown_policies() -> None:
    with pytest.raises(BadInput, match="No version"):
        disclosure_rules("default", on=date(1999, 1, 1))
    with pytest.raises(BadInput, match="Known: default"):
        disclosure_rules("no-such-policy", on=date(2022, 1, 1))
