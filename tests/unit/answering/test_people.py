"""People are told apart by who they are: one entry each, named by every decision and by the approval."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering import Case
from fanlight.answering.approve import OVERRIDE, approve
from fanlight.answering.approver import Approver, day_obstacles
from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.people import Person, deciders, named, people_of
from fanlight.answering.checks.persons import of_people, who_may_approve
from fanlight.answering.folder import answer, read_case
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.manifest import Manifest
from fanlight.answering.output.trail import Trail
from fanlight.answering.response.reviewing import review_of
from fanlight.answering.verify import verified
from fanlight.errors import NotReady, SpecError
from fanlight.law.procedure.review import check_review

CASE = Path(__file__).parents[3] / "demo" / "case"
DAY = datetime.date(2026, 10, 29)


def case_with(people: dict[str, Any], **more: Any) -> Case:
    case, _ = read_case(CASE)
    content = {**case.file.model_dump(by_alias=True), "people": people, **more}
    return replace(case, file=CaseFile.model_validate(content), source=None, hashes={})


def two(name: str, other: str, *ids: str, **more: Any) -> Case:
    one_id, other_id = ids or ("1001", "1002")
    return case_with({"a": {"name": name, "id": one_id}, "b": {"name": other, "id": other_id, **more}})


@pytest.mark.parametrize(
    "other",
    [
        "Rosalind Achebe", "ROSALIND ACHEBE", "ACHEBE, Rosalind", "R Achebe", "R. Achebe", "Achebe R.", "Ms R. Achebe", "Dr Rosalind Achebe",
        "Rosalind Mary Achebe", "RM Achebe", "Achebe RM", "Rosalínd Achebe", "Rosalind\u200b Achebe", "Rosalind  Achebe", "Inspector Achebe", "Achebe",
    ],
)  # fmt: skip
def test_names_that_may_be_one_persons_are_refused(other: str) -> None:
    with pytest.raises(SpecError, match="may be one person"):
        people_of(two("Rosalind Achebe", other))
    assert len(people_of(two("Rosalind Achebe", other, other_than=["a"]))) == 2


@pytest.mark.parametrize(
    "other", ["Robert Achebe", "Rosalind Vane", "Rosa Lindqvist", "Idris Vane", "Li Na", "J. Okafor"]
)
def test_other_names_are_other_people(other: str) -> None:
    assert [one.name for one in people_of(two("Rosalind Achebe", other))] == ["Rosalind Achebe", other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2086", "02086"), ("2086", " 2086 "), ("W2086", "w-2086"), ("a.b@x.example", "A.B@X.example"), ("a.b@x.example", "a.b+y@x.example"),
        ("２０８６", "2086"),
    ],
)  # fmt: skip
def test_one_staff_number_or_address_is_one_person_whatever_is_said(one: str, other: str) -> None:
    with pytest.raises(SpecError, match="they are one person"):
        people_of(two("Rosalind Achebe", "Idris Vane", one, other, other_than=["a"]))


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("x", "2086", "no name"), ("PC 2086", "2086", "no name"), ("Rosalind Achebe", "tbc", "neither a staff number"),
        ("Rosalind Achebe", "foi@wyrefordshire.police.example", "belongs to a team"), ("Rоsalind Achebe", "2086", "several alphabets"),
        ("Rosalind Achebe", "imogen.farthingale@example.org", "or to the requester"),
    ],
)  # fmt: skip
def test_an_entry_that_names_nobody_is_refused(name: str, number: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        people_of(case_with({"a": {"name": name, "id": number}}))


def test_a_key_is_no_other_persons_number() -> None:
    with pytest.raises(SpecError, match="cannot be told apart"):
        people_of(
            case_with({"1002": {"name": "Rosalind Achebe", "id": "1001"}, "b": {"name": "Idris Vane", "id": "1002"}})
        )


PEOPLE = (
    Person("a", "Rosalind Achebe", "1001"),
    Person("b", "Idris Vane", "idris@x.example"),
    Person("c", "Idris Vane", "7"),
)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("a", "a"), ("1001", "a"), ("01001", "a"), ("rosalind  achebe", "a"), ("IDRIS@x.example", "b"), ("Idris Vane", "bc"), ("R Achebe", ""),
        ("x", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_reference_is_a_key_a_number_an_address_or_an_exact_name(words: str, keys: str) -> None:
    assert "".join(one.key for one in named(PEOPLE, words)) == keys


def test_every_decision_names_somebody_who_is_entered() -> None:
    case, _ = read_case(CASE)
    assert of_people(case.file) == []
    assert deciders(case.file, people_of(case)) == ("achebe",)
    content = case.file.model_dump(by_alias=True)
    content["questions"]["1"]["decided_by"] = "R Achebe"
    content["exemptions"][0]["decided_by"] = "x"
    content["said"][1]["decided_by"] = "vane"
    content["officer"] = "2086"
    file = CaseFile.model_validate(content)
    assert [(one.code, one.about) for one in of_people(file)] == [
        ("person_not_named", "questions.1.decided_by"),
        ("person_not_named", "exemptions.0.decided_by"),
    ]
    assert set(deciders(file, people_of(case))) == {"vane", "achebe", "R Achebe", "x"}


def test_a_case_without_people_says_that_nobody_can_approve_it_and_how_it_is_mended() -> None:
    file = case_with({}, officer="Rosalind Achebe").file
    assert of_people(file) == []
    (said,) = who_may_approve(file, ())
    assert "“Rosalind Achebe”" in said
    assert "nobody can approve" in said
    assert "people: {KEY:" in said


def manifest(*deciders: str, override: str = "") -> Manifest:
    return Manifest("1", {}, "", {}, (), deciders, people=PEOPLE, override=override)


def test_an_override_needs_a_reason_and_that_nobody_else_exists() -> None:
    why = "there is no other officer trained in this office"
    assert "somebody else must approve it: b" in str([*Approver.of(manifest("a"), "a", why).obstacles()])
    assert "--override" in str([*Approver.of(manifest("a", "b", "c"), "a").obstacles()])
    assert "is no reason" in str([*Approver.of(manifest("a", "b", "c"), "a", "-").obstacles()])
    given = Approver.of(manifest("a", "b", "c"), "a", why)
    assert [*given.obstacles()] == []
    assert given.as_json() == {"by": "Rosalind Achebe", "id": "1001", "key": "a", "override": why}
    assert Approver.of(manifest("a", "b", "c", override=why), "1001").as_json()["override"] == why
    assert "override" not in Approver.of(manifest("a", "c", override=why), "b").as_json()


@pytest.mark.parametrize("words", ["Idris Vane", "", "x"])
def test_an_approver_who_is_not_named_is_no_approver(words: str) -> None:
    assert [*Approver.of(manifest("a"), words, "there is nobody else here").obstacles()]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-10-04", "before the request of 5 October 2026"), ("2026-10-28", "before the draft"), ("2026-11-03", "in the future"),
        ("2026-10-29", ""), ("2026-11-02", ""),
    ],
)  # fmt: skip
def test_the_day_of_an_approval_is_neither_too_early_nor_ahead(on: str, said: str) -> None:
    trail = Trail()
    trail.add("request received", by="requester", on="2026-10-05")
    trail.add("drafted", by="Fanlight", on="2026-10-29")
    found = " ".join(day_obstacles(trail, datetime.date.fromisoformat(on), datetime.date(2026, 11, 2)))
    assert said in found
    assert bool(found) == bool(said)


def test_an_override_is_told_everywhere_inside_and_nowhere_outside(tmp_path: Path) -> None:
    folder, out = tmp_path / "case", tmp_path / "out"
    folder.mkdir()
    text = (CASE / "case.yaml").read_text(encoding="utf-8")
    text = re.sub(r"  vane: .*\n", "", text)
    text = re.sub(r"tables: \[tables\.yaml\]\n|extracted: .*\n", "", text)
    text = re.sub(r'  "3\(a\)":.*?(?=\nidentifiability)', "", text, flags=re.S)
    text = text[: text.index("identifiability:")].replace('"2(a)"', '"2"')
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / "publication.txt").write_text("1. What is your policy?\n2. What does it leave out?\n", encoding="utf-8")
    (folder / "request.txt").write_text("1. What is your policy?\n2. What does it leave out?\n", encoding="utf-8")
    made = answer(folder, [], out, no_ledger=True)
    assert made.missing == ()
    with pytest.raises(NotReady, match="somebody else must approve"):
        approve(out, by="achebe", on=DAY, today=DAY)
    why = "the only officer of this small authority"
    approve(out, by="achebe", on=DAY, today=DAY, override=why)
    assert manifests.read(out / "manifest.json").approval == {
        "by": "Rosalind Achebe", "id": "rosalind.achebe@wyrefordshire.police.example", "key": "achebe", "override": why, "on": "2026-10-29",
        "files": json.loads((out / "manifest.json").read_text(encoding="utf-8"))["approval"]["files"],
    }  # fmt: skip
    assert Trail.read(out / "internal" / "trail.json").entries[-1]["override"] == why
    told = (out / "internal" / OVERRIDE).read_text(encoding="utf-8")
    assert told.startswith("INTERNAL")
    assert why in told
    assert any(why in line for line in verified(out))
    assert not any(why.encode() in path.read_bytes() for path in (out / "release").rglob("*") if path.is_file())
    path = out / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace(f'"override": "{why}",', ""), encoding="utf-8")
    with pytest.raises(NotReady, match="somebody else must approve"):
        verified(out)


def test_a_review_is_by_another_person_whatever_they_are_called() -> None:
    case, _ = read_case(CASE)
    content = case.file.model_dump(by_alias=True)
    content["internal_review"] = {"reviewer": "ACHEBE", "first_decided_by": ["Rosalind Achebe", "R. Achebe"]}
    file = CaseFile.model_validate(content)
    review = review_of(file)
    assert review is not None
    assert review.reviewer == "Rosalind Achebe"
    found = check_review(review, {}, decided=DAY)
    assert "review-by-the-same-person" in {one.id for one in found}
    assert [one.about for one in of_people(file)] == ["internal_review.first_decided_by.1"]
