"""Letters in the layouts that authorities use: what is missing or wrong is found, and nothing else stops work."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.errors import BadInput
from fanlight.inspection import lines_of
from fanlight.law.casefolder import check_folder, late
from fanlight.law.citations import find
from fanlight.law.letter import check_letter

LETTERS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "law" / "letters.yaml").read_text(encoding="utf-8"))
ALL = LETTERS["letters"]


def _text(letter: dict[str, Any]) -> str:
    return str(letter["text"]).replace("{rights}", LETTERS["rights"])


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter["name"])
def test_a_letter_has_the_faults_that_it_has(letter: dict[str, Any]) -> None:
    found = check_letter(_text(letter), on=letter["day"])
    assert {each.id for each in found if each.severity != "check"} == set(letter["expect"])


def test_a_late_letter_is_late_by_its_own_words_or_the_case() -> None:
    text = "Your request was received on 1 May 2024. We refuse it under section 14(1)."
    assert [each.id for each in late(text, {}, decided=date(2024, 6, 28))] == ["late"]
    assert late(text, {}, decided=date(2024, 5, 31)) == ()  # day 20: 6 and 27 May left out
    assert [each.id for each in late(text, {}, decided=date(2024, 6, 3))] == ["late"]
    assert [each.id for each in late(f"We apologise for the delay. {text}", {}, decided=date(2024, 6, 28))] == [
        "late-and-said"
    ]
    clarified = f"You gave your clarification on 3 June 2024. {text}"
    assert late(clarified, {}, decided=date(2024, 6, 28)) == ()
    assert late("", {"received": date(2024, 5, 1), "clarified": date(2024, 6, 3)}, decided=date(2024, 6, 28)) == ()


@pytest.mark.parametrize("suffix", [".html", ".txt", ".docx"])
def test_the_same_letter_in_other_formats(suffix: str, tmp_path: Path) -> None:
    text = "\n".join(
        (
            "10 May 2024",
            "Example Borough Council",
            "The paper is exempt under section 35(1)(a) of the Freedom of Information Act 2000.",
        )
    )
    path = tmp_path / f"letter{suffix}"
    if suffix == ".docx":
        docx = pytest.importorskip("docx")
        document = docx.Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(str(path))
    elif suffix == ".html":
        lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
        path.write_text(
            f"<html><head><title>No</title><style>p {{}}</style></head><body>{lines}</body></html>", encoding="utf-8"
        )
    else:
        path.write_text(text, encoding="cp1252")
    assert lines_of(path) == text
    checked = check_folder(tmp_path, latest=date(2026, 4, 7), read=lines_of)
    assert checked.on == date(2024, 5, 10)
    assert "exemption-unavailable" in {each.id for each in checked.findings}


@pytest.mark.parametrize(
    "text",
    [
        "We refuse under section 38(1)(b) of the Freedom of Information (Scotland) Act 2002.",
        "We refuse under regulation 12(4)(b) of the Environmental Information Regulations 2004.",
    ],
)
def test_a_letter_under_another_law_is_refused_and_not_passed(text: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(text, encoding="utf-8")
    assert [each.id for each in check_letter(text, on=date(2024, 5, 1))] == ["other-regime"]
    with pytest.raises(BadInput, match="other law"):
        check_folder(tmp_path, latest=date(2026, 4, 7))


@pytest.mark.shared
def test_the_cases_of_the_field(shared: Path) -> None:
    folder = shared / "field" / "notices"
    with open(folder / "expected.tsv", encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        try:
            found = check_folder(folder / row["file"], latest=date(2026, 4, 7), read=lines_of).findings
        except BadInput:
            assert re.search("exit2", row["must"]), row["file"]
            continue
        lines = [f"{each.id} {each.message} {each.where}" for each in found]
        stops = [each.id for each in found if each.severity != "check"]
        must = row["must"]
        assert not must or any(re.search(must, line if ".*" in must else line.split(" ")[0], re.I) for line in lines), (
            row["file"]
        )
        assert not (row["must_not"] and any(re.search(row["must_not"], each, re.I) for each in stops)), row["file"]


@pytest.mark.shared
def test_exemptions_as_authorities_print_them_are_read(shared: Path) -> None:
    lines = (shared / "cases" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["exemptions"]]
    assert [printed for case in cases for printed in case["exemptions"] if not list(find(printed))] == []
    wrong = {}
    for case in cases:
        told = "This is a refusal notice under section 17 of the Freedom of Information Act 2000. Exempt by virtue of:"
        text = "\n".join((told, *case["exemptions"]))
        ids = {each.id for each in check_letter(text, on=date(2022, 6, 1), authority=case["authority"])}
        wrong[case["id"]] = ids & {
            "limb-not-named",
            "repealed-subsection",
            "exemption-unavailable",
            "exclusive-exemptions",
            "purpose-not-named",
        }
    repealed = {"foi-001", "foi-010", "foi-012", "foi-044", "foi-047", "foi-073"}
    unnamed = {"foi-008", "foi-027", "foi-080", "foi-081", "foi-105", "foi-134", "foi-135"}
    assert {name for name, ids in wrong.items() if "repealed-subsection" in ids} == repealed
    assert {name for name, ids in wrong.items() if "limb-not-named" in ids} == unnamed
    assert {name for name, ids in wrong.items() if ids} == repealed | unnamed
