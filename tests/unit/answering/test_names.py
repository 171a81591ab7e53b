"""Names of people are found in what is published, with a title and without one; what is no person is left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fanlight.answering import Case
from fanlight.answering.case.model import CaseFile
from fanlight.answering.checks.names import people_in, people_in_file_name, same_person
from fanlight.answering.checks.persons import of_names
from fanlight.answering.checks.remaining import of_publication, officer_texts
from fanlight.answering.checks.traces import personal_words, traces
from fanlight.answering.folder import read_case
from fanlight.answering.missing import Missing

ROOT = Path(__file__).parents[3]
PEOPLE = {
    "Cllr Jane Smith said so.": "Cllr Jane Smith", "Councillor Ahmed Khan wrote": "Councillor Ahmed Khan",
    "PC 1234 Hargreaves attended.": "PC 1234 Hargreaves", "DS O'Neill": "DS O'Neill", "Sgt. Bloggs was there": "Sgt. Bloggs",
    "Dr Patel and others": "Dr Patel", "Ms Ffion Price": "Ms Ffion Price", "Prof. A. B. Grayling": "Prof. A. B. Grayling", "Mr SMITH": "Mr SMITH",
    "Superintendent Wren": "Superintendent Wren", "Inspector de la Cruz": "Inspector de la Cruz", "It was Rosalind Achebe's car": "Rosalind Achebe",
    "given to Tunde Bakare, aged 24": "Tunde Bakare", "ACHEBE, Rosalind": "ACHEBE, Rosalind", "signed by R. Achebe": "R. Achebe",
    "the victim Zyx Quarrington": "Zyx Quarrington", "Zyx Quarrington was arrested in May": "Zyx Quarrington", "J Quarrington wrote": "J Quarrington",
    "as\nJean-Luc\nMarchant": "Jean-Luc Marchant", "approved by Ngozi Adichie": "Ngozi Adichie", "Chloe McTavish-Jones": "Chloe McTavish-Jones",
    "Mr Young": "Mr Young", "PC Green": "PC Green", "Peter King": "Peter King", "R. Hill": "R. Hill", "DS Kent": "DS Kent",
}  # fmt: skip
NOBODY = (
    "The Chief Constable decides.", "Police and Crime Commissioner", "Victoria Station and Victoria Road", "St James Park", "Victoria Park", "Inspector Ranks", "St George's Hospital", "Milton Keynes",
    "Protection from Harassment Act 1997", "Offences Against the Person Act 1861", "Class A Drugs", "in May June and July", "Florence Nightingale House",
    "Kind regards", "Dear Sir or Madam", "Metropolitan Police Service", "Inspector General", "Sergeant and Constable Ranks", "Freedom of Information Officer",
    "Yours sincerely,", "UK GDPR, Article 5", "Grant Funding", "Mark all that apply", "Stalking, Harassment", "The Clare Law Review", "Home Office",
    "Community Resolutions in Wyrefordshire", "Superintendent of Works", "Miss nothing of it", "Devon and Cornwall Police", "Appendix A. Table 2",
)  # fmt: skip


@pytest.mark.parametrize("text", PEOPLE)
def test_a_name_is_found(text: str) -> None:
    assert people_in(text) == [PEOPLE[text]]


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert people_in(text) == []


def test_ordinary_letters_name_nobody() -> None:
    """Letters of the law's tests and ordinary words of responses: no prompt is needless where there is none."""
    letters = sorted((ROOT / "tests" / "golden" / "law").rglob("*.txt"))
    assert letters
    named = {path.name: found for path in letters if (found := people_in(path.read_text(encoding="utf-8")))}
    assert named == {}
    assert people_in((ROOT / "tests" / "data" / "words" / "ordinary.txt").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("publish/jane-smith-letter.pdf", ["Jane Smith"]), ("Letter_to_Cllr_Ahmed_Khan.docx", ["Cllr Ahmed Khan"]),
        ("complaintTobiasQuill.pdf", ["Tobias Quill"]), ("publish/table-1.csv", []), ("policy-2023.pdf", []), ("St-Marys-Road-survey.pdf", []),
    ],
)  # fmt: skip
def test_a_file_name_can_name_somebody(name: str, found: list[str]) -> None:
    assert people_in_file_name(name) == found


def test_a_name_is_the_same_with_its_title_or_by_the_surname() -> None:
    assert same_person("Cllr Smith", ["Jane Smith"])
    assert same_person("Cllr Jane Smith", ["Smith, Jane"])
    assert not same_person("John Smith", ["Jane Smith"])
    assert not same_person("Smith", [])


def case_with(**publication: object) -> Case:
    case, _ = read_case(ROOT / "demo" / "case")
    content = case.file.model_dump(by_alias=True)
    content["publication"] |= publication
    return replace(case, file=CaseFile.model_validate(content), source=None, hashes={})


def names(case: Case, request: str) -> list[Missing]:
    return of_names(case, request, officer_texts(case.file, ()))


STAYS = {
    "who": "Jane Smith",
    "role": "councillor, cabinet member for safety",
    "why": "she acts in public",
    "decided_by": "achebe",
}


def test_a_name_in_what_is_published_waits_for_a_decision_once() -> None:
    case = case_with(summary="What Cllr Jane Smith asked.", title="Cllr Smith's question")
    (found,) = names(case, "What is your policy?")
    assert (found.code, found.about) == ("publication_may_name_somebody", "publication.title")
    assert names(case_with(summary="What Cllr Jane Smith asked.", may_stay=[STAYS]), "What is it?") == []
    assert names(case_with(summary="What Cllr Ann Jones asked.", may_stay=[STAYS]), "What is it?")


@pytest.mark.parametrize("without", ["role", "why", "decided_by"])
def test_a_name_stays_with_its_role_a_reason_and_whoever_decided(without: str) -> None:
    case = case_with(summary="What Cllr Jane Smith asked.", may_stay=[{**STAYS, without: ""}])
    assert "name_may_stay_not_decided" in {one.code for one in of_publication(case, "What is it?")}
    assert names(case, "What is it?")


def test_somebody_named_in_the_request_leaves_no_trace_unless_the_name_may_stay() -> None:
    request = "Councillor Jane Smith told my neighbour Tobias Quill about it. Yours, Imogen Farthingale"
    text = "Cllr Smith, Mr Quill, IMOGEN FARTHINGALE"
    for word in ("Smith", "Quill", "Farthingale"):
        assert traces([one for one in personal_words(case_with().file, request) if one == word], [("page", text.replace("IMOGEN FARTHINGALE", "Ms Farthingale"))])  # fmt: skip
    stays = personal_words(case_with(may_stay=[STAYS, {**STAYS, "who": "Imogen Farthingale"}]).file, request)
    assert not traces(stays, [("page", "Cllr Jane Smith")])
    assert traces(stays, [("page", "imogen farthingale")])


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Young people were asked, and young people answered.", False), ("Ms Young and young people", True), ("YOUNG wrote", True), ("for the young", False),
        ("The young people. Kind regards, Young", True),
    ],
)  # fmt: skip
def test_a_surname_that_is_a_word_is_found_as_a_name_only(text: str, stands: bool) -> None:
    assert bool(traces(["Young"], [("page", text)])) is stands
