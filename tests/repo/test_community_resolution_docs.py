"""The worked examples come out as the tutorial says, and the reference names every fact, rule, setting and version."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.policy.community_resolution import load, versions
from fanlight.policy.community_resolution.proof.finding import Finding
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = (DOCS / "tutorials" / "community-resolution.md").read_text()
REFERENCE = (DOCS / "reference" / "community-resolution.md").read_text()
EXAMPLES = re.findall(r"\]\(\.\./examples/resolution/([\w-]+\.yaml)\) \| ([\d-]+) \| (\w+) \| ([^|]+) \|", TUTORIAL)


def test_every_example_is_in_the_tutorial() -> None:
    assert {name for name, *_ in EXAMPLES} == {path.name for path in (DOCS / "examples" / "resolution").iterdir()}
    assert len(EXAMPLES) == 8


def told(name: str, day: str, *more: str) -> tuple[int, dict[str, object]]:
    path = str(DOCS / "examples" / "resolution" / name)
    done = CliRunner().invoke(build_app(), ["resolution", "advise", path, "--on", day, "--json", *more])
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize(("name", "day", "status", "rules"), EXAMPLES)
def test_a_worked_example(name: str, day: str, status: str, rules: str) -> None:
    code, said = told(name, day)
    assert code == 0
    assert said["status"] == status
    assert [rule["id"] for rule in said["rules"]] == re.findall(r"[A-Z]\d+", rules)  # type: ignore[attr-defined]
    assert list(said) == ["status", "rules", "duties", "missing", "policy"]


def test_what_the_tutorial_says_of_other_readings_and_uncertain_days() -> None:
    assert (
        told("vulnerable-victim.yaml", "2022-05-01", "--setting", "they_means=offender_only")[1]["status"]
        == "SUPPORTABLE"
    )
    assert (
        told("drug-possession.yaml", "2022-05-01", "--setting", "nobody_harmed=always_needed")[1]["status"]
        == "NEEDS_ACTION"
    )
    code, said = told("policy-change.yaml", "2023-03-01")
    assert (code, said["status"], said["policy"]) == (1, None, None)
    assert [each["status"] for each in said["candidates"]] == ["SUPPORTABLE", "NEEDS_ACTION"]  # type: ignore[attr-defined]
    assert said["differences"]
    assert said["uncertain"]
    assert told("policy-change.yaml", "2023-03-01", "--policy", "2019")[0] == 0


def test_the_reference_names_everything() -> None:
    for fact in vocabulary().facts.values():
        assert f"`{fact.name}`" in REFERENCE
        assert fact.label in REFERENCE
    for held in versions():
        policy = load(held.version)
        assert f"| {held.version} |" in REFERENCE
        for setting in policy.settings.values():
            assert f"`{setting.name}`" in REFERENCE
            assert all(value in REFERENCE for value in setting.alternatives)
    for rule in load("2019").rules:
        assert f"| {rule.id} | {rule.clause} |" in REFERENCE


def test_the_explanation_names_every_kind_of_finding() -> None:
    text = (DOCS / "explanation" / "what-the-policy-check-proves.md").read_text()
    kinds = re.findall(r"\b[a-z]+(?=[,.])", (Finding.__doc__ or "").split("`kind`:")[1].split("`facts`")[0])
    assert len(kinds) > 10
    assert all(f"`{kind}`" in text for kind in kinds if kind != "disagreement")
