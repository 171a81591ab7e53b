"""The community-resolution policy: its cases, each single deviation from the clean one, versions and dates."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
import yaml

from fanlight.errors import BadInput
from fanlight.policy.community_resolution import (
    Facts,
    Status,
    Tri,
    UncertainPolicy,
    advise,
    advise_candidates,
    advise_under,
    differences,
    facts_from,
    in_force,
    load,
    versions,
)
from fanlight.policy.community_resolution.proof.cases import case_facts, failing
from fanlight.policy.community_resolution.rules.policy import read_policy
from fanlight.policy.community_resolution.rules.versions import resolved
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary

MAY = date(2022, 5, 1)
VERSIONS = [held.version for held in versions()]
CASES = [(version, case["name"]) for version in VERSIONS for case in load(version).held["cases"]]

CLEAN: dict[str, Any] = yaml.safe_load(
    """
domestic: no
hate_crime: no
sexual_offence: no
firearms: no
weapon: no
qualifying_crime: yes
exceptional_circumstances: {claimed: no}
suspect_police: no
mental_health: {offender: {considered: no}, victim: {considered: no}}
offender_under_18: no
responsibility_accepted: yes
reparation: {agreed: yes, none_needed: no, text: goods paid for}
victim: {exists: yes, wish: supports, when_recorded: 2022-04-20}
everybody_spoken_to: yes
proportionality_rationale: first offence, low value
"""
)
EXCEPTIONAL: dict[str, Any] = yaml.safe_load(
    """
weapon: yes
exceptional_circumstances: {claimed: yes, rationale: a chef on the way home}
decided_by_investigation_team: yes
advice_sought: yes
authority: {person: Insp. Example, rank: Inspector, rank_status: substantive, when: 2022-04-21, reference: log 12}
documented_reference: report 12
"""
)
HEALTH = {"considered": True, "professional_consulted": True, "capacity_evident": True, "appropriate_adult": True}


def told(changes: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
    advice = advise(facts_from({**CLEAN, **changes, **more}, "test"), MAY)
    return str(advice.status), [rule.id for rule in advice.rules]


@pytest.mark.parametrize(("version", "name"), CASES, ids=[f"{v}: {n}" for v, n in CASES])
def test_the_cases_of_each_version_hold(version: str, name: str) -> None:
    policy = load(version)
    case = next(case for case in policy.held["cases"] if case["name"] == name)
    advice = advise_under(policy, case_facts(policy, case), date(2030, 1, 1))
    assert (str(advice.status), [rule.id for rule in advice.rules]) == (case["status"], list(case["rules"]))


@pytest.mark.parametrize(
    ("changes", "status", "rules"),
    [
        ({}, "SUPPORTABLE", []),
        ({"domestic": True}, "NOT_AVAILABLE", ["R1"]),
        ({"hate_crime": True}, "NOT_AVAILABLE", ["R2"]),
        ({"sexual_offence": True}, "NOT_AVAILABLE", ["R3"]),
        ({"firearms": True}, "NOT_AVAILABLE", ["R4"]),
        ({"weapon": True}, "NOT_AVAILABLE", ["R5"]),
        (EXCEPTIONAL, "SUPPORTABLE", ["R6", "R10"]),
        ({**EXCEPTIONAL, "authority": "unknown"}, "NEEDS_ACTION", ["R6", "R7", "R8", "R10"]),
        ({**EXCEPTIONAL, "authority": False}, "NEEDS_ACTION", ["R6", "R7", "R8", "R10"]),
        ({**EXCEPTIONAL, "authority": {"person": "A", "rank": "Sergeant", "rank_status": "substantive"}}, "NEEDS_ACTION", ["R6", "R7", "R10"]),
        ({**EXCEPTIONAL, "authority": {"person": "A", "rank": "Inspector"}}, "NEEDS_ACTION", ["R6", "R7", "R10"]),
        ({**EXCEPTIONAL, "authority": {"person": "A", "rank": "T/DI"}}, "NEEDS_ACTION", ["R6", "R7", "R10"]),
        ({**EXCEPTIONAL, "authority": {"person": "A", "rank": "A/DCI", "substantive_rank": "DI"}}, "SUPPORTABLE", ["R6", "R10"]),
        ({**EXCEPTIONAL, "authority": {"person": "A", "rank": "Superintendent", "rank_status": "substantive"}}, "SUPPORTABLE", ["R6", "R10"]),
        ({**EXCEPTIONAL, "decided_by_investigation_team": False}, "NEEDS_ACTION", ["R6", "R8", "R10"]),
        ({**EXCEPTIONAL, "advice_sought": "unknown"}, "NEEDS_ACTION", ["R6", "R8", "R10"]),
        ({**EXCEPTIONAL, "documented_reference": False}, "NEEDS_ACTION", ["R6", "R9", "R10"]),
        ({**EXCEPTIONAL, "exceptional_circumstances": {"claimed": True}}, "NEEDS_ACTION", ["R6", "R9", "R10"]),
        ({**EXCEPTIONAL, "hate_crime": "unknown"}, "NEEDS_ACTION", ["R6", "R9", "R10"]),
        ({**EXCEPTIONAL, "exceptional_circumstances": "unknown"}, "NOT_AVAILABLE", ["R5", "R6", "R9", "R10"]),
        ({"suspect_police": True}, "NOT_AVAILABLE", ["R11", "R12"]),
        ({"suspect_police": True, "secondary_investigation": False}, "NOT_AVAILABLE", ["R11"]),
        ({"suspect_police": True, "secondary_investigation": True}, "REFER_DPS", ["R11", "R12"]),
        ({"suspect_police": True, "secondary_investigation": True, "professional_standards": {"referred": True, "result": "awaited"}}, "REFER_DPS", ["R11", "R12"]),
        ({"suspect_police": True, "secondary_investigation": True, "professional_standards": {"referred": True, "result": "unsuitable"}}, "NOT_AVAILABLE", ["R11"]),
        ({"suspect_police": True, "secondary_investigation": True, "professional_standards": {"referred": True, "result": "suitable"}}, "SUPPORTABLE", []),
        ({"mental_health": {"offender": HEALTH, "victim": {"considered": False}}}, "SUPPORTABLE", []),
        ({"mental_health": {"offender": {**HEALTH, "professional_consulted": False}, "victim": {"considered": False}}}, "NEEDS_ACTION", ["R13"]),
        ({"mental_health": {"offender": {**HEALTH, "capacity_evident": False}, "victim": {"considered": False}}}, "NEEDS_ACTION", ["R14"]),
        ({"mental_health": {"offender": {**HEALTH, "appropriate_adult": False}, "victim": {"considered": False}}}, "NEEDS_ACTION", ["R15"]),
        ({"mental_health": {"offender": {"considered": False}, "victim": {**HEALTH, "professional_consulted": "unknown"}}}, "NEEDS_ACTION", ["R13"]),
        ({"offender_under_18": True}, "NEEDS_ACTION", ["R15"]),
        ({"responsibility_accepted": False}, "NOT_AVAILABLE", ["R16"]),
        ({"reparation": False}, "NEEDS_ACTION", ["R17"]),
        ({"reparation": {"agreed": False, "none_needed": True}, "victim": False}, "SUPPORTABLE", []),
        ({"victim": {"exists": True, "wish": "contrary"}}, "NEEDS_ACTION", ["R18"]),
        ({"victim": {"exists": True}}, "NEEDS_ACTION", ["R18"]),
        ({"everybody_spoken_to": False}, "NEEDS_ACTION", ["R19"]),
        ({"proportionality_rationale": False}, "NEEDS_ACTION", ["R20"]),
        ({"qualifying_crime": False}, "NEEDS_ACTION", ["R20"]),
    ],
)  # fmt: skip
def test_each_deviation_from_the_clean_case(changes: dict[str, Any], status: str, rules: list[str]) -> None:
    assert told(changes) == (status, rules)


@pytest.mark.parametrize("name", [name for name in CLEAN if name not in {"exceptional_circumstances", "reparation"}])
def test_no_unknown_is_supportable(name: str) -> None:
    assert told({name: "unknown"})[0] != "SUPPORTABLE"


def test_unknowns_together_are_no_easier_than_apart() -> None:
    names = [name for name in CLEAN if name != "exceptional_circumstances"]
    for one, other in itertools.combinations(names, 2):
        assert told({one: "unknown", other: "unknown"})[0] != "SUPPORTABLE"


def test_precedence_takes_the_case_out_of_the_officers_hands_first() -> None:
    police = {"suspect_police": True, "secondary_investigation": True}
    assert told({**police, "domestic": True}) == ("REFER_DPS", ["R1", "R11", "R12"])
    assert told({"responsibility_accepted": False, "everybody_spoken_to": False}) == ("NOT_AVAILABLE", ["R16", "R19"])


def test_advice_says_why_what_is_on_record_and_what_is_missing() -> None:
    facts = facts_from({**CLEAN, **EXCEPTIONAL, "authority": {"person": "A", "rank": "A/DI"}}, "test")
    advice = advise(facts, MAY)
    why = {rule.id: rule.why for rule in advice.rules}
    assert "rank suffices: no" in why["R7"]
    assert advice.duties == (
        "Take extreme care: this is a kind of crime for which a community resolution is otherwise closed.",
    )
    assert {"authority.person", "documented_reference"} <= set(advice.evidence)
    assert {"authority.substantive_rank", "authority.when", "authority.reference"} == set(advice.missing)
    assert set(advice.as_json()) == {"status", "rules", "duties", "missing", "policy"}
    assert all(set(rule) == {"id", "clause", "why"} for rule in advice.as_json()["rules"])
    assert advice.policy.sha256 == load("2019").sha256


def test_an_empty_file_is_all_unknown() -> None:
    advice = advise(facts_from(None, "test"), MAY)
    assert advice.status is Status.NOT_AVAILABLE
    assert {rule.id for rule in advice.rules} == set(vocabulary().clauses)
    assert all(rule.certain is Tri.UNKNOWN for rule in advice.rules if rule.id != "R18")


def test_which_version_on_which_day() -> None:
    assert in_force(date(2019, 4, 29)) == ("2019",)
    assert in_force(date(2022, 7, 1)) == ("2019",)
    assert in_force(date(2022, 7, 2)) == ("2019", "2023")
    assert in_force(date(2023, 8, 31)) == ("2019", "2023")
    assert in_force(date(2023, 9, 1)) == ("2023",)
    with pytest.raises(BadInput, match=r"No version .* is held for 2019-04-28"):
        in_force(date(2019, 4, 28))


def test_an_uncertain_day_is_advised_under_each_and_none_is_chosen() -> None:
    facts, day = facts_from({**CLEAN, **EXCEPTIONAL}, "test"), date(2023, 3, 1)
    with pytest.raises(UncertainPolicy, match="2019, 2023"):
        advise(facts, day)
    first, second = advise_candidates(facts, day)
    assert (first.status, second.status) == (Status.SUPPORTABLE, Status.NEEDS_ACTION)
    assert any("only 2023 lists R7" in line for line in differences((first, second)))
    assert advise(facts, day, policy="2023").status is Status.NEEDS_ACTION
    assert (
        advise(facts_from({**CLEAN, **EXCEPTIONAL, "policy_version": 2019}, "test"), day).status is Status.SUPPORTABLE
    )


def test_a_draft_cannot_be_selected_nor_a_version_of_another_day() -> None:
    facts = facts_from(CLEAN, "test")
    with pytest.raises(BadInput, match="draft that is not in force"):
        advise(facts, date(2026, 1, 1), policy="two-tier-draft")
    with pytest.raises(BadInput, match="not known to have been in force on 2022-05-01"):
        advise(facts, MAY, policy="2023")
    assert load("two-tier-draft").settings["acceptance"].value == "admission"


def test_every_interpretation_has_its_point_reason_and_source() -> None:
    for version in VERSIONS:
        settings = load(version).settings.values()
        assert {setting.point for setting in settings} == set(range(1, 16))
        assert all(
            len(setting.reason) > 15 and setting.source.cite and len(setting.alternatives) > 1 for setting in settings
        )


def test_a_setting_changes_the_advice_and_the_hash() -> None:
    facts = facts_from({**CLEAN, "victim": {"exists": True, "wish": "contrary", "reasons_for_departing": "x"}}, "test")
    assert advise(facts, MAY).status is Status.SUPPORTABLE
    veto = advise(facts, MAY, settings={"victim_wishes": "veto"})
    assert veto.status is Status.NOT_AVAILABLE
    assert veto.policy.sha256 != load("2019").sha256
    with pytest.raises(BadInput, match=r"no setting “victim_wish”\. Nearest: victim_wishes"):
        load("2019", settings={"victim_wish": "veto"})
    with pytest.raises(BadInput, match="Known: consultation, veto"):
        load("2019", settings={"victim_wishes": "vetoed"})


def test_pinned_hashes_are_those_of_the_content() -> None:
    for held in versions():
        assert load(held.version).sha256 == held.sha256
        assert read_policy(resolved(held.version)).sha256 == held.sha256
        assert failing(load(held.version)) == ()


def test_facts_and_vocabulary_name_the_same_things() -> None:
    for fact in vocabulary().facts.values():
        value = Facts().get(fact.name)
        assert isinstance(value, Tri) == (fact.kind == "tri"), fact.name
        assert value in (Tri.UNKNOWN, "unknown", None, ""), fact.name
    named = {fact.name.split(".")[0] for fact in vocabulary().facts.values()}
    assert named == set(Facts.__dataclass_fields__)
