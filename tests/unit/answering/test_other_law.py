"""Environmental information, own data, other Acts and time for the public interest: what a case lacks, and when it is late."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from fanlight.answering import Draft, draft
from fanlight.errors import SpecError
from tests.unit.answering.outcome_examples import Example, examples

EXAMPLES = examples()
TIME, AFTER = "More time for the public interest", "The decision after more time"
SECTION_31 = {
    "limb": "31(1)(a)",
    "questions": ["1"],
    "reasons": "It would help offenders.",
    "public_interest": "Safety outweighs.",
    "decided_by": "achebe",
}


def drafted(name: str, **changes: Any) -> Draft:
    entries = {**copy.deepcopy(EXAMPLES[name].entries), **changes}
    example = Example(name, EXAMPLES[name].request, entries)
    return draft(example.case(), example.request, None, None)


def said(made: Draft) -> str:
    return " ".join(item.text for item in made.missing)


def questions(name: str, number: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(EXAMPLES[name].entries["questions"])
    found[number].update(changes)
    return found


def test_an_exemption_of_the_act_is_no_ground_for_environmental_information() -> None:
    made = drafted("environmental_information", exemptions=[SECTION_31])
    assert "which is answered under the Environmental Information Regulations" in said(made)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"exceptions": [{"exception": "12(1)", "reasons": "It costs too much."}]}, "no exception of the"),
        (
            {"exceptions": [{"exception": "12(4)(e)", "reasons": "They are e-mails."}]},
            "matters considered on the public interest",
        ),
        (
            {"exceptions": [{"exception": "12(5)(e)", "reasons": "a", "public_interest": "b"}], "emissions": True},
            "closed to information on emissions",
        ),
    ],
)
def test_what_a_refusal_under_regulation_14_lacks(record: dict[str, Any], words: str) -> None:
    made = drafted(
        "environmental_information", questions=questions("environmental_information", "2", environmental=record)
    )
    assert words in said(made)


def test_environmental_information_has_40_days_where_they_were_taken() -> None:
    late = {"decided": "2024-05-31"}
    assert any("after its last day" in each for each in drafted("environmental_information", **late).advice)
    extended = questions("environmental_information", "2")
    for question in extended.values():
        question["environmental"] = {**question.get("environmental", {}), "extended": True}
    made = drafted("environmental_information", **late, questions=extended)
    assert made.missing == ()
    assert made.advice == ()
    assert b"We are sorry that it is late" not in made.files["requester/letter.html"]


def test_a_letter_that_takes_the_40_days_says_so_and_decides_nothing() -> None:
    extending = questions("environmental_information", "2", environmental={"extending": True})
    made = drafted("environmental_information", questions=extending)
    assert made.missing == ()
    assert (
        "we take up to 40 working days, and will answer by 12 June 2024" in made.files["requester/letter.html"].decode()
    )
    extending["2"]["environmental"]["extended"] = True
    assert "cannot decide on it too" in said(drafted("environmental_information", questions=extending))


def test_own_data_get_no_page() -> None:
    publication = drafted("disclosed_in_full")
    assert "publish/page.html" in publication.files
    own = EXAMPLES["own_personal_data"]
    with_page = Example(
        "own", own.request, {name: value for name, value in own.entries.items() if name != "publication"}
    )
    made = draft(with_page.case(), own.request, None, None)
    assert {item.code for item in made.missing} == {"publication_of_own_data"}
    assert not any(path.startswith("publish/") for path in made.files)
    assert drafted("own_personal_data").missing == ()


def test_an_act_for_the_whole_request_leaves_no_question_to_this_one() -> None:
    whole = EXAMPLES["another_act"].entries["questions"]["1"]
    mixed = {
        "1": whole,
        "2": {"kind": "document", "outcome": "not_held", "answer": "We looked.", "decided_by": "achebe"},
    }
    example = Example("mixed", "1. The policy?\n2. The form?\n", {"questions": mixed})
    made = draft(example.case(), example.request, None, None)
    assert "covers the whole request" in said(made)
    letter = drafted("another_act").files["requester/letter.html"].decode()
    assert "internal review" not in letter
    assert "refusal notice" not in letter


def test_an_estimate_that_is_far_off_needs_its_reason_and_then_stops_nothing() -> None:
    exemptions = copy.deepcopy(EXAMPLES[TIME].entries["exemptions"])
    exemptions[0]["decision_expected"] = "2030-01-01"
    made = drafted(TIME, exemptions=exemptions)
    assert "2030-01-01" in said(made)
    assert "no reason is recorded" in said(made)
    exemptions[0]["time_needed"] = "The trial of those who were arrested there ends in December 2029."
    made = drafted(TIME, exemptions=exemptions)
    assert made.missing == ()
    assert any("2030-01-01" in each for each in made.advice)
    assert b"ends in December 2029" in made.files["requester/letter.html"]


@pytest.mark.parametrize(
    ("limb", "words"),
    [("41", "no public interest test"), ("23", "no public interest test")],
)
def test_no_time_is_taken_for_an_absolute_exemption(limb: str, words: str) -> None:
    exemptions = copy.deepcopy(EXAMPLES[TIME].entries["exemptions"])
    exemptions[0]["limb"] = limb
    assert words in said(drafted(TIME, exemptions=exemptions))


def test_an_estimate_that_is_past_is_wrong() -> None:
    exemptions = copy.deepcopy(EXAMPLES[TIME].entries["exemptions"])
    exemptions[0]["decision_expected"] = "2024-05-02"
    assert "not after the day of the letter" in said(drafted(TIME, exemptions=exemptions))


def test_the_final_letter_is_not_late_and_past_40_days_it_is_advice() -> None:
    made = drafted(AFTER)
    assert made.missing == ()
    assert b"We are sorry that it is late" not in made.files["requester/letter.html"]
    later = drafted(AFTER, decided="2024-08-01")
    assert later.missing == ()
    assert any("40 working days" in each for each in later.advice)


def test_a_letter_that_took_more_time_too_late_makes_the_response_late() -> None:
    extension = {**EXAMPLES[AFTER].entries["extension"], "noticed": "2024-05-20"}
    made = drafted(AFTER, extension=extension)
    assert any("after its last day" in each for each in made.advice)
    assert b"We are sorry that it is late" in made.files["requester/letter.html"]


def test_the_time_was_for_a_qualified_provision() -> None:
    extension = {**EXAMPLES[AFTER].entries["extension"], "provisions": ["41"]}
    assert "no public interest test" in said(drafted(AFTER, extension=extension))
    extension["provisions"] = []
    assert "not said for which provision" in said(drafted(AFTER, extension=extension))


FIGURE = {"text": "1,204 vehicles", "value": 1204, "source": "fleet register", "decided_by": "achebe"}


def in_words(answer: str, **said: Any) -> Draft:
    question = {"kind": "statistic", "outcome": "disclosed_in_full", "answer": answer, "decided_by": "achebe"}
    entries = {"questions": {"1": question}, "said": [{**FIGURE, **said}] if said or "1,204" in answer else []}
    example = Example("words", "How many vehicles do you have?\n", entries)
    return draft(example.case(), example.request, None, None)


def test_a_figure_in_words_without_a_table_has_its_value_and_source() -> None:
    made = in_words("On 1 May 2024 we had 1,204 vehicles recorded.")
    assert made.missing == ()
    assert made.outcomes == (("1", "disclosed in full"),)
    assert "may say something about a figure" in said(in_words("We had 4 vehicles recorded there."))
    with pytest.raises(SpecError, match="needs its value"):
        in_words("We had 1,204 vehicles.", value=None)


def test_a_low_figure_in_words_is_assessed() -> None:
    low = {"text": "3 officers", "value": 3}
    made = in_words("There were 3 officers recorded on leave.", **low)
    assert {item.code for item in made.missing} == {"figures_not_assessed"}
    assert (
        in_words("There were 3 officers recorded on leave.", **low, nobody_identifiable="The force has 4,000.").missing
        == ()
    )
