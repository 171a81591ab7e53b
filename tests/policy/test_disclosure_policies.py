"""Every disclosure-control policy runs its own cases, is cited, and has no gap between versions."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest

from fanlight.dated import own_data
from fanlight.errors import BadInput
from fanlight.policy import disclosure_rules
from fanlight.policy.disclosure import answer_costs, load, versions
from fanlight.sdc import flag
from fanlight.tables.knowledge.costs import Costs
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.stages import RawTable

FOLDER = resources.files("fanlight") / "policies" / "disclosure_control"
NAMES = sorted(e.name.removesuffix(".yaml") for e in FOLDER.iterdir() if e.name != "costs.yaml")
COSTS = own_data((FOLDER / "costs.yaml").read_text(encoding="utf-8"))

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


def test_the_costs_own_cases_hold() -> None:
    assert COSTS["cases"]
    for case in COSTS["cases"]:
        assert answer_costs(on=case["day"]).of(case["count"]) == case["loses"], case


def test_the_costs_are_cited_and_every_value_is_used() -> None:
    for version in versions(COSTS):
        assert version.since is not None
        costs = answer_costs(on=version.since)
        assert version.source.cite
        assert {name: type(getattr(costs, name))(value) for name, value in version.value.items()} == {
            name: getattr(costs, name) for name in Costs.__dataclass_fields__
        }


def test_a_version_of_the_costs_without_a_source_is_refused() -> None:
    (version,) = COSTS["versions"]
    without = {name: value for name, value in version.items() if name != "source"}
    with pytest.raises(BadInput, match="no source"):
        versions({**COSTS, "versions": [without]})


def test_a_case_s_rules_bring_the_costs_of_its_day() -> None:
    day = date(2022, 7, 29)
    assert disclosure_rules("default", on=day).costs == answer_costs(on=day)


def test_the_costs_are_no_policy_of_thresholds() -> None:
    with pytest.raises(BadInput, match="no disclosure-control policy"):
        disclosure_rules("costs", on=date(2022, 1, 1))


def test_before_any_version_and_unknown_policies() -> None:
    with pytest.raises(BadInput, match="No version"):
        disclosure_rules("default", on=date(1999, 1, 1))
    with pytest.raises(BadInput, match="Known: default"):
        disclosure_rules("no-such-policy", on=date(2022, 1, 1))
