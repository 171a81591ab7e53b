"""What is neither confirmed nor denied: twins that differ only in what is held give the same bytes; what would tell is named."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering import Draft, draft
from fanlight.answering.case.casefile import files as case_files
from fanlight.answering.folder import answer
from fanlight.answering.response.quoting import leaves
from fanlight.records import import_files
from tests.small_case import LOW, records
from tests.unit.answering.outcome_examples import Example, examples

NAME = "neither_confirmed_nor_denied"
PART = "Neither for a part of a question"
OMITTED = "Reasons left out under 17(4)"
EXAMPLES = examples()


def drafted(name: str, entries: dict[str, Any] | None = None) -> Draft:
    example = EXAMPLES[name]
    changed = Example(name, example.request, entries or example.entries)
    return draft(changed.case(), example.request, None, None)


def with_inside(name: str, said: str) -> dict[str, Any]:
    entries = copy.deepcopy(EXAMPLES[name].entries)
    for question in entries["questions"].values():
        question["inside"] = said
    return entries


@pytest.mark.parametrize("name", [NAME, PART, "own_personal_data"])
def test_held_and_not_held_give_the_same_bytes(name: str) -> None:
    held = drafted(name, with_inside(name, "Held: file CR/12, closed in May, and 14 e-mails."))
    not_held = drafted(name, with_inside(name, "Nothing was found in any system."))
    assert held.missing == not_held.missing == ()
    assert held.files == not_held.files
    assert held.outcomes == not_held.outcomes
    assert held.advice == not_held.advice
    assert held.files
    for data in held.files.values():
        assert b"CR/12" not in data


def test_the_store_makes_no_difference_on_disk_either(tmp_path: Path) -> None:
    """Through folders, and with records behind one twin and none behind the other: names, sizes and bytes are the same."""
    example = EXAMPLES[NAME]
    import_files([records(tmp_path / "records.csv", LOW)], tmp_path / "store")
    made = {}
    for twin, store in (("held", [tmp_path / "store"]), ("not_held", [])):
        folder = tmp_path / twin
        folder.mkdir()
        for path, data in case_files(example.case(), example.request).items():
            (folder / path).write_bytes(data)
        out = tmp_path / f"out_{twin}"
        answer(folder, store, out, no_ledger=True)
        made[twin] = {
            p.relative_to(out).as_posix(): p.read_bytes() for p in sorted((out / "draft").rglob("*")) if p.is_file()
        }
    assert made["held"] == made["not_held"]
    assert {path.split("/")[1] for path in made["held"]} == {"requester", "publish"}


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"questions": {"1": {"answer": "We hold a file on this."}}}, "questions.1.answer"),
        ({"exemptions": {0: {"reasons": "It would harm the ongoing investigation."}}}, "exemptions.0.reasons"),
        (
            {"exemptions": {0: {"public_interest": "Our searches show that little would be gained."}}},
            "exemptions.0.public_interest",
        ),
        ({"exemptions": {0: {"limb": "30(1)(a)"}}}, "questions.1"),
        ({"questions": {"1": {"tables": ["resolutions"]}}}, "questions.1.tables"),
        ({"questions": {"1": {"neither": {"scope": "part", "part": "notes"}}}}, "questions.1.outcome"),
        ({"questions": {"1": {"outcome": "not_held", "answer": "We looked."}}}, "exemptions.0"),
    ],
)
def test_what_would_tell_stops_the_draft(change: dict[str, Any], about: str) -> None:
    entries = copy.deepcopy(EXAMPLES[NAME].entries)
    for place, changed in change.items():
        for key, values in changed.items():
            entries[place][key].update(values)
    if "tables" in entries["questions"]["1"]:
        found = _before_counting(entries)
    else:
        found = {item.about for item in drafted(NAME, entries).missing if item.code == "neither"}
    assert about in found


def _before_counting(entries: dict[str, Any]) -> set[str]:
    from fanlight.answering.checks.neither import of_neither
    from fanlight.answering.checks.remaining import of_questions
    from fanlight.answering.response.composition import composed

    example = EXAMPLES[NAME]
    case = Example(NAME, example.request, entries).case()
    found = [*of_questions(case.file, ()), *of_neither(composed(case, example.request, ()))]
    return {item.about for item in found if item.code == "neither"}


def test_a_refusal_in_words_that_neither_confirms_nor_denies_is_named_and_says_nothing_of_holding() -> None:
    entries = copy.deepcopy(EXAMPLES["withheld_exempt"].entries)
    entries["questions"]["1"]["answer"] = "We can neither confirm nor deny that this is held."
    made = drafted("withheld_exempt", entries)
    assert "questions.1.outcome" in {item.about for item in made.missing if item.code == "neither"}
    assert b"We hold the information" not in made.files["requester/letter.html"]


def test_a_provision_is_needed_and_a_qualified_one_weighs_the_public_interest() -> None:
    entries = copy.deepcopy(EXAMPLES[NAME].entries)
    del entries["exemptions"][0]["public_interest"]
    assert any("neither weighed" in item.text for item in drafted(NAME, entries).missing)
    entries["exemptions"] = []
    assert "questions.1" in {item.about for item in drafted(NAME, entries).missing}


def test_reasons_left_out_are_in_no_file_for_others() -> None:
    inside = EXAMPLES[OMITTED].entries["exemptions"][0]["reasons_omitted_17_4"]
    made = drafted(OMITTED)
    assert made.missing == ()
    from fanlight.inspection.engine import text_of_data

    texts = {path: text_of_data(Path(path).name, data) for path, data in made.files.items()}
    assert all(inside not in text and "meeting place" not in text for text in texts.values())
    assert "Section 17(4)" in texts["requester/letter.html"]
    assert "Section 17(4)" in texts["publish/page.html"]


def test_the_rest_of_a_question_is_not_said_to_be_all() -> None:
    letter = drafted(PART).files["requester/letter.html"].decode()
    assert "We hold the information that you asked for" not in letter
    assert "apart from what we neither confirm nor deny to hold, we hold the information and give it in full" in letter


REAL = {
    "foi-029": ["24(2)", "31(3)"],
    "foi-033": ["31(3)"],
    "foi-059": ["31(3)"],
    "foi-109": ["24(2)", "31(3)"],
    "foi-111": ["23(5)", "24(2)", "31(3)"],
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_a_published_reply_restated_is_drafted(name: str, shared: Path) -> None:
    """Real replies that give something and neither confirm nor deny anything else, with their provisions."""
    rows = [json.loads(line) for line in (shared / "cases" / "cases.jsonl").read_text("utf-8").splitlines()]
    row = next(row for row in rows if row["id"] == name)
    numbers = [number for number, _ in leaves(row["request_text"])]
    question = {
        "kind": "document",
        "outcome": "disclosed_in_full",
        "answer": "It was done as the yearly report says.",
        "decided_by": "achebe",
        "neither": {"scope": "other_information"},
    }
    exemptions = [
        {"limb": limb, "questions": numbers, "reasons": "It would show what is open to us.", "decided_by": "achebe"}
        | ({} if limb == "23(5)" else {"public_interest": "Safety outweighs openness."})
        for limb in REAL[name]
    ]
    entries = {"questions": dict.fromkeys(numbers, question), "exemptions": exemptions}
    made = draft(Example(name, row["request_text"], entries).case(), row["request_text"], None, None)
    assert made.missing == ()
    letter = made.files["requester/letter.html"].decode()
    assert "neither confirm nor deny that we hold any other information" in letter
    assert ("without saying which" in letter) == (name == "foi-111")
