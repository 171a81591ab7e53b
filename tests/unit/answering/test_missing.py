"""What remains for a person: a closed list of codes, each with a place in the case, and each documented."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering import Missing, draft
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.checks import remaining
from fanlight.answering.checks.published import of_publication
from fanlight.answering.counting.assess import Assessed
from fanlight.answering.folder import answer, read_case
from fanlight.answering.missing import CODES
from fanlight.documents.content import Letter
from fanlight.errors import CouldNotRead, NotReady
from fanlight.inspection import Finding
from fanlight.tables.spec.file import parse_specs
from fanlight.tables.stages import Flag
from tests.intake_case import case as intake_case
from tests.intake_case import rows, table, written

ROOT = Path(__file__).parents[3]
SECTION_31 = {"limb": "31(1)(a)", "questions": ["1", "9"], "reasons": "It would harm the detection of crime."}


@pytest.fixture(scope="module")
def demonstration() -> tuple[Case, str]:
    return read_case(ROOT / "demo" / "case")


def broken(case: Case) -> Case:
    """The case with something wrong in nearly every entry, and without tables."""
    content: dict[str, Any] = case.file.model_dump(by_alias=True)
    content["tables"] = []
    content["questions"] = {
        "1": {"kind": "policy", "outcome": "withheld_exempt"},
        "2(a)": {
            "kind": "document",
            "answer": "There were only two resolutions, as attached.",
            "decided_by": "R. Achebe",
        },
        "2(b)": {"kind": "document", "outcome": "already_public_s21"},
        "3(a)": {"kind": "statistic"},
    }
    content["identifiability"] = [
        {"table": "no_such_table", "cells": "flagged", "identifiable": True},
        {"table": "no_such_table", "cells": "flagged", "identifiable": False},
    ]
    content["exemptions"] = [SECTION_31 | {"questions": ["9"]}]
    content["publication"] |= {
        "confirmed_by": "",
        "summary": "What Imogen Farthingale and Cllr Jane Smith asked.",
        "publish": "later",
        "may_stay": [{"who": "Ann Jones"}],
    }
    content["language"] = "cy"
    content["officer"] = ""
    content["attachments"] = [
        {
            "file": "list.csv",
            "questions": ["1", "9"],
            "redactions": [{"exemption": "40(2)", "places": 1}],
            "accepted": [{"finding": "personal_rows", "where": "A1", "sha256": ""}],
        },
        {"file": "damaged.pdf", "title": "A plan", "questions": ["2(b)"]},
    ]
    files = {"list.csv": b"place,count\r\nAshwick,3\r\n", "damaged.pdf": b"%PDF-1.7\nno more"}
    return replace(case, file=CaseFile.model_validate(content), specs={}, files=files)


REQUEST = (
    "Dear Sir,\n\n1. What is your policy?\n2. Please give me:\n(a) the guidance\n(b) the form\n"
    "3. How many resolutions were there:\n(a) in 2024\n(b) in 2025\n"
)


def test_every_code_is_given_and_names_its_place(
    demonstration: tuple[Case, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case, _ = demonstration
    found = list(draft(broken(case), REQUEST, None, None).missing)
    without = case.file.model_copy(update={"publication": None})
    found += of_publication(replace(case, file=without), REQUEST)
    found += of_publication(replace(case, publication_copy=None), REQUEST)
    found += not_assessed(case)
    found += of_outcomes(case)
    found += of_records(tmp_path)
    found += badly_written(case, monkeypatch)
    assert {item.code for item in found} == set(CODES)
    abouts = {item.code: item.about for item in found}
    assert abouts["question_not_answered"] == "questions.3.b"
    assert abouts["question_without_table"] == "questions.3(a).tables"
    assert abouts["assessment_without_reason"] == "identifiability.1.reason"
    assert abouts["assessment_of_another_draft"] == "identifiability.0.extract"
    assert abouts["person_not_named"] == "questions.2(a).decided_by"
    assert abouts["name_may_stay_not_decided"] == "publication.may_stay.0"
    assert abouts["quantity_not_declared"] == "questions.2(a)"
    assert abouts["figures_not_assessed"] == "tables.resolutions_by_offence"
    assert abouts["exemption_of_no_question"] == "exemptions.0.questions"
    assert abouts["file_names_somebody"].startswith("publish/")
    assert all(item.about for item in found if item.code != "notice")
    assert all(item.text.strip() == item.text for item in found)


def of_outcomes(case: Case) -> list[Missing]:
    """What two outcomes lack, an answer that is nobody else's and would be published, and words that are not in the request."""
    content = case.file.model_dump(by_alias=True) | {"tables": [], "identifiability": [], "exemptions": []}
    content["questions"] = {
        "1": {"kind": "document", "outcome": "held_in_part", "answer": "Here it is."},
        "2(a)": {"kind": "document", "outcome": "neither_confirmed_nor_denied"},
        "2(b)": {"kind": "document", "outcome": "own_personal_data"},
    }
    content["quote_without"] = [{"text": "nowhere", "why": "abuse"}]
    found = list(draft(replace(case, file=CaseFile.model_validate(content), specs={}), REQUEST, None, None).missing)
    abouts = {item.code: item.about for item in found}
    assert abouts["outcome_record"] == "questions.1.part_held.not_held"
    assert abouts["neither"] == "questions.2(a)"
    assert abouts["publication_of_own_data"] == "publication"
    return found


def of_records(folder: Path) -> list[Missing]:
    """Rows without their date, and a place that no record has."""
    place = {"code": "e", "label": "Elmsea", "where": {"borough": "Elmsea"}}
    dimension = {"name": "area", "total": "All", "categories": [place]}
    records = written(folder / "r.csv", [*rows(40), *rows(3, 90, outcome_date="")])
    own = intake_case(folder / "case", table(dimensions=[dimension]))
    found = list(answer(own, [records], folder / "out", no_ledger=True).missing)
    abouts = {item.code: item.about for item in found}
    assert (abouts["records_not_counted"], abouts["zeros_not_confirmed"]) == ("not_counted", "tables.t")
    return found


def not_assessed(case: Case) -> list[Missing]:
    specs = parse_specs(case.specs["tables.yaml"])
    flags = (Flag(("coercive_control", "2024"), "low_count"),)
    found: list[Missing] = []
    for positions in ({"unbound": (0,)}, {"stale": (0,)}):
        undecided = Assessed((), frozenset(), flags, **positions)
        assessed = {spec.id: Assessed((), frozenset(), ()) for spec in specs} | {"resolutions_by_offence": undecided}
        found += remaining.of_flagged(case.file, specs, assessed)
    return found


def badly_written(case: Case, monkeypatch: pytest.MonkeyPatch) -> list[Missing]:
    """Writers that leave somebody's name in the page, and readers that find or read nothing good."""

    def no_letter(_: Letter) -> dict[str, bytes]:
        raise NotReady("The record of section 40 is not complete.")

    def read_back(path: Path) -> tuple[Finding, ...]:
        if path.suffix == ".pdf":
            raise CouldNotRead("It is damaged.")
        if path.suffix == ".docx":
            return (Finding("hidden_text", "serious", "page 1", ""),)
        return ()

    monkeypatch.setattr("fanlight.inspection.inspect", read_back)
    content = case.file.model_dump(by_alias=True) | {"tables": [], "identifiability": [], "exemptions": []}
    content["questions"] = {"1": content["questions"]["1"] | {"answer": "Imogen Farthingale asked for it."}}
    redacted = {"file": "plan.html", "questions": ["1"], "redactions": [{"exemption": "40(2)", "places": 1}]}
    content["attachments"] = [redacted]
    plain = replace(case, file=CaseFile.model_validate(content), specs={}, files={"plan.html": b"<p>A plan.</p>"})
    found = list(draft(plain, REQUEST, None, None).missing)
    with monkeypatch.context() as patch:
        patch.setattr("fanlight.documents.write_letter", no_letter)
        found += draft(plain, REQUEST, None, None).missing
    return found


def test_the_reference_lists_the_codes_and_no_others() -> None:
    page = (ROOT / "docs" / "reference" / "missing.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)
    assert [code for code in listed if code not in {"code", "about", "text", "mend"}] == list(CODES)


def test_the_words_are_one_line() -> None:
    notice = Missing("notice", "line 3", "Notice: It names no section.", "Name it.")
    assert notice.words == "Notice: It names no section. Name it. [line 3]"
    assert Missing("question_without_outcome", "questions.1.outcome", "Question 1 has no outcome.").words == (
        "Question 1 has no outcome."
    )
    assert set(notice.as_json()) == {"code", "about", "text", "mend"}


def test_the_manifest_keeps_the_words(demonstration: tuple[Case, str]) -> None:
    made = draft(broken(demonstration[0]), REQUEST, None, None)
    assert made.manifest.missing == tuple(item.words for item in made.missing)


def test_what_needs_no_count_is_known_before_anything_is_counted(demonstration: tuple[Case, str]) -> None:
    case, request = demonstration
    assert remaining.before_counting(case, request) == ()
    wrong = broken(case)
    later = {"figures_not_assessed", "notice", "letter_not_written", "file_names_somebody"}
    later |= {"attachment_hides_something", "attachment_not_read"}
    made = draft(wrong, REQUEST, None, None)
    assert remaining.before_counting(wrong, REQUEST) == tuple(item for item in made.missing if item.code not in later)
    assert len(remaining.before_counting(wrong, REQUEST)) > 10


def test_two_exemptions_under_one_section_are_told_apart(demonstration: tuple[Case, str]) -> None:
    case, request = demonstration
    more = [*case.file.exemptions, SECTION_31, SECTION_31 | {"questions": ["8"]}]
    wrong = replace(case, file=CaseFile.model_validate(case.file.model_dump(by_alias=True) | {"exemptions": more}))
    found = [item for item in remaining.before_counting(wrong, request) if item.code.startswith("exemption_")]
    assert [item.about for item in found] == [
        "exemptions.1.questions",
        "exemptions.2.questions",
        "exemptions.1.decided_by",
        "exemptions.2.decided_by",
    ]
