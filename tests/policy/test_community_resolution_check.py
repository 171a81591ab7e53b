"""`fanlight policy check` refuses planted faults, each with facts that show it; and its diagram agrees with advice."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.policy.community_resolution import advise_under, facts_from, load
from fanlight.policy.community_resolution.advice import status_of, values_of
from fanlight.policy.community_resolution.comparison import compare
from fanlight.policy.community_resolution.proof.check import check_policies
from fanlight.policy.community_resolution.proof.finding import Finding
from fanlight.policy.community_resolution.rules.policy import Policy, read_policy
from fanlight.policy.community_resolution.space.formulas import (
    IMPOSSIBLE,
    LEVEL,
    as_facts,
    marks,
    reader_of,
    slots_for,
    space_for,
)

SHIPPED = resources.files("fanlight") / "policies" / "community_resolution"
ANY_DAY = date(9999, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped policy with one version, to plant faults in."""
    for name in ("2019.yaml", "timeline.yaml"):
        shutil.copy(str(SHIPPED / name), tmp_path / name)
    timeline = yaml.safe_load((tmp_path / "timeline.yaml").read_text())
    timeline["versions"] = timeline["versions"][:1]
    timeline["versions"][0]["possible"]["until"] = timeline["versions"][0]["certain"]["until"] = None
    (tmp_path / "timeline.yaml").write_text(yaml.safe_dump(timeline))
    return tmp_path


def plant(folder: Path, change: Any, *, others: bool = False) -> dict[str, list[Finding]]:
    """What is found after a change to the version's content, by kind."""
    held = yaml.safe_load((folder / "2019.yaml").read_text())
    change(held)
    (folder / "2019.yaml").write_text(yaml.safe_dump(held, sort_keys=False))
    found: dict[str, list[Finding]] = {}
    for finding in check_policies(folder, tries=0, others=others).findings:
        found.setdefault(finding.kind, []).append(finding)
    return found


def rule(held: dict[str, Any], rule_id: str) -> dict[str, Any]:
    return next(entry for entry in held["rules"] if entry["id"] == rule_id)


def shows(finding: Finding, held: Path, *statuses: str) -> None:
    """The counter-example is a facts file that reads, and has one of the statuses under the faulty version."""
    policy = read_policy(yaml.safe_load((held / "2019.yaml").read_text()))
    advice = advise_under(policy, facts_from(finding.facts, "counter-example"), ANY_DAY)
    assert str(advice.status) in statuses


def test_the_shipped_versions_are_proved() -> None:
    report = check_policies(tries=300)
    assert report.findings == ()
    assert [each.version for each in report.proved] == ["2019", "2023", "two-tier-draft"]
    assert all(sum(each.statuses.values()) == each.inputs > 10**20 for each in report.proved)
    assert all(set(each.statuses) == set(LEVEL) for each in report.proved)


def test_a_copy_without_a_fault_is_proved(folder: Path) -> None:
    assert check_policies(folder, tries=20).ok


def test_a_folders_own_vocabulary_is_not_read_in_silence(folder: Path) -> None:
    (folder / "vocabulary.yaml").write_text("facts: []\n")
    report = check_policies(folder, tries=0, others=False)
    assert [finding.kind for finding in report.findings] == ["unreadable"]
    assert "vocabulary.yaml" in report.findings[0].what
    (folder / "timeline.yaml").write_text("versions: 3\n")
    assert [finding.kind for finding in check_policies(folder, tries=0).findings] == ["unreadable"]


def test_an_edited_version_is_refused(folder: Path) -> None:
    found = plant(folder, lambda held: rule(held, "R1").update(clause="Other words."))
    assert set(found) == {"pin"}
    with pytest.raises(BadInput, match="A version is never edited"):
        load("2019", path=folder)


def test_a_hole_a_rule_removed(folder: Path) -> None:
    def without(held: dict[str, Any]) -> None:
        held["rules"].remove(rule(held, "R19"))
        held["precedence"][-1].remove("R19")

    found = plant(folder, without)
    assert "There is no rule for clause R19" in found["clause"][0].what
    assert [next(iter(finding.apart)) for finding in found["hole"]] == ["everybody_spoken_to"]
    shows(found["unknown"][0], folder, "SUPPORTABLE")
    assert "everybody_spoken_to" not in found["unknown"][0].facts


def test_a_hole_no_status_for_facts_without_a_rule(folder: Path) -> None:
    found = plant(folder, lambda held: held.pop("otherwise"))
    assert "they would have no status" in found["unreadable"][0].what


def test_a_hole_a_rule_without_a_place_in_the_order(folder: Path) -> None:
    found = plant(folder, lambda held: held["precedence"][4].remove("R16"))
    assert "R16 has no place" in found["unreadable"][0].what


def test_an_overlap_two_statuses_on_one_line(folder: Path) -> None:
    found = plant(
        folder,
        lambda held: held.update(
            precedence=[["R11", "R11.never"], ["R12", "R11.unless_suitable"], *held["precedence"][3:]]
        ),
    )
    finding = found["overlap"][0]
    assert "R12 and R11.unless_suitable" in finding.what
    assert finding.facts["suspect_police"] == "yes"


def test_a_contradiction_one_condition_two_statuses(folder: Path) -> None:
    def twice(held: dict[str, Any]) -> None:
        held["rules"].append({**rule(held, "R16"), "id": "X1", "status": "NEEDS_ACTION"})
        held["precedence"][4].append("X1")

    finding = plant(folder, twice)["overlap"][0]
    assert "R16 and X1" in finding.what
    assert "responsibility_accepted" in finding.apart


def test_a_contradiction_within_a_condition_is_unreachable(folder: Path) -> None:
    found = plant(folder, lambda held: rule(held, "R4").update(when="firearms and not firearms"))
    assert [finding.what for finding in found["unreachable"]] == ["No facts can make rule R4 hold."]


def test_an_unreachable_rule_hidden_behind_another(folder: Path) -> None:
    def hidden(held: dict[str, Any]) -> None:
        held["rules"].append({**rule(held, "R16"), "id": "X1", "when": "not responsibility_accepted and weapon"})
        held["precedence"][4].append("X1")

    assert "Rule X1 never makes a difference" in plant(folder, hidden)["dead"][0].what


@pytest.mark.parametrize(
    ("rule_id", "condition", "eased"),
    [
        ("R2", "hate_kind and not exception and not firearms and not weapon", False),
        ("R19", "everybody_spoken_to", True),
        ("R5", "weapon_kind and not exception and domestic is no", False),
        ("R16", "not responsibility_accepted and not firearms", False),
        ("R9", None, False),
    ],
)
def test_a_risk_or_an_unknown_that_eases(folder: Path, rule_id: str, condition: str | None, eased: bool) -> None:
    def turned(held: dict[str, Any]) -> None:
        if condition:
            rule(held, rule_id)["when"] = condition
        else:
            rule(held, rule_id)["effects"][1]["when"] = "exceptional_route and not (domestic is unknown)"

    found = plant(folder, turned)
    assert found.keys() - {"pin"}
    assert eased or "hold no longer" in found["loses"][0].what
    if eased or rule_id == "R9":
        assert "makes these facts easier" in found["eases"][0].what
        shows(found["eases"][0], folder, "SUPPORTABLE", "NEEDS_ACTION")


def test_precedence_turned_round_eases(folder: Path) -> None:
    found = plant(folder, lambda held: held["precedence"].reverse())
    assert found["eases"]
    assert found["case"]


def test_a_wrong_status_is_caught_by_the_cases(folder: Path) -> None:
    found = plant(folder, lambda held: rule(held, "R1").update(status="NEEDS_ACTION"))
    assert any("a domestic case" in finding.what for finding in found["case"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda held: held["settings"][0].pop("source"), "has no source"),
        (lambda held: held["settings"][0].update(reason=" "), "no reason"),
        (lambda held: rule(held, "R3").pop("cite"), "has no cite"),
        (lambda held: rule(held, "R3").update(when="sexual_ofence"), "Nearest: sexual_offence"),
        (lambda held: rule(held, "R3").update(when="sexual_offence is maybe"), "never has the value “maybe”"),
        (lambda held: rule(held, "R3").update(when="sexual_offence and"), "found the end"),
        (lambda held: rule(held, "R3").update(status="MAYBE"), "is not a status"),
        (lambda held: held.pop("rules"), "cannot be read as a policy"),
    ],
)
def test_what_is_not_cited_or_cannot_be_read_is_refused(folder: Path, change: Any, said: str) -> None:
    assert said in plant(folder, change)["unreadable"][0].what


def test_an_alternative_that_changes_nothing_is_refused(folder: Path) -> None:
    def plain(held: dict[str, Any]) -> None:
        held["settings"][9]["alternatives"] = {"consultation": "as it is", "consulted": "in other words"}
        rule(held, "R18")["effects"] = rule(held, "R18")["effects"][:2]
        rule(held, "R18")["effects"][0]["when"] = "victim.exists and not (victim.wish in (supports, no_view))"
        held["precedence"][4].remove("R18.veto")

    found = plant(folder, plain, others=True)
    assert "Reading victim_wishes as “consulted” changes nothing." in [each.what for each in found["setting"]]


def test_a_missing_interpretation_is_refused(folder: Path) -> None:
    def without(held: dict[str, Any]) -> None:
        held["settings"] = [setting for setting in held["settings"] if setting["point"] != 7]
        rule(held, "R15")["when"] = "offender_condition and not mental_health.offender.appropriate_adult"

    found = plant(folder, without)
    assert [finding.what for finding in found["setting"]] == ["Ambiguous point 7 has no setting."]
    assert found["hole"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"certain": {"since": date(2022, 1, 1), "until": None}, "possible": {"since": date(2022, 1, 1), "until": None}}, "overlap"),
        ({"certain": {"since": date(2025, 1, 1), "until": None}, "possible": {"since": date(2025, 1, 1), "until": None}}, "gap from 2024-01-01 to before 2025-01-01"),
        ({"certain": {"since": date(2023, 1, 1), "until": None}, "possible": {"since": date(2024, 1, 1), "until": None}}, "not possible"),
        ({"possible": {"since": date(2024, 1, 1), "until": date(2025, 1, 1)}}, "From 2025-01-01 on there is no version"),
    ],
)  # fmt: skip
def test_gaps_and_overlaps_in_time(folder: Path, second: dict[str, Any], said: str) -> None:
    timeline = yaml.safe_load((folder / "timeline.yaml").read_text())
    first = timeline["versions"][0]
    first["possible"]["until"] = first["certain"]["until"] = date(2024, 1, 1)
    copy = yaml.safe_load((folder / "2019.yaml").read_text())
    copy["version"] = "copy"
    (folder / "copy.yaml").write_text(yaml.safe_dump(copy))
    timeline["versions"].append({"version": "copy", "state": "held", "source": first["source"], **second})
    (folder / "timeline.yaml").write_text(yaml.safe_dump(timeline))
    found = [
        finding.what for finding in check_policies(folder, tries=0, others=False).findings if finding.kind == "dates"
    ]
    assert any(said in what for what in found), found


def drawn(policies: list[Policy], free: list[str], yes: tuple[str, ...] = ()) -> Any:
    """Every input in which only some slots vary, some are yes, and all others are as in the clean case."""
    slots = slots_for(policies)
    choices = []
    for slot in slots:
        asked = [choice for choice in slot.choices if slot.name in yes and choice.seen[0][1] == "yes"]
        choices.append(slot.choices if slot.name in free else asked or slot.choices[:1])
    for combination in itertools.product(*choices):
        yield {slot.name: choice for slot, choice in zip(slots, combination, strict=True)}


GATES = [
    ["suspect_police", "suspect_role", "secondary_investigation", "professional_standards.referred", "professional_standards.result"],
    ["weapon", "domestic", "exceptional_circumstances.claimed", "exceptional_circumstances.rationale", "authority", "documented_reference"],
    ["mental_health.offender.considered", "mental_health.offender.appropriate_adult", "offender_under_18", "mental_health.victim.considered", "victim.exists", "victim.wish"],
    ["responsibility_accepted", "reparation.agreed", "reparation.none_needed", "everybody_spoken_to", "qualifying_crime", "victim.reasons_for_departing"],
]  # fmt: skip


@pytest.mark.parametrize("free", GATES, ids=lambda free: free[0])
def test_the_diagram_counts_what_advice_says_one_by_one(free: list[str]) -> None:
    """Brute force over restricted spaces, through reading and the plain evaluator, against the diagram's counts."""
    policy = load("2019")
    reader = reader_of(policy)
    space = space_for(reader, policy)
    fixed = {name: value for slot in space.slots if slot.name not in free for name, value in slot.choices[0].seen}
    restricted = [slot for slot in space.slots if slot.name in free]
    small = type(space)(restricted, reader.tidy)
    counted = Counter(
        {
            key if key == IMPOSSIBLE else key[0]: number
            for key, number in small.counts(space.fix(reader.start, fixed), reader.outcome).items()
        }
    )  # type: ignore[index]
    tried: Counter[Any] = Counter()
    for chosen in drawn([policy], free):
        weight = 1
        for choice in chosen.values():
            weight *= choice.weight
        try:
            facts = facts_from(as_facts(chosen), "drawn")
        except BadInput:
            tried[IMPOSSIBLE] += weight
            continue
        tried[status_of(policy, values_of(facts, policy))] += weight
    rest = 1
    for slot in space.slots:
        if slot.name not in free:
            rest *= slot.choices[0].weight
    assert tried == Counter({key: number * rest for key, number in counted.items()})


def test_the_difference_between_versions_is_counted_as_brute_force_counts_it() -> None:
    old, new = load("2019"), load("2023")
    free = ["weapon", "exceptional_circumstances.claimed", "exceptional_circumstances.rationale", "authority", "documented_reference"]  # fmt: skip
    reader = reader_of(old, new)
    space = space_for(reader, old, new)
    fixed = {name: value for slot in space.slots if slot.name not in free for name, value in slot.choices[0].seen}
    small = type(space)([slot for slot in space.slots if slot.name in free], reader.tidy)
    yes = ("advice_sought", "decided_by_investigation_team")
    fixed.update(dict.fromkeys(yes, "yes"))
    counted = small.counts(space.fix(reader.start, fixed), reader.outcome)
    tried: Counter[Any] = Counter()
    for chosen in drawn([old, new], free, yes):
        number = chosen["authority"].weight
        try:
            facts = facts_from(as_facts(chosen), "drawn")
        except BadInput:
            tried[IMPOSSIBLE] += number
            continue
        tried[tuple(status_of(policy, values_of(facts, policy)) for policy in (old, new))] += number
    assert tried == Counter(counted)
    assert sum(number for key, number in tried.items() if key != IMPOSSIBLE and key[0] != key[1]) > 0


def test_samples_of_a_difference_are_facts_that_change() -> None:
    old, new = load("2019"), load("two-tier-draft")
    found = compare(old, new, samples=3)
    assert {(str(each.old), str(each.new)) for each in found.moved} == {
        ("SUPPORTABLE", "NOT_AVAILABLE"),
        ("NEEDS_ACTION", "NOT_AVAILABLE"),
    }
    for each in found.moved:
        assert each.direction == "harder"
        assert len(each.samples) == len({str(sample.apart) for sample in each.samples}) == 3
        for sample in each.samples:
            facts = facts_from(sample.facts, "sample")
            assert (status_of(old, values_of(facts, old)), status_of(new, values_of(facts, new))) == (
                each.old,
                each.new,
            )
    assert compare(old, old).changed == 0
    assert len(marks(2)) == 2


def test_the_commands(folder: Path) -> None:
    run = CliRunner()
    plant(folder, lambda held: rule(held, "R19").update(when="everybody_spoken_to"))
    refused = run.invoke(build_app(), ["policy", "check", str(folder), "--json", "--tries", "0"])
    assert refused.exit_code == 1
    kinds = {finding["kind"] for finding in json.loads(refused.stdout)["findings"]}
    assert {"pin", "eases", "case"} <= kinds
    words = run.invoke(build_app(), ["policy", "check", str(folder), "--tries", "0"])
    assert "Mend:" in words.stdout
    assert "The facts:" in words.stdout
    diff = run.invoke(build_app(), ["resolution", "diff", "2019", "2023", "--json", "--samples", "1"])
    told = json.loads(diff.stdout)
    assert (diff.exit_code, told["old"]["version"], len(told["moved"])) == (0, "2019", 1)
