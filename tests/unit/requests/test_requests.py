"""Numbers, look-ups, doubts and files of requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fanlight.errors import BadInput, CouldNotRead
from fanlight.requests import find, normal_number, read_request, split
from fanlight.requests.asking import Sense, sense

TEXT = "1. How many?\n2. For each:\na) the cost\nb) the date\n3. In all:\na) the sum\nb) by ward:\n1. Northgate\n2. Southgate\n"


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("3(b)1", "3.b.1"),
        ("Q3b.1", "3.b.1"),
        ("3.B.1.", "3.b.1"),
        ("(iv)", "iv"),
        ("Question 2", "2"),
        ("02", "2"),
        ("", ""),
    ],
)
def test_a_number_has_one_normal_form(printed: str, normal: str) -> None:
    assert normal_number(printed) == normal


def test_a_question_is_found_however_its_number_is_written() -> None:
    assert find(split(TEXT), "3(b)1").text == "1. Northgate"
    assert find(split(TEXT), "Q2a").text == "a) the cost"


def test_an_unknown_number_names_the_nearest() -> None:
    with pytest.raises(BadInput, match=r"no question “3\(c\)”.*nearest are .*3\.[ab]"):
        find(split(TEXT), "3(c)")


def test_a_number_printed_twice_is_marked_and_kept_apart() -> None:
    first, second = split("1. How many cats?\n1. How many dogs?\n").questions
    assert (first.number, second.number, second.printed) == ("1", "2", "1.")
    assert first.sure
    assert not second.sure
    assert any("more than once" in doubt for doubt in second.doubts)


def test_no_question_is_a_doubt_and_no_error() -> None:
    found = split("Thank you.\n")
    assert found.questions == []
    assert not found.sure


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I hear that the number of dogs fell.\n\n1. How many dogs were seized?\n", "number of dogs fell"),
        ("How many dogs were seized?\n\nArrests of owners under the new law by ward\n", "Arrests of owners"),
        ("• How many dogs were seized?\n\n7. and the cats\n", "7."),
    ],
)
def test_words_that_may_ask_and_are_left_are_a_doubt(text: str, left: str) -> None:
    found = split(text)
    assert len(found.questions) == 1
    assert all(question.sure for question in found.walk())
    assert not found.sure
    assert any(left in doubt for doubt in found.doubts)


def test_a_sentence_is_read_for_what_it_does() -> None:
    assert sense("I am writing to request the number of dogs seized under the Freedom of Information Act.") is Sense.ASK
    assert sense("Copies of letters between the force and the town council.") is Sense.PHRASE
    assert sense("Would it be possible to disclose the following information for 2019 and 2020?") is Sense.LEAD
    assert sense("Please split this by month.") is Sense.LEANS
    assert sense("Please acknowledge receipt of this request.") is Sense.HANDLING
    assert sense("The number of dogs fell in 2022.") is Sense.TELLS


def test_what_is_no_question_has_its_own_span() -> None:
    text = "Dear Sir\n\n1. How many?\n2. Why?\n\nOn Monday, A wrote:\n> 3. Who?\n"
    kinds = [(span.kind, text[span.start : span.end].strip()) for span in split(text).spans]
    assert kinds[0] == ("greeting", "Dear Sir")
    assert kinds[-1][0] == "quoted"
    assert kinds[-1][1].endswith("> 3. Who?")


def test_subject_and_years_are_guessed_from_the_words() -> None:
    text = "1. How many offences under the Theft Act 1968 in 2020 and 2021/22?\n2. A copy of the minutes.\n3. The policy on drones.\n"
    first, second, third = split(text).questions
    assert (first.subject, first.years) == ("statistic", ["2020", "2021/22"])
    assert (second.subject, third.subject) == ("document", "policy")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"1. Why?\r\n2. When?", "1. Why?\r\n2. When?"),
        ("\ufeff1. Why?".encode(), "\ufeff1. Why?"),
        ("1. Why?".encode("utf-16"), "1. Why?"),
        ("“Why” £5?".encode("cp1252"), "“Why” £5?"),
    ],
)
def test_a_file_is_read_with_its_line_endings(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "request.txt"
    path.write_bytes(data)
    assert read_request(path) == text


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "request.txt"
    path.write_bytes(b"PK\x03\x04\x00\x00\x81\x00")
    with pytest.raises(CouldNotRead, match="not text"):
        read_request(path)
    with pytest.raises(CouldNotRead, match="could not be read"):
        read_request(tmp_path / "none.txt")


def test_the_command_prints_json_alone_and_a_tree_for_people(tmp_path: Path) -> None:
    import typer
    from typer.testing import CliRunner

    from fanlight.cli import questions

    app = typer.Typer()
    questions.register(app)
    path = tmp_path / "request.txt"
    path.write_text(TEXT, "utf-8", newline="")
    printed = json.loads(CliRunner().invoke(app, [str(path), "--json"]).stdout)
    assert [node["number"] for node in printed["questions"]] == ["1", "2", "3"]
    assert printed["questions"][1]["kind"] == "stem"
    assert {"number", "offset", "text", "kind", "children"} <= set(printed["questions"][0])
    shown = CliRunner().invoke(app, [str(path)]).stdout
    assert "3.b.1" in shown


@pytest.mark.shared
def test_the_model_case_is_split_as_labelled_by_hand(shared: Path) -> None:
    cases = [json.loads(line) for line in (shared / "cases" / "cases.jsonl").read_text("utf-8").split("\n") if line]
    model = next(case for case in cases if case["id"] == "foi-001")
    found = split(model["request_text"])
    gold = [entry for n in model["gold_questions"] for entry in _flat(n)]
    assert [(node.number, node.offset, node.kind) for node in found.walk()] == gold


def _flat(node: dict[str, Any]) -> list[tuple[str, int, str]]:
    below = [entry for child in node.get("children") or [] for entry in _flat(child)]
    return [(node["number"], node["offset"], node["kind"]), *below]
