"""Files that go out as they are: what their entries must say, what may be in them, and words that promise one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fanlight.answering.case.attachments import Enclosed, kind
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.checks.attached import of_attachments, of_inspection, of_promises
from fanlight.answering.folder import read_case
from fanlight.answering.missing import Missing
from fanlight.answering.response.composition import composed
from fanlight.answering.response.enclosures import line
from fanlight.errors import BadInput, CouldNotRead
from fanlight.inspection.findings import found

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "cases" / "attachment"
Change = dict[str, Any]


def changed(attachment: Change | None = None, question: Change | None = None) -> tuple[Case, str]:
    """The example's case with its attachment (None: without) and first question changed."""
    case, request = read_case(EXAMPLE)
    content = case.file.model_dump(by_alias=True)
    content["attachments"] = [content["attachments"][0] | attachment] if attachment is not None else []
    content["questions"]["1"] |= question or {}
    return replace(case, file=CaseFile.model_validate(content)), request


def codes(missing: Iterator[Missing]) -> list[tuple[str, str]]:
    return [(item.code, item.about) for item in missing]


@pytest.mark.parametrize(
    ("attachment", "question", "expected"),
    [
        ({}, {}, []),
        ({"title": " "}, {}, [("attachment_incomplete", "attachments.0.title")]),
        ({"questions": ["9"]}, {}, [
            ("attachment_of_no_question", "attachments.0.questions"),
            ("redaction_without_exemption", "attachments.0.redactions.0"),
        ]),
        ({}, {"outcome": "withheld_exempt"}, [("attachment_of_withheld", "attachments.0.questions")]),
        ({}, {"outcome": "disclosed_in_full"}, [("redaction_given_in_full", "questions.1.outcome")]),
        ({"redactions": [{"exemption": "40(2)", "places": 2}]}, {}, [
            ("redaction_without_exemption", "attachments.0.redactions.0")
        ]),
        ({"redactions": [{"exemption": "section 31", "places": 2}]}, {}, []),
        ({"redactions": [{"exemption": "3", "places": 2}]}, {}, [
            ("redaction_without_exemption", "attachments.0.redactions.0")
        ]),
        ({"redactions": [{"exemption": "31(1)(a)", "places": 0}]}, {}, [
            ("attachment_incomplete", "attachments.0.redactions.0.places")
        ]),
        ({"accepted": [{"finding": "comment", "where": "x", "sha256": "0"}]}, {}, [
            ("acceptance_not_decided", "attachments.0.accepted.0")
        ]),
    ],
)  # fmt: skip
def test_what_an_entry_lacks_or_says_against_the_case(
    attachment: Change, question: Change, expected: list[tuple[str, str]]
) -> None:
    case, request = changed(attachment, question)
    assert codes(of_attachments(composed(case, request, ()))) == expected


def enclosed(accepted: list[Change], data: bytes = b"x", name: str = "plan.pdf") -> Enclosed:
    case, _ = changed({"accepted": accepted, "file": name})
    return Enclosed(0, case.file.attachments[0], data)


HASH = hashlib.sha256(b"x").hexdigest()
WORD = {"finding": "comments", "where": "page 2", "sha256": HASH, "reason": "it is ours", "decided_by": "R. Achebe"}
FOUND = [found("comments", "page 2")]


def test_a_finding_blocks_until_it_is_accepted_for_this_very_file() -> None:
    (blocked,) = of_inspection(enclosed([]), FOUND, HASH)
    assert blocked.code == "attachment_hides_something"
    assert HASH in blocked.mend
    assert list(of_inspection(enclosed([WORD]), FOUND, HASH)) == []
    for change in (
        {"finding": "metadata"},
        {"where": "page 3"},
        {"reason": " "},
        {"decided_by": ""},
        {"sha256": "0" * 64},
    ):
        (still,) = of_inspection(enclosed([WORD | change]), FOUND, HASH)
        assert still.code == "attachment_hides_something"
        assert ("another version of the file" in still.text) == ("sha256" in change)
    assert list(of_inspection(enclosed([]), [found("comments", "page 2", severity="info")], HASH)) == []


def test_a_file_that_is_not_read_blocks_unless_no_check_knows_its_format() -> None:
    damaged = CouldNotRead("It is damaged.", where="plan.pdf", check="damaged", findings=tuple(FOUND))
    accepted = WORD | {"finding": "damaged", "where": "plan.pdf"}
    assert [m.code for m in of_inspection(enclosed([accepted]), damaged, HASH)] == [
        "attachment_hides_something",
        "attachment_not_read",
    ]
    film = CouldNotRead("No check knows it.", where="film.mp4", check="unknown_format")
    assert [m.code for m in of_inspection(enclosed([], name="film.mp4"), film, HASH)] == ["attachment_hides_something"]
    accepted = WORD | {"finding": "unknown_format", "where": "film.mp4"}
    assert list(of_inspection(enclosed([accepted], name="film.mp4"), film, HASH)) == []


def test_a_spreadsheet_is_never_taken_for_audited() -> None:
    data = b"borough,crimes\r\nAshwick,3\r\n"
    digest = hashlib.sha256(data).hexdigest()
    (blocked,) = of_inspection(enclosed([], data, "list.csv"), (), digest)
    assert "figures_not_audited" in blocked.text
    assert "ready table" in blocked.mend
    word = WORD | {"finding": "figures_not_audited", "where": "list.csv", "sha256": digest}
    assert list(of_inspection(enclosed([word], data, "list.csv"), (), digest)) == []


PROMISES = (
    "The policy is attached.", "Please find attached the policy.", "I enclose a copy.", "We have enclosed the form.",
    "See the attachment.", "The figures are in Annex B.", "Please see Appendix 2.", "The enclosed document answers this.",
    "A copy is attached to this letter.", "We are attaching the policy.", "It is appended to our response.",
    "The attached spreadsheet gives them.",
)  # fmt: skip
NO_PROMISES = (
    "Two officers attached to the unit hold them.", "No conditions were attached to the grant.",
    "The search was of an enclosed area.", "Nothing is attached.", "The attached officers were seconded.",
    "Weight is attached to this.", "The yard is enclosed by a wall.", "No attachment was held.",
    "It was attached to our letter of 2 May 2024.", "It was enclosed with our first response.",
    "The officer was attached to Ashwick station.", "We hold the e-mail without its attachments.",
    "The policy is published on our website.",
)  # fmt: skip


@pytest.mark.parametrize("answer", PROMISES)
def test_words_that_promise_a_file_need_one(answer: str) -> None:
    case, request = changed(None, {"answer": answer})
    assert codes(of_promises(composed(case, request, ()))) == [("attached_without_attachment", "questions.1.answer")]
    case, request = changed({}, {"answer": answer})
    assert codes(of_promises(composed(case, request, ()))) == []


@pytest.mark.parametrize("answer", NO_PROMISES)
def test_other_words_promise_nothing(answer: str) -> None:
    case, request = changed(None, {"answer": answer})
    assert codes(of_promises(composed(case, request, ()))) == []


def test_a_promised_name_is_that_of_a_file() -> None:
    for answer, right in (
        ("It is attached as drone-guidance.pdf.", True),
        ("It is attached as guidance-2024.pdf.", False),
        ("It is attached. The form is form-7.docx on our site.", True),
    ):
        case, request = changed({}, {"answer": answer})
        assert (codes(of_promises(composed(case, request, ()))) == []) == right, answer


def test_the_letter_names_each_file_with_format_size_and_redactions() -> None:
    case, request = changed({})
    parts = composed(case, request, ())
    said = line(parts.enclosed[0], parts)
    assert said == (
        "Guidance on the use of drones (drone-guidance.pdf, PDF, 12 KB), for question 1. "
        "We have redacted it in 2 places under section 31(1)(a)."
    )
    assert [kind(name) for name in ("a.XLSX", "b.dwg", "c")] == ["Excel spreadsheet", "DWG file", "file"]


def test_two_files_of_one_name_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    text = (EXAMPLE / "case.yaml").read_text(encoding="utf-8")
    entry = '  - {file: other/Drone-Guidance.pdf, title: x, questions: ["1"]}\n'
    for path in EXAMPLE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "case.yaml").write_text(text.replace("attachments:\n", f"attachments:\n{entry}"), encoding="utf-8")
    with pytest.raises(BadInput, match="Two attachments are called"):
        read_case(tmp_path)
    (tmp_path / "case.yaml").write_text(text.replace("drone-guidance.pdf", "gone.pdf"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"case\.yaml line 32: There is no file gone\.pdf"):
        read_case(tmp_path)
