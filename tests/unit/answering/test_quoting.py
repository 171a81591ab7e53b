"""A letter repeats the request whole: the splitter gives lines, numbers and levels, and no word is lost."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.answering import draft
from fanlight.answering.response.quoting import LEFT_OUT, quoted, without
from tests.unit.answering.outcome_examples import Example, examples

ROOT = Path(__file__).parents[3]
EXAMPLE = examples()["disclosed_in_full"]


def words(text: str) -> list[str]:
    return text.split()


def said(text: str) -> list[str]:
    return words(" ".join(line for _, line in quoted(text)))


PIECE = st.one_of(
    st.sampled_from(
        [
            "Dear Sir,",
            "1.",
            "2)",
            "(a)",
            "- ",
            "• Stalking",
            "Please send the policy",
            "How many?",
            "Yours,",
            "Pat",
            ":",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(["\n", "\n\n", "\r\n", "\t", " "]),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECE, max_size=25).map(" ".join))
def test_every_word_comes_back_in_order(text: str) -> None:
    assert said(text) == words(text.replace("\ufeff", " ")) or "\ufeff" in text


def test_the_requests_of_the_golden_file_are_whole() -> None:
    cases = yaml.safe_load((ROOT / "tests" / "golden" / "requests" / "cases.yaml").read_text(encoding="utf-8"))
    texts = [case["text"] for case in cases]
    assert len(texts) > 10
    for text in texts:
        assert "".join(said(text)) == "".join(text.split())  # a number run into the word before it begins a line


@pytest.mark.shared
def test_no_published_request_loses_a_word(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "cases" / "cases.jsonl").read_text("utf-8").splitlines()]
    texts = [row["request_text"] for row in rows if row["request_text"]]
    texts += [path.read_text("utf-8") for path in sorted((shared / "field" / "requests").glob("*.txt"))]
    assert len(texts) > 60
    for text in texts:
        assert re.findall(r"\w+", " ".join(line for _, line in quoted(text))) == re.findall(r"\w+", text)


def test_lines_broken_by_a_mail_program_are_joined_and_a_list_is_not() -> None:
    text = (
        "Please tell me how many people were stopped and searched in each\nof the last three years, by district, for these:\n"
        " - Stalking\n - Forced marriage\nbroken down by sex.\n\nPat Lund\n1 High Street\nAshcombe\n"
    )
    assert [line for _, line in quoted(text)] == [
        "Please tell me how many people were stopped and searched in each of the last three years, by district, for these:",
        "- Stalking",
        "- Forced marriage broken down by sex.",
        "Pat Lund",
        "1 High Street",
        "Ashcombe",
    ]


def test_questions_in_one_line_stand_in_lines_of_their_own_and_parts_are_set_in() -> None:
    assert [line for _, line in quoted("Please send me for each year: (1) the policy, (2) how many there were\n")] == [
        "Please send me for each year:",
        "(1) the policy,",
        "(2) how many there were",
    ]
    assert quoted("1. How many were there:\n(a) in 2023\n(b) in 2024\n") == (
        (0, "1. How many were there:"),
        (1, "(a) in 2023"),
        (1, "(b) in 2024"),
    )


def test_left_out_words_are_marked_and_said_to_be() -> None:
    request = "1. Please send the policy, you fools.\n"
    entries = {
        **copy.deepcopy(EXAMPLE.entries),
        "quote_without": [{"text": ", you\nfools", "why": "abuse", "decided_by": "achebe"}],
    }
    case = Example("left", request, entries).case()
    made = draft(case, request, None, None)
    assert made.missing == ()
    letter = made.files["requester/letter.html"].decode()
    assert "fools" not in letter
    assert LEFT_OUT in letter
    assert "because they are abuse" in letter
    assert without(request, ("you cretins",))[1] == ("you cretins",)


def test_what_is_left_out_stands_in_the_request_and_somebody_decided_it() -> None:
    entries = {**copy.deepcopy(EXAMPLE.entries), "quote_without": [{"text": "nowhere", "why": "personal_data"}]}
    case = Example("left", EXAMPLE.request, entries).case()
    found = [item for item in draft(case, EXAMPLE.request, None, None).missing if item.code == "quote"]
    assert [item.about for item in found] == ["quote_without.0.text", "quote_without.0.decided_by"]


def test_the_page_shows_the_publication_copy_and_never_the_request_itself() -> None:
    request = "1. Please send your current policy on community resolutions. My tag is zebra-1.\n"
    case = Example("page", request, EXAMPLE.entries).case()
    made = draft(type(case)(case.file, publication_copy="1. Please send your current policy.\n"), request, None, None)
    assert "zebra-1" in made.files["requester/letter.html"].decode()
    published = {path: data for path, data in made.files.items() if path.startswith("publish/")}
    assert published
    assert all(b"zebra" not in data for data in published.values())
