"""Published refusals restated as cases: each can be drafted and approved, and its letter says what such a notice says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.answering import draft
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.checks.notice import letter_text
from fanlight.answering.response.composition import composed
from fanlight.answering.response.quoting import leaves
from fanlight.law.letter import check_letter
from tests.unit.answering.outcome_examples import base

DATA = Path(__file__).parents[2] / "data" / "outcomes" / "cases.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(DATA.read_text("utf-8"))


def a_case(request: str, questions: dict[str, Any]) -> Case:
    return Case(CaseFile.model_validate({**base(), "questions": questions}), publication_copy=request)


@pytest.mark.parametrize("entry", CASES, ids=lambda entry: entry["id"])
def test_a_published_refusal_can_be_said(entry: dict[str, Any]) -> None:
    case = a_case(entry["request"], entry["questions"])
    made = draft(case, entry["request"], None, None)
    assert made.missing == ()
    assert "publish/page.html" in made.files
    text = letter_text(composed(case, entry["request"], ()))
    for words in entry["says"]:
        assert words in text
    for words in entry.get("never", ()):
        assert words not in text
    assert check_letter(text, on=case.file.decided, request_text=entry["request"]) == ()


REFUSED: dict[str, Any] = {
    "work": [{"activity": "extract", "what": "Reading each record", "records": 7000, "minutes": 3}],
    "nothing_fits": "Each part needs every record to be read.",
}


@pytest.mark.shared
def test_every_cost_refusal_of_the_collection_can_be_said(shared: Path) -> None:
    """With its own request, all questions counted as one."""
    drafted = 0
    for line in (shared / "cases" / "cases.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if "s12" not in (entry["decision_flags"] or ()) or not entry["request_text"]:
            continue
        first, *others = [number for number, _ in leaves(entry["request_text"])]
        together = {"together": {"questions": others, "related": "All are about the same records."}} if others else {}
        kept = {"kind": "statistic", "outcome": "refused_cost_s12", "decided_by": "Rosalind Achebe"}
        questions = {first: {**kept, "cost": {**REFUSED, **together}}}
        questions |= {number: {**kept, "cost": {"part_of": first}} for number in others}
        case = a_case(entry["request_text"], questions)
        made = draft(case, entry["request_text"], None, None)
        assert made.missing == (), entry["id"]
        drafted += 1
    assert drafted >= 10
