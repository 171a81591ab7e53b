"""Each outcome from case to draft: its example in the docs is complete, its letter is a golden file that our own check of
anybody's letter finds nothing in, and what it lacks stops the draft."""

from __future__ import annotations

import copy
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering import Draft, draft
from fanlight.answering.approve import approve
from fanlight.answering.checks.notice import letter_text
from fanlight.answering.folder import answer, write_case
from fanlight.answering.outcomes import OUTCOMES
from fanlight.answering.response.composition import composed
from fanlight.errors import BadInput
from fanlight.law.findings import faults
from fanlight.law.letter import check_letter
from tests.unit.answering.outcome_examples import PAGE, Example, examples

EXAMPLES = examples()
GOLDEN = Path(__file__).parents[2] / "golden" / "outcomes"
NO_LETTER = "No notice under section 17(6)"


def text(example: Example, **changes: Any) -> str:
    case = example.case(**changes)
    return letter_text(composed(case, example.request, ()))


def drafted(example: Example, **changes: Any) -> Draft:
    return draft(example.case(**changes), example.request, None, None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_whole_and_can_be_approved(name: str) -> None:
    made = drafted(EXAMPLES[name])
    assert made.missing == ()
    assert ("requester/letter.html" in made.files) == (name != NO_LETTER)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != NO_LETTER])
def test_our_own_check_finds_nothing_in_the_letter(name: str) -> None:
    example = EXAMPLES[name]
    found = check_letter(text(example), on=example.case().file.decided, request_text=example.request)
    assert [each for each in found if each.id != "text-of-the-day-not-held"] == []


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != NO_LETTER])
def test_the_letter_is_the_golden_one(name: str) -> None:
    """Set FANLIGHT_WRITE_GOLDEN to write them anew, then read what changed."""
    path = GOLDEN / f"{name.lower().replace(' ', '-').replace('(', '-').replace(')', '')}.txt"
    made = text(EXAMPLES[name])
    if os.environ.get("FANLIGHT_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


def test_every_outcome_and_finding_is_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    own = {
        "refused_cost_s12",
        "refused_vexatious_s14_1",
        "refused_repeated_s14_2",
        "clarification_s1_3",
        "fees_notice_s9",
    }
    own |= {"answer_to_follow", "not_held_elsewhere", "invalid_s8", "withdrawn"}
    assert own <= set(OUTCOMES)
    for name in own:
        assert f"## {name}\n" in page
        assert f"| `{name}`" in page
    from fanlight.law.data import law_file

    for name, entry in law_file("procedure_faults")["faults"].items():
        assert faults()[name] is entry
        assert f"| `{name}` | {entry['severity']} | {entry['message']} | {entry['mend']} |" in page


def without(example: Example, *path: str | int) -> dict[str, Any]:
    """The example's entries without one."""
    entries: dict[str, Any] = copy.deepcopy(example.entries)
    inner: Any = entries
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return entries


@pytest.mark.parametrize(
    ("name", "path", "about"),
    [
        ("refused_cost_s12", ("questions", "1", "cost"), "questions.1.cost"),
        ("refused_cost_s12", ("questions", "1", "cost", "work"), "questions.1.cost.work"),
        ("refused_cost_s12", ("questions", "1", "cost", "narrowed"), "questions.1.cost.narrowed"),
        ("Requests counted together", ("questions", "1", "cost", "together"), "questions.2.cost.part_of"),
        ("Requests counted together", ("questions", "2", "cost", "part_of"), "questions.1.cost.together.questions"),
        ("refused_repeated_s14_2", ("questions", "1", "repeated"), "questions.1.repeated.earlier"),
        ("refused_repeated_s14_2", ("questions", "1", "repeated", "same_person"), "questions.1.repeated.same_person"),
        (NO_LETTER, ("questions", "1", "vexatious", "no_notice", "why"), "questions.1.vexatious.no_notice.why"),
        ("clarification_s1_3", ("questions", "1", "clarification"), "questions.1.clarification.asks"),
        ("fees_notice_s9", ("questions", "1", "fee"), "questions.1.fee.items"),
        ("answer_to_follow", ("questions", "2", "later"), "questions.2.later.expected"),
        ("not_held_elsewhere", ("questions", "1", "elsewhere"), "questions.1.elsewhere.body"),
        ("invalid_s8", ("questions", "1", "invalid"), "questions.1.invalid.lacks"),
        ("withdrawn", ("questions", "2", "withdrawn"), "questions.2.withdrawn"),
        ("An internal review", ("internal_review", "reviewer"), "internal_review.reviewer"),
        ("An internal review", ("questions", "2", "review"), "questions.2.review"),
        ("An internal review", ("exemptions", 0, "questions"), "exemptions"),
    ],
)
def test_what_is_needed_stops_the_draft_where_it_is_missing(name: str, path: tuple[str | int, ...], about: str) -> None:
    example = Example(name, EXAMPLES[name].request, without(EXAMPLES[name], *path))
    assert about in {item.about for item in drafted(example).missing}


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("refused_cost_s12", ("questions", "1", "cost", "sampled"), "how the minutes of the estimate were found"),
        ("refused_vexatious_s14_1", ("questions", "1", "vexatious"), "The notice gives no reasons"),
        (NO_LETTER, ("questions", "1", "vexatious", "no_notice", "warned"), "further requests of the kind"),
        ("answer_to_follow", ("late",), "The letter says so and apologises, without a reason"),
    ],
)
def test_what_is_advised_stops_nothing(name: str, path: tuple[str | int, ...], said: str) -> None:
    made = drafted(Example(name, EXAMPLES[name].request, without(EXAMPLES[name], *path)))
    assert made.missing == ()
    assert any(said in advice for advice in made.advice)


def test_17_6_writes_nothing_for_anybody_outside() -> None:
    made = drafted(EXAMPLES[NO_LETTER])
    assert made.files == {}
    assert b"F/2024/109" in made.internal["no-letter.json"]
    mixed = copy.deepcopy(EXAMPLES[NO_LETTER].entries)
    mixed["questions"]["2"] = {
        "kind": "document",
        "outcome": "not_held",
        "answer": "We looked.",
        "decided_by": "achebe",
    }
    found = drafted(Example("mixed", "1. Notes?\n2. The form?\n", mixed)).missing
    assert any("a letter goes out on others" in item.text for item in found)


def test_17_6_is_approved_like_any_other(tmp_path: Path) -> None:
    write_case(tmp_path / "case", EXAMPLES[NO_LETTER].case(), EXAMPLES[NO_LETTER].request)
    answer(tmp_path / "case", [], tmp_path / "out", no_ledger=True)
    release = approve(tmp_path / "out", by="Idris Vane", on=date(2024, 5, 2))
    assert list(release.iterdir()) == []


def test_what_is_kept_inside_is_in_no_file_for_others() -> None:
    for name, inside in (
        ("refused_vexatious_s14_1", b"Nine requests since 2021"),
        (NO_LETTER, b"tenth request on the same"),
    ):
        assert all(inside not in data for data in drafted(EXAMPLES[name]).files.values())


@pytest.mark.full
def test_only_what_is_published_gets_a_page() -> None:
    with_page = {name for name in EXAMPLES if "publish/page.html" in drafted(EXAMPLES[name], publication=None).files}
    assert with_page == set()
    waiting = {
        name
        for name in EXAMPLES
        if "publication_absent" in {item.code for item in drafted(EXAMPLES[name], publication=None).missing}
    }
    assert waiting.isdisjoint(
        {"refused_vexatious_s14_1", "refused_repeated_s14_2", NO_LETTER, "fees_notice_s9", "invalid_s8"}
    )
    assert {"refused_cost_s12", "not_held_elsewhere", "An internal review"} <= waiting


def test_the_limit_is_that_of_the_authority() -> None:
    example = EXAMPLES["Requests counted together"]
    central = {**example.case().file.authority.model_dump(), "cost_limit_hours": 24}
    assert "£600, which is 24 hours of work" in text(example, authority=central)
    assert "£450, which is 18 hours of work" in text(example)


def test_dates_of_a_clock_that_contradict_are_told_with_their_place() -> None:
    entries = copy.deepcopy(EXAMPLES["withdrawn"].entries)
    entries["questions"]["1"]["clock"] = {"clarified": "2024-04-01"}
    with pytest.raises(BadInput, match=r"questions\.1\.clock.*earlier than the request"):
        drafted(Example("clocks", EXAMPLES["withdrawn"].request, entries))


def test_each_clock_is_told_for_its_own_question() -> None:
    entries = copy.deepcopy(EXAMPLES["withdrawn"].entries)
    second = {"kind": "document", "outcome": "not_held", "answer": "We looked.", "decided_by": "Rosalind Achebe"}
    entries["questions"]["2"] = {**second, "clock": {"asked": "2024-04-22", "clarified": "2024-05-02"}}
    entries |= {"decided": "2024-05-20", "late": "Somebody was ill."}
    told = text(Example("clocks", EXAMPLES["withdrawn"].request, entries))
    assert (
        "You should have had our answer to question 1 by 14 May 2024. We are sorry that it is late. Somebody was ill."
        in told
    )


def test_what_the_first_response_relied_on_is_not_read_as_the_reviews_own_ground() -> None:
    example = EXAMPLES["An internal review"]
    questions = copy.deepcopy(example.entries["questions"])
    questions["2"]["review"]["first"] = "We withheld the plan under section 40(2), as the numbers are low."
    questions["2"]["review"]["reasons"] = "That section does not fit, as nobody could be identified."
    assert drafted(example, questions=questions).missing == ()
    questions["2"]["review"]["reasons"] = "We now withhold it under section 40(2)."
    assert {item.code for item in drafted(example, questions=questions).missing} == {"notice"}


def test_a_repeated_answer_is_said_to_be_one_once() -> None:
    example = EXAMPLES["The decision after more time"]
    questions = copy.deepcopy(example.entries["questions"])
    assert text(example).count("repeated here") == 1
    questions["2"]["clock"] = {"answered": "2024-05-02"}
    told = text(example, questions=questions)
    assert "repeated here" not in told
    assert told.count("We answered this in our letter of 2 May 2024, and repeat it here.") == 1


def test_two_limbs_of_one_section_are_cited_as_one_section() -> None:
    told = text(EXAMPLES["disclosed_in_part"])
    assert "Section 31(1)(a) and (b) applies to the information that we withhold at question 1." in told
    example = EXAMPLES["The decision after more time"]
    extension = {**example.entries["extension"], "provisions": ["31(1)(a) and (b)"]}
    assert "lies under section 31(1)(a) and (b). This letter" in text(example, extension=extension)


def test_an_exemption_beside_another_is_not_said_to_cover_all_that_is_withheld() -> None:
    example = EXAMPLES["withheld_exempt"]
    assert "Section 42 applies to the information that we withhold" in text(example)
    other = {"limb": "41", "questions": ["1"], "reasons": "Counsel gave it in confidence.", "decided_by": "Ama Boateng"}
    told = text(example, exemptions=[*example.entries["exemptions"], other])
    assert "Section 42 applies to information that we withhold at question 1." in told
    assert "Section 41 applies to information that we withhold at question 1." in told
