"""The exported tables, read by readers that know nothing of us, give the same statuses; and asking few questions."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.policy.community_resolution import advise_under, facts_from, load
from fanlight.policy.community_resolution.advice import values_of
from fanlight.policy.community_resolution.export import DMN, plain_name, to_csv, to_dmn
from fanlight.policy.community_resolution.interview import dotted, gates, interview, plan
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT
from fanlight.policy.community_resolution.space.diagram import Formula, Restriction
from fanlight.policy.community_resolution.space.formulas import as_facts, domains, lines_of, raw_authorities, slots_for

ANY_DAY = date(9999, 1, 1)


def some_facts(version: str, number: int) -> Any:
    """Facts drawn with a seed, half of them near the clean case, with the advice on them."""
    policy, draw, found = load(version), random.Random(11), 0
    slots = slots_for([policy])
    while found < number:
        near = draw.choice([0.95, 0.85, 0.0])
        chosen = {s.name: s.choices[0] if draw.random() < near else draw.choice(s.choices) for s in slots}
        try:
            facts = facts_from(as_facts(chosen), "drawn")
        except BadInput:
            continue
        found += 1
        yield facts, advise_under(policy, facts, ANY_DAY)


@cache
def reader(version: str, decision: str) -> DMNEngine:
    """SpiffWorkflow reads a file with one decision: each is handed over in a file of its own."""
    root = etree.fromstring(to_dmn(load(version)).encode())
    for other in root.findall(f"{{{DMN}}}decision"):
        if other.get("id") != decision:
            root.remove(other)
    parser = DMNParser(BpmnDmnParser(), root, {"dmn": DMN})
    parser.parse()
    return DMNEngine(parser.decision.decisionTables[0])


def decide(version: str, decision: str, data: dict[str, str]) -> dict[str, Any]:
    task = SimpleNamespace(data=data, workflow=SimpleNamespace(script_engine=PythonScriptEngine()))
    return dict(reader(version, decision).result(task))


@pytest.mark.parametrize("version", ["2019", "2023", "two-tier-draft"])
def test_an_independent_reader_of_the_dmn_gives_the_same_statuses_and_rules(version: str) -> None:
    policy, seen = load(version), set()
    for facts, advice in some_facts(version, 30):
        data = {plain_name(name): value for name, value in values_of(facts, policy).items()}
        assert decide(version, "status", data)["status"] == advice.status
        collected = decide(version, "rules", data).get("rules", [])
        assert set(collected) == {rule.id for rule in advice.rules}
        seen.add(advice.status)
    assert len(seen) >= (2 if version == "two-tier-draft" else 3)


def test_the_dmn_reads_ranks_as_advice_does() -> None:
    policy = load("2019")
    for _, rank, status, own in random.Random(3).sample(list(raw_authorities()), 25):
        given = {
            "person": "A",
            "rank": rank or "unknown",
            "rank_status": status or "unknown",
            "substantive_rank": own or "unknown",
        }
        facts = facts_from({"authority": given}, "drawn")
        data = {plain_name(f"authority.{name}"): value for name, value in given.items()}
        assert (
            decide("2019", "authority_sufficient", data)["authority_sufficient"] == values_of(facts, policy)[SUFFICIENT]
        )


def test_the_dmn_is_dmn_1_3() -> None:
    text = to_dmn(load("2019"))
    import SpiffWorkflow.dmn.parser as parser

    schema = etree.XMLSchema(etree.parse(str(Path(parser.__file__).parent / "schema" / "DMN13.xsd")))
    root = etree.fromstring(text.encode())
    schema.assertValid(root)
    tables = {
        d.get("id"): d.find(f"{{{DMN}}}decisionTable").get("hitPolicy") for d in root.findall(f"{{{DMN}}}decision")
    }
    assert tables == {"authority_sufficient": "UNIQUE", "rules": "COLLECT", "status": "PRIORITY"}
    assert to_dmn(load("2019")) == text


def test_the_csv_read_row_by_row_gives_the_same_statuses() -> None:
    policy = load("2019")
    rows = list(csv.DictReader(io.StringIO(to_csv(policy))))
    fixed = {"priority", "rule", "status", "clause"}
    for facts, advice in some_facts("2019", 150):
        values = values_of(facts, policy)
        first = next(
            row
            for row in rows
            if all(not row[name] or values[name] in row[name].split("|") for name in row.keys() - fixed)
        )
        assert first["status"] == advice.status


def test_asking_gives_the_status_of_all_facts_together() -> None:
    """Whatever the answers, what was not asked does not matter."""
    policy = load("2019")
    for facts, advice in some_facts("2019", 12):
        known, asking, asked = dotted(facts), interview([policy]), 0
        while (question := asking.question()) is not None:
            assert question.fact not in asking.given
            asking, asked = asking.answered(question.fact, known.get(question.fact, "unknown")), asked + 1
        assert asking.advice(ANY_DAY)[0].status is advice.status
        assert asked <= 35


_restrict = Restriction()


@cache
def fewest(formula: Formula) -> float:
    """The least expected number of questions over every adaptive order, gates interleaved at will: brute force."""
    if isinstance(formula, bool):
        return 0.0
    return min(
        1 + sum(fewest(_restrict(formula, {name: value})) for value in domains()[name]) / len(domains()[name])
        for name in _restrict.asked(formula)
    )


@cache
def asked_for(formula: Formula) -> float:
    """The expected number of questions in the order that is really asked."""
    if isinstance(formula, bool):
        return 0.0
    ranked = [(plan(gate)[0] / plan(gate)[1], at, plan(gate)[2]) for at, gate in enumerate(gates(formula))]
    name = min(ranked)[2]
    return 1 + sum(asked_for(_restrict(formula, {name: value})) for value in domains()[name]) / len(domains()[name])


def open_lines() -> list[Formula]:
    """The lines of the order of statuses, and parts of the long one, small enough to try every order."""
    lines = [line.formula for line in lines_of(load("2019"))]
    found = [*lines[:3]]
    long = gates(lines[3])
    one = {"victim.exists": "no", "mental_health.offender.considered": "no", "weapon": "yes"}
    one |= dict.fromkeys(["domestic", "hate_crime", "sexual_offence", "firearms"], "no")
    found.append(_restrict(lines[3], {**one, "exceptional_circumstances.claimed": "yes"}))
    for few in itertools.combinations(long[-4:], 2):
        found.append(_joined(few))
    return [formula for formula in found if not isinstance(formula, bool) and len(_restrict.asked(formula)) <= 11]


def _joined(parts: Any) -> Formula:
    from fanlight.policy.community_resolution.space.diagram import any_of

    return any_of(parts)


@pytest.mark.parametrize("number", range(len(open_lines())))
def test_no_order_settles_a_line_in_fewer_expected_questions(number: int) -> None:
    formula = open_lines()[number]
    assert asked_for(formula) == pytest.approx(fewest(formula))


def test_ask_over_standard_input(tmp_path: Path) -> None:
    run = CliRunner()
    answers = ["no", "yes", "no", "no", "no", "no", "no", "yes"]
    done = run.invoke(
        build_app(),
        ["resolution", "ask", "--on", "2022-05-01", "--json", "--save", str(tmp_path / "f.yaml")],
        input="\n".join(answers) + "\n",
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["advice"]["status"] == "NOT_AVAILABLE"
    assert [each["fact"] for each in told["questions"]][-1] == "weapon"
    assert all("can still make it" in each["why"] for each in told["questions"])
    again = run.invoke(build_app(), ["resolution", "advise", str(tmp_path / "f.yaml"), "--on", "2022-05-01", "--json"])
    assert json.loads(again.stdout)["status"] == "NOT_AVAILABLE"
    short = run.invoke(build_app(), ["resolution", "ask", "--on", "2022-05-01"], input="no\n")
    assert isinstance(short.exception, BadInput)
    assert "answers ended after 1" in str(short.exception)
